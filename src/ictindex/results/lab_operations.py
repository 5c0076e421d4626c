"""Operations in the place of goalposts and means: read as a user gives them, checked together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError, UsageError
from ictindex.documents import LabDocument, Operation
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.lab_plan import ARITHMETIC, DIVIDING, GOALPOSTS, RULE, RULE_OPTIONS, numbers_of
from ictindex.engine.normalisations import NORMALISATIONS, complete_options
from ictindex.engine.treatments import TREATMENTS
from ictindex.findings import Finding

# Normalisations whose scores run from one number to another, and have no 0 where it is not asked.
_BETWEEN = (
    GOALPOSTS, "min-max", "scaled", "distance-to-maximum", "distance-to-reference",
    "distance-to-target", "adjusted-mazziotta-pareto",
)  # fmt: skip
_FROM_ONE = ("rank", "mazziotta-pareto")
# Treatments after which a value is still in the unit of its indicator.
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
    """Return a document with the operations asked for; what does not fit is noted."""
    leaves = [leaf.indicator for leaf in document.leaves]
    nodes = [node.id for node in document.nodes]
    down = {leaf.indicator for leaf in document.leaves if _is_down(document, leaf.indicator)}
    normalisations = _of_known(dict(document.normalisations), leaves) | _read(
        asked.normalisation, "normalisation", leaves, _check_normalisation, faults
    )
    treatments = _of_known(dict(document.treatments), leaves)
    asked_treatments = _read(asked.treatment, "treatment", leaves, _check_treatment, faults)
    treatments |= asked_treatments
    steps = {
        key: made
        for key, made in document.treatment_steps
        if key in leaves and key not in asked_treatments
    }
    aggregations = _of_known(dict(document.aggregations), nodes) | _read(
        asked.aggregation, "aggregation", nodes, _check_aggregation, faults
    )
    if not (normalisations or treatments or aggregations) or faults:
        return document
    normalisations = _lift(document, normalisations, aggregations, faults)
    aggregations = {
        key: _scaled(one, document.scale or Decimal(100)) for key, one in aggregations.items()
    }
    faults += _treatment_faults(treatments, normalisations)
    faults += _scale_faults(document, normalisations)
    faults += _contest_faults(document, aggregations)
    # Given goalposts and means need no operation of their own.
    kept = {k: one for k, one in normalisations.items() if one.id != GOALPOSTS or one.options}
    means = {k: one for k, one in aggregations.items() if one.id != ARITHMETIC}
    names = {node: one.id for node, one in aggregations.items()}
    missing = document.missing
    if missing is not None and (kept or treatments or means):
        missing = replace(missing, supplied_scores=())
    rounding = document.rounding
    if rounding is not None and any(_is_narrow(one) for one in kept.values()):
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


def _scaled(operation: Operation, scale: Decimal) -> Operation:
    """Return benefit of the doubt with the scale of the index, where none is asked for."""
    if operation.id != "benefit-of-the-doubt" or "scale" in dict(operation.options):
        return operation
    return replace(operation, options=(*operation.options, ("scale", scale)))


def _is_narrow(operation: Operation) -> bool:
    """Tell whether scores differ by little: one decimal would make most of them equal."""
    given, defaults = dict(operation.options), NORMALISATIONS[operation.id].options
    if operation.id in _BETWEEN:
        ends = [given.get(end, defaults.get(end)) for end in ("lower", "upper")]
        low, high = (cast(Decimal, end) for end in ends)
        return abs(high - low) <= _NARROW
    spread = cast(Decimal, given.get("deviation", defaults.get("deviation", _NARROW)))
    return operation.id not in ("rank", "borda") and spread <= _NARROW


def _is_down(document: LabDocument, indicator: str) -> bool:
    """Tell whether less is better: by the goalposts, or by the direction that was given."""
    goalposts = document.leaf(indicator).goalposts
    return goalposts.zero > goalposts.full


def _of_known(operations: dict[str, Operation], keys: Collection[str]) -> dict[str, Operation]:
    return {key: operation for key, operation in operations.items() if key in keys}


Check = Callable[[str, Mapping[str, Decimal]], None]


def _read(
    given: Any, argument: str, keys: Collection[str], check: Check, faults: list[Finding]
) -> dict[str, Operation]:
    """Read the operations of one argument, by indicator or node."""
    if given is None:
        return {}
    if isinstance(given, str) or (isinstance(given, Mapping) and "id" in given):
        operation = _operation(given, argument, check, faults)
        return {} if operation is None else dict.fromkeys(keys, operation)
    if not isinstance(given, Mapping):
        faults.append(Finding("variant.not-a-table", details={"key": argument}))
        return {}
    found = {}
    for key, each in given.items():
        path = f"{argument}.{key}"
        if key not in keys:
            wanted = {"key": path, "value": str(key)[:80], "allowed": list(keys)}
            faults.append(Finding("variant.unknown-id", details=wanted))
            continue
        operation = _operation(each, path, check, faults)
        if operation is not None:
            found[str(key)] = operation
    return found


_ALLOWED: Mapping[str, Collection[str]] = {
    "normalisation": NORMALISATIONS, "treatment": (RULE, *TREATMENTS), "aggregation": AGGREGATIONS,
}  # fmt: skip


def _operation(given: Any, path: str, check: Check, faults: list[Finding]) -> Operation | None:
    """Read one operation: its id, or a table with its id and its options."""
    table = {"id": given} if isinstance(given, str) else given
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
            "operation.unknown-option", operation=key, option="then",
            allowed=["none", *TREATMENTS] if key == RULE else [],
        )  # fmt: skip


def _check_normalisation(key: str, options: Mapping[str, Decimal]) -> None:
    one = NORMALISATIONS[key]
    if key == GOALPOSTS:  # the goalposts themselves are those of the document
        complete_options(key, {**one.options, "zero": Decimal(0), "full": Decimal(1)}, options)
        return
    complete_options(key, one.options, options, one.optional)


def _check_treatment(key: str, options: Mapping[str, Decimal]) -> None:
    if key == RULE:
        complete_options(key, RULE_OPTIONS, options, ("then",))
        return
    one = TREATMENTS[key]
    complete_options(key, one.options, options, one.optional)


def _check_aggregation(key: str, options: Mapping[str, Decimal]) -> None:
    AGGREGATIONS[key].complete(options)


def _lift(
    document: LabDocument,
    normalisations: dict[str, Operation],
    aggregations: Mapping[str, Operation],
    faults: list[Finding],
) -> dict[str, Operation]:
    """Let scores begin at 1 where a mean is not defined for 0; what cannot is refused."""
    needing = [
        node
        for node, one in aggregations.items()
        if one.id in DIVIDING or AGGREGATIONS[one.id].needs_positive(numbers_of(one.options))
    ]
    if not needing:
        return normalisations
    lifted: dict[str, Operation] = {}
    refused: dict[str, list[str]] = {}
    for leaf in document.leaves:
        key = leaf.indicator
        one = normalisations.get(key, Operation(id=GOALPOSTS))
        given, defaults = dict(one.options), NORMALISATIONS[one.id].options
        lower = given.get("lower", defaults.get("lower"))
        if one.id in _BETWEEN and "lower" not in given and lower == 0:
            upper = given.get("upper", defaults.get("upper"))
            least = Decimal(1) if upper == 100 else cast(Decimal, upper) / 100
            one = replace(one, options=(*one.options, ("lower", least)))
        elif one.id not in _FROM_ONE and not (one.id in _BETWEEN and cast(Decimal, lower) > 0):
            refused.setdefault(one.id, []).append(key)
        lifted[key] = one
    for operation in refused:
        data = {"key": "normalisation", "operation": operation, "nodes": needing}
        faults.append(Finding("variant.not-positive", details=data))
    return lifted


def _treatment_faults(
    treatments: Mapping[str, Operation], normalisations: Mapping[str, Operation]
) -> Iterator[Finding]:
    """Yield treatments that leave the unit of the goalposts behind."""
    away: dict[str, list[str]] = {}
    for key, one in treatments.items():
        then = dict(one.options).get("then")
        same = one.id in _SAME_UNIT or (one.id == RULE and then == "none")
        by_goalposts = normalisations.get(key, Operation(id=GOALPOSTS)).id == GOALPOSTS
        if by_goalposts and not same:
            away.setdefault(one.id, []).append(key)
    for operation, keys in away.items():
        data = {"key": "treatment", "indicator": keys, "operation": operation}
        yield Finding("variant.treatment-unit", details=data)


def _scale_faults(
    document: LabDocument, normalisations: Mapping[str, Operation]
) -> Iterator[Finding]:
    """Yield that indicators are scored on scales that do not compare."""
    scales: dict[tuple[str, ...], str] = {}
    for leaf in document.leaves:
        one = normalisations.get(leaf.indicator, Operation(id=GOALPOSTS))
        given = dict(one.options)
        defaults = NORMALISATIONS[one.id].options
        if one.id in _BETWEEN:
            ends = tuple(given.get(k, defaults.get(k)) for k in ("lower", "upper"))
            scales.setdefault(("between", *map(str, ends)), leaf.indicator)
        else:
            options = tuple(sorted((k, str(v)) for k, v in given.items()))
            scales.setdefault((one.id, *map(str, options)), leaf.indicator)
    if len(scales) > 1:
        data = {"key": "normalisation", "nodes": list(scales.values())}
        yield Finding("variant.mixed-scales", details=data)


def _contest_faults(
    document: LabDocument, aggregations: Mapping[str, Operation]
) -> Iterator[Finding]:
    """Yield parts that count contests below a whole that does not."""
    for node in document.nodes:
        whole = aggregations.get(node.id, Operation(id=ARITHMETIC)).id
        parts = [c.id for c in node.children if c.id in dict(aggregations)]
        counting = [key for key in parts if aggregations[key].id == "copeland"]
        if counting and whole != "copeland":
            data = {"key": f"aggregation.{node.id}", "nodes": counting, "node": node.id}
            yield Finding("variant.contests-below", details=data)
