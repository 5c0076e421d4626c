"""The state of a season: what follows from the events of its register, and nothing else.

Every State and every office has a state of its own. Nothing is stored: the events are folded again
whenever somebody asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.submissions.closed.event_register import Event

# From the first to the last; the furthest that is true counts.
STATES = (
    "not-sent",
    "asked",
    "refused",
    "part",
    "received",
    "queried",
    "accepted",
    "consulted",
    "previewed",
    "objecting",
    "cleared",
    "released",
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that came: its day, its office, its SHA-256 and its path in the round."""

    number: int
    day: dt.date
    office: str
    file: str
    path: str
    sheets: tuple[str, ...] = ()
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class AcceptedReceipt:
    """A receipt: its day, its office, its digest, and the file that it is of."""

    day: dt.date
    office: str
    receipt: str
    kind: str
    file: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question to an office about a cell, and the answer if there is one."""

    number: int
    office: str
    rule: str
    indicator: str
    year: int
    asked: dt.date
    due: dt.date | None = None
    answer: str = ""
    answered: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """An estimate that a State was asked about, and its reply if there is one."""

    indicator: str
    year: int
    notified: dt.date
    deadline: dt.date
    answer: str = ""
    replied: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to the own sheet of a State, and what became of it."""

    number: int
    day: dt.date
    cells: tuple[str, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomyState:
    """The state of one State, as its events leave it.

    Parameters
    ----------
    economy : str
        Its code.
    sent : datetime.date or None
        When its questionnaire was dispatched.
    offices : tuple of str
        The offices that own sheets, where there are several.
    deliveries : tuple of Delivery
        The files that came, in order.
    receipts : tuple of AcceptedReceipt
        The receipts, in order.
    acknowledged : frozenset of str
        The receipts whose acknowledgement was written.
    queries : mapping of int to Query
        The questions by their numbers.
    consultations : mapping of (str, int) to Consultation
        The estimates that it was asked about, by indicator and year.
    reminded : mapping of int to datetime.date
        The reminders: their days from the day by which it was asked, and when each was written.
    extended_until : datetime.date or None
        The last day of an extension.
    refused : datetime.date or None
        When it refused.
    previewed : datetime.date or None
        When it was shown its own values.
    objections : mapping of int to Objection
        Its objections by their numbers.
    withdrawn : tuple of (str, int)
        Cells whose accepted value an office withdrew.

    Examples
    --------
    >>> state = EconomyState(economy="XAA")
    >>> state.state, state.has_sent, len(state.open_queries), state.first_submission
    ('not-sent', False, 0, None)
    """

    economy: str
    sent: dt.date | None = None
    offices: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    receipts: tuple[AcceptedReceipt, ...] = ()
    acknowledged: frozenset[str] = frozenset()
    queries: Mapping[int, Query] = field(default_factory=dict)
    consultations: Mapping[tuple[str, int], Consultation] = field(default_factory=dict)
    reminded: Mapping[int, dt.date] = field(default_factory=dict)
    extended_until: dt.date | None = None
    refused: dt.date | None = None
    previewed: dt.date | None = None
    objections: Mapping[int, Objection] = field(default_factory=dict)
    withdrawn: tuple[tuple[str, int], ...] = ()

    @property
    def has_sent(self) -> bool:
        """True if any file came."""
        return bool(self.deliveries)

    @property
    def first_submission(self) -> dt.date | None:
        """The day of the first file, from which the three months of BDT 3 count."""
        return min((each.day for each in self.deliveries), default=None)

    @property
    def silent_offices(self) -> tuple[str, ...]:
        """The offices that own sheets and have not sent any."""
        came = {each.office for each in self.deliveries}
        return tuple(office for office in self.offices if office not in came)

    @property
    def open_deliveries(self) -> tuple[Delivery, ...]:
        """The files that came last from each office and have no receipt."""
        last = {each.office: each for each in self.deliveries}
        done = {each.file for each in self.receipts}
        return tuple(each for each in last.values() if each.file not in done)

    @property
    def open_queries(self) -> tuple[Query, ...]:
        """The questions without an answer."""
        return tuple(query for query in self.queries.values() if query.answered is None)

    @property
    def open_consultations(self) -> tuple[Consultation, ...]:
        """The estimates without a reply."""
        return tuple(each for each in self.consultations.values() if each.replied is None)

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        """The objections that are not settled."""
        return tuple(each for each in self.objections.values() if not each.outcome)

    @property
    def state(self) -> str:
        """The furthest state of ``STATES`` that is true, without those of the whole round."""
        if self.open_objections:
            return "objecting"
        if self.previewed is not None:
            return "previewed"
        if self.deliveries:
            return self._state_of_data()
        if self.consultations:
            return "consulted"
        if self.refused is not None:
            return "refused"
        return "not-sent" if self.sent is None else "asked"

    def _state_of_data(self) -> str:
        if self.open_queries:
            return "queried"
        if self.open_deliveries:
            return "received"
        if self.silent_offices:
            return "part"
        return "consulted" if self.consultations else "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonState:
    """The state of a round, as its events leave it: its own, and that of each economy.

    Parameters
    ----------
    economies : mapping of str to EconomyState
        The state of each economy, by code.
    opened : datetime.date or None
        When the round was opened.
    settings : str
        SHA-256 of ``round.toml`` as it was opened or last amended.
    selected, computed : str
        The last selection and the last result, by their digests.
    cleared : mapping of str to datetime.date
        The roles that cleared the last result, and when.
    embargo : str
        The instant of the embargo in UTC; empty without one.
    released : tuple of str
        The ids of what was released.
    files : mapping of str to str
        SHA-256 of every file that an event vouches for, by its path, without destroyed ones.
    head : str
        The digest of the last event.
    day : datetime.date or None
        The day of the last event.

    Examples
    --------
    >>> season = fold_season((), ("XAA", "XAB"))
    >>> [state.state for state in season.economies.values()], season.head
    (['not-sent', 'not-sent'], '')
    """

    economies: Mapping[str, EconomyState] = field(default_factory=dict)
    opened: dt.date | None = None
    settings: str = ""
    selected: str = ""
    computed: str = ""
    cleared: Mapping[str, dt.date] = field(default_factory=dict)
    embargo: str = ""
    released: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    day: dt.date | None = None

    def state_of(self, economy: str) -> str:
        """Return the state of an economy, with what the whole round says about it."""
        own = self.economies[economy]
        if own.open_objections or not own.receipts:
            return own.state
        if self.released:
            return "released"
        return "cleared" if "director" in self.cleared and own.previewed else own.state


def fold_season(
    events: Iterable[Event],
    economies: Iterable[str] = (),
    offices: Mapping[str, tuple[str, ...]] | None = None,
) -> SeasonState:
    """Return the state that follows from events, in their order."""
    shares = offices or {}
    states = {code: EconomyState(economy=code, offices=shares.get(code, ())) for code in economies}
    season, files = SeasonState(), dict[str, str]()
    for event in events:
        if event.event == "destroyed":
            for path in event.refs:
                files.pop(path, None)
        else:
            files |= event.refs
        if event.economy:
            blank = EconomyState(economy=event.economy, offices=shares.get(event.economy, ()))
            before = states.get(event.economy, blank)
            states[event.economy] = STEPS_OF_ECONOMIES[event.event](before, event)
        else:
            season = STEPS_OF_ROUNDS.get(event.event, _keep)(season, event)
        season = replace(season, head=event.digest, day=event.day)
    return replace(
        season,
        economies=MappingProxyType(dict(sorted(states.items()))),
        files=MappingProxyType(files),
    )


def _keep(season: SeasonState, event: Event) -> SeasonState:
    return season


def _deliver(state: EconomyState, event: Event) -> EconomyState:
    paths = [name for name, sha256 in event.refs.items() if sha256 == event.fields["file"]]
    delivery = Delivery(
        event.number,
        event.day,
        event.office,
        event.fields["file"],
        paths[0] if paths else "",
        tuple(event.fields.get("sheets", ())),
        event.event == "late",
    )
    return replace(state, deliveries=(*state.deliveries, delivery))


def _accept(state: EconomyState, event: Event) -> EconomyState:
    own = event.fields
    receipt = AcceptedReceipt(
        event.day, event.office, own["receipt"], own.get("kind", ""), own.get("file", "")
    )
    return replace(state, receipts=(*state.receipts, receipt))


def _ask(state: EconomyState, event: Event) -> EconomyState:
    own = event.fields
    query = Query(
        own["number"],
        event.office,
        own["rule"],
        own["indicator"],
        own["year"],
        event.day,
        dt.date.fromisoformat(own["due"]) if "due" in own else None,
    )
    return replace(state, queries={**state.queries, query.number: query})


def _answer(state: EconomyState, event: Event) -> EconomyState:
    number = event.fields["number"]
    query = state.queries.get(number)
    if query is None:
        return state
    answered = replace(query, answer=event.fields["answer"], answered=event.day)
    return replace(state, queries={**state.queries, number: answered})


def _consult(state: EconomyState, event: Event) -> EconomyState:
    own = event.fields
    asked = Consultation(
        own["indicator"],
        own["year"],
        event.day,
        dt.date.fromisoformat(own["deadline"]),
    )
    key = (asked.indicator, asked.year)
    return replace(state, consultations={**state.consultations, key: asked})


def _reply(state: EconomyState, event: Event) -> EconomyState:
    key = (event.fields["indicator"], event.fields["year"])
    asked = state.consultations.get(key)
    if asked is None:
        return state
    replied = replace(asked, answer=event.fields["answer"], replied=event.day)
    return replace(state, consultations={**state.consultations, key: replied})


def _object(state: EconomyState, event: Event) -> EconomyState:
    made = Objection(event.fields["number"], event.day, tuple(event.fields["cells"]))
    return replace(state, objections={**state.objections, made.number: made})


def _settle(state: EconomyState, event: Event) -> EconomyState:
    number = event.fields["number"]
    objection = state.objections.get(number)
    if objection is None:
        return state
    settled = replace(objection, outcome=event.fields["outcome"])
    return replace(state, objections={**state.objections, number: settled})


def _compute(season: SeasonState, event: Event) -> SeasonState:
    """Take a new result, which nobody has cleared yet."""
    result = event.fields["result"]
    cleared = season.cleared if result == season.computed else {}
    return replace(season, computed=result, cleared=cleared)


STEPS_OF_ECONOMIES: Mapping[str, Callable[[EconomyState, Event], EconomyState]] = {
    "dispatched": lambda state, event: replace(state, sent=event.day),
    "acknowledged": lambda state, event: replace(
        state, acknowledged=state.acknowledged | {event.fields["receipt"]}
    ),
    "reminded": lambda state, event: replace(
        state, reminded={**state.reminded, event.fields["days"]: event.day}
    ),
    "extended": lambda state, event: replace(
        state, extended_until=dt.date.fromisoformat(event.fields["until"])
    ),
    "refused": lambda state, event: replace(state, refused=event.day),
    "received": _deliver,
    "late": _deliver,
    "query": _ask,
    "answered": _answer,
    "accepted": _accept,
    "collected": lambda state, event: state,
    "withdrawn-value": lambda state, event: replace(
        state,
        withdrawn=(*state.withdrawn, (event.fields["indicator"], event.fields["year"])),
    ),
    "consulted": _consult,
    "reply": _reply,
    "preview-sent": lambda state, event: replace(state, previewed=event.day),
    "objected": _object,
    "objection-settled": _settle,
    # After the release: neither changes the state of the season.
    "error-reported": lambda state, event: state,
    "hearing": lambda state, event: state,
    "notified": lambda state, event: state,
}
STEPS_OF_ROUNDS: Mapping[str, Callable[[SeasonState, Event], SeasonState]] = {
    "opened": lambda season, event: replace(
        season, opened=event.day, settings=event.fields["settings"]
    ),
    "amended": lambda season, event: replace(season, settings=event.fields["settings"]),
    "selected": lambda season, event: replace(season, selected=event.fields["selection"]),
    "computed": _compute,
    "cleared": lambda season, event: replace(
        season, cleared={**season.cleared, event.by: event.day}
    ),
    "embargoed": lambda season, event: replace(season, embargo=event.fields["instant"]),
    "released": lambda season, event: replace(
        season, released=(*season.released, event.fields["id"])
    ),
}
