"""The framework: effective weights add up, each block inside that of its parent."""

from __future__ import annotations

import pytest

import ictindex as ict


@pytest.mark.parametrize("edition", [2011, 2017, 2024])
def test_blocks_tile_their_parents(edition: int) -> None:
    methodology = ict.methodology("idi", edition=edition)
    data = methodology.plot.framework().data.set_index("node")
    for node, row in data.iterrows():
        share = methodology.plan.weight_in_index(str(node))
        assert row["effective_weight"] == pytest.approx(float(share))
        below = data[data["parent"] == node]
        if len(below):
            assert below["effective_weight"].sum() == pytest.approx(row["effective_weight"])
            assert below["start"].min() == pytest.approx(row["start"])
            assert below["end"].max() == pytest.approx(row["end"])
    leaves = data[~data.index.isin(data["parent"])]
    assert leaves["effective_weight"].sum() == pytest.approx(1)
