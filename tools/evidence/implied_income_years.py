"""The year of income behind the published shares of income, by the incomes that they imply.

A price in US dollars and its share of monthly income imply a yearly income. It is compared with
today's series of Atlas incomes of the data year and of the two years before. Until 2017 the income
is that of the Atlas method; from 2018 it is in national currency, so that the series is moved by
the official exchange rates of the two years. The series were revised since: the result is a
likelihood, with counts.

    python tools/evidence/implied_income_years.py FOLDER

FOLDER has the published tables and the series, as the tests read them (``ICTINDEX_DATA``). Nothing
is written.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log
from pathlib import Path

Cells = Mapping[tuple[str, int], float]


def nearest_years(
    implied: Cells, incomes: Cells, offsets: tuple[int, ...], rates: Cells | None = None
) -> Counter[int]:
    """Return how many implied incomes are nearest to the income of each year.

    ``rates``: official exchange rates, if incomes are in national currency. An economy without
    the incomes (and rates) of all years is left out.
    """
    nearest: Counter[int] = Counter()
    for (economy, year), income in implied.items():
        others: dict[int, float] = {}
        for offset in offsets:
            at = economy, year + offset
            moved = 1.0
            if rates is not None:
                moved = rates.get(at, 0.0) / rates.get((economy, year), 1.0)
            others[offset] = incomes.get(at, 0.0) * moved
        if all(others.values()):
            nearest[min(offsets, key=lambda n: abs(log(income / others[n])))] += 1
    return nearest


def read_implied(folder: Path, basket: str, years: Iterable[int]) -> Cells:
    """Read the yearly incomes that the shares and the US dollars of a basket imply."""
    wanted = set(years)
    parts: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    for row in _rows(folder / "ipb/baskets_2008_2025.csv"):
        if row["code_prefix"] == basket and int(row["year"]) in wanted:
            parts[row["iso3"], int(row["year"])][row["unit"]] = float(row["value"])
    return {
        at: 1200 * pair["USD"] / pair["GNIpc"]
        for at, pair in parts.items()
        if pair.get("USD") and pair.get("GNIpc")
    }


def read_incomes(folder: Path) -> Cells:
    """Read the Atlas incomes by economy and year."""
    return {
        (row["iso3"], int(row["year"])): float(row["gni_pc_atlas_usd"])
        for row in _rows(folder / "series/gni_pc_atlas.csv")
        if row["gni_pc_atlas_usd"]
    }


def read_rates(folder: Path) -> Cells:
    """Read the official exchange rates by economy and year."""
    return {
        (row["iso3"], int(row["year"])): float(row["value"])
        for row in _rows(folder / "series/fx_ppp.csv")
        if row["indicator"] == "PA.NUS.FCRF"
    }


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def count(folder: Path, first: int, last: int) -> Counter[int]:
    """Return the counts of the data years of a rule."""
    is_atlas = last <= 2017
    implied = read_implied(folder, "i154_FBB" if is_atlas else "i154_FBB5", range(first, last + 1))
    rates = None if is_atlas else read_rates(folder)
    return nearest_years(implied, read_incomes(folder), (0, -1, -2), rates)


def main() -> None:
    """Print the counts of the years of each rule."""
    folder = Path(sys.argv[1])
    for first, last in ((2008, 2009), (2017, 2017), (2018, 2018), (2019, 2020), (2021, 2024)):
        counts = count(folder, first, last)
        shown = ", ".join(f"{n} of the year {offset}" for offset, n in counts.most_common())
        print(f"{first} to {last}: {sum(counts.values())} incomes, nearest to that {shown}")


if __name__ == "__main__":
    main()
