"""Facts in every download: its subject, unit, edition, digests, sources, licences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import PurePath
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import licence_notices, licences
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import dump_for_page
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

SECTION = "site-downloads"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a download: its stable key, its name in words, and its value."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class DownloadSubject:
    """The subject of a download: its title, editions, units (name, unit) and sources.

    ``has_computed`` tells whether it also has figures that are made here from those printed.
    """

    title: str
    editions: Sequence[SiteEdition] = ()
    units: Sequence[tuple[str, str]] = ()
    sources: Sequence[str] = ()
    notices: Sequence[str] = field(default_factory=tuple)
    has_computed: bool = False


def list_facts(
    subject: DownloadSubject, imprint: Imprint, sources: SourceList, language: str
) -> tuple[Fact, ...]:
    """Return the facts of a download in a language, in the order in which they are shown."""
    words = Words(language, SECTION)
    facts = [Fact("title", words("what"), mark_title(subject.title, subject.editions, language))]
    for edition in subject.editions:
        facts += list_edition_facts(edition, language, has_computed=subject.has_computed)
    for name, unit in subject.units:
        shown = i18n.label("units", unit, language)
        facts.append(
            Fact("unit", words("unit"), i18n.pair(name, shown, language) if name else shown)
        )
    facts += list_source_facts(subject.sources, sources, language)
    notices = [*subject.notices]
    if imprint.is_synthetic:
        notices.append(Words(language)("notice-synthetic"))
    facts += [Fact("notice", words("note"), notice) for notice in notices]
    facts.append(Fact("publisher", words("publisher"), imprint.publisher.name))
    if imprint.address:
        facts.append(Fact("address", words("address"), imprint.address))
    return tuple(facts)


def list_edition_facts(
    edition: SiteEdition, language: str, *, has_computed: bool = False
) -> list[Fact]:
    """Return edition, kind and year of data, methodology, and the digests of an edition.

    With ``has_computed`` a second kind is that of the figures made here from printed ones.
    """
    words = Words(language, SECTION)
    index = i18n.label("nodes", edition.root_node, language)
    name = i18n.text("views", "edition", language, index=index, edition=str(edition.edition))
    year = words("data-of", year=str(edition.year))
    facts = [
        Fact("edition", words("edition"), i18n.detail(name, year, language)),
        Fact("kind", words("kind"), name_kind(edition, language)),
    ]
    if has_computed and edition.kind == result_kind.READ:
        computed = i18n.text("site-sharing", "computed", language)
        facts.append(Fact("kind", words("kind"), computed))
    document = edition.figures.methodology.document
    facts.append(Fact("methodology", words("methodology"), document.id))
    part = edition.describe_part(language)
    if part:
        facts.append(Fact("extent", words("extent"), part))
    if edition.root:
        facts.append(Fact("root", words("root"), edition.root))
    for file, digest in edition.digests:
        shown = words("digest", name=PurePath(file).name)
        facts.append(Fact("digest", shown, digest))
    return facts


def name_subject(kind: str, key: str, language: str) -> str:
    """Return the name of the subject of a plain file: an economy, indicator, group or basket."""
    if kind == addresses.ECONOMIES:
        return i18n.economy_name(key, language)
    if kind == addresses.GROUPED and key == ALL:
        return Words(language, "site-compare")("all-economies")
    section = {addresses.GROUPED: "groups", addresses.BASKETS: "baskets"}.get(kind, "nodes")
    return i18n.label(section, key, language)


def name_plain_files(name: str, language: str) -> dict[str, str]:
    """Return the words of the links to a plain file and its metadata, by their endings."""
    words = Words(language, SECTION)
    return {"csv": words("all-of", name=name), "metadata.json": words("columns-of")}


def link_plain_file(kind: str, key: str, name: str, language: str) -> list[tuple[str, str]]:
    """Return words and address of a plain file and its metadata, from the folder of the site."""
    forms = name_plain_files(name, language)
    return [(shown, addresses.data_file(kind, key, form)) for form, shown in forms.items()]


def mark_title(title: str, editions: Iterable[SiteEdition], language: str) -> str:
    """Return the title of a download with the kinds of figures that nobody published so."""
    marks = [edition.describe_kind(language) for edition in editions]
    copy = Words(language, SECTION)("mark-copy")
    marks += [copy for edition in editions if edition.is_copy]
    listed = [mark for mark in dict.fromkeys(marks) if mark and mark not in title]
    return i18n.detail(title, i18n.clauses(listed, language), language) if listed else title


def name_kind(edition: SiteEdition, language: str) -> str:
    """Return the kind of figures of an edition, in words."""
    if edition.kind == result_kind.READ:
        words = Words(language, SECTION)
        kind = words("kind-published")
        return i18n.detail(kind, words("mark-copy"), language) if edition.is_copy else kind
    return i18n.label("kinds", edition.kind, language)


def list_source_facts(keys: Iterable[str], sources: SourceList, language: str) -> list[Fact]:
    """Return citation and licence of each source, then the statements that it requires."""
    words = Words(language, SECTION)
    listed = [sources.find(key) for key in dict.fromkeys(keys)]
    # Figures under licences that exclude one another may not be in one download.
    joint = licences.require_joinable(listed)
    facts: list[Fact] = []
    for source in listed:
        facts.append(Fact("source", words("source"), licence_notices.citation(source, language)))
        if source.id != licences.INVENTED:
            line = licence_notices.licence_line(source, language)
            facts.append(Fact("licence", words("licence"), line))
    lines = licence_notices.licence_lines(listed, language, joint)
    shown = {fact.text for fact in facts}
    facts += [Fact("terms", words("note"), line) for line in lines if line not in shown]
    return facts


FACTS = "window.ictindexFacts"


def facts_script_name(language: str) -> str:
    """Return the name of the script with the facts of all editions in a language."""
    return f"facts-{language}.js"


def write_facts_script(
    editions: Sequence[SiteEdition], shared: Mapping[str, Mapping[str, Any]], language: str
) -> str:
    """Return the script with the facts of each edition, which pages of the edition share.

    The digest of a file changes with every correction: a page of one economy does not have it.
    ``shared`` is what the downloads of many pages have in common, by the sources of the pages.
    """
    facts: dict[str, Any] = {
        each.key: list_rows(list_edition_facts(each, language, has_computed=True))
        for each in editions
    }
    facts["shared"] = shared
    facts["what"] = Words(language, SECTION)("what")
    marks = {each.key: mark_title("", [each], language) for each in editions}
    facts["marks"] = {key: mark for key, mark in marks.items() if mark}
    return f"{FACTS} = {dump_for_page(facts)};\n"


def list_rows(facts: Iterable[Fact]) -> list[tuple[str, str, str]]:
    """Return facts for a script: key, name, text."""
    return [(fact.key, fact.name, fact.text) for fact in facts]


def write_download_data(
    facts: Sequence[Fact], mark: str, edition: str, address: str, language: str
) -> dict[str, Any]:
    """Return the data of the download script: facts, words, the number format of the language.

    ``mark`` follows the title of each chart; the facts of the edition are in a script that its
    pages share.
    """
    words = Words(language, SECTION)
    grouped = i18n.text("language", "thousands", language)
    return {
        "mark": mark,
        "facts": list_rows(facts),
        "edition": edition,
        "file": address.removesuffix(".html").replace("/", "-"),
        "words": {
            key: words(key) for key in ("svg", "png", "csv", "xlsx", "page-xlsx", "json", "note")
        },
        "sheets": [words("sheet-about"), words("sheet-data")],
        "decimal": i18n.text("language", "decimal", language),
        "thousands": grouped[1:-3],
    }
