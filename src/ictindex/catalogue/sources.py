"""What the class of a source, a status and a mark of confidentiality count as.

Selection, shares, derivation, the rules of the mandate and publishing ask here: a value must not be
official for one of them and an estimate for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.catalogue import loading
from ictindex.catalogue.indicators import codes, confidentiality_codes


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
    table = loading.toml("source_notes.toml")
    return MappingProxyType(
        {key: MappingProxyType(value) for key, value in table.items() if key != "rules"}
    )


OFFICIAL = ("official-submission", "official-publication")
OTHER, ESTIMATE, AUXILIARY = "other", "estimate", "auxiliary"
COLLECTED = "collected-by-itu"  # by the compiler itself, with no authority named: never official
IMPUTED = "I"  # status of what the compiler estimated, whatever class is stated


def counted_class(stated: str, status: str) -> str:
    """Return the class that counts: what the compiler imputed is an estimate, whatever is stated.

    Auxiliary series stay what they are: the population of a year is an estimate of somebody's.

    Parameters
    ----------
    stated : str
        Class of the source as stated; empty where it is not.
    status : str
        Status of the observation.

    Returns
    -------
    str
        A class of source, or empty: not stated.

    Examples
    --------
    >>> counted_class("official-submission", "A"), counted_class("official-submission", "I")
    ('official-submission', 'estimate')
    >>> counted_class("other", "I"), counted_class("", "I"), counted_class("auxiliary", "I")
    ('estimate', 'estimate', 'auxiliary')
    """
    return ESTIMATE if status == IMPUTED and stated != AUXILIARY else stated


def kind_of(stated: str, status: str) -> str:
    """Return what a value counts as in shares: both official classes are one kind.

    Parameters
    ----------
    stated : str
        Class of the source as stated; empty where it is not.
    status : str
        Status of the observation.

    Returns
    -------
    str
        ``official``, ``collected-by-itu``, ``other``, ``estimate``, ``auxiliary`` or
        ``not-stated``.

    Examples
    --------
    >>> kind_of("official-publication", "A"), kind_of("", "I"), kind_of("", "")
    ('official', 'estimate', 'not-stated')
    >>> kind_of("collected-by-itu", "A")
    'collected-by-itu'
    """
    table = counted_class(stated, status)
    return "official" if table in OFFICIAL else table or "not-stated"


@lru_cache(maxsize=1)
def auxiliary_series() -> frozenset[str]:
    """Return the series that are never a Member State's submission.

    Returns
    -------
    frozenset of str
        Ids of indicators and of the series that convert prices.

    Examples
    --------
    >>> "population" in auxiliary_series(), "internet-users" in auxiliary_series()
    (True, False)
    """
    lookup = codes()
    return frozenset((*lookup["auxiliary_series"], *lookup["economics_series"]))


@lru_cache(maxsize=2)
def free_marks(*, released: bool = True) -> frozenset[str]:
    """Return the marks of confidentiality under which a value may be published.

    Parameters
    ----------
    released : bool
        At the release of the edition, when an embargo ends; else before it.

    Returns
    -------
    frozenset of str
        SDMX ``CL_CONF_STATUS`` codes, and the empty one.

    Examples
    --------
    >>> sorted(free_marks()), sorted(free_marks(released=False))
    (['', 'E', 'F'], ['', 'F'])
    """
    ended = {
        code
        for code, entry in codes()["confidentiality_status"].items()
        if released and entry.get("released", False)
    }
    return frozenset(
        {"", *ended, *(code for code, free in confidentiality_codes().items() if free)}
    )
