"""Published figures compared with recomputed ones: effects of rounded inputs."""

from fractions import Fraction

import pandas as pd
import pytest
from indices_cases import VALUES, economy, frame
from reference import half_up, ln

import ictindex as ict


def compare(
    idi: ict.Methodology, node: str, figure: str, values: dict[str, str]
) -> "pd.Series[object]":
    published = ict.read_published({("BRA", node): figure})
    result = ict.compute(idi, frame(economy("BRA", VALUES | values)), published=published)
    comparison = result.comparison()
    assert list(comparison.columns) == [
        "economy", "node", "published", "recomputed", "difference", "low", "high", "explained",
        "result_kind",
    ]  # fmt: skip
    assert len(comparison) == 1
    return comparison.iloc[0]


def linear(low: str, high: str, zero: str, full: str) -> tuple[float, float]:
    ends = [
        100 * (Fraction(x) - Fraction(zero)) / (Fraction(full) - Fraction(zero))
        for x in (low, high)
    ]
    first, last = (float(half_up(min(max(e, Fraction(0)), Fraction(100)), 1)) for e in ends)
    return first, last


# Indicator, printed value, the values that print so, bounds of the score by hand.
INTERVALS = {
    "one decimal": ("internet-users", "92.5", linear("92.45", "92.55", "0", "95")),
    "no decimal": ("internet-users", "82", linear("81.5", "82.5", "0", "95")),
    "two decimals": ("internet-users", "82.00", linear("81.995", "82.005", "0", "95")),
    "held at the full score": ("internet-users", "95.0", (99.9, 100.0)),
    "never beyond 100 percent": ("coverage-3g", "100.0", (100.0, 100.0)),
    "never below zero": ("mobile-broadband-subscriptions", "0.0", (0.0, 0.0)),
    "a price: reversed": ("price-mobile-high", "10.0", linear("10.05", "9.95", "21.3295", "1")),
    "a price below the goalpost": ("price-mobile-high", "0.0", (100.0, 100.0)),
}


@pytest.mark.parametrize("case", INTERVALS)
def test_the_interval_of_a_printed_value(case: str, idi: ict.Methodology) -> None:
    node, value, (low, high) = INTERVALS[case]
    actual = compare(idi, node, f"{low}", {node: value})
    assert (actual["low"], actual["high"]) == (low, high)
    assert actual["explained"]


def test_94_5_by_hand(idi: ict.Methodology) -> None:
    """94.45 / 95 = 99.42 and 94.55 / 95 = 99.53: 99.4 and 99.5 are explained, 99.3 and 99.6 not."""
    for figure, explained in (("99.3", False), ("99.4", True), ("99.5", True), ("99.6", False)):
        actual = compare(idi, "internet-users", figure, {"internet-users": "94.5"})
        assert (actual["low"], actual["high"]) == (99.4, 99.5)
        assert bool(actual["explained"]) is explained
        assert actual["recomputed"] == 99.5  # 94.5 / 95 = 99.47
        assert actual["difference"] == round(99.5 - float(figure), 1)


def test_the_interval_through_a_logarithm(idi: ict.Methodology) -> None:
    actual = compare(idi, "mobile-broadband-traffic", "9.8", {"mobile-broadband-traffic": "0.9"})
    low, high = (100 * ln(1 + Fraction(x)) / ln(Fraction(501)) for x in ("0.85", "0.95"))
    assert actual["low"] == float(half_up(low, 1))
    assert actual["high"] == float(half_up(high, 1))
    assert not actual["explained"]


def test_a_figure_is_compared_on_its_own_decimals(idi: ict.Methodology) -> None:
    actual = compare(idi, "internet-users", "99", {"internet-users": "94.5"})
    assert (actual["recomputed"], actual["low"], actual["high"]) == (99.0, 99.0, 100.0)
    assert actual["explained"]


def test_figures_without_counterpart_stay_listed(idi: ict.Methodology) -> None:
    published = {("BRA", "idi"): "89.4", ("BRA", "access"): "1.0", ("AFG", "idi"): "33.1"}
    result = ict.compute(idi, frame(economy("BRA")), published=ict.read_published(published))
    actual = result.comparison().set_index(["economy", "node"])
    assert len(actual) == 3
    assert actual["recomputed"].notna().sum() == 1
    assert actual.loc[("AFG", "idi")].isna().sum() == 5


def test_a_figure_that_rounding_does_not_explain_is_named_so(idi: ict.Methodology) -> None:
    published = {("BRA", "idi"): "90.5", ("BRA", "internet-users"): "92.0"}
    result = ict.compute(idi, frame(economy("BRA")), published=ict.read_published(published))
    row = next(line for line in result.to_text().splitlines() if "Brazil" in line)
    assert row.split()[-3:] == ["90.5", "−1.1", "no"]
    text = result.explain("BRA").to_text()
    assert "Published: 92.0, the same." in text
    assert (
        "Published: 90.5; recomputed: 89.4; difference −1.1. The rounding of the printed inputs "
        "does not explain it: they allow 89.4 to 89.5." in text
    )
    record = result.explain("BRA").to_dict()["published"]
    assert record["explained"] is False
    assert record["difference"] == "-1.1"


def test_explained_figures_are_named_so(edition: ict.Result) -> None:
    text = edition.explain("ETH").to_text()
    assert "Published: 39.8; recomputed: 39.9; difference +0.1. The rounding of the printed" in text
