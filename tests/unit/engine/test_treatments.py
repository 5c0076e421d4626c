"""Treatments of outliers: the rule, winsorising, logarithms, Box-Cox."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from scipy import stats
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.core.formulas import Symbol, evaluate
from ictindex.engine.treatments import (
    TREATMENTS,
    TreatmentRule,
    exact_shape,
    fit_rule,
    likeliest_exponent,
    winsorise,
)

TEN = [Decimal(n) for n in range(1, 11)]
OUTLYING = [*TEN, Decimal(30), Decimal(100)]
X = Symbol("x", "")


def test_skewness_and_kurtosis_are_those_of_scipy_corrected_for_the_sample() -> None:
    shape = exact_shape(OUTLYING)
    floats = [float(value) for value in OUTLYING]
    assert float(shape.skewness) == pytest.approx(stats.skew(floats, bias=False), rel=1e-14)
    assert float(shape.kurtosis) == pytest.approx(stats.kurtosis(floats, bias=False), rel=1e-14)


def test_points_are_winsorised_one_after_another_until_the_rule_is_content() -> None:
    fitted = fit_rule(OUTLYING, TreatmentRule())
    # 100 becomes 30: with two thirties skewness is 1.71, below 2.
    assert (fitted.method, fitted.winsorised, fitted.high, fitted.low) == (
        "winsorise", 1, Decimal(30), None,
    )  # fmt: skip
    assert fitted.exact([*OUTLYING, None])[-3:] == [Decimal(30), Decimal(30), None]
    assert fitted.accepted
    assert fitted.after_first is not None
    assert f"{fitted.after_first.skewness:.2f}" == "1.71"  # of two thirties, by scipy


def test_a_regular_distribution_is_left_as_it_is() -> None:
    fitted = fit_rule([None, *TEN], TreatmentRule())
    assert (fitted.method, fitted.steps, fitted.winsorised) == ("none", (), 0)
    assert fitted.exact(TEN) == TEN


def test_low_outliers_are_brought_up() -> None:
    fitted = fit_rule([-value for value in OUTLYING], TreatmentRule())
    assert (fitted.low, fitted.high, fitted.winsorised) == (Decimal(-30), None, 1)


def test_tied_maxima_count_as_points_and_may_go_beyond_the_limit() -> None:
    tied = [*TEN, *TEN, *TEN, Decimal(500), Decimal(500), Decimal(500)]
    low, high, count = winsorise(tied, TreatmentRule(most=1, forced=True), exact_shape)
    assert (low, high, count) == (None, Decimal(10), 3)


def test_winsorising_by_force_goes_on_to_its_limit() -> None:
    fitted = fit_rule(TEN, TreatmentRule(most=2, forced=True))
    assert fitted.winsorised == 2
    assert fit_rule(TEN, TreatmentRule(most=0, forced=True)).method == "none"


def test_a_transformation_starts_from_the_untreated_values_unless_combined() -> None:
    rising = [Decimal(2) ** n for n in range(40)]
    apart = fit_rule(rising, TreatmentRule(most=1))
    assert [step for step, _ in apart.steps] == ["log-ct"]
    assert apart.winsorised == 1
    together = fit_rule(rising, TreatmentRule(most=1, combined=True))
    assert [step for step, _ in together.steps] == ["winsorise", "log-ct"]
    top, below = together.exact(rising)[-1], together.exact(rising)[-2]
    assert top == below
    only = fit_rule(rising, TreatmentRule(most=1, then=None))
    assert (only.method, only.accepted) == ("winsorise", False)


def test_the_first_step_may_be_a_transformation() -> None:
    rising = [Decimal(2) ** n for n in range(40)]
    fitted = fit_rule(rising, TreatmentRule(first="log"))
    assert (fitted.method, fitted.winsorised, fitted.accepted) == ("log", 0, True)
    treated = fitted.exact(rising)
    assert [round(float(value or 0) / math.log(2), 12) for value in treated] == list(range(40))


@small_cases(
    ("treatment", "expected"),
    [
        ("log", lambda x: math.log(x)),
        ("log-ct-original", lambda x: math.log(x - 1 + 1)),
        ("log-ct", lambda x: math.log(x - 1 + 0.99)),
        ("log-ct-plus", lambda x: math.log(x - 1 + 0.99)),
        ("log-gii", lambda x: math.log(99 * (x - 1) / 99 + 1)),
    ],
)
def test_logarithms_by_their_formula(treatment: str, expected: object) -> None:
    assert callable(expected)
    method = TREATMENTS[treatment]
    parameters = method.fit(OUTLYING)
    treated = method.exact(OUTLYING, parameters)
    formula = method.expression(X, parameters)
    for value, result in zip(OUTLYING, treated, strict=True):
        assert result is not None
        assert float(result) == pytest.approx(expected(float(value)), abs=1e-14)
        assert abs(evaluate(formula, {X: value}) - result) < Decimal("1e-19")


def test_the_two_sided_logarithm_mirrors_what_is_skewed_to_the_left() -> None:
    mirrored = [-value for value in OUTLYING]
    method = TREATMENTS["log-ct-plus"]
    right = method.exact(OUTLYING, method.fit(OUTLYING))
    left = method.exact(mirrored, method.fit(mirrored))
    assert left == [None if v is None else -v for v in right]
    formula = method.expression(X, method.fit(mirrored))
    assert abs(evaluate(formula, {X: mirrored[0]}) - (left[0] or 0)) < Decimal("1e-19")


@pytest.mark.parametrize("exponent", ["-1", "0", "0.5", "2"])
def test_box_cox_is_that_of_scipy(exponent: str) -> None:
    method = TREATMENTS["box-cox"]
    parameters = method.fit(OUTLYING, {"exponent": Decimal(exponent)})
    treated = method.exact(OUTLYING, parameters)
    peers = stats.boxcox([float(value) for value in OUTLYING], lmbda=float(exponent))
    assert [float(value or 0) for value in treated] == pytest.approx(list(peers), rel=1e-13)
    formula = method.expression(X, parameters)
    assert abs(evaluate(formula, {X: Decimal(7)}) - (treated[6] or 0)) < Decimal("1e-19")


def test_the_likeliest_exponent_is_that_of_scipy() -> None:
    floats = [float(value) for value in OUTLYING]
    assert float(likeliest_exponent(floats)) == pytest.approx(
        stats.boxcox_normmax(floats, method="mle"), abs=1e-3
    )
    assert likeliest_exponent([math.exp(math.sin(n)) for n in range(9)]) == likeliest_exponent(
        [2 * math.exp(math.sin(n)) for n in range(9)]
    )


def test_supplied_points_are_winsorised_on_both_sides() -> None:
    method = TREATMENTS["winsorise"]
    bounds = method.fit(TEN, {"low-points": Decimal(1), "high-points": Decimal(2)})
    assert bounds == {"low": Decimal(2), "high": Decimal(8)}
    assert method.exact([Decimal(1), Decimal(9)], bounds) == [Decimal(2), Decimal(8)]
    assert evaluate(method.expression(X, bounds), {X: Decimal(9)}) == 8


@small_cases(
    ("treatment", "values", "options", "code", "words"),
    [
        ("log-ct", ["2", "2"], {}, "operation.no-range", "both ends of its range are 2"),
        ("log-gii", ["2", "2"], {}, "operation.no-range", "both ends of its range are 2"),
        ("log-gii", ["0", "1"], {}, "operation.maximum-one", "maximum above 1"),
        ("log-ct", [], {}, "operation.no-values", "none of them has a value"),
        ("winsorise", ["1", "2"], {"low-points": 2}, "operation.too-few", "at least 3 values"),
        (
            "box-cox",
            ["2", "2"],
            {},
            "operation.no-range",
            "The operation 'Box-Cox transformation (box-cox)' is not defined here",
        ),
        ("box-cox", ["0", "2"], {"shifted": 0}, "operation.undefined", "for the value 0.0"),
    ],
)
def test_what_has_no_treatment_is_refused(
    treatment: str, values: list[str], options: dict[str, int], code: str, words: str
) -> None:
    arguments = {name: Decimal(value) for name, value in options.items()}
    with pytest.raises(UsageError) as caught:
        TREATMENTS[treatment].fit([Decimal(text) for text in values], arguments)
    assert caught.value.code == code
    assert words in caught.value.message("en")


def test_a_value_outside_of_what_was_fitted_is_refused() -> None:
    method = TREATMENTS["log-ct"]
    with pytest.raises(UsageError, match="is not defined for the value -5"):
        method.exact([Decimal(-5)], method.fit(TEN))
    power = TREATMENTS["box-cox"]
    with pytest.raises(UsageError, match="is not defined for the value -5"):
        power.exact([Decimal(-5)], power.fit(TEN, {"exponent": Decimal(2)}))


def test_the_rule_needs_four_values() -> None:
    with pytest.raises(UsageError, match="needs at least 4 values; there are 3"):
        fit_rule(TEN[:3], TreatmentRule())
    assert fit_rule([Decimal(2)] * 5, TreatmentRule()).method == "none"
