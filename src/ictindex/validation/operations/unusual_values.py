r"""Values that surprise: beside last year's, or beside the other values of the economy.

A value is questioned where it is rare, or somewhat rare and a slip of typing or of units explains
it. What it may have been is proposed, and never put in. Lists and :mod:`math` only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ictindex.validation import operation_parameters, student_t
from ictindex.validation.change_model import Past
from ictindex.validation.operations.case import Case, Hit, Verdict, lacking, short, verdict
from ictindex.validation.operations.expected_values import (
    HALF_UNIT,
    MOST_RARE,
    Measure,
    Others,
    decades,
    decimals_in,
    decimals_of_others,
    moves,
    others,
    past_of,
    rounding,
    written,
)
from ictindex.validation.panel import NAN
from ictindex.validation.peer_model import LEAST
from ictindex.validation.proposals import Proposal, ranked
from ictindex.validation.typing_slips import Edit

_MOST_COUNT = 10_000  # rarer than one economy in so many nobody can have seen
_USUAL = 0.2  # a value that a fifth of economies are as far from is called usual
_LIKELY, _LEAST_LIKELY = 0.05, 0.01  # of further proposals, and of the first one


@dataclass(frozen=True, slots=True)
class Surprise:
    """How rare a value is, in decades, and the most usual value that undoing a slip gives."""

    decades: float
    usual: float


def surprise(value: Decimal, slips: Callable[[], tuple[Edit, ...]], measure: Measure,
             least: float) -> Surprise:  # fmt: skip
    """Return how rare a value is; slips are undone only where it is rarer than the least limit."""
    rare = decades(measure.probability(measure.deviation(float(value), rounding(value))))
    if rare <= least:
        return Surprise(rare, 0.0)
    undone = [measure.deviation(float(edit.value), HALF_UNIT) for edit in slips()]
    # On either side the nearest is the most usual.
    nearest = (max((z for z in undone if z < 0), default=None),
               min((z for z in undone if z >= 0), default=None))  # fmt: skip
    return Surprise(
        rare, max((measure.probability(z) for z in nearest if z is not None), default=0)
    )


def severity(
    found: Surprise, check: operation_parameters.Surprise | operation_parameters.Peer
) -> str | None:
    """Return how grave a surprise is: ``""`` as its rule says, ``information``, or ``None``."""
    if found.decades > check.alone or (found.decades > check.edited and found.usual > check.usual):
        return ""
    if found.decades > check.noted_alone or (
        found.decades > check.noted_edited and found.usual > check.noted_usual
    ):
        return "information"
    return None


@lru_cache(maxsize=256)
def _limit(decades_: float, freedom: float) -> float:
    """Return the deviation below which nothing is as rare as this."""
    return student_t.deviation(10.0**-decades_, freedom)


def proposed(
    value: Decimal, slips: tuple[Edit, ...], decimals: int, measure: Measure
) -> dict[str, object]:
    """Return what a message says of the values that may have been meant."""
    shares: dict[Proposal, float] = {}
    for one in ranked(value, slips, decimals, measure.likelihood):
        share = measure.probability(measure.deviation(float(one.value), HALF_UNIT))
        if share >= (_LIKELY if shares else _LEAST_LIKELY):
            shares[one] = share
    if not shares:
        return {}
    first = next(iter(shares))
    told: dict[str, object] = {"proposals": tuple(one.value for one in shares)}
    if shares[first] >= _USUAL:
        told |= {"edit": _kind(first), "edited": first.value}
        if first.edit.factor != 1:
            factor = first.edit.factor
            told["by"] = short(float(factor if factor > 1 else 1 / factor), 6)
    return told


def _kind(proposal: Proposal) -> str:
    edit = proposal.edit
    if edit.factor == 1:
        return edit.kind
    return "divided" if edit.factor > 1 else "multiplied"


def proposals_of(case: Case, e: int, place: int, *, by_others: bool = True) -> dict[str, object]:
    """Return what may have been meant by a value that a rule questions for another reason."""
    # By last year's value where that is known, else by the other values of the economy.
    past = past_of(case, e, place)
    row = case.panel.rows[place][e]
    value = case.panel.decimal(row)
    if value is None or value < 0 or not math.isclose(float(value), case.panel.own.values[row]):
        return {}
    if past is not None:
        slips = past.change.slips(value, wide=True)
        return proposed(value, slips, decimals_in(past, value), past)
    name, peers = case.panel.operands[place], case.fitted.peers
    if not by_others or name not in peers.indicators:
        return {}
    suggestion = peers.suggestion(others(case, e, {(e, place)}), peers.indicators.index(name))
    if suggestion is None:
        return {}
    measure = Others(case.fitted.changes[name], suggestion)
    slips = measure.change.slips(value, wide=True)
    told = proposed(value, slips, decimals_of_others(case, e, place), measure)
    return told | ({"edit": f"{told['edit']}-beside"} if "edit" in told else {})


def _count(probability: float) -> Decimal:
    """Return in how many economies one is as far out on this side: two digits, rounded down."""
    whole = min(2 / max(probability, MOST_RARE), float(_MOST_COUNT))
    unit = 10 ** max(int(math.log10(whole)) - 1, 0)
    return Decimal(int(whole // unit * unit))


def judge_surprise(case: Case, check: operation_parameters.Surprise) -> Verdict:
    r"""Judge whether a change from last year's value is rare, or explained by a slip.

    With *p(v)* the share of economies whose change on that side is as far from the usual one,
    and *U* the values without each slip, a value is questioned where

    .. math:: -\log_{10} p(v) > a \quad\text{or}\quad
        -\log_{10} p(v) > b \;\text{and}\; \max_{u \in U} p(u) > q
    """
    panel = case.panel
    if not panel.has_history():
        return lacking("history")
    excused = panel.with_status(check.except_status)
    least = min(check.edited, check.noted_edited)
    decided, undecided, hits = 0, 0, []
    for name, place in panel.columns(check.of):
        change = case.fitted.changes.get(name)
        if change is None:
            continue
        fall, rise = (_limit(least, side.freedom) for side in (change.fall, change.rise))
        own, rows = panel.own_cells[place], panel.rows[place]
        for e, far in enumerate(moves(case)[place]):
            if not own[e]:
                continue
            if far != far:
                undecided += 1
                continue
            decided += 1
            if -fall < far < rise or rows[e] in excused:
                continue
            past = past_of(case, e, place)
            hit = None if past is None else _of_change(case, check, past, e, place)
            hits += [] if hit is None else [hit]
    return verdict(decided, hits, ("history",), undecided)


def _of_change(
    case: Case, check: operation_parameters.Surprise, past: Past, e: int, place: int
) -> Hit | None:
    value = written(case, e, place)
    least = min(check.edited, check.noted_edited)
    found = surprise(value, lambda: past.change.slips(value), past, least)
    grave = severity(found, check)
    if grave is None:
        return None
    rises = float(value) > past.last
    given: dict[str, object] = {
        "value": value,
        "previous": short(past.last, 12),
        "previous_year": str(case.panel.years_before[place][e]),
        "count": _count(10.0**-found.decades),
    }
    told = proposed(value, past.change.slips(value, wide=True), decimals_in(past, value), past)
    usual = past.change.restore(past.usual)
    since = case.panel.years[place][e] - case.panel.years_before[place][e] > 1
    words = ("since" if since else "") if rises else ("fall-since" if since else "fall")
    return _hit(case, e, place, given | told, usual, float(value) - past.last, words, grave)


def _hit(
    case: Case, e: int, place: int, given: Mapping[str, object], usual: float, imbalance: float,
    variant: str, grave: str,
) -> Hit:  # fmt: skip
    factor, instead = NAN, usual
    if "edited" in given:
        instead = float(str(given["edited"]))
        if "by" in given:
            by = float(str(given["by"]))
            factor = by if str(given["edit"]).startswith("divided") else 1 / by
    return Hit(
        e, place, case.panel.rows[place][e], given, imbalance, factor, instead,
        variant=variant, severity=grave,
    )  # fmt: skip


def judge_peers(case: Case, check: operation_parameters.Peer) -> Verdict:
    """Judge whether a value is far from what the other values of the economy suggest."""
    # As :func:`judge_surprise`, with *p(v)* the probability of a value as far from the conditional
    # mean (:mod:`ictindex.validation.peer_model`). Of several values that surprise the most
    # surprising one is named, and the others are judged again without it. Values that another rule
    # questions suggest nothing; those with a value of last year are judged by that.
    panel, peers = case.panel, case.fitted.peers
    asked = set().union(*case.asked.values())
    wanted = {name for name, _ in panel.columns(check.of)}
    places = {
        k: panel.places[name]
        for k, name in enumerate(peers.indicators)
        if name in wanted and name in panel.places
    }
    decided, undecided, hits = 0, 0, []
    for e in range(len(panel.economies)):
        values = others(case, e, asked)
        judged = {
            k
            for k, place in places.items()
            if k in values and panel.own_cells[place][e] and not panel.years_before[place][e]
        }
        if len(values) <= LEAST:
            undecided += len(judged)
            continue
        decided += len(judged)
        while judged and (found := _most_surprising(case, check, e, values, judged)):
            k, hit = found
            hits.append(hit)
            del values[k]
            judged.discard(k)
    return verdict(decided, hits, ("other-indicators",), undecided)


def _most_surprising(
    case: Case, check: operation_parameters.Peer, e: int, values: dict[int, float], judged: set[int]
) -> tuple[int, Hit] | None:
    """Return the most surprising of the values that are to be questioned, with its hit."""
    peers, panel = case.fitted.peers, case.panel
    least = min(check.edited, check.noted_edited)
    whole = peers.beside(values)
    if whole is None:
        return None
    best: tuple[float, int, Surprise, Others, str] | None = None
    limit = _limit(least, whole.freedom)
    for k, far in whole.deviations().items():
        if k not in judged or abs(far) < limit:
            continue
        suggestion = whole.suggestion(k)
        place = panel.places[peers.indicators[k]]
        value = written(case, e, place)
        change = case.fitted.changes[peers.indicators[k]]
        measure = Others(change, suggestion)
        found = surprise(value, lambda c=change, v=value: c.slips(v), measure, least)  # type: ignore[misc]
        grave = severity(found, check)
        if grave is not None and (best is None or found.decades > best[0]):
            best = found.decades, k, found, measure, grave
    if best is None:
        return None
    _, k, found, measure, grave = best
    return k, _of_peers(case, e, k, found, measure, grave)


def _of_peers(case: Case, e: int, k: int, found: Surprise, measure: Others, grave: str) -> Hit:
    change, place = measure.change, case.panel.places[case.fitted.peers.indicators[k]]
    value = written(case, e, place)
    usual = change.restore(measure.suggestion.mean)
    given: dict[str, object] = {
        "value": value,
        "suggested": short(usual, 2),
        "count": _count(10.0**-found.decades),
    }
    told = proposed(
        value, change.slips(value, wide=True), decimals_of_others(case, e, place), measure
    )
    if "edit" in told:
        told["edit"] = f"{told['edit']}-beside"
    imbalance = measure.deviation(float(value), 0.0)
    return _hit(case, e, place, given | told, usual, imbalance, "", grave)
