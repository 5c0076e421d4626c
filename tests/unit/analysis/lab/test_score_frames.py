"""Denominators, normalisation, aggregation and outranking on data frames."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.normalisations import NORMALISATIONS

VALUES = pd.DataFrame(
    {"users": [20.0, 60.0, np.nan, 40.0], "price": [4.0, 2.0, 1.0, 1.0]},
    index=["BRA", "CHL", "PER", "URY"],
)
SCORES = pd.DataFrame(
    {"a": [10.0, 40.0, 0.0], "b": [90.0, np.nan, 30.0], "c": [50.0, 20.0, 70.0]},
    index=["BRA", "CHL", "PER"],
)
TREE = {"index": {"left": 2, "c": 1}, "left": ["a", "b"]}


def test_equal_sums_in_another_order_are_compared_as_equal() -> None:
    sums = pd.DataFrame({"a": [0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1], "b": [1.0, 1.0]}, ["BRA", "CHL"])
    assert sums.loc["BRA", "a"] != sums.loc["CHL", "a"]
    assert ict.analysis.outrank_matrix(sums).loc["BRA", "CHL"] == 0.5
    assert ict.analysis.aggregate(sums, method="copeland")["score"].tolist() == [0.0, 0.0]
    assert ict.analysis.normalise(sums, "rank")["a"].tolist() == [1.0, 1.0]


def test_each_indicator_has_a_method_a_direction_and_options_of_its_own() -> None:
    scores = ict.analysis.normalise(
        VALUES,
        {"users": "goalposts", "price": "rank"},
        directions={"price": -1},
        zero={"users": 0},
        full={"users": 50},
    )
    assert scores["users"].tolist()[:2] == [40.0, 100.0]
    assert np.isnan(scores.loc["PER", "users"])
    assert scores["price"].tolist() == [1, 2, 3, 3]
    assert scores.attrs["method"] == {"users": "goalposts", "price": "rank"}
    assert scores.attrs["directions"] == {"users": 1, "price": -1}


def test_frozen_parameters_keep_the_scale_of_an_earlier_edition() -> None:
    earlier = ict.analysis.normalise(VALUES, directions={"price": -1})
    later = VALUES.add([10, 1])
    scores = ict.analysis.normalise(later, parameters=earlier.attrs["parameters"])
    assert scores["users"].tolist()[:2] == [25.0, 125.0]
    assert scores["price"].round(6).tolist() == [-33.333333, 33.333333, 66.666667, 66.666667]
    ranks = ict.analysis.normalise(VALUES, "rank")
    again = ict.analysis.normalise(later, "rank", parameters=ranks.attrs["parameters"])
    assert again["users"].tolist()[:2] == [2.0, 4.0]


def test_a_reference_is_an_economy_or_a_value() -> None:
    by_economy = ict.analysis.normalise(
        VALUES, "distance-to-reference", directions={"price": -1}, reference="CHL", capped=1
    )
    assert by_economy["price"].tolist() == [0.0, 1.0, 1.0, 1.0]
    by_value = ict.analysis.normalise(
        VALUES, "distance-to-reference", reference={"users": 60, "price": 2.5}
    )
    assert by_value["users"].tolist()[:2] == [0.0, 1.0]
    assert by_value["price"].tolist() == [2.0, 2 / 3, 0.0, 0.0]
    with pytest.raises(UsageError, match="has no value of 'users'"):
        ict.analysis.normalise(VALUES, "distance-to-reference", reference="PER")


@small_cases(
    ("frame", "arguments", "words"),
    [
        (VALUES, {"method": "best"}, "In the argument 'method', 'best' is not known"),
        (VALUES, {"method": {"users": "rank"}}, "In the argument 'method', 'price' is not known"),
        (VALUES, {"directions": {"price": 2}}, r"must be 1 \(more is better\) or -1"),
        (VALUES, {"directions": {"cost": 1}}, "In the argument 'directions', 'cost' is not known"),
        (VALUES, {"top": 1}, r"The operation 'min-max' has no option 'top'"),
        (VALUES, {"method": "goalposts", "zero": 1}, "needs the option 'full'"),
        (VALUES, {"lower": "low"}, "The argument 'lower' must be a number"),
        (
            VALUES,
            {"method": "distance-to-reference", "reference": "XXX"},
            "In the argument 'reference', 'XXX' is not known",
        ),
        (
            VALUES[["price"]].loc[["PER", "URY"]],
            {},
            "cannot be applied to 'price'.*both ends of its range are 1.0",
        ),
        (VALUES * np.nan, {}, "cannot be applied to 'users'.*none of them has a value"),
        (VALUES.head(1), {"method": "z-score"}, "cannot be applied to 'users'.*at least 2 values"),
    ],
)
def test_a_normalisation_that_does_not_fit_is_refused(
    frame: pd.DataFrame, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match="(?s)" + words):
        ict.analysis.normalise(frame, **arguments)


def test_a_tree_is_aggregated_from_the_lowest_level_up() -> None:
    strict = ict.analysis.aggregate(SCORES, TREE)
    assert strict.columns.tolist() == ["left", "index"]
    assert strict["left"].tolist()[::2] == [50.0, 15.0]
    assert strict["index"].tolist()[::2] == [50.0, 100 / 3]
    assert strict.loc["CHL"].isna().all()
    assert strict.attrs["weights"]["index"] == {"left": "2", "c": "1"}
    assert strict.attrs["reweighted"] == {"left": 0, "index": 0}


def test_re_weighting_is_asked_for_and_counted() -> None:
    some = ict.analysis.aggregate(SCORES, TREE, least_share={"left": 0.5})
    assert some.loc["CHL"].tolist() == [40.0, 100 / 3]
    assert some.attrs["reweighted"] == {"left": 1, "index": 0}
    by_level = ict.analysis.aggregate(SCORES, TREE, least_share=[0.5, 1])
    pd.testing.assert_frame_equal(by_level, some, check_flags=False)


def test_methods_and_options_by_node_and_by_level() -> None:
    mixed = ict.analysis.aggregate(
        SCORES, TREE, method={"left": "generalised-mean"}, power={"left": 2}, least_share=0
    )
    assert mixed.loc["BRA", "left"] == pytest.approx((100 / 2 + 8100 / 2) ** 0.5)
    assert mixed.loc["BRA", "index"] == pytest.approx((2 * mixed.loc["BRA", "left"] + 50) / 3)
    levels = ict.analysis.aggregate(
        SCORES, TREE, method=["median", "copeland"], least_share=0, weights={"c": Fraction(4)}
    )
    # c outweighs left: PER before BRA before CHL.
    assert levels["index"].tolist() == [0.0, -2.0, 2.0]


def test_scores_are_re_scaled_where_zeros_exist() -> None:
    with pytest.raises(
        UsageError, match=r"only defined for scores above 0; that of Peru \(PER\)"
    ) as caught:
        ict.analysis.aggregate(SCORES, TREE, method="geometric-mean", least_share=0)
    assert "rescale=True" in str(caught.value)
    # Where a node has no score anyway, its parts are not asked for.
    ict.analysis.aggregate(SCORES.loc[["BRA", "CHL"]], TREE, method="geometric-mean")
    rescaled = ict.analysis.aggregate(SCORES, TREE, method="geometric-mean", rescale=True)
    assert rescaled.loc["PER", "left"] == pytest.approx((1 * 30.7) ** 0.5)
    of_tenths = ict.analysis.aggregate(SCORES / 10, TREE, method="geometric-mean", rescale=(0, 10))
    pd.testing.assert_frame_equal(of_tenths, rescaled, check_flags=False)


@pytest.mark.parametrize("method", ["geometric-mean", "harmonic-mean", "benefit-of-the-doubt"])
def test_z_scores_have_no_such_mean_and_are_not_re_scaled_to_have_one(method: str) -> None:
    z_scores = ict.analysis.normalise(SCORES[["a", "c"]], "z-score")
    options = {"deviation": 0.2} if method == "benefit-of-the-doubt" else {}
    with pytest.raises(UsageError, match="only defined for scores above 0"):
        ict.analysis.aggregate(z_scores, method=method, **options)
    with pytest.raises(UsageError) as caught:
        ict.analysis.aggregate(z_scores, method=method, rescale=True, **options)
    assert str(caught.value).startswith(
        "The score of Brazil (BRA) for 'a' is -0.320256, outside the scale from 0 to 100 that is "
        "brought to 1 to 100. Give the scale of the scores as 'rescale=(lowest, highest)'."
    )
    # A remainder of rounding beyond an end is no other scale.
    edge = pd.DataFrame({"a": [-1e-14, 100 + 1e-12], "b": [0.0, 100.0]})
    ends = ict.analysis.aggregate(edge, method="geometric-mean", rescale=True)["score"]
    assert ends.tolist() == pytest.approx([1, 100])
    with pytest.raises(UsageError, match="rescale"):
        ict.analysis.aggregate(edge, method="geometric-mean", rescale=(100, 0))


def test_benefit_of_the_doubt_on_a_frame() -> None:
    scores = pd.DataFrame({"a": [4.0, 2.0, 1.0], "b": [2.0, 4.0, 1.0]})
    aggregated = ict.analysis.aggregate(scores, method="benefit-of-the-doubt", lower_share=0.1)
    np.testing.assert_allclose(aggregated["score"], [1, 1, 1 / 3], rtol=1e-9)
    with pytest.raises(UsageError, match=r"(?s)cannot be applied to 'score'.*Without limits"):
        ict.analysis.aggregate(scores, method="benefit-of-the-doubt")


@small_cases(
    ("arguments", "words"),
    [
        ({"tree": {"x": ["a", "d"]}}, "In the argument 'tree', 'd' is not known"),
        ({"tree": {"x": ["a"], "y": ["a"]}}, "the parts have 'a' twice"),
        ({"tree": {"x": ["y"], "y": ["x"]}}, "The node 'x' is below itself"),
        ({"tree": ["a"]}, "The argument 'tree' must be a mapping"),
        ({"method": "mean"}, "In the argument 'method', 'mean' is not known"),
        ({"tree": TREE, "method": ["median"]}, "has 1 entries, and the tree has 2 levels"),
        ({"weights": {"z": 1}}, "In the argument 'weights', 'z' is not known"),
        ({"weights": {"a": -1}}, "A weight is below 0: -1"),
        ({"weights": {"a": 0, "b": 0, "c": 0}}, "All weights are 0"),
        ({"least_share": 2}, "The argument 'least_share' must be a number from 0 to 1"),
        ({"rescale": 5}, "The argument 'rescale' must be True, False or a pair"),
        ({"power": 2}, "has no option 'power'"),
    ],
)
def test_an_aggregation_that_does_not_fit_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ict.analysis.aggregate(SCORES, **arguments)


def test_denominators_are_matched_by_label() -> None:
    people = pd.DataFrame({"people": [2.0, np.nan, 4.0, 8.0]}, index=["URY", "PER", "CHL", "BRA"])
    rates = ict.analysis.denominate(VALUES, {"users": "people"}, people, factors={"users": 100})
    assert rates["users"].tolist()[:2] == [250.0, 1500.0]
    assert np.isnan(rates.loc["PER", "users"])
    assert rates["price"].tolist() == VALUES["price"].tolist()
    with pytest.raises(UsageError, match="In the argument 'denominators', 'BRA' is not known"):
        ict.analysis.denominate(VALUES, {"users": "people"}, people.drop("BRA"))
    people.loc["URY"] = 0
    with pytest.raises(UsageError, match=r"The denominator 'people' of .* is 0"):
        ict.analysis.denominate(VALUES, {"users": "people"}, people)


def test_outranking_compares_what_both_have() -> None:
    matrix = ict.analysis.outrank_matrix(SCORES, {"c": 2})
    assert matrix.loc["BRA", "PER"] == 0.5
    assert matrix.loc["BRA", "CHL"] == 2 / 3  # of a and c, c has two thirds
    assert (np.diag(matrix) == 0).all()
    assert matrix.attrs == {"operation": "outrank_matrix", "dominant": 0, "share": 0.0}
    apart = pd.DataFrame({"a": [1.0, np.nan], "b": [np.nan, 1.0]})
    assert np.isnan(ict.analysis.outrank_matrix(apart).loc[0, 1])


@pytest.mark.parametrize(
    ("function", "table"),
    [(ict.analysis.normalise, NORMALISATIONS), (ict.analysis.aggregate, AGGREGATIONS)],
)
def test_the_methods_of_a_docstring_are_one_list_on_each_python(function: Any, table: Any) -> None:
    """Python 3.13 removes the indentation of docstrings, but not of what is put in later."""
    lines = function.__doc__.splitlines()
    assert [key for key in table if not any(line.startswith(f"``{key}``") for line in lines)] == []
