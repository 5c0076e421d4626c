"""Simulation packs: the same values by two methodologies, and what each constant gives."""

from __future__ import annotations

import csv
import pickle
import zipfile
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from languages_in_turn import each_language

import ictindex as ict

SHIPPED = "idi-2024-annex.csv"


@cache
def base() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data(SHIPPED))


@cache
def proposal() -> ict.Methodology:
    return ict.methodology("idi", 2024).variant(
        "proposal",
        weights={"idi": {"universal-connectivity": "0.4", "meaningful-connectivity": "0.6"}},
        goalposts={"internet-users": (0, 100), "mobile-phone-ownership": (0, 100)},
    )


@cache
def pack() -> ict.review.SimulationPack:
    return ict.review.simulation_pack(base(), proposal())


def brazil_by_hand(weights: tuple[int, int], users: int, phones: int) -> Fraction:
    """Return the index of Brazil from the printed values, with fractions only."""
    # Universal connectivity: users, households, subscriptions in equal parts. Only what these
    # constants touch is computed by hand; the rest is taken from the scores by the base.
    scores = base().exact_scores.scores[base().economies.index("BRA")]
    values = dict(zip(base().methodology.plan.nodes, scores, strict=True))
    plan = base().methodology.plan
    value = {
        "internet-users": (Fraction("80.5"), users),
        "mobile-phone-ownership": (Fraction("88.1"), phones),
    }

    def score(node: str) -> Fraction:
        if node in value:
            number, full = value[node]
            return min(number / full, Fraction(1)) * 100
        position = plan.nodes.index(node)
        if position < len(plan.leaves):
            return Fraction(values[node])
        branch = next(branch for branch in plan.branches if branch.id == node)
        own = branch.weights
        if node == "idi":
            order = [plan.nodes[c] for c in branch.children]
            own = tuple(
                dict(
                    zip(("universal-connectivity", "meaningful-connectivity"), weights, strict=True)
                )[c]
                for c in order
            )
        parts = [score(plan.nodes[c]) * w for c, w in zip(branch.children, own, strict=True)]
        return sum(parts, Fraction(0)) / sum(own)

    return score("idi")


def test_steps_are_the_shapley_value_over_all_orders() -> None:
    """Three groups of constants: their six orders by hand, with fractions."""
    first = {"weights": (1, 1), "users": 95, "phones": 95}
    last = {"weights": (2, 3), "users": 100, "phones": 100}
    supplied = dict.fromkeys(first, Fraction(0))
    for order in permutations(first):
        now = dict(first)
        for group in order:
            before = brazil_by_hand(**now)  # type: ignore[arg-type]
            now[group] = last[group]
            supplied[group] += brazil_by_hand(**now) - before  # type: ignore[arg-type]
    expected = {key: points / 6 for key, points in supplied.items()}
    steps = {(s.kind, s.subject): s.exact for s in pack().economy("BRA").steps}
    actual = {
        "weights": steps["weights", "idi"],
        "users": steps["goalposts", "internet-users"],
        "phones": steps["goalposts", "mobile-phone-ownership"],
    }
    for key, points in expected.items():
        # Scores are kept to 20 places, fractions are not.
        assert abs(actual[key] - points) < Fraction(1, 10**15), key


@pytest.mark.parametrize("economy", ["BRA", "KEN", "STP", "KWT"])
def test_steps_add_up_to_the_difference_of_the_published_scores(economy: str) -> None:
    item = pack().economy(economy)
    assert sum((step.points for step in item.steps), Decimal(0)) == item.index.difference
    exact = sum((step.exact for step in item.steps), Fraction(0))
    sides = (pack().before, pack().after)
    first, last = (
        Fraction(s.exact_scores.scores[s.economy_position(economy)][-1] or 0) for s in sides
    )
    assert abs(exact - (last - first)) < Fraction(1, 10**15)


@pytest.mark.slow
def test_scores_are_those_of_the_two_methodologies() -> None:
    other = ict.compute(ict.methodology("idi", 2024), ict.sample_data(SHIPPED))
    what_if = ict.what_if(other, methodology=proposal())
    for item in pack():
        for move in item.nodes:
            if move.node in other.nodes and item.economy in other.economies:
                frame = float("nan") if move.before is None else float(move.before)
                assert frame == other.scores.loc[item.economy, move.node] or move.before is None
        index = (
            what_if.scores.loc[item.economy, "idi"] if item.economy in what_if.economies else None
        )
        assert item.index.after is None or float(item.index.after) == index


def test_each_step_names_its_constants_with_both_values() -> None:
    steps = {(s.kind, s.subject): s for s in pack().economy("BRA").steps}
    users = steps["goalposts", "internet-users"].constants
    assert [(c.path, c.before, c.after) for c in users] == [
        ("leaves.internet-users.goalposts.full", "95", "100")
    ]
    weights = steps["weights", "idi"].constants
    assert [(c.before, c.after) for c in weights] == [("1", "2"), ("1", "3")]


def test_an_index_that_does_not_add_up_is_explained_as_a_whole() -> None:
    geometric = ict.methodology("idi", 2024).variant("geometric", aggregation="geometric-mean")
    item = ict.review.simulation_pack(base(), geometric).economy("BRA")
    assert {step.subject for step in item.steps} == {""}
    assert sum((step.points for step in item.steps), Decimal(0)) == item.index.difference != 0


def test_no_rank_where_the_document_publishes_none() -> None:
    assert not pack().ranks_published
    assert pack().economy("BRA").ranks is None
    assert not [name for name in pack().to_frame().columns if "rank" in name]
    text = pack().economy("BRA").to_text("en") + pack().to_text("en")
    assert "Rank" not in text and "rank" not in text


def test_ranks_where_both_documents_publish_them() -> None:
    both = ict.review.simulation_pack(
        ict.sample_data("worked-example-2011.csv"), "idi-methodology-2014",
        before="idi-methodology-2011", edition=2011,
    )  # fmt: skip
    assert both.ranks_published and both.economy("KOR").ranks == (1, 1)
    assert "Rank among the 1 economies" in " ".join(both.economy("KOR").to_text("en").split())
    assert both.to_frame()[["rank_before", "rank_after"]].values.tolist() == [[1, 1]]


def test_an_economy_without_score_says_why() -> None:
    item = pack().economy("AFG")
    assert item.index.after is None and item.steps == () and item.missing is not None
    text = item.to_text("en")
    assert "One of the two gives no score: Afghanistan (AFG): no score" in " ".join(text.split())
    assert "Which constants move the score" not in text


@each_language("en", "ar")
def test_every_page_says_that_it_is_a_what_if(language: str) -> None:
    from ictindex.language import i18n

    notice = i18n.text("whatif", "not-published", language)
    for page in (pack(), pack().economy("BRA"), pack().economy("AFG")):
        assert notice in page.to_html(language)
        assert "[simulation" not in page.to_text(language)
    for frame in (pack().to_frame(), pack().node_frame(), pack().step_frame()):
        assert set(frame["result_kind"]) == {"what-if"}
        assert "not to be published" in frame.attrs["what_if"]


def test_the_list_is_alphabetical_in_the_language() -> None:
    text = pack().to_text("es")
    rows = [line.split("  ")[0] for line in text.splitlines() if line[:3] in ("Ale", "Bra", "Yem")]
    assert rows == ["Alemania", "Brasil", "Yemen"]


def test_the_extent_is_stated() -> None:
    text = " ".join(pack().to_text("en").split())
    assert "Both give a score here to 19 of the 170 economies of the edition." in text


def test_one_economy_or_some() -> None:
    some = ict.review.simulation_pack(base(), proposal(), economies=["KEN", "BRA", "KEN"])
    assert some.economies == ("KEN", "BRA") and len(some) == 2
    assert some.scored == pack().scored  # the extent stays that of the data
    with pytest.raises(ict.errors.CatalogueError, match="'XYZ' is not in this pack"):
        ict.review.simulation_pack(base(), proposal(), economies=["XYZ"])


def test_arguments_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ict.errors.UsageError, match="which methodology the proposal is compared"):
        ict.review.simulation_pack(ict.sample_data(SHIPPED), proposal(), edition=2024)
    with pytest.raises(ict.errors.UsageError, match="has no index that is made of indicators"):
        ict.review.simulation_pack(base(), "ipb-methodology-2025")
    with pytest.raises(ict.errors.UsageError):
        ict.review.simulation_pack(base(), 5)  # type: ignore[arg-type]
    with pytest.raises(ict.errors.DraftMethodologyError):
        ict.review.simulation_pack(base(), "idi-methodology-2017-draft-14")


@pytest.mark.slow
def test_files_for_each_economy(tmp_path: Path) -> None:
    some = ict.review.simulation_pack(base(), proposal(), economies=["BRA", "AFG"])
    files = some.write_files(tmp_path / "pack", languages=["en", "ar"])
    assert {file.name for file in files} == {
        "AFG.csv", "AFG.ar.html", "AFG.en.html", "BRA.csv", "BRA.ar.html", "BRA.en.html",
        "constants.csv", "index.ar.html", "index.en.html", "nodes.csv", "scores.csv", "steps.csv",
    }  # fmt: skip
    with (tmp_path / "pack" / "BRA.csv").open(encoding="utf-8", newline="") as stream:
        rows = {line["node"]: line for line in csv.DictReader(stream)}
    brazil = some.economy("BRA")
    assert float(rows["idi"]["after"]) == float(brazil.index.after or 0)
    index = (tmp_path / "pack" / "index.ar.html").read_text(encoding="utf-8")
    assert 'href="BRA.ar.html"' in index and '<html lang="ar" dir="rtl">' in index
    with pytest.raises(ict.errors.UsageError, match="is not empty"):
        some.write_files(tmp_path / "pack")
    some.write_files(tmp_path / "pack.zip")
    again = tmp_path / "again.zip"
    some.write_files(again)
    assert again.read_bytes() == (tmp_path / "pack.zip").read_bytes()
    with zipfile.ZipFile(again) as archive:
        assert "BRA.en.html" in archive.namelist()


def test_a_pack_is_kept_and_read_only() -> None:
    some = ict.review.simulation_pack(base(), proposal(), economies=["BRA"])
    again = pickle.loads(pickle.dumps(some))  # noqa: S301
    assert again.economy("BRA").to_dict() == some.economy("BRA").to_dict()
    with pytest.raises(ict.errors.ReadOnlyError):
        some.economies = ()  # type: ignore[misc]
