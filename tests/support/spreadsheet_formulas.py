"""The expressions of live checks, computed as a spreadsheet computes them, without a spreadsheet.

All arguments are evaluated except those of IF, an error spreads, an empty cell is 0 and "", a text
is greater than every number. Where LibreOffice is installed, the tests ask it as well.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl.utils.cell import get_column_letter, range_boundaries

_CELL = r"\$?[A-Z]{1,3}\$?[0-9]+"
_TOKEN = re.compile(
    rf'("(?:[^"]|"")*")|([0-9]+(?:\.[0-9]+)?)|({_CELL}(?::{_CELL})?)|([A-Z]+)|(<>|<=|>=|[-+*&=<>(),])'
)
_COMPARE = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
            "<=": operator.le, ">=": operator.ge}  # fmt: skip
Cells = Mapping[str, object]  # by name, without dollars
Later = Callable[[], Any]  # computed when it is needed


class FormulaError(Exception):
    """An error, which a spreadsheet shows as #VALUE!."""


def evaluate(formula: str, cells: Cells) -> Any:
    """The value of an expression, for the contents of the cells of its sheet."""
    parser = _Parser(formula, cells)
    value = parser.comparison()
    assert parser.at == len(parser.tokens), formula
    return value()


class _Parser:
    def __init__(self, formula: str, cells: Cells) -> None:
        self.tokens = list(_TOKEN.finditer(formula))
        assert "".join(match[0] for match in self.tokens) == formula, formula
        self.at, self.cells = 0, cells

    def take(self, *signs: str) -> str:
        """The next sign if it is one of these, else an empty text."""
        if self.at < len(self.tokens) and self.tokens[self.at][5] in signs:
            self.at += 1
            return self.tokens[self.at - 1][5]
        return ""

    def comparison(self) -> Later:
        return self.chain(self.joined, _COMPARE, _compare)

    def joined(self) -> Later:
        return self.chain(self.sum, {"&": operator.add}, lambda f, a, b: f(_text(a), _text(b)))

    def sum(self) -> Later:
        return self.chain(self.product, {"+": operator.add, "-": operator.sub}, _calculate)

    def product(self) -> Later:
        return self.chain(self.single, {"*": operator.mul}, _calculate)

    def chain(
        self, part: Callable[[], Later], signs: Mapping[str, Any], apply: Callable[..., Any]
    ) -> Later:
        """Operations of one rank, from left to right."""
        left = part()
        while sign := self.take(*signs):
            left = _later(apply, signs[sign], left, part())
        return left

    def single(self) -> Later:
        if self.take("("):
            value = self.comparison()
            assert self.take(")")
            return value
        text, number, reference, name, sign = self.tokens[self.at].groups()
        self.at += 1
        if text is not None:
            return lambda: text[1:-1].replace('""', '"')
        if number is not None:
            return lambda: float(number)
        if reference is not None:
            return lambda: self.held_in(reference.replace("$", ""))
        if name in ("TRUE", "FALSE"):
            return lambda: name == "TRUE"
        assert sign is None and self.take("("), name
        arguments = [self.comparison()]
        while self.take(","):
            arguments.append(self.comparison())
        assert self.take(")"), name
        return lambda: _call(name, arguments)

    def held_in(self, reference: str) -> Any:
        if ":" not in reference:
            return self.cells.get(reference)
        left, top, right, low = range_boundaries(reference)
        return [
            self.cells.get(f"{get_column_letter(column)}{row}")
            for row in range(top, low + 1)
            for column in range(left, right + 1)
        ]


def _later(apply: Callable[..., Any], operation: Any, left: Later, right: Later) -> Later:
    return lambda: _each(lambda a, b: apply(operation, a, b), left(), right())


def _each(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """An operation on two values, or on the values of ranges one by one."""
    if not isinstance(left, list) and not isinstance(right, list):
        return operation(left, right)
    size = len(left) if isinstance(left, list) else len(right)
    pairs = [value if isinstance(value, list) else [value] * size for value in (left, right)]
    return [operation(a, b) for a, b in zip(*pairs, strict=True)]


def _calculate(operation: Callable[[float, float], float], left: Any, right: Any) -> float:
    return operation(_number(left), _number(right))


def _compare(operation: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    return operation(_rank(left, right), _rank(right, left))


def _rank(value: Any, other: Any) -> tuple[int, Any]:
    if value is None:
        value = "" if isinstance(other, str) else 0
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def _number(value: Any) -> float:
    if isinstance(value, str):
        raise FormulaError(value)
    return float(value or 0)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_OF_ONE: dict[str, Callable[[Any], Any]] = {
    "ISNUMBER": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "ISTEXT": lambda v: isinstance(v, str),
    "LEN": lambda v: len(_text(v)),
    "INT": lambda v: math.floor(_number(v)),
    "ABS": lambda v: abs(_number(v)),
    "NOT": lambda v: not _number(v),
}
_OF_MANY: dict[str, Callable[[list[Any]], Any]] = {
    "AND": lambda values: sum(not _number(v) for v in values) == 0,
    "OR": lambda values: sum(bool(_number(v)) for v in values) > 0,
    "COUNTA": lambda values: sum(v is not None for v in values),
    "SUMPRODUCT": lambda values: sum(_number(v) for v in values),
    "MAX": lambda values: max([v for v in values if isinstance(v, (int, float))], default=0),
    "MIN": lambda values: min([v for v in values if isinstance(v, (int, float))], default=0),
}


def _call(name: str, arguments: list[Later]) -> Any:
    if name == "IF":
        condition, then, otherwise = arguments
        return then() if _number(condition()) else otherwise()
    values = [argument() for argument in arguments]
    if name in _OF_ONE:
        (value,) = values
        own = _OF_ONE[name]
        return [own(v) for v in value] if isinstance(value, list) else own(value)
    return _OF_MANY[name]([v for e in values for v in (e if isinstance(e, list) else [e])])
