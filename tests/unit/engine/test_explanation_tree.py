"""The explanation tree of one economy, node by node: its arithmetic, and its parts of the index."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import reference
from engine_draws import IDI, PLANS, draw_values, score_arrays
from engine_traces import INPUTS, part, tree_of
from small_cases import small_cases

from ictindex import engine
from ictindex.core.formulas import Number, to_text


def test_a_contribution_is_the_share_of_the_score() -> None:
    """Shares of the methodology of 2011 have numerators: 2/25 and 2/15."""
    plan = PLANS["idi-methodology-2011"]
    row = draw_values(43, plan, 1)[0]
    scores = dict(zip(plan.nodes, score_arrays(plan, row).scores, strict=True))
    values = dict(zip(plan.indicators, row, strict=True))
    tree = engine.trace(plan, values, scores, frozenset(), 2)
    shares = {node: plan.weight_in_index(node) for node in plan.nodes}
    assert {share.numerator for share in shares.values()} == {1, 2}
    for node in plan.nodes:
        exact = reference.stage(Fraction(scores[node]) * shares[node])
        assert Fraction(part(tree, node).contribution or 0) == exact


def test_the_arithmetic_of_a_node_shows_its_children_with_four_decimals_more() -> None:
    shown = part(tree_of(INPUTS), "idi").arithmetic
    assert shown is not None
    # (92 + 94 + 70.4666...) / 3 = 85.48888...; the other one is that of Box A1.1: 93.4085.
    assert to_text(shown.steps[0]) == "(85.48888… + 93.4085…) ÷ 2"


def test_a_score_whose_value_is_not_known_keeps_the_symbol_of_the_value() -> None:
    tree = engine.trace(IDI, {}, {"internet-users": Decimal(50)}, frozenset(), 1, "internet-users")
    assert tree.arithmetic is not None
    assert tree.value is None
    assert to_text(tree.arithmetic.steps[0], lambda symbol: symbol.kind) == (
        "100 × min(max((x − 0) ÷ (95 − 0); 0); 1)"
    )


@small_cases(
    ("indicator", "value", "clipped"),
    [
        # Goalposts of the document: 0 and 95 per cent; prices of 21.3295 and 1 per cent of income.
        ("internet-users", "95", ""),
        ("internet-users", "95.1", "full"),
        ("internet-users", "0", ""),
        ("internet-users", "94.9", ""),
        ("coverage-3g", "100", ""),
        ("price-mobile-high", "1", ""),
        ("price-mobile-high", "0.9", "full"),
        ("price-mobile-high", "1.1", ""),
        ("price-mobile-high", "21.3295", ""),
        ("price-mobile-high", "21.34", "zero"),
    ],
)
def test_a_value_beyond_a_goalpost_is_reported(indicator: str, value: str, clipped: str) -> None:
    goalposts = {leaf.indicator: (leaf.raw_zero, leaf.raw_full) for leaf in IDI.leaves}
    assert goalposts["internet-users"] == (0, 95)
    assert goalposts["price-mobile-high"] == (Decimal("21.3295"), 1)
    tree = tree_of(INPUTS | {indicator: value})
    assert part(tree, indicator).clipped == clipped
    assert tree.clipped == ""


def test_a_supplied_score_is_instead_of_what_is_below_it() -> None:
    tree = tree_of(INPUTS, {"network-coverage": "80.04"})
    node = part(tree, "network-coverage")
    assert node.supplied
    assert (node.score, node.rounded) == (Decimal("80.04"), Decimal("80.0"))
    assert node.arithmetic is not None
    # No formula: nothing was computed.
    assert node.arithmetic.steps == (Number(Decimal("80.04")),)
    assert node.arithmetic.rounded == Decimal("80.0")
    assert node.contribution == Decimal("6.67")  # a twelfth
    for below in ("coverage-3g", "coverage-4g"):
        assert part(tree, below).score is not None
        assert part(tree, below).contribution is None
        assert not part(tree, below).supplied
    parts = ["universal-connectivity", "meaningful-connectivity"]
    total = sum((Fraction(part(tree, key).contribution or 0) for key in parts), Fraction(0))
    assert abs(total - Fraction(tree.score or 0)) < Fraction(1, 10**18)
    assert tree.contribution == tree.score


def test_a_supplied_score_that_needs_no_rounding_is_written_once() -> None:
    node = part(tree_of(INPUTS, {"network-coverage": "80"}), "network-coverage")
    assert node.arithmetic is not None
    assert node.arithmetic.steps == (Number(Decimal("80")),)
    assert node.arithmetic.rounded is None


def test_without_a_value_there_is_no_arithmetic_up_to_the_index() -> None:
    inputs = {key: value for key, value in INPUTS.items() if key != "coverage-4g"}
    tree = tree_of(inputs)
    for node in ("coverage-4g", "network-coverage", "meaningful-connectivity", "idi"):
        gone = part(tree, node)
        assert (gone.value, gone.score, gone.rounded, gone.arithmetic) == (None,) * 4
        assert gone.clipped == ""
    there = part(tree, "coverage-3g")
    assert there.value == Decimal("99.2")
    assert there.score is not None
    # Without an index nothing is a part of it.
    assert {part(tree, node).contribution for node in IDI.nodes} == {None}


def test_what_is_not_known_stays_a_symbol_in_the_arithmetic() -> None:
    scores = {"network-coverage": Decimal("90"), "coverage-3g": Decimal("90")}
    tree = engine.trace(IDI, {}, scores, frozenset(), 1, "network-coverage")
    assert tree.arithmetic is not None
    shown = to_text(tree.arithmetic.steps[0], lambda symbol: f"the score of {symbol.id}")
    assert shown == "(2 × 90 + 3 × the score of coverage-4g) ÷ 5"


@small_cases(
    ("score", "steps", "rounded"),
    [
        # Published with one decimal, shown with five.
        ("90", ["90"], None),
        ("90.04", ["90.04"], "90.0"),
        ("90.05", ["90.05"], "90.1"),
        ("90.0000123", ["90.00001…"], "90.0"),
        ("90.00000001", ["90…"], "90.0"),
    ],
)
def test_the_result_is_shown_with_four_decimals_more(
    score: str, steps: list[str], rounded: str | None
) -> None:
    values = {"internet-users": Decimal(score)}
    tree = engine.trace(
        IDI, {"internet-users": Decimal("85.5")}, values, frozenset(), 1, "internet-users"
    )
    assert tree.arithmetic is not None
    formula, *results = tree.arithmetic.steps
    assert to_text(formula) == "100 × min(max((85.5 − 0) ÷ (95 − 0); 0); 1)"
    assert [to_text(step) for step in results] == steps
    assert tree.arithmetic.rounded == (None if rounded is None else Decimal(rounded))


def test_a_part_of_the_tree_is_found_by_its_name_or_not_at_all() -> None:
    tree = tree_of(INPUTS)
    assert tree.find("idi") is tree
    assert tree.find("telex") is None
    alone = tree_of(INPUTS, node="network-coverage")
    assert alone == part(tree, "network-coverage")
    assert [child.node for child in alone.children] == ["coverage-3g", "coverage-4g"]
    assert part(tree, "coverage-3g").children == ()
    assert alone.formula == IDI.expression("network-coverage")
