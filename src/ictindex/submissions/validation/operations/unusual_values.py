r"""Unusual values, compared with last year's or with the other values of the economy.

The likely intended values are proposed, and never put in. This module uses no arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache, partial

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import operation_parameters, student_t
from ictindex.submissions.validation.change_model import Past
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    need,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.expected_values import (
    HALF_UNIT,
    MOST_RARE,
    Measure,
    Others,
    decades,
    decimals_in,
    decimals_of_others,
    deviations_of_changes,
    past_of,
    rounding,
    value_in_unit,
    values_of_line,
)
from ictindex.submissions.validation.panel import NAN
from ictindex.submissions.validation.peer_model import LEAST
from ictindex.submissions.validation.proposals import find_likeliest
from ictindex.submissions.validation.typing_slips import Edit

_USUAL = 0.2  # a value is usual if a fifth of economies deviate as much


@dataclass(frozen=True, slots=True)
class Surprise:
    """The rarity of a value, in decades, and that of the most usual value after undoing a slip."""

    decades: float
    usual: float


def measure_surprise(
    value: Decimal, slips: Callable[[], tuple[Edit, ...]], measure: Measure, least: float
) -> Surprise:
    """Return the rarity of a value; slips are undone only if it is rarer than the least limit."""
    rare = decades(measure.probability(measure.deviation(float(value), rounding(value))))
    if rare <= least:
        return Surprise(rare, 0.0)
    undone = [measure.deviation(float(edit.value), HALF_UNIT) for edit in slips()]
    # On either side the nearest value is the most usual.
    nearest = (
        max((z for z in undone if z < 0), default=None),
        min((z for z in undone if z >= 0), default=None),
    )
    return Surprise(
        rare, max((measure.probability(z) for z in nearest if z is not None), default=0)
    )


def grade_surprise(
    rarity: Surprise, check: operation_parameters.Surprise | operation_parameters.Peer
) -> str | None:
    """Return the severity of a surprise: ``""`` as in its rule, ``information``, or ``None``."""
    if rarity.decades > check.alone or (
        rarity.decades > check.edited and rarity.usual > check.usual
    ):
        return ""
    if rarity.decades > check.noted_alone or (
        rarity.decades > check.noted_edited and rarity.usual > check.noted_usual
    ):
        return "information"
    return None


@lru_cache(maxsize=256)
def _limit(decades_: float, freedom: float) -> float:
    """Return the deviation below which no value is as rare as this."""
    return student_t.deviation(10.0**-decades_, freedom)


def propose(
    value: Decimal, slips: tuple[Edit, ...], decimals: int, measure: Measure
) -> dict[str, object]:
    """Return the details of a message about the value that may have been meant, if it is usual."""
    # What may be missing instead of 0, nobody can tell.
    likeliest = find_likeliest(value, slips, decimals, measure.likelihood) if value else None
    if likeliest is None:
        return {}
    if measure.probability(measure.deviation(float(likeliest.value), HALF_UNIT)) < _USUAL:
        return {}
    factor = likeliest.edit.factor
    data: dict[str, object] = {"edit": likeliest.edit.kind, "edited": likeliest.value}
    if factor != 1:
        data["edit"] = "divided" if factor > 1 else "multiplied"
        data["by"] = shorten(float(factor if factor > 1 else 1 / factor), 6)
    return data


def propose_for_cell(case: Case, e: int, position: int) -> dict[str, object]:
    """Return the proposal by last year's value for a value that a rule questions."""
    if case.is_trial:
        return {}
    past = past_of(case, e, position)
    row = case.panel.rows[position][e]
    value = case.panel.decimal(row)
    if value is None or value < 0 or not math.isclose(float(value), case.panel.own.values[row]):
        return {}
    if past is None:
        return {}
    slips = past.change.slips(value, with_multiples=True)
    return propose(value, slips, decimals_in(past, value), past)


def _propose_by_others(
    case: Case, e: int, position: int, value: Decimal, measure: Others
) -> dict[str, object]:
    """Return the proposal by the other values: of a unit alone, never of a digit."""
    slips = measure.change.slips(value, with_multiples=True)
    of_units = tuple(edit for edit in slips if edit.factor != 1)
    data = propose(value, of_units, decimals_of_others(case, e, position), measure)
    return data | ({"edit": f"{data['edit']}-beside"} if "edit" in data else {})


def _count(probability: float, observed: int) -> Decimal:
    """Return of how many one at most deviates as much: an estimate, two digits, rounded down.

    No rarer share than one in those that the numbers were fitted to can have been observed.
    """
    whole = min(2 / max(probability, MOST_RARE), float(observed))
    unit = 10 ** max(int(math.log10(whole)) - 1, 0)
    return Decimal(int(whole // unit * unit))


def judge_surprise(case: Case, check: operation_parameters.Surprise) -> Verdict:
    r"""Check whether a change from last year's value is rare, or explained by a slip.

    If *p(v)* is the share of economies whose change on that side is as far from the usual one,
    and *U* are the values without each slip, a value is questioned if

    .. math:: -\log_{10} p(v) > a \quad\text{or}\quad
        -\log_{10} p(v) > b \;\text{and}\; \max_{u \in U} p(u) > q
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    excused = panel.with_status(check.except_status)
    least = min(check.edited, check.noted_edited)
    decided, undecided, hits = 0, 0, []
    for name, position in panel.columns(check.of):
        change = case.fitted.changes.get(name)
        if change is None:
            continue
        fall, rise = (_limit(least, side.freedom) for side in (change.fall, change.rise))
        own, rows = panel.own_cells[position], panel.rows[position]
        for e, far in enumerate(deviations_of_changes(case)[position]):
            if not own[e]:
                continue
            if far != far:
                undecided += 1
                continue
            decided += 1
            if -fall < far < rise or rows[e] in excused:
                continue
            past = past_of(case, e, position)
            if past is not None and (hit := _hit_change(case, check, past, e, position)):
                hits.append(hit)
    return verdict(decided, hits, ("history",), undecided)


def _hit_change(
    case: Case, check: operation_parameters.Surprise, past: Past, e: int, position: int
) -> Hit | None:
    value = value_in_unit(case, e, position)
    least = min(check.edited, check.noted_edited)
    rarity = measure_surprise(value, lambda: past.change.slips(value), past, least)
    grave = grade_surprise(rarity, check)
    if grave is None:
        return None
    if case.is_trial:
        return Hit(e, position, case.panel.rows[position][e], severity=grave)
    rises = float(value) > past.last
    details: dict[str, object] = {
        "value": value,
        "previous": shorten(past.last, 12),
        "previous_year": str(case.panel.years_before[position][e]),
        "count": _count(10.0**-rarity.decades, past.change.count),
    }
    proposals = propose(
        value, past.change.slips(value, with_multiples=True), decimals_in(past, value), past
    )
    usual = past.change.restore(past.usual)
    since = case.panel.years[position][e] - case.panel.years_before[position][e] > 1
    words = ("since" if since else "") if rises else ("fall-since" if since else "fall")
    return _hit(
        case, e, position, details | proposals, usual, float(value) - past.last, words, grave
    )


def _hit(
    case: Case,
    e: int,
    position: int,
    details: Mapping[str, object],
    usual: float,
    imbalance: float,
    variant: str,
    grave: str,
) -> Hit:
    factor, instead = NAN, usual
    if "edited" in details:
        instead = float(str(details["edited"]))
        if "by" in details:
            by = float(str(details["by"]))
            factor = by if str(details["edit"]).startswith("divided") else 1 / by
    return Hit(
        e,
        position,
        case.panel.rows[position][e],
        details,
        imbalance,
        factor,
        instead,
        variant=variant,
        severity=grave,
    )


def judge_peers(case: Case, check: operation_parameters.Peer) -> Verdict:
    """Check whether a value is far from the suggestion of the economy's other values."""
    # As :func:`judge_surprise`, where *p(v)* is the probability of a value as far from the
    # conditional mean (:mod:`ictindex.submissions.validation.peer_model`). If several values are
    # surprising, the most surprising one is named, and the others are checked again without it.
    # Values that another rule questions are not used; a value with one of last year is compared
    # with that.
    panel, peers = case.panel, case.fitted.peers
    asked = set().union(*case.asked.values())
    wanted = {name for name, _ in panel.columns(check.of)}
    positions = {
        k: panel.positions[name]
        for k, name in enumerate(peers.indicators)
        if name in wanted and name in panel.positions
    }
    decided, undecided, hits = 0, 0, []
    for e in range(len(panel.economies)):
        values = values_of_line(case, e, asked)
        judged = {
            k
            for k, position in positions.items()
            if k in values and panel.own_cells[position][e] and not panel.years_before[position][e]
        }
        if len(values) <= LEAST:
            undecided += len(judged)
            continue
        decided += len(judged)
        while judged and (most := _find_most_surprising(case, check, e, values, judged)):
            k, hit = most
            hits.append(hit)
            del values[k]
            judged.discard(k)
    return verdict(decided, hits, ("other-indicators",), undecided)


def _find_most_surprising(
    case: Case, check: operation_parameters.Peer, e: int, values: dict[int, float], judged: set[int]
) -> tuple[int, Hit] | None:
    """Return the most surprising of the questioned values, with its hit."""
    peers, panel = case.fitted.peers, case.panel
    least = min(check.edited, check.noted_edited)
    whole = peers.compare(values)
    if whole is None:
        return None
    best: tuple[int, Surprise, Others, str] | None = None
    limit = _limit(least, whole.freedom)
    for k, far in whole.deviations().items():
        if k not in judged or abs(far) < limit:
            continue
        name = peers.indicators[k]
        value = value_in_unit(case, e, panel.positions[name])
        change = case.fitted.changes[name]
        measure = Others(change, whole.suggestion(k))
        rarity = measure_surprise(value, partial(change.slips, value), measure, least)
        grave = grade_surprise(rarity, check)
        if grave is not None and (best is None or rarity.decades > best[1].decades):
            best = k, rarity, measure, grave
    return None if best is None else (best[0], _hit_peers(case, e, *best))


def _hit_peers(case: Case, e: int, k: int, rarity: Surprise, measure: Others, grave: str) -> Hit:
    change, position = measure.change, case.panel.positions[case.fitted.peers.indicators[k]]
    value = value_in_unit(case, e, position)
    usual = change.restore(measure.suggestion.mean)
    if case.is_trial:
        return Hit(e, position, case.panel.rows[position][e], severity=grave)
    details: dict[str, object] = {
        "value": value,
        "suggested": shorten(usual, 2),
        "count": _count(10.0**-rarity.decades, case.fitted.peers.count),
    }
    proposals = _propose_by_others(case, e, position, value, measure)
    imbalance = measure.deviation(float(value), 0.0)
    return _hit(case, e, position, details | proposals, usual, imbalance, "", grave)
