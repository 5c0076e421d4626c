"""The rules of validation as data: their model, the files they stand in, their digest.

A rule names operations of a closed set (:mod:`ictindex.validation.operation_parameters`) and their
parameters; it never holds an expression. The words of a rule stand in the language files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ictindex import i18n
from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.documents import toml_reader
from ictindex.validation import operation_parameters
from ictindex.validation.change_model import ChangeModel, model_of, models
from ictindex.validation.operation_parameters import Check
from ictindex.validation.panel import resolve

Severity = Literal["fatal", "error", "warning", "information"]
Stage = Literal["submission", "selection", "edition"]
STAGES: tuple[Stage, ...] = ("submission", "selection", "edition")


def asked_stages(stage: str) -> tuple[str, ...]:
    """Return the stages whose rules are asked at a stage: its own and those before it."""
    return STAGES[: STAGES.index(stage) + 1]


FAMILIES = {
    "s": "structure",
    "p": "provenance",
    "r": "ranges",
    "c": "cross-indicator",
    "b": "breakdowns",
    "x": "prices",
    "t": "time",
    "m": "mirror",
    "d": "displaced",
}


class Rule(BaseModel):
    """A rule: how grave a failure is, what it is compared with, when it can be decided."""

    # ``level`` is the level of the European Statistical System's scale: 0 format, 1 within the
    # file, 2 the same provider's history, 3 other providers, 4 other domains of one institution,
    # 5 other institutions. ``after`` are rules that make this one superfluous where they have
    # questioned the same cell, or the cell it is compared with: one fault, one question.

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    severity: Severity
    level: Annotated[int, Field(ge=0, le=5)]
    stage: Stage
    after: Annotated[tuple[str, ...], Field(strict=False)] = ()
    checks: Annotated[
        tuple[Annotated[Check, Field(discriminator="operation")], ...],
        Field(min_length=1, strict=False),
    ]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    rules: dict[Annotated[str, Field(pattern=r"^[SPRCBXTMD][0-9]{2}$")], Rule]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in force."""

    rules: Mapping[str, Rule]
    models: tuple[ChangeModel, ...]
    digest: str

    def fitted(self, edition: int) -> ChangeModel:
        """Return the fitted numbers for the collection of an edition."""
        return model_of(edition, self.models)

    @property
    def readers(self) -> Mapping[str, str]:
        """The rule that each code of a reader belongs to."""
        return MappingProxyType(
            {
                code: name
                for name, rule in self.rules.items()
                for check in rule.checks
                if check.operation == "reader"
                for code in check.codes
            }
        )


def _parse(content: bytes, file: str) -> Mapping[str, Rule]:
    raw = toml_reader.parse(content, file)
    try:
        return _File.model_validate(raw).rules
    except ValidationError as error:
        faults = toml_reader.faults_of(error, file)
        raise DocumentError("document.faults", faults=faults, file=file) from error


@lru_cache(maxsize=1)
def ruleset() -> RuleSet:
    """Return the rules that come with the library."""
    folder = package_data.folder("methodology") / "rules"
    rules: dict[str, Rule] = {}
    digest = hashlib.sha256(b"ictindex rules\n")
    for name in (f"{letter}.toml" for letter in FAMILIES):
        # Line ends are those of the platform that checked the file out: no part of the rules.
        content = toml_reader.read(folder / name).replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
        rules |= _parse(content, name)
    return RuleSet(MappingProxyType(rules), models(), digest.hexdigest())


_MOST_NAMES = 3


def _name(operand: str, language: str | None) -> str:
    base, mark, part = resolve(operand).partition("@")
    name = i18n.label("nodes", base, language)
    return f"{name} ({part})" if mark else name


def _names(operands: Sequence[str], language: str | None) -> str:
    shown = [_name(operand, language) for operand in operands[:_MOST_NAMES]]
    return i18n.join([*shown, *["\u2026"] * (len(operands) > _MOST_NAMES)], language)


def _number(value: float, language: str | None) -> str:
    shown = Decimal(f"{value:.12g}")
    return i18n.number(Decimal(format(shown, "f")), language)


def _test(check: operation_parameters.Check, language: str | None) -> str:
    """Name a test that has no formula in signs."""
    name = getattr(check, "test", "") or getattr(check, "result", "")
    key = f"{check.operation}-{name}" if name else check.operation
    return i18n.text("validation-tests", key, language)


def _limits(check: operation_parameters.Range, language: str | None) -> str:
    sign = "<" if check.strict else "≤"
    parts = []
    if check.lower is not None:
        parts.append(f"{_number(check.lower, language)} {sign}")
    parts.append("x")
    if check.upper is not None:
        parts.append(f"{sign} {_number(check.upper, language)}")
    return " ".join(parts)


def _order(check: operation_parameters.Order, language: str | None) -> str:
    def write(value: float) -> str:
        return _number(value, language)

    left = _name(check.lesser, language)
    if check.per is not None:
        left = f"{write(check.scale)} × {left} / {_name(check.per, language)}"
    right = " + ".join(_name(operand, language) for operand in check.greater)
    if check.factor != 1:
        right = f"{write(check.factor)} × {right}"
    return f"{left} ≤ {right}" + (f" + {write(check.margin)}" if check.margin else "")


def _ratio(check: operation_parameters.Ratio, language: str | None) -> str:
    middle = f"{_name(check.first, language)} / {_name(check.second, language)}"
    if check.scale != 1:
        middle = f"{_number(check.scale, language)} × {middle}"
    low = "" if check.lower is None else f"{_number(check.lower, language)} ≤ "
    high = "" if check.upper is None else f" ≤ {_number(check.upper, language)}"
    return low + middle + high


def _about(formula: str, operands: Sequence[str], language: str | None) -> str:
    return i18n.pair(_names(operands, language), formula, language)


def _interval(check: operation_parameters.Interval, language: str | None) -> str:
    above, upto = _number(check.above, language), _number(check.upto, language)
    return _about(f"¬ ({above} < x ≤ {upto})", check.of, language)


def _exact(check: operation_parameters.Exact, language: str | None) -> str:
    values = ", ".join(_number(value, language) for value in check.values)
    return _about(f"x ≠ {values}", check.of, language)


def _difference(check: operation_parameters.Difference, language: str | None) -> str:
    first, second = _name(check.first, language), _name(check.second, language)
    return f"|{first} − {second}| ≤ {_number(check.most, language)}"


def _sum(check: operation_parameters.Sum, language: str | None) -> str:
    parts = " + ".join(_name(part, language) for part in check.parts)
    return f"{_name(check.whole, language)} = {parts}"


def _part_of(check: operation_parameters.PartOf, language: str | None) -> str:
    return f"{_names(check.parts, language)} ≤ {_name(check.whole, language)}"


def _quotient(check: operation_parameters.Quotient, language: str | None) -> str:
    below = " × ".join(_name(operand, language) for operand in check.denominators)
    below = f"({below})" if len(check.denominators) > 1 else below
    right = f"{_number(check.scale, language)} × {_name(check.numerator, language)} / {below}"
    within = f"± {_number(100 * check.tolerance, language)} %"
    return f"{_name(check.rate, language)} = {right} ({within})"


def _slip(check: operation_parameters.Slip, language: str | None) -> str:
    factors = ", ".join(_number(factor, language) for factor in check.factors)
    window = _number(check.window, language)
    sides = f"||log₁₀(x / p)| − log₁₀ k| > {window}, k = {factors}"
    return _about(sides, check.of, language)


def _change(check: operation_parameters.Change, language: str | None) -> str:
    left = "p − x" if check.falls else "|x − p|"
    return _about(f"{left} ≤ {_number(check.most, language)}", check.of, language)


def _growth(check: operation_parameters.Growth, language: str | None) -> str:
    lower, upper = _number(check.lower, language), _number(check.upper, language)
    return _about(f"{lower} ≤ x / p ≤ {upper}", check.of, language)


_WRITERS: Mapping[type[Any], Callable[[Any, str | None], str]] = {
    operation_parameters.Range: lambda c, lang: _about(_limits(c, lang), c.of, lang),
    operation_parameters.Interval: _interval,
    operation_parameters.Exact: _exact,
    operation_parameters.Whole: lambda c, lang: _about("x = 0, 1, 2 …", c.of, lang),
    operation_parameters.Order: _order,
    operation_parameters.Difference: _difference,
    operation_parameters.Ratio: _ratio,
    operation_parameters.Sum: _sum,
    operation_parameters.PartOf: _part_of,
    operation_parameters.Quotient: _quotient,
    operation_parameters.Slip: _slip,
    operation_parameters.Change: _change,
    operation_parameters.Growth: _growth,
    operation_parameters.Repeated: lambda c, lang: _about("x ≠ p", c.of, lang),
}


def formula_of(check: operation_parameters.Check, language: str | None = None) -> str:
    """Return the formula of one operation, with names in a language."""
    return _WRITERS.get(type(check), _test)(check, language)


def formula(rule: Rule, language: str | None = None) -> str:
    """Return the formulae of all operations of a rule, with names in a language."""
    formulae = dict.fromkeys(formula_of(check, language) for check in rule.checks)
    return i18n.clauses(formulae, language)
