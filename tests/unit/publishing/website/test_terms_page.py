"""Terms have a meaning and their names in the other languages, each at a place of its own."""

from __future__ import annotations

import re

import pytest
from site_cases import frame_of, sample_site

from ictindex.definitions import documents
from ictindex.language import i18n
from ictindex.publishing.website.terms_page import WORDS, list_terms, write_terms


def test_every_indicator_of_every_document_is_a_term() -> None:
    keys = {term.key for term in list_terms("en", i18n.LANGUAGES) if term.kind == "indicators"}
    wanted = {
        leaf.indicator for document in documents.library().values() for leaf in document.leaves
    }
    assert keys == wanted and len(keys) > 10


@pytest.mark.parametrize("language", ["en", "ar"])
def test_terms_have_names_in_the_other_languages_and_unique_places(language: str) -> None:
    terms = list_terms(language, i18n.LANGUAGES)
    page = write_terms(terms, language)
    html = frame_of(sample_site(), language).write(page)
    places = re.findall(r'<dt id="([^"]+)"', html)
    assert len(places) == len(set(places)) == len(terms)
    assert {f"term-{key}" for key in WORDS} <= set(places)
    for term in terms:
        assert [code for code, _ in term.others] == [c for c in i18n.LANGUAGES if c != language]
        assert all(name for _, name in term.others)
    assert ('lang="ar" dir="rtl"' in html) == (language == "en") or language == "ar"
