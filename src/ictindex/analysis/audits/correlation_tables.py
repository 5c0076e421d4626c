"""Correlations of indicators and aggregates, in tables along the structure of an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ictindex.analysis.audits.audit_tables import CORRELATIONS
from ictindex.analysis.tables.hierarchy import Hierarchy, Structure, require_choice
from ictindex.analysis.tables.indicator_tables import (
    IndicatorTable,
    choose_hierarchy,
    read_table,
    select_numbers,
)
from ictindex.core.errors import UsageError
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.engine.statistics import correlations as measures

if TYPE_CHECKING:
    import pandas as pd

REDUNDANT = 0.92
_USES = ("pairwise", "complete")


def correlations(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    levels: tuple[int, int] | int = 1,
    within: str | int | None = None,
    directed: bool = False,
    use: Literal["pairwise", "complete"] = "pairwise",
    significance: float | None = None,
) -> pd.DataFrame:
    """Correlate indicators and aggregates with one another, along the structure of the index.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x codes, with the requested aggregates; for a result, its unrounded scores.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index: a mapping of each code to its parent, or a table with columns
        ``code``, ``parent`` and optionally ``weight``, ``direction`` and ``level``; for a result,
        by default its own. Without a structure all columns are correlated with one another.
    method : str
        ``"pearson"``, ``"spearman"`` (ties share their mean rank) or ``"kendall"`` (tau-b).
    levels : int or pair of int
        The levels of both sides, 1 for indicators; ``first`` is always of the higher level.
    within : {"parents", "family"} or int, optional
        ``"parents"``: between two levels, only a code and its own aggregate. ``"family"``: each
        code of the (lower) level with all codes above it. A level: within one level, only codes
        that belong to the same group of that level.
    directed : bool
        Turn indicators by the directions of the structure before correlating.
    use : str
        ``"pairwise"``: each pair on the economies that have both values; ``"complete"``: all pairs
        on the economies that have all values of both levels.
    significance : float, optional
        Leave correlations with a larger p-value blank (NaN).

    Returns
    -------
    pandas.DataFrame
        Columns ``first``, ``second``, ``correlation``, ``p_value`` (two-sided, as R's
        ``cor.test``), ``count`` (economies of the pair); a pair of different codes of one level is
        listed in both orders. NaN where a pair shares fewer than two economies or one of the two
        codes does not vary.

    Raises
    ------
    UsageError
        If a choice or level is unknown, ``within`` does not fit the levels, or codes of the
        structure are not in the table.

    Notes
    -----
    Same as COINr's ``get_corr``. The p-values assume independent economies and, for Pearson's
    correlation, normal distributions; by themselves they are not a reason to keep or drop an
    indicator.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> frame = ict.analysis.correlations(result, levels=(1, 3), within="parents")
    >>> frame.query("second == 'internet-users'")["first"].tolist()
    ['universal-connectivity']
    >>> bool(frame["correlation"].between(-1, 1).all())
    True
    """
    require_choice("method", method, measures.METHODS)
    require_choice("use", use, _USES)
    hierarchy = choose_hierarchy(table, structure)
    frame = read_table(table, "scores")
    if hierarchy is None:
        if within is not None or levels not in (1, (1, 1)) or directed:
            raise UsageError("hierarchy.needed")
        upper = lower = list(frame.columns)
        pairs = [(a, b) for a in upper for b in lower]
    else:
        low, high = _read_levels(levels)
        if within == "family":
            lower = list(hierarchy.list_codes(low))
            upper = [
                c for n in range(low + 1, hierarchy.top_level + 1) for c in hierarchy.list_codes(n)
            ]
            pairs = [(a, b) for a in upper for b in lower if a in hierarchy.above(b)]
        else:
            lower, upper = list(hierarchy.list_codes(low)), list(hierarchy.list_codes(high))
            pairs = _choose_pairs(hierarchy, upper, lower, within, low == high)
    both = list(dict.fromkeys([*upper, *lower]))
    numbers = select_numbers(frame, both)
    if directed and hierarchy is not None:
        numbers = numbers * [hierarchy.directions.get(code, 1.0) for code in both]
    if use == "complete":
        numbers = numbers.dropna()
    rows = _correlate_pairs(numbers, upper, lower, pairs, method)
    out = write_frame(Table.of(CORRELATIONS, rows))
    if significance is not None:
        out["correlation"] = out["correlation"].where(~(out["p_value"] > significance))
    out.attrs.update(method=method, use=use)
    return out


def _read_levels(levels: tuple[int, int] | int) -> tuple[int, int]:
    pair = (levels, levels) if isinstance(levels, int) else tuple(levels)
    if len(pair) != 2 or not all(isinstance(level, int) for level in pair):
        raise UsageError("analysis.levels", wanted=str(levels)[:80])
    return min(pair), max(pair)


def _choose_pairs(
    hierarchy: Hierarchy, upper: list[str], lower: list[str], within: object, same: bool
) -> list[tuple[str, str]]:
    pairs = [(a, b) for a in upper for b in lower]
    if within is None:
        return pairs
    if within == "parents" and not same:
        return [(a, b) for a, b in pairs if a in hierarchy.above(b)]
    if isinstance(within, int) and not isinstance(within, bool) and same:
        level = hierarchy.levels[lower[0]]
        if level < within <= hierarchy.top_level:
            groups = {code: hierarchy.group_of(code, within) for code in lower}
            return [(a, b) for a, b in pairs if groups[a] is not None and groups[a] == groups[b]]
    raise UsageError("analysis.within", wanted=str(within)[:80], highest=str(hierarchy.top_level))


def _correlate_pairs(
    numbers: pd.DataFrame,
    upper: list[str],
    lower: list[str],
    pairs: list[tuple[str, str]],
    method: str,
) -> list[dict[str, Any]]:
    left, right = numbers[upper].to_numpy(), numbers[lower].to_numpy()
    second = None if upper == lower else right
    coefficients = measures.correlate(left, second, method)
    p_values = measures.correlation_p_values(left, second, method)
    counts = measures.count_pairs(left, right)
    row = {code: n for n, code in enumerate(upper)}
    column = {code: n for n, code in enumerate(lower)}
    return [
        {
            "first": a,
            "second": b,
            "correlation": coefficients[row[a], column[b]],
            "p_value": p_values[row[a], column[b]],
            "count": counts[row[a], column[b]],
        }
        for a, b in pairs
    ]


def correlation_flags(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    threshold: float = REDUNDANT,
    kind: Literal["high", "low"] = "high",
    group_level: int = 2,
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    directed: bool = False,
) -> pd.DataFrame:
    """Return the pairs of indicators of one group whose correlation is too high, or too low.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x indicators; for a result, its unrounded scores.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index, as for :func:`correlations`; of a result its own.
    threshold : float
        From -1 to 1; audits commonly use 0.92 as a sign of redundancy.
    kind : str
        ``"high"``: correlations above the threshold; ``"low"``: below it. The signed correlation
        is compared.
    group_level : int
        The level of the groups, 2 for the aggregates just above the indicators.
    method : str
        ``"pearson"``, ``"spearman"`` or ``"kendall"``, pairwise.
    directed : bool
        Turn indicators by the directions of the structure first.

    Returns
    -------
    pandas.DataFrame
        Columns ``group``, ``first``, ``second``, ``correlation``, ``p_value``, ``count``; each pair
        once, in the order of the structure. Pairs without correlation are not in it.

    Raises
    ------
    UsageError
        If there is no structure, or a choice, a level or the threshold does not fit.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> flags = ict.analysis.correlation_flags(result, threshold=0.9, group_level=3)
    >>> bool((flags["correlation"] > 0.9).all())
    True
    """
    require_choice("kind", kind, ("high", "low"))
    if not -1 <= threshold <= 1:
        raise UsageError("analysis.correlation", wanted=str(threshold))
    hierarchy = choose_hierarchy(table, structure)
    if hierarchy is None:
        raise UsageError("hierarchy.needed")
    frame = correlations(
        table, structure, method=method, levels=1, within=group_level, directed=directed
    )
    position = {code: n for n, code in enumerate(hierarchy.codes)}
    groups = [hierarchy.group_of(code, group_level) for code in frame["first"]]
    frame.insert(0, "group", groups)
    once = frame["first"].map(position) < frame["second"].map(position)
    coefficients = frame["correlation"]
    beyond = coefficients > threshold if kind == "high" else coefficients < threshold
    return frame[once & beyond].reset_index(drop=True)
