"""Frontiers: the best economy of each group at each level of an index, and benefit of the doubt."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from ictindex.analysis.profiles.profiles import Profiles, read_profiles
from ictindex.analysis.tables.economy_values import names_of
from ictindex.analysis.tables.group_summaries import require_share
from ictindex.core.arguments import doors, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.engine.float_aggregations import float_limits, solve_share_programme
from ictindex.indices.results.group_figures import ALL
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import name_grouping
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result

BEST: Final = "best"
DOUBT: Final = "benefit-of-the-doubt"
METHODS = (BEST, DOUBT)
_NAMED = 5
_SMALLEST_PRICE = 1e-9


@dataclass(frozen=True, slots=True)
class BestRow:
    """The best economies of a group at a node, and the distance of the group's median to them."""

    node: str
    group: str
    best: float
    economies: tuple[str, ...]
    median: float
    median_gap: float
    count: int


@dataclass(frozen=True, slots=True)
class FrontierRow:
    """The distance of an economy to the frontier."""

    economy: str
    group: str
    score: float
    best_of_group: float
    gap_to_group: float
    best: float
    gap: float
    references: tuple[str, ...]


def _list_names(name: str) -> Callable[[Mapping[str, Any], str], str]:
    """Return a writer of the first names of a column of economies, and the number of the others."""

    def write(row: Mapping[str, Any], language: str) -> str:
        economies = row[name]
        names, rest = names_of(economies[:_NAMED], language), len(economies) - _NAMED
        if rest <= 0:
            return names
        return i18n.text("benchmarks", "and-more", language, names=names, count=rest)

    return write


def _points(name: str, label: str, about: str) -> Column:
    return Column(name, "estimate", label, about, places=1)


ECONOMIES = define(
    "frontier-economies",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("group", "group", about="its group", page=False),
    Column("score", "estimate", "benchmarks/efficiency", "score, or efficiency", places=3),
    Column("best_of_group", "estimate", about="best score of the group", page=False),
    Column("gap_to_group", "estimate", about="distance to it", page=False),
    Column("best", "estimate", about="best score of all, or 1", page=False),
    Column("gap", "estimate", "benchmarks/gap-to-frontier", "distance to it", places=3),
    Column(
        "references",
        "codes",
        "benchmarks/references",
        "economies that limit it",
        write=_list_names("references"),
    ),
    KIND_OF_RESULT,
    key=("economy",),
)
BEST_OF_GROUPS = define(
    "frontier-best",
    Column("node", "node"),
    Column("group", "group"),
    _points("best", "benchmarks/best", "best score"),
    Column(
        "economies",
        "codes",
        "benchmarks/best-economies",
        "economies that have it",
        write=_list_names("economies"),
    ),
    _points("median", "benchmarks/group-median", "of the group"),
    _points("median_gap", "benchmarks/median-gap", "distance of the median to the best"),
    Column("count", "count", about="economies with a score", page=False),
    KIND_OF_RESULT,
    key=("node", "group"),
    page=("node", "group", "economies", "best", "median", "median_gap"),
)
LIMITS = define(
    "frontier-limits",
    Column("node", "node"),
    Column("least", "estimate", "benchmarks/least-share", places=1, scale=100),
    Column("most", "estimate", "benchmarks/most-share", places=1, scale=100),
    key=("node",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Frontier(TabularResult):
    """Frontier of economies. Made by :func:`ictindex.analysis.frontier`.

    Parameters
    ----------
    method : str
        ``best`` or ``benefit-of-the-doubt``.
    best : tuple of BestRow
        For ``best``: each node and group.
    rows : tuple of FrontierRow
        Economies, the nearest to the frontier first; for ``benefit-of-the-doubt`` the score is the
        efficiency, at most 1, and the references are the economies that limit it.
    grouping, vintage : str
        The grouping; empty for all economies.
    limits : tuple of (str, float, float)
        For ``benefit-of-the-doubt``: least and largest share of each part.
    left_out : tuple of str
        Economies without a score, or without all parts.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> outcome = ict.analysis.frontier(result)
    >>> [(row.economies, round(row.best, 1)) for row in outcome.best if row.node == "idi"]
    [(('KWT',), 99.9)]
    >>> frame = outcome.to_frame("best")
    >>> frame.loc[frame["node"] == "idi", "economies"].tolist()
    ['KWT']
    """

    method: str
    best: tuple[BestRow, ...]
    rows: tuple[FrontierRow, ...]
    _profiles: Profiles
    grouping: str
    vintage: str
    limits: tuple[tuple[str, float, float], ...]
    left_out: tuple[str, ...]

    _parts = (Part("economies", ECONOMIES, "rows"), Part("best", BEST_OF_GROUPS, "best"))

    def _facts(self) -> dict[str, object]:
        """Return the kind of the result."""
        return {"result_kind": self._profiles.kind}

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the method, its limits, and the origin of the numbers."""
        return {
            "statistic": f"frontier-{part}",
            "method": self.method,
            "grouping": self.grouping,
            "limits": {name: [low, high] for name, low, high in self.limits},
            **self._profiles.attributes(),
        }

    @property
    def _own_terms(self) -> OwnTerms | None:
        return self._profiles.terms

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("benchmarks", key, language, **values)

        blocks: list[Block] = [Heading(words(f"frontier-{self.method}"), 2)]
        blocks += self._profiles.notes(language)
        if self.grouping:
            blocks.append(name_grouping(self.grouping, self.vintage))
        if self.method == BEST:
            blocks.append(write_grid(self._table("best"), language))
        else:
            limits = [dict(zip(LIMITS.columns, limit, strict=True)) for limit in self.limits]
            blocks.append(write_grid(Table.of(LIMITS, limits), language))
            blocks.append(write_grid(self._table("economies"), language))
        blocks.append(i18n.Sentence(f"benchmarks/method-{self.method}"))
        if self.left_out:
            blocks.append(
                i18n.Sentence("benchmarks/frontier-left-out", count=len(self.left_out)).as_note()
            )
        return blocks


def frontier(
    source: Result | pd.DataFrame,
    *,
    by: str | Mapping[str, str] | None = None,
    vintage: str | None = None,
    method: Literal["best", "benefit-of-the-doubt"] = BEST,
    parts: Sequence[str] | None = None,
    lower_share: float | None = None,
    upper_share: float | None = None,
) -> Frontier:
    r"""Compare economies with the best of their group, or under their own best weights.

    .. math:: E_i = \max_{w \ge 0} \sum_k w_k s_{ik} \quad \text{such that} \quad
              \sum_k w_k s_{jk} \le 1 \ \forall j, \qquad
              L_k \le \frac{w_k s_{ik}}{\sum_l w_l s_{il}} \le U_k

    ``"best"`` shows, at each level of the index and in each group, the best economies, and the
    distance of the group's median and of each economy to them. ``"benefit-of-the-doubt"`` gives
    each economy its most favourable weights, within limits of the share of each part in its score;
    1 is the frontier, and the references are the economies that keep the others below it. Scores
    are first re-scaled to 1 to 100, because some scores are zero.

    Parameters
    ----------
    source : Result or pandas.DataFrame
        Scores of a result; or a frame with ISO3 codes as index and numbers, higher being better.
    by : str or mapping, optional
        A grouping; only for ``"best"``.
    vintage : str, optional
        Vintage of the grouping; by default that of the edition of a result.
    method : str
        ``"best"`` or ``"benefit-of-the-doubt"``.
    parts : sequence of str, optional
        The nodes or columns that benefit of the doubt weighs; by default the parts of the index,
        or all columns. Economies without all of them are left out.
    lower_share, upper_share : float, optional
        Least and largest share of each part in the score. One of them is required, because without
        limits every economy is best at something.

    Returns
    -------
    Frontier
        Economies with their distance to the frontier.

    Raises
    ------
    UsageError, CatalogueError
        If the method or a part is unknown, or limits are missing or impossible.

    References
    ----------
    Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), An introduction to 'benefit of the doubt'
    composite indicators, *Social Indicators Research* 82, 111-145.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame({"a": [80, 40, 20], "b": [40, 80, 20]}, index=["BRA", "CHL", "PER"])
    >>> outcome = ict.analysis.frontier(frame, method="benefit-of-the-doubt", upper_share=0.8)
    >>> [(row.economy, round(row.score, 2)) for row in outcome.rows]
    [('BRA', 1.0), ('CHL', 1.0), ('PER', 0.34)]
    """
    if method not in METHODS:
        raise UsageError("benchmarks.method-unknown", wanted=str(method)[:40], allowed=METHODS)
    if method == BEST:
        if parts is not None or lower_share is not None or upper_share is not None:
            raise UsageError("benchmarks.limits-of-doubt")
        with use_terms(terms_of(source)):
            return _find_best(source, by, vintage)
    if by is not None:
        raise UsageError("benchmarks.doubt-of-all")
    limits = {
        name: require_share(value, name.replace("-", "_"))
        for name, value in (("lower-share", lower_share), ("upper-share", upper_share))
        if value is not None
    }
    if limits.get("lower-share", 0.0) <= 0 and limits.get("upper-share", 1.0) >= 1:
        raise UsageError("operation.no-limits", operation=DOUBT)
    with use_terms(terms_of(source)):
        return _weigh_freely(source, parts, limits)


def _node_table(profiles: Profiles) -> tuple[pd.DataFrame, str | None]:
    """Return the numbers of every level in reading order, and the name of the index."""
    if profiles.nodes is None or profiles.result is None:
        return profiles.table, None
    plan = profiles.result.methodology.plan
    return profiles.nodes[list(plan.reading_order())], plan.root


def _find_best(source: Any, by: Any, vintage: str | None) -> Frontier:
    profiles = read_profiles(source)
    own, grouping, dated = profiles.members(by, vintage)
    table, root = _node_table(profiles)
    left_out: tuple[str, ...] = ()
    if root is not None:
        scored = table[root].notna()
        left_out = tuple(map(str, table.index[~scored]))
        table = table[scored]
    groups = [
        g for g in dict.fromkeys(own.values()) if any(own.get(str(e)) == g for e in table.index)
    ]
    best: list[BestRow] = []
    for node in table.columns:
        for group in [*groups, ALL]:
            inside = [e for e in table.index if group == ALL or own.get(str(e)) == group]
            column = table.loc[inside, node].dropna()
            if column.empty:
                continue
            top, middle = float(column.max()), float(column.median())
            who = tuple(str(e) for e in column.index if column[e] == top)
            best.append(BestRow(str(node), group, top, who, middle, top - middle, len(column)))
    rows = []
    key = root if root is not None else str(table.columns[0]) if table.shape[1] == 1 else None
    if key is not None:
        tops = {row.group: row.best for row in best if row.node == key}
        for economy, score in table[key].dropna().items():
            group = own.get(str(economy), "")
            top = tops.get(group, math.nan)
            own_gap = top - float(score)
            rows.append(
                FrontierRow(
                    str(economy),
                    group,
                    float(score),
                    top,
                    own_gap,
                    tops[ALL],
                    tops[ALL] - float(score),
                    (),
                )
            )
    rows.sort(key=lambda row: (row.gap, row.economy))
    return Frontier(BEST, tuple(best), tuple(rows), profiles, grouping, dated, (), left_out)


def _choose_parts(profiles: Profiles, parts: Sequence[str] | None) -> pd.DataFrame:
    table, root = _node_table(profiles)
    if parts is None:
        if root is None or profiles.result is None:
            return table
        plan = profiles.result.methodology.plan
        return table[[plan.nodes[child] for child in plan.branches[-1].children]]
    require(not isinstance(parts, str), "parts", "texts", parts)
    unknown = [str(part)[:60] for part in parts if part not in table.columns]
    if unknown or len(list(parts)) < 2:
        raise UsageError(
            "benchmarks.indicator-unknown", codes=unknown, allowed=[str(c) for c in table.columns]
        )
    return table[list(parts)]


def _weigh_freely(
    source: Any, parts: Sequence[str] | None, limits: Mapping[str, float]
) -> Frontier:
    profiles = read_profiles(source)
    table = _choose_parts(profiles, parts)
    whole = table.dropna()
    left_out = tuple(str(e) for e in table.index if e not in whole.index)
    if whole.empty or (whole < 0).to_numpy().any():
        raise UsageError("benchmarks.doubt-negative")
    top = float(whole.to_numpy().max()) if profiles.full is None else profiles.full
    if top <= 0:
        raise UsageError("benchmarks.doubt-negative")
    scores = 1 + 99 * whole.to_numpy(dtype=float) / top
    bounds = float_limits(np.ones(whole.shape[1]), limits)
    rows = []
    for row, economy in zip(scores, whole.index, strict=True):
        value, prices = solve_share_programme(row, scores, bounds)
        who = tuple(
            str(e)
            for e, price in zip(whole.index, prices, strict=True)
            if price > _SMALLEST_PRICE and e != economy
        )
        rows.append(
            FrontierRow(str(economy), "", value, math.nan, math.nan, 1.0, max(0.0, 1 - value), who)
        )
    rows.sort(key=lambda r: (-round(r.score, 9), r.economy))
    named = tuple(
        (str(c), float(low), float(high))
        for c, low, high in zip(whole.columns, *bounds, strict=True)
    )
    return Frontier(DOUBT, (), tuple(rows), profiles, "", "", named, left_out)
