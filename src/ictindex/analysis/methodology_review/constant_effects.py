r"""Effect of each constant of a methodology on a score: exact, and without remainder.

Values are the same on both sides, so that only constants differ. They are taken in groups: the
goalposts of an indicator, the weights of a node, and the structure of the tree. The effect of a
group is its Shapley value, its average over all orders in which the groups can be exchanged. An
index that is a weighted mean is a sum over indicators, and for each indicator only the groups on
its way to the index count, so that few coalitions have to be computed:

.. math:: \phi_g = \sum_i \sum_{S \subseteq G_i \setminus g}
   \frac{|S|!\,(|G_i| - |S| - 1)!}{|G_i|!}\,\bigl(v_i(S \cup g) - v_i(S)\bigr)

with :math:`v_i(S)` the points of indicator :math:`i` with the groups :math:`S` of the proposal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ictindex.analysis.change.change_steps import MethodChange, find_score, find_weights
from ictindex.core.data_classes import dataclass
from ictindex.definitions.documents import DocumentChange
from ictindex.engine import Plan
from ictindex.engine.statistics.shapley_values import shapley_values

GOALPOSTS, WEIGHTS, STRUCTURE = "goalposts", "weights", "structure"
Group = tuple[str, str]  # kind, and the indicator or node
_WHOLE: Group = (STRUCTURE, "")


@dataclass(frozen=True)
class ConstantEffects:
    """Two plans on the same values: the points that each group of constants adds to the index."""

    plans: tuple[Plan, Plan]

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups of constants that differ, in the order of the methodology."""
        first, second = self.plans
        groups: list[Group] = []
        for branch in first.branches:
            other = {node.id: node for node in second.branches}.get(branch.id)
            if other is None:
                continue
            weights = [
                dict(zip((plan.nodes[c] for c in node.children), node.weights, strict=True))
                for plan, node in ((first, branch), (second, other))
            ]
            if weights[0].keys() == weights[1].keys() and _shares(weights[0]) != _shares(
                weights[1]
            ):
                groups.append((WEIGHTS, branch.id))
        leaves = {leaf.indicator: leaf for leaf in second.leaves}
        groups += [
            (GOALPOSTS, leaf.indicator)
            for leaf in first.leaves
            if leaf.indicator in leaves and leaf != leaves[leaf.indicator]
        ]
        if _tree(first) != _tree(second):
            groups.append(_WHOLE)
        return tuple(groups)

    def points(self, values: Mapping[str, Decimal]) -> dict[Group, Fraction]:
        """Return the points of the index that each group adds, for the values of one economy."""
        change = MethodChange(self.plans, (values, values))
        if not change.is_additive:
            return {(kind, ""): part for kind, part in _whole_points(change).items()}
        totals = dict.fromkeys(self.groups, Fraction(0))
        for indicator in change.indicators():
            players = [group for group in self.groups if self._counts(group, indicator)]

            def worth(coalition: frozenset[Group], indicator: str = indicator) -> Fraction:
                return self._contribution(indicator, values[indicator], coalition) * change.scale

            for group, part in shapley_values(players, worth).items():
                totals[group] += part
        return totals

    def _counts(self, group: Group, indicator: str) -> bool:
        """Tell whether a group of constants is on the way of an indicator to the index."""
        kind, subject = group
        if kind == WEIGHTS:
            return any(
                subject in plan.above(indicator)
                for plan in self.plans
                if indicator in plan.indicators
            )
        return kind == STRUCTURE or subject == indicator

    def _contribution(self, indicator: str, value: Decimal, later: frozenset[Group]) -> Fraction:
        """Return an indicator's contribution, a share of the scale, with some later groups."""
        tree = self.plans[_WHOLE in later]
        if indicator not in tree.indicators:
            return Fraction(0)
        ruler = self.plans[(GOALPOSTS, indicator) in later]
        if indicator not in ruler.indicators:
            ruler = tree
        share, node = Fraction(1), tree.nodes.index(indicator)
        while node < len(tree.nodes) - 1:
            branch = next(item for item in tree.branches if node in item.children)
            weights = find_weights(tree, self.plans[(WEIGHTS, branch.id) in later], branch)
            share *= Fraction(weights[branch.children.index(node)], sum(weights))
            node = tree.nodes.index(branch.id)
        return share * find_score(ruler, indicator, value)


def _whole_points(change: MethodChange) -> dict[str, Fraction]:
    """Return the points of goalposts, weights and structure where scores do not add up."""
    return shapley_values(change.players, change.score)


def _shares(weights: Mapping[str, int]) -> dict[str, Fraction]:
    total = sum(weights.values())
    return {key: Fraction(weight, total) for key, weight in weights.items()}


def _tree(plan: Plan) -> dict[str, frozenset[str]]:
    """Return the children of each node."""
    return {
        branch.id: frozenset(plan.nodes[c] for c in branch.children) for branch in plan.branches
    }


def constants_of(
    group: Group, groups: Sequence[Group], changes: Sequence[DocumentChange]
) -> tuple[DocumentChange, ...]:
    """Return the constants of a group among those that differ; of structure, the remaining ones."""
    kind, subject = group
    heads = {GOALPOSTS: f"leaves.{subject}.", WEIGHTS: f"nodes.{subject}."}
    if not subject:  # for the whole index: every indicator, or every node
        heads = {GOALPOSTS: "leaves.", WEIGHTS: "nodes."}
    if kind != STRUCTURE:
        return tuple(change for change in changes if change.path.startswith(heads[kind]))
    taken = {
        change.path
        for other in groups
        if other != group
        for change in constants_of(other, groups, changes)
    }
    return tuple(
        change
        for change in changes
        if change.path.startswith(("leaves.", "nodes.", "scale")) and change.path not in taken
    )
