"""Prices of baskets as observations of the ICT Development Index."""

from __future__ import annotations

from decimal import Decimal

import pytest
from indices_cases import message_of
from price_series_cases import NAMES, Rows, computed, read

from ictindex.core.errors import (
    UnknownMethodologyError,
    UsageError,
)
from ictindex.indices.ipb.to_idi import price_observations

FED: Rows = [
    ("CHE", "i271mb_high_2GB_GNI", 2022, "0.42"),
    ("CHE", "i154_FBB5_GNI", 2022, "0.80"),
    ("CHE", "i154_FBB5$", 2022, "51.20"),
    ("CHE", "i154_FBB5_GNI", 2021, "0.90"),
    ("KEN", "i271mb_high_2GB_GNI", 2021, "6.20"),
    ("KEN", "i271mb_high_5GB_GNI", 2022, "9.90"),
]


def test_the_prices_of_an_edition_are_those_of_its_year_and_definition() -> None:
    table = price_observations(read(FED), edition=2024).to_frame()
    kept = table[["economy", "indicator", "year", "value", "unit", "status", "source_class"]]
    common = [2022, "percent-gni", "A", "official-publication"]
    assert kept.to_numpy().tolist() == [
        ["CHE", "price-mobile-high", 2022, Decimal("0.42"), *common[1:]],
        ["CHE", "price-fixed-broadband", 2022, Decimal("0.80"), *common[1:]],
    ]
    assert table["source"].tolist() == ["DataFrame", "DataFrame"]
    assert price_observations(read(FED), 2023).columns["economy"].tolist() == ["KEN", "CHE"]
    named = price_observations(read(FED), source="ITU workbook", source_class="other")
    assert set(named.columns["source"]) == {"ITU workbook"}
    assert set(named.columns["source_class"]) == {"other"}


def test_experimental_prices_say_so() -> None:
    rows = [(*row, "experimental") for row in FED[:2]]
    fed = price_observations(read(rows, [*NAMES, "status"]))
    assert fed.columns["status"].tolist() == ["G", "G"]


def test_prices_of_another_year_are_never_taken_instead() -> None:
    message = message_of(
        lambda: price_observations(read(FED), edition=2025), UsageError, "feed.no-prices"
    )
    assert message.startswith(
        "There are no shares of income of the year 2023, which the edition 2025 needs, for any of: "
    )
    assert "prices of another year are never taken instead" in message
    message = message_of(
        lambda: price_observations(read(FED), edition=2017), UsageError, "feed.no-price-indicators"
    )
    assert message.startswith("The methodology idi-methodology-2017 (edition 2017) has no ")
    with pytest.raises(UnknownMethodologyError):
        price_observations(read(FED), edition=1999)
    message_of(lambda: price_observations({"CHE": 1}), UsageError, "argument.unfit")  # type: ignore[arg-type]


def test_computed_baskets_feed_the_idi_with_one_call() -> None:
    fed = price_observations(computed(2022, "mobile-high-2gb", "100"), edition=2024).to_frame()
    assert fed[["economy", "indicator", "year", "value", "source_class"]].to_numpy().tolist() == [
        ["CHE", "price-mobile-high", 2022, Decimal("10.00"), "other"]
    ]
    assert fed["source"].tolist() == ["ipb-methodology-2021, 2022"]
