r"""Operations on the parts of percentages compared with last year's: far, exchanged, moved, copied.

Changes are in logits, :math:`\ln \frac{x + 1}{101 - x}`.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    need,
    remember,
    shorten,
    value_as_written,
)
from ictindex.submissions.validation.operations.exchanged_order import find_better_order
from ictindex.submissions.validation.operations.part_layout import (
    NO_COLUMN,
    IndicatorParts,
    is_end,
    logit,
    parts_of,
)

_LEFT = 0.5  # share of the distance that may remain after an exchange
_FITS = 1 / 3  # share of the distance that may remain after a move by a row
_LEAST_PARTS = 3  # of fewer, a move by a row is an exchange


@dataclass(frozen=True, slots=True)
class _Part:
    """A part with a value of this year and of last year."""

    by: str
    code: str
    position: int
    now: float  # logits
    last: float
    moved: float  # the change in a year


@dataclass(frozen=True, slots=True)
class _Known:
    """The parts of an indicator in one line that are known in both years; the total's change."""

    line: int
    indicator: IndicatorParts
    parts: tuple[_Part, ...]
    total: float  # the change of the total in a year; 0 if it is not known


def _change(case: Case, line: int, position: int) -> tuple[float, float, float] | None:
    """Return a value and last year's in logits, and the change in a year."""
    panel = case.panel
    value, last = panel.now[position][line], panel.before[position][line]
    if value != value or last != last:
        return None
    now, then = logit(value), logit(last)
    return now, then, (now - then) / panel.count_years(line, position)


def _entries(case: Case, names: tuple[str, ...]) -> list[_Known]:
    """Return the parts that are known in both years, made once for all tests."""
    return remember(case, ("parts with last year's", names), lambda: list(_find(case, names)))


def _find(case: Case, names: tuple[str, ...]) -> Iterator[_Known]:
    panel = case.panel
    for indicator in parts_of(panel, names):
        for line in range(len(panel.economies)):
            parts = []
            for by, codes in indicator.breakdowns:
                for code, position in codes:
                    change = _change(case, line, position)
                    if change is not None and panel.own_cells[position][line]:
                        parts.append(_Part(by, code, position, *change))
            if parts:
                total = indicator.total
                moved = None if total == NO_COLUMN else _change(case, line, total)
                yield _Known(line, indicator, tuple(parts), moved[2] if moved else 0.0)


def _tally(case: Case, names: tuple[str, ...]) -> tuple[Tally, list[_Known]] | None:
    """Return a tally that has counted the known parts; nothing if there is no history."""
    if not case.panel.has_history():
        return None
    tally, entries = Tally(case.panel), _entries(case, names)
    tally.decided = sum(len(entry.parts) for entry in entries)
    return tally, entries


def _list_explained(case: Case, names: tuple[str, ...]) -> set[tuple[int, int]]:
    """Return the cells about which an exchange or a move is asked: each needs one question."""
    return remember(case, ("parts in other places", names), lambda: set[tuple[int, int]]())


def _last_year(case: Case, line: int, position: int) -> dict[str, object]:
    panel = case.panel
    return {
        "previous": shorten(panel.before[position][line], 12),
        "previous_year": str(panel.years_before[position][line]),
    }


def judge_moved_rows(case: Case, check: operation_parameters.MovedParts) -> Verdict:
    r"""Check that the parts do not fit last year's values of the row above or below far better.

    .. math:: \bar d_{\pm 1} < \tfrac{1}{3} \bar d_0 \quad\text{and}\quad
        \bar d_0 - \bar d_{\pm 1} > g

    where :math:`\bar d_k` is the mean distance, in logits, from last year's value *k* rows away.
    """
    prepared = _tally(case, check.indicators)
    if prepared is None:
        return need("history")
    tally, entries = prepared
    limits = case.limits
    explained = _list_explained(case, check.indicators)
    for entry in entries:
        blocks = [
            (limits["breakdown-moved"], [part for part in entry.parts if part.by == by])
            for by, _ in entry.indicator.breakdowns
        ]
        for limit, parts in [(limits["indicator-moved"], list(entry.parts)), *blocks]:
            step = _find_step(parts, entry.total, limit)
            if not step or (entry.line, parts[0].position) in explained:
                continue
            tally.hits.append(_hit_of_move(case, entry.line, parts, step))
            explained |= {(entry.line, part.position) for part in parts}
    return tally.verdict(("history", "breakdowns"))


def _find_step(parts: Sequence[_Part], total: float, limit: float) -> int:
    """Return by how many rows the values fit last year's better: 1, -1, or 0 for none."""
    if len(parts) < _LEAST_PARTS:
        return 0
    # If the total jumps, its parts do, and may come near last year's values of their neighbours.
    stay = min(_mean_distance([(part, part) for part in parts], usual) for usual in (0.0, total))
    if stay <= limit:
        return 0
    below, above = parts[1:], parts[:-1]
    for step, pairs in ((1, zip(below, above, strict=True)), (-1, zip(above, below, strict=True))):
        away = _mean_distance(list(pairs), 0.0)
        if away < _FITS * stay and stay - away > limit:
            return step
    return 0


def _mean_distance(pairs: Sequence[tuple[_Part, _Part]], usual: float) -> float:
    """Return the mean distance of values from last year's of the same rows, or of others."""
    return sum(abs(here.now - there.last - usual) for here, there in pairs) / len(pairs)


def _hit_of_move(case: Case, line: int, parts: Sequence[_Part], step: int) -> Hit:
    # The first value that has a row from which it may have come.
    n = 1 if step > 0 else 0
    here, there = parts[n], parts[n - step]
    panel = case.panel
    details = {
        **_last_year(case, line, here.position),
        "node": panel.operands[there.position],
        "second": shorten(panel.before[there.position][line], 12),
        "count": str(len(parts)),
    }
    hit = cell_hit(case, line, here.position, details, variant="moved")
    return replace(hit, cells=tuple(part.position for part in parts))


def judge_exchanged_parts(case: Case, check: operation_parameters.ExchangedParts) -> Verdict:
    """Check that the parts of a breakdown do not fit last year's better in another order."""
    # Compared are changes relative to the total: if it jumps, all parts do.
    prepared = _tally(case, check.indicators)
    if prepared is None:
        return need("history")
    tally, entries = prepared
    explained = _list_explained(case, check.indicators)
    for entry in entries:
        for by, _ in entry.indicator.breakdowns:
            parts = [part for part in entry.parts if part.by == by]
            if len(parts) < 2 or (entry.line, parts[0].position) in explained:
                continue
            order = find_better_order(
                [part.now - entry.total for part in parts],
                [part.last for part in parts],
                case.limits["parts-exchanged"],
                _LEFT,
            )
            if order is None:
                continue
            moved = [parts[n] for n in order.moved]
            here = moved[0]
            there = parts[order.places.index(parts.index(here))]
            tally.hits.append(_hit_of_exchange(case, entry.line, here, there, moved))
            explained |= {(entry.line, part.position) for part in moved}
    return tally.verdict(("history", "breakdowns"))


def _hit_of_exchange(
    case: Case, line: int, here: _Part, there: _Part, moved: Sequence[_Part]
) -> Hit:
    panel = case.panel
    details = {
        **_last_year(case, line, here.position),
        "node": panel.operands[there.position],
        "second": value_as_written(panel, line, there.position),
        "previous_other": shorten(panel.before[there.position][line], 12),
    }
    hit = cell_hit(case, line, here.position, details, variant="exchanged")
    return replace(hit, cells=tuple(part.position for part in moved))


def judge_part_changes(case: Case, check: operation_parameters.PartChange) -> Verdict:
    r"""Check that no part departs far from last year's, and from the change of its total.

    .. math:: |\Delta_i| \le l \quad\text{or}\quad |\Delta_i - \Delta_T| \le l
        \quad\text{or}\quad \Delta_i (\Delta_i - \Delta_T) \le 0

    If more than half of the parts do, and more than three, the total is not their measure: they
    are compared with the median change of the parts instead.
    """
    prepared = _tally(case, check.indicators)
    if prepared is None:
        return need("history")
    tally, entries = prepared
    limit, explained = case.limits["part-change"], _list_explained(case, check.indicators)
    excused = case.panel.with_status(check.except_status)
    for entry in entries:
        far = _far_parts(entry.parts, entry.total, limit)
        if len(far) > max(_LEAST_PARTS, len(entry.parts) / 2):
            usual = statistics.median(part.moved for part in entry.parts)
            far = _far_parts(entry.parts, usual, limit)
        for part in far:
            row = case.panel.rows[part.position][entry.line]
            if (entry.line, part.position) not in explained and row not in excused:
                tally.hits.append(_hit_of_part(case, entry, part))
    return tally.verdict(("history", "breakdowns"))


def _far_parts(parts: Sequence[_Part], usual: float, limit: float) -> list[_Part]:
    """Return the parts whose change is large, in itself and relative to a usual one."""
    return [
        part
        for part in parts
        if part.moved * (part.moved - usual) > 0
        and min(abs(part.moved), abs(part.moved - usual)) > limit
    ]


def _hit_of_part(case: Case, entry: _Known, part: _Part) -> Hit:
    panel, line, total = case.panel, entry.line, entry.indicator.total
    details: dict[str, object] = _last_year(case, line, part.position)
    if total == NO_COLUMN or panel.before[total][line] != panel.before[total][line]:
        return cell_hit(case, line, part.position, details, variant="alone")
    details |= {
        "node": entry.indicator.name,
        "second": value_as_written(panel, line, total),
        "previous_other": shorten(panel.before[total][line], 12),
    }
    return cell_hit(case, line, part.position, details)


def judge_copied_parts(case: Case, check: operation_parameters.CopiedParts) -> Verdict:
    """Check that not all parts of an indicator are last year's to the last digit."""
    # One question for all indicators of the check: they are of one sheet, and of one survey.
    prepared = _tally(case, check.indicators)
    if prepared is None:
        return need("history")
    tally, entries = prepared
    least = case.limits["parts-copied"]
    copied: dict[int, list[_Part]] = {}
    for entry in entries:
        free = [part for part in entry.parts if not is_end(_value(case, entry.line, part))]
        same = [part for part in free if part.now == part.last]
        if len(same) >= max(least, len(free) / 2):
            copied.setdefault(entry.line, []).extend(same)
    for line, parts in copied.items():
        first, second = parts[0], parts[1]
        details = {
            **_last_year(case, line, first.position),
            "node": case.panel.operands[second.position],
            "second": value_as_written(case.panel, line, second.position),
            "count": str(len(parts)),
        }
        hit = cell_hit(case, line, first.position, details, variant="copied")
        tally.hits.append(replace(hit, cells=tuple(part.position for part in parts)))
    return tally.verdict(("history", "breakdowns"))


def _value(case: Case, line: int, part: _Part) -> float:
    return case.panel.now[part.position][line]
