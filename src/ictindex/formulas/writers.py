"""The writers of formulae: plain text, LaTeX, MathML."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ictindex.core import decimals
from ictindex.formulas.trees import (
    Difference,
    Equation,
    Expression,
    Extremum,
    Logarithm,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
)

Names = Callable[[Symbol], str]
Digits = Callable[[Decimal], str]

# Binding strength, weakest first: decides where parentheses are needed.
_STRENGTH = {Sum: 1, Difference: 1, Product: 2, Quotient: 2}


def _strength(expression: Expression) -> int:
    if isinstance(expression, Number) and expression.value < 0:
        return 0
    return _STRENGTH.get(type(expression), 3)


_LONG = 60  # letters; more names than that in one numerator do not fit a page


def _is_long(terms: tuple[Expression, ...], names: Names) -> bool:
    """Tell whether a sum of names is set a term a line."""
    return sum(len(names(part)) for term in terms for part in _symbols(term)) > _LONG


def _symbols(expression: Expression) -> tuple[Symbol, ...]:
    match expression:
        case Symbol():
            return (expression,)
        case Product(factors):
            return tuple(symbol for factor in factors for symbol in _symbols(factor))
        case _:
            return ()


def _symbol_id(symbol: Symbol) -> str:
    return symbol.id or symbol.kind


def to_text(
    expression: Expression | Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
) -> str:
    """Write a formula as one line of plain text."""
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


def _xml_escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def latex_escape(text: str) -> str:
    """Escape words for LaTeX."""
    return "".join(_LATEX_SPECIAL.get(c, c) for c in text)


def to_latex(
    expression: Expression | Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
) -> str:
    """Write a formula in LaTeX (math mode, without delimiters)."""
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
            case Symbol(kind):
                name = latex_escape(names(part))
                return name if kind == "x" else rf"\text{{{name}}}"
            case Sum(terms):
                return " + ".join(inner(term, 1) for term in terms)
            case Difference(first, second):
                return f"{inner(first, 1)} - {inner(second, 2)}"
            case Product(factors):
                return r" \times ".join(inner(factor, 2) for factor in factors)
            case Quotient(Sum(terms), denominator) if _is_long(terms, names):
                rows = r" + {} \\ ".join(inner(term, 1) for term in terms)
                lines = rf"\begin{{array}}{{@{{}}l@{{}}}} {rows} \end{{array}}"
                return rf"\frac{{{lines}}}{{{write(denominator)}}}"
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
    digits: Digits = decimals.canonical,
) -> str:
    """Write a formula in presentation MathML (a ``math`` element)."""

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
            case Symbol(kind):
                tag = "mi" if kind == "x" else "mtext"
                return f"<{tag}>{_xml_escape(names(part))}</{tag}>"
            case Sum(terms):
                return row([inner(term, 1) for term in terms], "+")
            case Difference(first, second):
                return row([inner(first, 1), inner(second, 2)], "−")
            case Product(factors):
                return row([inner(factor, 2) for factor in factors], "×")
            case Quotient(Sum(terms), denominator) if _is_long(terms, names):
                parts = [inner(term, 1) for term in terms]
                lines = [f"<mrow>{line}<mo>+</mo></mrow>" for line in parts[:-1]] + parts[-1:]
                cells = "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in lines)
                table = f'<mtable columnalign="left">{cells}</mtable>'
                return f"<mfrac>{table}{write(denominator)}</mfrac>"
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
