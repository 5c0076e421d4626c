"""The report on progress: counts, dates, numbers of consultations and no contents of them."""

from __future__ import annotations

import pandas as pd
from report_cases import idi_series

import ictindex as ict

SECRET = "Survey of a ministry"


def consultations() -> ict.sourcing.Consultations:
    rows = [
        {"economy": code, "indicator": "internet-users", "year": 2022, "source": SECRET,
         "value": "70.1", "notified": "2024-02-01", "deadline": "2024-03-01",
         "answered": answered, "answer": "objected" if answered else "", "text": "No, never."}
        for code, answered in (("ECU", "2024-02-09"), ("KEN", ""))
    ]  # fmt: skip
    return ict.sourcing.read_consultations(pd.DataFrame(rows))


def report() -> ict.reports.ProgressReport:
    then, now = idi_series().results
    calendar = ict.sourcing.Calendar(
        2023, dispatched="2024-01-10", submitted={"ECU": "2024-02-28"}, published="2024-06-01"
    )
    return ict.reports.progress_report(
        [now, then], calendars=[calendar], consultations=consultations(), sources=["itu-idi"]
    )


def test_consultations_are_numbers_only() -> None:
    page = report().to_text("en")
    assert any(line.split() == ["2022", "2", "1", "1"] for line in page.splitlines())
    for word in (SECRET, "No, never", "objected", "70.1", "Ecuador"):
        assert word not in page


def test_the_calendar_says_what_was_late() -> None:
    page = report().to_markdown("en")
    row = next(line for line in page.splitlines() if line.startswith("| 2023 | "))
    assert [cell.strip() for cell in row.split("|")][3:7] == ["10", "1", "1", "1"]


def test_editions_stand_side_by_side_and_common_means_compare() -> None:
    page = report().to_text("en")
    assert "For the 19 economies in both editions" in " ".join(page.split())
    assert "All editions here follow one methodology" in " ".join(page.split())


def test_what_is_not_at_hand_is_stated() -> None:
    then, now = idi_series().results
    page = ict.reports.progress_report([then, now], sources=["itu-idi"]).to_text("en")
    words = " ".join(page.split())
    for phrase in ("Dates of the surveys are not available here.",
                   "Records of consultations are not available here.",
                   "Comments of members on the methodology are not available here."):  # fmt: skip
        assert phrase in words
