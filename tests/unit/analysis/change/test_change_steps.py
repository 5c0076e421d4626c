"""The steps of a change, compared with an enumeration of all orders in fractions by the oracle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pytest
import reference
from change_cases import enumerate_orders, rows_of, score_by_oracle
from indices_cases import DOCUMENTS, VALUES, frame

import ictindex as ict
from ictindex.analysis.change.change_inputs import EditionInputs
from ictindex.analysis.change.change_steps import (
    PLAYERS,
    MethodChange,
    explain_data,
    explain_methods,
    find_frontier,
    find_score,
    find_share,
    score_leaf,
)
from ictindex.engine.statistics.shapley_values import shapley_values

TEXT = (DOCUMENTS / "idi-methodology-2023.toml").read_text(encoding="utf-8")
DROPPED = "mobile-phone-ownership"


def write_document(folder: Path, later: frozenset[str]) -> Path:
    """A document with some parts of another methodology: goalposts, weights, structure."""
    text = TEXT
    if "goalposts" in later:
        # Not those of the indicator that the other methodology does not have.
        text = text.replace("{ zero = 0, full = 95 }", "{ zero = 5, full = 100 }", 2)
        text = text.replace("{ zero = 0, full = 500 }", "{ zero = 0, full = 300 }")
    if "weights" in later:
        text = text.replace(
            '"universal-connectivity", weight = 1', '"universal-connectivity", weight = 3'
        )
        text = text.replace('"coverage-3g", weight = 2', '"coverage-3g", weight = 5')
    if "structure" in later:
        text = re.sub(rf'    {{ id = "{DROPPED}", weight = 1 }},\n', "", text)
        text = re.sub(rf'    "{DROPPED}",\n', "", text)
        text = re.sub(rf'\[\[leaves\]\]\nindicator = "{DROPPED}"\n[^\n]*\n[^\n]*\n', "", text)
    name = "idi-methodology-" + (
        "-".join(sorted(later & {"goalposts", "weights", "structure"})) or "own"
    )
    path = folder / f"{name}.toml"
    path.write_text(text.replace('id = "idi-methodology-2023"', f'id = "{name}"'), encoding="utf-8")
    return path


OTHER = {
    **VALUES, "internet-users": "99.5", "mobile-broadband-traffic": "480.2",
    "price-mobile-high": "3.4", "coverage-3g": "97.1", DROPPED: "70.3",
}  # fmt: skip


@pytest.mark.parametrize("parts", [
    parts
    for size in range(4)
    for parts in combinations(("goalposts", "weights", "structure"), size)
])  # fmt: skip
def test_between_methodologies_steps_are_the_mean_over_all_orders(
    parts: tuple[str, ...], tmp_path: Path
) -> None:
    """Each of the 24 orders is walked with documents that the oracle reads and computes."""
    values = (
        {k: Fraction(v) for k, v in VALUES.items()},
        {k: Fraction(v) for k, v in OTHER.items()},
    )

    @lru_cache
    def worth(later: frozenset[str]) -> Fraction:
        path = write_document(tmp_path, later & frozenset(parts))
        return score_by_oracle(path, values["data" in later])

    plans = [ict.methodology(write_document(tmp_path, frozenset(own))).plan for own in ((), parts)]
    decimals: tuple[Mapping[str, Decimal], Mapping[str, Decimal]] = (
        {key: Decimal(v) for key, v in VALUES.items()},
        {key: Decimal(v) for key, v in OTHER.items()},
    )
    change = MethodChange((plans[0], plans[1]), decimals)
    assert set(change.indicators()) == set(VALUES)

    sums = dict.fromkeys(PLAYERS, Fraction(0))
    for indicator in change.indicators():
        shares = shapley_values(
            PLAYERS, lambda later, key=indicator: change.contribution(key, later)
        )
        for player, points in shares.items():
            sums[player] += points
    expected = enumerate_orders(PLAYERS, worth)
    for player in PLAYERS:
        # The oracle rounds each stage to 20 places.
        assert abs(sums[player] - expected[player]) < Fraction(1, 10**18), player
        if player != "data":
            assert (sums[player] != 0) == (player in parts)


def test_weights_move_only_where_a_node_has_the_same_children(tmp_path: Path) -> None:
    own, other = (
        ict.methodology(write_document(tmp_path, frozenset(parts))).plan
        for parts in ((), ("weights", "structure"))
    )
    # The root and the coverage have the same children, the second pillar has not.
    assert find_share(own, own, "coverage-3g") == Fraction(1, 2) * Fraction(1, 6) * Fraction(2, 5)
    assert find_share(own, other, "coverage-3g") == Fraction(1, 4) * Fraction(1, 6) * Fraction(5, 8)
    assert find_share(other, own, "coverage-3g") == Fraction(1, 2) * Fraction(1, 5) * Fraction(2, 5)


def test_a_score_between_goalposts_is_exact_and_clipped() -> None:
    plan = ict.methodology("idi", edition=2024).plan
    assert find_score(plan, "internet-users", Decimal("38")) == Fraction(38, 95)
    assert find_score(plan, "internet-users", Decimal("99")) == 1
    assert find_score(plan, "price-mobile-high", Decimal("30")) == 0
    path = DOCUMENTS / "idi-methodology-2023.toml"
    expected = reference.indicator_score(path, "mobile-broadband-traffic", Fraction("123.3"))
    n = plan.nodes.index("mobile-broadband-traffic")
    assert Fraction(score_leaf(plan, n, Decimal("123.3"))) == expected


def test_below_a_supplied_score_nothing_is_compared() -> None:
    plan = ict.methodology("idi", edition=2024).plan
    none = (None,) * len(plan.nodes)
    assert {plan.nodes[n] for n in find_frontier(plan, [none, none])} == set(plan.indicators)
    supplied = tuple(Decimal(1) if node == "network-coverage" else None for node in plan.nodes)
    nodes = {plan.nodes[n] for n in find_frontier(plan, [none, supplied])}
    assert nodes == (set(plan.indicators) - {"coverage-3g", "coverage-4g"}) | {"network-coverage"}


def revised_pair(history: str) -> tuple[EditionInputs, EditionInputs]:
    """80.5 of 2022 in the first edition; 84.2 of 2023 in the second, which states a 2022 value."""
    idi, results = ict.methodology("idi", edition=2025), []
    for year, value in ((2022, "80.5"), (2023, "84.2")):
        rows = rows_of("BRA", year)
        rows[0] |= {"value": value}
        table = ict.read_observations(frame(rows))
        results.append(ict.compute(idi.with_edition(year + 2), table, edition=year + 2))
    history_table = ict.read_observations(frame([rows_of("BRA", 2022)[0] | {"value": history}]))
    return EditionInputs(results[0]), EditionInputs(results[1], history_table)


def test_a_revision_is_distinguished_where_the_later_edition_states_the_earlier_year() -> None:
    steps = explain_data(*revised_pair("81.7"), "BRA")[:2]
    share = Fraction(1, 2) * Fraction(1, 3) * 100 / 95
    assert [(step.kind, step.revision_known) for step in steps] == [
        ("revised", True), ("observed", True),
    ]  # fmt: skip
    exact = [share * Fraction("1.2"), share * Fraction("2.5")]
    for step, points in zip(steps, exact, strict=True):
        assert abs(step.points - points) < Fraction(1, 10**18)
    first, last = revised_pair("81.7")
    backwards = explain_data(last, first, "BRA")[:2]
    assert [(s.kind, -s.points) for s in backwards] == [(s.kind, s.points) for s in steps[::-1]]


def test_a_value_that_stayed_the_same_was_not_revised() -> None:
    (step,) = [
        s for s in explain_data(*revised_pair("80.5"), "BRA") if s.indicator == "internet-users"
    ]
    assert (step.kind, step.revision_known) == ("observed", True)


def test_without_the_earlier_year_a_revision_cannot_be_distinguished() -> None:
    first, last = revised_pair("80.5")
    (step,) = [
        s for s in explain_data(first, replace(last, history=None), "BRA")
        if s.indicator == "internet-users"
    ]  # fmt: skip
    assert (step.kind, step.revision_known) == ("observed", False)


# ---------------------------------------------------------------- where scores do not add up


@pytest.mark.parametrize("other", ["own", "released"])
def test_a_geometric_mean_is_split_as_by_the_enumeration_of_orders(other: str) -> None:
    """Three values, and between methodologies three parts, in every order of exchange."""
    idi = ict.methodology("idi", edition=2024)
    geometric = idi.variant("geometric", aggregation="geometric-mean")
    wider = geometric.variant("wider", goalposts={"internet-users": (0, 100)})
    last = geometric if other == "own" else wider
    moved = {"internet-users": "92.0", "price-mobile-high": "4.0", "coverage-3g": "90.0"}
    values = ({**VALUES}, {**VALUES, **moved})
    change = MethodChange(
        (geometric.plan, last.plan),
        (
            {key: Decimal(value) for key, value in values[0].items()},
            {key: Decimal(value) for key, value in values[1].items()},
        ),
    )
    assert not change.is_additive
    methods = () if other == "own" else ("goalposts", "weights", "structure")
    assert set(change.players) == {*moved, *methods}

    @lru_cache
    def worth(later: frozenset[str]) -> Fraction:
        chosen = last if "goalposts" in later else geometric
        row = {key: values[key in later][key] for key in VALUES}
        return Fraction(chosen.score(row).unrounded)

    expected = enumerate_orders(change.players, worth)
    facts = dict.fromkeys(change.indicators(), (None, None))
    steps = explain_methods(change, facts)
    points_of_steps = {step.indicator or step.kind: step.points for step in steps}
    for player, points in expected.items():
        assert abs(points_of_steps[player] - points) < Fraction(1, 10**17), player
    still = [step for step in steps if step.indicator and step.indicator not in moved]
    assert all(step.points == 0 for step in still)
    whole = worth(frozenset(change.players)) - worth(frozenset())
    assert abs(sum(points_of_steps.values()) - whole) < Fraction(1, 10**17)
