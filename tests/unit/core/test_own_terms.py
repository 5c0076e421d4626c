"""Terms of a user's own: in force in one place alone, remembered by what was made there."""

from __future__ import annotations

import pickle
import threading

import lab_cases
import pytest

import ictindex as ict
from ictindex.core.own_terms import OwnTerms, current_terms, terms_of, use_terms
from ictindex.definitions import catalogue
from ictindex.language import i18n


def terms(name: str) -> OwnTerms:
    return OwnTerms({("nodes", "cost"): {"en": name, "fr": f"{name} (fr)"}}, {}, {})


def test_words_fall_back_to_english_and_then_to_the_first() -> None:
    own = OwnTerms(
        {("nodes", "a"): {"fr": "un"}, ("nodes", "b"): {"es": "dos", "en": "two"}}, {}, {}
    )
    assert own.find(("nodes", "a"), "zh") == "un"
    assert own.find(("nodes", "b"), "zh") == "two"
    assert own.find(("nodes", "b"), "es") == "dos"
    assert own.find(("nodes", "c"), "en") is None


def test_terms_are_in_force_within_their_block_alone() -> None:
    assert i18n.label("nodes", "cost") == "cost"
    with use_terms(terms("Cost")):
        assert i18n.label("nodes", "cost") == "Cost"
        with use_terms(terms("Price")):
            assert i18n.label("nodes", "cost", "fr") == "Price (fr)"
        with use_terms(None):
            assert i18n.label("nodes", "cost") == "cost"
        assert i18n.label("nodes", "cost") == "Cost"
        assert i18n.label("nodes", "internet-users") == "Individuals using the Internet"
    assert current_terms() is None


@pytest.mark.slow
def test_two_indices_in_two_threads_do_not_see_one_another() -> None:
    """Both have an indicator called cost and an area called KE-01, and mean different things."""
    first = ict.analysis.index(lab_cases.document())
    areas = [{"code": "KE-01", "names": {"en": "First ward"}}]
    indicators = [{**record, "names": {"en": f"Other {record['id']}"}}
                  for record in lab_cases.document()["indicators"]]  # fmt: skip
    second = ict.analysis.index(lab_cases.document(areas=areas, indicators=indicators))
    results = {}
    both_inside = threading.Barrier(2, timeout=20)

    def run(name: str, own: ict.analysis.OwnIndex) -> None:
        table = own.read(lab_cases.values().iloc[:1])
        both_inside.wait()
        for _ in range(20):
            text = ict.compute(own, table).explain("KE-01", language="en").to_text()
            results.setdefault(name, set()).add(text)

    threads = [
        threading.Thread(target=run, args=pair) for pair in (("first", first), ("second", second))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (item,), (other,) = results["first"], results["second"]
    assert item.startswith("Mombasa: Digital districts") and "Cost of a connection" in item
    assert other.startswith("First ward: Digital districts") and "Other cost" in other
    assert "Other" not in item
    assert "cost" not in catalogue.indicators()


def test_what_was_made_under_terms_remembers_them() -> None:
    result = lab_cases.computed()
    with pytest.raises(ict.errors.CatalogueError) as caught:
        result.explain("KE-1")
    assert "is not an area of digital-districts-2024-own-index (nearest: KE-01)" in str(
        caught.value
    )
    table = result.methodology.read(lab_cases.values(**{"basic-skills": [30, None, 60]}))
    (left_out,) = ict.compute(result.methodology, table).exclusions
    assert left_out.message("en") == (
        "Kisumu (KE-42): no score, because there is no value for: “Basic skills”."
    )
    again = pickle.loads(pickle.dumps(left_out))  # noqa: S301
    assert again.message("en") == left_out.message("en")


def test_an_area_is_explained_by_a_name_that_no_other_area_has() -> None:
    result = lab_cases.computed()
    for wanted in ("Mombasa", "مومباسا", "mombasa", "ke-01"):
        assert result.explain(wanted).to_dict() == result.explain("KE-01").to_dict()
    for wanted in ("KE-4", "KE01", "Mombas"):  # near to a code or name, and none
        with pytest.raises(ict.errors.CatalogueError):
            result.explain(wanted)
    twins = [{**area, "names": {"en": "Riverside"}} for area in lab_cases.AREAS]
    with pytest.raises(ict.errors.CatalogueError):
        lab_cases.computed(areas=twins).explain("Riverside")


def test_terms_travel_and_are_found_through_what_holds_them() -> None:
    result = lab_cases.computed()
    assert pickle.loads(pickle.dumps(result)).to_text("fr") == result.to_text("fr")  # noqa: S301
    terms = result.methodology.document.own_terms
    assert terms is not None
    assert terms_of(result) is terms is terms_of(result.methodology)
    assert terms_of(result.explain("KE-01")) is terms
    assert terms_of(ict.methodology("idi", 2024)) is None
    assert terms_of(object()) is None
