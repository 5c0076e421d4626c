"""The explanation tree: for one economy, every node with its formula and its numbers.

It has no words: the rooms above add names and sentences in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ictindex.core import decimals as numbers
from ictindex.core.data_classes import dataclass
from ictindex.core.formulas import Equation, Expression, Number, Symbol, shorten, substitute
from ictindex.engine.plan import Plan

Symbols = dict[Symbol, Number]


@dataclass(frozen=True, slots=True)
class Trace:
    """One node of an explanation."""

    node: str
    kind: str
    value: Decimal | None
    score: Decimal | None
    rounded: Decimal | None
    supplied: bool
    weight: int
    weights: int
    share: Fraction
    contribution: Decimal | None
    formula: Expression
    arithmetic: Equation | None
    clipped: str
    children: tuple[Trace, ...]

    def find(self, node: str) -> Trace | None:
        """Return the part of the tree under a node, or ``None``."""
        if self.node == node:
            return self
        for child in self.children:
            part = child.find(node)
            if part is not None:
                return part
        return None


def _describe_clipping(plan: Plan, n: int, value: Decimal) -> str:
    leaf = plan.leaves[n]
    if not leaf.has_goalposts:
        return ""
    with numbers.exact():
        ratio = (leaf.move(value) - leaf.zero) / (leaf.full - leaf.zero)
    return "zero" if ratio < 0 else "full" if ratio > 1 else ""


def trace(
    plan: Plan,
    values: Mapping[str, Decimal],
    scores: Mapping[str, Decimal],
    supplied: frozenset[str],
    decimals: int,
    node: str | None = None,
    symbols: Mapping[str, Symbols] | None = None,
) -> Trace:
    """Build the explanation tree of one economy; ``symbols`` has the numbers of further symbols."""
    nodes = plan.nodes
    start = plan.root if node is None else node
    position = nodes.index(start)
    branch = plan.branches[position - len(plan.leaves)] if position >= len(plan.leaves) else None
    children: tuple[Trace, ...] = ()
    if branch is not None:
        children = tuple(
            trace(plan, values, scores, supplied, decimals, nodes[child], symbols)
            for child in branch.children
        )
    value, score = values.get(start), scores.get(start)
    above = plan.parent(start)
    share = plan.weight_in_index(start)
    formula = plan.expression(start)
    rounded = None if score is None else numbers.round_half_up(score, decimals)
    contribution = None
    # The node is a part of the index if there is an index and no score was supplied above it.
    is_part = plan.is_additive(start) and supplied.isdisjoint(plan.above(start))
    if score is not None and plan.root in scores and is_part:
        with numbers.exact():
            contribution = numbers.stage(score * share.numerator / share.denominator)
    return Trace(
        node=start,
        kind="indicator" if branch is None else "index" if above is None else "sub-index",
        value=value,
        score=score,
        rounded=rounded,
        supplied=start in supplied,
        weight=1 if above is None else above[1],
        weights=1 if above is None else above[2],
        share=share,
        contribution=contribution,
        formula=formula,
        arithmetic=None
        if score is None or rounded is None
        else _arithmetic(
            formula,
            _symbol_numbers(value, children, decimals) | dict((symbols or {}).get(start, {})),
            score,
            rounded,
            start in supplied,
            decimals,
        ),
        clipped=""
        if branch is not None or value is None
        else _describe_clipping(plan, position, value),
        children=children,
    )


def _symbol_numbers(value: Decimal | None, children: tuple[Trace, ...], decimals: int) -> Symbols:
    """Return the numbers of the symbols of a formula: the value, or the scores of the parts."""
    numbers: Symbols = {}
    if value is not None:
        numbers[Symbol("x", "")] = Number(value)
    for child in children:
        if child.score is not None:
            numbers[Symbol("score", child.node)] = shorten(child.score, decimals + 4)
    return numbers


def _arithmetic(
    formula: Expression,
    numbers: Symbols,
    score: Decimal,
    rounded: Decimal,
    supplied: bool,
    decimals: int,
) -> Equation:
    result = shorten(score, decimals + 4)
    if supplied:
        return Equation((Number(score),), None if score == rounded else rounded)
    if result.value == rounded and not result.cut:
        return Equation((substitute(formula, numbers), Number(rounded)))
    return Equation((substitute(formula, numbers), result), rounded)
