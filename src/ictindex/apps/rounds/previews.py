"""Previews: each State is sent its own sheet before clearance, and may object to its figures."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ictindex.apps.rounds.preview_sheet import PreviewSheet, make_sheets
from ictindex.apps.rounds.round_acceptance import plan_joined
from ictindex.apps.rounds.round_computation import compute_round, plan_computation
from ictindex.apps.rounds.round_steps import Step, carry_out
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    Outcome,
    PlannedEvent,
    RoundStep,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core import canonical, package_data
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, HEAD, STATE
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.season_state import Objection, fold_season

_FIGURES = "-figures.json"
_MOST_BYTES = 1 << 20
_SENT, _OBJECTED, _SETTLED = "preview-sent", "objected", "objection-settled"


def send_previews(
    path: str | os.PathLike[str],
    *,
    day: dt.date | str,
    until: dt.date | str,
    cut_off: dt.date | str | None = None,
    economies: Sequence[str] | None = None,
    dry_run: bool = False,
) -> RoundSteps:
    """Compute a round, and write each State its own sheet with a letter.

    Parameters
    ----------
    path : path
        The folder of the round.
    day : datetime.date or str
        The day of the letters (ISO 8601).
    until : datetime.date or str
        The last day for an objection.
    cut_off : datetime.date or str, optional
        The day on which the sources are selected; by default the day before the preview of the
        round.
    economies : sequence of str, optional
        The economies; by default all that have figures.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        The steps ``selected`` and ``computed``, ``acknowledged`` for each State whose offices were
        joined, and ``preview-sent`` for each State. A sheet that was sent last is not sent again.

    Raises
    ------
    UsageError
        If an economy is not asked in the round.
    VoidReceiptError
        If an accepted table was changed.

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
    ...     _ = ict.rounds.accept_delivery(folder.path, "XAA", day="2027-02-20")
    ...     steps = send_previews(folder.path, day="2027-05-15", until="2027-05-29")
    >>> [(step.event, step.outcome) for step in steps.steps]
    [('selected', 'done'), ('computed', 'done'), ('preview-sent', 'done')]
    """
    stated, last = require_day(day), require_day(until, "until")
    season = read_round(path)
    chosen = season.choose(economies)
    final = season.cut_off if cut_off is None else require_day(cut_off, "cut_off")
    selection, result = compute_round(season.folder, cut_off=final)
    sheets = make_sheets(selection, result)
    joined = [receipt for receipt in selection.receipts if receipt.parts]
    planned = [
        *plan_computation(selection, result, day=stated),
        *(plan_joined(season, each, stated) for each in joined if each.economies[0] in chosen),
        *(_plan_sheet(season, sheets[code], stated, last) for code in chosen if code in sheets),
    ]
    steps = [season.carry_out(each, dry_run=dry_run) for each in planned]
    return RoundSteps(tuple(steps), stated, dry_run)


def _plan_sheet(
    season: OpenRound, sheet: PreviewSheet, day: dt.date, until: dt.date
) -> PlannedEvent:
    """Return the event that the own sheet of a State is sent, with its files and its letter."""
    economy = sheet.economy
    files, digest = _list_sheet_files(season.folder, sheet, season.settings.languages[economy])
    facts = {"index": sheet.index, "sheet": digest, "until": until}
    files |= season.write_letter(economy, "preview", day, facts)
    draft = Draft(
        event=_SENT,
        day=day,
        by=COMPILER,
        economy=economy,
        fields={"sheet": digest, "objections-until": until.isoformat()},
    )
    return PlannedEvent(draft, files, lambda events: _find_last(events) == digest)


def _list_sheet_files(
    folder: RoundFolder, sheet: PreviewSheet, language: str
) -> tuple[dict[Path, bytes], str]:
    """Return the files of a sheet, and the digest of the page, which names all of them."""
    page = sheet.write("html", language).encode()
    digest = hashlib.sha256(page).hexdigest()
    forms = {
        "-sheet.html": page,
        "-sheet.txt": sheet.write("text", language).encode(),
        "-sheet.xlsx": sheet.to_workbook(language),
        _FIGURES: canonical.encode_record(sheet.to_dict()),
    }
    previews = folder.files.previews(sheet.economy)
    return {previews / f"{digest[:SHORT]}{end}": content for end, content in forms.items()}, digest


def _find_last(events: Sequence[Event]) -> str:
    """Return the digest of the sheet that a State was sent last; empty if it was sent none."""
    sent = [event.fields["sheet"] for event in events if event.event == _SENT]
    return str(sent[-1]) if sent else ""


def record_objection(
    path: str | os.PathLike[str],
    economy: str,
    figures: Sequence[str],
    text: str,
    *,
    day: dt.date | str,
    until: dt.date | str,
    dry_run: bool = False,
) -> RoundSteps:
    """Record the objection of a State to figures of the sheet that it was sent, and reply.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    figures : sequence of str
        Ids of indicators, or of parts of the index.
    text : str
        What the State wrote; it stays in the closed folder.
    day : datetime.date or str
        The day of the objection (ISO 8601).
    until : datetime.date or str
        The day by which it is answered.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        The step ``objected``. The same objection of the same day is recorded once.

    Raises
    ------
    UsageError
        If the State was not sent a sheet, or its sheet has no such figure.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     try:
    ...         record_objection(
    ...             folder.path, "XAA", ["idi"], "No.", day="2027-05-20", until="2027-06-01"
    ...         )
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'round.no-preview'
    """
    stated, last = require_day(day), require_day(until, "until")
    season, nodes = read_round(path), tuple(figures)
    sheet = _read_figures(season, economy)
    cells = list(_choose_cells(economy, sheet, nodes))
    facts = {"index": sheet["index"], "objected": stated, "until": last, "cells": cells}
    files = season.write_letter(economy, "objection", stated, facts)

    def decide(events: tuple[Event, ...]) -> Draft | None:
        before = [e for e in events if e.event == _OBJECTED and e.economy == economy]
        if any((e.day, e.fields["cells"], e.text) == (stated, nodes, text) for e in before):
            return None
        return Draft(
            event=_OBJECTED,
            day=stated,
            by=STATE,
            economy=economy,
            fields={"number": len(before) + 1, "cells": nodes},
            text=text,
        )

    recorded = carry_out(season.folder, Step(decide, files), is_trial=dry_run)
    done: Outcome = "done-before" if recorded is None else "to-do" if dry_run else "done"
    main = season.folder.files.relative(next(iter(files)))
    return RoundSteps((RoundStep(economy, "", _OBJECTED, done, main),), stated, dry_run)


def settle_objection(
    path: str | os.PathLike[str],
    economy: str,
    number: int,
    outcome: str,
    *,
    day: dt.date | str,
    until: dt.date | str,
    dry_run: bool = False,
) -> RoundSteps:
    """Record how an objection was settled, and write the letter that says so.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    number : int
        The number of the objection of this State.
    outcome : str
        The outcome, in the language of the State: it is a part of the letter.
    day : datetime.date or str
        The day (ISO 8601).
    until : datetime.date or str
        The last day on which the State may write again.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        The step ``objection-settled``. An objection is settled once.

    Raises
    ------
    UsageError
        If there is no such objection, or it was settled with another outcome.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     try:
    ...         settle_objection(
    ...             folder.path, "XAA", 1, "Kept.", day="2027-05-25", until="2027-06-05"
    ...         )
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'round.no-objection'
    """
    stated, last = require_day(day), require_day(until, "until")
    season = read_round(path)
    objection = _find_objection(season.events, economy, number)
    sheet = _read_figures(season, economy)
    facts = {
        "index": sheet["index"],
        "objected": objection.day,
        "settled": stated,
        "cells": list(_choose_cells(economy, sheet, objection.cells)),
        "outcome": outcome,
        "until": last,
    }
    draft = Draft(
        event=_SETTLED,
        day=stated,
        by=HEAD,
        economy=economy,
        fields={"number": number, "outcome": outcome},
    )

    def is_done(events: Sequence[Event]) -> bool:
        settled = _find_objection(events, economy, number).outcome
        if settled and settled != outcome:
            raise UsageError("round.no-objection", economy=economy, number=number)
        return bool(settled)

    files = season.write_letter(economy, _SETTLED, stated, facts)
    step = season.carry_out(PlannedEvent(draft, files, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)


def _find_objection(events: Sequence[Event], economy: str, number: int) -> Objection:
    states = fold_season(events).economies
    objection = states[economy].objections.get(number) if economy in states else None
    if objection is None:
        raise UsageError("round.no-objection", economy=visible(economy), number=number)
    return objection


def _read_figures(season: OpenRound, economy: str) -> Mapping[str, Any]:
    """Return the figures of the sheet that a State was sent last."""
    digest = _find_last([event for event in season.events if event.economy == economy])
    if not digest:
        raise UsageError("round.no-preview", economy=visible(economy))
    file = season.folder.files.previews(economy) / f"{digest[:SHORT]}{_FIGURES}"
    return canonical.read_record(package_data.read(file, _MOST_BYTES) or b"")


def _choose_cells(
    economy: str, figures: Mapping[str, Any], nodes: Sequence[str]
) -> Iterator[dict[str, object]]:
    """Yield the rows of a letter: of an indicator its value, of another node its score."""
    rows = {row["node"]: row for row in figures["rows"]}
    for node in nodes:
        if node not in rows:
            raise UsageError(
                "round.no-figure", economy=economy, wanted=visible(node), allowed=tuple(rows)
            )
        row = rows[node]
        number = row["score"] if row["value"] is None else row["value"]
        value = None if number is None else Decimal(number)
        yield {"indicator": node, "year": row["year"], "value": value}
