r"""Two indicators of one economy exchanged, or one pasted twice. Lists and :mod:`math` only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ictindex.validation import checks
from ictindex.validation.change_model import Change
from ictindex.validation.operations.common import Case, Hit, Verdict, numbered, short
from ictindex.validation.operations.surprises import (
    HALF_UNIT,
    Measure,
    Others,
    Past,
    beside_of,
    decades,
    past_of,
)

_DECADE = math.log(10)
_SUSPECT = 1.0  # decades: less rare values are where they belong
_ENDS = (0.0, 100.0)  # where many columns end


def exchange(case: Case, check: checks.Exchange) -> Verdict:
    r"""Judge whether two values of an economy are likelier in each other's place.

    With *P* the probability of values by last year's where both have one, else of all values of
    the economy at once, and *x*, *y* as typed,

    .. math:: \log_{10} \frac{P(y, x)}{P(x, y)} > g

    Of several pairs the one that gains most is named. Where both values are the same, and this is
    last year's in neither column, one may have been pasted twice: it is questioned where it is
    rare in one column and usual in the other.
    """
    panel = case.panel
    columns = panel.columns(check.of)
    known = [(name, place) for name, place in columns if name in case.fitted.changes]
    decided, hits = 0, []
    for e in range(len(panel.economies)):
        cells = _cells(case, e, known)
        gains: list[tuple[float, str, _Cell, _Cell]] = []
        for a, b in combinations(cells, 2):
            if not (a.own or b.own) or (a.past is None) != (b.past is None):
                continue
            decided += 1
            # What is usual where it stands gains nothing elsewhere.
            if max(a.rare, b.rare) < _SUSPECT:
                continue
            gain, variant = (
                _gain(check, a, b) if a.past is not None else _gain_beside(case, check, e, a, b)
            )
            if gain > 0:
                gains.append((gain, variant, a, b))
        gains.sort(key=lambda one: -one[0])
        named: set[int] = set()
        for _, variant, a, b in gains:
            if not {a.place, b.place} & named:
                named |= {a.place, b.place}
                hits.append(_hit(case, e, a, b, variant))
    return Verdict(decided, 0, tuple(hits), () if decided else ("other-indicators",))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A value of an economy, by what it is measured, and how rare it is where it stands."""

    name: str
    place: int
    value: float
    own: bool
    change: Change
    past: Past | None
    rare: float


def _cells(case: Case, e: int, known: Sequence[tuple[str, int]]) -> list[_Cell]:
    """Return the values of an economy; those without a last one measured by each other."""
    panel, peers = case.panel, case.fitted.peers
    found = []
    whole = beside_of(case, e)
    for name, place in known:
        value = float(panel.now[e, place])
        if value != value:
            continue
        past = past_of(case, e, place)
        measure: Measure | None = past
        if past is None and whole is not None and name in peers.indicators:
            suggestion = whole.suggestion(peers.indicators.index(name))
            measure = Others(case.fitted.changes[name], suggestion)
        rare = 0.0
        if measure is not None:
            rare = decades(measure.probability(measure.deviation(value, HALF_UNIT)))
        own = bool(panel.own_cells[e, place])
        found.append(_Cell(name, place, value, own, case.fitted.changes[name], past, rare))
    return found


def _gain(check: checks.Exchange, a: _Cell, b: _Cell) -> tuple[float, str]:
    """Return what exchanging gains beyond the limit by last year's values, and the words for it."""
    if a.past is None or b.past is None:
        return -1.0, ""
    x, y = a.value, b.value
    if x == y:
        twice = x not in _ENDS and min(a.rare, b.rare) <= 1
        return (max(a.rare, b.rare) - check.twice if twice else -1.0), "twice"
    if not (_admits(a.change, y) and _admits(b.change, x)):
        return -1.0, ""
    typed = a.past.likelihood(x, HALF_UNIT) + b.past.likelihood(y, HALF_UNIT)
    turned = a.past.likelihood(y, HALF_UNIT) + b.past.likelihood(x, HALF_UNIT)
    return (turned - typed) / _DECADE - check.gain, ""


def _admits(change: Change, value: float) -> bool:
    """Tell whether an indicator can have a value: a percentage is at most 100."""
    return change.transformation != "logit" or value <= _ENDS[1]


def _gain_beside(
    case: Case, check: checks.Exchange, e: int, a: _Cell, b: _Cell
) -> tuple[float, str]:
    """Return the same among all values of the economy."""
    order, whole = case.fitted.peers.indicators, beside_of(case, e)
    x, y = a.value, b.value
    fits = whole is not None and {a.name, b.name} <= set(order) and x != y
    if whole is None or not (fits and _admits(a.change, y) and _admits(b.change, x)):
        return -1.0, ""
    moves = {order.index(a.name): a.change.transform(y), order.index(b.name): b.change.transform(x)}
    widths = a.change.width(y, HALF_UNIT) * b.change.width(x, HALF_UNIT)
    widths /= a.change.width(x, HALF_UNIT) * b.change.width(y, HALF_UNIT)
    return (whole.gain(moves) + math.log(widths)) / _DECADE - check.gain_beside, "beside"


def _hit(case: Case, e: int, a: _Cell, b: _Cell, variant: str) -> Hit:
    panel = case.panel
    given: dict[str, object] = {
        "value": numbered(panel, e, a.place), "node": b.name,
        "second": numbered(panel, e, b.place),
    }  # fmt: skip
    if a.past is not None and b.past is not None:
        given |= {"previous": short(a.past.last, 12), "previous_other": short(b.past.last, 12)}
    row = int(panel.rows[e, a.place])
    return Hit(e, a.place, row, given, instead=b.value, variant=variant)
