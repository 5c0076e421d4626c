"""The sheet of answers says which checks could not be made where earlier values are missing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases

import ictindex as ict

USERS = cases.cell_of("individuals", "internet-users")
WORDS = {
    "en": "Not checked, because the accepted values of earlier years are not available",
    "fr": "Non vérifié, faute de valeurs acceptées des années précédentes",
    "ar": "لم يُتحقق مما يلي لعدم توافر القيم المقبولة للسنوات السابقة",
}


def texts(path: Path, language: str) -> list[str]:
    """The texts of the sheet of answers above its findings."""
    sheet = cases.values(path)[cases.title("answers", language)]
    return [str(row[0].value) for row in sheet.iter_rows(max_row=5) if row[0].value is not None]


@pytest.mark.parametrize("language", WORDS)
def test_it_says_so_before_the_findings(tmp_path: Path, language: str) -> None:
    read = cases.filled(tmp_path, {USERS: 72.7}, language)
    read.hand_back([], tmp_path / "back.xlsx")
    above = texts(tmp_path / "back.xlsx", language)
    assert any(text.startswith(WORDS[language]) for text in above)
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert not back.findings and back.contents.cells[USERS] == 72.7


@pytest.mark.slow
@pytest.mark.parametrize("language", WORDS)
def test_findings_change_neither_the_remark_nor_the_text_they_quote(
    tmp_path: Path, language: str
) -> None:
    read = cases.filled(tmp_path, {USERS: "n.d."}, language)
    read.hand_back([], tmp_path / "back.xlsx")
    above = texts(tmp_path / "back.xlsx", language)
    assert any(text.startswith(WORDS[language]) for text in above)
    sheets = openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    comments = [cell.comment.text for cell in cells if cell.comment]
    assert len(comments) == 1 and "n.d." in comments[0]
    # Marks of direction are characters, never their escapes.
    assert not any("\\u2" in text for text in (*comments, *(str(c.value) for c in cells)))


@pytest.mark.slow
def test_with_earlier_values_it_says_nothing(tmp_path: Path) -> None:
    read = cases.filled(tmp_path, {USERS: 72.7})
    read.hand_back([], tmp_path / "back.xlsx", has_history=True)
    assert not any(text.startswith(WORDS["en"]) for text in texts(tmp_path / "back.xlsx", "en"))
    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": 69.7}
    accepted = ict.read_observations(pd.DataFrame([row]))
    ict.questionnaire("ECU", edition=2025, history=accepted).save(tmp_path / "own.xlsx")
    ict.read_questionnaire(tmp_path / "own.xlsx").hand_back([], tmp_path / "own-back.xlsx")
    assert not any(text.startswith(WORDS["en"]) for text in texts(tmp_path / "own-back.xlsx", "en"))
