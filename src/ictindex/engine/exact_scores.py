r"""Normalisation and aggregation in exact decimals, on rows of plain numbers.

A row has the numbers of one economy in the order of the plan; ``None`` is a missing number. The
published figures come from here. This module needs no arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from itertools import repeat
from operator import mul, sub, truediv

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.operations import LINEAR
from ictindex.engine.plan import Branch, Plan, PlanLeaf

Row = tuple[Decimal | None, ...]
Rows = tuple[Row, ...]

_ZERO, _UNITY = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class ExactScores:
    """Scores of all nodes of some economies, a row for each economy."""

    transformed: Rows
    scores: Rows


@dataclass(slots=True)
class _Column:
    """The scores of one node for every economy, and the economies without score."""

    scores: list[Decimal | None]
    missing: set[int]

    def supply(self, supplied: Iterable[Decimal | None]) -> None:
        """Replace computed scores by supplied ones."""
        for economy, score in enumerate(supplied):
            if score is not None:
                self.scores[economy] = score
                self.missing.discard(economy)


def complete_rows(plan: Plan, values: Sequence[Row]) -> list[bool]:
    """Tell for each economy whether it has a value of every leaf."""
    return [None not in row[: len(plan.leaves)] for row in values]


def score_rows(
    plan: Plan, values: Sequence[Row], supplied: Sequence[Row] | None = None
) -> ExactScores:
    """Score every node of some economies, to 20 places; ``supplied`` replaces computed scores."""
    # A node has a score if all its children have one, or if one is supplied for it.
    if not values:
        return ExactScores((), ())
    if plan.has_operations:
        raise UsageError("variant.other-operations")
    stand_ins = None if supplied is None else list(zip(*supplied, strict=True))
    transformed: list[list[Decimal | None]] = []
    columns: list[_Column] = []
    # Whole columns go through functions written in C; a loop over cells takes twice the time.
    with decimals.exact() as context:
        for leaf, inputs in zip(plan.leaves, zip(*values, strict=True), strict=True):
            moved, column = _score_leaf(leaf, plan.scale, inputs, context)
            transformed.append(moved)
            if stand_ins is not None:
                column.supply(stand_ins[len(columns)])
            columns.append(column)
        for branch in plan.branches:
            column = _score_branch(branch, columns, context)
            if stand_ins is not None:
                column.supply(stand_ins[len(columns)])
            columns.append(column)
    return ExactScores(
        tuple(zip(*transformed, strict=True)),
        tuple(zip(*(column.scores for column in columns), strict=True)),
    )


def _score_leaf(
    leaf: PlanLeaf, scale: Decimal, inputs: tuple[Decimal | None, ...], context: Context
) -> tuple[list[Decimal | None], _Column]:
    """Return the transformed values of a leaf, and its scores."""
    missing = {economy for economy, value in enumerate(inputs) if value is None}
    moved = [value for value in inputs if value is not None]
    if leaf.transformation is not LINEAR:
        moved = list(map(leaf.transformation.decimal, moved))
    width, top = leaf.width, _UNITY
    exponent = scale.adjusted()
    if scale == _UNITY.scaleb(exponent):
        # A power of ten only moves the decimal point: the quotient is already the score.
        width, top = width.scaleb(-exponent), scale
    ratios = map(truediv, map(sub, moved, repeat(leaf.zero)), repeat(width))
    clipped = [_ZERO if r < _ZERO else top if r > top else r for r in ratios]
    exact = clipped if top is scale else map(mul, clipped, repeat(scale))
    scores = map(context.quantize, exact, repeat(decimals.STAGE))
    count = len(inputs)
    return _spread(moved, missing, count), _Column(_spread(scores, missing, count), missing)


def _score_branch(branch: Branch, columns: Sequence[_Column], context: Context) -> _Column:
    r"""Return the scores of a branch: the weighted mean of its children.

    .. math:: S = \frac{\sum_i w_i s_i}{\sum_i w_i}
    """
    children = [columns[child] for child in branch.children]
    missing = set().union(*(child.missing for child in children))
    terms = []
    for child, weight in zip(children, branch.weights, strict=True):
        scores = child.scores
        if missing:
            scores = [score for economy, score in enumerate(scores) if economy not in missing]
        terms.append(scores if weight == 1 else map(mul, scores, repeat(weight)))
    totals = map(sum, zip(*terms, strict=True), repeat(_ZERO))  # from left to right
    means = map(truediv, totals, repeat(sum(branch.weights)))
    rounded = map(context.quantize, means, repeat(decimals.STAGE))
    return _Column(_spread(rounded, missing, len(children[0].scores)), missing)


def _spread(numbers: Iterable[Decimal], missing: set[int], count: int) -> list[Decimal | None]:
    """Put the numbers of the economies with a score into their positions."""
    if not missing:
        return list(numbers)
    following = iter(numbers)
    return [None if e in missing else next(following) for e in range(count)]
