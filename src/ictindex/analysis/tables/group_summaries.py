"""Figures of groups of economies, weighted or unweighted, with their coverage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from ictindex.analysis.tables.economy_values import (
    EconomyValues,
    Weights,
    read_values,
    read_weights,
)
from ictindex.core.arguments import doors, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.core.tables.columns import Column, Part, define
from ictindex.definitions import catalogue
from ictindex.engine.statistics import inequality
from ictindex.indices.results.group_figures import ALL, find_members, find_own_groups
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import list_clauses, name_grouping
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    from ictindex.data.observations import Observations

LEAST_COVERAGE = 0.5
_SHOWN = MappingProxyType(
    {
        "mean": "NaN, as all figures, where the coverage is not sufficient",
        "median": "",
        "sd": "standard deviation",
        "cv": "coefficient of variation",
        "minimum": "",
        "p10": "first decile",
        "q1": "first quartile",
        "q3": "third quartile",
        "p90": "ninth decile",
        "maximum": "",
    }
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of a group: economies with a value, and their weight where figures are weighted."""

    count: int
    of: int
    economies: float
    weight: float | None
    sufficient: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The figures of one group; NaN where its coverage is below the minimum."""

    group: str
    count: int
    of: int
    coverage_economies: float
    coverage_weight: float | None
    sufficient: bool
    mean: float
    median: float
    sd: float
    cv: float
    minimum: float
    p10: float
    q1: float
    q3: float
    p90: float
    maximum: float


GROUP_STATISTICS = define(
    "group-statistics",
    Column("group", "group", about="code of the group"),
    Column("count", "count", "divides/economies", "economies with a value", of="of"),
    Column("of", "count", about="economies of the group", page=False),
    Column(
        "coverage_economies",
        "estimate",
        "divides/coverage-economies",
        "share of economies",
        places=1,
        scale=100,
    ),
    Column(
        "coverage_weight",
        "estimate",
        "divides/coverage-weight",
        "share of the weight",
        places=1,
        scale=100,
        page="weighted",
    ),
    Column("sufficient", "boolean", about="whether the group has figures", page=False),
    *(
        Column(name, "estimate", f"divides/{name}", about, places=2 if name == "cv" else 1)
        for name, about in _SHOWN.items()
    ),
    KIND_OF_RESULT,
    key=("group",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class GroupStatistics(TabularResult):
    """Figures of groups. Made by :func:`ictindex.analysis.group_statistics`.

    Parameters
    ----------
    rows : tuple of GroupRow
        A row for each group, ``all`` last.
    grouping, vintage : str
        The grouping; ``own`` for a mapping.
    weightless : tuple of str
        Economies with a value but without a weight: they are in no weighted figure.
    unknown : tuple of str
        Members of groups without a known weight: the coverage refers to the others.

    Examples
    --------
    >>> import ictindex as ict
    >>> users, people = {"BRA": 80.5, "KEN": 40.8}, {"BRA": 215e6, "KEN": 54e6}
    >>> figures = ict.analysis.group_statistics(users, {"BRA": "A", "KEN": "B"}, weights=people)
    >>> figures.to_frame()[["group", "count", "mean"]].round(1).values.tolist()
    [['A', 1, 80.5], ['B', 1, 40.8], ['all', 2, 72.5]]
    """

    rows: tuple[GroupRow, ...]
    _values: EconomyValues
    _weights: Weights
    grouping: str
    vintage: str
    _least: float
    weightless: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    _parts = (Part("groups", GROUP_STATISTICS, "rows"),)

    def _facts(self) -> dict[str, object]:
        """Return whether economies weigh differently, and the kind of the result."""
        return {"weighted": self._weights.weighted, "result_kind": self._values.kind}

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the groups, their weights, the minimum coverage, and the origin of the numbers."""
        return {
            "statistic": "group-statistics",
            "grouping": self.grouping,
            "vintage": self.vintage,
            "weighting": self._weights.weighting,
            "least_coverage": self._least,
            **self._values.attributes(),
        }

    @property
    def _own_terms(self) -> OwnTerms | None:
        return self._values.terms

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        title = words("groups-title", by=self._weights.title(language))
        about = [name_grouping(self.grouping, self.vintage)]
        if self._values.subject:
            about.insert(0, i18n.Sentence(f"nodes/{self._values.subject}"))
        blocks: list[Block] = [Heading(title, 2), list_clauses(about)]
        blocks += self._values.notes(language)
        blocks.append(write_grid(self._table(), language))
        blocks.append(i18n.Sentence("divides/groups-method"))
        share = round_figure(self._least, 1, scale=100)
        blocks.append(i18n.Sentence("divides/coverage-rule", share=share))
        thin = tuple(row.group for row in self.rows if not row.sufficient)
        if thin:
            blocks.append(i18n.Sentence("divides/coverage-thin", groups=thin).as_note())
        if self.weightless:
            left = i18n.Sentence("divides/weightless", economies=self.weightless)
            blocks.append(left.as_note())
        if self.unknown:
            unknown = i18n.Sentence("divides/weight-unknown", count=len(self.unknown))
            blocks.append(unknown.as_note())
        return blocks


def measure_coverage(
    members: tuple[str, ...], present: set[str], weights: Weights, least: float
) -> Coverage:
    """Return the coverage of a group, and whether it is sufficient."""
    inside = [economy for economy in members if economy in present]
    economies = len(inside) / len(members) if members else 0.0
    weight = None
    if weights.weighted:
        weight_of = {economy: weights.get(economy) or 0.0 for economy in members}
        total = sum(weight_of.values())
        weight = sum(weight_of[economy] for economy in inside) / total if total > 0 else 0.0
    decisive = economies if weight is None else weight
    return Coverage(
        len(inside), len(members), economies, weight, bool(inside) and decisive >= least - 1e-12
    )


def require_share(value: Any, argument: str) -> float:
    """Return a number between 0 and 1, or refuse it."""
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
    require(fits, argument, "share", value)
    return float(value)


def make_groups(
    by: str | Mapping[str, str],
    vintage: str | None,
    values: EconomyValues,
    weights: Weights,
) -> tuple[dict[str, tuple[str, ...]], str, str]:
    """Return the members of each group and of all, the grouping and its vintage."""
    areas = find_own_groups(by)
    if areas is not None:
        by, grouping = areas[1], areas[0]
        own = find_members(by, None, "")
        members = sorted({*values.numbers, *weights.numbers, *by})
        return {**own, ALL: tuple(members)}, grouping, ""
    if isinstance(by, str) and vintage is None and not values.vintage:
        vintages = [v for g, v in sorted(catalogue.groupings()) if g == by]
        raise UsageError("groups.vintage-needed", grouping=by[:80], allowed=vintages or "-")
    groups = find_members(by, vintage, values.vintage)
    chosen = (vintage or values.vintage) if isinstance(by, str) else ""
    if isinstance(by, str):
        catalogue.refuse_unlisted(by, chosen, values.numbers)
    everybody = {economy for members in groups.values() for economy in members}
    everybody |= set(values.numbers) | set(weights.numbers)
    return (
        {**groups, ALL: tuple(sorted(everybody))},
        by if isinstance(by, str) else "own",
        chosen,
    )


def _compute_row(
    group: str, members: tuple[str, ...], values: EconomyValues, weights: Weights, least: float
) -> GroupRow:
    present = {e for e in values.numbers if weights.get(e) is not None}
    coverage = measure_coverage(members, present, weights, least)
    inside = [economy for economy in members if economy in present]
    mass = [weights.get(economy) or 0.0 for economy in inside]
    head = (
        group,
        coverage.count,
        coverage.of,
        coverage.economies,
        coverage.weight,
        coverage.sufficient and sum(mass) > 0,
    )
    if not head[-1]:
        return GroupRow(*head, *[math.nan] * len(_SHOWN))
    numbers = [values.numbers[economy] for economy in inside]
    mean = inequality.weighted_mean(numbers, mass)
    deviation = inequality.weighted_deviation(numbers, mass)
    median, *others = (
        inequality.weighted_quantile(numbers, level, mass)
        for level in (0.5, 0, 0.1, 0.25, 0.75, 0.9, 1)
    )
    return GroupRow(*head, mean, median, deviation, deviation / mean if mean else math.nan, *others)


def group_statistics(
    values: object,
    by: str | Mapping[str, str] = "itu-region",
    *,
    vintage: str | None = None,
    weights: object | Observations | None = None,
    weighting: Literal["population", "households", "own"] | None = None,
    year: int | None = None,
    coverage: float = LEAST_COVERAGE,
    node: str | None = None,
) -> GroupStatistics:
    r"""Describe groups of economies: mean, median, quantiles and dispersion, weighted or not.

    .. math:: \bar x_g = \frac{\sum_{i \in g} w_i x_i}{\sum_{i \in g} w_i}, \qquad
              s_g = \sqrt{\frac{\sum_{i \in g} w_i (x_i - \bar x_g)^2}{\sum_{i \in g} w_i}}, \qquad
              c_g = \frac{\sum_{i \in g,\, x_i\ \text{known}} w_i}{\sum_{i \in g} w_i}

    An unweighted figure describes economies, each counting the same; a weighted figure describes
    people or households. They answer different questions, so every title states which of the two it
    is. Quantiles invert the distribution function and lie half-way between two values where it is
    flat (the second definition of Hyndman and Fan): the quantile of 0.5 is the median. There is no
    correction for a sample, because the economies are the whole group.

    Parameters
    ----------
    values : Result, Observations, mapping or pandas.Series
        Scores of a result; the totals of an indicator in a year of a table of observations, in
        its own unit; or numbers by ISO3 code. Missing values count as missing, never as zero, and
        lower the coverage.
    by : str or mapping
        A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups.
    vintage : str, optional
        Vintage of the grouping; by default that of the edition of a result.
    weights : mapping, pandas.Series or Observations, optional
        Population or households of *all* economies by ISO3 code, including those without a value,
        because they are needed for the coverage. Or observations with the series ``population`` or
        ``households``.
    weighting : str, optional
        Kind of weights: ``"population"`` (the default), ``"households"`` or ``"own"``.
    year : int, optional
        Year of the values and of the weights in observations.
    coverage : float
        Least share of the weight of a group (of its economies, where unweighted) that must have a
        value; below it the group has no figure and is marked. The default is one half.
    node : str, optional
        A node of a result, by default the index; or the indicator of observations.

    Returns
    -------
    GroupStatistics
        A row for each group and for all.

    Raises
    ------
    UsageError, CatalogueError
        If weights are negative or not usable, a grouping needs its vintage, or a code is unknown.

    References
    ----------
    Hyndman and Fan (1996), Sample quantiles in statistical packages, *The American Statistician*
    50. One half: "When is there enough data to create a global statistic?", *Statistical Journal
    of the IAOS* (SJI-220090), advises against a global figure on less than half of the world's
    population. The World Bank asks for two thirds of the weights in its weighted averages
    (*World Development Indicators*, statistical methods).

    Examples
    --------
    >>> import ictindex as ict
    >>> users = {"BRA": 80.5, "CHL": 94.5, "KEN": 40.8}
    >>> people = {"BRA": 215e6, "CHL": 19.6e6, "KEN": 54e6}
    >>> groups = {"BRA": "Americas", "CHL": "Americas", "KEN": "Africa"}
    >>> plain = ict.analysis.group_statistics(users, groups).to_frame()
    >>> weighted = ict.analysis.group_statistics(users, groups, weights=people).to_frame()
    >>> plain["mean"].round(1).tolist(), weighted["mean"].round(1).tolist()
    ([87.5, 40.8, 71.9], [81.7, 40.8, 74.0])

    Values and weights of a year from one table of observations:

    >>> import pandas as pd
    >>> rows = [("BRA", "internet-users", 80), ("BRA", "population", 3),
    ...         ("CHL", "internet-users", 94), ("CHL", "population", 1)]
    >>> table = pd.DataFrame(rows, columns=["economy", "indicator", "value"]).assign(year=2022)
    >>> table = ict.read_observations(table)
    >>> outcome = ict.analysis.group_statistics(table, groups, node="internet-users", year=2022,
    ...                                       weights=table)
    >>> float(outcome.to_frame().set_index("group").loc["Americas", "mean"])
    83.5
    """
    with use_terms(terms_of(values)):
        return _describe(
            read_values(values, node, year), (by, vintage), (weights, weighting, year), coverage
        )


def _describe(
    read: EconomyValues,
    grouped: tuple[str | Mapping[str, str], str | None],
    weighted: tuple[object, str | None, int | None],
    coverage: float,
) -> GroupStatistics:
    """Describe the groups of values, with the user's terms of their result."""
    by, vintage = grouped
    weights, weighting, year = weighted
    if year is None and read.result is not None:
        year = read.result.year
    mass = read_weights(weights, weighting, year)
    least = require_share(coverage, "coverage")
    groups, grouping, chosen = make_groups(by, vintage, read, mass)
    rows = tuple(_compute_row(g, members, read, mass, least) for g, members in groups.items())
    weightless = tuple(sorted(e for e in read.numbers if mass.get(e) is None))
    everybody = {economy for members in groups.values() for economy in members}
    unknown = tuple(sorted(e for e in everybody if mass.get(e) is None))
    return GroupStatistics(rows, read, mass, grouping, chosen, least, weightless, unknown)
