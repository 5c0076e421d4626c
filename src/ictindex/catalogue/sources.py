"""What the class of a source, a status and a mark of confidentiality count as, for every room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.catalogue import loading
from ictindex.catalogue.indicators import codes, confidentiality_codes


@lru_cache(maxsize=1)
def publisher_forms() -> Mapping[str, Mapping[str, Any]]:
    """Return what the columns and codes of publishers' files mean, by form."""
    return MappingProxyType(dict(loading.toml("forms.toml")))


@lru_cache(maxsize=1)
def source_note_rules() -> tuple[Mapping[str, Any], ...]:
    """Return the rules by which a note of a source shows its class, in their order."""
    return tuple(MappingProxyType(rule) for rule in loading.toml("source_notes.toml")["rules"])


def source_note_words(part: str) -> Mapping[str, Any]:
    """Return words that are taken from a note before its rules: a part of ``source_notes.toml``."""
    return _source_notes()[part]


@lru_cache(maxsize=1)
def _source_notes() -> Mapping[str, Mapping[str, Any]]:
    table = loading.toml("source_notes.toml")
    return MappingProxyType(
        {key: MappingProxyType(value) for key, value in table.items() if key != "rules"}
    )


OFFICIAL = ("official-submission", "official-publication")
OTHER, ESTIMATE, AUXILIARY = "other", "estimate", "auxiliary"
COLLECTED = "collected-by-itu"  # by the compiler itself, with no authority named: never official
IMPUTED = "I"  # status of what the compiler estimated, whatever class is stated


def counted_class(stated: str, status: str) -> str:
    """Return the class that counts: a value that the compiler imputed is an estimate."""
    # Auxiliary series stay what they are: the population of a year is an estimate of somebody's.
    return ESTIMATE if status == IMPUTED and stated != AUXILIARY else stated


def kind_of(stated: str, status: str) -> str:
    """Return what a value counts as in shares: both official classes are one kind."""
    table = counted_class(stated, status)
    return "official" if table in OFFICIAL else table or "not-stated"


@lru_cache(maxsize=1)
def auxiliary_series() -> frozenset[str]:
    """Return the series that are never a Member State's submission."""
    lookup = codes()
    return frozenset((*lookup["auxiliary_series"], *lookup["economics_series"]))


@lru_cache(maxsize=2)
def free_marks(*, released: bool = True) -> frozenset[str]:
    """Return the marks of confidentiality under which a value may be published."""
    ended = {
        code
        for code, entry in codes()["confidentiality_status"].items()
        if released and entry.get("released", False)
    }
    return frozenset(
        {"", *ended, *(code for code, free in confidentiality_codes().items() if free)}
    )
