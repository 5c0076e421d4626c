"""Effect of each group of constants: the Shapley value over variants that the engine computes."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest

import ictindex as ict
from ictindex.analysis.methodology_review.constant_effects import ConstantEffects

GROUPS: dict[tuple[str, str], dict[str, Any]] = {
    ("weights", "idi"): {"weights": {"idi": {"universal-connectivity": 2}}},
    ("goalposts", "internet-users"): {"goalposts": {"internet-users": (0, 100)}},
    ("structure", ""): {"drop": "mobile-broadband-traffic"},
}


@pytest.fixture(scope="module")
def base() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def index(result: ict.Result, economy: str) -> Fraction:
    return Fraction(result.exact_scores.scores[result.economy_position(economy)][-1] or 0)


@pytest.mark.parametrize("economy", ["BRA", "KEN", "STP"])
def test_steps_are_those_of_all_orders_of_real_variants(base: ict.Result, economy: str) -> None:
    worth: dict[frozenset[tuple[str, str]], Fraction] = {}
    for size in range(len(GROUPS) + 1):
        for members in combinations(GROUPS, size):
            changes: dict[str, Any] = {}
            for group in members:
                changes |= GROUPS[group]
            variant = base.methodology.variant("part", **changes) if changes else None
            other = base if variant is None else ict.what_if(base, methodology=variant)
            worth[frozenset(members)] = index(other, economy)
    expected = dict.fromkeys(GROUPS, Fraction(0))
    for order in permutations(GROUPS):
        for n, group in enumerate(order):
            gain = worth[frozenset(order[: n + 1])] - worth[frozenset(order[:n])]
            expected[group] += gain / 6
    every: dict[str, Any] = {}
    for change in GROUPS.values():
        every |= change
    pack = ict.review.simulation_pack(base, base.methodology.variant("all", **every))
    steps = {(step.kind, step.subject): step.exact for step in pack.economy(economy).steps}
    assert steps.keys() == expected.keys()
    for group, points in expected.items():
        assert abs(steps[group] - points) < Fraction(1, 10**15), group


def test_weights_in_another_proportion_are_no_group(base: ict.Result) -> None:
    same = base.methodology.variant(
        "same", weights={"idi": {"universal-connectivity": 3, "meaningful-connectivity": 3}}
    )
    assert ConstantEffects((base.methodology.plan, same.plan)).groups == ()
