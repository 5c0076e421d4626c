"""Lines of plain text: the width of words in a terminal, line breaks, tables in columns.

The text writer of ``blocks`` is made of these functions; they know words and widths, not blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ictindex.language.i18n.isolates import ISOLATE

# Letters, digits, marks and spaces of Latin and Cyrillic, which all take one column.
_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f"
    "\u2010-\u2027\u202f\u2192\u2212\u2264\u2265]*"
)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000"
# Marks that must not begin a line, and brackets that must not end one, in Chinese.
_CLOSING, _OPENING = "，。、；：！？）》」』”’", "（《「『“‘"
# A sign that follows a space (French colons, per cent) begins no line; « ends none.
_HELD = r"(?: [:;!?»%]+[.,;)]*(?= |$))*"
_PIECES = re.compile(rf"(?:« )?[^ ]+{_HELD}|[ ]+")
_WIDEST = 60  # columns of a terminal that one column of a table takes at the most
_HEADER = 14  # columns that a header may take over a narrower column
_GAP = 2


@cache
def _wide_pieces() -> re.Pattern[str]:
    # Of the letters of Chinese it is compiled in ten times the time of the other one.
    return re.compile(
        rf"[{_OPENING}]*[{_WIDE}][{_CLOSING}]*|(?:« )?[^ {_WIDE}]+[{_CLOSING}]*{_HELD}|[ ]+"
    )


def _split(text: str) -> list[str]:
    """Split a text into the pieces that stay on one line; spaces are pieces too."""
    is_narrow = max(text, default="") < _WIDE[0]
    return (_PIECES if is_narrow else _wide_pieces()).findall(text)


def cell_width(text: str) -> int:
    """Return the columns that a text takes in a terminal (2 for East Asian characters)."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    # Isolates take no room; rich counts them by their category, which varies by its version.
    return cell_len(ISOLATE.sub("", text))


def pad(text: str, width: int, right: bool) -> str:
    """Fill a text with spaces, before it where ``right``."""
    space = " " * max(0, width - cell_width(text))
    return space + text if right else text + space


def wrap(text: str, width: int | None, hanging: str = "") -> list[str]:
    """Break a text into lines of a width; a word that cannot be broken stays whole."""
    words = " ".join(text.splitlines())
    if width is None:
        return [words]
    bare = words.lstrip(" \u2003")
    indent = words[: len(words) - len(bare)]
    lines, line = [], indent
    for piece in _split(bare):
        begun = line.strip(" \u2003") and line != hanging + indent
        if begun and not piece.isspace() and cell_width(line + piece) > width:
            lines.append(line.rstrip())
            line = hanging + indent
        if not piece.isspace() or line.strip():
            line += piece
    return _close_isolates([*lines, line.rstrip()])


def _close_isolates(lines: list[str]) -> list[str]:
    """Close an isolate at the end of a line and open it again: its effect ends with the line."""
    opened: list[str] = []
    out = []
    for line in lines:
        begun = "".join(opened)
        for character in ISOLATE.findall(line):
            if character != "\u2069":
                opened.append(character)
            elif opened:
                opened.pop()
        out.append(begun + line + "\u2069" * len(opened))
    return out


def text_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: frozenset[int],
    width: int | None = None,
) -> list[str]:
    """Write a table in columns; if a width is set, columns of words become narrower to fit it."""
    # If that is not enough, long headers become numbers with a legend below; figures are never cut.
    columns = range(len(headers))
    cells = [[" ".join(row[i].splitlines()) for row in rows] for i in columns]
    widest = [max((min(_WIDEST, cell_width(c)) for c in cells[i]), default=0) for i in columns]
    least = [
        widest[i] if i in numeric else max(map(_measure_unbroken, cells[i]), default=0)
        for i in columns
    ]
    if width is None:
        return _draw_table(headers, rows, numeric, widest)
    room = width - _GAP * (len(headers) - 1)
    floors = [max(least[i], _measure_unbroken(headers[i])) for i in columns]
    legend: list[str] = []
    shown = list(headers)
    if sum(floors) > room:
        for i in columns:
            if _measure_unbroken(headers[i]) > max(least[i], 4):
                shown[i] = f"({len(legend) + 1})"
                legend += [f"({len(legend) + 1}) {headers[i]}"]
        floors = [max(least[i], _measure_unbroken(shown[i])) for i in columns]
    natural = [
        max(widest[i], min(cell_width(shown[i]), max(_HEADER, widest[i])), floors[i])
        for i in columns
    ]
    while sum(natural) > room:
        i = max(columns, key=lambda n: (natural[n] > floors[n], natural[n] - floors[n]))
        if natural[i] <= floors[i]:
            break
        natural[i] -= 1
    lines = [line for item in legend for line in wrap(item, width, "    ")]
    return [*_draw_table(shown, rows, numeric, natural, natural), *([""] if lines else []), *lines]


def _measure_unbroken(text: str) -> int:
    """Return the width of the longest piece of a text that cannot be broken, with its indent."""
    indent = len(text) - len(text.lstrip(" \u2003"))
    pieces: Iterator[str] = (piece for piece in _split(text) if not piece.isspace())
    return indent + max(map(cell_width, pieces), default=0)


def _draw_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: frozenset[int],
    most: Sequence[int],
    header_most: Sequence[int] | None = None,
) -> list[str]:
    """Draw a table whose cells are wrapped to ``most``, headers set to the bottom."""
    columns = range(len(headers))
    bodies = [[wrap(row[i], max(most[i], 1)) for i in columns] for row in rows]
    widest = [
        max((cell_width(line) for row in bodies for line in row[i]), default=0) for i in columns
    ]
    limits = [max(_HEADER, w) for w in widest] if header_most is None else header_most
    head = [wrap(header, max(limits[i], 1)) for i, header in enumerate(headers)]
    widths = [max(widest[i], *(cell_width(line) for line in head[i])) for i in columns]

    def lines(row: Sequence[list[str]], at_bottom: bool) -> list[str]:
        height = max(len(cell) for cell in row)
        spare = [[""] * (height - len(cell)) for cell in row]
        full = [s + c if at_bottom else c + s for c, s in zip(row, spare, strict=True)]
        gap = " " * _GAP
        return [
            gap.join(pad(full[i][n], widths[i], i in numeric) for i in columns).rstrip()
            for n in range(height)
        ]

    rule = (" " * _GAP).join("─" * width for width in widths)
    return [*lines(head, True), rule, *(line for row in bodies for line in lines(row, False))]
