"""Figures about the precision of a value, alone and together."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_cases import small_cases
from validation_cases import judge

SIDES = np.array([-1, 1])
NAMES = {
    "se": "standard_error",
    "n": "sample_size",
    "deff": "design_effect",
    "low": "lower_bound",
    "high": "upper_bound",
    "level": "confidence_level",
}


def asked(value: object, more: str = "", **stated: object) -> list[str]:
    """Return the codes of the findings about the precision of a value."""
    return [finding.code for finding in findings(value, more, **stated)]


def findings(value: object, more: str = "", **stated: object) -> list[Any]:
    row = " ".join(f"{NAMES[name]}={figure}" for name, figure in stated.items())
    rows = f"BRA internet-users 2022 {value} {row}\n{more}"
    judged = judge({"rows": rows}, "submission")
    return [f for f in judged.findings if f.rule in ("P14", "P15", "P16")]


@small_cases(
    ("stated", "code"),
    [
        ({"low": 59, "high": 61}, "rule.P14"),
        ({"low": 55, "high": 57.9}, "rule.P14"),
        ({"low": 59}, "rule.P14.below"),
        ({"high": 57.9}, "rule.P14.above"),
        ({"high": 58}, None),  # 58 may be 58.4, rounded
        ({"low": 61, "high": 56}, "rule.P14.reversed"),
        ({"low": 0.56, "high": 0.608}, "rule.P14.fraction"),
        ({"se": 49.4}, "rule.P14.error"),  # the square root of 58.4 times 41.6 is 49.29
        ({"se": 49.3}, None),
        ({"low": 58.4, "high": 58.4}, None),
    ],
)
def test_a_precision_that_contradicts_its_value_is_an_error(
    stated: dict[str, object], code: str | None
) -> None:
    listed = findings("58.4", **stated)
    assert [finding.code for finding in listed] == ([] if code is None else [code])
    assert all(finding.level == "error" for finding in listed)


def test_the_finding_is_at_the_figure_that_is_wrong() -> None:
    (finding,) = findings("58.4", high=57.9)
    assert finding.address.column == "upper_bound"
    (finding,) = findings("58.4", se=60)
    assert finding.address.column == "standard_error"


@small_cases(
    ("value", "stated", "codes"),
    [
        ("58.4", {"se": 0}, ["rule.P16"]),
        ("58.4", {"se": "0.01"}, []),
        # One question about an error, whatever else it does not fit.
        ("58.4", {"se": 0, "n": 3000}, ["rule.P16"]),
        ("58.4", {"se": "0.000", "n": 3000}, ["rule.P16"]),
        ("58.4", {"se": "0.000", "low": 56, "high": 60.8}, ["rule.P16"]),
        ("0", {"se": 0}, ["rule.P16.end"]),
        ("100", {"se": "0.0", "n": 3000, "low": 100, "high": 100}, ["rule.P16.end"]),
        ("100", {"low": 99.9, "high": 100}, []),
    ],
)
def test_an_error_of_zero_is_asked_about(
    value: str, stated: dict[str, object], codes: list[str]
) -> None:
    assert asked(value, **stated) == codes


def test_a_confirmation_is_of_these_figures_alone() -> None:
    (first,) = findings("58.4", deff=30)
    (second,) = findings("58.4", deff=40)
    assert first.key != second.key


@small_cases(
    ("stated", "codes"),
    [
        # 2.4 is half the width of the interval, not a standard error.
        ({"se": 2.4, "low": 56, "high": 60.8}, ["rule.P15"]),
        ({"se": 1.2, "low": 56, "high": 60.8}, []),
        ({"se": 0.012, "low": 56, "high": 60.8}, ["rule.P15.fraction"]),
        # An interval of 90 % is one of 95 % with another error.
        ({"se": 1.224, "low": 56.387, "high": 60.413}, ["rule.P15"]),
        ({"se": 1.224, "low": 56.387, "high": 60.413, "level": 90}, []),
        # 0.9 is the error of a simple random sample of 3,000, 1.21 with a design effect of 1.8.
        ({"se": 1.2, "n": 3000, "deff": 1.8}, []),
        ({"se": 0.9, "n": 3000, "deff": 1.8}, ["rule.P15.sample"]),
        ({"se": 0.012, "n": 3000, "deff": 1.8}, ["rule.P15.sample-fraction"]),
        ({"se": 1.2, "n": 3000}, []),
        ({"se": 0.3, "n": 3000}, ["rule.P15.implied"]),
        ({"se": 5, "n": 3000}, ["rule.P15.implied"]),
        ({"se": 0.012, "n": 3000}, ["rule.P15.sample-fraction"]),
        ({"deff": 21}, ["rule.P15.effect"]),
        ({"deff": 0.1}, ["rule.P15.effect"]),
        ({"deff": 20}, []),
        ({"n": 3000.5}, ["rule.P15.whole"]),
    ],
)
def test_figures_that_contradict_one_another_are_a_question(
    stated: dict[str, object], codes: list[str]
) -> None:
    listed = findings("58.4", **stated)
    assert [finding.code for finding in listed] == codes
    assert all(finding.level == "warning" for finding in listed)


def test_more_respondents_than_people_are_asked_about() -> None:
    people = "BRA population 2022 2999"
    assert asked("58.4", people, n=3000) == ["rule.P15.respondents"]
    assert asked("58.4", people, n=2999) == []
    # Households are counted with households.
    households = "BRA households-internet 2022 70 sample_size=800\nBRA households 2022 799"
    assert asked("58.4", households) == ["rule.P15.respondents"]


def test_a_precision_without_a_value_is_asked_about_once() -> None:
    assert asked("-", "", se=1.2) == []  # the empty value itself is asked about
    row = "BRA internet-users 2022 - status=O standard_error=1.2"
    listed = [f.code for f in judge({"rows": row}).findings if f.rule == "P15"]
    assert listed == ["rule.P15.no-value"]


@pytest.mark.parametrize("value", ["0", "100"])
def test_a_share_of_nothing_or_everything_has_no_normal_error(value: str) -> None:
    assert asked(value, n=500, deff=1, low=value, high=value) == []
    assert asked(value, se=0, n=500, deff=1, low=value, high=value) == ["rule.P16.end"]


def test_a_score_is_no_share() -> None:
    rows = "BRA internet-users 2022 58.4 unit=score standard_error=60"
    assert not [f for f in judge({"rows": rows}).findings if f.rule in ("P14", "P15")]


@settings(max_examples=60, deadline=None)
@given(
    hits=st.integers(2, 4000),
    misses=st.integers(2, 4000),
    effect=st.floats(0.5, 6),
    method=st.sampled_from(["normal", "logit", "wilson", "t"]),
    level=st.sampled_from([90, 95, 99]),
)
def test_no_honest_survey_is_asked(
    hits: int, misses: int, effect: float, method: str, level: int
) -> None:
    """Figures of one survey, with the usual intervals, rounded as offices print them."""
    n = hits + misses
    share, deff = hits / n, round(effect, 2)
    error = math.sqrt(deff * share * (1 - share) / n)
    if n < 30 or error > share / 3 or error > (1 - share) / 3:
        return
    z = stats.t.ppf(0.5 + level / 200, 8) if method == "t" else stats.norm.ppf(0.5 + level / 200)
    if method == "logit":
        half = z * error / (share * (1 - share))
        low, high = stats.logistic.cdf(stats.logistic.ppf(share) + half * SIDES)
    elif method == "wilson":
        size = share * (1 - share) / error**2
        middle = (share + z * z / (2 * size)) / (1 + z * z / size)
        half = z * math.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
        half /= 1 + z * z / size
        low, high = middle - half, middle + half
    else:
        low, high = max(0, share - z * error), min(1, share + z * error)
    figures = {"low": low, "high": high, "se": error}
    printed = {name: f"{100 * figure:.2f}" for name, figure in figures.items()}
    listed = asked(f"{100 * share:.2f}", n=n, deff=deff, level=level, **printed)
    assert listed == []


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    share=st.integers(5, 95),
    n=st.integers(200, 20_000),
    deff=st.floats(0.8, 5),
    slip=st.sampled_from(["fraction", "variance", "half width"]),
)
def test_a_wrong_standard_error_is_asked_about(share: int, n: int, deff: float, slip: str) -> None:
    """A standard error in another unit contradicts the interval that is right."""
    error = math.sqrt(round(deff, 2) * share * (100 - share) / n)
    wrong = {"fraction": error / 100, "variance": error**2, "half width": 1.96 * error}[slip]
    if slip == "variance" and 0.6 < error < 1.7:  # then it is about the same number
        return
    low, high = share - 1.96 * error, share + 1.96 * error
    if low <= 0 or high >= 100:
        return
    stated = {"se": f"{wrong:.4f}", "low": f"{low:.3f}", "high": f"{high:.3f}"}
    assert asked(Decimal(share), **stated)
