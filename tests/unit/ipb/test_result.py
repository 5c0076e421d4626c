"""The shapes of a basket result: frames, groups, target, composite; nothing in it changes."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import numpy as np
import pytest
from basket_cases import atlas, baskets, factor, income, price, rate
from indices_cases import told

import ictindex as ict
from ictindex import catalogue
from ictindex.ipb.result import BasketResult

FIXED = "fixed-broadband"
DATA = "mobile-data-only"
UsageError = ict.errors.UsageError


@pytest.fixture(scope="module")
def printed() -> BasketResult:
    """Prices of seven economies as printed in ITU's workbook of December 2025."""
    return ict.compute(
        ict.methodology("ipb", 2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
        kind="reconstruction",
    )


def half_up(number: Fraction, places: int) -> Decimal:
    return Decimal(int(number * 10**places + Fraction(1, 2))).scaleb(-places)


def test_frames_hold_the_floats_of_exact_rounding(printed: BasketResult) -> None:
    exact = printed.exact_in("share")
    for economy in printed.economies:
        for basket in printed.baskets:
            expected = half_up(Fraction(exact.loc[economy, basket]), 2)
            assert printed.shares.loc[economy, basket] == float(expected)
            assert printed.figure(economy, basket) == expected
    assert printed.usd.equals(printed.local)  # all seven advertise in dollars
    assert printed.ppp.drop(columns="result_kind").isna().all().all()


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
    found = baskets(
        [price("AUS", "88.94", "AUD"), price("KEN", "30", "EUR"), price("ECU", "24.73", "USD")],
        [income("AUS", "94942"), factor("AUS", "1.5", 2020)],
    )
    table = found.missing_figures
    assert list(table.columns) == [
        "economy", "basket", "measure", "reason", "message", "result_kind",
    ]  # fmt: skip
    named = set(zip(table["economy"], table["basket"], table["measure"], strict=True))
    absent = {
        (economy, basket, measure)
        for measure, holes in found.cells.missing.items()
        for e, economy in enumerate(found.economies)
        for b, basket in enumerate(found.baskets)
        if holes[e, b]
    }
    assert named == absent
    assert len(table) == len(named)
    assert table["message"].str.contains(r"\.").all()
    assert not table["message"].str.contains("{", regex=False).any()


def test_flags_above_one_hundred_percent_not_at_it() -> None:
    found = baskets(
        [price("KEN", "100", "KES"), price("UGA", "100.01", "UGX")],
        [income("KEN", "1200"), income("UGA", "1200")],
    )
    assert ("KEN", FIXED) not in found.flags
    assert found.flags["UGA", FIXED] == ("above-100",)
    assert found.figure("UGA", FIXED) == Decimal("100.01")  # never capped outside the composite


def test_every_flag_has_words(printed: BasketResult) -> None:
    from ictindex.ipb.views import flag_label

    raised = {flag for flags in printed.flags.values() for flag in flags}
    assert "income-of-2023" in raised
    for flag in raised:
        assert flag_label(flag, "en") not in (flag, "")


# ------------------------------------------------------------------ groups and target


def test_medians_are_of_published_figures_half_up() -> None:
    """0.124 and 0.135 are published as 0.12 and 0.14; their median is 0.13."""
    found = baskets(
        [price(e, a, c) for e, a, c in (("KEN", "1.24", "KES"), ("UGA", "1.35", "UGX"))],
        [income("KEN", "12000"), income("UGA", "12000")],
    )
    table = found.groups("itu-region").set_index(["group", "basket"])
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
    told(lambda: printed.groups(measure="local"), UsageError, "basket.no-groups-of-local")
    message = told(lambda: printed.groups(measure="euro"), UsageError, "basket.measure-unknown")
    assert "euro" in message and all(one in message for one in ("usd", "ppp", "share"))
    older = baskets([price("KEN", "30", "KES", year=2024)], [income("KEN", "1", 2023)], 2024)
    told(older.groups, UsageError, "groups.vintage-needed")


def test_the_target_is_met_below_two_percent_of_the_published_share() -> None:
    """Of 1000 a month: 19.94 is published as 1.99, 19.95 as 2.00, which is not below."""
    rows = [("KEN", "19.94", "KES"), ("UGA", "19.95", "UGX"), ("FRA", "1", "EUR")]
    found = baskets(
        [price(*row) for row in rows],
        [income(economy, "12000") for economy, _, _ in rows],
    )
    status = found.target_status().set_index(["economy", "basket"])
    met = status["met"]
    assert (met["KEN", FIXED], met["UGA", FIXED]) == (True, False)
    assert met["KEN", DATA] is not True
    assert status["subject"]["KEN", FIXED]
    assert status["met"].isna()["FRA", FIXED]
    assert not status["subject"]["FRA", FIXED]  # the target is for low- and middle-income ones
    assert set(status.index.get_level_values("basket")) == {FIXED, DATA}
    groups = found.target_status("itu-region").set_index(["group", "basket"])
    row = groups.loc[("africa", FIXED)]
    assert (row["count"], row["met"], row["median"], row["median_met"]) == (2, 1, 2.0, False)
    assert groups.loc[("europe", FIXED), "count"] == 0
    assert groups.loc[("all", FIXED), "count"] == 2


# ------------------------------------------------------------------ the composite

THREE = ("fixed-telephone", "mobile-cellular", FIXED)


def early(shares: dict[str, tuple[str, ...]], edition: int = 2008, **more: Any) -> BasketResult:
    """A result of the early methodology; each price is its share.

    An Atlas income of 15 dollars a year, at 80 to the dollar, is 100 a month.
    """
    currencies = {economy: catalogue.national_currencies(economy, edition)[0] for economy in shares}
    prices = [
        price(economy, amount, currencies[economy], basket=basket, year=edition)
        for economy, amounts in shares.items()
        for basket, amount in zip(THREE, amounts, strict=True)
    ]
    rows = [atlas(e, "15", edition) for e in shares]
    rows += [rate(e, "80", edition, window="annual") for e in shares]
    return baskets(prices, rows, edition, **more)


def test_until_2017_a_price_goes_through_dollars_to_an_atlas_income() -> None:
    """ITU, page on the methodology of prices: annual average rate, Atlas income.

    24 000 at 80 to the dollar are 300 dollars; of 1 200 dollars a year, 100 a month: 300 %.
    """
    basket = {"basket": "fixed-broadband", "year": 2010}
    rows = [atlas("KEN", "1200", 2010), rate("KEN", "80", 2010, window="annual")]
    found = baskets([price("KEN", "24000", "KES", **basket)], rows, 2010)
    cell = found.provenance("KEN", "fixed-broadband")
    assert (cell.denominator, cell.rounded["share"]) == ("gni-per-capita-atlas", Decimal("300.0"))
    told = found.explain("KEN", "fixed-broadband").to_text("en")
    assert "100 × ((24000 ÷ 80) ÷ (1200 ÷ 12)) = 300" in told
    assert "The price is converted into US dollars, and the income is in US dollars" in told
    # In dollars it is set against the income as it stands.
    of_dollars = baskets([price("KEN", "300", "USD", **basket)], rows, 2010)
    assert of_dollars.provenance("KEN", "fixed-broadband").rounded["share"] == Decimal("300.0")


def test_until_2017_there_is_no_share_without_an_exchange_rate() -> None:
    basket = {"basket": "fixed-broadband", "year": 2010}
    found = baskets([price("KEN", "1", "KES", **basket)], [atlas("KEN", "1200", 2010)], 2010)
    reasons = found.provenance("KEN", "fixed-broadband").reasons
    assert reasons["share"].code == "economics.absent"
    assert reasons["share"].given["series"] == "exchange-rate"


def test_sub_baskets_are_held_at_one_hundred_only_within_the_composite() -> None:
    """Uganda 2008 (MIS 2010, 2011): 61.8 of 35.0, 50.4 and 375, the last counting as 100."""
    found = early({"UGA": ("35.0", "50.4", "375")})
    assert found.shares.loc["UGA", FIXED] == 375.0
    assert found.composite.scores.loc["UGA", "ipb"] == 61.8
    assert found.composite.scores.loc["UGA", "price-fixed-broadband"] == 100.0
    assert found.composite.id == "ipb-2008-exploration"


def test_the_cheapest_has_rank_one_and_ranks_are_published() -> None:
    shares = {"UGA": ("35.0", "50.4", "375"), "LKA": ("3.3", "2.6", "16"), "KEN": ("9", "", "9")}
    found = early(shares)
    assert found.composite.ranks_published
    assert found.ranks["ipb"].to_dict() == {"LKA": 1, "UGA": 2}
    excluded = found.composite.excluded
    assert excluded["economy"].tolist() == ["KEN"]
    assert "mobile-cellular" in excluded["missing"].iloc[0]


def test_the_composite_is_made_of_unrounded_shares() -> None:
    """0.04, 0.04 and 0.04 are each published as 0.0; a tenth is the mean of 0.04, 0.04, 0.1."""
    found = early({"LKA": ("0.04", "0.04", "0.1")}, 2010)
    assert found.shares.loc["LKA", list(found.baskets)].tolist() == [0.0, 0.0, 0.1]
    assert found.composite.scores.loc["LKA", "ipb"] == 0.1
    assert found.composite.unrounded("LKA")["ipb"] == Decimal("0.06").quantize(Decimal(10) ** -20)


def test_groups_of_the_early_reports_are_means_of_the_same_economies() -> None:
    shares = {"UGA": ("35.0", "50.4", "375"), "LKA": ("3.3", "2.6", "16"), "KEN": ("9", "", "9")}
    table = early(shares).groups(dict.fromkeys(shares, "g")).set_index(["group", "basket"])
    assert table["count"].tolist() == [2] * 6
    assert table.loc[("all", FIXED), "mean"] == 195.5  # (375 + 16) / 2
    assert table.loc[("all", "fixed-telephone"), "mean"] == 19.2  # 19.15, half up


def test_a_basket_beside_the_composite_leaves_no_economy_out_of_its_means() -> None:
    """In 2013 a fourth basket is priced, which is no part of the composite."""
    shares = {"LKA": ("1", "2", "3"), "KEN": ("3", "4", "5")}
    table = early(shares, 2013).groups(dict.fromkeys(shares, "g")).set_index(["group", "basket"])
    assert [table.loc[("all", basket), "count"] for basket in THREE] == [2, 2, 2]
    assert table.loc[("all", FIXED), "mean"] == 4.0


def test_shares_given_as_observations_make_the_same_composite() -> None:
    rows = {"price-fixed-telephone": "35.0", "price-mobile-cellular": "50.4",
            "price-fixed-broadband": "375"}  # fmt: skip
    import pandas as pd

    frame = pd.DataFrame(
        [
            {"economy": "UGA", "indicator": key, "year": "2008", "value": value}
            for key, value in rows.items()
        ]
    )
    found = ict.compute(ict.methodology("ipb", 2008), frame)
    assert found.scores.loc["UGA", "ipb"] == 61.8


def test_separate_baskets_have_no_composite_and_no_ranks(printed: BasketResult) -> None:
    for name in ("composite", "ranks"):
        message = told(lambda n=name: getattr(printed, n), UsageError, "basket.no-composite")
        assert message.startswith("ipb-methodology-2025 publishes separate baskets")


# ------------------------------------------------------------------ what a result is


def test_nothing_in_a_result_can_be_changed(printed: BasketResult) -> None:
    with pytest.raises(ict.errors.ReadOnlyError):
        printed.year = 2024
    with pytest.raises(ValueError, match="read-only"):
        printed.cells.amounts["share"][0, 0] = Decimal(1)
    with pytest.raises(ValueError, match="read-only"):
        printed.units["share"][0, 0] = 1
    with pytest.raises(TypeError):
        printed.cells.amounts["share"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        printed.reasons["ECU", FIXED] = {}  # type: ignore[index]
    frame = printed.shares
    frame.loc["ECU", FIXED] = 0.0
    assert printed.shares.loc["ECU", FIXED] == 4.62


def test_a_result_is_the_same_after_pickling(printed: BasketResult) -> None:
    again = pickle.loads(pickle.dumps(printed))  # noqa: S301
    assert again.to_frame().equals(printed.to_frame())
    assert again.missing_figures.equals(printed.missing_figures)
    assert again.provenance("ECU", FIXED) == printed.provenance("ECU", FIXED)
    with pytest.raises(ValueError, match="read-only"):
        again.cells.amounts["share"][0, 0] = Decimal(1)


def test_provenance_names_every_row_that_a_price_rests_on() -> None:
    found = baskets(
        [price("LBR", "93", "USD")],
        [atlas("LBR", "760"), rate("LBR", "195"), factor("LBR", "80")],
    )
    told_of = found.provenance("LBR", FIXED)
    assert told_of.income is not None
    assert told_of.rate is not None
    assert told_of.ppp is not None
    assert (told_of.income.row, told_of.rate.row, told_of.ppp.row) == (0, 1, 2)
    assert (told_of.income.value, told_of.income.vintage) == (Decimal(760), "2025-07")
    assert told_of.income.address.line == 1
    assert (told_of.currency, told_of.national) == ("USD", ("LRD",))
    assert (told_of.price_row, told_of.factor) == (0, Decimal(80))
    assert told_of.rounded["share"] == Decimal("146.84")
    assert dict(told_of.reasons) == {}


def test_unknown_economies_and_baskets_are_refused(printed: BasketResult) -> None:
    error = ict.errors.CatalogueError
    told(lambda: printed.place("EQU"), error, "explain.economy-unknown")
    message = told(lambda: printed.position("fixed"), error, "basket.not-in-result")
    assert "fixed-broadband" in message
    told(lambda: printed.provenance("KEN", FIXED), error, "explain.economy-unknown")
    told(lambda: printed.exact_in("euro"), UsageError, "basket.measure-unknown")
