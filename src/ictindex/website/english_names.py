"""Names and titles that stay in English, marked so on pages in other scripts.

A voice that reads a page aloud, and a browser that breaks its lines, must know which words are in
another language: sources are cited under their English titles.
"""

from __future__ import annotations

import html
import re
from typing import Any

from ictindex.i18n.page_templates import trust

# Languages whose script tells an English title from the words around it.
OTHER_SCRIPTS = frozenset(("ar", "ru", "zh"))
_RUN = re.compile(r"[A-Za-z](?:[ -~–’]*[A-Za-z0-9/)])?")
_WORD = re.compile(r"[A-Za-z]{4}")
_OWN = re.compile("[\u0400-\u04ff\u0600-\u06ff\u3400-\u9fff]")
# A digest, or a key of our documents: no words of any language.
_KEY = re.compile(r"sha256:[0-9a-f]{64}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
# Texts between tags; those of a formula are letters of mathematics.
_TEXT = re.compile(r"<math.*?</math>|(?:^|(?<=>))[^<>]*[A-Za-z]{4}[^<>]*(?=<|$)", re.DOTALL)


def mark_english(text: object, language: str, *, alone: bool = False) -> Any:
    """Return a text as markup, in which what is cited in English says so.

    A text without a word of the page's own script is left as it is, unless it stands alone as a
    name: a sentence that nobody translated is no name.
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
    for found in _RUN.finditer(words):
        parts += [markupsafe.escape(words[end : found.start()]), _mark(found[0])]
        end = found.end()
    return markupsafe.Markup("").join([*parts, markupsafe.escape(words[end:])])


def _mark(run: str) -> Any:
    """Return a run of Latin letters as markup: a key, a title or an abbreviation."""
    import markupsafe

    if _KEY.fullmatch(run):
        return markupsafe.Markup("<code>{}</code>").format(run)
    if not _WORD.search(run):
        return markupsafe.escape(run)
    return markupsafe.Markup('<span lang="en">{}</span>').format(run)


def mark_fragment(fragment: str, language: str) -> str:
    """Return markup of ours in which the texts between its tags are marked."""
    if language not in OTHER_SCRIPTS:
        return fragment

    def mark(found: re.Match[str]) -> str:
        """Return one text between two tags, marked."""
        if found[0].startswith("<"):
            return found[0]
        return str(mark_english(html.unescape(found[0]), language))

    return _TEXT.sub(mark, fragment)
