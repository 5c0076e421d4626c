"""The rules of validation as data: their model, the files they stand in, their digest.

A rule names operations of a closed set (:mod:`ictindex.validation.operation_parameters`) and their
parameters; it never holds an expression. The words of a rule stand in the language files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ictindex import i18n
from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.documents import toml_reader
from ictindex.validation import operation_parameters
from ictindex.validation.change_model import ChangeModel, model_of, models
from ictindex.validation.operation_parameters import Check

Severity = Literal["fatal", "error", "warning", "information"]
Stage = Literal["submission", "selection", "edition"]
STAGES: tuple[Stage, ...] = ("submission", "selection", "edition")
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

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    severity: Severity
    level: Annotated[int, Field(ge=0, le=5)]
    stage: Stage
    after: Annotated[tuple[str, ...], Field(strict=False)] = ()
    checks: Annotated[
        tuple[Annotated[Check, Field(discriminator="operation")], ...],
        Field(min_length=1, strict=False),
    ]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

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
    known: dict[str, Rule] = {}
    digest = hashlib.sha256(b"ictindex rules\n")
    for name in (f"{letter}.toml" for letter in FAMILIES):
        # Line ends are those of the platform that checked the file out: no part of the rules.
        content = toml_reader.read(folder / name).replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
        known |= _parse(content, name)
    return RuleSet(MappingProxyType(known), models(), digest.hexdigest())


_MOST_NAMES = 3


def _name(operand: str, language: str | None) -> str:
    from ictindex.validation.panel import resolve

    base, mark, part = resolve(operand).partition("@")
    name = i18n.label("nodes", base, language)
    return f"{name} ({part})" if mark else name


def _names(operands: Sequence[str], language: str | None) -> str:
    shown = [_name(one, language) for one in operands[:_MOST_NAMES]]
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
    right = " + ".join(_name(one, language) for one in check.greater)
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


def formula_of(check: operation_parameters.Check, language: str | None = None) -> str:
    """Return the formula of one operation, with names in a language."""

    def write(value: float) -> str:
        return _number(value, language)

    def about(formula: str, operands: Sequence[str]) -> str:
        return i18n.pair(_names(operands, language), formula, language)

    match check:
        case operation_parameters.Range():
            return about(_limits(check, language), check.of)
        case operation_parameters.Interval():
            return about(f"¬ ({write(check.above)} < x ≤ {write(check.upto)})", check.of)
        case operation_parameters.Exact():
            return about(f"x ≠ {', '.join(map(write, check.values))}", check.of)
        case operation_parameters.Whole():
            return about("x = 0, 1, 2 …", check.of)
        case operation_parameters.Order():
            return _order(check, language)
        case operation_parameters.Difference():
            first, second = _name(check.first, language), _name(check.second, language)
            return f"|{first} − {second}| ≤ {write(check.most)}"
        case operation_parameters.Ratio():
            return _ratio(check, language)
        case operation_parameters.Sum():
            parts = " + ".join(_name(one, language) for one in check.parts)
            return f"{_name(check.whole, language)} = {parts}"
        case operation_parameters.PartOf():
            return f"{_names(check.parts, language)} ≤ {_name(check.whole, language)}"
        case operation_parameters.Quotient():
            below = " × ".join(_name(one, language) for one in check.denominators)
            below = f"({below})" if len(check.denominators) > 1 else below
            right = f"{write(check.scale)} × {_name(check.numerator, language)} / {below}"
            within = f"± {write(100 * check.tolerance)} %"
            return f"{_name(check.rate, language)} = {right} ({within})"
        case operation_parameters.Slip():
            factors = ", ".join(map(write, check.factors))
            sides = f"||log₁₀(x / p)| − log₁₀ k| > {write(check.window)}, k = {factors}"
            return about(sides, check.of)
        case operation_parameters.Change():
            left = "p − x" if check.falls else "|x − p|"
            return about(f"{left} ≤ {write(check.most)}", check.of)
        case operation_parameters.Growth():
            return about(f"{write(check.lower)} ≤ x / p ≤ {write(check.upper)}", check.of)
        case operation_parameters.Repeated():
            return about("x ≠ p", check.of)
        case _:
            return _test(check, language)


def formula(rule: Rule, language: str | None = None) -> str:
    """Return the formulae of all operations of a rule, with names in a language."""
    told = dict.fromkeys(formula_of(check, language) for check in rule.checks)
    return i18n.clauses(told, language)
