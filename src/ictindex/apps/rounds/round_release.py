"""The release of a round: in one step from the closed folder to the public one, or not at all.

A copy of the public folder gets the edition first, and is searched. Only then is the same published
into the public folder: its root is the same, because an edition depends on its contents alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import ictindex as ict
from ictindex.apps.rounds.clearance import list_open_points
from ictindex.apps.rounds.duties import DATA
from ictindex.apps.rounds.round_computation import compute_round, digest_result, join_season
from ictindex.apps.rounds.season_operations import (
    OpenRound,
    PlannedEvent,
    RoundStep,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.apps.rounds.subscribers import write_to_subscribers
from ictindex.core import clock
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedEditionError, TakenIdError, UnusableFileError, UsageError
from ictindex.core.paths import path_of, visible
from ictindex.core.tree_writer import scratch_folder, write_folder
from ictindex.data.dates import date_of
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.editions.data_release import release_data
from ictindex.editions.edition import Edition
from ictindex.editions.edition_list import list_editions
from ictindex.editions.publication import publish
from ictindex.editions.publisher_keys import PublisherKey
from ictindex.editions.released_figures import read_public_tables
from ictindex.editions.storage.record_files import file_name
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.closed_words import words_of_round
from ictindex.submissions.closed.commitments import read_master
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import HEAD
from ictindex.submissions.closed.part_workbooks import JoinedParts
from ictindex.submissions.closed.public_search import PublicSearch, search_folder
from ictindex.submissions.closed.queries import find_unsettled, read_queries
from ictindex.submissions.validation.roles import COMPILER

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.submissions.sourcing.selection import Selection

# Words and numbers that a search found and somebody has read, each with its reason.
ALLOWED = "allowed-words.csv"
INDEX = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Release:
    """A release that is prepared: the round, its values, and who publishes them on which day."""

    season: OpenRound
    day: dt.date
    publisher: str | PublisherKey
    joined: JoinedParts
    selection: Selection
    result: Result
    data: str

    def write(self, folder: Path) -> Edition:
        """Publish into a folder of editions."""
        salt, day, publisher = (
            read_master(self.season.folder.files.master),
            self.day,
            self.publisher,
        )
        if not self.data:
            return publish(self.result, folder, released=day, publisher=publisher, salt=salt)
        return release_data(
            self._list_submitted(),
            folder,
            name=self.data,
            released=day,
            publisher=publisher,
            kind="demonstration" if self.result.kind == "demonstration" else None,
            salt=salt,
        )

    def _list_submitted(self) -> list[ict.data.Receipt]:
        """Return the receipts of the members: data are released without estimates."""
        return [receipt for receipt in self.joined.receipts if receipt.role != COMPILER]

    def list_public(self) -> list[Observations]:
        """Return the tables whose free cells may be published."""
        own = [
            receipt.observations for receipt in self._list_submitted() if receipt.kind in _OBSERVED
        ]
        used = self.selection.observations
        return [*own, used, *self._auxiliaries()]

    def _auxiliaries(self) -> Iterator[Observations]:
        for receipt in self.joined.receipts:
            if receipt.role == COMPILER and receipt.kind in _OBSERVED:
                yield receipt.observations.where(source_class=catalogue.AUXILIARY)


_OBSERVED = ("observations",)


def embargo_round(
    path: str | os.PathLike[str],
    instant: str,
    *,
    day: dt.date | str,
    press: Sequence[str] = (),
    dry_run: bool = False,
) -> RoundSteps:
    """Put an embargo on the release of a round: nothing is published before an instant.

    Parameters
    ----------
    path : path
        The folder of the round.
    instant : str
        The instant in UTC, such as ``2027-06-30T10:00:00Z``.
    day : datetime.date or str
        The day on which it is set (ISO 8601).
    press : sequence of str
        The roles that get the edition before, never persons.
    dry_run : bool
        Only say what would be recorded.

    Returns
    -------
    RoundSteps
        One step ``embargoed``.

    Raises
    ------
    UsageError
        If the instant is none.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     steps = embargo_round(folder.path, "2027-06-30T10:00:00Z", day="2027-06-01")
    >>> [(step.event, step.outcome) for step in steps.steps]
    [('embargoed', 'done')]
    """
    stated, season = require_day(day), read_round(path)
    if not clock.is_instant(instant):
        raise UsageError("round.no-instant", given=visible(str(instant))[:40])
    fields = {"instant": instant, **({"press": list(press)} if press else {})}
    draft = Draft(event="embargoed", day=stated, by=HEAD, fields=fields)

    def is_done(events: Sequence[Event]) -> bool:
        last = [event for event in events if event.event == draft.event]
        return bool(last) and dict(last[-1].fields) == fields

    step = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step,), stated, dry_run)


def search_public(
    path: str | os.PathLike[str],
    public: str | os.PathLike[str],
    *,
    cut_off: dt.date | str | None = None,
) -> PublicSearch:
    """Search a public folder, such as a site, for everything that is closed in a round.

    Parameters
    ----------
    path : path
        The folder of the round. Its file ``allowed-words.csv`` (columns ``words`` and ``reason``)
        names what may be public, because somebody has read it.
    public : path
        The folder that is public, or will be.
    cut_off : datetime.date or str, optional
        The last day of data for the edition; by default the day before the preview.

    Returns
    -------
    PublicSearch
        The findings, for the compilers alone, and the digest of what was searched.

    Raises
    ------
    UsageError
        If one of the folders is none.

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
    ...         search_public(folder.path, f"{place}/site")
    ...     except UsageError as error:
    ...         error.code
    'archive.no-edition'
    """
    season, folder = read_round(path), path_of(public, "public")
    if not folder.is_dir():
        raise UsageError("archive.no-edition", folder=visible(str(folder)))
    release = _prepare(season, season.settings.days.release, "", date_of(cut_off, "cut_off"), "")
    # What this round released was searched before, and is public since then.
    return _search(release, folder, _read_public(folder, frozenset(season.state.released)))


def release_round(
    path: str | os.PathLike[str],
    public: str | os.PathLike[str],
    *,
    day: dt.date | str,
    publisher: str | PublisherKey = "",
    cut_off: dt.date | str | None = None,
    data: str = "",
    dry_run: bool = False,
) -> RoundSteps:
    """Release a round: publish its edition, or its data, once there is nothing against it.

    Parameters
    ----------
    path : path
        The folder of the round.
    public : path
        The public folder of editions with their register.
    day : datetime.date or str
        The day of release (ISO 8601).
    publisher : PublisherKey or str
        The key of the publisher, which an official release needs; for a rehearsal with invented
        economies its name is sufficient.
    cut_off : datetime.date or str, optional
        The last day of data for the edition; by default the day before the preview.
    data : str, optional
        The name of a release of data, such as ``q1``: then the accepted values of the members are
        published without an index, and without clearance or preview.
    dry_run : bool
        Do everything before the publication, the search included, and publish nothing.

    Returns
    -------
    RoundSteps
        One step ``released``, with the id of the edition. Who subscribed is listed in
        ``subscribers.csv`` of the round (columns ``role`` and ``language``): a letter about an
        edition is written in each of their languages.

    Raises
    ------
    RefusedEditionError
        If there is anything against the release: all reasons are named, or every closed word
        that the search found.
    UsageError
        If the day or the embargo has not come yet by the clock of this machine (UTC), or one of the
        folders lies in the other.

    Notes
    -----
    A release that was stopped after the edition was published is completed by the same call: the
    event is recorded, if the edition that is there has the same root.

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
    ...         release_round(folder.path, f"{place}/editions", day="2999-01-01")
    ...     except UsageError as error:
    ...         error.code
    'round.embargo'
    """
    stated, season = require_day(day), read_round(path)
    archive = path_of(public, "public")
    _refuse_early(season, stated)
    inner, outer = archive.resolve(), season.folder.path.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise UsageError("round.public-in-closed", folder=visible(str(archive)))
    release = _prepare(season, stated, publisher, date_of(cut_off, "cut_off"), data)
    faults = [*season.folder.register.verify(), *_find_open_points(release)]
    if faults:
        raise RefusedEditionError("round.release-refused", faults=Findings(faults))
    with scratch_folder() as stage:
        copy, edition = _stage(release, archive, stage)
        searched = _search(release, copy, _read_public(archive), archive)
    if searched.findings:
        raise RefusedEditionError("round.closed-in-public", faults=searched.findings)
    if not dry_run:
        _publish(release, archive, edition)
    return _record(release, edition, searched, dry_run=dry_run)


def _refuse_early(season: OpenRound, day: dt.date) -> None:
    """Refuse a release before its day and its embargo, by the clock."""
    present = clock.now()
    embargo = season.state.embargo or season.settings.days.embargo
    instants = [clock.start_of(day), *([clock.instant_of(embargo)] if embargo else [])]
    if present < max(instants):
        raise UsageError(
            "round.embargo",
            instant=max(instants).strftime("%Y-%m-%dT%H:%M:%SZ"),
            now=present.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )


def _prepare(
    season: OpenRound,
    day: dt.date,
    publisher: str | PublisherKey,
    cut_off: dt.date | None,
    data: str,
) -> _Release:
    last = cut_off or season.cut_off
    selection, result = compute_round(season.folder, cut_off=last)
    return _Release(
        season=season,
        day=day,
        publisher=publisher,
        joined=join_season(season.folder, season.events, cut_off=last),
        selection=selection,
        result=result,
        data=data,
    )


def _find_open_points(release: _Release) -> Iterator[Finding]:
    """Yield what there is against a release."""
    season = release.season
    yield from find_unsettled(release.joined.findings, read_queries(season.events))
    if release.data:
        return
    points = list_open_points(season.state)
    if season.state.computed != digest_result(release.result):
        yield Finding("round.result-not-cleared", "error")
    elif points.roles:
        yield Finding("round.not-cleared", "error", details={"missing": points.roles})
    for economy in points.economies:
        yield Finding("round.objection-open", "error", economy, details={"economy": economy})


def _stage(release: _Release, archive: Path, stage: Path) -> tuple[Path, Edition]:
    """Publish into a copy of the public folder."""
    copy = stage / "public"
    try:
        _copy(archive, copy)
        return copy, release.write(copy)
    except TakenIdError as error:
        # Published, and stopped before the event: the same again, without that record.
        last = list_editions(archive)[-1]
        if last.id != error.details["id"] or any(
            last.id in event.fields.values()
            for event in release.season.events
            if event.event == "released"
        ):
            raise
    again = stage / "again"
    _copy(archive, again, frozenset((last.id, file_name(last.number))))
    return again, release.write(again)


def _copy(archive: Path, copy: Path, without: frozenset[str] = frozenset()) -> None:
    """Copy a public folder, without some of its files and folders."""
    paths = [path.relative_to(archive) for path in archive.rglob("*") if path.is_file()]
    kept = [path for path in paths if without.isdisjoint(path.parts)]
    write_folder(copy, {path.as_posix(): (archive / path).read_bytes() for path in kept})


def _read_public(archive: Path, ids: frozenset[str] | None = None) -> list[Observations]:
    """Return what is public already, of all publications or of some: a revision names it again."""
    if not archive.is_dir():
        return []
    return [
        table for record, table in read_public_tables(archive) if ids is None or record["id"] in ids
    ]


def _search(
    release: _Release, folder: Path, before: Sequence[Observations], public: Path | None = None
) -> PublicSearch:
    """Search a folder for what is closed; without the files that are public already."""
    season = release.season
    allowed = [*_read_allowed(season.folder.path / ALLOWED), season.settings.publisher.name]
    closed = words_of_round(season.folder, [*release.list_public(), *before], allowed)
    return search_folder(folder, closed, public=public)


def _read_allowed(path: Path) -> list[str]:
    """Return the words that may be public; refuse a line without a reason."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    for line in lines:
        if not (line.get("words") or "").strip() or not (line.get("reason") or "").strip():
            raise UnusableFileError("round.allowed-words", file=path.name)
    return [line["words"] for line in lines]


def _publish(release: _Release, archive: Path, staged: Edition) -> None:
    """Publish into the public folder what was searched; the edition may be there already."""
    listed = list_editions(archive) if archive.is_dir() else ()
    if any(entry.id == staged.id and entry.root == staged.root for entry in listed):
        return
    made = release.write(archive)
    if made.root != staged.root:  # nobody else has written there: the same call, the same bytes
        raise RefusedEditionError("round.root-differs", id=made.id)


def _record(
    release: _Release, edition: Edition, searched: PublicSearch, *, dry_run: bool
) -> RoundSteps:
    fields = {
        "kind": DATA if release.data else INDEX,
        "id": edition.id,
        "root": edition.root,
        "head": edition.head,
        "search": searched.digest,
    }
    draft = Draft(event="released", day=release.day, by=HEAD, fields=fields)

    def is_done(events: Sequence[Event]) -> bool:
        return any(e.event == draft.event and e.fields["id"] == edition.id for e in events)

    facts = {
        "id": edition.id,
        "released": release.day,
        "root": edition.root,
        "rehearsal": edition.kind == "demonstration",
    }
    letters = (
        {}
        if release.data
        else write_to_subscribers(release.season, "release", facts, day=release.day)
    )
    step = release.season.carry_out(PlannedEvent(draft, letters, is_done), dry_run=dry_run)
    named = RoundStep("", "", step.event, step.outcome, edition.id)
    return RoundSteps((named,), release.day, dry_run)
