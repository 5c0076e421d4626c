"""Prices in reports: medians, the target, one economy."""

from __future__ import annotations

from statistics import median

import pandas as pd
import pytest
from report_cases import price_series

import ictindex as ict
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.language.i18n import Grid
from ictindex.publishing.reports import price_sections
from ictindex.publishing.reports.price_sections import (
    YearPrices,
    economy_price_blocks,
    newest_year,
    price_blocks,
)

# The target covers low and middle income: not Switzerland and the United Kingdom.
TARGETED = ("BRA", "FJI", "KEN")


def table_of(series: PriceSeries, economy: str | None = None) -> Grid:
    blocks = (
        price_blocks(series, "en")
        if economy is None
        else economy_price_blocks(series, economy, "en")
    )
    return next(block for block in blocks if isinstance(block, Grid))


def priced(*prices: tuple[str, str, str, str], edition: int | None = 2025) -> PriceSeries:
    table = pd.DataFrame(
        [(*row[:2], 2025, *row[2:]) for row in prices],
        columns=["economy", "basket", "year", "value", "status"],
    )
    return ict.prices.read_baskets(table, edition=edition)


def test_the_newest_year_is_shown_with_exact_medians() -> None:
    series = price_series()
    assert newest_year(series) == 2025 and newest_year(series, 2020) == 2020
    shares = YearPrices(series, 2025).shares
    table = table_of(series)
    for row, own in zip(table.rows, shares.values(), strict=True):
        assert row[1] == str(len(own))
        assert abs(float(row[2]) - float(median(own.values()))) <= 0.005
        assert row[3] == f"{sum(own[code] < 2 for code in TARGETED)} of {len(TARGETED)}"


def test_an_economy_without_a_price_is_not_available() -> None:
    for economy, price, verdict in (("AFG", "Not available", ""), ("KEN", "9.51", "not below")):
        rows = table_of(price_series(), economy).rows
        assert {(row[1], row[3]) for row in rows} == {(price, verdict)}


def test_a_verdict_is_shown_only_where_the_target_applies() -> None:
    """The target covers two baskets, and income groups below high."""
    mixed = priced(
        ("KEN", "i154_FBB5_GNI", "1.50", "official"),
        ("KEN", "i271mb_low_1GB_GNI", "1.50", "official"),
        ("USA", "i154_FBB5_GNI", "0.50", "official"),
        ("USA", "i271mb_low_1GB_GNI", "0.50", "official"),
    )
    verdicts = {
        e: {r[0].split(" ")[0]: r[3] for r in table_of(mixed, e).rows} for e in ("KEN", "USA")
    }
    assert verdicts["KEN"] == {"Fixed-broadband": "below", "Mobile": ""}
    assert set(verdicts["USA"].values()) == {""}
    counts = {row[0].split(" ")[0]: row[3] for row in table_of(mixed).rows}
    assert counts == {"Fixed-broadband": "1 of 1", "Mobile": ""}


def test_experimental_prices_are_not_mixed_with_official_ones() -> None:
    official = ("KEN", "i154_FBB5_GNI", "1.50", "official")
    experimental = ("KEN", "i271mb_low_1GB_GNI", "1.50", "experimental")
    assert len(table_of(priced(official, experimental), "KEN").rows) == 1
    assert len(table_of(priced(official, experimental)).rows) == 1
    words = " ".join(
        getattr(block, "to_text", lambda _: "")("en")
        for block in economy_price_blocks(priced(experimental), "KEN", "en")
    )
    assert "Experimental prices that are counted in these figures: 1." in words


def test_the_median_says_of_how_many_economies_it_is() -> None:
    assert {row[2][-4:] for row in table_of(price_series(), "KEN").rows} == {" (5)"}


def test_prices_without_an_edition_have_no_target() -> None:
    row = ("KEN", "i154_FBB5_GNI", "1.50", "official")
    series = priced(row, edition=None)
    assert len(table_of(series, "KEN").headers) == len(table_of(series).headers) == 3


def test_a_price_at_the_target_is_not_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # The Broadband Commission asks for less than 2 % of monthly income.
    series = price_series()
    shares = YearPrices(series, 2025).shares
    dearest = max(value for own in shares.values() for value in own.values())
    monkeypatch.setattr(price_sections, "find_target", lambda *_: dearest)
    for row, own in zip(table_of(series).rows, shares.values(), strict=True):
        at_target = sum(value == dearest for value in own.values())
        assert row[3] == f"{len(own) - at_target} of {len(own)}"
