"""The workbook handed back: the cause first, on its cell, with what it would settle beneath."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled_submission import VALUES
from questionnaire_cases import opened

import ictindex as ict
from ictindex.language import i18n
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.layout import make_form
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

CHANGED = {**VALUES, "population": "17834.831"}


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    form = make_form("ECU", 2025)
    cells = {}
    for page in form.pages.values():
        for ask in page.asks:
            name = ask.indicator + (f"@{ask.breakdown}={ask.category}" if ask.breakdown else "")
            if name in CHANGED:
                cells[page.id, ask.row, form.column_of("value")] = float(CHANGED[name])
    folder = tmp_path_factory.mktemp("back")
    path = folder / "ecu.xlsx"
    path.write_bytes(write_workbook(form, "en", Contents(cells)))
    submission = ict.read_questionnaire(path)
    judged = ict.validate(
        ict.data.derive(submission.observations).completed, ict.methodology("idi", edition=2025),
        year=submission.year,
    )  # fmt: skip
    submission.hand_back(judged, folder / "back.xlsx")
    return folder / "back.xlsx"


@pytest.mark.slow
def test_the_cause_is_first_and_its_findings_can_be_folded(back: Path) -> None:
    book = opened(back)
    sheet = book[i18n.text("questionnaire/sheets/answers", "title", "en")]
    first = layout.FIRST_ANSWER + 1
    assert sheet.cell(first, 2).value == "Likely cause"
    assert str(sheet.cell(first, 6).value).startswith("17,834.831 looks like a figure in thousands")
    assert sheet.row_dimensions[first].outlineLevel == 0
    # Five rates and the count that is no whole number, none of them hidden.
    below = [row for row in range(first + 1, first + 6) if sheet.row_dimensions[row].outlineLevel]
    assert below == list(range(first + 1, first + 6))
    assert not any(sheet.row_dimensions[row].hidden for row in below)


@pytest.mark.slow
def test_the_comment_on_the_guilty_cell_begins_with_the_cause(back: Path) -> None:
    book = opened(back)
    title = i18n.text("questionnaire/sheets/population", "title", "en")
    notes = [cell.comment.text for row in book[title].iter_rows() for cell in row if cell.comment]
    assert len(notes) == 1
    assert "17,834,831" in notes[0]


def test_a_cause_has_no_answer_and_is_not_counted(back: Path) -> None:
    submission = ict.read_questionnaire(back)
    assert submission.answers == ()
    book = opened(back)
    sheet = book[i18n.text("questionnaire/sheets/answers", "title", "en")]
    assert "Errors: 1." in str(sheet.cell(layout.FACTS + 1, 1).value)


def test_the_proposed_value_is_in_a_comment_and_in_no_cell(back: Path) -> None:
    book = opened(back)
    answers = i18n.text("questionnaire/sheets/answers", "title", "en")
    held = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        if sheet.title != answers
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("17834")
    ]
    population = i18n.text("questionnaire/sheets/population", "title", "en")
    assert held == [(population, "G6", 17834.831)]  # as it was typed
