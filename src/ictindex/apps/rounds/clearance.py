"""Clearance: the named roles that agree to a release, each with its day, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from ictindex.apps.rounds.round_steps import Step
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import CLEARING
from ictindex.submissions.closed.season_state import SeasonState, fold_season

DIRECTOR = CLEARING[-1]


class OpenPoints(NamedTuple):
    """The points that a release waits for: roles without clearance, States that object."""

    roles: tuple[str, ...]
    economies: tuple[str, ...]

    @property
    def is_clear(self) -> bool:
        """True if there is nothing to wait for."""
        return not self.roles and not self.economies


def list_open_points(season: SeasonState) -> OpenPoints:
    """Return what a release of the last result waits for.

    A clearance is of the result that was computed last: with another result it has no effect.
    """
    objecting = [code for code, state in season.economies.items() if state.open_objections]
    roles = [role for role in CLEARING if role not in season.cleared]
    return OpenPoints(tuple(roles), tuple(objecting))


def clear_release(role: str, *, day: dt.date) -> Step:
    """Return the step by which a role clears the last result.

    The Director clears last, when every other role has cleared it and no objection is open.
    """
    if role not in CLEARING:
        raise UsageError("round.no-role", wanted=visible(role), allowed=CLEARING)

    def decide(events: tuple[Event, ...]) -> Draft | None:
        season = fold_season(events)
        if not season.computed:
            raise UsageError("round.not-computed")
        if role in season.cleared:
            return None
        if role == DIRECTOR:
            missing = tuple(_list_missing(season))
            if missing:
                raise UsageError("round.not-cleared", missing=missing)
        return Draft(event="cleared", day=day, by=role, fields={"result": season.computed})

    return Step(decide)


def _list_missing(season: SeasonState) -> Iterator[str]:
    """Yield what the Director waits for: roles, and codes of States that object."""
    points = list_open_points(season)
    yield from (role for role in points.roles if role != DIRECTOR)
    yield from points.economies
