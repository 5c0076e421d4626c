"""Bounds of the reference values of the eleven-indicator index, by the largest possible index.

For each printed index every input that public series have is taken as it is, and every other input
at its maximum: the result is the largest index that an economy can have. A reference value that
puts this index below the printed one is excluded, unless the series were revised since. So a
revision is tried too: every known input is raised by a percentage.

    python tools/evidence/bound_reference_values.py FOLDER

FOLDER has the published tables and the series, as the tests read them (``ICTINDEX_DATA``). Nothing
is written. The printed indices of the report of 2014 are second-hand. No table of the report of
2016 is at hand.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

Cells = Mapping[tuple[str, str, int], Decimal]

_TELEPHONE, _MOBILE = "fixed_telephone_subs_per100", "mobile_cellular_subs_per100"
_USERS, _FIXED, _WIRELESS = "internet_users_pct", "fixed_broadband_subs_per100", "mobile-broadband"
_SECONDARY, _TERTIARY, _SCHOOLING = "SE.SEC.ENRR", "SE.TER.ENRR", "mean_years_schooling"
SERIES = (_TELEPHONE, _MOBILE, _USERS, _FIXED, _WIRELESS, _SECONDARY, _TERTIARY)
_ONE, _HALF_DIGIT = Decimal(1), Decimal("0.005")


@dataclass(frozen=True)
class References:
    """Reference values of a report: the value of an indicator that has the full score."""

    mobile: int
    fixed_broadband: int = 60
    mobile_broadband: int = 100
    schooling: int | None = None  # until 2015 it was literacy, with no series here


@dataclass(frozen=True)
class Printed:
    """A printed index."""

    economy: str
    year: int
    index: Decimal


# The references of the documents of each report, and others to try.
REPORTS: Mapping[int, tuple[References, Mapping[str, References]]] = {
    2014: (
        References(120),
        {f"mobile {value}": References(value) for value in (150, 170, 190)},
    ),
    2015: (
        References(120),
        {f"mobile {value}": References(value) for value in (150, 170, 190)},
    ),
    2017: (
        References(120, schooling=15),
        {
            "mobile 150": References(150, schooling=15),
            "mobile 190": References(190, schooling=15),
            "fixed broadband 80": References(120, fixed_broadband=80, schooling=15),
            "mobile broadband 150": References(120, mobile_broadband=150, schooling=15),
            "schooling 18": References(120, schooling=18),
        },
    ),
}


def largest_index(
    printed: Printed, references: References, cells: Cells, revision: Decimal = Decimal(0)
) -> Decimal:
    """Return the largest index of an economy: known inputs as they are, others at their maximum."""

    def score(series: str, reference: int) -> Decimal:
        value = cells.get((series, printed.economy, printed.year))
        if value is None:
            return _ONE
        return min(value * (1 + revision) / reference, _ONE)

    # Bandwidth and both indicators of households have no series here.
    access = (score(_TELEPHONE, 60) + score(_MOBILE, references.mobile) + 3) / 5
    use = (
        score(_USERS, 100)
        + score(_FIXED, references.fixed_broadband)
        + score(_WIRELESS, references.mobile_broadband)
    ) / 3
    first = _ONE if references.schooling is None else score(_SCHOOLING, references.schooling)
    skills = (first + score(_SECONDARY, 100) + score(_TERTIARY, 100)) / 3
    return 10 * (2 * access + 2 * use + skills) / 5


def excluded(
    tables: list[Printed], references: References, cells: Cells, revision: Decimal = Decimal(0)
) -> list[str]:
    """Return the economies whose printed index is above the largest possible one."""
    return [
        each.economy
        for each in tables
        # An index is printed with two decimals: it may be half a digit smaller than it looks.
        if largest_index(each, references, cells, revision) < each.index - _HALF_DIGIT
    ]


def has_all_series(printed: Printed, cells: Cells) -> bool:
    """Tell whether the series that a report shares with this folder are all there."""
    return all((series, printed.economy, printed.year) in cells for series in SERIES)


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_series(folder: Path) -> Cells:
    """Read the known inputs by series, economy and year; of two sources the larger value."""
    cells: dict[tuple[str, str, int], Decimal] = {}

    def put(series: str, row: Mapping[str, str], value: Decimal) -> None:
        key = series, row["iso3"], int(row["year"])
        cells[key] = max(value, cells.get(key, value))

    for row in _rows(folder, "series/ict_wdi.csv"):
        put(row["indicator"], row, Decimal(row["value"]))
    for name in ("gross_enrolment_ratio", "hdr_education"):
        for row in _rows(folder, f"series/{name}.csv"):
            put(row["indicator"], row, Decimal(row["value"]))
    people = {
        (row["iso3"], row["year"]): Decimal(row["population"])
        for row in _rows(folder, "series/population.csv")
    }
    for row in _rows(folder, "series/itu_datahub.csv"):
        inhabitants = people.get((row["iso3"], row["year"]))
        if row["series_code"] == "i271mw" and row["value"] and inhabitants:
            put(_WIRELESS, row, 100 * Decimal(row["value"]) / inhabitants)
    return cells


def read_printed(folder: Path, report: int) -> list[Printed]:
    """Read the printed indices of a report, for each year that it printed."""
    if report == 2014:
        return [
            Printed(row["iso3"], int(row["data_year"]), Decimal(row["idi"]))
            for row in _rows(folder, "idi-legacy/idi_top_secondhand.csv")
            if row["report"] == "2014"
        ]
    if report == 2015:
        return [
            Printed(row["iso3"], 2014, Decimal(row["idi"]))
            for row in _rows(folder, "idi-legacy/idi2015_subindices.csv")
        ]
    from ictindex.definitions.catalogue.economies import economy_hint

    return [
        Printed(economy_hint(row["economy"]) or row["economy"], 2016, Decimal(row["idi"]))
        for row in _rows(folder, "idi-legacy/idi2017_overall.csv")
    ]


def main() -> None:
    """Print, for each report and each reference, how many printed indices it cannot give."""
    folder = Path(sys.argv[1])
    cells = read_series(folder)
    for report, (documented, others) in REPORTS.items():
        tables = read_printed(folder, report)
        whole = sum(has_all_series(each, cells) for each in tables)
        print(f"report of {report}: {len(tables)} printed indices, {whole} with all series")
        for name, references in {f"mobile {documented.mobile}": documented, **others}.items():
            counts = [
                len(excluded(tables, references, cells, Decimal(percent) / 100))
                for percent in (0, 2, 5)
            ]
            shown = ", ".join(map(str, counts))
            print(f"  {name}: excluded by {shown} (series revised by 0, 2, 5 %)")


if __name__ == "__main__":
    main()
