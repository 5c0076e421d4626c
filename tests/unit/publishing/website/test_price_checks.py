"""Breaks and open questions of prices: all of them, on a page of their own."""

from __future__ import annotations

import pandas as pd
import pytest
from languages_in_turn import each_language
from site_cases import frame_of, sample_site

from ictindex.indices.ipb.series_reader import read_baskets
from ictindex.language import i18n
from ictindex.publishing.website.price_checks import list_checks, write_checks
from ictindex.publishing.website.price_pages import write_prices
from ictindex.publishing.website.site_inputs import QuotedPrices


def quoted() -> QuotedPrices:
    """Return invented prices of two definitions; twelve of them rise to ten times as much."""
    codes = ["AGO", "BDI", "BEN", "BWA", "CAF", "CMR", "ETH", "GHA", "GIN", "KEN", "LSO", "MLI"]
    rows = [(code, "i154_FBB_GNI", 2016, "1.00") for code in codes]
    rows += [(code, "i154_FBB_GNI", 2017, "10.00") for code in codes]
    rows += [(code, "i154_FBB5_GNI", 2018, "10.00") for code in codes]
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    return QuotedPrices("itu-ipb", read_baskets(table, edition=2025))


@each_language("en", "fr")
def test_every_break_and_question_has_a_row(language: str) -> None:
    prices = quoted()
    breaks, doubts = (list(table.records()) for table in list_checks(prices.series, language))
    assert (2018, "break.allowance") in {(row["year"], row["kind"]) for row in breaks}
    (jump,) = [row for row in doubts if row["kind"] == "series.level-jumps"]
    assert "AGO 2017" in jump["economies"] and jump["basket"] == "fixed-broadband-1gb"
    page = write_checks(prices, language)
    text = frame_of(sample_site(), language).write(page)
    assert page.address == "prices/checks.html" and "AGO 2017" in text
    # Each kind of break says which figures it concerns.
    for kind in {row["kind"].removeprefix("break.") for row in breaks}:
        assert i18n.text("analysis", f"break-rule-{kind}", "en")[:40] in text or language != "en"
    assert f"{len(breaks)}" in page.context["intro"] and f"{len(doubts)}" in page.context["intro"]


@pytest.mark.slow
def test_the_price_page_counts_them_in_one_sentence_and_leads_there() -> None:
    prices = quoted()
    overview = next(write_prices(prices, {}, "en"))
    text = frame_of(sample_site(), "en").write(overview)
    breaks, doubts = map(len, list_checks(prices.series, "en"))
    sentence = f"Breaks in these series: {breaks}; open questions about the prices: {doubts}."
    assert sentence in text and 'href="prices/checks.html"' in text
    assert "AGO 2017" not in text
