"""Random inputs for the tests of the engine; every value is a number of the grammar."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ictindex import engine
from ictindex.core import package_data
from ictindex.definitions import documents

# The composites of the price basket have the same tree in every document: tests/unit/indices/ipb.
RELEASED = tuple(
    key
    for key, document in documents.library().items()
    if document.status == "released" and document.index == "idi"
)
PLANS = {key: engine.Plan.from_document(documents.library()[key]) for key in RELEASED}
IDI = PLANS["idi-methodology-2023"]
Objects = npt.NDArray[np.object_]


def path_of(document: str) -> Path:
    """Return the file of a document."""
    return package_data.folder("methodology") / "idi" / f"{document}.toml"


def draw_value(draw: random.Random, leaf: engine.PlanLeaf) -> Decimal:
    """Draw a value: mostly between the goalposts, at times on one, beyond both, or extreme."""
    posts = [leaf.raw_zero, leaf.raw_full]
    full = Decimal(10) ** 6 if None in posts else max(p for p in posts if p is not None)
    kind = draw.random()
    if kind < 0.05:
        value = draw.choice([p for p in posts if p is not None] or [full])
    elif kind < 0.10:
        value = Decimal(f"{draw.randrange(10**18)}.{draw.randrange(10**20):020}")
    elif kind < 0.15:
        value = Decimal(f"0.{draw.randrange(10 ** draw.randint(1, 20)):020}")
    else:
        places = draw.choice([0, 1, 1, 1, 2, 5, 20])
        size = draw.randrange(int(full * 10**places * 6 // 5) + 1)
        value = Decimal(f"{size // 10**places}.{size % 10**places:0{places}}" if places else size)
    if not leaf.transformation.is_defined(value):
        return Decimal("0.00000000000000000001")
    return value


def draw_values(seed: int, plan: engine.Plan, count: int) -> Objects:
    """Draw values of many economies, shape (count, leaves)."""
    draw = random.Random(seed)
    values = np.empty((count, len(plan.leaves)), dtype=object)
    for row in values:
        row[:] = [draw_value(draw, leaf) for leaf in plan.leaves]
    return values


@dataclass(frozen=True)
class ScoreArrays:
    """Exact scores as arrays; what is missing holds a zero."""

    transformed: Objects
    scores: Objects
    missing: npt.NDArray[np.bool_]


def score_arrays(
    plan: engine.Plan,
    values: Objects,
    missing: npt.NDArray[np.bool_] | None = None,
    supplied: Objects | None = None,
    is_supplied: npt.NDArray[np.bool_] | None = None,
) -> ScoreArrays:
    """Score arrays of decimals, shape (economies, leaves), or of one economy, shape (leaves,)."""
    holes = full_of(values.shape) if missing is None else missing
    stand_ins = None
    if supplied is not None and is_supplied is not None:
        stand_ins = rows_of(supplied, ~is_supplied)
    exact = engine.score_rows(plan, rows_of(values, holes), stand_ins)
    lead = values.shape[:-1]
    scores = [[Decimal(0) if s is None else s for s in row] for row in exact.scores]
    moved = [[Decimal(0) if x is None else x for x in row] for row in exact.transformed]
    absent = [[s is None for s in row] for row in exact.scores]
    return ScoreArrays(
        np.array(moved, dtype=object).reshape(*lead, len(plan.leaves)),
        np.array(scores, dtype=object).reshape(*lead, len(plan.nodes)),
        np.array(absent, dtype=bool).reshape(*lead, len(plan.nodes)),
    )


def rows_of(array: Objects, holes: npt.NDArray[np.bool_]) -> Sequence[engine.Row]:
    """Return the last axis of an array as rows, with ``None`` in its holes."""
    width = array.shape[-1]
    pairs = zip(array.reshape(-1, width), holes.reshape(-1, width), strict=True)
    return [
        tuple(None if gone else cell for cell, gone in zip(row, mask, strict=True))
        for row, mask in pairs
    ]


def full_of(shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Return a mask with nothing missing."""
    return np.zeros(shape, dtype=bool)
