"""Trends of a panel or of a series."""

from __future__ import annotations

import pandas as pd
import pytest
from district_cases import compute_year, make_index
from indices_cases import LANGUAGES, message_of

import ictindex as ict
from ictindex.core.errors import UsageError

PANEL = pd.DataFrame(
    [
        ("BRA", 2020, 50.0, 4.0), ("BRA", 2021, 55.0, None), ("BRA", 2022, 60.5, 2.56),
        ("KEN", 2020, None, 0.0), ("KEN", 2021, 20.0, 2.0), ("KEN", 2022, None, 3.0),
    ],
    columns=["economy", "year", "users", "price"],
)  # fmt: skip


def test_each_figure_of_each_economy_has_its_trend() -> None:
    frame = ict.analysis.trends(PANEL).to_frame().set_index(["economy", "name"])
    assert frame.loc[("BRA", "users"), "value"] == pytest.approx(0.1)
    assert frame.loc[("BRA", "price"), "value"] == pytest.approx(-0.2)
    assert frame.loc[("BRA", "price"), "availability"] == pytest.approx(2 / 3)
    assert frame["remark"].to_dict() == {
        ("BRA", "users"): "", ("KEN", "users"): "too-few", ("BRA", "price"): "",
        ("KEN", "price"): "from-zero",
    }  # fmt: skip
    assert frame.loc[("KEN", "price"), ["value"]].isna().all()  # never infinite
    assert frame.loc[("KEN", "users"), "first_year"] is pd.NA


def test_a_direction_turns_the_sign() -> None:
    turned = ict.analysis.trends(PANEL, directions={"price": -1}).to_frame()
    values = turned.set_index(["economy", "name"])["value"]
    assert values["BRA", "price"] == pytest.approx(0.2)
    assert values["BRA", "users"] == pytest.approx(0.1)


def test_a_series_has_the_years_of_its_data() -> None:
    printed = [ict.read_published({("BRA", "idi"): score}) for score in ("80.0", "84.0", "88.2")]
    series = ict.analysis.series(dict(zip((2023, 2024, 2025), printed, strict=True)))
    trend = ict.analysis.trends(series).trends[0]
    assert (trend.first_year, trend.last_year, trend.value) == (2021, 2023, pytest.approx(0.05))
    assert ict.analysis.trends(series).to_frame()["result_kind"].tolist() == ["published"]
    old = ict.read_published({("BRA", "idi"): "6.10"})
    broken = ict.analysis.series({2017: old, 2023: printed[0]})
    message_of(lambda: ict.analysis.trends(broken), UsageError, "series.not-comparable")


def test_the_page_is_there_in_every_language() -> None:
    trends = ict.analysis.trends(PANEL, rate="percentage-change")
    texts = [trends.to_text(language) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    assert "Begins at zero: no growth rate" in texts[0] and "+10.5" in texts[0]


def test_what_is_refused() -> None:
    assert (
        message_of(
            lambda: ict.analysis.trends(PANEL, rate="doubling"), UsageError, "trends.rate-unknown"
        )
        == "There is no rate 'doubling'. Use one of: cagr, percentage-change."
    )
    assert message_of(
        lambda: ict.analysis.trends(PANEL, directions={"price": 2}), UsageError, "trends.direction"
    ) == (
        "The direction of 'price' is 2. Give 1 where more is better, and -1 where less is better."
    )
    message_of(lambda: ict.analysis.trends(PANEL, directions={"x": 1}), UsageError, "trends.column")
    message_of(lambda: ict.analysis.trends(PANEL.drop(columns="year")), UsageError, "trends.column")
    twice = pd.concat([PANEL, PANEL.head(1)])
    assert message_of(lambda: ict.analysis.trends(twice), UsageError, "trends.twice") == (
        "The year 2020 of Brazil (BRA) occurs twice. Leave one of the two rows out."
    )
    message_of(lambda: ict.analysis.trends([1, 2]), UsageError, "argument.unfit")  # type: ignore[arg-type]


def test_the_names_and_the_mark_of_an_index_of_one_s_own_stand_on_the_page() -> None:
    own = make_index()
    series = ict.analysis.series([compute_year(own, year) for year in (2023, 2024)])
    page = ict.analysis.trends(series).to_text("en")
    assert "District access" in page
    assert "ICT access" not in page
    assert "District 07" in page
    assert "An index of the user’s own" in page


def test_a_node_of_a_series_has_its_own_trend() -> None:
    printed = [
        ict.read_published({("BRA", "idi"): "80.0", ("BRA", "meaningful-connectivity"): score})
        for score in ("50.0", "55.0", "60.5")
    ]
    series = ict.analysis.series(dict(zip((2023, 2024, 2025), printed, strict=True)))
    (trend,) = ict.analysis.trends(series, node="meaningful-connectivity").trends
    assert trend.value == pytest.approx(0.1)
