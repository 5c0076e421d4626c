r"""The exact steps of a change of score: the contribution of each indicator, with its reason.

Under one methodology with weighted arithmetic means, a score is :math:`S = \sum_i W_i s_i`, with
the share :math:`W_i` of an indicator in the index. Its change is :math:`\sum_i W_i (s_i' - s_i)`.
Between two methodologies, the data, the goalposts, the weights and the structure of the tree each
have two states, *before* and *after*. The contribution of each is its Shapley value over the
sixteen combinations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, cast

from ictindex import engine
from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.change_inputs import EditionInputs, InputFact, classify_change
from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.lab_plan import LabBranch, LabLeaf
from ictindex.engine.statistics.shapley_values import shapley_values

if TYPE_CHECKING:
    from ictindex.engine import Branch, Plan

DATA = "data"
PLAYERS = (DATA, *kinds.METHOD_KINDS)
# Scores on different scales are converted to this one before they are subtracted.
COMMON_SCALE = Decimal(100)


@dataclass(frozen=True, slots=True)
class ExactStep:
    """A step of a change before it is rounded."""

    indicator: str
    kind: str
    points: Fraction
    before: InputFact | None = None
    after: InputFact | None = None
    revision_known: bool = True
    together: tuple[str, ...] = ()
    margin: Fraction = Fraction(0)


def find_frontier(
    plan: Plan, supplied: Sequence[Sequence[Decimal | None]], position: int | None = None
) -> Iterator[int]:
    """Yield the positions whose scores make up the index: leaves, nodes with supplied scores."""
    # Below a score that was supplied in one of the editions, inputs cannot be compared.
    here = len(plan.nodes) - 1 if position is None else position
    children = plan.children(here)
    if not children or any(row[here] is not None for row in supplied):
        yield here
        return
    for child in children:
        yield from find_frontier(plan, supplied, child)


def explain_data(before: EditionInputs, after: EditionInputs, economy: str) -> list[ExactStep]:
    """Return the steps of an economy between two editions of one methodology."""
    plan = before.result.methodology.plan
    sides = (before, after)
    places = [side.result.economy_position(economy) for side in sides]
    supplied = [s.result.input_rows.supplied[e] for s, e in zip(sides, places, strict=True)]
    scores = [s.result.exact_scores.scores[e] for s, e in zip(sides, places, strict=True)]
    steps: list[ExactStep] = []
    order = {node: n for n, node in enumerate(plan.reading_order())}
    for n in sorted(find_frontier(plan, supplied), key=lambda n: order[plan.nodes[n]]):
        # The index needs it, and both editions have the index: so both have its score.
        old, new = (cast("Decimal", row[n]) for row in scores)
        share = plan.weight_in_index(plan.nodes[n])
        ends = (share * Fraction(old), share * Fraction(new))
        steps += split_revision(sides, economy, n, ends)
    return steps


def split_revision(
    sides: tuple[EditionInputs, EditionInputs],
    economy: str,
    n: int,
    ends: tuple[Fraction, Fraction],
) -> list[ExactStep]:
    """Return the step of an indicator, or two where the revision of the earlier year is known."""
    plan = sides[0].result.methodology.plan
    node, whole = plan.nodes[n], ends[1] - ends[0]
    old, new = (side.fact(economy, n) for side in sides)
    if old is None or new is None:  # one edition has values here, the other the score
        return [ExactStep(node, kinds.SOURCE, whole, old, new, False)]
    kind = classify_change(old, new)
    if old.year == new.year or old.value is None or new.value is None:
        return [ExactStep(node, kind, whole, old, new, old.year == new.year)]
    # The later edition may state the value of the year that the earlier one used.
    rises = old.year < new.year
    restated = sides[rises].earlier(economy, n, min(old.year, new.year))
    if restated is None or restated.value is None:
        return [ExactStep(node, kind, whole, old, new, False)]
    if restated.value == (old if rises else new).value:
        return [ExactStep(node, kind, whole, old, new)]
    middle = plan.weight_in_index(node) * Fraction(score_leaf(plan, n, restated.value))
    return [
        ExactStep(node, classify_change(old, restated), middle - ends[0], old, restated),
        ExactStep(node, classify_change(restated, new), ends[1] - middle, restated, new),
    ]


def is_additive(plan: Plan) -> bool:
    """Tell whether the points of every indicator are a share of the index."""
    return all(plan.is_additive(indicator) for indicator in plan.indicators)


def score_leaf(plan: Plan, position: int, value: Decimal) -> Decimal:
    """Return the unrounded score of one value of an indicator."""
    leaf = plan.leaves[position]
    if isinstance(leaf, LabLeaf):
        (score,) = leaf.score_all(leaf.move_all([value]))
    else:
        row = tuple(value if n == position else None for n in range(len(plan.leaves)))
        score = engine.score_rows(plan, (row,)).scores[0][position]
    return cast("Decimal", score)  # every value has a score


@dataclass(frozen=True)
class MethodChange:
    """Two editions under two methodologies, each with its data and its plan.

    ``values`` has, for each edition, the value of every indicator of the two methodologies.
    """

    plans: tuple[Plan, Plan]
    values: tuple[Mapping[str, Decimal], Mapping[str, Decimal]]

    def indicators(self) -> tuple[str, ...]:
        """Return the indicators of both plans, first those of the first in reading order."""
        ordered = (key for plan in self.plans for key in plan.reading_order())
        leaves = {key for plan in self.plans for key in plan.indicators}
        return tuple(dict.fromkeys(key for key in ordered if key in leaves))

    def contribution(self, indicator: str, later: frozenset[str]) -> Fraction:
        """Return the contribution of an indicator, with some parts taken from the later edition.

        The tree is that of the structure. A node takes the weights of the other methodology if it
        has the same children there, and an indicator takes its goalposts from there if it exists
        there.
        """
        tree = self.plans[kinds.STRUCTURE in later]
        if indicator not in tree.indicators:
            return Fraction(0)
        other = self.plans[kinds.GOALPOSTS in later]
        ruler = other if indicator in other.indicators else tree
        value = self.values[DATA in later][indicator]
        share = find_share(tree, self.plans[kinds.WEIGHTS in later], indicator)
        return share * find_score(ruler, indicator, value) * self.scale

    @property
    def scale(self) -> Fraction:
        """The scale of both methodologies; a common scale where the two differ."""
        first, second = (plan.scale for plan in self.plans)
        return Fraction(first if first == second else COMMON_SCALE)

    @property
    def is_additive(self) -> bool:
        """True if both methodologies make the index a sum of contributions of indicators."""
        return all(map(is_additive, self.plans))

    @property
    def players(self) -> tuple[str, ...]:
        """The players where contributions do not add up: values, and differences of the plans."""
        moved = (key for key in self.indicators() if self.values[0][key] != self.values[1][key])
        return (*moved, *(kinds.METHOD_KINDS if self.plans[0] != self.plans[1] else ()))

    def score(self, later: frozenset[str]) -> Fraction:
        """Return the index with some values and parts of the methodology of the later edition."""
        tree = self.plans[kinds.STRUCTURE in later]
        ruler, weights = self.plans[kinds.GOALPOSTS in later], self.plans[kinds.WEIGHTS in later]
        scores: list[Decimal] = []
        for indicator in tree.indicators:
            own = ruler if indicator in ruler.indicators else tree
            value = self.values[indicator in later][indicator]
            score = score_leaf(own, own.indicators.index(indicator), value)
            with decimals.exact():
                scores.append(score if own.scale == tree.scale else score * tree.scale / own.scale)
        for branch in tree.branches:
            shares = find_weights(tree, weights, branch)
            row = tuple(scores[child] for child in branch.children)
            scores.append(_aggregate(branch, row, shares))
        return Fraction(scores[-1]) * self.scale / Fraction(tree.scale)


def _aggregate(branch: Branch, row: tuple[Decimal, ...], weights: tuple[int, ...]) -> Decimal:
    """Return the score of a node from those of its children."""
    if isinstance(branch, LabBranch):
        (score,) = AGGREGATIONS[branch.aggregation].exact([row], weights, branch.options)
        if score is None:
            raise UsageError("change.no-score", node=branch.id)
        return score
    with decimals.exact():
        terms = (score * weight for score, weight in zip(row, weights, strict=True))
        return decimals.stage(sum(terms, Decimal(0)) / sum(weights))


def find_weights(tree: Plan, weights: Plan, branch: Branch) -> tuple[int, ...]:
    """Return the weights of a node: those of the other plan if it has the same children there."""
    children = [tree.nodes[child] for child in branch.children]
    for other in weights.branches:
        if other.id == branch.id:
            named = {
                weights.nodes[c]: w for c, w in zip(other.children, other.weights, strict=True)
            }
            if named.keys() == set(children):
                return tuple(named[child] for child in children)
    return branch.weights


def find_share(tree: Plan, weights: Plan, indicator: str) -> Fraction:
    """Return the share of an indicator in a tree, with weights of another tree where they fit."""
    share, node = Fraction(1), tree.nodes.index(indicator)
    while node < len(tree.nodes) - 1:
        (position,) = (n for n, branch in enumerate(tree.branches) if node in branch.children)
        branch = tree.branches[position]
        own = find_weights(tree, weights, branch)
        share *= Fraction(own[branch.children.index(node)], sum(own))
        node = len(tree.leaves) + position
    return share


def find_score(plan: Plan, indicator: str, value: Decimal) -> Fraction:
    """Return the exact score of a value as a share of the scale."""
    position = plan.indicators.index(indicator)
    leaf = plan.leaves[position]
    if isinstance(leaf, LabLeaf):
        return Fraction(score_leaf(plan, position, value)) / Fraction(plan.scale)
    moved = Fraction(leaf.transformation.decimal(value))
    ratio = (moved - Fraction(leaf.zero)) / (Fraction(leaf.full) - Fraction(leaf.zero))
    return min(max(ratio, Fraction(0)), Fraction(1))


def explain_methods(
    change: MethodChange, facts: Mapping[str, tuple[InputFact | None, InputFact | None]]
) -> list[ExactStep]:
    """Return the steps of an economy between two editions under two methodologies."""
    if not change.is_additive:
        return _explain_whole(change, facts)
    steps: list[ExactStep] = []
    goalposts: list[ExactStep] = []
    totals = dict.fromkeys((kinds.WEIGHTS, kinds.STRUCTURE), Fraction(0))
    for indicator in change.indicators():
        values = shapley_values(PLAYERS, partial(change.contribution, indicator))
        old, new = facts[indicator]
        kind = kinds.UNSTATED if old is None or new is None else classify_change(old, new)
        same_year = old is not None and new is not None and old.year == new.year
        steps.append(ExactStep(indicator, kind, values[DATA], old, new, same_year))
        if values[kinds.GOALPOSTS]:
            goalposts.append(ExactStep(indicator, kinds.GOALPOSTS, values[kinds.GOALPOSTS]))
        for key in totals:
            totals[key] += values[key]
    whole = [ExactStep("", key, points) for key, points in totals.items()]
    return [*steps, *goalposts, *whole]


def _explain_whole(
    change: MethodChange, facts: Mapping[str, tuple[InputFact | None, InputFact | None]]
) -> list[ExactStep]:
    """Return the steps where scores do not add up; each value is a separate player."""
    values = shapley_values(change.players, change.score)
    steps = []
    for indicator in change.indicators():
        old, new = facts[indicator]
        kind = kinds.UNSTATED if old is None or new is None else classify_change(old, new)
        same_year = old is not None and new is not None and old.year == new.year
        points = values.get(indicator, Fraction(0))
        steps.append(ExactStep(indicator, kind, points, old, new, same_year))
    methods = (key for key in kinds.METHOD_KINDS if key in values)
    return [*steps, *(ExactStep("", key, values[key]) for key in methods)]
