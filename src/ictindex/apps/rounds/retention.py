"""The retention of workbooks: until when they are kept, and their destruction afterwards.

Receipts, accepted tables and the register stay. The event that names the files and their digests
comes first: whoever is stopped while files are removed runs the command again, and the files that
the register names are removed, and no others.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from ictindex.apps.rounds.compilers_only import (
    ACCESS,
    COMPILERS_ONLY,
    warn_of_access,
)
from ictindex.apps.rounds.season_operations import OpenRound, fold_round, read_round, require_day
from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tree_writer import digest_file_at, remove_file
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import HEAD
from ictindex.submissions.closed.round_folder import RECEIVED, RoundFolder
from ictindex.submissions.closed.season_state import Delivery

_WORDS = "round-retention"
REMOVED, DUE, GONE, OTHER, OPEN = "removed", "due", "gone", "other", "open"

FILES = define(
    "round-retention",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("path", "text", f"{_WORDS}/path", "in the folder of the round"),
    Column("sha256", "text", f"{_WORDS}/sha256", "that the register names", page=False),
    Column("outcome", "code", f"{_WORDS}/outcome", names=_WORDS),
    ACCESS,
    key=("path",),
)


class RetainedFile(NamedTuple):
    """A file that came, with what became of it.

    ``removed``: it was removed now; ``due``: it would be; ``gone``: it is not there; ``other``: it
    has other content than the register names, and stays; ``open``: it waits for a receipt, and
    stays.
    """

    economy: str
    path: str
    sha256: str
    outcome: str


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Destruction(TabularResult):
    """The files whose retention is over. Made by :func:`ictindex.rounds.destroy_workbooks`.

    Parameters
    ----------
    day : datetime.date
        The day that was stated.
    until : datetime.date
        Until when workbooks had to be kept.
    files : tuple of RetainedFile
        Each file that the register names, and what became of it.

    Examples
    --------
    >>> day = dt.date(2029, 7, 1)
    >>> made = Destruction(day, day, (RetainedFile("BRA", "received/BRA/0-a.xlsx", "0", "gone"),))
    >>> made.to_frame()["outcome"].tolist()
    ['gone']
    """

    day: dt.date
    until: dt.date
    files: tuple[RetainedFile, ...]

    _parts = (Part("files", FILES, "files"),)

    def _attributes(self, part: str) -> dict[str, object]:
        """Return what the frame is of, and for whom it is."""
        return {"table": "round-retention", "access": COMPILERS_ONLY, "day": self.day.isoformat()}

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            Heading(i18n.text(_WORDS, "title", language), 2),
            warn_of_access(),
            Sentence(f"{_WORDS}/until", date=self.until),
        ]
        if not self.files:
            return [*blocks, Sentence("round-desk/nothing")]
        return [*blocks, write_grid(self._table(), language)]


def retain_workbooks(
    folder: str | os.PathLike[str], *, until: dt.date | str, day: dt.date | str
) -> dt.date:
    """Put on record until when the workbooks of a round are kept.

    Parameters
    ----------
    folder : path
        The folder of the round.
    until : datetime.date or str
        The last day on which they are kept (ISO 8601).
    day : datetime.date or str
        The day of this decision.

    Returns
    -------
    datetime.date
        The last day; the same decision is recorded once.

    Raises
    ------
    UsageError
        If the folder is that of no round, or a day is not valid.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         retain_workbooks(folder, until="2029-06-30", day="2027-06-30")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    last, stated = require_day(until, "until"), require_day(day)
    season = read_round(folder)

    def prepare(events: tuple[Event, ...]) -> Draft | None:
        if find_retention(events) == last:
            return None
        fields = {"until": last.isoformat(), "what": [RECEIVED]}
        return Draft(event="retained-until", day=stated, by=HEAD, fields=fields)

    season.folder.register.record(prepare)
    return last


def destroy_workbooks(
    folder: str | os.PathLike[str], *, day: dt.date | str, dry_run: bool = False
) -> Destruction:
    """Remove the workbooks whose retention is over, and record their digests.

    Parameters
    ----------
    folder : path
        The folder of the round.
    day : datetime.date or str
        The day that is stated (ISO 8601), after the last day of the retention.
    dry_run : bool
        Remove and record nothing.

    Returns
    -------
    Destruction
        Each file that came, and what became of it. Only files in ``received/`` with the content
        that the register names are removed; receipts, accepted tables and the register stay.

    Raises
    ------
    UsageError
        If the folder is that of no round, or no retention is on record, or it is not over.
    UnusableFileError
        If a file cannot be removed.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         destroy_workbooks(folder, day="2029-07-01")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    stated = require_day(day)
    season = read_round(folder)
    until = _require_end(season.events, stated)
    if dry_run:
        return Destruction(stated, until, _list_files(season))

    def prepare(events: tuple[Event, ...]) -> Draft | None:
        files = _list_files(fold_round(season.folder, events))
        due = {each.path: each.sha256 for each in files if each.outcome == DUE}
        if not due or due.items() <= _list_destroyed(events).items():
            return None
        fields = {"what": sorted(due)}
        return Draft(event="destroyed", day=stated, by=HEAD, refs=due, fields=fields)

    season.folder.register.record(prepare)
    season = fold_round(season.folder, season.folder.register.read())
    named = _list_destroyed(season.events)
    files = [
        _remove(season.folder, each) if named.get(each.path) == each.sha256 else each
        for each in _list_files(season)
    ]
    return Destruction(stated, until, tuple(files))


def find_retention(events: Sequence[Event]) -> dt.date | None:
    """Return the last day on which workbooks are kept, as it was decided last; none without it."""
    days = [event.fields["until"] for event in events if event.event == "retained-until"]
    return dt.date.fromisoformat(days[-1]) if days else None


def _require_end(events: Sequence[Event], day: dt.date) -> dt.date:
    """Return the last day of the retention; refuse a day on which it is not over."""
    until = find_retention(events)
    if until is None:
        raise UsageError("round.no-retention")
    if day <= until:
        raise UsageError("round.still-retained", until=until.isoformat(), day=day.isoformat())
    return until


def _list_destroyed(events: Sequence[Event]) -> dict[str, str]:
    """Return the files that events have named for destruction, with their digests."""
    return {
        path: sha256
        for event in events
        if event.event == "destroyed"
        for path, sha256 in event.refs.items()
    }


def _list_files(season: OpenRound) -> tuple[RetainedFile, ...]:
    """Return the files that came, by the register, and what may become of each."""
    rows: dict[str, RetainedFile] = {}
    for state in season.state.economies.values():
        waiting = {delivery.path for delivery in state.open_deliveries}
        for delivery in state.deliveries:
            if _is_received(delivery.path):
                outcome = OPEN if delivery.path in waiting else _look(season.folder, delivery)
                rows[delivery.path] = RetainedFile(
                    state.economy, delivery.path, delivery.file, outcome
                )
    return tuple(rows.values())


def _is_received(path: str) -> bool:
    """Tell whether a path of the register is that of a file that came."""
    parts = PurePosixPath(path).parts
    return len(parts) == 3 and parts[0] == RECEIVED and not {".", ".."} & {*parts}


def _look(folder: RoundFolder, delivery: Delivery) -> str:
    """Tell whether a file may be removed: if it is a plain file with the recorded content."""
    file = folder.path / delivery.path
    if file.parent.resolve() != folder.path.resolve() / PurePosixPath(delivery.path).parent:
        return OTHER  # a link leads out of the round
    if not os.path.lexists(file):
        return GONE
    return DUE if digest_file_at(file) == delivery.file.removeprefix("sha256:") else OTHER


def _remove(folder: RoundFolder, each: RetainedFile) -> RetainedFile:
    """Remove a file that is due, if its content is still the recorded one."""
    if each.outcome != DUE:
        return each
    is_gone = remove_file(folder.path / each.path, each.sha256.removeprefix("sha256:"))
    return each._replace(outcome=REMOVED if is_gone else OTHER)
