"""Numbers as a person types them into a page, read only if there is only one way to read them."""

from __future__ import annotations

import re
from decimal import Decimal

from ictindex.core.errors import UsageError
from ictindex.data.cell_text import visible

_SPACES = re.compile("(?<=[0-9])[ '\u00a0\u2009\u202f\u066c\u2019](?=[0-9]{3}(?![0-9]))")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_GROUPED = {mark: re.compile(rf"-?[0-9]{{1,3}}(?:\{mark}[0-9]{{3}})+", re.ASCII) for mark in ".,"}
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_MINUS = str.maketrans("\u2212\u2013\u2012", "---")
_HIDDEN = re.compile("[\u200e\u200f\u2066-\u2069\ufeff]")


def read_typed_number(text: str, decimal: str) -> Decimal:
    """Return the number in a text, if ``decimal`` is the decimal mark of its language."""
    # A number that the other mark makes ambiguous, such as "1,234" where decimals follow a point,
    # is refused and not guessed; "62,2" can be read in only one way.
    typed = _HIDDEN.sub("", text).strip().translate(_ARABIC).translate(_MINUS)
    bare = typed
    while (fewer := _SPACES.sub("", bare)) != bare:
        bare = fewer
    number = _number(bare, decimal, is_spaced=bare != typed)
    if number is None:
        raise UsageError("desk.number-unread", value=visible(text)[:60], decimal=decimal)
    return number


def _number(bare: str, decimal: str, *, is_spaced: bool) -> Decimal | None:
    marks = [mark for mark in ".," if mark in bare]
    if len(marks) == 2:
        # Both: the last one is the decimal mark, the other separates groups of three.
        last = max(marks, key=bare.rindex)
        other = "," if last == "." else "."
        whole, _, fraction = bare.rpartition(last)
        fits = _GROUPED[other].fullmatch(whole) and fraction.isdecimal() and last not in whole
        return Decimal(f"{whole.replace(other, '')}.{fraction}") if fits else None
    if not marks:
        return Decimal(bare) if _PLAIN.fullmatch(bare) else None
    mark = marks[0]
    if bare.count(mark) > 1:
        grouped = _GROUPED[mark].fullmatch(bare) and not is_spaced
        return Decimal(bare.replace(mark, "")) if grouped else None
    plain = bare.replace(mark, ".")
    if not _PLAIN.fullmatch(plain):
        return None
    could_group = _GROUPED[mark].fullmatch(bare) and not bare.lstrip("-").startswith("0")
    is_open = could_group and not is_spaced and mark != decimal
    return None if is_open else Decimal(plain)
