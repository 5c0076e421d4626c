"""The search equals the enumeration of every choice and CP-SAT of OR-Tools, tie-break included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import random_markets

from ictindex.indices.ipb.solver import Infeasible, Problem, branch_and_bound, solve


@pytest.fixture
def by_splitting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nodes be split down to single choices, where else the few that are left are tried."""
    monkeypatch.setattr(branch_and_bound, "_MOST_CHOICES", 0)


def some(firsts: range, quick: int) -> list[Any]:
    """Return the first numbers of seeds: some for the quick tests, the others for the slow ones."""
    slow = [pytest.param(first, marks=pytest.mark.slow) for first in firsts[quick:]]
    return [*firsts[:quick], *slow]


@pytest.mark.slow
@pytest.mark.parametrize("first", some(range(0, 1000, 100), 2))
def test_the_search_in_a_thousand_small_markets(first: int, by_splitting: None) -> None:
    nodes = [
        compare_with_enumeration(random_markets.draw(seed)) for seed in range(first, first + 100)
    ]
    assert nodes.count(None) < 20  # most markets have a choice that meets the needs
    assert sum(number > 1 for number in nodes if number) > 30


@pytest.mark.slow
@pytest.mark.parametrize("first", some(range(0, 200, 50), 2))
def test_pools_that_serve_several_needs(first: int, by_splitting: None) -> None:
    nodes = [
        compare_with_enumeration(random_markets.draw(seed, nested=True))
        for seed in range(first, first + 50)
    ]
    assert sum(number > 1 for number in nodes if number) > 15


@pytest.mark.slow
@pytest.mark.parametrize("first", some(range(1000, 1400, 100), 1))
def test_the_few_choices_that_are_left(first: int) -> None:
    nodes = [
        compare_with_enumeration(random_markets.draw(seed, nested=seed % 3 == 0))
        for seed in range(first, first + 100)
    ]
    assert nodes.count(1) > 75


@pytest.mark.slow
@pytest.mark.parametrize("part", random_markets.FINE_PARTS)
def test_prices_that_differ_by_less_than_a_float_shows(part: int) -> None:
    for seed in range(60):
        compare_with_enumeration(random_markets.draw_fine(seed, part, nested=seed % 3 == 0))


@pytest.mark.parametrize("seed", [517, 2369, 9521])
def test_a_linear_programme_that_suggests_less_than_nothing(seed: int, by_splitting: None) -> None:
    """In these markets the values of a node that has no choice round to a count of -1."""
    part = random_markets.FINE_PARTS[seed % 3]
    compare_with_enumeration(random_markets.draw_fine(seed, part, nested=seed % 3 == 0))


@pytest.mark.slow
@pytest.mark.parametrize("part", random_markets.FINE_PARTS)
@pytest.mark.parametrize("splitting", [False, True])
def test_many_markets_with_such_prices(
    part: int, splitting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if splitting:
        monkeypatch.setattr(branch_and_bound, "_MOST_CHOICES", 0)
    for seed in range(100, 350):
        compare_with_enumeration(random_markets.draw_fine(seed, part, nested=seed % 3 == 0))


DRAWS: dict[str, Callable[[int], Problem]] = {
    "a need to a pool": random_markets.draw,
    "shared pools": lambda seed: random_markets.draw(seed, nested=True),
    "fine prices": lambda seed: random_markets.draw_fine(seed, 10**6, nested=seed % 3 == 0),
}


@pytest.mark.parametrize("draw", DRAWS)
def test_markets_by_constraint_programming(draw: str) -> None:
    for seed in range(2000, 2040):
        compare_with_constraints(DRAWS[draw](seed))


@pytest.mark.slow
@pytest.mark.parametrize("draw", DRAWS)
def test_many_markets_by_enumeration_and_by_constraint_programming(draw: str) -> None:
    for seed in range(3000, 3250):
        problem = DRAWS[draw](seed)
        compare_with_enumeration(problem)
        compare_with_constraints(problem)


def test_the_other_solver_refuses_numbers_that_it_does_not_compare_exactly() -> None:
    oracle = import_oracle()
    with pytest.raises(oracle.TooFineError, match="the goal reaches"):
        oracle.find_cheapest(random_markets.draw_fine(0, 7**18))


def compare_with_enumeration(problem: Problem) -> int | None:
    """Compare one market with the enumeration; return the number of nodes that proved it."""
    expected = random_markets.find_cheapest(problem)
    answer = solve(problem)
    if isinstance(answer, Infeasible):
        assert expected is None, problem
        return None
    assert (answer.cost, answer.counts) == expected, problem
    assert answer.proof.holds
    assert answer.proof.cost * answer.proof.unit == answer.cost
    return answer.proof.solves


def compare_with_constraints(problem: Problem) -> None:
    """Compare one market with CP-SAT: cost, number of purchases and order among equals."""
    expected = import_oracle().find_cheapest(problem)
    answer = solve(problem)
    if isinstance(answer, Infeasible):
        assert expected is None, problem
    else:
        assert (answer.cost, answer.purchases, answer.counts) == expected, problem


def import_oracle():
    """Import the oracle, or skip the test where OR-Tools is absent."""
    pytest.importorskip("ortools", reason="OR-Tools is not installed: no second solver to ask")
    import constraint_oracle

    return constraint_oracle
