"""Consultations of a round: a letter to each State about values of other sources, and its reply."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from ictindex.apps.rounds.round_computation import select_round
from ictindex.apps.rounds.round_steps import letter_paths
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundStep,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, STATE
from ictindex.submissions.sourcing.letters import make_consultation

ANSWERS = ("agreed", "objected", "rejected", "supplied")
_INDEX = "idi"


def consult_states(
    path: str | os.PathLike[str],
    *,
    day: dt.date | str,
    until: dt.date | str,
    economies: Sequence[str] | None = None,
    dry_run: bool = False,
) -> RoundSteps:
    """Write to each State about the values of other sources that would be used for it.

    Parameters
    ----------
    path : path
        The folder of the round.
    day : datetime.date or str
        The day on which the States are notified (ISO 8601).
    until : datetime.date or str
        The last day for an answer.
    economies : sequence of str, optional
        The economies; by default all that are asked.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        A step ``consulted`` for each value; the values of a State are in one letter.

    Raises
    ------
    UsageError
        If an economy is not asked, or the last day is not after the first.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     file = folder.path.parent / "estimates.csv"
    ...     _ = file.write_text(
    ...         "economy,indicator,year,value,source_class,source\\n"
    ...         "XAA,internet-users,2025,61.5,estimate,Survey of X\\n"
    ...     )
    ...     _ = ict.rounds.collect_table(folder.path, file, day="2027-04-10")
    ...     steps = consult_states(folder.path, day="2027-04-12", until="2027-05-20")
    >>> [(step.economy, step.event, step.outcome) for step in steps.steps]
    [('XAA', 'consulted', 'done')]
    """
    stated, last, season = require_day(day), require_day(until, "until"), read_round(path)
    if last <= stated:
        raise UsageError("round.consultation-days", day=stated.isoformat(), until=last.isoformat())
    waiting: dict[str, list[dict[str, Any]]] = {}
    pending = select_round(season.folder, cut_off=stated).pending()
    for _, line in pending.iterrows():
        row = {str(name): part for name, part in line.items()}
        waiting.setdefault(str(row["economy"]), []).append(row)
    steps = []
    for economy in season.choose(economies):
        rows = waiting.get(economy, []) + _list_begun(season, economy, stated, last)
        rows.sort(key=lambda row: (row["indicator"], row["year"], row["source"]))
        letter = _write_letter(season, economy, rows, stated, last) if rows else {}
        for row in rows:
            planned = _plan_consultation(economy, row, letter, stated, last)
            steps.append(season.carry_out(planned, dry_run=dry_run))
    return RoundSteps(tuple(steps), stated, dry_run)


def _list_begun(
    season: OpenRound, economy: str, day: dt.date, until: dt.date
) -> list[dict[str, Any]]:
    """Return the values of a letter that was begun on this day: it is the same letter again."""
    return [
        {**event.fields, "economy": economy, "value": Decimal(event.fields["value"])}
        for event in season.events
        if (event.event, event.economy, event.day) == ("consulted", economy, day)
        and event.fields["deadline"] == until.isoformat()
    ]


def _write_letter(
    season: OpenRound, economy: str, rows: Sequence[Mapping[str, Any]], day: dt.date, until: dt.date
) -> dict[Any, bytes]:
    settings = season.settings
    letter = make_consultation(
        economy,
        rows,
        edition=settings.edition,
        index=_INDEX,
        deadline=until,
        language=settings.languages.get(economy, "en"),
        frame={"day": day} | ({"contact": settings.send_to} if settings.send_to else {}),
    )
    return letter_paths(season.folder, economy, "consultation", letter, day)


def _plan_consultation(
    economy: str, row: Mapping[str, Any], letter: Mapping[Any, bytes], day: dt.date, until: dt.date
) -> PlannedEvent:
    fields: dict[str, Any] = {
        "indicator": row["indicator"],
        "year": int(row["year"]),
        "value": str(row["value"]),
        "source": row["source"],
        "deadline": until.isoformat(),
    }
    if row.get("unit"):
        fields["unit"] = row["unit"]
    draft = Draft(event="consulted", day=day, by=COMPILER, economy=economy, fields=fields)
    named = {name: part for name, part in fields.items() if name != "deadline"}

    def is_done(events: Sequence[Event]) -> bool:
        # A notice that was too short is given again on a later day.
        asked = [event for event in events if (event.event, event.day) == ("consulted", day)]
        return any(
            all(event.fields.get(name) == part for name, part in named.items()) for event in asked
        )

    return PlannedEvent(draft, letter, is_done)


def record_reply(
    path: str | os.PathLike[str],
    economy: str,
    indicator: str,
    answer: Literal["agreed", "objected", "rejected", "supplied"],
    *,
    day: dt.date | str,
    year: int | None = None,
    text: str = "",
    dry_run: bool = False,
) -> RoundSteps:
    """Record what a State answered to a consultation.

    Parameters
    ----------
    path : path
        The folder of the round.
    economy : str
        ISO3 code.
    indicator : str
        The indicator of the value, by its id.
    answer : str
        ``"agreed"``, ``"objected"`` (to this source), ``"rejected"`` (estimates as such) or
        ``"supplied"`` (an official value instead).
    day : datetime.date or str
        The day of the answer (ISO 8601).
    year : int, optional
        The year of the value, if the State was asked about several.
    text : str
        What it wrote; it stays closed.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        One step.

    Raises
    ------
    UsageError
        If there is no such answer, or the State was not consulted on the value, or on several
        years of it.

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
    ...         record_reply(folder.path, "XAA", "internet-users", "agreed", day="2027-04-20")
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'round.not-consulted'
    """
    stated, season = require_day(day), read_round(path)
    if answer not in ANSWERS:
        raise UsageError("round.no-answer", wanted=visible(str(answer)[:40]), allowed=ANSWERS)
    asked = season.economy(economy).consultations
    years = [each for name, each in asked if name == indicator and year in (None, each)]
    if len(years) != 1:
        code = "round.several-years" if years else "round.not-consulted"
        raise UsageError(code, economy=economy, indicator=visible(str(indicator)[:60]))
    draft = Draft(
        event="reply",
        day=stated,
        by=STATE,
        economy=economy,
        fields={"indicator": indicator, "year": years[0], "answer": answer},
        text=text,
    )

    def is_done(events: Sequence[Event]) -> bool:
        about = [
            event
            for event in events
            if event.event in ("consulted", "reply")
            and (event.fields["indicator"], event.fields["year"]) == (indicator, years[0])
        ]
        last = about[-1]
        return last.event == "reply" and (last.day, last.fields["answer"], last.text) == (
            stated,
            answer,
            text,
        )

    step: RoundStep = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)
