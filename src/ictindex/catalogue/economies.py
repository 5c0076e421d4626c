"""Economies by ISO 3166-1 alpha-3 code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ictindex.catalogue import loading


@dataclass(frozen=True, slots=True)
class Economy:
    """An economy: ISO 3166-1 alpha-3 and alpha-2, UN M49 (text, zero-padded), ISO 4217 currency."""

    iso3: str
    iso2: str
    m49: str
    currency: str


@lru_cache(maxsize=1)
def economies() -> Mapping[str, Economy]:
    """Return all economies by ISO3 code.

    Examples
    --------
    >>> economies()["NAM"].iso2
    'NA'
    """
    found = {
        row["iso3"]: Economy(row["iso3"], row["iso2"], row["m49"], row["currency"])
        for row in loading.rows("economies.csv")
    }
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def synthetic_economies() -> tuple[str, ...]:
    """Return the codes of economies that do not exist: for demonstrations, never for an edition.

    ISO 3166-1 leaves XAA to XXZ to its users; no country is ever given one of them.

    Examples
    --------
    >>> synthetic_economies()[:2], set(synthetic_economies()) & set(economies())
    (('XAA', 'XAB'), set())
    """
    return tuple(f"XA{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def is_economy(code: str) -> bool:
    """Tell whether a code is of an economy of the catalogue, or of a synthetic one.

    Examples
    --------
    >>> is_economy("NAM"), is_economy("XAA"), is_economy("NA")
    (True, True, False)
    """
    return code in economies() or code in synthetic_economies()


@lru_cache(maxsize=1)
def _by_any_name() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for economy in economies().values():
        known[economy.iso3.casefold()] = economy.iso3
        for code in (economy.iso2, economy.m49):
            if code:
                known[code.casefold()] = economy.iso3
    for row in loading.rows("economy_names.csv"):
        for name in list(row.values())[1:]:
            known.setdefault(name.casefold(), row["iso3"])
    for row in loading.rows("economy_aliases.csv"):
        known.setdefault(row["alias"].casefold(), row["iso3"])
    return MappingProxyType(known)


def economy_hint(text: str) -> str | None:
    """Return the ISO3 code that a name or another code probably meant, or ``None``.

    Only for remedies: a reader never replaces what was written by it.

    Examples
    --------
    >>> economy_hint("Brésil"), economy_hint("NA"), economy_hint("Atlantis")
    ('BRA', 'NAM', None)
    """
    return _by_any_name().get(text.strip().casefold())
