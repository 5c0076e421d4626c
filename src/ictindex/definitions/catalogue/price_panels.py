"""The economies behind printed medians of price baskets that the country table does not show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import loading
from ictindex.definitions.catalogue.edition_sizes import EditionSize, basket_size


@dataclass(frozen=True, slots=True)
class FurtherEconomies:
    """Groups whose printed medians count more economies than the country table has."""

    vintage: str
    first: int
    last: int
    groups: frozenset[str]
    economies: int
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class CountedBlanks:
    """Blank shares of a basket that the printed medians count.

    ``every`` is true if every economy with a price in dollars counts, otherwise only one whose
    value is above all visible ones. The conversion of the ``witness`` basket shows that the
    publisher had an income.
    """

    definition: str
    first: int
    last: int
    every: bool
    witness: str
    mark: str
    source: str


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return loading.toml("price_panels.toml")


@lru_cache(maxsize=1)
def _further() -> tuple[FurtherEconomies, ...]:
    return tuple(
        FurtherEconomies(
            vintage=entry["vintage"],
            first=entry["years"][0],
            last=entry["years"][1],
            groups=frozenset(entry["groups"]),
            economies=entry["economies"],
            mark=entry["mark"],
            source=entry["source"],
        )
        for entry in _file()["further"]
    )


@lru_cache(maxsize=1)
def _blanks() -> tuple[CountedBlanks, ...]:
    return tuple(
        CountedBlanks(
            definition=entry["definition"],
            first=entry["years"][0],
            last=entry["years"][1],
            every=entry["counted"] == "priced",
            witness=entry["witness"],
            mark=entry["mark"],
            source=entry["source"],
        )
        for entry in _file()["blanks"]
    )


def panel_vintages() -> frozenset[str]:
    """Return the vintages of groups whose printed medians were compared with the country table."""
    return frozenset(entry.vintage for entry in _further())


def further_economies(group: str, years: Iterable[int]) -> int:
    """Return how many economies more than the table the printed median of a group counts.

    ``group`` is ``grouping/group``, or ``all``; ``years`` is one year, or the window of a panel.
    """
    return sum(entry.economies for entry in _count_further(group, tuple(years)))


def _count_further(group: str, window: tuple[int, ...]) -> list[FurtherEconomies]:
    return [
        entry
        for entry in _further()
        if group in entry.groups and entry.first <= min(window) and max(window) <= entry.last
    ]


def counted_blanks(definition: str, year: int) -> CountedBlanks | None:
    """Return the rule on blank shares of a basket in a year; ``None`` if no median counts them."""
    for entry in _blanks():
        if entry.definition == definition and entry.first <= year <= entry.last:
            return entry
    return None


def panel_size(definition: str, year: int, measure: str) -> EditionSize | None:
    """Return how many economies the publisher's median of a year counts; ``None`` if not known.

    They are those of its country table, the counted blanks, and further economies.
    """
    rule = None if measure == "usd" else counted_blanks(definition, year)
    if rule is not None and not rule.every:
        return None
    table = basket_size(definition, year, measure if rule is None else "usd")
    if table is None:
        return None
    more = _count_further("all", (year,))
    return replace(
        table,
        economies=table.economies + sum(entry.economies for entry in more),
        source="; ".join([table.source, *(entry.source for entry in more)]),
    )
