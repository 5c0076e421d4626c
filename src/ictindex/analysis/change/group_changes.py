"""Means of changes of scores over groups: matched economies, and economies that left or joined."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.economy_change import (
    ChangeContext,
    EconomyChange,
    name_unpublished,
)
from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.engine.statistics.apportionment import apportion
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import ALL, find_members, find_own_groups
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result

GROUP_WATERFALL = define(
    "score-change-groups",
    Column("group", "group", about="without a matched economy it has no rows"),
    Column("step", "count", about="counted from 0"),
    Column("kind", "code", about="start, the kind of the step, or end"),
    Column("indicator", "indicator"),
    Column("points", "figure", about="one decimal more than published"),
    Column("from", "figure", about="mean before the step"),
    Column("to", "figure", about="mean after the step"),
    Column("economies", "count", about="that have the step"),
    Column("matched", "count", about="economies in both editions"),
    KIND_OF_RESULT,
    key=("group", "step"),
    page=(),
)


class _Changes(Protocol):
    """The changes from which group means are computed."""

    before: Result
    after: Result

    @property
    def context(self) -> ChangeContext: ...

    @property
    def economies(self) -> tuple[str, ...]: ...

    def economy(self, economy: str) -> EconomyChange: ...


@dataclass(frozen=True, slots=True)
class MeanStep:
    """The mean of a step; ``economies`` is the number that have it, for the others it is 0."""

    indicator: str
    kind: str
    points: Decimal
    economies: int
    is_together: bool = False

    def name(self, language: str) -> str:
        """Return its name: the indicator, what is not published below a node, or the kind."""
        if not self.indicator:
            return i18n.label("change-kinds", self.kind, language)
        if self.is_together:
            return name_unpublished(self.indicator, language)
        return i18n.label("nodes", self.indicator, language)


def mean_steps(changes: Sequence[EconomyChange], places: int) -> list[MeanStep]:
    """Return the mean of each step over economies, rounded to add up to the mean change."""
    sums: dict[tuple[str, str], Fraction] = {}
    counts: dict[tuple[str, str], int] = {}
    for change in changes:
        for step in change.steps:
            key = (step.indicator, step.kind)
            sums[key] = sums.get(key, Fraction(0)) + step.exact
            counts[key] = counts.get(key, 0) + 1
    first = _mean([change.first for change in changes], places)
    last = _mean([change.last for change in changes], places)
    together = {step.indicator for c in changes for step in c.steps if len(step.together) > 1}
    keys = sorted(sums, key=_order_of(changes, together))
    parts = [sums[key] / len(changes) * 10**places for key in keys]
    units = apportion(parts, last - first)
    return [
        MeanStep(*key, Decimal(unit).scaleb(-places), counts[key], key[0] in together)
        for key, unit in zip(keys, units, strict=True)
    ]


def _order_of(changes: Sequence[EconomyChange], together: Container[str]) -> Any:
    """Return the order of steps: that of the methodologies, what is not published, then by kind."""
    plans = [result.methodology.plan for _, result in changes[0].context.notices]
    nodes = dict.fromkeys(node for plan in plans for node in plan.reading_order())
    indicators = {node: n for n, node in enumerate((*nodes, ""))}
    order = [*kinds.DATA_KINDS, *kinds.METHOD_KINDS, *kinds.PRINTED_KINDS]

    def position(key: tuple[str, str]) -> tuple[bool, bool, bool, int, int]:
        node, kind = key
        last = (kind in kinds.METHOD_KINDS, node in together)
        return (not node, *last, indicators[node], order.index(kind))

    return position


def _mean(scores: Sequence[Decimal], places: int) -> int:
    """Return a mean in units of its last decimal, rounded half up."""
    with decimals.exact():
        mean = sum(scores, Decimal(0)) / len(scores)
    return int(decimals.round_half_up(mean, places).scaleb(places))


def make_group_frame(
    changes: _Changes, by: str | Mapping[str, str], vintage: str | None
) -> pd.DataFrame:
    """Return the waterfall of the mean of each group (see ``ScoreChange.groups``)."""
    own = f"{changes.after.index}-{changes.after.edition}"
    ends = changes.context.indices
    everyone = tuple(sorted({*ends[0], *ends[1]}))
    groups = _find_groups(changes, by, vintage, everyone)
    rows: list[dict[str, object]] = []
    for group, members in (*groups.items(), (ALL, everyone)):
        inside = [economy for economy in members if economy in ends[0] or economy in ends[1]]
        rows += _group_rows(changes, group, inside, ends)
    attributes = {
        **changes.context.attributes,
        "grouping": by if isinstance(by, str) else "own",
        "vintage": (vintage or own) if isinstance(by, str) else "",
    }
    table = Table.of(GROUP_WATERFALL, rows, {result_kind.COLUMN: changes.context.kind})
    return write_frame(table, attributes)


def _find_groups(
    changes: _Changes, by: str | Mapping[str, str], vintage: str | None, economies: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return economies by group of the later edition; for others, of the earlier edition."""
    areas = find_own_groups(by)
    if areas is not None:
        return find_members(areas[1], None, "")
    own, earlier = (
        f"{result.index}-{result.edition}" for result in (changes.after, changes.before)
    )
    groups = find_members(by, vintage, own)
    if not isinstance(by, str):
        return groups
    unknown = set(catalogue.not_listed(by, vintage or own, economies))
    if vintage is None:
        for economy, group in _earlier_groups(changes, by, earlier, sorted(unknown)):
            if group in groups:
                groups[group] = (*groups[group], economy)
                unknown.discard(economy)
    catalogue.refuse_unlisted(by, vintage or own, unknown)
    return groups


def _earlier_groups(
    changes: _Changes, by: str, vintage: str, economies: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield the group that an edition states for economies that are not in the list."""
    sources: list[Mapping[str, str]] = []
    for result in (changes.after, changes.before):
        figures = result.published or result.observations.published.get(result.edition)
        sources.append({} if figures is None else figures.groupings.get(by, {}))
    dated = catalogue.groupings().get((by, vintage))
    if dated is not None:
        sources.append({e: group for group, members in dated.groups.items() for e in members})
    for economy in economies:
        group = next((stated[economy] for stated in sources if economy in stated), None)
        if group is not None:
            yield economy, group


def _group_rows(
    changes: _Changes, group: str, members: Sequence[str], ends: Sequence[Mapping[str, Decimal]]
) -> Iterator[dict[str, object]]:
    places = changes.context.decimals + 1
    explained = set(changes.economies)
    matched = [changes.economy(economy) for economy in members if economy in explained]
    if not matched:
        return
    first, last = (
        _mean([side[economy] for economy in members if economy in side], places) for side in ends
    )
    left = [e for e in members if e in ends[0] and e not in ends[1]]
    joined = [e for e in members if e in ends[1] and e not in ends[0]]
    start = _mean([change.first for change in matched], places)
    end = _mean([change.last for change in matched], places)
    steps = [
        (kinds.LEFT, "", start - first, len(left)),
        *(
            (step.kind, step.indicator, int(step.points.scaleb(places)), step.economies)
            for step in mean_steps(matched, places)
        ),
        (kinds.JOINED, "", last - end, len(joined)),
    ]

    number = count()
    level = first

    def row(
        kind: str, units: int, ends: tuple[int, int], economies: int, indicator: str = ""
    ) -> dict[str, object]:
        points, low, high = (Decimal(n).scaleb(-places) for n in (units, *ends))
        return {
            "group": group,
            "step": next(number),
            "kind": kind,
            "indicator": indicator,
            "points": points,
            "from": low,
            "to": high,
            "economies": economies,
            "matched": len(matched),
        }

    before = sum(economy in ends[0] for economy in members)
    after = sum(economy in ends[1] for economy in members)
    yield row(kinds.START, first, (0, first), before)
    for kind, indicator, units, economies in steps:
        yield row(kind, units, (level, level + units), economies, indicator)
        level += units
    yield row(kinds.END, last, (0, last), after)
