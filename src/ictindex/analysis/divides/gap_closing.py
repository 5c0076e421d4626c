"""Years until a gap is closed, if it continues to close at the same pace."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from ictindex.core import decimals
from ictindex.core.arguments import doors, is_missing, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

POINTS: Final = "points"
PROPORTION: Final = "proportion"
PACES = (POINTS, PROPORTION)
NARROWS, WIDENS, UNCHANGED, CLOSED, REVERSED = (
    "narrows",
    "widens",
    "unchanged",
    "closed",
    "reversed",
)


def _name_trend(trend: str, language: str) -> str:
    return i18n.text("divides", f"gap-{trend}", language)


CLOSING = define(
    "years-to-close",
    Column("first_year", "year", page=False),
    Column("last_year", "year", page=False),
    Column("first", "estimate", "=first", "the gap in the first year", places=1),
    Column("last", "estimate", "=last", "the gap in the last year", places=1),
    Column("closed_at", "estimate", about="the size at which it counts as closed", page=False),
    Column("pace", "code", about="points or proportion", page=False),
    Column("trend", "code", "divides/trend", "narrows, widens, ...", names=_name_trend),
    Column(
        "yearly", "estimate", "divides/yearly-points", "change a year", places=2, page="in_points"
    ),
    Column(
        "yearly_percent",
        "estimate",
        "divides/yearly-proportion",
        places=2,
        scale=100,
        page="in_proportion",
        data=False,
        get="yearly",
    ),
    Column("years", "estimate", "divides/years-left", "NaN if the gap does not narrow", places=1),
    page=("first", "last", "yearly", "yearly_percent", "trend", "years"),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class YearsToClose(TabularResult):
    """Years until a gap is closed. Made by :func:`ictindex.analysis.years_to_close`.

    Parameters
    ----------
    first_year, last_year : int
        The years between which the pace was measured.
    first, last : float
        The gap in those years.
    closed_at : float
        The size at which the gap counts as closed.
    pace : str
        ``points``: the same points a year; ``proportion``: the same share of the remaining gap a
        year.
    trend : str
        ``narrows``, ``widens``, ``unchanged``, ``closed`` or ``reversed``.
    yearly : float
        Annual change of the size of the gap, in points or as a proportion.
    years : float or None
        Years counted from the last year; ``None`` where the gap does not narrow.

    Examples
    --------
    >>> import ictindex as ict
    >>> outcome = ict.analysis.years_to_close({2015: 12.0, 2025: 8.0})
    >>> outcome.trend, round(outcome.yearly, 2), round(outcome.years, 1)
    ('narrows', -0.4, 20.0)
    >>> frame = ict.analysis.years_to_close({2015: 8.0, 2025: 12.0}).to_frame()
    >>> frame[["trend", "years"]].to_dict("records")
    [{'trend': 'widens', 'years': nan}]
    """

    first_year: int
    last_year: int
    first: float
    last: float
    closed_at: float
    pace: str
    trend: str
    yearly: float
    years: float | None

    _parts = (Part("gap", CLOSING, "_rows"),)

    @property
    def _rows(self) -> tuple[YearsToClose]:
        return (self,)

    def _facts(self) -> dict[str, object]:
        """Return the words of headers with a year, and the pace."""

        def gap_in(year: int) -> Callable[[str], str]:
            return lambda language: i18n.text("divides", "gap-in", language, year=str(year))

        return {
            "first": gap_in(self.first_year),
            "last": gap_in(self.last_year),
            "in_points": self.pace == POINTS,
            "in_proportion": self.pace == PROPORTION,
        }

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the assumption."""
        return {"statistic": "years-to-close", "assumption": f"same-pace-{self.pace}"}

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        closed = round_figure(self.closed_at, 1)
        blocks: list[Block] = [
            Heading(words("closing-title"), 2),
            write_grid(self._table(), language),
            i18n.Sentence(f"divides/pace-{self.pace}", closed=closed).as_note(),
        ]
        if self.years is None:
            blocks.append(i18n.Sentence(f"divides/no-years-{self.trend}").as_note())
        return blocks


def _read_gaps(gaps: Any) -> dict[int, float]:
    require(hasattr(gaps, "items") and not hasattr(gaps, "columns"), "gaps", "gaps", gaps)
    read: dict[int, float] = {}
    years: set[int] = set()
    for year, gap in gaps.items():
        whole = hasattr(year, "__index__") and not isinstance(year, bool)
        require(whole and 1 <= int(year) <= 9999, "gaps", "gaps", gaps)
        if int(year) in years:  # of a pandas.Series
            raise UsageError("simulation.names-twice", argument="gaps", names=[str(year)])
        years.add(int(year))
        if is_missing(gap):
            continue
        read[int(year)] = float(decimals.to_decimal(gap))
    if len(read) < 2:
        raise UsageError("divides.gaps-too-few")
    return read


def years_to_close(
    gaps: Mapping[int, float],
    *,
    closed_at: float = 0.0,
    pace: Literal["points", "proportion"] = POINTS,
) -> YearsToClose:
    r"""Return the number of years until a gap is closed, if its pace does not change.

    .. math::

        n = \frac{|g_T| - c}{v}, \quad v = \frac{|g_0| - |g_T|}{T} \quad \text{(points)}, \qquad
        n = \frac{\ln(c / |g_T|)}{\ln q}, \quad q = (|g_T| / |g_0|)^{1/T} \quad \text{(proportion)}

    The pace is that between the first and the last year; the years between them are not used. A
    constant pace is an assumption, not a forecast. For a gap that widens or does not change there
    is no number of years, however long the period is.

    Parameters
    ----------
    gaps : mapping or pandas.Series
        The gap by year, two years or more; missing years are left out. The sign does not matter,
        unless it changes between the first and the last year.
    closed_at : float
        The size at which the gap counts as closed; by default 0.
    pace : str
        ``"points"``: the same number of points a year. ``"proportion"``: the same share of the
        remaining gap a year; then a gap never reaches 0, and ``closed_at`` must be above 0.

    Returns
    -------
    YearsToClose
        Years counted from the last year, or the reason why there is no number.

    Raises
    ------
    UsageError
        If there are fewer than two years, the pace is unknown, or ``closed_at`` is not valid.

    Examples
    --------
    >>> import ictindex as ict
    >>> outcome = ict.analysis.years_to_close({2015: 16, 2025: 8}, closed_at=1, pace="proportion")
    >>> round(outcome.years, 6)
    30.0
    >>> ict.analysis.years_to_close({2015: 8, 2025: 9}).years is None
    True
    """
    read = _read_gaps(gaps)
    if pace not in PACES:
        raise UsageError("divides.pace-unknown", wanted=str(pace)[:40], allowed=PACES)
    fits = isinstance(closed_at, (int, float)) and not isinstance(closed_at, bool)
    require(fits and 0 <= closed_at < math.inf, "closed_at", "number", closed_at)
    if pace == PROPORTION and closed_at == 0:
        raise UsageError("divides.never-zero")
    years = sorted(read)
    first_year, last_year = years[0], years[-1]
    first, last, span = read[first_year], read[last_year], last_year - first_year
    before, after, limit = abs(first), abs(last), float(closed_at)
    yearly = (after - before) / span
    if pace == PROPORTION:
        yearly = (after / before) ** (1 / span) - 1 if before > 0 else math.nan
    trend = _trend(first, last, limit)
    left: float | None = 0.0 if trend == CLOSED else None
    if trend == NARROWS and pace == POINTS:
        left = (after - limit) / -yearly
    elif trend == NARROWS:
        left = math.log(limit / after) / math.log(1 + yearly)
    return YearsToClose(first_year, last_year, first, last, limit, pace, trend, yearly, left)


def _trend(first: float, last: float, limit: float) -> str:
    """Return the trend of a gap between two years."""
    if abs(last) <= limit:
        return CLOSED
    if first * last < 0:
        return REVERSED
    if abs(last) == abs(first):
        return UNCHANGED
    return NARROWS if abs(last) < abs(first) else WIDENS
