"""A small independent parser of written formulae: text, LaTeX and MathML, as a reader sees them.

It knows nothing of the trees that wrote them: tokens, then the ordinary rules of precedence.
MathML is read as it is shown: ``mrow`` groups nothing, only a visible bracket or a fraction does.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from fractions import Fraction

FUNCTIONS = ("min", "max", "ln", "log10")
Functions = Mapping[str, Callable[..., Fraction]]
_TEXT = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)…?|(?P<word>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)"
    r"|(?P<operator>[+−×÷();-])|(?P<space>\s+)"
)
_LATEX = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?:\\ldots)?|(?P<operator>[+-])|(?P<times>\\times)"
    r"|(?P<open>\\left\()|(?P<close>\\right\))|(?P<separator>,\\;)|(?P<log>\\log_\{10\})"
    r"|\\(?P<word>min|max|ln)(?![a-z])|\\(?P<group>text|frac)\{|(?P<bare>x)(?![a-z])"
    r"|(?P<space>\s+|\\\\|\{\}|\\begin\{array\}\{@\{\}l@\{\}\}|\\end\{array\})"
)


def text_tokens(text: str) -> list[str]:
    """Cut a line of text into tokens."""
    actual, at = [], 0
    while at < len(text):
        match = _TEXT.match(text, at)
        assert match, f"unreadable at {text[at:]!r}"
        at = match.end()
        if match.lastgroup != "space":
            actual.append(match[match.lastgroup or 0].replace("−", "-"))
    return actual


def _braces(text: str, at: int) -> int:
    """Return where the group that starts before ``at`` ends."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def latex_tokens(text: str) -> list[str]:
    """Cut LaTeX into tokens; a fraction becomes a division of two brackets."""
    collected: list[str] = []
    at = 0
    plain = {"times": "×", "open": "(", "close": ")", "separator": ";", "log": "log10"}
    while at < len(text):
        match = _LATEX.match(text, at)
        assert match, f"unreadable at {text[at:]!r}"
        at = match.end()
        kind = match.lastgroup or ""
        if kind == "group":
            end = _braces(text, at)
            inside = text[at : end - 1]
            at = end
            if match["group"] == "text":
                collected.append(inside)
                continue
            assert text[at] == "{"
            end = _braces(text, at + 1)
            below = text[at + 1 : end - 1]
            at = end
            collected += ["(", "(", *latex_tokens(inside), ")", "÷"]
            collected += ["(", *latex_tokens(below), ")", ")"]
        elif kind != "space":
            collected.append(plain.get(kind) or match[kind])
    return collected


def mathml_tokens(text: str) -> list[str]:
    """Cut MathML into tokens."""
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.tag == "math"

    def walk(part: ET.Element) -> list[str]:
        if part.tag in ("math", "mrow", "mtable", "mtr", "mtd"):
            return [token for child in part for token in walk(child)]
        if part.tag == "mfrac":
            above, below = part
            return ["(", "(", *walk(above), ")", "÷", "(", *walk(below), ")", ")"]
        if part.tag == "msub":
            assert [child.text for child in part] == ["log", "10"]
            return ["log10"]
        assert part.tag in ("mn", "mo", "mi", "mtext") and len(part) == 0
        word = (part.text or "").replace("−", "-").removesuffix("…")
        return ["-", word[1:]] if part.tag == "mn" and word.startswith("-") else [word]

    return walk(root)


_TYPST = re.compile(
    r'#n[mb]\("(?P<string>[^"]*)"\)|(?P<operator>[+()-])|(?P<times>times)|(?P<bare>x)(?![a-z])'
    r'|op\("(?P<word>min|max|ln)"\)|(?P<log>op\("log"\)_\(10\))|(?P<frac>frac\()'
    r"|(?P<lines>mat\(delim: #none, align: #(?:left|right), )|(?P<space>\s+)"
)


def _typst_end(text: str, at: int, stop: str) -> int:
    """Return where an argument of a call ends: at ``stop``, outside of strings and brackets."""
    depth, quoted = 0, False
    while depth or quoted or text[at] != stop:
        quoted ^= text[at] == '"'
        depth += 0 if quoted else {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at


def typst_tokens(text: str) -> list[str]:
    """Cut mathematics of Typst into tokens; a fraction becomes a division of two brackets."""
    collected: list[str] = []
    at = 0
    plain = {"times": "×", "log": "log10"}
    while at < len(text):
        match = _TYPST.match(text, at)
        assert match, f"unreadable at {text[at:]!r}"
        at = match.end()
        kind = match.lastgroup or ""
        if kind == "frac":
            comma = _typst_end(text, at, ",") if not text.startswith("mat(", at) else (
                _typst_end(text, at + 4, ")") + 1
            )  # fmt: skip
            end = _typst_end(text, comma + 1, ")")
            collected += ["(", "(", *typst_tokens(text[at:comma]), ")", "÷"]
            collected += ["(", *typst_tokens(text[comma + 1 : end]), ")", ")"]
            at = end + 1
        elif kind == "lines":
            end = _typst_end(text, at, ")")
            collected += typst_tokens(
                re.sub(r"display\(|\)(?=; |$)", "", text[at:end]).replace("; ", " ")
            )
            at = end + 1
        elif kind == "string":
            word = match["string"].replace("−", "-").removesuffix("…")
            number = word.startswith("-")
            collected += ["-", word[1:]] if number else [word]
        elif kind != "space":
            collected.append(plain.get(kind) or match[kind])
    return collected


def value_of(
    tokens: list[str],
    symbols: Mapping[str, Fraction],
    functions: Functions,
    divide: Callable[[Fraction, Fraction], Fraction],
) -> Fraction:
    """Compute what the tokens say."""
    at = 0

    def take(expected: str | None = None) -> str:
        nonlocal at
        token = tokens[at]
        assert expected in (None, token), f"{expected} expected, {token} found"
        at += 1
        return token

    def peek() -> str:
        return tokens[at] if at < len(tokens) else ""

    def total() -> Fraction:
        value = product()
        while peek() in ("+", "-"):
            value = value + product() if take() == "+" else value - product()
        return value

    def product() -> Fraction:
        value = single()
        while peek() in ("×", "÷"):
            value = value * single() if take() == "×" else divide(value, single())
        return value

    def single() -> Fraction:
        token = take()
        if token == "-":
            return -single()
        if token == "(":
            value = total()
            take(")")
            return value
        if token in functions and peek() == "(":
            take("(")
            supplied = [total()]
            while peek() == ";":
                take(";")
                supplied.append(total())
            take(")")
            return functions[token](*supplied)
        return Fraction(token) if token[0].isdigit() else symbols[token]

    value = total()
    assert at == len(tokens), f"left over: {tokens[at:]}"
    return value
