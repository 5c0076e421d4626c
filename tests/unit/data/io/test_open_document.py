"""OpenDocument spreadsheets have the cells, addresses and findings of Excel workbooks."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from open_documents import EMPTY, HEADER, TITLES, cell, number, package, row, sheet, text
from small_cases import small_cases

import ictindex as ict


def table(*rows: str) -> ict.Observations:
    return ict.read_observations(package(sheet(TITLES, *rows)), name="annex.ods")


def refusal(data: bytes) -> ict.errors.UnusableFileError:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(data, name="annex.ods")
    return caught.value


def facts(observations: ict.Observations) -> list[Any]:
    names = ("economy", "indicator", "year", "value", "written", "line", "note")
    cells = list(zip(*(observations.cells[name] for name in names), strict=True))
    return [cells, [(f.code, f.details, f.address) for f in observations.findings]]


def test_the_table_is_that_of_the_same_excel_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    page = book.active
    for cells in (
        HEADER,
        ("BRA", "i99H", 2022, 80.5, "one  two"),
        ("KEN", "i99H", 2022, 80.49999999999999, "yes"),
        (None, None, None, None, None),
        ("ZZZ", "i99H", 2022, 1e-7, None),
        ("ECU", "i99H", 2022, None, "empty"),
        ("PER", "i99H", 2022, 0.985, None),
        ("CHL", "i99H", 2022, 123456789012345, None),
        ("ARG", "i99H", "2022", "80,5", "المصدر"),
    ):
        page.append(cells)
    page["D7"].number_format = "0.0%"
    path = tmp_path / "annex.xlsx"
    book.save(path)
    expected = ict.read_observations(path.read_bytes(), name="annex.ods.xlsx")
    year = number("2022")
    got = table(
        row(text("BRA"), text("i99H"), year, number("80.5"), text("one <text:s/>two")),
        row(text("KEN"), text("i99H"), year, number("80.49999999999999", "80,5"), text("yes")),
        row(EMPTY),
        row(text("ZZZ"), text("i99H"), year, number("1E-7", "0,0000001"), EMPTY),
        row(text("ECU"), text("i99H"), year, EMPTY, text("empty")),
        row(text("PER"), text("i99H"), year, number("0.985", "98,5 %", "percentage"), EMPTY),
        row(text("CHL"), text("i99H"), year, number("123456789012345", "1,2E+14"), EMPTY),
        row(text("ARG"), text("i99H"), text("2022"), text("80,5"), text("المصدر")),
    )
    as_ods = [
        (code, details, None if at is None else type(at)("annex.ods", at.line, at.column, at.cell))
        for code, details, at in facts(expected)[1]
    ]
    assert facts(got)[0] == facts(expected)[0]
    assert facts(got)[1] == as_ods
    assert got.address(0).show() == "annex.ods, cell D2"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (number("0.985", "98,5 %", "percentage"), "98.5%"),
        (number("0.985", "", "percentage"), "98.5%"),
        (number("98.5", "98,5 %"), "98.5%"),
        (number("98.5", "98.5\u066a"), "98.5%"),
    ],
)
def test_a_percent_sign_is_never_lost(cell: str, written: str) -> None:
    got = table(row(text("BRA"), text("i99H"), number("2022"), cell))
    assert got.cells["value"] == (None,)
    assert got.cells["written"] == (written,)
    assert [finding.code for finding in got.findings] == ["number.percent-sign"]


DAY = 'office:date-value="2024-03-31"'
MOMENT = 'office:date-value="2024-03-31T08:30:00"'
SOUND = "<text:ruby>a<text:ruby-text>b</text:ruby-text></text:ruby>"


@small_cases(
    ("last", "note"),
    [
        (cell("boolean", more='office:boolean-value="true"'), "yes"),
        (cell("date", more=DAY), "2024-03-31"),
        (cell("date", more=MOMENT), "2024-03-31 08:30:00"),
        (cell("time", more='office:time-value="PT08H30M00S"'), "08:30:00"),
        (cell("time", more='office:time-value="PT26H30M00S"'), "1 day, 2:30:00"),
        (text("a</text:p><text:p>b"), "a\nb"),
        (text(" a\n  b "), "a b"),
        (text('a<text:s text:c="3"/>b<text:line-break/>c'), "a   b\nc"),
        (text("<text:span>a</text:span><text:a>b</text:a>"), "ab"),
        (text("<office:annotation><text:p>a remark</text:p></office:annotation>a"), "a"),
        (text(SOUND), "a"),
    ],
)
def test_contents_are_those_that_the_cell_shows(last: str, note: str) -> None:
    got = table(row(text("BRA"), text("i99H"), number("2022"), number("5"), last))
    assert got.cells["note"] == (note,)


def test_a_whole_number_keeps_all_its_digits() -> None:
    got = table(row(text("BRA"), text("i271mw"), number("2022"), number("12345678901234567")))
    assert got.cells["written"] == ("12345678901234567",)


def test_repeated_rows_and_cells_are_as_many_cells() -> None:
    cells = number("2022"), number("5", more='table:number-columns-repeated="2"')
    got = table(
        row(text("BRA"), text("i99H"), *cells),
        row(EMPTY, more='table:number-rows-repeated="7"'),
        row(text("KEN"), text("i99H"), *cells, more='table:number-rows-repeated="2"'),
    )
    assert got.cells["line"] == (2, 10, 11)
    assert got.cells["note"] == ("5", "5", "5")
    assert [finding.code for finding in got.findings] == ["key.duplicate"]


def test_a_sheet_is_named_and_its_group_rows_are_read() -> None:
    inner = row(text("BRA"), text("i99H"), number("2022"), number("5"))
    grouped = f"<table:table-row-group>{inner}</table:table-row-group>"
    header = f"<table:table-header-rows>{TITLES}</table:table-header-rows>"
    data = package(sheet(row(text("x")), title="Notes"), sheet(header, grouped, title="Data"))
    assert refusal(data).code == "workbook.several-sheets"
    got = ict.read_observations(data, name="annex.ods", sheet="Data")
    assert got.address(0).show() == "annex.ods!Data, cell D2"
    assert dict(got.sources) == {"annex.ods": hashlib.sha256(data).hexdigest()}
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(data, name="annex.ods", sheet="Dat")
    assert caught.value.code == "workbook.no-sheet-near"


def after_year(value: str) -> str:
    return sheet(TITLES, row(text("BRA"), text("i99H"), number("2022"), value))


def repeat(cells: int, rows: int) -> str:
    many = number("5", more=f'table:number-columns-repeated="{cells}"')
    return sheet(TITLES, row(many, more=f'table:number-rows-repeated="{rows}"'))


GOOD = row(text("BRA"), text("i99H"), number("2022"), number("5"))
MERGED = '<table:table-cell table:number-columns-spanned="2"/><table:covered-table-cell/>'
ERROR = cell("string", "<text:p>#N/A</text:p>", 'calcext:value-type="error"')
DEEP = "<text:span>" * 70 + "</text:span>" * 70
REFUSED = {
    "a formula": (after_year(number("5", more='table:formula="of:=[.A1]"')), "workbook.formula"),
    "an error": (after_year(ERROR), "workbook.error-cell"),
    "merged cells": (sheet(TITLES, GOOD, row(MERGED, text("x"))), "workbook.merged-cells"),
    "a row repeated a thousand million times": (repeat(1, 10**9), "workbook.too-long"),
    "a cell repeated too often": (repeat(300, 1), "workbook.too-wide"),
    "too many cells": (repeat(200, 9000), "table.too-many-cells"),
    "a number that is no number": (after_year(number("5,5")), "workbook.irregular-cell"),
    "a day that no calendar has": (
        after_year(cell("date", more='office:date-value="2024-02-31"')),
        "workbook.irregular-cell",
    ),
    "a kind that is not known": (after_year(cell("fraction")), "workbook.irregular-cell"),
    "a table in a cell": (
        after_year(f"<table:table-cell>{sheet(TITLES, title='In')}</table:table-cell>"),
        "workbook.irregular-cell",
    ),
    "two sheets of one name": (sheet(TITLES) + sheet(TITLES), "workbook.irregular-cell"),
    "a sheet of another file": (sheet("<table:table-source/>", GOOD), "workbook.active-content"),
    "deep elements": (after_year(text(DEEP)), "workbook.too-deep"),
    "not closed": ('<table:table table:name="x">', "workbook.unusable"),
    "only a header": (sheet(TITLES), "table.no-rows"),
    "nothing": (sheet(), "file.empty"),
}


@small_cases("name", REFUSED)
def test_what_is_not_certain_is_refused(name: str) -> None:
    content, code = REFUSED[name]
    assert refusal(package(content)).code == code


def test_packages_that_are_not_plain_are_refused() -> None:
    good = sheet(TITLES, GOOD)
    assert len(ict.read_observations(package(good))) == 1  # known by its first part
    parts = {
        "Basic/Standard/Module1.xml": ("workbook.active-content", b"<x/>"),
        "../outside": ("archive.outside", b""),
        "META-INF/manifest.xml": ("workbook.encrypted", b"<manifest:encryption-data/>"),
        "Pictures/large": ("workbook.too-large", bytes(9 * 1024 * 1024)),
        "CONTENT.xml": ("workbook.unusable", b""),
    }
    for part, (code, data) in parts.items():
        assert refusal(package(good, parts={part: data})).code == code, part
    bomb = '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]>'
    assert refusal(package(good, before=bomb)).code == "workbook.unusable"
    assert refusal(b"x" + package(good)).code == "archive.not-alone"
    assert refusal(package(good)[:-40]).code == "workbook.unusable"
    assert refusal(b"not a package").code == "workbook.unusable"


def test_a_questionnaire_that_was_saved_as_another_format_is_named() -> None:
    data = package(sheet(TITLES, GOOD), sheet(row(text("x")), title="ictindex"))
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_questionnaire(data, name="ecu-2025.ods")
    assert str(caught.value) == (
        "ecu-2025.ods is a workbook of a format that is not read. "
        "Open it where it was filled in, and save it as an Excel workbook (.xlsx)."
    )
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_questionnaire(package(sheet(TITLES, GOOD)))
    assert caught.value.code == "questionnaire.not-one"
