"""A publisher's folder for load tests: published figures, and invented ones up to a number.

An economy that an edition lacks gets the mean of two others in every indicator, and the score that
follows; every economy has the prices of the baskets. The site names a load test with invented
figures as their source and itself as its publisher, on every page, and never ITU.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import ictindex as ict
from ictindex.data.observation_reader import read_observations

WORKBOOK = "idi-editions/IDIDataset_open.xlsx"
BASKETS = "ipb/baskets_2008_2025.csv"
_VALUE = ("economy", "indicator", "year", "value", "unit", "status", "source", "note")
_SCORE = ("economy", "node", "value", "source")
_HEAD = """\
[publisher]
name = "Load test: many figures are invented"

[[source]]
id = "load-test"
title = "Published and invented figures, mixed"
publisher = "Load test"
edition = "none"
address = "https://example.org/"
licence = "cc-by-nc-sa-3.0-igo"
"""
_PRICES = """
[prices]
file = "prices.csv"
edition = 2025
source = "load-test"
columns = { iso3 = "economy", code_prefix = "basket", unit = "measure" }
"""
_TABLE = """
[[edition]]
edition = {year}
values = "values-{year}.csv"
scores = "scores-{year}.csv"
source = "load-test"
"""


def write_filled_folder(
    folder: Path,
    data: Path,
    count: int,
    years: Sequence[int],
    languages: Sequence[str] = (),
    *,
    has_prices: bool = True,
) -> None:
    """Write the folder of a publisher with so many economies in each edition."""
    with (data / BASKETS).open(encoding="utf-8", newline="") as stream:
        prices = list(csv.DictReader(stream))
    editions = {year: _read_edition(data / WORKBOOK, year) for year in years}
    # Economies of any edition come first, so that all editions have the same ones.
    printed = {economy for _, scores in editions.values() for economy, _, _ in scores}
    candidates = [*sorted(printed), *sorted({row["iso3"] for row in prices} - printed)]
    if len(candidates) < count:
        raise SystemExit(f"{count} economies are more than have figures: {len(candidates)}")
    chosen = set(candidates[:count])
    for year, (rows, scores) in editions.items():
        _write_edition(folder, rows, scores, sorted(chosen), year)
    if has_prices:
        _write_prices(folder, prices, sorted(chosen))
    head = f"languages = {list(languages)!r}\n{_HEAD}" if languages else _HEAD
    tables = (_PRICES if has_prices else "") + "".join(_TABLE.format(year=year) for year in years)
    (folder / "site.toml").write_text(head + tables, encoding="utf-8")


def _read_edition(
    workbook: Path, year: int
) -> tuple[list[dict[str, str]], list[tuple[str, str, str]]]:
    """Return the values of an edition, and its printed scores by economy and node."""
    observations = read_observations(workbook, form="itu-idi", edition=year)
    rows = [_record(row) for row in observations.to_frame().to_dict("records")]
    printed = observations.published[year]
    scores = [(economy, node, f"{value:f}") for (economy, node), value in printed.values.items()]
    return [row for row in rows if row["value"]], scores


def _write_edition(
    folder: Path,
    rows: Sequence[dict[str, str]],
    scores: Sequence[tuple[str, str, str]],
    chosen: Sequence[str],
    year: int,
) -> None:
    """Write values and scores of an edition, invented ones for the economies that it lacks."""
    scored = {economy for economy, _, _ in scores}
    absent = [economy for economy in chosen if economy not in scored]
    by_economy: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        by_economy.setdefault(row["economy"], {})[row["indicator"]] = row
    # Economies with a value in every indicator come first: their pages are the longest.
    donors = sorted(by_economy, key=lambda economy: (-len(by_economy[economy]), economy))
    mixed = [
        row
        for n, code in enumerate(absent)
        for row in _mean(
            code, by_economy[donors[n % len(donors)]], by_economy[donors[(n + 7) % len(donors)]]
        )
    ]
    kept = [row for row in rows if row["economy"] not in absent]
    values = folder / f"values-{year}.csv"
    _write_rows(values, _VALUE, ([row[key] for key in _VALUE] for row in [*kept, *mixed]))
    result = ict.compute(ict.methodology("idi", edition=year), read_observations(values))
    shown, mine = {node for _, node, _ in scores}, set(absent)
    frame = result.to_frame().dropna(subset=["score"])
    computed = [
        (economy, node, str(score))
        for economy, node, score in zip(
            frame["economy"], frame["node"], frame["score"], strict=True
        )
        if economy in mine and node in shown
    ]
    written = [(*score, f"Load test {year}") for score in [*scores, *computed]]
    _write_rows(folder / f"scores-{year}.csv", _SCORE, written)


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


def _write_prices(folder: Path, rows: Sequence[dict[str, str]], chosen: Sequence[str]) -> None:
    """Write the prices of economies: of one that has none, those of another, a little dearer."""
    by_economy: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_economy.setdefault(row["iso3"], []).append(row)
    donors = sorted(by_economy, key=lambda economy: (-len(by_economy[economy]), economy))
    written = []
    for n, code in enumerate(chosen):
        if code in by_economy:
            written += by_economy[code]
            continue
        for row in by_economy[donors[n % len(donors)]]:
            value = row["value"]
            dearer = Decimal(value) * (101 + n % 9) / 100 if value else None
            shown = "" if dearer is None else str(dearer.quantize(Decimal(value)))
            written.append({**row, "iso3": code, "value": shown})
    _write_rows(folder / "prices.csv", list(rows[0]), (list(row.values()) for row in written))


def _write_rows(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([names, *rows])
