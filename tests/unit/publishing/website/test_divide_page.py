"""The page of divides: there only where figures are broken down, with exact ratios."""

from __future__ import annotations

import pandas as pd
import pytest
from site_cases import frame_of, sample_site

import ictindex as ict
from ictindex.language import i18n
from ictindex.publishing.website.divide_page import find_divides, write_divides
from ictindex.publishing.website.site_inputs import QuotedSeries
from ictindex.publishing.website.site_plan import SitePlan


def broken_down() -> ict.Observations:
    frame = pd.DataFrame(
        {
            "economy": ["KEN", "KEN", "BRA", "BRA"],
            "indicator": ["internet-users"] * 4,
            "year": [2022] * 4,
            "value": ["30", "40", "81", "80"],
            "sex": ["F", "M"] * 2,
        }
    )
    return ict.read_observations(frame)


def test_without_such_figures_there_is_no_page() -> None:
    assert find_divides(sample_site().series) == ()
    assert "divides" not in SitePlan(sample_site()).parts


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_ratios_are_those_of_the_figures(language: str) -> None:
    (divide,) = find_divides([QuotedSeries("itu-idi", broken_down())])
    assert divide.breakdown == "sex"
    # 30 / 40 and 81 / 80.
    assert {row.economy: row.ratio for row in divide.outcome.economies} == {
        "KEN": 0.75, "BRA": 1.0125,
    }  # fmt: skip
    page = write_divides([divide], language)
    (chart,) = page.charts
    rows = {row[0]: row[2] for row in chart.table.rows}
    africa = i18n.label("groups", "africa", language)
    assert rows[africa].replace(",", ".") == "0.750"
    text = frame_of(sample_site(), language).write(page)
    assert "{" not in page.title + page.description and africa in text
