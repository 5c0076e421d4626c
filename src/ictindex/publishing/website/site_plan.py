"""The pages of a site in the order of the navigation, and what each of them shows.

This is the one place that knows which pages there are: it takes what a page shows out of the inputs
of the site. What all languages share is computed once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from ictindex.editions.edition_list import Editions, list_editions
from ictindex.indices.results import result_kind
from ictindex.publishing.charts.area_map import MapAreas
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.about_page import LAND, write_about
from ictindex.publishing.website.area_file import read_areas
from ictindex.publishing.website.cited_figures import CitationWriter, CitedFigures, list_cited
from ictindex.publishing.website.compare_data import Collection, keep_marks, list_collections
from ictindex.publishing.website.compare_page import write_compare
from ictindex.publishing.website.content_keys import ContentKeys
from ictindex.publishing.website.divide_page import Divide, find_divides, write_divides
from ictindex.publishing.website.download_tables import list_series
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.economy_list import write_economy_lists
from ictindex.publishing.website.economy_profiles import Profiles
from ictindex.publishing.website.edition_pages import EditionEntry, list_entries, write_editions
from ictindex.publishing.website.group_pages import find_group_places, write_group_page
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.lasting_pages import (
    LastingPage,
    lead_to_newest,
    lead_to_record,
)
from ictindex.publishing.website.methodology_pages import write_methodology
from ictindex.publishing.website.page_batches import PLOTS, PROFILES, PageBatch
from ictindex.publishing.website.plain_files import PlainBatch, PlainRows, list_plain_files
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.price_pages import write_prices
from ictindex.publishing.website.ranking_pages import write_rankings
from ictindex.publishing.website.reader_pages import write_reader_pages
from ictindex.publishing.website.search_page import write_search
from ictindex.publishing.website.site_economies import find_pages
from ictindex.publishing.website.site_edition import SiteEdition, find_earlier, list_digests
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.start_page import write_start
from ictindex.publishing.website.strip_backgrounds import write_backgrounds
from ictindex.publishing.website.study_charts import StudyFigures
from ictindex.publishing.website.study_documents import has_studies, read_studies
from ictindex.publishing.website.study_pages import DrawnStudy, draw_studies, write_studies
from ictindex.publishing.website.target_page import MeasuredTargets, follow_targets, write_targets
from ictindex.publishing.website.terms_page import Term, list_terms, write_terms
from ictindex.publishing.website.try_page import write_try
from ictindex.publishing.website.unscored_pages import write_unscored


class SitePlan:
    """The pages of a site, and the facts that several of them or several languages share."""

    def __init__(self, inputs: SiteInputs) -> None:
        self._inputs = inputs
        self.editions, self.first = inputs.editions, inputs.first
        self.sources = inputs.sources
        self.imprint = Imprint.from_document(inputs.document)

    # ---------------------------------------------------------------- shared facts

    @cached_property
    def register(self) -> Editions | None:
        """The register of the editions, if the site was built with one."""
        folder = self._inputs.editions_folder
        return None if folder is None else list_editions(folder)

    @property
    def packages(self) -> Editions | tuple[()]:
        """The editions that are offered as whole folders."""
        # The folder of an edition has the record of consultations, which belongs to the compiler:
        # it is offered only if the publisher asks for it.
        return self.register or () if self._inputs.document.packages else ()

    @cached_property
    def areas(self) -> MapAreas | None:
        """The areas of the map file of the publisher."""
        land = self._inputs.land
        return None if land is None else read_areas(land, self._inputs.document.map)

    @cached_property
    def collections(self) -> tuple[Collection, ...]:
        """The figures that visitors compare."""
        inputs = self._inputs
        return tuple(list_collections(self.editions, inputs.quoted_prices, inputs.series))

    @cached_property
    def choices(self) -> tuple[Collection, ...]:
        """The collections for the page on which visitors choose: without the figures."""
        return tuple(map(keep_marks, self.collections))

    def forget_figures(self) -> None:
        """Forget the figures of the collections, when their scripts are written."""
        _ = self.choices
        self.__dict__.pop("collections", None)

    @cached_property
    def prices(self) -> SitePrices:
        """The price baskets of the site, by economy."""
        return SitePrices(self._inputs.prices)

    @cached_property
    def group_places(self) -> dict[tuple[str, str], str]:
        """The place of each group, by grouping and key, on the first page that has it."""
        return find_group_places((self.first, *reversed(self.editions)))

    @cached_property
    def cited(self) -> tuple[CitedFigures, ...]:
        """The figures that pages cite: each edition, the prices, other series."""
        inputs = self._inputs
        return tuple(list_cited(inputs.editions, inputs.prices, inputs.series, inputs.sources))

    @cached_property
    def _targets(self) -> MeasuredTargets | None:
        return follow_targets(self._inputs.prices, self._inputs.series)

    @cached_property
    def _divides(self) -> Sequence[Divide]:
        return find_divides(self._inputs.series)

    @cached_property
    def _studies(self) -> Mapping[str, Mapping[str, DrawnStudy]]:
        figures = StudyFigures(self.editions, self.first, self._inputs.quoted_prices)
        return draw_studies(read_studies(self._inputs.folder), figures, self.sources)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts of this site that not every site has."""
        has = {
            "prices": self._inputs.prices is not None,
            "targets": self._targets is not None,
            "divides": bool(self._divides),
            "studies": has_studies(self._inputs.folder),
        }
        return frozenset(key for key, is_there in has.items() if is_there)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The entries of the navigation, each with its address."""
        first = self.first.key
        entries = {
            "start": addresses.START,
            "economies": addresses.economies_page(first),
            "groups": addresses.edition_page(first, "groups"),
            "compare": addresses.COMPARE,
            "try": addresses.TRY,
            "prices": addresses.PRICES,
            "methodology": addresses.METHODOLOGY,
            "editions": addresses.EDITIONS,
            "studies": addresses.STUDIES,
            "about": addresses.ABOUT,
        }
        absent = {"prices", "studies"} - self.parts
        return [(key, address) for key, address in entries.items() if key not in absent]

    @cached_property
    def _newest_pages(self) -> dict[str, str]:
        return find_pages(self.editions, self.prices)

    def list_newest(self) -> list[tuple[str, str]]:
        """Return each economy that has a page, by its ISO3 code, and the address of the newest."""
        return [*self._newest_pages.items()]

    @cached_property
    def lasting(self) -> tuple[LastingPage, ...]:
        """The addresses that lead on to a page of the site, the same in every language."""
        pages = [*lead_to_newest(self._newest_pages, self.prices.economies)]
        for listed in self.register or ():
            if listed.withdrawn and listed.index == "idi" and listed.type == "edition":
                pages += lead_to_record(listed, self._newest_pages)
        return tuple(pages)

    @cached_property
    def leading_key(self) -> str:
        """The key of the pages that lead on to others."""
        return self._keys.leading(self.lasting)

    def list_plain_files(self) -> Iterator[PlainBatch]:
        """Yield the plain files of figures, which all languages share."""
        editions = {int(result.year): result.id for result in self._inputs.baskets}
        inputs = self._inputs
        rows = PlainRows(self.editions, inputs.prices, editions, self.sources, inputs.series)
        return list_plain_files(rows, self._keys)

    def list_days(self) -> dict[str, dt.date]:
        """Return the day of publication of what pages show, by their address or their folder."""
        dated = {each.key: each.released for each in self.editions if each.released is not None}
        days = {**dated, **{addresses.edition_record(key): day for key, day in dated.items()}}
        if self.register is not None:
            days |= {addresses.edition_record(each.id): each.released for each in self.register}
        if self.first.released is not None:
            days[addresses.START] = self.first.released
        priced = [baskets.released for baskets in self._inputs.baskets]
        if priced and self._inputs.quoted_prices is None:
            # The overview, the pages in its folder, and those of economies with prices alone.
            days |= dict.fromkeys((addresses.PRICES, "prices", "economies"), max(priced))
        if days:
            days[addresses.EDITIONS] = max(days.values())
        return days

    # ---------------------------------------------------------------- facts in a language

    def list_entries(self, language: str) -> list[EditionEntry]:
        """Return the editions as their pages show them, and the feed."""
        return list_entries(
            self.editions,
            self.register,
            gives_packages=self._inputs.document.packages,
            language=language,
        )

    def list_terms(self, language: str) -> list[Term]:
        """Return the terms that the site explains, and that its search finds."""
        return list_terms(language, self.imprint.languages)

    # ---------------------------------------------------------------- pages

    @cached_property
    def _facts(self) -> Mapping[str, EditionFacts]:
        return {edition.key: EditionFacts(edition, self.editions) for edition in self.editions}

    def write_backgrounds(self) -> Iterator[tuple[str, str]]:
        """Yield the pictures behind the strips of the profiles, by their names."""
        for facts in self._facts.values():
            yield from write_backgrounds(facts)

    @property
    def scores_key(self) -> str:
        """The key of the published scores of all editions."""
        return self._keys.scores

    @cached_property
    def _keys(self) -> ContentKeys:
        return ContentKeys(self._inputs, self._facts, self.sections)

    @cached_property
    def _start_key(self) -> str:
        return self._keys.start(self.first, find_earlier(self.first, self.editions), self.parts)

    def prepare(self) -> None:
        """Compute what all languages share, before each is written in a process of its own."""
        for facts in self._facts.values():
            facts.prepare()
        for economy in self._newest_pages:
            self._keys.economy(economy)
        _ = (
            self._start_key,
            self._keys.whole,
            self._keys.scores,
            self._keys.groups,
            self._keys.series,
            self._keys.figures,
            self.choices,
            self.leading_key,
            self._targets,
            self._divides,
        )
        if "studies" in self.parts:
            _ = self._studies  # its errors name all faults at once

    def list_batches(self, language: str) -> Iterator[PageBatch]:
        """Yield the batches of pages in a language, each with the key of what it shows.

        They are written one after another, so that none stays in memory. The pages have the same
        addresses in every language. A batch with the key of all inputs is written again after
        every correction; a narrower key has to name all figures that the pages show.
        """
        editions, first, prices = self.editions, self.first, self._inputs.prices
        whole, base, pages = self._keys.whole, self._keys.base, self._newest_pages
        before = find_earlier(first, editions)
        yield PageBatch(
            "start",
            self._start_key,
            lambda: [write_start(first, before, self.areas, self.parts, language)],
            list_digests(first),
            part=PLOTS,
        )
        yield PageBatch(
            "lists", self._keys.lists(pages), lambda: write_economy_lists(editions, pages, language)
        )
        profiles = Profiles(self._facts, self.prices, editions, language)
        for economy in sorted({code for edition in editions for code in edition.economies}):
            key = self._keys.economy(economy)
            write = partial(profiles.write, economy)
            yield PageBatch(f"economies/{economy}", key, write, part=PROFILES)
        for edition in editions:
            yield PageBatch(
                f"groups/{edition.key}",
                self._keys.score_history(edition),
                partial(self._write_groups, edition, language),
                list_digests(edition),
                part=PLOTS,
            )
        drawn = partial(PageBatch, part=PLOTS)
        yield drawn("rankings", whole, lambda: write_rankings(editions, language))
        key = self._keys.prices
        yield PageBatch(
            "unscored", key, lambda: write_unscored(first, editions, self.prices, language)
        )
        if prices is not None:
            yield drawn("prices", key, lambda: write_prices(prices, pages, language))
        yield drawn("targets", self._keys.series, lambda: self._write_targets(language))
        yield drawn("choices", whole, lambda: self._write_choices(language))
        yield PageBatch("methodology", base, lambda: write_methodology(language))
        entries = self.list_entries(language)
        yield PageBatch("editions", whole, lambda: write_editions(entries, self.register, language))
        if "studies" in self.parts:
            yield drawn("studies", whole, lambda: write_studies(self._studies, language))
        yield PageBatch("words", whole, lambda: self._write_words(language))

    def write_pages(self, language: str) -> Iterator[SitePage]:
        """Yield all pages in a language."""
        for batch in self.list_batches(language):
            yield from batch.write()

    def _write_groups(self, edition: SiteEdition, language: str) -> list[SitePage]:
        return [write_group_page(edition, self.editions, language)]

    def key_of(self, edition: SiteEdition) -> str:
        """Return the key of all figures of an edition."""
        return self._keys.edition(edition)

    def _write_targets(self, language: str) -> Iterator[SitePage]:
        """Yield the pages on targets and divides, whose figures are prices and other series."""
        if self._targets is not None:
            yield write_targets(self._targets, language)
        if self._divides:
            yield write_divides(self._divides, language)

    def _write_choices(self, language: str) -> Iterator[SitePage]:
        """Yield the pages on which one chooses."""
        yield write_compare(self.choices, self.editions, self.sources, language)
        yield write_try(self.editions, self.first.key, self.sources, language)

    def _write_words(self, language: str) -> Iterator[SitePage]:
        """Yield the pages without figures."""
        yield self._write_about(language)
        example = next((each for each in self.cited if each.key == self.first.key), None)
        writer = CitationWriter(self.imprint, language)
        yield from write_reader_pages(example, writer, language)
        files = {node for each in self.editions for _, node, _ in list_series(each)}
        yield write_terms(self.list_terms(language), files, language)
        yield write_search(self.first.key, language)

    def _write_about(self, language: str) -> SitePage:
        sources = self.sources.require_licences([*self._inputs.source_keys, LAND])
        has_official = any(edition.kind == result_kind.READ for edition in self.editions)
        return write_about(self.imprint, sources, has_official=has_official, language=language)
