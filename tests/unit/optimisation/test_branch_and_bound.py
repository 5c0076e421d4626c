"""The search equals the enumeration of every choice, tie-break included."""

from __future__ import annotations

import pytest
import random_markets

from ictindex.optimisation import Infeasible, branch_and_bound, solve


@pytest.fixture
def by_splitting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nodes be split down to single choices, where else the few that are left are tried."""
    monkeypatch.setattr(branch_and_bound, "_MOST_CHOICES", 0)


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_the_search_in_a_thousand_small_markets(first: int, by_splitting: None) -> None:
    found = [agrees(seed, nested=False) for seed in range(first, first + 100)]
    assert found.count(None) < 20  # the markets are such that there is something to find
    assert sum(nodes > 1 for nodes in found if nodes) > 30


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_pools_that_serve_several_needs(first: int, by_splitting: None) -> None:
    found = [agrees(seed, nested=True) for seed in range(first, first + 50)]
    assert sum(nodes > 1 for nodes in found if nodes) > 15


@pytest.mark.parametrize("first", range(1000, 1400, 100))
def test_the_few_choices_that_are_left(first: int) -> None:
    found = [agrees(seed, nested=seed % 3 == 0) for seed in range(first, first + 100)]
    assert found.count(1) > 75


def agrees(seed: int, *, nested: bool) -> int | None:
    """Hold one market against the enumeration; return the nodes that proved it."""
    problem = random_markets.draw(seed, nested=nested)
    expected = random_markets.cheapest(problem)
    found = solve(problem)
    if isinstance(found, Infeasible):
        assert expected is None, seed
        return None
    assert (found.cost * 100, found.counts) == expected, seed
    assert found.proof.holds
    assert found.proof.cost * found.proof.unit == found.cost
    return found.proof.solves
