"""A publisher's folder for load tests: the published economies, and invented ones up to a number.

Each invented economy has the mean of two published ones in every indicator, a user's code and no
position on the map. The site states on every page that some of its economies do not exist.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import ictindex as ict
from ictindex.data.observation_reader import read_observations
from ictindex.definitions import catalogue

WORKBOOK = "idi-editions/IDIDataset_open.xlsx"
BASKETS = "ipb/baskets_2008_2025.csv"
_VALUE = ("economy", "indicator", "year", "value", "unit", "status", "source", "note")
_SCORE = ("economy", "node", "value", "source")
_HEAD = """\
synthetic = true

[publisher]
name = "Example office of statistics"

[prices]
file = "prices.csv"
edition = 2025
source = "itu-ipb"
columns = { iso3 = "economy", code_prefix = "basket", unit = "measure" }
"""
_TABLE = """
[[edition]]
edition = {year}
values = "values-{year}.csv"
scores = "scores-{year}.csv"
source = "itu-idi"
"""


def write_filled_folder(
    folder: Path, data: Path, count: int, years: Sequence[int], languages: Sequence[str] = ()
) -> None:
    """Write the folder of a publisher with so many economies in each edition."""
    invented: set[str] = set()
    for year in years:
        invented |= _write_edition(folder, data / WORKBOOK, count, year)
    _write_prices(folder, data / BASKETS, sorted(invented))
    head = f"languages = {list(languages)!r}\n{_HEAD}" if languages else _HEAD
    tables = "".join(_TABLE.format(year=year) for year in years)
    (folder / "site.toml").write_text(head + tables, encoding="utf-8")


def _write_edition(folder: Path, workbook: Path, count: int, year: int) -> set[str]:
    """Write values and scores of an edition; return the codes of its invented economies."""
    observations = read_observations(workbook, form="itu-idi", edition=year)
    rows = [_record(row) for row in observations.to_frame().to_dict("records")]
    rows = [row for row in rows if row["value"]]
    printed = observations.published[year]
    scores = [(economy, node, str(value)) for (economy, node), value in printed.values.items()]
    real = sorted({economy for economy, _, _ in scores})
    codes = catalogue.synthetic_economies()[: max(count - len(real), 0)]
    if len(real) + len(codes) < count:
        raise SystemExit(f"{count} economies are more than there are codes for")
    by_economy: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        by_economy.setdefault(row["economy"], {})[row["indicator"]] = row
    # Economies with a value in every indicator come first: their pages are the longest.
    donors = sorted(by_economy, key=lambda economy: (-len(by_economy[economy]), economy))
    made = [
        _mean(code, by_economy[donors[n % len(donors)]], by_economy[donors[(n + 7) % len(donors)]])
        for n, code in enumerate(codes)
    ]
    mixed = [row for economy in made for row in economy]
    values = folder / f"values-{year}.csv"
    _write_rows(values, _VALUE, ([row[key] for key in _VALUE] for row in [*rows, *mixed]))
    result = ict.compute(ict.methodology("idi", edition=year), read_observations(values))
    shown = {node for _, node, _ in scores}
    frame = result.to_frame().dropna(subset=["score"])
    computed = zip(frame["economy"], frame["node"], frame["score"], strict=True)
    mine = set(codes)
    scores += [(e, node, str(score)) for e, node, score in computed if e in mine and node in shown]
    cited = f"ITU, ICT Development Index {year}; with invented economies"
    written = [(*score, cited) for score in scores]
    _write_rows(folder / f"scores-{year}.csv", _SCORE, written)
    return set(codes)


def _record(row: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): "" if value is None else str(value) for key, value in row.items()}


def _mean(
    code: str, first: Mapping[str, dict[str, str]], second: Mapping[str, dict[str, str]]
) -> list[dict[str, str]]:
    """Return the values of an invented economy: the means of two, to the places of the first."""
    rows = []
    for indicator, row in first.items():
        value = Decimal(row["value"])
        other = Decimal(second.get(indicator, row)["value"])
        mean = ((value + other) / 2).quantize(value, rounding=ROUND_HALF_UP)
        rows.append({**row, "economy": code, "value": str(mean)})
    return rows


def _write_prices(folder: Path, baskets: Path, codes: Sequence[str]) -> None:
    """Write the price baskets, those of invented economies drawn from published ones."""
    with baskets.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    by_economy: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_economy.setdefault(row["iso3"], []).append(row)
    donors = sorted(by_economy, key=lambda economy: (-len(by_economy[economy]), economy))
    for n, code in enumerate(codes):
        for row in by_economy[donors[n % len(donors)]]:
            value = row["value"]
            dearer = Decimal(value) * (101 + n % 9) / 100 if value else None
            shown = "" if dearer is None else str(dearer.quantize(Decimal(value)))
            rows.append({**row, "iso3": code, "value": shown})
    _write_rows(folder / "prices.csv", list(rows[0]), (list(row.values()) for row in rows))


def _write_rows(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([names, *rows])
