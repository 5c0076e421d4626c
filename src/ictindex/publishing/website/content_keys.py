"""Keys of what pages show: a page with the key of its last build is not written again.

The key of a page is a digest of all that it may show: the library with its words, templates and
documents, what ``site.toml`` states, the facts of all editions that are no figures, and those
figures that concern the page. Where it is not clear which figures these are, a page has the key
of all inputs (:attr:`ContentKeys.whole`).
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache, cached_property
from pathlib import Path

from ictindex.core import package_data
from ictindex.core.canonical import text as canonical_text
from ictindex.core.own_terms import current_terms
from ictindex.data.published_figures import Published
from ictindex.language.i18n.designations import CHOSEN
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.edition_changes import explain_editions
from ictindex.publishing.website.lasting_pages import LastingPage
from ictindex.publishing.website.site_edition import SiteEdition, list_same_kind
from ictindex.publishing.website.site_inputs import SiteInputs

_PACKAGE = Path(__file__).resolve().parents[2]
_STUDIES = "studies"


def digest_values(*values: object) -> str:
    """Return a digest of values by what they are written as."""
    return hashlib.sha256("\n".join(map(repr, values)).encode()).hexdigest()


class ContentKeys:
    """The keys of a site: of all inputs, of an edition, of the prices, of an economy."""

    def __init__(
        self,
        inputs: SiteInputs,
        facts: Mapping[str, EditionFacts],
        sections: Sequence[tuple[str, str]],
    ) -> None:
        self._inputs, self._facts, self._sections = inputs, facts, [*sections]
        self._of_economies: dict[str, str] = {}

    @cached_property
    def base(self) -> str:
        """The key of pages without figures: library, settings, and the facts of the editions.

        Every page has the navigation, which a study that comes or goes changes.
        """
        inputs = self._inputs
        document = inputs.document
        named = [table.layout for table in document.edition]
        named += [table.layout for table in document.series]
        layouts = [inputs.folder / name for name in named if name is not None]
        return digest_values(
            digest_library(),
            list(digest_files(layouts)),
            canonical_text(document.to_dict()),
            inputs.first.key,
            self._sections,
            [describe_edition(edition) for edition in inputs.editions],
            inputs.editions_folder is not None,
            inputs.land is not None,
            current_terms(),
            CHOSEN.get(),
        )

    @cached_property
    def whole(self) -> str:
        """The key of all inputs, byte for byte."""
        inputs = self._inputs
        named = [inputs.folder / name for name in inputs.document.files]
        folders = [inputs.folder / _STUDIES, *filter(None, (inputs.editions_folder, inputs.land))]
        return digest_values(self.base, list(digest_files([*named, *folders])))

    @cached_property
    def prices(self) -> str:
        """The key of the price baskets of all economies."""
        quoted, opened = self._inputs.quoted_prices, self._inputs.baskets
        return digest_values(
            self.base,
            None if quoted is None else (quoted.source, quoted.digests),
            [(result.id, result.root) for result in opened],
        )

    def edition(self, edition: SiteEdition) -> str:
        """Return the key of all figures of an edition and of those of its kind before it."""
        series = list_same_kind(edition, self._inputs.editions)
        earlier = [other for other in series if other.edition <= edition.edition]
        return digest_values(self.base, [(each.root, each.digests) for each in earlier])

    def score_history(self, edition: SiteEdition) -> str:
        """Return the key of the published scores of an edition and of those before it.

        The values behind them and the names of files are left out: what shows scores alone is the
        same after the correction of a value. An edition that was computed has the key of all.
        """
        series = list_same_kind(edition, self._inputs.editions)
        earlier = [other for other in series if other.edition <= edition.edition]
        return digest_values(self.base, [self._printed[each.key] for each in earlier])

    def start(self, edition: SiteEdition, before: SiteEdition | None, parts: Iterable[str]) -> str:
        """Return the key of the start page: printed scores, and the steps between two editions."""
        explained = None if before is None else explain_editions(before, edition)
        changes = () if explained is None else map(explained.economy, explained.economies)
        land = self._inputs.land
        return digest_values(
            self.score_history(edition),
            before is not None and self.score_history(before),
            [(each.economy, each.first, each.last, each.steps) for each in changes],
            sorted(parts),
            [*digest_files([] if land is None else [land])],
        )

    @cached_property
    def figures(self) -> str:
        """The key of all figures of all editions."""
        editions = self._inputs.editions
        return digest_values(self.base, [(each.root, each.digests) for each in editions])

    @cached_property
    def scores(self) -> str:
        """The key of the published scores of all editions."""
        return digest_values(self.base, [*self._printed.values()])

    @cached_property
    def _printed(self) -> Mapping[str, str]:
        """A digest of what is printed of each edition, by the key of the edition."""
        return {each.key: _digest_printed(each) for each in self._inputs.editions}

    def lists(self, pages: Mapping[str, str]) -> str:
        """Return the key of lists of scores that lead to the pages of economies."""
        return digest_values(self.scores, sorted(pages.items()))

    def leading(self, pages: Iterable[LastingPage]) -> str:
        """Return the key of pages that lead on to others."""
        rows = [
            (page.address, page.target, page.economy, page.withdrawn and page.withdrawn.id)
            for page in pages
        ]
        return digest_values(self.base, rows)

    @cached_property
    def series(self) -> str:
        """The key of the price baskets, and of the other series of figures."""
        return digest_values(self.prices, [each.digests for each in self._inputs.series])

    @cached_property
    def groups(self) -> str:
        """The key of the means and medians of groups: printed scores, and all prices."""
        return digest_values(self.prices, self.scores)

    def economy(self, economy: str) -> str:
        """Return the key of the figures of an economy in all editions, and of its prices."""
        if economy not in self._of_economies:
            self._of_economies[economy] = digest_values(
                self.base,
                [
                    (self._records[key].get(economy), facts.figures_of_others(economy))
                    for key, facts in self._facts.items()
                ],
                self._prices.get(economy),
            )
        return self._of_economies[economy]

    @cached_property
    def _records(self) -> Mapping[str, Mapping[str, str]]:
        return {e.key: digest_economies(e) for e in self._inputs.editions}

    @cached_property
    def _prices(self) -> Mapping[str, str]:
        """A digest of the prices of each economy with their origins."""
        quoted = self._inputs.prices
        if quoted is None:
            return {}
        series = quoted.series
        origins = series.origins
        arrays = (series.units, series.status, origins.file, origins.source)
        axes = (series.definitions, series.years, series.measures, series.places, series.edition)
        shared = digest_values(*axes, origins.files, origins.sources, origins.kinds, quoted.source)
        return {
            economy: digest_values(shared, [array[n].tobytes() for array in arrays])
            for n, economy in enumerate(series.economies)
        }


def _digest_printed(edition: SiteEdition) -> str:
    """Return a digest of a published table with its sources, or of an edition as a whole."""
    printed = edition.figures.source
    if not isinstance(printed, Published):
        return digest_values(edition.root, edition.digests)
    groups = {key: sorted(own.items()) for key, own in printed.groupings.items()}
    cells = (printed.values, printed.addresses, printed.sources)
    return digest_values(*(sorted(each.items()) for each in cells), sorted(groups.items()))


def describe_edition(edition: SiteEdition) -> tuple[object, ...]:
    """Return the facts of an edition that are no figures of an economy, and name no file."""
    figures = edition.figures
    own = [
        getattr(edition, field.name)
        for field in fields(edition)
        if field.name not in ("figures", "result", "observations", "root", "digests")
    ]
    notices = [notice.to_text("en") for notice in figures.list_notices()]
    document = figures.methodology.document
    members = edition.economies, tuple(sorted(edition.scores))
    return (*own, figures.year, figures.extent, notices, document.id, bool(edition.root), members)


def digest_economies(edition: SiteEdition) -> dict[str, str]:
    """Return a digest of all that is recorded of each economy in an edition."""
    records: dict[str, list[object]] = {economy: [] for economy in edition.economies}
    cells = edition.observations.cells
    for economy, *row in zip(cells["economy"], *cells.values(), strict=True):
        records.setdefault(economy, []).append(row)
    for (economy, node), score in edition.figures.scores.items():
        records.setdefault(economy, []).append((node, score))
    result = edition.result
    for n, economy in enumerate(result.economies):
        inputs = result.input_rows
        rows = (result.rounded_rows[n], result.exact_scores.scores[n], inputs.carried[n])
        records.setdefault(economy, []).append(rows)
    for published in (*edition.observations.published.values(), result.published):
        if published is None:
            continue
        for (economy, node), value in published.values.items():
            records.setdefault(economy, []).append(
                (node, value, published.sources.get((economy, node)))
            )
        for grouping, groups in published.groupings.items():
            for economy, group in groups.items():
                records.setdefault(economy, []).append((grouping, group))
    return {economy: digest_values(*rows) for economy, rows in records.items()}


@cache
def digest_library() -> str:
    """Return a digest of this library: its code, templates, words, documents, and its packages."""
    folders = [_PACKAGE, package_data.folder("methodology")]
    # Each has a folder with its name and version; to read what is in them takes longer than a page.
    folders_of_packages = {Path(folder) for folder in sys.path if folder}
    packages = sorted(
        {each.name for folder in folders_of_packages for each in folder.glob("*-info")}
    )
    settings = sorted((k, v) for k, v in os.environ.items() if k.startswith("ICTINDEX_"))
    return digest_values(sys.version, packages, settings, list(digest_files(folders)))


def digest_files(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the name and the SHA-256 of each file, and of each file of a folder."""
    for path in paths:
        each = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in each:
            if file.is_file() and file.suffix != ".pyc":
                content = file.read_bytes()
                name = file.relative_to(path).as_posix()
                yield name, hashlib.sha256(content).hexdigest()
