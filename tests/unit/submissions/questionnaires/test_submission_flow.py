"""The way of a submission: asked, filled in, judged, handed back, answered, judged again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases
from questionnaire_cases import cell_of, filled, label

import ictindex as ict
from ictindex.submissions.questionnaires.layout import ANSWER, ANSWERS, FIRST_ANSWER, REASON

USERS = cell_of("individuals", "internet-users")


@pytest.fixture(scope="module")
def history() -> ict.Observations:
    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    return ict.read_observations(pd.DataFrame([row]))


def judged(submission: ict.data.Submission, history: ict.Observations) -> ict.data.Judgement:
    idi = ict.methodology("idi", edition=submission.edition)
    return ict.validate(submission.observations, idi, history=history, year=submission.year)


@pytest.mark.slow
def test_a_slip_is_found_handed_back_corrected_and_gone(
    tmp_path: Path, history: ict.Observations
) -> None:
    """A share written as a fraction: 0.727 after 69.7 in the year before."""
    first = filled(tmp_path, {USERS: 0.727})
    judgement = judged(first, history)
    slips = [f for f in judgement.findings if f.indicator == "internet-users"]
    assert slips and all(first.position(f) == USERS for f in slips)
    first.hand_back(judgement, tmp_path / "back.xlsx")
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    comment = book[cases.title("individuals")][cases.cell_name(USERS)].comment.text
    assert slips[0].message("en") in comment
    cases.fill(tmp_path / "back.xlsx", {USERS: 72.7})
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    left = [f for f in judged(second, history).findings if f.indicator == "internet-users"]
    assert not left


def test_an_answer_binds_to_its_finding(tmp_path: Path, history: ict.Observations) -> None:
    first = filled(tmp_path, {USERS: 45.1})  # a fall of 24.6 points in a year
    judgement = judged(first, history)
    rows = [n for n, f in enumerate(judgement.findings) if f.level == "warning"]
    assert rows
    first.hand_back(judgement, tmp_path / "back.xlsx")
    cases.fill(
        tmp_path / "back.xlsx",
        {
            (ANSWERS, FIRST_ANSWER + row, column): text
            for row in rows
            for column, text in (
                (ANSWER, label("answer-warning", "confirm")),
                (REASON, "new survey"),
            )
        },
    )
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    again = judged(second, history)
    keys = {second.key(f) for f in again.findings if f.level == "warning"}
    assert {answer.key for answer in second.answers} == keys


def test_a_share_for_a_percentage_is_one_question(tmp_path: Path) -> None:
    """With its parts in percent next to it, and without."""
    parts = {
        cell_of("individuals", "internet-users", category="F"): 72.1,
        cell_of("individuals", "internet-users", category="M"): 73.3,
    }
    total = cell_of("individuals", "internet-users")
    for cells, rule in (({total: 0.727}, "R15"), ({total: 0.727, **parts}, "B05")):
        submission = filled(tmp_path, cells)
        judged = ict.validate(submission.observations, year=2023)
        assert [finding.rule for finding in judged if finding.errorlevel != "information"] == [rule]
