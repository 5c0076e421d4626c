"""A workbook that came back: every cell at its address, and what is refused as a whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from questionnaire_cases import Typed, cell_of, filled, label, tariff

import ictindex as ict
from ictindex.core import errors
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.layout import FIRST_CONTACT, START

USERS = cell_of("individuals", "internet-users")


def only(submission: ict.data.Submission) -> dict[str, object]:
    """The one observation of a submission."""
    (row,) = submission.observations.to_frame().to_dict(orient="records")
    return row


def findings_of(submission: ict.data.Submission) -> list[tuple[str, str, str]]:
    return [(f.code, f.level, f.address.cell if f.address else "") for f in submission.findings]


# ---------------------------------------------------------------- values


def test_an_empty_questionnaire_has_no_observations(empty: Path) -> None:
    submission = ict.read_questionnaire(empty)
    assert (submission.economy, submission.edition, submission.year) == ("ECU", 2025, 2023)
    assert len(submission.observations) == len(submission.findings) == 0
    assert submission.tariffs is None
    count = sum(len(page.asks) for page in cases.ECUADOR.pages.values())
    assert len(submission.unanswered) == count
    assert submission.data == empty.read_bytes()
    assert dict(submission.observations.sources) == {
        empty.name: hashlib.sha256(empty.read_bytes()).hexdigest()
    }


def test_a_value_is_read_with_all_that_is_stated_of_it(tmp_path: Path) -> None:
    total = "mobile-broadband-traffic-total"
    submission = filled(
        tmp_path,
        {
            cell_of("traffic", total): 1254.25,
            cell_of("traffic", total, "unit"): label("unit/exabytes", "petabytes"),
            cell_of("traffic", total, "status"): label("status", "E"),
            cell_of("traffic", total, "source"): "ARCOTEL",
            cell_of("traffic", total, "note"): "two operators estimated",
        },
    )
    row = only(submission)
    assert row == row | {
        "economy": "ECU", "indicator": total, "year": 2023, "value": Decimal("1254.25"),
        "unit": "petabytes", "status": "E", "source_class": "official-submission",
        "source": "ARCOTEL", "note": "two operators estimated",
    }  # fmt: skip
    assert submission.positions == (cell_of("traffic", total),)
    assert not submission.findings


@pytest.mark.slow
def test_a_unit_left_alone_is_the_one_that_stood_there(tmp_path: Path) -> None:
    total = "mobile-broadband-traffic-total"
    assert only(filled(tmp_path, {cell_of("traffic", total): 1.25}))["unit"] == "exabytes"
    assert only(
        filled(tmp_path, {cell_of("mobile", "mobile-cellular-subscriptions-count"): 7})
    ) == (
        only(filled(tmp_path, {cell_of("mobile", "mobile-cellular-subscriptions-count"): 7}))
        | {"unit": "count", "value": Decimal(7)}
    )


@pytest.mark.parametrize(
    ("category", "column"),
    [("F", "sex"), ("R", "location"), ("Y15T24", "age"), ("PD", "disability"),
     ("ISCED11_5T8", "education"), ("Q5", "income")],
)  # fmt: skip
def test_a_category_is_in_the_column_of_its_breakdown(
    tmp_path: Path, category: str, column: str
) -> None:
    spot = cell_of("individuals", "internet-users", category=category)
    row = only(filled(tmp_path, {spot: 71.2}))
    assert row[column] == category
    others = {"sex", "location", "age", "disability", "education", "income"} - {column}
    assert {row[name] for name in others} == {""}


def test_a_missing_value_with_its_status_is_an_observation(tmp_path: Path) -> None:
    spot = cell_of("individuals", "internet-users", "status")
    submission = filled(tmp_path, {spot: label("status", "O")})
    assert only(submission)["value"] is None
    assert only(submission)["status"] == "O"
    assert USERS not in submission.unanswered


def test_zero_is_a_value(tmp_path: Path) -> None:
    submission = filled(tmp_path, {cell_of("coverage", "coverage-5g"): 0})
    assert only(submission)["value"] == 0


def test_a_mark_of_confidentiality_is_read(tmp_path: Path) -> None:
    mark = cell_of("individuals", "internet-users", "conf_status")
    submission = filled(tmp_path, {USERS: 72.7, mark: label("conf_status", "C")})
    assert only(submission)["conf_status"] == "C"


def test_a_code_may_be_typed_for_its_label(tmp_path: Path) -> None:
    status = cell_of("individuals", "internet-users", "status")
    assert only(filled(tmp_path, {USERS: 72.7, status: "P"}))["status"] == "P"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Estimate", "E"), ("E \u2013 estimated value", "E"), ("D", "D"), ("U", "U"),
     ("D \u2013 la definici\u00f3n difiere", "D")],
)  # fmt: skip
def test_former_labels_and_all_codes_of_sdmx_are_statuses(
    tmp_path: Path, typed: str, code: str
) -> None:
    status = cell_of("individuals", "internet-users", "status")
    note = cell_of("individuals", "internet-users", "note")
    submission = filled(tmp_path, {USERS: 72.7, status: typed, note: "x"})
    assert only(submission)["status"] == code and not submission.findings


# ---------------------------------------------------------------- bad cells, each with its address


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("72.7%", "number.percent-sign"),
        ("007,5", "questionnaire.decimal-comma"),
        ("012 345", "questionnaire.thousands"),
        ("n/a", "questionnaire.not-a-number"),
        ("१२ %", "number.percent-sign"),
        (720, "value.impossible"),
        (-1, "value.impossible"),
        (dt.date(2023, 7, 27), "questionnaire.date"),
        (Typed("=70+2.7"), "questionnaire.formula"),
        (True, "questionnaire.not-a-number"),
    ],
)
def test_a_bad_value_is_a_finding_at_its_cell(tmp_path: Path, cell: object, code: str) -> None:
    submission = filled(tmp_path, {USERS: cell})
    assert findings_of(submission) == [(code, "error", "G6")]
    (finding,) = submission.findings
    assert (finding.economy, finding.indicator, finding.year) == ("ECU", "internet-users", 2023)
    assert submission.position(finding) == USERS
    assert finding.where("en").startswith("ecu-en.xlsx!Individuals, cell G6")


def test_a_number_shown_in_percent_is_not_read_a_hundred_times_too_small(tmp_path: Path) -> None:
    path = cases.fill(cases.blank(tmp_path), {USERS: 0.727})
    book = openpyxl.load_workbook(path)
    book[cases.title("individuals")]["G6"].number_format = "0.0%"
    book.save(path)
    submission = ict.read_questionnaire(path)
    assert findings_of(submission) == [("number.percent-sign", "error", "G6")]
    assert submission.findings[0].details["value"] == "72.7%"


def test_an_error_of_the_spreadsheet_is_no_value(tmp_path: Path) -> None:
    path = cases.fill(cases.blank(tmp_path), {USERS: "#N/A"})

    def change(name: str, data: bytes) -> bytes:
        # A cell of text is made one of an error, as a formula that fails would leave it.
        if name == "xl/worksheets/sheet8.xml":
            return re.sub(
                rb'(<c r="G6"[^>]*) t="(?:s|inlineStr)">.*?</c>', rb'\1 t="e"><v>#N/A</v></c>', data
            )
        return data

    out = cases.remade(path, change, tmp_path / "out.xlsx")
    submission = ict.read_questionnaire(out)
    assert findings_of(submission) == [("questionnaire.failure", "error", "G6")]


@pytest.mark.parametrize(
    ("what", "cell", "code", "name"),
    [
        ("status", "guessed", "questionnaire.not-in-list", "H6"),
        ("conf_status", "secret", "questionnaire.not-in-list", "I6"),
        ("status", Typed('="E"'), "questionnaire.formula", "H6"),
        ("source", Typed("=A1"), "questionnaire.formula-text", "J6"),
        ("note", "a\u202eb", "text.invisible", "K6"),
    ],
)
def test_what_is_stated_of_a_value_is_judged_too(
    tmp_path: Path, what: str, cell: object, code: str, name: str
) -> None:
    spot = cell_of("individuals", "internet-users", what)
    submission = filled(tmp_path, {USERS: 72.7, spot: cell})
    assert [(c, n) for c, _, n in findings_of(submission)] == [(code, name)]
    assert submission.position(submission.findings[0]) == spot


def test_a_unit_that_is_not_in_the_list_is_a_finding(tmp_path: Path) -> None:
    total = "fixed-broadband-traffic-total"
    spot = cell_of("traffic", total, "unit")
    submission = filled(tmp_path, {cell_of("traffic", total): 1.5, spot: "EiB"})
    assert findings_of(submission) == [
        ("questionnaire.unit-not-in-list", "error", cases.cell_name(spot))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya (KEN); edition 2025; year of reference: 2023",
        "Ecuador (ECU); edition 2024; year of reference: 2022",
    ],
)
def test_a_sheet_of_another_questionnaire_is_an_error(tmp_path: Path, text: str) -> None:
    submission = filled(tmp_path, {("coverage", layout.FACTS, 1): text, USERS: 72.7})
    assert findings_of(submission) == [("questionnaire.foreign-sheet", "error", "B3")]
    assert submission.findings[0].message("en") == (
        f"This sheet is of another questionnaire: it says '{text}', and this workbook is that of "
        "Ecuador (ECU), edition 2025."
    )


def test_another_text_where_a_sheet_names_its_economy_is_a_text_like_others(
    tmp_path: Path,
) -> None:
    submission = filled(tmp_path, {("coverage", layout.FACTS, 1): "my notes", USERS: 72.7})
    assert findings_of(submission) == [("questionnaire.typed-over", "warning", "B3")]


def test_what_is_outside_is_reported_and_not_read(tmp_path: Path) -> None:
    submission = filled(tmp_path, {("coverage", 5, 12): "see annex", USERS: 72.7})
    assert findings_of(submission) == [("questionnaire.outside", "warning", "M6")]
    assert submission.findings[0].message("en") == (
        "'see annex' is outside the cells of the questionnaire: it was not read."
    )


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    note = cell_of("individuals", "internet-users", "note")
    evil = "=cmd|' /C calc'!A0"
    submission = filled(tmp_path, {USERS: 72.7, note: evil})
    assert only(submission)["note"] == evil
    assert not submission.findings


# ---------------------------------------------------------------- plans, contact


def test_plans_are_read_as_texts_of_the_table_of_tariffs(tmp_path: Path) -> None:
    page = "tariffs-mobile"
    submission = filled(
        tmp_path,
        {
            tariff(page, 0, "operator"): "Claro",
            tariff(page, 0, "name"): "Prepago 5",
            tariff(page, 0, "kind"): label(f"choice/kind/{page}", "plan"),
            tariff(page, 0, "price"): 5.5,
            tariff(page, 0, "currency"): "USD",
            tariff(page, 0, "tax_included"): label("yes-no", "yes"),
            tariff(page, 0, "data"): label("unlimited", "unlimited"),
            tariff(page, 0, "valid_from"): dt.datetime(2023, 11, 5),
            tariff(page, 2, "operator"): "Movistar",
            tariff(page, 2, "data"): 2,
            tariff(page, 2, "valid_from"): "2023-11-06",
        },
    )
    table = submission.tariffs
    assert table is not None and len(table) == 2
    first = {name: array[0] for name, array in table.columns.items()}
    assert first == first | {
        "economy": "ECU", "service": "mobile", "operator": "Claro", "name": "Prepago 5",
        "kind": "plan", "price": Decimal("5.5"), "currency": "USD", "data": Decimal("Infinity"),
        "valid_from": dt.date(2023, 11, 5),
    }  # fmt: skip
    assert list(table.columns["valid_from"]) == [dt.date(2023, 11, 5), dt.date(2023, 11, 6)]
    # A receipt of the plans is of the workbook, to the byte.
    digest = hashlib.sha256(submission.data).hexdigest()
    assert (
        list(table.sources.values()) == [digest] == list(submission.observations.sources.values())
    )
    # The second plan has no price: the table of tariffs says so, at its cell.
    lacking = [f for f in submission.findings if f.address and f.address.column == "price"]
    assert [f.address.cell for f in lacking if f.address] == ["D10"]
    assert submission.position(lacking[0]) == tariff(page, 2, "price")


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("price", "5,500", "questionnaire.two-numbers"),
        ("price", dt.date(2023, 5, 1), "questionnaire.date"),
        ("price", Typed("=2+3"), "questionnaire.formula"),
        ("tax_included", "maybe", "questionnaire.not-in-list"),
        ("generation", "LTE", "questionnaire.not-in-list"),
        ("valid_from", "05/11/2023", "questionnaire.two-dates"),
        ("valid_from", "soon", "questionnaire.no-date"),
        ("data", "plenty", "questionnaire.not-a-volume"),
    ],
)
def test_a_bad_cell_of_a_plan_is_a_finding(
    tmp_path: Path, column: str, cell: object, code: str
) -> None:
    spot = tariff("tariffs-mobile", 0, column)
    sound = {"operator": "Claro", "name": "Prepago 5", "price": 5, "currency": "USD",
             "tax_included": "yes", "validity_days": 30, "payment": "prepaid", "data": 5,
             "data_unit": "GB"}  # fmt: skip
    plan = {tariff("tariffs-mobile", 0, name): held for name, held in sound.items()}
    assert not filled(tmp_path, plan).findings
    submission = filled(tmp_path, plan | {spot: cell})
    assert findings_of(submission)[0] == (code, "error", cases.cell_name(spot))
    assert submission.position(submission.findings[0]) == spot


def test_what_is_stated_of_the_sender_is_kept(tmp_path: Path) -> None:
    spot = (START, FIRST_CONTACT, 2)
    assert filled(tmp_path, {spot: "ARCOTEL"}).contents.cells[spot] == "ARCOTEL"


# ---------------------------------------------------------------- refused as a whole


def refused(path: Path) -> str:
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.read_questionnaire(path)
    return str(caught.value)


def test_another_workbook_is_no_questionnaire(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    assert refused(path) == (
        "other.xlsx is a workbook, but not a questionnaire of ictindex. Fill in a workbook that "
        "`ictindex questionnaire` wrote, or read a table of your own with `read_observations`."
    )


@pytest.mark.parametrize("data", [b"", b"economy,year\n", b"PK\x03\x04", b"\x00" * 100])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert refused(path).startswith("a.xlsx is not an Excel workbook, or it is damaged.")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "gone.xlsx" in refused(tmp_path / "gone.xlsx")


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    path.write_bytes(old + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path) == (
        "a.xlsx is protected by a password. Save a copy without the password."
    )  # fmt: skip
    path.write_bytes(old)
    assert refused(path).startswith("a.xlsx is a workbook of a format that is not read.")


def test_a_workbook_of_the_old_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert refused(path) == (
        "a.xls is a workbook of a format that is not read. Save it as an Excel workbook (.xlsx), "
        "or the sheet as CSV."
    )


def test_inflated_content_above_8_mib_is_refused(empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(empty.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\x00" * (8 * 1024 * 1024))
    assert path.stat().st_size < 100_000
    assert "unpacks to more than 8 MiB" in refused(path)


@pytest.mark.parametrize("part", ["../evil.xml", "/etc/x"])
def test_parts_with_a_place_outside_are_refused(empty: Path, tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, b"<a/>")
    assert f"a file with a place outside its own folder: '{part}'" in refused(path)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/embeddings/oleObject1.bin"])
def test_active_and_strange_parts_are_refused(empty: Path, tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, b"<a/>")
    assert f"a part that a workbook of figures does not need ({part})" in refused(path)


def test_entities_are_refused(empty: Path, tmp_path: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        entity = b'<!DOCTYPE a [<!ENTITY a "b">]>'
        head, sign, rest = data.partition(b"?>")
        return head + sign + entity + rest if name == "xl/sharedStrings.xml" else data

    path = cases.remade(empty, change, tmp_path / "a.xlsx")
    assert "xl/sharedStrings.xml" in refused(path)


def meta_changed(empty: Path, tmp_path: Path, key: str, value: str) -> Path:
    return cases.state(empty, key, value, tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("key", "value"), [("version", "0"), ("digest", "sha256:0"), ("ictindex-questionnaire", "1")]
)
def test_another_version_is_refused(empty: Path, tmp_path: Path, key: str, value: str) -> None:
    path = meta_changed(empty, tmp_path, key, value)
    if key == "version":  # the digest decides; a version alone is only reported
        assert ict.read_questionnaire(path).economy == "ECU"
        return
    assert refused(path).startswith("a.xlsx is version 2 of the questionnaire; this library reads")


@pytest.mark.parametrize(
    ("key", "value"),
    [("economy", "XXX"), ("edition", "1999"), ("edition", "x"), ("year", "9" * 5000),
     ("language", "de"), ("index", "telex"), ("questions", ""), ("edition", "²")],
)  # fmt: skip
def test_a_workbook_that_contradicts_itself_is_refused(
    empty: Path, tmp_path: Path, key: str, value: str
) -> None:
    assert "not a questionnaire" in refused(meta_changed(empty, tmp_path, key, value))


def test_a_list_that_was_changed_is_refused(tmp_path: Path) -> None:
    path = cases.fill(cases.blank(tmp_path), {("lists", 1, 0): "B"})
    assert refused(path) == (
        "ecu-en.xlsx: the hidden sheet 'lists' was changed: the cell A2 should hold 'A' and holds "
        "'B'. `ictindex renew ecu-en.xlsx` writes a new questionnaire with the values of this "
        "one."
    )


def test_a_row_that_comes_back_is_refused(empty: Path, tmp_path: Path) -> None:
    """openpyxl leaves such a row out without a word."""

    def change(name: str, data: bytes) -> bytes:
        row = b'<row r="6"><c r="F6"><v>1</v></c></row></sheetData>'
        is_page = name == "xl/worksheets/sheet8.xml"
        return data.replace(b"</sheetData>", row) if is_page else data

    assert "the cell 6:6 cannot be read" in refused(
        cases.remade(empty, change, tmp_path / "a.xlsx")
    )


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="F6"><v>1</v></c><c r="F6"/>',
        b'<c r="F9"><v>1</v></c>',
        b'<c r="F6"><v>1_0</v></c>',
    ],
    ids=["twice", "of another row", "a mark between digits"],
)
def test_a_cell_that_is_not_where_it_says_is_refused(
    empty: Path, tmp_path: Path, cell: bytes
) -> None:
    def change(name: str, data: bytes) -> bytes:
        row = b'<row r="6">' + cell + b"</row></sheetData>"
        is_page = name == "xl/worksheets/sheet8.xml"
        return re.sub(rb"<row [^>]*r=.6..*</sheetData>", row, data) if is_page else data

    error = refused(cases.remade(empty, change, tmp_path / "a.xlsx"))
    assert "cannot be read with certainty: it appears twice" in error


def test_open_tags_do_not_take_for_ever(empty: Path, tmp_path: Path) -> None:
    """Were each tag looked through to the end of the file, this test would not come back."""

    def change(name: str, data: bytes) -> bytes:
        return b"<row " * 500_000 if name == "xl/worksheets/sheet8.xml" else data

    assert "damaged" in refused(cases.remade(empty, change, tmp_path / "a.xlsx"))


def test_the_extra_is_named_where_it_is_not_installed(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "defusedxml.ElementTree", None)
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    assert 'pip install "ictindex[excel]"' in refused(empty)
