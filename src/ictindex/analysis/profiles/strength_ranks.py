"""Strengths and weaknesses of an economy, relative to its group and its level of income."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ictindex.analysis.profiles.profiles import Profiles, read_profiles
from ictindex.analysis.tables.economy_values import read_numbers
from ictindex.analysis.tables.result_tables import rank_columns
from ictindex.core.arguments import doors, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.core.tables.columns import Column, Part, define
from ictindex.engine.statistics.convergence_tests import fit_line
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading, Paragraph
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import add_detail, put_before
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result

STRENGTH, WEAKNESS = "strength", "weakness"
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class StrengthRow:
    """One indicator: its rank in the group, and distances to the median and the expected value."""

    kind: str
    indicator: str
    rank: int
    of: int
    value: float
    group_median: float
    difference: float
    expected: float
    above_expected: float


def _points(name: str, label: str, about: str, page: bool | str = True) -> Column:
    return Column(name, "estimate", label, about, places=1, page=page)


STRENGTHS = define(
    "strengths",
    Column("kind", "code", about="strength or weakness; empty in all", page=False),
    Column("indicator", "indicator", about="id, or column of the frame"),
    Column("rank", "rank", "benchmarks/rank", "within the group, 1 for the best", of="of"),
    Column("of", "count", about="economies of the group with a value", page=False),
    _points("value", "=name", "of the economy"),
    _points("group_median", "benchmarks/group-median", "of the group"),
    _points("difference", "benchmarks/difference", "value less median; above zero is better"),
    _points("expected", "", "on the line through incomes", page=False),
    _points("above_expected", "benchmarks/above-expected", "value less expected", page="income"),
    KIND_OF_RESULT,
    key=("indicator",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Strengths(TabularResult):
    """Strengths and weaknesses of an economy. Made by :func:`ictindex.analysis.strengths`.

    Parameters
    ----------
    economy : str
        ISO3 code.
    rows : tuple of StrengthRow
        Strengths, best first, then weaknesses, the weakest last.
    group, grouping, vintage : str
        The group of the economy; empty where it is compared with all economies.
    lowest_left_out : tuple of str
        Indicators in which the economy is last: left out with ``lowest=False``.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> outcome = ict.analysis.strengths(result, "BRA", by="income-group", count=2)
    >>> outcome.group, [row.kind for row in outcome.rows]
    ('upper-middle', ['strength', 'weakness', 'weakness'])
    >>> outcome.to_frame()["rank"].is_monotonic_increasing
    True
    """

    economy: str
    rows: tuple[StrengthRow, ...]
    _everything: tuple[StrengthRow, ...]
    _profiles: Profiles
    group: str
    grouping: str
    vintage: str
    lowest_left_out: tuple[str, ...]
    _income: bool

    _parts = (Part("chosen", STRENGTHS, "rows"), Part("all", STRENGTHS, "_everything"))

    def _facts(self) -> dict[str, object]:
        """Return facts of both tables."""
        return {
            "income": self._income,
            "name": lambda language: i18n.economy_name(self.economy, language),
            "result_kind": self._profiles.kind,
        }

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the economy, its group, and the origin of the numbers."""
        return {
            "statistic": "strengths",
            "economy": self.economy,
            "group": self.group,
            "grouping": self.grouping,
            "vintage": self.vintage,
            "ranks": "not published",
            **self._profiles.attributes(),
        }

    @property
    def _own_terms(self) -> OwnTerms | None:
        return self._profiles.terms

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("benchmarks", key, language, **values)

        name = i18n.economy_name(self.economy, language)
        blocks: list[Block] = [Heading(words("strengths-title", name=name), 2)]
        blocks += self._profiles.notes(language)
        if self.group:
            group = i18n.Sentence(f"groups/{self.group}")
            against = put_before(i18n.Sentence(f"groupings/{self.grouping}"), group)
            blocks.append(add_detail(against, self.vintage) if self.vintage else against)
        else:
            blocks.append(i18n.Sentence("benchmarks/against-all"))
        table = self._table()
        for kind, title in ((STRENGTH, "strengths"), (WEAKNESS, "weaknesses")):
            rows = [n for n, own in enumerate(table.cells["kind"]) if own == kind]
            absent = i18n.Sentence(f"benchmarks/no-{title}")
            blocks.append(Heading(words(title), 3))
            blocks.append(write_grid(table.take(rows), language) if rows else absent)
        blocks.append(i18n.Sentence("benchmarks/ranks-unofficial").as_note())
        blocks.append(i18n.Sentence("benchmarks/strengths-rule"))
        blocks.append(i18n.Sentence("benchmarks/strengths-method"))
        if self._income:
            blocks.append(i18n.Sentence("benchmarks/income-method"))
        if self.lowest_left_out:
            names = [self._profiles.indicator_name(i, language) for i in self.lowest_left_out]
            listed = i18n.join(names, language)
            blocks.append(Paragraph(words("lowest-left-out", indicators=listed), note=True))
        return blocks


def _expect(
    table: pd.DataFrame, economy: str, income: Mapping[str, float] | None
) -> dict[str, float]:
    """Return the expected value of the economy by a line in the logarithm of income."""
    if income is None:
        return {}
    incomes = read_numbers(income)
    if any(value <= 0 for value in incomes.values()):
        raise UsageError("benchmarks.income-not-positive")
    if economy not in incomes:
        raise UsageError("benchmarks.no-income", economy=economy)
    expected: dict[str, float] = {}
    for column in table.columns:
        economies = [
            e for e in table.index if e in incomes and not math.isnan(table.loc[e, column])
        ]
        if len(economies) < _FEWEST:
            continue
        logs = [math.log(incomes[e]) for e in economies]
        line = fit_line(logs, [float(table.loc[e, column]) for e in economies])
        expected[column] = line.intercept + line.slope * math.log(incomes[economy])
    return expected


def strengths(
    source: Result | pd.DataFrame,
    economy: str,
    *,
    by: str | Mapping[str, str] | None = None,
    vintage: str | None = None,
    count: int = 5,
    directions: Mapping[str, int] | None = None,
    income: Mapping[str, float] | None = None,
    lowest: bool = True,
) -> Strengths:
    r"""Find the strengths and weaknesses of an economy: its best and worst ranks in its group.

    .. math:: r_k = 1 + |\{j \in g : x_{jk} > x_{ik}\}|, \qquad
              \hat x_{ik} = a_k + b_k \ln y_i

    Only an indicator above the median of the group is a strength, and only one below it is a
    weakness: the best rank of a weak economy is no strength. So there may be fewer than ``count``,
    or none.

    Ranks are within the group, 1 for the best; equal values share the best rank. Where ranks are
    equal, the order is that of the indicators. The result also has the distance to the median of
    the group and, where incomes are supplied, the distance to the value at the economy's income on
    a straight line through all economies. A rank gives no information on distances: where most
    economies are at a ceiling, a small distance costs many ranks. These ranks are not published
    ranks.

    Parameters
    ----------
    source : Result or pandas.DataFrame
        Scores of the indicators of a result; or a frame with ISO3 codes as index and numbers.
    economy : str
        ISO3 code. Indicators without a value of the economy are left out; other economies count
        where they have a value.
    by : str or mapping, optional
        A grouping; by default all economies.
    vintage : str, optional
        Vintage of the grouping; by default that of the edition of a result.
    count : int
        Largest number of strengths, and of weaknesses.
    directions : mapping, optional
        For a frame: -1 for indicators where less is better.
    income : mapping, optional
        Income per capita by ISO3 code, above zero; each indicator needs ten economies.
    lowest : bool
        ``False`` leaves out the indicators in which the economy shares the lowest value of its
        group: they may be zero for many economies.

    Returns
    -------
    Strengths
        Strengths, weaknesses and all indicators.

    Raises
    ------
    UsageError, CatalogueError
        If the economy is not in the table or in no group, or a direction or income is not valid.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame({"users": [80, 90, 70], "price": [3.0, 1.0, 2.0]},
    ...                      index=["BRA", "CHL", "PER"])
    >>> outcome = ict.analysis.strengths(frame, "BRA", count=1, directions={"price": -1})
    >>> [(row.kind, row.indicator, row.rank, row.value) for row in outcome.rows]
    [('weakness', 'price', 3, 3.0)]
    """
    with use_terms(terms_of(source)):
        return _rank_indicators(source, economy, (by, vintage), count, (directions, income), lowest)


def _rank_indicators(
    source: Result | pd.DataFrame,
    economy: str,
    grouped: tuple[str | Mapping[str, str] | None, str | None],
    count: int,
    options: tuple[Mapping[str, int] | None, Mapping[str, float] | None],
    lowest: bool,
) -> Strengths:
    """Rank the indicators, with the user's terms of the result."""
    by, vintage = grouped
    directions, income = options
    count = require_whole(count, "count", 1, 1000)
    require(isinstance(lowest, bool), "lowest", "true-or-false", lowest)
    profiles = read_profiles(source, directions)
    profiles.require(economy)
    own, grouping, dated = profiles.members(by, vintage)
    if grouping and economy not in own:
        raise UsageError("benchmarks.no-group", economy=economy)
    table = profiles.table
    group = own[economy] if grouping else ""
    kept = [e for e in table.index if not grouping or own.get(str(e)) == group]
    inside = table.loc[kept]
    ranked = rank_columns(inside).loc[economy].to_numpy(dtype=float)
    ranks = {str(column): float(rank) for column, rank in zip(table.columns, ranked, strict=True)}
    expected = _expect(table, economy, income)
    signs = {column: (directions or {}).get(column, 1) for column in table.columns}
    everything = tuple(
        _make_row(inside, economy, str(column), int(ranks[str(column)]), signs[column], expected)
        for column in table.columns
        if not math.isnan(ranks[str(column)])
    )
    last = {
        row.indicator
        for row in everything
        if inside[row.indicator].min() == inside.loc[economy, row.indicator]
    }
    usable = [row for row in everything if lowest or row.indicator not in last]
    ordered = sorted(usable, key=lambda row: row.rank)
    # At the median of the group an indicator is neither; a good rank alone is no strength.
    best = [row for row in ordered if row.difference > 0][:count]
    worst = [row for row in ordered if row.difference < 0][-count:]
    rows = [_as_kind(row, STRENGTH) for row in best] + [_as_kind(row, WEAKNESS) for row in worst]
    left_out = () if lowest else tuple(r.indicator for r in everything if r.indicator in last)
    return Strengths(
        economy,
        tuple(rows),
        everything,
        profiles,
        group,
        grouping,
        dated,
        left_out,
        income is not None,
    )


def _make_row(
    inside: pd.DataFrame,
    economy: str,
    indicator: str,
    rank: int,
    sign: int,
    expected: Mapping[str, float],
) -> StrengthRow:
    column = inside[indicator].dropna()
    value, middle = float(column[economy]), float(column.median())
    line = expected.get(indicator, math.nan)
    # A positive difference is better; values are as supplied.
    return StrengthRow(
        "",
        indicator,
        rank,
        len(column),
        sign * value,
        sign * middle,
        value - middle,
        sign * line,
        value - line,
    )


def _as_kind(row: StrengthRow, kind: str) -> StrengthRow:
    from dataclasses import replace

    return replace(row, kind=kind)
