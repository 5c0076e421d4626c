"""The list of exercises."""

from __future__ import annotations

import pytest

import ictindex as ict
from ictindex.publishing.training.course import show_exercises


def test_exercises_by_audience() -> None:
    every = ict.training.exercises()
    assert len({exercise.id for exercise in every}) == len(every) == 14
    assert {exercise.audience for exercise in every} == {"focal-points", "statisticians"}
    assert all(10 <= exercise.minutes <= 60 for exercise in every)
    with pytest.raises(ict.errors.UsageError, match="Use one of: focal-points, statisticians"):
        ict.training.exercises("ministers")


def test_only_economies_that_do_not_exist() -> None:
    for exercise in ict.training.exercises():
        for name, content in exercise.files("en").items():
            if name.endswith(".csv"):
                rows = content.decode().splitlines()[1:]
                assert all(row.startswith("XA") for row in rows), name


def test_each_exercise_has_a_row_with_its_title_minutes_and_files() -> None:
    exercises = ict.training.exercises("focal-points")
    page = show_exercises(exercises, "en")
    text = page.to_text()
    for exercise in exercises:
        line = next(line for line in text.splitlines() if f"({exercise.id})" in line)
        assert str(exercise.minutes) in line
        assert all(name in text for name in exercise.files("en"))
    assert [row["id"] for row in page.to_dict()["rows"]] == [e.id for e in exercises]
