"""Files for citing and sharing that pages have in common: citations, words of the script, cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ictindex.core.tree_writer import Files
from ictindex.language import i18n
from ictindex.publishing.website.chart_boxes import dump_for_page
from ictindex.publishing.website.cited_figures import SECTION, CitationWriter, CitedFigures
from ictindex.publishing.website.file_shortening import shorten
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.sharing_cards import (
    HEIGHT,
    WIDTH,
    card_name,
    describe_card,
    draw_card,
)
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_words import Words

CITATIONS = "citations.js"
FOLDER = "cite"
_ASSETS = "assets"
ASSETS = Path(__file__).parent / _ASSETS
# The names of languages as sites that show cards know them.
_LOCALES = {
    "en": "en_GB",
    "fr": "fr_FR",
    "es": "es_ES",
    "ar": "ar_AR",
    "ru": "ru_RU",
    "zh": "zh_CN",
}
_WORDS = {
    "text": "copy-text",
    "bibtex": "copy-bibtex",
    "ris": "copy-ris",
    "done": "copied-done",
    "failed": "not-copied",
    "link": "copy-link",
    "embed": "embed",
    "how": "embed-how",
    "code": "copy-code",
    "unknown": "embed-unknown",
}


# What every page runs, as one file: the field of the header, citing and sharing, the menus.
PARTS = ("search-field.js", "sharing.js", "download-menus.js")


def page_script(language: str) -> str:
    """Return the name of the script of every page in a language, with the words that it shows."""
    return f"page-{language}.js"


def write_page_script(language: str) -> str:
    """Return the script of every page: the words of a language, and what acts with them."""
    parts = [(ASSETS / name).read_text(encoding="utf-8") for name in PARTS]
    return "".join([_write_words(language), *(shorten(PARTS[0], part) for part in parts)])


def write_citations(imprint: Imprint, cited: Sequence[CitedFigures], tree: Files) -> None:
    """Write the citations of all figures for reference managers, and the script that has them."""
    language = "en" if "en" in imprint.languages else imprint.languages[0]
    writer = CitationWriter(imprint, language)
    listed: dict[str, dict[str, Any]] = {}
    for figures in cited:
        programs = writer.write_programs(figures)
        for form, text in programs.items():
            tree.write(f"{FOLDER}/{figures.key}.{form}", text)
        listed[figures.key] = {"digests": list(figures.digests), **programs}
    script = f"window.ictindexCitations = {dump_for_page(listed)};\n"
    _write_asset(tree, CITATIONS, script)


def write_language_files(
    imprint: Imprint,
    cited: Sequence[CitedFigures],
    editions: Sequence[SiteEdition],
    language: str,
    tree: Files,
) -> None:
    """Write what belongs to one language: citations as text, words of the script, the card."""
    writer = CitationWriter(imprint, language)
    for figures in cited:
        text = writer.word_citation([figures], figures.title(language), writer.locate(figures))
        tree.write(f"{language}/{FOLDER}/{figures.key}.txt", text)
    _write_asset(tree, page_script(language), write_page_script(language))
    if imprint.address:
        card = describe_card(imprint, editions, language)
        _write_asset(tree, card_name(language), draw_card(card))


def _write_asset(tree: Files, name: str, content: str | bytes) -> None:
    """Write a file that all pages share."""
    tree.write(f"{_ASSETS}/{name}", content)


def _write_words(language: str) -> str:
    say, names = Words(language, SECTION), Words(language, "site-downloads")
    words = {name: say(key) for name, key in _WORDS.items()}
    pairs = {
        "page": (say("embed-page"), "{title}"),
        "root": (names("root"), "{digest}"),
        "digest": (names("digest", name="{name}"), "{digest}"),
    }
    words |= {name: i18n.pair(*pair, language) for name, pair in pairs.items()}
    return f"window.ictindexSharing = {dump_for_page(words)};\n"


def describe_sharing(
    imprint: Imprint, editions: Sequence[SiteEdition], language: str
) -> Mapping[str, Any]:
    """Return the tags of a page that other sites read: its language, and its card."""
    tags: dict[str, Any] = {"locale": _LOCALES[language], "card": ""}
    # A card is asked for by its whole address: a site without one has none.
    if imprint.address and editions:
        tags |= {
            "card": imprint.locate_file(f"{_ASSETS}/{card_name(language)}"),
            "width": WIDTH,
            "height": HEIGHT,
            "alt": describe_card(imprint, editions, language).description,
        }
    return tags
