"""Clearance: the named roles that agree to a release, each with its day, and what is missing."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ictindex.apps.rounds.season_operations import (
    PlannedEvent,
    RoundSteps,
    read_round,
    require_day,
)
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


def clear_release(
    path: str | os.PathLike[str], role: str, *, day: dt.date | str, dry_run: bool = False
) -> RoundSteps:
    """Record that a role clears the result that was computed last.

    Parameters
    ----------
    path : path
        The folder of the round.
    role : str
        ``methods``, ``legal``, ``designations``, ``languages``, ``licences``, ``disclosure`` or
        ``director``: each clears its own part.
    day : datetime.date or str
        The day (ISO 8601).
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    RoundSteps
        The step ``cleared``. With another result every role clears again.

    Raises
    ------
    UsageError
        If there is no such role, nothing was computed, or the Director is to clear while another
        role is missing or an objection is open.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     try:
    ...         clear_release(folder.path, "legal", day="2027-06-10")
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'round.not-computed'
    """
    if role not in CLEARING:
        raise UsageError("round.no-role", wanted=visible(role), allowed=CLEARING)
    stated, season = require_day(day), read_round(path)
    if not season.state.computed:
        raise UsageError("round.not-computed")
    result = {"result": season.state.computed}
    draft = Draft(event="cleared", day=stated, by=role, fields=result)

    def is_done(events: Sequence[Event]) -> bool:
        state = fold_season(events)
        if role in state.cleared:
            return True
        missing = tuple(_list_missing(state))
        if role == DIRECTOR and missing:
            raise UsageError("round.not-cleared", missing=missing)
        return False

    step = season.carry_out(PlannedEvent(draft, {}, is_done), dry_run=dry_run)
    return RoundSteps((step._replace(office=role),), stated, dry_run)


def _list_missing(season: SeasonState) -> Iterator[str]:
    """Yield what the Director waits for: roles, and codes of States that object."""
    points = list_open_points(season)
    yield from (role for role in points.roles if role != DIRECTOR)
    yield from points.economies
