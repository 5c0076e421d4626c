"""The script of the page computes as the library does: to 20 places, and so to the shown digit."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from plan_scripts import Case, random_case, run_script, score_case

import ictindex as ict
from ictindex.publishing.website.try_script import script_name, write_plan_script

INPUTS = 1000


@pytest.mark.parametrize(
    "edition", [2024, *(pytest.param(year, marks=pytest.mark.slow) for year in (2011, 2017))]
)
def test_1000_random_inputs_give_the_scores_of_the_library(edition: int, tmp_path: Path) -> None:
    """Not only the shown digit: all 20 places of every node."""
    methodology = ict.methodology("idi", edition=edition)
    draw = random.Random(20241127 + edition)
    cases = [random_case(methodology, draw) for _ in range(INPUTS)]
    made = run_script(methodology, cases, tmp_path)
    assert len(made) == INPUTS
    for case, scores in zip(cases, made, strict=True):
        assert scores == score_case(methodology, case)


@pytest.mark.slow
def test_ties_are_rounded_half_up(tmp_path: Path) -> None:
    """Scores of exactly x.x5: floating point numbers would go either way."""
    idi = ict.methodology("idi", edition=2024)
    ones = {b: dict.fromkeys(parts, 1) for b, parts in weights_of(idi).items()}
    posts = dict.fromkeys(idi.plan.indicators, ("0", "100"))
    for key in ("mobile-broadband-traffic", "fixed-broadband-traffic"):
        posts[key] = ("0", "1")  # a value of 1 has the full score of 100, one of 0 has none
    cases, expected = [], []
    for hundredths in range(5, 10000, 10):
        value = f"{Decimal(hundredths) / 100:.2f}"
        values = dict.fromkeys(idi.plan.indicators, value)
        values |= {"mobile-broadband-traffic": "0", "fixed-broadband-traffic": "0"}
        cases.append(Case(values, posts, ones))
        expected.append(f"{Decimal(hundredths + 5) / 100:.1f}")
    made = run_script(idi, cases, tmp_path)
    assert [scores["internet-users"][1] for scores in made] == expected
    assert [scores["universal-connectivity"][1] for scores in made] == expected
    wrong = sum(f"{float(case.values['internet-users']):.1f}" != right
                for case, right in zip(cases, expected, strict=True))  # fmt: skip
    assert wrong > 100  # floats round many of them down


def test_the_printed_weights_and_goalposts_give_the_scores_of_the_public_functions(
    tmp_path: Path,
) -> None:
    idi = ict.methodology("idi", edition=2024)
    values = dict.fromkeys(idi.plan.indicators, "41.35")
    values["price-mobile-high"] = "3.2"
    changed = {**constants_of(idi), "price-mobile-high": ("20", "2")}
    weights = weights_of(idi) | {"idi": {"universal-connectivity": 3, "meaningful-connectivity": 2}}
    (first, second) = run_script(
        idi,
        [Case(values, constants_of(idi), weights_of(idi)), Case(values, changed, weights)],
        tmp_path,
    )
    assert first["idi"][1] == format(idi.score(values).score, "f")
    variant = idi.variant("try", weights={"idi": weights["idi"]},
                          goalposts={"price-mobile-high": (20, 2)})  # fmt: skip
    assert second["idi"] == (
        format(variant.score(values).unrounded, "f"), format(variant.score(values).score, "f"),
    )  # fmt: skip
    assert first["idi"] != second["idi"]


def test_the_script_has_a_line_for_each_node_and_no_constant_in_them() -> None:
    idi = ict.methodology("idi", edition=2024)
    text = write_plan_script(idi)
    assert script_name(idi) == "plan-idi-methodology-2023.js"
    for node in idi.plan.nodes:
        assert len(re.findall(rf'^    s\["{node}"\] = ', text, re.MULTILINE)) == 1
    body = text[text.index("score: ") :]
    assert not re.search(r"\b(95|150|21\.3295)\b", body)
    assert "eval" not in text and "Function" not in text


def test_a_plan_with_other_operations_is_refused() -> None:
    geometric = ict.methodology("idi", edition=2024).variant("g", aggregation="geometric-mean")
    with pytest.raises(ict.errors.UsageError, match="goalposts and weighted means alone"):
        write_plan_script(geometric)


def constants_of(methodology: ict.Methodology) -> dict[str, tuple[str, str]]:
    return {
        leaf.indicator: (format(leaf.raw_zero, "f"), format(leaf.raw_full, "f"))
        for leaf in methodology.plan.leaves
    }


def weights_of(methodology: ict.Methodology) -> dict[str, dict[str, int]]:
    plan = methodology.plan
    return {b.id: {plan.nodes[c]: w for c, w in zip(b.children, b.weights, strict=True)}
            for b in plan.branches}  # fmt: skip
