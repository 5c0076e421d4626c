"""Pages of economies without an index: this is in the first line, with no guessed reason."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from languages_in_turn import each_language
from site_cases import frame_of, sample_plan, sample_site

from ictindex.indices.results.extent import Extent
from ictindex.language import i18n
from ictindex.publishing.website.economy_list import write_economy_lists
from ictindex.publishing.website.price_pages import write_prices
from ictindex.publishing.website.site_economies import list_unscored
from ictindex.publishing.website.unscored_pages import describe_absence, write_unscored


@each_language("en", "ar")
def test_the_first_line_says_that_there_is_no_index(language: str) -> None:
    site, plan = sample_site(), sample_plan()
    pages = list(write_unscored(site.first, site.editions, plan.prices, language))
    codes = list_unscored(site.editions, plan.prices)
    assert [page.address for page in pages] == [f"economies/{code}.html" for code in codes]
    assert site.prices is not None
    for code, page in zip(codes, pages, strict=True):
        text = frame_of(site, language).write(page)
        main = text[text.index("<h1>") :]
        first = re.search(r"<p.*?>(.*?)</p>", main)
        assert first is not None and "24" in first[1] and "170" in first[1]
        # Every price of the last year is in the table.
        for definition in site.prices.series.definitions:
            price = site.prices.series.value(code, definition, 2025)
            if price is not None:
                assert f"<td>{i18n.number(price, language)}</td>" in main


def test_only_a_whole_edition_shows_that_an_economy_is_left_out() -> None:
    site = sample_site()
    part = describe_absence("Ecuador", site.first, site.editions, "en")
    assert part == (
        "Ecuador is not in the ICT Development Index 2024 as this site has it: 24 of the 170 "
        "economies of the edition are here. These figures do not show whether the edition has a "
        "score for Ecuador. No reason is given in the records of this site."
    )
    figures = replace(site.first.figures)
    figures.__dict__["extent"] = Extent(170, 170)
    whole = replace(site.first, figures=figures)
    assert describe_absence("Ecuador", whole, [whole], "en") == (
        "Ecuador is not in the ICT Development Index 2024: it is not among the 170 economies of "
        "that edition. No reason is given in the records of this site."
    )


def test_a_name_with_a_full_stop_ends_its_sentence_alone() -> None:
    site = sample_site()
    part = describe_absence("Turks & Caicos Is.", site.first, site.editions, "en")
    assert " has a score for Turks & Caicos Is. No reason " in part and ".." not in part


def test_an_edition_of_invented_economies_is_no_other_edition() -> None:
    first = sample_site().first
    other, invented = (replace(first, kind=kind) for kind in (first.kind, "demonstration"))
    words = "The other editions on this site have no score for it here either: 2024."
    assert words in describe_absence("Ecuador", first, [first, other], "en")
    assert words not in describe_absence("Ecuador", first, [first, invented], "en")


@pytest.mark.slow
def test_lists_and_prices_lead_to_these_pages() -> None:
    site, plan = sample_site(), sample_plan()
    (listed,) = write_economy_lists(site.editions, dict(plan.list_newest()), "en")
    assert site.prices is not None
    _, *baskets = write_prices(site.prices, dict(plan.list_newest()), "en")
    codes = list_unscored(site.editions, plan.prices)
    text = frame_of(site, "en").write(listed)
    linked = re.findall(r'href="\.\./\.\./economies/([A-Z]{3})\.html"', text)
    assert sorted(linked) == sorted(codes)
    basket = frame_of(site, "en").write(baskets[0])
    assert set(re.findall(r'href="\.\./economies/([A-Z]{3})\.html"', basket)) == set(codes)
