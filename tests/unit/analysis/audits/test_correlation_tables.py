"""Correlations along a structure, against pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError

GENERATOR = np.random.default_rng(2)
LEAVES = pd.DataFrame(GENERATOR.normal(size=(30, 4)), columns=list("abcd"))
TREE = {"a": "x", "b": "x", "c": "y", "d": "y", "x": "i", "y": "i"}
SCORES = LEAVES.assign(x=LEAVES.a + LEAVES.b, y=LEAVES.c - LEAVES.d, i=LEAVES.sum(axis=1))


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_a_table_without_structure_is_correlated_with_itself(method: str) -> None:
    coefficients = ict.analysis.correlations(LEAVES, method=method)
    expected = LEAVES.corr(method=method).to_numpy()
    matrix = coefficients.pivot(index="first", columns="second", values="correlation")
    assert matrix.to_numpy() == pytest.approx(expected, abs=1e-12)
    assert coefficients["count"].eq(30).all()
    assert coefficients.attrs["method"] == method


def test_levels_parents_and_families_choose_the_pairs() -> None:
    def pairs(**options: object) -> list[tuple[str, str]]:
        coefficients = ict.analysis.correlations(SCORES, TREE, **options)
        return list(zip(coefficients["first"], coefficients["second"], strict=True))

    assert pairs(levels=(1, 2), within="parents") == [
        ("x", "a"),
        ("x", "b"),
        ("y", "c"),
        ("y", "d"),
    ]
    assert len(pairs(levels=(2, 1))) == 8
    assert pairs(levels=2, within="family") == [("i", "x"), ("i", "y")]
    assert pairs(levels=1, within=2)[:4] == [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]
    assert len(pairs(levels=1, within=3)) == 16


def test_directions_turn_an_indicator() -> None:
    table = pd.DataFrame({"code": ["a", "b"], "parent": ["i", "i"], "direction": [1, -1]})
    plain = ict.analysis.correlations(LEAVES, table).set_index(["first", "second"])["correlation"]
    turned = ict.analysis.correlations(LEAVES, table, directed=True)
    turned = turned.set_index(["first", "second"])["correlation"]
    assert turned["a", "b"] == pytest.approx(-plain["a", "b"])


def test_complete_economies_alone() -> None:
    holes = LEAVES.copy()
    holes.iloc[0, 0], holes.iloc[1, 3] = np.nan, np.nan
    coefficients = ict.analysis.correlations(holes, use="complete")
    assert coefficients["count"].eq(28).all()
    assert ict.analysis.correlations(holes)["count"].max() == 30


def test_flags_name_each_pair_once_and_compare_the_sign() -> None:
    scores = SCORES.assign(b=-SCORES.a)
    high = ict.analysis.correlation_flags(scores, TREE)
    assert high.empty
    low = ict.analysis.correlation_flags(scores, TREE, kind="low", threshold=-0.9)
    assert low[["group", "first", "second"]].to_numpy().tolist() == [["x", "a", "b"]]


def message(call: object, *arguments: object, **named: object) -> str:
    with pytest.raises(UsageError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return str(caught.value).partition(". ")[0]


def test_what_does_not_fit_is_refused() -> None:
    call = ict.analysis.correlations
    assert message(call, LEAVES, method="phi") == "The argument 'method' cannot be 'phi'"
    assert message(call, SCORES, TREE, levels=(1, 2, 3)) == (
        "'(1, 2, 3)' names neither a level nor two"
    )
    wanted = "Correlations cannot be restricted by '{}' between these levels"
    assert message(call, SCORES, TREE, within="parents") == wanted.format("parents")
    assert message(call, SCORES, TREE, levels=(1, 2), within=3) == wanted.format(3)
    assert message(call, SCORES, TREE, levels=2, within=2) == wanted.format(2)
    assert message(ict.analysis.correlation_flags, SCORES, TREE, threshold=92) == (
        "The threshold 92 is not a correlation"
    )
    assert message(call, LEAVES, within="parents").startswith("This needs the structure")
