"""explain_change(): every economy of two editions, and those that cannot be explained."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from change_cases import edition, rows_of
from indices_cases import LANGUAGES, frame, message_of, sample, score_row

import ictindex as ict
from ictindex.analysis.change.score_change import ScoreChange
from ictindex.core.errors import CatalogueError, UsageError

MORE = {"source_class": "official-publication", "status": "A"}


@pytest.fixture(scope="module")
def change() -> ScoreChange:
    """KEN and BRA in both; PER leaves, CHL joins, ARG lacks a value in the second edition."""
    before = [row for code in ("ARG", "BRA", "KEN", "PER") for row in rows_of(code, 2022)]
    after = rows_of("BRA", 2023, {"internet-users": ("95.0", 2023, MORE)})
    after += rows_of("KEN", 2023, {"internet-users": ("70.0", 2023, MORE)})
    after += rows_of("CHL", 2023) + rows_of("ARG", 2023)[1:]
    return ict.analysis.explain_change(edition(before, 2024), edition(after, 2025))


def test_who_is_explained_and_who_is_not(change: ScoreChange) -> None:
    assert change.economies == ("BRA", "KEN")
    assert [
        (case.economy, case.reason, case.edition, case.missing) for case in change.unexplained
    ] == [
        ("ARG", "no-index", "2025", ("internet-users",)),
        ("CHL", "absent", "2024", ()),
        ("PER", "absent", "2025", ()),
    ]
    assert message_of(lambda: change.economy("ARG"), UsageError, "change.no-index") == (
        "Argentina (ARG): its change cannot be explained, because 2025 has no value for: "
        "“Individuals using the Internet”. Nothing is imputed: choose an economy with all "
        "inputs in both editions, or set values in a what-if."
    )
    assert message_of(lambda: change.economy("PER"), UsageError, "change.absent") == (
        "Peru (PER): its change cannot be explained, because it is not among the economies of "
        "2025. Choose an economy that both editions cover."
    )
    message_of(lambda: change.economy("FRA"), CatalogueError, "explain.economy-unknown")
    message_of(lambda: change.economy("Pérou"), UsageError, "change.absent")
    assert change.economy("肯尼亚") is change.economy("KEN")
    assert change.unexplained_frame()["reason"].tolist() == ["no-index", "absent", "absent"]


def test_every_score_is_explained_to_its_published_figure(change: ScoreChange) -> None:
    rows = change.to_frame()
    moved = rows[~rows["kind"].isin(["start", "end"])]
    totals = moved.groupby("economy")["points"].sum().round(6)
    first, last = change.before.scores["idi"], change.after.scores["idi"]
    for economy in change.economies:
        assert totals[economy] == round(last[economy] - first[economy], 6)


def test_coverage_moves_ranks_and_no_score(change: ScoreChange) -> None:
    ranks = change.ranks().set_index("economy")
    # Four tie at the first rank; then CHL stays above KEN, and BRA above all.
    assert ranks.loc["BRA", ["rank_before", "rank_after", "places"]].tolist() == [1, 1, 0]
    assert ranks.loc["KEN", ["rank_before", "rank_after", "places"]].tolist() == [1, 3, -2]
    assert (ranks[["own", "others", "coverage"]].sum(axis=1) == ranks["places"]).all()
    assert set(ranks["ranks"]) == {"unofficial"}
    assert ranks[["among_before", "among_after"]].values.tolist() == [[4, 3], [4, 3]]


def test_backwards_everything_has_the_other_sign(change: ScoreChange) -> None:
    back = ict.analysis.explain_change(change.after, change.before)
    for economy in change.economies:
        forth_steps, back_steps = change.economy(economy).steps, back.economy(economy).steps
        assert [(s.indicator, s.kind, -s.exact, -s.points) for s in back_steps] == [
            (s.indicator, s.kind, s.exact, s.points) for s in forth_steps
        ]
    assert change.ranks()["coverage"].tolist() == [-c for c in back.ranks()["coverage"]]


def test_a_change_of_nothing_is_zero(change: ScoreChange) -> None:
    none = ict.analysis.explain_change(change.before, change.before)
    for economy in none.economies:
        for step in none.economy(economy).steps:
            assert (step.kind, step.exact, step.points) == ("same-value", 0, 0)
        assert none.economy(economy).rank == dataclasses.replace(
            none.economy(economy).rank, own=Fraction(0), others=Fraction(0), coverage=Fraction(0)
        )


def test_a_supplied_score_is_compared_as_a_score() -> None:
    """In the second edition the score of the coverage replaces the two values."""
    after = [row for row in rows_of("BRA", 2023) if not row["indicator"].startswith("coverage")]
    after.append(score_row("BRA", "network-coverage", "96.0") | {"year": "2023", **MORE})
    result = ict.analysis.explain_change(edition(rows_of("BRA", 2022), 2024), edition(after, 2025))
    brazil = result.economy("BRA")
    assert "coverage-3g" not in {step.indicator for step in brazil.steps}
    (step,) = [step for step in brazil.steps if step.indicator == "network-coverage"]
    # Box A1.1: coverage 99.2 and 98.5 with weights 2 and 3.
    score = (2 * Fraction("99.2") + 3 * Fraction("98.5")) / 5
    assert abs(step.exact - Fraction(1, 12) * (96 - score)) < Fraction(1, 10**18)
    assert (step.kind, step.before, step.after.basis) == ("source", None, "supplied-score")


def test_groups_have_the_coverage_as_a_step(change: ScoreChange) -> None:
    groups = change.groups({"BRA": "south", "KEN": "south", "PER": "south", "CHL": "north"})
    south = groups[groups["group"] == "south"]
    assert south["kind"].tolist()[:2] == ["start", "left"]
    assert south["kind"].tolist()[-2:] == ["joined", "end"]
    assert south["matched"].unique().tolist() == [2]
    before, after = change.before.scores["idi"], change.after.scores["idi"]
    assert south["points"].iloc[0] == round((before["BRA"] + before["KEN"] + before["PER"]) / 3, 2)
    assert south["points"].iloc[-1] == round((after["BRA"] + after["KEN"]) / 2, 2)
    assert "north" not in set(groups["group"])  # nobody of it is in both editions
    bars = south.iloc[1:-1]
    assert bars["from"].tolist() == [south["to"].iloc[0], *bars["to"].tolist()[:-1]]
    assert bars["to"].iloc[-1] == south["points"].iloc[-1]


def test_between_methodologies_levels_are_reported_as_not_comparable() -> None:
    korea = sample("worked-example-2011.csv")
    first = ict.compute(ict.methodology("idi-methodology-2011", edition=2011), frame(korea))
    more = [r | {"value": "90"} if r["indicator"] == "internet-users" else r for r in korea]
    last = ict.what_if(
        ict.read_observations(frame(more)), methodology="idi-methodology-2014", edition=2011,
        year=first.year,
    )  # fmt: skip
    change = ict.analysis.explain_change(first, last)
    steps = {(step.kind, step.indicator): step for step in change.economy("KOR").steps}
    assert {kind for kind, _ in steps} == {
        "same-value", "revised", "goalposts", "weights", "structure",
    }  # fmt: skip
    assert {node for kind, node in steps if kind == "goalposts"} == {
        "mobile-cellular-subscriptions", "international-bandwidth",
    }  # fmt: skip
    assert steps["weights", ""].exact == steps["structure", ""].exact == 0
    # Six of a hundred users, of a fifth of 40 %, on a scale of 10: no goalpost changed with it.
    users = steps["revised", "internet-users"].exact
    assert abs(users - Fraction(6, 100) * Fraction(2, 5) * Fraction(1, 3) * 10) < Fraction(
        1, 10**18
    )
    total = sum((step.points for step in steps.values()), Decimal(0))
    assert total == change.economy("KOR").change
    assert change.economy("KOR").rank is None
    message_of(change.ranks, UsageError, "series.not-comparable")
    message_of(change.groups, UsageError, "series.not-comparable")
    assert (
        "whose levels are not comparable: idi-methodology-2011, idi-methodology-2014."
        in change.to_text()
    )
    assert change.to_frame().attrs["methodology_after"] == "idi-methodology-2014"


def test_what_the_other_methodology_needs_is_named() -> None:
    first = ict.compute(
        ict.methodology("idi-methodology-2011", edition=2011),
        frame(sample("worked-example-2011.csv")),
    )
    rows = [row | {"year": "2010"} for row in rows_of("KOR", 2022)]
    last = ict.what_if(
        ict.read_observations(frame(rows)), methodology="idi-methodology-2023", edition=2011,
        year=2010,
    )  # fmt: skip
    change = ict.analysis.explain_change(first, last)
    (case,) = change.unexplained
    assert (case.reason, case.edition) == ("not-by-both", "2011")
    assert "coverage-4g" in case.missing
    message_of(lambda: change.economy("KOR"), UsageError, "change.not-by-both")


def test_what_is_refused(change: ScoreChange) -> None:
    names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    prices, economics = map(ict.sample_data, names)
    baskets = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    assert message_of(
        lambda: ict.analysis.explain_change(baskets, baskets), UsageError, "change.baskets"
    ) == (
        "Changes of basket prices are not made of weighted scores. Use `ict.prices.decompose`, "
        "which splits them into price and income."
    )
    message_of(lambda: ict.analysis.explain_change(change.before, 3), UsageError, "argument.unfit")
    message_of(
        lambda: ict.analysis.explain_change(change.before, change.after, history=3),
        UsageError, "argument.unfit",
    )  # fmt: skip


def test_every_language_has_the_page(change: ScoreChange) -> None:
    texts = [change.to_text(language) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    assert "Economies whose change cannot be explained: 3" in change.to_text("en")
    for text in texts:
        assert "score-change" not in text
    record = change.to_dict()
    assert [row["economy"] for row in record["economies"]] == ["BRA", "KEN"]
    assert isinstance(change.to_frame(), pd.DataFrame)
