"""Every formula that is written is the formula that is computed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import reference
from engine_draws import PLANS, RELEASED, draw_values, score_arrays
from formula_parser import latex_tokens, mathml_tokens, text_tokens, typst_tokens, value_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex import engine
from ictindex.core import decimals as numbers
from ictindex.core.formulas import (
    Difference,
    Equation,
    Expression,
    Extremum,
    Logarithm,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    evaluate,
    shorten,
    substitute,
    to_latex,
    to_mathml,
    to_text,
    to_typst,
)

SYMBOLS = {"a": Fraction(7, 3), "b": Fraction(-5, 2), "coverage-3g": Fraction(11)}
WRITERS = [
    (to_text, text_tokens),
    (to_latex, latex_tokens),
    (to_mathml, mathml_tokens),
    (to_typst, typst_tokens),
]
FORMS = ["text", "latex", "mathml", "typst"]


def whole_or_nothing(first: Fraction, other: Fraction) -> Fraction:
    """Divide; by zero it gives zero, so that every tree has a value."""
    return first / other if other else Fraction(0)


# The structure is under test here, not the logarithm: any function that is not linear serves.
STAND_INS = {
    "min": min,
    "max": max,
    "ln": lambda x: x * x + 1,
    "log10": lambda x: 3 - x * x,
}
REAL = {
    "min": min,
    "max": max,
    "ln": reference.ln,
    "log10": reference.log10,
}


def parts(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(Sum),
        st.builds(Difference, inner, inner),
        several.map(Product),
        st.builds(Quotient, inner, inner),
        st.builds(Extremum, st.sampled_from(["min", "max"]), inner, inner),
        st.builds(Logarithm, st.sampled_from(["e", "10"]), inner),
    )


constants = st.builds(
    Number, st.integers(-300, 300).map(lambda n: Decimal(n).scaleb(-1)), st.booleans()
)
trees = st.recursive(
    constants | st.sampled_from([Symbol("score", key) for key in SYMBOLS]), parts, max_leaves=10
)


def meaning(tree: Expression) -> Fraction:
    """Compute a tree in fractions, with the stand-ins."""
    match tree:
        case Number(value):
            return Fraction(value)
        case Symbol(_, key):
            return SYMBOLS[key]
        case Sum(terms):
            return sum(map(meaning, terms), Fraction(0))
        case Difference(first, second):
            return meaning(first) - meaning(second)
        case Product(factors):
            out = Fraction(1)
            for factor in factors:
                out *= meaning(factor)
            return out
        case Quotient(above, below):
            return whole_or_nothing(meaning(above), meaning(below))
        case Extremum(function, first, second):
            return STAND_INS[function](meaning(first), meaning(second))
        case Logarithm(base, argument):
            return STAND_INS["ln" if base == "e" else "log10"](meaning(argument))


@pytest.mark.slow
@pytest.mark.parametrize(("write", "tokens"), WRITERS, ids=FORMS)
@settings(max_examples=200)
@given(tree=trees)
def test_parentheses_are_right(write: object, tokens: object, tree: Expression) -> None:
    """The written form computes to the value of the tree."""
    written = write(tree)  # type: ignore[operator]
    read = value_of(tokens(written), SYMBOLS, STAND_INS, whole_or_nothing)  # type: ignore[operator]
    assert read == meaning(tree), written


arithmetic = st.recursive(
    constants | st.sampled_from([Symbol("score", "coverage-3g")]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(Sum),
        st.builds(Difference, inner, inner),
        st.builds(Product, st.tuples(inner, inner)),
        st.builds(Extremum, st.sampled_from(["min", "max"]), inner, inner),
    ),
    max_leaves=8,
)


@given(arithmetic)
def test_evaluate_is_exact_where_decimals_are(tree: Expression) -> None:
    values = {Symbol("score", "coverage-3g"): Decimal(11)}
    assert Fraction(evaluate(tree, values)) == meaning(tree)
    put_in = substitute(tree, {key: Number(value) for key, value in values.items()})
    assert Fraction(evaluate(put_in, {})) == meaning(tree)
    assert "coverage" not in to_text(put_in)


def test_a_symbol_without_number_is_an_error() -> None:
    with pytest.raises(KeyError):
        evaluate(Symbol("x", ""), {})


@pytest.mark.parametrize("document", RELEASED)
def test_the_formula_of_each_node_is_what_the_engine_computes(document: str) -> None:
    plan = PLANS[document]
    values = draw_values(21, plan, 40)
    scores = score_arrays(plan, values).scores
    for row, computed in zip(values, scores, strict=True):
        recorded = {Symbol("score", k): v for k, v in zip(plan.nodes, computed, strict=True)}
        for n, node in enumerate(plan.nodes):
            formula = plan.expression(node)
            supplied = recorded if n >= len(row) else {Symbol("x", ""): row[n]}
            actual = numbers.stage(evaluate(formula, supplied))
            if n < len(row) and plan.leaves[n].transformation.id != "linear":
                # The formula has no stages: both logarithms and the width are to 20 places.
                assert abs(actual - computed[n]) <= Decimal("1e-17")
            else:
                assert actual == computed[n]


@pytest.mark.slow
@small_cases(("write", "tokens"), WRITERS, ids=FORMS)
@small_cases("document", RELEASED)
def test_the_formula_as_written_gives_the_number(
    document: str, write: object, tokens: object
) -> None:
    """Text, LaTeX and MathML of every node, read by the parser, give the engine's score."""
    plan = PLANS[document]
    values = draw_values(22, plan, 5)
    scores = score_arrays(plan, values).scores
    for n, node in enumerate(plan.nodes):
        written = tokens(write(plan.expression(node)))  # type: ignore[operator]
        for row, computed in zip(values, scores, strict=True):
            recorded = {k: Fraction(v) for k, v in zip(plan.nodes, computed, strict=True)}
            if n < len(row):
                recorded = {"x": Fraction(row[n])}
            read = value_of(written, recorded, REAL, lambda a, b: a / b)
            difference = abs(read - Fraction(computed[n]))
            logs = n < len(row) and plan.leaves[n].transformation.id != "linear"
            assert difference <= (Fraction(1, 10**17) if logs else Fraction(1, 2 * 10**20))


@pytest.mark.parametrize("document", RELEASED)
def test_the_arithmetic_shown_adds_up(document: str) -> None:
    """The formula with numbers put in: its first step, read and rounded, is the printed score."""
    methodology = ict.methodology(document)
    plan, decimals = PLANS[document], methodology.document.rounding.decimals  # type: ignore[union-attr]
    for row in draw_values(23, plan, 8):
        values = dict(zip(plan.indicators, row, strict=True))
        scores = score_arrays(plan, np.array(row)).scores
        tree = engine.trace(
            plan, values, dict(zip(plan.nodes, scores, strict=True)), frozenset(), decimals
        )
        for node in plan.nodes:
            part = tree.find(node)
            assert part is not None
            assert part.arithmetic is not None
            shown, result = part.arithmetic.steps
            tokens = text_tokens(to_text(shown))
            read = value_of(tokens, {}, REAL, lambda a, b: a / b)
            # Scores of children are shown cut after four decimals more than are published.
            allowed = Fraction(1, 10 ** (decimals + 4)) + Fraction(1, 10**17)
            assert part.score is not None
            assert abs(read - Fraction(part.score)) <= allowed
            assert isinstance(result, Number)
            assert 0 <= Fraction(part.score) - Fraction(result.value) < allowed
            assert result.cut == (Fraction(result.value) != Fraction(part.score))
            if part.arithmetic.rounded is None:  # nothing was rounded: the figure is written once
                assert Fraction(result.value) == Fraction(part.score) == Fraction(part.rounded or 0)
            else:
                assert part.rounded == part.arithmetic.rounded
            assert Fraction(part.rounded or 0) == reference.half_up(Fraction(part.score), decimals)


def test_shares_and_contributions_of_an_explanation() -> None:
    plan = PLANS["idi-methodology-2023"]
    row = draw_values(24, plan, 1)[0]
    scores = score_arrays(plan, row).scores
    tree = engine.trace(
        plan,
        dict(zip(plan.indicators, row, strict=True)),
        dict(zip(plan.nodes, scores, strict=True)),
        frozenset(),
        1,
    )
    parts = [tree.find(key) for key in plan.indicators]
    assert sum(part.share for part in parts if part) == 1
    total = sum((Fraction(part.contribution or 0) for part in parts if part), Fraction(0))
    assert abs(total - Fraction(scores[-1])) < Fraction(1, 10**18)


@given(st.text("<>&\"'{}\\%$_^~#x ", max_size=12))
def test_names_are_escaped(name: str) -> None:
    tree = Quotient(Symbol("value", "a"), Sum((Symbol("value", "b"), Number(Decimal(1)))))
    root = ET.fromstring(to_mathml(tree, lambda symbol: name))  # noqa: S314 - our own text
    assert [element.text or "" for element in root.iter("mtext")] == [name, name]
    latex = to_latex(tree, lambda symbol: name)
    bare = re.sub(r"\\[{}%$&#_]", "", latex)
    assert bare.count("{") == bare.count("}")
    assert not set(re.sub(r"\\[\^~]\{\}", "", bare)) & set("%$&#~")


def test_a_chain_of_steps() -> None:
    half = Quotient(Number(Decimal(1)), Number(Decimal(8)))
    chain = Equation((half, shorten(Decimal("0.125"), 2)), Decimal("0.1"))
    assert to_text(chain) == "1 ÷ 8 = 0.12… ≈ 0.1"
    assert to_latex(chain) == r"\frac{1}{8} = 0.12\ldots \approx 0.1"
    root = ET.fromstring(to_mathml(chain))  # noqa: S314 - our own text
    assert "".join(root.itertext()) == "18=0.12…≈0.1"


def test_numbers_are_cut_not_rounded() -> None:
    assert to_text(shorten(Decimal("92.99999"), 4)) == "92.9999…"
    assert to_text(shorten(Decimal("92.4000"), 4)) == "92.4"
    assert to_text(shorten(Decimal("-0.00001"), 4)) in ("0…", "-0…")
