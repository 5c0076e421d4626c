"""Number of economies and printed mean of each published edition, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import loading


@dataclass(frozen=True, slots=True)
class EditionSize:
    """The number of economies of a published edition, or of a basket in a year.

    ``mean`` is the mean of the index that the publisher printed for them, where it is on record.
    """

    economies: int
    mark: str
    source: str
    mean: Decimal | None = None


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return loading.toml("editions.toml")


@lru_cache(maxsize=1)
def _editions() -> Mapping[tuple[str, int], EditionSize]:
    return MappingProxyType(
        {
            (entry["index"], entry["edition"]): EditionSize(
                entry["economies"],
                entry["mark"],
                entry["source"],
                Decimal(entry["mean"]) if "mean" in entry else None,
            )
            for entry in _file()["edition"]
        }
    )


@lru_cache(maxsize=1)
def _read_priced() -> Mapping[tuple[str, int, str], EditionSize]:
    about = _file()["baskets"]
    return MappingProxyType(
        {
            (row["definition"], int(row["year"]), measure): EditionSize(
                int(row[measure]), about["mark"], about["source"]
            )
            for row in loading.rows("basket_economies.csv")
            for measure in ("share", "usd", "ppp")
        }
    )


def edition_size(index: str, edition: int) -> EditionSize | None:
    """Return the number of economies of a published edition; ``None`` if it is not known."""
    return _editions().get((index, edition))


def basket_size(definition: str, year: int, measure: str) -> EditionSize | None:
    """Return how many economies the publisher's country table has; ``None`` if it is not known."""
    return _read_priced().get((definition, year, measure))
