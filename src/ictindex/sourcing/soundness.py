"""What makes a record of a consultation certain, however it was made: read, or by a program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ictindex import catalogue
from ictindex.core import canonical
from ictindex.data import checks
from ictindex.data.cell_text import Fault, visible
from ictindex.data.checks import SCORE
from ictindex.findings import Finding

if TYPE_CHECKING:
    from ictindex.sourcing.consultations import Consultation

ANSWERS = ("", "agreed", "objected", "rejected", "supplied")
UNITS = ("", SCORE)


def contradictions(
    notified: dt.date | None, deadline: dt.date | None, answered: dt.date | None, answer: str
) -> Iterator[tuple[str, Fault]]:
    """Yield in which columns the days and the answer of a consultation contradict each other.

    Examples
    --------
    >>> day = dt.date(2024, 2, 1)
    >>> [(name, fault.code) for name, fault in contradictions(day, day, day, "")]
    [('deadline', 'consultation.deadline'), ('answer', 'consultation.half-answer')]
    """
    if notified and deadline and deadline <= notified:
        yield "deadline", Fault("consultation.deadline")
    if bool(answered) != bool(answer):
        yield "answer", Fault("consultation.half-answer")
    elif notified and answered and answered < notified:
        yield "answered", Fault("consultation.answered-before")


def said(answer: str, unit: str) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with the answer and the unit of a consultation.

    Examples
    --------
    >>> [(name, fault.code) for name, fault in said("agreed", "percent")]
    [('unit', 'consultation.unknown-unit')]
    """
    if answer not in ANSWERS:
        given: dict[str, object] = {"value": visible(answer)[:40], "allowed": ANSWERS[1:]}
        yield "answer", Fault("consultation.unknown-answer", given)
    if unit not in UNITS:
        yield "unit", Fault("consultation.unknown-unit", {"value": visible(unit)[:40]})


def sound(records: Sequence[Consultation]) -> tuple[tuple[Consultation, ...], list[Finding]]:
    """Part records into those that are certain and what is wrong with the others."""
    places: dict[tuple[object, ...], list[Consultation]] = {}
    findings = []
    for one in records:
        faults = [
            *(fault for fault in (checks.economy(one.economy), _id(one.indicator)) if fault),
            *(fault for _, fault in said(one.answer, one.unit)),
            *(
                fault
                for _, fault in contradictions(one.notified, one.deadline, one.answered, one.answer)
            ),
        ]
        findings += [_finding(one, fault.code, fault.given) for fault in faults]
        if not faults:
            source = canonical.nfc(one.source)
            key = (one.economy, one.indicator, one.year, source, one.value, one.is_score)
            places.setdefault(key, []).append(one)
    # Of what stands there twice nothing says which record holds.
    double = [one for same in places.values() if len(same) > 1 for one in same]
    findings += [_finding(one, "consultation.twice", {}) for one in double]
    return tuple(same[0] for same in places.values() if len(same) == 1), findings


def _id(indicator: str) -> Fault | None:
    """Return what is wrong with an indicator: a code of another system is no id."""
    known = indicator in catalogue.indicators() or indicator in catalogue.node_ids()
    return None if known else Fault("indicator.unknown", {"value": indicator[:80]})


def _finding(one: Consultation, code: str, given: Mapping[str, object]) -> Finding:
    return Finding(code, "error", one.economy, one.indicator, one.year, one.address, dict(given))
