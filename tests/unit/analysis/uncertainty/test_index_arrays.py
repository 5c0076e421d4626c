"""The arrays of a result: who takes part, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from robustness_cases import sample_result

import ictindex as ict
from ictindex.analysis.uncertainty.index_arrays import build_index_arrays
from ictindex.core.errors import UsageError


def test_economies_with_the_score_take_part() -> None:
    arrays = build_index_arrays(sample_result(), "idi")
    assert len(arrays.economies) == 19
    assert "FRA" not in arrays.economies
    assert arrays.nodes[arrays.root] == "idi"
    assert (arrays.decimals, arrays.scale, arrays.highest_best) == (1, 100.0, True)


def test_a_sub_index_has_economies_of_its_own() -> None:
    arrays = build_index_arrays(sample_result(), "universal-connectivity")
    result = sample_result()
    n = result.position("universal-connectivity")
    there = sum(row[n] is not None for row in result.exact_scores.scores)
    assert len(arrays.economies) == there
    assert len(arrays.below()) == 4


def test_imputed_cells_bring_in_those_that_they_complete() -> None:
    result = sample_result()
    missing = {
        economy: [
            i for i, v in zip(result.methodology.plan.indicators, row, strict=True) if v is None
        ]
        for economy, row in zip(result.economies, result.input_rows.values, strict=True)
    }
    cells = [("FRA", indicator) for indicator in missing["FRA"]]
    whole = ict.analysis.ImputationSet("test", cells, np.ones((2, len(cells))))
    assert "FRA" in build_index_arrays(result, "idi", whole).economies
    part = ict.analysis.ImputationSet("test", cells[1:], np.ones((2, len(cells) - 1)))
    assert ("FRA" in build_index_arrays(result, "idi", part).economies) is False


def test_an_indicator_has_nothing_to_vary() -> None:
    with pytest.raises(UsageError) as refused:
        build_index_arrays(sample_result(), "internet-users")
    assert refused.value.message("en") == (
        "“Individuals using the Internet” is an indicator: it has no parts whose weights or means "
        "could vary. "
        "Choose the index or a sub-index."
    )


def test_one_economy_cannot_be_ranked() -> None:
    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    rows = [n for n, economy in enumerate(table.cells["economy"]) if economy == "BRA"]
    with pytest.raises(UsageError) as refused:
        build_index_arrays(ict.compute(idi, table.take(rows), edition=2024), "idi")
    assert refused.value.message("en") == (
        "Economies with a score: 1. There is nothing to rank. "
        "Compute a result of at least two economies."
    )
