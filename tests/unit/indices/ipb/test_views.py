"""The pages of a price-basket result: tables, remarks, what is missing, groups, target."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pricing_cases import ATLAS, LOCAL, bought, economics, priced, prices

from ictindex.indices.ipb import views
from ictindex.language import i18n
from ictindex.language.i18n.page_writer import page_width


@pytest.fixture(scope="module")
def result() -> Any:
    return priced()


def page(blocks: list[Any], language: str = "en") -> str:
    return i18n.write(blocks, language, "text")


def section(text: str, title: str) -> list[list[str]]:
    """Return the rows of the table under a title, cells cut at two spaces."""
    rows = text.split(f"{title}\n{'-' * len(title)}\n")[1].split("\n\n")[0].splitlines()
    start = next(n for n, row in enumerate(rows) if row.startswith("─"))
    return [re.split(r"\s{2,}", row) for row in rows[start + 1 :]]


def test_the_heading_says_what_it_is(result: Any) -> None:
    text = result.to_text("en")
    assert text.startswith("ICT Price Basket 2025\n=")
    assert "Methodology ipb-methodology-2025; data of 2025." in text
    assert "Exploration: computed from plain observations" in text
    assert (
        "! Rules of the methodology that are not confirmed by a published source: 1 "
        "(PPP factor: year, from the edition)."
    ) in text


def test_a_table_for_each_measure_with_a_column_for_each_basket(result: Any) -> None:
    text = result.to_text("en")
    assert section(text, "Share of monthly GNI per capita (%)") == [
        ["El Salvador", "SLV", "–", "–", "–", "5.86"],
        ["Kenya", "KEN", "4.00", "–", "–", "11.60"],
        ["Liberia", "LBR", "–", "–", "–", "146.84"],
    ]
    assert section(text, "Price in US dollars") == [
        ["El Salvador", "SLV", "–", "–", "–", "25.00"],
        ["Kenya", "KEN", "7.69", "–", "–", "22.30"],
        ["Liberia", "LBR", "–", "–", "–", "93.00"],
    ]
    assert section(text, "Price in international dollars (PPP)") == [
        ["Kenya", "KEN", "21.65", "–", "–", "62.75"],
        ["Liberia", "LBR", "–", "–", "–", "232.50"],
    ]


def test_every_number_of_the_tables_is_that_of_the_frames(result: Any) -> None:
    text = result.to_text("en")
    for measure, title in (("share", "Share of monthly GNI per capita (%)"),
                           ("usd", "Price in US dollars"),
                           ("ppp", "Price in international dollars (PPP)")):  # fmt: skip
        frame = result.to_frame().pivot(index="economy", columns="basket", values=measure)
        for _, economy, *cells in section(text, title):
            values = frame.loc[economy, list(result.baskets)]
            assert cells == ["–" if v != v else f"{v:.2f}" for v in values]


def test_remarks_and_missing(result: Any) -> None:
    text = result.to_text("en")
    assert re.search(r"^Above 100 % of monthly income +1 of 5 +LBR$", text, re.MULTILINE)
    assert re.search(r"^Income of 2023, .* +1 of 5 +SLV$", text, re.MULTILINE)
    assert "Figures that are not available: 48" in text
    rows = section(text, "Figures that are not available: 48")
    whole = [row for row in rows if row[1:2] == ["all figures"]]
    assert [row[2] for row in whole] == [
        "LBR, SLV, UGA",
        "KEN, LBR, SLV, UGA",
        "KEN, LBR, SLV, UGA",
    ]
    assert len(result.missing_figures) == 48


def test_nothing_missing_no_section() -> None:
    price_rows = prices(
        *[
            ("KEN", b, 2025, "100", "KES", "s")
            for b in ("fixed-broadband", "mobile-data-only", "mobile-low", "mobile-high")
        ]
    )
    values = economics(
        ("KEN", LOCAL, 2024, "120000", "KES"), ("KEN", "exchange-rate", 2025, "130", "KES"),
        ("KEN", "ppp-private", 2024, "50", "KES"),
    )  # fmt: skip
    text = priced(price_rows, values).to_text("en")
    assert "could not be had" not in text
    assert section(text, "Price in US dollars") == [["Kenya", "KEN", *["0.77"] * 4]]


def test_the_composite_of_the_early_editions() -> None:
    """10, 5 and 300 % of income: the mean of 10, 5 and 100 is 38.3; Uganda has one of three."""
    price_rows = prices(
        ("KEN", "fixed-telephone", 2010, "1000", "KES", "s"),
        ("KEN", "mobile-cellular", 2010, "500", "KES", "s"),
        ("KEN", "fixed-broadband", 2010, "30000", "KES", "s"),
        ("UGA", "fixed-telephone", 2010, "1000", "UGX", "s"),
    )
    values = economics(
        ("KEN", ATLAS, 2010, "1200", "USD"), ("KEN", "exchange-rate", 2010, "100", "KES"),
        ("UGA", ATLAS, 2010, "1200", "USD"), ("UGA", "exchange-rate", 2010, "100", "UGX"),
    )  # fmt: skip
    text = priced(price_rows, values, 2010).to_text("en")
    assert section(text, "Share of monthly GNI per capita (%)") == [
        ["Kenya", "KEN", "10.0", "5.0", "300.0"],
        ["Uganda", "UGA", "10.0", "–", "–"],
    ]
    assert re.search(r"^ +1 +Kenya +KEN +38\.3 +10\.0 +5\.0 +100\.0$", text, re.MULTILINE)
    assert "Composite of the baskets" in text
    assert "- Uganda (UGA): no score, because there is no value for:" in text


def test_html_for_notebooks(result: Any) -> None:
    html = result.to_html("en")
    assert html == result._repr_html_()
    assert html.count("<table") == 5
    assert '<bdi dir="ltr">146.84</bdi>' in html
    assert 'dir="rtl"' in result.to_html("ar")
    assert repr(result) == result.to_text("en").rstrip()


@pytest.mark.slow
def test_every_language_words_every_page(result: Any) -> None:
    for language in i18n.LANGUAGES:
        for blocks in (
            views.result_page(result, language),
            result.show_groups("ldc", measure="ppp").blocks(language),
            result.show_target().blocks(language),
            views.result_page(bought(), language),
        ):
            text = page(blocks, language)
            assert not re.search(r"\{[a-z_]+\}", text)
            assert not re.search(r"\[[a-z]+\.[a-z-]+\]", text)


def test_pages_fit_a_terminal_of_80_columns(result: Any) -> None:
    with page_width(80):
        for text in (result.to_text("en"), result.explain("KEN", language="en").to_text()):
            assert max(map(len, text.splitlines())) <= 80
