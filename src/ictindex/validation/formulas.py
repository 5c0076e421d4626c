"""Formulae of rules, for readers: made from the operations, never written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ictindex import i18n
from ictindex.validation import operation_parameters
from ictindex.validation.rules import Rule

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
    """Return the formula of one operation, with names in a language.

    Parameters
    ----------
    check : Check
        The operation and its parameters.
    language : str, optional
        One of the six languages; by default the one in force.

    Returns
    -------
    str
        A formula in signs, or a phrase where there is none.

    Examples
    --------
    >>> from ictindex.validation import ruleset
    >>> formula_of(ruleset().rules["R15"].checks[0], "en").split(": ")[1]
    '¬ (0 < x ≤ 1)'
    """

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
    """Return the formulae of all operations of a rule, with names in a language.

    Parameters
    ----------
    rule : Rule
        The rule.
    language : str, optional
        One of the six languages; by default the one in force.

    Returns
    -------
    str
        Formulae, joined as clauses. *x* is the value judged, *p* the one before it.

    Examples
    --------
    >>> from ictindex.validation import ruleset
    >>> formula(ruleset().rules["R10"], "en")
    'Individuals who own a mobile phone: 10 ≤ x'
    """
    told = dict.fromkeys(formula_of(check, language) for check in rule.checks)
    return i18n.clauses(told, language)
