"""Years until a gap is closed, if it continues to close at the same pace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from ictindex.analysis.tables.economy_values import show_number
from ictindex.core import decimals
from ictindex.core.arguments import doors, require
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Grid, Heading, Paragraph
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

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


@doors
@dataclass(frozen=True, eq=False, repr=False)
class YearsToClose(Renderable):
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

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return one row.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns first_year, last_year, first, last, closed_at, pace, trend, yearly, years.

        Examples
        --------
        >>> import ictindex as ict
        >>> frame = ict.analysis.years_to_close({2015: 8.0, 2025: 12.0}).to_frame()
        >>> frame[["trend", "years"]].to_dict("records")
        [{'trend': 'widens', 'years': nan}]
        """
        import pandas as pd

        headers = (
            "first_year",
            "last_year",
            "first",
            "last",
            "closed_at",
            "pace",
            "trend",
            "yearly",
        )
        row = {name: getattr(self, name) for name in headers}
        years = math.nan if self.years is None else self.years
        frame = pd.DataFrame([{**row, "years": years}])
        frame.attrs |= {"statistic": "years-to-close", "assumption": f"same-pace-{self.pace}"}
        return put_names(frame, names, self)

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        yearly = self.yearly if self.pace == POINTS else 100 * self.yearly
        row = [
            show_number(self.first, 1, language),
            show_number(self.last, 1, language),
            show_number(yearly, 2, language),
            words(f"gap-{self.trend}"),
            show_number(self.years, 1, language),
        ]
        headers = [
            words("gap-in", year=str(self.first_year)),
            words("gap-in", year=str(self.last_year)),
        ]
        headers += [words(f"yearly-{self.pace}"), words("trend"), words("years-left")]
        closed = show_number(self.closed_at, 1, language)
        blocks: list[Block] = [
            Heading(words("closing-title"), 2),
            Grid(headers, [row], frozenset({0, 1, 2, 4})),
            Paragraph(words(f"pace-{self.pace}", closed=closed), note=True),
        ]
        if self.years is None:
            blocks.append(Paragraph(words(f"no-years-{self.trend}"), note=True))
        return blocks


def _read_gaps(gaps: Any) -> dict[int, float]:
    require(hasattr(gaps, "items") and not hasattr(gaps, "columns"), "gaps", "gaps", gaps)
    read: dict[int, float] = {}
    for year, gap in gaps.items():
        whole = hasattr(year, "__index__") and not isinstance(year, bool)
        require(whole and 1 <= int(year) <= 9999, "gaps", "gaps", gaps)
        if gap is None or gap != gap:
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
