"""The list of exercises as a page: title, minutes, files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page
from ictindex.publishing.training.exercise_words import phrase

if TYPE_CHECKING:
    from ictindex.language.i18n.document import Block
    from ictindex.publishing.training.exercise import Exercise


def show_exercises(exercises: Sequence[Exercise], language: str | None = None) -> Page:
    """Return the page of some exercises, with their plain data."""
    return Page(
        partial(_write_list, exercises),
        language,
        lambda: {"exercises": [exercise.to_dict() for exercise in exercises]},
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
