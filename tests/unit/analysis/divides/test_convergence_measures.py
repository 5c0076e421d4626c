"""Convergence: figures, and the reports of the ceiling and of regression to the mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from district_cases import compute_year, make_index
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
CODES = list(ict.data.economies())[:40]
FIRST = np.linspace(20, 98, 40)


def panel(last: np.ndarray = 0.6 * FIRST + 40) -> pd.DataFrame:
    return pd.DataFrame({2015: FIRST, 2020: (FIRST + last) / 2, 2025: last}, index=CODES)


def test_sigma_is_the_standard_deviation_of_the_same_economies() -> None:
    frame = ict.analysis.convergence(panel()).to_frame("sigma").set_index("year")
    assert frame.loc[2015, "sd"] == pytest.approx(FIRST.std(ddof=1))
    assert frame.loc[2025, "sd"] == pytest.approx(0.6 * FIRST.std(ddof=1))
    assert frame.loc[2015, "sd_ln"] == pytest.approx(np.log(FIRST).std(ddof=1))


@pytest.mark.slow
def test_beta_is_that_of_statsmodels_with_robust_errors() -> None:
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    last = FIRST**0.7 * np.exp(rng.normal(1, 0.1, 40))
    row = ict.analysis.convergence(panel(last)).to_frame().iloc[0]
    fit = api.OLS(np.log(last / FIRST), api.add_constant(np.log(FIRST))).fit()
    assert row["beta"] == pytest.approx(fit.params[1])
    assert row["t"] == pytest.approx(fit.tvalues[1])
    assert row["robust_t"] == pytest.approx(fit.get_robustcov_results("HC3").tvalues[1])
    # The distance is multiplied by 1 + beta in ten years.
    assert (1 + row["beta"]) ** (row["half_life"] / 10) == pytest.approx(0.5)


def test_at_the_ceiling_economies_are_counted_and_left_out_of_the_second_regression() -> None:
    last = np.minimum(100, FIRST + 30)
    outcome = ict.analysis.convergence(panel(last), full=100)
    frame = outcome.to_frame().set_index("scale")
    reached = int((last >= 100).sum())
    assert frame.loc["ln", "count"] == 40
    assert frame.loc["ln-inside", "count"] == frame.loc["logit", "count"] == 40 - reached
    assert len(outcome.at_ceiling[1]) == reached
    text = outcome.to_text("en")
    assert f"Economies at the ceiling: 0 in 2015, {reached} in 2025." in text
    assert "chance in the first year alone" in text


def test_without_a_ceiling_that_is_stated() -> None:
    outcome = ict.analysis.convergence(panel())
    assert [row.scale for row in outcome.betas] == ["ln"]
    assert "No ceiling was stated" in outcome.to_text("en")


def test_the_ceiling_alone_makes_beta_negative_and_logits_show_it() -> None:
    """All grow by the same logit: nobody comes closer but for the ceiling."""
    share = FIRST / 100
    odds = share / (1 - share) * 3
    outcome = ict.analysis.convergence(panel(100 * odds / (1 + odds)), full=100)
    frame = outcome.to_frame().set_index("scale")
    assert frame.loc["ln", "beta"] < -0.3
    assert frame.loc["logit", "beta"] == pytest.approx(0, abs=1e-9)


def test_economies_without_a_year_are_named() -> None:
    frame = panel()
    frame.iloc[0, 1] = None
    outcome = ict.analysis.convergence(frame)
    assert outcome.incomplete == (CODES[0],)
    assert "Left out because a year is missing" in outcome.to_text("en")
    assert outcome.dispersions[0].count == 39


def test_a_zero_has_no_logarithm_and_is_named() -> None:
    frame = panel()
    frame.iloc[0, 0] = 0.0
    outcome = ict.analysis.convergence(frame)
    assert outcome.not_positive == (CODES[0],)
    assert outcome.betas[0].count == 39


@small_cases("language", LANGUAGES)
def test_it_is_written_in_six_languages(language: str) -> None:
    page = ict.analysis.convergence(panel(), full=100).to_text(language)
    assert "[divides" not in page
    assert "{" not in page


@small_cases(
    ("frame", "options", "message"),
    [
        (panel()[[2015]], {}, "At least 2 years"),
        (panel().iloc[:9], {}, "10 economies"),
        (panel().rename(columns={2015: "first"}), {}, "not named after a year"),
        (panel(), {"full": 50}, "above the ceiling of 50"),
        (pd.concat([panel(), panel()]), {}, "given twice"),
        (-panel(), {}, "below zero"),
        ("text", {}, "a series of editions"),
    ],
)
def test_what_is_no_panel_is_refused(
    frame: object, options: dict[str, float], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        ict.analysis.convergence(frame, **options)  # type: ignore[arg-type]


def test_unknown_economies_are_refused() -> None:
    with pytest.raises(CatalogueError, match="Brasil"):
        ict.analysis.convergence(panel().rename(index={CODES[0]: "Brasil"}))


def test_editions_of_different_methodologies_are_no_panel() -> None:
    now = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    old = ict.compute(ict.methodology("idi", 2011), ict.sample_data("worked-example-2011.csv"))
    with pytest.raises(UsageError, match="methodolog"):
        ict.analysis.convergence(ict.analysis.series([now, old]))


def test_the_names_of_an_index_of_one_s_own_stand_on_the_page_and_in_the_chart() -> None:
    own = make_index()
    series = ict.analysis.series([compute_year(own, year) for year in (2023, 2024)])
    outcome = ict.analysis.convergence(series)
    page = outcome.to_text("en")
    assert "District access" in page
    assert "An index of the user’s own" in page
    chart = outcome.plot(language="en")
    assert chart.title.startswith("District access: ")
    assert any(note.startswith("An index of the user’s own") for note in chart.notes)
    assert "District 07" in chart.table.to_text("en")
    assert "KE-07" not in chart.table.to_text("en")


def test_a_p_value_is_never_written_as_zero() -> None:
    last = 0.2 * FIRST + 60
    page = ict.analysis.convergence(panel(last)).to_text("en")
    assert "< 0.0001" in page
    assert "0.0000" not in page
