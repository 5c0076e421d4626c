"""Completeness of a questionnaire: every number counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import questionnaire_cases as cases
from questionnaire_cases import cell_of, filled, label, tariff

import ictindex as ict
from ictindex.submissions.questionnaires.completeness import (
    SheetCount,
    count_cells,
    describe_counts,
    record_counts,
)

PAGE = "tariffs-mobile"
PLAN = {"operator": "Claro", "name": "Prepago 5", "payment": "prepaid", "price": 5,
        "currency": "USD", "tax_included": "yes", "validity_days": 30}  # fmt: skip


def counts(submission: ict.data.Submission) -> dict[str, SheetCount]:
    return {count.page: count for count in count_cells(submission)}


def plan(**more: object) -> dict[cases.Position, object]:
    return {tariff(PAGE, 0, name): raw for name, raw in {**PLAN, **more}.items() if raw is not None}


def lacking(submission: ict.data.Submission) -> list[str]:
    columns = cases.ECUADOR.pages[PAGE].columns
    return [columns[column].name for _, _, column in counts(submission)[PAGE].missing]


def test_what_the_index_needs_follows_from_its_methodology(empty: Path) -> None:
    """Ten indicators: eight asked as figures, by the counts that their rates are made of."""
    counted = counts(ict.read_questionnaire(empty))
    needed = {
        ask.indicator for page in cases.ECUADOR.pages.values() for ask in page.asks if ask.required
    }
    assert needed == {
        "internet-users", "households-internet", "mobile-phone-ownership", "coverage-3g",
        "coverage-4g", "population", "mobile-broadband-subscriptions-count",
        "fixed-broadband-subscriptions-count", "mobile-broadband-traffic-total",
        "fixed-broadband-traffic-total",
    }  # fmt: skip
    assert {key: (c.asked, c.filled, c.required, len(c.missing)) for key, c in counted.items()} == {
        "population": (2, 0, 1, 1), "mobile": (6, 0, 1, 1), "fixed-broadband": (13, 0, 1, 1),
        "traffic": (4, 0, 2, 2), "coverage": (12, 0, 2, 2), "households": (11, 0, 1, 1),
        "individuals": (40, 0, 2, 2), "fixed-telephone": (6, 0, 0, 0),
        "tariffs-mobile": (0, 0, 1, 1), "tariffs-fixed-broadband": (0, 0, 1, 1),
    }  # fmt: skip


def test_a_value_or_a_status_fills_a_row(tmp_path: Path) -> None:
    status = cell_of("coverage", "coverage-3g", "status")
    read = filled(tmp_path, {cell_of("coverage", "coverage-4g"): 0,
                             status: label("status", "O"),
                             cell_of("coverage", "coverage-mobile", "note"): "none"})  # fmt: skip
    coverage = counts(read)["coverage"]
    assert (coverage.filled, coverage.missing, coverage.is_complete) == (2, (), True)
    assert coverage.title == "Coverage"


def test_the_cells_still_needed_are_those_of_the_file(empty: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
    book = openpyxl.load_workbook(empty)
    book[cases.title("coverage")].insert_rows(12)  # between the rows of 3G (10) and 4G (14)
    book[cases.title("fixed-broadband")].insert_cols(7)
    book[cases.title("traffic")].delete_rows(7)  # of fixed broadband
    path = tmp_path / "moved.xlsx"
    book.save(path)
    read = ict.read_questionnaire(path)
    shown = describe_counts(read, "en")
    assert "still empty: Population (G6); Mobile (G10); Fixed broadband (H6);" in shown
    assert "Traffic and bandwidth (G6); Coverage (G10, G15);" in shown
    assert shown.endswith(
        "Needed for the index or the price baskets, but no longer in the workbook, because a row, "
        "column or sheet is missing: Traffic and bandwidth (Fixed-broadband Internet traffic "
        "(total))."
    )
    of = {record["sheet"]: (record["missing"], record["absent"]) for record in record_counts(read)}
    assert of["Coverage"] == (["G10", "G15"], [])
    assert of["Traffic and bandwidth"] == (["G6"], ["Fixed-broadband Internet traffic (total)"])


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({}, []),
        ({"payment": None}, ["payment"]),
        ({"data": 5}, ["data_unit"]),
        ({"data": 5, "data_unit": "GB"}, []),
        ({"data": "unlimited"}, []),
        ({"tax_included": "no"}, ["tax_rate"]),
        ({"tax_included": "no", "tax_rate": 12}, []),
        ({"price": 0, "validity_days": None}, []),
        ({"validity_days": None}, ["validity_days"]),
    ],
)
def test_a_plan_lacks_what_its_other_cells_ask_for(
    tmp_path: Path, more: dict[str, object], missing: list[str]
) -> None:
    read = filled(tmp_path, plan(**more))
    assert lacking(read) == missing
    assert counts(read)[PAGE].filled == 1
