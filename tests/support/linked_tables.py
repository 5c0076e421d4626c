"""Random tables with linked margins, and an attack on them that knows nothing of the gate's own."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

TOTAL = "_T"
Code = tuple[str, ...]


class RandomTables(NamedTuple):
    """Counts of all crosses of some breakdowns with their totals, and the lists of codes."""

    counts: dict[Code, int]
    codes: tuple[tuple[str, ...], ...]


def draw_tables(seed: int, most: int = 40) -> RandomTables:
    """Draw a table of two or three breakdowns, with one count below ten or more: every fifth."""
    rng = random.Random(seed)
    sizes = rng.choice([(3, 3), (2, 4), (3, 2), (2, 2, 2)])
    codes = tuple(
        tuple(f"{letter}{n}" for n in range(size))
        for letter, size in zip("abc", sizes, strict=False)
    )
    finest = {
        cell: rng.randrange(0, 10) if rng.random() < 0.2 else rng.randrange(10, most)
        for cell in itertools.product(*codes)
    }
    finest[rng.choice(sorted(finest))] = rng.randrange(0, 10)
    return RandomTables(add_margins(finest, len(codes)), codes)


def add_margins(finest: Mapping[Code, int], keys: int) -> dict[Code, int]:
    """Return the counts with all totals."""
    counts: dict[Code, int] = {}
    for cell, count in finest.items():
        for kept in itertools.product((True, False), repeat=keys):
            name = tuple(code if own else TOTAL for code, own in zip(cell, kept, strict=True))
            counts[name] = counts.get(name, 0) + count
    return counts


def attack_by_finest(
    tables: RandomTables, published: Mapping[Code, int], target: Code
) -> tuple[float, float]:
    """Return the least and the largest count of a cell that fit to the published counts.

    The unknowns are the cells of the finest table alone, and every published count, of whatever
    table, is a sum of them. GLOP solves it: neither the unknowns, nor the equations, nor the solver
    are those of the gate.
    """
    pywraplp = pytest.importorskip(
        "ortools.linear_solver.pywraplp", reason="OR-Tools is not installed: no second attack"
    )
    ends: list[float] = []
    for maximise in (False, True):
        solver = pywraplp.Solver.CreateSolver("GLOP")
        cells = {
            cell: solver.NumVar(0, solver.infinity(), "")
            for cell in itertools.product(*tables.codes)
        }
        for name, count in published.items():
            solver.Add(solver.Sum(_within(cells, name)) == count)
        objective = solver.Sum(_within(cells, target))
        (solver.Maximize if maximise else solver.Minimize)(objective)
        status = solver.Solve()
        if status == pywraplp.Solver.UNBOUNDED:
            ends.append(math.inf)
        else:
            assert status == pywraplp.Solver.OPTIMAL, status
            ends.append(objective.solution_value())
    return ends[0], ends[1]


def list_sums(tables: RandomTables) -> list[tuple[Code, list[Code]]]:
    """Return each total with its parts, for one breakdown at a time."""
    return [
        (name, [(*name[:n], code, *name[n + 1 :]) for code in tables.codes[n]])
        for name in tables.counts
        for n, own in enumerate(name)
        if own == TOTAL
    ]


def _within(cells: Mapping[Code, Any], name: Code) -> list[Any]:
    return [
        unknown
        for cell, unknown in cells.items()
        if all(wanted in (TOTAL, own) for own, wanted in zip(cell, name, strict=True))
    ]
