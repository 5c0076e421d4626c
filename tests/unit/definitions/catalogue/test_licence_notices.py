"""Licence and citation are stated in six languages, and hostile text stays text."""

from __future__ import annotations

import datetime as dt

from small_cases import small_cases

from ictindex.definitions.catalogue import licence_notices, licences
from ictindex.language import i18n
from ictindex.language.i18n.html_blocks import html_fragment


def test_a_source_is_cited_with_publisher_title_edition_and_address() -> None:
    assert licence_notices.citation("undp-hdr", "en") == (
        "UNDP, Human Development Reports, data. https://hdr.undp.org/"
    )
    assert licence_notices.citation("itu-ipb", "zh") == (
        "国际电联，ICT price baskets 2008-2025，2025-12。"
        "https://www.itu.int/en/ITU-D/Statistics/Pages/ICTprices/default.aspx"
    )
    assert licence_notices.citations(["uis", "UNESCO UIS"], "en") == (
        "UNESCO Institute for Statistics, UIS Data, 2024. https://uis.unesco.org/",
    )


def test_what_a_licence_asks_for_is_stated() -> None:
    assert licence_notices.licence_line("uis", "en") == (
        "© UNESCO Institute for Statistics, CC BY-SA 3.0 IGO "
        "(https://creativecommons.org/licenses/by-sa/3.0/igo/): name the source, "
        "pass on under the same licence"
    )
    assert licence_notices.licence_line("natural-earth", "en") == "Natural Earth, public domain"
    assert licence_notices.licence_line("un-sdg", "fr") == (
        "Nations Unies, gratuit, avec mention de la source"
    )
    invented = licence_notices.licence_line("invented", "en")
    assert invented == "Invented figures: no licence is needed"


def test_invented_figures_are_called_so_and_cite_nobody() -> None:
    lines = licence_notices.licence_lines(["synthetic"], "en")
    assert lines == ("Invented figures, which belong to no economy and come from no source",)


@small_cases("language", i18n.LANGUAGES)
def test_figures_of_others_are_called_an_adaptation_and_not_endorsed(language: str) -> None:
    text = licence_notices.licence_notices(["itu-idi", "itu-ipb"], language)
    assert len(text) == (1 if language == "en" else 2)
    itu = i18n.label("publishers", "itu", language)
    assert all(itu in words for words in text)
    several = licence_notices.licence_notices(["itu-idi", "world-bank-wdi"], language)
    assert i18n.label("publishers", "world-bank", language) in several[0]
    assert not licence_notices.licence_notices(["natural-earth", "invented"], language)


def test_a_joined_table_says_the_licence_that_it_is_under() -> None:
    sources = ["itu-idi", "world-bank-wdi"]
    joint = licences.require_joinable(sources)
    lines = licence_notices.licence_lines(sources, "en", joint)
    assert (
        "This table has figures of several sources: it may be passed on under "
        "CC BY-NC-SA 3.0 IGO only." in lines
    )
    assert not any("several" in line for line in licence_notices.licence_lines(sources, "en"))


def test_what_is_not_for_publication_yet_says_until_when() -> None:
    day = dt.date(2026, 12, 1)
    assert licence_notices.not_for_publication("release", "en", day) == (
        "Not for publication until 1 December 2026."
    )
    for reason in ("map", "licence", "release"):
        for language in i18n.LANGUAGES:
            text = licence_notices.not_for_publication(reason, language, day)
            assert text and "{" not in text


def test_hostile_text_of_a_publisher_stays_text() -> None:
    hostile = "<script>alert(1)</script>\u202e"
    stated = {"name": hostile, "address": hostile, "share_alike": True, "non_commercial": True}
    source = licences.own_source(
        {"id": "x", "title": hostile, "publisher": hostile, "edition": hostile,
         "address": hostile, "own_licence": stated}, "site.toml",
    )  # fmt: skip
    for language in i18n.LANGUAGES:
        page = html_fragment(licence_notices.licence_blocks([source], language), language)
        assert "<script" not in page and "\u202e" not in page
        assert "&lt;script&gt;" in page


def test_records_for_json_hold_no_words() -> None:
    record = licence_notices.licence_records(["itu-idi"])[0]
    assert record == {
        "id": "itu-idi", "publisher": "ITU", "title": "ICT Development Index",
        "edition": "2023-2025", "address": "https://www.itu.int/",
        "licence": "CC BY-NC-SA 3.0 IGO",
        "licence_address": "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/",
        "share_alike": True, "non_commercial": True,
    }  # fmt: skip
    assert licence_notices.publisher_name(licences.data_source("uis"), "fr") == (
        "Institut de statistique de l’UNESCO"
    )
    assert licence_notices.licence_name(licences.licences()["invented"], "en") == "invented"


def test_a_name_that_a_file_gives_is_shown_with_its_licence_where_it_is_on_record() -> None:
    named = licence_notices.named_with_licence
    assert (
        named("World Bank WDI", "en")
        == "World Bank WDI (CC\N{NO-BREAK SPACE}BY\N{NO-BREAK SPACE}4.0)"
    )
    assert named("Survey of mine", "en") == "Survey of mine"
    assert named("synthetic", "en") == "synthetic (invented)"


def test_lines_of_sources_on_record_leave_out_the_others() -> None:
    assert licence_notices.lines_on_record(["Survey of mine"], "en") == ()
    lines = licence_notices.lines_on_record(["Survey of mine", "UNDP HDR"], "en")
    assert lines[1].startswith("© UNDP, CC BY 3.0 IGO")
