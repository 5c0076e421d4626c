"""Content where nothing is asked for: never lost without a word."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases
from languages_in_turn import each_language
from openpyxl.comments import Comment
from questionnaire_cases import cell_name, cell_of, filled

import ictindex as ict
from ictindex.core import errors
from ictindex.submissions.questionnaires.layout import START

COVERAGE = cell_of("coverage", "coverage-3g")
HEADING = COVERAGE[1] + 1  # the breakdown by place


def history() -> ict.Observations:
    row = {"economy": "ECU", "indicator": "coverage-3g", "year": 2022, "value": "93.5"}
    return ict.read_observations(pd.DataFrame([row]))


def back(submission: ict.data.Submission, path: Path) -> ict.data.Submission:
    submission.hand_back(submission.findings, path)
    return ict.read_questionnaire(path)


def commented(path: Path, spot: cases.Position, words: str) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book[cases.title(spot[0])]
    sheet[cell_name(spot)].comment = Comment(words, "Ana")
    book.save(path)
    return path


# Cells in which nothing is asked for, and what is found there.
SPOTS: list[tuple[cases.Position, str]] = [
    (("coverage", HEADING, 5), "outside"),  # the value of a heading
    (("coverage", 6, 7), "outside"),
    (("coverage", 6, 0), "outside"),
    (("coverage", 3, 0), "outside"),  # the narrow row over the heads
    (("coverage", 2, 0), "outside"),  # next to the facts
    (("coverage", 9, 12), "outside"),
    (("coverage", 30, 5), "outside"),
    (("coverage", 9, 200), "outside"),  # far to the right
    (("coverage", COVERAGE[1], 1), "typed-over"),  # the definition
    (("coverage", 0, 1), "typed-over"),
    (("coverage", COVERAGE[1], 4), "typed-over"),  # the accepted value of 2022
    ((START, 75, 2), "outside"),
    ((START, 3, 3), "outside"),  # next to the version
    (("codes", 40, 0), "outside"),
    (("codes", 5, 1), "typed-over"),
    (("tariffs-mobile", 1, 0), "typed-over"),
    (("tariffs-mobile", 2, 20), "outside"),  # over the plans
]


@pytest.mark.slow
def test_what_is_typed_where_nothing_is_asked_is_reported_and_kept(tmp_path: Path) -> None:
    typed = dict.fromkeys((spot for spot, _ in SPOTS), 94)
    path = cases.fill(cases.blank(tmp_path, history=history()), {**typed, COVERAGE: 95})
    first = ict.read_questionnaire(path)
    # Each is marked at its own cell, for which no indicator is reported, and is still there.
    marked = {first.position(finding): finding for finding in first.findings}
    assert len(first.findings) == len(marked) == len(SPOTS)
    second = back(first, tmp_path / "back.xlsx")
    assert second.contents.stray == first.contents.stray == typed
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    rows = book[cases.title("answers")].iter_rows(min_row=6, values_only=True)
    answered = {str(row[2]): row[4] for row in rows if row[2]}
    for spot, code in SPOTS:
        finding = marked[spot]
        assert (finding.code, finding.level) == (f"questionnaire.{code}", "warning"), spot
        assert finding.address is not None and finding.address.cell == cell_name(spot)
        assert finding.message("en").startswith("'94' "), spot
        cell = book[cases.title(spot[0])][cell_name(spot)]
        assert cell.value == 94 and "94" in cell.comment.text, spot
        assert answered[f"{cases.title(spot[0])}!{cell_name(spot)}"] == 94, spot
    # An answer binds to the cell: it holds in the workbook that came back.
    assert [second.key(finding) for finding in second.findings] == [
        first.key(finding) for finding in first.findings
    ]


@pytest.mark.slow
def test_an_accepted_value_is_never_changed(tmp_path: Path) -> None:
    spot = ("coverage", COVERAGE[1], 4)
    path = cases.fill(cases.blank(tmp_path, history=history()), {spot: 39})
    first = ict.read_questionnaire(path)
    assert first.contents.previous == {spot: 93.5}
    # Emptied, it comes back, and there is nothing to tell.
    second = ict.read_questionnaire(cases.fill(path, {spot: None}))
    assert not second.findings
    assert back(second, tmp_path / "back.xlsx").contents.previous == {spot: 93.5}
    again = openpyxl.load_workbook(tmp_path / "back.xlsx")[cases.title("coverage")]
    assert again[cell_name(spot)].value == 93.5


def test_two_cells_of_a_row_have_answers_of_their_own(tmp_path: Path) -> None:
    path = cases.blank(tmp_path, history=history())
    cases.fill(path, {("coverage", COVERAGE[1], column): 94 for column in (3, 4)})
    submission = ict.read_questionnaire(path)
    assert len({submission.key(finding) for finding in submission.findings}) == 2


@pytest.mark.slow
@each_language("ar", "ru")
def test_the_words_of_a_workbook_are_no_finding(tmp_path: Path, language: str) -> None:
    """Its own texts and comments, whatever language it is handed back in."""
    first = filled(tmp_path, {COVERAGE: 120}, language)
    for other in ("ar", "en"):
        first.hand_back(first.findings, tmp_path / f"{other}.xlsx", language=other)
        second = ict.read_questionnaire(tmp_path / f"{other}.xlsx")
        assert [finding.code for finding in second.findings] == ["value.impossible"]


@pytest.mark.parametrize(
    "spot",
    [
        COVERAGE,
        pytest.param((START, 19, 1), marks=pytest.mark.slow),
        pytest.param(("codes", 5, 0), marks=pytest.mark.slow),
    ],
)
def test_a_comment_of_the_submitter_is_reported(tmp_path: Path, spot: cases.Position) -> None:
    path = commented(filled_file(tmp_path), spot, "see the survey")
    first = ict.read_questionnaire(path)
    (finding,) = first.findings
    assert finding.message("en") == (
        "The comment 'see the survey' on this cell was not read, and does not stay in a workbook "
        "that is handed back."
    )
    assert (finding.code, finding.level, first.position(finding)) == (
        "questionnaire.comment", "warning", spot,
    )  # fmt: skip
    second = back(first, tmp_path / "back.xlsx")
    assert not second.findings  # it is a row of the sheet of answers now
    rows = openpyxl.load_workbook(tmp_path / "back.xlsx")[cases.title("answers")]
    assert "see the survey" in rows["F6"].value
    # A comment alone does not touch the content of protected cells.
    assert second.contents == first.contents


@pytest.mark.slow
def test_a_comment_of_the_hand_back_that_was_changed_is_reported(tmp_path: Path) -> None:
    first = filled(tmp_path, {COVERAGE: 120})
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    commented(tmp_path / "back.xlsx", COVERAGE, "it is 12 %")
    findings = ict.read_questionnaire(tmp_path / "back.xlsx").findings
    assert [finding.code for finding in findings] == ["questionnaire.comment", "value.impossible"]


@pytest.mark.slow
def test_a_comment_on_the_sheet_of_answers_is_reported(tmp_path: Path) -> None:
    first = filled(tmp_path, {COVERAGE: 120})
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    commented(tmp_path / "back.xlsx", ("answers", 5, 9), "the survey is new")
    cases.fill(tmp_path / "back.xlsx", {(cases.title("answers"), 5, 14): "why?"})
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert [finding.code for finding in second.findings][:2] == [
        "questionnaire.outside", "questionnaire.comment",
    ]  # fmt: skip
    # The sheet is made again with other rows: nothing is put back there.
    assert [second.position(finding) for finding in second.findings][:2] == [None, None]
    assert second.contents.stray == {}


def filled_file(folder: Path) -> Path:
    return cases.fill(cases.blank(folder), {COVERAGE: 94})


def test_much_next_to_the_cells_is_reported_as_one(tmp_path: Path) -> None:
    """Working columns of the submitter are one finding, and cost no figure."""
    many = {("coverage", 5 + n // 20, 13 + n % 20): n for n in range(300)}
    path = cases.fill(cases.blank(tmp_path), {**many, COVERAGE: 94})
    submission = ict.read_questionnaire(path)
    (finding,) = submission.findings
    assert (finding.code, finding.level) == ("questionnaire.much-outside", "warning")
    assert finding.message("en") == (
        "300 cells outside those of the questionnaire contain something (N6:AG20): none of "
        "them was read."
    )
    assert len(submission.observations) == 1


@pytest.mark.parametrize(
    "marks", ["[]", "{", '{"A1":5}', '{"1A":"x"}', "[" * 20_000, '{"A0":"x"}', '{"A1":true}']
)
def test_marks_that_no_writer_left_are_refused(tmp_path: Path, marks: str) -> None:
    path = cases.state(cases.blank(tmp_path), "texts coverage", marks)
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.read_questionnaire(path)
    assert caught.value.code == "questionnaire.not-one"


@pytest.mark.slow
def test_a_comment_that_cannot_be_placed_is_refused(tmp_path: Path) -> None:
    path = commented(filled_file(tmp_path), COVERAGE, "x")
    out = cases.remade(
        path, lambda _, data: data.replace(b'<comment ref="G10"', b'<comment ref="10G"'),
        tmp_path / "out.xlsx",
    )  # fmt: skip
    assert out.read_bytes() != path.read_bytes()
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.read_questionnaire(out)
    assert caught.value.code == "workbook.unusable"


@pytest.mark.slow
def test_what_is_kept_fits_into_a_cell(tmp_path: Path) -> None:
    """A cell of a spreadsheet holds 32,767 characters."""
    every = [
        {"economy": "ECU", "indicator": ask.indicator, "year": year, "value": 12.345678}
        | ({ask.breakdown: ask.category} if ask.breakdown else {})
        for page in cases.ECUADOR.pages.values()
        for ask in page.asks
        for year in (2021, 2022)
    ]
    observations = ict.read_observations(pd.DataFrame(every).fillna(""))
    book = openpyxl.load_workbook(cases.blank(tmp_path, "ar", history=observations))
    rows = {row[0].value: row[1].value for row in book["ictindex"].iter_rows()}
    assert len(json.loads(rows["previous individuals"])) == 2 * 40
    assert max(map(len, rows.values())) < 32_767 / 2
