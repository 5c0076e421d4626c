"""The blocks of a page: headings, sentences, paragraphs, tables, points; see ``further_blocks``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from ictindex.core.data_classes import dataclass
from ictindex.language.i18n.sentences import Sentence

if TYPE_CHECKING:
    from ictindex.language.i18n.further_blocks import Contents, Entries, Formula, Picture


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
class Grid:
    """A table of words; columns named in ``numeric`` are set to the right."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: Sequence[str]


# A block that has its words; writers of pages write these.
WordedBlock: TypeAlias = (
    "Heading | Paragraph | Formula | Grid | Bullets | Entries | Picture | Contents"
)
Block: TypeAlias = "WordedBlock | Sentence"


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
