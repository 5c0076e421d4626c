"""A round as it is read from its folder: what it has pinned, its offices, events and state."""

from __future__ import annotations

import os
from typing import NamedTuple

from ictindex.apps.rounds.duties import Releases, list_releases
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.offices import Office, Offices, read_offices
from ictindex.submissions.closed.round_folder import RoundFolder, open_round
from ictindex.submissions.closed.round_settings import RoundSettings
from ictindex.submissions.closed.season_state import EconomyState, SeasonState, fold_season


class Season(NamedTuple):
    """A round on the desk: its folder and everything that is read from it."""

    folder: RoundFolder
    settings: RoundSettings
    offices: Offices
    events: tuple[Event, ...]
    state: SeasonState
    releases: Releases

    @property
    def states(self) -> tuple[EconomyState, ...]:
        """The state of each economy, by code."""
        return tuple(self.state.economies.values())

    def offices_of(self, economy: str) -> tuple[Office, ...]:
        """Return the offices of a State with the sheets that each of them owns."""
        return self.offices.of_economy(economy)


def read_season(path: str | os.PathLike[str]) -> Season:
    """Read a round from its folder."""
    folder = open_round(path)
    return fold_events(folder, folder.register.read())


def fold_events(folder: RoundFolder, events: tuple[Event, ...]) -> Season:
    """Return a round as some events of its register leave it."""
    settings = folder.read_settings()
    is_listed = folder.offices_file.is_file()
    offices = read_offices(folder.offices_file) if is_listed else Offices()
    names = {
        code: tuple(each.office for each in offices.of_economy(code) if each.office)
        for code in settings.economies
    }
    state = fold_season(events, settings.economies, names)
    return Season(folder, settings, offices, events, state, list_releases(events))
