"""Entries of the search: economies, groups, indicators, baskets, terms and pages, in a language.

Names are folded here, and the question is folded in the page in the same way: accents and vowel
signs are left out, forms of one letter are one letter. What is shown is the designation of the
catalogue; everyday, former and other names (``other_names.csv``) only find it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import loading
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import dump_for_page
from ictindex.publishing.website.edition_groups import REGION
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.terms_page import Term

# Of entries that fit alike, the first kind is listed first.
KINDS = (
    "economy",
    "region",
    "group",
    "indicator",
    "basket",
    "page",
    "document",
    "study",
    "term",
)
OTHER_NAMES = "other_names.csv"
PLACEHOLDER = "§"  # what the page fills with the question, or the number of results
_KINDS_OF_FOLDERS = {"prices": "basket", "methodology": "document", "studies": "study"}
_TRADITIONAL = "國韓臺灣門馬來亞烏蘭羅納爾維內達賽剛"
_SIMPLIFIED = "国韩台湾门马来亚乌兰罗纳尔维内达赛刚"
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
        # Traditional forms in the names of economies.
        **dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)),
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
    """An entry of the search: its kind and key, and what is shown; other names only find it.

    ``names`` are in the language of the page, ``others`` in any other.
    """

    kind: str
    key: str
    name: str
    address: str
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    detail: str = ""

    def row(self) -> list[object]:
        """Return the entry for the page: number of its kind, name, address, detail, names."""
        own = dict.fromkeys(filter(None, map(fold_words, (self.name, *self.names))))
        rest = dict.fromkeys(filter(None, map(fold_words, self.others)))
        names = "|".join(own) + "||" + "|".join(name for name in rest if name not in own)
        return [KINDS.index(self.kind), self.name, self.address, self.detail, names]


class OtherNames:
    """The names of a catalogue by which an entry is found, and which are never shown."""

    def __init__(self, language: str) -> None:
        self._own: dict[tuple[str, str], list[str]] = {}
        self._others: dict[tuple[str, str], list[str]] = {}
        for row in loading.rows(OTHER_NAMES):
            names = self._own if row["language"] == language else self._others
            names.setdefault((row["kind"], row["key"]), []).append(row["name"])

    def add(self, entry: SearchEntry) -> SearchEntry:
        """Return an entry with the other names of its kind and key."""
        subject = entry.kind, entry.key
        names = (*entry.names, *self._own.get(subject, ()))
        return replace(entry, names=names, others=(*entry.others, *self._others.get(subject, ())))


def list_entries(
    economies: Mapping[str, str],
    groups: Mapping[tuple[str, str], str],
    terms: Iterable[Term],
    pages: Iterable[SearchEntry],
    language: str,
) -> list[SearchEntry]:
    """Return the entries of a site; ``economies`` and ``groups`` are addresses by code, or key."""
    names = OtherNames(language)
    entries = (
        *_economies(economies, language),
        *_groups(groups, language),
        *_terms(terms),
        *pages,
    )
    return [names.add(entry) for entry in entries]


def _translate(section: str, key: str, language: str) -> tuple[str, ...]:
    """Return a name in all languages but one."""
    return tuple(i18n.label(section, key, other) for other in i18n.LANGUAGES if other != language)


def _economies(pages: Mapping[str, str], language: str) -> Iterator[SearchEntry]:
    """Yield each economy; one without a page has neither name nor address, and is never listed.

    Who asks for it gets nothing, in place of another economy whose name is near.
    """
    aliases: dict[str, list[str]] = {}
    for row in loading.rows("economy_aliases.csv"):
        aliases.setdefault(row["iso3"], []).append(row["alias"])
    codes = {code: economy.iso2 for code, economy in catalogue.economies().items()}
    named = {code: i18n.economy_name(code, language) for code in {*codes, *pages}}
    for code in sorted(named, key=lambda code: fold_words(named[code])):
        names: tuple[str, ...] = (i18n.economy_name(code, language, "m49"), code)
        others = [i18n.economy_name(code, other, "m49") for other in i18n.LANGUAGES]
        others += aliases.get(code, ())
        if code in pages:
            names = (*names, codes.get(code, ""))
            yield SearchEntry("economy", code, named[code], pages[code], names, tuple(others))
        else:
            yield SearchEntry("economy", code, "", "", (named[code], *names), tuple(others))


def _groups(pages: Mapping[tuple[str, str], str], language: str) -> Iterator[SearchEntry]:
    for (grouping, key), address in pages.items():
        kind = "region" if grouping == REGION else "group"
        others = _translate("groups", key, language)
        yield SearchEntry(kind, key, i18n.label("groups", key, language), address, (), others)


def _terms(terms: Iterable[Term]) -> Iterator[SearchEntry]:
    for term in terms:
        kind = "indicator" if term.kind == "indicators" else "term"
        address, others = f"{addresses.TERMS}#{term.anchor}", (name for _, name in term.others)
        names = (term.key.replace("-", " "),)
        yield SearchEntry(kind, term.key, term.name, address, names, tuple(others), term.meaning)


def entry_of(page: SitePage, first: str, language: str) -> SearchEntry | None:
    """Return the entry of a page; ``None`` if it is not searched, or found as an economy.

    Its key is its address; pages of the edition ``first`` are those that a name without an edition
    leads to.
    """
    key = page.address.removesuffix(".html").removesuffix("/index").removeprefix(f"{first}/")
    folder, _, name = key.rpartition("/")
    if not page.is_searched or folder.rpartition("/")[2] == "economies":
        return None
    kind = _KINDS_OF_FOLDERS.get(folder, "page")
    if page.address == addresses.PRICE_CHECKS:
        kind = "page"
    others = _translate("baskets", name, language) if kind == "basket" else ()
    return SearchEntry(
        kind,
        key if kind == "page" else name,
        page.title,
        page.address,
        tuple(page.aliases),
        others,
        page.description,
    )


def write_script(entries: Iterable[SearchEntry], language: str) -> str:
    """Return the script with the entries of a language, and the words of the results."""
    say = Words(language, "site-search")
    index = {
        "rows": [entry.row() for entry in entries],
        "kinds": [say(f"kind-{kind}") for kind in KINDS],
        "words": {
            "none": say("none", words=PLACEHOLDER),
            "count": say("count", count=PLACEHOLDER),
            "all": say("all", count=PLACEHOLDER),
        },
        "letters": {chr(letter): folded for letter, folded in _LETTERS.items()},
    }
    return f'"use strict";\nwindow.searchIndex={dump_for_page(index)};\n'


def script_name(language: str) -> str:
    """Return the name of the script with the entries of a language."""
    return f"search-{language}.js"
