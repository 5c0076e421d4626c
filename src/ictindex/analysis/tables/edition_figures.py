"""The figures of one edition for a series: from a result, an opened or a published edition."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.records import Record
from ictindex.data.published_figures import Published
from ictindex.definitions import catalogue
from ictindex.engine import rank_column
from ictindex.indices.results import result_kind
from ictindex.indices.results.extent import Extent, describe_part, edition_extent
from ictindex.indices.results.group_figures import find_members, find_own_groups
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.request import read_comparison
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence, put_before

if TYPE_CHECKING:
    from ictindex.core.plots import EditionFiguresPlots
    from ictindex.indices.idi.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class EditionFigures(Record):
    """Scores of one edition, as published, either read or computed.

    Parameters
    ----------
    source : Result or Published
        The result, or the published table.
    methodology : Methodology
        The methodology of the scores.
    edition, year : int
        The edition, and the year of its data.
    scores : mapping of (str, str) to decimal.Decimal
        Score as published by (economy, node).

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    >>> series = ict.analysis.series({2024: printed})
    >>> figures = series.editions[0]
    >>> figures.id, figures.edition, figures.year, figures.kind, figures.methodology.id
    ('idi-2024-published', 2024, 2022, 'published', 'idi-methodology-2023')
    >>> figures.scores["BRA", "idi"], figures.economies[:2], figures.source is printed
    (Decimal('82.0'), ('AFG', 'AZE'), True)
    >>> figures.extent.here, figures.ranks_published, figures.is_reference_year
    (24, False, True)
    >>> figures.result is None, figures.is_what_if, figures.column("idi")["BRA"]
    (True, False, Decimal('82.0'))
    >>> computed = ict.analysis.series([result]).editions[0]
    >>> computed.unrounded("BRA", "idi") == result.unrounded("BRA")["idi"]
    True
    >>> figures.unrounded("BRA", "idi") is None, figures.plot.bands().kind
    (True, 'bands')
    """

    source: Any
    methodology: Methodology
    edition: int
    year: int
    scores: Mapping[tuple[str, str], Decimal]
    # Notices of whoever shows the figures, such as that a third party copied them.
    _notices: tuple[Sentence, ...] = ()
    # Kind of a table that was read: a site may state that its figures are invented.
    _kind: str = result_kind.READ

    @property
    def plot(self) -> EditionFiguresPlots:
        """Charts of the scores as published: ``edition.plot.strips()``, ``edition.plot.map()``."""
        plots: EditionFiguresPlots = make_above("plot", self)
        return plots

    @property
    def result(self) -> Result | None:
        """The result, where the source is one."""
        result: Result | None = None if isinstance(self.source, Published) else self.source
        return result

    @property
    def kind(self) -> str:
        """Kind of result; ``published`` for a table that was read."""
        return self._kind if self.result is None else self.result.kind

    @property
    def id(self) -> str:
        """Id of the result; for a published table that of its edition."""
        if self.result is not None:
            return self.result.id
        return f"{self.methodology.document.index}-{self.edition}-{self._kind}"

    @property
    def is_reference_year(self) -> bool:
        """True if the data year is that of the edition, not a retrospective one."""
        return True if self.result is None else self.result.is_reference_year

    @property
    def is_what_if(self) -> bool:
        """True if the figures depart from the published ones."""
        return self.result is not None and "what_if" in self.result.frame_attributes()

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of the economies, sorted."""
        if self.result is not None:
            return self.result.economies
        return tuple(sorted({economy for economy, _ in self.scores}))

    @property
    def ranks_published(self) -> bool:
        """True if the methodology publishes ranks."""
        ranking = self.methodology.document.ranking
        return ranking is not None and ranking.policy == "published"

    @cached_property
    def extent(self) -> Extent:
        """Number of economies with the index here, and number in the whole edition."""
        root = self.methodology.plan.root
        here = (
            sum(node == root for _, node in self.scores)
            if self.result is None
            else self.result.ranked
        )
        if self.kind == "demonstration":
            # Invented figures are none of those of the published edition.
            return Extent(here, here, self.id)
        if self.result is not None:
            return self.result.extent
        return edition_extent(self.methodology.document.index, self.edition, here)

    def unrounded(self, economy: str, node: str) -> Decimal | None:
        """Return an unrounded score; ``None`` where only the published one is known.

        Parameters
        ----------
        economy, node : str
            ISO3 code and id.

        Returns
        -------
        decimal.Decimal or None
            The score, to 20 places.
        """
        if self.result is None or economy not in self.result.economies:
            return None
        return self.result.unrounded(economy).get(node)

    def column(self, node: str) -> dict[str, Decimal]:
        """Return the score of a node by economy, for economies with the index where it has one.

        Parameters
        ----------
        node : str
            Id of a node.

        Returns
        -------
        dict
            Scores as published.
        """
        root = self.methodology.plan.root
        indexed = {economy for economy, key in self.scores if key == root}
        return {
            economy: score
            for (economy, key), score in self.scores.items()
            if key == node and (self.result is None or economy in indexed)
        }

    def notices(self, language: str) -> list[str]:
        """Return the notes of every view on the origin of the figures."""
        return [notice.to_text(language) for notice in self.list_notices()]

    def list_notices(self) -> tuple[Sentence, ...]:
        """Return the same notices as codes with figures."""
        return self._notices if self.result is None else self.result.list_notices()

    def frame_attributes(self) -> dict[str, str]:
        """Return the origin of the figures for the attributes of frames."""
        return {} if self.result is None else self.result.frame_attributes()


def list_marks(figures: EditionFigures) -> list[Sentence]:
    """Return the notes on an edition's origin, and on its available part if it is incomplete."""
    extent = describe_part(figures.extent, has_ranks=figures.ranks_published)
    notices = list(figures.list_notices())
    return [*notices, put_before(str(figures.edition), extent)] if extent else notices


def rank_economies(figures: EditionFigures, node: str) -> dict[str, int]:
    """Return the rank of each economy in a node, from scores with their ties."""
    ranking = figures.methodology.document.ranking
    scores = figures.column(node)
    if ranking is None:
        return {}
    ranks = rank_column(list(scores.values()), ranking.tie_decimals, ranking.best)
    return {e: rank for e, rank in zip(scores, ranks, strict=True) if rank is not None}


def show_score(figures: EditionFigures, score: Decimal | None, language: str) -> str:
    """Return a score for display, with the decimals of publication."""
    if score is None:
        return "–"
    rounding = figures.methodology.document.rounding
    places = 0 if rounding is None else rounding.decimals
    return i18n.number(score, language, places=places)


def find_groups(
    figures: EditionFigures, by: str | Mapping[str, str], vintage: str | None
) -> dict[str, tuple[str, ...]]:
    """Return economies by group, with the vintage of the edition where none is named."""
    areas = find_own_groups(by)
    if areas is not None:
        return find_members(areas[1], None, "")
    own = f"{figures.methodology.document.index}-{figures.edition}"
    groups = find_members(by, vintage, own)
    if not isinstance(by, str):
        return groups
    unknown = set(catalogue.not_listed(by, vintage or own, figures.economies))
    if vintage is None:
        for economy, group in sorted(stated_groups(figures, by).items()):
            if economy in unknown and group in groups:
                groups[group] = (*groups[group], economy)
                unknown.discard(economy)
    root = figures.methodology.plan.root
    indexed = {economy for economy, node in figures.scores if node == root}
    catalogue.refuse_unlisted(by, vintage or own, unknown & indexed)
    return groups


def stated_groups(figures: EditionFigures, by: str) -> Mapping[str, str]:
    """Return the group of each economy, where the publication states it with its figures."""
    result = figures.result
    if result is None:
        return dict(figures.source.groupings.get(by, {}))
    printed = result.published or result.observations.published.get(figures.edition)
    return {} if printed is None else printed.groupings.get(by, {})


def figures_of_result(result: Result) -> EditionFigures:
    """Return the figures of a result or an opened edition."""
    nodes = result.methodology.plan.nodes
    scores = {
        (economy, node): score
        for economy, row in zip(result.economies, result.rounded_rows, strict=True)
        for node, score in zip(nodes, row, strict=True)
        if score is not None
    }
    return EditionFigures(
        result, result.methodology, result.edition, result.year, MappingProxyType(scores)
    )


def figures_of_published(
    published: Published,
    methodology: Methodology,
    edition: int,
    notices: tuple[Sentence, ...] = (),
    kind: str = result_kind.READ,
) -> EditionFigures:
    """Return the figures of a table that was read, which has no edition of its own."""
    read_comparison(published)
    plan, years = methodology.plan, methodology.document.years
    foreign = sorted({node for _, node in published.values} - set(plan.nodes))
    if foreign:
        raise UsageError(
            "series.node-foreign", edition=str(edition), nodes=foreign, document=methodology.id
        )
    if not published.values:
        raise UsageError("series.no-figures", edition=str(edition))
    year = edition + (0 if years is None else years.reference)
    return EditionFigures(
        published,
        methodology.with_edition(edition),
        edition,
        year,
        published.values,
        notices,
        kind,
    )


def require_node(figures: EditionFigures, node: str) -> None:
    """Refuse a node that an edition does not have."""
    plan = figures.methodology.plan
    if node not in plan.nodes:
        raise CatalogueError("explain.node-unknown", wanted=node, allowed=plan.reading_order())
