"""Mathematical properties of a change of scores, for any values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import floor

import pytest
from change_cases import ESTIMATE, OFFICIAL, Value, edition, enumerate_orders, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from indices_cases import VALUES

import ictindex as ict
from ictindex.analysis.change.change_inputs import EditionInputs
from ictindex.analysis.change.printed_split import PrintedPair
from ictindex.analysis.change.rank_split import RankedPair
from ictindex.engine.statistics.apportionment import apportion
from ictindex.engine.statistics.shapley_values import shapley_values

fractions = st.fractions(min_value=-50, max_value=50, max_denominator=1000)
LIMITS = {
    "mobile-broadband-subscriptions": 300, "mobile-broadband-traffic": 900,
    "fixed-broadband-traffic": 20000, "price-mobile-high": 60, "price-fixed-broadband": 60,
}  # fmt: skip


@pytest.mark.slow
@given(st.lists(fractions, min_size=1, max_size=12), st.integers(-1, 1))
def test_rounded_parts_add_up_and_stay_next_to_the_parts(parts: list[Fraction], off: int) -> None:
    total = floor(sum(parts)) + off
    units = apportion(parts, total)
    assert sum(units) == total
    assert apportion([-part for part in parts], -total) == [-unit for unit in units]
    if abs(total - sum(parts)) < 1:
        assert all(abs(unit - part) < 1 for unit, part in zip(units, parts, strict=True))


@st.composite
def inputs(draw: st.DrawFn, year: int) -> dict[str, Value]:
    """Any value, of the reference year or carried, official or estimated."""
    changed: dict[str, Value] = {}
    for indicator in VALUES:
        tenths = draw(st.integers(0, 10 * LIMITS.get(indicator, 100)))
        carried = draw(st.booleans())
        marks = OFFICIAL if carried or draw(st.booleans()) else ESTIMATE
        changed[indicator] = (str(Decimal(tenths) / 10), year - carried, marks)
    return changed


@settings(max_examples=25)
@given(inputs(2022), inputs(2023))
def test_steps_are_additive_and_antisymmetric(
    before: dict[str, Value], after: dict[str, Value]
) -> None:
    first, last = (
        edition(rows_of("BRA", 2022, before), 2024),
        edition(rows_of("BRA", 2023, after), 2025),
    )
    if not (first.ranked and last.ranked):  # too few official inputs
        return
    change = ict.analysis.explain_change(first, last).economy("BRA")
    assert sum(step.points for step in change.steps) == change.change
    exact = [result.unrounded("BRA")["idi"] for result in (first, last)]
    whole = sum((step.exact for step in change.steps), Fraction(0))
    assert abs(whole - (Fraction(exact[1]) - Fraction(exact[0]))) < Fraction(1, 10**18)
    assert sum(change.to_frame()["exact_points"][1:-1]) == exact[1] - exact[0]
    for step in change.steps:  # each is next to what it is exactly
        assert abs(Fraction(step.points) - step.exact) < Fraction(1, 10)
    back = ict.analysis.explain_change(last, first).economy("BRA")
    forth = {step.indicator: (step.kind, step.exact, step.points) for step in change.steps}
    assert {s.indicator: (s.kind, -s.exact, -s.points) for s in back.steps} == forth


PILLARS = {
    "universal-connectivity": (
        "internet-users", "households-internet", "mobile-broadband-subscriptions",
    ),
    "meaningful-connectivity": (
        "network-coverage", "mobile-broadband-traffic", "fixed-broadband-traffic",
        "price-mobile-high", "price-fixed-broadband", "mobile-phone-ownership",
    ),
}  # fmt: skip


@lru_cache(maxsize=1)
def sides() -> tuple[EditionInputs, EditionInputs]:
    """Two editions with all values of one economy: only their printed scores will differ."""
    first, last = (edition(rows_of("BRA", year), year + 2) for year in (2022, 2023))
    return EditionInputs(first), EditionInputs(last)


@st.composite
def printed_scores(draw: st.DrawFn) -> dict[tuple[str, str], Decimal]:
    """Scores of one economy as they are printed: the pillars and the index with one decimal."""
    printed: dict[tuple[str, str], Decimal] = {}
    means: list[Decimal] = []
    for pillar, indicators in PILLARS.items():
        scores = [Decimal(draw(st.integers(0, 10000))).scaleb(-2) for _ in indicators]
        printed |= {("BRA", node): score for node, score in zip(indicators, scores, strict=True)}
        means.append(sum(scores, Decimal(0)) / len(scores))
        printed["BRA", pillar] = round(means[-1], 1)
    printed["BRA", "idi"] = round(sum(means, Decimal(0)) / 2, 1)
    # Another economy has every score: the nodes are printed in the edition.
    return printed | {("KEN", node): score for (_, node), score in printed.items()}


@settings(max_examples=25)
@given(
    printed_scores(),
    printed_scores(),
    st.sets(st.sampled_from([node for nodes in PILLARS.values() for node in nodes]), max_size=6),
)
def test_printed_steps_add_up_to_the_printed_change(
    before: dict[tuple[str, str], Decimal],
    after: dict[tuple[str, str], Decimal],
    missing: set[str],
) -> None:
    for node in missing:
        (before if len(node) % 2 else after).pop(("BRA", node))
    ends = [side["BRA", "idi"] for side in (before, after)]
    steps = PrintedPair(sides(), (before, after)).split("BRA", ends)
    assert sum(step.points for step in steps) == Fraction(ends[1]) - Fraction(ends[0])
    unknown = {node for step in steps for node in step.together}
    assert unknown == missing
    # One step a pillar, and none where nothing is missing.
    assert len([step for step in steps if step.kind == "not-published"]) == sum(
        bool(missing & set(nodes)) for nodes in PILLARS.values()
    )
    # The rounding of the printed figures explains what is left.
    rounding = steps[-1]
    assert rounding.kind == "rounding"
    assert abs(rounding.points) <= Fraction(1, 10) + sum(step.margin for step in steps)
    own = {step.indicator: step.points for step in steps}
    for node, share in (("internet-users", 6), ("price-mobile-high", 12)):
        if node not in missing:
            moved = Fraction(after["BRA", node]) - Fraction(before["BRA", node])
            assert own.get(node, 0) == moved / share


@pytest.mark.slow
@given(st.integers(1, 4), st.data())
def test_shapley_values_are_the_mean_over_every_order(count: int, data: st.DataObject) -> None:
    players = tuple(range(count))
    coalitions = [
        frozenset(chosen) for size in range(count + 1) for chosen in combinations(players, size)
    ]
    worth = {coalition: data.draw(fractions) for coalition in coalitions}
    actual = shapley_values(players, worth.__getitem__)
    named = enumerate_orders(
        [str(player) for player in players],
        lambda later: worth[frozenset(int(player) for player in later)],
    )
    assert {str(player): value for player, value in actual.items()} == named
    assert sum(actual.values()) == worth[coalitions[-1]] - worth[coalitions[0]]
    # The game from the other end: what was there is taken away.
    back = shapley_values(players, lambda gone: worth[frozenset(players) - gone])
    assert back == {player: -value for player, value in actual.items()}


scores = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.integers(0, 12).map(Decimal), min_size=1, max_size=8
)


@given(scores, scores)
def test_places_gained_add_up_and_turn_their_sign(
    before: dict[str, Decimal], after: dict[str, Decimal]
) -> None:
    pair = RankedPair(before, after, published=False)
    back = RankedPair(after, before, published=False)
    for economy in before.keys() & after.keys():
        split = pair.split(economy)
        for side, rank in ((before, split.before), (after, split.after)):
            assert rank == 1 + sum(score > side[economy] for score in side.values())
        assert split.own + split.others + split.coverage == split.before - split.after
        turned = back.split(economy)
        assert (turned.own, turned.others) == (-split.own, -split.others)
        assert turned.coverage == -split.coverage
        if before.keys() == after.keys():
            assert split.coverage == 0  # the same economies: who is covered moves nothing


@settings(max_examples=10)
@given(inputs(2022))
def test_a_change_of_nothing_is_zero(values: dict[str, Value]) -> None:
    result = edition(rows_of("BRA", 2022, values), 2024)
    if result.ranked:
        change = ict.analysis.explain_change(result, result).economy("BRA")
        assert {(step.kind, step.exact, step.points) for step in change.steps} == {
            ("same-value", Fraction(0), Decimal(0))
        }
