"""Decisions: for each cell the candidate that is used, and why every other one is not.

The order is the document's: an official value of the year of reference, an official one carried
from a year that the document allows, then other sources and estimates. These are admitted only
where there is no official value of any of these years, and only after the focal point was
consulted on exactly this value. Nothing is guessed: where two candidates of one standing differ,
the cell stays empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ictindex.guards import frozen_arrays
from ictindex.sourcing.candidates import (
    AUXILIARY,
    OFFICIAL,
    Candidates,
    Order,
)
from ictindex.sourcing.consultations import Consultation, Consultations

CHOSEN = "chosen"
# Why a candidate is not used; the words stand in the language files.
REASONS = (
    CHOSEN, "no-value", "class-not-stated", "auxiliary-not-listed", "year-not-allowed",
    "not-judged", "after-cut-off", "score-not-admitted", "confidential", "superseded", "outranked",
    "same-value", "competing", "official-exists", "not-consulted", "value-changed",
    "notified-late", "waiting", "objected", "official-announced", "estimates-rejected",
    "values-there", "economy-left-out",
)  # fmt: skip
_CODE = {name: n for n, name in enumerate(REASONS)}
_FREE = frozenset(("", "F", "E"))  # a value under embargo is free at the release


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the candidates and of the cells.

    Parameters
    ----------
    reason : numpy.ndarray of int, shape (candidates,)
        Place in ``REASONS``: 0 is chosen.
    consultations : mapping
        The consultation of each candidate that needs one and has it.
    chosen : numpy.ndarray of int, shape (cells,)
        Candidate of each cell, -1 where there is none.
    cause : mapping
        Why a cell has none, where candidates were there: place in ``REASONS`` by cell.
    left_out : mapping
        Economies that are left out whole, with the consultation in which they rejected estimates.
    """

    reason: npt.NDArray[np.int8]
    consultations: Mapping[int, Consultation]
    chosen: npt.NDArray[np.intp]
    cause: Mapping[int, int]
    left_out: Mapping[str, Consultation]


def decide(
    candidates: Candidates, order: Order, consultations: Consultations, cut_off: dt.date
) -> Decided:
    """Decide every cell of an edition.

    Parameters
    ----------
    candidates : Candidates
        What is at hand.
    order : Order
        The order of sources.
    consultations : Consultations
        What focal points were told and what they answered.
    cut_off : datetime.date
        The day on which the decision is made.

    Returns
    -------
    Decided
        For every candidate whether it is chosen, and if not, why.
    """
    reason, rank = _standing(candidates, order, cut_off)
    _supersede(candidates, reason, rank)
    official = _there(candidates, reason, OFFICIAL)
    consulted = _consult(candidates, reason, official, consultations, cut_off)
    without = official | _there(candidates, reason, (AUXILIARY,))
    rejected = _rejections(candidates, order, consultations, without, cut_off)
    for cell in rejected:
        for n in np.flatnonzero(candidates.cell == cell).tolist():
            if candidates.classes[n] not in (*OFFICIAL, AUXILIARY) and reason[n] in _OVERRULED:
                reason[n] = _CODE["estimates-rejected"]
    cells = len(candidates.economies) * len(candidates.keys)
    chosen = np.full(cells, -1, dtype=np.intp)
    cause: dict[int, int] = {}
    _choose(candidates, reason, rank, consulted, chosen, cause)
    _values_before_scores(candidates, order, reason, chosen, cause)
    left_out: dict[str, Consultation] = {}
    if order.left_out_whole:
        for cell, record in rejected.items():
            left_out.setdefault(candidates.economies[cell // len(candidates.keys)], record)
    for economy in left_out:
        start = candidates.economies.index(economy) * len(candidates.keys)
        span = slice(start, start + len(candidates.keys))
        for n in chosen[span][chosen[span] >= 0].tolist():
            reason[n] = _CODE["economy-left-out"]
        chosen[span] = -1
        cause |= dict.fromkeys(range(span.start, span.stop), _CODE["economy-left-out"])
    return frozen_arrays(Decided(reason, consulted, chosen, cause, left_out))


# What a rejection of estimates stands above: all that was said of the candidate before it.
_OVERRULED = frozenset(
    _CODE[name]
    for name in (
        CHOSEN, "not-consulted", "value-changed", "notified-late", "waiting", "objected",
        "official-announced",
    )
)  # fmt: skip


def _standing(
    candidates: Candidates, order: Order, cut_off: dt.date
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.intp]]:
    """Return what rules a candidate out by itself, and the rank of the others."""
    ranks = order.ranks()
    auxiliary = [key in order.auxiliary for key in candidates.keys]
    count = len(candidates)
    reason = np.zeros(count, dtype=np.int8)
    rank = np.zeros(count, dtype=np.intp)
    keys = (candidates.cell % len(candidates.keys)).tolist()
    known: dict[tuple[str, int, int], tuple[int, int]] = {}
    standing = []
    for triple in zip(candidates.classes, candidates.year.tolist(), keys, strict=True):
        found = known.get(triple)
        if found is None:
            name, year, key = triple
            if name == "":
                found = _CODE["class-not-stated"], 0
            elif name == AUXILIARY and not auxiliary[key]:
                found = _CODE["auxiliary-not-listed"], 0
            elif (name, year) not in ranks:
                found = _CODE["year-not-allowed"], 0
            else:
                found = 0, ranks[name, year]
            known[triple] = found
        standing.append(found)
    reason[:], rank[:] = np.array(standing).reshape(-1, 2).T
    reason[(reason == 0) & ~candidates.judged] = _CODE["not-judged"]
    reason[candidates.submitted > cut_off.toordinal()] = _CODE["after-cut-off"]
    reason[np.fromiter((v is None for v in candidates.values), bool, count)] = _CODE["no-value"]
    for n in np.flatnonzero(candidates.score).tolist():
        if reason[n] == 0 and candidates.key(n) not in order.supplied:
            reason[n] = _CODE["score-not-admitted"]
    return reason, rank


def _there(
    candidates: Candidates, reason: npt.NDArray[np.int8], classes: tuple[str, ...]
) -> npt.NDArray[np.bool_]:
    """Tell of each cell whether a value of some classes is there, to be published or not."""
    there = np.zeros(len(candidates.economies) * len(candidates.keys), dtype=bool)
    mine = np.fromiter((name in classes for name in candidates.classes), bool, len(candidates))
    there[candidates.cell[mine & (reason == 0)]] = True
    return there


def _consult(
    candidates: Candidates,
    reason: npt.NDArray[np.int8],
    official: npt.NDArray[np.bool_],
    consultations: Consultations,
    cut_off: dt.date,
) -> dict[int, Consultation]:
    """Hold every candidate that is not official against absence and consultation."""
    found: dict[int, Consultation] = {}
    cells = candidates.cell.tolist()
    own = (*OFFICIAL, AUXILIARY)
    years, width = candidates.year.tolist(), len(candidates.keys)
    there = official.tolist()
    for n in np.flatnonzero(reason == 0).tolist():
        if candidates.classes[n] in own:
            continue
        economy, key = divmod(cells[n], width)
        known = consultations.of(
            candidates.economies[economy], candidates.keys[key], years[n], candidates.sources[n]
        )
        record = next((one for one in known if one.value == candidates.values[n]), None)
        if record is not None:
            found[n] = record
        if there[cells[n]]:
            reason[n] = _CODE["official-exists"]
        elif record is None:
            reason[n] = _CODE["value-changed" if known else "not-consulted"]
        else:
            reason[n] = _CODE[_outcome(record, cut_off)]
    return found


def _outcome(record: Consultation, cut_off: dt.date) -> str:
    """Return why a consultation does not admit its value, or ``chosen`` if it does."""
    answer = record.answer_by(cut_off)
    if record.notified >= cut_off:
        return "notified-late"
    if answer == "objected":
        return "objected"
    if answer == "rejected":
        return "estimates-rejected"
    if answer == "supplied":
        return "official-announced"
    return CHOSEN if record.within(cut_off) else "waiting"


def _rejections(
    candidates: Candidates,
    order: Order,
    consultations: Consultations,
    official: npt.NDArray[np.bool_],
    cut_off: dt.date,
) -> dict[int, Consultation]:
    """Return the cells for which estimates were rejected and no official value was supplied.

    A rejection of a value that has since become another one is void, as the consultation is.
    """
    known = [record for record in consultations if record.answer_by(cut_off) == "rejected"]
    if not known:
        return {}
    economies = {code: n for n, code in enumerate(candidates.economies)}
    places = {key: n for n, key in enumerate(candidates.keys)}
    years = {step.year for step in order.steps}
    values: dict[tuple[int, int, str], set[object]] = {}
    for n, cell in enumerate(candidates.cell.tolist()):
        at = (cell, int(candidates.year[n]), candidates.sources[n])
        values.setdefault(at, set()).add(candidates.values[n])
    found: dict[int, Consultation] = {}
    for record in known:
        economy, key = economies.get(record.economy), places.get(record.indicator)
        if economy is None or key is None or record.year not in years:
            continue
        cell = economy * len(candidates.keys) + key
        now = values.get((cell, record.year, record.source))
        if not official[cell] and (now is None or record.value in now):
            found.setdefault(cell, record)
    return found


def _choose(
    candidates: Candidates,
    reason: npt.NDArray[np.int8],
    rank: npt.NDArray[np.intp],
    consulted: Mapping[int, Consultation],
    chosen: npt.NDArray[np.intp],
    cause: dict[int, int],
) -> None:
    """Choose in each cell the best of the candidates that nothing rules out."""
    open_ = np.flatnonzero(reason == 0)
    told = np.zeros(len(candidates), dtype=np.intp)
    for n, record in consulted.items():
        told[n] = record.notified.toordinal()
    at = open_[
        np.lexsort((told[open_], candidates.score[open_], rank[open_], candidates.cell[open_]))
    ]
    cells = candidates.cell[at]
    first = np.ones(len(at), dtype=bool)
    first[1:] = cells[1:] != cells[:-1]
    starts = np.flatnonzero(first)
    best = at[starts[np.cumsum(first) - 1]]
    same = (
        (rank[at] == rank[best])
        & (candidates.score[at] == candidates.score[best])
        & (told[at] == told[best])
    )
    reason[at[~same]] = _CODE["outranked"]
    chosen[candidates.cell[at[starts]]] = at[starts]
    several: dict[int, list[int]] = {}
    for n in at[same & ~first].tolist():
        several.setdefault(int(candidates.cell[n]), []).append(n)
    for cell, rivals in several.items():
        rivals.insert(0, int(chosen[cell]))
        if len({candidates.values[n] for n in rivals}) > 1:
            _refuse(candidates, reason, rivals, "competing", chosen, cause)
        else:
            reason[rivals[1:]] = _CODE["same-value"]
    for n in at[same].tolist():
        # What stands beside a confidential value of the same standing would reveal it.
        if candidates.conf[n] not in _FREE:
            rivals = [n, *several.get(int(candidates.cell[n]), ())]
            _refuse(candidates, reason, rivals, "confidential", chosen, cause)


def _supersede(
    candidates: Candidates, reason: npt.NDArray[np.int8], rank: npt.NDArray[np.intp]
) -> None:
    """Rule out what a later submission replaced.

    Of official values of one class and year the focal point's own word counts before a
    compiler's, then the later submission. Of other sources a later table replaces an earlier one
    of the same source: the value on which the focal point was consulted may have become another.
    """
    open_ = np.flatnonzero(reason == 0)
    places = candidates.cell[open_] * (rank.max(initial=0) + 1) + rank[open_]
    _, at, counts = np.unique(places, return_inverse=True, return_counts=True)
    groups: dict[object, list[int]] = {}
    for n in open_[counts[at] > 1].tolist():
        own = candidates.classes[n] in OFFICIAL
        key = (
            int(candidates.cell[n]), int(rank[n]), bool(candidates.score[n]),
            "" if own else candidates.sources[n],
        )  # fmt: skip
        groups.setdefault(key, []).append(n)
    for several in groups.values():
        own = candidates.classes[several[0]] in OFFICIAL
        said = [(own and not candidates.compiler[n], int(candidates.submitted[n])) for n in several]
        who, last = max(said)
        # Without a date nothing says which one is later.
        dated = all(day for one, day in said if one == who)
        for n, (one, day) in zip(several, said, strict=True):
            if one != who or (dated and day < last):
                reason[n] = _CODE["superseded"]


def _values_before_scores(
    candidates: Candidates,
    order: Order,
    reason: npt.NDArray[np.int8],
    chosen: npt.NDArray[np.intp],
    cause: dict[int, int],
) -> None:
    """Let go the score of a node all of whose values are there."""
    width = len(candidates.keys)
    places = {key: n for n, key in enumerate(candidates.keys)}
    for node, leaves in order.below.items():
        if node not in places:
            continue
        at = [places[leaf] for leaf in leaves]
        for economy in range(len(candidates.economies)):
            cell = economy * width + places[node]
            if chosen[cell] >= 0 and all(chosen[economy * width + one] >= 0 for one in at):
                _refuse(candidates, reason, (int(chosen[cell]),), "values-there", chosen, cause)


def _refuse(
    candidates: Candidates,
    reason: npt.NDArray[np.int8],
    several: Iterable[int],
    why: str,
    chosen: npt.NDArray[np.intp],
    cause: dict[int, int],
) -> None:
    for n in several:
        reason[n] = _CODE[why]
        cell = int(candidates.cell[n])
        chosen[cell] = -1
        cause[cell] = _CODE[why]
