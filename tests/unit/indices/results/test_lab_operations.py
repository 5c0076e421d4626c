"""Operations as a user gives them: for all or for some, what is lifted, what keeps its digits."""

from __future__ import annotations

from decimal import Decimal

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)


def options_of(variant: ict.Methodology, key: str) -> dict[str, object]:
    return {k: dict(normalisation.options) for k, normalisation in variant.document.normalisations}[
        key
    ]


def test_options_are_written_with_hyphens_or_underscores() -> None:
    first, second = (
        IDI.variant("b", aggregation={"idi": {"id": "benefit-of-the-doubt", **limits}})
        for limits in ({"lower_share": 0.3}, {"lower-share": "0.3"})
    )
    assert first.document == second.document
    assert dict(first.document.aggregations)["idi"].options == (
        ("lower-share", Decimal("0.3")), ("scale", Decimal(100)),
    )  # fmt: skip


def test_scores_are_lifted_only_where_a_mean_needs_it() -> None:
    assert options_of(IDI.variant("g", aggregation="geometric-mean"), "coverage-4g") == {"lower": 1}
    both = IDI.variant("g", aggregation="geometric-mean", normalisation="min-max")
    assert options_of(both, "coverage-4g") == {"lower": 1}
    stated = {"id": "min-max", "lower": 10}
    own = IDI.variant("g", aggregation="geometric-mean", normalisation=stated)
    assert options_of(own, "coverage-4g") == {"lower": 10}
    assert not IDI.variant("q", aggregation={"id": "generalised-mean", "power": 2}
                           ).document.normalisations  # fmt: skip


def test_stated_means_and_goalposts_are_no_operations() -> None:
    variant = IDI.variant("same", normalisation="goalposts", aggregation="arithmetic-mean")
    assert variant.plan == IDI.plan and not variant.document.has_operations
    assert variant.document.missing == IDI.document.missing


def test_narrow_scores_have_more_decimals_and_supplied_scores_are_not_used() -> None:
    variant = IDI.variant("z", normalisation="z-score")
    assert variant.document.rounding.decimals == 4
    assert IDI.variant("t", normalisation={"id": "z-score", "mean": 50, "deviation": 10}
                       ).document.rounding.decimals == 1  # fmt: skip
    assert variant.document.missing.supplied_scores == ()
    assert "Scores that were supplied in place of values are not used" in variant.show("en")


def test_a_treatment_of_some_indicators_leaves_the_others() -> None:
    variant = IDI.variant("t", treatment={"fixed-broadband-traffic": "rule"},
                          normalisation="min-max")  # fmt: skip
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"))
    steps = dict(result.methodology.document.treatment_steps)
    assert steps.keys() == {"fixed-broadband-traffic"}
    plain = ict.compute(IDI.variant("m", normalisation="min-max"),
                        ict.sample_data("idi-2024-annex.csv"))  # fmt: skip
    assert result.unrounded("BRA")["coverage-3g"] == plain.unrounded("BRA")["coverage-3g"]


def test_a_sub_variant_keeps_the_operations() -> None:
    first = IDI.variant("z", normalisation="z-score", aggregation={"idi": "median"})
    second = first.variant("less", drop="coverage-3g")
    assert second.document.normalisations[0][1].id == "z-score"
    assert dict(second.document.aggregations)["idi"].id == "median"
    assert len(second.document.normalisations) == len(first.document.normalisations) - 1
