"""The trees of formulae: their parts, the substitution of numbers, and their value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import reduce

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A constant or a substituted value; ``cut`` if further digits are not shown."""

    value: Decimal
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """A quantity with a name: ``kind`` is ``"value"`` (of an indicator), ``"score"`` or ``"x"``."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Sum of terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """First minus second."""

    first: Expression
    second: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """Product of factors."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator over denominator."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True, slots=True)
class Extremum:
    """``min`` or ``max`` of two arguments."""

    function: str
    first: Expression
    second: Expression


@dataclass(frozen=True, slots=True)
class Logarithm:
    """Natural (``base="e"``) or decimal (``base="10"``) logarithm."""

    base: str
    argument: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """A base raised to an exponent."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class Median:
    """The weighted median of terms: each term counts as often as its whole weight."""

    terms: tuple[Expression, ...]
    weights: tuple[int, ...]


Expression = (
    Number | Symbol | Sum | Difference | Product | Quotient | Extremum | Logarithm | Power | Median
)


@dataclass(frozen=True, slots=True)
class Equation:
    """A left side, and the steps that it equals; the last step may be rounded."""

    steps: tuple[Expression, ...]
    rounded: Decimal | None = None


def shorten(value: Decimal, places: int) -> Number:
    """Return a number cut after some places (not rounded), marked if digits are left out."""
    short = decimals.truncate(value, places)
    return Number(Decimal(decimals.canonical(short)), short != value)


def _rebuild(
    part: Logarithm | Power | Median, put: Callable[[Expression], Expression]
) -> Expression:
    """Return a part whose own expressions are replaced by others."""
    match part:
        case Logarithm(base, argument):
            return Logarithm(base, put(argument))
        case Power(base, exponent):
            return Power(put(base), put(exponent))
        case Median(terms, weights):
            return Median(tuple(map(put, terms)), weights)


def substitute(expression: Expression, numbers: Mapping[Symbol, Number]) -> Expression:
    """Return the formula with numbers in place of its symbols."""

    def put(part: Expression) -> Expression:
        match part:
            case Symbol():
                return numbers.get(part, part)
            case Number():
                return part
            case Sum(terms):
                return Sum(tuple(map(put, terms)))
            case Difference(first, second):
                return Difference(put(first), put(second))
            case Product(factors):
                return Product(tuple(map(put, factors)))
            case Quotient(numerator, denominator):
                return Quotient(put(numerator), put(denominator))
            case Extremum(function, first, second):
                return Extremum(function, put(first), put(second))
            case Logarithm() | Power() | Median():
                return _rebuild(part, put)

    return put(expression)


def weighted_median(values: Sequence[Decimal], weights: Sequence[int]) -> Decimal:
    """Return the value with half of the weight on each side, or the mean of two such values."""
    ordered = sorted(zip(values, weights, strict=True))
    half, total = sum(weights), 0
    for position, (value, weight) in enumerate(ordered):
        total += weight
        if 2 * total > half:
            return value
        if 2 * total == half:
            return (value + next(v for v, w in ordered[position + 1 :] if w)) / 2
    raise ValueError("a median needs a value with a weight above 0")


def _apply(part: Logarithm | Power | Median, compute: Callable[[Expression], Decimal]) -> Decimal:
    """Return the value of a part, computed from the values of its own parts."""
    match part:
        case Logarithm(base, argument):
            inner = compute(argument)
            return inner.ln() if base == "e" else inner.log10()
        case Power(base, exponent):
            raised: Decimal = compute(base) ** compute(exponent)
            return raised
        case Median(terms, weights):
            return weighted_median(list(map(compute, terms)), weights)


def evaluate(expression: Expression, numbers: Mapping[Symbol, Decimal]) -> Decimal:
    """Compute a formula in the private decimal context."""

    def compute(part: Expression) -> Decimal:
        match part:
            case Number(value):
                return value
            case Symbol():
                return numbers[part]
            case Sum(terms):
                return reduce(lambda a, b: a + b, map(compute, terms))
            case Difference(first, second):
                return compute(first) - compute(second)
            case Product(factors):
                return reduce(lambda a, b: a * b, map(compute, factors))
            case Quotient(numerator, denominator):
                return compute(numerator) / compute(denominator)
            case Extremum(function, first, second):
                return (min if function == "min" else max)(compute(first), compute(second))
            case Logarithm() | Power() | Median():
                return _apply(part, compute)

    with decimals.exact():
        return compute(expression)
