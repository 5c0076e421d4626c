"""The acceptance of what a State sent: receipt, accepted table, event, and acknowledgement.

The file is judged as it was received, by the rules that the round has pinned. From then on the
accepted table is read in its place.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ictindex as ict
from ictindex.apps.desk.input_files import Inputs, judge_tables, read_subject
from ictindex.apps.desk.submission_receipts import ReceiptFacts, join_answers, make_receipts
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundStep,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core.errors import UsageError, VoidReceiptError
from ictindex.core.paths import visible
from ictindex.data.io.csv import read_bytes
from ictindex.data.io.files import files_in_memory
from ictindex.data.observations import Observations
from ictindex.submissions.closed.accepted_table import (
    RECEIPT,
    accepted_path,
    write_accepted,
)
from ictindex.submissions.closed.commitments import acknowledge, read_master
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, OFFICE
from ictindex.submissions.closed.pins import read_pins
from ictindex.submissions.closed.round_folder import SHORT
from ictindex.submissions.closed.season_state import Delivery
from ictindex.submissions.validation.roles import FOCAL_POINT


def accept_delivery(
    path: str | os.PathLike[str],
    economy: str,
    *,
    day: dt.date | str,
    office: str = "",
    answers: str | os.PathLike[str] | None = None,
    dry_run: bool = False,
) -> RoundSteps:
    """Judge the last file of an office by the pinned rules, and accept it.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    day : datetime.date or str
        The day of the acceptance (ISO 8601).
    office : str
        The office that sent the file, if the State has several.
    answers : path, optional
        Answers to findings besides those in the workbook.
    dry_run : bool
        Judge it, and only say what would be done.

    Returns
    -------
    RoundSteps
        For each receipt a step ``accepted`` and a step ``acknowledged``.

    Raises
    ------
    UsageError
        If no file of this State and office came.
    RefusedObservationsError
        If a finding is open; the error names each of them.
    VoidReceiptError
        If the file differs from the one that was received.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     file = folder.path.parent / "xaa.csv"
    ...     _ = file.write_text(
    ...         "economy,indicator,year,value,source_class\\n"
    ...         "XAA,internet-users,2025,61.5,official-submission\\n"
    ...     )
    ...     _ = ict.rounds.receive_file(folder.path, file, economy="XAA", day="2027-02-10")
    ...     steps = accept_delivery(folder.path, "XAA", day="2027-02-20")
    >>> [(step.event, step.outcome) for step in steps.steps]
    [('accepted', 'done'), ('acknowledged', 'done')]
    """
    stated, season = require_day(day), read_round(path)
    season.economy(economy)
    delivery = _find_delivery(season, economy, season.choose_office(economy, office))
    receipts = _make_receipts(season, delivery, None if answers is None else Path(answers))
    steps: list[RoundStep] = []
    for kind, receipt in receipts.items():
        draft = Draft(
            event="accepted",
            day=stated,
            by=OFFICE,
            economy=economy,
            office=delivery.office,
            fields={"file": delivery.file, "receipt": receipt.digest, "kind": kind},
        )
        accepted = plan_receipt(season, receipt, draft)
        acknowledged = _plan_acknowledgement(season, economy, receipt, stated, delivery.office)
        steps += [
            season.carry_out(planned, dry_run=dry_run) for planned in (accepted, acknowledged)
        ]
    return RoundSteps(tuple(steps), stated, dry_run)


def _find_delivery(season: OpenRound, economy: str, office: str) -> Delivery:
    """Return the last file that an office sent."""
    came = [each for each in season.economy(economy).deliveries if each.office == office]
    if not came:
        raise UsageError("round.nothing-received", economy=economy, office=visible(office) or "-")
    return came[-1]


def _make_receipts(
    season: OpenRound, delivery: Delivery, answers: Path | None
) -> Mapping[str, ict.data.Receipt]:
    """Judge a file as it was received, and return a receipt for each of its tables."""
    file = season.folder.path / delivery.path
    if season.folder.files.digest_of(delivery.path) != delivery.file:
        raise VoidReceiptError("round.file-changed", file=visible(delivery.path))
    pins = season.settings.pins
    read_pins(pins.documents)
    inputs = Inputs(rules=pins.rules, rates=pins.catalogue, role=FOCAL_POINT)
    with files_in_memory({file: read_bytes(file)}):
        subject = read_subject(file, inputs, season.settings.edition, None)
        if delivery.office and subject.table.facts.office != delivery.office:
            subject = replace(subject, table=subject.table.with_facts(office=delivery.office))
        judgements = judge_tables(subject, inputs)
        replies = join_answers(subject.submission, answers)
        facts = ReceiptFacts(submitted=delivery.day.isoformat())
        return make_receipts(subject, judgements, replies, facts)


def plan_receipt(season: OpenRound, receipt: ict.data.Receipt, draft: Draft) -> PlannedEvent:
    """Plan the event of a receipt, which lies in the folder next to its accepted table."""
    file = season.folder.files.accepted(draft.economy) / f"{receipt.digest[:SHORT]}{RECEIPT}"
    files = {
        file: receipt.to_json().encode("utf-8"),
        accepted_path(file): write_accepted(receipt).encode("utf-8"),
    }
    return PlannedEvent(draft, files, _names_receipt(draft.event, receipt.digest))


def plan_joined(season: OpenRound, receipt: ict.data.Receipt, day: dt.date) -> PlannedEvent:
    """Plan the acknowledgement of the joined receipt of several offices, which the edition names.

    The coordinating office gets the receipt and its table too: no office alone has them.
    """
    (economy,) = receipt.economies
    office = season.offices.coordinator(economy)
    planned = _plan_acknowledgement(season, economy, receipt, day, office)
    file = season.folder.files.sent(economy) / f"{day}-joined-{receipt.digest[:SHORT]}{RECEIPT}"
    files = {
        file: receipt.to_json().encode("utf-8"),
        accepted_path(file): write_accepted(receipt).encode("utf-8"),
    }
    return PlannedEvent(planned.draft, {**planned.files, **files}, planned.is_done)


def _plan_acknowledgement(
    season: OpenRound, economy: str, receipt: ict.data.Receipt, day: dt.date, office: str
) -> PlannedEvent:
    facts: dict[str, Any] = {
        **acknowledge(receipt, read_master(season.folder.files.master)),
        "received": receipt.submitted or day,
        "values": _list_values(receipt),
    }
    letter = season.write_letter(economy, "acknowledgement", day, facts)
    draft = Draft(
        event="acknowledged",
        day=day,
        by=COMPILER,
        economy=economy,
        office=office,
        fields={"receipt": receipt.digest},
    )
    return PlannedEvent(draft, letter, _names_receipt("acknowledged", receipt.digest))


def _names_receipt(event: str, digest: str) -> Any:
    def is_done(events: Sequence[Event]) -> bool:
        return any(e.event == event and e.fields["receipt"] == digest for e in events)

    return is_done


def _list_values(receipt: ict.data.Receipt) -> list[dict[str, object]]:
    """Return the accepted values of a receipt as the letter lists them; plans are in the file."""
    table = receipt.accepted
    if not isinstance(table, Observations):
        return []
    names = ("economy", "indicator", "year", "value", "unit", "status", "conf_status")
    rows = zip(*(table.cells[name] for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]
