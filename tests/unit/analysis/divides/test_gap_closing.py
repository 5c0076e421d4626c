"""Years to close a gap: never of one that widens."""

from __future__ import annotations

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")


def test_the_same_points_a_year() -> None:
    outcome = ict.analysis.years_to_close({2015: 12, 2020: 99, 2025: 8})
    assert (outcome.trend, outcome.years) == ("narrows", pytest.approx(20))
    assert outcome.yearly == pytest.approx(-0.4)


def test_the_same_share_a_year_halves_and_halves_again() -> None:
    outcome = ict.analysis.years_to_close({2015: 16, 2025: 8}, closed_at=2, pace="proportion")
    assert outcome.years == pytest.approx(20)


@pytest.mark.parametrize(
    ("gaps", "trend", "words"),
    [
        ({2015: 8, 2025: 12}, "widens", "The gap widens: there is no number of years."),
        ({2015: -8, 2025: -12}, "widens", "The gap widens: there is no number of years."),
        ({2015: 8, 2025: 8}, "unchanged", "The gap does not change"),
        ({2015: 8, 2025: -3}, "reversed", "The gap has changed sides"),
    ],
)
def test_a_gap_that_does_not_narrow_has_no_years(
    gaps: dict[int, float], trend: str, words: str
) -> None:
    outcome = ict.analysis.years_to_close(gaps)
    assert (outcome.trend, outcome.years) == (trend, None)
    assert words in outcome.to_text("en")


def test_a_closed_gap_needs_no_year() -> None:
    assert ict.analysis.years_to_close({2015: 8, 2025: 0.5}, closed_at=1).years == 0
    assert ict.analysis.years_to_close({2015: 8, 2025: 0}).trend == "closed"


@small_cases("language", LANGUAGES)
@small_cases("pace", ["points", "proportion"])
def test_the_assumption_is_stated_in_six_languages(language: str, pace: str) -> None:
    outcome = ict.analysis.years_to_close({2015: 12, 2025: 8}, closed_at=1, pace=pace)
    page = outcome.to_text(language)
    assert "[divides" not in page
    assert "{" not in page
    assert len(page.splitlines()) > 6


@small_cases(
    ("gaps", "options", "message"),
    [
        ({2015: 8}, {}, "Fewer than two years"),
        (pd.Series([8, 6, 4], index=[2015, 2015, 2025]), {}, "in 'gaps' that occur twice: 2015"),
        ({2015: 8, 2025: None}, {}, "Fewer than two years"),
        ({"first": 8, "last": 9}, {}, "gaps by year"),
        ({2015: 8, 2025: 4}, {"pace": "fast"}, "not a pace"),
        ({2015: 8, 2025: 4}, {"pace": "proportion"}, "never reaches zero"),
        ({2015: 8, 2025: 4}, {"closed_at": -1}, "a number"),
    ],
)
def test_what_does_not_fit_is_refused(
    gaps: object, options: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        ict.analysis.years_to_close(gaps, **options)  # type: ignore[arg-type]
