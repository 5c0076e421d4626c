"""Findings on several values of a workbook: each value is named with its cell, and linked."""

from __future__ import annotations

from typing import Any

import pytest
from languages_in_turn import each_language

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

from desk_cases import Asked, cell, workbook
from filled_submission import VALUES
from questionnaire_cases import ECUADOR

from ictindex.submissions.questionnaires.layout import cell_name
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

NUMBERS = {name: float(text) if "." in text else int(text) for name, text in VALUES.items()}
WHOLE = {name: value for name, value in NUMBERS.items() if "@" not in name}
SURVEYED = ("internet-users", "households-internet", "coverage-3g", "mobile-phone-ownership")
# Four values without decimals; the last one is a rate: 9 of 10 million.
ROUNDED: dict[str, Any] = {
    "internet-users": 73,
    "households-internet": 62,
    "mobile-phone-ownership": 61,
    "population": 10_000_000,
    "mobile-broadband-subscriptions-count": 9_000_000,
}


def before(name: str, years: int) -> Position:
    """The grey cell of a figure, so many years before."""
    sheet, row, _ = cell(name)
    return sheet, row, ECUADOR.previous_column(ECUADOR.year - years)


def finding_of(rule: str, data: bytes, language: str = "en") -> dict[str, Any]:
    report = Asked(language)("open", data, name="ecu.xlsx")
    [finding] = [each for each in report["findings"] if each["rule"] == rule]
    return finding


def assert_named(finding: dict[str, Any], names: tuple[str, ...]) -> None:
    places = [tuple(link["place"]) for link in finding["links"]]
    for name in names:
        spot = cell(name)
        assert spot in places, name
        assert cell_name(*spot[1:]) in finding["message"], name
    for link in finding["links"]:
        assert link["words"] in finding["message"]


@pytest.mark.slow
@each_language("en", "ar")
def test_values_of_the_year_before_are_listed_with_their_cells(language: str) -> None:
    data = workbook(WHOLE, language, earlier=WHOLE)
    finding = finding_of("D09", data, language)
    counts = ("mobile-cellular-subscriptions-count", "population")
    assert_named(finding, (*SURVEYED, *counts))
    shown = {"en": "72.7 [", "ar": "72.7 [", "zh": "72.7 ["}.get(language, "72,7 [")
    assert shown in finding["message"]


def test_values_of_two_years_before_are_listed_with_their_cells() -> None:
    cells = {cell(name): value for name, value in WHOLE.items()}
    held = {before(name, 2): WHOLE[name] for name in SURVEYED}
    held |= {before(name, 1): WHOLE[name] + 0.4 for name in SURVEYED}
    finding = finding_of("D06", write_workbook(ECUADOR, "en", Contents(cells, held)))
    assert_named(finding, SURVEYED)
    assert finding["message"].startswith("4 values are those of 2021, and not those of")


def test_whole_numbers_are_listed_with_their_cells() -> None:
    cells = {cell(name): value for name, value in ROUNDED.items()}
    finding = finding_of("D07", write_workbook(ECUADOR, "en", Contents(cells)))
    assert_named(finding, tuple(ROUNDED))
    assert "“Active mobile-broadband subscriptions” 90 [computed from " in finding["message"]


def test_values_of_exchanged_years_are_listed_with_their_cells() -> None:
    cells: dict[Position, object] = {cell(name): WHOLE[name] for name in SURVEYED}
    for name in SURVEYED:  # sent again for the year before: other values
        cells[*cell(name)[:2], ECUADOR.revised_column(ECUADOR.year - 1)] = WHOLE[name] + 0.4
    held = {before(name, 1): WHOLE[name] for name in SURVEYED}
    finding = finding_of("D11", write_workbook(ECUADOR, "en", Contents(cells, held)))
    assert_named(finding, SURVEYED)
