"""Verdicts of targets: met, missed, pace, coverage, and reasons where nothing measures them."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.strategic_targets.target_status import TargetStatus
from ictindex.analysis.strategic_targets.target_words import describe_figure, describe_verdict
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.language import i18n

USERS = "strategic-targets-2018/1.2"
LEAST = "broadband-commission-2025/3-least-developed"


def users(values: dict[int, dict[str, object]]) -> ict.Observations:
    rows = [
        row
        for year, economies in values.items()
        for code, value in economies.items()
        for row in ((code, year, "internet-users", value), (code, year, "population", 1000))
    ]
    return ict.read_observations(
        pd.DataFrame(rows, columns=["economy", "year", "indicator", "value"])
    )


def status(table: ict.Observations, target: str, **options: object) -> TargetStatus:
    progress = ict.analysis.track_targets(table, targets=[target], coverage=0, **options)
    assert len(progress.statuses) == 1
    return progress.statuses[0]


@pytest.mark.parametrize(("value", "verdict"), [("70.0", "met"), ("69.96", "missed")])
def test_figures_are_compared_before_rounding(value: str, verdict: str) -> None:
    assert status(users({2023: {"KEN": value}}), USERS).verdict == verdict


def test_the_pace_is_that_of_the_same_economies() -> None:
    """Uganda moves 2 points a year and is alone in both years; Benin would lift the last mean."""
    table = users({2020: {"UGA": 20}, 2023: {"UGA": 26, "BEN": 30}})
    outcome = status(table, LEAST)
    assert (outcome.pace, outcome.pace_from) == (Decimal(2), 2020)
    assert outcome.wanted_pace == Decimal("3.5")  # from 28 in 2023 to 35 in 2025
    assert outcome.verdict == "off-track"


def test_a_fast_enough_pace_is_on_track() -> None:
    assert status(users({2020: {"UGA": 10}, 2023: {"UGA": 28}}), LEAST).verdict == "on-track"


def test_what_is_met_before_its_deadline_needs_no_pace() -> None:
    outcome = status(users({2023: {"UGA": 40}}), LEAST)
    assert (outcome.verdict, outcome.pace) == ("met-early", None)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (users({2023: {"UGA": 20}}), "no-pace"),
        (users({2026: {"UGA": 20}}), "no-figure-at-deadline"),
    ],
)
def test_what_cannot_be_judged_says_why(table: ict.Observations, reason: str) -> None:
    assert status(table, LEAST).reason == reason


def test_coverage_is_of_the_scope_not_of_the_data() -> None:
    progress = ict.analysis.track_targets(users({2023: {"KEN": 90}}), targets=[USERS])
    status = progress.statuses[0]
    assert (status.verdict, status.reason) == ("not-measured", "coverage-too-low")
    assert status.figure is not None
    assert (status.figure.economies, status.figure.people) == (1, None)
    assert status.figure.of > 200


def test_prices_of_2017_stand_across_a_break() -> None:
    words = ict.analysis.track_targets(targets=["strategic-targets-2018/1.3"]).to_text("en")
    assert "changed after 2017 without a year in which both were priced" in " ".join(words.split())


def test_prices_with_errors_are_not_judged() -> None:
    rows = {"economy": ["BRA", "XXB"], "basket": ["fixed-broadband-5gb"] * 2, "year": [2025] * 2}
    prices = ict.prices.read_baskets(pd.DataFrame({**rows, "measure": "share", "value": "2.2"}))
    with pytest.raises(RefusedObservationsError, match="Rows with errors are not computed:") as no:
        ict.analysis.track_targets(prices=prices)
    assert "'XXB' is not the ISO 3166-1 alpha-3 code" in str(no.value)


def test_a_target_without_a_number_has_no_verdict() -> None:
    outcome = status(users({2023: {"KEN": 40}}), "sustainable-development-goals/17.8")
    assert outcome.verdict == "no-number"


def test_growth_needs_a_baseline() -> None:
    rows = [
        ("KEN", year, f"{kind}-broadband-subscriptions-count", value)
        for year, value in ((2018, 100), (2023, 160))
        for kind in ("fixed", "mobile")
    ]
    frame = pd.DataFrame(rows, columns=["economy", "year", "indicator", "value"])
    table, target = ict.read_observations(frame), "strategic-targets-2018/1.5"
    assert status(table, target).reason == "no-baseline"
    outcome = status(table, target, baselines={target: 2018})
    assert (outcome.verdict, outcome.baseline) == ("met", 2018)
    assert outcome.figure is not None
    assert outcome.figure.value == 60


@given(st.lists(st.integers(0, 100), min_size=2, max_size=6))
def test_a_weighted_mean_lies_between_its_values(values: list[int]) -> None:
    codes = ["KEN", "UGA", "PER", "CHE", "FRA", "JPN"][: len(values)]
    outcome = status(users({2023: dict(zip(codes, values, strict=True))}), USERS)
    assert outcome.figure is not None
    assert min(values) <= outcome.figure.value <= max(values)
    assert (outcome.verdict == "met") == (outcome.figure.value >= 70)


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no document of targets, called connect-2030\."):
        ict.analysis.track_targets(targets=["connect-2030"])
    with pytest.raises(UsageError, match="'coverage' must be a number from 0 to 100; it is '101'"):
        ict.analysis.track_targets(coverage=101)


@small_cases("language", i18n.LANGUAGES)
def test_the_page_is_whole_in_every_language(language: str) -> None:
    table = users({2020: {"UGA": 20}, 2023: {"UGA": 26, "BEN": 30}})
    page = ict.analysis.track_targets(table, coverage=0).to_text(language)
    assert "{" not in page
    assert i18n.label("nodes", "internet-users", language) in page.replace("\n", " ")
    for key in ("title", "verdict-off-track", "missing"):
        assert i18n.text("targets", key, language)[:12] in page


def test_figures_are_shown_with_the_decimals_of_their_measure() -> None:
    # 60.0 / 61.7 = 0.97244...: a ratio has three decimals, a percentage one.
    rows = [
        ("KEN", 2023, "internet-users", "60.0", "F"), ("KEN", 2023, "internet-users", "61.7", "M"),
        ("KEN", 2023, "internet-users", "60.86", ""), ("KEN", 2023, "population", "1000", ""),
    ]  # fmt: skip
    names = ["economy", "year", "indicator", "value", "sex"]
    table = ict.read_observations(pd.DataFrame(rows, columns=names))
    parity = status(table, "broadband-commission-2025/7-internet")
    share = status(table, USERS)
    shown = [describe_figure(each.target, each.figure, "en") for each in (parity, share)]
    assert shown == ["0.972 (2023)", "60.9\u00a0% (2023)"]


def test_the_result_of_a_target_is_its_condition_in_words() -> None:
    statuses = ict.analysis.track_targets(
        users({2023: {"UGA": 26, "BEN": 30}}), coverage=0
    ).statuses
    shown = {status.verdict: describe_verdict(status, "en") for status in statuses}
    assert shown["missed"].startswith("not at least ") and shown["missed"].endswith(
        " by our arithmetic"
    )
    assert not [words for words in shown.values() if "missed" in words or "met" in words.split()]


@small_cases("language", ["ar", "zh"])
def test_the_revision_of_a_document_has_no_english_words(language: str) -> None:
    page = ict.analysis.track_targets(users({2023: {"UGA": 26}}), coverage=0).to_text(language)
    assert "wording of" not in page and "Rev. Dubai, 2018." not in page
    for document in ("strategic-targets-2018", "broadband-commission-2025"):
        words = i18n.text("targets", f"revision-{document}", language)
        assert not any(letter.isascii() and letter.isalpha() for letter in words)
        assert words in page.replace("\n", " ")
