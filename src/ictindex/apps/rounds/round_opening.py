"""A new round: its folder is made as a whole, and a change of what it has pinned is an event."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ictindex.apps.desk.questionnaire_round import round_economies, usual_languages
from ictindex.apps.rounds.round_policy import policy_page
from ictindex.apps.rounds.season_operations import (
    PlannedEvent,
    RoundSteps,
    read_round,
    require_day,
)
from ictindex.core.arguments import pass_text
from ictindex.core.file_writer import digest_file, make_folder, set_mode, write_new
from ictindex.core.paths import path_of
from ictindex.core.tree_writer import new_folder
from ictindex.data.io.csv import read_bytes
from ictindex.definitions.documents import document_to_collect
from ictindex.submissions.closed.commitments import new_master
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import HEAD
from ictindex.submissions.closed.pins import todays_pins
from ictindex.submissions.closed.round_folder import (
    ACCEPTED,
    ENCLOSED,
    EVENTS,
    KEYS,
    OFFICES,
    POLICY,
    PREVIEWS,
    RECEIVED,
    SENT,
    SETTINGS,
    RoundFolder,
)
from ictindex.submissions.closed.round_settings import (
    RoundDays,
    RoundPins,
    RoundPublisher,
    RoundSettings,
    write_settings,
)
from ictindex.submissions.closed.season_state import fold_season

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_FOLDERS = (EVENTS, ENCLOSED, SENT, RECEIVED, ACCEPTED, PREVIEWS, KEYS)
# The files that the compilers change, each change with its cause.
_AMENDED = (SETTINGS, OFFICES, POLICY)


def propose_days(edition: int) -> RoundDays:
    """Return the days that Resolution 131 sets for an edition, and usual ones between them."""
    return RoundDays(
        dispatch=dt.date(edition - 1, 12, 31),
        collection=dt.date(edition, 1, 1),
        deadline=dt.date(edition, 3, 31),
        data_releases=tuple(dt.date(edition, month, 1) for month in (4, 7, 10)),
        preview=dt.date(edition, 5, 15),
        release=dt.date(edition, 6, 30),
    )


def propose_settings(
    edition: int,
    *,
    economies: Sequence[str] | None = None,
    languages: Mapping[str, str] | None = None,
    publisher: str,
    send_to: str = "",
    page: str | os.PathLike[str] | None = None,
) -> RoundSettings:
    """Return what a round of an edition pins with this version of the library.

    Parameters
    ----------
    edition : int
        The edition.
    economies : sequence of str, optional
        The economies that are asked; by default the members of the regions of ITU-D.
    languages : mapping of str to str, optional
        Languages other than the usual ones, by economy.
    publisher : str
        Who releases the edition.
    send_to : str
        Where States return their questionnaires.
    page : path, optional
        The page in one file that is sent with the questionnaires.

    Returns
    -------
    RoundSettings
        What ``round.toml`` states; its days can be changed before the round is opened.

    Examples
    --------
    >>> settings = propose_settings(2027, economies=["XAA"], publisher="Example office")
    >>> settings.economies, settings.year, settings.days.dispatch.isoformat()
    (('XAA',), 2025, '2026-12-31')
    """
    document, _ = document_to_collect("idi", edition)
    years = document.years
    usual = {**usual_languages(), **(languages or {})}
    asked = round_economies() if economies is None else economies
    pins = todays_pins(edition)
    return RoundSettings(
        edition=edition,
        year=edition + (0 if years is None else years.reference),
        methodology=document.id,
        send_to=send_to,
        languages={code: pass_text(usual.get(code, "en")) for code in sorted(set(asked))},
        days=propose_days(edition),
        pins=RoundPins(
            rules=pins.rules,
            fitted=pins.fitted,
            questionnaire=pins.questionnaire,
            methodology=pins.methodology,
            catalogue=pins.catalogue,
            page="" if page is None else hashlib.sha256(read_bytes(Path(page))).hexdigest(),
        ),
        publisher=RoundPublisher(name=publisher),
    )


def new_round(
    settings: RoundSettings,
    path: str | os.PathLike[str],
    *,
    day: dt.date | str,
    language: str | None = None,
) -> RoundFolder:
    """Make the folder of a round as a whole, and record that it is opened.

    Parameters
    ----------
    settings : RoundSettings
        What the round pins; :func:`ictindex.rounds.propose_settings` makes it.
    path : path
        The folder: it does not exist yet, or is empty.
    day : datetime.date or str
        The day on which it is opened (ISO 8601).
    language : str, optional
        Language of the page on access and retention.

    Returns
    -------
    RoundFolder
        The folder, with ``round.toml``, ``policy.md``, the salt of the commitments and the
        register. Until there is an ``offices.csv``, each State has one office.

    Raises
    ------
    UsageError
        If the folder is not empty.

    Examples
    --------
    >>> import tempfile
    >>> settings = propose_settings(2027, economies=["XAA"], publisher="Example office")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     [event.event for event in folder.register.read()], folder.files.master.stat().st_size
    (['opened'], 32)
    """
    opened = require_day(day)
    target = path_of(path, "path")
    with new_folder(target) as stage:
        for name in _FOLDERS:
            make_folder(stage / name)
            set_mode(stage / name, _FOLDER_MODE)
        folder = RoundFolder(stage)
        contents = {
            SETTINGS: write_settings(settings),
            POLICY: policy_page(language).write("markdown").encode(),
        }
        for name, content in contents.items():
            write_new(stage / name, content, _FILE_MODE)
        new_master(folder.files.master)
        set_mode(folder.files.master, _FILE_MODE)
        refs = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        refs[folder.files.relative(folder.files.master)] = digest_file(folder.files.master) or ""
        draft = Draft(
            event="opened",
            day=opened,
            by=HEAD,
            refs=refs,
            fields={"settings": refs[SETTINGS]},
        )
        folder.register.record(lambda events: None if events else draft)
        set_mode(stage, _FOLDER_MODE)
    return RoundFolder(target)


def amend_round(
    path: str | os.PathLike[str], *, cause: str, day: dt.date | str, dry_run: bool = False
) -> RoundSteps:
    """Record that ``round.toml``, ``offices.csv`` or ``policy.md`` was changed, and why.

    Parameters
    ----------
    path : path
        The folder of the round, in which the files were changed.
    cause : str
        Why they were changed.
    day : datetime.date or str
        The day (ISO 8601).
    dry_run : bool
        Only say what would be recorded.

    Returns
    -------
    RoundSteps
        One step; ``done-before`` if nothing was changed since the last event.

    Raises
    ------
    UsageError
        If there is no cause.
    DocumentError
        If the changed ``round.toml`` is not usable.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     _ = folder.files.policy_file.write_text("Copies are kept in safe 2.")
    ...     steps = amend_round(folder.path, cause="A second copy.", day="2026-12-02")
    >>> [step.outcome for step in steps.steps]
    ['done']
    """
    stated = require_day(day)
    season = read_round(path)
    refs = {name: season.folder.files.digest_of(name) for name in _AMENDED}
    draft = Draft(
        event="amended",
        day=stated,
        by=HEAD,
        refs={name: sha256 for name, sha256 in refs.items() if sha256},
        fields={"settings": refs[SETTINGS]},
        text=cause,
    )

    def is_done(events: Sequence[Event]) -> bool:
        vouched = fold_season(events).files
        return all(vouched.get(name) == sha256 for name, sha256 in draft.refs.items())

    step = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step._replace(file=SETTINGS),), stated, dry_run)
