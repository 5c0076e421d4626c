"""The columns in which a survey states the precision of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases
from languages_in_turn import each_language
from questionnaire_cases import cell_of, filled, label

import ictindex as ict
from ictindex.language import i18n
from ictindex.submissions.questionnaires.layout import HEADERS
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook
from ictindex.submissions.validation.judging import validate

FIELDS = (
    "standard_error",
    "sample_size",
    "design_effect",
    "lower_bound",
    "upper_bound",
    "confidence_level",
    "error_method",
)
USERS = cell_of("individuals", "internet-users")
OLD_FORM = replace(cases.ECUADOR, precision=())


def precision_of(what: str, category: str = "") -> tuple[str, int, int]:
    return cell_of("individuals", "internet-users", what, category)


def stated(submission: ict.data.Submission) -> dict[str, object]:
    """Return what the first row states of its precision, without empty cells."""
    cells = submission.observations.cells
    return {name: cells[name][0] for name in FIELDS if cells[name][0] not in (None, "")}


@pytest.mark.slow
@each_language("en", "ar")
def test_only_sheets_of_surveys_have_the_columns(tmp_path: Path, language: str) -> None:
    book = cases.opened(cases.blank(tmp_path, language))
    names = [i18n.text("questionnaire", what, language) for what in FIELDS]
    for page in cases.ECUADOR.pages.values():
        if page.kind == "values":
            sheet = book[cases.title(page.id, language)]
            heads = [cell.value for cell in sheet[HEADERS + 1]]
            shown = [name for name in names if name in heads]
            assert shown == (names if page.id in ("households", "individuals") else []), page.id


def test_the_precision_of_a_value_is_read(tmp_path: Path) -> None:
    cells = {
        USERS: 58.4,
        precision_of("standard_error"): 1.2,
        precision_of("sample_size"): 3000,
        precision_of("design_effect"): 1.8,
        precision_of("lower_bound"): 56.05,
        precision_of("upper_bound"): 60.75,
        precision_of("confidence_level"): 95,
        precision_of("error_method"): label("error_method", "linearization"),
    }
    submission = filled(tmp_path, cells)
    assert not submission.findings
    assert stated(submission) == {
        "standard_error": Decimal("1.2"),
        "sample_size": Decimal(3000),
        "design_effect": Decimal("1.8"),
        "lower_bound": Decimal("56.05"),
        "upper_bound": Decimal("60.75"),
        "confidence_level": Decimal(95),
        "error_method": "linearization",
    }


@pytest.mark.parametrize(
    ("what", "typed", "read"),
    [
        ("standard_error", "1,2", Decimal("1.2")),
        ("standard_error", "٠٫٥", Decimal("0.5")),
        ("sample_size", "12 345", Decimal(12345)),
        ("confidence_level", 90, Decimal(90)),
        ("standard_error", 0, Decimal(0)),
    ],
)
def test_numbers_are_read_as_people_type_them(
    tmp_path: Path, what: str, typed: object, read: Decimal
) -> None:
    assert stated(filled(tmp_path, {USERS: 58.4, precision_of(what): typed})) == {what: read}


def test_each_cell_of_a_row_that_was_read_from_a_text_is_reported(tmp_path: Path) -> None:
    cells = {precision_of("standard_error"): "1,2", precision_of("design_effect"): "1,8"}
    submission = filled(tmp_path, {USERS: 58.4, **cells})
    assert {submission.position(finding) for finding in submission.findings} == set(cells)


@pytest.mark.parametrize(
    ("what", "typed", "code"),
    [
        ("standard_error", "about 1", "questionnaire.not-a-number"),
        ("standard_error", -1, "value.out-of-range"),
        ("design_effect", 0, "value.out-of-range"),
        ("sample_size", 0, "value.out-of-range"),
        ("confidence_level", 0.95, "value.out-of-range"),
        ("error_method", "Bootstrop", "questionnaire.not-in-list-near"),
    ],
)
def test_what_cannot_be_read_is_a_finding_at_its_cell(
    tmp_path: Path, what: str, typed: object, code: str
) -> None:
    submission = filled(tmp_path, {USERS: 58.4, precision_of(what): typed})
    (finding,) = submission.findings
    assert (finding.code, finding.level) == (code, "error")
    assert submission.position(finding) == precision_of(what)
    # A member reads the heading of the column, not the name of the library.
    assert what not in finding.message()
    assert stated(submission) == {}


@pytest.mark.slow
def test_a_value_without_precision_asks_nothing_more(tmp_path: Path) -> None:
    submission = filled(tmp_path, {USERS: 58.4})
    assert not submission.findings
    assert "standard_error" not in submission.observations.to_frame()
    assert len(submission.unanswered) == len(filled(tmp_path, {}).unanswered) - 1


@pytest.mark.slow
def test_handed_back_in_another_language_it_is_the_same(tmp_path: Path) -> None:
    cells = {
        USERS: 58.4,
        precision_of("standard_error"): 1.2,
        precision_of("error_method"): label("error_method", "jackknife"),
    }
    first = filled(tmp_path, cells)
    first.hand_back(first.findings, tmp_path / "back.xlsx", language="ru")
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    held = back.contents.cells[precision_of("error_method")]
    assert held == label("error_method", "jackknife", "ru")
    assert stated(back) == stated(first)
    assert not back.findings


@pytest.mark.slow
def test_columns_that_moved_are_found_by_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "ecu-en.xlsx"
    contents = Contents({USERS: 58.4, precision_of("standard_error"): 1.2})
    path.write_bytes(write_workbook(cases.ECUADOR, "en", contents))
    book = openpyxl.load_workbook(path)
    sheet = book[cases.title("individuals")]
    sheet.protection.sheet = False
    sheet.insert_cols(precision_of("standard_error")[2] + 1)
    book.save(path)
    submission = ict.read_questionnaire(path)
    assert stated(submission) == {"standard_error": Decimal("1.2")}


def old_workbook(folder: Path, cells: dict[tuple[str, int, int], object]) -> Path:
    """A workbook as it was written before there were columns for precision."""
    path = folder / "ecu-en.xlsx"
    path.write_bytes(write_workbook(OLD_FORM, "en", Contents(cells)))
    return path


@pytest.mark.slow
def test_a_workbook_without_the_columns_is_read_as_before(tmp_path: Path) -> None:
    submission = ict.read_questionnaire(old_workbook(tmp_path, {USERS: 58.4}))
    assert not submission.findings
    assert submission.form.precision == ()
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    assert ict.read_questionnaire(tmp_path / "back.xlsx").form.precision == ()
    # What is typed to the right of its notes is outside, as before.
    cases.fill(tmp_path / "ecu-en.xlsx", {(USERS[0], USERS[1], 11): "see annex"})
    (finding,) = ict.read_questionnaire(tmp_path / "ecu-en.xlsx").findings
    assert finding.code == "questionnaire.outside"


@pytest.mark.slow
def test_a_workbook_without_the_columns_is_renewed_with_them(tmp_path: Path) -> None:
    fresh = ict.data.renew_questionnaire(old_workbook(tmp_path, {USERS: 58.4}))
    fresh.save(tmp_path / "fresh.xlsx")
    submission = ict.read_questionnaire(tmp_path / "fresh.xlsx")
    assert submission.form.precision == FIELDS
    assert submission.contents.cells[USERS] == 58.4


@pytest.mark.slow
def test_a_renewed_workbook_keeps_the_precision_of_its_values(tmp_path: Path) -> None:
    cells = {
        USERS: 58.4,
        precision_of("standard_error"): 1.2,
        precision_of("error_method"): label("error_method", "bootstrap"),
    }
    filled(tmp_path, cells)
    fresh = ict.data.renew_questionnaire(tmp_path / "ecu-en.xlsx", language="fr")
    fresh.save(tmp_path / "fresh.xlsx")
    again = ict.read_questionnaire(tmp_path / "fresh.xlsx")
    assert stated(again) == {"standard_error": Decimal("1.2"), "error_method": "bootstrap"}


def test_columns_that_no_library_knows_are_refused(tmp_path: Path) -> None:
    path = cases.state(cases.blank(tmp_path), "precision", "standard_error luck")
    with pytest.raises(ict.errors.UnusableFileError, match="not a questionnaire"):
        ict.read_questionnaire(path)


@pytest.mark.slow
def test_empty_columns_of_precision_are_not_printed(tmp_path: Path) -> None:
    def printed(cells: Mapping[Position, object]) -> str:
        path = tmp_path / "ecu.xlsx"
        path.write_bytes(write_workbook(cases.ECUADOR, "en", Contents(cells)))
        return str(openpyxl.load_workbook(path)[cases.title("individuals")].print_area)

    assert ":$K$" in printed({USERS: 58.4})
    assert not printed({USERS: 58.4, precision_of("standard_error"): 1.2})


def history(**more: object) -> ict.Observations:
    """Values of the year before, as an office accepted them."""
    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    return ict.read_observations(pd.DataFrame([{**row, **more}]))


def test_the_error_of_last_year_is_compared_with_that_of_this_year(tmp_path: Path) -> None:
    """A fall of 8 points is a question, unless both surveys have an error of 3 points."""

    def asked(error: str) -> set[str]:
        before = history(source_class="official-submission", standard_error=error)
        path = cases.blank(tmp_path, history=before)
        cases.fill(path, {USERS: 61.7, precision_of("standard_error"): 3})
        submission = ict.read_questionnaire(path)
        judged = validate(submission.observations, history=submission.history, year=2023)
        return {f.rule for f in judged.findings if f.rule.startswith("T")}

    assert asked("3") == {"T13"}
    assert asked("1") & {"T02", "T05"}
    assert asked("") & {"T02", "T05"}


@pytest.mark.slow
def test_the_error_of_last_year_is_kept_and_shown(tmp_path: Path) -> None:
    before = history(source_class="official-submission", standard_error="1.20")
    submission = ict.read_questionnaire(cases.blank(tmp_path, history=before))
    assert submission.history is not None
    assert submission.history.cells["standard_error"] == (Decimal("1.20"),)
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert back.history is not None
    assert back.history.cells["standard_error"] == (Decimal("1.20"),)
    # It is that of the value of last year, and not prefilled for this one.
    assert precision_of("standard_error") not in back.contents.cells
    fresh = ict.data.renew_questionnaire(tmp_path / "back.xlsx")
    assert fresh.contents.errors == submission.contents.errors != {}
    sheet = openpyxl.load_workbook(tmp_path / "back.xlsx")[cases.title("individuals")]
    hints = [str(each.prompt) for each in sheet.data_validations.dataValidation]
    assert any("Standard error: 1.20" in hint for hint in hints)


@pytest.mark.slow
def test_an_error_of_last_year_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = cases.blank(tmp_path, history=history(standard_error="1.2"))
    book = openpyxl.load_workbook(path)
    for row in book["ictindex"].iter_rows():
        if row[0].value == "errors individuals":
            row[1].value = str(row[1].value).replace("1.2", "luck")
    book.save(path)
    with pytest.raises(ict.errors.UnusableFileError, match="not a questionnaire"):
        ict.read_questionnaire(path)
