"""The rules of validation as data: their model, their files, their digest.

The words of a rule are in the language files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ictindex.core import canonical, package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents import kept_documents, toml_reader
from ictindex.language import i18n
from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.change_model import (
    ChangeModel,
    model_of,
    parse_models,
)
from ictindex.submissions.validation.operation_parameters import Check
from ictindex.submissions.validation.panel import resolve
from ictindex.submissions.validation.pattern_limits import (
    PatternLimits,
    parse_limits,
    pattern_limits,
    values_of,
)
from ictindex.submissions.validation.usual_sizes import FOLDER as SIZES
from ictindex.submissions.validation.usual_sizes import UsualSizes, parse_sizes, usual_sizes

Severity = Literal["fatal", "error", "warning", "information"]
Stage = Literal["submission", "selection", "edition"]
STAGES: tuple[Stage, ...] = ("submission", "selection", "edition")


def asked_stages(stage: str) -> tuple[str, ...]:
    """Return the stages whose rules are applied at a stage: its own and those before it."""
    return STAGES[: STAGES.index(stage) + 1]


# The number of the code that carries the operations out. It goes up with each change of that code
# that changes a judgement, and is part of the digest from 2 on: a file of rules does not say it.
OPERATIONS = 1
# How a digest of rules is taken: 1, until November 2026, over the bytes of the files, so that a
# comment changed it; 2, over what the files say. A receipt names its scheme.
SCHEME = 2
# Digests of scheme 1 of files that say the same as the rules of a digest of scheme 2.
DIGESTS_OF_FILES = {
    "71ed89244eda89ac2b998c89808e52dd9bf5ec7f2b0a442c84f88290f644cdb7": (
        "6c92b7fcdf37bdf5f60416bfd93b5b01b184c80a10824cd28209348d30e5b394",
    ),
}

_DOCUMENTS = ("detection", SIZES)  # what some of the rules compare with

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
    """A rule: its severity, its level and stage, and its checks."""

    # ``level`` is the level of the European Statistical System's scale: 0 format, 1 within the
    # file, 2 the same provider's history, 3 other providers, 4 other domains of one institution,
    # 5 other institutions. ``after`` are rules that make this one superfluous if they questioned
    # the same cell, or the cell that it is compared with: one fault, one question.

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
    """The set of all rules in force."""

    rules: Mapping[str, Rule]
    models: tuple[ChangeModel, ...]
    digest: str
    sizes: UsualSizes = field(default_factory=usual_sizes)
    patterns: PatternLimits | None = field(default_factory=pattern_limits)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def limits(self) -> Mapping[str, float]:
        """The limits of patterns, by name."""
        return values_of(self.patterns)

    def digest_with(self, operations: int) -> str:
        """Return the digest of these rules where the code has another number."""
        sizes = next(part for path, part in self.files.items() if path.startswith(f"{SIZES}/"))
        return digest_of(
            self.rules, toml_reader.parse(sizes, SIZES), values_of(self.patterns), operations
        )

    def is_named_by(self, digest: str, scheme: int) -> bool:
        """Check whether a digest of either scheme is of these rules."""
        if scheme == SCHEME:
            return digest == self.digest
        return digest in DIGESTS_OF_FILES.get(self.digest, ())

    def find_fitted(self, edition: int) -> ChangeModel:
        """Return the fitted numbers for the collection of an edition."""
        return model_of(edition, self.models)

    @property
    def readers(self) -> Mapping[str, str]:
        """The rule to which each code of a reader belongs."""
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


def _exact(value: object) -> object:
    """Return parameters with their numbers as decimals, as the canonical form has no floats."""
    if isinstance(value, Mapping):
        return {name: _exact(own) for name, own in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(own) for own in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def digest_of(
    rules: Mapping[str, Rule],
    sizes: Mapping[str, object],
    limits: Mapping[str, float] | None = None,
    operations: int | None = None,
) -> str:
    """Return the digest of what rules say, and of the sizes and limits that some compare with."""
    content = {
        "rules": {name: _exact(rule.model_dump()) for name, rule in rules.items()},
        "sizes": _exact(sizes),
    }
    if limits:  # rules before November 2026 had no limits in a document
        content["limits"] = _exact(limits)
    # The first number is not written: digests from before there was one remain valid.
    number = OPERATIONS if operations is None else operations
    if number > 1:
        content["operations"] = number
    return canonical.digest("rules", canonical.text(content))


def rule_files() -> dict[str, bytes]:
    """Return the files of the rules here, by their names in editions, with line feeds."""
    shelf = package_data.folder("methodology")
    # Editions and kept sets name a family by its letter alone: their names do not change.
    paths = {
        f"rules/{letter}.toml": shelf / "rules" / f"{letter}-{family}.toml"
        for letter, family in FAMILIES.items()
    }
    for folder in _DOCUMENTS:
        paths |= {f"{folder}/{path.name}": path for path in sorted((shelf / folder).glob("*.toml"))}
    return {name: toml_reader.read(path).replace(b"\r\n", b"\n") for name, path in paths.items()}


@lru_cache(maxsize=1)
def ruleset() -> RuleSet:
    """Return the rules that come with the library."""
    return parse_ruleset(rule_files())


def parse_ruleset(files: Mapping[str, bytes]) -> RuleSet:
    """Read a set of rules from its files; its digest is that of what they say, judged by us."""
    rules: dict[str, Rule] = {}
    sizes: dict[str, Any] = {}
    patterns: PatternLimits | None = None
    fitted: dict[str, bytes] = {}
    for path, content in files.items():
        folder, _, name = path.partition("/")
        if folder == "rules":
            rules |= _parse(content, name)
        elif folder == SIZES:
            sizes = toml_reader.parse(content, name)
        elif name.startswith("patterns-"):
            patterns = parse_limits(content, name)
        else:
            fitted[name] = content
    digest = digest_of(rules, sizes, values_of(patterns))
    return RuleSet(
        MappingProxyType(rules),
        parse_models(fitted),
        digest,
        parse_sizes(sizes),
        patterns,
        MappingProxyType(dict(files)),
    )


@lru_cache(maxsize=8)
def find_ruleset(digest: str, scheme: int = SCHEME) -> RuleSet | None:
    """Return the rules that a digest names: today's, or those of an earlier version."""
    if ruleset().is_named_by(digest, scheme):
        return ruleset()
    if scheme == 1:
        digest = next((own for own, then in DIGESTS_OF_FILES.items() if digest in then), "")
    files = kept_documents.read_kept(kept_documents.RULES, digest)
    return _find_among_kept(digest) if files is None else parse_ruleset(files)


def _find_among_kept(digest: str) -> RuleSet | None:
    """Return kept rules that a version with another number of operations judged by."""
    for own in kept_documents.list_kept(kept_documents.RULES):
        rules = parse_ruleset(kept_documents.read_kept(kept_documents.RULES, own) or {})
        if digest in (rules.digest_with(number) for number in range(1, OPERATIONS + 1)):
            return rules
    return None


def is_known(digest: str, scheme: int = SCHEME, fitted: str = "") -> bool:
    """Check whether this version has the rules of a digest, and the fitted numbers of another."""
    rules = find_ruleset(digest, scheme)
    if rules is None:
        return False
    models = (*rules.models, *ruleset().models)
    return not fitted or fitted in (model.digest for model in models)


_MOST_NAMES = 3


def _name(operand: str, language: str | None) -> str:
    base, mark, part = resolve(operand).partition("@")
    name = i18n.label("nodes", base, language)
    return i18n.detail(name, part, language) if mark else name


def _names(operands: Sequence[str], language: str | None) -> str:
    shown = [_name(operand, language) for operand in operands[:_MOST_NAMES]]
    return i18n.join([*shown, *["\u2026"] * (len(operands) > _MOST_NAMES)], language)


def _number(value: float, language: str | None, unit: str = "") -> str:
    return i18n.short_number(value, language, digits=12, unit=unit)


def _test(check: Check, language: str | None) -> str:
    """Return the name of a test that has no formula."""
    name = getattr(check, "test", "") or getattr(check, "result", "")
    key = f"{check.operation}-{name}" if name else check.operation
    return i18n.text("validation-tests", key, language)


def _formula_of_values(check: Check, language: str | None) -> str:
    """Return the formula for a value x, where p is last year's; empty if there is none."""

    def write(value: float) -> str:
        return _number(value, language)

    match check:
        case parameters.Range(lower=lower, upper=upper):
            sign = "<" if check.strict else "≤"
            low = "" if lower is None else f"{write(lower)} {sign} "
            return f"{low}x" + ("" if upper is None else f" {sign} {write(upper)}")
        case parameters.Interval():
            return f"¬ ({write(check.above)} < x ≤ {write(check.upto)})"
        case parameters.Exact():
            return f"x ≠ {', '.join(map(write, check.values))}"
        case parameters.Whole():
            return "x = 0, 1, 2 …"
        case parameters.Slip():
            factors = ", ".join(map(write, check.factors))
            return f"||log₁₀(x / p)| − log₁₀ k| > {write(check.window)}, k = {factors}"
        case parameters.Change():
            return f"{'p − x' if check.falls else '|x − p|'} ≤ {write(check.most)}"
        case parameters.Growth():
            return f"{write(check.lower)} ≤ x / p ≤ {write(check.upper)}"
        case parameters.Repeated():
            return "x ≠ p"
    return ""


def _order(check: parameters.Order, language: str | None) -> str:
    left = _name(check.lesser, language)
    if check.per is not None:
        left = f"{_number(check.scale, language)} × {left} / {_name(check.per, language)}"
    right = " + ".join(_name(operand, language) for operand in check.greater)
    if check.factor != 1:
        right = f"{_number(check.factor, language)} × {right}"
    return f"{left} ≤ {right}" + (f" + {_number(check.margin, language)}" if check.margin else "")


def _formula_between_values(check: Check, language: str | None) -> str:
    """Return the formula between operands, which it names; empty if there is none."""

    def write(operand: str | float) -> str:
        if isinstance(operand, str):
            return _name(operand, language)
        return _number(operand, language)

    match check:
        case parameters.Order():
            return _order(check, language)
        case parameters.Difference():
            return f"|{write(check.first)} − {write(check.second)}| ≤ {write(check.most)}"
        case parameters.Ratio(lower=lower, upper=upper):
            scale = "" if check.scale == 1 else f"{write(check.scale)} × "
            low = "" if lower is None else f"{write(lower)} ≤ "
            high = "" if upper is None else f" ≤ {write(upper)}"
            return f"{low}{scale}{write(check.first)} / {write(check.second)}{high}"
        case parameters.Sum():
            return f"{write(check.whole)} = {' + '.join(map(write, check.parts))}"
        case parameters.PartOf():
            return f"{_names(check.parts, language)} ≤ {write(check.whole)}"
        case parameters.Quotient():
            below = " × ".join(map(write, check.denominators))
            below = f"({below})" if len(check.denominators) > 1 else below
            tolerance = _number(100 * check.tolerance, language, "percent")
            right = f"{write(check.scale)} × {write(check.numerator)} / {below}"
            return f"{write(check.rate)} = {right} (± {tolerance})"
    return ""


def formula_of(check: Check, language: str | None = None) -> str:
    """Return the formula of one operation, with names in a language."""
    of_values = _formula_of_values(check, language)
    if isinstance(check, parameters.Size):
        of_values = f"|log₁₀(x / g)| ≤ {_number(check.window, language)}"
    if of_values:
        return i18n.pair(_names(getattr(check, "of", ()), language), of_values, language)
    return _formula_between_values(check, language) or _test(check, language)


def formula(rule: Rule, language: str | None = None) -> str:
    """Return the formulae of all operations of a rule, with names in a language."""
    formulae = dict.fromkeys(formula_of(check, language) for check in rule.checks)
    return i18n.clauses(formulae, language)
