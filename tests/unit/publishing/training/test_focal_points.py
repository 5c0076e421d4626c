"""Exercises for focal points: what was planted is found, and prices are those of an enumeration."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from languages_in_turn import each_language

import ictindex as ict
from ictindex.publishing.training.focal_points import SLIPS, compute_prices

BY_ID = {exercise.id: exercise for exercise in ict.training.exercises("focal-points")}


def judged(tmp_path: Path, exercise: str, language: str) -> ict.data.Judgement:
    """Judge the workbook of an exercise as its focal point would: from the file."""
    ((name, content),) = BY_ID[exercise].files(language).items()
    path = tmp_path / name
    path.write_bytes(content)
    submission = ict.read_questionnaire(path)
    assert submission.language == language
    table = ict.data.derive(submission.observations).completed
    return ict.validate(table, ict.methodology("idi", 2025), role="focal-point")


@pytest.mark.slow
@each_language("en", "ar")
def test_each_planted_slip_is_found_and_nothing_else(tmp_path: Path, language: str) -> None:
    findings = judged(tmp_path, "slips", language).findings
    assert {(finding.code, finding.indicator) for finding in findings} == {
        ("rule.R15", "internet-users"),
        ("rule.C01", "coverage-4g"),
        ("rule.B02", "fixed-broadband-subscriptions-count"),
    }
    solution = BY_ID["slips"].solution(language).to_text()
    for rule in ("R15", "C01", "B02"):
        assert rule in solution
    for item in findings:
        assert item.where(language).rpartition(" ")[2].strip("\u2068\u2069") in solution


def test_one_finding_is_corrected_and_the_other_confirmed(tmp_path: Path) -> None:
    findings = judged(tmp_path, "answer", "en").findings
    assert [(finding.code, finding.level) for finding in findings] == [
        ("rule.C01", "error"), ("rule.R12", "warning"),
    ]  # fmt: skip
    text = " ".join(BY_ID["answer"].solution("en").to_text().split())
    assert "As it came 2" in text and "After correcting 1" in text
    assert "After confirming 0" in text and "Accepted with confirmed findings: 1." in text


def test_the_cheapest_purchase_is_that_of_an_enumeration() -> None:
    """Try each plan up to four times: the purchase that meets the basket, and is cheapest."""
    files = BY_ID["basket"].files("en")
    plans = list(csv.DictReader(io.StringIO(files["tariffs.csv"].decode())))
    income = next(csv.DictReader(io.StringIO(files["income.csv"].decode())))
    needs = {"data_mb": 1000, "minutes": 70, "sms": 50, "validity_days": 30}
    costs = [
        sum((Fraction(plan["price"]) * n for plan, n in zip(plans, times, strict=True)), Fraction())
        for times in product(range(5), repeat=len(plans))
        if all(
            sum(int(plan[key]) * n for plan, n in zip(plans, times, strict=True)) >= need
            for key, need in needs.items()
        )
    ]
    cheapest = min(costs)
    assert cheapest == Fraction("4.80")
    share = 100 * cheapest / (Fraction(income["value"]) / 12)
    actual = compute_prices().shares.loc["XAB", "mobile-low"]
    assert (
        Decimal(str(actual))
        == Decimal("1.32")
        == round(Decimal(share.numerator) / Decimal(share.denominator), 2)
    )
    assert "1.32" in BY_ID["basket"].solution("en").to_text()


@pytest.mark.slow
def test_the_workbook_of_participants_holds_what_was_typed_and_not_what_was_meant() -> None:
    content = BY_ID["slips"].files("en")["xab-2025.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    assert set(SLIPS.values()) <= cells
    for meant in ("71.9", "91.6", "1121369"):
        assert meant not in cells


@pytest.mark.slow
def test_the_files_are_the_same_in_every_run() -> None:
    for exercise in BY_ID.values():
        assert exercise.files("fr") == exercise.files("fr")
