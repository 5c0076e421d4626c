"""Mathematical properties of variants: no change, renormalisation by fractions, order, bounds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)
INDICATORS = IDI.indicators
LEAVES = st.sampled_from(INDICATORS)
VALUE = st.decimals(Decimal("1.1"), Decimal("99"), places=2)
ROW = st.lists(VALUE, min_size=10, max_size=10).map(
    lambda values: dict(zip(INDICATORS, values, strict=True))
)
PILLARS = ("universal-connectivity", "meaningful-connectivity")


@settings(max_examples=20, deadline=None)
@given(ROW)
def test_a_variant_without_a_change_equals_its_parent_digit_by_digit(
    row: dict[str, Decimal],
) -> None:
    same = IDI.variant("same")
    assert same.score(row).unrounded_nodes == IDI.score(row).unrounded_nodes
    assert same.plan == IDI.plan


@settings(max_examples=20, deadline=None)
@given(ROW, st.sets(LEAVES, min_size=1, max_size=4))
def test_dropping_renormalises_by_fractions(row: dict[str, Decimal], dropped: set[str]) -> None:
    """An independent recursion over the tree, in fractions, with the weights of the parent."""
    scores = {key: Fraction(value) for key, value in IDI.score(row).unrounded_nodes.items()}
    nodes = {node.id: node.children for node in IDI.document.nodes}

    def score_of(key: str) -> Fraction | None:
        if key not in nodes:
            return None if key in dropped else scores[key]
        parts = [(score_of(child.id), child.weight) for child in nodes[key]]
        kept = [(score, weight) for score, weight in parts if score is not None]
        total = sum(weight for _, weight in kept)
        return (
            sum((score * weight for score, weight in kept), Fraction(0)) / total if kept else None
        )

    whole = [key for key in nodes if score_of(key) is None]
    listed = [*(key for key in dropped if not _below(key, whole)), *whole]
    variant = IDI.variant("less", drop=listed)
    kept = {key: value for key, value in row.items() if key not in dropped}
    exact = score_of("idi")
    assert exact is not None
    assert abs(Fraction(variant.score(kept).unrounded) - exact) < Fraction(1, 10**17)


def _below(key: str, whole: list[str]) -> bool:
    return any(key in [c.id for c in IDI.document.node(node).children] for node in whole)


@settings(max_examples=20, deadline=None)
@given(ROW, st.integers(1, 50), st.integers(1, 50), st.integers(1, 9))
def test_only_the_proportion_of_weights_counts(
    row: dict[str, Decimal], first: int, second: int, factor: int
) -> None:
    total = first + second
    weights = [
        dict(zip(PILLARS, pair, strict=True))
        for pair in ((first, second), (first * factor, second * factor),
                     (Fraction(first, total), Fraction(second, total)),
                     (f"{first}/{total}", f"{second}/{total}"))
    ]  # fmt: skip
    scores = {IDI.variant("w", weights={"idi": each}).score(row).unrounded for each in weights}
    assert len(scores) == 1


@settings(max_examples=15, deadline=None)
@given(ROW, LEAVES, st.sampled_from(("geometric-mean", "harmonic-mean", "median")))
def test_means_lie_between_their_parts_and_rise_with_them(
    row: dict[str, Decimal], raised: str, mean: str
) -> None:
    variant = IDI.variant("m", aggregation=mean)
    score = variant.score(row)
    for node in variant.document.nodes:
        parts = [score.unrounded_nodes[child.id] for child in node.children]
        assert min(parts) - Decimal("1e-15") <= score.unrounded_nodes[node.id]
        assert score.unrounded_nodes[node.id] <= max(parts) + Decimal("1e-15")
    better = "0.5" if raised.startswith("price") else str(row[raised] + Decimal("0.9"))
    other = variant.score(row | {raised: Decimal(better)})
    assert other.unrounded >= score.unrounded - Decimal("1e-15")


@settings(max_examples=15, deadline=None)
@given(ROW)
def test_geometric_is_at_most_arithmetic_and_at_least_harmonic(row: dict[str, Decimal]) -> None:
    lifted = {"normalisation": {"id": "goalposts", "lower": 1}}
    harmonic, geometric, arithmetic = (
        IDI.variant("m", aggregation={"idi": mean}, **lifted).score(row).unrounded
        for mean in ("harmonic-mean", "geometric-mean", "arithmetic-mean")
    )
    assert harmonic <= geometric + Decimal("1e-15") <= arithmetic + Decimal("2e-15")


@settings(max_examples=10, deadline=None)
@given(st.lists(ROW, min_size=3, max_size=6), st.randoms())
def test_a_set_has_its_scores_whatever_the_order(
    rows: list[dict[str, Decimal]], random: object
) -> None:
    """Min-max runs from 0 to 100, z-scores have mean 0: in any order of the economies."""
    import pandas as pd

    codes = ["AUS", "BRA", "CHN", "DEU", "EGY", "FRA"][: len(rows)]
    long = [
        {"economy": code, "indicator": key, "year": 2022, "value": str(value),
         "source_class": "official-submission"}
        for code, row in zip(codes, rows, strict=True)
        for key, value in row.items()
    ]  # fmt: skip
    shuffled = list(long)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    variant = IDI.variant("v", normalisation="min-max")
    try:
        first, second = (ict.compute(variant, pd.DataFrame(each)) for each in (long, shuffled))
    except ict.errors.UsageError as error:  # all values of an indicator are equal
        assert error.code == "operation.no-range"
        return
    assert first.exact_scores == second.exact_scores
    for column in range(len(INDICATORS)):
        scores = [row[column] for row in first.exact_scores.scores]
        assert min(scores) == 0 and max(scores) == 100


def test_float_weights_are_their_written_digits() -> None:
    variant = IDI.variant("w", weights={"idi": dict(zip(PILLARS, (0.1, 0.9), strict=True))})
    assert variant.plan.weight_in_index(PILLARS[0]) == Fraction(1, 10)
    with pytest.raises(ict.errors.DocumentError, match="add up to"):
        IDI.variant("w", weights={"idi": dict(zip(PILLARS, (0.333, 0.666), strict=True))})
