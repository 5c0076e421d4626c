"""The list of exercises."""

from __future__ import annotations

import pytest

import ictindex as ict


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
