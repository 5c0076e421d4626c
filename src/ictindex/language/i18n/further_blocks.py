"""Further blocks of a page: formulae, entries, pictures, lists of contents.

Most pages have none of them, so they are loaded for the pages that do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ictindex.core import formulas
from ictindex.core.data_classes import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, with a caption in front of it where there is one."""

    equation: formulas.Equation | formulas.Expression
    caption: str = ""


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
