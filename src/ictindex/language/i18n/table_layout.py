"""Layout of a table on a printed page: its letters, its columns, a turned page, several tables.

A table keeps the letters of the page as long as it fits; then they become smaller, then the page is
turned, and only then its columns are divided among several tables that repeat the first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ictindex.core.data_classes import dataclass
from ictindex.language.i18n.document import Grid, Heading, Paragraph, WordedBlock
from ictindex.language.i18n.text_layout import cell_width, wrap

# Width of a column of a terminal as a share of the size of the letters.
_COLUMN = {"ru": 0.62, "ar": 0.56, "zh": 0.52}
_OTHER = 0.58
_UPRIGHT = (0.93, 0.84, 0.77)  # sizes to try, as shares of that of the page
_TURNED = (0.84, 0.76)
LONGEST_WORD = 30  # letters of a word in a cell; a longer one may be broken anywhere
A4 = (595.0, 842.0)  # the paper, in points
TALLEST = 640.0  # the part of a page that its margins leave to a picture
_MOST_AROUND = 4  # paragraphs that go along with a table on a turned page
_LONG = re.compile(r"[^\s\u200b\u2e80-\u9fff]+")
_EASY = 20  # columns of a terminal that words of a cell may take in a line


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The size of letters, the direction of the page, and for each part its columns and widths."""

    size: float
    turned: bool
    inset: float
    parts: tuple[tuple[tuple[int, ...], tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """The widths of a column, in columns of a terminal: longest word, comfortable, full text."""

    least: float
    easy: float
    whole: float


def break_long_words(text: str, longest: int = LONGEST_WORD) -> str:
    """Let a word that is longer than a line be broken: digests, addresses, names of files."""

    def break_word(word: re.Match[str]) -> str:
        letters = word[0]
        if len(letters) <= longest:
            return letters
        return "\u200b".join(letters[n : n + 8] for n in range(0, len(letters), 8))

    return _LONG.sub(break_word, text)


def _measure(block: Grid, language: str) -> list[_Column]:
    columns = []
    for n, header in enumerate(block.headers):
        cells = [row[n] for row in block.rows]
        # A header is bold, and breaks between its words.
        words = [piece for cell in (header, *cells) for piece in wrap(cell, 1)]
        least = max((min(cell_width(p.strip()), LONGEST_WORD) for p in words), default=1)
        lengths = [cell_width(cell) for cell in cells]
        heading = cell_width(header) * 1.08
        easy = max([min(length, _EASY) for length in lengths] + [min(heading, 10)], default=1)
        whole = max([*lengths, heading], default=1)
        columns.append(_Column(least * 1.08, max(easy, least * 1.08), max(whole, least * 1.08)))
    return columns


def _share(columns: Sequence[_Column], room: float, width: float) -> tuple[float, ...]:
    """Return the widths of columns in a room; columns that all fit keep their own widths."""
    if sum(c.whole * width for c in columns) <= room:
        return tuple(c.whole * width for c in columns)
    least = [c.least * width for c in columns]
    spare = max(room - sum(least), 0.0)
    # Long prose takes what is left, but not everything.
    wishes = [
        max(min(c.whole, 90) * width - low, 0.0) for c, low in zip(columns, least, strict=True)
    ]
    total = sum(wishes) or 1.0
    return tuple(low + spare * wish / total for low, wish in zip(least, wishes, strict=True))


def _pad_widths(widths: Sequence[float], inset: float) -> tuple[float, ...]:
    """Add the space at both sides of a cell."""
    return tuple(width + 2 * inset for width in widths)


def lay_out_table(
    block: Grid, language: str, rooms: tuple[float, float], size: float
) -> TableLayout:
    """Return the layout of a table on a page: ``rooms`` are the widths of it upright and turned."""
    columns = _measure(block, language)
    share = _COLUMN.get(language, _OTHER)
    inset = 3.0
    everything = tuple(range(len(columns)))

    def room_of(turned: bool, count: int) -> float:
        return rooms[turned] - 2 * inset * count

    trials = [(False, part) for part in _UPRIGHT] + [(True, part) for part in _TURNED]
    for turned, part in trials:
        width = share * size * part
        if sum(c.easy for c in columns) * width <= room_of(turned, len(columns)):
            shared = _share(columns, room_of(turned, len(columns)), width)
            return TableLayout(
                size * part, turned, inset, ((everything, _pad_widths(shared, inset)),)
            )
    # A table that fits upright with broken lines is read more easily than one in parts.
    for turned, part in trials:
        width = share * size * part
        if sum(c.least for c in columns) * width <= room_of(turned, len(columns)):
            shared = _share(columns, room_of(turned, len(columns)), width)
            return TableLayout(
                size * part, turned, inset, ((everything, _pad_widths(shared, inset)),)
            )
    turned, part = trials[-1]
    width = share * size * part
    parts = []
    rest = list(everything[1:])
    if not rest:
        parts.append((everything, _pad_widths([room_of(turned, 1)], inset)))
    while rest:
        chosen = [0, rest.pop(0)]
        while rest and sum(columns[c].least for c in (*chosen, rest[0])) * width <= room_of(
            turned, len(chosen) + 1
        ):
            chosen.append(rest.pop(0))
        shared = _share([columns[c] for c in chosen], room_of(turned, len(chosen)), width)
        parts.append((tuple(chosen), _pad_widths(shared, inset)))
    return TableLayout(size * part, turned, inset, tuple(parts))


def divide_pages(
    blocks: Sequence[WordedBlock], is_turned: Callable[[Grid], bool]
) -> Iterator[tuple[bool, list[WordedBlock]]]:
    """Yield the blocks of a document in parts, and whether the pages of a part are turned.

    A table on a turned page takes its heading and its remarks along.
    """
    around: list[WordedBlock] = []
    turned = False
    for block in blocks:
        if isinstance(block, Grid) and is_turned(block):
            around.append(block)
            turned = True
            continue
        stays = isinstance(block, Heading) or (bool(around) and isinstance(block, Paragraph))
        if not stays or (isinstance(block, Heading) and (turned or len(around) > _MOST_AROUND)):
            yield turned, around
            around, turned = [], False
        if stays:
            around.append(block)
        else:
            yield False, [block]
    yield turned, around
