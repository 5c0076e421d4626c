"""The language in force, and words in it."""

from __future__ import annotations

from contextvars import ContextVar

from ictindex.core.errors import CatalogueError
from ictindex.core.own_terms import current_terms
from ictindex.language.i18n import word_files

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
IN_FORCE: ContextVar[str] = ContextVar("ictindex_language", default="en")


def current_language(language: str | None = None) -> str:
    """Return the language asked for, or the one in force; refuse an unknown one."""
    if language is None:
        return IN_FORCE.get()
    if not isinstance(language, str) or language not in LANGUAGES:
        # Text of other objects may be long, or cannot be had: of a number of 5,000 digits, say.
        shown = language if isinstance(language, str) else type(language).__name__
        raise CatalogueError("language.unknown", language=shown[:40], allowed=LANGUAGES)
    return language


def _find(language: str, keys: tuple[str, ...]) -> str | None:
    words = word_files.find(language, keys)
    return words if isinstance(words, str) else None


def find_words(language: str | None, *keys: str) -> str | None:
    """Find the words for a key; if there are none, the English ones with a mark."""
    chosen = current_language(language)
    own = current_terms()
    if own is not None and (own_words := own.find(keys, chosen)) is not None:
        return own_words
    words = _find(chosen, keys)
    if words is not None or chosen == "en":
        return words
    english = _find("en", keys)
    return None if english is None else word_files.mark_english(english, chosen)


def direction(language: str | None = None) -> str:
    """Return ``"ltr"`` or ``"rtl"``."""
    return find_words(language, "language", "direction") or "ltr"
