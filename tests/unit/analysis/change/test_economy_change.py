"""The change of one economy: its waterfall, its page and its data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
import reference
from change_cases import ESTIMATE, OFFICIAL, Value, edition, rows_of
from indices_cases import DOCUMENTS, LANGUAGES, VALUES

import ictindex as ict
from ictindex.analysis.change.economy_change import EconomyChange

BEFORE = {
    "internet-users": ("80.5", 2022, OFFICIAL),
    "households-internet": ("70.0", 2022, ESTIMATE),
    "mobile-broadband-traffic": ("60.0", 2022, ESTIMATE),
    "fixed-broadband-traffic": ("1000.0", 2021, OFFICIAL),
    "price-mobile-high": ("0.9", 2022, OFFICIAL),
    "mobile-phone-ownership": ("80.0", 2022, OFFICIAL),
}
AFTER = {
    "internet-users": ("84.2", 2023, OFFICIAL),
    "households-internet": ("78.0", 2023, OFFICIAL),
    "mobile-broadband-traffic": ("66.0", 2023, ESTIMATE),
    "fixed-broadband-traffic": ("1500.0", 2023, OFFICIAL),
    "price-mobile-high": ("0.7", 2023, OFFICIAL),
    "mobile-phone-ownership": ("81.9", 2022, OFFICIAL),
    "coverage-4g": ("98.5", 2022, OFFICIAL),
}


def published(changed: Mapping[str, Value]) -> str:
    """The score by the oracle, as it is printed."""
    values = {key: Fraction(value) for key, value in VALUES.items()}
    values |= {key: Fraction(value) for key, (value, *_) in changed.items()}
    score = reference.score(DOCUMENTS / "idi-methodology-2023.toml", values)["idi"]
    return f"{float(reference.half_up(score, 1)):.1f}"


FIRST, LAST = published(BEFORE), published(AFTER)
CHANGE = Decimal(LAST) - Decimal(FIRST)


@pytest.fixture(scope="module")
def brazil() -> EconomyChange:
    """One indicator of each kind."""
    before, after = rows_of("BRA", 2022, BEFORE), rows_of("BRA", 2023, AFTER)
    return ict.analysis.explain_change(edition(before, 2024), edition(after, 2025)).economy("BRA")


def test_each_indicator_has_its_kind(brazil: EconomyChange) -> None:
    assert {step.indicator: step.kind for step in brazil.steps} == {
        "internet-users": "observed",
        "households-internet": "source",
        "mobile-broadband-subscriptions": "observed",
        "coverage-3g": "observed",
        "coverage-4g": "same-value",
        "mobile-broadband-traffic": "estimated",
        "fixed-broadband-traffic": "source",
        "price-mobile-high": "observed",
        "price-fixed-broadband": "observed",
        "mobile-phone-ownership": "revised",
    }


def test_points_are_weight_times_score_by_hand(brazil: EconomyChange) -> None:
    exact = {step.indicator: step.exact for step in brazil.steps}
    share = Fraction(1, 2) * Fraction(1, 3) * 100 / 95
    assert abs(exact["internet-users"] - share * Fraction("3.7")) < Fraction(1, 10**18)
    assert exact["price-mobile-high"] == 0  # at the full score in both
    share = Fraction(1, 2) * Fraction(1, 6) * 100 / 95
    assert abs(exact["mobile-phone-ownership"] - share * Fraction("1.9")) < Fraction(1, 10**18)


def test_the_waterfall_ends_at_the_published_score(brazil: EconomyChange) -> None:
    frame = brazil.to_frame()
    assert list(frame.columns[:7]) == [
        "economy", "step", "kind", "indicator", "points", "from", "to",
    ]  # fmt: skip
    assert frame["step"].tolist() == list(range(12))
    assert frame["kind"].iloc[[0, -1]].tolist() == ["start", "end"]
    bars = frame.iloc[1:-1]
    # Each bar begins where the one before it ends.
    assert bars["from"].tolist() == [float(brazil.first), *bars["to"].tolist()[:-1]]
    assert bars["to"].iloc[-1] == float(brazil.last)
    assert sum(Decimal(str(points)) for points in bars["points"]) == brazil.change
    assert sum(bars["exact_points"]) == brazil.unrounded[1] - brazil.unrounded[0]
    row = bars.set_index("indicator").loc["mobile-phone-ownership"]
    assert row[["value_from", "value_to", "year_from", "year_to"]].tolist() == [
        80,
        81.9,
        2022,
        2022,
    ]
    assert row[["basis_from", "carried_from", "carried_to"]].tolist() == ["official", False, True]
    assert bars.set_index("indicator").loc["price-mobile-high", "clipped_to"] == "beyond-full"


def test_the_page_says_what_cannot_be_distinguished(brazil: EconomyChange) -> None:
    text = brazil.to_text("en")
    assert f"Score 2024: {FIRST}. Score 2025: {LAST}. Change: +{CHANGE} points." in text
    assert (
        "Beyond a goalpost in 2025, where a change of the value moves no score: Mobile data and "
        "voice high-consumption basket price." in text
    )
    # It is known for the two values of one year, and not for the others.
    names = text.partition("cannot be distinguished, except for: ")[2].partition("\n")[0]
    assert "Individuals who own a mobile phone" in names
    assert "Individuals using the Internet" not in names
    assert (
        "Households with Internet access at home (official value for 2023 in place of an "
        "estimate for 2022): +" in text
    )
    assert "unofficial and not published by ITU: 1, then 1." in text
    assert "80.0 (2022, official)" in text and "81.9 (2022, official, carried)" in text


def test_every_language_has_the_page(brazil: EconomyChange) -> None:
    texts = [brazil.to_text(language) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    for text in texts:
        assert "score-change" not in text and "change-kinds" not in text
    assert LAST.replace(".", ",") in brazil.to_html("fr") and 'dir="rtl"' in brazil.to_html("ar")


def test_plain_data_have_the_rank_and_the_rows(brazil: EconomyChange) -> None:
    record = brazil.to_dict()
    assert (record["first"], record["last"], record["change"]) == (FIRST, LAST, str(CHANGE))
    assert record["rank"] == {
        "before": 1, "after": 1, "own": "0.0", "others": "0.0", "coverage": "0.0",
        "published": False,
    }  # fmt: skip
    assert len(record["rows"]) == 12
