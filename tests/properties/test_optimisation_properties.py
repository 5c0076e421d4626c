"""Properties of every market, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import random_markets
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.indices.ipb.solver import Infeasible, Offer, Problem, solve

seeds = st.integers(10_000, 10**9)
markets = st.builds(random_markets.draw, seeds, nested=st.booleans())


def cost(problem: Problem) -> Fraction | None:
    solution = solve(problem)
    return None if isinstance(solution, Infeasible) else solution.cost


@settings(max_examples=60)
@given(markets, st.integers(0, 2), st.integers(1, 12))
def test_a_larger_allowance_is_never_cheaper(problem: Problem, need: int, more: int) -> None:
    need %= len(problem.needs)
    needs = list(problem.needs)
    needs[need] += more
    before, after = cost(problem), cost(replace(problem, needs=tuple(needs)))
    assert after is None or (before is not None and before <= after)


@settings(max_examples=60)
@given(markets, st.integers(0, 300), st.integers(0, 12), st.sampled_from([2, 3, 6]))
def test_one_more_plan_is_never_dearer(
    problem: Problem, cents: int, amount: int, days: int
) -> None:
    plan = Offer("more", Fraction(cents, 100), (amount,) * len(problem.pools), days=days)
    before, after = cost(problem), cost(replace(problem, offers=(*problem.offers, plan)))
    assert before is None or (after is not None and after <= before)


@settings(max_examples=40)
@given(markets, st.integers(1, 997), st.integers(1, 97))
def test_the_unit_of_money_does_not_matter(problem: Problem, above: int, below: int) -> None:
    factor = Fraction(above, below)
    offers = tuple(
        replace(
            offer,
            cost=offer.cost * factor,
            rates=tuple(r if r is None else r * factor for r in offer.rates),
        )
        for offer in problem.offers
    )
    first, other = solve(problem), solve(replace(problem, offers=offers))
    if isinstance(first, Infeasible) or isinstance(other, Infeasible):
        assert first == other
    else:
        assert first.cost * factor == other.cost
        assert first.counts == other.counts


@settings(max_examples=40)
@given(markets, st.randoms(use_true_random=False))
def test_the_order_of_the_offers_does_not_change_the_price(problem: Problem, chance) -> None:
    order = list(range(len(problem.offers)))
    chance.shuffle(order)
    positions = {old: new for new, old in enumerate(order)}
    offers = tuple(
        replace(
            problem.offers[old],
            requires=tuple(sorted(positions[plan] for plan in problem.offers[old].requires)),
        )
        for old in order
    )
    assert cost(problem) == cost(replace(problem, offers=offers))


@settings(max_examples=40)
@given(markets)
def test_what_is_bought_meets_every_need(problem: Problem) -> None:
    solution = solve(problem)
    if isinstance(solution, Infeasible):
        return
    for need, volume in enumerate(problem.needs):
        included = sum(row[need] for row in solution.included)
        assert included + solution.beyond[need] == volume
    for pool, row in enumerate(solution.included):
        supplied_by = [
            None if offer.amounts[pool] is None else offer.amounts[pool] * count
            for offer, count in zip(problem.offers, solution.counts, strict=True)
            if count
        ]
        assert None in supplied_by or sum(row) <= sum(supplied_by)
