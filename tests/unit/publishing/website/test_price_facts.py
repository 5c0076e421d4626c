"""Prices of a profile: of each year and definition, against a target that is about some groups."""

from __future__ import annotations

from decimal import Decimal

from site_cases import SAMPLE, sample_document, sample_site

from ictindex.publishing.website.price_facts import (
    PriceFact,
    SitePrices,
    find_breaks,
    latest_prices,
)
from ictindex.publishing.website.site_reader import read_site


def fact(
    definition: str, year: int, share: str, basket: str = "fixed-broadband", trial: bool = False
) -> PriceFact:
    return PriceFact(basket, definition, year, {"share": Decimal(share)}, trial)


def test_prices_are_those_of_the_file() -> None:
    prices = SitePrices(sample_site().prices)
    assert prices.source == "itu-ipb"
    own = prices.get("ECU")
    assert own and all(price.share is not None for price in own)
    series = prices.series
    assert series is not None
    for price in own:
        assert price.share == series.value("ECU", price.definition, price.year)
    assert prices.get("XAA") == []


def test_the_target_is_about_two_baskets_and_three_income_groups() -> None:
    """ITU: 2 % of monthly GNI per capita, for low- and middle-income economies."""
    prices = SitePrices(sample_site().prices)
    assert prices.target == 2
    assert prices.is_below_target("ECU", fact("fixed-broadband-5gb", 2025, "4.62")) is False
    assert prices.is_below_target("ECU", fact("fixed-broadband-5gb", 2025, "1.99")) is True
    assert prices.is_below_target("ECU", fact("fixed-broadband-5gb", 2025, "2.00")) is False
    assert prices.is_below_target("CHE", fact("fixed-broadband-5gb", 2025, "0.9")) is None
    other = fact("mobile-low-1gb", 2025, "1.0", "mobile-low")
    assert prices.is_below_target("ECU", other) is None


def test_a_site_without_prices_has_none() -> None:
    site = read_site(SAMPLE, sample_document(prices=None))
    prices = SitePrices(site.prices)
    assert (prices.series, prices.years, prices.target) == (None, (), None)
    assert prices.get("ECU") == []


def test_breaks_lie_between_the_definitions_of_one_basket() -> None:
    mobile = "mobile-data-only"
    rows = [fact("fixed-broadband-1gb", year, "1") for year in (2016, 2017)]
    rows += [fact("fixed-broadband-5gb", 2018, "1")]
    rows += [fact(f"{mobile}-1gb", 2017, "1", mobile), fact(f"{mobile}-2gb", 2021, "1", mobile)]
    assert find_breaks(rows) == [2017.5, 2019.0]
    # From 2019 on shares are of the income of the year before.
    basket = [fact("fixed-broadband-5gb", year, "1") for year in (2018, 2019, 2020, 2025)]
    assert find_breaks(basket) == [2018.5]
    assert len({each.line for each in basket}) == 2
    assert find_breaks([]) == []


def test_the_latest_prices_are_the_official_ones_of_the_last_year() -> None:
    rows = [fact("a", 2024, "1"), fact("b", 2025, "2", trial=True), fact("c", 2025, "3")]
    assert [price.definition for price in latest_prices(rows)] == ["c"]
    assert [price.definition for price in latest_prices(rows[:2])] == ["b"]
    assert latest_prices([]) == []
