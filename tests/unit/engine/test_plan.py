"""The plan of a document and the explanation tree of one economy, node by node."""

from __future__ import annotations

import dataclasses
import tomllib
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import reference
from engine_draws import IDI, PLANS, RELEASED, draw_values, full_of, path_of, score_arrays

import ictindex as ict
from ictindex import documents, engine
from ictindex.core import decimals
from ictindex.engine.operations import weighted_mean
from ictindex.formulas import Logarithm, Number, Sum, Symbol, to_text

# The tree as Table 1 of the IDI 2024 report prints it: parent, weight, sum of weights.
PARENTS = {
    "idi": None,
    "universal-connectivity": ("idi", 1, 2),
    "meaningful-connectivity": ("idi", 1, 2),
    "internet-users": ("universal-connectivity", 1, 3),
    "households-internet": ("universal-connectivity", 1, 3),
    "mobile-broadband-subscriptions": ("universal-connectivity", 1, 3),
    "network-coverage": ("meaningful-connectivity", 1, 6),
    "coverage-3g": ("network-coverage", 2, 5),
    "coverage-4g": ("network-coverage", 3, 5),
    "mobile-broadband-traffic": ("meaningful-connectivity", 1, 6),
    "fixed-broadband-traffic": ("meaningful-connectivity", 1, 6),
    "price-mobile-high": ("meaningful-connectivity", 1, 6),
    "price-fixed-broadband": ("meaningful-connectivity", 1, 6),
    "mobile-phone-ownership": ("meaningful-connectivity", 1, 6),
}
INPUTS = {
    "internet-users": "87.4", "households-internet": "89.3",
    "mobile-broadband-subscriptions": "105.7", "coverage-3g": "99.2", "coverage-4g": "98.5",
    "mobile-broadband-traffic": "123.3", "fixed-broadband-traffic": "2908.6",
    "price-mobile-high": "1.0", "price-fixed-broadband": "1.4", "mobile-phone-ownership": "93.8",
}  # fmt: skip


def tree_of(
    inputs: dict[str, str], supplied: dict[str, str] | None = None, node: str | None = None
) -> engine.Trace:
    """Compute the scores of one economy and trace them, with one decimal."""
    stand_in = supplied or {}
    values = np.array([Decimal(inputs.get(key, "0")) for key in IDI.indicators], dtype=object)
    missing = np.array([key not in inputs for key in IDI.indicators])
    given = np.array([key in stand_in for key in IDI.nodes])
    put = np.array([Decimal(stand_in.get(key, "0")) for key in IDI.nodes], dtype=object)
    result = score_arrays(IDI, values, missing, supplied=put, given=given)
    scores = {
        key: score
        for key, score, gone in zip(IDI.nodes, result.scores, result.missing, strict=True)
        if not gone
    }
    known = {key: Decimal(text) for key, text in inputs.items()}
    return engine.trace(IDI, known, scores, frozenset(stand_in), 1, node)


def part(tree: engine.Trace, node: str) -> engine.Trace:
    found = tree.find(node)
    assert found is not None
    return found


@pytest.mark.parametrize("node", PARENTS)
def test_the_place_of_a_node_in_the_tree(node: str) -> None:
    above = PARENTS[node]
    assert IDI.parent(node) == above
    chain, share = [], Fraction(1)
    while above is not None:
        chain.append(above[0])
        share *= Fraction(above[1], above[2])
        above = PARENTS[above[0]]
    assert IDI.above(node) == tuple(chain)
    assert IDI.weight_in_index(node) == share
    own = tuple(key for key, up in PARENTS.items() if up is not None and up[0] == node)
    position = IDI.nodes.index(node)
    assert tuple(IDI.nodes[child] for child in IDI.children(position)) == own
    below = {IDI.nodes[leaf] for leaf in IDI.leaves_below(position)}
    assert below == {key for key in IDI.indicators if key == node or node in IDI.above(key)}
    traced = part(tree_of(INPUTS), node)
    kinds = {None: "index"} | {("idi", 1, 2): "sub-index"}
    kind = kinds.get(PARENTS[node], "sub-index" if own else "indicator")
    _, weight, weights = PARENTS[node] or ("", 1, 1)
    assert (traced.kind, traced.weight, traced.weights, traced.share) == (
        kind, weight, weights, share,
    )  # fmt: skip


@pytest.mark.parametrize("document", RELEASED)
def test_a_reader_meets_every_node_once_and_parents_first(document: str) -> None:
    plan = PLANS[document]
    order = plan.reading_order()
    assert sorted(order) == sorted(plan.nodes)
    assert order[0] == plan.root == plan.nodes[-1]
    for node in order[1:]:
        above = plan.above(node)
        assert all(order.index(one) < order.index(node) for one in above)
        # Between a node and its parent stand only parts of that parent.
        between = order[order.index(above[0]) + 1 : order.index(node)]
        assert all(above[0] in plan.above(one) for one in between)


def test_nothing_is_planned_with_a_draft() -> None:
    draft = documents.library()["idi-methodology-2017-draft-14"]
    with pytest.raises(ict.errors.DraftMethodologyError) as caught:
        engine.Plan.of(draft)
    assert caught.value.code == "methodology.draft"
    assert caught.value.given["document"] == draft.id
    # Whatever else it has: the word alone rules it out.
    complete = documents.library()["idi-methodology-2023"]
    assert complete.scale is not None
    with pytest.raises(ict.errors.DraftMethodologyError):
        engine.Plan.of(dataclasses.replace(complete, status="draft"))


@pytest.mark.parametrize("document", RELEASED)
def test_goalposts_are_transformed_once(document: str) -> None:
    """Held against the document itself and the logarithms of the oracle."""
    written = tomllib.loads(path_of(document).read_text("utf-8"), parse_float=Decimal)
    leaves = {one["indicator"]: one for one in written["leaves"]}
    assert list(leaves) == list(PLANS[document].indicators)
    for leaf in PLANS[document].leaves:
        stated = leaves[leaf.indicator]
        posts = {key: Fraction(stated["goalposts"][key]) for key in ("zero", "full")}
        raw = stated["goalposts"].get("on", "raw") == "raw"
        assert (leaf.raw_zero is None, leaf.raw_full is None) == (not raw, not raw)
        if raw:
            assert (leaf.raw_zero, leaf.raw_full) == (posts["zero"], posts["full"])
            if stated["transformation"] != "linear":
                log = {"ln1p": lambda x: reference.ln(1 + x), "log10": reference.log10}
                function = log[stated["transformation"]]
                posts = {key: reference.stage(function(x)) for key, x in posts.items()}
        assert (Fraction(leaf.zero), Fraction(leaf.full)) == (posts["zero"], posts["full"])
        assert Fraction(leaf.width) == posts["full"] - posts["zero"]
        # As the formula writes them: of what is printed, not of what was computed.
        shown = to_text(leaf.expression(Decimal(10)))
        for value in (stated["goalposts"]["zero"], stated["goalposts"]["full"]):
            assert decimals.canonical(Decimal(value)) in shown


def test_formulae_are_written_as_the_report_prints_them() -> None:
    def written(node: str) -> str:
        return to_text(IDI.expression(node), lambda symbol: symbol.id or "x")

    assert written("mobile-broadband-traffic") == (
        "100 × min(max((ln(x + 1) − ln(0 + 1)) ÷ (ln(500 + 1) − ln(0 + 1)); 0); 1)"
    )
    assert written("price-mobile-high") == ("100 × min(max((x − 21.3295) ÷ (1 − 21.3295); 0); 1)")
    assert written("universal-connectivity") == (
        "(internet-users + households-internet + mobile-broadband-subscriptions) ÷ 3"
    )
    assert written("network-coverage") == "(2 × coverage-3g + 3 × coverage-4g) ÷ 5"
    x = Symbol("x", "")
    natural = engine.TRANSFORMATIONS["ln1p"].expression(x)
    assert natural == Logarithm("e", Sum((x, Number(Decimal(1)))))
    assert engine.TRANSFORMATIONS["log10"].expression(x) == Logarithm("10", x)


def test_a_plan_whose_weights_do_not_fit_its_children_is_not_computed() -> None:
    with pytest.raises(ValueError, match="zip"):
        weighted_mean((Symbol("x", "a"), Symbol("x", "b")), (1,))
    short = engine.Branch("universal-connectivity", (0, 1, 2), (1, 1))
    broken = dataclasses.replace(
        IDI, branches=tuple(short if b.id == short.id else b for b in IDI.branches)
    )
    leaves = np.full((1, 10), Decimal(50), dtype=object)
    with pytest.raises(ValueError, match="zip"):
        score_arrays(broken, leaves)
    with pytest.raises(ValueError, match="zip"):
        engine.score_rows(IDI, [(Decimal(50),) * 9])


@pytest.mark.parametrize(
    ("transformation", "bound"), [("ln1p", "-1"), ("log10", "0"), ("linear", None)]
)
def test_where_a_transformation_is_defined(transformation: str, bound: str | None) -> None:
    function = engine.TRANSFORMATIONS[transformation]
    least = Decimal("1e-20")
    edge = Decimal(bound or 0)
    assert function.defined(edge + least)
    assert function.defined(edge) == (bound is None)
    assert function.defined(edge - least) == (bound is None)


def test_where_there_is_no_score_there_is_a_nought() -> None:
    """Whatever stands in a hole is not looked at, and nothing of it comes out."""
    values = draw_values(41, IDI, 6)
    missing = np.zeros(values.shape, dtype=bool)
    missing[1, 3] = missing[2, 0] = missing[3, :] = missing[5, 6] = True
    odd = values.copy()
    odd[missing] = Decimal(-5)
    result = score_arrays(IDI, odd, missing)
    assert (result.missing[:, :10] == missing).all()
    assert (result.transformed[missing] == 0).all()
    assert result.missing.any(axis=1).tolist() == [False, True, True, True, False, True]
    assert (result.scores[result.missing] == 0).all()
    there = ~result.missing
    whole = score_arrays(IDI, values).scores
    assert (result.scores[there] == whole[there]).all()


def test_supplied_scores_need_to_be_told_where_they_are() -> None:
    values = draw_values(42, IDI, 2)
    none = full_of(values.shape)
    put = np.full((2, len(IDI.nodes)), Decimal(1), dtype=object)
    given = np.ones(put.shape, dtype=bool)
    plain = score_arrays(IDI, values, none).scores
    assert (score_arrays(IDI, values, none, supplied=put).scores == plain).all()
    assert (score_arrays(IDI, values, none, given=given).scores == plain).all()
    assert (score_arrays(IDI, values, none, supplied=put, given=given).scores == 1).all()


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


@pytest.mark.parametrize(
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
def test_beyond_a_goalpost_is_told(indicator: str, value: str, clipped: str) -> None:
    goalposts = {leaf.indicator: (leaf.raw_zero, leaf.raw_full) for leaf in IDI.leaves}
    assert goalposts["internet-users"] == (0, 95)
    assert goalposts["price-mobile-high"] == (Decimal("21.3295"), 1)
    tree = tree_of(INPUTS | {indicator: value})
    assert part(tree, indicator).clipped == clipped
    assert tree.clipped == ""


def test_a_supplied_score_stands_instead_of_what_is_below_it() -> None:
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


@pytest.mark.parametrize(
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
    known = {"internet-users": Decimal(score)}
    tree = engine.trace(
        IDI, {"internet-users": Decimal("85.5")}, known, frozenset(), 1, "internet-users"
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


def test_both_goalposts_of_a_document_are_transformed() -> None:
    """No released document has a lower goalpost that a logarithm changes; the next one may."""
    document = documents.library()["idi-methodology-2023"]
    leaf = next(one for one in document.leaves if one.transformation == "ln1p")
    posts = dataclasses.replace(leaf.goalposts, zero=Decimal(10))
    other = dataclasses.replace(leaf, goalposts=posts)
    leaves = type(document.leaves)(other if one is leaf else one for one in document.leaves)
    plan = engine.Plan.of(dataclasses.replace(document, leaves=leaves))
    planned = next(one for one in plan.leaves if one.indicator == leaf.indicator)
    assert planned.raw_zero == 10
    assert Fraction(planned.zero) == reference.stage(reference.ln(Fraction(11)))
    assert Fraction(planned.full) == reference.stage(
        reference.ln(1 + Fraction(leaf.goalposts.full))
    )


def test_a_plan_knows_where_all_inputs_of_a_node_have_a_value() -> None:
    values = [None if key == "coverage-3g" else Decimal(1) for key in IDI.indicators]
    complete = {key for n, key in enumerate(IDI.nodes) if IDI.complete_below(n, values)}
    lacking = {"coverage-3g", "network-coverage", "meaningful-connectivity", "idi"}
    assert complete == set(IDI.nodes) - lacking
