"""Pages of variants and own indices: in six languages, with words for everything."""

from __future__ import annotations

import re

import lab_cases
from languages_in_turn import each_language

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)
FILE = ict.sample_data("idi-2024-annex.csv")
# A key without words is shown as it is, or in square brackets.
GAP = re.compile(r"\[[a-z-]+[./]|normalisation-|treatment-step|to-mean|to-deviation|low-points")


def variants() -> list[ict.Methodology]:
    result = ict.compute(IDI, FILE)
    return [
        IDI.variant("all", weights={"idi": dict.fromkeys(
            ("universal-connectivity", "meaningful-connectivity"), "1/2")},
            drop="coverage-3g", goalposts={"internet-users": (0, 90)},
            treatment={"fixed-broadband-traffic": {"id": "rule", "then": "box-cox", "most": 1},
                       "internet-users": {"id": "winsorise", "high_points": 1}},
            normalisation={"id": "z-score", "mean": 100, "deviation": 10, "population": 1},
            aggregation={"idi": {"id": "generalised-mean", "power": 2}}).frozen_from(result),
        IDI.variant("bod", aggregation={"idi": {"id": "benefit-of-the-doubt", "deviation": "0.2"}}),
        IDI.variant("ranks", normalisation="percentile").frozen_from(result),
        IDI.variant("reference", normalisation={"id": "distance-to-target", "target": 100,
                                                "capped": 1}).frozen_from(result),
        IDI.variant("unfitted", normalisation="min-max", aggregation="mazziotta-pareto"),
    ]  # fmt: skip


VARIANTS = variants()


@each_language("en", "ar")
def test_every_page_has_words(language: str) -> None:
    for variant in VARIANTS:
        page = variant.show(language)
        assert not GAP.search(page), GAP.search(page)
        shown = ict.compute(variant, FILE).explain("BRA", language=language).to_text()
        assert not GAP.search(shown), GAP.search(shown)
    assert not GAP.search(ict.analysis.index(lab_cases.document()).show(language))


def test_an_unfitted_variant_says_when_it_is_fitted() -> None:
    page = VARIANTS[-1].show("en")
    assert (
        "“Individuals using the Internet”: parameters are fitted when scores are computed" in page
    )
    assert "normalisation: min-max" in page and "aggregation: Mazziotta-Pareto" in page
    assert "Goalposts and their evidence" not in page


def test_constants_of_the_parent_keep_their_evidence_and_chosen_ones_are_chosen() -> None:
    variant = IDI.variant("g", goalposts={"internet-users": (0, 90)})
    assert variant.marks["leaves.internet-users.goalposts.full"] == "chosen"
    assert variant.marks["leaves.internet-users.goalposts.zero"] == "verified"
    result = ict.compute(variant, FILE)
    assert "internet-users" not in result.unconfirmed
    assert "chosen by the user" in variant.show("en")
    own = ict.analysis.index(lab_cases.document())
    assert set(own.marks.values()) == {"chosen"}
