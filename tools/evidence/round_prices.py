"""The months of exchange rates behind the published prices in US dollars, by round prices.

Shops sell at 9.99 and 24.90. A published price in US dollars, turned back with the rate that was
used, is such a price again; with another rate it is one only by chance. Every window of whole
months in the data year and in the year before is tried, at most twelve months long. Prices in euros
are left out: nineteen economies would decide by a single rate.

    python tools/evidence/round_prices.py FOLDER RATES

FOLDER has the published tables, as the tests read them (``ICTINDEX_DATA``). RATES is the file of
all euro reference rates of the European Central Bank (eurofxref-hist.csv). Nothing is written. The
result is a likelihood: it says which window fits best, and how well the next one fits.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

ENDS = (0, 90, 95, 99)  # of a hundred smallest units of a price
_TOLERANCE = 0.0005  # of a rate
_LEAST_PRICE = 4  # US dollars; below it nearly any price is a round one
_WIDEST = 4  # units between the ends of an interval; a wider one proves nothing

Month = tuple[int, int]
Rates = Mapping[str, Mapping[Month, list[float]]]  # units of a currency for a US dollar


@dataclass(frozen=True, order=True)
class Window:
    """Months in a row; 1 is January of the data year, 0 December of the year before."""

    first: int
    last: int

    def months(self, year: int) -> list[Month]:
        """Return the months of the window for a data year."""
        return [(year + (n - 1) // 12, (n - 1) % 12 + 1) for n in range(self.first, self.last + 1)]

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


WINDOWS = tuple(
    Window(first, last) for first in range(-11, 13) for last in range(first, min(first + 12, 13))
)


def read_rates(rows: Iterable[Mapping[str, str]]) -> Rates:
    """Read daily rates for a euro as daily rates for a US dollar, by currency and month."""
    rates: dict[str, dict[Month, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        try:
            dollar = float(row["USD"])
        except ValueError:
            continue
        month = int(row["Date"][:4]), int(row["Date"][5:7])
        for currency, text in row.items():
            if currency not in ("Date", "USD") and text and text != "N/A":
                rates[currency][month].append(float(text) / dollar)
    return rates


def mean_rate(rates: Rates, currency: str, months: list[Month]) -> float | None:
    """Return the mean of the daily rates of some months; ``None`` if there are none."""
    daily = [rate for month in months for rate in rates[currency].get(month, ())]
    return sum(daily) / len(daily) if daily else None


def is_round(price: float, rate: float) -> bool | None:
    """Tell whether a price may be a round one in its currency; ``None`` if any price may."""
    unit = 0.01 if rate < 20 else 1 if rate < 2000 else 100
    low = (price - 0.005) * rate * (1 - _TOLERANCE) / unit
    high = (price + 0.005) * rate * (1 + _TOLERANCE) / unit
    if high - low > _WIDEST:
        return None
    return any(whole % 100 in ENDS for whole in range(ceil(low), floor(high) + 1))


def count_round(
    prices: Mapping[int, set[tuple[str, float]]], rates: Rates, window: Window
) -> tuple[int, int]:
    """Return the number of round prices and of all that can be judged, over some data years.

    ``prices`` has the currency and the US dollars of each price by data year.
    """
    judged = []
    for year, listed in prices.items():
        months = window.months(year)
        means = {currency: mean_rate(rates, currency, months) for currency, _ in listed}
        for currency, price in listed:
            rate = means[currency]
            if rate is not None:
                judged.append(is_round(price, rate))
    return judged.count(True), len(judged) - judged.count(None)


def best_windows(
    prices: Mapping[int, set[tuple[str, float]]], rates: Rates
) -> list[tuple[Window, int, int]]:
    """Return the windows by their number of round prices, the best first."""
    counted = [(window, *count_round(prices, rates, window)) for window in WINDOWS]
    return sorted(counted, key=lambda row: (-row[1], row[0]))


def read_prices(
    folder: Path, years: Iterable[int], rates: Rates
) -> dict[int, set[tuple[str, float]]]:
    """Read the prices in US dollars of economies whose currency the bank quotes, but the euro."""
    currencies = {row["iso3"]: row["currency"] for row in _rows(folder / "reference/economies.csv")}
    prices: dict[int, set[tuple[str, float]]] = {year: set() for year in years}
    for row in _rows(folder / "ipb/baskets_2008_2025.csv"):
        currency, year = currencies.get(row["iso3"], ""), int(row["year"])
        is_quoted = year in prices and row["unit"] == "USD" and currency in rates
        if is_quoted and float(row["value"]) > _LEAST_PRICE:
            prices[year].add((currency, float(row["value"])))
    return prices


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def main() -> None:
    """Print the best windows of the years of each rule."""
    folder, rates = Path(sys.argv[1]), read_rates(_rows(Path(sys.argv[2])))
    rules = ((2013, 2016), (2017, 2017), (2018, 2018), (2019, 2019), (2020, 2020), (2021, 2024),
             (2025, 2025))  # fmt: skip
    for first, last in rules:
        prices = read_prices(folder, range(first, last + 1), rates)
        best = best_windows(prices, rates)[:3]
        shown = "; ".join(f"{window}: {hits} of {total}" for window, hits, total in best)
        print(f"{first} to {last}: {shown}")


if __name__ == "__main__":
    main()
