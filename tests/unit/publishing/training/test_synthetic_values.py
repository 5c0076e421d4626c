"""Figures of economies that do not exist: the same for a seed, possible, and marked."""

from __future__ import annotations

from itertools import islice

import pytest

import ictindex as ict
from ictindex.publishing.training.synthetic_values import (
    COUNTS,
    csv_bytes,
    draw,
    table_rows,
    values_of,
)


def test_the_generator_is_that_of_park_and_miller() -> None:
    """Their check: from 1, the factor 48271 gives 399268537 after 10,000 numbers."""
    state = 1
    for _ in range(10_000):
        state = state * 48271 % (2**31 - 1)
    assert state == 399268537
    assert list(islice(draw(1), 9_999, 10_000)) == [399268537 % 1000]


@pytest.mark.parametrize("edition", [2017, 2024])
def test_values_are_possible_and_the_same_for_a_seed(edition: int) -> None:
    document = ict.methodology("idi", edition).document
    assert values_of(document, 5) == values_of(document, 5) != values_of(document, 6)
    rows = table_rows(document, ["XAA", "XAB"], edition - 2, 5)
    assert len(rows) == 2 * len(document.leaves)
    import pandas as pd

    header = ["economy", "indicator", "year", "value", "source_class", "source"]
    assert not ict.read_observations(pd.DataFrame(rows, columns=header)).findings.errors


def test_4g_is_never_where_3g_is_not() -> None:
    document = ict.methodology("idi", 2024).document
    for seed in range(50):
        values = values_of(document, seed)
        assert values["coverage-4g"] <= values["coverage-3g"]


def test_the_submission_agrees_with_itself() -> None:
    parts = ("cable", "dsl", "fibre", "other")
    total = sum(int(COUNTS[f"fixed-broadband-subscriptions-{part}"]) for part in parts)
    assert total == int(COUNTS["fixed-broadband-subscriptions-count"])


def test_cells_with_commas_are_quoted() -> None:
    assert csv_bytes([["a,b", 1]], ("x", "y")) == b'x,y\n"a,b",1\n'
