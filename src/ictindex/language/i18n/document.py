"""The blocks of a page: headings, sentences, paragraphs, formulae, tables, lists, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field

from ictindex.core import formulas
from ictindex.core.data_classes import dataclass
from ictindex.language.i18n.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain words; ``note`` marks a remark that must not be overlooked."""

    words: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, with a caption in front of it where there is one."""

    equation: formulas.Equation | formulas.Expression
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words; columns named in ``numeric`` are set to the right."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a list that has a title of its own, with sentences below it."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of entries: what is too long for the columns of a table."""

    items: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Picture:
    """A static picture of our own making: its SVG, drawn when it is needed, and words for it.

    ``description`` says in whole sentences what is seen, for those who cannot see it. ``width`` is
    its share of the width of a printed page.
    """

    draw: Callable[[], str]
    description: str
    caption: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Contents:
    """A list of the headings of the page from level 2 to ``depth``, under a title of its own."""

    title: str
    depth: int = 2


# A block that has its words; writers of pages write these.
WordedBlock = Heading | Paragraph | Formula | Grid | Bullets | Entries | Picture | Contents
Block = WordedBlock | Sentence


def word_sentences(blocks: Iterable[Block], language: str) -> list[WordedBlock]:
    """Return the blocks of a page with its sentences in words, as paragraphs."""
    return [
        Paragraph(block.to_text(language), block.is_note) if isinstance(block, Sentence) else block
        for block in blocks
    ]


def title_of(blocks: Sequence[Block]) -> str:
    """Return the title of a page: the words of its first heading."""
    return next((b.words for b in blocks if isinstance(b, Heading)), "ictindex")


def listed_headings(blocks: Sequence[Block], contents: Contents) -> list[tuple[int, Heading]]:
    """Return the headings that a list of contents names, each with its number in the page."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    return [(n, h) for n, h in enumerate(headings) if 2 <= h.level <= contents.depth]
