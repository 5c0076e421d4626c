"""The list of exercises as a page."""

from __future__ import annotations

import ictindex as ict
from ictindex.publishing.training.exercise_list import show_exercises


def test_each_exercise_has_a_row_with_its_title_minutes_and_files() -> None:
    exercises = ict.training.exercises("focal-points")
    page = show_exercises(exercises, "en")
    text = page.to_text()
    for exercise in exercises:
        line = next(line for line in text.splitlines() if f"({exercise.id})" in line)
        assert str(exercise.minutes) in line
        assert all(name in text for name in exercise.files("en"))
    assert [row["id"] for row in page.to_dict()["exercises"]] == [e.id for e in exercises]
