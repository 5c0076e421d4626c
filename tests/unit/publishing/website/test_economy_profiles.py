"""The pages of economies: every score as printed, nothing that stays with the compiler, six
languages, text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from site_cases import frame_of, sample_site, two_editions, write_folder, write_profiles

import ictindex as ict
from ictindex.language import i18n
from ictindex.prices import read_baskets
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import QuotedPrices, SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_reader import read_site
from ictindex.publishing.website.static_pictures import RowPicture

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


def profiles(site: SiteInputs, language: str) -> Iterator[SitePage]:
    return write_profiles(site, language)


def page_of(site: SiteInputs, name: str, language: str = "en") -> tuple[SitePage, str]:
    for page in profiles(site, language):
        if page.address.endswith(f"/{name}.html"):
            return page, frame_of(site, language).write(page)
    raise LookupError(name)


def find_formulas(html: str) -> list[str]:
    """Return the rows that explain the one before: they alone begin with a plain cell."""
    return re.findall(r'<tr><td colspan="7">(.*?)</td>', html)


class Reader(HTMLParser):
    """The tables of a page as rows of text, and all its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self._cell: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)


def rows_named(html: str, name: str) -> Iterator[list[str]]:
    return (row for row in Reader(html).rows if row and row[0] == name)


def test_every_economy_has_a_page() -> None:
    site = sample_site()
    addresses = [page.address for page in profiles(site, "en")]
    assert addresses == [f"idi-2024/economies/{code}.html" for code in site.first.economies]


def test_scores_stand_as_they_are_printed() -> None:
    """ITU, IDI 2024, Annex 2: Brazil 82.0 of 77.1 and 87.0."""
    _, html = page_of(sample_site(), "BRA")
    for name, score in (
        ("ICT Development Index", "82.0"),
        ("Universal connectivity", "77.1"),
        ("Meaningful connectivity", "87.0"),
    ):
        strip, values = rows_named(html, name)
        assert strip[2] == values[4] == score


def test_an_economy_that_cannot_be_recomputed_keeps_its_printed_scores() -> None:
    """ITU, IDI 2024, Annex 2: Afghanistan 33.1 is printed, four of its values are not."""
    _, html = page_of(sample_site(), "AFG")
    text = " ".join(Reader(html).words)
    assert next(rows_named(html, "ICT Development Index"))[2] == "33.1"
    assert "The score of Afghanistan cannot be recomputed here" in text
    row = list(rows_named(html, "Individuals using the Internet"))[-1]
    assert row[1] == "Not available" and len(row) == 4
    assert len(find_formulas(html)) > 1


def test_the_formula_has_the_numbers_of_the_economy() -> None:
    _, html = page_of(sample_site(), "BRA")
    formulas = find_formulas(html)
    assert len(formulas) == 14
    assert any("(80.5 − 0) ÷ (95 − 0)" in formula for formula in formulas)


def test_no_rank_is_there_but_an_unofficial_one_that_was_asked_for() -> None:
    page, html = page_of(sample_site(), "BRA")
    assert not page.has_unofficial_ranks and 'class="rank"' not in html
    page, html = page_of(sample_site("unofficial"), "BRA")
    assert page.has_unofficial_ranks and "(not published)" in html
    assert "Ranks on this page are unofficial" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profile_is_wholly_in_its_language(language: str) -> None:
    page, html = page_of(sample_site(), "FRA", language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert "[site-profile." not in html
    assert page.title in unescape(html)
    english = i18n.text("site-profile", "values-title", "en")
    assert (english in html) == (language == "en")
    for other in LANGUAGES:
        assert f"../../../{other}/idi-2024/economies/FRA.html" in html


def test_signs_stay_before_their_numbers_in_arabic() -> None:
    _, html = page_of(sample_site(), "BRA", "ar")
    for number in re.findall(r".?[+−]\d", " ".join(Reader(html).words)):
        assert number[0] == "\u2066", number


@pytest.mark.slow
def test_what_stays_with_the_compiler_is_on_no_page(tmp_path: Path) -> None:
    """One economy objected to an estimate of 98.6: neither value, nor source, nor objection."""
    made = ict.editions.demonstrate(tmp_path / "made")
    folder = write_folder(tmp_path / "office")
    site = read_site(folder, read_site_document(folder), made.edition.path.parent)
    _, html = page_of(site, "XAL")
    text = " ".join(Reader(html).words)
    assert "Not included" in text and "98.6" not in text
    for word in ("object", "reject", "consult", "confidential", "Estimate of another source"):
        assert word.lower() not in html.lower()
    assert "of this edition has no score for" in text
    assert "Demonstration: synthetic data." in text
    _, other = page_of(site, "XAJ")
    assert "Estimate of another source" in other


HOSTILE = [
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "</script><b>x</b>",
    "{{ 7*7 }}", "{% raw %}", "javascript:alert(1)", "&lt;b&gt;", "' onmouseover='x",
    "]]>", "<!--",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_notes_and_sources_stay_text(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    import csv

    with (folder / "values.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["economy", "indicator", "year", "value", "source", "note"])
        writer.writerow(["BRA", "internet-users", 2022, "80.5", text, text + "!"])
    (folder / "scores.csv").write_text("economy,node,value\nBRA,idi,82.0\n", encoding="utf-8")
    (folder / "site.toml").write_text(
        "[publisher]\nname = '''" + text.replace("'''", "") + "'''\n[[edition]]\nedition = 2024\n"
        'values = "values.csv"\nscores = "scores.csv"\nsource = "itu-idi"\n',
        encoding="utf-8",
    )
    site = read_site(folder, read_site_document(folder))
    _, html = page_of(site, "BRA")
    row = [row for row in Reader(html).rows if row[:1] == ["Individuals using the Internet"]][-1]
    assert i18n.visible(text) in row[-1]
    assert "alert(1)</script>" not in html and "<img src=x" not in html and "<b>x" not in html
    clean = re.sub(r'<script id="[a-z-]+" type="application/json"[^>]*>.*?</script>', "", html)
    assert re.findall(r"<script(?![^>]* src=)", clean) == []
    assert not re.search(r"<[a-z]+[^>]* on[a-z]+=", clean)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_pictures_are_in_the_page_and_need_no_script_that_draws(language: str) -> None:
    site = two_editions()
    page = [item for item in profiles(site, language) if "/BRA." in item.address][-1]
    html = frame_of(site, language).write(page)
    assert {box.key for box in page.charts} >= {"strip", "change", "series"}
    assert "vega.js" not in html and "chart-data" not in html
    assert html.count('class="drawing ') == len(page.charts)
    for box in page.charts:
        # A picture of rows is a column of their table; one over time has words of its own.
        named = f'role="img" aria-label="{escape(box.description)}"'
        if isinstance(box.drawing, RowPicture):
            named = f'n3 n4{" n5" * (box.key == "strip")}" aria-labelledby="{box.key}-title"'
            assert len(box.drawing.rows) == len(box.table.rows)
        assert named in html and f'id="{box.key}-title">{escape(box.title)}</h' in html


@pytest.mark.slow
def test_links_lead_to_the_other_editions_and_the_change_is_reported() -> None:
    site = two_editions()
    page, html = page_of(site, "BRA")
    assert page.address == "idi-2023/economies/BRA.html"
    assert 'href="../../idi-2024/economies/BRA.html"' in html
    assert "This site has no earlier edition by the same methodology" in html
    later = next(
        page for page in profiles(site, "en") if page.address == "idi-2024/economies/BRA.html"
    )
    text = " ".join(Reader(frame_of(site, "en").write(later)).words)
    first, last = (edition.scores["BRA"] for edition in site.editions)
    assert f"Score 2023: {first}. Score 2024: {last}. Change: +{last - first} points." in text


def test_the_newest_page_of_an_economy_has_its_prices_and_the_others_lead_to_it() -> None:
    rows = [("BRA", "i154_FBB5_GNI", 2018, "2.57")]
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    prices = QuotedPrices("itu-ipb", read_baskets(table, edition=2025))
    site = replace(two_editions(), quoted_prices=prices)
    older, newest = (
        frame_of(site, "en").write(page)
        for page in profiles(site, "en")
        if page.address.endswith("/BRA.html")
    )
    assert "2.57" in newest and "2.57" not in older
    assert 'id="series"' in newest and 'id="series"' not in older
    assert 'href="../../idi-2024/economies/BRA.html#series"' in older
    # An address of the chart among others leads on as well, also where it is embedded.
    assert '<p class="newer" id="strip"><a href="../../idi-2024/economies/BRA.html#strip">' in older
    assert '<figure class="chart" id="strip">' in newest
    section = older.partition('<section class="prices">')[2].partition("</section>")[0]
    assert 'href="../../idi-2024/economies/BRA.html"' in section


@pytest.mark.slow
def test_an_older_page_has_every_score_and_value_with_how_it_is_made() -> None:
    """It is lighter than the newest, and every number on it still explains itself."""
    older, newest = (
        frame_of(two_editions(), "en").write(page)
        for page in profiles(two_editions(), "en")
        if page.address.endswith("/BRA.html")
    )
    assert len(older) < len(newest) * 0.6
    for html in (older, newest):
        rows = [row for row in Reader(html).rows if row]
        (values,) = (n for n, row in enumerate(rows) if row[1:4] == ["Value", "Unit", "Year"])
        named = [row for row in rows[values + 1 :] if len(row) > 1]
        assert len(named) == 14 == len(find_formulas(html))


@pytest.mark.slow
def test_a_range_of_rounding_is_explained_once_and_not_in_every_row() -> None:
    """The range is behind the formula where rounding explains a difference."""
    how = i18n.text("site-profile", "explained-range", "en")
    ranges = 0
    for page in profiles(two_editions(), "en"):
        html = frame_of(two_editions(), "en").write(page)
        bounds = re.findall(r" \[(\d+\.\d+)–(\d+\.\d+)\]", html)
        assert html.count(escape(how, quote=False)) == (1 if bounds else 0)
        assert all(float(low) <= float(high) for low, high in bounds)
        ranges += len(bounds)
        if ranges:
            break
