"""Convergence of economies: dispersion over time, and growth against the initial level."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.analysis.tables.panel_values import Panel, read_panel
from ictindex.core.arguments import doors, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.tables.columns import Column, Part, define
from ictindex.engine.statistics.convergence_tests import beta_test, dispersion_test, logit
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    from ictindex.core.plots import ConvergencePlots

_FEWEST = 10
_LEAST_P = 0.0001


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Dispersion of economies in a year; the economies are the same in all years."""

    year: int
    count: int
    mean: float
    sd: float
    cv: float
    sd_ln: float
    sd_logit: float


@dataclass(frozen=True, slots=True)
class DispersionChange:
    """The test that a dispersion is equal in the first and the last year."""

    scale: str
    count: int
    first: float
    last: float
    t: float
    p: float


@dataclass(frozen=True, slots=True)
class Beta:
    """A regression of growth on the initial level, and the two parts of its slope."""

    scale: str
    count: int
    beta: float
    error: float
    t: float
    robust_error: float
    robust_t: float
    r_squared: float
    mean_reversion: float
    dispersion_part: float
    half_life: float


def _name_scale(scale: str, language: str) -> str:
    return i18n.text("divides", f"scale-{scale}", language)


def _figure(name: str, label: str, about: str = "", places: int = 3) -> Column:
    return Column(name, "estimate", label, about, places=places)


def _write_probability(row: Mapping[str, Any], language: str) -> str:
    """Write a p-value; where it would be rounded to zero, write the bound below which it lies."""
    value = row["p"]
    least = i18n.number(_LEAST_P, language, places=4)
    if value < _LEAST_P:
        return i18n.text("language", "below", language, value=least)
    return i18n.number(value, language, places=4)


_SCALE = Column("scale", "code", "divides/scale", "points, ln, ...", names=_name_scale)
_COUNT = Column("count", "count", "divides/economies", "economies")
BETA = define(
    "convergence-beta",
    _SCALE,
    _COUNT,
    _figure("beta", "divides/beta-of", "slope"),
    Column("error", "estimate", about="of the slope", page=False),
    Column("t", "estimate", about="of the slope", page=False),
    Column("robust_error", "estimate", about="HC3", page=False),
    _figure("robust_t", "divides/robust-t", "HC3", 1),
    Column("r_squared", "estimate", "divides/r-squared", places=1, scale=100),
    _figure("mean_reversion", "divides/mean-reversion", "part with unchanged dispersion"),
    _figure("dispersion_part", "divides/dispersion-part", "part due to changed dispersion"),
    _figure("half_life", "divides/half-life", "years", 1),
    key=("scale",),
)
SIGMA = define(
    "convergence-sigma",
    Column("year", "year", align="left"),
    Column("count", "count", about="economies", page=False),
    _figure("mean", "divides/mean", places=1),
    _figure("sd", "divides/sd", "standard deviation", 2),
    _figure("cv", "divides/cv", "coefficient of variation"),
    _figure("sd_ln", "divides/sd-ln", "of logarithms"),
    _figure("sd_logit", "divides/sd-logit", "of logits"),
    key=("year",),
)
TESTS = define(
    "convergence-tests",
    _SCALE,
    _COUNT,
    _figure("first", "=first", "dispersion in the first year"),
    _figure("last", "=last", "dispersion in the last year"),
    _figure("t", "=t", "of Pitman and Morgan", 1),
    Column("p", "estimate", "=p", "of the test", write=_write_probability),
    key=("scale",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Convergence(TabularResult):
    """Sigma and beta convergence. Made by :func:`ictindex.analysis.convergence`.

    Parameters
    ----------
    dispersions : tuple of Dispersion
        Dispersion in each year.
    changes : tuple of DispersionChange
        Tests of its change between the first and the last year.
    betas : tuple of Beta
        Regressions: in logarithms, without economies at the ceiling, in logits.
    panel : Panel
        Economies with a number in every year.
    incomplete : tuple of str
        Economies left out because a year is missing.
    not_positive : tuple of str
        Economies without a logarithm, because a number is zero.
    at_ceiling : tuple of tuple of str
        Economies at the ceiling in the first and in the last year.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> codes = list(ict.data.economies())[:30]
    >>> first = np.linspace(20, 90, 30)
    >>> frame = pd.DataFrame({2015: first, 2025: 0.5 * first + 50}, index=codes)
    >>> outcome = ict.analysis.convergence(frame, full=100)
    >>> [round(row.sd, 1) for row in outcome.dispersions], len(outcome.betas)
    ([21.2, 10.6], 3)
    >>> outcome.plot.kinds()
    ('convergence',)
    """

    dispersions: tuple[Dispersion, ...]
    changes: tuple[DispersionChange, ...]
    betas: tuple[Beta, ...]
    panel: Panel
    incomplete: tuple[str, ...]
    not_positive: tuple[str, ...]
    at_ceiling: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def plot(self) -> ConvergencePlots:
        """The chart of the change by the initial level: ``convergence.plot()``."""
        plots: ConvergencePlots = make_above("plot", self)
        return plots

    _parts = (
        Part("beta", BETA, "betas"),
        Part("sigma", SIGMA, "dispersions"),
        Part("tests", TESTS, "changes"),
    )

    def _facts(self) -> dict[str, object]:
        """Return the first and the last year, for headers."""
        years = self.panel.years
        return {"first": str(years[0]), "last": str(years[-1]), "t": "t", "p": "p"}

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the years, the ceiling, and how many economies were left out."""
        return {
            "statistic": f"convergence-{part}",
            "years": list(self.panel.years),
            "full": self.panel.full,
            "left_out": len(self.incomplete),
        }

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        first, last = self.panel.years[0], self.panel.years[-1]
        full = self.panel.full
        blocks: list[Block] = [
            Heading(words("convergence-title", first=str(first), last=str(last)), 2),
            *self.panel.notes(language),
            i18n.Sentence("divides/balanced", count=len(self.panel.economies)),
        ]
        blocks += [Heading(words("sigma"), 3), write_grid(self._table("sigma"), language)]
        blocks += [
            write_grid(self._table("tests"), language),
            i18n.Sentence("divides/sigma-method"),
        ]
        blocks += [Heading(words("beta"), 3), write_grid(self._table("beta"), language)]
        blocks.append(i18n.Sentence("divides/mean-reversion-note").as_note())
        if full is None:
            blocks.append(i18n.Sentence("divides/no-ceiling").as_note())
        else:
            before, after = map(len, self.at_ceiling)
            ceiling = i18n.Sentence(
                "divides/ceiling-note",
                full=round_figure(full, 0),
                first=first,
                last=last,
                before=before,
                after=after,
            )
            blocks.append(ceiling.as_note())
        for key, economies in (
            ("incomplete", self.incomplete),
            ("no-logarithm", self.not_positive),
        ):
            if economies:
                blocks.append(i18n.Sentence(f"divides/{key}", economies=economies).as_note())
        return blocks


def _deviation(numbers: Any) -> float:
    return float(np.std(numbers, ddof=1)) if len(numbers) > 1 else math.nan


def _test(scale: str, first: Any, last: Any) -> DispersionChange | None:
    if len(first) < _FEWEST:
        return None
    outcome = dispersion_test(first, last)
    return DispersionChange(scale, len(first), outcome.first, outcome.last, outcome.t, outcome.p)


def _fit(scale: str, first: Any, last: Any, years: int) -> Beta | None:
    if len(first) < _FEWEST or float(np.std(first)) <= 0:
        return None
    outcome = beta_test(first, last)
    line = outcome.regression
    # Over all the years, the distance to the common level is multiplied by 1 + beta.
    kept = 1 + line.slope
    half = years * math.log(0.5) / math.log(kept) if 0 < kept < 1 else math.nan
    return Beta(
        scale,
        line.count,
        line.slope,
        line.error,
        line.t,
        line.robust_error,
        line.robust_t,
        line.r_squared,
        outcome.mean_reversion,
        outcome.dispersion_part,
        half,
    )


def _check_ceiling(full: object) -> None:
    fits = isinstance(full, (int, float)) and not isinstance(full, bool) and 0 < full < math.inf
    require(fits, "full", "number", full)


def convergence(series: Any, *, full: float | None = None) -> Convergence:
    r"""Test whether economies converge, and show effects that only look like convergence.

    .. math::

        \sigma_t = \operatorname{sd}_i(\ln y_{it}), \qquad
        \ln y_{iT} - \ln y_{i0} = a + \beta \ln y_{i0} + e_i, \qquad
        \beta = (r - 1) + r \left(\frac{\sigma_T}{\sigma_0} - 1\right)

    *Sigma* convergence: dispersion falls. It is shown in points, as a coefficient of variation,
    in logarithms and in logits, on the same economies in all years, with the test of Pitman and
    Morgan for two variances of the same units. *Beta* convergence: economies with a lower initial
    level grew more. A beta below zero does not prove that economies come closer: noise in the first
    year alone produces it (regression to the mean). The slope is therefore shown with its two
    parts: :math:`r - 1`, which occurs with unchanged dispersion, and the rest, which is due to the
    change of dispersion.

    Below a ceiling (100 %, a goalpost, the full score), economies with high levels cannot grow:
    beta is below zero by construction. It is therefore reported in logarithms, then without the
    economies that are at the ceiling in the first or last year, and in logits, where the ceiling is
    infinitely far. Standard errors are robust to heteroscedasticity (HC3); the usual ones are in
    ``to_frame``.

    Parameters
    ----------
    series : Series or pandas.DataFrame
        A series of editions of one methodology, from :func:`ictindex.analysis.series`; or a frame
        with ISO3 codes as index and years as columns. Economies without a number in every year are
        left out and named: nothing is filled in.
    full : float, optional
        The ceiling in the unit of the numbers; a series of editions knows its own.

    Returns
    -------
    Convergence
        Dispersion by year, its tests, and the regressions.

    Raises
    ------
    UsageError
        If there are fewer than two years or ten economies, a number is above the ceiling, or
        editions follow different methodologies.

    References
    ----------
    Barro and Sala-i-Martin (1992), Convergence, *Journal of Political Economy* 100; Quah (1993),
    Galton's fallacy and tests of the convergence hypothesis, *Scandinavian Journal of Economics*
    95 (commonly cited for these tests).

    Examples
    --------
    Noise alone: beta is below zero, and dispersion is unchanged.

    >>> import numpy as np
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rng = np.random.default_rng(0)
    >>> level, codes = rng.uniform(3, 4, 200), list(ict.data.economies())[:200]
    >>> noisy = {year: np.exp(level + rng.normal(0, 0.15, 200)) for year in (2015, 2025)}
    >>> beta = ict.analysis.convergence(pd.DataFrame(noisy, index=codes)).to_frame().iloc[0]
    >>> bool(beta["beta"] < -0.15), bool(abs(beta["dispersion_part"]) < 0.1)
    (True, True)
    """
    read = read_panel(series)
    if full is not None:
        _check_ceiling(full)
    top = read.full if full is None else float(full)
    panel = read.keep_balanced()
    panel = replace(panel, full=top)
    if len(panel.years) < 2 or len(panel.economies) < _FEWEST:
        raise UsageError(
            "divides.panel-too-small",
            years=str(len(panel.years)),
            count=len(panel.economies),
            least=_FEWEST,
        )
    y = panel.numbers
    if (y < 0).any() or (top is not None and (y > top).any()):
        raise UsageError("divides.panel-outside", full="-" if top is None else f"{top:g}")
    positive = np.atleast_1d((y > 0).all(axis=1))
    inside = positive if top is None else positive & (y < top).all(axis=1)
    logits = np.full_like(y, np.nan) if top is None else logit(y, top)
    dispersions = tuple(
        Dispersion(
            year,
            len(y),
            float(y[:, k].mean()),
            _deviation(y[:, k]),
            _deviation(y[:, k]) / float(y[:, k].mean()) if y[:, k].mean() > 0 else math.nan,
            _deviation(np.log(y[positive, k])),
            math.nan if top is None else _deviation(logits[inside, k]),
        )
        for k, year in enumerate(panel.years)
    )
    years = panel.years[-1] - panel.years[0]
    logs = np.log(np.where(y > 0, y, 1.0))
    tests = [_test("points", y[:, 0], y[:, -1])]
    tests += [_test("ln", logs[positive, 0], logs[positive, -1])]
    betas = [_fit("ln", logs[positive, 0], logs[positive, -1], years)]
    at_ceiling: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    if top is not None:
        tests += [_test("logit", logits[inside, 0], logits[inside, -1])]
        betas += [_fit("ln-inside", logs[inside, 0], logs[inside, -1], years)]
        betas += [_fit("logit", logits[inside, 0], logits[inside, -1], years)]
        at_ceiling = (
            tuple(e for e, at in zip(panel.economies, y[:, 0] >= top, strict=True) if at),
            tuple(e for e, at in zip(panel.economies, y[:, -1] >= top, strict=True) if at),
        )
    return Convergence(
        dispersions,
        tuple(test for test in tests if test is not None),
        tuple(beta for beta in betas if beta is not None),
        panel,
        read.incomplete,
        tuple(e for e, keep in zip(panel.economies, positive, strict=True) if not keep),
        at_ceiling,
    )
