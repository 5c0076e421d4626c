"""Tables of scores and ranks, of all economies or of one economy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ictindex.analysis.tables.hierarchy import Hierarchy, Structure, read_hierarchy, require_choice
from ictindex.analysis.tables.indicator_tables import (
    IndicatorTable,
    choose_hierarchy,
    read_table,
    select_numbers,
)
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.engine.statistics.rank_statistics import rank_floats

if TYPE_CHECKING:
    import pandas as pd

_KINDS = ("index", "aggregates", "all")
SUMMARY = define(
    "economy-summary",
    Column("code", "label"),
    Column("level", "count", about="1 for indicators"),
    Column("score", "estimate"),
    Column("rank", "estimate", about="among the economies of the table; NaN without a score"),
    Column("count", "count", about="economies with a score"),
    key=("code",),
    page=(),
)
_SHOWN = ("scores", "ranks", "group-ranks")


def rank_columns(table: pd.DataFrame, groups: pd.Series | None = None) -> pd.DataFrame:
    """Return ranks of each column, 1 for the largest; equal values share the best rank.

    Values that differ by rounding errors alone, as sums in another order do, are equal.
    Ranks are within groups where groups are supplied; a row in no group has no rank.
    """
    ranks = table.astype(float) * np.nan
    if groups is None:
        ranks[:] = rank_floats(table.to_numpy(dtype=float))
        return ranks
    for group in groups.dropna().unique():
        inside = (groups == group).to_numpy()
        ranks.loc[inside] = rank_floats(table.loc[inside].to_numpy(dtype=float))
    return ranks


def score_table(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    kind: Literal["index", "aggregates", "all"] = "aggregates",
    show: Literal["scores", "ranks", "group-ranks"] = "scores",
    order_by: str | None = None,
    by: Mapping[str, str] | None = None,
    decimals: int | None = None,
) -> pd.DataFrame:
    """Return the scores or ranks of all economies, best first, from the index downwards.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x codes, with all aggregates; for a result, its unrounded scores.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index, as for :func:`correlations`; of a result its own.
    kind : str
        ``"index"`` alone, all ``"aggregates"``, or ``"all"`` with the indicators.
    show : str
        ``"scores"`` with the rank, ``"ranks"`` in each column, or ``"group-ranks"``.
    order_by : str, optional
        The code by which economies are ordered and ranked; by default the index.
    by : mapping, optional
        The group of each economy, for ranks within groups. An economy without a group has no rank
        (NaN) and is listed last.
    decimals : int, optional
        Round the shown scores; ranks are computed before rounding.

    Returns
    -------
    pandas.DataFrame
        Economies, best first, x ``rank`` and codes, or ``group`` and codes. Equal scores share the
        best of their ranks; an economy without a score has no rank (NaN) and is listed last. Scores
        that differ by rounding errors alone (a share of 1e-12) are equal.

    Raises
    ------
    UsageError
        If a choice is unknown, there is no structure, or codes are not in the table.

    Notes
    -----
    These ranks describe the supplied table; they are not published ranks. For an edition, see
    ``ranks`` and ``ranking()`` of its result.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"a": [1.0, 3], "b": [2.0, 2], "i": [1.5, 2.5]}, ["BRA", "CHL"])
    >>> ict.analysis.score_table(scores, {"a": "i", "b": "i"})["rank"].to_dict()
    {'CHL': 1.0, 'BRA': 2.0}
    """
    require_choice("kind", kind, _KINDS)
    require_choice("show", show, _SHOWN)
    hierarchy = _require_hierarchy(table, structure)
    codes = _choose(hierarchy, kind)
    key = hierarchy.top if order_by is None else order_by
    numbers = select_numbers(read_table(table, "scores"), list(dict.fromkeys([*codes, key])))
    ranks = rank_columns(numbers[[key]])[key]
    order = ranks.sort_values(kind="stable", na_position="last").index
    if show == "scores":
        shown = numbers if decimals is None else numbers.round(decimals)
        out = shown[codes].loc[order]
        out.insert(0, "rank", ranks.loc[order])
        return out
    if show == "ranks":
        return rank_columns(numbers[codes]).loc[order]
    if by is None:
        raise UsageError("analysis.groups-needed")
    own = numbers.index.to_series().map(dict(by))
    out = rank_columns(numbers[codes], own).loc[order]
    out.insert(0, "group", own.loc[order])
    return out.sort_values("group", kind="stable")


def economy_summary(
    table: IndicatorTable,
    economy: str,
    structure: Structure = None,
    *,
    levels: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Return scores and ranks of one economy, from the index down to the indicators.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x codes; for a result, its unrounded scores.
    economy : str
        The economy, as in the index of the table.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index; of a result its own.
    levels : sequence of int, optional
        The levels to show; by default all.

    Returns
    -------
    pandas.DataFrame
        Columns ``code``, ``level``, ``score``, ``rank`` (among the economies of the table; equal
        scores share the best of their ranks), ``count`` (economies with a score), highest level
        first. A missing score stays missing and has no rank.

    Raises
    ------
    UsageError
        If the economy is not in the table, or a level or code is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"a": [1.0, 3], "b": [2.0, 2], "i": [1.5, 2.5]}, ["BRA", "CHL"])
    >>> ict.analysis.economy_summary(scores, "BRA", {"a": "i", "b": "i"})["rank"].tolist()
    [2.0, 2.0, 1.0]
    """
    hierarchy = _require_hierarchy(table, structure)
    wanted = range(hierarchy.top_level, 0, -1) if levels is None else sorted(levels, reverse=True)
    codes = [code for level in wanted for code in hierarchy.list_codes(level)]
    numbers = select_numbers(read_table(table, "scores"), codes)
    if economy not in numbers.index:
        raise UsageError("indicator-table.no-economy", wanted=str(economy)[:80])
    ranks, own = rank_columns(numbers).loc[economy], numbers.loc[economy]
    cells: dict[str, Any] = {
        "code": codes,
        "level": [hierarchy.levels[code] for code in codes],
        "score": own.to_numpy().tolist(),
        "rank": ranks.to_numpy().tolist(),
        "count": numbers.notna().sum().tolist(),
    }
    return write_frame(Table(SUMMARY, cells))


def _require_hierarchy(table: Any, structure: Any) -> Hierarchy:
    hierarchy = choose_hierarchy(table, structure)
    if hierarchy is None:
        raise UsageError("hierarchy.needed")
    return read_hierarchy(hierarchy)


def _choose(hierarchy: Hierarchy, kind: str) -> list[str]:
    if kind == "index":
        return [hierarchy.top]
    downwards = [c for n in range(hierarchy.top_level, 0, -1) for c in hierarchy.list_codes(n)]
    return [c for c in downwards if kind == "all" or c in hierarchy.children]
