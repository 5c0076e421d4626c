"""Assumptions: their forms, the sources of their distributions, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from robustness_cases import sample_result
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.uncertainty.assumptions import (
    Assumptions,
    build_simulation,
    read_assumptions,
)
from ictindex.analysis.uncertainty.index_arrays import build_index_arrays
from ictindex.analysis.uncertainty.simulated_index import SimulatedIndex
from ictindex.core.errors import IctindexError


def build(**options: Any) -> SimulatedIndex:
    result = sample_result()
    assumed = read_assumptions(options)
    return build_simulation(result, build_index_arrays(result, "idi", assumed.imputation), assumed)


def test_a_share_is_a_factor_for_each_weight_of_a_node_with_siblings() -> None:
    factors = build(weights={"share": 0.1, "source": "a report"}).factors
    assert [factor.subject for factor in factors][:4] == [
        "internet-users", "households-internet", "mobile-broadband-subscriptions", "coverage-3g",
    ]  # fmt: skip
    assert len(factors) == 13
    assert {(f.parameters["low"], f.parameters["high"]) for f in factors} == {(0.9, 1.1)}
    assert {factor.source for factor in factors} == {"a report"}


def test_nodes_limit_whose_weights_vary() -> None:
    index = build(weights={"share": 0.1, "nodes": ["idi"]})
    assert [factor.id for factor in index.factors] == [
        "weight:universal-connectivity", "weight:meaningful-connectivity",
    ]  # fmt: skip
    (factor,) = build(weights={"dirichlet": 3, "nodes": ["network-coverage"]}).factors
    assert (factor.parameters["counts"], factor.columns) == ((6, 9), 14)


def test_choices_begin_with_the_way_of_the_methodology() -> None:
    index = build(
        normalisation=["min-max", "goalposts"],
        aggregation={"choices": ["geometric-mean"], "nodes": ["idi"]},
        left_out="pillar",
    )
    assert index.normalisations == ("goalposts", "min-max")
    assert index.aggregations == (("arithmetic-mean", (3,)), ("geometric-mean", (3,)))
    assert index.factors[-1].choices == (
        "none", "universal-connectivity", "meaningful-connectivity",
    )  # fmt: skip


def test_hyphens_do_as_underscores_as_in_a_file() -> None:
    assert read_assumptions({"left-out": "indicator"}).names == ("left_out",)


def test_goalposts_have_ranges_in_their_unit() -> None:
    zero, full = build(
        goalposts={"price-fixed-broadband": {"zero": [30, 35], "full": [0.5, 2]}, "source": "x"}
    ).factors
    assert (zero.id, zero.parameters["low"], zero.parameters["high"], zero.source) == (
        "goalpost-zero:price-fixed-broadband", 30.0, 35.0, "x",
    )  # fmt: skip
    assert full.parameters["high"] == 2.0


def test_the_source_of_rounding_is_what_was_written() -> None:
    (factor,) = build(rounding=True).factors
    assert (factor.source, factor.columns, factor.cells) == ("written-digits", 0, 190)


def test_estimates_are_those_with_the_status() -> None:
    result = sample_result()
    status = result.observations.cells["status"]
    index = build(estimates={"absolute": {"internet-users": 2}, "status": ["A"], "source": "y"})
    (factor,) = index.factors
    column = result.methodology.plan.indicators.index("internet-users")
    rows = [result.input_rows.rows[result.economy_position(e)][column] for e in index.economies]
    assert factor.cells == sum(row is not None and status[row] == "A" for row in rows)
    assert factor.parameters["deviation"] == "absolute"


def test_estimates_are_those_of_anybody_where_no_status_is_named() -> None:
    result = sample_result()
    index = build(estimates={"relative": 0.1})
    status, rows = result.observations.cells["status"], result.input_rows.rows
    used = [rows[result.economy_position(e)][n] for e in index.economies for n in range(10)]
    expected = sum(row is not None and status[row] in ("E", "I") for row in used)
    assert index.factors[0].cells == expected > 0


def test_imputations_fill_only_what_is_empty() -> None:
    result = sample_result()
    row = result.input_rows.values[result.economy_position("FRA")]
    named = zip(result.methodology.plan.indicators, row, strict=True)
    cells = [("FRA", i) for i, v in named if v is None] + [("BRA", "internet-users")]
    draws = np.full((3, len(cells)), 5.0)
    index = build(imputation=ict.analysis.ImputationSet("median", cells, draws, "a study"))
    (factor,) = index.factors
    assert (factor.cells, factor.source) == (len(cells) - 1, "a study")
    assert index.plain().values[0, index.economies.index("BRA"), 0] == 80.5


@small_cases(
    ("options", "message"),
    [
        ({}, "No assumption is made, so nothing varies."),
        ({"weight": 1}, "'weight' is not known for 'assumptions'."),
        ({"weights": 2}, "The argument 'weights' must be a share from 0 to 1, such as 0.25, or"),
        ({"weights": {"share": 0.1, "dirichlet": 2}}, "The argument 'weights' must be a share"),
        ({"weights": {"dirichlet": 0.5}}, "must be a whole number above 0; it is '0.5'."),
        ({"weights": {"share": 0.1, "by": 1}}, "'by' is not known for 'weights'."),
        ({"weights": {"share": 0.1, "nodes": ["x"]}}, "'x' is not known for 'weights.nodes'."),
        ({"normalisation": ["borda"]}, "'borda' is not known for 'normalisation'."),
        ({"aggregation": ["copeland"]}, "'copeland' is not known for 'aggregation'."),
        ({"aggregation": 5}, "The argument 'aggregation' must be a list of texts; it is '5'."),
        (
            {"aggregation": ["geometric-mean"], "normalisation": ["z-score"]},
            "The geometric-mean needs scores above zero; about half of all z-scores are below it.",
        ),
        ({"left_out": ["population"]}, "'population' is not known for 'left_out'."),
        ({"goalposts": {"population": {}}}, "'population' is not known for 'goalposts'."),
        ({"goalposts": {"internet-users": {"full": 3}}}, "for each indicator 'zero' or 'full'"),
        (
            {"goalposts": {"internet-users": {"full": [-5, 95]}}},
            "The ranges of the two goalposts of “Individuals using the Internet” meet, or reach",
        ),
        ({"rounding": 3}, "The argument 'rounding' must be True or False; it is '3'."),
        ({"estimates": {"source": "x"}}, "must be a mapping with either 'relative' or 'absolute'"),
        ({"estimates": {"relative": -1}}, "must be a standard deviation of 0 or more; it is '-1'."),
        (
            {"estimates": {"relative": 0.1, "status": "E"}},
            "No value that is used has the status estimated value: there is nothing to vary.",
        ),
    ],
)
def test_what_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(IctindexError) as refused:
        build(**options)
    assert message in refused.value.message("en")


def test_imputations_of_another_shape_are_refused() -> None:
    single = ict.analysis.ImputationSet("median", [("FRA", "internet-users")], np.empty((0, 1)))
    with pytest.raises(IctindexError) as refused:
        build(imputation=single)
    assert refused.value.message("en") == (
        "The imputation 'median' has one value for each cell: it is not known how certain it is. "
        "Ask for several, as ict.analysis.impute(..., draws=20) makes them."
    )
    for draws in (np.ones(2), np.full((2, 1), np.nan), np.ones((2, 3))):
        with pytest.raises(IctindexError) as refused:
            build(imputation=ict.analysis.ImputationSet("m", [("FRA", "internet-users")], draws))
        assert "must be imputations: finite values, a row for each" in refused.value.message("en")


def test_assumptions_are_a_mapping_or_of_their_class() -> None:
    assumed = Assumptions(weights=0.1)
    assert read_assumptions(assumed) is assumed
    with pytest.raises(IctindexError) as refused:
        read_assumptions([1])  # type: ignore[arg-type]
    assert "must be assumptions, of the class Assumptions or as a mapping" in (
        refused.value.message("en")
    )
