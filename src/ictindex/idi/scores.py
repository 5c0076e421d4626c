"""What a result holds: its inputs and scores as arrays, and the facts about them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ictindex import engine
from ictindex.core import decimals as numbers
from ictindex.core.arguments import frozen, record, sealed
from ictindex.core.errors import CatalogueError
from ictindex.data.observations import Observations
from ictindex.documents import UNCONFIRMED
from ictindex.engine.operations import Array
from ictindex.findings import Finding, Findings
from ictindex.idi.inputs import Cells
from ictindex.results.base import EditionResult
from ictindex.results.extent import Extent, of_edition
from ictindex.results.result_kind import OFFICIAL

if TYPE_CHECKING:
    from ictindex.sourcing.selection import Selection

_round = np.frompyfunc(numbers.round_half_up, 2, 1)


@record
class Computed(EditionResult):
    """Inputs and scores of an edition as read-only arrays; :class:`Result` gives them names.

    Parameters
    ----------
    observations : Observations
        What it was computed from.
    cells : Cells
        The inputs as arrays.
    engine_scores : Scores
        Unrounded scores as arrays of ``Decimal``.
    exclusions : Findings
        Economies without index, as findings (worded in six languages).
    selection : Selection or None
        What selected the observations, where :func:`ictindex.select_sources` did.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> found.place("AFG"), found.position("internet-users")
    (0, 0)
    """

    implementation = "idi"
    array_parts = ("cells", "engine_scores")

    observations: Observations
    cells: Cells
    engine_scores: engine.Scores
    exclusions: Findings = Findings()
    selection: Selection | None = None

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of all economies with observations, sorted."""
        return self.cells.economies

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Ids of the nodes in reading order: the index, each sub-index, its indicators."""
        return self.methodology.plan.reading_order()

    @property
    def columns(self) -> tuple[str, ...]:
        """The nodes, as the columns of what both indices have."""
        return self.nodes

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Position in the plan of each node, in reading order."""
        nodes = self.methodology.plan.nodes
        return tuple(nodes.index(key) for key in self.nodes)

    @property
    def ranks_published(self) -> bool:
        """Whether ranks are part of the publication under this methodology."""
        ranking = self.methodology.document.ranking
        return ranking is not None and ranking.policy == "published"

    def position(self, node: str, /) -> int:
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

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> found.kind_of("universal-connectivity")
        'sub-index'
        """
        plan = self.methodology.plan
        self.position(node)
        if node in plan.indicators:
            return "indicator"
        return "index" if node == plan.root else "sub-index"

    @cached_property
    def rounded(self) -> Array:
        """Rounded scores as decimals, shape (economies, nodes of the plan); see ``missing``."""
        array: Array = frozen(np.asarray(_round(self.engine_scores.scores, self.decimals)))
        return array

    @property
    def missing(self) -> Array:
        """Where there is no score, shape (economies, nodes of the plan)."""
        return self.engine_scores.missing

    @cached_property
    def rank_array(self) -> Array:
        """Ranks, shape (economies, nodes of the plan); 0 where there is none."""
        ranking, scores = self.methodology.document.ranking, self.engine_scores.scores
        if ranking is None:
            ranks = np.zeros(scores.shape, dtype=np.int64)
        else:
            left_out = self.engine_scores.missing | self.engine_scores.missing[:, -1:]
            ranks = engine.rank(scores, left_out, ranking.tie_decimals, ranking.best)
        array: Array = sealed(ranks)
        return array

    @property
    def ranked(self) -> int:
        """How many economies have the index, and are ranked among each other."""
        return int((~self.engine_scores.missing[:, -1]).sum())

    @cached_property
    def extent(self) -> Extent:
        """Among how many economies ranks stand, and how many the published edition has.

        An official edition is whole by itself. Of others the catalogue knows the number, where a
        source states it; of a retrospective year it is not known.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> found.extent.here, found.extent.whole, found.extent.complete
        (19, 170, False)
        """
        if self.kind == OFFICIAL:
            return Extent(self.ranked, self.ranked, self.id)
        if not self.is_reference_year:
            return Extent(self.ranked, None)
        return of_edition(self.methodology.document.index, self.edition, self.ranked)

    @cached_property
    def bounds(self) -> tuple[Array, Array]:
        """Lowest and highest scores that the rounding of the printed inputs allows.

        Two arrays of ``Decimal``, shape (economies, nodes of the plan).
        """
        from ictindex.idi.published_comparison import bounds

        low, high = bounds(self)
        return frozen(low), frozen(high)

    @cached_property
    def contributions(self) -> tuple[Array, Array]:
        """Unrounded contribution of every node to the index, and where it has none.

        Two arrays of shape (economies, nodes of the plan): ``Decimal`` and bool.
        """
        from ictindex.idi.frames import contributions

        weighted, missing = contributions(self)
        return frozen(weighted), frozen(missing)

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

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> found.observation("AFG", "mobile-broadband-subscriptions")  # first of the file
        0
        """
        row = int(self.cells.rows[self.place(economy), self.position(node)])
        return None if row < 0 else row

    def unrounded(self, economy: str) -> dict[str, Decimal]:
        """Return the unrounded score of every node of an economy that has one.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        dict
            ``Decimal`` of 20 places by node.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> print(round(found.unrounded("BRA")["idi"], 1))
        82.0
        """
        e = self.place(economy)
        plan = self.methodology.plan
        return {
            key: self.engine_scores.scores[e, n]
            for n, key in enumerate(plan.nodes)
            if not self.engine_scores.missing[e, n]
        }

    def inputs(self, economy: str) -> dict[str, Decimal]:
        """Return the value of every indicator of an economy that has one.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        dict
            ``Decimal`` as written, by indicator.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> print(found.inputs("BRA")["internet-users"])
        80.5
        """
        e = self.place(economy)
        return {
            key: self.cells.values[e, n]
            for n, key in enumerate(self.methodology.plan.indicators)
            if not self.cells.missing[e, n]
        }

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

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> sorted(found.supplied("BRA"))
        []
        """
        e = self.place(economy)
        nodes = self.methodology.plan.nodes
        return frozenset(key for n, key in enumerate(nodes) if self.cells.given[e, n])

    def rank(self, economy: str, node: str) -> int | None:
        """Return the rank of an economy, or ``None`` where it has none.

        Parameters
        ----------
        economy : str
            ISO3 code.
        node : str
            Id of a node.

        Returns
        -------
        int or None
            The rank; see ``rank_label`` for what it must be called.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> found.rank("KWT", "idi"), found.rank("FRA", "idi")
        (1, None)
        """
        return int(self.rank_array[self.place(economy), self.position(node)]) or None

    @cached_property
    def unconfirmed(self) -> Mapping[str, str]:
        """Nodes of which a constant is not confirmed, with the worst mark."""
        found: dict[str, str] = {}
        for worst in reversed(UNCONFIRMED):
            for path, mark in self.methodology.marks.items():
                parts = path.split(".")
                if parts[0] in ("leaves", "nodes") and mark == worst:
                    found[parts[1]] = mark
        return MappingProxyType(found)

    @cached_property
    def flags(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Flags by (economy, node); nodes without a flag are absent."""
        from ictindex.idi.frames import flags

        return MappingProxyType(flags(self))

    @cached_property
    def warnings(self) -> Findings:
        """What speaks against this result or a part of it.

        Economies none of whose values is of the reference year (the edition may be wrong); and
        economies that have an index because the publication has it, with fewer official inputs
        than the methodology wants.
        """
        cells = self.cells
        known = cells.rows >= 0
        suspect = known.any(axis=1) & (cells.carried | ~known).all(axis=1)
        codes = [cells.economies[e] for e in np.flatnonzero(suspect)]
        year = str(self.year)
        given = [{"economy": code, "year": year} for code in codes]
        found = [Finding("carried.all", "warning", g["economy"], given=g) for g in given]
        from ictindex.idi.compute import as_printed

        return Findings([*found, *as_printed(self)])
