"""The page of a round on access, late and revised data, and retention: its first form."""

from __future__ import annotations

from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Bullets, Heading
from ictindex.language.i18n.renderable import Page

_WORDS = "round-policy"
_SECTIONS = {
    "access": ("folder", "roles", "copies"),
    "late": ("clock", "edition", "database", "revised", "day"),
    "retention": ("workbooks", "register", "master", "destroyed"),
}


def policy_page(language: str | None = None) -> Page:
    """Return the page, which the compilers change as their office decides."""

    def build(language: str) -> list[Block]:
        def say(key: str) -> str:
            return i18n.text(_WORDS, key, language)

        blocks: list[Block] = [Heading(say("title"), 1)]
        for section, points in _SECTIONS.items():
            blocks.append(Heading(say(section), 2))
            blocks.append(Bullets([say(point) for point in points]))
        return blocks

    return Page(build, i18n.current_language(language))
