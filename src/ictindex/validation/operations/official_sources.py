"""Operations on where values come from: official data first, consultation, receipt, dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ictindex import catalogue
from ictindex.catalogue import OFFICIAL
from ictindex.data.checks import SCORE
from ictindex.data.io.layouts import BREAKDOWNS
from ictindex.validation import operation_parameters
from ictindex.validation.dates import MONTHS_TO_PUBLICATION, months_later
from ictindex.validation.operations.case import Case, Hit, Verdict, lacking, short

DENOMINATORS = ("population", "households")
_TOTALS = ("", "_T")
_REFUSALS = ("objected", "rejected", "supplied")


def _cells(case: Case) -> list[tuple[str, str, int, str]]:
    """Return economy, operand, year and what it counts as of every row."""
    # What it counts as is not what its label says: an imputed value is an estimate, and auxiliary
    # are only series that no Member State submits.
    columns = case.panel.observations.columns
    listed = getattr(getattr(case.document, "sourcing", None), "auxiliary", ())
    series = {*catalogue.auxiliary_series(), *listed}
    kinds = [
        catalogue.OTHER
        if stated == catalogue.AUXILIARY and indicator not in series
        else catalogue.counted_class(stated, status)
        for stated, status, indicator in zip(
            *(columns[name].tolist() for name in ("source_class", "status", "indicator")),
            strict=True,
        )
    ]
    return list(
        zip(
            columns["economy"].tolist(),
            case.panel.own.operands,
            columns["year"].tolist(),
            kinds,
            strict=True,
        )
    )


def _hit(case: Case, row: int, given: Mapping[str, object]) -> Hit:
    table = case.panel.observations
    economy = case.panel.economies.index(table.columns["economy"][row])
    place = case.panel.places[case.panel.own.operands[row]]
    told = {"value": table.columns["value"][row], **given}
    return Hit(economy, place, row, told)


def official_first(case: Case, check: operation_parameters.Mandate) -> Verdict:
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
    for row in _consultable(case):
        economy, operand, year, kind = cells[row]
        if year not in years:
            continue
        decided += 1
        if any((economy, other) in official for other in _in_place_of(case, operand)):
            hits.append(_hit(case, row, {"source_class": kind}))
    return Verdict(decided or len(cells), 0, tuple(hits))


def _in_place_of(case: Case, operand: str) -> list[str]:
    """Return a value, what a score stands for, and the scores that may stand for a value."""
    plan = case.plan
    if plan is None or operand not in plan.nodes:
        return [operand]
    below = [plan.nodes[leaf] for leaf in plan.leaves_below(plan.nodes.index(operand))]
    scored = case.document.missing.supplied_scores
    return [operand, *below, *(node for node in plan.above(operand) if node in scored)]


def _consultation(case: Case, row: int) -> Any:
    """Return the consultation about the value of a row (cell, source and value), or ``None``."""
    columns = case.panel.observations.columns
    return case.consultations.find(
        *(columns[name][row] for name in ("economy", "indicator", "year", "source", "value")),
        score=columns["unit"][row] == SCORE,
    )


def _consultable(case: Case) -> list[int]:
    values = case.panel.observations.columns["value"]
    others = (catalogue.COLLECTED, catalogue.OTHER, catalogue.ESTIMATE)
    return [
        row
        for row, (*_, kind) in enumerate(_cells(case))
        if kind in others and values[row] is not None
    ]


def consulted(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Judge whether a consultation of the focal point admits every other value."""
    # There is a record of it, and the answer lets it stand; estimates of the cell were not
    # rejected.
    if case.consultations is None:
        return lacking("consultations")
    wanted = _consultable(case)
    rejected = {
        (one.economy, one.indicator) for one in case.consultations if one.answer == "rejected"
    }
    columns, hits = case.panel.observations.columns, []
    for row in wanted:
        found = _consultation(case, row)
        refused = found is not None and found.answer in _REFUSALS
        # Only an agreement may come after a rejection of estimates as such.
        cell = columns["economy"][row], columns["indicator"][row]
        refused |= cell in rejected and (found is None or found.answer != "agreed")
        if found is None or refused:
            hits.append(_hit(case, row, {"source": columns["source"][row] or "\u2013"}))
    return Verdict(len(wanted) or 1, 0, tuple(hits))


def waiting(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Judge whether the focal point was told, and had its time, before the value is used."""
    # Its time is not over when it answers: another answer may follow until the deadline.
    if case.consultations is None or case.released is None:
        return lacking("consultations", "release-date")
    decided, hits = 0, []
    for row in _consultable(case):
        found = _consultation(case, row)
        if found is None:
            continue
        decided += 1
        if found.notified >= case.released or found.deadline >= case.released:
            given = {"time": str(found.notified), "limit": str(found.deadline)}
            hits.append(_hit(case, row, given))
    return Verdict(decided, 0, tuple(hits), () if decided else ("consultations",))


def receipt(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Judge whether a receipt covers the table, to the byte."""
    if case.receipts is None:
        return lacking("receipts")
    known = list(case.receipts) if isinstance(case.receipts, (list, tuple)) else [case.receipts]
    covered = any(bool(one.covers(case.panel.observations)) for one in known)
    return Verdict(1, 0, () if covered else (Hit(-1),))


def collection(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Judge whether the table came in within the time of collection."""
    if case.submitted is None or case.deadline is None:
        return lacking("submission-date", "collection-deadline")
    late = case.submitted > case.deadline
    given = {"time": case.submitted.isoformat(), "limit": case.deadline.isoformat()}
    return Verdict(1, 0, (Hit(-1, given=given),) if late else ())


def publication(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Judge whether figures are published within three calendar months of their submission."""
    if case.submitted is None or case.released is None:
        return lacking("submission-date", "release-date")
    limit = months_later(case.submitted, MONTHS_TO_PUBLICATION)
    given = {"time": case.released.isoformat(), "limit": limit.isoformat()}
    hit = Hit(-1, given=given, severity="information")
    return Verdict(1, 0, (hit,) if case.released > limit else ())


def official_share(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Tell the share of official values of every economy that has others too."""
    columns = case.panel.observations.columns
    parts = [columns[name] for name in BREAKDOWNS]
    counted: dict[str, list[int]] = {}
    for row, (economy, _, _, kind) in enumerate(_cells(case)):
        total = all(part[row] in _TOTALS for part in parts)
        if kind and kind != catalogue.AUXILIARY and columns["value"][row] is not None and total:
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


def vintage(case: Case, check: operation_parameters.Mandate) -> Verdict:
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


_TESTS: Mapping[str, Callable[[Case, operation_parameters.Mandate], Verdict]] = {
    "official-first": official_first,
    "consulted": consulted,
    "waiting": waiting,
    "receipt": receipt,
    "calendar": collection,
    "days-to-publication": publication,
    "official-share": official_share,
    "vintage": vintage,
}


def mandate(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Judge what Resolution 131 asks of sources and dates."""
    return _TESTS[check.test](case, check)
