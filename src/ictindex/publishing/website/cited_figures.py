"""The citations of the figures of a site: as published by others, and as computed here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import licence_notices
from ictindex.definitions.catalogue.citation_records import (
    CitationRecord,
    make_key,
    write_bibtex,
    write_ris,
)
from ictindex.definitions.catalogue.licences import INVENTED, DataSource, licence_of
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_edition import PUBLISHED, SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices, QuotedSeries
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

SECTION = "site-sharing"
PRICES = "prices"
# Sections of pages whose sources are those of documents, not of figures.
_WITHOUT_FIGURES = ("about", "methodology", "search", "")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, eq=False)
class CitedFigures:
    """Figures that are cited together: an edition, the prices, or another series.

    ``source`` has the edition that is cited. ``digests`` are those of the edition (without a name)
    or of the files that were read; ``is_published`` tells whether the figures are those that the
    source published, and ``is_copy`` whether they were read from a third party's copy.
    """

    key: str
    source: DataSource
    year: str
    digests: Sequence[tuple[str, str]] = ()
    is_published: bool = True
    is_copy: bool = False
    edition: SiteEdition | None = None

    @property
    def is_invented(self) -> bool:
        """Tell whether nobody else owns the figures."""
        return self.source.id == INVENTED

    @property
    def page(self) -> str:
        """The address of the page on which the figures begin."""
        if self.edition is not None:
            return addresses.edition_record(self.edition.key)
        return addresses.PRICES if self.key == PRICES else addresses.COMPARE

    def title(self, language: str) -> str:
        """Return the name of the figures in a language."""
        if self.edition is not None:
            return edition_title(self.edition, language)
        if self.key == PRICES:
            return i18n.text("site-start", "prices-title", language)
        return self.source.title


def list_cited(
    editions: Iterable[SiteEdition],
    prices: QuotedPrices | None,
    series: Iterable[QuotedSeries],
    sources: SourceList,
) -> Iterator[CitedFigures]:
    """Yield the figures of a site that are cited: editions, prices, series."""
    find = sources.find
    for edition in editions:
        if edition.source:
            digests = [("", edition.root)] if edition.root else list(edition.digests)
            yield CitedFigures(
                key=edition.key,
                source=_cite_edition(find(edition.source), str(edition.edition)),
                year=str(edition.edition),
                digests=digests,
                is_published=edition.kind in PUBLISHED,
                is_copy=edition.is_copy,
                edition=edition,
            )
    if prices is not None and prices.source:
        source = find(prices.source)
        yield CitedFigures(
            PRICES, source, _year_of(source), list(prices.digests), is_copy=prices.is_copy
        )
    files: dict[str, list[QuotedSeries]] = {}
    for quoted in series:
        files.setdefault(quoted.source, []).append(quoted)
    for key, parts in files.items():
        source = find(key)
        yield CitedFigures(
            f"series-{make_key(key)}",
            source,
            _year_of(source),
            [digest for part in parts for digest in part.digests],
            is_copy=any(part.is_copy for part in parts),
        )


def _cite_edition(source: DataSource, edition: str) -> DataSource:
    return source if source.id == INVENTED else source.cite_edition(edition)


def _year_of(source: DataSource) -> str:
    years = _YEAR.findall(source.edition)
    return years[-1] if years else ""


def select_cited(page: SitePage, cited: Iterable[CitedFigures]) -> list[CitedFigures]:
    """Return the figures that a page shows: those of its edition, then those of its other sources.

    A page of no edition, such as a comparison, shows all figures of its sources.
    """
    if page.section in _WITHOUT_FIGURES:
        return []
    listed = list(cited)
    own = [figures for figures in listed if figures.key == page.edition]
    covered = {figures.source.id for figures in own}
    wanted = set(page.sources) - covered
    return [*own, *(figures for figures in listed if figures.source.id in wanted)]


class CitationWriter:
    """Writes the citations of a site in a language."""

    def __init__(self, imprint: Imprint, language: str) -> None:
        self.imprint, self.language = imprint, language
        self._say = Words(language, SECTION)
        self._cited: dict[str, str] = {}

    def locate(self, figures: CitedFigures) -> str:
        """Return the web address of the page on which figures begin; empty without one."""
        return self.imprint.locate(self.language, figures.page)

    # ---------------------------------------------------------------- a text

    def list_lines(
        self, cited: Sequence[CitedFigures], title: str, address: str
    ) -> list[tuple[str, str]]:
        """Return the parts of a citation in words: what is cited, and its text."""
        lines = [
            (self._name_part(figures), self._cite_source(figures))
            for figures in cited
            if not figures.is_invented
        ]
        is_invented = all(figures.is_invented for figures in cited)
        own = self._say("invented" if is_invented else "computed")
        return [*lines, (own, self._cite_page(cited, title, address))]

    def list_notices(self, cited: Sequence[CitedFigures]) -> list[str]:
        """Return what a citation states about the owners of the figures."""
        sources = [figures.source for figures in cited if not figures.is_invented]
        return list(licence_notices.licence_notices(sources, self.language))

    def word_citation(self, cited: Sequence[CitedFigures], title: str, address: str) -> str:
        """Return a citation as plain text, with its digests; in Arabic with marks of direction."""
        lines = [
            i18n.pair(name, words, self.language)
            for name, words in self.list_lines(cited, title, address)
        ]
        lines += self.list_notices(cited)
        lines += [line for figures in cited for line in self.list_digests(figures)]
        return "".join(f"{line}\n" for line in lines)

    def list_digests(self, figures: CitedFigures, quote: str = "") -> list[str]:
        """Return the digests of figures in words; names and digests may be in quotation signs."""
        say, lines = Words(self.language, "site-downloads"), []
        for name, digest in figures.digests:
            kind = say("digest", name=f"{quote}{name}{quote}") if name else say("root")
            lines.append(i18n.pair(kind, f"{quote}{digest}{quote}", self.language))
        return lines

    def _name_part(self, figures: CitedFigures) -> str:
        key = "copied" if figures.is_copy else "published" if figures.is_published else "values"
        holder = licence_notices.publisher_name(figures.source, self.language)
        return self._say(key, publisher=holder)

    def _cite_source(self, figures: CitedFigures) -> str:
        if figures.key not in self._cited:
            cited = licence_notices.citation(figures.source, self.language)
            licence = licence_notices.licence_line(figures.source, self.language)
            self._cited[figures.key] = i18n.clauses([cited, licence], self.language)
        return self._cited[figures.key]

    def _cite_page(self, cited: Sequence[CitedFigures], title: str, address: str) -> str:
        names = [self.imprint.publisher.name, title, self.imprint.title(self.language)]
        # A name in Latin letters at the beginning does not turn the Arabic words after it round.
        parts = [i18n.isolate(i18n.visible(name), self.language) for name in dict.fromkeys(names)]
        words = licence_notices.join_citation(parts, self.language)
        if address:
            address = i18n.isolate(address, self.language)
            words = i18n.text("licences", "at-address", self.language, cited=words, address=address)
        licence = self._name_shared_licence(cited)
        return i18n.clauses([words, *licence], self.language)

    def _name_shared_licence(self, cited: Iterable[CitedFigures]) -> list[str]:
        """Return the licence under which what is made from figures must be passed on, if one is."""
        shared = {
            licence_notices.licence_name(licence, self.language)
            for figures in cited
            if (licence := licence_of(figures.source)).share_alike
        }
        return [self._say("licence", licence=shared.pop())] if len(shared) == 1 else []

    # ---------------------------------------------------------------- for programs

    def list_records(self, figures: CitedFigures) -> list[CitationRecord]:
        """Return the records of figures for reference managers: their source, then this site."""
        source, records = figures.source, []
        digests = self.list_digests(figures)
        if not figures.is_invented:
            notes = [licence_notices.licence_line(source, self.language)]
            if figures.is_copy:
                notes.append(i18n.text("views", "third-party-copy", self.language))
            records.append(
                CitationRecord(
                    key=make_key(source.publisher, figures.key),
                    author=licence_notices.publisher_name(source, self.language),
                    title=source.title,
                    edition=source.edition,
                    year=figures.year,
                    address=source.address,
                    notes=[*notes, *([] if self._is_ours(figures) else digests)],
                )
            )
        edition = figures.edition
        released = None if edition is None or not edition.root else edition.released
        own = CitationRecord(
            key=make_key(self.imprint.publisher.name, figures.key, "site"),
            author=self.imprint.publisher.name,
            title=figures.title(self.language),
            edition="" if edition is None else str(edition.edition),
            year="" if released is None else str(released.year),
            address=self.locate(figures),
            container=self.imprint.title(self.language),
            notes=[
                self._say("invented" if figures.is_invented else "computed"),
                *self._name_shared_licence([figures]),
                *self.list_notices([figures]),
                *(digests if self._is_ours(figures) else []),
            ],
        )
        return [*records, own]

    def _is_ours(self, figures: CitedFigures) -> bool:
        """Tell whether the digest is that of an edition of this publisher, not of a file read."""
        return figures.edition is not None and figures.edition.is_opened

    def write_programs(self, figures: CitedFigures) -> dict[str, str]:
        """Return the citation of figures in the forms of reference managers."""
        records = self.list_records(figures)
        return {"bib": write_bibtex(records), "ris": write_ris(records)}
