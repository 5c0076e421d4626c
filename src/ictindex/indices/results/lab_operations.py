"""Operations in place of goalposts and means: read from a user's arguments, checked together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError, UsageError
from ictindex.definitions.documents import LabDocument, Operation
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.lab_plan import ARITHMETIC, GOALPOSTS, RULE, RULE_OPTIONS, numbers_of
from ictindex.engine.normalisations import NORMALISATIONS, complete_options
from ictindex.engine.treatments import TREATMENTS
from ictindex.language.findings import Finding

# Treatments that keep a value in the unit of its indicator.
_SAME_UNIT = ("winsorise",)
_TEXT_OPTIONS = ("then",)
_NARROW, _NARROW_DECIMALS = Decimal(1), 4


@dataclass(frozen=True, slots=True)
class AskedOperations:
    """The operations that a user asks for: one for all, or one for each indicator or node."""

    normalisation: Any = None
    treatment: Any = None
    aggregation: Any = None


def apply_operations(
    document: LabDocument, asked: AskedOperations, faults: list[Finding]
) -> LabDocument:
    """Return a document with the requested operations; note those that do not fit."""
    leaves = [leaf.indicator for leaf in document.leaves]
    nodes = [node.id for node in document.nodes]
    down = {leaf.indicator for leaf in document.leaves if _is_down(document, leaf.indicator)}
    normalisations = _choose_known(dict(document.normalisations), leaves) | _read(
        asked.normalisation, "normalisation", leaves, _check_normalisation, faults
    )
    treatments = _choose_known(dict(document.treatments), leaves)
    asked_treatments = _read(asked.treatment, "treatment", leaves, _check_treatment, faults)
    treatments |= asked_treatments
    steps = {
        key: made
        for key, made in document.treatment_steps
        if key in leaves and key not in asked_treatments
    }
    aggregations = _choose_known(dict(document.aggregations), nodes) | _read(
        asked.aggregation, "aggregation", nodes, _check_aggregation, faults
    )
    if not (normalisations or treatments or aggregations) or faults:
        return document
    normalisations = _lift(document, normalisations, aggregations, faults)
    aggregations = {
        key: _scale_doubt(operation, document.scale or Decimal(100))
        for key, operation in aggregations.items()
    }
    faults += _treatment_faults(treatments, normalisations)
    faults += _scale_faults(document, normalisations)
    faults += _contest_faults(document, aggregations)
    # Stated goalposts and means need no operation of their own.
    kept = {
        k: operation
        for k, operation in normalisations.items()
        if operation.id != GOALPOSTS or operation.options
    }
    means = {k: operation for k, operation in aggregations.items() if operation.id != ARITHMETIC}
    names = {node: operation.id for node, operation in aggregations.items()}
    missing = document.missing
    if missing is not None and (kept or treatments or means):
        missing = replace(missing, supplied_scores=())
    rounding = document.rounding
    if rounding is not None and any(_is_narrow(operation) for operation in kept.values()):
        rounding = replace(rounding, decimals=max(rounding.decimals, _NARROW_DECIMALS))
    return replace(
        document,
        missing=missing,
        rounding=rounding,
        nodes=tuple(
            replace(node, aggregation=cast(Any, names.get(node.id, ARITHMETIC)))
            for node in document.nodes
        ),
        normalisations=tuple(kept.items()),
        treatments=tuple(treatments.items()),
        treatment_steps=tuple(steps.items()),
        aggregations=tuple(means.items()),
        reversed_indicators=tuple(sorted(down)),
    )


def _scale_doubt(operation: Operation, scale: Decimal) -> Operation:
    """Return benefit of the doubt with the scale of the index, unless a scale is requested."""
    if operation.id != "benefit-of-the-doubt" or "scale" in dict(operation.options):
        return operation
    return replace(operation, options=(*operation.options, ("scale", scale)))


def _is_narrow(operation: Operation) -> bool:
    """Tell whether scores differ so little that one decimal would make most of them equal."""
    options, defaults = dict(operation.options), NORMALISATIONS[operation.id].options
    if NORMALISATIONS[operation.id].between:
        ends = [options.get(end, defaults.get(end)) for end in ("lower", "upper")]
        low, high = (cast(Decimal, end) for end in ends)
        return abs(high - low) <= _NARROW
    spread = cast(Decimal, options.get("deviation", defaults.get("deviation", _NARROW)))
    return operation.id not in ("rank", "borda") and spread <= _NARROW


def _is_down(document: LabDocument, indicator: str) -> bool:
    """Tell whether less is better, by the goalposts or by the stated direction."""
    goalposts = document.leaf(indicator).goalposts
    return goalposts.zero > goalposts.full


def _choose_known(operations: dict[str, Operation], keys: Collection[str]) -> dict[str, Operation]:
    return {key: operation for key, operation in operations.items() if key in keys}


Check = Callable[[str, Mapping[str, Decimal]], None]


def _read(
    argument_value: Any, argument: str, keys: Collection[str], check: Check, faults: list[Finding]
) -> dict[str, Operation]:
    """Read the operations of one argument, by indicator or node."""
    if argument_value is None:
        return {}
    if isinstance(argument_value, str) or (
        isinstance(argument_value, Mapping) and "id" in argument_value
    ):
        operation = _operation(argument_value, argument, check, faults)
        return {} if operation is None else dict.fromkeys(keys, operation)
    if not isinstance(argument_value, Mapping):
        faults.append(Finding("variant.not-a-table", details={"key": argument}))
        return {}
    operations = {}
    for key, each in argument_value.items():
        path = f"{argument}.{key}"
        if key not in keys:
            wanted = {"key": path, "value": str(key)[:80], "allowed": list(keys)}
            faults.append(Finding("variant.unknown-id", details=wanted))
            continue
        operation = _operation(each, path, check, faults)
        if operation is not None:
            operations[str(key)] = operation
    return operations


_ALLOWED: Mapping[str, Collection[str]] = {
    "normalisation": NORMALISATIONS,
    "treatment": (RULE, *TREATMENTS),
    "aggregation": AGGREGATIONS,
}


def _operation(asked: Any, path: str, check: Check, faults: list[Finding]) -> Operation | None:
    """Read one operation: its id, or a table with its id and its options."""
    table = {"id": asked} if isinstance(asked, str) else asked
    if not isinstance(table, Mapping) or "id" not in table:
        faults.append(Finding("variant.not-a-table", details={"key": path}))
        return None
    key, allowed = str(table["id"]), _ALLOWED[path.partition(".")[0]]
    if key not in allowed:
        data = {"key": path, "value": key[:80], "allowed": list(allowed)}
        faults.append(Finding("variant.unknown-id", details=data))
        return None
    options: dict[str, Decimal | str] = {}
    for name, value in table.items():
        if name == "id":
            continue
        option = str(name).replace("_", "-")
        if option in _TEXT_OPTIONS and isinstance(value, str):
            options[option] = value
            continue
        try:
            options[option] = decimals.to_decimal(int(value) if isinstance(value, bool) else value)
        except NumberSyntaxError as error:
            data = {"key": f"{path}.{name}", "argument": path.partition(".")[0]}
            faults += [
                Finding("value.of-key", details=data),
                Finding(error.code, details=error.details),
            ]
            return None
    try:
        check(key, numbers_of(options.items()))
        _check_text(key, options)
    except UsageError as error:
        faults.append(Finding(error.code, details={"key": path, **error.details}))
        return None
    return Operation(id=key, options=tuple(options.items()))


def _check_text(key: str, options: Mapping[str, Decimal | str]) -> None:
    then = options.get("then")
    if then is not None and (key != RULE or then not in ("none", *TREATMENTS)):
        raise UsageError(
            "operation.unknown-option",
            operation=key,
            option="then",
            allowed=["none", *TREATMENTS] if key == RULE else [],
        )


def _check_normalisation(key: str, options: Mapping[str, Decimal]) -> None:
    normalisation = NORMALISATIONS[key]
    if key == GOALPOSTS:  # the goalposts themselves are those of the document
        complete_options(
            key, {**normalisation.options, "zero": Decimal(0), "full": Decimal(1)}, options
        )
        return
    complete_options(key, normalisation.options, options, normalisation.optional)


def _check_treatment(key: str, options: Mapping[str, Decimal]) -> None:
    if key == RULE:
        complete_options(key, RULE_OPTIONS, options, ("then",))
        return
    treatment = TREATMENTS[key]
    complete_options(key, treatment.options, options, treatment.optional)


def _check_aggregation(key: str, options: Mapping[str, Decimal]) -> None:
    AGGREGATIONS[key].complete(options)


def _lift(
    document: LabDocument,
    normalisations: dict[str, Operation],
    aggregations: Mapping[str, Operation],
    faults: list[Finding],
) -> dict[str, Operation]:
    """Let scores begin at 1 if a mean is not defined for 0; refuse operations that cannot."""
    needing = [
        node
        for node, aggregation in aggregations.items()
        if AGGREGATIONS[aggregation.id].divides
        or AGGREGATIONS[aggregation.id].needs_positive(numbers_of(aggregation.options))
    ]
    if not needing:
        return normalisations
    lifted: dict[str, Operation] = {}
    refused: dict[str, list[str]] = {}
    for leaf in document.leaves:
        key = leaf.indicator
        normalisation = normalisations.get(key, Operation(id=GOALPOSTS))
        entry, own = NORMALISATIONS[normalisation.id], dict(normalisation.options)
        defaults = entry.options
        lower = own.get("lower", defaults.get("lower"))
        if entry.between and "lower" not in own and lower == 0:
            upper = own.get("upper", defaults.get("upper"))
            least = Decimal(1) if upper == 100 else cast(Decimal, upper) / 100
            normalisation = replace(
                normalisation, options=(*normalisation.options, ("lower", least))
            )
        elif not (entry.positive or (entry.between and cast(Decimal, lower) > 0)):
            refused.setdefault(normalisation.id, []).append(key)
        lifted[key] = normalisation
    for operation in refused:
        data = {"key": "normalisation", "operation": operation, "nodes": needing}
        faults.append(Finding("variant.not-positive", details=data))
    return lifted


def _treatment_faults(
    treatments: Mapping[str, Operation], normalisations: Mapping[str, Operation]
) -> Iterator[Finding]:
    """Yield treatments whose values no longer have the unit of the goalposts."""
    away: dict[str, list[str]] = {}
    for key, treatment in treatments.items():
        then = dict(treatment.options).get("then")
        same = treatment.id in _SAME_UNIT or (treatment.id == RULE and then == "none")
        by_goalposts = normalisations.get(key, Operation(id=GOALPOSTS)).id == GOALPOSTS
        if by_goalposts and not same:
            away.setdefault(treatment.id, []).append(key)
    for operation, keys in away.items():
        data = {"key": "treatment", "indicator": keys, "operation": operation}
        yield Finding("variant.treatment-unit", details=data)


def _scale_faults(
    document: LabDocument, normalisations: Mapping[str, Operation]
) -> Iterator[Finding]:
    """Yield a fault if indicators are scored on scales that cannot be compared."""
    scales: dict[tuple[str, ...], str] = {}
    for leaf in document.leaves:
        normalisation = normalisations.get(leaf.indicator, Operation(id=GOALPOSTS))
        options_of = dict(normalisation.options)
        entry = NORMALISATIONS[normalisation.id]
        if entry.between:
            ends = tuple(options_of.get(k, entry.options.get(k)) for k in ("lower", "upper"))
            scales.setdefault(("between", *map(str, ends)), leaf.indicator)
        else:
            options = tuple(sorted((k, str(v)) for k, v in options_of.items()))
            scales.setdefault((normalisation.id, *map(str, options)), leaf.indicator)
    if len(scales) > 1:
        data = {"key": "normalisation", "nodes": list(scales.values())}
        yield Finding("variant.mixed-scales", details=data)


def _contest_faults(
    document: LabDocument, aggregations: Mapping[str, Operation]
) -> Iterator[Finding]:
    """Yield nodes whose parts count contests while the node itself does not."""
    for node in document.nodes:
        whole = aggregations.get(node.id, Operation(id=ARITHMETIC)).id
        parts = [c.id for c in node.children if c.id in dict(aggregations)]
        counting = [key for key in parts if AGGREGATIONS[aggregations[key].id].counts]
        if counting and not AGGREGATIONS[whole].counts:
            data = {"key": f"aggregation.{node.id}", "nodes": counting, "node": node.id}
            yield Finding("variant.contests-below", details=data)
