"""The course: all exercises, in the order in which they are worked."""

from __future__ import annotations

from typing import Literal

from ictindex.core.errors import UsageError
from ictindex.publishing.training import focal_points, statisticians
from ictindex.publishing.training.exercise import AUDIENCES, Exercise


def exercises(
    audience: Literal["focal-points", "statisticians"] | None = None,
) -> tuple[Exercise, ...]:
    """Return the exercises of an audience, or all of them.

    Parameters
    ----------
    audience : str, optional
        ``"focal-points"`` or ``"statisticians"``; by default both.

    Returns
    -------
    tuple of Exercise
        In the order in which they are worked.

    Raises
    ------
    UsageError
        If there is no such audience.

    Examples
    --------
    >>> import ictindex as ict
    >>> [exercise.id for exercise in ict.training.exercises("focal-points")]
    ['slips', 'finding', 'answer', 'basket']
    >>> len(ict.training.exercises("statisticians"))
    10
    """
    if audience is not None and audience not in AUDIENCES:
        raise UsageError("training.audience", audience=str(audience)[:40], allowed=AUDIENCES)
    every = (*focal_points.EXERCISES, *statisticians.EXERCISES)
    return tuple(exercise for exercise in every if audience in (None, exercise.audience))
