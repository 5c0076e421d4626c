"""Prices over the years: published figures, breaks between definitions, economies by name."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pandas as pd
import pytest
from languages_in_turn import each_language
from site_cases import frame_of, sample_site

from ictindex.indices.ipb.series_reader import read_baskets
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.website.price_pages import (
    BasketYears,
    list_baskets,
    make_basket_panels,
    make_basket_strips,
    write_prices,
)
from ictindex.publishing.website.site_inputs import QuotedPrices

YEARS = {"i154_FBB_GNI": (2016, 2017), "i154_FBB5_GNI": (2018, 2019)}
PRICES = {"CHE": ("1.10", "1.00", "1.40", "1.20"), "KEN": ("30.0", "28.0", "40.0", "39.0"),
          "BRA": ("4.00", "3.90", "5.00", "4.10")}  # fmt: skip
PAGES = {code: f"economies/{code}.html" for code in PRICES}


@cache
def quoted() -> QuotedPrices:
    """Return invented prices of two definitions of a basket."""
    rows = [
        (code, basket, year, price)
        for code, prices in PRICES.items()
        for (basket, year), price in zip(
            [(basket, year) for basket, years in YEARS.items() for year in years],
            prices, strict=True,
        )
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    return QuotedPrices("itu-ipb", read_baskets(table, edition=2025))


def only() -> BasketYears:
    prices = quoted().series
    (basket,) = list_baskets(prices)
    return basket


def test_a_basket_has_its_definitions_with_their_years() -> None:
    assert only().definitions == {
        "fixed-broadband-1gb": (2016, 2017), "fixed-broadband-5gb": (2018, 2019),
    }  # fmt: skip
    assert only().last == ("fixed-broadband-5gb", 2019)


def test_medians_of_groups_are_exact_and_keep_their_definition() -> None:
    rows = [row for row in make_basket_panels(quoted(), only()).rows if row.group == "all"]
    # Of 1.10, 30.0 and 4.00 the median is 4.00; and so on.
    assert [(row.year, row.definition, row.value, row.count) for row in rows] == [
        (2016, "fixed-broadband-1gb", 4.0, 3), (2017, "fixed-broadband-1gb", 3.9, 3),
        (2018, "fixed-broadband-5gb", 5.0, 3), (2019, "fixed-broadband-5gb", 4.1, 3),
    ]  # fmt: skip
    strips = {group.key: group for group in make_basket_strips(quoted(), only()).groups}
    assert strips["africa"].values == {"KEN": 39.0} and strips["africa"].of == 44
    assert make_basket_strips(quoted(), only()).line is not None


@each_language("fr", "zh")
def test_every_price_is_on_the_page_in_the_order_of_the_names(language: str) -> None:
    overview, basket, _ = write_prices(quoted(), PAGES, language)
    assert (overview.address, basket.address) == ("prices.html", "prices/fixed-broadband.html")
    rows = basket.context["rows"]
    names = [name for name, _, _ in rows]
    assert names == sorted(names, key=lambda name: sort_key(name, language))
    shown = {name: cells for name, _, cells in rows}
    for code, cells in PRICES.items():
        assert shown[i18n.economy_name(code, language)] == [
            i18n.number(Decimal(cell).quantize(Decimal("0.01")), language) for cell in cells
        ]
    text = frame_of(sample_site(), language).write(basket)
    # The header and three economies: two breaks each, before 2018 (another allowance) and before
    # 2019 (the income of another year); and one head of the definition.
    assert text.count('class="break"') + text.count("n break") == 9


@pytest.mark.slow
def test_the_sample_has_one_year_and_no_series() -> None:
    site = sample_site()
    assert site.prices is not None
    overview, *baskets, _ = write_prices(site.prices, {}, "en")
    assert len(overview.charts) == 1
    assert [len(page.charts) for page in baskets] == [1] * len(baskets)


def test_a_year_after_the_last_official_one_is_not_shown_as_official() -> None:
    """Mobile-cellular, 30 calls: official until 2016; ITU's table has prices of 2017 too."""
    rows = [("KEN", "i154_Mob_GNI", year, "3.00") for year in (2015, 2016, 2017)]
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    (basket,) = list_baskets(read_baskets(table, edition=2025))
    assert basket.definitions == {"mobile-cellular-30calls": (2015, 2016)}
