"""The register of a round: events that are only added, each chained to the one before by SHA-256.

An event is a file that is complete and on the disk before it gets its number: the first writer gets
it, and whoever comes second reads the register again and decides again. So a process can be
stopped at any moment, and two compilers lose nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ictindex.core import file_writer, package_data
from ictindex.core.canonical import SCHEMA, digest, encode_record
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.paths import visible
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.event_types import EVENT_TYPES, is_day, is_digest

_NAME = re.compile(r"[0-9]{6}\.json", re.ASCII)
_PARTS = frozenset(
    (
        "schema",
        "number",
        "previous",
        "event",
        "day",
        "by",
        "economy",
        "office",
        "refs",
        "fields",
        "text",
    )
)
_TEXTS = ("previous", "event", "by", "economy", "office", "text")
_MOST_BYTES = 1 << 20
_MODE = 0o600  # the compilers alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event that is to be recorded: everything but its place in the chain.

    Parameters
    ----------
    event : str
        Its type, one of ``EVENT_TYPES``.
    day : datetime.date
        The day that is stated, never that of the clock.
    by : str
        The role that records it, never a person.
    economy, office : str
        The economy and the office that it is about; empty if it is about the round.
    refs : mapping of str to str
        SHA-256 of each file of the round that it vouches for, by its path in the folder.
    fields : mapping
        The own fields of its type.
    text : str
        A cause or a question in words; it stays closed.

    Examples
    --------
    >>> draft = Draft(event="refused", day=dt.date(2027, 2, 1), by="state", economy="XAA")
    >>> draft.event, draft.economy, draft.office, draft.text
    ('refused', 'XAA', '', '')
    """

    event: str
    day: dt.date
    by: str
    economy: str = ""
    office: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Draft):
    """A recorded event, with its place in the chain.

    Parameters
    ----------
    number : int
        Its number in the register, from 1.
    previous : str
        The digest of the event before; empty for the first one.
    digest : str
        SHA-256 of the event; it also confirms every event before it.

    Examples
    --------
    >>> event = Event(
    ...     event="refused", day=dt.date(2027, 2, 1), by="state", economy="XAA",
    ...     number=1, previous="", digest="00" * 32,
    ... )
    >>> event.number, event.previous, event.digest[:4], event.day.year
    (1, '', '0000', 2027)
    """

    number: int
    previous: str
    digest: str


Decide = Callable[[tuple[Event, ...]], Draft | None]


class EventRegister:
    """The events of a round, in a folder of its own.

    Parameters
    ----------
    folder : path
        The folder ``events`` of a round.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     register = EventRegister(folder)
    ...     draft = Draft(event="refused", day=dt.date(2027, 2, 1), by="state", economy="XAA")
    ...     first = register.record(lambda events: draft)
    ...     again = register.record(lambda events: None if events else draft)
    ...     first.number, again, [event.event for event in register.read()]
    ...     register.head == first.digest, len(register.verify())
    (1, None, ['refused'])
    (True, 0)
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._read_events: tuple[Event, ...] = ()  # verified already: no event is parsed twice

    @property
    def head(self) -> str:
        """Digest of the last event, which confirms all of them; empty without any."""
        events = self.read()
        return events[-1].digest if events else ""

    def read(self) -> tuple[Event, ...]:
        """Read all events, and refuse a chain with a damaged, missing or foreign event.

        Returns
        -------
        tuple of Event
            In the order of their numbers.

        Raises
        ------
        UnusableFileError
            If an event is damaged or missing; the message names its file.
        """
        names = self._names()
        if len(names) < len(self._read_events):
            self._read_events = ()  # an event was removed: everything is read again
        events = list(self._read_events)
        for number in range(len(events) + 1, _last_number(names) + 1):
            name = file_name(number)
            if name not in names:
                raise UnusableFileError("event.missing", file=name)
            previous = events[-1].digest if events else ""
            events.append(read_event(self._content(name), number, previous, name))
        self._read_events = tuple(events)
        return self._read_events

    def record(self, decide: Decide) -> Event | None:
        """Add the event that is decided on; decide again if another writer came first.

        Parameters
        ----------
        decide : callable
            Gets all events, and returns the event to be added, or ``None`` if there is nothing
            to add any more.

        Returns
        -------
        Event or None
            The recorded event.

        Raises
        ------
        UsageError
            If the event does not have the form of its type.
        UnusableFileError
            If the register is damaged, or the disk cannot be written.
        """
        while True:
            events = self.read()
            draft = decide(events)
            if draft is None:
                return None
            refuse_unfit(draft)
            number, previous = len(events) + 1, events[-1].digest if events else ""
            content = encode_event(draft, number, previous)
            name = file_name(number)
            try:
                if events:  # a writer that was stopped left its draft
                    file_writer.clear_drafts(self.folder / file_name(number - 1))
                file_writer.create_file(self.folder / name, content, _MODE)
            except FileExistsError:
                continue
            except OSError as error:
                raise file_writer.unwritable(error, self.folder / name) from error
            event = read_event(content, number, previous, name)
            self._read_events = (*events, event)
            return event

    def verify(self, head: str = "") -> Findings:
        """Check every event from the first one on, and name what is damaged.

        Parameters
        ----------
        head : str
            The digest of an event that was noted elsewhere, so that events missing at the end
            are found too.

        Returns
        -------
        Findings
            Empty if the register is sound.
        """
        return Findings(self._find_faults(head))

    def _find_faults(self, head: str) -> Iterator[Finding]:
        names, previous, digests = self._names(), "", set()
        for number in range(1, _last_number(names) + 1):
            name = file_name(number)
            if name not in names:
                yield Finding("event.missing", "error", details={"file": name})
                continue
            try:
                content = self._content(name)
                # After a missing event, the event states which one it follows.
                if file_name(number - 1) not in names and number > 1:
                    previous = str(_decode(content, name).get("previous", ""))
                event = read_event(content, number, previous, name)
            except UnusableFileError as error:
                yield Finding(error.code, "error", details=dict(error.details))
                previous = digest("round-event", self._bytes(name))
            else:
                previous = event.digest
            digests.add(previous)
        if head and head not in digests:
            yield Finding("event.head-missing", "error", details={"head": head})

    def _names(self) -> set[str]:
        try:
            return {name for name in os.listdir(self.folder) if _NAME.fullmatch(name)}  # noqa: PTH208
        except OSError as error:
            raise _unreadable(error, self.folder) from error

    def _bytes(self, name: str) -> bytes:
        try:
            return package_data.read(self.folder / name, _MOST_BYTES) or b""
        except OSError:
            return b""

    def _content(self, name: str) -> bytes:
        try:
            content = package_data.read(self.folder / name, _MOST_BYTES)
        except OSError as error:
            raise _unreadable(error, self.folder / name) from error
        if content is None:
            raise UnusableFileError("event.damaged", file=name)
        return content


def file_name(number: int) -> str:
    """Return the name of the file of an event."""
    return f"{number:06d}.json"


def encode_event(draft: Draft, number: int, previous: str) -> bytes:
    """Return the bytes of an event: canonical JSON."""
    return encode_record(
        {
            "schema": SCHEMA,
            "number": number,
            "previous": previous,
            "event": draft.event,
            "day": draft.day,
            "by": draft.by,
            "economy": draft.economy,
            "office": draft.office,
            "refs": draft.refs,
            "fields": draft.fields,
            "text": draft.text,
        }
    )


def read_event(content: bytes, number: int, previous: str, file: str) -> Event:
    """Return an event that continues the chain; refuse any other."""
    stated = _decode(content, file)
    if not _is_sound(stated) or stated["number"] != number:
        raise UnusableFileError("event.damaged", file=file)
    if stated["previous"] != previous and number == 1:
        raise UnusableFileError("event.damaged", file=file)
    if stated["previous"] != previous:  # this one is confirmed by those that follow
        raise UnusableFileError("event.broken-chain", file=file_name(number - 1), next=file)
    event = Event(
        event=stated["event"],
        day=dt.date.fromisoformat(stated["day"]),
        by=stated["by"],
        economy=stated["economy"],
        office=stated["office"],
        refs=MappingProxyType(stated["refs"]),
        fields=MappingProxyType({k: _freeze(v) for k, v in stated["fields"].items()}),
        text=stated["text"],
        number=number,
        previous=previous,
        digest=digest("round-event", content),
    )
    if find_fault(event):
        raise UnusableFileError("event.damaged", file=file)
    return event


def find_fault(draft: Draft) -> str:
    """Return the name of the first part of an event that does not fit; empty if all of them do."""
    kind = EVENT_TYPES.get(draft.event)
    if kind is None:
        return "event"
    if not all(is_digest(sha256) for sha256 in draft.refs.values()):
        return "refs"
    return kind.find_fault(draft.fields, draft.economy, draft.by, draft.text)


def refuse_unfit(draft: Draft) -> None:
    """Refuse an event that does not have the form of its type: it could never be removed."""
    fault = find_fault(draft)
    if fault:
        raise UsageError("event.unfit", event=visible(draft.event), part=visible(fault))


def _decode(content: bytes, file: str) -> dict[str, Any]:
    """Return the record of an event; refuse one that is not in canonical form."""
    try:
        stated = json.loads(content.decode("utf-8"))
        is_canonical = isinstance(stated, dict) and encode_record(stated) == content
    except (ValueError, RecursionError) as error:
        raise UnusableFileError("event.damaged", file=file) from error
    if not is_canonical:
        raise UnusableFileError("event.damaged", file=file)
    return dict(stated)


def _is_sound(stated: Mapping[str, Any]) -> bool:
    return (
        set(stated) == _PARTS
        and stated["schema"] == SCHEMA
        and type(stated["number"]) is int
        and all(isinstance(stated[name], str) for name in _TEXTS)
        and is_day(stated["day"])
        and isinstance(stated["refs"], dict)
        and isinstance(stated["fields"], dict)
    )


def _freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _last_number(names: Sequence[str] | set[str]) -> int:
    return max((int(name[:6]) for name in names), default=0)


def _unreadable(error: OSError, path: Path) -> UnusableFileError:
    detail = error.strerror or type(error).__name__
    return UnusableFileError("event.unreadable", file=visible(str(path)), detail=detail)
