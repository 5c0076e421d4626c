"""The arrays of a result for a simulation: its tree, goalposts, values and scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ictindex.analysis.uncertainty.simulated_index import IndexArrays
from ictindex.analysis.uncertainty.uncertain_factors import ImputationDraws
from ictindex.core.errors import UsageError
from ictindex.engine import LabPlan, Row
from ictindex.indices.idi.scores import EditionScores


def build_index_arrays(
    result: EditionScores, node: str, imputation: ImputationDraws | None = None
) -> IndexArrays:
    """Return the arrays of the economies with a score of the node, possibly by imputation."""
    plan = result.methodology.plan
    root, leaves = result.position(node), plan.leaves
    if root < len(leaves):
        raise UsageError("robustness.node-is-indicator", node=node)
    filled: dict[str, set[str]] = {}
    for economy, indicator in () if imputation is None else imputation.cells:
        filled.setdefault(economy, set()).add(indicator)
    kept = [
        e
        for e, economy in enumerate(result.economies)
        if result.exact_scores.scores[e][root] is not None
        or (economy in filled and _complete(result, e, root, filled[economy]))
    ]
    if len(kept) < 2:
        raise UsageError("robustness.too-few-economies", count=str(len(kept)))

    def floats(
        rows: Sequence[Row], width: int
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        cells = [[np.nan if c is None else float(c) for c in rows[e][:width]] for e in kept]
        return np.array(cells, dtype=np.float64).reshape(len(kept), width)

    ranking, document = result.methodology.document.ranking, result.methodology.document
    rounding = document.rounding
    default = 0 if rounding is None else rounding.decimals
    return IndexArrays(
        economies=tuple(result.economies[e] for e in kept),
        indicators=plan.indicators,
        transformations=tuple(leaf.transformation.id for leaf in leaves),
        zero=np.array(
            [float(leaf.zero if leaf.raw_zero is None else leaf.raw_zero) for leaf in leaves]
        ),
        full=np.array(
            [float(leaf.full if leaf.raw_full is None else leaf.raw_full) for leaf in leaves]
        ),
        raw=tuple(leaf.raw_zero is not None for leaf in leaves),
        branches=tuple(branch.id for branch in plan.branches),
        children=tuple(branch.children for branch in plan.branches),
        weights=tuple(np.array(branch.weights, dtype=np.float64) for branch in plan.branches),
        root=root,
        scale=float(plan.scale),
        values=floats(result.input_rows.values, len(leaves)),
        supplied=floats(result.input_rows.supplied, len(plan.nodes)),
        decimals=default if ranking is None else ranking.tie_decimals,
        highest_best=ranking is None or ranking.best == "highest",
        lab=plan if isinstance(plan, LabPlan) else None,
    )


def _complete(result: EditionScores, economy: int, node: int, filled: set[str]) -> bool:
    """Tell whether a node can be computed with the imputed values of an economy."""
    plan = result.methodology.plan
    if result.input_rows.supplied[economy][node] is not None:
        return True
    if node < len(plan.leaves):
        there = result.input_rows.values[economy][node] is not None
        return there or plan.indicators[node] in filled
    return all(_complete(result, economy, child, filled) for child in plan.children(node))
