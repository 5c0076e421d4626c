"""The page about the figures says what they mean, whose they are, and whom to write to."""

from __future__ import annotations

import re

import pytest
from site_cases import frame_of, sample_site

from ictindex.language import i18n
from ictindex.language.i18n.designations import trace_names
from ictindex.publishing.website.about_page import LAND, write_about
from ictindex.publishing.website.imprint import Imprint


def about(language: str) -> str:
    site = sample_site()
    sources = site.sources.require_licences([*site.source_keys, LAND])
    page = write_about(
        Imprint.from_document(site.document), sources, has_official=True, language=language
    )
    return frame_of(site, language).write(page)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_it_says_licences_contact_and_that_it_is_not_of_itu(language: str) -> None:
    html = about(language)
    # Words of another language inside a sentence are marked as such.
    html = re.sub(r"<span lang=\"en\">(.*?)</span>", r"\1", html)
    for key in (
        "not-itu",
        "designations",
        "accessibility-tested",
        "privacy-words",
        "meaning-score",
    ):
        assert i18n.text("site-about", key, language)[:60] in html.replace("&#39;", "'")
    assert "Office of trials" in html and "CC BY-NC-SA 3.0 IGO" in html


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_list_that_names_come_from_is_named(language: str) -> None:
    """The list of ITU has English names: those of the other languages are of M49."""
    lists = [each.id for each in trace_names(language)]
    assert lists == (["itu", "m49"] if language == "en" else ["m49"])
    html = about(language)
    assert "(M49)" in html
    assert ("workbook of December 2025" in html) == (language == "en")


def test_where_a_licence_was_read_at_second_hand_it_says_so() -> None:
    html = about("en")
    assert "page on copyright (A copy of the whole)" in html
    assert "A description by others" in html
