"""Operations on the origin of values: official data first, consultation, receipt, dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.data.checks import SCORE
from ictindex.data.dates import MONTHS_TO_PUBLICATION, months_later
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import OFFICIAL
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    need,
    shorten,
    verdict,
)

DENOMINATORS = ("population", "households")
_TOTALS = ("", "_T")
_SUBMITTED = "official-submission"
_REFUSALS = ("objected", "rejected", "supplied")


def _cells(case: Case) -> list[tuple[str, str, int, str]]:
    """Return economy, operand, year and counted class of every row."""
    # The counted class may differ from the label: an imputed value is an estimate, and only series
    # that no Member State submits are auxiliary.
    cells = case.panel.observations.cells
    listed = getattr(getattr(case.methodology.document, "sourcing", None), "auxiliary", ())
    series = {*catalogue.auxiliary_series(), *listed}
    kinds = [
        catalogue.OTHER
        if stated == catalogue.AUXILIARY and indicator not in series
        else catalogue.counted_class(stated, status)
        for stated, status, indicator in zip(
            cells["source_class"], cells["status"], cells["indicator"], strict=True
        )
    ]
    own = case.panel.own
    return list(zip(own.economies, own.operands, own.years, kinds, strict=True))


def _hit(case: Case, row: int, details: Mapping[str, object]) -> Hit:
    panel = case.panel
    position = panel.positions[panel.own.operands[row]]
    line = panel.first[panel.own.economies[row]]
    return Hit(line, position, row, {"value": panel.decimal(row), **details})


def judge_official_first(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that other values are used only if no admitted year has an official value."""
    cells = _cells(case)
    values = case.panel.observations.cells["value"]
    years = case.admitted_years
    official = {
        (economy, operand)
        for row, (economy, operand, year, kind) in enumerate(cells)
        if kind in OFFICIAL and year in years and values[row] is not None
    }
    if not any(kind for *_, kind in cells):
        return need("source-class")
    decided, hits = 0, []
    for row in _consultable_rows(case):
        economy, operand, year, kind = cells[row]
        if year not in years:
            continue
        decided += 1
        if any((economy, other) in official for other in _find_replaced(case, operand)):
            hits.append(_hit(case, row, {"source_class": kind}))
    return Verdict(decided or len(cells), 0, tuple(hits))


def _find_replaced(case: Case, operand: str) -> list[str]:
    """Return a value, the values that a score replaces, and the scores that may replace it."""
    plan = case.methodology.plan
    if plan is None or operand not in plan.nodes:
        return [operand]
    below = [plan.nodes[leaf] for leaf in plan.leaves_below(plan.nodes.index(operand))]
    scored = case.methodology.document.missing.supplied_scores
    return [operand, *below, *(node for node in plan.above(operand) if node in scored)]


def _consultation(case: Case, row: int) -> Any:
    """Return the consultation about the value of a row (cell, source and value), or ``None``."""
    columns = case.panel.observations.cells
    return case.context.consultations.find(
        *(columns[name][row] for name in ("economy", "indicator", "year", "source", "value")),
        score=columns["unit"][row] == SCORE,
    )


def _consultable_rows(case: Case) -> list[int]:
    values = case.panel.observations.cells["value"]
    others = (catalogue.COLLECTED, catalogue.OTHER, catalogue.ESTIMATE)
    return [
        row
        for row, (*_, kind) in enumerate(_cells(case))
        if kind in others and values[row] is not None
    ]


def judge_consultations(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that a consultation of the focal point admits every other value."""
    # A record of the consultation exists, and the answer admits the value; estimates of the cell
    # were not rejected.
    if case.context.consultations is None:
        return need("consultations")
    wanted = _consultable_rows(case)
    rejected = {
        (entry.economy, entry.indicator)
        for entry in case.context.consultations
        if entry.answer == "rejected"
    }
    columns, hits = case.panel.observations.cells, []
    for row in wanted:
        consultation = _consultation(case, row)
        refused = consultation is not None and consultation.answer in _REFUSALS
        # Only an agreement may follow a rejection of estimates as such.
        cell = columns["economy"][row], columns["indicator"][row]
        refused |= cell in rejected and (consultation is None or consultation.answer != "agreed")
        if consultation is None or refused:
            hits.append(_hit(case, row, {"source": columns["source"][row] or "\u2013"}))
    return Verdict(len(wanted) or 1, 0, tuple(hits))


def judge_waiting_time(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that the focal point was notified and had its waiting period before the use."""
    # Only an explicit agreement ends the waiting; too short a notice is no time to answer.
    if case.context.consultations is None or case.released is None:
        return need("consultations", "release-date")
    decided, hits = 0, []
    for row in _consultable_rows(case):
        consultation = _consultation(case, row)
        if consultation is None:
            continue
        decided += 1
        agreed = consultation.answer == "agreed" and consultation.answered <= case.released
        short = consultation.notice < catalogue.least_notice(consultation.notified)
        waiting = not agreed and (consultation.deadline >= case.released or short)
        if consultation.notified >= case.released or waiting:
            details = {"time": str(consultation.notified), "limit": str(consultation.deadline)}
            hits.append(_hit(case, row, details))
    return verdict(decided, hits, ("consultations",))


def judge_receipt(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that a receipt covers the table, byte for byte."""
    if case.context.receipts is None:
        return need("receipts")
    receipts = case.context.receipts
    several = receipts if isinstance(receipts, (list, tuple)) else [receipts]
    covered = any(receipt.covers(case.panel.observations) for receipt in several)
    return Verdict(1, 0, () if covered else (Hit(-1),))


def judge_collection_date(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that the table was submitted within the time of collection."""
    if case.facts.submitted is None or case.facts.deadline is None:
        return need("submission-date", "collection-deadline")
    late = case.facts.submitted > case.facts.deadline
    details = {"time": case.facts.submitted.isoformat(), "limit": case.facts.deadline.isoformat()}
    return Verdict(1, 0, (Hit(-1, details=details),) if late else ())


def judge_publication_date(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that figures are published within three calendar months of their submission."""
    if case.facts.submitted is None or case.released is None:
        return need("submission-date", "release-date")
    limit = months_later(case.facts.submitted, MONTHS_TO_PUBLICATION)
    details = {"time": case.released.isoformat(), "limit": limit.isoformat()}
    hit = Hit(-1, details=details, severity="information")
    return Verdict(1, 0, (hit,) if case.released > limit else ())


def judge_official_share(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Report the share of official values of every economy that also has other values."""
    columns = case.panel.observations.cells
    parts = [columns[name] for name in BREAKDOWNS]
    counted: dict[str, list[int]] = {}
    for row, (economy, _, _, kind) in enumerate(_cells(case)):
        total = all(part[row] in _TOTALS for part in parts)
        if kind and kind != catalogue.AUXILIARY and columns["value"][row] is not None and total:
            tally = counted.setdefault(economy, [0, 0])
            tally[0] += kind in OFFICIAL
            tally[1] += 1
    hits = []
    for economy, (official, whole) in counted.items():
        if official < whole:
            share = shorten(100 * official / whole, 3)
            details = {"count": str(official), "whole": str(whole), "share": share}
            hits.append(Hit(case.panel.first[economy], details=details))
    return verdict(len(counted), hits, ("source-class",))


def judge_vintage(case: Case, check: operation_parameters.Mandate) -> Verdict:
    """Check that the denominators have the vintage of the edition."""
    if not case.context.vintage:
        return need("vintage")
    decided, hits = 0, []
    vintages = case.panel.observations.cells["vintage"]
    for row, (operand, vintage) in enumerate(zip(case.panel.own.operands, vintages, strict=True)):
        if operand.partition("@")[0] in DENOMINATORS and vintage:
            decided += 1
            if vintage != case.context.vintage:
                hits.append(_hit(case, row, {"second": vintage, "limit": case.context.vintage}))
    return verdict(decided, hits, ("vintage",))


def judge_returned_estimates(case: Case, check: operation_parameters.Mandate) -> Verdict:
    r"""Check that no value of a Member State is only last year's estimate that came back.

    .. math:: v \ne p \quad\text{if } p \text{ is an estimate of the compiler}
    """
    # A source or a note of the office is its statement.
    panel = case.panel
    if panel.past is None:
        return need("history")
    if panel.history is None or not any(panel.history.cells["source_class"]):
        return need("source-class")
    cells = panel.observations.cells
    decided, hits = 0, []
    for position, before in enumerate(panel.before):
        for line, last in enumerate(before):
            row, value = panel.rows[position][line], panel.now[position][line]
            if row < 0 or value != value or last != last:
                continue
            if cells["source_class"][row] != _SUBMITTED:
                continue
            decided += 1
            stated = cells["source"][row] or cells["note"][row]
            if panel.estimated_before[position][line] and value == last and not stated:
                details = {
                    "value": panel.decimal(row),
                    "previous_year": str(panel.years_before[position][line]),
                }
                hits.append(Hit(line, position, row, details))
    return verdict(decided, hits, ("source-class",))
