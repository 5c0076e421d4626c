"""What a result holds: its inputs and scores as arrays, and the facts about them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import numpy as np

from ictindex import catalogue, engine
from ictindex.core import decimals as numbers
from ictindex.core.arguments import ReadOnly, frozen, frozen_arrays, is_text, sealed
from ictindex.core.errors import CatalogueError
from ictindex.data.observations import Observations
from ictindex.data.published import Published
from ictindex.documents import UNCONFIRMED
from ictindex.engine.operations import Array
from ictindex.findings import Finding, Findings
from ictindex.idi.inputs import OFFICIAL, Cells
from ictindex.results.extent import Extent, of_edition

if TYPE_CHECKING:
    from ictindex.idi.methodology import Methodology
    from ictindex.sourcing.selection import Selection

_round = np.frompyfunc(numbers.round_half_up, 2, 1)


class Computed(ReadOnly):
    """Inputs and scores of an edition as read-only arrays; :class:`Result` gives them names.

    Parameters
    ----------
    **parts
        The attributes, those of :class:`Result`.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> found.place("AFG"), found.position("internet-users")
    (0, 0)
    """

    methodology: Methodology
    edition: int
    year: int
    kind: str
    observations: Observations
    published: Published | None
    selection: Selection | None
    cells: Cells
    engine_scores: engine.Scores
    put_in: frozenset[tuple[str, str]]
    _exclusions: tuple[Finding, ...]

    def __init__(self, **parts: object) -> None:
        self._set(**{"selection": None, "put_in": frozenset(), **parts})

    def __reduce__(self) -> tuple[object, ...]:
        return (_remade, (type(self), self._parts()))

    def _parts(self) -> dict[str, object]:
        names = ("methodology", "edition", "year", "kind", "observations", "published",
                 "selection", "cells", "engine_scores", "put_in", "_exclusions")  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def _with(self, **parts: object) -> Self:
        """Return the same with other parts: what is published has the kind of its edition."""
        return type(self)(**{**self._parts(), **parts})

    def _notices(self, language: str) -> list[str]:
        """Return what every view has to say of where this comes from: nothing of a plain result."""
        return []

    def _marks(self) -> dict[str, str]:
        """Return the same for the attributes of datasets and frames."""
        return {}

    @property
    def _put_in(self) -> frozenset[tuple[str, str]]:
        """The cells (economy, node) whose value a what-if put in: none of a plain result."""
        return self.put_in

    @property
    def id(self) -> str:
        """Id of what this is, its kind included: ``idi-2024-reconstruction``.

        A retrospective year is named too: ``idi-2015-data-of-2010-exploration``. Only the id of
        an official edition has no kind: ``idi-2024``.
        """
        return self.id_as(self.kind)

    def id_as(self, kind: str) -> str:
        """Return the id that this would have as another kind of result.

        Parameters
        ----------
        kind : str
            ``"official"`` or another kind.

        Returns
        -------
        str
            The id.
        """
        of = "" if self.is_reference_year else f"-data-of-{self.year}"
        suffix = "" if kind == OFFICIAL else f"-{kind}"
        return f"{self.methodology.document.index}-{self.edition}{of}{suffix}"

    @property
    def is_reference_year(self) -> bool:
        """Whether the data year is that of the edition, not a retrospective one."""
        years = self.methodology.document.years
        return years is not None and self.year == self.edition + years.reference

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of all economies with observations, sorted."""
        return self.cells.economies

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Ids of the nodes in reading order: the index, each sub-index, its indicators."""
        return self.methodology.plan.reading_order()

    @property
    def decimals(self) -> int:
        """Decimals of publication."""
        rounding = self.methodology.document.rounding
        return 0 if rounding is None else rounding.decimals

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

    def place(self, economy: str) -> int:
        """Return the position of an economy on the first axis of the arrays.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        int
            Position, counted from 0.

        Raises
        ------
        CatalogueError
            If the economy is not in this result; the message names the code nearest to it.
        """
        if economy not in self.economies:
            hint = catalogue.economy_hint(economy) if is_text(economy) else None
            near = hint in self.economies
            raise CatalogueError(
                "explain.economy-unknown-near" if near else "explain.economy-unknown",
                wanted=economy,
                hint=hint if near else "-",
                result=self.id,
            )
        return self.economies.index(economy)

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

    @property
    def exclusions(self) -> Findings:
        """Economies without index, as findings (worded in six languages)."""
        return Findings(self._exclusions)


def _remade(kind: type[Computed], parts: dict[str, object]) -> Computed:
    # What comes out of a pickle owns its arrays.
    arrays = {name: frozen_arrays(parts[name]) for name in ("cells", "engine_scores")}
    return kind(**{**parts, **arrays})
