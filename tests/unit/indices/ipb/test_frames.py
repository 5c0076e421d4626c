"""Data frames and datasets of priced baskets, and the figures of their groups."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import numpy as np
import pytest
from basket_cases import THREE, baskets, early, factor, half_up, income, price
from indices_cases import message_of

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.indices.ipb.result import BasketResult

FIXED = "fixed-broadband"
UsageError = ict.errors.UsageError


def test_frames_hold_the_floats_of_exact_rounding(printed: BasketResult) -> None:
    exact = printed.exact_in("share")
    for economy in printed.economies:
        for basket in printed.baskets:
            expected = half_up(Fraction(exact.loc[economy, basket]), 2)
            assert printed.shares.loc[economy, basket] == float(expected)
            assert printed.figure(economy, basket) == expected
    assert printed.usd.equals(printed.local)  # all seven advertise in dollars
    assert printed.ppp.isna().all().all()


def test_the_columns_of_the_long_frame(printed: BasketResult) -> None:
    long = printed.to_frame()
    assert list(long.columns) == [
        "economy", "basket", "year", "local", "currency", "usd", "ppp", "share", "flags",
        "result_kind",
    ]  # fmt: skip
    assert len(long) == 7 * 4
    assert list(long["basket"].iloc[:4]) == list(printed.baskets)
    assert set(long["year"]) == {2025}
    row = long.set_index(["economy", "basket"]).loc[("LBR", FIXED)]
    assert (row["local"], row["currency"], row["usd"], row["share"]) == (93.0, "USD", 93.0, 146.84)
    assert "above-100" in row["flags"].split(";")
    unrounded = printed.to_frame(rounded=False).set_index(["economy", "basket"])
    assert unrounded.loc[("LBR", FIXED), "share"] == 93 / 760 * 1200
    assert long.attrs["id"] == "ipb-2025-reconstruction"


def test_the_dataset_is_the_frame_on_two_axes(printed: BasketResult) -> None:
    whole = printed.dataset
    assert dict(whole.sizes) == {"economy": 7, "basket": 4}
    shares = printed.shares[list(printed.baskets)]
    assert np.array_equal(whole["share"].to_numpy(), shares.to_numpy())
    cell = whole.sel(economy="PLW", basket=FIXED)
    assert float(cell["income"]) == 14965.104
    assert float(cell["income_year"]) == 2023
    assert str(cell["denominator"].item()) == "gni-per-capita-local"
    assert str(whole["definition"].sel(basket=FIXED).item()) == "fixed-broadband-5gb"
    assert whole["share"].attrs["units"] == "percent of monthly GNI per capita"


def test_every_missing_figure_has_its_reason() -> None:
    result = baskets(
        [price("AUS", "88.94", "AUD"), price("KEN", "30", "EUR"), price("ECU", "24.73", "USD")],
        [income("AUS", "94942"), factor("AUS", "1.5", 2020)],
    )
    table = result.missing_figures
    assert list(table.columns) == [
        "economy", "basket", "measure", "reason", "message", "result_kind",
    ]  # fmt: skip
    named = set(zip(table["economy"], table["basket"], table["measure"], strict=True))
    absent = {
        (economy, basket, measure)
        for measure, holes in result.cells.missing.items()
        for e, economy in enumerate(result.economies)
        for b, basket in enumerate(result.baskets)
        if holes[e, b]
    }
    assert named == absent
    assert len(table) == len(named)
    assert table["message"].str.contains(r"\.").all()
    assert not table["message"].str.contains("{", regex=False).any()


def test_medians_are_of_published_figures_half_up() -> None:
    """0.124 and 0.135 are published as 0.12 and 0.14; their median is 0.13."""
    result = baskets(
        [price(e, a, c) for e, a, c in (("KEN", "1.24", "KES"), ("UGA", "1.35", "UGX"))],
        [income("KEN", "12000"), income("UGA", "12000")],
    )
    table = result.groups("itu-region").set_index(["group", "basket"])
    assert table.loc[("africa", FIXED), "median"] == 0.13
    assert table.loc[("africa", FIXED), "count"] == 2
    assert table.loc[("europe", FIXED), "count"] == 0
    assert np.isnan(table.loc[("europe", FIXED), "median"])
    assert table.loc[("all", FIXED), "median"] == 0.13
    tie = baskets(
        [price(e, a, c) for e, a, c in (("KEN", "1.2", "KES"), ("UGA", "1.3", "UGX"))],
        [income("KEN", "12000"), income("UGA", "12000")],
    )
    of_tie = tie.groups("itu-region").set_index(["group", "basket"])
    assert of_tie.loc[("africa", FIXED), "median"] == 0.13  # 0.125, which floats round to 0.12


@pytest.mark.parametrize("measure", ["share", "usd"])
@pytest.mark.parametrize("by", ["itu-region", "income-group", "ldc", "lldc", "sids"])
def test_groups_are_those_of_the_vintage(printed: BasketResult, by: str, measure: str) -> None:
    table = printed.groups(by, measure=measure).set_index(["group", "basket"])
    members = {**catalogue.groups(by, "ipb-2025").groups, "all": printed.economies}
    assert list(dict.fromkeys(table.index.get_level_values("group"))) == list(members)
    for group, economies in members.items():
        for basket in printed.baskets:
            values = [
                Fraction(printed.figure(e, basket, measure))  # type: ignore[arg-type]
                for e in economies
                if e in printed.economies
            ]
            assert table.loc[(group, basket), "count"] == len(values)
            if values:
                expected = float(half_up(median(values), 2))
                assert table.loc[(group, basket), "median"] == expected


def test_groups_of_own_and_what_has_no_group(printed: BasketResult) -> None:
    own = printed.groups({"ECU": "dollar", "SLV": "dollar", "FRA": "euro"})
    table = own.set_index(["group", "basket"])["count"]
    assert (table["dollar", FIXED], table["euro", FIXED], table["all", FIXED]) == (2, 0, 7)
    message_of(lambda: printed.groups(measure="local"), UsageError, "basket.no-groups-of-local")
    message = message_of(
        lambda: printed.groups(measure="euro"), UsageError, "basket.measure-unknown"
    )
    assert "euro" in message and all(name in message for name in ("usd", "ppp", "share"))
    older = baskets([price("KEN", "30", "KES", year=2024)], [income("KEN", "1", 2023)], 2024)
    message_of(older.groups, UsageError, "groups.vintage-needed")


def test_groups_of_the_early_reports_are_means_of_the_same_economies() -> None:
    shares = {"UGA": ("35.0", "50.4", "375"), "LKA": ("3.3", "2.6", "16"), "KEN": ("9", "", "9")}
    table = early(shares).groups(dict.fromkeys(shares, "g")).set_index(["group", "basket"])
    assert table["count"].tolist() == [2] * 6
    assert table.loc[("all", FIXED), "mean"] == 195.5  # (375 + 16) / 2
    assert table.loc[("all", "fixed-telephone"), "mean"] == 19.2  # 19.15, half up


def test_a_basket_next_to_the_composite_leaves_no_economy_out_of_its_means() -> None:
    """In 2013 a fourth basket is priced, which is no part of the composite."""
    shares = {"LKA": ("1", "2", "3"), "KEN": ("3", "4", "5")}
    table = early(shares, 2013).groups(dict.fromkeys(shares, "g")).set_index(["group", "basket"])
    assert [table.loc[("all", basket), "count"] for basket in THREE] == [2, 2, 2]
    assert table.loc[("all", FIXED), "mean"] == 4.0
