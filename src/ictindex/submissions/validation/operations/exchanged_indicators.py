r"""Operation on two indicators of an economy that were exchanged, or one that was pasted twice.

It uses lists and :mod:`math` only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import attrgetter

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import operation_parameters, student_t
from ictindex.submissions.validation.change_model import Change, Past
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    shorten,
    value_as_written,
    verdict,
)
from ictindex.submissions.validation.operations.expected_values import (
    HALF_UNIT,
    compare_with_peers,
    decades,
    deviations_from_others,
    deviations_of_changes,
    past_of,
    value_in_unit,
)

_DECADE = math.log(10)
_SUSPECT = 0.8  # decades below the likeliest value: nearer values are in the right column
_OWN = 0.7  # additional decades that a slip in one value must gain to explain both
_SLACK = 0.8  # decades that other widths and values equal to last year's may add
_ENDS = (0.0, 100.0)  # where many columns end


def judge_exchange(case: Case, check: operation_parameters.Exchange) -> Verdict:
    r"""Check whether two values of an economy are likelier if they are exchanged.

    Let *P* be the probability of the values, from last year's values if both have one, else from
    all values of the economy together, and let *x*, *y* be the typed values. They are questioned if

    .. math:: \log_{10} \frac{P(y, x)}{P(x, y)} > g

    Of several pairs the one with the largest gain is named. If both values are equal and differ
    from last year's in both columns, one may have been pasted twice: it is questioned if it is rare
    in one column and usual in the other.
    """
    panel = case.panel
    columns = [entry for entry in panel.columns(check.of) if entry[0] in case.fitted.changes]
    decided, hits = 0, []
    for e in range(len(panel.economies)):
        cells = _cells(case, e, columns)
        for kind in ("history", "others"):
            count = sum(cell.by == kind for cell in cells)
            decided += count * (count - 1) // 2
        odd = [cell for cell in cells if cell.below > _SUSPECT]
        gains = [
            gain
            for n, a in enumerate(odd)
            for b in [*odd[n + 1 :], *(cell for cell in cells if cell.below <= _SUSPECT)]
            if (gain := _measure_gain(case, check, e, *sorted((a, b), key=attrgetter("order"))))
        ]
        gains.sort(key=lambda entry: (-entry[0], entry[2].order, entry[3].order))
        named: set[int] = set()
        for _, variant, a, b in gains:
            if not {a.position, b.position} & named:
                named |= {a.position, b.position}
                hits.append(_hit(case, e, a, b, variant))
    return verdict(decided, hits, ("history",))


def _measure_gain(
    case: Case, check: operation_parameters.Exchange, e: int, a: _Cell, b: _Cell
) -> tuple[float, str, _Cell, _Cell] | None:
    """Return the gain of exchanging two values above the limit, or ``None`` if there is none."""
    if not (a.own or b.own) or (a.past is None) != (b.past is None):
        return None
    limit = check.gain_among_others if a.past is None else check.gain
    limit = check.twice if a.value == b.value else limit
    if a.below + b.below + _SLACK < limit:
        return None
    gain, variant = (
        _gain(case, check, e, a, b) if a.past else _gain_among_others(case, check, e, a, b)
    )
    return (gain, variant, a, b) if gain > 0 else None


@dataclass(frozen=True, slots=True)
class _Cell:
    """A value of an economy, and its distance in decades from the likeliest value."""

    order: int  # among the indicators of the rule
    name: str
    position: int
    value: float
    own: bool
    change: Change
    past: Past | None
    below: float
    by: str  # its measure: history, others, or nothing


def _cells(case: Case, e: int, columns: Sequence[tuple[str, int]]) -> list[_Cell]:
    """Return the values of an economy; those without an earlier value are compared together."""
    panel, peers = case.panel, case.fitted.peers
    cells = []
    whole = None
    for order, (name, position) in enumerate(columns):
        value = panel.now[position][e]
        if value != value:
            continue
        change, past, below, by = case.fitted.changes[name], None, 0.0, ""
        far = deviations_of_changes(case)[position][e]
        if far == far:
            past, by = past_of(case, e, position), "history"
            side = change.fall if far < 0 else change.rise
            below = student_t.shortfall(far, side.freedom)
        elif (
            name in peers.indicators and (whole := whole or compare_with_peers(case, e)) is not None
        ):
            far = deviations_from_others(case, e)[peers.indicators.index(name)]
            below, by = student_t.shortfall(far, whole.freedom), "others"
        own = panel.own_cells[position][e]
        cells.append(_Cell(order, name, position, value, own, change, past, below, by))
    return cells


def _gain(
    case: Case, check: operation_parameters.Exchange, e: int, a: _Cell, b: _Cell
) -> tuple[float, str]:
    """Return the gain of an exchange above the limit by last year's values, and its variant."""
    if a.past is None or b.past is None:
        return -1.0, ""
    x, y = a.value, b.value
    if x == y:
        rare, other = (
            decades(past.probability(past.deviation(x, HALF_UNIT))) for past in (a.past, b.past)
        )
        twice = x not in _ENDS and min(rare, other) <= 1
        return (max(rare, other) - check.twice if twice else -1.0), "twice"
    if not (_admits(a.change, y) and _admits(b.change, x)):
        return -1.0, ""
    typed = a.past.likelihood(x, HALF_UNIT) + b.past.likelihood(y, HALF_UNIT)
    turned = a.past.likelihood(y, HALF_UNIT) + b.past.likelihood(x, HALF_UNIT)
    gain = (turned - typed) / _DECADE
    if gain <= check.gain:
        return -1.0, ""
    # A slip in one of the values may explain as much.
    for cell, past in ((a, a.past), (b, b.past)):
        now = past.likelihood(cell.value, HALF_UNIT)
        slips = (past.likelihood(u, HALF_UNIT) - now for u in _values_meant(case, e, cell))
        if max(slips, default=0.0) / _DECADE > gain + _OWN:
            return -1.0, ""
    return gain - check.gain, ""


def _admits(change: Change, value: float) -> bool:
    """Tell whether an indicator can have a value: a percentage is at most 100."""
    return change.transformation != "logit" or value <= _ENDS[1]


def _gain_among_others(
    case: Case, check: operation_parameters.Exchange, e: int, a: _Cell, b: _Cell
) -> tuple[float, str]:
    """Return the same gain, computed from all values of the economy."""
    order, whole = case.fitted.peers.indicators, compare_with_peers(case, e)
    x, y = a.value, b.value
    fits = whole is not None and {a.name, b.name} <= set(order) and x != y
    if whole is None or not (fits and _admits(a.change, y) and _admits(b.change, x)):
        return -1.0, ""
    moves = {order.index(a.name): a.change.transform(y), order.index(b.name): b.change.transform(x)}
    widths = a.change.width(y, HALF_UNIT) * b.change.width(x, HALF_UNIT)
    widths /= a.change.width(x, HALF_UNIT) * b.change.width(y, HALF_UNIT)
    gain = (whole.gain(moves) + math.log(widths)) / _DECADE
    if gain <= check.gain_among_others:
        return -1.0, "beside"
    for cell in (a, b):
        position, width = order.index(cell.name), cell.change.width(cell.value, HALF_UNIT)
        slips = (
            whole.gain({position: cell.change.transform(u)})
            + math.log(cell.change.width(u, HALF_UNIT) / width)
            for u in _values_meant(case, e, cell)
        )
        if max(slips, default=0.0) / _DECADE > gain + _OWN:
            return -1.0, "beside"
    return gain - check.gain_among_others, "beside"


def _values_meant(case: Case, e: int, cell: _Cell) -> list[float]:
    """Return the values that undoing each slip would give."""
    return [float(slip.value) for slip in cell.change.slips(value_in_unit(case, e, cell.position))]


def _hit(case: Case, e: int, a: _Cell, b: _Cell, variant: str) -> Hit:
    panel = case.panel
    details: dict[str, object] = {
        "value": value_as_written(panel, e, a.position),
        "node": b.name,
        "second": value_as_written(panel, e, b.position),
    }
    if a.past is not None and b.past is not None:
        details |= {
            "previous": shorten(a.past.last, 12),
            "previous_other": shorten(b.past.last, 12),
        }
    row = panel.rows[a.position][e]
    return Hit(e, a.position, row, details, instead=b.value, variant=variant)
