"""The result of a round: from its accepted tables and consultations to a selection and scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import ictindex as ict
from ictindex.apps.rounds.season_operations import PlannedEvent
from ictindex.core import canonical
from ictindex.core.tables.records_writer import write_records
from ictindex.definitions.catalogue import synthetic_economies
from ictindex.indices.idi.score_tables import make_scores
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.accepted_table import RECEIPT, read_accepted
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, RECEIPT_EVENTS
from ictindex.submissions.closed.offices import Offices, read_offices
from ictindex.submissions.closed.part_workbooks import (
    JoinedParts,
    WithdrawnCell,
    find_emptied,
    join_parts,
)
from ictindex.submissions.closed.queries import cell_of, list_withdrawn, read_queries
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.season_state import fold_season
from ictindex.submissions.sourcing.consultations import Consultation, Consultations
from ictindex.submissions.validation.roles import FOCAL_POINT
from ictindex.submissions.validation.subject import OBSERVATIONS

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.submissions.sourcing.selection import Selection


def compute_round(folder: RoundFolder, *, cut_off: dt.date) -> tuple[Selection, Result]:
    """Select the sources of a round and compute its index, from nothing but its closed folder.

    A round of invented economies, a rehearsal, gives a demonstration.
    """
    settings, selection = folder.read_settings(), select_round(folder, cut_off=cut_off)
    methodology = ict.methodology(settings.methodology, edition=settings.edition)
    if set(synthetic_economies()).issuperset(settings.economies):
        return selection, ict.compute(methodology, selection, kind="demonstration")
    return selection, ict.compute(methodology, selection)


def select_round(folder: RoundFolder, *, cut_off: dt.date) -> Selection:
    """Select the sources of a round from its accepted tables and its consultations."""
    settings, events = folder.read_settings(), folder.register.read()
    methodology = ict.methodology(settings.methodology, edition=settings.edition)
    return ict.select_sources(
        join_season(folder, events, cut_off=cut_off).receipts,
        methodology,
        edition=settings.edition,
        consultations=Consultations(_list_consultations(events)),
        cut_off=cut_off,
    )


def plan_computation(
    selection: Selection, result: Result, *, day: dt.date
) -> tuple[PlannedEvent, PlannedEvent]:
    """Return the events of a selection and its result; those recorded last are done before."""
    made, digest = {"selection": selection.digest}, digest_result(result)
    selected = Draft(event="selected", day=day, by=COMPILER, fields=made)
    computed = Draft(event="computed", day=day, by=COMPILER, fields=made | {"result": digest})
    return (
        PlannedEvent(selected, {}, lambda events: fold_season(events).selected == selection.digest),
        PlannedEvent(computed, {}, lambda events: fold_season(events).computed == digest),
    )


def digest_result(result: Result) -> str:
    """Return the digest of all unrounded figures of a result."""
    # Digests of rounds have the name that the column had when the first of them was made.
    rows = [
        {"kind" if name == "level" else name: cell for name, cell in row.items()}
        for row in write_records(make_scores(result, rounded=False))
    ]
    return canonical.digest("round-result", canonical.text(rows))


def join_season(
    folder: RoundFolder,
    events: Sequence[Event],
    *,
    economy: str = "",
    cut_off: dt.date | None = None,
) -> JoinedParts:
    """Join the accepted parts of every State, or of one, by the offices of the round.

    The findings include each accepted value whose cell is empty in the last workbook of its office.
    """
    offices, queries = read_offices_of(folder), read_queries(events, economy)
    receipts = read_receipts(folder, events, economy)
    withdrawals = [*_list_withdrawals(events, economy), *list_withdrawn(queries, offices)]
    joined = join_parts(
        receipts,
        offices,
        cut_off=cut_off,
        withdrawals=withdrawals,
        rates=folder.read_settings().pins.catalogue,
    )
    gone = {each.cell for each in withdrawals}
    named = {(each.code, cell_of(each)) for each in joined.findings}
    in_time = [
        receipt
        for receipt in receipts
        if cut_off is None or receipt.submitted is None or receipt.submitted <= cut_off
    ]
    emptied = [
        finding
        for finding in _find_emptied(in_time, events)
        if cell_of(finding) not in gone and (finding.code, cell_of(finding)) not in named
    ]
    return replace(joined, findings=Findings([*joined.findings, *emptied]))


def _find_emptied(
    receipts: Sequence[ict.data.Receipt], events: Sequence[Event]
) -> Iterator[Finding]:
    """Yield the accepted values whose cells the last submission of the same office leaves empty."""
    sheets, files = dict[str, tuple[str, ...]](), dict[str, str]()
    for state in fold_season(events).economies.values():
        sheets |= {each.file: each.sheets for each in state.deliveries}
        files |= {each.receipt: each.file for each in state.receipts}
    by_office: dict[tuple[str, str], list[ict.data.Receipt]] = {}
    for receipt in receipts:
        own_table = receipt.kind == OBSERVATIONS and receipt.role == FOCAL_POINT
        if own_table and len(receipt.economies) == 1:
            by_office.setdefault((receipt.economies[0], receipt.office), []).append(receipt)
    for (economy, office), (*earlier, last) in by_office.items():
        if earlier:
            own = last.sheets or sheets.get(files.get(last.digest, ""), ())
            table = last.observations.with_facts(submitter=economy, office=office, sheets=own)
            yield from find_emptied(earlier, table)


def read_offices_of(folder: RoundFolder) -> Offices:
    """Return the offices of a round; by default each State has one."""
    file = folder.files.offices_file
    return read_offices(file) if file.is_file() else Offices()


def read_receipts(
    folder: RoundFolder, events: Sequence[Event], economy: str = ""
) -> list[ict.data.Receipt]:
    """Read the receipts of States and of the compilers, each joined to its accepted table."""
    paths = {
        event.fields["receipt"]: folder.files.accepted(event.economy)
        / f"{event.fields['receipt'][:SHORT]}{RECEIPT}"
        for event in events
        if event.event in RECEIPT_EVENTS and economy in ("", event.economy)
    }
    return [read_accepted(path) for path in paths.values()]


def _list_withdrawals(events: Sequence[Event], economy: str) -> Iterator[WithdrawnCell]:
    for event in events:
        if event.event == "withdrawn-value" and economy in ("", event.economy):
            fields = event.fields
            cell = (event.economy, fields["indicator"], fields["year"], fields.get("cell", ""))
            yield WithdrawnCell(cell, event.office, event.day)


def _list_consultations(events: Sequence[Event]) -> list[Consultation]:
    """Return the record of consultations that the events state; a reply is to the last one."""
    asked: dict[tuple[str, str, int], list[Event]] = {}
    replies: dict[int, Event] = {}
    for event in events:
        if event.event in ("consulted", "reply"):
            key = (event.economy, event.fields["indicator"], event.fields["year"])
            if event.event == "consulted":
                asked.setdefault(key, []).append(event)
            elif key in asked:
                replies[asked[key][-1].number] = event
    return [
        _read_consultation(each, replies.get(each.number))
        for rounds in asked.values()
        for each in rounds
    ]


def _read_consultation(asked: Event, reply: Event | None) -> Consultation:
    fields = asked.fields
    return Consultation(
        asked.economy,
        fields["indicator"],
        fields["year"],
        fields["source"],
        Decimal(fields["value"]),
        asked.day,
        dt.date.fromisoformat(fields["deadline"]),
        answered=None if reply is None else reply.day,
        answer="" if reply is None else reply.fields["answer"],
        text="" if reply is None else reply.text,
        unit=fields.get("unit", ""),
    )
