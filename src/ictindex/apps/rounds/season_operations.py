"""The operations on a season: for each State what was done, or why nothing was."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ictindex.apps.rounds.round_steps import Step, carry_out, letter_files
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.language import i18n
from ictindex.language.findings import Findings
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.offices import Offices, find_office, read_offices
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
_INDEX = "idi"
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
    files: Mapping[Path, bytes]
    is_done: Callable[[Sequence[Event]], bool]


@dataclass(frozen=True, eq=False, repr=False)
class RoundSteps(TabularResult):
    """The steps of an operation on a round, State by State, for compilers only.

    Parameters
    ----------
    steps : tuple of RoundStep
        A step for each State that it is about.
    day : datetime.date
        The day that was stated.
    is_dry_run : bool
        Whether it only says what would be done.
    findings : Findings
        Questions that follow from it, such as an accepted value whose cell came back empty.

    Examples
    --------
    >>> step = RoundStep("XAA", "", "reminded", "has-sent")
    >>> steps = RoundSteps((step,), dt.date(2027, 3, 17))
    >>> steps.to_frame()[["economy", "event", "outcome"]].values.tolist()
    [['XAA', 'reminded', 'has-sent']]
    >>> steps.count_done(), steps.is_dry_run
    (0, False)
    """

    _json_name = "round-operation"

    steps: tuple[RoundStep, ...]
    day: dt.date
    is_dry_run: bool = False
    findings: Findings = field(default_factory=Findings)

    _parts = (Part("steps", STEPS, "steps"),)

    def count_done(self) -> int:
        """Return the number of events that were recorded, or would be.

        Returns
        -------
        int
            The steps that are done or to be done.
        """
        return sum(step.outcome in ("done", "to-do") for step in self.steps)

    def _blocks(self, language: str) -> list[Block]:
        key = "would-record" if self.is_dry_run else "recorded"
        blocks: list[Block] = [Heading(i18n.text("round-steps", "title", language), 2)]
        blocks.append(Sentence(f"round-steps/{key}", count=self.count_done(), date=self.day))
        if self.steps:
            blocks.append(write_grid(self._table(), language))
        return [*blocks, *(self.findings.blocks(language) if self.findings else ())]

    def _to_dict(self) -> dict[str, Any]:
        """Return the steps and the findings as plain data."""
        return {**super()._to_dict(), "findings": self.findings.records()}


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that is worked on: its folder, what it has pinned, and its state at the beginning."""

    folder: RoundFolder
    settings: RoundSettings
    events: tuple[Event, ...]
    state: SeasonState
    offices: Offices

    def economy(self, code: str) -> EconomyState:
        """Return the state of an economy; refuse one that is not asked in the round."""
        state = self.state.economies.get(code)
        if state is None or code not in self.settings.languages:
            raise UsageError("round.not-asked", economy=visible(code[:40]))
        return state

    def choose_office(self, economy: str, office: str) -> str:
        """Return an office of a State, by default its coordinator; refuse an unknown one."""
        if not office:
            return self.offices.coordinator(economy)
        return find_office(self.offices, economy, office).office

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

        def decide(events: tuple[Event, ...]) -> Draft | None:
            own = select_events(events, draft.economy)
            return None if planned.is_done(own) else draft

        main = next((self.folder.files.relative(file) for file in planned.files), "")
        recorded = carry_out(self.folder, Step(decide, planned.files), is_trial=dry_run)
        outcome: Outcome = "done-before" if recorded is None else "to-do" if dry_run else "done"
        return RoundStep(draft.economy, draft.office, draft.event, outcome, main)

    def write_letter(
        self, economy: str, name: str, day: dt.date, facts: Mapping[str, object]
    ) -> dict[Path, bytes]:
        """Return a letter to a State in its language, by the paths of its files."""
        of_index = {"index": _INDEX, **facts}
        return letter_files(self.folder, self.settings, economy, name, of_index, day=day)


def select_events(events: Sequence[Event], economy: str) -> Sequence[Event]:
    """Return the events about an economy; all events if there is no economy."""
    return [event for event in events if event.economy == economy] if economy else events


def read_round(path: str | os.PathLike[str]) -> OpenRound:
    """Read a round from its folder, to work on it."""
    folder = open_round(path)
    return fold_round(folder, folder.register.read())


def fold_round(folder: RoundFolder, events: tuple[Event, ...]) -> OpenRound:
    """Return a round as some events of its register leave it."""
    settings = folder.read_settings()
    # A State that is not listed has one office, and so have all of them without a list.
    offices = (
        read_offices(folder.files.offices_file)
        if folder.files.offices_file.is_file()
        else Offices()
    )
    offices.refuse_errors()
    names = {
        code: tuple(each.office for each in offices.list_offices(code) if each.office)
        for code in settings.economies
    }
    state = fold_season(events, settings.economies, names)
    return OpenRound(folder, settings, events, state, offices)


def require_day(day: dt.date | str, argument: str = "day") -> dt.date:
    """Return a day that is stated: an operation never takes the day of the clock."""
    stated = date_of(day, argument)
    if stated is None:
        raise UsageError("round.no-day", argument=argument)
    return stated
