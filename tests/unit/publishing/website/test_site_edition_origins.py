"""Whose publication a page is, and figures that nobody published so, are named where they are."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from languages_in_turn import each_language
from site_cases import frame_of, sample_document, sample_plan, sample_site, write_folder

from ictindex.analysis.commentary.figure_origins import DEMONSTRATION, OTHER, PRINTED
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.language import i18n
from ictindex.language.commentary_page import word_in_parts
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.about_page import LAND, write_about
from ictindex.publishing.website.download_facts import DownloadSubject, list_facts
from ictindex.publishing.website.page_frame import PageFrame
from ictindex.publishing.website.price_pages import list_baskets, make_basket_strips
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site

PAGE = SitePage("idi-2024/groups.html", "base.html.j2", "Groups", "A page", edition="idi-2024")


def written_with(edition: SiteEdition, language: str = "en") -> str:
    plan = sample_plan()
    frame = PageFrame(plan.imprint, plan.sections, [edition], plan.sources, language)
    return frame.write(PAGE)


@each_language("en", "ar")
def test_the_first_lines_of_a_page_name_its_publisher(language: str) -> None:
    text = frame_of(sample_site(), language).write(PAGE)
    header = text[text.index("<header") : text.index("</header>")]
    (line,) = re.findall(r'<span class="publisher">(.*?)</span>', header)
    assert "Office of trials" in line and i18n.text("site", "not-of-itu", language) in line


def test_itu_is_not_called_somebody_else() -> None:
    document = sample_document(publisher={"name": "ITU"})
    plan = SitePlan(replace(sample_site(), document=document))
    frame = PageFrame(plan.imprint, plan.sections, plan.editions, plan.sources, "en")
    sources = plan.sources.require_licences([*sample_site().source_keys, LAND])
    about = write_about(plan.imprint, sources, has_official=True, language="en")
    for page in (PAGE, about):
        text = frame.write(page)
        assert '<span class="publisher">Published by ITU.</span>' in text
        assert "not a publication of itu" not in text.lower() and "not a site of ITU" not in text
        assert "not endorsed" not in text


@pytest.mark.parametrize("kind", ["reconstruction", "exploration", "unsigned", "demonstration"])
def test_a_kind_that_nobody_published_is_in_titles_notices_and_downloads(kind: str) -> None:
    (own,) = sample_site().editions
    edition = replace(own, kind=kind)
    named = i18n.label("kinds", kind, "en")
    assert named in edition_title(edition, "en")
    assert f'<p class="notice" role="note">{named}.</p>' in written_with(edition)
    plan = sample_plan()
    facts = list_facts(DownloadSubject("Scores", [edition]), plan.imprint, plan.sources, "en")
    assert facts[0].text == f"Scores ({named})"
    assert 'role="note"' not in written_with(own)


@each_language("en", "zh")
def test_a_copy_of_a_third_party_is_named_on_pages_charts_and_downloads(language: str) -> None:
    notice = i18n.text("views", "third-party-copy", language)
    (own,) = sample_site().editions
    edition = replace(own, is_copy=True)
    assert notice in written_with(edition, language)
    plan = sample_plan()
    facts = list_facts(DownloadSubject("Scores", [edition]), plan.imprint, plan.sources, language)
    assert i18n.text("site-downloads", "mark-copy", language) in facts[0].text
    quoted = sample_site().prices
    assert quoted is not None
    strips = make_basket_strips(replace(quoted, is_copy=True), list_baskets(quoted.series)[0])
    assert notice in strips.notes(Setting(language))


ITU_NAMES = {
    "en": "ITU",
    "fr": "UIT",
    "es": "UIT",
    "ar": "الاتحاد الدولي للاتصالات",
    "ru": "МСЭ",
    "zh": "国际电联",
}
SOURCE = """
[[source]]
id = "trials"
title = "Index of trials"
publisher = "Regulator"
edition = "2025"
address = "https://example.org/"
licence = "cc-by-4.0"
"""


@pytest.mark.parametrize(("source", "whose"), [("trials", OTHER), ("invented", DEMONSTRATION)])
def test_figures_are_called_itus_only_if_their_source_is_itus(
    tmp_path: Path, source: str, whose: str
) -> None:
    folder = write_folder(tmp_path / "office")
    file = folder / "site.toml"
    text = file.read_text(encoding="utf-8")
    for own in ("itu-idi", "itu-ipb"):
        assert f'source = "{own}"' in text
        text = text.replace(f'source = "{own}"', f'source = "{source}"\nthird_party = true')
    file.write_text(text + SOURCE * (source == "trials"), encoding="utf-8")
    site = read_site(folder, read_site_document(folder))
    assert site.quoted_prices is not None
    assert {site.first.whose, site.quoted_prices.whose} == {whose}
    printed = sample_site()
    assert printed.quoted_prices is not None
    assert {printed.first.whose, printed.quoted_prices.whose} == {PRINTED}
    for language, itu in ITU_NAMES.items():
        page, of_itu = (
            word_in_parts(comment_on_score(each.figures, "BRA", whose=each.whose), language)
            for each in (site.first, printed.first)
        )
        assert itu in of_itu[0] and itu not in " ".join(page)


def test_a_table_states_that_it_is_a_copy_and_charts_name_the_publication(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    file = folder / "site.toml"
    text = file.read_text(encoding="utf-8").replace("source =", "third_party = true\nsource =")
    file.write_text(text, encoding="utf-8")
    site = read_site(folder, read_site_document(folder))
    assert site.first.is_copy and site.prices is not None and site.prices.is_copy
    notes = site.first.figures.plot.bands(language="en").notes
    assert i18n.text("views", "third-party-copy", "en") in notes
    # The file is on the page of the edition; a chart names the publication.
    assert site.prices.cite("en") == (
        "ITU, ICT price baskets 2008-2025, 2025-12 (CC\N{NO-BREAK SPACE}BY-NC-SA\N{NO-BREAK SPACE}"
        "3.0\N{NO-BREAK SPACE}IGO)"
    )
    shown = make_basket_strips(site.prices, list_baskets(site.prices.series)[0])
    assert not [note for note in shown.notes(Setting("en")) if ".csv" in note]
