"""ITU's workbook of price baskets, as it is published: wide, with NA where there is no price."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.indices.ipb.medians import MISSING

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")

HEADER = [
    "IsoCode", "Economy", "Code", "Basket name", "Unit", 2016, 2017, 2018, "ITURegion", "LDC",
    "LLDC", "SIDS", "Income_2025",
]  # fmt: skip
REST = ["Americas", "", "", "SIDS", "High"]
ROWS = [
    ["ABW", "Aruba", "i154_FBB_GNI", "Fixed", "GNIpc", 2.81, 2.75, "NA", *REST],
    ["ABW", "Aruba", "i154_FBB$", "Fixed", "USD", 44.69, "NA", "NA", *REST],
    ["NAM", "Namibia", "i154_FBB5_GNI", "Fixed", "GNIpc", "NA", "NA", 7.16, *REST],
]


def book(path: Path, rows: list[list[object]], title: str = "economies_2008-2025") -> Path:
    made = openpyxl.Workbook()
    made.active.title = "Overview"
    made.active.append(["ICT Price Baskets"])
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(row)
    made.create_sheet("medians").append(["Code"])
    made.save(path)
    return path


def as_csv(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_workbook_is_read_as_it_is(tmp_path: Path, kind: str) -> None:
    made = (book if kind == "xlsx" else as_csv)(tmp_path / f"prices.{kind}", [HEADER, *ROWS])
    series = ict.prices.read_baskets(made, form="price-workbook")
    assert series.economies == ("ABW", "NAM") and series.years == (2016, 2017, 2018)
    assert str(series.value("ABW", "fixed-broadband-1gb", 2016)) == "2.81"
    assert str(series.value("ABW", "fixed-broadband-1gb", 2016, "usd")) == "44.69"
    assert str(series.value("NAM", "fixed-broadband-5gb", 2018)) == "7.16"
    assert series.value("ABW", "fixed-broadband-1gb", 2018) is None
    assert len(series) == 4 and not series.findings
    name = "prices.xlsx!economies_2008-2025" if kind == "xlsx" else "prices.csv"
    address = series.address("ABW", "fixed-broadband-1gb", 2017)
    assert (address.source, address.line, address.column) == (name, 2, "2017")


def test_a_bad_price_has_the_cell_for_its_address(tmp_path: Path) -> None:
    rows = [HEADER, [*ROWS[0][:6], "2,75", *ROWS[0][7:]]]
    series = ict.prices.read_baskets(book(tmp_path / "p.xlsx", rows), form="price-workbook")
    assert [(f.code, f.address.cell) for f in series.findings] == [("number.decimal-comma", "G2")]


def test_the_sheet_may_be_named(tmp_path: Path) -> None:
    made = book(tmp_path / "p.xlsx", [HEADER, *ROWS], title="Prices")
    with pytest.raises(UnusableFileError) as caught:
        ict.prices.read_baskets(made, form="price-workbook")
    assert caught.value.code == "workbook.several-sheets"
    assert len(ict.prices.read_baskets(made, form="price-workbook", sheet="Prices")) == 4


WRONG = {
    "form.not-this-form": [["economy", "year"], ["ABW", 2016]],
    "table.unknown-column": [[*HEADER, "telex"], [*ROWS[0], "x"]],
    "table.no-rows": [HEADER, [*ROWS[0][:5], "NA", "NA", "NA", *REST]],
}


@pytest.mark.parametrize("code", WRONG)
def test_another_workbook_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(UnusableFileError) as caught:
        ict.prices.read_baskets(book(tmp_path / "p.xlsx", WRONG[code]), form="price-workbook")
    assert caught.value.code == code and "{" not in caught.value.message("en")


def test_calls_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    made = as_csv(tmp_path / "p.csv", [HEADER, *ROWS])
    for supplied, code in (
        ({"form": "wdi"}, "form.unknown"),
        ({"form": "price-workbook", "columns": {"Code": "basket"}}, "form.no-columns"),
    ):
        with pytest.raises(UsageError) as caught:
            ict.prices.read_baskets(made, **supplied)
        assert caught.value.code == code


@pytest.mark.slow
def test_all_prices_of_the_edition_of_december_2025(data: Path, tmp_path: Path) -> None:
    """The long file, spread as the workbook has it, gives the same series."""
    path = data / "ipb" / "baskets_2008_2025.csv"
    long = ict.prices.read_baskets(
        path,
        columns={
            "iso3": "economy", "code_prefix": "basket", "unit": "measure", "year": "year",
            "value": "value",
        },
    )  # fmt: skip
    ending = {"GNIpc": "_GNI", "PPP": "_PPP", "USD": "$"}
    years = [str(year) for year in range(2008, 2026)]
    spread: dict[tuple[str, str, str], dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["iso3"], row["code_prefix"] + ending[row["unit"]], row["unit"])
            spread.setdefault(key, {})[row["year"]] = row["value"]
    rows: list[list[object]] = [["IsoCode", "Code", "Unit", *years]]
    rows += [[*key, *(cells.get(year, "NA") for year in years)] for key, cells in spread.items()]
    wide = ict.prices.read_baskets(as_csv(tmp_path / "sheet.csv", rows), form="price-workbook")
    assert wide.economies == long.economies and wide.definitions == long.definitions
    assert len(wide) == len(long) > 41_000
    scaled = wide.units * 10 ** max(0, long.places - wide.places)
    assert np.array_equal(np.where(wide.units == MISSING, MISSING, scaled), long.units)
