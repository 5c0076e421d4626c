r"""Divides: what two categories of a breakdown differ by (women and men, town and country ...).

Beside the parts stands the total of the same source: a total of a share lies between its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex import guards, numbers
from ictindex.errors import UsageError
from ictindex.observations import Observations
from ictindex.observations.layouts import BREAKDOWNS

if TYPE_CHECKING:
    import pandas as pd

# What is compared where the caller does not say: the category that usually has less comes first.
PAIRS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sex": ("F", "M"),
        "location": ("R", "U"),
        "disability": ("PD", "PWD"),
        "education": ("ISCED11_0_1", "ISCED11_5T8"),
        "income": ("Q1", "Q5"),
    }
)
_TOTAL = ("", "_T")
_KEY = ("economy", "indicator", "year", "unit", "source_class", "source", "vintage")
_COLUMNS = (
    "economy", "indicator", "year", "by", "first", "second", "first_value", "second_value",
    "ratio", "gap", "total", "total_within", "source",
)  # fmt: skip


def divides(
    observations: Observations, by: str = "sex", *, pair: Sequence[str] | None = None
) -> pd.DataFrame:
    r"""Compare two categories of a breakdown: their ratio and their gap.

    With :math:`x_1` the value of the first category and :math:`x_2` that of the second,

    .. math:: \text{ratio} = \frac{x_1}{x_2}, \qquad \text{gap} = x_2 - x_1

    so that parity is a ratio of 1 and a gap of 0. Only figures of one source are compared, and
    only rows that are broken down by this one breakdown. Rows with an error finding are left out.

    Parameters
    ----------
    observations : Observations
        The table.
    by : str
        ``"sex"`` (women to men), ``"location"`` (rural to urban), ``"disability"`` (with to
        without), ``"education"`` (lowest to highest), ``"income"`` (lowest to highest fifth), or
        ``"age"`` with a pair.
    pair : sequence of two str, optional
        Codes of other categories to compare, the first to the second.

    Returns
    -------
    pandas.DataFrame
        A row for each economy, indicator, year and source that has both: the values and the ratio
        as floats nearest to the exact decimals, the gap in the unit of the indicator, the total of
        the same source, and ``total_within``: whether it lies between the smallest and the largest
        part of the breakdown (missing where there is no total). A ratio to 0 is missing.

    Raises
    ------
    UsageError
        If there is no such breakdown, or nothing says which two categories to compare.

    Notes
    -----
    Ratios of women to men, of rural to urban areas and of lowest to highest incomes are parity
    indices as those of Sustainable Development Goal indicator 4.5.1.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> from ictindex import analysis
    >>> rows = [("F", 71.2), ("M", 74.1), ("", 72.7)]
    >>> table = ict.read_observations(pd.DataFrame(
    ...     [("ECU", "internet-users", 2023, value, sex) for sex, value in rows],
    ...     columns=["economy", "indicator", "year", "value", "sex"],
    ... ))
    >>> found = analysis.divides(table, "sex")
    >>> [float(found.loc[0, name]) for name in ("ratio", "gap", "total", "total_within")]
    [0.9608636977058029, 2.9, 72.7, 1.0]
    """
    import pandas as pd

    first, second = _pair(by, pair)
    groups: dict[tuple[object, ...], dict[str, list[Decimal]]] = {}
    columns = {n: observations.columns[n].tolist() for n in (*_KEY, *BREAKDOWNS, "value")}
    usable = ~observations.faulty
    for row in range(len(observations)):
        value = columns["value"][row]
        others = [columns[name][row] for name in BREAKDOWNS if name != by]
        if not usable[row] or value is None or any(other not in _TOTAL for other in others):
            continue
        code = columns[by][row]
        key = tuple(columns[name][row] for name in _KEY)
        parts = groups.setdefault(key, {})
        parts.setdefault("" if code in _TOTAL else code, []).append(value)
    rows = []
    for key, parts in groups.items():
        # Two figures of one source for the same category are a finding of the table.
        single = {code: values[0] for code, values in parts.items() if len(values) == 1}
        if first in single and second in single:
            rows.append(_row(key, by, (first, second), single))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    for name in ("first_value", "second_value", "ratio", "gap", "total"):
        frame[name] = frame[name].astype("Float64")
    frame["total_within"] = frame["total_within"].astype("boolean")
    return frame


def _pair(by: str, pair: Sequence[str] | None) -> tuple[str, str]:
    if by not in BREAKDOWNS:
        raise UsageError("divides.no-breakdown", by=str(by)[:40], allowed=BREAKDOWNS)
    if pair is None:
        if by not in PAIRS:
            raise UsageError("divides.no-pair", by=by)
        return PAIRS[by]
    two = isinstance(pair, (list, tuple)) and len(pair) == 2 and all(map(guards.is_text, pair))
    if not two or pair[0] == pair[1] or set(pair) & set(_TOTAL):
        raise UsageError("divides.no-pair", by=by)
    return pair[0], pair[1]


def _row(
    key: tuple[object, ...], by: str, pair: tuple[str, str], parts: Mapping[str, Decimal]
) -> tuple[object, ...]:
    low, high = parts[pair[0]], parts[pair[1]]
    total = parts.get("")
    within = None
    if total is not None:
        own = [value for code, value in parts.items() if code]
        within = min(own) <= total <= max(own)
    with numbers.exact():
        ratio = None if high == 0 else float(numbers.stage(low / high))
        gap = float(high - low)
    values = (float(low), float(high), ratio, gap, None if total is None else float(total))
    economy, indicator, year, *_, source, _ = key
    return (economy, indicator, year, by, *pair, *values, within, source)
