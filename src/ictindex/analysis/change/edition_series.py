"""Editions of one index as a series: computed, opened or published, with marked breaks.

Levels of different methodologies are not comparable. One series can contain editions of several
methodologies; a change of methodology is a break, and nothing is computed across it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, overload

import numpy as np

from ictindex.analysis.tables.edition_figures import (
    EditionFigures,
    figures_of_published,
    figures_of_result,
    find_groups,
    rank_economies,
    require_node,
    show_score,
)
from ictindex.analysis.tables.set_dependence import depends_on_set
from ictindex.core import decimals as numbers
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.published_figures import Published
from ictindex.indices.index_protocols import methodology as find_methodology
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import IndexFigures
from ictindex.indices.results.extent import describe_part
from ictindex.indices.results.group_figures import ALL, mean, median
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.registry import COMPOSITE, load_index
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import put_before

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.core.own_terms import OwnTerms
    from ictindex.core.plots import SeriesPlots
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult

PUBLISHED: Final = "published"
UNOFFICIAL: Final = "unofficial"

_ECONOMY = Column("economy", "economy", about="ISO3 code")
_EDITION = Column("edition", "code", about="label of the edition")
_YEAR = Column("year", "year", about="of the data")
_SEGMENT = Column("segment", "count", about="editions of one segment are comparable")
_METHODOLOGY = Column("methodology", "code", about="id of the document")
SCORES = define(
    "series-scores",
    _ECONOMY,
    Column("node", "node"),
    _EDITION,
    _YEAR,
    Column("score", "score", about="as published"),
    _SEGMENT,
    _METHODOLOGY,
    Column(result_kind.COLUMN, "code", about="of the edition"),
    key=("economy", "node", "edition"),
    page=(),
)
CHANGES = define(
    "series-change",
    _ECONOMY,
    Column("first", "score", about="as published"),
    Column("last", "score", about="as published"),
    Column("change", "figure", about="points, from the figures as published"),
    Column("exact_change", "figure", about="from the unrounded scores", exact=True),
    KIND_OF_RESULT,
    key=("economy",),
    page=(),
)
RANKS = define(
    "series-ranks",
    _ECONOMY,
    _EDITION,
    Column("rank", "rank", gaps=True),
    Column("among", "count", about="economies ranked", gaps=True),
    Column("of", "count", about="economies of the edition, where known", gaps=True),
    Column("ranks", "code", about="published or unofficial"),
    _SEGMENT,
    KIND_OF_RESULT,
    key=("economy", "edition"),
    page=(),
)
GROUPS = define(
    "series-groups",
    Column("group", "group"),
    _EDITION,
    _YEAR,
    Column("count", "count", about="economies with a score"),
    Column("mean", "figure", about="unweighted, rounded half up"),
    Column("median", "figure", about="rounded half up"),
    _SEGMENT,
    _METHODOLOGY,
    KIND_OF_RESULT,
    key=("group", "edition"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class Break:
    """A point in a series where the methodology changes.

    Parameters
    ----------
    before, after : str
        Labels of the editions on both sides.
    methodologies : tuple of str
        Ids of the methodologies on both sides.

    Examples
    --------
    >>> import ictindex as ict
    >>> now = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> korea = ict.sample_data("worked-example-2011.csv")
    >>> old = ict.compute(ict.methodology("idi", 2011), korea)
    >>> ict.analysis.series([now, old]).breaks[0].before
    '2011'
    """

    before: str
    after: str
    methodologies: tuple[str, str]


class Series(ReadOnly, Renderable):
    """Several editions of one index, along an axis. Made by :func:`ictindex.analysis.series`.

    Parameters
    ----------
    editions : sequence of EditionFigures
        The editions, in any order.

    Examples
    --------
    >>> import ictindex as ict
    >>> now = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> series = ict.analysis.series([now])
    >>> float(series.dataset["score"].sel(edition="2024", economy="BRA", node="idi"))
    82.0
    >>> float(series.scores.loc["BRA", "2024"]), len(series.results)
    (82.0, 1)
    >>> float(series.change()["change"].max())  # one edition: first and last are the same
    0.0
    >>> series.plot.kinds()
    ('change_bands', 'dumbbell', 'slope')
    >>> [row["score"] for row in series.to_dict()["rows"] if row["economy"] == "BRA"]
    ['82.0']

    Published tables are a series too:

    >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    >>> read = ict.analysis.series({2024: printed})
    >>> float(read.scores.loc["BRA", "2024"]), read.editions[0].kind
    (82.0, 'published')
    >>> read.groups("itu-region").query("group == 'all'")[["edition", "count"]].values.tolist()
    [['2024', 24]]
    >>> read.ranks(ranks="unofficial").query("economy == 'KWT'")["rank"].tolist()
    [1]
    >>> read.to_frame().query("economy == 'BRA'")["score"].tolist()
    [82.0]

    Levels of different methodologies are not comparable:

    >>> korea = ict.sample_data("worked-example-2011.csv")
    >>> series = ict.analysis.series([now, ict.compute(ict.methodology("idi", 2011), korea)])
    >>> series.labels, series.comparable, series.segments
    (('2011', '2024'), False, (1, 2))
    >>> series.methodologies
    ('idi-methodology-2011', 'idi-methodology-2023')
    >>> [(switch.before, switch.after) for switch in series.breaks]
    [('2011', '2024')]
    """

    editions: tuple[EditionFigures, ...]

    def __init__(self, editions: Sequence[EditionFigures]) -> None:
        ordered = sorted(
            editions, key=lambda figures: (figures.edition, figures.year, figures.methodology.id)
        )
        self._set(editions=tuple(ordered))

    # ---------------------------------------------------------------- editions

    @property
    def results(self) -> tuple[Result, ...]:
        """The results among the editions; a published table is not a result."""
        return tuple(figures.result for figures in self.editions if figures.result is not None)

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        return terms_of(self.editions[-1].methodology)

    @property
    def plot(self) -> SeriesPlots:
        """Charts of the editions: ``series.plot.dumbbell()``, ``series.plot.slope()``."""
        plots: SeriesPlots = make_above("plot", self)
        return plots

    @property
    def labels(self) -> tuple[str, ...]:
        """A label for each edition.

        The data year is added where it is not the reference year, and the methodology where the
        series has an edition under several methodologies.
        """
        plain = [
            figures.id  # a what-if must not look like an edition
            if figures.is_what_if
            else str(figures.edition)
            if figures.is_reference_year
            else f"{figures.edition} ({figures.year})"
            for figures in self.editions
        ]
        return tuple(
            label if plain.count(label) == 1 else f"{label} ({figures.methodology.id})"
            for label, figures in zip(plain, self.editions, strict=True)
        )

    @property
    def methodologies(self) -> tuple[str, ...]:
        """Ids of the methodologies, in the order of the editions, each once."""
        return tuple(dict.fromkeys(figures.methodology.id for figures in self.editions))

    @property
    def segments(self) -> tuple[int, ...]:
        """The segment of each edition, counted from 1: editions of one segment are comparable."""
        documents = [figures.methodology.document for figures in self.editions]
        seen: list[Any] = []
        for document in documents:
            if document not in seen:
                seen.append(document)
        return tuple(1 + seen.index(document) for document in documents)

    @property
    def comparable(self) -> bool:
        """True if all editions follow one methodology; otherwise levels are not comparable."""
        return max(self.segments) == 1

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Points where the methodology changes from one edition to the next."""
        pairs = zip(self.labels, self.labels[1:], strict=False)
        sides = zip(self.editions, self.editions[1:], strict=False)
        changes = [old != new for old, new in zip(self.segments, self.segments[1:], strict=False)]
        return tuple(
            Break(first, last, (old.methodology.id, new.methodology.id))
            for (first, last), (old, new), changed in zip(pairs, sides, changes, strict=True)
            if changed
        )

    @property
    def _kind(self) -> str:
        return result_kind.join_kinds(figures.kind for figures in self.editions)

    def _node(self, node: str | None) -> str:
        """Return the requested node, by default the index; every edition must have it."""
        if node is None:
            return self.editions[0].methodology.plan.root
        require(is_text(node), "node", "text", node)
        for figures in self.editions:
            require_node(figures, node)
        return node

    def _position_of(self, label: str | int) -> int:
        """Return the position of an edition by its label or its number."""
        if str(label) not in self.labels:
            raise UsageError("series.no-edition", wanted=str(label)[:80], allowed=self.labels)
        return self.labels.index(str(label))

    # ---------------------------------------------------------------- figures

    @property
    def dataset(self) -> xr.Dataset:
        """The datasets of the editions along a new axis ``edition``; NaN where not in one."""
        import pandas as pd
        import xarray as xr

        parts = [_dataset(figures) for figures in self.editions]
        filled = {"status": "", "source_class": "", "flags": "", "rank": np.nan}
        joined = xr.concat(
            parts,
            pd.Index(self.labels, name="edition"),
            join="outer",
            fill_value=filled,
            combine_attrs="drop_conflicts",
            coords="minimal",
            compat="override",
            data_vars="all",
        )
        joined.coords["segment"] = ("edition", list(self.segments))
        joined.attrs["methodologies"] = ", ".join(self.methodologies)
        roots = [figures.frame_attributes().get("root", "") for figures in self.editions]
        if any(roots):  # each figure belongs to its own edition
            joined.attrs["roots"] = ", ".join(roots)
        return joined

    @property
    def scores(self) -> pd.DataFrame:
        """Score of the index as published: economies x editions; NaN where there is none."""
        return self.table()

    def table(self, node: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        """Return the scores of a node as published: economies x editions.

        Parameters
        ----------
        node : str, optional
            A node that all editions have; by default the index.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            A row for each economy of any edition; NaN where an edition has no score.

        Raises
        ------
        CatalogueError
            If an edition does not have the node.

        Examples
        --------
        >>> import ictindex as ict
        >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
        >>> table = ict.analysis.series({2024: printed}).table("universal-connectivity")
        >>> table.columns.tolist(), table.index.name
        (['2024'], 'economy (published)')
        """
        import pandas as pd

        key = None if node is None else self._node(node)
        columns = {}
        for label, figures in zip(self.labels, self.editions, strict=True):
            column = figures.column(figures.methodology.plan.root if key is None else key)
            there = {e: float("nan") for e in figures.economies}
            columns[label] = pd.Series(
                there | {e: float(score) for e, score in column.items()}, dtype=float
            )
        frame = pd.DataFrame(columns).sort_index()
        frame.index.name = "economy"
        frame.columns.name = "edition"
        return put_names(result_kind.head_kind(frame, self._kind), names, self)

    def to_frame(self, node: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        """Return the scores of a node as a tidy frame: a row for each economy and edition.

        Parameters
        ----------
        node : str, optional
            A node that all editions have; by default the index.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, edition (label), year (of the data), score (as published),
            segment (editions of one segment are comparable), methodology, result_kind (of the
            edition).
        """
        breaks = [(switch.before, switch.after) for switch in self.breaks]
        return put_names(write_frame(self._table(node), {"breaks": breaks}), names, self)

    def _table(self, node: str | None = None) -> Table:
        """Return the scores of a node: a row for each economy and edition."""
        rows = []
        for label, segment, figures in zip(self.labels, self.segments, self.editions, strict=True):
            key = figures.methodology.plan.root if node is None else self._node(node)
            for economy, score in sorted(figures.column(key).items()):
                rows.append(
                    {
                        "economy": economy,
                        "node": key,
                        "edition": label,
                        "year": figures.year,
                        "score": score,
                        "segment": segment,
                        "methodology": figures.methodology.id,
                        result_kind.COLUMN: result_kind.name_of(figures.kind),
                    }
                )
        return Table.of(SCORES, rows)

    def change(
        self,
        node: str | None = None,
        *,
        first: str | int | None = None,
        last: str | int | None = None,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return the change from one edition to another, for economies in both.

        Parameters
        ----------
        node : str, optional
            A node that all editions have; by default the index.
        first, last : str or int, optional
            Labels or numbers of editions; by default the first and the last of the series.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, first, last, change (points, from the figures as published, which are
            rounded), exact_change (from the unrounded scores, ``Decimal``; ``None`` where one of
            the editions is a published table), result_kind.

        Raises
        ------
        UsageError
            If there is a break between the two editions, or no such edition or node.
        """
        places = [
            end if label is None else self._position_of(label)
            for label, end in ((first, 0), (last, len(self.editions) - 1))
        ]
        before, after = (self.editions[position] for position in places)
        if self.segments[places[0]] != self.segments[places[1]]:
            used = list(dict.fromkeys((before.methodology.id, after.methodology.id)))
            raise UsageError("series.not-comparable", documents=used)
        key = self._node_of(before, node)
        old, new = before.column(key), after.column(key)
        rows = []
        for economy in sorted(old.keys() & new.keys()):
            ends = (before.unrounded(economy, key), after.unrounded(economy, key))
            with numbers.exact():
                change = new[economy] - old[economy]
                exact = None if None in ends else (ends[1] or 0) - (ends[0] or 0)
            rows.append(
                {
                    "economy": economy,
                    "first": old[economy],
                    "last": new[economy],
                    "change": change,
                    "exact_change": exact,
                }
            )
        kinds = result_kind.join_kinds((before.kind, after.kind))
        table = Table.of(CHANGES, rows, {result_kind.COLUMN: kinds})
        return put_names(write_frame(table), names, self)

    def _node_of(self, figures: EditionFigures, node: str | None) -> str:
        """Return a node of an edition, or refuse an unknown one."""
        plan = figures.methodology.plan
        key = plan.root if node is None else node
        if key not in plan.nodes:
            raise UsageError("explain.node-unknown", wanted=key, allowed=plan.reading_order())
        return key

    def ranks(
        self,
        node: str | None = None,
        *,
        ranks: Literal["published", "unofficial"] = PUBLISHED,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return the ranks of the economies in each edition.

        Parameters
        ----------
        node : str, optional
            A node that all editions have; by default the index.
        ranks : str
            ``"published"``: only where every edition publishes ranks and is complete; or
            ``"unofficial"``: among the available economies, and marked as such.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, edition (label), rank, among (economies ranked), of (economies of the
            edition, where known), ranks (``published`` or ``unofficial``), segment, result_kind.
            Ranks of different segments are not comparable.

        Raises
        ------
        UsageError
            If an edition publishes no ranks or is incomplete, and unofficial ranks are not
            requested.
        """
        if ranks not in (PUBLISHED, UNOFFICIAL):
            allowed = [PUBLISHED, UNOFFICIAL]
            raise UsageError("series.ranks-unknown", wanted=str(ranks)[:80], allowed=allowed)
        without = [
            label
            for label, figures in zip(self.labels, self.editions, strict=True)
            if not (figures.ranks_published and figures.extent.complete)
        ]
        if without and ranks == PUBLISHED:
            raise UsageError("series.no-ranks", editions=without)
        rows = []
        for label, segment, figures in zip(self.labels, self.segments, self.editions, strict=True):
            key = figures.methodology.plan.root if node is None else self._node(node)
            ranked = rank_economies(figures, key)
            status = UNOFFICIAL if label in without else PUBLISHED
            rows += [
                {
                    "economy": economy,
                    "edition": label,
                    "rank": rank,
                    "among": len(ranked),
                    "of": figures.extent.whole,
                    "ranks": status,
                    "segment": segment,
                }
                for economy, rank in sorted(ranked.items())
            ]
        table = Table.of(RANKS, rows, {result_kind.COLUMN: self._kind})
        return put_names(write_frame(table), names, self)

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        node: str | None = None,
        *,
        vintage: str | None = None,
        matched: bool = False,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return group figures over time: unweighted mean, median and count by edition.

        Figures are computed from the scores as published, and rounded half up in decimal.

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups.
        node : str, optional
            A node that all editions have; by default the index.
        vintage : str, optional
            One vintage for all editions; by default each edition has its own, so that an economy
            may change its group.
        matched : bool
            Count only economies with the score in every edition of the segment, because a change of
            coverage changes means but no score.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns group, edition (label), year, count, mean, median, segment, methodology,
            result_kind; ``all`` is every economy. Means of different segments are not comparable.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping, its vintage or the node is unknown.
        """
        key = None if node is None else self._node(node)
        columns = [figures.column(self._node_of(figures, key)) for figures in self.editions]
        rows: list[dict[str, object]] = []
        everything = zip(self.labels, self.segments, self.editions, columns, strict=True)
        for label, segment, figures, column in everything:
            kept = column
            if matched:
                own = [c for c, s in zip(columns, self.segments, strict=True) if s == segment]
                shared = set.intersection(*(set(c) for c in own))
                kept = {economy: score for economy, score in column.items() if economy in shared}
            rounding = figures.methodology.document.rounding
            places = 0 if rounding is None else rounding.decimals
            with use_terms(self._own_terms):
                groups = find_groups(figures, by, vintage)
            for group, members in (*groups.items(), (ALL, tuple(kept))):
                scores = [kept[economy] for economy in members if economy in kept]
                rows.append(
                    {
                        "group": group,
                        "edition": label,
                        "year": figures.year,
                        "count": len(scores),
                        "mean": numbers.round_half_up(mean(scores), places) if scores else None,
                        "median": numbers.round_half_up(median(scores), places) if scores else None,
                        "segment": segment,
                        "methodology": figures.methodology.id,
                    }
                )
        order = {group: n for n, group in enumerate(dict.fromkeys(row["group"] for row in rows))}
        order[ALL] = len(order)
        rows.sort(key=lambda row: order[row["group"]])
        attributes = {
            "grouping": by if isinstance(by, str) else "own",
            "vintage": (vintage or "of each edition") if isinstance(by, str) else "",
            "matched": matched,
        }
        table = Table.of(GROUPS, rows, {result_kind.COLUMN: self._kind})
        return put_names(write_frame(table, attributes), names, self)

    # ---------------------------------------------------------------- page

    def _blocks(self, language: str) -> list[Block]:
        title = i18n.text("views", "editions-side-by-side", language)
        blocks: list[Block] = [i18n.Heading(title, 2)]
        if not self.comparable:
            note = i18n.Sentence("views/different-methodologies", documents=self.methodologies)
            blocks.append(note.as_note())
        for figures in self.editions:
            blocks += [put_before(figures.id, notice) for notice in figures.list_notices()]
            if extent := describe_part(figures.extent, has_ranks=figures.ranks_published):
                blocks.append(put_before(figures.id, extent).as_note())
        columns = [figures.column(figures.methodology.plan.root) for figures in self.editions]
        economies = sorted({economy for figures in self.editions for economy in figures.economies})
        broken = {switch.after for switch in self.breaks}
        headers = [i18n.text("views", "economy", language)]
        rows = [[i18n.economy_name(economy, language)] for economy in economies]
        for label, figures, column in zip(self.labels, self.editions, columns, strict=True):
            if label in broken:  # a line between editions that are not comparable
                headers.append("║")
                rows = [[*row, "║"] for row in rows]
            headers.append(label)
            rows = [
                [*row, show_score(figures, column.get(economy), language)]
                for row, economy in zip(rows, economies, strict=True)
            ]
        blocks.append(i18n.Grid(headers, rows, frozenset(range(1, len(headers)))))
        return blocks

    _json_name = "series"

    def _to_dict(self) -> dict[str, Any]:
        """Return the scores as plain data, for JSON."""
        return {
            "results": [figures.id for figures in self.editions],
            "methodologies": list(self.methodologies),
            "breaks": [[switch.before, switch.after] for switch in self.breaks],
            "rows": write_records(self._table()),
        }


def _dataset(figures: EditionFigures) -> xr.Dataset:
    """Return the dataset of an edition; for a published table only its scores."""
    import xarray as xr

    if figures.result is not None:
        return figures.result.dataset.drop_vars(["level", "unit"])
    nodes, economies = figures.methodology.plan.reading_order(), figures.economies
    cells = [[figures.scores.get((economy, node)) for node in nodes] for economy in economies]
    floats = [[math.nan if cell is None else float(cell) for cell in row] for row in cells]
    return xr.Dataset(
        {
            "score": (("economy", "node"), np.array(floats, dtype=float)),
            result_kind.COLUMN: ((), result_kind.name_of(figures.kind)),
        },
        coords={"economy": list(economies), "node": list(nodes)},
    )


@overload
def series(
    editions: Iterable[Result] | Mapping[int, Result | Published],
    *,
    methodology: Methodology | str | None = None,
) -> Series: ...
@overload
def series(editions: Iterable[BasketResult | PriceSeries]) -> PriceSeries: ...
def series(
    editions: Iterable[Any] | Mapping[int, Any], *, methodology: Methodology | str | None = None
) -> Series | PriceSeries:
    """Combine editions into a series: computed, opened or published.

    Parameters
    ----------
    editions : iterable of Result, of BasketResult and PriceSeries, or mapping
        Results of one index, each edition and year once; or priced baskets, computed or read; or
        a mapping of the number of an edition to its result or its published table
        (:func:`ictindex.read_published`).
    methodology : Methodology or str, optional
        The methodology of published tables; by default the methodology of the IDI that is valid for
        the edition.

    Returns
    -------
    Series or PriceSeries
        For scores, a series with ``scores``, ``change()``, ``ranks()``, ``groups()`` and
        ``dataset`` and with marked breaks; for priced baskets, a series of prices by definition and
        year.

    Raises
    ------
    UsageError
        If there is no edition, an edition occurs twice, indices are mixed, a published table has no
        edition, or a variant takes its parameters from each new set of economies.

    Notes
    -----
    Nothing is joined across a change of methodology: a series can contain editions of several
    methodologies, but :meth:`Series.change` refuses a break. A score that an edition does not have
    stays missing.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> dict(ict.analysis.series([result]).dataset.sizes)
    {'edition': 1, 'economy': 24, 'node': 14}
    """
    listed: list[tuple[int | None, Any]]
    if isinstance(editions, Mapping):
        listed = [_read_key(key, source) for key, source in editions.items()]
    else:
        require(isinstance(editions, Iterable), "editions", "results", editions)
        listed = [(None, source) for source in editions]
    for _, source in listed:
        require(isinstance(source, (IndexFigures, Published)), "editions", "results", source)
    if not listed:
        raise UsageError("series.empty")
    results = [source for _, source in listed if isinstance(source, IndexFigures)]
    if len({(result.implementation, result.index) for result in results}) > 1:
        raise UsageError("series.mixed")
    if results and results[0].implementation != COMPOSITE:
        if len(results) < len(listed):
            raise UsageError("series.mixed")
        prices: PriceSeries = load_index(results[0].implementation).join_results(results)
        return prices
    figures = [
        _read_published(source, key, methodology)
        if isinstance(source, Published)
        else figures_of_result(source)
        for key, source in listed
    ]
    if len({each.methodology.document.index for each in figures}) > 1:
        raise UsageError("series.mixed")
    keys = [(each.edition, each.year, each.methodology.id) for each in figures]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise UsageError("series.twice", edition=str(twice[0][0]), year=str(twice[0][1]))
    _refuse_own_parameters(figures)
    return Series(figures)


def _read_key(key: object, source: Any) -> tuple[int, Any]:
    """Return an edition by its number; a result must be of the edition of its key."""
    if not isinstance(key, int) or isinstance(key, bool):
        raise UsageError("series.key", key=str(key)[:80])
    own = getattr(source, "edition", key)
    if isinstance(source, IndexFigures) and own != key:
        raise UsageError("series.other-edition", edition=str(key), own=str(own))
    return key, source


def _read_published(
    table: Published, edition: int | None, methodology: Methodology | str | None
) -> EditionFigures:
    if edition is None:
        raise UsageError("series.edition-needed")
    if isinstance(methodology, Methodology):
        chosen = methodology
    else:
        require(
            methodology is None or is_text(methodology), "methodology", "methodology", methodology
        )
        chosen = find_methodology(methodology or COMPOSITE, edition=edition)
    return figures_of_published(table, chosen, edition)


def _refuse_own_parameters(figures: Sequence[EditionFigures]) -> None:
    """Refuse a variant whose parameters come from each new set of economies."""
    for each in figures if len(figures) > 1 else ():
        if depends_on_set(each.methodology):
            raise UsageError("series.own-parameters", document=each.methodology.id)
