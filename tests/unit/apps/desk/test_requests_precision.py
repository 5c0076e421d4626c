"""The precision of a survey on the page: shown, changed, judged, sealed and in the receipt."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

from desk_cases import Asked, cell, workbook

import ictindex as ict

DAY = "2025-03-31"


def typed(asked: Asked, what: str, text: str) -> dict[str, Any]:
    """Type a text into a cell of the internet users."""
    report: dict[str, Any] = asked(
        "correct", cells=[{"place": cell("internet-users", what), "text": text}]
    )
    return report


def users_on(asked: Asked) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sheet of individuals, and its row of internet users."""
    sheet = asked("values", sheet="individuals")
    return sheet, next(row for row in sheet["rows"] if row.get("row") == cell("internet-users")[1])


@pytest.fixture
def asked() -> Asked:
    asked = Asked()
    asked("open", workbook(), name="ecu.xlsx")
    return asked


def test_a_sheet_of_a_survey_has_seven_cells_for_precision(asked: Asked) -> None:
    sheet, row = users_on(asked)
    names = [column["name"] for column in sheet["precision"]]
    assert names[:3] == ["Standard error", "Respondents", "Design effect"]
    assert len(names) == len(row["precision"]) == 7
    assert all(column["hint"] for column in sheet["precision"])
    assert [len(column["choices"]) for column in sheet["precision"]] == [0] * 6 + [7]
    other = asked("values", sheet="coverage")
    assert other["precision"] == []


@pytest.mark.slow
def test_what_is_typed_on_the_page_is_in_the_workbook(asked: Asked, tmp_path: Path) -> None:
    for what, text in (("standard_error", "1.2"), ("error_method", "jackknife")):
        assert "error" not in typed(asked, what, text)
    assert "error" in typed(asked, "standard_error", "one")
    _, row = users_on(asked)
    assert row["precision"][0]["text"] == "1.2"
    assert row["precision"][6]["code"] == "jackknife"
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(asked.file(asked("save_workbook")["files"][0]))
    table = ict.read_questionnaire(path).observations.where(indicator="internet-users")
    assert table.cells["standard_error"][0] == Decimal("1.2")
    assert table.cells["error_method"][0] == "jackknife"


def test_a_contradiction_is_shown_at_its_cell(asked: Asked) -> None:
    report = typed(asked, "lower_bound", "99")
    (finding,) = [each for each in report["findings"] if each["rule"] == "P14"]
    assert finding["place"] == list(cell("internet-users", "lower_bound"))
    _, row = users_on(asked)
    assert row["precision"][3]["level"] == "error"
    # An empty cell states nothing: nobody needs to know a precision.
    report = typed(asked, "lower_bound", "")
    assert not [each for each in report["findings"] if each["rule"] == "P14"]


def receipt_of(asked: Asked) -> dict[str, Any]:
    report = asked("report")
    keys = [finding["key"] for finding in report["findings"] if finding["open"]]
    if keys:
        asked("answer", keys=keys, answer="confirm", reason="new survey")
    files = asked("make_receipt", submitted=DAY)["files"]
    (data,) = [asked.file(each) for each in files if each["name"].endswith(".receipt.json")]
    receipt: dict[str, Any] = json.loads(data)["receipt"]
    return receipt


@pytest.mark.slow
def test_a_receipt_is_of_the_precision_too(tmp_path: Path) -> None:
    digests = set()
    for error in ("", "1.2", "1.3"):
        asked = Asked()
        asked("open", workbook(), name="ecu.xlsx")
        if error:
            typed(asked, "standard_error", error)
        digests.add(json.dumps(receipt_of(asked)["observations"]))
    assert len(digests) == 3


@pytest.mark.slow
def test_a_changed_precision_of_a_confidential_value_is_sealed(asked: Asked) -> None:
    typed(asked, "standard_error", "1.234")
    typed(asked, "conf_status", "C")
    record = receipt_of(asked)
    (line,) = [each for each in record["corrections"] if each["column"] == "standard_error"]
    assert line["now"].startswith("hmac-sha256:")
