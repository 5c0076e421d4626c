"""The plan of a document of the lab: other operations in place of goalposts and means.

A leaf is treated, transformed and normalised, in this order. Parameters that depend on a set of
economies are fitted to the set once and then are part of the document. Before that, a leaf has no
parameters and the plan cannot score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.formulas import Expression, Symbol
from ictindex.definitions.documents import LabDocument, Leaf, Operation
from ictindex.engine.exact_scores import Row
from ictindex.engine.operations import LINEAR
from ictindex.engine.plan import Branch, Plan, PlanLeaf

if TYPE_CHECKING:
    from ictindex.engine.aggregations import Aggregation
    from ictindex.engine.normalisations import Normalisation, Parameters
    from ictindex.engine.treatments import Treatment, TreatmentRule

GOALPOSTS, ARITHMETIC, RULE = "goalposts", "arithmetic-mean", "rule"
Steps = tuple[tuple[str, "Parameters"], ...]


# A published plan has none of these operations, so they are loaded when used.
def _aggregation(key: str) -> Aggregation:
    from ictindex.engine.aggregations import AGGREGATIONS

    return AGGREGATIONS[key]


def _normalisation(key: str) -> Normalisation:
    from ictindex.engine.normalisations import NORMALISATIONS

    return NORMALISATIONS[key]


def _treatment(key: str) -> Treatment:
    from ictindex.engine.treatments import TREATMENTS

    return TREATMENTS[key]


@dataclass(frozen=True, slots=True)
class LabLeaf(PlanLeaf):
    """A leaf with a treatment and a normalisation; ``None`` if they are still to be fitted."""

    steps: Steps | None
    normalisation: str
    parameters: Parameters | None

    @property
    def has_goalposts(self) -> bool:
        """True if the leaf is scored between goalposts."""
        return self.normalisation == GOALPOSTS

    @property
    def is_fitted(self) -> bool:
        """True if the leaf has all its parameters."""
        return self.steps is not None and self.parameters is not None

    def move_all(self, values: Iterable[Decimal | None]) -> list[Decimal | None]:
        """Return values treated and transformed."""
        treated = list(values)
        for step, parameters in self.steps or ():
            treated = _treatment(step).exact(treated, parameters)
        return [None if x is None else self.transformation.decimal(x) for x in treated]

    def move(self, value: Decimal) -> Decimal:
        """Return a value treated and transformed."""
        (moved,) = self.move_all([value])
        return value if moved is None else moved

    def score_all(self, moved: Iterable[Decimal | None]) -> list[Decimal | None]:
        """Return the scores of values that were treated and transformed."""
        return _normalisation(self.normalisation).exact(moved, self.parameters or {})

    def expression(self, scale: Decimal) -> Expression:
        """Return the formula of the leaf's score, with the symbol ``x`` for its value."""
        x: Expression = Symbol("x", "")
        for step, parameters in self.steps or ():
            x = _treatment(step).expression(x, parameters)
        moved = self.transformation.expression(x)
        if self.parameters is None:
            return moved
        return _normalisation(self.normalisation).expression(moved, self.parameters)


@dataclass(frozen=True, slots=True)
class LabBranch(Branch):
    """A node with any aggregation, the weighted arithmetic mean included."""

    aggregation: str
    options: Parameters

    @property
    def operation(self) -> Aggregation:
        """The aggregation itself."""
        return _aggregation(self.aggregation)

    @property
    def is_set_wide(self) -> bool:
        """True if a score depends on the other economies."""
        return self.operation.set_wide

    @property
    def needs_positive(self) -> bool:
        """True if there is no score when one of the parts is 0 or less."""
        aggregation = self.operation
        return aggregation.divides or aggregation.needs_positive(self.options)


@dataclass(frozen=True, slots=True)
class LabPlan(Plan):
    """The plan of a document of the lab with other operations."""

    @property
    def has_operations(self) -> bool:
        """Always true: the plan has other operations."""
        return True

    @property
    def lab_leaves(self) -> tuple[LabLeaf, ...]:
        """The leaves of the plan."""
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, LabLeaf))

    @property
    def lab_branches(self) -> tuple[LabBranch, ...]:
        """The nodes of the plan."""
        return tuple(branch for branch in self.branches if isinstance(branch, LabBranch))

    @property
    def is_fitted(self) -> bool:
        """True if all parameters are fitted."""
        return all(leaf.is_fitted for leaf in self.lab_leaves)

    @property
    def is_set_wide(self) -> bool:
        """True if an aggregation compares the economies with one another."""
        return any(branch.is_set_wide for branch in self.lab_branches)

    @property
    def is_monotone(self) -> bool:
        """True if bounds of inputs can go through the formulae as values do."""
        treated = any(leaf.steps for leaf in self.lab_leaves)
        means = all(_aggregation(branch.aggregation).monotone for branch in self.lab_branches)
        # Between goalposts no bound falls to 0; within the range of a set it can.
        held = all(leaf.has_goalposts for leaf in self.lab_leaves)
        positive = any(branch.needs_positive for branch in self.lab_branches)
        return means and not treated and (held or not positive)

    def is_additive(self, node: str) -> bool:
        """Tell whether the points of a node are a share of the index: all nodes above are means."""
        means = {branch.id: branch.aggregation for branch in self.lab_branches}
        return all(means[key] == ARITHMETIC for key in self.above(node))

    def expression(self, node: str) -> Expression:
        """Return the formula of a node's score, in its value or in its children's scores."""
        nodes = self.nodes
        position = nodes.index(node)
        if position < len(self.leaves):
            return self.leaves[position].expression(self.scale)
        branch = self.lab_branches[position - len(self.leaves)]
        children = tuple(Symbol("score", nodes[child]) for child in branch.children)
        aggregation = _aggregation(branch.aggregation)
        return aggregation.expression(children, branch.weights, branch.options)

    def check_single(self, document: str) -> None:
        """Refuse to score a single economy if a score depends on a set of economies."""
        if self.is_set_wide:
            raise UsageError("variant.needs-set", document=document)
        if not self.is_fitted:
            raise UsageError("variant.not-fitted", document=document)


def make_lab_plan(document: LabDocument) -> LabPlan:
    """Make the plan of a document of the lab with other operations."""
    plan = Plan.from_document(document)
    normalisations = dict(document.normalisations)
    aggregations = dict(document.aggregations)
    leaves = tuple(
        _leaf(document, leaf, document.leaf(leaf.indicator), normalisations.get(leaf.indicator))
        for leaf in plan.leaves
    )
    branches = []
    for branch in plan.branches:
        operation = aggregations.get(branch.id, Operation(id=ARITHMETIC))
        options = _aggregation(operation.id).complete(numbers_of(operation.options))
        branches.append(
            LabBranch(branch.id, branch.children, branch.weights, operation.id, options)
        )
    return LabPlan(leaves, tuple(branches), plan.scale)


def numbers_of(options: Iterable[tuple[str, Decimal | str]]) -> dict[str, Decimal]:
    """Return the options that are numbers."""
    return {name: value for name, value in options if isinstance(value, Decimal)}


def _leaf(document: LabDocument, leaf: PlanLeaf, own: Leaf, operation: Operation | None) -> LabLeaf:
    """Return a leaf with its operations and its known parameters."""
    common = (leaf.indicator, leaf.transformation, leaf.raw_zero, leaf.raw_full)
    steps = _steps(document, leaf.indicator)
    if operation is None or operation.id == GOALPOSTS:
        options = {} if operation is None else numbers_of(operation.options)
        scale_options = {"upper": document.scale or Decimal(100), **options}
        parameters = _normalisation(GOALPOSTS).fit(
            (), {**scale_options, "zero": leaf.zero, "full": leaf.full}
        )
        return LabLeaf(*common, leaf.zero, leaf.full, leaf.width, steps, GOALPOSTS, parameters)
    # Only the direction of the goalposts is used.
    down = leaf.indicator in document.reversed_indicators
    if _normalisation(operation.id).ranks:
        # Values and their logarithms have the same ranks, but floats of logarithms may tie or not.
        common = (leaf.indicator, LINEAR, leaf.raw_zero, leaf.raw_full)
    none, width = Decimal("NaN"), Decimal(-1 if down else 1)
    return LabLeaf(
        *common, none, none, width, steps, operation.id, _parameters(operation, down=down)
    )


def _parameters(operation: Operation, *, down: bool) -> Parameters | None:
    if operation.parameters is not None:
        return dict(operation.parameters)
    normalisation = _normalisation(operation.id)
    if normalisation.set_wide:
        return None
    return normalisation.fit((), numbers_of(operation.options), less_is_better=down)


def _steps(document: LabDocument, indicator: str) -> Steps | None:
    """Return the steps of a treatment; ``None`` if they are still to be fitted."""
    fitted = dict(document.treatment_steps)
    if indicator in fitted:
        return tuple((step.id, dict(step.parameters or ())) for step in fitted[indicator])
    operation = dict(document.treatments).get(indicator)
    if operation is None:
        return ()
    if operation.id == RULE or _treatment(operation.id).set_wide:
        return None
    treatment = _treatment(operation.id)
    return ((operation.id, treatment.fit((), numbers_of(operation.options))),)


def fit_document(
    document: LabDocument, plan: LabPlan, rows: Sequence[Row], economies: Sequence[str]
) -> LabDocument:
    """Return the document with all parameters, fitted to the values of complete economies."""
    steps, normalisations = dict(document.treatment_steps), dict(document.normalisations)
    down = set(document.reversed_indicators)
    for n, leaf in enumerate(plan.lab_leaves):
        if leaf.is_fitted:
            continue
        key, values = leaf.indicator, [row[n] for row in rows]
        own = leaf
        if own.steps is None:
            made = _fit_steps(dict(document.treatments)[key], values)
            steps[key] = tuple(
                Operation(id=step, parameters=_decimals(parameters)) for step, parameters in made
            )
            own = replace(own, steps=made)
        if own.parameters is None:
            operation = normalisations[key]
            parameters = _normalisation(operation.id).fit(
                own.move_all(values), numbers_of(operation.options), less_is_better=key in down
            )
            normalisations[key] = replace(operation, parameters=_decimals(parameters))
    return replace(
        document,
        treatment_steps=tuple(steps.items()),
        normalisations=tuple(normalisations.items()),
        fitted_to=tuple(economies),
    )


def _decimals(parameters: Parameters) -> tuple[tuple[str, Decimal], ...]:
    """Return parameters as decimals; a direction may come as a whole number."""
    return tuple((name, Decimal(value)) for name, value in parameters.items())


def _fit_steps(operation: Operation, values: Sequence[Decimal | None]) -> Steps:
    options = numbers_of(operation.options)
    if operation.id == RULE:
        from ictindex.engine.treatments import fit_rule

        return fit_rule(values, read_rule(operation)).steps
    return ((operation.id, _treatment(operation.id).fit(values, options)),)


def read_rule(operation: Operation) -> TreatmentRule:
    """Return the rule of a treatment: the default rule with the stated numbers."""
    from ictindex.engine.treatments import TreatmentRule

    options, rule = dict(operation.options), TreatmentRule()
    numbers = numbers_of(operation.options)
    rule = replace(
        rule,
        skewness=numbers.get("skewness", rule.skewness),
        kurtosis=numbers.get("kurtosis", rule.kurtosis),
    )
    if "most" in options:
        rule = replace(rule, most=int(options["most"]))
    if "then" in options:
        then = str(options["then"])
        rule = replace(rule, then=None if then == "none" else then)
    return rule


RULE_OPTIONS: Mapping[str, Decimal | None] = {
    "most": Decimal(5),
    "skewness": Decimal(2),
    "kurtosis": Decimal("3.5"),
    "then": None,
}
