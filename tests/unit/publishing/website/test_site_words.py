"""Words of the site come from its sections of the language files."""

from __future__ import annotations

from ictindex.language import i18n
from ictindex.publishing.website.site_words import Words


def test_words_of_another_section_are_in_the_same_language() -> None:
    words = Words("fr")
    assert words.open_section("site-downloads")("download").startswith("Télécharger")
    assert words.open_section("site-downloads").language == "fr"
    assert words("published-by", publisher="X") == i18n.text(
        "site", "published-by", "fr", publisher="X"
    )
