"""Entries of the search: economies, indicators, terms, studies and pages, in a language.

The words of entries are folded here, and the question is folded in the page in the same way:
accents and vowel signs are left out, forms of one letter are one letter. A name is found in any
spelling of these.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import loading
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.terms_page import Term

KINDS = ("economy", "indicator", "term", "study", "page")
# Letters that Unicode does not decompose, and forms of Arabic letters that people type alike.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ŋ": "n",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
        "ک": "ك",
        "ی": "ي",
    }
)
_GAPS = re.compile(r"[^\w]+|_+")


def fold_words(words: str) -> str:
    """Return words in the form in which they are compared.

    Examples
    --------
    >>> fold_words("Côte d’Ivoire"), fold_words("Türkiye"), fold_words("إثيوبيا")
    ('cote d ivoire', 'turkiye', 'اثيوبيا')
    """
    apart = unicodedata.normalize("NFKD", words.lower())
    bare = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    return _GAPS.sub(" ", bare.lower().translate(_LETTERS)).strip()


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An entry of the search: its kind, name, address, and the words that lead to it."""

    kind: str
    name: str
    address: str
    words: tuple[str, ...] = ()
    detail: str = ""

    def row(self) -> list[object]:
        """Return the entry for the page: number of its kind, name, address, detail, words."""
        folded = dict.fromkeys(fold_words(words) for words in (self.name, *self.words))
        text = "|".join(words for words in folded if words)
        return [KINDS.index(self.kind), self.name, self.address, self.detail, text]


def list_entries(
    editions: Iterable[SiteEdition],
    terms: Iterable[Term],
    pages: Iterable[SearchEntry],
    language: str,
) -> list[SearchEntry]:
    """Return the entries of a site; an economy leads to the first edition that has it."""
    return [*_economies(editions, language), *_terms(terms), *pages]


def _economies(editions: Iterable[SiteEdition], language: str) -> Iterator[SearchEntry]:
    """Yield each economy once, with its page in the first of the editions that has it."""
    places: dict[str, str] = {}
    for edition in editions:
        for code in edition.economies:
            places.setdefault(code, addresses.economy_page(edition.key, code))
    aliases: dict[str, list[str]] = {}
    for row in loading.rows("economy_aliases.csv"):
        aliases.setdefault(row["iso3"], []).append(row["alias"])
    named = {code: i18n.economy_name(code, language) for code in places}
    for code in sorted(places, key=lambda code: fold_words(named[code])):
        names = [i18n.economy_name(code, other) for other in i18n.LANGUAGES]
        listed = [i18n.economy_name(code, other, "m49") for other in i18n.LANGUAGES]
        words = (code, *names, *listed, *aliases.get(code, ()))
        yield SearchEntry("economy", named[code], places[code], words)


def _terms(terms: Iterable[Term]) -> Iterator[SearchEntry]:
    for term in terms:
        kind = "indicator" if term.kind == "indicators" else "term"
        words = (term.key.replace("-", " "), *(name for _, name in term.others))
        yield SearchEntry(kind, term.name, f"{addresses.TERMS}#{term.anchor}", words, term.meaning)


def entry_of(page: SitePage) -> SearchEntry | None:
    """Return the entry of a page; ``None`` if it is not searched, or found as an economy."""
    parts = page.address.split("/")
    if not page.is_searched or (parts[-2:-1] == ["economies"] and parts[-1] != "index.html"):
        return None
    kind = "study" if page.section == "studies" and page.address != addresses.STUDIES else "page"
    words = (*page.aliases, page.edition, page.description)
    return SearchEntry(kind, page.title, page.address, words, page.description)


def write_script(entries: Iterable[SearchEntry]) -> str:
    """Return the script with the entries for the search of a page."""
    rows = json.dumps([entry.row() for entry in entries], ensure_ascii=False, separators=(",", ":"))
    safe = rows.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'"use strict";\nwindow.searchEntries={safe};\n'
