"""Material of the tests of reports: the sample edition, an earlier one, prices, print."""

from __future__ import annotations

from functools import lru_cache

from chart_cases import idi_result, idi_series, price_series

import ictindex as ict
from ictindex.publishing.reports.report_inputs import ReportEdition, take_edition

SOURCES = ("itu-idi", "itu-ipb")


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


__all__ = ["SOURCES", "annual", "idi_result", "idi_series", "note", "price_series", "printed"]
