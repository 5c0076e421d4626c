"""The compilers' desk: where a round is on a day, State by State, and what is to be done next.

It is for compilers only: it says who has not answered.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ictindex.apps.rounds.answer_coverage import COVERAGE, GroupCoverage, count_kinds, cover_groups
from ictindex.apps.rounds.compilers_only import (
    ACCESS,
    COMPILERS_ONLY,
    warn_of_access,
    write_closed_page,
)
from ictindex.apps.rounds.duties import (
    Duty,
    list_duties,
    list_releases,
    name_subject,
    next_duties,
)
from ictindex.apps.rounds.season_operations import OpenRound, read_round, require_day
from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.file_writer import Content
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.records_writer import write_records
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence, isolate_text
from ictindex.language.i18n.spreadsheet_writer import write_spreadsheet
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_types import CLEARING
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.season_state import Delivery, EconomyState

_WEEK = 7

_WORDS = "round-desk"

_DUTY = (
    Column("action", "code", f"{_WORDS}/action", names="round-actions", absent=""),
    Column("owed_by", "code", f"{_WORDS}/owed-by", "role", names="round-roles", absent=""),
    Column(
        "about",
        "code",
        f"{_WORDS}/about",
        "number of a query, a cell or a digest",
        names=name_subject,
        absent="",
    ),
)
COUNTS = define(
    "round-counts",
    Column("stage", "code", f"{_WORDS}/stage", names="round-stages"),
    Column("number", "count", f"{_WORDS}/count", "States, queries or roles", of="whole"),
    Column("whole", "count", page=False, about="of how many", gaps=True),
    Column("sheets", "count", f"{_WORDS}/sheets", of="sheets_asked", gaps=True, absent=""),
    Column("sheets_asked", "count", page=False, gaps=True),
    ACCESS,
    key=("stage",),
)
OFFICES = define(
    "round-offices",
    Column("economy", "economy", "views/economy", "ISO3 code; empty: the round", absent=""),
    Column("code", "code", "views/code", get="economy", data=False, absent=""),
    Column("office", "title", f"{_WORDS}/office", "role; empty: the whole State", absent=""),
    Column("state", "code", f"{_WORDS}/state", names="round-states", absent=""),
    Column("sheets", "count", f"{_WORDS}/sheets", "that came", of="sheets_asked", gaps=True),
    Column("sheets_asked", "count", page=False, gaps=True),
    Column("queries", "count", f"{_WORDS}/queries", "without an answer"),
    *_DUTY,
    Column("due", "date", "calendar/due", gaps=True, align="right", absent=""),
    Column("days_late", "count", "calendar/days-late", gaps=True, absent=""),
    ACCESS,
    key=("economy", "office"),
)
DUTIES = define(
    "round-duties",
    Column("due", "date", "calendar/due", align="right"),
    Column("economy", "economy", "views/economy", "ISO3 code; empty: the round", absent=""),
    Column("office", "title", f"{_WORDS}/office", absent=""),
    *_DUTY,
    ACCESS,
    key=("due", "economy", "office", "action", "about"),
)
LIMITS = define(
    "round-limits",
    Column("limit", "code", f"{_WORDS}/limit", "of Resolution 131", names="round-limits"),
    Column("due", "date", "calendar/due", gaps=True, align="right"),
    Column("days_left", "count", f"{_WORDS}/days-left", "negative: late", gaps=True, absent=""),
    Column("states", "count", f"{_WORDS}/states-open", "for which it is not met yet"),
    ACCESS,
    key=("limit",),
)


class StageCount(NamedTuple):
    """The number of States that have reached a stage, and of sheets with them."""

    stage: str
    number: int
    whole: int | None = None
    sheets: int | None = None
    sheets_asked: int | None = None


class OfficeStatus(NamedTuple):
    """The state of an office or a State, and what is to be done next."""

    economy: str
    office: str
    state: str
    sheets: int | None
    sheets_asked: int | None
    queries: int
    action: str
    owed_by: str
    about: str
    due: dt.date | None
    days_late: int | None


class LimitStatus(NamedTuple):
    """A limit of Resolution 131, and for how many States it is not met yet."""

    limit: str
    due: dt.date | None
    days_left: int | None
    states: int


@doors
@dataclass(frozen=True, eq=False, repr=False)
class RoundStatus(TabularResult):
    """The state of a round on a day, for compilers only. Made by :func:`ictindex.rounds.status`.

    Parameters
    ----------
    edition : int
        The edition that the round is for.
    day : datetime.date
        The day that was stated.
    head : str
        Digest of the last event of the register.
    event_count : int
        How many events the register has.
    deadline, release : datetime.date
        By when the data are asked back, and when the edition is released.
    limits : tuple of LimitStatus
        The limits of Resolution 131.
    counts : tuple of StageCount
        How many States are asked, silent and so on.
    offices : tuple of OfficeStatus
        Every State and office with what is to be done next, the most overdue first.
    duties : tuple of Duty
        Everything that is open, the earliest first.
    coverage : tuple of GroupCoverage
        The answers and the official values by groups of States.

    Examples
    --------
    >>> RoundStatus.__name__
    'RoundStatus'
    """

    _json_name = "round-status"

    edition: int
    day: dt.date
    head: str
    event_count: int
    deadline: dt.date
    release: dt.date
    limits: tuple[LimitStatus, ...]
    counts: tuple[StageCount, ...]
    offices: tuple[OfficeStatus, ...]
    duties: tuple[Duty, ...]
    coverage: tuple[GroupCoverage, ...]
    _folder: RoundFolder

    _parts = (
        Part("offices", OFFICES, "offices"),
        Part("counts", COUNTS, "counts"),
        Part("week", DUTIES, "week"),
        Part("duties", DUTIES, "duties"),
        Part("limits", LIMITS, "limits"),
        Part("coverage", COVERAGE, "coverage"),
    )
    # A page begins with what concerns the whole round; all that is open would be too long for it.
    _shown = ("limits", "counts", "offices", "week", "coverage")
    _written = (*_shown, "duties")

    @property
    def week(self) -> tuple[Duty, ...]:
        """Everything that is due on the day and in the six days after it."""
        end = self.day + dt.timedelta(days=_WEEK)
        return tuple(duty for duty in self.duties if self.day <= duty.due < end)

    def _attributes(self, part: str) -> dict[str, object]:
        """Return what a frame is of, and for whom it is."""
        return {
            "table": f"round-{part}",
            "access": COMPILERS_ONLY,
            "edition": self.edition,
            "day": self.day.isoformat(),
            "head": self.head,
        }

    def _to_dict(self) -> dict[str, Any]:
        """Return the facts of the round and all tables as plain data."""
        facts = self._attributes("status") | {"events": self.event_count}
        return facts | {name: write_records(self._table(name)) for name in self._written}

    def _title(self) -> Sentence:
        return Sentence(f"{_WORDS}/title", edition=str(self.edition), date=self.day)

    def _head_lines(self) -> list[Sentence]:
        """Return the days to the limits, and the head of the register."""
        lines = [
            Sentence(f"{_WORDS}/days-{key}", date=day, days=(day - self.day).days)
            for key, day in (("deadline", self.deadline), ("release", self.release))
            if day >= self.day
        ]
        head = isolate_text(self.head[:SHORT])
        return [*lines, Sentence(f"{_WORDS}/head", count=self.event_count, digest=head)]

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [Heading(self._title().to_text(language), 2), warn_of_access()]
        blocks += self._head_lines()
        for name in self._shown:
            blocks.append(Heading(i18n.text(_WORDS, f"part-{name}", language), 3))
            table = self._table(name)
            blocks.append(
                write_grid(table, language) if len(table) else Sentence(f"{_WORDS}/nothing")
            )
        return blocks

    def save(self, path: str | os.PathLike[str], language: str | None = None) -> Path:
        """Write the desk to a file in the folder of the round; any other place is refused.

        Parameters
        ----------
        path : path
            ``.xlsx`` has a sheet for each table, ``.json`` all of them; ``.csv`` has the States and
            offices. ``.docx``, ``.html``, ``.md``, ``.pdf``, ``.tex``, ``.txt`` and ``.typ`` are
            pages.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError
            If the file is not in the folder of the round, or its form is unknown.
        """
        return write_closed_page(self, self._folder, path, language, self._write_data)

    def _write_data(self, form: str, language: str) -> Content | None:
        """Return the tables as a workbook, JSON or CSV; ``None`` for a page."""
        if form == ".json":
            return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"
        if form == ".csv":
            return write_csv(self._table())
        if form != ".xlsx":
            return None
        lines = [*self._head_lines(), warn_of_access()]
        tables = {
            i18n.text(_WORDS, f"sheet-{name}", language): self._table(name)
            for name in self._written
        }
        return write_spreadsheet(
            self._title().to_text(language),
            [("", line.to_text(language)) for line in lines],
            tables,
            language,
        )


def status(folder: str | os.PathLike[str], day: dt.date | str) -> RoundStatus:
    """Show where a round is on a day, for compilers only.

    Parameters
    ----------
    folder : path
        The folder of the round.
    day : datetime.date or str
        The day that is stated (ISO 8601); the clock is never read.

    Returns
    -------
    RoundStatus
        Counts of States and sheets, the next action for every State and office, what is due in the
        week, the limits of Resolution 131, and the coverage by region, least developed,
        landlocked and small island States with the share of official values.

    Raises
    ------
    UsageError
        If the folder is that of no round, or the day is not valid.
    UnusableFileError
        If the register of the round is damaged.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         status(folder, "2027-03-01")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    stated = require_day(day)
    season = read_round(folder)
    return make_status(season, stated)


def make_status(season: OpenRound, day: dt.date) -> RoundStatus:
    """Return the desk of a round that is read already."""
    duties = list_duties(season.state, season.settings, list_releases(season.events), day)
    states = season.state.economies.values()
    return RoundStatus(
        edition=season.settings.edition,
        day=day,
        head=season.state.head,
        event_count=len(season.events),
        deadline=season.settings.days.deadline,
        release=season.settings.days.release,
        limits=tuple(_list_limits(season, duties, day)),
        counts=tuple(count_stages(season)),
        offices=_list_offices(season, duties, day),
        duties=duties,
        coverage=cover_groups(states, count_kinds(season.folder, season.events), day),
        _folder=season.folder,
    )


def _list_limits(season: OpenRound, duties: Sequence[Duty], day: dt.date) -> Iterator[LimitStatus]:
    """Yield the limits: questionnaires are sent, submissions are asked about and published."""
    days = season.settings.days
    waiting = [state.economy for state in season.state.economies.values() if state.sent is None]
    yield _limit("dispatch", dt.date(days.collection.year - 1, 12, 31), waiting, day)
    for limit, actions in (("query", ("review",)), ("publication", ("publish",))):
        open_duties = [duty for duty in duties if duty.action in actions]
        due = min((duty.due for duty in open_duties), default=None)
        yield _limit(limit, due, {duty.economy for duty in open_duties}, day)


def _limit(name: str, due: dt.date | None, waiting: Collection[str], day: dt.date) -> LimitStatus:
    left = (due - day).days if due is not None and waiting else None
    return LimitStatus(name, due, left, len(waiting))


class _Sheets(NamedTuple):
    """The sheets of a State: how many it is asked for, has sent, and has a receipt for."""

    asked: int
    came: int
    accepted: int


def _count_sheets(season: OpenRound, state: EconomyState, office: str | None = None) -> _Sheets:
    """Count the sheets of a State, or of one of its offices."""
    counts = [0, 0, 0]
    accepted = {receipt.file for receipt in state.receipts}
    for each in season.offices.list_offices(state.economy):
        if office is None or each.office == office:
            own = [delivery for delivery in state.deliveries if delivery.office == each.office]
            counts[0] += len(each.sheets)
            for n, deliveries in ((1, own), (2, [d for d in own if d.file in accepted])):
                counts[n] += len(_sheets_in(deliveries, each.sheets))
    return _Sheets(*counts)


def _sheets_in(deliveries: Iterable[Delivery], owned: Sequence[str]) -> set[str]:
    """Return the sheets of an office that are in its files; one that names none has them all."""
    return {sheet for each in deliveries for sheet in (each.sheets or owned) if sheet in owned}


def count_stages(season: OpenRound) -> Iterator[StageCount]:
    """Yield how many States, and sheets with them, are at each stage."""
    every = season.state.economies.values()
    sheets = {state.economy: _count_sheets(season, state) for state in every}
    asked = [state for state in every if state.sent is not None]
    groups = {
        "asked": asked,
        "silent": [s for s in asked if not s.has_sent and s.refused is None],
        "refused": [s for s in asked if not s.has_sent and s.refused is not None],
        "part": [
            s for s in asked if s.has_sent and sheets[s.economy].came < sheets[s.economy].asked
        ],
        "received": [s for s in asked if sheets[s.economy].came == sheets[s.economy].asked],
        "accepted": [s for s in asked if s.receipts],
    }
    whole = sum(sheets[state.economy].asked for state in asked)
    for stage, states in groups.items():
        column = {"part": 1, "received": 1, "accepted": 2}.get(stage, 0)
        of = every if stage == "asked" else asked
        count = sum(sheets[state.economy][column] for state in states)
        total = sum(each.asked for each in sheets.values()) if stage == "asked" else whole
        yield StageCount(stage, len(states), len(of), count, total)
    queries = [query for state in every for query in state.queries.values()]
    yield StageCount("open-queries", sum(q.answered is None for q in queries), len(queries))
    consulted = [state for state in every if state.consultations]
    yield StageCount("consulted", len(consulted), len(every))
    previewed = [state for state in every if state.previewed is not None]
    objecting = [state for state in every if state.open_objections]
    yield StageCount("objecting", len(objecting), len(previewed))
    yield StageCount("cleared", len(season.state.cleared), len(CLEARING))


def _list_offices(
    season: OpenRound, duties: Sequence[Duty], day: dt.date
) -> tuple[OfficeStatus, ...]:
    """Return every State and office with its next duty, the most overdue first."""
    following = next_duties(duties)
    rows = [_office_status(season, key, following.get(key), day) for key in _list_keys(season)]
    listed = {(row.economy, row.office) for row in rows}
    rows += [
        _office_status(season, key, duty, day)
        for key, duty in following.items()
        if key not in listed
    ]
    last = dt.date.max
    return tuple(sorted(rows, key=lambda row: (row.due or last, row.economy, row.office)))


def _list_keys(season: OpenRound) -> list[tuple[str, str]]:
    return [
        (state.economy, each.office)
        for state in season.state.economies.values()
        for each in season.offices.list_offices(state.economy)
    ]


def _office_status(
    season: OpenRound, key: tuple[str, str], duty: Duty | None, day: dt.date
) -> OfficeStatus:
    """Return where an office is, with its next duty; a duty of the round has no State."""
    economy, office = key
    due = None if duty is None else duty.due
    late = None if due is None else max((day - due).days, 0)
    action, owed_by, about = ("", "", "") if duty is None else duty[3:]
    if not economy:
        return OfficeStatus("", "", "", None, None, 0, action, owed_by, about, due, late)
    state = season.state.economies[economy]
    sheets = _count_sheets(season, state, office or None)
    is_silent = office in state.silent_offices and state.sent is not None
    return OfficeStatus(
        economy,
        office,
        "asked" if is_silent else season.state.state_of(economy),
        sheets.came,
        sheets.asked,
        sum(query.office == office for query in state.open_queries),
        action,
        owed_by,
        about,
        due,
        late,
    )
