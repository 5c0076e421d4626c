"""The engine against the oracle: the same 20 places on every node, or none."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import reference
from engine_draws import IDI, PLANS, RELEASED, draw_values, path_of, score_arrays

from ictindex import engine
from ictindex.core import decimals

NEW = "idi-methodology-2023"


def divide(whole: int) -> dict[str, int]:
    """Return the number of draws of each document: one of them has more than all the others."""
    each = 12 * whole // (25 * (len(RELEASED) - 1))
    return {key: each if key != NEW else whole - each * (len(RELEASED) - 1) for key in RELEASED}


FEW, MANY = divide(1000), divide(10_000)


def hold_against_the_oracle(document: str, seed: int, count: int) -> None:
    plan, path = PLANS[document], path_of(document)
    values = draw_values(seed, plan, count)
    scores = score_arrays(plan, values).scores
    for row, computed in zip(values, scores, strict=True):
        inputs = {key: Fraction(v) for key, v in zip(plan.indicators, row, strict=True)}
        expected = reference.score(path, inputs)
        actual = dict(zip(plan.nodes, map(Fraction, computed), strict=True))
        assert actual == expected, inputs
        assert {v.as_tuple().exponent for v in computed} == {-20}


@pytest.mark.parametrize("document", RELEASED)
def test_a_thousand_random_inputs(document: str) -> None:
    hold_against_the_oracle(document, 131, FEW[document])


@pytest.mark.slow
@pytest.mark.parametrize("document", RELEASED)
def test_ten_thousand_random_inputs(document: str) -> None:
    hold_against_the_oracle(document, 20181116, MANY[document])


def test_the_counts_are_those_of_the_names() -> None:
    assert sum(FEW.values()) == 1000
    assert sum(MANY.values()) == 10_000
    assert FEW[NEW] > 500 and MANY[NEW] > 5000


@pytest.mark.slow
@pytest.mark.parametrize("document", ["idi-methodology-2023", "idi-methodology-2015"])
def test_missing_cells_and_supplied_scores(document: str) -> None:
    """Any pattern of holes, and of scores supplied for a node."""
    plan, path = PLANS[document], path_of(document)
    draw = random.Random(7)
    values = draw_values(8, plan, 300)
    missing = np.array([[draw.random() < 0.15 for _ in row] for row in values])
    shape = (len(values), len(plan.nodes))
    is_supplied = np.array([[draw.random() < 0.1 for _ in plan.nodes] for _ in values])
    supplied = np.empty(shape, dtype=object)
    supplied[...] = [
        [Decimal(draw.randrange(0, int(plan.scale) * 100 + 1)).scaleb(-2) for _ in plan.nodes]
        for _ in values
    ]
    # The content of a hole is never looked at.
    holes = np.where(missing, None, values)
    result = score_arrays(plan, holes, missing, supplied=supplied, is_supplied=is_supplied)
    for n in range(len(values)):
        inputs = {
            key: Fraction(values[n, i])
            for i, key in enumerate(plan.indicators)
            if not missing[n, i]
        }
        scores = {
            key: Fraction(supplied[n, i]) for i, key in enumerate(plan.nodes) if is_supplied[n, i]
        }
        expected = reference.score(path, inputs, scores)
        actual = {
            key: Fraction(result.scores[n, i])
            for i, key in enumerate(plan.nodes)
            if not result.missing[n, i]
        }
        assert actual == expected


def test_one_missing_cell_takes_the_score_of_exactly_the_nodes_above() -> None:
    values = draw_values(9, IDI, 1)
    above = {
        "coverage-3g": {"network-coverage", "meaningful-connectivity", "idi"},
        "internet-users": {"universal-connectivity", "idi"},
        "price-mobile-high": {"meaningful-connectivity", "idi"},
    }
    for indicator, nodes in above.items():
        missing = np.array([[key == indicator for key in IDI.indicators]])
        result = score_arrays(IDI, values, missing)
        without = {k for k, m in zip(IDI.nodes, result.missing[0], strict=True) if m}
        assert without == nodes | {indicator}
        whole = score_arrays(IDI, values).scores[0]
        for n, key in enumerate(IDI.nodes):
            if key not in without:
                assert result.scores[0, n] == whole[n]


def test_box_a1_1() -> None:
    """The worked example of the IDI 2024 report (Box A1.1), unrounded, from its printed inputs."""
    texts = ["87.4", "89.3", "105.7", "99.2", "98.5", "123.3", "2908.6", "1.0", "1.4", "93.8"]
    inputs = dict(zip(IDI.indicators, map(Fraction, texts), strict=True))
    expected = reference.score(path_of("idi-methodology-2023"), inputs)
    values = np.array([Decimal(text) for text in texts], dtype=object)
    computed = score_arrays(IDI, values).scores
    actual = dict(zip(IDI.nodes, computed, strict=True))
    assert {key: Fraction(value) for key, value in actual.items()} == expected
    shown = {key: str(decimals.round_half_up(value, 4)) for key, value in actual.items()}
    assert shown["universal-connectivity"] == "85.4889"
    assert shown["meaningful-connectivity"] == "93.4085"
    assert shown["idi"] == "89.4487"


def test_a_missing_value_changes_no_other_score() -> None:
    rows = [tuple(row) for row in draw_values(41, IDI, 6)]
    holes = {(1, 3), (2, 0), (5, 6), *((3, n) for n in range(10))}
    lacking = [
        tuple(None if (e, n) in holes else value for n, value in enumerate(row))
        for e, row in enumerate(rows)
    ]
    whole, partial = engine.score_rows(IDI, rows), engine.score_rows(IDI, lacking)
    gone = {
        (e, n) for e, row in enumerate(partial.transformed) for n in range(10) if row[n] is None
    }
    assert gone == holes
    assert [None in row for row in partial.scores] == [False, True, True, True, False, True]
    for part, full in ((partial.scores, whole.scores), (partial.transformed, whole.transformed)):
        for some, every in zip(part, full, strict=True):
            assert all(a in (None, b) for a, b in zip(some, every, strict=True))


def test_supplied_scores_replace_computed_ones_alone() -> None:
    rows = [tuple(row) for row in draw_values(42, IDI, 2)]
    computed = engine.score_rows(IDI, rows).scores
    nothing = [(None,) * len(IDI.nodes)] * 2
    assert engine.score_rows(IDI, rows, nothing).scores == computed
    ones = [(Decimal(1),) * len(IDI.nodes), (None,) * len(IDI.nodes)]
    assert engine.score_rows(IDI, rows, ones).scores == (ones[0], computed[1])
