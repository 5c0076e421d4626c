"""The words, numbers and lists of reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.document import Block, Heading

NOTHING = "–"
_NOT_STATED = "not-stated"


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase of the reports."""
    return i18n.text("reports", key, language, **values)


def order_economies(codes: Iterable[str], language: str) -> list[str]:
    """Return codes of economies in the order of their names in a language."""
    names = {code: i18n.economy_name(code, language) for code in codes}
    return sorted(names, key=lambda code: sort_key(names[code], language))


def show_share(part: int, whole: int, language: str) -> str:
    """Return a part in per cent of the whole, with one decimal."""
    share = Fraction(part, whole) if whole else None
    return i18n.number(share, language, places=1, scale=100, unit="percent")


def show_class_share(counts: Mapping[str, int], kind: str, whole: int, language: str) -> str:
    """Return the share of a class of source; a range while the source of some is not stated."""
    sure, unclear = counts[kind], counts[_NOT_STATED]
    if kind == _NOT_STATED or not unclear:
        return show_share(sure, whole, language)
    return i18n.text(
        "language",
        "range",
        language,
        low=show_share(sure, whole, language),
        high=show_share(sure + unclear, whole, language),
    )


def count_of(part: int, whole: int | None, language: str) -> str:
    """Return a count with its total, in words."""
    if whole is None:
        return str(part)
    return i18n.text("views", "of-total", language, count=str(part), total=str(whole))


def lower_headings(blocks: Iterable[Block], by: int = 1) -> list[Block]:
    """Return blocks of another page as part of one: its headings are one level lower."""
    return [
        Heading(block.words, min(block.level + by, 4)) if isinstance(block, Heading) else block
        for block in blocks
    ]


def without_sections(blocks: Iterable[Block], titles: Iterable[str]) -> list[Block]:
    """Return blocks without the sections of these headings."""
    dropped, kept = set(titles), []
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            if level and block.level > level:
                continue
            level = block.level if block.words in dropped else 0
        if not level:
            kept.append(block)
    return kept
