"""Medians of a panel whose prices are not all in its table: bounds, counts, and their basis."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain, combinations, product
from statistics import median
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import edition_sizes
from ictindex.indices.ipb.medians import UNBOUNDED, median_bounds, round_fraction
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.results import result_kind

PRICES = st.integers(0, 60)
INTERVALS = st.tuples(PRICES, PRICES).map(lambda ends: (min(ends), max(ends)))


def every_median(
    certain: list[int], counted: list[tuple[int, int]], possible: list[tuple[int, int]]
) -> list[Fraction]:
    """All medians by trial: each interval at each of its ends, each possible price in or out."""
    subsets = chain.from_iterable(combinations(possible, n) for n in range(len(possible) + 1))
    return [
        Fraction(median(map(Fraction, [*certain, *ends])))
        for subset in subsets
        for ends in product(*counted, *subset)
        if certain or ends
    ]


@given(
    st.lists(PRICES, max_size=6), st.lists(INTERVALS, max_size=3), st.lists(INTERVALS, max_size=3)
)
def test_the_bounds_are_those_of_all_cases(
    certain: list[int], counted: list[tuple[int, int]], possible: list[tuple[int, int]]
) -> None:
    bounds = median_bounds(certain, counted, possible)
    if not (certain or counted):
        assert bounds is None
        return
    trials = every_median(certain, counted, possible)
    assert bounds == (min(trials), max(trials))


@given(st.lists(PRICES, min_size=1, max_size=9), PRICES)
def test_one_price_more_lies_between_neighbouring_order_statistics(
    certain: list[int], price: int
) -> None:
    low, high = median_bounds(certain, [(0, UNBOUNDED)]) or (0, 0)
    assert low <= median(map(Fraction, [*certain, price])) <= high


def test_an_unknown_end_is_infinite_and_half_a_unit_is_rounded_up() -> None:
    low, high = median_bounds([100], [(0, UNBOUNDED)]) or (Fraction(0), Fraction(0))
    assert (round_fraction(low, 2, 2), round_fraction(high, 2, 2)) == (0.5, float("inf"))
    assert round_fraction(Fraction(2015, 2), 2, 2) == 10.08


# A table of five economies, as if it were the whole of its publisher's.
LISTED = sorted(catalogue.groups("income-group", "ipb-2025").groups["upper-middle"])[:5]
EARLY = "fixed-broadband-1gb"
MOBILE = "mobile-cellular-30calls"


def read(rows: Iterable[tuple[Any, ...]]) -> PriceSeries:
    names = ["economy", "basket", "year", "measure", "value"]
    return ict.prices.read_baskets(pd.DataFrame(rows, columns=names).astype(str), edition=2025)


@pytest.fixture
def five(monkeypatch: pytest.MonkeyPatch) -> None:
    """The publisher's table has five economies of each basket, in 2008, 2010 and 2025."""

    def size(definition: str, year: int, measure: str) -> edition_sizes.EditionSize | None:
        listed = year in (2008, 2025) or (year == 2014 and definition in (EARLY, MOBILE))
        here = 4 if definition == EARLY and measure != "usd" else 5
        return edition_sizes.EditionSize(here, "verified", "test") if listed else None

    monkeypatch.setattr(catalogue, "basket_size", size)


def table(year: int, definition: str, prices: Iterable[str], measure: str = "share") -> Any:
    return [
        (code, definition, year, measure, price)
        for code, price in zip(LISTED, prices, strict=False)
        if price
    ]


@pytest.mark.usefixtures("five")
def test_a_panel_with_one_economy_more_gives_bounds() -> None:
    """Five known prices and an unknown one: the median is between the means of neighbours."""
    series = read(table(2025, "fixed-broadband-5gb", ["1", "2", "3", "5", "8"]))
    rows = series.groups("income-group").set_index("group")
    short = rows.loc["upper-middle"]
    assert short[["count", "of", "blank", "value"]].tolist() == [5, 6, 0, 3.0]
    assert short[["low", "high", "basis", "reason"]].tolist() == [2.5, 4.0, "bound", "panel-short"]
    assert rows.loc["all", "basis"] == "bound"
    # Groups that the further economy is not in are determined.
    region = series.groups("itu-region").set_index("group")
    held = region[(region["count"] > 0) & ~region.index.isin(["other-economies", "all"])]
    assert set(held["basis"]) == {"own"} and (held["count"] == held["of"]).all()
    assert set(rows[result_kind.COLUMN]) == {result_kind.COMPUTED}


@pytest.mark.usefixtures("five")
def test_a_part_of_the_table_is_no_panel() -> None:
    series = read(table(2025, "fixed-broadband-5gb", ["1", "2", "3", "5"]))
    rows = series.groups("income-group").set_index("group")
    assert rows.loc["upper-middle", ["basis", "reason"]].tolist() == ["part", "part-of-table"]
    # The workbook has 195 economies in its table of this basket, and one more in its medians.
    assert rows.loc["all", "of"] == 196 and rows["low"].isna().all()


def blank_share(year: int, dollars: str, *, mobile: bool = True) -> PriceSeries:
    """Four shares of 1 to 4 %, and a fifth economy with a price in dollars alone."""
    rows = table(year, EARLY, ["10", "20", "30", "40", dollars], "usd")
    rows += table(year, EARLY, ["1", "2", "3", "4", ""])
    rows += table(year, MOBILE, ["10"] * 5, "usd")
    return read(rows + table(year, MOBILE, ["1"] * (5 if mobile else 4)))


@pytest.mark.usefixtures("five")
def test_a_blank_share_above_all_visible_ones_determines_the_median() -> None:
    """2008: every price counts; 1000 dollars are 100 % by the other basket: 3 is in the middle."""
    row = blank_share(2008, "1000").groups("income-group", definition=EARLY).set_index("group")
    shown = row.loc["upper-middle", ["count", "blank", "of", "value", "basis", "reason"]]
    assert shown.tolist() == [4, 1, 5, 3.0, "own", ""]


@pytest.mark.usefixtures("five")
def test_a_blank_share_in_the_middle_is_a_bound() -> None:
    """25 dollars are 2.5 % by the other basket, from 1.25 to 5: the median is from 2 to 3."""
    row = blank_share(2008, "25").groups("income-group", definition=EARLY).set_index("group")
    shown = row.loc["upper-middle", ["low", "high", "basis", "reason"]]
    assert shown.tolist() == [2.0, 3.0, "bound", "blank-shares"]
    assert pd.isna(row.loc["upper-middle", "value"])  # 2.5 of the four is no estimate


@pytest.mark.usefixtures("five")
def test_from_2013_a_blank_counts_if_it_is_above_the_visible_ones_and_converted() -> None:
    def shown(dollars: str, *, mobile: bool = True) -> list[object]:
        rows = blank_share(2014, dollars, mobile=mobile).groups("income-group", definition=EARLY)
        row = rows.set_index("group").loc["upper-middle"]
        return row[["low", "high", "basis"]].tolist()

    assert shown("1000") == [3.0, 3.0, "own"]
    # 25 dollars are 2.5 %, less than visible shares: it is blank for another reason.
    assert shown("25") == [2.5, 2.5, "own"]
    # Without the other basket's share nothing says that there was an income.
    assert shown("1000", mobile=False) == [2.5, 2.5, "own"]


@pytest.mark.usefixtures("five")
def test_priced_without_a_share_is_a_finding() -> None:
    series = blank_share(2008, "1000")
    by_code = {f.code: f for f in series.findings}
    assert by_code["series.blanks-counted"].message("en") == (
        "Values that are blank in the table, but that the publisher’s medians count or may count: "
        "1. "
        "“Fixed-broadband basket (1 GB)”, “Share of monthly GNI per capita (%)”: "
        f"{LISTED[4]} 2008."
    )
    left = read(
        table(2025, "fixed-broadband-5gb", ["1", "2", "3", "4", "5"], "usd")
        + table(2025, "fixed-broadband-5gb", ["1", "2", "3"])
    )
    assert [f.message("en") for f in left.findings if f.code == "series.priced-without-value"] == [
        "Prices in US dollars without the same price by another measure (“Share of monthly GNI per "
        "capita (%)”): 2, of 2 economies. No median counts them: "
        f"{LISTED[3]} 2025, {LISTED[4]} 2025."
    ]


def test_own_prices_of_a_result_are_never_a_publishers_panel() -> None:
    table_of_kinds = pd.DataFrame(
        {"economy": ["CHE"], "basket": ["i154_FBB5_GNI"], "year": [2025], "value": ["0.9"],
         "result_kind": ["exploration"]}
    )  # fmt: skip
    rows = ict.prices.read_baskets(table_of_kinds, edition=2025).groups()
    assert set(rows["basis"]) == {"part"}
    assert set(rows[result_kind.COLUMN]) == {"exploration"}
