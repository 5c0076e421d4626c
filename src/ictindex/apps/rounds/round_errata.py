"""Errors after a release: anybody reports one, the State is heard, and the publisher alone records.

A report and a hearing stay in the closed folder. An erratum is public, signed by the publisher, and
comes after the State could answer.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import ictindex as ict
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.apps.rounds.subscribers import write_to_subscribers
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.data.dates import date_of
from ictindex.editions.erratum_publication import find_correction, publish_erratum
from ictindex.editions.opening import Whole
from ictindex.editions.publisher_keys import PublisherKey
from ictindex.editions.record_fields import PUBLISHER
from ictindex.indices.results.what_if import Correction
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER

_ON_RECORD = "erratum.on-record"


class WrongFigure(NamedTuple):
    """A figure of an edition that is wrong, and the one that is right.

    Parameters
    ----------
    folder : path
        The folder of the edition, next to its register.
    economy, indicator : str
        The cell: ISO3 code, and id or code of the indicator.
    corrected : Decimal, str or number
        The value believed right.
    reason : str
        The reason, as the erratum will state it: one line, without names of persons.

    Examples
    --------
    >>> WrongFigure("editions/idi-2027", "XAA", "internet-users", "61.5", "Typing error").economy
    'XAA'
    """

    folder: str | os.PathLike[str]
    economy: str
    indicator: str
    corrected: Decimal | str | float
    reason: str


def report_error(
    path: str | os.PathLike[str],
    edition_id: str,
    *,
    economy: str,
    indicator: str,
    text: str,
    role: str,
    day: dt.date | str,
    dry_run: bool = False,
) -> RoundSteps:
    """Record a report of an error in an edition; it stays in the closed folder.

    Parameters
    ----------
    path : path
        The folder of the round.
    edition_id : str
        The id of the edition.
    economy, indicator : str
        The cell: ISO3 code, and id or code of the indicator.
    text : str
        What is wrong, and why.
    role : str
        Who reports it: ``state``, ``office``, ``compiler``, or ``tool`` for anybody else.
    day : datetime.date or str
        The day of the report (ISO 8601).
    dry_run : bool
        Only say what would be recorded.

    Returns
    -------
    RoundSteps
        One step ``error-reported``.

    Raises
    ------
    UsageError
        If the economy is not asked in the round, or the arguments do not fit.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     steps = report_error(
    ...         folder.path, "idi-2027", economy="XAA", indicator="internet-users",
    ...         text="Twice the figure of last year.", role="state", day="2027-07-02",
    ...     )
    >>> [(step.event, step.outcome) for step in steps.steps]
    [('error-reported', 'done')]
    """
    stated, season = require_day(day), read_round(path)
    code = season.economy(economy).economy
    fields = {"id": edition_id, "indicator": ict.data.indicator_id(indicator) or indicator}
    draft = Draft(
        event="error-reported", day=stated, by=role, economy=code, fields=fields, text=text
    )

    def is_done(events: Sequence[Event]) -> bool:
        return any(
            event.event == draft.event and dict(event.fields) == fields and event.text == text
            for event in events
        )

    step = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)


def hear_state(
    path: str | os.PathLike[str],
    figure: WrongFigure,
    *,
    day: dt.date | str,
    until: dt.date | str,
    dry_run: bool = False,
) -> RoundSteps:
    """Write to a State about an erratum that is intended, before anything of it is public.

    Parameters
    ----------
    path : path
        The folder of the round.
    figure : WrongFigure
        The figure, and the one that is right.
    day, until : datetime.date or str
        The day of the letter, and the last day for an answer (ISO 8601).
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        One step ``hearing`` with the letter.

    Raises
    ------
    UsageError
        If the economy is not asked in the round, or the arguments do not fit.
    DamagedArchiveError
        If the edition differs from what was published.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     figure = WrongFigure(f"{place}/idi-2027", "XAB", "internet-users", "61.5", "Typing")
    ...     try:
    ...         hear_state(folder.path, figure, day="2027-07-06", until="2027-07-20")
    ...     except UsageError as error:
    ...         error.code
    'round.not-asked'
    """
    stated, last, season = require_day(day), require_day(until, "until"), read_round(path)
    code = season.economy(figure.economy).economy
    opened, correction = _open(figure)
    fields = {**_fields(opened.id, correction), "until": last.isoformat()}
    facts = {
        "id": opened.id,
        "reason": figure.reason,
        "until": last,
        "figures": [_figure(correction)],
    }
    files = season.write_letter(code, "erratum-heard", stated, facts)
    draft = Draft(
        event="hearing", day=stated, by=COMPILER, economy=code, fields=fields, text=figure.reason
    )

    def is_done(events: Sequence[Event]) -> bool:
        return any(e.event == draft.event and dict(e.fields) == fields for e in events)

    step = season.carry_out(PlannedEvent(draft, files, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)


def record_erratum(
    path: str | os.PathLike[str],
    figure: WrongFigure,
    *,
    day: dt.date | str,
    publisher: str | PublisherKey = PUBLISHER,
    agreed: dt.date | str | None = None,
) -> RoundSteps:
    """Put an erratum on record, after its State was heard, and write to those who subscribed.

    Parameters
    ----------
    path : path
        The folder of the round.
    figure : WrongFigure
        The figure about which the State was heard, and the one that is right.
    day : datetime.date or str
        The date of the erratum (ISO 8601): after the last day for an answer of the State.
    publisher : PublisherKey or str
        The key of the publisher, which an erratum to an official edition needs.
    agreed : datetime.date or str, optional
        The day on which the State agreed before that last day.

    Returns
    -------
    RoundSteps
        One step ``erratum``; subscribers are listed in ``subscribers.csv`` of the round (columns
        ``role`` and ``language``), and a letter is written in each of their languages.

    Raises
    ------
    UsageError
        If the State was not heard on this value, or may still answer.
    RefusedEditionError
        If the edition is not in the register or was withdrawn; without the key where it is needed.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     figure = WrongFigure(f"{place}/idi-2027", "XAB", "internet-users", "61.5", "Typing")
    ...     try:
    ...         record_erratum(folder.path, figure, day="2027-07-21")
    ...     except UsageError as error:
    ...         error.code
    'round.not-asked'
    """
    stated, season = require_day(day), read_round(path)
    code = season.economy(figure.economy).economy
    opened, correction = _open(figure)
    heard = _find_hearing(season, opened.id, correction)
    yes = date_of(agreed, "agreed")
    last = dt.date.fromisoformat(heard.fields["until"])
    if stated <= last and not (yes is not None and heard.day <= yes <= stated):
        raise UsageError("round.hearing-open", economy=code, until=last.isoformat())
    try:
        publish_erratum(
            figure.folder,
            economy=code,
            indicator=figure.indicator,
            corrected=figure.corrected,
            reason=figure.reason,
            role=publisher,
            date=stated,
        )
    except RefusedEditionError as error:
        if error.code != _ON_RECORD:  # stopped before its event: the event is still to be recorded
            raise
    about = " ".join(str(part) for part in _fields(opened.id, correction).values())
    fields = {
        "id": opened.id,
        "root": opened.root,
        "state-heard": heard.day.isoformat(),
        "about": f"{code} {about}",
    }
    facts = {
        "id": opened.id,
        "reason": figure.reason,
        "recorded": stated,
        "figures": [_figure(correction)],
    }
    files = write_to_subscribers(season, "erratum", facts, day=stated, economy=code)
    draft = Draft(event="erratum", day=stated, by=PUBLISHER, fields=fields)

    def is_done(events: Sequence[Event]) -> bool:
        return any(
            event.event == draft.event and event.fields["about"] == fields["about"]
            for event in events
        )

    step = season.carry_out(PlannedEvent(draft, files, is_done), dry_run=False)
    return RoundSteps((step,), stated)


def _open(figure: WrongFigure) -> tuple[Whole, Correction]:
    """Open the edition of a figure, and return it with the correction."""
    opened = ict.open_edition(figure.folder)
    correction, _ = find_correction(opened, figure.economy, figure.indicator, figure.corrected)
    return opened, correction


def _find_hearing(season: OpenRound, key: str, correction: Correction) -> Event:
    """Return the last hearing of a State on a correction; refuse one on which it was not heard."""
    wanted = _fields(key, correction)
    hearings = [
        event
        for event in season.events
        if event.event == "hearing"
        and event.economy == correction.economy
        and wanted.items() <= dict(event.fields).items()
    ]
    if not hearings:
        raise UsageError("round.state-not-heard", economy=correction.economy)
    return hearings[-1]


def _fields(key: str, correction: Correction) -> dict[str, object]:
    return {
        "id": key,
        "indicator": correction.indicator,
        "year": correction.year,
        "corrected": format(correction.after, "f") if correction.after is not None else "-",
    }


def _figure(correction: Correction) -> dict[str, object]:
    return {
        "indicator": correction.indicator,
        "year": correction.year,
        "published": correction.before,
        "corrected": correction.after,
    }
