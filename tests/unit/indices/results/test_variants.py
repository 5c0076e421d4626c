"""Variants: other constants, what follows, what every view says, and every misuse by its text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.language import i18n

IDI = ict.methodology("idi", edition=2024)
FILE = ict.sample_data("idi-2024-annex.csv")
HALVES = {"universal-connectivity": 2, "meaningful-connectivity": 3}


@pytest.fixture(scope="module")
def parent() -> ict.Result:
    return ict.compute(IDI, FILE)


# ---------------------------------------------------------------- what a variant is


@small_cases(
    "supplied",
    [
        HALVES,
        {"universal-connectivity": "0.4", "meaningful-connectivity": "0.6"},
        {"universal-connectivity": 0.4, "meaningful-connectivity": 0.6},
        {"universal-connectivity": Decimal("0.40"), "meaningful-connectivity": "3/5"},
        {"universal-connectivity": Fraction(2, 5), "meaningful-connectivity": Fraction(3, 5)},
    ],
)
def test_weights_in_any_rational_form_are_the_same(parent: ict.Result, supplied: Any) -> None:
    variant = IDI.variant("even", weights={"idi": supplied})
    assert variant.plan.weight_in_index("universal-connectivity") == Fraction(2, 5)
    scores = parent.unrounded("BRA")
    exact = (2 * Fraction(scores["universal-connectivity"])
             + 3 * Fraction(scores["meaningful-connectivity"])) / 5  # fmt: skip
    mine = ict.compute(variant, FILE).unrounded("BRA")["idi"]
    assert abs(Fraction(mine) - exact) < Fraction(1, 10**19)


def test_a_whole_number_leaves_the_other_weights_as_they_are() -> None:
    variant = IDI.variant("w", weights={"universal-connectivity": {"internet-users": 2}})
    assert variant.plan.weight_in_index("internet-users") == Fraction(1, 4)
    assert variant.plan.weight_in_index("households-internet") == Fraction(1, 8)


def test_goalposts_and_transformations_are_those_of_the_user(parent: ict.Result) -> None:
    variant = IDI.variant(
        "g", goalposts={"internet-users": ("0", 90)},
        transformation={"fixed-broadband-traffic": "linear"},
    )  # fmt: skip
    result = ict.compute(variant, FILE)
    inputs, scores = parent.inputs("BRA"), result.unrounded("BRA")
    users = 100 * Fraction(inputs["internet-users"]) / 90
    assert abs(Fraction(scores["internet-users"]) - users) < Fraction(1, 10**18)
    traffic = 100 * Fraction(inputs["fixed-broadband-traffic"]) / 10000
    assert abs(Fraction(scores["fixed-broadband-traffic"]) - traffic) < Fraction(1, 10**18)


def test_a_sub_index_is_dropped_with_all_that_is_below_it() -> None:
    variant = IDI.variant("no-cover", drop="network-coverage")
    assert "coverage-3g" not in variant.indicators and len(variant.indicators) == 8
    frame = variant.differences()
    follows = frame[frame["change"] == "follows"].set_index("constant")["after"]
    assert follows["shares.price-mobile-high"] == "1/10"
    assert "meaningful-connectivity" not in "".join(follows.index)
    page = variant.show("en")
    assert "so the share of each of them grows in proportion, as listed" in page
    assert "without Population covered by at least a 3G" in " ".join(
        ict.compute(variant, FILE).notices("en")
    )


def test_indicators_of_the_catalogue_and_of_the_user_are_added() -> None:
    added = {
        "fixed-broadband-subscriptions": {"parent": "universal-connectivity", "goalposts": (0, 60)},
        "school-hours": {"weight": 2, "goalposts": (0, 10), "unit": "hours",
                         "names": {"en": "Hours online at school", "fr": "Heures en ligne"}},
    }  # fmt: skip
    variant = IDI.variant("more", add=added)
    assert variant.plan.weight_in_index("school-hours") == Fraction(1, 2)
    assert variant.plan.weight_in_index("fixed-broadband-subscriptions") == Fraction(1, 16)
    row = dict.fromkeys(variant.indicators, 50) | {"school-hours": 5, "coverage-3g": 60}
    score = variant.score(row)
    assert score.nodes["school-hours"] == 50
    assert "Heures en ligne" in score.explain(language="fr").to_text()
    assert (
        "Indicators of the user’s own, not of the catalogue: Hours online"
        in variant.score(row).explain(language="en").to_text()
    )
    assert "school-hours" not in ict.data.indicators()


def test_variants_of_variants_name_their_chain() -> None:
    first = IDI.variant("a", weights={"idi": HALVES})
    second = first.variant("b", drop="coverage-3g")
    assert second.id == "idi-methodology-2023+a+b"
    assert second.plan.weight_in_index("universal-connectivity") == Fraction(2, 5)
    assert "nodes.idi.weights.universal-connectivity" not in set(second.differences()["constant"])
    assert second.document.root == IDI.document


def test_the_parent_stays_what_it_was() -> None:
    before = IDI.document.to_dict()
    IDI.variant("x", drop="coverage-3g", weights={"idi": HALVES}, aggregation="median")
    assert IDI.document.to_dict() == before
    assert ict.methodology("idi", edition=2024) == IDI


# ---------------------------------------------------------------- a what-if in every view


@pytest.mark.slow
def test_every_view_and_frame_says_that_it_is_a_what_if() -> None:
    result = ict.compute(IDI.variant("less", drop="coverage-3g"), FILE)
    assert result.id == "idi-2024-counterfactual-less" and result.departs == ("methodology",)
    for language in i18n.LANGUAGES:
        text = i18n.text("whatif", "not-published", language)
        views = [result, result.explain("BRA", language=language)]
        assert all(text in view.to_markdown(language) for view in views), language
        assert "less" in result.to_text(language)
    frames = [result.ranking(), result.to_frame(), result.groups(), result.excluded]
    assert all((frame["result_kind"] == "what-if").all() for frame in frames)
    tables = [result.scores, result.exact, result.ranks]
    assert {table.index.name for table in tables} == {"economy (what-if)"}
    assert result.scores.attrs["variant"] == "less"
    assert result.to_dict()["result_kind"] == "what-if"
    assert result.explain("BRA").to_dict()["variant_of"] == "idi-methodology-2023"
    assert result.dataset.attrs["variant_of"] == "idi-methodology-2023"


def test_it_compares_with_its_parent(parent: ict.Result) -> None:
    both = ict.editions.compare_methodologies(
        parent, IDI, IDI.variant("w", weights={"idi": HALVES})
    )
    (move,) = [move for move in both.moves if move.economy == "BRA"]
    assert sum(move.parts.values()).quantize(Decimal("1e-15")) == (
        (move.after - move.before).quantize(Decimal("1e-15"))
    )
    assert [change.path for change in both.changes] == [
        "nodes.idi.weights.universal-connectivity", "nodes.idi.weights.meaningful-connectivity",
    ]  # fmt: skip


def test_a_what_if_of_a_variant_is_computed_by_it(parent: ict.Result) -> None:
    variant = IDI.variant("w", weights={"idi": HALVES})
    other = ict.what_if(parent, {("BRA", "internet-users"): 90}, methodology=variant)
    assert other.methodology == variant
    assert other.departs == ("inputs", "methodology")
    again = ict.what_if(ict.compute(variant, FILE), {("BRA", "internet-users"): 90})
    assert again.unrounded("BRA") == other.unrounded("BRA")
    assert len(again.effect().query("economy == 'BRA'")) == 3


def test_no_variant_is_published(tmp_path: Path) -> None:
    variant = IDI.variant("less", drop="coverage-3g")
    table = ict.read_observations(FILE)
    receipt = ict.accept(
        table, ict.validate(table, IDI), role="compiler", transcribed="IDI 2024, Annex 2"
    )
    arguments = {"released": "2024-06-27", "receipts": receipt}
    result = ict.compute(variant, receipt.observations)
    with pytest.raises(ict.errors.RefusedEditionError) as caught:
        ict.publish(result, tmp_path, **arguments)
    assert caught.value.code == "archive.not-a-result"
    # One that was made to look like a plain result is not either.
    parts = {k: v for k, v in result.parts().items() if k not in ("base", "corrections")}
    plain = ict.Result(**parts | {"kind": "exploration"})
    with pytest.raises(ict.errors.FrozenDocumentError):
        ict.publish(plain, tmp_path, **arguments)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ict.errors.UsageError, match="has a kind of its own; it cannot be 'recon"):
        ict.compute(variant, table, kind="reconstruction")


def test_parameters_of_a_set_say_so_and_are_frozen(parent: ict.Result) -> None:
    variant = IDI.variant("z", normalisation="z-score")
    result = ict.compute(variant, FILE)
    complete = [e for e in parent.economies if parent.rank(e, "idi")]
    values = pd.Series([float(parent.inputs(e)["internet-users"]) for e in complete])
    constants = result.methodology.document.constants()
    fitted = {key: float(constants[f"leaves.internet-users.normalisation-parameters.{key}"])
              for key in ("mean", "deviation")}  # fmt: skip
    assert fitted["mean"] == pytest.approx(values.mean(), rel=1e-12)
    assert fitted["deviation"] == pytest.approx(values.std(), rel=1e-12)
    assert f"economies that have every input, {len(complete)}" in result.to_text("en")
    explained = result.explain("BRA", node="internet-users", language="en").to_text()
    assert "parameters: mean: " in explained and f"{values.mean():.12f}"[:12] in explained
    frozen = variant.frozen_from(parent)
    assert frozen.parameter_source == parent.id
    assert "Parameters are frozen from idi-2024-exploration" in ict.compute(frozen, FILE).to_text(
        "en"
    )
    assert frozen.score(parent.inputs("BRA")).unrounded == result.unrounded("BRA")["idi"]


# ---------------------------------------------------------------- misuse


def refused(**changes: Any) -> str:
    with pytest.raises(ict.errors.DocumentError) as caught:
        IDI.variant("x", **changes)
    lines = str(caught.value).splitlines()
    assert lines[0] == "The variant 'x' cannot be made:"
    return "\n".join(line.removeprefix("  - ") for line in lines[1:])


@small_cases(
    ("changes", "message"),
    [
        ({"weights": {"idi": {**HALVES, "internet-users": 1}}},
         "weights.idi: 'internet-users' cannot be used here. Use one of: universal-connectivity"),
        ({"weights": {"nothing": {}}}, "weights.nothing: 'nothing' cannot be used here."),
        ({"weights": {"idi": {"universal-connectivity": "0.4"}}},
         "weights.idi: shares of “ICT Development Index” are given, but none for: “Meaningful"),
        ({"weights": {"idi": {"universal-connectivity": 0.4, "meaningful-connectivity": 0.5}}},
         "the shares of “ICT Development Index” add up to 0.9, not to 1."),
        ({"weights": {"idi": {"universal-connectivity": 0}}},
         "weights.idi.universal-connectivity: '0' is not a weight, which is a number above 0."),
        ({"weights": {"idi": {"universal-connectivity": -1}}}, "'-1' is not a weight"),
        ({"weights": {"idi": {"universal-connectivity": "many"}}}, "'many' is not a weight"),
        ({"weights": {"idi": 3}}, "weights.idi is not a table of keys and values."),
        ({"goalposts": {"internet-users": 5}}, "'5' is not a pair of goalposts."),
        ({"goalposts": {"internet-users": (0, "x")}}, "is not a pair of goalposts."),
        ({"goalposts": {"internet-users": (5, 5)}}, "are the same value."),
        ({"goalposts": {"mobile-broadband-traffic": (-2, 5)}}, "has no logarithm"),
        ({"goalposts": {"idi": (0, 1)}}, "goalposts.idi: 'idi' cannot be used here."),
        ({"transformation": {"internet-users": "sqrt"}},
         "transformation.internet-users: 'sqrt' cannot be used here. Use one of: linear, ln1p"),
        ({"transformation": {"internet-users": "log10"}}, "has no logarithm"),
        ({"drop": "telex"}, "drop: 'telex' cannot be used here."),
        ({"drop": "idi"}, "drop: 'idi' cannot be used here."),
        ({"drop": ["coverage-3g", "coverage-4g"]},
         "without “Population covered by at least a 4G/LTE mobile network” nothing is left of "
         "“Network coverage”. Drop “Network coverage” as a whole."),
        ({"add": {"internet-users": {"goalposts": (0, 1)}}}, "is already part of the methodology."),
        ({"add": {"No": {}}}, "'No' cannot be the id of an indicator."),
        ({"add": {"fixed-broadband-subscriptions": {}}}, "no goalposts are given for"),
        ({"add": {"fixed-broadband-subscriptions": {"goal": 1}}}, "'goal' cannot be used here."),
        ({"add": {"fixed-broadband-subscriptions": {"parent": "x", "goalposts": (0, 1)}}},
         "add.fixed-broadband-subscriptions.parent: 'x' cannot be used here."),
        ({"add": {"fixed-broadband-subscriptions": {"weight": 0.5, "goalposts": (0, 1)}}},
         "'0.5' is not a weight"),
        ({"add": {"fixed-broadband-subscriptions": {"unit": "x", "goalposts": (0, 1)}}},
         "is an indicator of the catalogue, which has its name, unit and range."),
        ({"add": {"mine": {"goalposts": (0, 1)}}}, "add.mine.names: no name is given."),
        ({"normalisation": "z"}, "normalisation: 'z' cannot be used here. Use one of: goalposts,"),
        ({"normalisation": {"internet-users": "z-score"}}, "on scales that are not comparable"),
        ({"normalisation": {"id": "min-max", "low": 1}}, "has no option 'low'"),
        ({"normalisation": {"id": "min-max", "lower": "one"}}, "'one' is not"),
        ({"normalisation": 5}, "normalisation is not a table"),
        ({"normalisation": "z-score", "aggregation": "geometric-mean"},
         "need scores above 0, which the normalisation 'z-score' does not give."),
        ({"treatment": "log-ct"}, "are in a different unit from its goalposts."),
        ({"treatment": {"id": "rule", "then": "magic"}}, "has no option 'then'"),
        ({"aggregation": {"idi": "benefit-of-the-doubt"}}, "Without limits on the shares"),
        ({"aggregation": {"network-coverage": "copeland"}}, "count economies beaten"),
        ({"aggregation": {"idi": "generalised-mean"}}, "needs the option 'power'"),
    ],
)  # fmt: skip
def test_a_misuse_is_named(changes: dict[str, Any], message: str) -> None:
    assert message in refused(**changes)


def test_all_faults_are_named_at_once() -> None:
    text = refused(
        drop="telex", weights={"idi": {"universal-connectivity": 0}},
        goalposts={"internet-users": (1, 1)}, add={"mine": {}},
    )  # fmt: skip
    assert len(text.splitlines()) == 5


@small_cases("name", ["", "No Traffic", "a--b", "ü", "a" * 3 + "_b"])
def test_a_name_is_part_of_ids(name: str) -> None:
    with pytest.raises(ict.errors.UsageError, match="cannot be the name of a variant"):
        IDI.variant(name)


def test_other_misuse() -> None:
    with pytest.raises(ict.errors.UsageError, match="is not a variant, so it has no parent"):
        IDI.differences()
    with pytest.raises(ict.errors.UsageError, match="has no parameters that come from a set"):
        IDI.frozen_from(None)  # type: ignore[arg-type]
    draft = ict.methodology("idi-methodology-2017-draft-14")
    with pytest.raises(ict.errors.UsageError, match="it makes no score of several indicators"):
        draft.variant("x")
    with pytest.raises(ict.errors.UsageError, match="it makes no score of several indicators"):
        ict.methodology("ipb", edition=2025).variant("x")
    with pytest.raises(ict.errors.UsageError, match="weights"):
        IDI.variant("x", weights=[1, 2])  # type: ignore[arg-type]
    with pytest.raises(ict.errors.UsageError, match="No economy has every input of"):
        frame = pd.read_csv(FILE, dtype=str, keep_default_na=False)
        some = frame[frame["indicator"] != "coverage-3g"]
        ict.compute(IDI.variant("z", normalisation="z-score"), some)
