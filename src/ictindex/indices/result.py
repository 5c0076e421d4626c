"""The result of a composite index: scores, ranks, groups, explanations, views."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ictindex import engine, numbers, terms
from ictindex.documents.evidence import marks
from ictindex.engine.arithmetic import Array
from ictindex.errors import CatalogueError, UsageError
from ictindex.findings import Finding, Findings
from ictindex.indices.cells import Cells
from ictindex.observations import Observations, Published

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.indices.computing import Methodology
    from ictindex.indices.explain import Explanation

_round = np.frompyfunc(numbers.round_half_up, 2, 1)


class Result:
    """Scores of an edition. Everything handed out is a copy or read-only.

    Made by :func:`ictindex.compute`.
    """

    def __init__(
        self,
        *,
        methodology: Methodology,
        edition: int,
        year: int,
        kind: str,
        observations: Observations,
        cells: Cells,
        scores: engine.Scores,
        exclusions: tuple[Finding, ...],
        published: Published | None,
    ) -> None:
        self.methodology = methodology
        self.edition = edition
        self.year = year
        self.kind = kind
        self.observations = observations
        self.published = published
        self.cells = cells
        self.engine_scores = scores
        self._exclusions = exclusions
        for array in (cells.rows, cells.carried, cells.values, cells.missing, cells.supplied,
                      cells.given, scores.transformed, scores.scores, scores.missing):  # fmt: skip
            array.flags.writeable = False

    @property
    def id(self) -> str:
        """Id of what this is, its kind included: ``idi-2024-reconstruction``."""
        return f"{self.methodology.document.index}-{self.edition}-{self.kind}"

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

    @property
    def ranks_published(self) -> bool:
        """Whether ranks are part of the publication under this methodology."""
        ranking = self.methodology.document.ranking
        return ranking is not None and ranking.policy == "published"

    @cached_property
    def order(self) -> list[int]:
        """Position in the plan of each node, in reading order."""
        nodes = self.methodology.plan.nodes
        return [nodes.index(key) for key in self.nodes]

    @cached_property
    def rounded(self) -> Array:
        """Rounded scores as decimals, shape (economies, nodes of the plan); see ``missing``."""
        array = np.asarray(_round(self.engine_scores.scores, self.decimals))
        array.flags.writeable = False
        return array

    @property
    def missing(self) -> Array:
        """Where there is no score, shape (economies, nodes of the plan)."""
        return self.engine_scores.missing

    @cached_property
    def rank_array(self) -> Array:
        """Ranks, shape (economies, nodes of the plan); 0 where there is none."""
        ranking = self.methodology.document.ranking
        if ranking is None:
            return np.zeros(self.engine_scores.scores.shape, dtype=np.int64)
        left_out = self.engine_scores.missing | self.engine_scores.missing[:, -1:]
        scores = self.engine_scores.scores
        ranks = engine.rank(scores, left_out, ranking.tie_decimals, ranking.best)
        ranks.flags.writeable = False
        return ranks

    @property
    def ranked(self) -> int:
        """How many economies have the index, and are ranked among each other."""
        return int((~self.engine_scores.missing[:, -1]).sum())

    @property
    def scores(self) -> pd.DataFrame:
        """Scores rounded as published: economies x nodes in reading order, float; NaN: none.

        Each float is the one nearest to the exactly rounded decimal. Unrounded scores are in
        :attr:`dataset` (float) and :attr:`exact` (decimal, 20 places).
        """
        from ictindex.indices.frames import wide

        return wide(self, self.rounded, np.nan).astype(float)

    @property
    def exact(self) -> pd.DataFrame:
        """Unrounded scores as ``Decimal``, 20 places; ``None``: no score."""
        from ictindex.indices.frames import wide

        return wide(self, self.engine_scores.scores, None)

    @property
    def ranks(self) -> pd.DataFrame:
        """Ranks by node: economies with the index x nodes, nullable integers.

        The name of the columns says whether they are published; where the methodology publishes
        none, they are "among n, not published".
        """
        from ictindex.indices.frames import ranks

        return ranks(self)

    def ranking(self, node: str | None = None) -> pd.DataFrame:
        """Return the ranked economies of a node, best first: columns rank, economy, score.

        Raises
        ------
        CatalogueError
            If the node is not part of the index.
        """
        from ictindex.indices.frames import ranking

        return ranking(self, node)

    def rank_label(self, language: str | None = None) -> str:
        """Return what the ranks must be called wherever they are shown."""
        key = "rank-published" if self.ranks_published else "rank-among"
        return terms.text("views", key, language, count=str(self.ranked))

    @property
    def excluded(self) -> pd.DataFrame:
        """Economies without index: columns economy, reason, missing, message."""
        from ictindex.indices.frames import excluded

        return excluded(self)

    @property
    def exclusions(self) -> Findings:
        """Economies without index, as findings (worded in six languages)."""
        return Findings(self._exclusions)

    @cached_property
    def flags(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Flags by (economy, node); nodes without a flag are absent."""
        from ictindex.indices.frames import flags

        return MappingProxyType(flags(self))

    @cached_property
    def unconfirmed(self) -> Mapping[str, str]:
        """Nodes of which a constant is unverified or conflicting, with the mark."""
        found: dict[str, str] = {}
        for path, mark in marks(self.methodology.document).items():
            parts = path.split(".")
            if parts[0] == "leaves" and mark in ("unverified", "conflicting"):
                found[parts[1]] = mark if found.get(parts[1]) != "conflicting" else "conflicting"
        return MappingProxyType(found)

    @cached_property
    def contributions(self) -> tuple[Array, Array]:
        """Unrounded contribution of every node to the index, and where it has none.

        Two arrays of shape (economies, nodes of the plan): ``Decimal`` and bool.
        """
        from ictindex.indices.frames import contributions

        weighted, missing = contributions(self)
        weighted.flags.writeable = missing.flags.writeable = False
        return weighted, missing

    @property
    def dataset(self) -> xr.Dataset:
        """Everything as an xarray dataset: economy x node (reading order).

        Variables: ``value``, ``transformed`` (of indicators), ``normalised`` (unrounded score),
        ``contribution`` (weighted, in points of the index), ``score`` (rounded as published),
        ``rank``, ``status``, ``source_class``, ``flags`` (separated by ``;``). Floats are those
        nearest to the exact decimals.
        """
        from ictindex.indices.frames import dataset

        return dataset(self)

    def kind_of(self, node: str) -> str:
        """Return ``"index"``, ``"sub-index"`` or ``"indicator"``.

        Raises
        ------
        CatalogueError
            If the node is not part of the index.
        """
        plan = self.methodology.plan
        if node not in plan.nodes:
            raise CatalogueError("explain.node-unknown", wanted=node, allowed=self.nodes)
        if node in plan.indicators:
            return "indicator"
        return "index" if node == plan.root else "sub-index"

    def to_frame(self, *, rounded: bool = True) -> pd.DataFrame:
        """Return one row for each economy and node.

        Parameters
        ----------
        rounded : bool
            Scores and contributions rounded as published; ``False``: unrounded.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, kind, value, score, rank, contribution, status, source_class,
            flags (separated by ``;``). Units: the catalogue's for values, points for the others.
        """
        from ictindex.indices.frames import long_frame

        return long_frame(self, rounded)

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        on: str = "recomputed",
    ) -> pd.DataFrame:
        """Return group figures: unweighted mean, median and count of each node by group.

        Figures are made from the scores as published (rounded), as in the reports, and rounded
        half up in decimal.

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue (``itu-region``, ``income-group``, ``ldc``, ``lldc``,
            ``sids``, ``development``), or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping; by default that of this edition (``idi-2024``).
        on : str
            ``"recomputed"``, or ``"published"`` for the published figures given to ``compute``.

        Returns
        -------
        pandas.DataFrame
            Columns group, node, count, mean, median; ``all`` is every economy with the index.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping or vintage is unknown, or published figures are asked without any.
        """
        from ictindex.indices.groups import groups_of_result

        return groups_of_result(self, by, vintage, on)

    def comparison(self) -> pd.DataFrame:
        """Return recomputed figures beside the published ones given to ``compute``.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, published, recomputed, difference, low, high, explained: the
            published figure is explained where it lies between ``low`` and ``high``, the bounds
            that the rounding of the printed inputs allows (an interval through the formulae).

        Raises
        ------
        UsageError
            If no published figures were given.
        """
        from ictindex.indices.beside import comparison

        if self.published is None:
            raise UsageError("compute.no-published")
        return comparison(self)

    @cached_property
    def bounds(self) -> tuple[Array, Array]:
        """Lowest and highest scores that the rounding of the printed inputs allows.

        Two arrays of ``Decimal``, shape (economies, nodes of the plan).
        """
        from ictindex.indices.beside import bounds

        low, high = bounds(self)
        low.flags.writeable = high.flags.writeable = False
        return low, high

    def explain(
        self, economy: str, *, node: str | None = None, language: str | None = None
    ) -> Explanation:
        """Show the whole arithmetic of an economy, from the observation to the rounded score.

        Parameters
        ----------
        economy : str
            ISO3 code.
        node : str, optional
            Where to start; by default the index.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Explanation
            Text when printed, rich in a notebook; ``to_markdown``, ``to_html``, ``to_dict``.

        Raises
        ------
        CatalogueError
            If the economy or the node is not in this result.
        """
        from ictindex.indices.explain import explain_result

        return explain_result(self, economy, node, language)

    def observation(self, economy: str, node: str) -> int | None:
        """Return the row of the observation behind a cell, or ``None``."""
        plan = self.methodology.plan
        row = int(self.cells.rows[self.economies.index(economy), plan.nodes.index(node)])
        return None if row < 0 else row

    def unrounded(self, economy: str) -> dict[str, Decimal]:
        """Return the unrounded score of every node of an economy that has one."""
        e = self.economies.index(economy)
        plan = self.methodology.plan
        return {
            key: self.engine_scores.scores[e, n]
            for n, key in enumerate(plan.nodes)
            if not self.engine_scores.missing[e, n]
        }

    def inputs(self, economy: str) -> dict[str, Decimal]:
        """Return the value of every indicator of an economy that has one."""
        e = self.economies.index(economy)
        return {
            key: self.cells.values[e, n]
            for n, key in enumerate(self.methodology.plan.indicators)
            if not self.cells.missing[e, n]
        }

    def supplied(self, economy: str) -> frozenset[str]:
        """Return the nodes of an economy whose score was supplied."""
        e = self.economies.index(economy)
        nodes = self.methodology.plan.nodes
        return frozenset(key for n, key in enumerate(nodes) if self.cells.given[e, n])

    def rank(self, economy: str, node: str) -> int | None:
        """Return the rank of an economy, or ``None`` where it has none."""
        n = self.methodology.plan.nodes.index(node)
        return int(self.rank_array[self.economies.index(economy), n]) or None

    def to_text(self, language: str | None = None) -> str:
        """Return the table for a terminal."""
        from ictindex.indices.views import table

        known = terms.current_language(language)
        return terms.write(table(self, known), known, "text")

    def to_html(self, language: str | None = None) -> str:
        """Return the table as HTML, as a notebook shows it."""
        from ictindex.indices.views import table
        from ictindex.terms.blocks import html_fragment

        known = terms.current_language(language)
        return html_fragment(table(self, known), known)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return self.to_text().rstrip()
