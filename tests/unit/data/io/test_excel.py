"""Excel workbooks: cells as they are, each with its reference; what could mislead is refused."""

from __future__ import annotations

import datetime
import io
import pickle
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.io import excel

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")

HEADER = ["economy", "indicator", "year", "value"]
BRA = ["BRA", "internet-users", 2022, 80.5]
SHEET = "xl/worksheets/sheet1.xml"
D2 = b'<c r="D2" t="n"><v>80.5</v></c>'


def saved(path: Path, *rows: list[object], sheets: tuple[str, ...] = ("Data",)) -> Path:
    """Write rows into the first sheet of a workbook."""
    book = openpyxl.Workbook()
    for number, title in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        for row in rows if number == 0 else ():
            sheet.append(row)
    book.save(path)
    return path


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Replace bytes in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def refused(path: Path, **options: str) -> str:
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path, **options)
    return caught.value.message("en")


# ---------------------------------------------------------------- what is read


def test_a_workbook_is_read_like_the_csv_file_of_the_same_table(tmp_path: Path) -> None:
    sample = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    frame = sample.to_frame().drop(columns=["written", "file", "line", "column"])
    frame["value"] = frame["value"].astype(float)
    frame.to_excel(tmp_path / "annex.xlsx", index=False)
    read = ict.read_observations(tmp_path / "annex.xlsx")
    assert not read.findings
    for name in ("economy", "indicator", "year", "value", "status", "source", "note"):
        assert read.columns[name].tolist() == sample.columns[name].tolist(), name


def test_numbers_stand_for_their_shortest_decimal(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA[:3], 80.1], ["KEN", *BRA[1:3], 40])
    values = ict.read_observations(path).columns["value"].tolist()
    assert values == [Decimal("80.1"), Decimal(40)]


def test_addresses_name_the_cell(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [], ["", *HEADER], [], ["", *BRA], ["", *BRA[:3], "80,5"])
    read = ict.read_observations(path)
    assert read.address(0).show("en") == "a.xlsx, cell E4"
    # A repeated observation is found whenever rows are put together, and keeps its cell.
    both = read + ict.read_observations(saved(tmp_path / "b.xlsx", HEADER, BRA))
    assert [(finding.code, finding.where("en")) for finding in both.findings] == [
        ("number.decimal-comma", "a.xlsx, cell E5"),
        ("key.duplicate", "a.xlsx, cell E5"),
        ("key.duplicate", "b.xlsx, cell D2"),
    ]
    assert pickle.loads(pickle.dumps(read)).address(1).cell == "E5"  # noqa: S301
    assert read.where(year=2022).address(1).cell == "E5"


def test_published_figures_and_layouts_are_read_from_a_sheet(tmp_path: Path) -> None:
    rows = [["economy", "node", "value"], ["BRA", "idi", 82.0]]
    path = saved(tmp_path / "p.xlsx", *rows, sheets=("First", "Notes"))
    published = ict.read_published(path, sheet="First")
    assert published.values == {("BRA", "idi"): Decimal(82)}
    address = published.address("BRA", "idi")
    assert address is not None
    assert address.show("en") == "p.xlsx!First, cell C2"
    wide = saved(tmp_path / "w.xlsx", ["iso", "users"], ["BRA", 80.5])
    read = ict.read_observations(
        wide, columns={"iso": "economy", "users": "i99H"}, constants={"year": 2022}
    )
    assert read.columns["value"][0] == Decimal("80.5")
    assert read.address(0).cell == "B2"


def test_rows_beyond_the_size_that_a_sheet_states_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA, ["KEN", *BRA[1:]])
    changed(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:D3"', b'<dimension ref="A1:D2"')
    assert len(ict.read_observations(path)) == 2


def test_rows_that_are_not_in_order_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA, ["KEN", *BRA[1:]])
    changed(path, "xl/worksheets/sheet1.xml", b'<row r="3"', b'<row r="2"')
    assert "the cell 2:2 cannot be read with certainty" in refused(path)


def test_a_number_shown_in_percent_is_refused(tmp_path: Path) -> None:
    # The cell shows 80.5% and holds 0.805: read as it is, it would be a hundred times too small.
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([*BRA[:3], 0.805])
    book.active["D2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    finding = ict.read_observations(tmp_path / "a.xlsx").findings[0]
    assert finding.message("en") == "'80.5%' has a percent sign."
    assert finding.where("en") == "a.xlsx, cell D2"


def test_dates_and_truth_values_become_text(tmp_path: Path) -> None:
    rows = [["a", "b", "c", "d"], [datetime.date(2025, 3, 31), True, False, "NA"]]
    rows.append([datetime.datetime(2025, 3, 31, 12, 30), None, "", "x"])
    table = excel.read_workbook(saved(tmp_path / "a.xlsx", *rows))
    assert table.columns["a"] == ("2025-03-31", "2025-03-31 12:30:00")
    assert table.columns["b"] == ("yes", "")
    assert table.columns["c"] == ("no", "")
    assert table.columns["d"] == ("NA", "x")


def test_a_truth_value_is_no_number(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA[:3], True])
    assert ict.read_observations(path).findings[0].message("en").startswith("'yes' is not a number")


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("stored", [80.5, 0, ""], ids=["number", "zero", "nothing"])
def test_a_formula_is_refused_whatever_was_stored_with_it(tmp_path: Path, stored: object) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, BRA)
    sheet.write_row(2, 0, ["KEN", *BRA[1:3]])
    sheet.write_formula(2, 3, "=161/2", None, stored)
    book.close()
    assert refused(tmp_path / "a.xlsx") == (
        "a.xlsx has formulas in the table: D3. The result of a formula can change without "
        "anybody editing the cell. Write the values in place of the formulas (copy "
        "the cells, paste them as "
        "values) and save the workbook."
    )


def test_a_formula_that_was_never_computed(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA[:3], "=161/2"])
    assert refused(path).startswith("a.xlsx has formulas in the table: D2.")


def test_a_shared_formula_is_named_in_each_of_its_cells(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA[:3]], ["KEN", *BRA[1:3]])
    for row, formula in (
        (2, '<f t="shared" ref="D2:D3" si="0">C2/2</f>'),
        (3, '<f t="shared" si="0"/>'),
    ):
        cell = f'<c r="D{row}">{formula}<v>1</v></c></row>'.encode()
        here = f'<c r="C{row}" t="n"><v>2022</v></c></row>'.encode()
        changed(path, SHEET, here, here.replace(b"</row>", cell))
    assert refused(path).startswith("a.xlsx has formulas in the table: D2, D3.")


def test_cells_with_errors_of_the_spreadsheet(tmp_path: Path) -> None:
    rows = [[*BRA[:3], "#N/A"] for _ in range(12)]
    message = refused(saved(tmp_path / "a.xlsx", HEADER, *rows))
    assert "cells that show an error of the spreadsheet: D2, D3, " in message
    assert ", D11, …. Correct them" in message


def test_merged_cells_in_the_table_and_next_to_it(tmp_path: Path) -> None:
    for area, where in (("A2:A3", "A2"), ("G8:H9", None)):
        book = openpyxl.Workbook()
        for row in (HEADER, BRA, BRA):
            book.active.append(row)
        book.active.merge_cells(area)
        book.save(tmp_path / "a.xlsx")
        if where:
            assert f"merged cells in the table; they begin at: {where}." in refused(
                tmp_path / "a.xlsx"
            )
        else:
            assert len(ict.read_observations(tmp_path / "a.xlsx")) == 2


def test_several_sheets(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA, sheets=("Data", "Notes"))
    assert refused(path) == (
        "a.xlsx has several sheets, or none, and none is named: Data, Notes. "
        "Say which of them holds the table: with sheet=... in Python; on the command "
        "line `--help` names the option."
    )
    assert refused(path, sheet="Date") == (
        "a.xlsx has no sheet 'Date'. Nearest: Data. Its sheets are: Data, Notes."
    )
    assert "has no sheet 'Tariffs'. Its sheets" in refused(path, sheet="Tariffs")
    assert refused(path, sheet="Notes").startswith("a.xlsx!Notes is empty")
    assert len(ict.read_observations(path, sheet="Data")) == 1


def test_a_sheet_of_what_has_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the source \(of type 'PosixPath|WindowsPath'\)"):
        ict.read_observations(ict.sample_data("idi-2024-annex.csv"), sheet="Data")
    with pytest.raises(UsageError, match="must be text"):
        ict.read_observations(saved(tmp_path / "a.xlsx", HEADER, BRA), sheet=1)  # type: ignore[arg-type]


def test_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("economy,value\n", encoding="utf-8")
    assert "a.xlsx is not an Excel workbook, or it is damaged." in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "a.xlsx is not an Excel workbook, or it is damaged." in refused(path)
    whole = saved(tmp_path / "b.xlsx", HEADER, BRA).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "a.xlsx is not an Excel workbook, or it is damaged." in refused(path)
    assert "There is no file" in refused(tmp_path / "none.xlsx")


def test_other_formats_and_passwords(tmp_path: Path) -> None:
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "a.xls is a workbook of a format that is not read." in refused(old)
    locked = tmp_path / "a.xlsx"
    locked.write_bytes(old.read_bytes() + "EncryptedPackage".encode("utf-16-le"))
    assert refused(locked) == (
        "a.xlsx is protected by a password. Save a copy without the password."
    )


def test_content_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", bytes(9 * 1024 * 1024))
    assert path.stat().st_size < 100_000
    assert "a.xlsx unpacks to more than 8 MiB" in refused(path)


def test_a_directory_that_understates_the_size_does_not_help(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", b" " * 9_000_000 + b"</worksheet>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    size = len(parts[sheet]).to_bytes(4, "little")
    assert out.getvalue().count(size) >= 2
    path.write_bytes(out.getvalue().replace(size, (1000).to_bytes(4, "little")))
    assert "a.xlsx is not an Excel workbook, or it is damaged." in refused(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    bomb = b'<!DOCTYPE w [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;">]><worksheet '
    changed(path, "xl/worksheets/sheet1.xml", b"<worksheet ", bomb)
    assert refused(path).startswith(
        "a.xlsx contains a part that a workbook of figures does not need "
        "(xl/worksheets/sheet1.xml): "
    )


def test_cells_far_to_the_right(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA, *[None] * 300, "x"])
    assert "a.xlsx has cells beyond column 256." in refused(path)


def test_headers_and_rows_are_held_to_the_same_rules_as_of_a_csv_file(tmp_path: Path) -> None:
    assert "column 4 has no name" in refused(saved(tmp_path / "a.xlsx", HEADER[:3], BRA))
    twice = saved(tmp_path / "a.xlsx", [*HEADER, "value"], [*BRA, 1])
    assert "the column 'value' appears twice" in refused(twice)
    assert "has a header but no rows" in refused(saved(tmp_path / "a.xlsx", HEADER))
    assert "a.xlsx is empty" in refused(saved(tmp_path / "a.xlsx"))


@pytest.mark.parametrize("package", ["openpyxl", "defusedxml"])
def test_without_the_extra_the_message_says_how_to_install_it(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    there = excel.importlib.util.find_spec  # type: ignore[attr-defined]
    monkeypatch.setattr(
        excel.importlib.util,  # type: ignore[attr-defined]
        "find_spec",
        lambda name: None if name == package else there(name),
    )
    assert refused(path) == (
        f"a.xlsx: the package '{package}', which reads Excel workbooks, is not installed. "
        'Install it with `pip install "ictindex[excel]"`, or save the sheet as CSV.'
    )


def test_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    for row in (1, 2):
        for letter in "ABCD":
            changed(path, "xl/worksheets/sheet1.xml", f'<c r="{letter}{row}"'.encode(), b"<c")
    read = ict.read_observations(path)
    assert read.columns["value"].tolist() == [Decimal("80.5")]
    assert read.address(0).cell == "D2"


def test_letters_go_on_after_z(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [None] * 24 + HEADER, [None] * 24 + BRA)
    assert ict.read_observations(path).address(0).cell == "AB2"


# ---------------------------------------------------------------- edited XML

IRREGULAR = {
    "a cell twice": (b'<c r="D2"><v>1</v></c>' + D2, "D2"),
    "a cell twice, the second empty": (D2 + b'<c r="D2"/>', "D2"),
    "a cell of another row": (D2.replace(b"D2", b"D9"), "D9"),
    "a cell out of order": (D2 + b'<c r="A2"/>', "A2"),
    "a reference in small letters": (D2.replace(b"D2", b"d2"), "d2"),
    "a mark between digits": (D2.replace(b"80.5", b"1_0"), "D2"),
    "digits of another script": (D2.replace(b"80.5", "\u0668\u0660".encode()), "D2"),
    "a blank before a number": (D2.replace(b"80.5", b" 80.5"), "D2"),
    "not a number": (D2.replace(b"80.5", b"nan"), "D2"),
    "two values": (D2.replace(b"</v>", b"</v><v>1</v>"), "D2"),
    "a value and a text of its own": (D2.replace(b"</v>", b"</v><is><t>1</t></is>"), "D2"),
    "a value next to its own text": (
        b'<c r="D2" t="inlineStr"><v>1</v><is><t>2</t></is></c>', "D2",
    ),
    "a kind that is none": (D2.replace(b't="n"', b't="z"'), "D2"),
    "a truth value that is none": (b'<c r="D2" t="b"><v>2</v></c>', "D2"),
    "a text that is not there": (b'<c r="D2" t="s"><v>999</v></c>', "D2"),
    "a style that is no number": (D2.replace(b"<c ", b'<c s="x" '), "D2"),
    "text next to cells": (D2 + b"80.5", "D2"),
    "another element": (D2 + b"<x/>", "D2"),
    "a cell of another namespace": (b'<z:c xmlns:z="urn:z" r="D2"><v>80.5</v></z:c>', "C2"),
    "a row that comes back": (D2 + b"</row><row r='2'><c r='D2'><v>1</v></c>", "2:2"),
    "a row without a number": (D2 + b"</row><row r='x'><c r='D3'><v>1</v></c>", "x:x"),
    "a second table": (
        D2 + b"</row></sheetData><sheetData><row r='3'><c r='D3'><v>1</v></c>", "D2",
    ),
}  # fmt: skip


@pytest.mark.slow
@small_cases("name", IRREGULAR)
def test_a_cell_that_is_not_where_it_says_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    new, cell = IRREGULAR[name]
    path = changed(saved(tmp_path / "a.xlsx", HEADER, BRA), SHEET, D2, new)
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.message("en") == (
        f"a.xlsx: the cell {cell} cannot be read with certainty: it appears twice, out of "
        "its row or order, or has content that no spreadsheet writes. Open the workbook in a "
        "spreadsheet, check that cell and those next to it, and save the workbook again."
    )


WRITTEN_OTHERWISE = {
    "single quotation marks": (b'<c r="D2" t="n">', b"<c t='n' r='D2'>"),
    "blanks around the sign of equality": (b'<c r="D2"', b'<c r = "D2"'),
    "a line before the attributes": (b'<c r="D2"', b'<c\n r="D2"'),
    "a number by the shortest digits": (b"<v>80.5</v>", b"<v>8.05E1</v>"),
    "a text of its own": (
        D2, b'<c r="D2" t="inlineStr"><is><r><t>80</t></r><r><t>.5</t></r></is></c>',
    ),
    "how a text is spoken": (
        D2, b'<c r="D2" t="inlineStr"><is><t>80.5</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
    ),
    "an extension": (b"</v></c></row></sheetData>", b"</v></c></row></sheetData><extLst/>"),
    "numbers of rows in single quotation marks": (b'<row r="2"', b"<row r='2'"),
}  # fmt: skip


@pytest.mark.slow
@small_cases("name", WRITTEN_OTHERWISE)
def test_xml_may_be_written_in_more_than_one_way(tmp_path: Path, name: str) -> None:
    old, new = WRITTEN_OTHERWISE[name]
    path = changed(saved(tmp_path / "a.xlsx", HEADER, BRA), SHEET, old, new)
    read = ict.read_observations(path)
    assert read.columns["value"].tolist() == [Decimal("80.5")] and not read.findings
    assert read.address(0).cell == "D2"


def test_merged_cells_are_found_however_they_are_written(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA, BRA)
    merged = b"</sheetData><mergeCells><mergeCell\nref='A2:A3'/></mergeCells>"
    changed(path, SHEET, b"</sheetData>", merged)
    assert "merged cells in the table; they begin at: A2." in refused(path)


@pytest.mark.slow
@small_cases(
    ("part", "data", "code"),
    [
        ("xl/vbaProject.bin", b"x", "workbook.active-content"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "workbook.active-content"),
        ("xl/embeddings/oleObject1.bin", b"x", "workbook.active-content"),
        ("xl/activeX/activeX1.xml", b"<a/>", "workbook.active-content"),
        ("xl/macrosheets/sheet1.xml", b"<a/>", "workbook.active-content"),
        ("xl/any.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "workbook.active-content"),
        ("../evil.xml", b"<a/>", "archive.outside"),
        ("/etc/x", b"x", "archive.outside"),
        ("C:\\x.xml", b"<a/>", "archive.outside"),
        ("XL/Workbook.xml", b"<a/>", "workbook.unusable"),
    ],
)
@small_cases("ending", ["xlsx", "xlsm"])
def test_parts_that_a_table_does_not_need(
    tmp_path: Path, part: str, data: bytes, code: str, ending: str
) -> None:
    path = saved(tmp_path / f"a.{ending}", HEADER, BRA)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, data)
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.code == code


def test_macros_by_another_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsm", HEADER, BRA)
    kind = b'<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    changed(path, "[Content_Types].xml", b"</Types>", kind + b"</Types>")
    assert "macros, links to other files or objects" in refused(path)


def test_styles_that_are_nowhere_defined_print_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    changed(path, "xl/styles.xml", b"<cellStyleXfs", b"<x")
    with zipfile.ZipFile(path) as archive:
        assert b"</cellStyleXfs>" in archive.read("xl/styles.xml")
    changed(path, "xl/styles.xml", b"</cellStyleXfs>", b"</x>")
    assert "a.xlsx is not an Excel workbook, or it is damaged." in refused(path)
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err == ""


@pytest.mark.slow
@small_cases(
    ("held", "code", "shown"),
    [
        (0.805, "0.0%", "80.5%"),
        (0.805, "0.000%", "80.5%"),
        (80.5, '0.0"%"', "80.5%"),
        (80.5, "0.0\\%", "80.5%"),
        (0.805, "[>1]0;0%", "80.5%"),
        (80.5, "[>1]0;0%", ""),
        (80.5, "[>1]0.0;[<=1]0%", ""),
        (-0.5, "0;-0%", "-50%"),
        (0.5, "0;-0%", ""),
        (0, "0;-0;0%", "0%"),
        (5, "[<1]0%;[=2]0%", "500%"),
        (80.5, '0"% of households"', "80.5%"),
        (80.5, "0.0", ""),
    ],
)
def test_a_percent_sign_is_reported_as_the_cell_shows_it(
    tmp_path: Path, held: float, code: str, shown: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([*BRA[:3], held])
    book.active["D2"].number_format = code
    book.save(tmp_path / "a.xlsx")
    read = ict.read_observations(tmp_path / "a.xlsx")
    if shown:
        assert read.findings[0].message("en") == f"'{shown}' has a percent sign."
    else:
        assert read.columns["value"].tolist() == [Decimal(str(held))]


def test_a_date_in_a_cell_of_values_is_reported_as_one(tmp_path: Path) -> None:
    """5.1 typed in a spreadsheet of another language becomes the fifth of January."""
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA[:3], datetime.date(2022, 1, 5)])
    finding = ict.read_observations(path).findings[0]
    assert (finding.code, finding.where("en")) == ("number.date", "a.xlsx, cell D2")
    assert finding.message("en") == (
        "The cell holds a date, 2022-01-05, not a number: its format is that of a date, or the "
        "spreadsheet took what was typed for one."
    )
    text = saved(tmp_path / "b.xlsx", HEADER, [*BRA[:3], "2022-01-05"])
    assert ict.read_observations(text).findings[0].code == "number.not-a-number"


def test_days_that_no_calendar_has_are_errors(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [*BRA[:3], datetime.date(2022, 1, 5)])
    changed(path, SHEET, b"<v>44566</v>", b"<v>9999999</v>")
    assert "cells that show an error of the spreadsheet: D2." in refused(path)


@pytest.mark.slow
def test_more_cells_than_a_sheet_of_eight_mebibytes_has(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, BRA)
    row = "<row>" + "<c><v>1</v></c>" * 250 + "</row>"
    changed(path, SHEET, b"</sheetData>", (row * 1300 + "</sheetData>").encode())
    assert "the table has more than 300,000 cells" in refused(path)
    path = saved(tmp_path / "b.xlsx", [f"c{column}" for column in range(250)])
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(2, 9000))
    changed(path, SHEET, b"</sheetData>", f"{rows}</sheetData>".encode())
    assert "the table has more than 2,000,000 cells" in refused(path)


@pytest.mark.parametrize(
    ("held", "count"),
    [("80.499999999999986", 1), ("80.5", 0), ("0.1", 0), ("123456789012345", 0), ("1E-7", 0)],
)
def test_more_digits_than_the_spreadsheet_shows_are_named(
    tmp_path: Path, held: str, count: int
) -> None:
    path = changed(saved(tmp_path / "annex.xlsx", HEADER, BRA), SHEET, b"80.5", held.encode())
    for table in (
        ict.read_observations(path),
        ict.read_observations(path, columns={name: name for name in HEADER}),
    ):
        findings = [finding for finding in table.findings if finding.code == "workbook.more-digits"]
        assert len(findings) == count
        assert all(finding.level == "information" for finding in findings)
    if count:
        # Excel shows fifteen digits of the double 80.499999999999986.
        assert "in D2, is 80.49999999999999 and shown as 80.5." in findings[0].advice("en")
        assert table.columns["value"][0] == Decimal("80.49999999999999")


def test_numbers_of_a_data_frame_are_no_spreadsheets(tmp_path: Path) -> None:
    frame = pd.DataFrame([[*BRA[:3], 80.499999999999986]], columns=HEADER)
    assert not ict.read_observations(frame).findings


def test_more_digits_are_named_in_a_table_of_prices_too(tmp_path: Path) -> None:
    header = ["economy", "basket", "year", "price", "currency"]
    path = saved(tmp_path / "prices.xlsx", header, ["KEN", "fixed-broadband", 2025, 2999.5, "KES"])
    findings = ict.read_prices(changed(path, SHEET, b"2999.5", b"2999.4999999999995")).findings
    assert [finding.code for finding in findings] == ["workbook.more-digits"]
    assert "in D2, is 2999.4999999999995 and shown as 2999.5." in findings[0].advice("en")


@pytest.mark.parametrize("before", [b"MZ" * 40, None], ids=["junk", "another workbook"])
def test_a_workbook_behind_another_file_is_refused(tmp_path: Path, before: bytes | None) -> None:
    path = saved(tmp_path / "annex.xlsx", HEADER, BRA)
    content = path.read_bytes()
    path.write_bytes((content if before is None else before) + content)
    assert refused(path).startswith(
        "annex.xlsx is more than one file: there are other bytes before"
    )


@pytest.mark.parametrize(
    ("content", "kind"), [(b"<!DOCTYPE html><p>Log in", "HTML"), (b"PAR1\x15\x04", "Parquet")]
)
def test_what_only_is_called_a_workbook_is_called_what_it_is(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    path = tmp_path / "annex.xlsx"
    path.write_bytes(content)
    assert kind in refused(path)


def test_a_chart_sheet_and_the_size_of_sheets_are_left_unread(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in (HEADER, BRA):
        book.active.append(row)
    book.create_chartsheet("Chart")
    path = tmp_path / "annex.xlsx"
    book.save(path)
    assert len(ict.read_observations(path)) == 1


def test_shared_texts_are_those_that_openpyxl_reads(tmp_path: Path) -> None:
    """Rich text, hints on pronunciation, line feeds, entities and blanks."""
    from openpyxl.reader.strings import read_string_table

    from ictindex.data.io.excel_markup import read_texts

    texts = (
        "<si><t>plain</t></si><si><t xml:space='preserve'> a&amp;b\n </t></si><si/>"
        "<si><r><rPr><b/></rPr><t>bold</t></r><r><t> and not</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><t>_x005F_x000D_</t></si>"
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f"<sst xmlns='{space}'>{texts}</sst>".encode()
    assert read_texts("annex.xlsx", "xl/sharedStrings.xml", xml) == read_string_table(
        io.BytesIO(xml)
    )
