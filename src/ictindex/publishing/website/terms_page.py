"""The page of terms: indicators, areas and words, each with its names in six languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue, documents
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_facts import link_plain_file, name_subject
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

_SECTION = "site-terms"
WORDS = ("score", "goalpost", "edition", "root", "erratum", "estimate", "basket")


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its name and meaning in the language of the page, its names in the others."""

    key: str
    kind: str
    name: str
    meaning: str
    others: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """The anchor of the term on the page of terms."""
        return f"term-{self.key}"


def write_terms(terms: Sequence[Term], files: Collection[str], language: str) -> SitePage:
    """Return the page of terms; ``files`` are the indicators and areas that have a plain file."""
    say = Words(language, _SECTION)
    groups = [
        (f"part-{kind}", say(kind), [term for term in terms if term.kind == kind])
        for kind in ("indicators", "areas", "words")
    ]
    return SitePage(
        address=addresses.TERMS,
        template="terms.html.j2",
        title=say("title"),
        description=say("description"),
        context={
            "groups": groups,
            "files": {term.key: _link(term.key, language) for term in terms if term.key in files},
            "contents_title": Words(language, "site-methodology")("contents"),
        },
        section="about",
        sources=["itu-idi", "itu-mis"],
    )


def list_terms(language: str, languages: tuple[str, ...]) -> list[Term]:
    """Return the terms of a site: of every document, and the words of its pages.

    ``languages`` are those of the site: a term has its name in each of them.
    """
    # Each term once, in the order of the newest document that has it.
    listed = documents.library().values()
    leaves = dict.fromkeys(
        leaf.indicator for document in reversed([*listed]) for leaf in document.leaves
    )
    nodes = dict.fromkeys(
        node.id
        for document in reversed([*listed])
        for node in document.nodes
        if node.id not in leaves
    )
    terms = [_indicator(key, language, languages) for key in leaves]
    terms += [_term(key, "areas", "nodes", key, language, languages) for key in nodes]
    return terms + [_word(key, language, languages) for key in WORDS]


def _link(key: str, language: str) -> list[tuple[str, str]]:
    """Return words and address of the plain file of an indicator or area, and its metadata."""
    name = name_subject(addresses.INDICATORS, key, language)
    return link_plain_file(addresses.INDICATORS, key, name, language)


def _others(
    section: str, key: str, language: str, languages: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    return tuple((code, i18n.text(section, key, code)) for code in languages if code != language)


def _term(
    key: str,
    kind: str,
    section: str,
    word: str,
    language: str,
    languages: tuple[str, ...],
    meaning: str = "",
) -> Term:
    name = i18n.text(section, word, language)
    return Term(key, kind, name, meaning, _others(section, word, language, languages))


def _indicator(key: str, language: str, languages: tuple[str, ...]) -> Term:
    meaning = i18n.text(f"indicators/{key}", "definition", language)
    unit = i18n.label("units", catalogue.indicators()[key].unit, language)
    term = _term(key, "indicators", f"indicators/{key}", "name", language, languages, meaning)
    return Term(key, term.kind, i18n.detail(term.name, unit, language), meaning, term.others)


def _word(key: str, language: str, languages: tuple[str, ...]) -> Term:
    meaning = i18n.text(_SECTION, f"{key}-meaning", language)
    return _term(key, "words", _SECTION, key, language, languages, meaning)
