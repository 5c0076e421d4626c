"""The targets on record: every key read, scopes of dated lists, texts as adopted."""

from __future__ import annotations

from small_cases import small_cases

from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.dated_targets import WORLD, Target, targets

MEASURES = {"weighted-mean", "parity", "growth", "share-of-shares", "median-price", "none"}


@small_cases("target", targets().values(), ids=lambda target: target.id)
def test_a_target_names_what_there_is(target: Target) -> None:
    assert target.measure in MEASURES
    assert set(target.indicators) <= set(catalogue.indicators())
    assert set(target.baskets) <= set(catalogue.baskets())
    assert bool(target.reason) == (target.measure == "none") == bool(target.subject)
    assert len(target.limits) == {"": 0, "between": 2}.get(target.condition, 1)
    if target.scope != WORLD:
        grouping, vintage, groups = target.scope.split("/")
        assert set(groups.split("+")) <= set(catalogue.groups(grouping, vintage).groups)


def test_the_resolution_has_its_twenty_five_targets() -> None:
    """Resolution 71 (Rev. Dubai, 2018), Annex 1, Table 1: 7 + 10 + 5 + 1 + 1 targets."""
    numbers = {t.number for t in targets().values() if t.document.id == "strategic-targets-2018"}
    counts = {goal: sum(n.startswith(f"{goal}.") for n in numbers) for goal in "12345"}
    assert counts == {"1": 7, "2": 10, "3": 5, "4": 1, "5": 1}


def test_the_number_of_a_text_is_the_limit() -> None:
    """Resolution 71 (Rev. Dubai, 2018), Annex 1: the percentages are in the texts."""
    for name, text in (("1.1", "65%"), ("2.4", "30%"), ("2.6", "3%"), ("2.7", "96%")):
        target = targets()[f"strategic-targets-2018/{name}"]
        assert text in target.text
        assert f"{target.limits[0]}%" == text
