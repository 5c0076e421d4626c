"""Material of the tests of reports: the sample edition, an earlier one, prices, print."""

from __future__ import annotations

from functools import lru_cache

import pytest
from chart_cases import idi_result, idi_series, price_series

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.language.i18n.renderable import Renderable
from ictindex.publishing.reports.report_inputs import ReportEdition, take_edition

SOURCES = ("itu-idi", "itu-ipb")


def pdf_of(paper: Renderable, language: str) -> bytes:
    """The PDF; skipped where no font of the computer has the Chinese characters."""
    try:
        return paper.to_pdf(language)
    except UsageError as error:
        if error.code != "paper.glyph-missing" or language != "zh":
            raise
        pytest.skip(str(error))


@lru_cache(maxsize=1)
def annual() -> ict.reports.AnnualReport:
    then, now = idi_series().results
    return ict.reports.annual_report(now, previous=then, prices=price_series(), sources=SOURCES)


@lru_cache(maxsize=1)
def printed() -> ReportEdition:
    """The printed scores of the sample and the recomputed ones of 19 economies."""
    published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    result = ict.compute(ict.methodology("idi", 2024), table, published=published)
    return take_edition(result)


def note(economy: str = "BRA") -> ict.reports.CountryNote:
    then, now = idi_series().results
    return ict.reports.country_note(
        now, economy, previous=then, prices=price_series(), sources=SOURCES
    )


@lru_cache(maxsize=1)
def options() -> ict.reports.OptionsPaper:
    """An options paper whose second option has a long id, which a line of a table cannot hold."""
    idi = ict.methodology("idi", 2024)
    other = idi.variant("geometric-means-with-equal-weights-of-all", aggregation="geometric-mean")
    return ict.reports.options_paper(printed(), [idi, other], sources=SOURCES[:1], draws=0)


@lru_cache(maxsize=1)
def progress() -> ict.reports.ProgressReport:
    """A report to the Council on two editions, with long ids and digests in narrow columns."""
    comments = ict.review.read_comments(ict.sample_data("comments-example.csv"))
    return ict.reports.progress_report(
        idi_series().results, comments=comments, prices=price_series(), sources=SOURCES
    )


__all__ = [
    "SOURCES",
    "annual",
    "idi_result",
    "idi_series",
    "note",
    "options",
    "price_series",
    "printed",
    "progress",
]
