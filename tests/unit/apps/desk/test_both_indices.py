"""The demonstration of both indices: one page, with the figures that ITU printed."""

from __future__ import annotations

import pytest

from ictindex.apps.desk.both_indices import BothIndices, compute_both


@pytest.fixture(scope="module")
def both() -> BothIndices:
    return compute_both()


def test_the_page_is_the_same_in_a_notebook(both: BothIndices) -> None:
    html, text = both.to_html("ar"), both.to_text("ar")
    for figure in ("82.0", "146.84", "80.5"):
        assert figure in html and figure in text


def test_the_data_have_both_indices(both: BothIndices) -> None:
    record = both.to_dict()
    assert len(record["comparison"]) == 277
    shares = record["price_baskets"]["comparison"]
    assert len(shares) == 28 and all(row["published"] == row["recomputed"] for row in shares)
