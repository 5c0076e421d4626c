"""Prices of baskets: how a basket may be named, what competes, what is refused and where."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases
from tariffs_cases import codes, written

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.prices import Prices, read_prices

DATA = (
    Path(os.environ.get("ICTINDEX_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    / "ipb"
)


def prices(*rows: tuple[object, ...]) -> Prices:
    names = ["economy", "basket", "year", "price", "currency"]
    return read_prices(pd.DataFrame(rows, columns=names, dtype=object))


@small_cases(
    ("named", "basket", "definition"),
    [
        ("fixed-broadband", "fixed-broadband", ""),
        ("fixed-broadband-5gb", "fixed-broadband", "fixed-broadband-5gb"),
        ("i154_FBB5", "fixed-broadband", "fixed-broadband-5gb"),
        ("i154_FBB5$", "fixed-broadband", "fixed-broadband-5gb"),
        ("i271mb_high_5GB", "mobile-high", "mobile-high-5gb"),
    ],
)
def test_a_basket_is_named_by_its_id_its_definition_or_itus_code(
    named: str, basket: str, definition: str
) -> None:
    table = prices(("ECU", named, 2025, "24.73", "USD"))
    assert not table.findings
    assert table.columns["basket"][0] == basket
    assert table.columns["definition"][0] == definition


@small_cases(
    ("row", "message"),
    [
        (("ECX", "fixed-broadband", 2025, "1", "USD"), "'ECX' is not the ISO 3166-1 alpha-3 code"),
        (("", "fixed-broadband", 2025, "1", "USD"), "The cell in the column 'economy' is empty."),
        (("ECU", "fixed-brodband", 2025, "1", "USD"), "Nearest: fixed-broadband."),
        (("ECU", "telex", 2025, "1", "USD"), "'telex' is neither a basket nor a code of one."),
        (("ECU", "i154_FBB5_GNI", 2025, "1", "USD"), "is ITU's code of a share of income"),
        (("ECU", "i154_FBB5_PPP", 2025, "1", "USD"), "or of a price in PPP dollars"),
        (("ECU", "i154_FBB5$", 2025, "1", "EUR"), "but the currency of the row is EUR."),
        (("ECU", "fixed-broadband", "25", "1", "USD"), "'25' is not a year from 1960 to 2100."),
        (("ECU", "fixed-broadband", 2025, "-1", "USD"), "impossible in the column 'price'"),
        (("ECU", "fixed-broadband", 2025, "1,5", "USD"), "'1,5' has a decimal comma"),
        (("ECU", "fixed-broadband", 2025, "unlimited", "USD"), "'unlimited' is not a number."),
        (("ECU", "fixed-broadband", 2025, "1", "US$"), "'US$' is not the ISO 4217 code"),
        (("ECU", "fixed-broadband", 2025, "1", "usd"), "Probably meant: USD."),
        (("ECU", "fixed-broadband", 2025, "1", ""), "The cell in the column 'currency' is empty."),
    ],
)
def test_a_faulty_cell_is_a_finding_with_its_address(row: tuple[object, ...], message: str) -> None:
    table = prices(("SLV", "fixed-broadband", 2025, "25.00", "USD"), row)
    (finding,) = table.findings
    assert message in finding.message("en")
    assert finding.remedy("en")
    assert finding.level == "error"
    assert finding.address is not None
    assert finding.address.line == 2
    assert table.faulty.tolist() == [False, True]


def test_a_definition_of_another_basket_is_found() -> None:
    frame = pd.DataFrame(
        {
            "economy": ["ECU", "SLV", "LBR"],
            "basket": ["fixed-broadband", "i154_FBB5", "fixed-broadband"],
            "definition": ["mobile-high-5gb", "fixed-broadband-1gb", "i154_FBB5"],
            "year": 2025,
            "price": 1,
            "currency": "USD",
        }
    )
    table = read_prices(frame)
    assert codes(table) == ["basket.definition-disagrees"] * 2
    assert "'mobile-high-5gb' does not belong to 'fixed-broadband'" in table.findings[0].message()
    assert table.columns["definition"][2] == "fixed-broadband-5gb"


def test_an_empty_price_is_missing_and_no_finding() -> None:
    table = prices(("ECU", "fixed-broadband", 2025, "", "USD"))
    assert table.columns["price"][0] is None
    assert table.missing.tolist() == [True]
    assert not table.findings


def test_two_prices_for_one_place_compete() -> None:
    table = prices(
        ("ECU", "fixed-broadband", 2025, "24.73", "USD"),
        ("ECU", "i154_FBB5", 2025, "24.80", "USD"),  # perhaps the same definition
        ("ECU", "fixed-broadband", 2024, "24.80", "USD"),
        ("SLV", "i154_FBB5", 2025, "25.00", "USD"),
    )
    assert codes(table) == ["price.competing"] * 2
    assert table.faulty.tolist() == [True, True, False, False]
    assert table.findings[0].message("en") == (
        "Another price for the same economy, basket and year is in DataFrame, line 2."
    )
    assert len(table.without_errors()) == 2
    # Only the chosen rows are judged.
    assert not table.where(year=2025).exclude(price="24.80").findings


def test_definitions_that_differ_may_stand_side_by_side() -> None:
    table = prices(
        ("ECU", "mobile-data-only-2gb", 2024, "1", "USD"),
        ("ECU", "mobile-data-only-5gb", 2024, "2", "USD"),
    )
    assert not table.findings
    again = table + prices(("ECU", "mobile-data-only-5gb", 2024, "2", "USD"))
    assert again.faulty.tolist() == [False, True, True]


def test_columns_and_constants_are_mapped(tmp_path: Path) -> None:
    path = written(
        tmp_path / "plans.csv", "iso3;usd;provider", "ECU;24,73;MEGADATOS S.A", "SLV;25.00;Claro"
    )
    table = read_prices(
        path,
        columns={"iso3": "economy", "usd": "price"},
        constants={"basket": "i154_FBB5", "year": 2025, "currency": "USD"},
        dialect="semicolon-comma",
    )
    assert table.columns["price"].tolist() == [Decimal("24.73"), None]
    assert table.unread == ("provider",)
    assert codes(table) == ["dialect.decimal-point"]
    assert table.findings[0].where("en") == "plans.csv, line 3, column usd"
    assert table.address(0, "basket").show("en") == "plans.csv, line 2"


def test_a_faulty_constant_is_reported_once_for_all_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "economy,basket,year,price", *["ECU,telex,2025,1"] * 3)
    table = read_prices(path, constants={"currency": "dollars"})
    findings = [finding for finding in table.findings if finding.code.startswith("currency")]
    assert len(findings) == 1
    assert table.faulty.all()


@small_cases(
    ("arguments", "message"),
    [
        ({"columns": {"usd": "prices"}}, "Column 'usd' is mapped to 'prices'"),
        ({"columns": {"us": "price"}}, "there is no column 'us'. Nearest column: usd."),
        ({"columns": {"usd": "price", "iso3": "price"}}, "'price' is given twice"),
        ({"columns": {"usd": "price"}}, "missing columns: economy, basket, year, currency."),
        ({}, "'iso3' is not a column of this table."),
        ({"constants": {"prize": "1"}}, "the key 'constants.prize' is unknown"),
        ({"constants": {"year": 2025.5}}, "has to be a text or a whole number"),
        ({"columns": 3}, "must be a mapping"),
        ({"dialect": "colon"}, "the dialect 'colon' is unknown"),
    ],
)
def test_arguments_that_do_not_fit(
    tmp_path: Path, arguments: dict[str, object], message: str
) -> None:
    path = written(tmp_path / "p.csv", "iso3,usd", "ECU,24.73")
    with pytest.raises((UsageError, UnusableFileError)) as caught:
        read_prices(path, **arguments)  # type: ignore[arg-type]
    assert message in caught.value.message("en")


def test_sources_that_are_no_table() -> None:
    with pytest.raises(UsageError, match="type 'int' is not a table that can be read"):
        read_prices(3)
    with pytest.raises(UsageError, match="list of sources is empty"):
        read_prices([])
    table = prices(("ECU", "fixed-broadband", 2025, "1", "USD"))
    assert read_prices(table) is table
    with pytest.raises(UsageError, match=r"has already been read \(Prices\)"):
        read_prices(table, constants={"year": 2025})


def test_a_frame_of_floats_and_a_file_of_texts_give_the_same_table(tmp_path: Path) -> None:
    sample = read_prices(ict.sample_data("ipb-prices-2025.csv"))
    frame = sample.to_frame()
    frame["price"] = frame["price"].astype(float)
    frame.to_csv(tmp_path / "copy.csv", index=False)
    for again in (read_prices(frame), read_prices(tmp_path / "copy.csv")):
        assert not again.findings
        assert again.unread == ("file", "line")
        for name in ("economy", "basket", "definition", "year", "price", "currency", "source"):
            assert again.columns[name].tolist() == sample.columns[name].tolist(), name


def test_a_workbook_has_addresses_of_cells(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    frame = read_prices(ict.sample_data("ipb-prices-2025.csv")).to_frame()[
        ["economy", "basket", "year", "price", "currency"]
    ]
    frame["price"] = frame["price"].astype(float)
    frame.loc[3, "currency"] = "usd"
    with pd.ExcelWriter(tmp_path / "p.xlsx") as writer:
        frame.to_excel(writer, sheet_name="Prices", index=False)
        frame.to_excel(writer, sheet_name="Other", index=False)
    table = read_prices(tmp_path / "p.xlsx", sheet="Prices")
    assert [finding.where("en") for finding in table.findings if "curr" in finding.code] == [
        "p.xlsx!Prices, cell E5"
    ]
    assert table.address(0).cell == "D2"


@pytest.mark.slow
def test_the_sample_holds_the_figures_of_the_workbook() -> None:
    if not DATA.is_dir():
        pytest.skip("ITU's tables are not here: set ICTINDEX_DATA")
    with (DATA / "baskets_2008_2025.csv").open(encoding="utf-8") as stream:
        workbook = {
            (row["iso3"], row["code_prefix"]): Decimal(row["value"])
            for row in csv.DictReader(stream)
            if (row["unit"], row["year"]) == ("USD", "2025")
        }
    sample = read_prices(ict.sample_data("ipb-prices-2025.csv")).columns
    codes_of = {d.id: d.itu for d in ict.data.basket_definitions().values()}
    for economy, definition, price in zip(
        sample["economy"], sample["definition"], sample["price"], strict=True
    ):
        assert workbook[economy, codes_of[definition]] == price


def test_several_sources_are_one_table_with_an_address_each(tmp_path: Path) -> None:
    first = written(tmp_path / "a.csv", "economy,basket,year,price,currency",
                    "ECU,fixed-broadband,2025,24.73,USD")  # fmt: skip
    second = written(tmp_path / "b.csv", "economy,basket,year,price,currency",
                     "SLV,fixed-broadband,2025,25.00,USD",
                     "ECU,fixed-broadband,2025,24.80,USD")  # fmt: skip
    table = read_prices([first, second])
    assert [table.address(row).show("en") for row in (0, 1)] == [
        "a.csv, line 2, column price", "b.csv, line 2, column price",
    ]  # fmt: skip
    assert [finding.where("en") for finding in table.findings] == [
        "a.csv, line 2, column price", "b.csv, line 3, column price",
    ]  # fmt: skip
    assert "is in b.csv, line 3." in table.findings[0].message("en")
    assert table.without_errors().columns["economy"].tolist() == ["SLV"]
    assert len(table.without_errors().dropped) == 2


def test_a_constant_that_is_a_column_too(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "economy,basket,year,price,currency", "ECU,x,2025,1,USD")
    with pytest.raises(UnusableFileError, match="'year' is given as a constant and is a column"):
        read_prices(path, constants={"year": 2025})


def test_names_with_characters_that_cannot_be_seen(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "economy,basket,year,pri\u200bce,currency",
                   "ECU,fixed-broadband,2025,1,USD")  # fmt: skip
    names = {n: n for n in ("economy", "basket", "year", "currency")}
    table = read_prices(path, columns={**names, "pri\u200bce": "price"})
    assert [(f.code, f.level) for f in table.findings] == [("text.invisible", "warning")]
