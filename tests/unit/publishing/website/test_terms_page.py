"""Terms have a meaning and their names in the other languages, each at a place of its own."""

from __future__ import annotations

import re

import pytest
from site_cases import Written, frame_of, sample_plan, sample_site

from ictindex.definitions import documents
from ictindex.language import i18n
from ictindex.publishing.website.plain_files import write_plain_files
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
    page = write_terms(terms, (), language)
    html = frame_of(sample_site(), language).write(page)
    places = re.findall(r'<dt id="([^"]+)"', html)
    assert len(places) == len(set(places)) == len(terms)
    assert {f"term-{key}" for key in WORDS} <= set(places)
    for term in terms:
        assert [code for code, _ in term.others] == [c for c in i18n.LANGUAGES if c != language]
        assert all(name for _, name in term.others)
    assert ('lang="ar" dir="rtl"' in html) == (language == "en") or language == "ar"


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_term_leads_to_the_plain_file_of_its_indicator_where_the_site_has_one(
    language: str,
) -> None:
    plan, files = sample_plan(), Written()
    write_plain_files(plan.list_plain_files(), plan.sources, plan.imprint, files, {})
    batches = (each for each in plan.list_batches(language) if each.name == "words")
    (page,) = (
        each for batch in batches for each in batch.write() if each.template == "terms.html.j2"
    )
    html = frame_of(sample_site(), language).write(page)
    parts = re.split(r'<dt id="term-([^"]+)"', html)[1:]
    linked = {
        key: re.findall(r'href="\.\./(data/[^"]+)"', text.partition("</dl>")[0])
        for key, text in zip(parts[::2], parts[1::2], strict=True)
    }
    named = {name for name in files if name.startswith("data/indicators/")}
    assert {address for addresses in linked.values() for address in addresses} == named
    assert linked["internet-users"] == [
        "data/indicators/internet-users.csv", "data/indicators/internet-users.metadata.json",
    ]  # fmt: skip
    # An indicator of the early index, of which the site has no figure.
    assert linked["adult-literacy"] == [] == linked["goalpost"]
