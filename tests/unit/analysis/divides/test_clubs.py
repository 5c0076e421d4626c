"""Convergence clubs of economies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
CODES = ["BRA", "CHL", "PER", "ARG", "KEN", "UGA", "GHA", "MLI"]


def panel(periods: int = 20) -> pd.DataFrame:
    t = np.arange(1, periods + 1)
    rows = [
        level * (1 + away / (t * np.log(t + 1)))
        for level in (80, 30)
        for away in (-0.3, -0.1, 0.1, 0.3)
    ]
    return pd.DataFrame(rows, CODES, range(2001, 2001 + periods))


def test_made_clubs_are_found() -> None:
    outcome = ict.analysis.convergence_clubs(panel())
    assert [set(club.economies) for club in outcome.clubs] == [set(CODES[:4]), set(CODES[4:])]
    assert outcome.divergent == ()
    frame = outcome.to_frame().set_index("economy")
    assert frame["club"].to_dict() == dict(zip(CODES, [1] * 4 + [2] * 4, strict=True))
    assert "For all economies together, convergence is rejected" in outcome.to_text("en")


def test_three_editions_are_refused() -> None:
    with pytest.raises(UsageError, match="Clubs need 10 years or more, and there are 3"):
        ict.analysis.convergence_clubs(panel()[[2001, 2002, 2003]])


def test_a_trend_is_taken_only_when_asked_and_is_stated() -> None:
    outcome = ict.analysis.convergence_clubs(panel(), smoothing=400)
    assert "The trend was used instead of the numbers (Hodrick and Prescott, smoothing 400)." in (
        outcome.to_text("en")
    )
    fine = ict.analysis.convergence_clubs(panel(), smoothing=6.25).to_text("fr")
    assert "lissage 6,25" in fine
    assert "trend was taken" not in ict.analysis.convergence_clubs(panel()).to_text("en")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (panel().drop(columns=2010), "Years are left out"),
        (panel() - 50, "not above zero"),
        (panel().iloc[:1], "at least 2"),
    ],
)
def test_what_is_no_panel_for_clubs_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ict.analysis.convergence_clubs(frame)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_written_in_six_languages(language: str) -> None:
    page = ict.analysis.convergence_clubs(panel(), smoothing=6.25).to_text(language)
    assert "[divides" not in page
    assert "{" not in page


def test_a_discard_of_most_years_is_refused() -> None:
    with pytest.raises(UsageError, match="not above"):
        ict.analysis.convergence_clubs(panel(), discard=0.9)
