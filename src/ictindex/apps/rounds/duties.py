"""The duties of a round: what is still to be done, by whom and by which day.

They follow from the events and the days of the round. A duty disappears when the event that it asks
for is recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ictindex.data.dates import MONTHS_TO_PUBLICATION, months_later
from ictindex.language import i18n
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.event_types import CLEARING, COMPILER, HEAD, OFFICE, STATE
from ictindex.submissions.closed.queries import DAYS_TO_ANSWER
from ictindex.submissions.closed.round_settings import RoundSettings
from ictindex.submissions.closed.season_state import Delivery, EconomyState, SeasonState

# Our own rule: a submission is accepted or asked about within this number of days.
DAYS_TO_QUERY = 30
DATA = "data"  # the kind of a release of data, without an index


class Duty(NamedTuple):
    """An action that somebody owes: in a State or for it, or for the whole round."""

    due: dt.date
    economy: str
    office: str
    action: str
    owed_by: str
    about: str = ""


def name_subject(about: str, language: str) -> str:
    """Return the subject of a duty in words: an indicator with its year, or what it is."""
    indicator, _, year = about.partition(" ")
    if not year:
        return i18n.visible(about)
    return i18n.pair(i18n.label("nodes", indicator, language), year, language)


class Releases(NamedTuple):
    """The days of what was released: data so far, and the edition itself."""

    data: tuple[dt.date, ...]
    edition: dt.date | None

    @property
    def last(self) -> dt.date | None:
        """The day of the last release of any kind."""
        return max((*self.data, *filter(None, [self.edition])), default=None)


def list_releases(events: Sequence[Event]) -> Releases:
    """Return the days of the releases among the events of a round."""
    released = [event for event in events if event.event == "released"]
    edition = [event.day for event in released if event.fields["kind"] != DATA]
    data = tuple(event.day for event in released if event.fields["kind"] == DATA)
    return Releases(data, min(edition, default=None))


def list_duties(
    season: SeasonState, settings: RoundSettings, releases: Releases, day: dt.date
) -> tuple[Duty, ...]:
    """Return the open duties of a round on a day, the earliest due first."""
    duties = [
        duty
        for state in season.economies.values()
        for duty in _list_own_duties(state, season, settings, releases, day)
    ]
    duties += _list_round_duties(season, settings, releases)
    return tuple(sorted(duties))


def publication_limit(state: EconomyState, releases: Releases) -> dt.date | None:
    """Return the day by which accepted data of a State have to be published; none if they are."""
    last = releases.last
    waiting = [each for each in state.receipts if last is None or each.day > last]
    days = {each.file: each.day for each in state.deliveries}
    submitted = min((days.get(each.file, each.day) for each in waiting), default=None)
    return None if submitted is None else months_later(submitted, MONTHS_TO_PUBLICATION)


def _list_own_duties(
    state: EconomyState,
    season: SeasonState,
    settings: RoundSettings,
    releases: Releases,
    day: dt.date,
) -> Iterator[Duty]:
    """Yield the duties in a State and for it."""
    if releases.edition is None:
        yield from _list_collection(state, settings, day)
        yield from _list_preview(state, season, settings)
    yield from _list_answers(state, day)
    for delivery in state.open_deliveries:
        yield _review(state, delivery)
    for receipt in state.receipts:
        if receipt.receipt not in state.acknowledged:
            about = receipt.receipt[:12]
            yield Duty(receipt.day, state.economy, receipt.office, "acknowledge", COMPILER, about)
    limit = publication_limit(state, releases)
    if limit is not None:
        yield Duty(limit, state.economy, "", "publish", COMPILER)


def _list_answers(state: EconomyState, day: dt.date) -> Iterator[Duty]:
    """Yield the queries and consultations that wait for an answer."""
    for query in state.open_queries:
        due = query.due or query.asked + dt.timedelta(days=DAYS_TO_ANSWER)
        yield Duty(due, state.economy, query.office, "answer", OFFICE, str(query.number))
    for asked in state.open_consultations:
        if day <= asked.deadline:  # silence afterwards is an answer too
            about = f"{asked.indicator} {asked.year}"
            yield Duty(asked.deadline, state.economy, "", "reply", STATE, about)


def _list_preview(
    state: EconomyState, season: SeasonState, settings: RoundSettings
) -> Iterator[Duty]:
    """Yield the preview of a State, and its objections that are not settled."""
    days = settings.days
    if season.computed and state.receipts and state.previewed is None:
        yield Duty(days.preview, state.economy, "", "preview", COMPILER)
    for objection in state.open_objections:
        yield Duty(days.release, state.economy, "", "settle", HEAD, str(objection.number))


def _list_collection(state: EconomyState, settings: RoundSettings, day: dt.date) -> Iterator[Duty]:
    """Yield what has to be done until the data of a State are here."""
    code = state.economy
    if state.refused is not None:
        return
    if state.sent is None:
        if not state.has_sent:
            yield Duty(settings.days.dispatch, code, "", "dispatch", COMPILER)
        return
    until = state.extended_until or settings.days.deadline
    if not state.has_sent:
        reminder = _next_reminder(state, until, settings.days.reminders, day)
        if reminder is not None:
            yield Duty(reminder, code, "", "remind", COMPILER)
    silent = state.silent_offices if state.offices else () if state.has_sent else ("",)
    for office in silent:
        yield Duty(until, code, office, "send", OFFICE)


def _next_reminder(
    state: EconomyState, until: dt.date, reminders: Sequence[int], day: dt.date
) -> dt.date | None:
    """Return the day of the next reminder: the last one whose day has come, or the one after."""
    written = max(state.reminded, default=None)
    open_days = [
        until + dt.timedelta(days=offset)
        for offset in sorted(reminders)
        if written is None or offset > written
    ]
    come = [due for due in open_days if due <= day]
    return come[-1] if come else min(open_days, default=None)


def _review(state: EconomyState, delivery: Delivery) -> Duty:
    """Return the duty to ask about a submission or to accept it."""
    own = [query for query in state.queries.values() if query.office == delivery.office]
    answers = [query.answered for query in own if query.asked >= delivery.day]
    limit = months_later(delivery.day, MONTHS_TO_PUBLICATION)
    about = delivery.file[:12]
    if not answers:
        due = _query_limit(delivery.day)
        return Duty(due, state.economy, delivery.office, "review", COMPILER, about)
    last = max((day for day in answers if day is not None), default=delivery.day)
    due = limit if None in answers else min(limit, _query_limit(last))
    return Duty(due, state.economy, delivery.office, "accept", COMPILER, about)


def _query_limit(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=DAYS_TO_QUERY)


def _list_round_duties(
    season: SeasonState, settings: RoundSettings, releases: Releases
) -> Iterator[Duty]:
    """Yield what has to be done for the whole round."""
    days = settings.days
    for due in days.data_releases[len(releases.data) :]:
        yield Duty(due, "", "", "release-data", HEAD)
    if releases.edition is not None or not any(s.receipts for s in season.economies.values()):
        return
    if not season.computed:
        yield Duty(days.preview, "", "", "compute", COMPILER)
    for role in CLEARING:
        if role not in season.cleared:
            yield Duty(days.release, "", "", "clear", role)
    yield Duty(days.release, "", "", "release", HEAD)


def next_duties(duties: Sequence[Duty]) -> Mapping[tuple[str, str], Duty]:
    """Return the earliest duty of each State and office."""
    first: dict[tuple[str, str], Duty] = {}
    for duty in duties:
        first.setdefault((duty.economy, duty.office), duty)
    return first
