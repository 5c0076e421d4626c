"""Forms of files that publishers offer, and the words in which they name their sources.

Lists of ``forms.toml`` and ``source_notes.toml``, for the readers of observations.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.catalogue import loading


@lru_cache(maxsize=1)
def publisher_forms() -> Mapping[str, Mapping[str, Any]]:
    """Return what the columns and codes of publishers' files mean, by form.

    Examples
    --------
    >>> publisher_forms()["sdmx"]["columns"]["REF_AREA"]
    'economy'
    """
    return MappingProxyType(dict(loading.toml("forms.toml")))


@lru_cache(maxsize=1)
def source_note_rules() -> tuple[Mapping[str, Any], ...]:
    """Return the rules by which a note of a source shows its class, in their order.

    Examples
    --------
    >>> [rule["id"] for rule in source_note_rules()][:2]
    ['compiler-estimate', 'official-survey']
    """
    return tuple(MappingProxyType(rule) for rule in loading.toml("source_notes.toml")["rules"])


def source_note_words(part: str) -> Mapping[str, Any]:
    """Return words that are taken from a note before its rules: a part of ``source_notes.toml``.

    Examples
    --------
    >>> source_note_words("research")["class"]
    'collected-by-itu'
    """
    return _source_notes()[part]


@lru_cache(maxsize=1)
def _source_notes() -> Mapping[str, Mapping[str, Any]]:
    found = loading.toml("source_notes.toml")
    return MappingProxyType(
        {key: MappingProxyType(value) for key, value in found.items() if key != "rules"}
    )
