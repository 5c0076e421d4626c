"""Inequality between economies: Gini, Theil (within and between groups) and Atkinson."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from ictindex.analysis.tables.economy_values import (
    EconomyValues,
    Weights,
    read_values,
    read_weights,
)
from ictindex.analysis.tables.group_summaries import make_groups
from ictindex.core.arguments import doors, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.core.tables.columns import Column, Part, define
from ictindex.engine.statistics import inequality as measures
from ictindex.indices.results.group_figures import ALL
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import list_clauses, put_before
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

_PLACES = 3
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of inequality; for a score, also that of the shortfall from the full score."""

    measure: str
    value: float
    shortfall: float | None


@dataclass(frozen=True, slots=True)
class TheilPart:
    """Contribution of one group to Theil's T: within the group, and by its mean."""

    group: str
    count: int
    share_of_weight: float
    mean: float
    theil_t: float


@dataclass(frozen=True, slots=True)
class TheilSplit:
    """Theil's T and L of economies, split into parts within and between groups."""

    measure: str
    total: float
    within: float
    between: float
    between_share: float


def _name_measure(measure: str, language: str) -> str:
    """Return the name of a measure, with the aversion of Atkinson's."""
    if measure.startswith("atkinson-"):
        aversion = i18n.number(Decimal(measure.removeprefix("atkinson-")), language)
        return i18n.text("divides", "atkinson", language, aversion=aversion)
    return i18n.text("divides", measure, language)


def _figure(
    name: str, label: str, about: str, places: int = _PLACES, page: bool | str = True
) -> Column:
    return Column(name, "estimate", label, about, places=places, page=page)


def _share(name: str, label: str, about: str) -> Column:
    return Column(name, "estimate", label, about, places=1, scale=100)


_MEASURE = Column("measure", "code", "divides/measure", "its code", names=_name_measure)
MEASURES = define(
    "inequality-measures",
    _MEASURE,
    _figure("value", "=value", "NaN where the measure is not defined"),
    _figure("shortfall", "divides/of-shortfall", "the same of the shortfall", page="illustrative"),
    KIND_OF_RESULT,
    key=("measure",),
)
SPLITS = define(
    "inequality-splits",
    _MEASURE,
    _figure("total", "divides/total", "of all economies in a group"),
    _figure("within", "divides/within", "within groups"),
    _figure("between", "divides/between", "between the means of groups"),
    _share("between_share", "divides/between-share", "share of the part between groups"),
    KIND_OF_RESULT,
    key=("measure",),
)
GROUPS = define(
    "inequality-groups",
    Column("group", "group", about="code of the group"),
    Column("count", "count", "divides/economies", "economies"),
    _share("share_of_weight", "divides/share-of-weight", "share of the weight"),
    _figure("mean", "divides/mean", "of the group", places=1),
    _figure("theil_t", "divides/theil-t", "Theil's T within the group"),
    KIND_OF_RESULT,
    key=("group",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Inequality(TabularResult):
    """Measures of inequality between economies. Made by :func:`ictindex.analysis.inequality`.

    Parameters
    ----------
    rows : tuple of Measure
        The measures.
    groups : tuple of TheilPart
        The groups of the split.
    grouping, vintage : str
        The grouping; empty without one.
    ungrouped : tuple of str
        Economies in no group: they are in the measures but not in the split.
    weightless : tuple of str
        Economies with a value but without a weight: they are in no figure.

    Examples
    --------
    >>> import ictindex as ict
    >>> outcome = ict.analysis.inequality({"BRA": 1, "CHL": 3})
    >>> {row.measure: round(row.value, 3) for row in outcome.rows}["gini"]
    0.25
    >>> groups = {"BRA": "A", "CHL": "A", "KEN": "B", "UGA": "B"}
    >>> users = {"BRA": 80, "CHL": 90, "KEN": 40, "UGA": 30}
    >>> outcome = ict.analysis.inequality(users, by=groups)
    >>> outcome.to_frame("splits")["between_share"].round(2).tolist()
    [0.96, 0.94]
    """

    rows: tuple[Measure, ...]
    _splits: tuple[TheilSplit, ...]
    groups: tuple[TheilPart, ...]
    _values: EconomyValues
    _weights: Weights
    grouping: str
    vintage: str
    ungrouped: tuple[str, ...]
    weightless: tuple[str, ...]

    @property
    def _illustrative(self) -> bool:
        """True if the numbers are scores: their zero is a convention, not that of a ratio scale."""
        return self._values.full is not None

    _parts = (
        Part("measures", MEASURES, "rows"),
        Part("splits", SPLITS, "_splits"),
        Part("groups", GROUPS, "groups"),
    )

    def _facts(self) -> dict[str, object]:
        """Return facts of all tables."""
        value = "of-score" if self._illustrative else "value"
        return {
            "illustrative": self._illustrative,
            "value": lambda language: i18n.text("divides", value, language),
            "result_kind": self._values.kind,
        }

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the weights, the grouping, and the origin of the numbers."""
        return {
            "statistic": "inequality",
            "weighting": self._weights.weighting,
            "illustrative": self._illustrative,
            "grouping": self.grouping,
            "vintage": self.vintage,
            **self._values.attributes(),
        }

    @property
    def _own_terms(self) -> OwnTerms | None:
        return self._values.terms

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("divides", key, language, **values)

        blocks: list[Block] = [
            Heading(words("inequality-title", by=self._weights.title(language)), 2)
        ]
        count = sum(self._weights.get(economy) is not None for economy in self._values.numbers)
        about = [put_before(i18n.Sentence("divides/economies"), count)]
        if self._values.subject:
            about.insert(0, i18n.Sentence(f"nodes/{self._values.subject}"))
        blocks.append(list_clauses(about))
        blocks += self._values.notes(language)
        if self._illustrative and self._values.full is not None:
            full = round_figure(self._values.full, 0)
            blocks.append(i18n.Sentence("divides/illustrative", full=full).as_note())
        blocks.append(write_grid(self._table(), language))
        blocks += self._split_blocks(words, language)
        blocks.append(i18n.Sentence("divides/inequality-method"))
        if self.weightless:
            left = i18n.Sentence("divides/weightless", economies=self.weightless)
            blocks.append(left.as_note())
        return blocks

    def _split_blocks(self, words: Callable[..., str], language: str) -> list[Block]:
        if not self._splits:
            return []
        grouping = i18n.label("groupings", self.grouping, language)
        named = i18n.pair(grouping, self.vintage, language) if self.vintage else grouping
        blocks: list[Block] = [
            Heading(words("split-title", grouping=named), 3),
            write_grid(self._table("splits"), language),
            write_grid(self._table("groups"), language),
        ]
        if self.ungrouped:
            blocks.append(i18n.Sentence("divides/ungrouped", economies=self.ungrouped).as_note())
        return blocks


def _compute_if_defined(compute: Callable[[], float]) -> float:
    """Return a measure, or NaN where it is not defined."""
    try:
        return compute()
    except ValueError:
        return math.nan


def _measure_all(
    numbers: list[float], mass: list[float], aversions: Sequence[float]
) -> dict[str, float]:
    outcome = {
        "gini": _compute_if_defined(partial(measures.gini, numbers, mass)),
        "theil-t": _compute_if_defined(partial(measures.theil_t, numbers, mass)),
        "theil-l": _compute_if_defined(partial(measures.theil_l, numbers, mass)),
    }
    for aversion in aversions:
        name = f"atkinson-{aversion:g}"
        outcome[name] = _compute_if_defined(partial(measures.atkinson, numbers, aversion, mass))
    return outcome


def _aversions(aversions: Any) -> tuple[float, ...]:
    fits = isinstance(aversions, (list, tuple)) and all(
        isinstance(a, (int, float)) and not isinstance(a, bool) and 0 < a < 100 for a in aversions
    )
    require(fits, "aversions", "aversions", aversions)
    return tuple(float(a) for a in aversions)


def _split(
    values: EconomyValues,
    weights: Weights,
    groups: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[TheilSplit, ...], tuple[TheilPart, ...], tuple[str, ...]]:
    """Return Theil's indices within and between groups, and the economies in no group."""
    group_of = {e: group for group, members in groups.items() if group != ALL for e in members}
    present = [e for e in values.numbers if weights.get(e) is not None]
    inside = [e for e in present if e in group_of]
    numbers = [values.numbers[e] for e in inside]
    mass = [weights.get(e) or 0.0 for e in inside]
    keys = [group_of[e] for e in inside]
    if len(inside) < _FEWEST or not sum(mass) or not sum(numbers):
        raise UsageError("divides.too-few-economies", count=len(inside), least=_FEWEST)
    splits, parts = [], []
    for measure, letter in (("theil-t", "T"), ("theil-l", "L")):
        outcome = measures.decompose_theil(numbers, keys, mass, letter)
        splits.append(
            TheilSplit(
                measure, outcome.total, outcome.within, outcome.between, outcome.between_share
            )
        )
        if letter == "T":
            parts = [
                TheilPart(g, keys.count(g), outcome.weights[g], outcome.means[g], outcome.own[g])
                for g in groups
                if g in outcome.weights
            ]
    return tuple(splits), tuple(parts), tuple(sorted(set(present) - set(inside)))


def inequality(
    values: object,
    *,
    by: str | Mapping[str, str] | None = None,
    vintage: str | None = None,
    weights: object | None = None,
    weighting: Literal["population", "households", "own"] | None = None,
    node: str | None = None,
    full: float | None = None,
    aversions: Sequence[float] = (0.5, 1, 2),
) -> Inequality:
    r"""Measure inequality between economies: Gini, Theil's T and L, Atkinson.

    .. math::

        G = \frac{1}{2 \bar x} \sum_{ij} p_i p_j |x_i - x_j|, \qquad
        T = \sum_i p_i \frac{x_i}{\bar x} \ln \frac{x_i}{\bar x}, \qquad
        L = \sum_i p_i \ln \frac{\bar x}{x_i}, \qquad
        A_\varepsilon = 1 - \frac{1}{\bar x}
            \left(\sum_i p_i x_i^{1 - \varepsilon}\right)^{\frac{1}{1 - \varepsilon}}

    with the share :math:`p_i` of each economy in the weights. With groups, Theil's indices are
    exactly the sum of a part within groups and a part between their means.

    These measures compare numbers by their ratios: they need a scale with a true zero, such as
    percentages of people, subscriptions per inhabitant or prices. The zero of a score is a
    goalpost, which is a convention. For scores the measures are therefore illustrative, as every
    view states, and are shown with the same measures of the shortfall (the full score less the
    score), which give another picture. They measure inequality *between economies*, not between
    persons: differences within an economy are not included.

    Parameters
    ----------
    values : Result, Observations, mapping or pandas.Series
        Scores of a result; the totals of an indicator in a table of observations of one year; or
        numbers by ISO3 code, not below zero. Missing values are left out.
    by : str or mapping, optional
        A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups, for
        Theil's indices within and between. Economies in no group are named.
    vintage : str, optional
        Vintage of the grouping; by default that of the edition of a result.
    weights : mapping or pandas.Series, optional
        Population or households by ISO3 code; by default each economy counts the same.
    weighting : str, optional
        What the weights are: ``"population"`` (the default), ``"households"`` or ``"own"``.
    node : str, optional
        A node of a result, by default the index; or the indicator of observations.
    full : float, optional
        Full score, where a mapping holds scores; a result knows its own.
    aversions : sequence of float
        Aversions to inequality of the Atkinson index, each above 0.

    Returns
    -------
    Inequality
        Measures; NaN where one is not defined, such as Theil's L with a value of zero.

    Raises
    ------
    UsageError
        If a number is below zero or above the full score, there are fewer than two economies, or
        all numbers are zero.

    References
    ----------
    Cowell, *Measuring Inequality* (Oxford University Press); Theil, *Economics and Information
    Theory* (1967); Atkinson (1970), On the measurement of inequality, *Journal of Economic Theory*
    2 (commonly cited for these measures).

    Examples
    --------
    >>> import ictindex as ict
    >>> users = {"BRA": 80.5, "CHL": 94.5, "KEN": 40.8, "UGA": 10.0}
    >>> groups = {"BRA": "S", "CHL": "S", "KEN": "N", "UGA": "N"}
    >>> outcome = ict.analysis.inequality(users, by=groups)
    >>> outcome.to_frame().round(3).set_index("measure")["value"].to_dict()["gini"]
    0.325
    >>> outcome.to_frame("splits").round(3).loc[0, ["within", "between"]].tolist()
    [0.047, 0.16]
    """
    with use_terms(terms_of(values)):
        return _measure(
            read_values(values, node), (by, vintage), (weights, weighting), full, aversions
        )


def _measure(
    read: EconomyValues,
    grouped: tuple[str | Mapping[str, str] | None, str | None],
    weighted: tuple[object, str | None],
    full: float | None,
    aversions: Sequence[float],
) -> Inequality:
    """Measure the inequality of values, with the user's terms of their result."""
    by, vintage = grouped
    weights, weighting = weighted
    if full is not None:
        fits = isinstance(full, (int, float)) and not isinstance(full, bool) and 0 < full < math.inf
        require(fits, "full", "number", full)
        read = EconomyValues(read.numbers, read.subject, float(full), read.result)
    _refuse_scale(read)
    mass = read_weights(weights, weighting, None if read.result is None else read.result.year)
    present = [e for e in read.numbers if mass.get(e) is not None]
    numbers = [read.numbers[e] for e in present]
    masses = [mass.get(e) or 0.0 for e in present]
    if len(present) < _FEWEST or not sum(masses):
        raise UsageError("divides.too-few-economies", count=len(present), least=_FEWEST)
    if not any(n * w for n, w in zip(numbers, masses, strict=True)):
        raise UsageError("divides.all-zero")
    chosen = _aversions(aversions)
    outcome = _measure_all(numbers, masses, chosen)
    shortfall: dict[str, float] = {}
    if read.full is not None:
        shortfall = _measure_all([read.full - n for n in numbers], masses, chosen)
    rows = tuple(Measure(name, value, shortfall.get(name)) for name, value in outcome.items())
    weightless = tuple(sorted(set(read.numbers) - set(present)))
    if by is None:
        return Inequality(rows, (), (), read, mass, "", "", (), weightless)
    groups, grouping, dated = make_groups(by, vintage, read, mass)
    splits, parts, ungrouped = _split(read, mass, groups)
    return Inequality(rows, splits, parts, read, mass, grouping, dated, ungrouped, weightless)


def _refuse_scale(read: EconomyValues) -> None:
    """Refuse numbers that are not on a ratio scale, and scores beyond the full score."""
    for economy, number in read.numbers.items():
        if number < 0:
            raise UsageError("divides.below-zero", economy=economy)
        if read.full is not None and number > read.full:
            raise UsageError("divides.above-full", economy=economy, full=f"{read.full:g}")
