"""A quick run draws a part of the examples of a property; every other run draws all."""

from __future__ import annotations

import pytest
from drawn_examples import examples_of_quick_runs
from hypothesis import given, settings
from hypothesis import strategies as st

DRAWN: list[int] = []


@settings(max_examples=40, database=None)
@given(st.integers(0, 10**9))
def test_examples_are_counted(number: int) -> None:
    DRAWN.append(number)


def test_as_many_were_drawn_as_the_run_asks_for(request: pytest.FixtureRequest) -> None:
    wanted = 10 if "not slow" in request.config.option.markexpr else 40
    assert test_examples_are_counted._hypothesis_internal_use_settings.max_examples == wanted
    assert len(DRAWN) in (wanted, 0)  # none where another worker drew them


@pytest.mark.parametrize(("all_of_them", "quick"), [(400, 100), (100, 25), (6, 2), (1, 1)])
def test_a_quarter_and_at_least_two(all_of_them: int, quick: int) -> None:
    assert examples_of_quick_runs(all_of_them) == quick
