"""The scores of an edition with its inputs, and facts about them: ids, extent, ranks, flags."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex import engine
from ictindex.core import decimals
from ictindex.core import decimals as numbers
from ictindex.core.errors import CatalogueError
from ictindex.core.own_terms import use_terms
from ictindex.core.records import read_only
from ictindex.data.observations import Observations
from ictindex.definitions.documents import UNCONFIRMED
from ictindex.definitions.documents.lab_kinds import is_own
from ictindex.engine import ExactScores, Plan, Rows
from ictindex.indices.idi.flags import FlagSources, raise_flags
from ictindex.indices.idi.inputs import Inputs
from ictindex.indices.idi.official_inputs import (
    count_official,
    find_included_as_printed,
    minimum_official,
)
from ictindex.indices.idi.rounding_bounds import compute_bounds
from ictindex.indices.results.extent import PART, Extent, edition_extent
from ictindex.indices.results.result_kind import OFFICIAL
from ictindex.indices.results.scored_result import ScoredResult
from ictindex.language.findings import Finding, Findings

if TYPE_CHECKING:
    from ictindex.submissions.sourcing.selection import Selection


@read_only
class EditionScores(ScoredResult):
    """Inputs and scores of an edition; :class:`Result` adds names, frames and views.

    Not made directly. Its parameters are those of :class:`Result`.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> place = found.economy_position("AFG"), found.position("internet-users")
    >>> place, found.columns == found.nodes
    ((0, 0), True)

    Rows have an economy each, in the order of the plan:

    >>> row, column = found.economy_position("BRA"), found.position("idi")
    >>> print(found.rounded_rows[row][column], found.rank_rows[row][column])
    82.0 12
    >>> low, high = found.bound_rows
    >>> score = found.exact_scores.scores[row][column]
    >>> low[row][column] < score < high[row][column]
    True
    >>> found.contribution_rows[row][column] == score
    True
    >>> found.kind_of("universal-connectivity")
    'sub-index'
    >>> found.extent.here, found.extent.whole, found.extent.complete
    (19, 170, False)
    >>> found.rank_label("en")
    'Rank among 19 of 170 (not published)'
    >>> found.observation("AFG", "mobile-broadband-subscriptions")  # first of the file
    0
    >>> print(round(found.unrounded("BRA")["idi"], 1))
    82.0
    >>> print(found.inputs("BRA")["internet-users"])
    80.5
    >>> sorted(found.supplied("BRA"))
    []
    >>> found.rank("KWT", "idi"), found.rank("FRA", "idi")
    (1, None)
    """

    implementation = "idi"

    observations: Observations
    input_rows: Inputs
    exact_scores: ExactScores
    exclusion_findings: tuple[Finding, ...] = ()
    selection: Selection | None = None

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of all economies with observations, sorted."""
        return self.input_rows.economies

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Ids of the nodes in reading order: the index, each sub-index, its indicators."""
        return self.methodology.plan.reading_order()

    @property
    def columns(self) -> tuple[str, ...]:
        """The nodes: the columns in the common interface of both indices."""
        return self.nodes

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Position in the plan of each node, in reading order."""
        nodes = self.methodology.plan.nodes
        return tuple(nodes.index(key) for key in self.nodes)

    @property
    def ranks_published(self) -> bool:
        """True if ranks are part of the publication under this methodology."""
        ranking = self.methodology.document.ranking
        return ranking is not None and ranking.policy == "published"

    def position(self, node: str) -> int:
        """Return the position of a node on the last axis of the arrays.

        Parameters
        ----------
        node : str
            Id of the index, a sub-index or an indicator.

        Returns
        -------
        int
            Position, counted from 0.

        Raises
        ------
        CatalogueError
            If the node is not part of the index.
        """
        if node not in self.methodology.plan.nodes:
            raise CatalogueError("explain.node-unknown", wanted=node, allowed=self.nodes)
        return self.methodology.plan.nodes.index(node)

    def kind_of(self, node: str) -> str:
        """Return ``"index"``, ``"sub-index"`` or ``"indicator"``.

        Parameters
        ----------
        node : str
            Id of a node.

        Returns
        -------
        str
            The kind.

        Raises
        ------
        CatalogueError
            If the node is not part of the index.
        """
        plan = self.methodology.plan
        self.position(node)
        if node in plan.indicators:
            return "indicator"
        return "index" if node == plan.root else "sub-index"

    @cached_property
    def rounded_rows(self) -> Rows:
        """Scores rounded as published, a row for each economy in the order of the plan."""
        columns = []
        for column in zip(*self.exact_scores.scores, strict=True):
            there = (score for score in column if score is not None)
            rounded = iter(numbers.round_all_half_up(there, self.decimals))
            columns.append([None if score is None else next(rounded) for score in column])
        return tuple(zip(*columns, strict=True))

    @cached_property
    def rank_rows(self) -> tuple[tuple[int | None, ...], ...]:
        """Ranks of the economies with the index, in rows like the rounded scores, or ``None``."""
        ranking, rows = self.methodology.document.ranking, self.exact_scores.scores
        if ranking is None:
            return tuple((None,) * len(row) for row in rows)
        indexed = [row if row[-1] is not None else (None,) * len(row) for row in rows]
        columns = (
            engine.rank_column(column, ranking.tie_decimals, ranking.best)
            for column in zip(*indexed, strict=True)
        )
        return tuple(zip(*columns, strict=True))

    @cached_property
    def bound_rows(self) -> tuple[Rows, Rows]:
        """Lowest and highest scores that the rounding of the printed inputs allows, in rows."""
        with use_terms(self._own_terms):
            return compute_bounds(self.methodology.plan, self.input_rows)

    @cached_property
    def contribution_rows(self) -> Rows:
        """Unrounded contributions to the index, a row for each economy in the order of the plan."""
        plan, inputs = self.methodology.plan, self.input_rows
        return compute_contributions(plan, self.exact_scores.scores, inputs.supplied)

    @property
    def ranked(self) -> int:
        """Number of economies that have the index and are ranked."""
        return sum(row[-1] is not None for row in self.exact_scores.scores)

    @cached_property
    def extent(self) -> Extent:
        """Number of ranked economies, and number of economies of the published edition.

        An official edition is always complete. For others the number is in the catalogue, if a
        source states it; for a retrospective year it is not known.
        """
        # Nobody else publishes an edition of an own index.
        if self.kind == OFFICIAL or is_own(self.methodology.document):
            return Extent(self.ranked, self.ranked, self.id)
        if not self.is_reference_year:
            return Extent(self.ranked, None)
        return edition_extent(self.methodology.document.index, self.edition, self.ranked)

    def rank_label(self, language: str | None = None) -> str:
        """Return the name that ranks must have wherever they are shown.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            The name.
        """
        return self.extent.rank_label(self.ranks_published, language)

    def observation(self, economy: str, node: str) -> int | None:
        """Return the row of the observation behind a cell, or ``None``.

        Parameters
        ----------
        economy : str
            ISO3 code.
        node : str
            Id of a node.

        Returns
        -------
        int or None
            Row of ``observations``.
        """
        return self.input_rows.rows[self.economy_position(economy)][self.position(node)]

    def unrounded(self, economy: str) -> dict[str, Decimal]:
        """Return the unrounded scores of an economy, for every node that has one.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        dict
            ``Decimal`` of 20 places by node.
        """
        scores = self.exact_scores.scores[self.economy_position(economy)]
        named = zip(self.methodology.plan.nodes, scores, strict=True)
        return {node: score for node, score in named if score is not None}

    def inputs(self, economy: str) -> dict[str, Decimal]:
        """Return the values of an economy, for every indicator that has one.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        dict
            ``Decimal`` as written, by indicator.
        """
        values = self.input_rows.values[self.economy_position(economy)]
        named = zip(self.methodology.plan.indicators, values, strict=True)
        return {indicator: value for indicator, value in named if value is not None}

    def supplied(self, economy: str) -> frozenset[str]:
        """Return the nodes of an economy whose score was supplied.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        frozenset of str
            Ids of nodes.
        """
        scores = self.input_rows.supplied[self.economy_position(economy)]
        named = zip(self.methodology.plan.nodes, scores, strict=True)
        return frozenset(node for node, score in named if score is not None)

    def rank(self, economy: str, node: str) -> int | None:
        """Return the rank of an economy, or ``None`` if it has none.

        Parameters
        ----------
        economy : str
            ISO3 code.
        node : str
            Id of a node.

        Returns
        -------
        int or None
            The rank; ``rank_label`` has the name that it must be shown with.
        """
        return self.rank_rows[self.economy_position(economy)][self.position(node)]

    @cached_property
    def unconfirmed(self) -> Mapping[str, str]:
        """Nodes with an unconfirmed constant, with the worst mark."""
        marks: dict[str, str] = {}
        for worst in reversed(UNCONFIRMED):
            for path, mark in self.methodology.marks.items():
                parts = path.split(".")
                if parts[0] in ("leaves", "nodes") and mark == worst:
                    marks[parts[1]] = mark
        return MappingProxyType(marks)

    @cached_property
    def flags(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Flags by (economy, node); nodes without a flag are absent."""
        rank_flags = () if self.ranks_published else ("rank-not-published",)
        if not self.extent.complete:
            rank_flags = (*rank_flags, PART)
        sources = FlagSources(
            plan=self.methodology.plan,
            inputs=self.input_rows,
            table=self.observations,
            transformed=self.exact_scores.transformed,
            put_in=self.put_in,
            unconfirmed=self.unconfirmed,
            ranks=self.rank_rows,
            rank_flags=rank_flags,
        )
        return MappingProxyType(raise_flags(sources))

    @cached_property
    def warnings(self) -> Findings:
        """Warnings about this result or a part of it.

        Economies without any value of the reference year (the edition may be wrong), and economies
        that have an index because the publication has it, with fewer official inputs than the
        methodology requires.
        """
        inputs, year = self.input_rows, str(self.year)
        document, nodes = self.methodology.document, self.methodology.plan.nodes
        carried = []
        for economy, rows, earlier in zip(
            inputs.economies, inputs.rows, inputs.carried, strict=True
        ):
            earlier_only = [old for row, old in zip(rows, earlier, strict=True) if row is not None]
            if earlier_only and all(earlier_only):
                details = {"economy": economy, "year": year}
                carried.append(Finding("carried.all", "warning", economy, details=details))
        printed = find_included_as_printed(
            inputs,
            count_official(document, nodes, self.observations, inputs),
            minimum_official(document),
            [row[-1] is not None for row in self.exact_scores.scores],
        )
        return Findings([*carried, *printed])

    def _has_figures_of(self, other: EditionScores) -> bool:
        own = (self.exact_scores.scores, self.rounded_rows, self.rank_rows)
        return own == (other.exact_scores.scores, other.rounded_rows, other.rank_rows)

    @property
    def exclusions(self) -> Findings:
        """Economies without index, as findings (with words in six languages)."""
        return Findings(self.exclusion_findings)


def compute_contributions(plan: Plan, scores: Rows, supplied: Rows) -> Rows:
    r"""Return the unrounded contribution of every node to the index; ``None`` for none.

    .. math:: c_n = s_n \prod_{m \in \text{path}(n)} \frac{w_m}{\sum_{k} w_k}
    """
    # A node below a node with a supplied score is not part of the index.
    position = {node: n for n, node in enumerate(plan.nodes)}
    shares = [plan.weight_in_index(node) for node in plan.nodes]
    additive = [plan.is_additive(node) for node in plan.nodes]
    above = [[position[parent] for parent in plan.above(node)] for node in plan.nodes]
    rows = []
    with decimals.exact():
        for line, stand_ins in zip(scores, supplied, strict=True):
            replaced = {n for n, score in enumerate(stand_ins) if score is not None}
            rows.append(
                tuple(
                    None
                    if score is None
                    or line[-1] is None
                    or not additive[n]
                    or not replaced.isdisjoint(above[n])
                    else decimals.stage(score * shares[n].numerator / shares[n].denominator)
                    for n, score in enumerate(line)
                )
            )
    return tuple(rows)
