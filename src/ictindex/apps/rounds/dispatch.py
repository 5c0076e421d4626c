"""The dispatch of a round: for each State its workbook, its letter, and one event.

The tool sends no mail: what is to be sent is in the folder ``sent`` of each State.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from ictindex.apps.desk.questionnaire_round import Progress, Round, Workbook, make_workbooks
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundStep,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.data.economics import Economics
from ictindex.data.io.csv import read_bytes
from ictindex.data.observations import Observations
from ictindex.data.tariffs import Tariffs
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER
from ictindex.submissions.closed.pins import read_pins
from ictindex.submissions.closed.round_folder import RoundFolder

_EVENT = "dispatched"
_PAGE = "ictindex-check.html"  # as `make page` calls it


def dispatch_round(
    path: str | os.PathLike[str],
    *,
    day: dt.date | str,
    economies: Sequence[str] | None = None,
    history: Observations | None = None,
    plans: Tariffs | None = None,
    economics: Economics | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RoundSteps:
    """Write what each State is sent, and record it; States that were sent theirs are left out.

    What lies in the folder ``enclosed`` of the round goes with every letter, which states its
    digest: a guide, the page in one file. A name with a language before its ending, such as
    ``guide.fr.pdf``, is for the States of that language.

    Parameters
    ----------
    path : path
        The folder of the round.
    day : datetime.date or str
        The day of the dispatch (ISO 8601).
    economies : sequence of str, optional
        The economies; by default all that are asked.
    history : Observations, optional
        Accepted values of earlier years, which each State sees for itself alone.
    plans : Tariffs, optional
        Plans of the year before.
    economics : Economics, optional
        Incomes, exchange rates and PPP factors.
    dry_run : bool
        Only say what would be done.
    progress : function, optional
        Is called with the number of workbooks that are made, and of all.

    Returns
    -------
    RoundSteps
        A step for each State.

    Raises
    ------
    UsageError
        If an economy is not asked in the round.
    UnusableFileError
        If this version does not know what the round has pinned, or a workbook cannot be written;
        nothing is then recorded.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     steps = dispatch_round(folder.path, day="2026-12-31", dry_run=True)
    >>> [(step.economy, step.outcome) for step in steps.steps]
    [('XAA', 'to-do')]
    """
    stated, season = require_day(day), read_round(path)
    chosen = season.choose(economies)
    waiting = [code for code in chosen if season.economy(code).sent is None]
    steps = {code: RoundStep(code, "", _EVENT, "done-before") for code in chosen}
    if dry_run:
        steps |= {code: RoundStep(code, "", _EVENT, "to-do") for code in waiting}
        return RoundSteps(tuple(steps.values()), stated, True)
    if waiting:
        read_pins(season.settings.pins.documents)
        plan = _plan_of(season, plans, economics)
        made = make_workbooks(plan, waiting, history, offices=season.offices, progress=progress)
        enclosures = _read_enclosures(season.folder)
        for code, workbooks in groupby(made, key=lambda workbook: workbook.economy):
            planned = _plan_event(season, code, tuple(workbooks), enclosures, stated)
            steps[code] = season.carry_out(planned, dry_run=False)
    return RoundSteps(tuple(steps.values()), stated)


def _plan_of(season: OpenRound, plans: Tariffs | None, economics: Economics | None) -> Round:
    settings = season.settings
    return Round(
        edition=settings.edition,
        year=settings.year,
        send_to=settings.send_to,
        deadline=settings.days.deadline.isoformat(),
        languages=settings.languages,
        plans=plans,
        economics=economics,
        questions=settings.pins.questionnaire,
        rules=settings.pins.rules,
    )


def _read_enclosures(folder: RoundFolder) -> dict[Path, bytes]:
    """Return what lies in the folder ``enclosed``, by its path."""
    if not folder.files.enclosures.is_dir():
        return {}
    # A system puts hidden files of its own there: nobody meant to send them.
    files = [file for file in folder.files.enclosures.iterdir() if not file.name.startswith(".")]
    return {file: read_bytes(file) for file in sorted(files)}


def _is_for(file: Path, language: str) -> bool:
    """Tell whether an enclosure goes to States of a language: ``guide.fr.pdf`` to those alone."""
    named = Path(file.stem).suffix.removeprefix(".")
    return named not in LANGUAGES or named == language


def _plan_event(
    season: OpenRound,
    economy: str,
    workbooks: Sequence[Workbook],
    enclosures: Mapping[Path, bytes],
    day: dt.date,
) -> PlannedEvent:
    """Return the event of a dispatch: workbooks, enclosures, and the letter with their digests."""
    folder, language = season.folder.files.sent(economy), season.settings.languages[economy]
    page = season.settings.pins.page
    files = {folder / each.file: each.content for each in workbooks}
    files |= {file: part for file, part in enclosures.items() if _is_for(file, language)}
    listed = [
        {"file": file.name, "sha256": hashlib.sha256(content).hexdigest()}
        for file, content in files.items()
    ]
    if page and page not in {each["sha256"] for each in listed}:
        listed.append({"file": _PAGE, "sha256": page})
    facts = {"files": listed, "due": season.settings.days.deadline}
    letter = season.write_letter(economy, "dispatch", day, facts)
    draft = Draft(
        event=_EVENT,
        day=day,
        by=COMPILER,
        economy=economy,
        fields={
            "language": language,
            **({"page": page} if page else {}),
        },
    )
    return PlannedEvent(draft, {**files, **letter}, _is_dispatched)


def _is_dispatched(events: Sequence[Event]) -> bool:
    return any(event.event == _EVENT for event in events)
