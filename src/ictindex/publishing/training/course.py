"""The course: all exercises, in the order in which they are worked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page, nested_record
from ictindex.publishing.training import focal_points, statisticians
from ictindex.publishing.training.exercise import AUDIENCES, Exercise
from ictindex.publishing.training.exercise_words import phrase

if TYPE_CHECKING:
    from ictindex.language.i18n.document import Block


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


def show_exercises(exercises: Sequence[Exercise], language: str | None = None) -> Page:
    """Return the page of some exercises, with their plain data."""
    return Page(
        partial(_write_list, exercises),
        language,
        lambda: {"rows": [nested_record(exercise) for exercise in exercises]},
        json_name="exercises",
    )


def _write_list(exercises: Sequence[Exercise], language: str) -> list[Block]:
    """Return a row for each exercise."""
    headers = [phrase(key, language) for key in ("exercise", "time", "material")]
    rows = [
        [
            i18n.detail(exercise.title(language), exercise.id, language),
            phrase("minutes", language, count=str(exercise.minutes)),
            i18n.join(list(exercise.files(language)), language),
        ]
        for exercise in exercises
    ]
    return [i18n.Grid(headers, rows)]
