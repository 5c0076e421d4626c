"""The clock of each submission: three months to its publication, and the release that it goes to.

BDT 3 (Resolution 131) asks for publication within three months of a submission. It counts for every
submission of every office, not once for a State: data that come late, or revise what was sent
before, have three months of their own and go to the next release of data.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ictindex.apps.rounds.compilers_only import ACCESS, warn_of_access
from ictindex.apps.rounds.season_operations import require_day
from ictindex.core import arguments
from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.records_writer import write_records
from ictindex.data.dates import MONTHS_TO_PUBLICATION, months_later
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.round_folder import open_round

PUBLISHED, PUBLISHED_LATE, OVERDUE, DUE, IN_TIME = (
    "published",
    "published-late",
    "overdue",
    "due",
    "in-time",
)
OPEN = (OVERDUE, DUE, IN_TIME)
_WORDS = "publication-clock"
_CAME = ("received", "late")
SUBMISSIONS = define(
    "publication-clock",
    Column("economy", "economy", "views/economy"),
    Column("office", "title", f"{_WORDS}/office", absent=""),
    Column("receipt", "code", f"{_WORDS}/receipt", "digest; empty: not accepted yet", absent=""),
    Column("table", "code", f"{_WORDS}/table", "kind of the accepted table", absent=""),
    Column("submitted", "date", f"{_WORDS}/submitted", align="right"),
    Column("due", "date", "calendar/due", "three months later", align="right"),
    Column("state", "code", f"{_WORDS}/state", names=f"{_WORDS}/states"),
    Column(
        "days_left",
        "count",
        f"{_WORDS}/days-left",
        "negative: late; missing: published",
        gaps=True,
        absent="",
    ),
    Column("release", "code", f"{_WORDS}/release", "id of the release; empty: none yet", absent=""),
    Column("published", "date", "calendar/done", gaps=True, absent="", align="right"),
    Column(
        "planned",
        "date",
        f"{_WORDS}/planned",
        "day of the release of data that it goes to",
        gaps=True,
        absent="",
        align="right",
    ),
    ACCESS,
    key=("economy", "office", "receipt", "submitted"),
)


class Submission(NamedTuple):
    """A submission of an office: its receipt if it is accepted, and when it is or was published."""

    economy: str
    office: str
    receipt: str
    table: str
    submitted: dt.date
    due: dt.date
    state: str
    days_left: int | None
    release: str
    published: dt.date | None
    planned: dt.date | None


@doors
@dataclass(frozen=True, eq=False, repr=False)
class PublicationClock(TabularResult):
    """Every submission of a round with its three months, for compilers only.

    Made by :func:`ictindex.rounds.publication_clock`.

    Parameters
    ----------
    day : datetime.date
        The day that was stated.
    submissions : tuple of Submission
        The open ones first, by the day by which they are due; then those that were published.
    next_release : datetime.date or None
        The day of the next release of data that ``round.toml`` plans.
    within : int
        A submission is ``due`` if its day is at most this number of days away.

    Examples
    --------
    >>> clock = PublicationClock(dt.date(2027, 4, 1), (), None, 7)
    >>> clock.next_tables, clock.due_before_release
    ((), ())
    """

    _json_name = "round-clock"

    day: dt.date
    submissions: tuple[Submission, ...]
    next_release: dt.date | None
    within: int

    _parts = (Part("submissions", SUBMISSIONS, "submissions"),)

    @property
    def due(self) -> tuple[Submission, ...]:
        """The open submissions that are overdue, or due within the days that were stated."""
        return tuple(each for each in self.submissions if each.state in (OVERDUE, DUE))

    @property
    def next_tables(self) -> tuple[Submission, ...]:
        """The accepted tables that go into the next release of data."""
        return tuple(each for each in self.submissions if each.receipt and each.state in OPEN)

    @property
    def due_before_release(self) -> tuple[Submission, ...]:
        """The open submissions whose three months end before the next release of data."""
        return tuple(
            each
            for each in self.submissions
            if each.state in OPEN and (self.next_release is None or each.due < self.next_release)
        )

    def _attributes(self, part: str) -> dict[str, object]:
        """Return what the frame is of."""
        return {"day": self.day.isoformat(), "within": self.within}

    def _to_dict(self) -> dict[str, Any]:
        planned = None if self.next_release is None else self.next_release.isoformat()
        return {
            **self._attributes("submissions"),
            "next_release": planned,
            "submissions": write_records(self._table()),
        }

    def _blocks(self, language: str) -> list[Block]:
        title = Sentence(f"{_WORDS}/title", date=self.day).to_text(language)
        lines = [warn_of_access(), Sentence(f"{_WORDS}/rule")]
        if self.next_release is None:
            lines.append(Sentence(f"{_WORDS}/no-release"))
        else:
            facts = {"date": self.next_release, "count": len(self.next_tables)}
            lines.append(Sentence(f"{_WORDS}/next-release", **facts))
        early = len(self.due_before_release)
        lines += [Sentence(f"{_WORDS}/too-early", count=early)] if early else []
        table = self._table()
        grid = write_grid(table, language) if len(table) else Sentence(f"{_WORDS}/nothing")
        return [Heading(title, 2), *lines, grid]


def publication_clock(
    folder: str | os.PathLike[str], day: dt.date | str, *, within: int = 7
) -> PublicationClock:
    """Show for each submission by when it has to be published, and in which release it is or goes.

    Parameters
    ----------
    folder : path
        The folder of the round.
    day : datetime.date or str
        The day that is stated (ISO 8601); the clock of the computer is never read.
    within : int
        A submission is ``due`` if its three months end within this number of days.

    Returns
    -------
    PublicationClock
        A row for each accepted table, and for each file that is not accepted yet. An accepted table
        counts as published by the first release, of data or of an index, after its acceptance.

    Raises
    ------
    UsageError
        If the folder is that of no round, or an argument does not fit.
    UnusableFileError
        If the register of the round is damaged.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         publication_clock(folder, "2027-03-01")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    stated = require_day(day)
    within = arguments.require_whole(within, "within", 0, 366)
    opened = open_round(folder)
    events = tuple(event for event in opened.register.read() if event.day <= stated)
    return read_clock(events, opened.read_settings().days.data_releases, stated, within)


def read_clock(
    events: Sequence[Event], releases: Sequence[dt.date], day: dt.date, within: int
) -> PublicationClock:
    """Return the clock that follows from events and the planned days of releases of data."""
    planned = next((release for release in sorted(releases) if release >= day), None)
    timed = [_time(events, *each, planned, day, within) for each in _list_submissions(events)]
    timed.sort(key=lambda each: (each.state not in OPEN, each.due, each.economy, each.office))
    return PublicationClock(day, tuple(timed), planned, within)


def _list_submissions(events: Sequence[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Yield each file that counts with the event that accepted it; ``None``: not accepted yet.

    A file that its office replaced before it was accepted has no clock: the later one does.
    """
    files = {(e.economy, e.fields["file"]): e for e in events if e.event in _CAME}
    accepted = [event for event in events if event.event == "accepted"]
    for event in accepted:
        yield files.get((event.economy, event.fields.get("file", "")), event), event
    done = {(event.economy, event.fields.get("file", "")) for event in accepted}
    last = {(e.economy, e.office): e for e in files.values()}
    for event in last.values():
        if (event.economy, event.fields["file"]) not in done:
            yield event, None


def _time(
    events: Sequence[Event],
    came: Event,
    accepted: Event | None,
    planned: dt.date | None,
    day: dt.date,
    within: int,
) -> Submission:
    due = months_later(came.day, MONTHS_TO_PUBLICATION)
    out = None
    if accepted is not None:
        later = (e for e in events if e.event == "released" and e.number > accepted.number)
        out = next(later, None)
    left = (due - day).days
    if out is not None:
        state = PUBLISHED if out.day <= due else PUBLISHED_LATE
    else:
        state = OVERDUE if left < 0 else DUE if left <= within else IN_TIME
    return Submission(
        economy=came.economy,
        office=came.office,
        receipt="" if accepted is None else accepted.fields["receipt"],
        table="" if accepted is None else accepted.fields.get("kind", ""),
        submitted=came.day,
        due=due,
        state=state,
        days_left=left if out is None else None,
        release="" if out is None else out.fields["id"],
        published=None if out is None else out.day,
        planned=planned if out is None and accepted is not None else None,
    )
