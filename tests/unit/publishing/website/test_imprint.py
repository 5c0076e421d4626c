"""The imprint of a site states its title in each language, and its address if it has one."""

from __future__ import annotations

from site_cases import sample_document

from ictindex.publishing.website.imprint import Imprint


def test_a_title_is_in_the_language_or_in_english_or_in_the_words_of_the_library() -> None:
    own = Imprint.from_document(sample_document(title={"en": "Figures", "fr": "Chiffres"}))
    assert [own.title(language) for language in ("fr", "en", "zh")] == [
        "Chiffres",
        "Figures",
        "Figures",
    ]
    usual = Imprint.from_document(sample_document())
    assert usual.title("fr") and usual.title("fr") != usual.title("zh")


def test_a_page_has_a_web_address_only_where_the_site_has_one() -> None:
    document = sample_document(address="https://example.org/ict/")
    own = Imprint.from_document(document)
    assert own.locate("ar", "prices.html") == "https://example.org/ict/ar/prices.html"
    assert Imprint.from_document(sample_document()).locate("ar", "prices.html") == ""
