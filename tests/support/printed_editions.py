"""Contents of the editions of a site, read without the library: CSV, tables of a data package."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from browsers import ROOT

SAMPLE = ROOT / "sample_data"
COMMA = ("fr", "es", "ru")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009 '"))
_NUMBER = re.compile(r"[-−]?\d[\d.,\u00a0\u202f\u2009 ]*")


@dataclass(frozen=True)
class Printed:
    """An edition: scores by economy and node, values by economy and indicator, as printed."""

    scores: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    values: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    @property
    def economies(self) -> set[str]:
        """Return the codes of its economies."""
        return {economy for economy, _ in self.scores}


def number_in(text: str, language: str) -> Decimal | None:
    """Read a number as readers of a language write it; nothing where there is none."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    written = match[0].replace("−", "-").translate(_SPACES)
    written = written.replace(",", ".") if language in COMMA else written.replace(",", "")
    try:
        return Decimal(written.rstrip("."))
    except InvalidOperation:
        return None


def agrees(shown: Decimal | None, printed: Decimal | None) -> bool:
    """Tell if a figure is the printed one, or that rounded half up to the places shown."""
    if shown == printed:
        return True
    if shown is None or printed is None:
        return False
    places = -int(shown.as_tuple().exponent)
    return places >= 1 and printed.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == shown


def decimal_or_none(text: str) -> Decimal | None:
    """Return a printed figure; nothing for "n.a." and its like."""
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def rows_of(text: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    yield from csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))


def figures(
    rows: Iterator[dict[str, str]], column: str, figure: str
) -> dict[tuple[str, str], Decimal]:
    """Return figures by economy and another column."""
    collected = {}
    for row in rows:
        value = decimal_or_none(row[figure])
        if value is not None:
            collected[row["economy"], row[column]] = value
    return collected


def published_sample() -> Printed:
    """Return the quoted figures of the sample data."""
    scores = (SAMPLE / "idi-2024-published.csv").read_text(encoding="utf-8")
    values = (SAMPLE / "idi-2024-annex.csv").read_text(encoding="utf-8")
    return Printed(
        figures(rows_of(scores), "node", "value"), figures(rows_of(values), "indicator", "value")
    )


def published_workbook(edition: int) -> Printed:
    """Return an edition of ITU's workbook, from tables that another script made of it."""
    data = Path(os.environ.get("ICTINDEX_DATA", ROOT.parent / "shared" / "data")) / "idi-editions"
    scores, values = {}, {}
    for row in rows_of((data / "idi_editions_scores.csv").read_text(encoding="utf-8")):
        printed = decimal_or_none(row["printed"])
        if int(row["edition"]) == edition and printed is not None:
            scores[row["iso3"], row["node"]] = printed
    for row in rows_of((data / "idi_editions_values.csv").read_text(encoding="utf-8")):
        value = decimal_or_none(row["value"])
        if int(row["edition"]) == edition and value is not None:
            values[row["iso3"], row["indicator"]] = value
    return Printed(scores, values)


def published_package(path: Path) -> Printed:
    """Return the edition of a data package, from the table in it."""
    with zipfile.ZipFile(path) as package:
        (name,) = [name for name in package.namelist() if name.endswith("/table.csv")]
        table = package.read(name).decode("utf-8")
        (name,) = [name for name in package.namelist() if name.endswith("/inputs/observations.csv")]
        observations = package.read(name).decode("utf-8")
    scores = {}
    for row in rows_of(table):
        for node, text in row.items():
            value = decimal_or_none(text) if node != "economy" else None
            if value is not None:
                scores[row["economy"], node] = value
    return Printed(scores, figures(rows_of(observations), "indicator", "value"))


def printed_editions(site: Path) -> dict[str, Printed]:
    """Return the editions of a built site by their keys."""
    keys = sorted(path.stem for path in (site / "en" / "editions").glob("idi-*.html"))
    collected = {}
    for key in keys:
        package = site / "packages" / f"{key}.zip"
        if package.is_file():
            collected[key] = published_package(package)
        elif len(keys) > 2:  # the three editions of the workbook
            collected[key] = published_workbook(int(key.rpartition("-")[2]))
        else:
            collected[key] = published_sample()
    return collected


def printed_prices(site: Path) -> dict[str, set[tuple[int, Decimal]]]:
    """Return year and figure of every printed price of a built site, by economy."""
    file, code = SAMPLE / "ipb-shares-2025.csv", "economy"
    if len(printed_editions(site)) > 2:  # the site of the published figures
        data = Path(os.environ.get("ICTINDEX_DATA", ROOT.parent / "shared" / "data"))
        file, code = data / "ipb" / "baskets_2008_2025.csv", "iso3"
    prices: dict[str, set[tuple[int, Decimal]]] = {}
    for row in rows_of(file.read_text(encoding="utf-8")):
        value = decimal_or_none(row["value"])
        if value is not None:
            prices.setdefault(row[code], set()).add((int(row["year"]), value))
    return prices
