"""The calendar of a survey, and the share of official values."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases
from sourcing_cases import receipt, row, table

import ictindex as ict
from ictindex.data.dates import months_later
from ictindex.language.i18n import LANGUAGES


@small_cases(
    ("submitted", "due"),
    [
        ("2025-01-15", "2025-04-15"),
        ("2025-11-30", "2026-02-28"),
        ("2023-11-30", "2024-02-29"),
        ("2025-12-31", "2026-03-31"),
        ("2025-01-31", "2025-04-30"),
    ],
)
def test_publication_is_due_within_three_calendar_months(submitted: str, due: str) -> None:
    for late in (0, 1):
        out = date.fromisoformat(due) + timedelta(days=late)
        calendar = ict.sourcing.Calendar(2024, submitted={"ECU": submitted}, published=out)
        last = calendar.to_frame().iloc[-1]
        assert (str(last["due"]), int(last["days_late"])) == (due, late)
        assert len(calendar.late) == late


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_three_months_later_is_in_the_third_month(day: date) -> None:
    later = months_later(day, 3)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == 3
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_dispatch_by_the_end_of_the_year_collection_from_the_start_of_the_next() -> None:
    on_time = ict.sourcing.Calendar(2024, dispatched="2024-12-31", collected_from="2025-01-01")
    assert on_time.late.empty
    late = ict.sourcing.Calendar(2024, dispatched="2025-01-03", collected_from="2025-02-01")
    assert late.late[["event", "days_late"]].values.tolist() == [
        ["dispatch", 3],
        ["collection", 31],
    ]
    assert ict.sourcing.Calendar(2024).to_frame()["days_late"].isna().all()


def test_the_first_submission_of_a_focal_point_counts() -> None:
    receipts = [
        receipt([row("1")], submitted=date(2025, 3, 1)),
        receipt([row("2")], submitted=date(2025, 2, 1)),
        receipt([row("3", economy="BRA")], "compiler", date(2025, 1, 1)),
        receipt([row("4", economy="KEN")], submitted=None),
    ]
    calendar = ict.sourcing.Calendar.from_receipts(receipts, 2024, published={"ECU": "2025-05-02"})
    assert dict(calendar.submitted) == {"ECU": date(2025, 2, 1)}
    assert calendar.late["days_late"].tolist() == [1]
    assert pickle.loads(pickle.dumps(calendar)).to_frame().equals(calendar.to_frame())  # noqa: S301


def test_what_is_no_calendar() -> None:
    with pytest.raises(ict.errors.UsageError, match="'Ecuador'"):
        ict.sourcing.Calendar(2024, submitted={"Ecuador": "2025-01-01"})
    with pytest.raises(ict.errors.UsageError, match="dispatched: '1/1/2025' is not a date"):
        ict.sourcing.Calendar(2024, dispatched="1/1/2025")
    with pytest.raises(ict.errors.UsageError):
        ict.sourcing.Calendar("2024")  # type: ignore[arg-type]


@small_cases("language", LANGUAGES)
def test_the_view_of_the_calendar(language: str) -> None:
    calendar = ict.sourcing.Calendar(2024, submitted={"ECU": "2025-01-15"}, published="2025-04-20")
    assert "2025-04-15" in calendar.to_text(language)
    assert "[calendar" not in calendar.to_html(language)


# ------------------------------------------------------------------ shares

ROWS = [
    row("1"), row("2", year=2021, indicator="coverage-3g"),
    row("3", indicator="coverage-4g", status="I"),
    row("4", "other", economy="BRA"), row("5", "estimate", economy="BRA", indicator="coverage-3g"),
    row("6", "", economy="BRA", indicator="coverage-4g"),
    row("7", "auxiliary", economy="KEN"), row("", economy="KEN", indicator="coverage-3g"),
    row("8", "official-publication", economy="KEN", indicator="coverage-4g"),
]  # fmt: skip


def test_shares_of_official_values() -> None:
    shares = ict.sourcing.official_shares(table(ROWS))
    assert shares.values.tolist() == [["all", 3, 0, 1, 2, 1, 1, 42.9]]
    by = ict.sourcing.official_shares(table(ROWS), "economy").set_index("economy")
    assert by["share"].to_dict() == {"BRA": 0.0, "ECU": 66.7, "KEN": 100.0}
    assert by.loc["BRA"].tolist() == [0, 0, 1, 1, 1, 0, 0.0]
    years = ict.sourcing.official_shares(table(ROWS), "year")
    assert years[["year", "share"]].values.tolist() == [[2021, 100.0], [2022, 33.3]]
    indicators = ict.sourcing.official_shares(table(ROWS), "indicator")
    assert indicators["indicator"].tolist() == ["internet-users", "coverage-3g", "coverage-4g"]


def test_what_itu_collected_is_never_official() -> None:
    rows = [row("1"), row("2", "collected-by-itu", indicator="price-mobile-high")]
    shares = ict.sourcing.official_shares(table(rows)).iloc[0]
    assert (shares["official"], shares["collected-by-itu"], shares["share"]) == (1, 1, 50.0)


def test_shares_of_a_list_that_is_not_complete() -> None:
    listed = ict.sourcing.official_shares(
        table([row("1", economy="BRA")]), "itu-region", vintage="idi-2025"
    )
    assert listed["official"].sum() == 2  # its region and all
    with pytest.raises(ict.errors.UsageError, match="has no entry for 1 economies that count: AIA"):
        ict.sourcing.official_shares(
            table([row("1", economy="AIA")]), "itu-region", vintage="idi-2025"
        )


def test_shares_by_dated_groups_and_own_groups() -> None:
    actual = ict.sourcing.official_shares(table(ROWS), "itu-region", vintage="idi-2024").set_index(
        "group"
    )
    assert actual.loc["americas", "official"] == 2
    assert actual.loc["africa", "share"] == 100.0
    assert pd.isna(actual.loc["cis", "share"])
    own = ict.sourcing.official_shares(table(ROWS), {"ECU": "one", "KEN": "one"})
    assert own[["group", "share"]].values.tolist() == [["one", 75.0], ["all", 42.9]]
    with pytest.raises(ict.errors.UsageError, match="vintage|idi-2024"):  # noqa: RUF043
        ict.sourcing.official_shares(table(ROWS), "itu-region")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.sourcing.official_shares(table(ROWS), "continent")
    assert str(caught.value).startswith("Shares cannot be grouped by 'continent'. Use one of: edit")
    with pytest.raises(ict.errors.CatalogueError):
        ict.sourcing.official_shares(table(ROWS), {"Ecuador": "one"})


# ------------------------------------------------------------------ confidentiality


def test_views_and_exports_mark_confidential_cells(tmp_path: Path) -> None:
    observations = table([row("72.0", conf_status="C"), row("1", indicator="coverage-3g")])
    assert observations.confidential.tolist() == [True, False]
    assert "confidential statistical information" in repr(observations)
    observations.to_csv(tmp_path / "own.csv")
    assert ict.read_observations(tmp_path / "own.csv").confidential.tolist() == [True, False]
    assert observations.to_frame()["conf_status"].tolist() == ["C", ""]


@pytest.mark.parametrize("code", ["c", "X", "Confidential"])
def test_codes_of_confidentiality_are_a_closed_list(code: str) -> None:
    findings = table([row("72.0", conf_status=code)]).findings
    assert [f.code for f in findings] == ["conf-status.unknown"]
    assert findings[0].message("en") == f"'{code}' is not a code of confidentiality."
    assert findings[0].remedy("en") == (
        "Use one of: F, N, C, D, S, A, O, T, G, M, E; or leave the cell empty."
    )


def test_a_result_marks_what_rests_on_a_confidential_value() -> None:
    idi = ict.methodology("idi", edition=2024)
    rows = [row("50", indicator=key) for key in idi.indicators]
    rows[0]["conf_status"] = "N"
    result = ict.compute(idi, table(rows))
    assert "confidential" in result.flags["ECU", idi.indicators[0]]
    assert "rests-on:confidential" in result.flags["ECU", "idi"]
    assert "Confidential: not to be published" in result.explain("ECU").to_text("en")


def test_a_week_date_is_no_date() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        ict.sourcing.Calendar(2024, dispatched="2025-W02-5")
    assert error.value.code == "argument.no-date" and "2025-W02-5" in str(error.value)


# ------------------------------------------------------------------ days that do not fit


def _rows(calendar: ict.sourcing.Calendar) -> list[list[object]]:
    frame = calendar.to_frame()
    return frame[frame["event"] == "publication"].astype(object).values.tolist()


def test_the_calendar_ends() -> None:
    last = date(9999, 12, 31)
    assert months_later(last, 3) == months_later(date(9999, 10, 1), 3) == date.max
    assert months_later(date(9999, 9, 30), 3) == date(9999, 12, 30)
    calendar = ict.sourcing.Calendar(2024, submitted={"ECU": "9999-12-31"}, published="9999-12-31")
    assert _rows(calendar) == [["publication", "ECU", last, last, 0]]


def test_a_publication_without_a_submission_is_shown_without_a_due_day() -> None:
    calendar = ict.sourcing.Calendar(2024, published={"ECU": "2025-06-01"})
    (row,) = _rows(calendar)
    assert row[:4] == ["publication", "ECU", None, date(2025, 6, 1)]
    assert pd.isna(row[4]) and calendar.late.empty
    assert "2025-06-01" in calendar.to_text("en") and "\u2013" in calendar.to_text("en")
    again = pickle.loads(pickle.dumps(calendar))  # noqa: S301
    assert _rows(again)[0][:4] == row[:4]


def test_what_is_published_was_submitted_before() -> None:
    same = ict.sourcing.Calendar(
        2024, submitted={"ECU": "2025-03-01"}, published={"ECU": "2025-03-01"}
    )
    assert _rows(same)[0][4] == 0
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.sourcing.Calendar(
            2024, submitted={"ECU": "2025-03-01"}, published={"ECU": "2025-02-28"}
        )
    assert str(caught.value) == (
        "Ecuador (ECU): the data were published on 2025-02-28, before they were submitted on "
        "2025-03-01. Correct one of the two dates."
    )
    # Later submissions were no part of what was published on the day.
    two = ict.sourcing.Calendar(
        2024, submitted={"BRA": "2025-01-31", "ECU": "2025-06-01"}, published="2025-05-05"
    )
    assert [row[3] for row in _rows(two)] == [date(2025, 5, 5), None]


@pytest.mark.parametrize(
    ("as_of", "late"), [(None, None), ("2025-05-28", 0), ("2025-05-29", 1), ("2025-06-11", 14)]
)
def test_what_is_not_done_is_late_as_of_a_day(as_of: str | None, late: int | None) -> None:
    calendar = ict.sourcing.Calendar(2024, submitted={"ECU": "2025-02-28"}, as_of=as_of)
    (row,) = _rows(calendar)
    assert (row[2], None if pd.isna(row[4]) else row[4]) == (date(2025, 5, 28), late)
    of = ict.sourcing.Calendar.from_receipts([], 2024, as_of=as_of)
    assert of.as_of == calendar.as_of
    assert pickle.loads(pickle.dumps(calendar)).as_of == calendar.as_of  # noqa: S301
