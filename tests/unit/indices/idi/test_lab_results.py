"""Results by a variant are what-ifs, those by an own index its user's: the same otherwise."""

from __future__ import annotations

import lab_cases

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)
FILE = ict.sample_data("idi-2024-annex.csv")


def test_kinds_and_classes() -> None:
    variant = ict.compute(IDI.variant("v"), FILE)
    assert type(variant) is ict.editions.Counterfactual and variant.base is None
    own = lab_cases.computed()
    assert type(own) is ict.Result and own.kind == "own-index"
    other = own.methodology.variant("v")
    assert type(ict.compute(other, lab_cases.values())) is ict.editions.Counterfactual


def test_published_figures_are_not_compared_with_those_of_a_variant() -> None:
    published = ict.sample_data("idi-2024-published.csv")
    result = ict.compute(IDI.variant("v", drop="coverage-3g"), FILE, published=published)
    assert result.published is None
