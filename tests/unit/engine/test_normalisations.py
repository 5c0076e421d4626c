"""Normalisations: parameters as named decimals, exact scores, refusals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.core.formulas import Symbol, evaluate, to_text
from ictindex.engine.normalisations import NORMALISATIONS

VALUES = [Decimal(text) if text else None for text in ("1", "", "2.5", "2", "2.5", "7")]
X = Symbol("x", "")


def numbers(scores: list[Decimal | None]) -> list[str | None]:
    return [None if s is None else format(s.normalize(), "f") for s in scores]


@small_cases(
    ("method", "options", "less_is_better", "expected"),
    [
        ("goalposts", {"zero": 1, "full": 5}, False, ["0", None, "37.5", "25", "37.5", "100"]),
        ("goalposts", {"zero": 1, "full": 5}, True, ["100", None, "62.5", "75", "62.5", "0"]),
        (
            "goalposts",
            {"zero": 1, "full": 5, "truncated": 0},
            False,
            ["0", None, "37.5", "25", "37.5", "150"],
        ),
        ("min-max", {"lower": 0, "upper": 6}, False, ["0", None, "1.5", "1", "1.5", "6"]),
        ("min-max", {"lower": 1, "upper": 7}, True, ["7", None, "5.5", "6", "5.5", "1"]),
        ("rank", {}, False, ["1", None, "3", "2", "3", "5"]),
        ("rank", {}, True, ["5", None, "2", "4", "2", "1"]),
        ("borda", {}, False, ["0", None, "2", "1", "2", "4"]),
        ("percentile", {}, False, ["0", None, "0.5", "0.25", "0.5", "1"]),
        ("distance-to-maximum", {"upper": 12}, False, ["0", None, "3", "2", "3", "12"]),
        ("distance-to-reference", {"reference": 2}, False, ["0", None, "1.5", "1", "1.5", "6"]),
        (
            "distance-to-reference",
            {"reference": 2, "capped": 1},
            False,
            ["0", None, "1", "1", "1", "1"],
        ),
        ("distance-to-target", {"target": 5}, False, ["0", None, "0.375", "0.25", "0.375", "1.5"]),
        ("distance-to-target", {"target": 2}, True, ["1.2", None, "0.9", "1", "0.9", "0"]),
        (
            "scaled",
            {"zero": 1, "full": 5, "upper": 10},
            True,
            ["10", None, "6.25", "7.5", "6.25", "-5"],
        ),
        ("adjusted-mazziotta-pareto", {}, False, ["70", None, "85", "80", "85", "130"]),
        (
            "adjusted-mazziotta-pareto",
            {"reference": 2},
            False,
            ["90", None, "105", "100", "105", "150"],
        ),
    ],
)
def test_scores_by_hand(
    method: str, options: dict[str, int], less_is_better: bool, expected: list[str | None]
) -> None:
    normalisation = NORMALISATIONS[method]
    values = {name: Decimal(value) for name, value in options.items()}
    parameters = normalisation.fit(VALUES, values, less_is_better=less_is_better)
    scores = normalisation.exact(VALUES, parameters)
    assert numbers(scores) == expected
    if not normalisation.ranks:
        formula = normalisation.expression(X, parameters)
        for value, score in zip(VALUES, scores, strict=True):
            if value is not None and score is not None:
                assert abs(evaluate(formula, {X: value}) - score) < Decimal("1e-19")


def test_a_z_score_has_the_mean_and_deviation_asked_for() -> None:
    # 1, 2.5, 2, 2.5, 7: mean 3, squares 4 + 0.25 + 1 + 0.25 + 16 = 21.5, over 4.
    z_score = NORMALISATIONS["z-score"]
    parameters = z_score.fit(VALUES)
    assert parameters["mean"] == 3
    assert abs(Fraction(parameters["deviation"]) ** 2 - Fraction("5.375")) < Fraction(1, 10**18)
    of_all = z_score.fit(VALUES, {"population": Decimal(1)})
    assert abs(Fraction(of_all["deviation"]) ** 2 - Fraction("4.3")) < Fraction(1, 10**18)
    scores = z_score.exact(VALUES, z_score.fit(VALUES, {"mean": Decimal(10)}))
    assert abs(sum(s for s in scores if s is not None) - 50) < Decimal("1e-18")
    assert to_text(z_score.expression(X, {**parameters, "deviation": Decimal(2)})) == "(x − 3) ÷ 2"


def test_mazziotta_and_pareto_standardise_to_100_and_10_with_n_in_the_divisor() -> None:
    method = NORMALISATIONS["mazziotta-pareto"]
    parameters = method.fit([Decimal(1), Decimal(3)])
    assert numbers(method.exact([Decimal(1), Decimal(3), Decimal(2)], parameters)) == [
        "90", "110", "100",
    ]  # fmt: skip


def test_less_is_better_turns_the_fraction_of_the_maximum_round() -> None:
    method = NORMALISATIONS["fraction-of-maximum"]
    values = [Decimal(2), Decimal(4), Decimal(8), Decimal(0)]
    assert numbers(method.exact(values, method.fit(values))) == ["0.25", "0.5", "1", "0"]
    turned = method.fit(values, less_is_better=True)
    assert numbers(method.exact(values, turned)) == ["0.75", "0.5", "0", "1"]


def test_frozen_parameters_score_a_value_by_itself() -> None:
    rank = NORMALISATIONS["rank"]
    frozen = rank.fit(VALUES)
    assert frozen["value-1"] == 1
    assert frozen["value-5"] == 7
    assert numbers(rank.exact([Decimal("2.2"), Decimal(9)], frozen)) == ["3", "6"]
    percentile = NORMALISATIONS["percentile"]
    assert numbers(percentile.exact([Decimal(9)], percentile.fit(VALUES))) == ["1"]


@small_cases(
    ("method", "values", "options", "code", "words"),
    [
        ("min-max", ["3", "3"], {}, "operation.no-range", "both ends of its range are 3"),
        ("z-score", ["3", "3"], {}, "operation.no-range", "both ends of its range are 3"),
        ("z-score", ["3"], {}, "operation.too-few", "needs at least 2 values; there are 1"),
        ("percentile", ["3"], {}, "operation.too-few", "needs at least 2 values; there are 1"),
        ("min-max", ["", ""], {}, "operation.no-values", "none of them has a value"),
        (
            "fraction-of-maximum",
            ["-1", "0"],
            {},
            "operation.maximum",
            "needs a maximum above 0; it is 0",
        ),
        ("goalposts", ["3"], {"zero": 1}, "operation.option-missing", "needs the option 'full'"),
        (
            "min-max",
            ["3", "4"],
            {"top": 1},
            "operation.unknown-option",
            "has no option 'top'.",
        ),
    ],
)
def test_what_is_not_defined_is_refused(
    method: str, values: list[str], options: dict[str, int], code: str, words: str
) -> None:
    arguments = {name: Decimal(value) for name, value in options.items()}
    column = [Decimal(text) if text else None for text in values]
    with pytest.raises(UsageError) as caught:
        NORMALISATIONS[method].fit(column, arguments)
    assert caught.value.code == code
    assert words in caught.value.message("en")
