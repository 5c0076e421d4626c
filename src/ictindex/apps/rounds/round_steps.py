"""Steps of a round: the files of an operation, and the event that follows once they are written.

Files are written whole or not at all, and the same bytes again are no fault: an operation that was
stopped is run again, and nothing is recorded twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ictindex.core.errors import UsageError
from ictindex.core.file_writer import make_folder, replace_file
from ictindex.core.paths import visible
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.round_letters import round_letter
from ictindex.submissions.closed.round_settings import RoundSettings
from ictindex.submissions.sourcing.letter_frame import Letter

_FORMS: Mapping[str, str] = {"html": "html", "txt": "text"}


class Step(NamedTuple):
    """A step of an operation: its files with their content, and the event that it decides on.

    ``decide`` gets all events and returns the event without its files, or ``None`` if it is
    recorded already.
    """

    decide: Callable[[tuple[Event, ...]], Draft | None]
    files: Mapping[Path, bytes] = {}


def carry_out(folder: RoundFolder, step: Step, *, is_trial: bool = False) -> Draft | None:
    """Write the files of a step and record its event; a trial only says what would be recorded."""
    planned = step.decide(folder.register.read())
    if is_trial or planned is None:
        return planned
    refs = {
        folder.files.relative(file): hashlib.sha256(content).hexdigest()
        for file, content in step.files.items()
    }
    _put_files(folder, step.files, refs)

    def decide(events: tuple[Event, ...]) -> Draft | None:
        draft = step.decide(events)
        return None if draft is None else replace(draft, refs={**draft.refs, **refs})

    return folder.register.record(decide)


def _put_files(
    folder: RoundFolder, files: Mapping[Path, bytes], digests: Mapping[str, str]
) -> None:
    """Write the files of an event; a file that an event vouches for is never replaced.

    One that no event vouches for was left by an operation that was stopped, perhaps with another
    version of the library.
    """
    vouched = {
        name: event.refs[name]
        for event in folder.register.read()
        for name in digests.keys() & event.refs.keys()
    }
    for file, content in files.items():
        name = folder.files.relative(file)
        if vouched.get(name, digests[name]) != digests[name]:
            raise UsageError("round.file-recorded", file=visible(name))
        make_folder(file.parent)
        if folder.files.digest_of(name) != digests[name]:
            replace_file(file, content)


def letter_files(
    folder: RoundFolder,
    settings: RoundSettings,
    economy: str,
    name: str,
    facts: Mapping[str, object],
    *,
    day: dt.date,
) -> dict[Path, bytes]:
    """Return a letter to a State in its language, as text and as a page, by the paths of files."""
    own = {**facts, "edition": settings.edition, "day": day}
    if settings.send_to:
        own["contact"] = settings.send_to
    language = settings.languages.get(economy, "en")
    letter = round_letter(name, own, economy=economy, language=language)
    return letter_paths(folder, economy, name, letter, day)


def letter_paths(
    folder: RoundFolder, economy: str, name: str, letter: Letter, day: dt.date
) -> dict[Path, bytes]:
    """Return a letter in each of its forms, by the paths of its files."""
    stem = folder.files.sent(economy) / f"{day}-{name}-{letter.digest[:SHORT]}"
    return {
        stem.with_name(f"{stem.name}.{ending}"): letter.write(form).encode()
        for ending, form in _FORMS.items()
    }
