"""The split of the change of a printed score by the printed scores of its indicators.

A publisher may print the score of an indicator and not its value. The change of the printed index
is then the sum of the weight of each indicator times the difference of its printed scores. What is
not printed below a node is one step: the rest of the change of that node. What the rounding of the
printed figures leaves is the last step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.change_inputs import EditionInputs
from ictindex.analysis.change.change_steps import (
    ExactStep,
    is_additive,
    score_leaf,
    split_revision,
)
from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.definitions.documents import is_of_lab

if TYPE_CHECKING:
    from ictindex.engine import Plan
    from ictindex.indices.idi.result import Result

_Printed = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True)
class PrintedPair:
    """The printed scores of two editions under one methodology, and the inputs behind them."""

    sides: tuple[EditionInputs, EditionInputs]
    scores: tuple[_Printed, _Printed]

    @classmethod
    def from_inputs(cls, sides: tuple[EditionInputs, EditionInputs]) -> PrintedPair | None:
        """Return the printed scores of two results; ``None`` unless both came with their own."""
        first, last = (_find_printed(side.result) for side in sides)
        if first is None or last is None:
            return None
        return cls(sides, (first, last))

    @property
    def _plan(self) -> Plan:
        plan: Plan = self.sides[0].result.methodology.plan
        return plan

    @cached_property
    def indices(self) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """The printed index of each economy, in both editions."""
        root = self._plan.root
        first, last = (
            {economy: score for (economy, node), score in side.items() if node == root}
            for side in self.scores
        )
        return first, last

    @cached_property
    def _units(self) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """Half a unit of the last printed decimal of each node, in both editions."""
        units: list[dict[str, Fraction]] = []
        for side in self.scores:
            places: dict[str, int] = {}
            for (_, node), score in side.items():
                places[node] = max(places.get(node, 0), decimals.decimals_of(score))
            units.append({node: Fraction(1, 2 * 10**n) for node, n in places.items()})
        return units[0], units[1]

    def split(self, economy: str, ends: Sequence[Decimal]) -> list[ExactStep]:
        """Return the steps of an economy between its printed indices, with their rounding."""
        plan = self._plan
        steps = self._split(economy, len(plan.nodes) - 1)
        order = {node: n for n, node in enumerate(plan.reading_order())}
        steps.sort(key=lambda step: (len(step.together) > 1, order[step.indicator]))
        total = sum((step.points for step in steps), Fraction(0))
        rest = Fraction(ends[1]) - Fraction(ends[0]) - total
        return [*steps, ExactStep("", kinds.ROUNDING, rest)]

    def _split(self, economy: str, position: int) -> list[ExactStep]:
        """Return the steps below a node whose score both editions print."""
        children = self._plan.children(position)
        if not any(self._is_printed_anywhere(child) for child in children):
            return list(self._explain_lowest(economy, position, children))
        printed = [child for child in children if self._is_printed(economy, child)]
        steps = [step for child in printed for step in self._split(economy, child)]
        if len(printed) < len(children):
            steps.append(self._explain_rest(economy, position, printed))
        return steps

    def _is_printed_anywhere(self, position: int) -> bool:
        node = self._plan.nodes[position]
        return all(node in units for units in self._units)

    def _is_printed(self, economy: str, position: int) -> bool:
        node = self._plan.nodes[position]
        return all((economy, node) in side for side in self.scores)

    def _ends(self, economy: str, position: int) -> tuple[Fraction, Fraction]:
        """Return what the printed scores of a node give to the index, in both editions."""
        node = self._plan.nodes[position]
        share = self._plan.weight_in_index(node)
        first, last = (share * Fraction(side[economy, node]) for side in self.scores)
        return first, last

    def _change(self, economy: str, position: int) -> Fraction:
        first, last = self._ends(economy, position)
        return last - first

    def _margin(self, position: int) -> Fraction:
        """Return by how much rounding may move the difference of two printed scores of a node."""
        node = self._plan.nodes[position]
        whole = sum((units[node] for units in self._units), Fraction(0))
        return Fraction(self._plan.weight_in_index(node)) * whole

    def _explain_lowest(
        self, economy: str, position: int, children: Sequence[int]
    ) -> Iterator[ExactStep]:
        """Yield the steps of the lowest printed score: its own, or those of the values below it."""
        margin = self._margin(position)
        steps: list[ExactStep] = []
        for child in children:
            values = self._values(economy, child)
            steps += [] if values is None else self._explain_values(economy, child, values)
        split = {step.indicator for step in steps}
        left = self._change(economy, position) - sum((s.points for s in steps), Fraction(0))
        # Values that contradict the printed score by more than rounding do not split it.
        if split == {self._plan.nodes[child] for child in children} != set() and abs(left) <= sum(
            (step.margin for step in steps), margin
        ):
            yield from steps
            return
        for step in split_revision(self.sides, economy, position, self._ends(economy, position)):
            yield replace(step, margin=margin)

    def _values(self, economy: str, position: int) -> tuple[Decimal, Decimal] | None:
        """Return the values of a leaf in both editions, if both are printed."""
        facts = (side.fact(economy, position) for side in self.sides)
        values = [None if fact is None else fact.value for fact in facts]
        if values[0] is None or values[1] is None or self._plan.children(position):
            return None
        return values[0], values[1]

    def _explain_values(
        self, economy: str, position: int, values: tuple[Decimal, Decimal]
    ) -> Iterator[ExactStep]:
        plan = self._plan
        share = Fraction(plan.weight_in_index(plan.nodes[position]))
        first, last = (share * Fraction(score_leaf(plan, position, value)) for value in values)
        margin = Fraction(0)
        for value in values:
            bounds = decimals.printed_interval(value)
            low, high = (Fraction(score_leaf(plan, position, bound)) for bound in bounds)
            margin += share * abs(high - low) / 2
        for step in split_revision(self.sides, economy, position, (first, last)):
            yield replace(step, margin=margin)

    def _explain_rest(self, economy: str, position: int, printed: Sequence[int]) -> ExactStep:
        """Return what is not printed below a node as one step: the rest of its change."""
        missing = [child for child in self._plan.children(position) if child not in printed]
        rest = self._change(economy, position)
        names = tuple(self._plan.nodes[child] for child in missing)
        alone = missing[0] if len(missing) == 1 else None
        old, new = (
            (None, None) if alone is None else (side.fact(economy, alone) for side in self.sides)
        )
        return ExactStep(
            indicator=names[0] if alone is not None else self._plan.nodes[position],
            kind=kinds.NOT_PUBLISHED,
            points=rest - sum((self._change(economy, child) for child in printed), Fraction(0)),
            before=old,
            after=new,
            together=names,
            margin=sum((self._margin(node) for node in (position, *printed)), Fraction(0)),
        )


def _find_printed(result: Result) -> _Printed | None:
    """Return the scores that were printed next to the values of a result, if it is unchanged."""
    printed = result.observations.published.get(result.edition)
    document = result.methodology.document
    if (
        printed is None
        or result.put_in
        or "what_if" in result.frame_attributes()
        or is_of_lab(document)
        or result.edition not in document.editions
        or not is_additive(result.methodology.plan)
    ):
        return None
    values: _Printed = printed.values
    return values
