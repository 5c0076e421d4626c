"""The announcement of a release: a letter to each State with data in it, and to the subscribers."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence

from ictindex.apps.rounds.duties import DATA
from ictindex.apps.rounds.season_operations import (
    PlannedEvent,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.apps.rounds.subscribers import write_to_subscribers
from ictindex.core.errors import UsageError
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER

_NOTIFIED, _ANNOUNCED, _LETTER = "notified", "announced", "release"


def announce_release(
    path: str | os.PathLike[str], *, day: dt.date | str, dry_run: bool = False
) -> RoundSteps:
    """Write the letters that say that the edition of a round is released, and record them.

    Parameters
    ----------
    path : path
        The folder of the round.
    day : datetime.date or str
        The day of the letters (ISO 8601).
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        A step ``notified`` for each State with an accepted receipt, in its language, and a step
        ``announced`` for the subscribers, in each of their languages.

    Raises
    ------
    UsageError
        If the edition is not released.

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
    ...         announce_release(folder.path, day="2027-07-01")
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'round.not-released'
    """
    stated, season = require_day(day), read_round(path)
    released = [
        event
        for event in season.events
        if event.event == "released" and event.fields["kind"] != DATA
    ]
    if not released:
        raise UsageError("round.not-released")
    event = released[-1]
    facts = {"id": event.fields["id"], "root": event.fields["root"], "released": event.day}
    named = {"id": event.fields["id"]}

    def is_recorded(name: str) -> Callable[[Sequence[Event]], bool]:
        return lambda events: any(e.event == name and e.fields == named for e in events)

    steps = []
    for economy, state in season.state.economies.items():
        if not state.receipts:
            continue
        draft = Draft(event=_NOTIFIED, day=stated, by=COMPILER, economy=economy, fields=named)
        files = season.write_letter(economy, _LETTER, stated, facts)
        steps.append(
            season.carry_out(PlannedEvent(draft, files, is_recorded(_NOTIFIED)), dry_run=dry_run)
        )
    draft = Draft(event=_ANNOUNCED, day=stated, by=COMPILER, fields=named)
    files = write_to_subscribers(season, _LETTER, facts, day=stated)
    planned = PlannedEvent(draft, files, is_recorded(_ANNOUNCED))
    steps.append(season.carry_out(planned, dry_run=dry_run))
    return RoundSteps(tuple(steps), stated, dry_run)
