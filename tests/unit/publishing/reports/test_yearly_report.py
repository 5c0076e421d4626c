"""The annual report: its sections, and what is printed is what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_cases import SOURCES, annual, idi_series, printed

import ictindex as ict
from ictindex.language.i18n import Heading


def test_the_report_has_its_sections_in_order() -> None:
    titles = [b.words for b in annual().blocks("en") if isinstance(b, Heading) and b.level == 2]
    assert titles == [
        "At a glance", "Distribution of the scores", "Groups of economies",
        "Changes of the score: all economies in both editions (19)", "What changed",
        "Prices and affordability", "Quality of the data", "Methodology and its evidence",
        "All scores", "Sources and licences",
    ]  # fmt: skip


def test_printed_scores_stand_and_recomputed_ones_say_of_how_many() -> None:
    report = ict.reports.annual_report(printed(), sources=SOURCES[:1])
    page = " ".join(report.to_text("en").split())
    assert "The scores shown are those that were printed." in page
    assert "the scores (as printed by ITU) of 24 of the 170 economies" in page


@pytest.mark.slow
def test_intervals_of_constants_are_on_the_page_of_the_methodology() -> None:
    page = " ".join(annual().to_text("en").split())
    assert "are on the page of the methodology, shown by: ictindex methodology show idi-" in page
    assert "Confirmed within" not in page and "Constants that are not confirmed" not in page
    assert "Confirmed within" in ict.methodology("idi", 2024).show("en")


def test_editions_of_different_methodologies_have_no_change() -> None:
    old = ict.compute(ict.methodology("idi", 2011), ict.sample_data("worked-example-2011.csv"))
    report = ict.reports.annual_report(printed(), previous=old, sources=SOURCES)
    page = " ".join(report.to_text("en").split())
    assert "their levels cannot be compared, so no change is shown" in page
    assert "Change since" not in page


def test_why_an_economy_is_in_one_edition_alone_is_not_stated() -> None:
    then, now = idi_series().results
    fewer = then.observations.where(economy=[e for e in then.economies if e != "KEN"])
    before = ict.compute(ict.methodology("idi", 2023), fewer, edition=2023)
    page = " ".join(
        ict.reports.annual_report(now, previous=before, sources=SOURCES[:1]).to_text("en").split()
    )
    assert "With figures here only in 2024: Kenya" in page
    assert "has no value for" not in page and "not among the economies" not in page


def test_an_edition_of_invented_economies_has_a_report_without_a_map(tmp_path: Path) -> None:
    made = ict.editions.demonstrate(tmp_path / "trial")
    report = ict.reports.annual_report(ict.open_edition(made.edition.path))
    page = report.to_markdown("en")
    assert "Distribution of the scores" in page and "Synthetic economy A" in page
    assert "A dot for each economy near its centre" not in page
