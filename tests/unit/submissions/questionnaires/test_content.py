"""Facts that a questionnaire is sent out with: whom to return it to, and until when."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from languages_in_turn import each_language

import ictindex as ict
from ictindex.core import errors
from ictindex.submissions.questionnaires.layout import FIRST_DELIVERY, START

DATES = {
    "en": "31 March 2025", "fr": "31 mars 2025", "es": "31 de marzo de 2025",
    "ar": "31 مارس 2025", "ru": "31 марта 2025 года", "zh": "2025年3月31日",
}  # fmt: skip
SENT = {"send_to": "statistics@example.org", "deadline": dt.date(2025, 3, 31)}


def start(path: Path, language: str) -> list[openpyxl.cell.Cell]:
    """Return the two cells of the delivery; no other sheet is read."""
    book = openpyxl.load_workbook(path, read_only=True)
    sheet = book[cases.title(START, language)]
    cells = [sheet.cell(FIRST_DELIVERY + n + 1, 3) for n in range(2)]
    book.close()
    return cells


@pytest.mark.slow
@each_language("en", "ar")
def test_address_and_deadline_stand_on_the_first_sheet_and_stay(
    tmp_path: Path, language: str
) -> None:
    path = cases.blank(tmp_path, language, **SENT)
    ict.read_questionnaire(path).hand_back([], tmp_path / "back.xlsx")
    for file in (path, tmp_path / "back.xlsx"):
        address, deadline = start(file, language)
        assert (address.value, deadline.value) == ("statistics@example.org", DATES[language])
        assert address.protection.locked and deadline.protection.locked
        submission = ict.read_questionnaire(file)
        assert submission.form.delivery.deadline == dt.date(2025, 3, 31)
        assert not submission.findings


@pytest.mark.slow
def test_what_is_not_known_is_a_cell_that_the_office_fills_in(tmp_path: Path) -> None:
    path = cases.blank(tmp_path, send_to="statistics@example.org")
    address, deadline = start(path, "en")
    assert address.protection.locked and not deadline.protection.locked
    spot = (START, FIRST_DELIVERY + 1, 2)
    first = ict.read_questionnaire(cases.fill(path, {spot: "end of March"}))
    assert first.contents.cells[spot] == "end of March" and not first.findings
    first.hand_back([], tmp_path / "back.xlsx")
    assert start(tmp_path / "back.xlsx", "en")[1].value == "end of March"


@pytest.mark.parametrize("send_to", ["a\nb", " a@b", "x" * 201, "a\u202eb"])
def test_an_address_is_one_line_that_can_be_read(send_to: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        ict.questionnaire("ECU", edition=2025, send_to=send_to)
    refusal = "The address to return the questionnaire to cannot be written in this way"
    assert refusal in str(caught.value)
    assert "at most 200" in str(caught.value)


def test_a_deadline_is_a_date() -> None:
    with pytest.raises(errors.UsageError, match="2025-13-01"):
        ict.questionnaire("ECU", edition=2025, deadline="2025-13-01")
    supplied = ict.questionnaire("ECU", edition=2025, deadline="2025-03-31").form.delivery
    assert supplied.deadline == dt.date(2025, 3, 31)


@pytest.mark.parametrize("name", ["ecu.csv", "ecu", "ecu.xlsm", "ecu.xlsx.txt", 300 * "e"])
def test_a_workbook_is_not_written_under_the_name_of_another_kind_of_file(
    tmp_path: Path, name: str
) -> None:
    asked = ict.questionnaire("ECU", edition=2025)
    path = tmp_path / "ecu.xlsx"
    asked.save(path)
    submission = ict.read_questionnaire(path)
    for write in (asked.save, lambda file: submission.hand_back((), file)):
        with pytest.raises(errors.UsageError, match=f"{name}, does not end in .xlsx"):
            write(tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == ["ecu.xlsx"]


def test_a_workbook_may_go_to_a_device_which_has_no_ending() -> None:
    ict.questionnaire("ECU", edition=2025).save(os.devnull)


def test_the_ending_of_a_workbook_may_be_in_capitals(tmp_path: Path) -> None:
    ict.questionnaire("ECU", edition=2025).save(tmp_path / "ECU.XLSX")
    assert openpyxl.load_workbook(tmp_path / "ECU.XLSX").sheetnames
