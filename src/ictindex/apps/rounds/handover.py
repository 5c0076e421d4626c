"""The handover of a round: what is done, due and promised, where keys are, and who has which role.

The document names roles, never persons, and the places of keys, never the keys.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ictindex.apps.rounds.compilers_only import (
    ACCESS,
    COMPILERS_ONLY,
    require_role,
    warn_of_access,
    write_closed_page,
    write_into_round,
)
from ictindex.apps.rounds.duties import Duty, list_duties, list_releases, name_subject
from ictindex.apps.rounds.round_status import COUNTS, DUTIES, StageCount, count_stages
from ictindex.apps.rounds.season_operations import OpenRound, fold_round, require_day
from ictindex.core import arguments
from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.records_writer import write_records
from ictindex.definitions import documents
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence, isolate_text
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import EVENT_TYPES, HEAD, OFFICE, STATE, TOOL
from ictindex.submissions.closed.round_folder import KEYS, MASTER, SHORT, RoundFolder, open_round
from ictindex.submissions.closed.round_letters import round_letter
from ictindex.submissions.closed.season_state import EconomyState
from ictindex.submissions.sourcing.letter_frame import Letter

FOLDER = "handovers"
_WORDS = "handover"
_SALT, _KEY = "salt", "key"

PROMISES = define(
    "round-promises",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("office", "title", "round-desk/office", absent=""),
    Column("promise", "code", f"{_WORDS}/promise", names="round-promises"),
    Column("about", "code", "round-desk/about", names=name_subject, absent=""),
    Column("until", "date", f"{_WORDS}/until", gaps=True, align="right", absent=""),
    ACCESS,
    key=("economy", "office", "promise", "about"),
)
PLACES = define(
    "round-key-places",
    Column("kind", "code", f"{_WORDS}/kind", "salt or key", names=_WORDS),
    Column(
        "location", "text", f"{_WORDS}/location", "path in the round, or the place that was stated"
    ),
    Column("is_there", "boolean", f"{_WORDS}/is-there", "of a path in the round", gaps=True),
    ACCESS,
    key=("kind", "location"),
)
ROLES = define(
    "round-role-holders",
    Column("role", "code", f"{_WORDS}/role", names="round-roles"),
    Column("holder", "text", f"{_WORDS}/holder", "office or position, as stated", gaps=True),
    Column("last", "date", f"{_WORDS}/last-event", "of its last event", gaps=True, align="right"),
    Column("events", "count", f"{_WORDS}/events", "that it recorded"),
    ACCESS,
    key=("role",),
)


class Promise(NamedTuple):
    """Something that a State was promised and that is still open."""

    economy: str
    office: str
    promise: str
    about: str
    until: dt.date | None


class KeyPlace(NamedTuple):
    """The place of a salt or a key."""

    kind: str
    location: str
    is_there: bool | None


class RoleHolder(NamedTuple):
    """The holder of a role, and what the register says about the role."""

    role: str
    holder: str | None
    last: dt.date | None
    events: int


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Handover(TabularResult):
    """The document of a handover. Made by :func:`ictindex.rounds.hand_over`.

    Parameters
    ----------
    edition : int
        The edition that the round is for.
    day : datetime.date
        The day that was stated.
    giver, successor : str
        The position that hands over, and the one that takes over.
    head : str
        Digest of the last event before the handover.
    event_count : int
        How many events the register had then.
    counts : tuple of StageCount
        What is done: how many States are at each stage.
    due : tuple of Duty
        Everything that is still to be done, the earliest first.
    promises : tuple of Promise
        What was promised to whom.
    places : tuple of KeyPlace
        Where salts and keys are.
    roles : tuple of RoleHolder
        Who has which role.
    fingerprint : str
        The fingerprint of the publisher's keys at present; empty if none is recorded.
    is_recorded : bool
        Whether the event *handed-over* is in the register.

    Examples
    --------
    >>> Handover.__name__
    'Handover'
    """

    _json_name = "round-handover"

    edition: int
    day: dt.date
    giver: str
    successor: str
    head: str
    event_count: int
    counts: tuple[StageCount, ...]
    due: tuple[Duty, ...]
    promises: tuple[Promise, ...]
    places: tuple[KeyPlace, ...]
    roles: tuple[RoleHolder, ...]
    fingerprint: str
    is_recorded: bool
    _folder: RoundFolder

    _parts = (
        Part("due", DUTIES, "due"),
        Part("counts", COUNTS, "counts"),
        Part("promises", PROMISES, "promises"),
        Part("places", PLACES, "places"),
        Part("roles", ROLES, "roles"),
    )

    def _attributes(self, part: str) -> dict[str, object]:
        """Return what a frame is of, and for whom it is."""
        return {
            "table": f"handover-{part}",
            "access": COMPILERS_ONLY,
            "edition": self.edition,
            "day": self.day.isoformat(),
            "giver": self.giver,
            "successor": self.successor,
            "head": self.head,
            "fingerprint": self.fingerprint,
        }

    def _to_dict(self) -> dict[str, Any]:
        """Return the facts of the handover and all tables as plain data."""
        tables = {part.name: write_records(self._table(part.name)) for part in self._parts}
        return self._attributes("document") | {"events": self.event_count} | tables

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            Heading(
                i18n.text(_WORDS, "title", language, edition=str(self.edition)),
                2,
            ),
            warn_of_access(),
            Sentence(
                f"{_WORDS}/from-to",
                given_by=isolate_text(self.giver),
                taken_by=isolate_text(self.successor),
                date=self.day,
            ),
            Sentence(
                "round-desk/head",
                count=self.event_count,
                digest=isolate_text(self.head[:SHORT]),
            ),
        ]
        for name in ("counts", "due", "promises", "places", "roles"):
            table = self._table(name)
            blocks.append(Heading(i18n.text(_WORDS, f"part-{name}", language), 3))
            if name == "places":
                blocks += self._rules_of_keys()
            blocks.append(
                write_grid(table, language) if len(table) else Sentence("round-desk/nothing")
            )
        return blocks

    def _rules_of_keys(self) -> list[Sentence]:
        """Return what holds for the salt and for the keys of the publisher."""
        rules = [Sentence(f"{_WORDS}/salt-rule"), Sentence(f"{_WORDS}/keys-rule")]
        if self.fingerprint:
            digest = isolate_text(self.fingerprint)
            rules.append(Sentence(f"{_WORDS}/fingerprint", digest=digest))
        return rules

    def save(self, path: str | os.PathLike[str], language: str | None = None) -> Path:
        """Write the document to a file in the folder of the round; any other place is refused.

        Parameters
        ----------
        path : path
            ``.docx``, ``.html``, ``.md``, ``.pdf``, ``.tex``, ``.txt`` or ``.typ``.
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
        return write_closed_page(self, self._folder, path, language)


def hand_over(
    folder: str | os.PathLike[str],
    *,
    day: dt.date | str,
    giver: str,
    successor: str,
    roles: Mapping[str, str] | None = None,
    kept: Sequence[str] = (),
    language: str | None = None,
    dry_run: bool = False,
) -> Handover:
    """Hand a round over: write its document and a receipt to sign, and record the event.

    Parameters
    ----------
    folder : path
        The folder of the round.
    day : datetime.date or str
        The day of the handover (ISO 8601).
    giver, successor : str
        The positions that hand over and take over; never the names of persons.
    roles : mapping of str to str, optional
        Who has each role of the round, such as ``{"compiler": "Statistics unit"}``.
    kept : sequence of str, optional
        Where keys are kept outside the round, such as ``"safe of the head, envelope 2"``.
    language : str, optional
        Language of the document and of the receipt; by default the one in force.
    dry_run : bool
        Return the document, and write and record nothing.

    Returns
    -------
    Handover
        What is handed over. The same handover is recorded once, however often it is called.

    Raises
    ------
    UsageError
        If the folder is that of no round, a role is unknown, or an argument names a mailbox.
    UnusableFileError
        If the register is damaged, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         hand_over(folder, day="2027-03-01", giver="Unit A", successor="Unit B")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    stated = require_day(day)
    for name, text in (("giver", giver), ("successor", successor)):
        require_role(name, text)
    holders = dict(roles or {})
    for role, holder in holders.items():
        arguments.require(role in _list_roles(), "roles", "round-role", role)
        require_role("roles", holder)
    for location in kept:
        require_role("kept", location)
    chosen = i18n.current_language(language)
    own = open_round(folder)
    made: list[Handover] = []

    def prepare(events: tuple[Event, ...]) -> Draft | None:
        before = _find_earlier(events, stated, giver, successor)
        season = fold_round(own, events if before is None else before)
        document = _make_handover(
            season, stated, (giver, successor), holders, tuple(kept), before is not None
        )
        made[:] = [document]
        return None if dry_run or before is not None else _write(document, season, chosen)

    recorded = own.register.record(prepare)
    return made[0] if recorded is None else replace(made[0], is_recorded=True)


def _list_roles() -> tuple[str, ...]:
    """Return the roles that record events of a round, but for those of a State and of the tool."""
    roles = dict.fromkeys(role for kind in EVENT_TYPES.values() for role in kind.by)
    return tuple(role for role in roles if role not in (STATE, OFFICE, TOOL))


def _find_earlier(
    events: tuple[Event, ...], day: dt.date, giver: str, successor: str
) -> tuple[Event, ...] | None:
    """Return the events before the same handover, if it is recorded already."""
    for n, event in enumerate(events):
        if event.event == "handed-over":
            stated = (event.day, event.fields["from"], event.fields["to"])
            if stated == (day, giver, successor):
                return events[:n]
    return None


def _make_handover(
    season: OpenRound,
    day: dt.date,
    between: tuple[str, str],
    holders: Mapping[str, str],
    kept: Sequence[str],
    is_recorded: bool,
) -> Handover:
    """Return the document of a round as its events leave it."""
    rotated = [e.fields["fingerprint"] for e in season.events if e.event == "key-rotated"]
    return Handover(
        edition=season.settings.edition,
        day=day,
        giver=between[0],
        successor=between[1],
        head=season.state.head,
        event_count=len(season.events),
        counts=tuple(count_stages(season)),
        due=list_duties(season.state, season.settings, list_releases(season.events), day),
        promises=tuple(sorted(_list_promises(season, day), key=_order_promise)),
        places=tuple(_list_places(season.folder, kept)),
        roles=tuple(_list_holders(season.events, holders)),
        fingerprint=[season.settings.publisher.fingerprint, *rotated][-1],
        is_recorded=is_recorded,
        _folder=season.folder,
    )


def _list_promises(season: OpenRound, day: dt.date) -> Iterator[Promise]:
    """Yield what States were promised and what is not done yet."""
    for state in season.state.economies.values():
        yield from _list_own_promises(state, day)
        last = list_releases(season.events).last
        for delivery in state.deliveries:
            if delivery.is_late and (last is None or delivery.day > last):
                about = delivery.file[:SHORT]
                yield Promise(state.economy, delivery.office, "next-release", about, None)


def _list_own_promises(state: EconomyState, day: dt.date) -> Iterator[Promise]:
    code, until = state.economy, state.extended_until
    if until is not None and until >= day and not state.has_sent:
        yield Promise(code, "", "extension", "", until)
    for objection in state.open_objections:
        yield Promise(code, "", "objection", str(objection.number), None)
    for asked in state.open_consultations:
        about = f"{asked.indicator} {asked.year}"
        yield Promise(code, "", "consultation", about, asked.deadline)


def _order_promise(promise: Promise) -> tuple[object, ...]:
    return (*promise[:4], promise.until or dt.date.max)


def _list_places(folder: RoundFolder, kept: Sequence[str]) -> Iterator[KeyPlace]:
    """Yield where the salt is, what else lies with it, and the places that were stated."""
    yield KeyPlace(_SALT, MASTER, folder.files.master.is_file())
    others = (
        sorted(folder.files.master.parent.glob("*")) if folder.files.master.parent.is_dir() else []
    )
    for file in others:
        if file != folder.files.master and not file.name.startswith("."):
            yield KeyPlace(_KEY, f"{KEYS}/{file.name}", True)
    for location in kept:
        yield KeyPlace(_KEY, location, None)


def _list_holders(events: Sequence[Event], holders: Mapping[str, str]) -> Iterator[RoleHolder]:
    """Yield every role with its holder, and with the events that it recorded."""
    for role in _list_roles():
        own = [event.day for event in events if event.by == role]
        yield RoleHolder(role, holders.get(role), max(own, default=None), len(own))


def _write(document: Handover, season: OpenRound, language: str) -> Draft:
    """Write the document and the receipt of whoever takes over; return the event."""
    stem = f"{document.day.isoformat()}-{document.head[:SHORT]}.{language}"
    target = season.folder.path / FOLDER
    receipt = _make_receipt(document, season, language)
    files = {
        target / f"{stem}.html": document.write("html", language).encode(),
        target / f"{stem}.txt": document.write("text", language).encode(),
        target / f"{stem}.receipt.html": receipt.write("html", language).encode(),
    }
    return Draft(
        event="handed-over",
        day=document.day,
        by=HEAD,
        refs=write_into_round(season.folder, files),
        fields={
            "from": document.giver,
            "to": document.successor,
            "due": [_describe(duty) for duty in document.due],
            "roles": [f"{row.role}: {row.holder}" for row in document.roles if row.holder],
            "kept": [row.location for row in document.places if row.is_there is None],
        },
    )


def _describe(duty: Duty) -> str:
    """Return a duty in codes: its day, State, office, action and subject."""
    parts = (duty.due.isoformat(), duty.economy, duty.office, duty.action, duty.about)
    return " ".join(filter(None, parts))


def _make_receipt(document: Handover, season: OpenRound, language: str) -> Letter:
    """Return the receipt that whoever takes over signs."""
    document_of_index = documents.find(season.settings.methodology)
    items = [{"item": _word_duty(duty, language), "due": duty.due} for duty in document.due]
    facts = {
        "index": "idi" if document_of_index is None else document_of_index.index,
        "edition": document.edition,
        "given_by": document.giver,
        "taken_by": document.successor,
        "handed": document.day,
        "count": document.event_count,
        "head": document.head,
        "items": items,
    }
    return round_letter("handover", facts, language=language)


def _word_duty(duty: Duty, language: str) -> str:
    """Return a duty in words: the State, then what is to be done."""
    action = i18n.label("round-actions", duty.action, language)
    if duty.about:
        action = i18n.pair(action, name_subject(duty.about, language), language)
    elif duty.action == "clear":
        action = i18n.pair(action, i18n.label("round-roles", duty.owed_by, language), language)
    if not duty.economy:
        return action
    return i18n.pair(i18n.economy_name(duty.economy, language), action, language)
