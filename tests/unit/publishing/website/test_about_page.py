"""The page about the figures says what they mean, whose they are, and whom to write to."""

from __future__ import annotations

import re

import pytest
from site_cases import sample_site

from ictindex.language import i18n
from ictindex.publishing.website.about_page import sources_of, write_about
from ictindex.publishing.website.page_frame import PageFrame


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_it_says_licences_contact_and_that_it_is_not_of_itu(language: str) -> None:
    [page] = write_about(sample_site(), language)
    html = PageFrame(sample_site(), language).write(page)
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


def test_every_source_of_the_site_is_listed_once() -> None:
    assert [source.id for source in sources_of(sample_site())] == [
        "itu-idi", "itu-ipb", "natural-earth",
    ]  # fmt: skip


def test_where_a_licence_was_read_at_second_hand_it_says_so() -> None:
    [page] = write_about(sample_site(), "en")
    html = PageFrame(sample_site(), "en").write(page)
    assert "page on copyright (A copy of the whole)" in html
    assert "A description by others" in html
