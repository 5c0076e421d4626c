"""Published editions for the benchmarks: official values, folds of economies, fitted numbers.

``ICTINDEX_DATA`` names the folder with the copy of ITU's workbook (default: ``../shared/data``).
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from real_data import DATA

EDITIONS = (2023, 2024, 2025)
LAG = 2  # years from the values to the edition
FOLDS = 5
# In the sheet of 2023 estimates have no mark: the note states them.
_ESTIMATE = re.compile(r"\s*itu (estimate|imputation)", re.IGNORECASE)

Key = tuple[str, str]  # economy, indicator


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed value, and whether ITU estimated it or took it from the year before."""

    written: str
    estimated: bool
    lagged: bool

    @property
    def value(self) -> float:
        return float(self.written)

    @property
    def clean(self) -> bool:
        """Official and of its own year."""
        return not (self.estimated or self.lagged)


@lru_cache(maxsize=1)
def editions() -> dict[int, dict[Key, Cell]]:
    """Return the values of the editions."""
    cells: dict[int, dict[Key, Cell]] = {edition: {} for edition in EDITIONS}
    path = DATA / "idi-editions" / "idi_editions_values.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["value"]:
                continue
            economy = "PSE" if row["iso3"] == "WBG" else row["iso3"]
            estimated = row["mark"] == "estimate" or bool(_ESTIMATE.match(row["source_note"]))
            cell = Cell(row["value"], estimated, row["mark"] == "lagged")
            cells[int(row["edition"])][economy, row["indicator"]] = cell
    return cells


@lru_cache(maxsize=1)
def indicators() -> tuple[str, ...]:
    """Return the indicators in the order of the index."""
    return tuple(dict.fromkeys(name for _, name in editions()[EDITIONS[0]]))


def folds(seed: int) -> dict[str, int]:
    """Return the fold of every economy."""
    economies = sorted({economy for cells in editions().values() for economy, _ in cells})
    random.Random(seed).shuffle(economies)
    return {economy: n % FOLDS for n, economy in enumerate(economies)}


def pairs(first: int, economies: Collection[str]) -> dict[str, list[tuple[float, float]]]:
    """Return official values of an edition and of the next one, by indicator."""
    before, after = editions()[first], editions()[first + 1]
    pairs_of: dict[str, list[tuple[float, float]]] = {name: [] for name in indicators()}
    for key, cell in after.items():
        last = before.get(key)
        if key[0] in economies and cell.clean and last is not None and last.clean:
            pairs_of[key[1]].append((last.value, cell.value))
    return pairs_of


def rows(edition: int, economies: Collection[str]) -> list[dict[str, float]]:
    """Return the printed values of an edition, an economy each."""
    by_economy: dict[str, dict[str, float]] = {}
    for (economy, name), cell in editions()[edition].items():
        if economy in economies:
            by_economy.setdefault(economy, {})[name] = cell.value
    return [by_economy[economy] for economy in sorted(by_economy)]


def fit_changes(
    transitions: Collection[int], same_year: Collection[int], economies: Collection[str]
):
    """Return numbers fitted to changes from some editions to the next, and to some editions."""
    from ictindex.submissions.validation import fitting

    changes: dict[str, list[tuple[float, float]]] = {name: [] for name in indicators()}
    for first in transitions:
        for name, some in pairs(first, economies).items():
            changes[name] += some
    several = [row for edition in same_year for row in rows(edition, economies)]
    return fitting.fit_model(changes, several, title="editions", first_round=2000)[1]


def table(values: Mapping[Key, str], year: int, imputed: Collection[Key] = ()):
    """Return observations of one year, as they are printed."""
    import pandas as pd

    import ictindex as ict

    lines = [
        (e, i, year, written, "I" if (e, i) in imputed else "")
        for (e, i), written in values.items()
    ]
    names = ["economy", "indicator", "year", "value", "status"]
    return ict.read_observations(pd.DataFrame(lines, columns=names))


def reported():
    """Return the data that the shipped document is fitted to: three editions and three series."""
    import pandas as pd
    import series

    import ictindex as ict

    lines = []
    for edition, cells in editions().items():
        for (economy, name), cell in cells.items():
            if not cell.lagged:
                status = "I" if cell.estimated else ""
                lines.append((economy, name, edition - LAG, cell.written, status))
    for name, years in series.series().items():
        for year in range(2020, 2024):
            if name != "internet-users":
                lines += [(e, name, year, f"{v:.1f}", "") for e, v in years[year].items()]
    names = ["economy", "indicator", "year", "value", "status"]
    return ict.read_observations(pd.DataFrame(lines, columns=names))


TITLE = (
    "ITU, workbook of the ICT Development Index, editions 2023 to 2025; World Bank, World "
    "Development Indicators (figures of ITU): three kinds of subscriptions"
)
