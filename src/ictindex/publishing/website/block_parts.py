"""Blocks of a page as parts that a template shows: headings with anchors, tables, formulae."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    WordedBlock,
    word_sentences,
)
from ictindex.language.i18n.further_blocks import Entries, Formula, Picture
from ictindex.language.i18n.html_blocks import write_formula
from ictindex.language.i18n.page_templates import mark_typed, trust

_DIGITS = re.compile(r"(?=.*\d)[\d\s.,:;/%()\u2013\u2212\u00a0\u202f-]+")


@dataclass(frozen=True, slots=True)
class BlockPart:
    """A block as a template shows it.

    ``kind`` is heading, paragraph, note, formula, table, bullets, entries or picture. ``words`` are
    already escaped markup, in which text to be typed is code.
    """

    kind: str
    words: Any = ""
    level: int = 2
    key: str = ""
    table: Grid | None = None
    items: Sequence[Any] = ()
    markup: Any = ""
    direction: str = "ltr"


def arrange_blocks(blocks: Iterable[Block], language: str, key: str = "part") -> list[BlockPart]:
    """Return the parts of blocks, without the heading of level 1, which the page has already."""
    parts: list[BlockPart] = []
    count, above = 0, ""
    taken: set[str] = set()
    for block in word_sentences(blocks, language):
        match block:
            case Heading(words, level):
                above = words
                if level > 1:
                    count += 1
                    anchor = f"{key}-{count}"
                    parts.append(BlockPart("heading", mark_typed(words), level, anchor))
            case Grid():
                name = _unique(above, block, taken, language)
                taken.add(name)
                parts.append(BlockPart("table", name, table=_isolate_cells(block, language)))
            case _:
                parts += _arrange_block(block, language)
    return parts


def _unique(above: str, table: Grid, taken: set[str], language: str) -> str:
    """Return the name of a table: the heading above it, with a number where two share one."""
    name = above or table.headers[0]
    if name in taken:
        name = i18n.pair(above, table.headers[0], language)
    number = 2
    while name in taken:
        name = i18n.detail(above, str(number), language)
        number += 1
    return name


def _isolate_cells(table: Grid, language: str) -> Grid:
    rows = [[isolate_digits(cell, language) for cell in row] for row in table.rows]
    return Grid(table.headers, rows, table.numeric)


def isolate_digits(words: str, language: str) -> str:
    """Keep a range, a fraction or a date from being reversed among right-to-left words."""
    if i18n.direction(language) == "ltr" or not _DIGITS.fullmatch(words):
        return words
    return f"\u2066{words}\u2069"


def _arrange_block(block: WordedBlock, language: str) -> list[BlockPart]:
    match block:
        case Paragraph(words, note):
            # A document without a summary has no empty paragraph.
            kind = "note" if note else "paragraph"
            return [BlockPart(kind, mark_typed(words))] if words else []
        case Formula():
            return [_formula(block, language)]
        case Bullets(items):
            return [BlockPart("bullets", items=[mark_typed(item) for item in items])]
        case Entries(entries):
            shown = [(e.title, [mark_typed(line) for line in e.lines]) for e in entries]
            return [BlockPart("entries", items=shown)]
        case Picture():
            picture = trust(block.draw())
            return [BlockPart("picture", block.description, markup=picture)]
    return []


def _formula(formula: Formula, language: str) -> BlockPart:
    written, direction = write_formula(formula, language)
    return BlockPart("formula", formula.caption, markup=written, direction=direction)


def list_contents(parts: Iterable[BlockPart]) -> list[tuple[str, Any]]:
    """Return the anchors of the headings of the second level, with their words."""
    return [(part.key, part.words) for part in parts if part.kind == "heading" and part.level == 2]
