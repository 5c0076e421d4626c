"""The scores of a plan of the lab: exact on rows of decimals, with the numbers of its symbols."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.formulas import Number, Symbol
from ictindex.engine.exact_scores import ExactScores, Row, Rows
from ictindex.engine.lab_plan import LabBranch, LabPlan
from ictindex.engine.plan import Plan

Column = list[Decimal | None]


def score_lab_plan(
    plan: LabPlan, values: Sequence[Row], members: Sequence[bool] | None = None
) -> ExactScores:
    """Score every node of some economies by a plan of the lab.

    ``members`` marks the economies that the plan compares with one another.
    """
    if not values:
        return ExactScores((), ())
    transformed, columns = [], list[Column]()
    for leaf, inputs in zip(plan.lab_leaves, zip(*values, strict=True), strict=True):
        moved = leaf.move_all(inputs)
        transformed.append(moved)
        columns.append(leaf.score_all(moved))
    for branch in plan.lab_branches:
        columns.append(_score_branch(branch, columns, members))
    return ExactScores(tuple(zip(*transformed, strict=True)), tuple(zip(*columns, strict=True)))


def _score_branch(
    branch: LabBranch, columns: Sequence[Column], members: Sequence[bool] | None
) -> Column:
    rows = _rows_of(branch, columns, members)
    return branch.operation.exact(rows, branch.weights, branch.options)


def _rows_of(
    branch: LabBranch, columns: Sequence[Column], members: Sequence[bool] | None
) -> list[Row]:
    """Return the scores of the parts of each economy; for a set-wide node only of its members."""
    rows: list[Row] = list(zip(*(columns[child] for child in branch.children), strict=True))
    if members is None:
        return rows
    none: Row = (None,) * len(branch.children)
    if branch.needs_positive:
        # Outside the set a value can be below its range; such parts have no mean.
        rows = [
            row if inside or all(score is None or score > 0 for score in row) else none
            for row, inside in zip(rows, members, strict=True)
        ]
    if branch.is_set_wide:
        rows = [row if inside else none for row, inside in zip(rows, members, strict=True)]
    return rows


def symbol_numbers(
    plan: Plan, node: str, scores: Rows, members: Sequence[bool], economy: int
) -> dict[Symbol, Number]:
    """Return the numbers of the symbols of a node that compares economies."""
    position = plan.nodes.index(node)
    if not isinstance(plan, LabPlan) or position < len(plan.leaves):
        return {}
    branch = plan.lab_branches[position - len(plan.leaves)]
    if branch.aggregation == "copeland":
        from ictindex.engine.aggregations import count_contests

        columns = [list(column) for column in zip(*scores, strict=True)]
        counts = count_contests(_rows_of(branch, columns, members), branch.weights)[economy]
        if counts is not None:
            names = ("contests-won", "contests-lost")
            pairs = zip(names, counts, strict=True)
            return {Symbol(name, ""): Number(Decimal(count)) for name, count in pairs}
    score = scores[economy][position]
    if branch.aggregation == "benefit-of-the-doubt" and score is not None:
        with decimals.exact():
            sum_ = score / branch.options["scale"]
        return {Symbol("best-weighted-sum", ""): Number(decimals.stage(sum_))}
    return {}


def rank_symbol(plan: Plan, node: str, value: Decimal | None) -> dict[Symbol, Number]:
    """Return the number of economies of the set with a worse value, for a leaf scored by ranks."""
    from ictindex.engine.normalisations import NORMALISATIONS

    position = plan.nodes.index(node)
    if not isinstance(plan, LabPlan) or position >= len(plan.leaves) or value is None:
        return {}
    leaf = plan.lab_leaves[position]
    if not NORMALISATIONS[leaf.normalisation].ranks or leaf.parameters is None:
        return {}
    (worse,) = NORMALISATIONS["borda"].exact([leaf.move(value)], leaf.parameters)
    return {} if worse is None else {Symbol("count-worse", ""): Number(worse.to_integral_value())}
