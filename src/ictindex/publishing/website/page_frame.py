"""The frame of every page: Jinja2 with autoescape, head, navigation, languages, foot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

from ictindex.definitions.catalogue import licence_notices
from ictindex.indices.results.document_page import mandate_note
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.html_blocks import html_fragment
from ictindex.language.i18n.page_templates import make_environment, mark_typed, trust
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import dump_for_page, shared_names
from ictindex.publishing.website.cited_figures import (
    PRICES,
    CitationWriter,
    CitedFigures,
    select_cited,
)
from ictindex.publishing.website.dataset_records import describe_page
from ictindex.publishing.website.download_facts import (
    SECTION,
    DownloadSubject,
    Fact,
    facts_script_name,
    list_facts,
    mark_title,
    name_plain_files,
    name_subject,
    write_download_data,
)
from ictindex.publishing.website.english_names import mark_cell, mark_english, mark_fragment
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.packed_json import pack_json
from ictindex.publishing.website.plain_series import name_file
from ictindex.publishing.website.reader_pages import list_reader_pages
from ictindex.publishing.website.sharing_files import describe_sharing, page_script
from ictindex.publishing.website.site_edition import SiteEdition, order_editions
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

# Pages with a link to the feed of editions.
_FED = (addresses.START, addresses.EDITIONS)

# Forms of reference managers, by the endings of their files.
_FORMS = {"bib": "BibTeX", "ris": "RIS"}

# Only the site's own scripts, no connection, nothing from another host. ``file:`` is for a folder
# or a stick: there a page has no origin of its own. Marks of charts have styles too.
POLICY = ";".join(
    (
        "default-src 'none'",
        "script-src 'self' file:",
        "style-src 'self' file: 'unsafe-inline'",
        "img-src 'self' file: data: blob:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


# A page that leads on has no script and no picture.
LEADING = "default-src 'none';style-src 'self' file:;base-uri 'none';form-action 'none'"


@cache
def environment(language: str = "en") -> Any:
    """Return Jinja2's environment for a language: all is escaped, an unknown name is an error."""
    made = make_environment("publishing.website")
    made.filters["english"] = lambda text: mark_english(text, language)
    made.filters["english_name"] = lambda text: mark_english(text, language, alone=True)
    made.filters["english_cell"] = lambda text: mark_cell(text, language)
    made.filters["page_json"] = lambda value: trust(dump_for_page(value))
    return made


def compile_templates() -> None:
    """Compile all templates, before copies of this process write pages with them."""
    made = environment()
    for name in made.list_templates():
        made.get_template(name)


def show_blocks(blocks: Sequence[Block], language: str) -> Any:
    """Return blocks (headings, tables, formulae) as markup for a page.

    A table that is wider than the page can also be scrolled with the keyboard.
    """
    fragment = html_fragment(blocks, language, scrollable=True)
    return trust(mark_fragment(str(fragment), language))


class PageFrame:
    """Writes the pages of one language.

    ``sections`` are the entries of the navigation, each with its address. ``editions`` and
    ``sources`` are those that a page may name: their notices, facts and licences are around it, and
    how its figures are cited.
    """

    def __init__(
        self,
        imprint: Imprint,
        sections: Sequence[tuple[str, str]],
        editions: Sequence[SiteEdition],
        sources: SourceList,
        language: str,
        *,
        cited: Sequence[CitedFigures] = (),
        has_feed: bool = False,
    ) -> None:
        self.imprint, self.sections, self.language = imprint, sections, language
        self.editions, self.sources = editions, sources
        self.feed = addresses.FEED if has_feed else ""
        self._words = Words(language)
        self._cited, self._citations = tuple(cited), CitationWriter(imprint, language)
        self._sharing = describe_sharing(imprint, editions, language)
        self._readers = list_reader_pages(language)

    def write(self, page: SitePage) -> str:
        """Return the HTML of a page."""
        addresses.check_address(page.address)
        up = addresses.climb(page.address)
        charts = {box.key: dict(box.specs) for box in page.charts if box.is_drawn}
        data: dict[str, Any] = {}
        for box in page.charts:
            data.update(box.data)
        context: dict[str, Any] = {
            **page.context,
            "page": page,
            "language": self.language,
            "direction": i18n.direction(self.language),
            "way_of": i18n.direction,
            "site_title": self.imprint.title(self.language),
            "publisher": self.imprint.publisher,
            "is_itu": self.imprint.is_itu,
            "policy": trust(POLICY),
            "assets": f"{up}../assets/",
            "root": f"{up}../",
            "words": self._words,
            "label": lambda section, key: i18n.label(section, key, self.language),
            "economy_name": lambda code: i18n.economy_name(code, self.language),
            "show_blocks": lambda blocks: show_blocks(blocks, self.language),
            "trust_svg": trust,
            "link": lambda target: addresses.relate(page.address, target),
            "navigation": self._navigation(page),
            "languages": self._languages(page, up),
            "alternates": self._alternates(page),
            "canonical": self.imprint.locate(self.language, page.address),
            "chart_data": pack_json({"charts": charts, "data": data}) if charts else None,
            "shared_scripts": list(
                dict.fromkeys(
                    f"{name}.js" for box in page.charts for name in shared_names(box.specs)
                )
            ),
            "notices": self._notices(page),
            "mandates": self._mandates(page),
            "licences": self._licences(page),
            "dataset": describe_page(
                page, self.editions, self.imprint, self.sources, self.language
            ),
            "feed": self.feed if page.address in _FED else "",
            "page_script": page_script(self.language),
            "downloads": self._downloads(page),
            "shared_downloads": self._name_shared(page),
            "plain_files": self._plain_files(page, up),
            "sharing": self._sharing,
            "for_readers": [
                (name, addresses.relate(page.address, target)) for name, target in self._readers
            ],
            "citation": self._cite(page),
            "download_scripts": [
                *([facts_script_name(self.language)] if page.edition else []),
                "save-files.js",
                "downloads.js",
            ],
        }
        text: str = environment(self.language).get_template(page.template).render(context)
        return f"{text}\n"

    def _navigation(self, page: SitePage) -> list[tuple[str, str, bool]]:
        """Return the links of the navigation: words, address, whether the page belongs to it."""
        return [
            (
                _name_section(key, self.language),
                addresses.relate(page.address, target),
                key == page.section,
            )
            for key, target in self.sections
        ]

    def _licences(self, page: SitePage) -> dict[str, list[Any]]:
        """Return the sources of a page, citation and licence of each, and required statements."""
        sources = [self.sources.find(key) for key in dict.fromkeys(page.sources)]
        cited = {each.source.id: each.source for each in select_cited(page, self._cited)}
        stated = [*sources, *(source for key, source in cited.items() if key not in page.sources)]
        return {
            "sources": sources,
            # The sources of figures that the page cites are in its citation.
            "others": [
                (
                    licence_notices.citation(source, self.language),
                    licence_notices.licence_line(source, self.language),
                )
                for source in sources
                if source.id not in cited
            ],
            "notices": []
            if self.imprint.is_itu
            else list(licence_notices.licence_notices(stated, self.language)),
        }

    def _cite(self, page: SitePage) -> dict[str, Any] | None:
        """Return how the figures of a page are cited; ``None`` if it shows none.

        Digests are in a script that all pages share, and loaded when they are asked for; the page
        of an edition has its own in words.
        """
        cited, writer = select_cited(page, self._cited), self._citations
        if not cited:
            return None
        address = self.imprint.locate(self.language, page.address)
        is_full = page.address == cited[0].page
        programs = writer.write_programs(cited[0]) if is_full else {}
        digests = writer.list_digests(cited[0], "`") if is_full else []
        lines = [
            i18n.pair(name, words, self.language)
            for name, words in writer.list_lines(cited, page.title, address)
        ]
        return {
            "keys": [figures.key for figures in cited],
            "lines": lines,
            "digests": [mark_typed(line) for line in digests],
            "files": [
                (figures.key, figures.title(self.language), figures.page, self._name_forms(figures))
                for figures in cited
            ],
            "programs": [(_FORMS[form], text) for form, text in programs.items()],
            "is_full": is_full,
        }

    def _name_forms(self, figures: CitedFigures) -> str:
        """Return the words of a link to the files for reference managers."""
        return i18n.pair(figures.title(self.language), ", ".join(_FORMS.values()), self.language)

    def _downloads(self, page: SitePage) -> dict[str, Any] | None:
        """Return the contents of the downloads of a page; ``None`` if it has none."""
        if (not page.charts and not page.has_downloads) or self._name_shared(page):
            return None
        subject = DownloadSubject(page.title, (), (), page.sources, page.notices)
        facts = self._add_kinds(
            page, list_facts(subject, self.imprint, self.sources, self.language)
        )
        editions = [edition for edition in self.editions if edition.key == page.edition]
        mark = mark_title("", editions, self.language)
        return write_download_data(facts, mark, page.edition, page.address, self.language)

    def _name_shared(self, page: SitePage) -> str:
        """Return the name of what the downloads of a page share with many; empty if it is more.

        All else is in the address and the heading of the page, where a script reads it.
        """
        key = " ".join(page.sources)
        is_like_others = page.address.startswith(f"{page.edition}/") and not page.notices
        is_shared = (page.charts or page.has_downloads) and is_like_others and not page.scripts
        return key if is_shared and key in self.shared_downloads else ""

    @cached_property
    def shared_downloads(self) -> dict[str, dict[str, Any]]:
        """The common part of the downloads of the pages of economies, by their sources."""
        sources: set[tuple[str, ...]] = {
            (edition.source,) for edition in self.editions if edition.source
        }
        newest = max(self.editions, key=order_editions, default=None)
        if newest is not None and newest.source:
            prices = (figures.source.id for figures in self._cited if figures.key == PRICES)
            sources |= {(newest.source, key) for key in prices}
        shared = {}
        for keys in sorted(sources):
            facts = list_facts(
                DownloadSubject("", sources=keys), self.imprint, self.sources, self.language
            )
            data = write_download_data(facts[1:], "", "", "", self.language)
            kept = ("facts", "words", "sheets", "decimal", "thousands")
            shared[" ".join(keys)] = {name: data[name] for name in kept}
        return shared

    def _plain_files(self, page: SitePage, up: str) -> list[tuple[str, str]]:
        """Return words and address of the files that have all figures of a page, and more."""
        words = Words(self.language, SECTION)
        listed = []
        for kind, key in page.subjects:
            is_series = kind == addresses.SERIES
            file = name_file(key) if is_series else key
            name = (
                self.sources.find(key).title
                if is_series
                else name_subject(kind, key, self.language)
            )
            for form, shown in name_plain_files(name, self.language).items():
                listed.append((shown, f"{up}../{addresses.data_file(kind, file, form)}"))
        if page.edition and not listed:
            table = f"{up}../{addresses.shared_file(f'{page.edition}.csv')}"
            workbook = f"{up}{addresses.edition_file(page.edition)}"
            listed = [
                (words("all-of-edition", form=form), address)
                for form, address in (("CSV", table), ("Excel", workbook))
            ]
        return listed

    def list_facts(self, page: SitePage) -> tuple[Fact, ...]:
        """Return the facts of a picture of a page: those of its edition and sources."""
        editions = [edition for edition in self.editions if edition.key == page.edition]
        subject = DownloadSubject(page.title, editions, (), page.sources, page.notices, True)
        return self._add_kinds(page, list_facts(subject, self.imprint, self.sources, self.language))

    def _add_kinds(self, page: SitePage, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Return the facts of a page with charts of no edition with the kinds of its figures."""
        cited = [] if page.edition or not page.charts else select_cited(page, self._cited)
        if not cited:
            return facts
        name = Words(self.language, SECTION)("kind")
        kinds = dict.fromkeys(kind for kind, _ in self._citations.list_lines(cited, "", ""))
        return (facts[0], *(Fact("kind", name, kind) for kind in kinds), *facts[1:])

    def _languages(self, page: SitePage, up: str) -> list[tuple[str, str, str]]:
        """Return code, name and address of the same page in each language."""
        return [
            (
                code,
                i18n.text("language", "name", code),
                f"{up}../{code}/{page.address}",
            )
            for code in self.imprint.languages
        ]

    def _alternates(self, page: SitePage) -> list[tuple[str, str]]:
        """Return the web address of a page in each language, and for readers of any other.

        Search engines read web addresses alone: a site that does not state its own has none.
        """
        if not self.imprint.address:
            return []
        codes = self.imprint.languages
        default = "en" if "en" in codes else codes[0]
        return [
            (tag, self.imprint.locate(code, page.address))
            for tag, code in (*((code, code) for code in codes), ("x-default", default))
        ]

    def _notices(self, page: SitePage) -> list[str]:
        """Return the notices that the page must have: invented economies, unofficial ranks."""
        notices = [*page.notices]
        for edition in self.editions:
            if page.edition and edition.key == page.edition:
                notices = [*edition.notices(self.language), *notices]
        if self.imprint.is_synthetic:
            notices.insert(0, self._words("notice-synthetic"))
        if page.has_unofficial_ranks:
            notices.insert(0, self._words("notice-unofficial-ranks"))
        return notices

    def _mandates(self, page: SitePage) -> list[str]:
        """Return what was not read of the mandate of the methodology that a page rests on.

        It is at the foot of the page: the first screen belongs to the figures.
        """
        note = self._mandate_notes.get(page.edition, "")
        return [note] if note else []

    @cached_property
    def _mandate_notes(self) -> dict[str, str]:
        return {
            edition.key: mandate_note(edition.figures.methodology.document, self.language)
            for edition in self.editions
        }


def _name_section(key: str, language: str) -> str:
    """Return the words of an entry of the navigation; studies have the title of their page."""
    if key == "studies":
        return i18n.text("site-studies", "title", language)
    return i18n.text("site", f"nav-{key}", language)
