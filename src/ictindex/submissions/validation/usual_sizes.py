"""The sizes of figures by economy and income group, for checks without an earlier value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.definitions.documents import toml_reader

FOLDER, FILE = "sizes", "sizes-2026.toml"
_GROUPS = ("income-group", "wdi-2026-04")
_DOLLAR = "USD"


@dataclass(frozen=True, slots=True)
class UsualSizes:
    """A dated document of sizes: decimal logarithms by economy, lowest rates by income group."""

    id: str
    fitted: dt.date
    sources: Mapping[str, str]
    population: Mapping[str, float]
    rates: Mapping[str, Mapping[str, float]]
    prices: Mapping[str, Mapping[str, tuple[float, float]]]

    def lowest_rate(self, indicator: str, economy: str) -> float | None:
        """Return the lowest rate of an economy's income group that is not questioned."""
        group = income_groups().get(economy)
        return None if group is None else self.rates.get(indicator, {}).get(group)

    def price_decades(self, service: str, economy: str, currency: str) -> float | None:
        """Return the decimal logarithm of the usual price of a month in a currency, if known."""
        both = self.prices.get(service, {}).get(economy)
        if both is None:
            return None
        entry = catalogue.economies().get(economy)
        if entry is not None and currency == entry.currency:
            return both[0]
        return both[1] if currency == _DOLLAR else None


@lru_cache(maxsize=1)
def income_groups() -> Mapping[str, str]:
    """Return the income group of each economy in the list with which the sizes were fitted."""
    listed = catalogue.groups(*_GROUPS).groups
    return MappingProxyType({e: group for group, members in listed.items() for e in members})


def read_sizes() -> dict[str, Any]:
    """Return the content of the document that comes with the library."""
    content = toml_reader.read(package_data.folder("methodology") / FOLDER / FILE)
    return toml_reader.parse(content, FILE)


@lru_cache(maxsize=1)
def usual_sizes() -> UsualSizes:
    """Return the document that comes with the library."""
    return parse_sizes(read_sizes())


def parse_sizes(raw: Mapping[str, Any]) -> UsualSizes:
    """Read a document of sizes."""

    def numbers(table: Mapping[str, object]) -> Mapping[str, float]:
        return MappingProxyType({name: float(str(value)) for name, value in table.items()})

    prices = {
        service: MappingProxyType({e: (float(pair[0]), float(pair[1])) for e, pair in own.items()})
        for service, own in raw["prices"].items()
    }
    return UsualSizes(
        str(raw["id"]),
        raw["fitted"],
        MappingProxyType(dict(raw["sources"])),
        numbers(raw["population"]),
        MappingProxyType({name: numbers(table) for name, table in raw["rates"].items()}),
        MappingProxyType(prices),
    )


def usual_population(decades: float) -> Decimal:
    """Return the population of a size, with two digits."""
    return Decimal(f"{10**decades:.2g}").quantize(Decimal(1))
