"""Groups by transitive rules, in cases that can be drawn on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.engine.statistics.rank_groups import find_distinct_pairs, group_ranked


def apart(pairs: list[tuple[int, int]], count: int) -> np.ndarray:
    table = np.zeros((count, count), dtype=bool)
    for a, b in pairs:
        table[a, b] = table[b, a] = True
    return table


def test_a_chain_holds_together_what_the_complete_rule_cuts() -> None:
    """A and C are distinguished; A and B are not, and B and C are not."""
    table = apart([(0, 2), (0, 3), (1, 3), (2, 3)], 4)
    assert group_ranked(table, [0, 1, 2, 3], "complete") == [1, 1, 2, 3]
    assert group_ranked(table, [0, 1, 2, 3], "chain") == [1, 1, 1, 2]


def test_groups_are_numbered_in_the_supplied_order() -> None:
    table = apart([(0, 1), (0, 2), (1, 2)], 3)
    assert group_ranked(table, [2, 0, 1], "complete") == [2, 3, 1]


def test_two_are_distinguished_from_the_level_on_in_either_direction() -> None:
    wins = np.array([[0.0, 0.95, 0.949], [0.05, 0.0, 0.02], [0.05, 0.98, 0.0]])
    assert find_distinct_pairs(wins, 0.95).tolist() == [
        [False, True, False], [True, False, True], [False, True, False],
    ]  # fmt: skip


@pytest.mark.parametrize("rule", ["complete", "chain"])
@settings(max_examples=40)
@given(data=st.data())
def test_both_rules_keep_their_promise(rule: str, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    pairs = [(a, b) for a in range(count) for b in range(a)]
    chosen = data.draw(st.lists(st.sampled_from(pairs or [(0, 0)]), unique=True)) if pairs else []
    table = apart(chosen, count)
    groups = group_ranked(table, list(range(count)), rule)
    assert set(groups) == set(range(1, max(groups) + 1))
    for a, b in pairs:
        if rule == "complete" and groups[a] == groups[b]:
            assert not table[a, b]
        if rule == "chain" and groups[a] != groups[b]:
            assert table[a, b]
