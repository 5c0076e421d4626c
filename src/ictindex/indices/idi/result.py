"""The result of a composite index: scores, ranks, groups, explanations, views."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.records import read_only
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.idi.score_tables import (
    make_comparison,
    make_exclusions,
    make_scores,
    make_scores_and_published,
)
from ictindex.indices.idi.scores import EditionScores
from ictindex.language.i18n.frame_names import put_names

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.core.arrays import Array
    from ictindex.core.plots import ResultPlots
    from ictindex.indices.idi.explain import Explanation
    from ictindex.language.commentary_page import Commentary
    from ictindex.language.i18n.document import Block
    from ictindex.language.i18n.renderable import Page


@read_only
class Result(EditionScores):
    """Scores of an edition. All returned objects are copies or read-only.

    :func:`ictindex.compute` returns it.

    Parameters
    ----------
    methodology : Methodology
        The methodology that computed it.
    edition, year : int
        The edition, and the year of its data.
    kind : str
        ``exploration``, ``reconstruction`` or ``demonstration``; only an edition is ``official``.
    published : Published or None
        Published figures to compare with the recomputed ones.
    put_in : frozenset of (str, str)
        Cells (economy, node) whose value a what-if replaced.
    observations : Observations
        The observations that it was computed from.
    input_rows : Inputs
        The inputs, with a row for each economy.
    exact_scores : ExactScores
        Unrounded scores, with a row for each economy.
    exclusion_findings : tuple of Finding
        Reasons why economies have no index.
    selection : Selection or None
        The selection of the observations by :func:`ictindex.select_sources`, if there is one.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> found.id, float(found.scores.loc["BRA", "idi"])
    ('idi-2024-exploration', 82.0)
    >>> found.economies[:3], found.nodes[:2], found.kind
    (('AFG', 'AZE', 'BGD'), ('idi', 'universal-connectivity'), 'exploration')
    >>> found.is_reference_year, found.decimals, found.ranks_published, found.ranked
    (True, 1, False, 19)

    Arrays have an axis of economies and one of nodes, in the order of the plan:

    >>> cell = found.economy_position("BRA"), found.position("idi")
    >>> found.rounded[cell], bool(found.missing[cell]), round(found.exact.loc["BRA", "idi"], 2)
    (Decimal('82.0'), False, Decimal('82.03'))
    >>> found.order[0] == found.position(found.nodes[0])
    True
    >>> found.rounded.shape, len(found.remarks("en"))
    ((24, 14), 1)

    What to know before using a figure:

    >>> found.flags["AFG", "coverage-3g"], dict(found.unconfirmed), len(found.warnings)
    (('carried', 'source-not-stated'), {}, 0)
    >>> [finding.economy for finding in found.exclusions]
    ['AFG', 'FRA', 'LSO', 'VEN', 'YEM']
    >>> int(found.ranks.loc["BRA", "idi"]), found.excluded["economy"].tolist()[:2]
    (12, ['AFG', 'FRA'])
    >>> found.ranking()["economy"].tolist()[:3]
    ['KWT', 'BHR', 'KOR']
    >>> float(found.dataset["score"].sel(economy="BRA", node="idi"))
    82.0
    >>> found.to_frame().query("economy == 'BRA' and node == 'idi'")["score"].tolist()
    [82.0]
    >>> found.groups("itu-region").query("node == 'idi'")["count"].tolist()
    [5, 3, 3, 3, 3, 2, 19]
    >>> found.show_groups("itu-region", "idi").to_dict()["rows"][-1]["count"]
    19
    >>> idi, annex = ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    >>> compared = ict.compute(idi, annex, published=ict.sample_data("idi-2024-published.csv"))
    >>> bool(compared.comparison()["explained"].all())
    True
    >>> print(found.explain("BRA", language="en").to_text().splitlines()[0])
    Brazil: ICT Development Index
    >>> found.to_dict()["ranks"]
    {'published': False, 'among': 19, 'of': 170, 'complete': False}
    """

    @property
    def plot(self) -> ResultPlots:
        """Charts of the scores: ``result.plot.contributions()``, ``result.plot.heat_map()`` ..."""
        plots: ResultPlots = make_above("plot", self)
        return plots

    def in_words(
        self,
        language: str | None = None,
        *,
        economy: str | None = None,
        before: Result | None = None,
    ) -> Commentary:
        """Return what the result says, in sentences: of its edition, or of one economy.

        A score is compared with the median of a group only if every economy of that group has a
        score here, and with the mean that ITU printed as ITU's. No economy is put in an order.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        economy : str, optional
            ISO3 code, or a name of the economy in any of the six languages; without it the
            sentences are about the edition.
        before : Result, optional
            The result of an earlier edition: what moved the score of the economy since then; for
            an edition, the change of its median, of the economies that both have.

        Returns
        -------
        Commentary
            Text when printed, a page in a notebook; ``sentences`` are codes with figures.

        Raises
        ------
        CatalogueError
            If the economy is not in this result, or the language is not one of the six.
        UsageError
            If ``before`` is of another index.

        Examples
        --------
        >>> import ictindex as ict
        >>> data = ict.sample_data("idi-2024-annex.csv")
        >>> result = ict.compute(ict.methodology("idi", 2024), data)
        >>> print(result.in_words("en", economy="BRA").sentences[0].to_text("en"))
        Brazil: score 82.0 of 100 in the ICT Development Index 2024, computed here and not read from a publication of ITU.
        """  # noqa: E501
        words: Commentary = make_above("in_words", self)(economy, before, language)
        return words

    @cached_property
    def missing(self) -> Array:
        """Mask of the cells without score, shape (economies, nodes of the plan)."""
        from ictindex.indices.idi.score_arrays import find_holes

        return find_holes(self.exact_scores.scores, len(self.nodes))

    @cached_property
    def rounded(self) -> Array:
        """Rounded scores as decimals, shape (economies, nodes of the plan); ``None`` for none."""
        from ictindex.indices.idi.score_arrays import build_array

        return build_array(self.rounded_rows, len(self.nodes))

    @property
    def scores(self) -> pd.DataFrame:
        """Scores rounded as published: economies x nodes in reading order, float; NaN for no score.

        Each float is the one nearest to the exactly rounded decimal. Unrounded scores are in
        :attr:`dataset` (float) and :attr:`exact` (decimal, 20 places).
        """
        from ictindex.indices.idi.frames import wide

        return wide(self, self.rounded_rows, numeric=True)

    @property
    def exact(self) -> pd.DataFrame:
        """Unrounded scores as ``Decimal``, 20 places; ``None`` for no score.

        Examples
        --------
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> result = ict.compute(ict.methodology("idi", edition=2024), table)
        >>> round(result.exact.loc["BRA", "idi"], 1)
        Decimal('82.0')
        """
        from ictindex.indices.idi.frames import wide

        return wide(self, self.exact_scores.scores)

    @property
    def ranks(self) -> pd.DataFrame:
        """Ranks by node: economies with the index x nodes, nullable integers.

        The name of the columns states whether they are published; if the methodology publishes no
        ranks, it is "among n, not published".
        """
        from ictindex.indices.idi.frames import ranks

        return ranks(self)

    def ranking(self, node: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        """Return the ranked economies of a node, best first: columns rank, economy, score.

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            A row for each ranked economy; the label of the ranks is in ``attrs``.

        Raises
        ------
        CatalogueError
            If the node is not part of the index.
        """
        from ictindex.indices.idi.frames import ranking

        return put_names(ranking(self, node), names, self)

    @property
    def excluded(self) -> pd.DataFrame:
        """Economies without index: columns economy, reason, missing, message."""
        return write_frame(make_exclusions(self))

    @property
    def dataset(self) -> xr.Dataset:
        """Everything as an xarray dataset: economy x node (reading order).

        Variables: ``value``, ``transformed`` (of indicators), ``normalised`` (unrounded score),
        ``contribution`` (weighted, in points of the index), ``score`` (rounded as published),
        ``rank``, ``status``, ``source_class``, ``flags`` (separated by ``;``). Floats are those
        nearest to the exact decimals.
        """
        from ictindex.indices.idi.frames import dataset

        return dataset(self)

    def to_frame(self, *, rounded: bool = True, names: str | None = None) -> pd.DataFrame:
        """Return one row for each economy and node.

        Parameters
        ----------
        rounded : bool
            Scores and contributions rounded as published; ``False``: unrounded.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, level, value, score, rank, contribution, status, source_class,
            flags (separated by ``;``). Values have the units of the catalogue, scores and
            contributions are in points.
        """
        from ictindex.indices.idi.frames import long_frame

        return put_names(long_frame(self, rounded), names, self)

    def _list_tables(self) -> Mapping[str, Table]:
        make = make_scores if self.published is None else make_scores_and_published
        return {"scores": make(self), "excluded": make_exclusions(self)}

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        on: str = "recomputed",
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return group figures: unweighted mean, median and count of each node by group.

        Figures are computed from the scores as published (rounded), as in the reports, and rounded
        half up in decimal.

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue (``itu-region``, ``income-group``, ``ldc``, ``lldc``,
            ``sids``, ``development``), or a mapping of ISO3 codes to names of groups. For an index
            with a user's own areas, one of their groupings; by default the first.
        vintage : str, optional
            Vintage of the grouping; by default that of this edition (``idi-2024``).
        on : str
            ``"recomputed"``, or ``"published"`` for the published figures passed to ``compute``.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns group, node, count, mean, median; ``all`` is every economy with the index.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping or vintage is unknown, or there are no published figures to use.
        """
        from ictindex.indices.results.group_figures import choose_score_groups, write_group_frame

        return put_names(write_group_frame(choose_score_groups(self, by, vintage, on)), names, self)

    def show_groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        node: str | None = None,
        *,
        vintage: str | None = None,
        on: str = "recomputed",
        language: str | None = None,
    ) -> Page:
        """Return the page of group figures, as ``ictindex groups`` prints it.

        Parameters
        ----------
        by : str or mapping
            A grouping, as of :meth:`groups`.
        node : str, optional
            Id of a node; by default the index and its sub-indices.
        vintage : str, optional
            Vintage of the grouping; by default that of this edition (``idi-2024``).
        on : str
            ``"recomputed"``, or ``"published"`` for the published figures passed to ``compute``.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text, Markdown, HTML, LaTeX, PDF and plain data: unweighted mean, median and count of
            each group; the figures are those of :meth:`groups`.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping, vintage or node is unknown, or there are no published figures to use.
        """
        from ictindex.indices.idi.group_page import keep_node, make_group_page
        from ictindex.indices.results.group_figures import choose_score_groups

        figures = keep_node(self, choose_score_groups(self, by, vintage, on), node)
        return make_group_page(self, figures, on, language)

    def comparison(self, *, names: str | None = None) -> pd.DataFrame:
        """Return recomputed figures next to the published ones that were passed to ``compute``.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, published, recomputed, difference, low, high, explained: the
            published figure is explained if it is between ``low`` and ``high``, the bounds that the
            rounding of the printed inputs allows (an interval through the formulae).

        Raises
        ------
        UsageError
            If there are no published figures.
        """
        if self.published is None:
            raise UsageError("compute.no-published")
        return put_names(write_frame(make_comparison(self)), names, self)

    def explain(
        self, economy: str, *, node: str | None = None, language: str | None = None
    ) -> Explanation:
        """Show the whole arithmetic of an economy, from the observation to the rounded score.

        Parameters
        ----------
        economy : str
            ISO3 code, or a name of the economy in any of the six languages.
        node : str, optional
            The node to start from; by default the index.
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
        from ictindex.indices.idi.explain import explain_economy

        return explain_economy(self, economy, node, language)

    def _blocks(self, language: str) -> list[Block]:
        """Return the table: ranks, scores of index and sub-indices, remarks, excluded economies."""
        from ictindex.indices.idi.views import table

        return table(self, language)

    def remarks(self, language: str) -> list[Block]:
        """Return the number of inputs with each flag, with their economies; empty without flags.

        Parameters
        ----------
        language : str
            One of the six languages.

        Returns
        -------
        list of blocks
            A table, if there are flags.
        """
        from ictindex.indices.idi.views import remarks

        return remarks(self, language)

    _json_name = "result"

    def _to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data, for JSON."""
        record = (
            self.head()
            | self._notice_records()
            | {
                "ranks": {"published": self.ranks_published, **self.extent.facts()},
                "rows": write_records(make_scores(self)),
                "excluded": write_records(make_exclusions(self)),
                "warnings": self.warnings.records(),
                "findings": self.observations.findings.records(),
            }
        )
        if self.published is not None:
            record["comparison"] = write_records(make_comparison(self))
        return record
