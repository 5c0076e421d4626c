"""Parity ratios and gaps by sex, age, location and disability, for economies and groups."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from ictindex.analysis.divides.gap_closing import POINTS, YearsToClose, years_to_close
from ictindex.analysis.tables.economy_values import (
    EconomyValues,
    Weights,
    read_weights,
)
from ictindex.analysis.tables.group_summaries import (
    LEAST_COVERAGE,
    make_groups,
    measure_coverage,
    require_share,
)
from ictindex.core.arguments import doors, is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.data.breakdowns import Comparison, Comparisons, compare_breakdowns
from ictindex.data.observations import Observations
from ictindex.engine.statistics.inequality import weighted_mean, weighted_quantile
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import name_grouping
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

# Age groups, each compared with adults of 25 to 74: children, youth, older persons.
AGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "children": ("Y_LT15", "Y25T74"),
        "youth": ("Y15T24", "Y25T74"),
        "older": ("Y_GE75", "Y25T74"),
    }
)
_Subject = tuple[str, str, str]  # the indicator and the codes of both parts


@dataclass(frozen=True, slots=True)
class EconomyParity:
    """The latest figures of both parts in one economy."""

    indicator: str
    first: str
    second: str
    economy: str
    year: int
    first_value: float
    second_value: float
    ratio: float
    gap: float


@dataclass(frozen=True, slots=True)
class GroupParity:
    """Parity of a group, from means of both parts, in one year or in the latest years."""

    indicator: str
    first: str
    second: str
    group: str
    year: int | None
    oldest: int
    newest: int
    count: int
    of: int
    coverage_economies: float
    coverage_weight: float | None
    sufficient: bool
    first_mean: float
    second_mean: float
    ratio: float
    gap: float
    median_ratio: float


@dataclass(frozen=True, slots=True)
class ParityTrend:
    """The change of parity in one economy between its first and its last year."""

    indicator: str
    first: str
    second: str
    economy: str
    first_year: int
    last_year: int
    first_ratio: float
    last_ratio: float
    first_gap: float
    last_gap: float
    yearly: float
    trend: str
    years: float


_SUBJECT = (
    Column("indicator", "indicator", page=False),
    Column("first", "code", about="code of the first part of the population", page=False),
    Column("second", "code", about="code of the second part", page=False),
)


def _figure(name: str, label: str, about: str, places: int = 1) -> Column:
    return Column(name, "estimate", label, about, places=places)


def _coverage(name: str, label: str, about: str, page: str) -> Column:
    return Column(name, "estimate", label, about, places=1, scale=100, page=page)


GROUPS = define(
    "parity-groups",
    *_SUBJECT,
    Column("group", "group", about="code of the group"),
    Column("year", "year", about="missing where each economy has its latest year", gaps=True),
    Column("oldest", "year", "columns/years", "oldest year of an economy", upto="newest"),
    Column("newest", "year", about="newest year of an economy"),
    Column("count", "count", "divides/economies", "economies with figures", of="of"),
    Column("of", "count", about="economies of the group"),
    _coverage(
        "coverage_economies", "divides/coverage-economies", "share of economies", "unweighted"
    ),
    _coverage("coverage_weight", "divides/coverage-weight", "share of the weight", "weighted"),
    Column("sufficient", "boolean", about="whether the coverage is not below the minimum"),
    _figure("first_mean", "=first", "mean of the first part"),
    _figure("second_mean", "=second", "mean of the second part"),
    _figure("ratio", "divides/ratio", "first mean by second mean", 3),
    _figure("gap", "divides/gap", "second mean less first mean"),
    _figure("median_ratio", "divides/median-ratio", "median of the ratios of economies", 3),
    key=("indicator", "first", "second", "group", "year"),
    page=(
        "group",
        "count",
        "coverage_economies",
        "coverage_weight",
        "oldest",
        "first_mean",
        "second_mean",
        "ratio",
        "gap",
        "median_ratio",
    ),
)
ECONOMIES = define(
    "parity-economies",
    *_SUBJECT,
    Column("economy", "economy", about="ISO3 code"),
    Column("year", "year", about="latest year with both figures"),
    Column("first_value", "estimate", about="of the first part"),
    Column("second_value", "estimate", about="of the second part"),
    Column("ratio", "estimate", about="first value by second value"),
    Column("gap", "estimate", about="second value less first value"),
    key=("indicator", "first", "second", "economy"),
    page=(),
)
TRENDS = define(
    "parity-trends",
    *_SUBJECT,
    Column("economy", "economy", about="ISO3 code"),
    Column("first_year", "year"),
    Column("last_year", "year"),
    Column("first_ratio", "estimate", about="in the first year"),
    Column("last_ratio", "estimate", about="in the last year"),
    Column("first_gap", "estimate", about="in the first year"),
    Column("last_gap", "estimate", about="in the last year"),
    Column("yearly", "estimate", about="change of the size of the gap in points a year"),
    Column("trend", "code", about="narrows, widens, unchanged, closed or reversed"),
    Column("years", "estimate", about="until the gap is closed; NaN if it does not narrow"),
    key=("indicator", "first", "second", "economy"),
    page=(),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Parity(TabularResult):
    """Parity of two parts of the population. Made by :func:`ictindex.analysis.parity`.

    Parameters
    ----------
    economies : tuple of EconomyParity
        The latest year of each economy.
    groups : tuple of GroupParity
        Groups, each economy with its latest year.
    years : tuple of GroupParity
        Groups year by year, of the economies with figures in the year.
    trends : tuple of ParityTrend
        Economies with two years or more.
    breakdown, grouping, vintage : str
        The breakdown of the figures, and the groups.
    competing : tuple of str
        Economies whose figures of a year differ between sources: those years are left out.
    weightless : tuple of str
        Economies with figures but without a weight: they are in no weighted figure.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = pd.DataFrame({"economy": ["KEN"] * 4, "indicator": ["internet-users"] * 4,
    ...                      "year": [2018, 2018, 2022, 2022], "value": [15, 21, 35, 40],
    ...                      "sex": ["F", "M"] * 2})
    >>> outcome = ict.analysis.parity(ict.read_observations(rows), by={"KEN": "Africa"})
    >>> [(row.year, round(row.ratio, 3), row.gap) for row in outcome.economies]
    [(2022, 0.875, 5.0)]
    >>> outcome.trends[0].trend, outcome.years_to_close("KEN").years
    ('narrows', 20.0)
    >>> outcome.to_frame("economies")["ratio"].tolist(), len(outcome.to_frame("trends"))
    ([0.875], 1)
    """

    economies: tuple[EconomyParity, ...]
    groups: tuple[GroupParity, ...]
    years: tuple[GroupParity, ...]
    trends: tuple[ParityTrend, ...]
    breakdown: str
    grouping: str
    vintage: str
    _weights: Weights
    _least: float
    competing: tuple[str, ...]
    weightless: tuple[str, ...]

    _parts = (
        Part("groups", GROUPS, "groups"),
        Part("years", GROUPS, "years"),
        Part("economies", ECONOMIES, "economies"),
        Part("trends", TRENDS, "trends"),
    )

    def _facts(self) -> dict[str, object]:
        """Return facts of all tables."""
        return {"weighted": self._weights.weighted, "unweighted": not self._weights.weighted}

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the breakdown, the groups, their weights and the minimum coverage."""
        return {
            "statistic": f"parity-{part}",
            "breakdown": self.breakdown,
            "grouping": self.grouping,
            "vintage": self.vintage,
            "weighting": self._weights.weighting,
            "least_coverage": self._least,
        }

    def years_to_close(
        self,
        economy: str,
        *,
        closed_at: float = 0.0,
        pace: Literal["points", "proportion"] = POINTS,
    ) -> YearsToClose:
        """Return the number of years until the gap of an economy is closed at its pace.

        Parameters
        ----------
        economy : str
            ISO3 code of an economy with two years or more.
        closed_at : float
            The size at which the gap counts as closed.
        pace : str
            ``"points"`` or ``"proportion"``.

        Returns
        -------
        YearsToClose
            See :func:`ictindex.analysis.years_to_close`.

        Raises
        ------
        UsageError
            If the economy has fewer than two years, or several indicators or pairs of parts.
        """
        outcome = [row for row in self.trends if row.economy == economy]
        if len(outcome) != 1:
            raise UsageError("divides.parity-no-trend", wanted=str(economy)[:40])
        row = outcome[0]
        gaps = {row.first_year: row.first_gap, row.last_year: row.last_gap}
        return years_to_close(gaps, closed_at=closed_at, pace=pace)

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        breakdown = i18n.label("breakdowns", self.breakdown, language)
        title = words("parity-title", breakdown=breakdown, by=self._weights.title(language))
        blocks: list[Block] = [Heading(title, 2), name_grouping(self.grouping, self.vintage)]
        for subject in dict.fromkeys((r.indicator, r.first, r.second) for r in self.groups):
            blocks += self._subject_blocks(subject, language)
        blocks.append(i18n.Sentence("divides/parity-method"))
        share = round_figure(self._least, 1, scale=100)
        blocks.append(i18n.Sentence("divides/coverage-rule", share=share))
        if self._weights.weighted:
            blocks.append(i18n.Sentence("divides/parity-weights").as_note())
        for key, economies in (("competing", self.competing), ("weightless", self.weightless)):
            if economies:
                blocks.append(i18n.Sentence(f"divides/{key}", economies=economies).as_note())
        return blocks

    def _subject_blocks(self, subject: _Subject, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        indicator, first, second = subject
        parts = [_part_name(self.breakdown, code, language) for code in (first, second)]
        name = i18n.label("nodes", indicator, language)
        blocks: list[Block] = [
            Heading(words("parity-of", indicator=name, first=parts[0], second=parts[1]), 3)
        ]
        facts = {**self._facts(), "first": parts[0], "second": parts[1]}
        rows = [r for r in self.groups if (r.indicator, r.first, r.second) == subject and r.count]
        blocks.append(write_grid(Table.of(GROUPS, rows, facts), language))
        trends = [r for r in self.trends if (r.indicator, r.first, r.second) == subject]
        if trends:
            counts = {
                key: sum(row.trend == key for row in trends)
                for key in ("narrows", "widens", "unchanged", "closed", "reversed")
            }
            blocks.append(i18n.Sentence("divides/parity-trends", count=len(trends), **counts))
        return blocks


def _part_name(breakdown: str, code: str, language: str) -> str:
    section = f"questionnaire/categories/{breakdown}"
    return i18n.label(section, code, language) if i18n.has_label(section, code) else code


def _ratio(first: float, second: float) -> float:
    return first / second if second else math.nan


def _choose_pairs(by: str, pair: Any) -> list[tuple[str, str] | None]:
    """Return the pairs of parts to compare; ``None`` means the pair in the catalogue."""
    if by == "age" and pair is None:
        return list(AGES.values())
    if by == "age" and is_text(pair):
        if pair not in AGES:
            raise UsageError("divides.age-unknown", wanted=str(pair)[:40], allowed=tuple(AGES))
        return [AGES[str(pair)]]
    if pair is None:
        return [None]
    require(isinstance(pair, (list, tuple)) and len(pair) == 2, "pair", "pair", pair)
    return [(pair[0], pair[1])]


def _sort(
    rows: Iterable[Comparison],
) -> tuple[dict[_Subject, dict[str, dict[int, Comparison]]], tuple[str, ...]]:
    """Return comparisons by subject, economy and year, without years in which sources differ."""
    listed: dict[tuple[_Subject, str, int], list[Comparison]] = {}
    for row in rows:
        key = ((row.indicator, row.first, row.second), row.economy, row.year)
        listed.setdefault(key, []).append(row)
    outcome: dict[_Subject, dict[str, dict[int, Comparison]]] = {}
    competing = set()
    for (subject, economy, year), same in listed.items():
        if len({(row.first_value, row.second_value) for row in same}) > 1:
            competing.add(economy)
            continue
        outcome.setdefault(subject, {}).setdefault(economy, {})[year] = same[0]
    return outcome, tuple(sorted(competing))


@dataclass(frozen=True, slots=True)
class _Grouped:
    """The groups of a parity, with weights and minimum coverage."""

    groups: Mapping[str, tuple[str, ...]]
    weights: Weights
    least: float

    def rows(
        self, subject: _Subject, figures: Mapping[str, Comparison], year: int | None
    ) -> Iterable[GroupParity]:
        """Yield the parity of each group that has an economy with figures."""
        present = {e for e in figures if self.weights.get(e) is not None}
        for group, members in self.groups.items():
            inside = [e for e in members if e in present]
            if not inside:
                continue
            coverage = measure_coverage(members, present, self.weights, self.least)
            mass = [self.weights.get(e) or 0.0 for e in inside]
            years = [figures[e].year for e in inside]
            means = (math.nan, math.nan)
            median = math.nan
            if coverage.sufficient and sum(mass) > 0:
                means = (
                    weighted_mean([float(figures[e].first_value) for e in inside], mass),
                    weighted_mean([float(figures[e].second_value) for e in inside], mass),
                )
                pairs = [
                    (float(figures[e].first_value / figures[e].second_value), m)
                    for e, m in zip(inside, mass, strict=True)
                    if figures[e].second_value and m > 0
                ]
                if pairs:
                    ratios, kept = zip(*pairs, strict=True)
                    median = weighted_quantile(list(ratios), 0.5, list(kept))
            yield GroupParity(
                *subject,
                group,
                year,
                min(years),
                max(years),
                coverage.count,
                coverage.of,
                coverage.economies,
                coverage.weight,
                coverage.sufficient,
                *means,
                _ratio(*means),
                means[1] - means[0],
                median,
            )


def _trend_of(subject: _Subject, economy: str, series: Mapping[int, Comparison]) -> ParityTrend:
    first, last = series[min(series)], series[max(series)]
    gaps = {first.year: float(first.gap), last.year: float(last.gap)}
    closing = years_to_close(gaps)
    return ParityTrend(
        *subject,
        economy,
        first.year,
        last.year,
        _ratio(float(first.first_value), float(first.second_value)),
        _ratio(float(last.first_value), float(last.second_value)),
        float(first.gap),
        float(last.gap),
        closing.yearly,
        closing.trend,
        math.nan if closing.years is None else closing.years,
    )


def parity(
    observations: Observations | Comparisons,
    breakdown: Literal["sex", "age", "location", "disability", "education", "income"] = "sex",
    *,
    pair: str | Sequence[str] | None = None,
    by: str | Mapping[str, str] = "itu-region",
    vintage: str | None = None,
    weights: object | None = None,
    weighting: Literal["population", "households", "own"] | None = None,
    coverage: float = LEAST_COVERAGE,
) -> Parity:
    r"""Compare two parts of the population: parity ratio and gap, by economy, group and year.

    .. math:: \text{ratio}_g = \frac{\sum_i w_i x_{1i}}{\sum_i w_i x_{2i}}, \qquad
              \text{gap}_g = \frac{\sum_i w_i (x_{2i} - x_{1i})}{\sum_i w_i}

    with the figure :math:`x_1` for women (rural areas, persons with disabilities, children, youth
    or older persons) and :math:`x_2` for men (urban areas, persons without disabilities, adults of
    25 to 74). Parity is a ratio of 1 and a gap of 0. The ratio of a group is that of its means, not
    the mean of ratios; the median of the ratios of its economies is shown next to it. A ratio and a
    gap may move in opposite directions: where both parts grow, the ratio may rise while the gap
    widens.

    Parameters
    ----------
    observations : Observations or Comparisons
        A table with figures broken down, or the output of :func:`ictindex.data.compare_breakdowns`
        for it. An economy whose sources differ in a year has no figure for that year and is named.
    breakdown : str
        ``"sex"``, ``"age"``, ``"location"``, ``"disability"``, ``"income"`` or ``"education"``.
    pair : str or sequence of two str, optional
        Two codes of parts, the first over the second; or by age ``"children"`` (under 15),
        ``"youth"`` (15 to 24) or ``"older"`` (75 and over), each compared with adults of 25 to 74.
        By default all three for age, otherwise the pair in the catalogue.
    by : str or mapping
        A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups.
    vintage : str, optional
        Vintage of the grouping.
    weights : mapping or pandas.Series, optional
        Population or households by ISO3 code, of all economies; by default each counts the same.
        One weight is used for both parts: where there are many more women than men, it is not
        exact.
    weighting : str, optional
        Kind of weights: ``"population"`` (the default), ``"households"`` or ``"own"``.
    coverage : float
        Least share of a group's weight (economies, where unweighted) with figures.

    Returns
    -------
    Parity
        Economies with their latest year, groups, groups by year, and trends.

    Raises
    ------
    UsageError, CatalogueError
        If there is no such breakdown or nothing to compare, or a grouping needs its vintage.

    References
    ----------
    Sustainable Development Goal indicator 4.5.1 (parity indices: female/male, rural/urban, bottom/
    top wealth quintile and others).

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = pd.DataFrame({"economy": ["KEN", "KEN", "UGA", "UGA"], "year": [2022] * 4,
    ...                      "indicator": ["internet-users"] * 4, "value": [30, 40, 8, 10],
    ...                      "sex": ["F", "M"] * 2})
    >>> table = ict.read_observations(rows)
    >>> outcome = ict.analysis.parity(table, by={"KEN": "Africa", "UGA": "Africa"})
    >>> row = outcome.groups[0]
    >>> round(row.ratio, 2), row.gap, round(row.median_ratio, 3)
    (0.76, 6.0, 0.775)
    """
    least = require_share(coverage, "coverage")
    require(is_text(breakdown), "breakdown", "text", breakdown)
    rows: list[Comparison] = []
    if isinstance(observations, Comparisons):
        rows = [row for row in observations.rows if row.breakdown == breakdown]
    else:
        for chosen in _choose_pairs(breakdown, pair):
            rows += compare_breakdowns(observations, breakdown, pair=chosen).rows
    if not rows:
        raise UsageError("divides.nothing-to-compare", by=str(breakdown)[:40])
    outcome, competing = _sort(rows)
    mass = read_weights(weights, weighting)
    economies = {economy for figures in outcome.values() for economy in figures}
    values = EconomyValues(dict.fromkeys(sorted(economies), 0.0))
    members, grouping, dated = make_groups(by, vintage, values, mass)
    grouped = _Grouped(members, mass, least)
    latest_rows: list[EconomyParity] = []
    of_groups: list[GroupParity] = []
    of_years: list[GroupParity] = []
    trends: list[ParityTrend] = []
    for subject, figures in outcome.items():
        latest = {economy: series[max(series)] for economy, series in sorted(figures.items())}
        latest_rows += [
            EconomyParity(
                *subject,
                economy,
                row.year,
                float(row.first_value),
                float(row.second_value),
                _ratio(float(row.first_value), float(row.second_value)),
                float(row.gap),
            )
            for economy, row in latest.items()
        ]
        of_groups += grouped.rows(subject, latest, None)
        for year in sorted({year for series in figures.values() for year in series}):
            now = {e: series[year] for e, series in sorted(figures.items()) if year in series}
            of_years += grouped.rows(subject, now, year)
        trends += [
            _trend_of(subject, economy, series)
            for economy, series in sorted(figures.items())
            if len(series) > 1
        ]
    weightless = tuple(sorted(e for e in economies if mass.get(e) is None))
    return Parity(
        tuple(latest_rows),
        tuple(of_groups),
        tuple(of_years),
        tuple(trends),
        breakdown,
        grouping,
        dated,
        mass,
        least,
        competing,
        weightless,
    )
