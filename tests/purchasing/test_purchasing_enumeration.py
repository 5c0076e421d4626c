"""The solver equals the enumeration of every choice, tie-break included."""

from __future__ import annotations

import pytest
import random_markets

from ictindex.purchasing import Infeasible, branching, solve, solver


@pytest.fixture
def by_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the solver find what would else be found by trying the few choices that are left."""
    monkeypatch.setattr(branching, "_MOST_CHOICES", 0)


@pytest.fixture
def by_branching(by_solver: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be fine enough for the solver: everything is searched in integers."""
    monkeypatch.setattr(solver, "LARGEST", -1)


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_the_solver_in_a_thousand_small_markets(first: int, by_solver: None) -> None:
    found = [agrees(seed, nested=False) for seed in range(first, first + 100)]
    assert found.count(None) < 20  # the markets are such that there is something to find
    assert found.count(False) > 75


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_pools_that_serve_several_needs(first: int, by_solver: None) -> None:
    found = [agrees(seed, nested=True) for seed in range(first, first + 50)]
    assert found.count(False) > 35


@pytest.mark.parametrize("first", range(1000, 1400, 100))
def test_the_few_choices_that_are_left(first: int) -> None:
    found = [agrees(seed, nested=seed % 3 == 0) for seed in range(first, first + 100)]
    assert found.count(True) > 75


def test_the_search_in_integers(by_branching: None) -> None:
    found = [agrees(seed, nested=seed % 3 == 0) for seed in range(2000, 2150)]
    assert found.count(True) > 120
    assert found.count(False) == 0


def agrees(seed: int, *, nested: bool) -> bool | None:
    """Hold one market against the enumeration; tell whether integers alone proved it."""
    problem = random_markets.draw(seed, nested=nested)
    expected = random_markets.cheapest(problem)
    found = solve(problem)
    if isinstance(found, Infeasible):
        assert expected is None, seed
        return None
    assert (found.cost * 100, found.counts) == expected, seed
    assert found.proof.holds
    assert found.proof.cost * found.proof.unit == found.cost
    return found.proof.in_integers
