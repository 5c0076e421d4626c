"""Convergence clubs of economies by the log t test of Phillips and Sul."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.analysis.tables.economy_values import names_of, shown
from ictindex.analysis.tables.panel_values import Panel, read_panel
from ictindex.core.arguments import doors, require
from ictindex.core.errors import UsageError
from ictindex.engine.statistics.club_convergence import (
    FEWEST_PERIODS,
    LogT,
    find_clubs,
    log_t_test,
    smooth_trend,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading, Paragraph, Table
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class EconomyClub:
    """A club: its economies, its log t regression, and the means of its first and last levels."""

    club: int
    economies: tuple[str, ...]
    slope: float
    error: float
    t: float
    first: float
    last: float


@doors
@dataclass(frozen=True, eq=False, repr=False)
class ConvergenceClubs(Renderable):
    """Convergence clubs. Made by :func:`ictindex.analysis.convergence_clubs`.

    Parameters
    ----------
    clubs : tuple of EconomyClub
        Clubs, from the highest to the lowest last level.
    divergent : tuple of str
        Economies that belong to no club.
    whole : LogT
        The test of all economies together.
    panel : Panel
        Economies with a number in every year.
    incomplete : tuple of str
        Economies left out because a year is missing.
    discard : float
        Share of the first years that the regression leaves out.
    smoothing : float or None
        Smoothing of the trend, where a trend was used; ``None``: the numbers themselves.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> t, codes = np.arange(1, 21), list(ict.data.economies())[:8]
    >>> rows = [level * (1 + away / (t * np.log(t + 1)))
    ...         for level in (80, 30) for away in (-0.3, -0.1, 0.1, 0.3)]
    >>> clubs = ict.analysis.convergence_clubs(pd.DataFrame(rows, codes, range(2001, 2021)))
    >>> [len(club.economies) for club in clubs.clubs], clubs.whole.converges
    ([4, 4], False)
    """

    clubs: tuple[EconomyClub, ...]
    divergent: tuple[str, ...]
    whole: LogT
    panel: Panel
    incomplete: tuple[str, ...]
    discard: float
    smoothing: float | None

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each economy; economies in no club have the club 0.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, club, first, last, slope, t (of the club's regression).

        Examples
        --------
        >>> import numpy as np
        >>> import pandas as pd
        >>> import ictindex as ict
        >>> t, codes = np.arange(1, 13), ["BRA", "CHL", "PER"]
        >>> rows = [50 * (1 + away / (t * np.log(t + 1))) for away in (-0.3, 0.1, 0.2)]
        >>> frame = pd.DataFrame(rows, codes, range(2001, 2013))
        >>> ict.analysis.convergence_clubs(frame).to_frame()["club"].tolist()
        [1, 1, 1]
        """
        import pandas as pd

        position = {economy: k for k, economy in enumerate(self.panel.economies)}
        rows = []
        for club in self.clubs:
            for economy in club.economies:
                y = self.panel.numbers[position[economy]]
                rows.append((economy, club.club, float(y[0]), float(y[-1]), club.slope, club.t))
        for economy in self.divergent:
            y = self.panel.numbers[position[economy]]
            rows.append((economy, 0, float(y[0]), float(y[-1]), float("nan"), float("nan")))
        frame = pd.DataFrame(rows, columns=["economy", "club", "first", "last", "slope", "t"])
        frame.attrs |= {
            "statistic": "convergence-clubs",
            "years": list(self.panel.years),
            "discard": self.discard,
            "smoothing": self.smoothing,
        }
        return put_names(frame, names, self)

    def blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        first, last = self.panel.years[0], self.panel.years[-1]
        verdict = "whole-converges" if self.whole.converges else "whole-diverges"
        t = shown(self.whole.t, 2, language)
        blocks: list[Block] = [
            Heading(words("clubs-title", first=str(first), last=str(last)), 2),
            *self.panel.notes(language),
            Paragraph(words("balanced", count=len(self.panel.economies))),
            Paragraph(words(verdict, t=t)),
        ]
        rows = [
            [
                str(club.club),
                str(len(club.economies)),
                names_of(club.economies, language),
                shown(club.first, 1, language),
                shown(club.last, 1, language),
                shown(club.slope, 2, language),
                shown(club.t, 2, language),
            ]
            for club in self.clubs
        ]
        headers = [words("club"), words("economies"), words("members"), str(first), str(last)]
        headers += [words("log-t"), "t"]
        blocks.append(Table(headers, rows, frozenset({0, 1, 3, 4, 5, 6})))
        if self.divergent:
            names = names_of(self.divergent, language)
            blocks.append(Paragraph(words("divergent", economies=names)))
        if self.smoothing is not None:
            smoothing = i18n.number(Decimal(f"{self.smoothing:.12g}"), language)
            blocks.append(Paragraph(words("smoothed", smoothing=smoothing), note=True))
        blocks.append(Paragraph(words("clubs-method")))
        if self.incomplete:
            names = names_of(self.incomplete, language)
            blocks.append(Paragraph(words("incomplete", economies=names), note=True))
        return blocks


def convergence_clubs(
    series: Any, *, discard: float = 0.3, smoothing: float | None = None
) -> ConvergenceClubs:
    r"""Find clubs of economies that converge with one another; at least ten years are needed.

    .. math:: h_{it} = \frac{y_{it}}{\frac1N \sum_j y_{jt}}, \quad
              H_t = \frac1N \sum_i (h_{it} - 1)^2, \quad
              \ln \frac{H_1}{H_t} - 2 \ln \ln t = a + b \ln t + u_t

    Convergence is refused where the one-sided *t* of *b*, with a long-run variance (quadratic
    spectral kernel, bandwidth of Andrews), is below -1.65. Economies are ordered by their last
    level. The first that converge form a core, in the number that gives the largest *t*. Each other
    economy with which the core has *t* > 0 joins. The procedure is repeated with the rest. The
    result describes paths and depends on the chosen years; it does not give causes, and clubs of
    levels below a ceiling may be due to the ceiling.

    Parameters
    ----------
    series : Series or pandas.DataFrame
        A series of editions of one methodology; or a frame with ISO3 codes as index and consecutive
        years as columns. Economies without a number in every year are left out and named.
    discard : float
        Share of the first years that the regression leaves out; 0.3 is usual for short panels.
    smoothing : float, optional
        Use the Hodrick-Prescott trend with this smoothing (400 is usual for years); by default the
        numbers are used without smoothing.

    Returns
    -------
    ConvergenceClubs
        Clubs, economies in no club, and the test of all economies together.

    Raises
    ------
    UsageError
        If there are fewer than ten years (three editions are not a panel), years are left out,
        there are fewer than two economies, or numbers are not above zero.

    References
    ----------
    Phillips and Sul (2007), Transition modeling and econometric convergence tests, *Econometrica*
    75 (6), 1771-1855; (2009), Economic transition and growth, *Journal of Applied Econometrics*
    24 (7), 1153-1185; Andrews (1991), *Econometrica* 59, 817-858.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> t, codes = np.arange(1, 16), ["BRA", "CHL", "PER", "KEN", "UGA", "GHA"]
    >>> rows = [level * (1 + away / (t * np.log(t + 1)))
    ...         for level in (90, 20) for away in (-0.3, 0.1, 0.2)]
    >>> clubs = ict.analysis.convergence_clubs(pd.DataFrame(rows, codes, range(2005, 2020)))
    >>> [club.economies for club in clubs.clubs]
    [('BRA', 'CHL', 'PER'), ('GHA', 'KEN', 'UGA')]
    """
    fits = isinstance(discard, (int, float)) and not isinstance(discard, bool)
    require(fits and 0 < discard <= 0.5, "discard", "discard", discard)
    smooth = smoothing is None or (
        isinstance(smoothing, (int, float))
        and not isinstance(smoothing, bool)
        and 0 < smoothing < 1e9
    )
    require(smooth, "smoothing", "number", smoothing)
    read = read_panel(series)
    if len(read.years) < FEWEST_PERIODS:
        raise UsageError(
            "divides.clubs-too-short", years=str(len(read.years)), least=str(FEWEST_PERIODS)
        )
    if read.years[-1] - read.years[0] != len(read.years) - 1:
        raise UsageError("divides.clubs-gaps")
    panel = read.balanced()
    if len(panel.economies) < _FEWEST:
        raise UsageError("divides.too-few-economies", count=len(panel.economies), least=_FEWEST)
    numbers = panel.numbers
    if (numbers <= 0).any():
        raise UsageError("divides.clubs-not-positive")
    taken = numbers if smoothing is None else smooth_trend(numbers, float(smoothing))
    clubs, divergent = find_clubs(taken, float(discard))
    outcome = tuple(
        EconomyClub(
            n,
            tuple(sorted(panel.economies[k] for k in club.members)),
            club.test.slope,
            club.test.error,
            club.test.t,
            float(np.mean(numbers[list(club.members), 0])),
            float(np.mean(numbers[list(club.members), -1])),
        )
        for n, club in enumerate(clubs, start=1)
    )
    return ConvergenceClubs(
        outcome,
        tuple(panel.economies[k] for k in divergent),
        log_t_test(taken, float(discard)),
        panel,
        read.incomplete,
        float(discard),
        None if smoothing is None else float(smoothing),
    )
