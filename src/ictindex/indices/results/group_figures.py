"""Group figures: unweighted means, medians and counts by dated groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core import decimals as numbers
from ictindex.core.arguments import is_missing, is_text, require
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.own_terms import current_terms
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.indices.results.extent import Extent
from ictindex.indices.results.result_kind import COLUMN, KIND_OF_RESULT, name_of
from ictindex.indices.results.scored_result import ScoredResult

if TYPE_CHECKING:
    import pandas as pd


ALL = "all"
ITU_REGION = "itu-region"
_GROUP = Column("group", "group", about="id of the group; all: every economy with the index")
_COUNT = Column("count", "count", about="economies with a figure", concept="ECONOMIES")
_STATISTICS = (
    Column("mean", "figure", about="unweighted mean, rounded half up"),
    Column("median", "figure", about="median, rounded half up"),
)
FIGURE_GROUPS = define("figure-groups", _GROUP, _COUNT, *_STATISTICS, key=("group",))
SCORE_GROUPS = define(
    "score-groups",
    _GROUP,
    Column("node", "node", about="id of a node of the index or of an indicator", page=False),
    _COUNT,
    *_STATISTICS,
    Column(
        "of",
        "count",
        about="economies of the group in the edition",
        gaps=True,
        page=False,
        concept="GROUP_ECONOMIES",
    ),
    KIND_OF_RESULT,
    key=("group", "node"),
)


def find_members(
    by: str | Mapping[str, str], vintage: str | None, default: str
) -> dict[str, tuple[str, ...]]:
    """Return economies by group, in published order."""
    require(isinstance(by, (str, Mapping)), "by", "grouping", by)
    require(vintage is None or is_text(vintage), "vintage", "text", vintage)
    if not isinstance(by, str):
        return catalogue.group_economies(by)
    wanted = default if vintage is None else vintage
    dated = [v for g, v in sorted(catalogue.groupings()) if g == by]
    if vintage is None and dated and wanted not in dated:  # never guessed
        raise UsageError("groups.vintage-needed", grouping=by, allowed=dated)
    return dict(catalogue.groups(by, wanted).groups)


def _add_stated_groups(
    result: ScoredResult, by: str, groups: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Add the groups that the publication states to those of the list."""
    # The list decides; the publication is used only for economies that the list does not have.
    stated = {} if result.published is None else result.published.groupings.get(by, {})
    listed = {economy for economies in groups.values() for economy in economies}
    return {
        group: (*economies, *(e for e, g in stated.items() if g == group and e not in listed))
        for group, economies in groups.items()
    }


def median(values: list[Decimal]) -> Decimal:
    r"""Return the median of decimals, exactly.

    .. math:: \tilde x = x_{(k+1)} \text{ for } n = 2k + 1,\quad
              \tfrac12 (x_{(k)} + x_{(k+1)}) \text{ for } n = 2k
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    with numbers.exact():
        return (ordered[half - 1] + ordered[half]) / 2


def mean(values: list[Decimal]) -> Decimal:
    r"""Return the unweighted mean of decimals: summed exactly, divided once.

    .. math:: \bar x = \frac1n \sum_i x_i
    """
    with numbers.exact():
        return sum(values, Decimal(0)) / len(values)


def _compute_figures(
    groups: Mapping[str, tuple[str, ...]], values: Mapping[str, Decimal], decimals: int
) -> Iterator[tuple[str, int, Decimal | None, Decimal | None]]:
    for group, economies in (*groups.items(), (ALL, tuple(values))):
        present = [values[economy] for economy in economies if economy in values]
        if not present:
            yield group, 0, None, None
            continue
        yield (
            group,
            len(present),
            numbers.round_half_up(mean(present), decimals),
            numbers.round_half_up(median(present), decimals),
        )


def group_figures(
    values: Mapping[str, object],
    by: str | Mapping[str, str] = "itu-region",
    *,
    vintage: str | None = None,
    decimals: int = 1,
) -> pd.DataFrame:
    """Return unweighted mean, median and count of one figure by group.

    Parameters
    ----------
    values : mapping or pandas.Series
        A number (float, str or Decimal) by ISO3 code; missing ones (NaN, None) do not count.
    by : str or mapping
        A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups; an
        economy with a missing name (NaN, None, empty text) is in no group.
    vintage : str
        Vintage of the grouping, such as ``"idi-2024"``; needed with a grouping of the catalogue.
    decimals : int
        Decimals of the figures, rounded half up in decimal arithmetic.

    Returns
    -------
    pandas.DataFrame
        Columns group, count, mean, median, in published order; ``all`` is every economy of
        ``values``.

    Raises
    ------
    CatalogueError
        If the grouping, its vintage or an economy is unknown.
    UsageError
        If a grouping of the catalogue is named without its vintage, or an economy has two values.

    Examples
    --------
    >>> import ictindex as ict
    >>> figures = ict.analysis.group_figures({"BRA": 82.0, "CHL": 91.7}, vintage="idi-2024")
    >>> float(figures.set_index("group").loc["americas", "mean"])
    86.9
    """
    require(hasattr(values, "items"), "values", "mapping", values)
    places = range(numbers.STAGE_PLACES + 1)
    require(type(decimals) is int and decimals in places, "decimals", "decimals", decimals)
    if isinstance(by, str) and vintage is None:
        vintages = [v for g, v in sorted(catalogue.groupings()) if g == by]
        raise UsageError("groups.vintage-needed", grouping=by, allowed=vintages or "-")
    catalogue.check_economies(economy for economy, _ in values.items())
    figures = {
        economy: numbers.to_decimal(value)
        for economy, value in values.items()
        if not is_missing(value)
    }
    groups = find_members(by, vintage, "")
    if isinstance(by, str):
        catalogue.refuse_unlisted(by, str(vintage), figures)
    return write_frame(_table_of(FIGURE_GROUPS, _compute_figures(groups, figures, decimals), {}))


def _table_of(
    schema: Schema, rows: Iterable[tuple[object, ...]], facts: Mapping[str, object]
) -> Table:
    """Return rows in the order of the columns of a schema as its table."""
    names = [name for name, column in schema.columns.items() if not column.get]
    return Table.of(schema, (dict(zip(names, row, strict=True)) for row in rows), facts)


def _counted_economies(result: ScoredResult, on: str) -> set[str]:
    """Return the economies that count in group figures."""
    if on == "published" and result.published is not None:
        return {economy for economy, _ in result.published.values}
    kept = ~result.missing[:, -1]
    return {economy for e, economy in enumerate(result.economies) if kept[e]}


def make_score_groups(
    result: ScoredResult, by: str | Mapping[str, str], vintage: str | None, on: str, dated: str = ""
) -> Table:
    """Return group figures of every node of a result (see ``Result.groups``)."""
    # ``dated`` is the vintage of a mapping that was frozen with an edition.
    if on not in ("recomputed", "published"):
        raise UsageError("groups.on-unknown", wanted=on)
    if on == "published" and result.published is None:
        raise UsageError("compute.no-published")
    document = result.methodology.document
    own = f"{document.index}-{result.edition}"
    groups = find_members(by, vintage, own)
    wanted = (vintage or own) if isinstance(by, str) else dated
    sizes = count_members(groups, own if wanted == own else "", result)
    if isinstance(by, str):
        stated: set[str] = set()
        if vintage in (None, own):
            groups = _add_stated_groups(result, by, groups)
            if result.published is not None:
                stated = set(result.published.groupings.get(ITU_REGION, {}))
        shown = _counted_economies(result, on) - stated
        catalogue.refuse_unlisted(by, vintage or own, shown)
    plan = result.methodology.plan
    rows: list[tuple[object, ...]] = []
    for node in result.nodes:
        if on == "published" and result.published is not None:
            published = result.published.values
            values = {e: v for (e, n), v in published.items() if n == node}
            if not values:
                continue
        else:
            n = plan.nodes.index(node)
            kept = ~result.missing[:, -1] & ~result.missing[:, n]
            values = {
                economy: result.rounded[e, n]
                for e, economy in enumerate(result.economies)
                if kept[e]
            }
        extent = Extent(len(values), result.extent.whole)
        rows += [
            (group, node, count, *figures, whole_count(group, count, extent, sizes))
            for group, count, *figures in _compute_figures(groups, values, result.decimals)
        ]
    facts: dict[str, object] = {"grouping": by if isinstance(by, str) else "own"}
    if isinstance(by, str):
        facts["vintage"] = vintage or f"{document.index}-{result.edition}"
    counted = len(_counted_economies(result, on))  # published scores may be of other economies
    extent = Extent(counted, result.extent.whole, result.extent.source)
    facts |= extent.facts() | result.frame_attributes()
    return _table_of(SCORE_GROUPS, rows, facts | {COLUMN: name_of(result.kind)})


def choose_score_groups(
    result: ScoredResult, by: str | Mapping[str, str], vintage: str | None, on: str
) -> Table:
    """Return group figures of a result by a grouping of the catalogue or of the user's areas."""
    own = find_own_groups(by)
    if own is None:
        return make_score_groups(result, by, vintage, on)
    table = make_score_groups(result, own[1], vintage, on)
    return Table(table.schema, table.cells, {**table.facts, "grouping": own[0]})


def make_all_groups(result: ScoredResult) -> Table:
    """Return group figures by all groupings of the edition; those of all economies are once."""
    own = f"{result.methodology.document.index}-{result.edition}"
    dated = [by for by, vintage in sorted(catalogue.groupings()) if vintage == own]
    first, *others = [
        choose_score_groups(result, by, None, "recomputed") for by in dated or (ITU_REGION,)
    ]
    parts = [first, *(table.keep(lambda row: row["group"] != ALL) for table in others)]
    cells = {name: [c for part in parts for c in part.cells[name]] for name in first.cells}
    return Table(first.schema, cells, first.facts)


def write_group_frame(table: Table) -> pd.DataFrame:
    """Return group figures as a data frame; its attributes are the facts of the table."""
    return write_frame(table, group_facts(table))


def group_facts(table: Table) -> dict[str, object]:
    """Return the grouping, its vintage and the extent of group figures."""
    return {name: fact for name, fact in table.facts.items() if name != COLUMN}


def find_own_groups(by: str | Mapping[str, str]) -> tuple[str, Mapping[str, str]] | None:
    """Return name and groups of a grouping of the user's own areas, while these are in force."""
    terms = current_terms()
    if terms is None or not terms.areas or not isinstance(by, str):
        return None
    groupings = list(dict.fromkeys(key for area in terms.areas.values() for key in area.groups))
    wanted = groupings[0] if by == ITU_REGION and groupings and by not in groupings else by
    if wanted not in groupings and not (by == ITU_REGION and not groupings):
        raise CatalogueError("own.no-grouping", wanted=by, allowed=groupings or "-")
    members = {c: area.groups[wanted] for c, area in terms.areas.items() if wanted in area.groups}
    return wanted, members


def count_members(
    groups: Mapping[str, tuple[str, ...]], own: str, result: ScoredResult
) -> Mapping[str, int]:
    """Return the number of the edition's economies in each group; empty if it is not known."""
    # The groups of the edition's own vintage list its economies if their number is the same.
    dated = catalogue.groupings().get(("itu-region", own))
    listed = sum(map(len, dated.groups.values())) if dated is not None else 0
    if not listed or listed != result.extent.whole:
        return {}
    return {group: len(economies) for group, economies in groups.items()}


def whole_count(group: str, count: int, extent: Extent, sizes: Mapping[str, int]) -> int | None:
    """Return the number of economies behind the figure of a group in the whole edition."""
    if extent.complete:
        return count
    return extent.whole if group == ALL else sizes.get(group)
