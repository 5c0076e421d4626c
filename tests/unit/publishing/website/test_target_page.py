"""The page of targets: there only where one is measured, a source for each target."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from site_cases import frame_of, sample_site

import ictindex as ict
from ictindex.publishing.website.site_inputs import QuotedSeries
from ictindex.publishing.website.target_page import follow_targets, write_targets


def users(share: float) -> ict.Observations:
    rows = [
        (code, year, indicator, str(value))
        for code in ict.data.economies()
        for year in (2019, 2020)
        for indicator, value in (("internet-users", share), ("population", 1000))
    ]
    frame = pd.DataFrame(rows, columns=["economy", "year", "indicator", "value"])
    return ict.read_observations(frame)


def test_a_site_without_prices_and_series_has_no_page() -> None:
    assert follow_targets(None, ()) is None


def test_each_target_has_its_figures_from_one_source() -> None:
    series = (QuotedSeries("itu-datahub", users(61.5)), QuotedSeries("world-bank-wdi", users(50)))
    measured = follow_targets(sample_site().prices, series)
    assert measured is not None
    # Resolution 71 (Rev. Dubai, 2018), target 1.2: by 2023 70 % of individuals use the Internet.
    (status,) = [
        s for s in measured.progress.statuses if s.target.id == "strategic-targets-2018/1.2"
    ]
    assert status.figure is not None and str(status.figure.value).startswith("61.5")
    assert "itu-datahub" in measured.sources and "world-bank-wdi" not in measured.sources
    assert measured.of_series == ("itu-datahub",)
    page = write_targets(measured, "en")
    assert page.address == "targets.html" and len(page.charts) == 1
    assert page.subjects == [("series", "itu-datahub")]
    assert "61.5" in frame_of(sample_site(), "en").write(replace(page, sources=["itu-idi"]))
