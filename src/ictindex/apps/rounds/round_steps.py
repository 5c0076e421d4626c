"""The steps of an operation on a round: for each State what was done, or why nothing was.

A step first writes its files and then records one event. The files of an event have the same bytes
whenever it is done again, so that an operation that was stopped goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import make_folder, replace_file
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.round_folder import RoundFolder, open_round
from ictindex.submissions.closed.round_settings import RoundSettings
from ictindex.submissions.closed.season_state import EconomyState, SeasonState, fold_season

Outcome = Literal[
    "done",
    "to-do",
    "done-before",
    "has-sent",
    "has-refused",
    "is-extended",
    "not-due",
    "not-sent",
]
STEPS = define(
    "round-steps",
    Column("economy", "economy", "views/economy", "ISO3 code; empty: the round", absent=""),
    Column("office", "title", "round-steps/office", "role; empty: the whole State", absent=""),
    Column("event", "code", "round-steps/event", names="round-events"),
    Column("outcome", "code", "round-steps/outcome", names="round-outcomes"),
    Column("file", "text", "round-steps/file", "path in the folder of the round", absent=""),
    key=("economy", "office", "event", "file"),
)


class RoundStep(NamedTuple):
    """One step of an operation: its State, its event, its outcome and its main file."""

    economy: str
    office: str
    event: str
    outcome: Outcome
    file: str = ""


class PlannedEvent(NamedTuple):
    """An event that is to be recorded, the files that it vouches for, and when it is done.

    ``is_done`` gets the events about its State, or all events if it is about the round.
    """

    draft: Draft
    files: Mapping[str, bytes]
    is_done: Callable[[Sequence[Event]], bool]


@dataclass(frozen=True, eq=False, repr=False)
class RoundSteps(TabularResult):
    """What an operation on a round did, State by State, for compilers only.

    Parameters
    ----------
    steps : tuple of RoundStep
        A step for each State that it is about.
    day : datetime.date
        The day that was stated.
    is_dry_run : bool
        Whether it only says what would be done.

    Examples
    --------
    >>> step = RoundStep("XAA", "", "reminded", "has-sent")
    >>> steps = RoundSteps((step,), dt.date(2027, 3, 17))
    >>> steps.to_frame()[["economy", "event", "outcome"]].values.tolist()
    [['XAA', 'reminded', 'has-sent']]
    >>> steps.count_done(), steps.is_dry_run
    (0, False)
    """

    steps: tuple[RoundStep, ...]
    day: dt.date
    is_dry_run: bool = False

    _parts = (Part("steps", STEPS, "steps"),)

    def count_done(self) -> int:
        """Return the number of events that were recorded, or would be."""
        return sum(step.outcome in ("done", "to-do") for step in self.steps)

    def _blocks(self, language: str) -> list[Block]:
        key = "would-record" if self.is_dry_run else "recorded"
        blocks: list[Block] = [Heading(i18n.text("round-steps", "title", language), 2)]
        blocks.append(Sentence(f"round-steps/{key}", count=self.count_done(), date=self.day))
        if self.steps:
            blocks.append(write_grid(self._table(), language))
        return blocks

    def table(self) -> Table:
        """Return the declared table of the steps."""
        return self._table()


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that is worked on: its folder, what it has pinned, and its state at the beginning."""

    folder: RoundFolder
    settings: RoundSettings
    events: tuple[Event, ...]
    state: SeasonState

    def economy(self, code: str) -> EconomyState:
        """Return the state of an economy; refuse one that is not asked in the round."""
        state = self.state.economies.get(code)
        if state is None or code not in self.settings.languages:
            raise UsageError("round.not-asked", economy=visible(code[:40]))
        return state

    def choose(self, economies: Sequence[str] | None) -> tuple[str, ...]:
        """Return the economies that an operation is about: those named, or all of them."""
        if economies is None:
            return self.settings.economies
        return tuple(self.economy(code).economy for code in dict.fromkeys(economies))

    def asked_until(self, state: EconomyState) -> dt.date:
        """Return the day by which a State is asked for its data."""
        return state.extended_until or self.settings.days.deadline

    @property
    def cut_off(self) -> dt.date:
        """The last day of data for the edition: the day before each State is shown its values."""
        return self.settings.days.preview - dt.timedelta(days=1)

    def carry_out(self, planned: PlannedEvent, *, dry_run: bool) -> RoundStep:
        """Write the files of an event and record it, once; a dry run does neither."""
        draft = planned.draft
        main = next(iter(planned.files), "")
        step = RoundStep(draft.economy, draft.office, draft.event, "done", main)
        if planned.is_done(select_events(self.folder.register.read(), draft.economy)):
            return step._replace(outcome="done-before")
        if dry_run:
            return step._replace(outcome="to-do")
        digests = {
            name: hashlib.sha256(content).hexdigest() for name, content in planned.files.items()
        }
        self._put_files(planned.files, digests)
        full = replace(draft, refs={**draft.refs, **digests})

        def decide(events: tuple[Event, ...]) -> Draft | None:
            return None if planned.is_done(select_events(events, draft.economy)) else full

        recorded = self.folder.register.record(decide)
        return step if recorded is not None else step._replace(outcome="done-before")

    def _put_files(self, files: Mapping[str, bytes], digests: Mapping[str, str]) -> None:
        """Write the files of an event; a file that an event vouches for is never replaced."""
        vouched = fold_season(self.folder.register.read()).files
        for name, content in files.items():
            known = vouched.get(name, digests[name])
            if known != digests[name]:
                raise UsageError("round.file-recorded", file=visible(name))
            path = self.folder.path / name
            make_folder(path.parent)
            if self.folder.digest_of(name) != digests[name]:
                replace_file(path, content)


def select_events(events: Sequence[Event], economy: str) -> Sequence[Event]:
    """Return the events about an economy; all events if there is no economy."""
    return [event for event in events if event.economy == economy] if economy else events


def read_round(path: str | Path) -> OpenRound:
    """Read a round from its folder, to work on it."""
    folder = open_round(path)
    settings, events = folder.read_settings(), folder.register.read()
    return OpenRound(folder, settings, events, fold_season(events, settings.economies))


def require_day(day: dt.date | str, argument: str = "day") -> dt.date:
    """Return a day that is stated: an operation never takes the day of the clock."""
    stated = date_of(day, argument)
    if stated is None:
        raise UsageError("round.no-day", argument=argument)
    return stated
