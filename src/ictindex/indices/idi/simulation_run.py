"""Simulation by a methodology: values by name, checked; scores with the labels of the values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex import engine
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.engine import simulation
from ictindex.indices.idi.axis_labels import Labelled, order_by_labels, order_weights
from ictindex.indices.idi.value_checks import FEWEST_PERCENTAGES, percentages

Floats = npt.NDArray[np.float64]
# The labels of one more axis: draws of weights, or nodes.
DRAW, NODE = "draw", "node"


def simulate(plan: engine.Plan, values: Any, weights: Mapping[str, Any] | None, nodes: bool) -> Any:
    """Compute scores in float64 (see ``Methodology.simulate``)."""
    table = order_by_labels(values, plan.indicators)
    array = simulation.read_floats(table.values, "values")
    if array.ndim and array.shape[-1] == len(plan.leaves):
        _check(plan, array, table)
    children = {branch.id: [plan.nodes[n] for n in branch.children] for branch in plan.branches}
    drawn, names = (None, None) if weights is None else order_weights(weights, children)
    scores = simulation.simulate(plan, array, drawn, nodes=nodes)
    if nodes:
        return table.give(scores, NODE, plan.nodes)
    if np.ndim(scores) == array.ndim:  # one additional axis after those of the economies
        return table.give(scores, DRAW, range(scores.shape[-1]) if names is None else names)
    return table.give(scores, "", ())


def _check(plan: engine.Plan, array: Floats, table: Labelled) -> None:
    """Refuse values that are missing or impossible, and shares instead of percentages."""
    rows = array.reshape(-1, array.shape[-1])
    if not len(rows):
        return
    for n, leaf in enumerate(plan.leaves):
        column = rows[:, n]
        ends = (float(column.min()), float(column.max()))
        if not any(map(np.isnan, ends)) and all(_possible(leaf, end) for end in ends):
            continue
        bad = next(row for row, value in enumerate(column) if not _possible(leaf, float(value)))
        _refuse(leaf, float(column[bad]), table.locate(_position_of(bad, array)))
    columns = [n for n, leaf in enumerate(plan.leaves) if leaf.indicator in percentages()]
    if len(columns) < FEWEST_PERCENTAGES:
        return
    parts = rows[:, columns]
    small = (parts <= 1).all(axis=1) & ((parts > 0) & (parts < 1)).any(axis=1)
    if small.any():
        where = table.locate(_position_of(int(np.flatnonzero(small)[0]), array))
        names = [plan.leaves[n].indicator for n in columns]
        raise UsageError("simulation.shares", place=where or "-", indicator=names)


def _position_of(row: int, array: Floats) -> tuple[int, ...]:
    return tuple(int(n) for n in np.unravel_index(row, array.shape[:-1])) if array.ndim > 1 else ()


def _possible(leaf: engine.PlanLeaf, value: float) -> bool:
    if not np.isfinite(value):
        return bool(np.isinf(value))  # the engine refuses them with its own message
    exact = Decimal(repr(value))
    return catalogue.indicators()[leaf.indicator].admits(exact) and leaf.transformation.is_defined(
        exact
    )


def _refuse(leaf: engine.PlanLeaf, value: float, where: str) -> None:
    indicator, at = catalogue.indicators()[leaf.indicator], where or "-"
    if np.isnan(value):
        raise UsageError("simulation.value-missing", indicator=indicator.id, place=at)
    if not indicator.admits(Decimal(repr(value))):
        raise UsageError(
            "simulation.value-impossible",
            indicator=indicator.id,
            place=at,
            value=repr(value),
            range=indicator.range,
        )
    raise UsageError(
        "simulation.value-outside-domain",
        indicator=indicator.id,
        place=at,
        value=repr(value),
        transformation=leaf.transformation.id,
    )
