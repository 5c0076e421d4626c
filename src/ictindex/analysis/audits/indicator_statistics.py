"""Statistics of indicators, availability of data, and selection of economies by availability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ictindex.analysis.audits.audit_tables import EFFECTIVE_WEIGHTS, STATISTICS
from ictindex.analysis.tables.hierarchy import Structure, read_hierarchy, require_choice
from ictindex.analysis.tables.indicator_tables import (
    IndicatorTable,
    choose_hierarchy,
    read_table,
    select_numbers,
)
from ictindex.core.arguments import require_whole
from ictindex.core.errors import UsageError
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.engine.statistics import moments

if TYPE_CHECKING:
    import pandas as pd

SKEWNESS, KURTOSIS = 2.0, 3.5
_SCREENS = ("availability", "zeros", "both")


def describe(
    table: IndicatorTable,
    *,
    on: Literal["values", "scores"] = "values",
    skewness: float = SKEWNESS,
    kurtosis: float = KURTOSIS,
    availability: float = 0.65,
    nonzero: float = 0.5,
    unique: float = 0.5,
    digits: int | None = None,
) -> pd.DataFrame:
    r"""Describe the distribution of each indicator, and flag what a review should check.

    Skewness and excess kurtosis are corrected for the size of the sample (type 2, as in SPSS,
    Excel and COINr); an indicator is flagged for outliers where

    .. math:: |G_1| > 2 \quad\text{and}\quad G_2 > 3.5

    which is commonly used in audits of composite indicators. Both thresholds may be set.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x indicators, only numbers; or a result. Missing values are NaN: they count only
        in the availability.
    on : str
        For a result: ``"values"`` of the indicators, or unrounded ``"scores"`` of all nodes.
    skewness, kurtosis : float
        Thresholds of the outlier rule; both must be exceeded.
    availability, nonzero, unique : float
        Least shares of available, of nonzero and of different values; a flag is set below them. The
        last two are shares of all rows, while ``nonzero_share`` and ``unique_share`` are shares
        of the available ones.
    digits : int, optional
        Significant digits of the numbers; by default they are not rounded.

    Returns
    -------
    pandas.DataFrame
        A row for each indicator: ``indicator``, ``minimum``, ``maximum``, ``mean``, ``median``,
        ``standard_deviation`` (n - 1), ``skewness``, ``kurtosis``, ``count``, ``nonzero``,
        ``unique``, ``repeated`` (how often the most frequent value occurs), ``available_share``,
        ``nonzero_share``, ``unique_share``, ``repeated_share``, and the flags
        ``low_availability``, ``low_nonzero``, ``low_unique``, ``outliers``. Values have the unit
        of their indicator. A statistic that is not defined (kurtosis of three values) is NaN.

    Raises
    ------
    UsageError
        If the table has columns that are not numbers.

    Notes
    -----
    Same as COINr's ``get_stats``, except that equal numbers are counted by their value: COINr
    counts repeated values after printing them with 15 digits.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> table = pd.DataFrame({"a": [1.0, 2, 3, 4, 50], "b": [1.0, None, 3, 3, 2]})
    >>> statistics = ict.analysis.describe(table, skewness=1.5).set_index("indicator")
    >>> float(statistics.loc["a", "mean"]), float(statistics.loc["a", "median"])
    (12.0, 3.0)
    >>> bool(statistics.loc["a", "outliers"])
    True
    >>> float(statistics.loc["b", "available_share"])
    0.8
    """
    numbers = select_numbers(read_table(table, on))
    if digits is not None:
        digits = require_whole(digits, "digits", 1)
    rows = []
    for name in numbers.columns:
        summary = moments.compute_moments(numbers[name].to_numpy())
        count, n = summary.count or np.nan, summary.rows or np.nan
        rows.append(
            {
                "indicator": name,
                "minimum": summary.minimum,
                "maximum": summary.maximum,
                "mean": summary.mean,
                "median": summary.median,
                "standard_deviation": summary.standard_deviation,
                "skewness": summary.skewness,
                "kurtosis": summary.kurtosis,
                "count": summary.count,
                "nonzero": summary.nonzero,
                "unique": summary.unique,
                "repeated": summary.repeated,
                "available_share": summary.count / n,
                "nonzero_share": summary.nonzero / count,
                "unique_share": summary.unique / count,
                "repeated_share": summary.repeated / count,
                "low_availability": bool(summary.count / n < availability),
                "low_nonzero": bool(summary.nonzero / n < nonzero),
                "low_unique": bool(summary.unique / n < unique),
                "outliers": moments.is_heavy_tailed(
                    summary.skewness, summary.kurtosis, skewness, kurtosis
                ),
            }
        )
    frame = write_frame(Table.of(STATISTICS, rows))
    if digits is not None:
        for name in frame.columns[1:16]:
            frame[name] = [_significant(value, digits) for value in frame[name]]
    return frame


def _significant(value: float, digits: int) -> float:
    """Return a number rounded to significant digits, halves to even, as R's ``signif``."""
    if not np.isfinite(value) or value == 0:
        return value
    places = digits - 1 - math.floor(math.log10(abs(value)))
    factor = 10.0 ** abs(places)
    # Scaled by a power that a float represents exactly, so that a printed half is a half.
    return round(value * factor) / factor if places > 0 else round(value / factor) * factor


def data_availability(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    by_group: bool = False,
) -> pd.DataFrame:
    """Return the available data of each economy, in total or by group of indicators.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x indicators; or a result.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index: a mapping of each code to its parent, or a table with columns
        ``code``, ``parent`` and optionally ``weight``, ``direction`` and ``level``; for a result,
        by default its own. With a structure only its indicators count, otherwise all columns.
    by_group : bool
        A column for each aggregate, with the share of its indicators that have a value.

    Returns
    -------
    pandas.DataFrame
        A row for each economy, in the order of the table: ``missing``, ``zeros``,
        ``missing_or_zero`` (numbers of indicators), ``available`` (share of all indicators) and
        ``nonzero`` (share of the available ones; NaN where none is); or a column for each group.

    Raises
    ------
    UsageError
        If indicators of the structure are not in the table, or groups are requested without
        structure.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> table = pd.DataFrame({"a": [1.0, None], "b": [0.0, 2.0]}, index=["BRA", "CHL"])
    >>> ict.analysis.data_availability(table)["available"].tolist()
    [1.0, 0.5]
    >>> groups = {"a": "x", "b": "y", "x": "all", "y": "all"}
    >>> ict.analysis.data_availability(table, groups, by_group=True).loc["CHL"].to_dict()
    {'x': 0.0, 'y': 1.0, 'all': 0.5}
    """
    import pandas as pd

    hierarchy = choose_hierarchy(table, structure)
    numbers = select_numbers(
        read_table(table, "values"), None if hierarchy is None else hierarchy.leaves
    )
    if by_group:
        if hierarchy is None:
            raise UsageError("hierarchy.needed")
        there = numbers.notna()
        leaves = set(hierarchy.leaves)
        shares = {
            code: there[[c for c in hierarchy.below(code) if c in leaves]].mean(axis=1)
            for code in hierarchy.codes
            if code in hierarchy.children
        }
        return pd.DataFrame(shares, index=numbers.index)
    missing, zeros = numbers.isna().sum(axis=1), (numbers == 0).sum(axis=1)
    count = len(numbers.columns)
    present = (count - missing).replace(0, np.nan)
    return pd.DataFrame(
        {
            "missing": missing,
            "zeros": zeros,
            "missing_or_zero": missing + zeros,
            "available": 1 - missing / count,
            "nonzero": 1 - zeros / present,
        },
        index=numbers.index,
    )


def screen(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    by: Literal["availability", "zeros", "both"] = "availability",
    availability: float = 2 / 3,
    nonzero: float = 0.05,
    force: Mapping[str, bool] | None = None,
) -> pd.DataFrame:
    """Screen economies by the availability of their data, and name those to leave out.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x indicators; or a result, whose values are taken.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index, as for :func:`data_availability`.
    by : str
        ``"availability"``: the share of indicators with a value; ``"zeros"``: the share of nonzero
        values among the available ones; ``"both"``: either of the two.
    availability, nonzero : float
        Least shares, from 0 to 1; an economy below them is not included.
    force : mapping, optional
        Economies that are included (``True``) or excluded (``False``) whatever their data.

    Returns
    -------
    pandas.DataFrame
        Columns of :func:`data_availability`, and ``low_availability``, ``low_nonzero``, ``flagged``
        (at least one of the two), ``included`` and ``forced``. An economy without any value has no
        share of nonzero values and is not flagged for it.

    Raises
    ------
    UsageError
        If a choice is unknown, a share is not from 0 to 1, or a forced economy is not in the table.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> table = pd.DataFrame({"a": [1.0, None], "b": [0.0, 2.0]}, index=["BRA", "CHL"])
    >>> ict.analysis.screen(table, availability=0.8)["included"].to_dict()
    {'BRA': True, 'CHL': False}
    >>> ict.analysis.screen(table, availability=0.8, force={"CHL": True})["included"].tolist()
    [True, True]
    """
    require_choice("by", by, _SCREENS)
    for name, least in (("availability", availability), ("nonzero", nonzero)):
        if not 0 <= least <= 1:
            raise UsageError("analysis.share", argument=name, wanted=str(least))
    frame = data_availability(table, structure)
    frame["low_availability"] = frame["available"] < availability
    frame["low_nonzero"] = frame["nonzero"] < nonzero
    frame["flagged"] = frame["low_availability"] | frame["low_nonzero"]
    deciding = {"availability": "low_availability", "zeros": "low_nonzero", "both": "flagged"}
    frame["included"] = ~frame[deciding[by]]
    frame["forced"] = False
    for economy, included in (force or {}).items():
        if economy not in frame.index:
            raise UsageError("indicator-table.no-economy", wanted=str(economy))
        frame.loc[economy, ["included", "forced"]] = bool(included), True
    return frame


def effective_weights(structure: Any) -> pd.DataFrame:
    r"""Return the share of every indicator and aggregate in the index, from the nominal weights.

    .. math:: W_j = \prod_{k} \frac{w_k}{\sum_{l \in s(k)} w_l}

    over the code j and all codes above it, where s(k) are k and its siblings. The shares of each
    level sum to 1. They are computed from the weights alone, for arithmetic means; :func:`audit`
    measures the influence of an indicator on the index in the data.

    Parameters
    ----------
    structure : Methodology, Result, mapping or pandas.DataFrame
        The structure of the index; a table may have a column ``weight``, otherwise weights are
        equal.

    Returns
    -------
    pandas.DataFrame
        Columns ``code``, ``level`` (1 for indicators), ``parent``, ``weight`` (as given),
        ``effective_weight``.

    Raises
    ------
    UsageError
        If the argument is not a structure, or weights are negative or sum to zero.

    Examples
    --------
    >>> import ictindex as ict
    >>> frame = ict.analysis.effective_weights(ict.methodology("idi", edition=2024))
    >>> round(float(frame.set_index("code").loc["coverage-4g", "effective_weight"]), 4)
    0.05
    >>> round(float(frame.query("code == parent or level == 1")["effective_weight"].sum()), 10)
    1.0
    """
    hierarchy = read_hierarchy(structure)
    _require_weights(hierarchy)
    rows = [
        {
            "code": code,
            "level": hierarchy.levels[code],
            "parent": hierarchy.parents.get(code, ""),
            "weight": hierarchy.weights.get(code, 1.0),
            "effective_weight": hierarchy.share(code),
        }
        for code in hierarchy.codes
    ]
    return write_frame(Table.of(EFFECTIVE_WEIGHTS, rows))


def _require_weights(hierarchy: Any) -> None:
    """Refuse weights that are negative, not finite, or zero for all children of a parent."""
    for parent, kids in hierarchy.children.items():
        weights = [hierarchy.weights.get(code, 1.0) for code in kids]
        if not all(np.isfinite(w) and w >= 0 for w in weights) or sum(weights) <= 0:
            raise UsageError(
                "hierarchy.weights", parent=parent, weights=[f"{w:g}" for w in weights]
            )
