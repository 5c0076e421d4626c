"""Income, rate and factor of a price, and the reason wherever there is none."""

from __future__ import annotations

import pickle
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from basket_cases import atlas, baskets, datum, factor, income, price, rate
from indices_cases import message_of
from small_cases import small_cases

import ictindex as ict
from ictindex.data.economics import read_economics
from ictindex.data.prices import read_prices
from ictindex.indices.ipb.result import BasketResult
from ictindex.language import i18n

FIXED = "fixed-broadband"
UsageError = ict.errors.UsageError


def share(result: BasketResult, economy: str) -> Decimal | None:
    return result.figure(economy, FIXED, "share")


def why(result: BasketResult, economy: str, measure: str) -> str:
    return result.reasons[economy, FIXED][measure].message("en")


def code(result: BasketResult, economy: str, measure: str) -> str:
    return result.reasons[economy, FIXED][measure].code


# ------------------------------------------------------------------ income


@pytest.mark.parametrize(
    ("economy", "amount", "gni", "printed"),
    [
        ("ECU", "24.73", "6430", "4.62"),
        ("SLV", "25.00", "5120", "5.86"),
        ("LBR", "93.00", "760", "146.84"),
    ],
)
def test_the_named_economies_are_set_against_the_atlas_income(
    economy: str, amount: str, gni: str, printed: str
) -> None:
    """ITU, price-basket workbook of December 2025. Local income is there, and is not used."""
    result = baskets(
        [price(economy, amount, "USD")], [income(economy, "9999"), atlas(economy, gni)]
    )
    assert share(result, economy) == Decimal(printed)
    assert result.provenance(economy, FIXED).denominator == "gni-per-capita-atlas"


def test_the_united_states_are_set_against_their_income_in_dollars() -> None:
    """54.44 over 7165.089 a month is 0.76; the Atlas income would give 0.78 (workbook of 2025)."""
    result = baskets(
        [price("USA", "54.44", "USD")], [income("USA", "85981.068"), atlas("USA", "83660")]
    )
    assert share(result, "USA") == Decimal("0.76")
    assert result.provenance("USA", FIXED).denominator == "gni-per-capita-local"


def test_the_currency_of_the_price_decides_elsewhere() -> None:
    """Lebanon's price is in pounds or in dollars (workbook of 2025: 24776130.667, 276.8)."""
    supplied = [income("LBN", "297313568.004", 2023), atlas("LBN", "3321.6", 2023)]
    pounds = baskets([price("LBN", "2000000", "LBP")], supplied)
    dollars = baskets([price("LBN", "22.14", "USD")], supplied)
    assert share(pounds, "LBN") == Decimal("8.07")
    assert share(dollars, "LBN") == Decimal("8.00")
    assert dollars.provenance("LBN", FIXED).denominator == "gni-per-capita-atlas"
    assert dollars.figure("LBN", FIXED, "usd") == Decimal("22.14")


def test_another_currency_at_par_counts_as_national() -> None:
    result = baskets([price("PAN", "30", "USD")], [income("PAN", "18000"), atlas("PAN", "1")])
    assert share(result, "PAN") == Decimal("2.00")
    assert result.figure("PAN", FIXED, "usd") == Decimal("30.00")


def test_a_price_in_a_third_currency_is_not_converted() -> None:
    result = baskets([price("KEN", "30", "EUR")], [income("KEN", "280000"), rate("KEN", "129")])
    assert result.figure("KEN", FIXED, "local") == Decimal("30.00")
    assert {m: code(result, "KEN", m) for m in ("share", "usd", "ppp")} == dict.fromkeys(
        ("share", "usd", "ppp"), "basket.currency-unusable"
    )
    message = why(result, "KEN", "share")
    assert "in EUR, which is neither a national currency of the year (KES) nor the US dollar" in (
        message
    )


def test_an_economy_of_the_exceptions_needs_the_currency_of_its_income() -> None:
    result = baskets([price("LBR", "5000", "LRD")], [atlas("LBR", "760"), rate("LBR", "195")])
    assert code(result, "LBR", "share") == "basket.currency-unlike-income"
    assert "the price is in LRD" in why(result, "LBR", "share")
    assert result.figure("LBR", FIXED, "usd") == Decimal("25.64")


@pytest.mark.parametrize(
    ("years", "used"), [((2024, 2023), 2024), ((2023, 2022), 2023), ((2023, 2025), 2023)]
)
def test_the_first_admitted_year_of_income(years: tuple[int, ...], used: int) -> None:
    result = baskets([price("KEN", "30", "KES")], [income("KEN", str(y), y) for y in years])
    datum = result.provenance("KEN", FIXED).income
    assert datum is not None
    assert (datum.year, datum.value) == (used, used)
    flags = result.flags.get(("KEN", FIXED), ())
    assert ("income-of-2023" in flags) == (used == 2023)


def test_income_of_no_admitted_year_is_not_used_and_the_years_are_named() -> None:
    result = baskets(
        [price("KEN", "30", "KES")], [income("KEN", "1", 2025), income("KEN", "1", 2022)]
    )
    assert share(result, "KEN") is None
    assert why(result, "KEN", "share") == (
        "Kenya (KEN): there is no value of “GNI per capita, in local currency”"
        " of a year that the methodology admits (2024, 2023); there are"
        " values of 2022, 2025."
    ).replace("GNI per capita, in local currency", _series("gni-per-capita-local"))


def _series(key: str) -> str:
    return i18n.label("series", key, "en")


def test_income_that_is_nowhere() -> None:
    result = baskets([price("KEN", "30", "KES")], [rate("KEN", "129")])
    assert code(result, "KEN", "share") == "economics.absent"
    assert "2024" in result.reasons["KEN", FIXED]["share"].remedy("en")


def test_income_that_says_another_currency_than_the_price() -> None:
    """National accounts of Palestine are in dollars, its prices in shekels."""
    result = baskets([price("PSE", "100", "ILS")], [income("PSE", "11633.088", currency="USD")])
    assert code(result, "PSE", "share") == "economics.of-other-currency"
    assert "the price is in ILS" in why(result, "PSE", "share")
    assert "is stated to be in USD" in why(result, "PSE", "share")


def test_income_that_says_a_currency_at_par_is_used() -> None:
    result = baskets([price("PAN", "30", "USD")], [income("PAN", "18000", currency="PAB")])
    assert share(result, "PAN") == Decimal("2.00")


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_windows_of_income_the_whole_year_is_used(order: int) -> None:
    rows = [income("KEN", "36000", window="annual"), income("KEN", "1", window="2024-07/2025-06")]
    result = baskets([price("KEN", "30", "KES")], rows[::order])
    assert share(result, "KEN") == Decimal("1.00")


def test_windows_of_income_none_of_which_is_the_year_are_not_used() -> None:
    rows = [income("KEN", "9", window=f"{y}-07/{y + 1}-06") for y in (2023, 2024)]
    result = baskets([price("KEN", "30", "KES")], rows)
    assert code(result, "KEN", "share") == "economics.of-other-window"
    assert "2023-07/2024-06, 2024-07/2025-06" in why(result, "KEN", "share")


@pytest.mark.parametrize(("stated", "flagged"), [("", True), ("BGN", False)])
def test_a_currency_that_was_replaced_since_is_flagged_unless_stated(
    stated: str, flagged: bool
) -> None:
    result = baskets([price("BGR", "20", "BGN")], [income("BGR", "30000", currency=stated)])
    assert share(result, "BGR") == Decimal("0.80")
    assert ("currency-changed" in result.flags.get(("BGR", FIXED), ())) == flagged


def test_a_price_over_an_income_in_another_unit_is_refused() -> None:
    """Syria took two zeros off on 1 January 2026 under the same code: 100 old pounds are one new.

    12 million old pounds a year are 1 million a month; 500 new ones are 5 %, not 0.05 %.
    """
    for stated in ("", "SYP"):
        for vintage in ("", "2025-10", "wdi-2025-12"):
            old = income("SYR", "12000000", 2025, currency=stated, vintage=vintage)
            result = baskets([price("SYR", "500", "SYP", year=2026)], [old], 2026)
            assert share(result, "SYR") is None
            assert code(result, "SYR", "share") == "economics.of-other-unit"
    assert why(result, "SYR", "share") == (
        "Syrian Arab Republic (SYR), “Fixed-broadband basket”: on 2026-01-01 one new unit of SYP "
        "replaced 100 old ones under the same code, and the value of “Gross national income per "
        "capita in national currency” of 2025 can be in another unit than the price."
    )
    restated = income("SYR", "120000", 2025, currency="SYP", vintage="2026-04")
    result = baskets([price("SYR", "500", "SYP", year=2026)], [restated], 2026)
    assert share(result, "SYR") == Decimal("5.00")
    assert "redenominated" in result.flags["SYR", FIXED]


def test_the_same_unit_before_or_after_a_redenomination_is_not_refused() -> None:
    """Venezuela divided its amounts by a million on 1 October 2021."""
    for year, refused in ((2020, False), (2021, True), (2022, True), (2023, False)):
        rows = [income("VEN", "12000", year - 1, vintage="")]
        result = baskets([price("VEN", "10", "VES", year=year)], rows, year)
        of_unit = result.reasons.get(("VEN", FIXED), {}).get("share")
        assert (of_unit is not None and of_unit.code == "economics.of-other-unit") == refused, year


def test_a_factor_and_a_rate_of_another_unit_are_refused_too() -> None:
    rows = [factor("VEN", "2", 2021, vintage=""), rate("VEN", "4", 2022, window="second-quarter")]
    result = baskets([price("VEN", "10", "VES", year=2022)], rows, 2022)
    assert code(result, "VEN", "ppp") == "economics.of-other-unit"
    dollars = baskets([price("VEN", "10", "USD", year=2022)], rows, 2022)
    assert code(dollars, "VEN", "ppp") == "economics.of-other-unit"


def test_convertible_pesos_need_values_that_are_stated_in_them() -> None:
    """Cuba: CUC and CUP at different rates until the end of 2020; no parity is assumed."""

    def priced(year: int, *rows: dict[str, Any]) -> BasketResult:
        basket = "fixed-broadband-1gb" if year < 2018 else "fixed-broadband-5gb"
        advertised = price("CUB", "21.5", "CUC", year=year, basket=basket)
        return baskets([advertised], list(rows), year)

    unstated = priced(2016, atlas("CUB", "6000", 2016), rate("CUB", "1", 2016, window="annual"))
    assert code(unstated, "CUB", "share") == "economics.currency-not-stated"
    assert why(unstated, "CUB", "usd") == (
        "Cuba (CUB), “Fixed-broadband basket”: the price is in CUC, and the value of “Exchange "
        "rates” does not state its currency. CUC circulated next to the national currency at "
        "another rate."
    )
    pesos = rate("CUB", "24", 2016, window="annual", currency="CUP")
    other = priced(2016, atlas("CUB", "6000", 2016), pesos)
    assert code(other, "CUB", "usd") == "economics.of-other-currency"
    stated = rate("CUB", "1", 2016, window="annual", currency="CUC")
    converted = priced(2016, atlas("CUB", "6000", 2016), stated)
    assert share(converted, "CUB") == Decimal("4.30")  # 21.5 of 500 dollars a month
    late = priced(2021, atlas("CUB", "6000", 2020))
    assert code(late, "CUB", "share") == "basket.currency-unusable"


# ------------------------------------------------------------------ exchange rate


def test_dollars_need_no_rate_and_other_prices_are_divided_by_it() -> None:
    result = baskets(
        [price("ECU", "24.73", "USD"), price("AUS", "88.94", "AUD")], [rate("AUS", "1.593")]
    )
    assert result.figure("ECU", FIXED, "usd") == Decimal("24.73")
    assert result.figure("AUS", FIXED, "usd") == Decimal("55.83")
    assert result.provenance("ECU", FIXED).rate is None


def test_the_average_of_another_window_is_not_used() -> None:
    result = baskets([price("AUS", "88.94", "AUD")], [rate("AUS", "1.516", window="annual")])
    assert code(result, "AUS", "usd") == "economics.of-other-window"
    assert "asks (first-quarter); the windows there are: annual" in why(result, "AUS", "usd")


def test_the_rate_that_states_its_window_is_used_before_others() -> None:
    rows = [
        rate("AUS", "1.516", window="annual"),
        rate("AUS", "1.593", window="2025-01/2025-03"),
    ]
    for supplied in (rows, rows[::-1]):
        result = baskets([price("AUS", "88.94", "AUD")], supplied)
        assert result.figure("AUS", FIXED, "usd") == Decimal("55.83")
        assert "window-not-stated" not in result.flags.get(("AUS", FIXED), ())


def test_a_rate_without_window_is_used_and_flagged() -> None:
    result = baskets([price("AUS", "88.94", "AUD")], [rate("AUS", "1.593", window="")])
    assert result.figure("AUS", FIXED, "usd") == Decimal("55.83")
    assert "window-not-stated" in result.flags["AUS", FIXED]


def test_the_rate_of_another_year_is_not_used() -> None:
    result = baskets([price("AUS", "88.94", "AUD")], [rate("AUS", "1.516", 2024)])
    assert code(result, "AUS", "usd") == "economics.of-other-year"
    assert "admits (2025); there are values of 2024" in why(result, "AUS", "usd")


# ------------------------------------------------------------------ purchasing power parity


def wanted_year() -> int:
    conversion = ict.methodology("ipb", 2025).document.conversion
    assert conversion is not None
    return conversion.ppp.find_year(2025)


def test_the_factor_of_the_year_is_used_as_it_is() -> None:
    year = wanted_year()
    result = baskets(
        [price("AUS", "88.94", "AUD")],
        [factor("AUS", "1.5", year), factor("AUS", "9", year - 1), factor("AUS", "9", year + 1)],
    )
    assert result.figure("AUS", FIXED, "ppp") == Decimal("59.29")
    assert "moved-ppp" not in result.flags["AUS", FIXED]


def test_the_last_factor_is_moved_by_the_gdp_factor() -> None:
    year = wanted_year()
    gdp = [datum("AUS", "ppp-gdp", y, v) for y, v in ((year - 2, "1.4"), (year, "1.45"))]
    result = baskets(
        [price("AUS", "88.94", "AUD")],
        [factor("AUS", "1.5", year - 2), factor("AUS", "9", year - 3), *gdp],
    )
    exact = Fraction("88.94") / (Fraction("1.5") * Fraction("1.45") / Fraction("1.4"))
    assert result.figure("AUS", FIXED, "ppp") == Decimal("57.25")
    assert abs(Fraction(result.exact_in("ppp").loc["AUS", FIXED]) - exact) < Fraction(1, 10**17)
    assert "moved-ppp" in result.flags["AUS", FIXED]
    moved = result.provenance("AUS", FIXED).moved
    assert [(d.series, d.year) for d in moved] == [("ppp-gdp", year - 2), ("ppp-gdp", year)]


@pytest.mark.parametrize("there", [-2, 0])
def test_a_factor_is_not_moved_without_both_gdp_factors(there: int) -> None:
    year = wanted_year()
    result = baskets(
        [price("AUS", "88.94", "AUD")],
        [factor("AUS", "1.5", year - 2), datum("AUS", "ppp-gdp", year + there, "1.4")],
    )
    finding = result.reasons["AUS", FIXED]["ppp"]
    assert finding.code == "economics.of-other-year"
    assert finding.details["series"] == "ppp-gdp"
    assert result.figure("AUS", FIXED, "ppp") is None


def test_a_later_factor_is_not_moved_back() -> None:
    result = baskets([price("AUS", "88.94", "AUD")], [factor("AUS", "1.5", wanted_year() + 1)])
    assert code(result, "AUS", "ppp") == "economics.of-other-year"


def test_a_price_in_dollars_goes_through_national_currency() -> None:
    year = wanted_year()
    result = baskets([price("LBR", "93", "USD")], [rate("LBR", "195"), factor("LBR", "80", year)])
    assert result.figure("LBR", FIXED, "ppp") == Decimal("226.69")  # 93 * 195 / 80
    without = baskets([price("LBR", "93", "USD")], [factor("LBR", "80", year)])
    assert code(without, "LBR", "ppp") == "economics.absent"
    assert without.reasons["LBR", FIXED]["ppp"].details["series"] == "exchange-rate"


def test_where_dollars_are_national_or_the_factor_says_so_no_rate_is_needed() -> None:
    year = wanted_year()
    result = baskets(
        [price("ECU", "24.73", "USD"), price("PSE", "50", "USD")],
        [factor("ECU", "0.5", year), factor("PSE", "0.5", year, currency="USD")],
    )
    assert result.figure("ECU", FIXED, "ppp") == Decimal("49.46")
    assert result.figure("PSE", FIXED, "ppp") == Decimal("100.00")


# ------------------------------------------------------------------ prices


def test_prices_of_other_years_and_allowances_are_not_used() -> None:
    result = baskets(
        [
            price("KEN", "30", "KES", year=2024),
            price("UGA", "30", "UGX", basket="mobile-data-only-2gb"),
            price("RWA", "", "RWF"),
        ],
        [income("KEN", "280000")],
    )
    assert code(result, "KEN", "local") == "basket.price-of-other-year"
    assert "there is no price of 2025; there are prices of 2024" in why(result, "KEN", "share")
    other = result.reasons["UGA", "mobile-data-only"]["share"]
    assert other.code == "basket.price-of-other-definition"
    assert "(2 GB)”) than the methodology asks (“Data-only mobile-broadband basket (5 GB)”)" in (
        other.message("en")
    )
    assert code(result, "RWA", "local") == "basket.no-price"
    assert (result.missing_figures["measure"] == "local").sum() == 12


def test_a_price_that_does_not_say_its_allowance_is_used_and_flagged() -> None:
    result = baskets([price("KEN", "30", "KES", basket=FIXED)], [income("KEN", "36000")])
    assert share(result, "KEN") == Decimal("1.00")
    assert "definition-not-stated" in result.flags["KEN", FIXED]


def test_two_prices_for_one_place_are_refused() -> None:
    rows = [price("KEN", "30", "KES", operator="A"), price("KEN", "40", "KES", basket=FIXED)]
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        baskets(rows, [income("KEN", "36000")])
    assert caught.value.code == "basket.errors-in-tables"
    assert "Another price for the same economy, basket a" in caught.value.message("en")


def test_tables_with_errors_are_refused_and_each_row_is_named() -> None:
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        baskets([price("KEN", "3O", "KES")], [income("KEN", "36000")])
    assert caught.value.code == "basket.errors-in-tables"
    assert caught.value.message("en").startswith("Rows with errors are not computed:")
    assert "'3O'" in caught.value.message("en")


def test_a_table_without_a_basket_of_the_document_is_refused() -> None:
    message = message_of(
        lambda: baskets([price("KEN", "3", "KES", basket="mobile-cellular")], [income("KEN", "1")]),
        UsageError,
        "basket.no-basket",
    )
    assert message.startswith("No price is of a basket of ipb-methodology-2025.")
    assert message.endswith(", fixed-broadband.")


def test_prices_of_another_edition_are_answered_with_their_own() -> None:
    rows = [price("KEN", "3", "KES", year=2024), price("KEN", "3", "KES", year=2030)]
    message = message_of(
        lambda: baskets(rows, [income("KEN", "1")]), UsageError, "basket.no-price-of-year"
    )
    assert message == (
        "No price is of the year 2025 of this edition; the table has prices of: 2024, 2030."
        " Name an edition that fits the prices (2024), or correct the years."
    )


def test_nothing_is_free_of_charge_but_a_price_of_nothing() -> None:
    result = baskets([price("AUS", "0", "AUD")], [income("AUS", "90000"), rate("AUS", "1.5")])
    assert share(result, "AUS") == result.figure("AUS", FIXED, "usd") == Decimal("0.00")


def test_figures_beyond_the_decimal_policy_are_refused() -> None:
    tiny = "0." + "0" * 19 + "1"
    message = message_of(
        lambda: baskets([price("AUS", "9" * 18, "AUD")], [income("AUS", tiny)]),
        UsageError,
        "basket.too-many-digits",
    )
    assert "Check the units of prices and economics" in message


def test_the_order_of_rows_does_not_matter() -> None:
    prices = [price("KEN", "30", "KES"), price("ECU", "24.73", "USD"), price("AUS", "88.94", "AUD")]
    supplied = [
        income("KEN", "280000"), income("KEN", "250000", 2023), atlas("ECU", "6430"),
        rate("KEN", "129"), rate("AUS", "1.593"), rate("AUS", "1.5", window="annual"),
        factor("AUS", "1.5", 2023), datum("AUS", "ppp-gdp", 2023, "1.4"),
        datum("AUS", "ppp-gdp", 2024, "1.5"),
    ]  # fmt: skip
    first = baskets(prices, supplied).to_frame()
    for seed in range(5):
        mixed = random.Random(seed)
        result = baskets(mixed.sample(prices, 3), mixed.sample(supplied, len(supplied)))
        pd.testing.assert_frame_equal(result.to_frame(), first)


# ------------------------------------------------------------------ the call


def tables() -> dict[str, Any]:
    return {
        "prices": read_prices(pd.DataFrame([price("ECU", "24.73", "USD")])),
        "economics": read_economics(pd.DataFrame([atlas("ECU", "6430")])),
    }


def test_frames_and_paths_are_read(tmp_path: Any) -> None:
    prices, economics = tmp_path / "prices.csv", tmp_path / "economics.csv"
    pd.DataFrame([price("ECU", "24.73", "USD")]).to_csv(prices, index=False)
    pd.DataFrame([atlas("ECU", "6430")]).to_csv(economics, index=False)
    result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=str(economics))
    assert result.shares.loc["ECU", FIXED] == 4.62


@small_cases(
    ("index", "supplied", "expected", "words"),
    [
        ("idi", ("prices", "economics"), "compute.needs-observations", "observations"),
        ("idi", (), "compute.needs-observations", "compute(methodology, observations)"),
        ("ipb", (), "compute.needs-prices", "prices=... or tariffs=..."),
        ("ipb", ("economics",), "compute.needs-prices", "neither is given"),
        ("ipb", ("prices",), "compute.needs-economics", "economics=..."),
        ("ipb", ("prices", "tariffs"), "compute.prices-and-tariffs", "both are given"),
        ("ipb", ("observations",), "basket.no-composite", "separate baskets"),
        ("ipb", ("prices", "economics", "published"), "compute.published-without-composite",
         "no composite"),
        ("idi", ("observations", "prices"), "compute.tables-besides-observations", "prices"),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit_the_index(
    index: str, supplied: tuple[str, ...], expected: str, words: str
) -> None:
    named = {
        **tables(),
        "tariffs": "tariffs.csv",
        "published": "published.csv",
        "observations": ict.sample_data("idi-2024-annex.csv"),
    }
    methodology = ict.methodology(index, 2025 if index == "ipb" else 2024)
    chosen: dict[str, Any] = {name: named[name] for name in supplied}
    assert words in message_of(lambda: ict.compute(methodology, **chosen), UsageError, expected)


def test_a_draft_computes_nothing_and_is_not_asked_for_tables() -> None:
    draft = ict.methodology("idi-methodology-2017-draft-14")
    message_of(lambda: ict.compute(draft), ict.errors.DraftMethodologyError, "methodology.draft")


def test_edition_and_year_are_those_of_the_document() -> None:
    ipb = ict.methodology("ipb", 2025)
    message_of(
        lambda: ict.compute(ipb, **tables(), edition=2024),
        ict.errors.UnknownMethodologyError,
        "methodology.not-for-edition",
    )
    message_of(
        lambda: ict.compute(ipb, **tables(), year=2024), UsageError, "compute.year-not-allowed"
    )


def test_a_methodology_of_separate_baskets_has_no_plan() -> None:
    ipb = ict.methodology("ipb", 2025)
    message = message_of(lambda: ipb.plan, UsageError, "basket.no-composite")
    assert "makes no composite score and no ranks" in message
    assert "price-fixed-broadband" in ipb.indicators


# ------------------------------------------------------------------ tariffs


def bought(**more: Any) -> BasketResult:
    result = ict.compute(
        ict.methodology("ipb", 2025), tariffs=ict.sample_data("ipb-tariffs-synthetic.csv"), **more
    )
    assert isinstance(result, BasketResult)
    return result


def test_baskets_are_bought_at_the_tariffs_and_converted_like_prices() -> None:
    result = bought(economics=ict.sample_data("ipb-economics-synthetic.csv"))
    assert result.purchases
    for (economy, basket), purchase in result.purchases.items():
        assert result.figure(economy, basket, "local") == purchase.price
        assert result.provenance(economy, basket).currency == purchase.currency
        assert "definition-not-stated" not in result.flags[economy, basket]
        assert "unverified-purchase" in result.flags[economy, basket]
    purchase = result.purchase("ATA", "mobile-data-only")
    assert purchase.price == Decimal("9.00")  # two packs of half a month, 3 GB at 4.50 each
    assert result.figure("ATA", "mobile-data-only", "share") == Decimal("0.90")
    assert result.prices is None


def test_tariffs_alone_give_prices_as_advertised() -> None:
    result = bought()
    assert result.local.notna().all().all()
    assert result.shares.isna().all().all()
    assert {
        finding.code for _, measure, finding in result.missing_reasons() if measure == "share"
    } == {"economics.absent"}


def test_a_basket_that_cannot_be_bought_has_the_reason_of_its_tariffs() -> None:
    from ictindex.data.tariffs import read_tariffs

    tariffs = read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    mobile = tariffs.where(service="mobile")
    result = ict.compute(ict.methodology("ipb", 2025), tariffs=mobile)
    why = result.reasons["ATA", FIXED]
    assert set(why) == {"local", "usd", "ppp", "share"}
    assert why["local"].economy == "ATA"
    assert why["local"].message("en") != why["local"].code
    assert ("ATA", FIXED) not in result.purchases


def test_progress_is_reported_up_to_the_end() -> None:
    described: list[tuple[int, int]] = []
    bought(progress=lambda done, total: described.append((done, total)))
    assert described
    assert described[-1][0] == described[-1][1]
    assert described == sorted(described)


def test_a_result_of_tariffs_is_the_same_after_pickling() -> None:
    result = bought(economics=ict.sample_data("ipb-economics-synthetic.csv"))
    again = pickle.loads(pickle.dumps(result))  # noqa: S301
    assert again.to_frame().equals(result.to_frame())
    for cell, purchase in result.purchases.items():
        assert (again.purchases[cell].price, again.purchases[cell].lines) == (
            purchase.price,
            purchase.lines,
        )
