"""The treatment of outliers in a table, and its report."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

RISING = [2.0**n for n in range(40)]
TABLE = pd.DataFrame(
    {"skewed": [*range(1, 39), 300.0, 900.0], "steep": RISING, "even": np.arange(40.0)},
    index=[f"E{n:02}" for n in range(40)],
)


def test_each_indicator_has_a_rule_of_its_own() -> None:
    treated = ict.analysis.treat(
        TABLE, rules={"skewed": "none", "steep": {"most": 1, "then": "log"}}
    )
    assert treated.values["skewed"].tolist() == TABLE["skewed"].tolist()
    np.testing.assert_allclose(treated.values["steep"], np.log(RISING))
    assert treated.details["indicator"].tolist() == ["steep", "even"]
    assert treated.details["method"].tolist() == ["log", "none"]
    assert treated.points[["economy", "side", "kept"]].to_numpy().tolist() == [
        ["E39", "high", False]
    ]


def test_the_points_that_were_set_are_listed() -> None:
    treated = ict.analysis.treat(TABLE[["skewed"]])
    assert treated.points.to_numpy().tolist() == [
        ["E38", "skewed", "high", 300.0, 38.0, True],
        ["E39", "skewed", "high", 900.0, 38.0, True],
    ]
    mirrored = ict.analysis.treat(-TABLE[["skewed"]])
    assert mirrored.points["side"].tolist() == ["low", "low"]


def test_the_same_steps_are_applied_to_a_later_edition() -> None:
    treated = ict.analysis.treat(TABLE)
    later = treated.apply(TABLE * 2)
    assert later["skewed"].max() == 38.0
    assert later["even"].max() == 78.0
    with pytest.raises(UsageError, match="In the argument 'frame', 'other' is not known"):
        treated.apply(pd.DataFrame({"other": [1.0]}))


def test_box_cox_finds_its_exponent_or_takes_one() -> None:
    supplied = ict.analysis.treat(TABLE[["steep"]], most=0, then="box-cox", exponent=0)
    np.testing.assert_allclose(supplied.values["steep"], np.log(RISING))
    free = ict.analysis.treat(TABLE[["steep"]], most=0, then="box-cox")
    assert abs(free.fitted["steep"].steps[-1][1]["exponent"]) < 0.05


def test_a_combined_treatment_transforms_the_winsorised_values() -> None:
    """With one point set, the highest value is the next one, 2^38, before its logarithm."""
    steep = TABLE[["steep"]]
    combined = ict.analysis.treat(steep, most=1, then="log", combined=True)
    np.testing.assert_allclose(combined.values["steep"], np.log([*RISING[:39], RISING[38]]))
    assert combined.points["kept"].tolist() == [True]
    apart = ict.analysis.treat(steep, most=1, then="log")
    np.testing.assert_allclose(apart.values["steep"], np.log(RISING))


def test_the_page_says_the_rule_what_was_treated_and_what_is_left() -> None:
    treated = ict.analysis.treat(TABLE, most=1, then=None)
    page = treated.to_text("en")
    assert "its skewness is 2 or more in absolute value and its excess kurtosis 3.5 or more" in page
    assert "3.5 or more: winsorising (points: at most 1)." in page
    assert "Treated: 2 of 3 indicators." in page
    assert "Still skewed and heavy-tailed after treatment: skewed, steep." in page
    assert "E39" in page
    for language in ("ar", "es", "fr", "ru", "zh"):
        assert "steep" in treated.to_text(language)
    none = ict.analysis.treat(TABLE[["even"]]).to_text("en")
    assert "Treated: 0 of 1 indicators." in none
    assert "Points that were set" not in none
    assert treated.to_dict()["points"][0]["economy"] == "E39"
    assert treated.to_frame("points").equals(treated.points)


@small_cases(
    ("arguments", "words"),
    [
        ({"then": "sqrt"}, "In the argument 'then', 'sqrt' is not known"),
        ({"most": -1}, "'most' must be a whole number of at least 0; it is -1."),
        ({"rules": {"gdp": "none"}}, "In the argument 'rules', 'gdp' is not known"),
        ({"rules": {"even": 3}}, "The argument 'rules' must be a mapping"),
        ({"colour": 3}, "In the argument 'options', 'colour' is not known"),
        ({"exponent": 2}, "In the argument 'options', 'exponent' is not known"),
    ],
)
def test_settings_that_do_not_fit_are_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ict.analysis.treat(TABLE, **arguments)


def test_too_few_values_are_refused_with_the_indicator() -> None:
    with pytest.raises(UsageError, match=r"(?s)cannot be applied to 'skewed'.*at least 4 values"):
        ict.analysis.treat(TABLE.head(3))
    treated = ict.analysis.treat(TABLE)
    with pytest.raises(UsageError, match="In the argument 'part', 'rules' is not known"):
        treated.to_frame("rules")


def test_an_indicator_within_the_limits_is_left_as_it_is() -> None:
    skewed = TABLE[["skewed"]]
    shape = skewed["skewed"].skew(), skewed["skewed"].kurt()
    wide = {"skewness": shape[0] + 1, "kurtosis": shape[1] + 1}
    assert ict.analysis.treat(skewed, **wide).values.equals(skewed)
    # One limit that holds is enough, unless both limits count together or neither holds.
    assert not ict.analysis.treat(skewed, skewness=1, kurtosis=1).values.equals(skewed)
