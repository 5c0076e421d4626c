"""Classes of sources, statuses and marks of confidentiality: their meaning for every room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.definitions.catalogue import loading
from ictindex.definitions.catalogue.indicators import codes, confidentiality_codes


@lru_cache(maxsize=1)
def publisher_forms() -> Mapping[str, Mapping[str, Any]]:
    """Return the meaning of the columns and codes of publishers' files, by form."""
    return MappingProxyType(dict(loading.toml("publisher_file_forms.toml")))


@lru_cache(maxsize=1)
def source_note_rules() -> tuple[Mapping[str, Any], ...]:
    """Return, in order, the rules that find the class of a source in its note."""
    return tuple(MappingProxyType(rule) for rule in loading.toml("source_notes.toml")["rules"])


def source_note_words(part: str) -> Mapping[str, Any]:
    """Return words to remove from a note before its rules: a part of ``source_notes.toml``."""
    return _source_notes()[part]


@lru_cache(maxsize=1)
def _source_notes() -> Mapping[str, Mapping[str, Any]]:
    table = loading.toml("source_notes.toml")
    return MappingProxyType(
        {key: MappingProxyType(value) for key, value in table.items() if key != "rules"}
    )


OFFICIAL = ("official-submission", "official-publication")
OTHER, ESTIMATE, AUXILIARY = "other", "estimate", "auxiliary"
COLLECTED = "collected-by-itu"  # by the compiler itself, with no named authority
IMPUTED = "I"  # status of the compiler's estimates, whatever class is stated
INCLUDED = "K"  # status of a cell without value of its own: it is in another category (SDMX)
_NOT_OBSERVED = ("E", "F", IMPUTED)  # estimates of the country, forecasts, imputed values


def is_observed(status: str) -> bool | None:
    """Return whether a value with a status was observed; ``None`` if no status is stated."""
    return status not in _NOT_OBSERVED if status else None


def counted_class(stated: str, status: str) -> str:
    """Return the class that applies: a value that the compiler imputed is an estimate."""
    # Auxiliary series keep their class: the population of a year is always somebody's estimate.
    return ESTIMATE if status == IMPUTED and stated != AUXILIARY else stated


def kind_of(stated: str, status: str) -> str:
    """Return the kind of a value in shares of classes: both official classes are one kind."""
    table = counted_class(stated, status)
    return "official" if table in OFFICIAL else table or "not-stated"


@lru_cache(maxsize=1)
def auxiliary_series() -> frozenset[str]:
    """Return the series that no Member State submits."""
    lookup = codes()
    return frozenset((*lookup["auxiliary_series"], *lookup["economics_series"]))


@lru_cache(maxsize=2)
def free_marks(*, released: bool = True) -> frozenset[str]:
    """Return the marks of confidentiality that allow publication of a value."""
    ended = {
        code
        for code, entry in codes()["confidentiality_status"].items()
        if released and entry.get("released", False)
    }
    return frozenset(
        {"", *ended, *(code for code, free in confidentiality_codes().items() if free)}
    )
