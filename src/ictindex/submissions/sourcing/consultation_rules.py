"""Rules of consultation: the other sources that are admitted, and rejections of estimates."""

from __future__ import annotations

import datetime as dt

import numpy as np

from ictindex.definitions.catalogue import AUXILIARY, OFFICIAL, least_notice
from ictindex.submissions.sourcing.candidates import Candidates, Mask
from ictindex.submissions.sourcing.consultations import Consultation, Consultations, standing_round
from ictindex.submissions.sourcing.priority import CHOSEN, CODE, Order, Presence, Reasons

_OWN = (*OFFICIAL, AUXILIARY)
# Outcome of the notified value by answer, where the answer does not admit it.
_REFUSED = {
    "objected": "objected",
    "rejected": "estimates-rejected",
    "supplied": "official-announced",
}
# Outcomes of a candidate that a rejection of estimates replaces.
_OVERRULED = frozenset(
    CODE[name]
    for name in (
        CHOSEN,
        "not-consulted",
        "value-changed",
        "notified-late",
        "notice-too-short",
        "waiting",
        "objected",
        "official-announced",
    )
)


def consult(
    candidates: Candidates,
    reason: Reasons,
    presence: Presence,
    consultations: Consultations,
    cut_off: dt.date,
) -> dict[int, Consultation]:
    """Check every candidate that is not official against official data and consultation."""
    consulted: dict[int, Consultation] = {}
    cells, years = candidates.cell.tolist(), candidates.year.tolist()
    width = len(candidates.keys)
    for n in np.flatnonzero(reason == 0).tolist():
        if candidates.classes[n] in _OWN:
            continue
        economy, key = divmod(cells[n], width)
        records = consultations.select(
            candidates.economies[economy], candidates.keys[key], years[n], candidates.sources[n]
        )
        records = tuple(record for record in records if record.is_score == candidates.score[n])
        same = (record for record in records if record.value == candidates.values[n])
        record = standing_round(same, cut_off)
        if record is not None:
            consulted[n] = record
        why = presence.why(cells[n])
        if why:
            reason[n] = CODE[why]
        elif record is None:
            reason[n] = CODE["value-changed" if records else "not-consulted"]
        else:
            reason[n] = CODE[_outcome(record, cut_off)]
    return consulted


def _outcome(record: Consultation, cut_off: dt.date) -> str:
    """Return why a consultation does not admit its value, or ``chosen`` if it does."""
    answer = record.answer_by(cut_off)
    if record.notified >= cut_off:
        return "notified-late"
    if answer == "agreed":
        return CHOSEN  # an explicit agreement ends the waiting
    if answer:
        return _REFUSED[answer]
    if record.notice < least_notice(record.notified):
        return "notice-too-short"
    return CHOSEN if record.is_over(cut_off) else "waiting"


def reject(
    candidates: Candidates,
    reason: Reasons,
    order: Order,
    consultations: Consultations,
    there: Mask,
    cut_off: dt.date,
) -> dict[int, Consultation]:
    """Rule out the estimates of every cell in which they were rejected, and return these cells."""
    # A rejection applies to estimates as such: it does not depend on the value or the source that
    # was notified. It ends with an official value, or with an estimate of the cell to which the
    # focal point agreed later.
    economies = {code: n for n, code in enumerate(candidates.economies)}
    places = {key: n for n, key in enumerate(candidates.keys)}
    years = {step.year for step in order.steps}
    latest: dict[str, dict[int, Consultation]] = {"agreed": {}, "rejected": {}}
    for record in consultations:
        economy, key = economies.get(record.economy), places.get(record.indicator)
        answer = record.answer_by(cut_off)
        if economy is None or key is None or record.year not in years or answer not in latest:
            continue
        cell = economy * len(candidates.keys) + key
        before = latest[answer].setdefault(cell, record)
        if _day(record) > _day(before):
            latest[answer][cell] = record
    standing = {}
    for cell, record in latest["rejected"].items():
        agreed = latest["agreed"].get(cell)
        if not there[cell] and (agreed is None or _day(agreed) <= _day(record)):
            standing[cell] = record
    for cell in standing:
        for n in np.flatnonzero(candidates.cell == cell).tolist():
            if candidates.classes[n] not in _OWN and reason[n] in _OVERRULED:
                reason[n] = CODE["estimates-rejected"]
    return standing


def _day(record: Consultation) -> dt.date:
    return record.answered or record.notified
