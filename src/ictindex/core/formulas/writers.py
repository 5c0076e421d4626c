"""The writers of formulae: plain text, LaTeX, MathML, Typst, Office Math."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.formulas import trees

Names = Callable[[trees.Symbol], str]
Digits = Callable[[Decimal], str]

# Binding strength, weakest first: decides where parentheses are needed.
_STRENGTH = {trees.Sum: 1, trees.Difference: 1, trees.Product: 2, trees.Quotient: 2}


def _strength(expression: trees.Expression) -> int:
    if isinstance(expression, trees.Number) and expression.value < 0:
        return 0
    return _STRENGTH.get(type(expression), 3)


_MEDIAN = trees.Symbol("median", "")
_LONG = 60  # letters; more names than that in one numerator do not fit a page


def _is_long(terms: tuple[trees.Expression, ...], names: Names) -> bool:
    """Tell whether a sum of names is written with one term on each line."""
    return sum(len(names(part)) for term in terms for part in _symbols(term)) > _LONG


def _symbols(expression: trees.Expression) -> tuple[trees.Symbol, ...]:
    match expression:
        case trees.Symbol():
            return (expression,)
        case trees.Product(factors):
            return tuple(symbol for factor in factors for symbol in _symbols(factor))
        case _:
            return ()


def _symbol_id(symbol: trees.Symbol) -> str:
    return symbol.id or symbol.kind


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


def typst_string(text: str) -> str:
    """Write words as a string of Typst, in which nothing is markup."""
    inner = "".join(
        f"\\u{{{ord(c):x}}}" if not c.isprintable() else f"\\{c}" if c in '\\"' else c for c in text
    )
    return f'"{inner}"'


def to_text(
    expression: trees.Expression | trees.Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
) -> str:
    """Write a formula as one line of plain text."""
    return _TextWriter(names, digits).write(expression)


def to_latex(
    expression: trees.Expression | trees.Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
) -> str:
    """Write a formula in LaTeX (math mode, without delimiters)."""
    return _LatexWriter(names, digits).write(expression)


def to_mathml(
    expression: trees.Expression | trees.Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
) -> str:
    """Write a formula in presentation MathML (a ``math`` element)."""
    return f'<math display="block">{_MathmlWriter(names, digits).write(expression)}</math>'


def to_typst(
    expression: trees.Expression | trees.Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
    *,
    mirrored: bool = False,
) -> str:
    """Write a formula in the mathematics of Typst (without delimiters).

    Names and numbers are strings of the functions ``nm`` and ``nb`` that the page defines.
    ``mirrored`` writes it from right to left, for Arabic formulae with Arabic names.
    """
    return _TypstWriter(names, digits, mirrored).write(expression)


def to_office_math(
    expression: trees.Expression | trees.Equation,
    names: Names = _symbol_id,
    digits: Digits = decimals.canonical,
    *,
    mirrored: bool = False,
) -> list[str]:
    """Write a formula in Office Math (ECMA-376, prefix ``m``): a string for each of its lines.

    ``mirrored`` writes it from right to left, for Arabic formulae with Arabic names.
    """
    return _OfficeWriter(names, digits, mirrored).lines_of(expression)


@dataclass(frozen=True, slots=True)
class _Writer(ABC):
    """Base class of the writers: a method ``write_...`` for each part of a formula."""

    names: Names
    digits: Digits

    def write(self, part: trees.Expression | trees.Equation) -> str:
        """Write a part of a formula, with all parts in it."""
        written: str = getattr(self, f"write_{type(part).__name__.lower()}")(part)
        return written

    def inner(self, part: trees.Expression, least: int) -> str:
        """Write a part of another one, in parentheses if it binds more weakly."""
        text = self.write(part)
        return text if self.is_bare(part, least) else self.parentheses(text)

    def is_bare(self, part: trees.Expression, least: int) -> bool:
        """Tell whether a part needs no parentheses: a fraction never does."""
        return isinstance(part, trees.Quotient) or _strength(part) >= least

    @abstractmethod
    def parentheses(self, text: str) -> str: ...

    def base_of(self, part: trees.Power) -> str:
        """Write the base of a power, in parentheses unless it is a single symbol or number."""
        base = part.base
        single = isinstance(base, (trees.Symbol, trees.Extremum, trees.Logarithm, trees.Median))
        bare = single or (isinstance(base, trees.Number) and base.value >= 0)
        return self.write(base) if bare else self.parentheses(self.write(base))

    def write_counted(self, part: trees.Median) -> list[str]:
        """Write the terms of a median, with their weights if these differ."""
        terms = [self.write(term) for term in part.terms]
        if len(set(part.weights)) == 1:
            return terms
        return [self.write_weighted(t, str(w)) for t, w in zip(terms, part.weights, strict=True)]

    def write_weighted(self, term: str, weight: str) -> str:
        """Write a term of a median, followed by its weight."""
        return f"{term} [{weight}]"

    def write_sum(self, part: trees.Sum) -> str:
        return " + ".join(self.inner(term, 1) for term in part.terms)


@dataclass(frozen=True, slots=True)
class _TextWriter(_Writer):
    """Plain text."""

    def is_bare(self, part: trees.Expression, least: int) -> bool:
        return _strength(part) >= least

    def parentheses(self, text: str) -> str:
        return f"({text})"

    def write_number(self, part: trees.Number) -> str:
        return f"{self.digits(part.value)}…" if part.cut else self.digits(part.value)

    def write_symbol(self, part: trees.Symbol) -> str:
        return self.names(part)

    def write_difference(self, part: trees.Difference) -> str:
        return f"{self.inner(part.first, 1)} − {self.inner(part.second, 2)}"

    def write_product(self, part: trees.Product) -> str:
        return " × ".join(self.inner(factor, 3) for factor in part.factors)

    def write_quotient(self, part: trees.Quotient) -> str:
        return f"{self.inner(part.numerator, 3)} ÷ {self.inner(part.denominator, 3)}"

    def write_extremum(self, part: trees.Extremum) -> str:
        return f"{part.function}({self.write(part.first)}; {self.write(part.second)})"

    def write_logarithm(self, part: trees.Logarithm) -> str:
        return f"{'ln' if part.base == 'e' else 'log10'}({self.write(part.argument)})"

    def write_power(self, part: trees.Power) -> str:
        exponent = self.write(part.exponent)
        single = isinstance(part.exponent, (trees.Number, trees.Symbol)) and exponent[0] not in "-−"
        return f"{self.base_of(part)}^{exponent if single else self.parentheses(exponent)}"

    def write_median(self, part: trees.Median) -> str:
        return f"{self.names(_MEDIAN)}({'; '.join(self.write_counted(part))})"

    def write_equation(self, part: trees.Equation) -> str:
        text = " = ".join(map(self.write, part.steps))
        return text if part.rounded is None else f"{text} ≈ {self.digits(part.rounded)}"


@dataclass(frozen=True, slots=True)
class _LatexWriter(_Writer):
    """LaTeX."""

    def parentheses(self, text: str) -> str:
        return rf"\left({text}\right)"

    def latex_digits(self, value: Decimal) -> str:
        """Write a number so that LaTeX puts no space behind its comma."""
        return self.digits(value).replace(",", "{,}")

    def write_number(self, part: trees.Number) -> str:
        return self.latex_digits(part.value) + (r"\ldots" if part.cut else "")

    def write_symbol(self, part: trees.Symbol) -> str:
        name = latex_escape(self.names(part))
        return name if part.kind == "x" else rf"\text{{{name}}}"

    def write_difference(self, part: trees.Difference) -> str:
        return f"{self.inner(part.first, 1)} - {self.inner(part.second, 2)}"

    def write_product(self, part: trees.Product) -> str:
        return r" \times ".join(self.inner(factor, 2) for factor in part.factors)

    def write_quotient(self, part: trees.Quotient) -> str:
        numerator = part.numerator
        if isinstance(numerator, trees.Sum) and _is_long(numerator.terms, self.names):
            rows = r" + {} \\ ".join(self.inner(term, 1) for term in numerator.terms)
            above = rf"\begin{{array}}{{@{{}}l@{{}}}} {rows} \end{{array}}"
        else:
            above = self.write(numerator)
        return rf"\frac{{{above}}}{{{self.write(part.denominator)}}}"

    def write_extremum(self, part: trees.Extremum) -> str:
        inside = rf"{self.write(part.first)},\; {self.write(part.second)}"
        return rf"\{part.function}\left({inside}\right)"

    def write_logarithm(self, part: trees.Logarithm) -> str:
        name = r"\ln" if part.base == "e" else r"\log_{10}"
        return rf"{name}\left({self.write(part.argument)}\right)"

    def write_power(self, part: trees.Power) -> str:
        return rf"{{{self.base_of(part)}}}^{{{self.write(part.exponent)}}}"

    def write_median(self, part: trees.Median) -> str:
        inside = r",\; ".join(self.write_counted(part))
        return rf"\text{{{latex_escape(self.names(_MEDIAN))}}}\left({inside}\right)"

    def write_equation(self, part: trees.Equation) -> str:
        text = " = ".join(map(self.write, part.steps))
        return (
            text if part.rounded is None else rf"{text} \approx {self.latex_digits(part.rounded)}"
        )


def _row(parts: list[str], operator: str) -> str:
    return f"<mrow>{f'<mo>{operator}</mo>'.join(parts)}</mrow>"


def _call(head: str, parts: list[str]) -> str:
    # Brackets stretch around their content if both are in a row of their own.
    return f"<mrow>{head}<mrow><mo>(</mo>{_row(parts, ';')}<mo>)</mo></mrow></mrow>"


@dataclass(frozen=True, slots=True)
class _MathmlWriter(_Writer):
    """Presentation MathML."""

    def parentheses(self, text: str) -> str:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"

    def write_number(self, part: trees.Number) -> str:
        return f"<mn>{self.digits(part.value)}{'…' if part.cut else ''}</mn>"

    def write_symbol(self, part: trees.Symbol) -> str:
        tag = "mi" if part.kind == "x" else "mtext"
        return f"<{tag}>{_xml_escape(self.names(part))}</{tag}>"

    def write_sum(self, part: trees.Sum) -> str:
        return _row([self.inner(term, 1) for term in part.terms], "+")

    def write_difference(self, part: trees.Difference) -> str:
        return _row([self.inner(part.first, 1), self.inner(part.second, 2)], "−")

    def write_product(self, part: trees.Product) -> str:
        return _row([self.inner(factor, 2) for factor in part.factors], "×")

    def write_quotient(self, part: trees.Quotient) -> str:
        numerator = part.numerator
        if isinstance(numerator, trees.Sum) and _is_long(numerator.terms, self.names):
            terms = [self.inner(term, 1) for term in numerator.terms]
            lines = [f"<mrow>{line}<mo>+</mo></mrow>" for line in terms[:-1]] + terms[-1:]
            cells = "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in lines)
            above = f'<mtable columnalign="left">{cells}</mtable>'
        else:
            above = self.write(numerator)
        return f"<mfrac>{above}{self.write(part.denominator)}</mfrac>"

    def write_extremum(self, part: trees.Extremum) -> str:
        return _call(f"<mi>{part.function}</mi>", [self.write(part.first), self.write(part.second)])

    def write_logarithm(self, part: trees.Logarithm) -> str:
        ten = "<msub><mi>log</mi><mn>10</mn></msub>"
        return _call("<mi>ln</mi>" if part.base == "e" else ten, [self.write(part.argument)])

    def write_power(self, part: trees.Power) -> str:
        return f"<msup><mrow>{self.base_of(part)}</mrow>{self.write(part.exponent)}</msup>"

    def write_median(self, part: trees.Median) -> str:
        return _call(f"<mtext>{_xml_escape(self.names(_MEDIAN))}</mtext>", self.write_counted(part))

    def write_weighted(self, term: str, weight: str) -> str:
        return f"<mrow>{term}<mo>[</mo><mn>{weight}</mn><mo>]</mo></mrow>"

    def write_equation(self, part: trees.Equation) -> str:
        text = _row([self.write(step) for step in part.steps], "=")
        if part.rounded is None:
            return text
        return f"<mrow>{text}<mo>≈</mo><mn>{self.digits(part.rounded)}</mn></mrow>"


@dataclass(frozen=True, slots=True)
class _TypstWriter(_Writer):
    """The mathematics of Typst, with all words inside strings and all commas inside fractions."""

    mirrored: bool = False

    def row(self, *parts: str) -> str:
        """Put parts side by side in the direction of reading."""
        return " ".join(reversed(parts) if self.mirrored else parts)

    def join_parts(self, parts: list[str], operator: str) -> str:
        """Put parts side by side with an operator between them."""
        between = [piece for part in parts for piece in (operator, part)]
        return self.row(*between[1:])

    def words(self, text: str) -> str:
        """Write words as a string of Typst."""
        return f"#nm({typst_string(text)})"

    def figure(self, text: str) -> str:
        """Write a number, which is read from left to right in every language."""
        return f"#nb({typst_string(text)})"

    def parentheses(self, text: str) -> str:
        return f"( {text} )"

    def write_number(self, part: trees.Number) -> str:
        return self.figure(self.digits(part.value) + ("…" if part.cut else ""))

    def write_symbol(self, part: trees.Symbol) -> str:
        return "x" if part.kind == "x" else self.words(self.names(part))

    def write_sum(self, part: trees.Sum) -> str:
        return self.join_parts([self.inner(term, 1) for term in part.terms], "+")

    def write_difference(self, part: trees.Difference) -> str:
        return self.join_parts([self.inner(part.first, 1), self.inner(part.second, 2)], "-")

    def write_product(self, part: trees.Product) -> str:
        return self.join_parts([self.inner(factor, 2) for factor in part.factors], "times")

    def write_quotient(self, part: trees.Quotient) -> str:
        numerator = part.numerator
        if isinstance(numerator, trees.Sum) and _is_long(numerator.terms, self.names):
            terms = [self.inner(term, 1) for term in numerator.terms]
            lines = [self.row(line, "+") for line in terms[:-1]] + terms[-1:]
            side = "right" if self.mirrored else "left"
            cells = "; ".join(f"display({line})" for line in lines)
            above = f"mat(delim: #none, align: #{side}, {cells})"
        else:
            above = self.write(numerator)
        return f"frac({above}, {self.write(part.denominator)})"

    def call(self, head: str, parts: list[str]) -> str:
        """Write a function with its arguments, separated by semicolons as in plain text."""
        return self.row(head, self.parentheses(self.join_parts(parts, self.words(";"))))

    def write_extremum(self, part: trees.Extremum) -> str:
        return self.call(
            f'op("{part.function}")', [self.write(part.first), self.write(part.second)]
        )

    def write_logarithm(self, part: trees.Logarithm) -> str:
        name = 'op("ln")' if part.base == "e" else 'op("log")_(10)'
        return self.call(name, [self.write(part.argument)])

    def write_power(self, part: trees.Power) -> str:
        corner = "tl" if self.mirrored else "tr"
        return f"attach({self.base_of(part)}, {corner}: {self.write(part.exponent)})"

    def write_median(self, part: trees.Median) -> str:
        return self.call(self.words(self.names(_MEDIAN)), self.write_counted(part))

    def write_weighted(self, term: str, weight: str) -> str:
        return self.row(term, self.figure(f"[{weight}]"))

    def write_equation(self, part: trees.Equation) -> str:
        steps = [self.write(step) for step in part.steps]
        rounded = [] if part.rounded is None else [self.figure(self.digits(part.rounded))]
        if len(steps) + len(rounded) <= 2:
            shown = self.join_parts(steps, "=")
            return self.row(shown, "approx", *rounded) if rounded else shown
        # Each step has a line of its own, below the sign before it.
        signs = ["=" for _ in steps[1:]] + ["approx" for _ in rounded]
        lines = [
            self.row(steps[0] if n == 0 else "", "&", sign, step)
            for n, (sign, step) in enumerate(zip(signs, [*steps[1:], *rounded], strict=True))
        ]
        return " \\ ".join(lines)


@dataclass(frozen=True, slots=True)
class _OfficeWriter(_Writer):
    """Office Math, the formulae of word processors; words are set upright."""

    mirrored: bool = False

    def lines_of(self, part: trees.Expression | trees.Equation) -> list[str]:
        """Write an equation with a line for each of its steps, any other part in one line."""
        if not isinstance(part, trees.Equation):
            return [self.write(part)]
        steps = [self.write(step) for step in part.steps]
        signs = ["=" for _ in steps[1:]]
        if part.rounded is not None:
            steps.append(self.run(self.digits(part.rounded)))
            signs.append("≈")
        if len(steps) <= 2:
            return [self.row(steps[0], *(self.run(s) for s in signs), *steps[1:])]
        pairs = zip(signs, steps[1:], strict=True)
        # A sign with nothing at one side is a word: readers would look for what it connects.
        begun = [self.row(self.run(f"{sign} ", is_word=True), step) for sign, step in pairs]
        return [steps[0], *begun]

    def run(self, text: str, *, is_word: bool = False) -> str:
        """Write a number, a sign or a word."""
        upright = "<m:rPr><m:nor/></m:rPr>" if is_word else ""
        return f'<m:r>{upright}<m:t xml:space="preserve">{_xml_escape(text)}</m:t></m:r>'

    def row(self, *parts: str) -> str:
        """Put parts side by side in the direction of reading."""
        return "".join(reversed(parts) if self.mirrored else parts)

    def join_parts(self, parts: list[str], operator: str) -> str:
        """Put parts side by side with an operator between them."""
        between = [piece for part in parts for piece in (self.run(operator), part)]
        return self.row(*between[1:])

    def parentheses(self, text: str) -> str:
        return f"<m:d><m:e>{text}</m:e></m:d>"

    def write_number(self, part: trees.Number) -> str:
        return self.run(self.digits(part.value) + ("…" if part.cut else ""))

    def write_symbol(self, part: trees.Symbol) -> str:
        return self.run(self.names(part), is_word=part.kind != "x")

    def write_sum(self, part: trees.Sum) -> str:
        return self.join_parts([self.inner(term, 1) for term in part.terms], " + ")

    def write_difference(self, part: trees.Difference) -> str:
        return self.join_parts([self.inner(part.first, 1), self.inner(part.second, 2)], " − ")

    def write_product(self, part: trees.Product) -> str:
        return self.join_parts([self.inner(factor, 2) for factor in part.factors], " × ")

    def write_quotient(self, part: trees.Quotient) -> str:
        numerator = part.numerator
        if isinstance(numerator, trees.Sum) and _is_long(numerator.terms, self.names):
            terms = [self.inner(term, 1) for term in numerator.terms]
            plus = self.run(" +", is_word=True)
            lines = [self.row(line, plus) for line in terms[:-1]] + terms[-1:]
            above = f"<m:eqArr>{''.join(f'<m:e>{line}</m:e>' for line in lines)}</m:eqArr>"
        else:
            above = self.write(numerator)
        below = self.write(part.denominator)
        return f"<m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f>"

    def call(self, head: str, parts: list[str]) -> str:
        """Write a function with its arguments, separated by semicolons as in plain text."""
        return self.row(head, self.parentheses(self.join_parts(parts, "; ")))

    def write_extremum(self, part: trees.Extremum) -> str:
        head = self.run(part.function, is_word=True)
        return self.call(head, [self.write(part.first), self.write(part.second)])

    def write_logarithm(self, part: trees.Logarithm) -> str:
        log = f"<m:e>{self.run('log', is_word=True)}</m:e><m:sub>{self.run('10')}</m:sub>"
        head = self.run("ln", is_word=True) if part.base == "e" else f"<m:sSub>{log}</m:sSub>"
        return self.call(head, [self.write(part.argument)])

    def write_power(self, part: trees.Power) -> str:
        base = f"<m:e>{self.base_of(part)}</m:e>"
        exponent = f"<m:sup>{self.write(part.exponent)}</m:sup>"
        if self.mirrored:
            return f"<m:sPre><m:sub/>{exponent}{base}</m:sPre>"
        return f"<m:sSup>{base}{exponent}</m:sSup>"

    def write_median(self, part: trees.Median) -> str:
        return self.call(self.run(self.names(_MEDIAN), is_word=True), self.write_counted(part))

    def write_weighted(self, term: str, weight: str) -> str:
        return self.row(term, self.run(f" [{weight}]"))
