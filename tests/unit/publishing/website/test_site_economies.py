"""Every economy with a figure has one page: its newest profile, or one of its own."""

from __future__ import annotations

from dataclasses import replace

from site_cases import sample_site, two_editions

from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.site_economies import find_pages, list_unscored


def test_an_economy_with_prices_alone_has_a_page_of_its_own() -> None:
    site = sample_site()
    prices = SitePrices(site.prices)
    pages = find_pages(site.editions, prices)
    assert site.prices is not None
    priced = {str(code) for code in site.prices.series.frame["economy"]}
    scored = {economy for economy, _ in site.first.figures.scores}
    assert pages.keys() == priced | scored
    alone = priced - scored
    assert alone == set(list_unscored(site.editions, prices)) != set()
    for code, page in pages.items():
        folder = "economies" if code in alone else "idi-2024/economies"
        assert page == f"{folder}/{code}.html"


def test_a_profile_is_that_of_the_newest_published_edition() -> None:
    before, after = two_editions().editions
    newer = replace(after, key="idi-2025-recomputed", edition=2025, kind="reconstruction")
    none = SitePrices(None)
    assert find_pages([after, before], none)["BRA"] == "idi-2024/economies/BRA.html"
    # A reconstruction is not shown where a published edition has the economy.
    assert find_pages([before, after, newer], none)["BRA"] == "idi-2024/economies/BRA.html"
    assert find_pages([newer], none)["BRA"] == "idi-2025-recomputed/economies/BRA.html"
