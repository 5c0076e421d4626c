"""Reading price series: which cells, files and tables are read, and which are refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from price_series_cases import NAMES, ROWS, read
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import (
    UnusableFileError,
    UsageError,
)
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.series_reader import read_baskets


def test_a_csv_file_is_read_by_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "iso3;code;unit;year;price;remark\nNAM;i154_FBB5;GNIpc;2018;4,50;x\n", encoding="utf-8"
    )
    series = read_baskets(
        path,
        columns={"iso3": "economy", "code": "basket", "unit": "measure", "price": "value"},
        constants={"source": "ITU"},
        dialect="semicolon-comma",
    )
    assert series.value("NAM", "fixed-broadband-5gb", 2018) == Decimal("4.50")
    assert (series.unread, series.origins.sources) == (("remark",), ("ITU",))
    address = series.address("NAM", "fixed-broadband-5gb", 2018)
    assert address is not None and address.show() == "long.csv, line 2, column price"


def test_a_workbook_is_read(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "long.xlsx"
    pd.DataFrame([("CHE", "i154_FBB5_GNI", 2018, 0.81), ("Chad", "i154_FBB5_GNI", 2018, 1.5)],
                 columns=NAMES).to_excel(path, index=False)  # fmt: skip
    series = read_baskets(path)
    assert series.value("CHE", "fixed-broadband-5gb", 2018) == Decimal("0.81")
    (finding,) = series.findings
    assert "A3" in finding.where("en")


def test_the_status_is_the_one_stated_or_that_of_the_history() -> None:
    rows = [
        ("CHE", "i271mb_5GB_GNI", 2024, "1", ""),
        ("CHE", "i271mb_5GB_GNI", 2025, "1", "experimental"),
        ("CHE", "i154_Mob_GNI", 2017, "1", "outside_history_range"),
        ("CHE", "i154_Mob_GNI", 2018, "1", ""),
    ]
    frame = read(rows, [*NAMES, "status"]).frame
    assert frame[["definition", "year", "status"]].to_numpy().tolist() == [
        ["mobile-data-only-5gb", 2024, "experimental"],
        ["mobile-data-only-5gb", 2025, "experimental"],
        ["mobile-cellular-30calls", 2017, "outside"],
        ["mobile-cellular-30calls", 2018, "outside"],
    ]


@small_cases(
    ("row", "message"),
    [
        (
            ("CHE", "i154_FBB5_LCU", 2018, "1", "share"),
            "'i154_FBB5_LCU' is not the id of a basket definition or one of ITU's basket codes. "
            "Use an id such as `fixed-broadband-5gb` or a code such as `i154_FBB5_GNI`.",
        ),
        (
            ("CHE", "telex", 2018, "1", "share"),
            "'telex' is not the id of a basket definition or one of ITU's basket codes. Use an "
            "id such as `fixed-broadband-5gb` or a code such as `i154_FBB5_GNI`.",
        ),
        (
            ("CHE", "fixed-broadband", 2018, "1", "share"),
            "The basket alone does not say which allowance the price is for: “Fixed-broadband "
            "basket”. Name the definition, one of: fixed-broadband-1gb, "
            "fixed-broadband-5gb.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "1", ""),
            "The measure of the price is not stated: “Fixed-broadband basket (5 GB)”. "
            "Add a column `measure`, or write ITU's code with its suffix "
            "(`$`, `_PPP`, `_GNI`).",
        ),
        (
            ("CHE", "i154_FBB5$", 2018, "1", "GNIpc"),
            "The code of the basket and the measure disagree. By the code: “Price in US dollars”"
            ". By the column: “Share of monthly GNI per capita (%)”. Correct the one "
            "that is wrong.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "1", "EUR"),
            "'EUR' is not a measure of basket prices. Use one of: local, usd, ppp, share, USD, "
            "PPP, GNIpc.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "-0.01", "share"),
            "A price cannot be negative: -0.01. Check the figure in its source.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "1,5", "share"),
            "'1,5' has a decimal comma: it can be read as 1.5 or as 15.",
        ),
        (("CHE", "i154_FBB5", "18", "1", "share"), "'18' is not a year"),
        (("Switzerland", "i154_FBB5", 2018, "1", "share"), "'Switzerland' is not"),
        (("", "i154_FBB5", 2018, "1", "share"), "The cell is empty"),
    ],
)
def test_a_bad_cell_is_a_finding_and_no_price(row: tuple[object, ...], message: str) -> None:
    good = ("KEN", "i154_FBB5_GNI", 2018, "37.00", "")
    series = read([good, row], [*NAMES, "measure"])
    (finding,) = series.findings
    assert finding.level == "error"
    assert f"{finding.message('en')} {finding.remedy('en')}".startswith(message)
    assert finding.where("en").startswith("DataFrame, line 2, column ")
    assert len(series) == 1 and series.economies == ("KEN",)


def test_an_unknown_status_is_a_finding() -> None:
    (finding,) = read([(*ROWS[0], "final")], [*NAMES, "status"]).findings
    assert finding.message("en") == "'final' is not a status of basket prices."
    assert finding.remedy("en") == (
        "Use one of: official, experimental, outside, outside_history_range."
    )


def test_an_empty_value_is_no_price_and_no_fault() -> None:
    series = read([*ROWS, ("DEU", "i154_FBB5_GNI", 2019, "")])
    assert not series.findings and "DEU" not in series.economies


def test_of_a_price_that_is_there_twice_neither_is_used() -> None:
    rows = [*ROWS, ("BRA", "i154_FBB5", 2019, "2.20")]
    names = [*NAMES, "measure"]
    series = read([(*row, "") for row in rows[:-1]] + [(*rows[-1], "share")], names)
    (finding,) = series.findings
    assert (finding.code, finding.economy, finding.year) == ("published.duplicate", "BRA", 2019)
    assert finding.message("en") == (
        "The same figure is already in DataFrame, line 6; neither is used."
    )
    assert "BRA" not in series.economies and len(series) == len(ROWS) - 1


@small_cases(
    ("call", "kind", "code"),
    [
        (lambda: read_baskets(3), UsageError, "observations.source-type"),
        (lambda: read_baskets([]), UsageError, "observations.no-source"),
        (lambda: read(ROWS, ["iso3", *NAMES[1:]]), UnusableFileError, "table.unknown-column"),
        (
            lambda: read(ROWS, ["iso3", *NAMES[1:]], columns={}),
            UnusableFileError,
            "table.missing-columns",
        ),
        (
            lambda: read(ROWS, columns={"iso": "economy"}),
            UnusableFileError,
            "table.no-column",
        ),
        (
            lambda: read(ROWS, columns={"economy": "country"}),
            UsageError,
            "layout.unknown-target",
        ),
        (
            lambda: read(ROWS, columns={"economy": "economy", "basket": "economy"}),
            UsageError,
            "layout.target-twice",
        ),
        (lambda: read(ROWS, constants={"year": 2018}), UnusableFileError, "table.constant-too"),
        (lambda: read(ROWS, columns=["economy"]), UsageError, "argument.unfit"),
        (lambda: read(ROWS, edition="2025"), UsageError, "argument.unfit"),
        (lambda: read(ROWS, dialect="comma"), UsageError, "dialect.unknown"),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_refused(
    call: Callable[[], Any], kind: type[ict.errors.IctindexError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.code.startswith(code)


def test_a_list_of_files_is_one_series(series: PriceSeries) -> None:
    frames = [pd.DataFrame([row], columns=NAMES, dtype=object) for row in ROWS]
    assert read_baskets(frames).frame.equals(series.frame)
