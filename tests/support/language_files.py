"""The words of the languages, as one table and flat: every text by the path of its keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ictindex.language.i18n import word_files


@cache
def words(language: str) -> Mapping[str, Any]:
    """Return every word of a language as one table, with marked English where there is none."""
    return word_files.read_words(language)


@cache
def pending_words(language: str) -> Mapping[str, str]:
    """Return the marked English words of what ``pending.toml`` lists for a language, by path."""
    listed = {}
    for path, languages in word_files.pending().items():
        english = word_files.find("en", tuple(path.split("/")))
        if language in languages and isinstance(english, str):
            listed[path] = word_files.mark_english(english, language)
    return listed


@cache
def flat(language: str) -> Mapping[tuple[str, ...], Any]:
    """Return the words that a language has itself, by the path of their keys."""
    return {keys: word_files.find(language, keys) for keys in word_files.read_written(language)}
