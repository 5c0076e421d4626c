"""A member reads every question about itself in its workbook, and no figure of another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from desk_cases import workbook
from languages_in_turn import each_language

import ictindex as ict
from ictindex.submissions.validation.rule_outcomes import show_to_member

ROWS = {"ECU": (98.4, 95.0), "PER": (99.9, 77.7)}  # 4G above 3G in both


@pytest.fixture
def submission(tmp_path: Path) -> Any:
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(workbook({"coverage-4g": 98.4, "coverage-3g": 95.0}))
    return ict.read_questionnaire(path)


def judged_together() -> Any:
    """Both economies in one table, as the compiler judges them."""
    rows = [
        {"economy": economy, "indicator": name, "year": 2023, "value": value}
        for economy, values in ROWS.items()
        for name, value in zip(("coverage-4g", "coverage-3g"), values, strict=True)
    ]
    table = ict.read_observations(pd.DataFrame(rows))
    return ict.validate(table, ict.methodology("idi", edition=2025), year=2023)


def texts(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [
        *(str(cell.value) for cell in cells if cell.value is not None),
        *(cell.comment.text for cell in cells if cell.comment),
    ]


@pytest.mark.slow
def test_findings_of_another_economy_are_not_handed_back(submission: Any, tmp_path: Path) -> None:
    judgement = judged_together()
    assert {finding.economy for finding in judgement} == {"ECU", "PER"}
    submission.hand_back(judgement, tmp_path / "back.xlsx")
    written = texts(tmp_path / "back.xlsx")
    assert any("The value 98.4 is above that of" in text for text in written)
    assert not any("77.7" in text or "99.9" in text for text in written)


@pytest.mark.slow
@each_language("en", "zh")
def test_a_question_that_rests_on_others_is_asked_without_them(
    submission: Any, tmp_path: Path, language: str
) -> None:
    finding = replace(
        next(f for f in judged_together() if f.economy == "ECU"),
        code="rule.D01.named",
        rule="D01",
        details={"economy": "ECU", "count": "9", "node": ["coverage-4g"], "partner": ["PER"]},
    )
    shown = show_to_member(finding, "ECU")
    assert shown is not None
    assert (shown.key, shown.level) == (finding.key, finding.level)  # an answer binds to both
    submission.hand_back([finding], tmp_path / "back.xlsx", language=language)
    written = texts(tmp_path / "back.xlsx")
    assert any(shown.message(language) in text for text in written)
    assert not any("PER" in text.split() or "Perú" in text or "Peru" in text for text in written)


def test_a_finding_on_a_table_of_several_economies_is_not_a_members() -> None:
    finding = next(f for f in judged_together() if f.economy == "ECU")
    whole = replace(finding, economy="", details={"first_economy": "ECU", "last_economy": "PER"})
    assert show_to_member(whole, "ECU") is None
