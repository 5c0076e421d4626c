"""Contributions: the parts of the index add up, and nothing below a supplied score is one."""

from fractions import Fraction

import numpy as np
import pytest

import ictindex as ict


@pytest.mark.slow
def test_contributions_of_the_indicators_add_up_to_the_index(edition: ict.Result) -> None:
    parts = edition.contribution_rows
    nodes = edition.methodology.plan.nodes
    leaves = [n for n, node in enumerate(nodes) if edition.kind_of(node) == "indicator"]
    for e, code in enumerate(edition.economies):
        index = edition.exact.loc[code, "idi"]
        if index is None:
            assert set(parts[e]) == {None}  # no index, so nothing is a part of one
            continue
        total = sum((Fraction(parts[e][n]) for n in leaves), Fraction(0))
        assert abs(total - Fraction(index)) < Fraction(1, 10**18)
        shown = edition.to_frame().query("economy == @code and level == 'indicator'")
        assert abs(shown["contribution"].sum() - float(index)) < 10 * 0.00005 + 1e-9


def test_nothing_below_a_supplied_score_is_a_part_of_the_index() -> None:
    """The supplied score replaces coverage; a value of 3G below it adds nothing to the index."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    rows = table.where(economy="BRA").exclude(indicator="coverage-4g").to_frame()
    rows = rows[["economy", "indicator", "year", "value", "unit"]]
    rows.loc[len(rows)] = ["BRA", "network-coverage", 2022, "90.0", "score"]
    result = ict.compute(ict.methodology("idi", edition=2024), rows)
    shown = result.to_frame(rounded=False).set_index("node")["contribution"]
    assert np.isnan(shown["coverage-3g"])
    assert abs(shown["network-coverage"] - 90 / 12) < 1e-12
    parts = ["universal-connectivity", "meaningful-connectivity"]
    assert abs(shown[parts].sum() - shown["idi"]) < 1e-12
    text = result.explain("BRA", node="coverage-3g").to_text()
    assert "Contribution" not in text


def test_the_share_of_each_indicator_in_the_index(edition: ict.Result) -> None:
    """By the weights of the report, 3G counts 2/5 of coverage, coverage 1/6 of its pillar."""
    share = {"internet-users": 6, "coverage-3g": 30, "coverage-4g": 20, "price-mobile-high": 12}
    whole = edition.dataset
    for node, parts in share.items():
        cell = whole.sel(economy="BRA", node=node)
        assert abs(float(cell["contribution"]) - float(cell["normalised"]) / parts) < 1e-12
