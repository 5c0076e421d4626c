"""Formulae as trees: built by the operations that compute, written as text, LaTeX or MathML.

The same tree is shown with symbols or with numbers put in, and :func:`evaluate` computes it, so
that a test can hold every printed formula against the arrays. Names of symbols come from the
caller, in the reader's language; this room knows no words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from xml.sax.saxutils import escape

from ictindex import numbers

Names = Callable[["Symbol"], str]
Digits = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant or a value put in; ``cut`` where further digits are not shown."""

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


Expression = Number | Symbol | Sum | Difference | Product | Quotient | Extremum | Logarithm


@dataclass(frozen=True, slots=True)
class Equation:
    """Left side, then what it equals, step by step; the last step may be rounded."""

    steps: tuple[Expression, ...]
    rounded: Decimal | None = None


def shortened(value: Decimal, places: int) -> Number:
    """Return a number cut after some places (not rounded), marked where digits are left out.

    Examples
    --------
    >>> to_text(shortened(Decimal("84.73684210526"), 5)), to_text(shortened(Decimal("92.40"), 5))
    ('84.73684…', '92.4')
    """
    short = numbers.truncate(value, places)
    return Number(Decimal(numbers.canonical(short)), short != value)


def substitute(expression: Expression, given: Mapping[Symbol, Number]) -> Expression:
    """Return the formula with numbers put in for its symbols.

    Examples
    --------
    >>> x = Symbol("x", "")
    >>> to_text(substitute(Sum((Number(Decimal(1)), x)), {x: Number(Decimal("2.5"))}))
    '1 + 2.5'
    """

    def put(part: Expression) -> Expression:
        match part:
            case Symbol():
                return given.get(part, part)
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
            case Logarithm(base, argument):
                return Logarithm(base, put(argument))

    return put(expression)


def evaluate(expression: Expression, given: Mapping[Symbol, Decimal]) -> Decimal:
    """Compute a formula in the private decimal context.

    Raises
    ------
    KeyError
        If a symbol has no number.

    Examples
    --------
    >>> evaluate(Quotient(Number(Decimal(1)), Symbol("x", "")), {Symbol("x", ""): Decimal(4)})
    Decimal('0.25')
    """

    def compute(part: Expression) -> Decimal:
        match part:
            case Number(value):
                return value
            case Symbol():
                return given[part]
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
            case Logarithm(base, argument):
                inner = compute(argument)
                return inner.ln() if base == "e" else inner.log10()

    with numbers.exact():
        return compute(expression)


# Binding strength, weakest first: decides where parentheses are needed.
_STRENGTH = {Sum: 1, Difference: 1, Product: 2, Quotient: 2}


def _strength(expression: Expression) -> int:
    if isinstance(expression, Number) and expression.value < 0:
        return 0
    return _STRENGTH.get(type(expression), 3)


def _symbol_id(symbol: Symbol) -> str:
    return symbol.id or symbol.kind


def to_text(
    expression: Expression | Equation,
    names: Names = _symbol_id,
    digits: Digits = numbers.canonical,
) -> str:
    """Write a formula as one line of plain text.

    Parameters
    ----------
    expression : Expression or Equation
        The formula.
    names : callable
        Gives the name of a symbol.
    digits : callable
        Writes a number.

    Returns
    -------
    str

    Examples
    --------
    >>> x = Symbol("value", "internet-users")
    >>> to_text(Product((Number(Decimal(100)), Quotient(x, Number(Decimal(95))))))
    '100 × (internet-users ÷ 95)'
    """
    if isinstance(expression, Equation):
        return _chain([to_text(s, names, digits) for s in expression.steps], expression, digits)

    def inner(part: Expression, least: int) -> str:
        text = write(part)
        return f"({text})" if _strength(part) < least else text

    def write(part: Expression) -> str:
        match part:
            case Number(value, cut):
                return f"{digits(value)}…" if cut else digits(value)
            case Symbol():
                return names(part)
            case Sum(terms):
                return " + ".join(inner(term, 1) for term in terms)
            case Difference(first, second):
                return f"{inner(first, 1)} − {inner(second, 2)}"
            case Product(factors):
                return " × ".join(inner(factor, 3) for factor in factors)
            case Quotient(numerator, denominator):
                return f"{inner(numerator, 3)} ÷ {inner(denominator, 3)}"
            case Extremum(function, first, second):
                return f"{function}({write(first)}; {write(second)})"
            case Logarithm(base, argument):
                return f"{'ln' if base == 'e' else 'log10'}({write(argument)})"

    return write(expression)


def _chain(steps: list[str], equation: Equation, digits: Digits, about: str = "≈") -> str:
    text = " = ".join(steps)
    return text if equation.rounded is None else f"{text} {about} {digits(equation.rounded)}"


_LATEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "^": r"\^{}",
    "~": r"\~{}",
}


def latex_escape(text: str) -> str:
    r"""Escape words for LaTeX.

    Examples
    --------
    >>> latex_escape("5 % of GNI")
    '5 \\% of GNI'
    """
    return "".join(_LATEX_SPECIAL.get(c, c) for c in text)


def to_latex(
    expression: Expression | Equation,
    names: Names = _symbol_id,
    digits: Digits = numbers.canonical,
) -> str:
    r"""Write a formula in LaTeX (math mode, without delimiters).

    Examples
    --------
    >>> x = Symbol("x", "")
    >>> to_latex(Quotient(Difference(x, Number(Decimal(0))), Number(Decimal(95))))
    '\\frac{\\text{x} - 0}{95}'
    """
    if isinstance(expression, Equation):
        steps = [to_latex(s, names, digits) for s in expression.steps]
        return _chain(steps, expression, lambda d: _latex_digits(digits(d)), r"\approx")

    def inner(part: Expression, least: int) -> str:
        text = write(part)
        bare = isinstance(part, Quotient) or _strength(part) >= least
        return text if bare else rf"\left({text}\right)"

    def write(part: Expression) -> str:
        match part:
            case Number(value, cut):
                return _latex_digits(digits(value)) + (r"\ldots" if cut else "")
            case Symbol():
                return rf"\text{{{latex_escape(names(part))}}}"
            case Sum(terms):
                return " + ".join(inner(term, 1) for term in terms)
            case Difference(first, second):
                return f"{inner(first, 1)} - {inner(second, 2)}"
            case Product(factors):
                return r" \times ".join(inner(factor, 2) for factor in factors)
            case Quotient(numerator, denominator):
                return rf"\frac{{{write(numerator)}}}{{{write(denominator)}}}"
            case Extremum(function, first, second):
                return rf"\{function}\left({write(first)},\; {write(second)}\right)"
            case Logarithm(base, argument):
                name = r"\ln" if base == "e" else r"\log_{10}"
                return rf"{name}\left({write(argument)}\right)"

    return write(expression)


def _latex_digits(text: str) -> str:
    return text.replace(",", "{,}")


def to_mathml(
    expression: Expression | Equation,
    names: Names = _symbol_id,
    digits: Digits = numbers.canonical,
) -> str:
    """Write a formula in presentation MathML (a ``math`` element).

    Examples
    --------
    >>> to_mathml(Sum((Number(Decimal(1)), Symbol("x", ""))))
    '<math display="block"><mrow><mn>1</mn><mo>+</mo><mtext>x</mtext></mrow></math>'
    """

    def inner(part: Expression, least: int) -> str:
        text = write(part)
        bare = isinstance(part, Quotient) or _strength(part) >= least
        return text if bare else f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"

    def row(parts: list[str], operator: str) -> str:
        return f"<mrow>{f'<mo>{operator}</mo>'.join(parts)}</mrow>"

    def call(head: str, parts: list[str]) -> str:
        # Brackets stretch around what stands between them in a row of their own.
        inside = f"<mrow>{'<mo>;</mo>'.join(parts)}</mrow>"
        return f"<mrow>{head}<mrow><mo>(</mo>{inside}<mo>)</mo></mrow></mrow>"

    def write(part: Expression) -> str:
        match part:
            case Number(value, cut):
                return f"<mn>{digits(value)}{'…' if cut else ''}</mn>"
            case Symbol():
                return f"<mtext>{escape(names(part))}</mtext>"
            case Sum(terms):
                return row([inner(term, 1) for term in terms], "+")
            case Difference(first, second):
                return row([inner(first, 1), inner(second, 2)], "−")
            case Product(factors):
                return row([inner(factor, 2) for factor in factors], "×")
            case Quotient(numerator, denominator):
                return f"<mfrac>{write(numerator)}{write(denominator)}</mfrac>"
            case Extremum(function, first, second):
                return call(f"<mi>{function}</mi>", [write(first), write(second)])
            case Logarithm(base, argument):
                ten = "<msub><mi>log</mi><mn>10</mn></msub>"
                return call("<mi>ln</mi>" if base == "e" else ten, [write(argument)])

    if isinstance(expression, Equation):
        parts = [write(step) for step in expression.steps]
        text = row(parts, "=")
        if expression.rounded is not None:
            text = f"<mrow>{text}<mo>≈</mo><mn>{digits(expression.rounded)}</mn></mrow>"
        return f'<math display="block">{text}</math>'
    return f'<math display="block">{write(expression)}</math>'
