"""The reception of a file: its bytes are kept as they came, and one event says whose they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import ictindex as ict
from ictindex.apps.desk.foreign_files import refuse_foreign
from ictindex.apps.desk.input_files import is_workbook
from ictindex.apps.desk.open_submission import file_name
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.data.io.csv import read_bytes
from ictindex.data.io.files import files_in_memory
from ictindex.language.findings import Findings
from ictindex.submissions.closed.accepted_table import RECEIPT, read_accepted
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import TOOL
from ictindex.submissions.closed.offices import sheet_of
from ictindex.submissions.closed.part_workbooks import find_emptied
from ictindex.submissions.closed.round_folder import SHORT
from ictindex.submissions.closed.season_state import EconomyState

_DELIVERED = ("received", "late")


class _Sender(NamedTuple):
    """Whose file it is, and which sheets have an answer."""

    economy: str
    sheets: tuple[str, ...]
    office: str
    table: ict.Observations


def receive_file(
    path: str | os.PathLike[str],
    file: str | os.PathLike[str],
    *,
    day: dt.date | str,
    economy: str = "",
    office: str = "",
    dry_run: bool = False,
) -> RoundSteps:
    """Keep a file that a State sent, as it came, and record it.

    Parameters
    ----------
    path : path
        The folder of the round.
    file : path
        A completed questionnaire, or a table of one economy.
    day : datetime.date or str
        The day on which it came (ISO 8601).
    economy : str
        Who sent it. A workbook says itself whose it is, and is refused if that differs; a table
        needs it.
    office : str
        The office that sent it, by its role; by default the one that the workbook names, else the
        one that coordinates.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        One step: ``received``, or ``late`` after the day by which the State is asked; with a
        finding for each accepted value whose cell came back empty, which remains.

    Raises
    ------
    UsageError
        If the file is of another State or another edition, or the State is not asked.
    UnusableFileError
        If the file is neither a questionnaire nor a table.

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
    ...     steps = receive_file(folder.path, file, economy="XAA", day="2027-02-10")
    >>> [(step.economy, step.event, step.file) for step in steps.steps]
    [('XAA', 'received', 'received/XAA/...-xaa.csv')]
    """
    stated, season = require_day(day), read_round(path)
    source = Path(file)
    name, content = file_name(source.name), read_bytes(source)
    sender = _identify(name, content, season, economy)
    state = season.economy(sender.economy)
    office = season.choose_office(sender.economy, office or sender.office)
    digest = hashlib.sha256(content).hexdigest()
    until = season.asked_until(state)
    is_late = stated > until
    kept = season.folder.files.received(sender.economy) / f"{digest[:SHORT]}-{name}"
    files = {kept: content}
    if is_late and stated > season.cut_off:
        facts = {
            "received": stated,
            "cut_off": season.cut_off,
            "release": _next_release(season, stated),
        }
        files |= season.write_letter(sender.economy, "late", stated, facts)
    draft = Draft(
        event="late" if is_late else "received",
        day=stated,
        by=TOOL,
        economy=sender.economy,
        office=office,
        fields={
            "file": digest,
            "name": visible(name),
            **({"sheets": list(sender.sheets)} if sender.sheets else {}),
            **({"until": until.isoformat()} if is_late else {}),
        },
    )

    def is_done(events: Sequence[Event]) -> bool:
        # A file that is sent again after another one is the last word once more.
        came = [e for e in events if e.event in _DELIVERED and e.office == office]
        return bool(came) and came[-1].fields["file"] == digest

    step = season.carry_out(PlannedEvent(draft, files, is_done), dry_run=dry_run)
    findings = _find_emptied(season, state, sender.table, office)
    return RoundSteps((step,), stated, dry_run, findings)


def _identify(name: str, content: bytes, season: OpenRound, stated: str) -> _Sender:
    """Return whose file it is: by the mark of a workbook, or by the rows of a table."""
    path = Path(name)
    refuse_foreign(path, content)
    with files_in_memory({path: content}):
        if is_workbook(path):
            submission = ict.read_questionnaire(path)
            if submission.edition != season.settings.edition:
                raise UsageError(
                    "cli.other-edition",
                    file=visible(name),
                    edition=str(submission.edition),
                    wanted=str(season.settings.edition),
                )
            economies = {submission.economy}
            sheets = tuple(dict.fromkeys(sheet for sheet, _, _ in submission.positions))
            plans = submission.tariffs is not None
            own = _Sender(
                submission.economy,
                (*sheets, *(("tariffs",) if plans else ())),
                submission.form.office,
                submission.observations,
            )
        else:
            if not stated:
                raise UsageError("round.table-needs-economy", file=visible(name))
            table = ict.read_observations(path)
            economies = set(table.cells["economy"])
            sheets = tuple(dict.fromkeys(filter(None, map(sheet_of, table.cells["indicator"]))))
            own = _Sender(stated, sheets, "", table)
    others = sorted(economies - {stated or own.economy})
    if others:
        raise UsageError(
            "round.other-state", file=visible(name), economy=others[0], wanted=visible(stated[:40])
        )
    return own


def _find_emptied(
    season: OpenRound, state: EconomyState, table: ict.Observations, office: str
) -> Findings:
    """Find the accepted values of an office whose cells it now leaves empty."""
    folder = season.folder.files.accepted(state.economy)
    receipts = [
        read_accepted(folder / f"{each.receipt[:SHORT]}{RECEIPT}") for each in state.receipts
    ]
    return find_emptied(receipts, table.with_facts(office=office))


def _next_release(season: OpenRound, day: dt.date) -> dt.date:
    """Return the day of the next release of data; after the last, that of a quarter."""
    planned = [each for each in season.settings.days.data_releases if each > day]
    quarters, month = divmod((day.month - 1) // 3 * 3 + 3, 12)
    return min(planned, default=dt.date(day.year + quarters, month + 1, 1))
