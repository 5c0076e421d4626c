"""Aggregations by hand, by fractions, and what they refuse."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.core.formulas import Symbol, evaluate, to_text
from ictindex.engine.aggregations import (
    AGGREGATIONS,
    compare_pair,
    count_contests,
    enough,
    rescale,
    share_limits,
    whole_weights,
)

ROW = [Decimal(1), Decimal(4), Decimal(16)]
PARTS = tuple(Symbol("score", name) for name in "abc")


@small_cases(
    ("method", "options", "weights", "expected"),
    [
        ("arithmetic-mean", {}, [1, 1, 1], "7"),
        ("arithmetic-mean", {}, [2, 1, 1], "5.5"),
        ("geometric-mean", {}, [1, 1, 1], "4"),
        ("geometric-mean", {}, [1, 2, 3], "6.3496042078727978990"),  # 4 x 4^(1/3)
        ("harmonic-mean", {}, [1, 1, 1], "2.2857142857142857143"),  # 3 / (21/16)
        ("generalised-mean", {"power": 1}, [1, 1, 1], "7"),
        ("generalised-mean", {"power": 0}, [1, 1, 1], "4"),
        ("generalised-mean", {"power": -1}, [1, 1, 1], "2.2857142857142857143"),
        ("generalised-mean", {"power": 2}, [1, 1, 1], "9.5393920141694564915"),  # sqrt(91)
        ("median", {}, [1, 1, 1], "4"),
        ("median", {}, [2, 1, 1], "2.5"),
        ("median", {}, [3, 1, 1], "1"),
        ("mazziotta-pareto", {}, [1, 1, 1], "1"),  # 7 - 42/7
        ("mazziotta-pareto", {"penalty": 1}, [1, 1, 1], "13"),
    ],
)
def test_rows_by_hand(
    method: str, options: dict[str, int], weights: list[int], expected: str
) -> None:
    aggregation = AGGREGATIONS[method]
    values = {name: Decimal(value) for name, value in options.items()}
    (score,) = aggregation.exact([ROW], weights, values)
    assert score is not None
    assert abs(score - Decimal(expected)) < Decimal("1e-18")
    formula = aggregation.expression(PARTS, weights, values)
    put_in = dict(zip(PARTS, ROW, strict=True))
    assert abs(evaluate(formula, put_in) - score) < Decimal("1e-18")


def test_weights_are_rationals_used_by_their_proportions() -> None:
    assert whole_weights([Fraction(1, 3), Decimal("0.5"), 1]) == (2, 3, 6)
    assert whole_weights([Decimal("0.0"), Decimal("0.2"), Decimal("0.1")]) == (0, 2, 1)
    with pytest.raises(UsageError, match=r"A weight is below 0: -1/2"):
        whole_weights([Fraction(-1, 2), 1])
    with pytest.raises(UsageError, match="All weights are 0"):
        whole_weights([0, 0])


def test_scores_are_brought_from_0_to_100_to_1_to_100() -> None:
    assert [rescale(Decimal(s)) for s in (0, 50, 100)] == [1, Decimal("50.5"), 100]
    assert rescale(Decimal(1), (Decimal(0), Decimal(4)), (Decimal(-1), Decimal(1))) == Decimal(
        "-0.5"
    )


def test_a_row_needs_the_least_share_of_its_parts() -> None:
    rows = [[Decimal(1), None, Decimal(4)], [None, None, Decimal(2)], [None, None, None]]
    mean = AGGREGATIONS["arithmetic-mean"]
    assert mean.exact(rows, [1, 1, 3]) == [None, None, None]
    assert mean.exact(rows, [1, 1, 3], None, 0.5) == [Decimal("3.25"), None, None]
    assert mean.exact(rows, [1, 1, 3], None, 0) == [Decimal("3.25"), Decimal(2), None]
    assert mean.exact(rows, [1, 1, 0], None, 0)[1] is None  # what is there has no weight
    assert enough([None, 1, 1], 2 / 3)
    assert not enough([None, None], 0)


def test_copeland_counts_contests_by_more_than_half_of_the_weight() -> None:
    rows = [[Decimal(n) for n in row] for row in ((3, 1, 2), (2, 2, 1), (1, 3, 3))]
    # First against second: ahead in two of three; third ahead of both, in two of three.
    assert count_contests(rows, [1, 1, 1]) == [(1, 1), (0, 2), (2, 0)]
    assert AGGREGATIONS["copeland"].exact(rows, [1, 1, 1]) == [0, -2, 2]
    # In tenths the weight is exactly half: a tie, which binary fractions would miss.
    tenths = [Decimal("0.1"), Decimal("0.3"), Decimal("0.2")]
    assert AGGREGATIONS["copeland"].exact(rows, tenths) == [-1, -1, 2]
    assert compare_pair([None, Decimal(1)], [Decimal(1), None], [1, 1]) is None
    assert AGGREGATIONS["copeland"].exact([[None], [Decimal(1)]], [1]) == [None, Decimal(0)]


def test_benefit_of_the_doubt_keeps_the_shares_within_their_limits() -> None:
    rows = [[Decimal(a), Decimal(b)] for a, b in ((4, 2), (2, 4), (1, 1))]
    method = AGGREGATIONS["benefit-of-the-doubt"]
    # With shares of at least 0 the first two are best; the third reaches 1/3 of (2, 4) + (4, 2).
    wide = method.exact(rows, [1, 1], {"lower-share": Decimal("0.1")})
    assert wide[:2] == [1, 1]
    assert abs((wide[2] or 0) - Decimal(1) / 3) < Decimal("1e-19")
    # Equal shares: v = v, at most (4/y + 2/y) / 2 ... bound by the best peer.
    equal = method.exact(rows, [1, 1], {"deviation": Decimal(0), "scale": Decimal(100)})
    # For (4, 2): v1 = v2 = v, peer (2, 4): 2/4 v + 4/2 v <= 1, so the sum is 2 x 0.4.
    assert [str(score)[:7] for score in equal] == ["80.0000", "80.0000", "33.3333"]
    assert method.exact([[Decimal(1), None], [Decimal(1), Decimal(1)]], [1, 1],
                        {"deviation": Decimal("0.5")}, 0) == [None, Decimal(1)]  # fmt: skip


def test_limits_follow_the_weights() -> None:
    limits = share_limits([1, 3], {"deviation": Decimal("0.2")})
    assert limits == [(Decimal("0.2"), Decimal("0.3")), (Decimal("0.6"), Decimal("0.9"))]


@small_cases(
    ("method", "row", "options", "code", "words"),
    [
        ("geometric-mean", ["0", "1"], {}, "operation.not-positive", "scores above 0; one is 0"),
        ("geometric-mean", ["-1", "1"], {}, "operation.not-positive", "scores above 0; one is -1"),
        ("harmonic-mean", ["-1", "2"], {}, "operation.not-positive", "scores above 0; one is -1"),
        (
            "generalised-mean",
            ["0", "2"],
            {"power": "-2"},
            "operation.not-positive",
            "Re-scale the scores to 1 to 100 first",
        ),
        (
            "generalised-mean",
            ["-1", "2"],
            {"power": "2"},
            "operation.negative",
            "scores of 0 or more; one is -1",
        ),
        ("generalised-mean", ["1", "2"], {}, "operation.option-missing", "the option 'power'"),
        (
            "mazziotta-pareto",
            ["-1", "1"],
            {},
            "operation.not-positive",
            "scores above 0; one is 0",
        ),
        (
            "benefit-of-the-doubt",
            ["1", "1"],
            {},
            "operation.no-limits",
            "calls every economy the best that leads in one part",
        ),
        (
            "benefit-of-the-doubt",
            ["1", "1"],
            {"lower-share": "0.6"},
            "operation.unfit-limits",
            "no way to add up to 1",
        ),
        (
            "benefit-of-the-doubt",
            ["1", "1"],
            {"lower-share": "0.6", "upper-share": "0.5"},
            "operation.unfit-limits",
            "no way to add up to 1",
        ),
    ],
)
def test_what_statistics_does_not_allow_is_refused(
    method: str, row: list[str], options: dict[str, str], code: str, words: str
) -> None:
    values = {name: Decimal(value) for name, value in options.items()}
    with pytest.raises(UsageError) as caught:
        AGGREGATIONS[method].exact([[Decimal(text) for text in row]], [1, 1], values)
    assert caught.value.code == code
    assert words in caught.value.message("en")


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        ([33, 33, 34], "(a^33 × b^33 × c^34)^(1 ÷ 100)"),
        ([33, 34, 34], "a^(33 ÷ 101) × b^(34 ÷ 101) × c^(34 ÷ 101)"),
        (
            [Fraction("0.1234"), Fraction("0.2345"), Fraction("0.6421")],
            "a^(617 ÷ 5000) × b^(469 ÷ 2000) × c^(6421 ÷ 10000)",
        ),
    ],
)
def test_a_weighted_product_stays_within_the_numbers_of_a_spreadsheet(
    weights: list[int | Fraction], text: str
) -> None:
    """A product of powers of scores up to 100 with exponents up to 100 is at most 10^200."""
    entry = AGGREGATIONS["geometric-mean"]
    formula = entry.expression(PARTS, weights)
    assert to_text(formula) == text
    row = [Decimal(90), Decimal(100), Decimal(80)]
    (score,) = entry.exact([row], weights)
    value = evaluate(formula, dict(zip(PARTS, row, strict=True)))
    assert abs(value - score) < Decimal("1e-15")
    shares = [float(Fraction(weight) / sum(map(Fraction, weights))) for weight in weights]
    by_floats = 90 ** shares[0] * 100 ** shares[1] * 80 ** shares[2]
    assert float(score) == pytest.approx(by_floats, rel=1e-12)


def test_formulae_as_they_are_read() -> None:
    texts = {
        name: to_text(entry.expression(PARTS, [1, 2, 1], {"power": Decimal(2)} if "power" in
                      entry.options else {"deviation": Decimal(0)} if "deviation" in entry.options
                      else {}))
        for name, entry in AGGREGATIONS.items()
    }  # fmt: skip
    assert texts["geometric-mean"] == "(a × b^2 × c)^(1 ÷ 4)"
    assert texts["harmonic-mean"] == "4 ÷ (1 ÷ a + 2 ÷ b + 1 ÷ c)"
    assert texts["generalised-mean"] == "((a^2 + 2 × b^2 + c^2) ÷ 4)^(1 ÷ 2)"
    assert texts["median"] == "median(a [1]; b [2]; c [1])"
    assert texts["copeland"] == "contests-won − contests-lost"
    assert texts["benefit-of-the-doubt"] == "best-weighted-sum"
