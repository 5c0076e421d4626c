"""Reminders, extensions and refusals of a round.

A State is reminded before, on and after the day by which it is asked; never if it has sent, has
refused, or has an extension that still runs.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence

from ictindex.apps.rounds.season_operations import (
    OpenRound,
    Outcome,
    PlannedEvent,
    RoundStep,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core.errors import UsageError
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, STATE
from ictindex.submissions.closed.season_state import EconomyState

_EVENT = "reminded"
_REPLIES = ("received", "late", "refused", "extended")


def remind_states(
    path: str | os.PathLike[str],
    *,
    day: dt.date | str,
    economies: Sequence[str] | None = None,
    dry_run: bool = False,
) -> RoundSteps:
    """Write the reminders that are due on a day, and record them.

    Parameters
    ----------
    path : path
        The folder of the round.
    day : datetime.date or str
        The day (ISO 8601).
    economies : sequence of str, optional
        The economies; by default all that are asked.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        A step for each State: its reminder, or why it gets none.

    Raises
    ------
    UsageError
        If an economy is not asked in the round.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     steps = remind_states(folder.path, day="2027-03-31")
    >>> [(step.economy, step.outcome) for step in steps.steps]
    [('XAA', 'not-sent')]
    """
    stated, season = require_day(day), read_round(path)
    steps = []
    for code in season.choose(economies):
        state = season.economy(code)
        outcome = _find_hindrance(season, state, stated)
        if outcome is None:
            planned = _plan_reminder(season, state, stated)
            steps.append(season.carry_out(planned, dry_run=dry_run))
        else:
            steps.append(RoundStep(code, "", _EVENT, outcome))
    return RoundSteps(tuple(steps), stated, dry_run)


def _find_hindrance(season: OpenRound, state: EconomyState, day: dt.date) -> Outcome | None:
    """Return why a State gets no reminder on a day, or ``None``."""
    if state.has_sent:
        return "has-sent"
    if state.refused is not None:
        return "has-refused"
    if state.sent is None:
        return "not-sent"
    if state.extended_until is not None and day <= state.extended_until:
        return "is-extended"
    due = _due_offset(season, state, day)
    if due is None:
        return "not-due"
    return "done-before" if due in state.reminded else None


def _due_offset(season: OpenRound, state: EconomyState, day: dt.date) -> int | None:
    """Return the last reminder whose day has come, in days from the day by which it is asked."""
    until = season.asked_until(state)
    come = [
        days
        for days in season.settings.days.reminders
        if until + dt.timedelta(days=days) <= day
        # Before an extension ended there were none.
        and (state.extended_until is None or days > 0)
    ]
    return max(come, default=None)


def _plan_reminder(season: OpenRound, state: EconomyState, day: dt.date) -> PlannedEvent:
    until = season.asked_until(state)
    days = _due_offset(season, state, day) or 0
    kind = "before" if day < until else "on" if day == until else "after"
    facts = {"due": until, **({"cut_off": season.cut_off} if kind == "after" else {})}
    letter = season.write_letter(state.economy, f"reminder-{kind}", day, facts)
    draft = Draft(event=_EVENT, day=day, by=COMPILER, economy=state.economy, fields={"days": days})

    def is_done(events: Sequence[Event]) -> bool:
        # What came in the meantime makes a reminder superfluous.
        replies = [event for event in events if event.event in _REPLIES]
        if len(replies) > seen:
            return True
        return any(event.event == _EVENT and event.fields["days"] == days for event in events)

    seen = sum(
        event.economy == state.economy and event.event in _REPLIES for event in season.events
    )
    return PlannedEvent(draft, letter, is_done)


def extend_state(
    path: str | os.PathLike[str],
    economy: str,
    *,
    until: dt.date | str,
    day: dt.date | str,
    dry_run: bool = False,
) -> RoundSteps:
    """Give a State until a later day, and write the letter that says so.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    until : datetime.date or str
        The last day of the extension (ISO 8601).
    day : datetime.date or str
        The day on which it is granted (ISO 8601).
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        One step.

    Raises
    ------
    UsageError
        If the State was not sent its questionnaire, or the extension is not later than the day by
        which it is asked already.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     steps = extend_state(folder.path, "XAA", until="2027-04-30", day="2027-03-20")
    >>> [(step.economy, step.outcome) for step in steps.steps]
    [('XAA', 'not-sent')]
    """
    stated, last, season = require_day(day), require_day(until, "until"), read_round(path)
    state = season.economy(economy)
    draft = Draft(
        event="extended",
        day=stated,
        by=COMPILER,
        economy=economy,
        fields={"until": last.isoformat()},
    )

    def is_done(events: Sequence[Event]) -> bool:
        extensions = [event.fields["until"] for event in events if event.event == "extended"]
        return extensions[-1:] == [last.isoformat()]

    if state.sent is None:
        step = RoundStep(economy, "", "extended", "not-sent")
        return RoundSteps((step,), stated, dry_run)
    before = season.asked_until(state)
    if last < before:
        raise UsageError(
            "round.extension-earlier",
            economy=economy,
            until=last.isoformat(),
            due=before.isoformat(),
        )
    facts = {"due": season.settings.days.deadline, "until": last, "sent": state.sent}
    letter = season.write_letter(economy, "extension", stated, facts)
    step = season.carry_out(PlannedEvent(draft, letter, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)


def refuse_state(
    path: str | os.PathLike[str],
    economy: str,
    *,
    day: dt.date | str,
    reason: str = "",
    dry_run: bool = False,
) -> RoundSteps:
    """Record that a State does not take part in the round; its reason stays closed.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    day : datetime.date or str
        The day on which it stated this (ISO 8601).
    reason : str
        Its reason, if it gave one.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        One step.

    Raises
    ------
    UsageError
        If the economy is not asked in the round.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     first = refuse_state(folder.path, "XAA", day="2027-02-01")
    ...     again = refuse_state(folder.path, "XAA", day="2027-02-02")
    >>> first.count_done(), again.count_done()
    (1, 0)
    """
    stated, season = require_day(day), read_round(path)
    season.economy(economy)
    draft = Draft(event="refused", day=stated, by=STATE, economy=economy, text=reason)

    def is_done(events: Sequence[Event]) -> bool:
        return any(event.event == "refused" for event in events)

    step = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)
