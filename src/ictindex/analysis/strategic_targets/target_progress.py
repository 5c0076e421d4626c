"""Progress towards dated targets: met, missed, on or off track, or not measured with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.strategic_targets.target_measures import (
    POPULATION,
    Figures,
    Measure,
    list_day,
    measure_target,
    price_measures,
    scope_members,
)
from ictindex.analysis.strategic_targets.target_status import TargetFigure, TargetStatus
from ictindex.analysis.strategic_targets.target_words import progress_page
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.records import Record, parts_of, read_only
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.dated_targets import Target, targets
from ictindex.indices.ipb.price_series import PriceSeries, require_sound
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.plots import TargetProgressPlots

_HUNDRED = Decimal(100)


def _whole(name: str, kind: str, about: str = "") -> Column:
    return Column(name, kind, about=about, gaps=True)


_TARGET = Column("target", "code", about="id of the target")
_DEFINITION = Column(
    "definition",
    "definition",
    about="of a basket; empty for other targets",
    concept="BASKET_DEFINITION",
)
STATUSES = define(
    "target-statuses",
    _TARGET,
    _DEFINITION,
    _whole("deadline", "year"),
    Column("scope", "code", about="the world, or a dated group"),
    Column("measure", "code"),
    Column("condition", "code"),
    Column("low", "estimate", about="lower limit"),
    Column("high", "estimate", about="upper limit; equal where there is one"),
    _whole("year", "year", "of the figure"),
    Column("value", "estimate", about="percentage, or ratio of parity"),
    _whole("economies", "count", "with data"),
    _whole("of", "count", "all known economies of the scope"),
    Column("people", "estimate", about="their share of the population, in percent"),
    Column("verdict", "code"),
    Column("reason", "code", about="why it is not measured"),
    Column("pace", "estimate", about="observed change a year"),
    Column("wanted_pace", "estimate", about="change a year that would meet the target"),
    _whole("pace_from", "year", "first year of the observed change"),
    _whole("baseline", "year"),
    key=("target", "definition"),
    page=(),
)
FIGURES = define(
    "target-figures",
    _TARGET,
    _DEFINITION,
    Column("year", "year"),
    Column("value", "estimate", about="percentage, or ratio of parity"),
    Column("economies", "count", about="with data"),
    Column("of", "count", about="all known economies of the scope", concept="GROUP_ECONOMIES"),
    Column(
        "people",
        "estimate",
        about="their share of the population, in percent",
        concept="POPULATION_SHARE",
    ),
    Column("covered", "boolean", about="whether the coverage is sufficient"),
    key=("target", "definition", "year"),
    page=(),
)


@read_only
class TargetProgress(ReadOnly, Record, TabularResult):
    """Progress towards dated targets. Made by :func:`ictindex.analysis.track_targets`.

    Parameters
    ----------
    statuses : tuple of TargetStatus
        A status for each target; a price target has one for each definition of a basket.
    coverage : decimal.Decimal
        Least share of the population of a scope (or of its economies, if the population is
        unknown), in per cent, for a comparison with a target.
    window : int
        Largest number of years for the observed pace.
    sources : tuple of str
        The stated sources of the observations and of the prices.

    Examples
    --------
    >>> import ictindex as ict
    >>> progress = ict.analysis.track_targets(targets=["strategic-targets-2018"])
    >>> {status.verdict for status in progress.statuses}
    {'not-measured'}
    >>> int((progress.to_frame()["reason"] == "no-indicator").sum())
    9
    >>> len(progress.series), progress.plot.kinds()  # no figures were given
    (0, ('tracks',))
    """

    statuses: tuple[TargetStatus, ...]
    coverage: Decimal
    window: int
    sources: tuple[str, ...] = ()

    @property
    def plot(self) -> TargetProgressPlots:
        """The chart of the targets over the years: ``progress.plot.tracks()``."""
        plots: TargetProgressPlots = make_above("plot", self)
        return plots

    _parts = (Part("statuses", STATUSES, "_rows"), Part("series", FIGURES, "_figure_rows"))

    @property
    def _rows(self) -> Iterator[dict[str, object]]:
        return map(_row, self.statuses)

    @property
    def _figure_rows(self) -> Iterator[dict[str, object]]:
        return _figure_rows(self.statuses)

    @property
    def series(self) -> pd.DataFrame:
        """The figures of all years, a row for each: the part ``"series"`` of the frames."""
        return self.to_frame("series")

    def _blocks(self, language: str) -> list[Block]:
        """Return a table for each document, the targets not measured, and the methods."""
        return progress_page(self.statuses, self.coverage, self.window, language)


def make_figures(progress: TargetProgress) -> Table:
    """Return the figures of all years (see ``TargetProgress.series``)."""
    return Table.of(FIGURES, _figure_rows(progress.statuses))


def _figure_rows(statuses: Iterable[TargetStatus]) -> Iterator[dict[str, object]]:
    for status in statuses:
        for figure in status.figures:
            yield {
                "target": status.target.id,
                "definition": status.definition,
                **{name: _plain(value) for name, value in parts_of(figure).items()},
            }


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _row(status: TargetStatus) -> dict[str, object]:
    target, figure = status.target, status.figure
    limits = target.limits or (None,)
    own = {
        "target": target.id,
        "deadline": target.deadline,
        "scope": target.scope,
        "measure": target.measure,
        "condition": target.condition,
        "low": limits[0],
        "high": limits[-1],
    }
    counted = {
        name: None if figure is None else getattr(figure, name)
        for name in ("year", "value", "economies", "of", "people")
    }
    return {name: _plain(value) for name, value in (parts_of(status) | own | counted).items()}


def track_targets(
    observations: Observations | None = None,
    *,
    prices: PriceSeries | None = None,
    targets: Iterable[str] | None = None,
    baselines: Mapping[str, int] | None = None,
    coverage: object = 50,
    window: int = 5,
) -> TargetProgress:
    r"""Compare the figures of the world and of groups with dated targets.

    A target with a deadline within the data is met or missed, by the figure of that year. A target
    with a later deadline is on track if the observed pace reaches the required pace:

    .. math:: \text{pace} = \frac{x_t - x_s}{t - s}, \qquad
              \text{pace it takes} = \frac{L - x_t}{T - t}

    with the last year *t* of the data, the first year *s* of the window, the limit *L* and the
    deadline *T*; the observed pace is that of the economies with data in both years. Figures are
    compared before rounding. Missing values: an economy counts in a year if it has the figure and
    the weight of the same year; nothing is carried over or estimated. The figures are therefore not
    ITU's estimates for the world, which fill the gaps.

    Parameters
    ----------
    observations : Observations, optional
        Figures of economies by year: percentages, counts, and weights (indicators ``population``
        and ``households``).
    prices : PriceSeries, optional
        Costs of baskets as shares of income.
    targets : iterable of str, optional
        Ids of targets (``"strategic-targets-2018/1.2"``) or of documents; by default all.
    baselines : mapping of str to int, optional
        Baseline year of a target whose text states none, by its id.
    coverage : number
        Least share of the population of a scope, in per cent, for which a figure is compared with a
        target. The default of 50 is a choice of this library.
    window : int
        Largest number of years for the observed pace.

    Returns
    -------
    TargetProgress
        A status for each target, with the reason where it cannot be measured.

    Raises
    ------
    UsageError
        If a target is unknown, an economy has two figures for one cell, or an argument does not
        fit.
    RefusedObservationsError
        If cells have errors.

    Notes
    -----
    Resolution 71 (Rev. Dubai, 2018), Annex 1, Table 1. Broadband Commission, 2025 Advocacy
    Targets. United Nations, global indicator framework of the Sustainable Development Goals.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("KEN", 2023, "internet-users", 40), ("KEN", 2023, "population", 30),
    ...         ("UGA", 2023, "internet-users", 20), ("UGA", 2023, "population", 10)]
    >>> columns = ["economy", "year", "indicator", "value"]
    >>> table = ict.read_observations(pd.DataFrame(rows, columns=columns))
    >>> target = ["strategic-targets-2018/1.2"]
    >>> progress = ict.analysis.track_targets(table, targets=target)
    >>> progress.to_frame()[["value", "verdict", "reason", "economies"]].to_numpy().tolist()
    [[35.0, 'not-measured', 'coverage-too-low', 2]]
    >>> ict.analysis.track_targets(table, targets=target, coverage=0).statuses[0].verdict
    'missed'
    """
    require(
        observations is None or isinstance(observations, Observations),
        "observations",
        "observations",
        observations,
    )
    require_sound(prices)
    window = require_whole(window, "window", 1)
    least = decimals.to_decimal(coverage)
    require(0 <= least <= _HUNDRED, "coverage", "from-0-to-100", coverage)
    chosen = _choose(targets)
    figures = None if observations is None else Figures(observations)
    tracker = _Tracker(figures, prices, dict(baselines or {}), least, window)
    for name in tracker.baselines:
        _find_targets(name)
    return TargetProgress(
        statuses=tuple(status for target in chosen for status in tracker.statuses(target)),
        coverage=least,
        window=window,
        sources=tuple(sorted(_sources(observations, prices))),
    )


def _sources(observations: Observations | None, prices: PriceSeries | None) -> set[str]:
    """Return the sources that the figures state, without those of submissions."""
    stated: set[str] = set()
    if observations is not None and not observations.facts.submitter:
        stated |= {str(text) for text in observations.cells["source"] if text}
    if prices is not None:
        stated |= {str(text) for text in prices.origins.sources if text}
    return stated


def _find_targets(name: str) -> list[Target]:
    """Return the targets of an id, or of a document."""
    listed = targets()
    named = [t for t in listed.values() if name in (t.id, t.document.id)]
    if not named:
        raise UsageError(
            "targets.unknown",
            wanted=str(name)[:80],
            allowed=sorted({target.document.id for target in listed.values()}),
        )
    return named


def _choose(names: Iterable[str] | None) -> list[Target]:
    if names is None:
        return list(targets().values())
    require(not isinstance(names, str), "targets", "texts", names)
    return list(dict.fromkeys(target for name in names for target in _find_targets(name)))


@dataclass(frozen=True, slots=True)
class _Tracker:
    """Compares targets with the available figures."""

    figures: Figures | None
    prices: PriceSeries | None
    baselines: Mapping[str, int]
    coverage: Decimal
    window: int

    def statuses(self, target: Target) -> Iterator[TargetStatus]:
        """Yield the status of a target; for a price target, a status for each definition."""
        if target.measure == "none":
            yield _make_unmeasured(target, target.reason)
        elif target.measure == "median-price":
            yield from self._price_statuses(target)
        else:
            yield self._observed_status(target)

    def _price_statuses(self, target: Target) -> Iterator[TargetStatus]:
        measures = {} if self.prices is None else price_measures(target, self.prices)
        measures = {name: measure for name, measure in measures.items() if measure.years()}
        if not measures:
            yield _make_unmeasured(target, "no-prices")
        for name in _definitions_to_judge(target, measures):
            yield self._judge(target, measures[name], name)

    def _observed_status(self, target: Target) -> TargetStatus:
        baseline = self.baselines.get(target.id, target.baseline)
        if target.measure == "growth" and baseline is None:
            return _make_unmeasured(target, "no-baseline")
        if self.figures is None:
            return _make_unmeasured(target, "no-data")
        sex = "F" if target.measure == "parity" else ""
        if any(not self.figures.years(indicator, sex) for indicator in target.indicators):
            return _make_unmeasured(target, "no-data-by-sex" if sex else "no-data")
        if target.weights and not self.figures.years(target.weights):
            return _make_unmeasured(target, f"no-{target.weights}")
        return self._judge(target, measure_target(target, self.figures, baseline), "", baseline)

    def _figure(self, target: Target, measure: Measure, year: int) -> TargetFigure | None:
        """Return the figure of a year with its coverage; ``None`` without any economy."""
        economies = measure.economies(year)
        if not economies:
            return None
        scope = scope_members(target.scope, list_day(target)) or frozenset(catalogue.economies())
        weights = (
            {} if self.figures is None else self.figures.get(target.weights or POPULATION, year)
        )
        weighted = scope & weights.keys()
        people = None
        with decimals.exact():
            if len(weighted) * 4 >= len(scope) * 3:  # otherwise the total is not known
                whole = sum((weights[e] for e in weighted), Decimal(0))
                part = sum((weights[e] for e in economies & weighted), Decimal(0))
                people = decimals.stage(part * _HUNDRED / whole)
            share = Decimal(len(economies)) * _HUNDRED / len(scope) if people is None else people
        value = measure.value(year, economies)
        return TargetFigure(year, value, len(economies), len(scope), people, share >= self.coverage)

    def _judge(
        self, target: Target, measure: Measure, definition: str, baseline: int | None = None
    ) -> TargetStatus:
        """Return the status of a target by its figures."""
        made = (self._figure(target, measure, year) for year in measure.years())
        figures = tuple(figure for figure in made if figure is not None)
        usable = {figure.year: figure for figure in figures if figure.covered}

        def status(verdict: str, figure: TargetFigure | None, reason: str = "") -> TargetStatus:
            return TargetStatus(
                target, definition, verdict, reason, figure, figures, baseline=baseline
            )

        if not figures:
            return status("not-measured", None, "no-data")
        if not usable:
            return status("not-measured", figures[-1], "coverage-too-low")
        last = usable[max(usable)]
        if not target.condition or target.deadline is None:
            return status("no-number", last)
        if target.deadline in usable:
            figure = usable[target.deadline]
            return status("met" if _is_met(target, figure.value) else "missed", figure)
        if last.year > target.deadline:
            return status("not-measured", None, "no-figure-at-deadline")
        if _is_met(target, last.value):
            return status("met-early", last)
        return self._pace(target, measure, status("not-measured", last, "no-pace"), sorted(usable))

    def _pace(
        self, target: Target, measure: Measure, status: TargetStatus, years: list[int]
    ) -> TargetStatus:
        """Compare the observed pace with the required pace; without a pace, keep the status."""
        if status.figure is None or target.deadline is None:
            return status
        last = status.figure
        first = next((y for y in years if last.year - self.window <= y < last.year), None)
        same = (
            frozenset[str]()
            if first is None
            else (measure.economies(first) & measure.economies(last.year))
        )
        if first is None or not same:
            return status
        with decimals.exact():
            moved = measure.value(last.year, same) - measure.value(first, same)
            pace = decimals.stage(moved / (last.year - first))
            limit = _nearest_limit(target, last.value)
            wanted = decimals.stage((limit - last.value) / (target.deadline - last.year))
        reached = pace >= wanted if wanted > 0 else pace <= wanted
        return TargetStatus(
            target,
            status.definition,
            "on-track" if reached else "off-track",
            "",
            last,
            status.figures,
            pace,
            wanted,
            first,
            status.baseline,
        )


def _definitions_to_judge(target: Target, measures: Mapping[str, Measure]) -> list[str]:
    """Return for each basket the definition that was official at the deadline, or the last one."""
    chosen = []
    for basket in target.baskets:
        definitions = catalogue.basket_definitions()
        own = {n: m.years() for n, m in measures.items() if definitions[n].basket == basket}
        official = [name for name, years in own.items() if target.deadline in years]
        chosen += official or sorted(own, key=lambda name: own[name][-1])[-1:]
    return chosen


def _make_unmeasured(target: Target, reason: str) -> TargetStatus:
    return TargetStatus(target, "", "not-measured", reason, None, (), baseline=target.baseline)


def _is_met(target: Target, value: Decimal) -> bool:
    low, high = target.limits[0], target.limits[-1]
    return {
        "at-least": value >= low,
        "at-most": value <= low,
        "below": value < low,
        "between": low <= value <= high,
    }[target.condition]


def _nearest_limit(target: Target, value: Decimal) -> Decimal:
    return target.limits[-1] if value > target.limits[-1] else target.limits[0]
