"""Contributions of the nodes to the index, in its points."""

from __future__ import annotations

from ictindex.core import decimals
from ictindex.engine import Plan, Rows


def compute_contributions(plan: Plan, scores: Rows, supplied: Rows) -> Rows:
    r"""Return the unrounded contribution of every node to the index; ``None`` for none.

    .. math:: c_n = s_n \prod_{m \in \text{path}(n)} \frac{w_m}{\sum_{k} w_k}
    """
    # A node below a node with a supplied score is not part of the index.
    position = {node: n for n, node in enumerate(plan.nodes)}
    shares = [plan.weight_in_index(node) for node in plan.nodes]
    additive = [plan.is_additive(node) for node in plan.nodes]
    above = [[position[parent] for parent in plan.above(node)] for node in plan.nodes]
    rows = []
    with decimals.exact():
        for line, stand_ins in zip(scores, supplied, strict=True):
            replaced = {n for n, score in enumerate(stand_ins) if score is not None}
            rows.append(
                tuple(
                    None
                    if score is None
                    or line[-1] is None
                    or not additive[n]
                    or not replaced.isdisjoint(above[n])
                    else decimals.stage(score * shares[n].numerator / shares[n].denominator)
                    for n, score in enumerate(line)
                )
            )
    return tuple(rows)
