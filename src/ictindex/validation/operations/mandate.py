"""Operations on where values come from: official data first, consultation, receipt, dates."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from ictindex.catalogue import OFFICIAL
from ictindex.validation import checks
from ictindex.validation.operations.common import Case, Hit, Verdict, lacking, short

_OTHERS = ("other", "estimate")
DENOMINATORS = ("population", "households")


def _cells(case: Case) -> list[tuple[str, str, int, str]]:
    """Return economy, operand, year and source class of every row."""
    table = case.panel.observations
    return list(
        zip(
            table.columns["economy"].tolist(),
            case.panel.own.operands,
            table.columns["year"].tolist(),
            table.columns["source_class"].tolist(),
            strict=True,
        )
    )


def _hit(case: Case, row: int, given: Mapping[str, object]) -> Hit:
    table = case.panel.observations
    economy = case.panel.economies.index(table.columns["economy"][row])
    place = case.panel.places[case.panel.own.operands[row]]
    told = {"value": table.columns["value"][row], **given}
    return Hit(economy, place, row, told)


def official_first(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether other values stand only where no official one does, of any admitted year."""
    cells = _cells(case)
    values = case.panel.observations.columns["value"]
    years = case.memory["admitted-years"]
    official = {
        (economy, operand)
        for row, (economy, operand, year, kind) in enumerate(cells)
        if kind in OFFICIAL and year in years and values[row] is not None
    }
    if not any(kind for *_, kind in cells):
        return lacking("source-class")
    decided, hits = 0, []
    for row, (economy, operand, year, kind) in enumerate(cells):
        if kind not in _OTHERS or year not in years or values[row] is None:
            continue
        decided += 1
        if (economy, operand) in official:
            hits.append(_hit(case, row, {"source_class": kind}))
    return Verdict(decided or len(cells), 0, tuple(hits))


def _consultation(case: Case, row: int) -> Any:
    """Return the consultation about the value of a row (cell, source and value), or ``None``."""
    columns = case.panel.observations.columns
    return case.consultations.find(
        *(columns[name][row] for name in ("economy", "indicator", "year", "source", "value"))
    )


def _consultable(case: Case) -> list[int]:
    values = case.panel.observations.columns["value"]
    return [
        row
        for row, (*_, kind) in enumerate(_cells(case))
        if kind in _OTHERS and values[row] is not None
    ]


def consulted(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether a consultation of the focal point is on record for every other value."""
    wanted = _consultable(case)
    if case.consultations is None:
        return lacking("consultations")
    hits = [
        _hit(case, row, {"source": case.panel.observations.columns["source"][row] or "\u2013"})
        for row in wanted
        if _consultation(case, row) is None
    ]
    return Verdict(len(wanted) or 1, 0, tuple(hits))


def waiting(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether the focal point was told, and had its time, before the value is used."""
    if case.consultations is None or case.released is None:
        return lacking("consultations", "release-date")
    decided, hits = 0, []
    for row in _consultable(case):
        found = _consultation(case, row)
        if found is None:
            continue
        decided += 1
        notified, deadline = found.notified, found.deadline
        late = notified is None or notified >= case.released
        early = found.answered is None and (deadline is None or case.released <= deadline)
        if late or early:
            given = {"time": str(notified or "\u2013"), "limit": str(deadline or "\u2013")}
            hits.append(_hit(case, row, given))
    return Verdict(decided, 0, tuple(hits), () if decided else ("consultations",))


def receipt(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether a receipt covers the table, to the byte."""
    if case.receipts is None:
        return lacking("receipts")
    known = list(case.receipts) if isinstance(case.receipts, (list, tuple)) else [case.receipts]
    covered = any(bool(one.covers(case.panel.observations)) for one in known)
    return Verdict(1, 0, () if covered else (Hit(-1),))


def three_months_after(day: dt.date) -> dt.date:
    """Return the day three calendar months later, or the last one of that month.

    Examples
    --------
    >>> three_months_after(dt.date(2024, 11, 30))
    datetime.date(2025, 2, 28)
    """
    month = day.month + 3
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def collection(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether the table came in within the time of collection."""
    if case.submitted is None or case.deadline is None:
        return lacking("submission-date", "collection-deadline")
    late = case.submitted > case.deadline
    given = {"time": case.submitted.isoformat(), "limit": case.deadline.isoformat()}
    return Verdict(1, 0, (Hit(-1, given=given),) if late else ())


def publication(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether figures are published within three calendar months of their submission."""
    if case.submitted is None or case.released is None:
        return lacking("submission-date", "release-date")
    limit = three_months_after(case.submitted)
    given = {"time": case.released.isoformat(), "limit": limit.isoformat()}
    hit = Hit(-1, given=given, severity="information")
    return Verdict(1, 0, (hit,) if case.released > limit else ())


def official_share(case: Case, check: checks.Mandate) -> Verdict:
    """Tell the share of official values of every economy that has others too."""
    values = case.panel.observations.columns["value"]
    counted: dict[str, list[int]] = {}
    for row, (economy, _, _, kind) in enumerate(_cells(case)):
        if kind and kind != "auxiliary" and values[row] is not None:
            tally = counted.setdefault(economy, [0, 0])
            tally[0] += kind in OFFICIAL
            tally[1] += 1
    hits = [
        Hit(
            case.panel.economies.index(economy),
            given={
                "count": str(official), "whole": str(whole),
                "share": short(100 * official / whole, 3),
            },
        )
        for economy, (official, whole) in counted.items()
        if official < whole
    ]  # fmt: skip
    return Verdict(len(counted), 0, tuple(hits), () if counted else ("source-class",))


def vintage(case: Case, check: checks.Mandate) -> Verdict:
    """Judge whether the denominators have the vintage of the edition."""
    if not case.vintage:
        return lacking("vintage")
    table = case.panel.observations
    decided, hits = 0, []
    for row, (_, operand, _, _) in enumerate(_cells(case)):
        found = table.columns["vintage"][row]
        if operand.partition("@")[0] in DENOMINATORS and found:
            decided += 1
            if found != case.vintage:
                hits.append(_hit(case, row, {"second": found, "limit": case.vintage}))
    return Verdict(decided, 0, tuple(hits), () if decided else ("vintage",))


_TESTS: Mapping[str, Callable[[Case, checks.Mandate], Verdict]] = {
    "official-first": official_first,
    "consulted": consulted,
    "waiting": waiting,
    "receipt": receipt,
    "calendar": collection,
    "days-to-publication": publication,
    "official-share": official_share,
    "vintage": vintage,
}


def mandate(case: Case, check: checks.Mandate) -> Verdict:
    """Judge what Resolution 131 asks of sources and dates."""
    return _TESTS[check.test](case, check)
