"""Consultations of a round: a letter to each State on values of other sources, and its replies."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ictindex.apps.rounds.round_computation import select_round
from ictindex.apps.rounds.round_steps import letter_paths
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.language.i18n.renderable import records_of
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, STATE
from ictindex.submissions.sourcing.consultations import REGISTER
from ictindex.submissions.sourcing.letters import make_consultation

_CONSULTED, _REPLY = "consulted", "reply"
ANSWERS = tuple(REGISTER.columns["answer"].allowed)
_CELL = ("indicator", "year", "value", "source", "unit")


def consult_states(
    path: str | os.PathLike[str],
    *,
    day: dt.date | str,
    deadline: dt.date | str,
    economies: Sequence[str] | None = None,
    dry_run: bool = False,
) -> RoundSteps:
    """Write each State the letter on all values that need a consultation, and record each value.

    Parameters
    ----------
    path : path
        The folder of the round.
    day : datetime.date or str
        The day of the letters (ISO 8601); what was submitted later does not count.
    deadline : datetime.date or str
        The last day for an answer.
    economies : sequence of str, optional
        The economies; by default all with such a value.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        A step ``consulted`` for each value.

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
    ...     file = folder.path.parent / "xaa.csv"
    ...     _ = file.write_text(
    ...         "economy,indicator,year,value,source_class,source\\n"
    ...         "XAA,internet-users,2025,61.5,estimate,Survey of X\\n"
    ...     )
    ...     _ = ict.rounds.receive_file(folder.path, file, economy="XAA", day="2027-02-10")
    ...     _ = ict.rounds.accept_delivery(folder.path, "XAA", day="2027-02-20")
    ...     steps = consult_states(folder.path, day="2027-03-01", deadline="2027-04-10")
    >>> [(step.economy, step.event, step.outcome) for step in steps.steps]
    [('XAA', 'consulted', 'done')]
    """
    stated, last = require_day(day), require_day(deadline, "deadline")
    season = read_round(path)
    pending = records_of(select_round(season.folder, cut_off=stated).pending())
    planned = [
        event
        for economy in season.choose(economies)
        for event in _plan_letter(season, economy, pending, stated, last)
    ]
    steps = [season.carry_out(each, dry_run=dry_run) for each in planned]
    return RoundSteps(tuple(steps), stated, dry_run)


def _plan_letter(
    season: OpenRound,
    economy: str,
    pending: Sequence[Mapping[str, Any]],
    day: dt.date,
    deadline: dt.date,
) -> Iterator[PlannedEvent]:
    """Yield the events of a letter to a State, one for each value, all with the same files."""
    values = {_key(row): _read_cell(row) for row in pending if row["economy"] == economy}
    # A letter that was begun on this day has its values again: it is the same letter.
    for event in season.events:
        if _is_of_letter(event, economy, day, deadline):
            values[_key(event.fields)] = _read_cell(event.fields)
    rows = [{"economy": economy, **values[key]} for key in sorted(values)]
    if not rows:
        return
    files = _write_files(season, economy, rows, day, deadline)
    for key in sorted(values):
        fields = {**values[key], "deadline": deadline.isoformat()}
        draft = Draft(event=_CONSULTED, day=day, by=COMPILER, economy=economy, fields=fields)
        yield PlannedEvent(
            draft,
            files,
            lambda events, key=key: any(
                _is_of_letter(event, economy, day, deadline) and _key(event.fields) == key
                for event in events
            ),
        )


def _read_cell(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of a row or an event; only a score states its unit."""
    return {name: row[name] for name in _CELL if row.get(name)}


def _key(row: Mapping[str, Any]) -> tuple[str, int, str, str]:
    return row["indicator"], row["year"], row["source"], row["value"]


def _is_of_letter(event: Event, economy: str, day: dt.date, deadline: dt.date) -> bool:
    return (event.event, event.economy, event.day) == (_CONSULTED, economy, day) and (
        event.fields["deadline"] == deadline.isoformat()
    )


def _write_files(
    season: OpenRound,
    economy: str,
    rows: Sequence[Mapping[str, Any]],
    day: dt.date,
    deadline: dt.date,
) -> dict[Path, bytes]:
    """Return the letter on the values of a State, by the paths of its files."""
    settings = season.settings
    letter = make_consultation(
        economy,
        rows,
        edition=settings.edition,
        deadline=deadline,
        language=settings.languages[economy],
        frame={"day": day} | ({"contact": settings.send_to} if settings.send_to else {}),
    )
    return letter_paths(season.folder, economy, "consultation", letter, day=day)


def record_reply(
    path: str | os.PathLike[str],
    economy: str,
    indicator: str,
    year: int,
    answer: str,
    *,
    day: dt.date | str,
    text: str = "",
    dry_run: bool = False,
) -> RoundSteps:
    """Record what a State answered to the consultation on a value.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    indicator : str
        Id of the indicator.
    year : int
        Year of the value.
    answer : str
        ``agreed``, ``objected``, ``rejected`` or ``supplied``.
    day : datetime.date or str
        The day of the answer (ISO 8601).
    text : str
        What the State wrote; it stays in the closed folder.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        The step ``reply``. An answer is to the letter that was sent last; the same answer is
        recorded once.

    Raises
    ------
    UsageError
        If there is no such answer, or the State was not consulted on this value.

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
    ...         record_reply(
    ...             folder.path, "XAA", "internet-users", 2025, "agreed", day="2027-03-20"
    ...         )
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'round.not-consulted'
    """
    stated, season = require_day(day), read_round(path)
    if answer not in ANSWERS:
        raise UsageError("round.no-answer", wanted=visible(answer), allowed=ANSWERS)
    if (indicator, year) not in season.economy(economy).consultations:
        raise UsageError(
            "round.not-consulted", economy=economy, indicator=visible(indicator), year=year
        )
    fields = {"indicator": indicator, "year": year, "answer": answer}
    draft = Draft(event=_REPLY, day=stated, by=STATE, economy=economy, fields=fields, text=text)

    def is_done(events: Sequence[Event]) -> bool:
        about = [
            event
            for event in events
            if event.event in (_CONSULTED, _REPLY)
            and (event.fields["indicator"], event.fields["year"]) == (indicator, year)
        ]
        last = about[-1] if about else None
        return last is not None and last.event == _REPLY and dict(last.fields) == fields

    step = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)
