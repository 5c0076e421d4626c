"""Names and titles that stay in English, marked so on pages in other scripts.

A screen reader, and a browser that breaks lines, must know which words are in another language:
sources are cited under their English titles.
"""

from __future__ import annotations

import html
import re
from typing import Any

from ictindex.language.i18n.page_templates import trust

# Languages whose script distinguishes an English title from the words around it.
OTHER_SCRIPTS = frozenset(("ar", "ru", "zh"))
# Letters with marks belong to a name too: "Agência" is one word.
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_RUN = re.compile(rf"[{_LETTER}](?:[ -~–’{_LETTER}]*[{_LETTER}0-9/)])?")
_WORD = re.compile(r"[A-Za-z]{4}")
_OWN = re.compile("[\u0400-\u04ff\u0600-\u06ff\u3400-\u9fff]")
# A digest, or a key of our documents: not words of a language.
_KEY = re.compile(r"sha256:[0-9a-f]{64}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
# A cell whose only words are English, with the sign at their end.
_WHOLE = re.compile(r'<span lang="en">([^<>]*)</span>([.;,]?)')
# Texts between tags; those of a formula are letters of mathematics.
_TEXT = re.compile(r"<math.*?</math>|(?:^|(?<=>))[^<>]*[A-Za-z]{4}[^<>]*(?=<|$)", re.DOTALL)


def mark_english(text: object, language: str, *, alone: bool = False) -> Any:
    """Return a text as markup, in which English citations are marked as English.

    A text without a word of the page's own script stays as it is, unless it is a name by itself: a
    sentence that nobody translated is not a name.
    """
    import markupsafe

    words = str(text)
    if language not in OTHER_SCRIPTS:
        return markupsafe.escape(text)
    if isinstance(text, markupsafe.Markup):
        return trust(mark_fragment(words, language))
    if _KEY.fullmatch(words):
        return markupsafe.Markup("<code>{}</code>").format(words)
    if not alone and not _OWN.search(words):
        return markupsafe.escape(words)
    parts, end = [], 0
    for run in _RUN.finditer(words):
        parts += [markupsafe.escape(words[end : run.start()]), _mark(run[0])]
        end = run.end()
    return markupsafe.Markup("").join([*parts, markupsafe.escape(words[end:])])


def name_pattern(language: str) -> str:
    """Return the pattern by which a script of a page finds English names; empty if it has none."""
    return _RUN.pattern if language in OTHER_SCRIPTS else ""


def mark_cell(text: object, language: str) -> Any:
    """Return the cell of a table with a name by itself: the cell is English if all of it is."""
    marked = str(mark_english(text, language, alone=True))
    whole = _WHOLE.fullmatch(marked)
    if whole is None:
        return trust(f"<td>{marked}</td>")
    return trust(f'<td lang="en">{whole[1]}{whole[2]}</td>')


def _mark(run: str) -> Any:
    """Return a run of Latin letters as markup: a key, a title or an abbreviation."""
    import markupsafe

    if _KEY.fullmatch(run):
        return markupsafe.Markup("<code>{}</code>").format(run)
    if not _WORD.search(run):
        return markupsafe.escape(run)
    return markupsafe.Markup('<span lang="en">{}</span>').format(run)


def mark_fragment(fragment: str, language: str) -> str:
    """Return markup of ours with the texts between its tags marked."""
    if language not in OTHER_SCRIPTS:
        return fragment

    def mark(match: re.Match[str]) -> str:
        """Return one text between two tags, marked."""
        if match[0].startswith("<"):
            return match[0]
        return str(mark_english(html.unescape(match[0]), language))

    return _TEXT.sub(mark, fragment)
