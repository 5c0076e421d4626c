"""Observations in the cells of a questionnaire: what goes in comes back from the workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ictindex as ict

FULL = {
    "economy": "XAA",
    "indicator": "internet-users",
    "year": 2023,
    "value": "52.746194",
    "unit": "percent",
    "status": "P",
    "conf_status": "F",
    "source": "An invented survey",
    "note": "comparable",
    "sex": "F",
    "standard_error": "2.852028",
    "sample_size": 267,
    "design_effect": "1.5",
    "lower_bound": "47.1",
    "upper_bound": "58.25",
    "confidence_level": "95",
    "error_method": "linearization",
}


def read(*rows: dict[str, Any]) -> ict.Observations:
    return ict.read_observations(list(rows), name="estimates")


def fill(*rows: dict[str, Any], language: str = "en") -> Any:
    asked = ict.questionnaire("XAA", edition=2025, language=language)
    return ict.data.fill_questionnaire(asked, read(*rows))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_value_comes_back_with_its_precision(tmp_path: Path, language: str) -> None:
    fill(FULL, language=language).save(tmp_path / "filled.xlsx")
    submission = ict.read_questionnaire(tmp_path / "filled.xlsx")
    assert not submission.findings
    cells = submission.observations.cells
    for name in FULL:
        stated, back = read(FULL).cells[name][0], cells[name][0]
        assert back == stated, name


def test_the_total_of_a_breakdown_is_the_row_of_the_indicator() -> None:
    filled = fill({**FULL, "sex": "_T", "location": "_T"})
    form = filled.form
    row = next(ask.row for ask in form.pages["individuals"].asks if ask.code == "internet-users")
    assert filled.contents.cells["individuals", row, form.column_of("value")] == Decimal(
        "52.746194"
    )


@pytest.mark.parametrize(
    "change", [{"year": 2022}, {"location": "U"}, {"indicator": "individuals-ict-skills"}]
)
def test_a_value_without_a_cell_is_a_finding(change: dict[str, Any]) -> None:
    filled = fill({**FULL, **change})
    assert not filled.contents.cells
    (finding,) = filled.findings
    assert finding.message("en").startswith("The value '52.746194' is not in the questionnaire")
    assert finding.remedy("en").startswith("A cell is for one indicator in 2023")
    assert finding.where("en") == "estimates, line 1, column value"


def test_of_two_values_for_a_cell_the_second_is_a_finding() -> None:
    """Two sources state the same figure; the cell has room for one."""
    filled = fill(FULL, {**FULL, "value": "60", "source": "Another survey", "vintage": "2024-01"})
    (finding,) = filled.findings
    assert finding.message("en").startswith("The value '60' is not in the questionnaire")


def test_a_cell_that_has_a_value_keeps_it() -> None:
    again = ict.data.fill_questionnaire(fill(FULL), read({**FULL, "value": "60"}))
    (finding,) = again.findings
    assert finding.message("en").endswith("or that cell has a value already.")
    assert Decimal(60) not in again.contents.cells.values()


def test_values_with_errors_are_refused() -> None:
    with pytest.raises(ict.errors.RefusedObservationsError, match="5,274"):
        fill({**FULL, "value": "5274"})


def test_values_of_other_economies_are_left_out() -> None:
    filled = fill({**FULL, "economy": "XAB"})
    assert not filled.contents.cells and not filled.findings


def test_a_table_that_is_none_is_refused() -> None:
    asked = ict.questionnaire("XAA", edition=2025)
    with pytest.raises(ict.errors.UsageError, match="a table of observations"):
        ict.data.fill_questionnaire(asked, [FULL])  # type: ignore[arg-type]
