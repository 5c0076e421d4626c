"""Single cells: their text, missing values, invisible characters, escapes for spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import field
from decimal import Decimal
from itertools import islice
from typing import cast

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError
from ictindex.core.paths import visible as visible

# Characters that control a terminal or change the direction of the following text; lines and
# tabs are part of free text.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# The usual way to write numbers, within the bounds of :func:`ictindex.core.decimals.parse`.
_USUAL = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,20})?", re.ASCII)
# Many of them, one in each line.
_USUAL_LINES = re.compile(rf"(?:(?:{_USUAL.pattern})\n)*+", re.ASCII)
_TOGETHER = 256  # cells that are checked at once
_COMMAS = str.maketrans(",.", ".,")
# Characters as wide as a Chinese one: the same digits and signs.
FULL_WIDTH_SIGNS = {"\uff0c": ",", "\uff0e": ".", "\uff0d": "-", "\uff05": "%"}
_NARROW = str.maketrans({chr(0xFF10 + digit): str(digit) for digit in range(10)} | FULL_WIDTH_SIGNS)
# 1,23,45,678: no other way of writing has groups of two before a group of three.
_INDIAN = r"(?a)-?[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
_MISSING_TYPES = frozenset({"NAType", "NaTType"})
_MOST_DIGITS = 100
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a cell whose address is not known yet."""

    code: str
    details: dict[str, object] = field(default_factory=dict)
    level: str = "error"


class DateText(str):
    """A date as ISO text from a cell that was not text: it has the format of a date."""

    __slots__ = ()


def is_missing(cell: object) -> bool:
    """Tell whether a cell of a program is empty: None, NaN, NaT, NA or the empty text."""
    # The texts "NA" and "nan" are texts.
    if cell is None or (isinstance(cell, str) and cell == ""):
        return True
    if isinstance(cell, Decimal):
        return cell.is_nan()
    if type(cell).__name__ in _MISSING_TYPES:
        return True
    try:
        # NaN and NumPy's NaT differ from themselves.
        return bool(cell != cell)
    except (TypeError, ValueError):
        return False


def text_of(cell: object) -> str:
    """Return a cell of a program as text; a whole float loses its ``.0`` (years next to a NaN)."""
    if isinstance(cell, str):
        return str(cell)
    if is_missing(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, Decimal) and cell.is_finite() and _is_moderate(cell):
        return format(cell, "f")
    try:
        return str(cell)
    except ValueError:  # an integer of thousands of digits
        return type(cell).__name__


def _is_moderate(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) + len(number.as_tuple().digits) < (
        _MOST_DIGITS
    )


def number_of(cell: object, decimal: str = ".") -> Decimal | Fault:
    """Return the number in a cell that is not missing, or its fault."""
    if type(cell) is str and decimal == "." and _USUAL.fullmatch(cell):
        return Decimal(cell)
    if isinstance(cell, DateText):
        return Fault("number.date", {"value": str(cell)})
    swapped = swap(cell) if decimal == "," and isinstance(cell, str) else None
    try:
        return decimals.to_decimal(cell if swapped is None else swapped)
    except NumberSyntaxError as error:
        if not isinstance(cell, str):
            return Fault(error.code, dict(error.details))
        plain = plain_digits(cell, decimal)
        if plain != cell:
            number = number_of(plain, decimal)
            if isinstance(number, Fault):
                number.details["value"] = cell[:_SHOWN]
            return number
        hidden = invisible(cell)
        if hidden is not None and error.code == "number.not-a-number":
            return hidden
        if swapped is None:
            return Fault(error.code, dict(error.details))
        return _with_comma(cell, error)


def plain_digits(cell: str, decimal: str = ".") -> str:
    """Return a number in full-width characters, or in Indian groups, as it is usually written."""
    narrow = cell.translate(_NARROW)
    if re.fullmatch(_INDIAN, narrow):
        return narrow.replace(",", "").replace(".", decimal)
    return narrow


def usual_numbers(cells: Iterable[object]) -> dict[object, Decimal]:
    """Return the numbers of the texts and floats that are written in the usual way."""
    numbers: dict[object, Decimal] = {}
    for some in _parts_of(cells):
        kinds = set(map(type, some))
        # A float is read by its shortest decimal.
        texts = list(map(repr, some)) if kinds == {float} else cast("list[str]", some)
        if kinds in ({str}, {float}) and _are_usual(texts):
            numbers.update(zip(some, map(Decimal, texts), strict=True))
        else:
            usual = (cell for cell in some if type(cell) is str and _USUAL.fullmatch(cell))
            numbers.update((cell, Decimal(cell)) for cell in usual)
    return numbers


def _are_usual(texts: list[str]) -> bool:
    """Tell whether all texts are numbers that are written in the usual way."""
    lines = "\n".join(texts) + "\n"
    return lines.count("\n") == len(texts) and _USUAL_LINES.fullmatch(lines) is not None


def plain_texts(cells: Iterable[object]) -> dict[object, object]:
    """Return the texts in which no character is invisible, and no space at an end; not all."""
    plain: dict[object, object] = {}
    for some in _parts_of(cells):
        if set(map(type, some)) == {str} and _are_plain(cast("list[str]", some)):
            plain.update(zip(some, some, strict=True))
    plain.pop("", None)
    return plain


def _are_plain(texts: list[str]) -> bool:
    """Tell whether no text has an invisible character, or a space at an end."""
    edges = "\n" + "\n".join(texts) + "\n"
    return "".join(texts).isprintable() and " \n" not in edges and "\n " not in edges


def _parts_of(cells: Iterable[object]) -> Iterator[list[object]]:
    """Yield some cells after the others, so that one unusual cell does not slow down all."""
    rest = iter(cells)
    while some := list(islice(rest, _TOGETHER)):
        yield some


def swap(text: str) -> str:
    """Replace points by commas in a number, and commas by points."""
    return text.translate(_COMMAS)


def _with_comma(cell: str, error: NumberSyntaxError) -> Fault:
    """Return the fault of a number in a dialect with decimal commas, with its own signs."""
    details: dict[str, object] = {**error.details, "value": cell[:_SHOWN]}
    if error.code == "number.decimal-comma":
        details |= {key: swap(str(details[key])) for key in ("first", "second")}
        return Fault("dialect.decimal-point", details)
    if error.code == "number.not-a-number":
        return Fault("dialect.not-a-number", details)
    return Fault(error.code, details)


def find_steering(text: str, level: str) -> Fault | None:
    """Return the fault of the first character that controls a terminal or the direction of text."""
    match = _STEERING.search(text)
    return None if match is None else _hidden_at(text, match.start() + 1, level)


def invisible(text: str, level: str = "error") -> Fault | None:
    """Return the fault of the first invisible character, with its Unicode name and position."""
    # All characters that Python cannot print: controls, formats, separators except the space.
    plain = text.isprintable() and text == text.strip()
    for position, character in enumerate("" if plain else text, start=1):
        edge = position in (1, len(text))
        if not character.isprintable() or (edge and character == " "):
            return _hidden_at(text, position, level)
    return None


def _hidden_at(text: str, position: int, level: str) -> Fault:
    character = text[position - 1]
    name = f"U+{ord(character):04X}"
    unicode_name = unicodedata.name(character, "")
    details: dict[str, object] = {
        "value": visible(text)[:_SHOWN],
        "character": f"{unicode_name} ({name})" if unicode_name else name,
        "position": str(position),
    }
    return Fault("text.invisible", details, level)
