"""The plan of a document: its tree, its goalposts and its formulae."""

from __future__ import annotations

import dataclasses
import tomllib
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import reference
from engine_draws import IDI, PLANS, RELEASED, path_of, score_arrays
from engine_traces import INPUTS, part, tree_of
from small_cases import small_cases

import ictindex as ict
from ictindex import engine
from ictindex.core import decimals
from ictindex.core.formulas import Logarithm, Number, Sum, Symbol, to_text
from ictindex.definitions import documents
from ictindex.engine.operations import weighted_mean

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


@small_cases("node", PARENTS)
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


@small_cases("document", RELEASED)
def test_a_reader_meets_every_node_once_and_parents_first(document: str) -> None:
    plan = PLANS[document]
    order = plan.reading_order()
    assert sorted(order) == sorted(plan.nodes)
    assert order[0] == plan.root == plan.nodes[-1]
    for node in order[1:]:
        above = plan.above(node)
        assert all(order.index(item) < order.index(node) for item in above)
        # Between a node and its parent are only parts of that parent.
        between = order[order.index(above[0]) + 1 : order.index(node)]
        assert all(above[0] in plan.above(node) for node in between)


def test_nothing_is_planned_with_a_draft() -> None:
    draft = documents.library()["idi-methodology-2017-draft-14"]
    with pytest.raises(ict.errors.DraftMethodologyError) as caught:
        engine.Plan.from_document(draft)
    assert caught.value.code == "methodology.draft"
    assert caught.value.details["document"] == draft.id
    # Whatever else it has: the word alone rules it out.
    complete = documents.library()["idi-methodology-2023"]
    assert complete.scale is not None
    with pytest.raises(ict.errors.DraftMethodologyError):
        engine.Plan.from_document(dataclasses.replace(complete, status="draft"))


@small_cases("document", RELEASED)
def test_goalposts_are_transformed_once(document: str) -> None:
    """Held against the document itself and the logarithms of the oracle."""
    written = tomllib.loads(path_of(document).read_text("utf-8"), parse_float=Decimal)
    leaves = {row["indicator"]: row for row in written["leaves"]}
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


def test_both_goalposts_of_a_document_are_transformed() -> None:
    """No released document has a lower goalpost that a logarithm changes; the next one may."""
    document = documents.library()["idi-methodology-2023"]
    leaf = next(leaf for leaf in document.leaves if leaf.transformation == "ln1p")
    posts = dataclasses.replace(leaf.goalposts, zero=Decimal(10))
    other = dataclasses.replace(leaf, goalposts=posts)
    leaves = type(document.leaves)(other if item is leaf else item for item in document.leaves)
    plan = engine.Plan.from_document(dataclasses.replace(document, leaves=leaves))
    planned = next(other for other in plan.leaves if other.indicator == leaf.indicator)
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
