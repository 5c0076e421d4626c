"""Statements of all reports: not by ITU, their kind, sources and licences, in six languages."""

from __future__ import annotations

import datetime as dt

import pytest
from languages_in_turn import each_language
from markup_checks import parsed
from report_cases import annual, idi_result, note

import ictindex as ict
from ictindex.core.errors import LicenceError, UsageError
from ictindex.publishing.reports.report_page import choose_date


@each_language("ar", "es")
def test_every_language_has_every_word(language: str) -> None:
    for report in (annual(), note()):
        page = report.to_text(language)
        assert "[reports." not in page and "[charts." not in page
        for notice in ict.data.licence_notices(report.sources, language):
            assert notice in report.to_markdown(language).replace("\\", "")


def test_missing_ranks_are_stated_and_none_are_shown() -> None:
    page = annual().to_text("en")
    assert "No ranks are published under this methodology" in " ".join(page.split())
    assert "Rank among" not in page and "first 10" not in page


def test_unofficial_ranks_stand_on_the_first_page() -> None:
    report = ict.reports.annual_report(idi_result(), sources=["itu-idi"], ranks="unofficial")
    page = " ".join(report.to_text("en").split())
    assert "Unofficial ranks: computed among the economies shown here" in page[:900]
    assert "No ranks are published under this methodology" not in page
    with pytest.raises(UsageError):
        ict.reports.annual_report(idi_result(), sources=["itu-idi"], ranks="yes")


def test_a_source_without_licence_is_refused() -> None:
    with pytest.raises(LicenceError):
        ict.reports.annual_report(idi_result(), sources=["somewhere"]).to_text("en")
    with pytest.raises(LicenceError):
        ict.reports.annual_report(idi_result())


def test_the_date_is_an_argument_and_no_clock_is_read() -> None:
    report = ict.reports.annual_report(idi_result(), sources=["itu-idi"], date=dt.date(2024, 6, 27))
    assert "datetime(year: 2024, month: 6, day: 27)" in report.to_typst("en")
    assert "date: none" in annual().to_typst("en")
    assert choose_date(None, ()) is None


def test_html_is_balanced_and_has_its_charts_as_images() -> None:
    page = annual().write("html", "ar")
    reader = parsed(page)
    assert {"figure", "svg", "nav", "table"} <= reader.seen
    assert page.count('role="img"') == page.count("<figure")


def test_the_record_has_every_score_and_every_licence() -> None:
    record = annual().to_dict()
    assert {row["economy"] for row in record["scores"]} == set(annual().edition.scores)
    assert [source["licence"] for source in record["sources"]] == ["CC BY-NC-SA 3.0 IGO"] * 2
