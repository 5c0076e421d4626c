"""A score is compared only where every economy of a group is in the table; medians by hand."""

from __future__ import annotations

import statistics
from decimal import Decimal

import pytest

import ictindex as ict
from ictindex.analysis.commentary.group_standing import describe_standing
from ictindex.analysis.tables.edition_figures import (
    EditionFigures,
    figures_of_published,
    figures_of_result,
)
from ictindex.definitions import catalogue

REGIONS = catalogue.groups("itu-region", "idi-2024").groups
INCOMES = catalogue.groups("income-group", "idi-2024").groups
EVERYBODY = sorted(code for members in REGIONS.values() for code in members)
# Invented scores: 170 economies at 10.0, 10.5, 11.0 ... in the order of their codes.
SCORES = {code: Decimal(100 + 5 * number) / 10 for number, code in enumerate(EVERYBODY)}


def table(scores: dict[str, Decimal], edition: int = 2024) -> EditionFigures:
    published = ict.read_published({(code, "idi"): score for code, score in scores.items()})
    return figures_of_published(published, ict.methodology("idi", edition=edition), edition)


@pytest.fixture(scope="module")
def whole() -> EditionFigures:
    return table(SCORES)


def codes(figures: EditionFigures, economy: str) -> dict[str, dict[str, object]]:
    stated = [sentence.to_dict() for sentence in describe_standing(figures, economy)]
    return {s["code"].removeprefix("commentary/"): s["figures"] for s in stated}


@pytest.mark.parametrize("economy", ["AFG", "BRA", "ZWE"])
def test_a_whole_table_has_region_income_group_world_and_the_printed_mean(
    whole: EditionFigures, economy: str
) -> None:
    stated = codes(whole, economy)
    score = SCORES[economy]
    assert len(stated) == 4
    for words, groups in (("region", REGIONS), ("income", INCOMES)):
        members = next(m for m in groups.values() if economy in m)
        middle = statistics.median(SCORES[code] for code in members)
        figures = stated[f"{words}-{'above' if score > middle else 'below'}"]
        assert Decimal(str(figures["median"])) in (middle, round(middle + Decimal("0.001"), 1))
        assert (figures["score"], figures["total"]) == (f"{score:.1f}", len(members))
    middle = statistics.median(SCORES.values())
    assert stated[f"world-{'above' if score > middle else 'below'}"]["total"] == 170
    assert stated[f"mean-{'above' if score > Decimal('74.8') else 'below'}"]["mean"] == "74.8"


def test_a_group_without_one_of_its_members_is_not_compared_with() -> None:
    """One African economy is missing: no African is compared with Africa, nobody with the world."""
    figures = table({code: score for code, score in SCORES.items() if code != "KEN"})
    assert not [code for code in codes(figures, "ZMB") if code.startswith(("region", "world"))]
    peru = codes(figures, "PER")
    assert [code for code in peru if code.startswith("region")]
    assert not [code for code in peru if code.startswith("world")]


def test_a_list_that_is_not_whole_is_no_group() -> None:
    """The lists of 2025 have 118 of the 164 economies, and the table here has just these."""
    listed = catalogue.groups("itu-region", "idi-2025").groups
    scores = {code: Decimal("50.0") for members in listed.values() for code in members}
    assert list(codes(table(scores, 2025), "BRA")) == ["mean-below"]


def test_a_median_that_rounds_to_the_score_is_shown_with_all_its_decimals() -> None:
    """Half of 170 economies at 80.6 and half at 80.7: their median is 80.65."""
    half = len(EVERYBODY) // 2
    scores = dict.fromkeys(EVERYBODY[:half], Decimal("80.6"))
    figures = table(scores | dict.fromkeys(EVERYBODY[half:], Decimal("80.7")))
    assert codes(figures, EVERYBODY[-1])["world-above"]["median"] == "80.65"
    assert codes(figures, EVERYBODY[0])["world-below"]["median"] == "80.7"
    same = table(dict.fromkeys(EVERYBODY, Decimal("80.6")))
    assert codes(same, "BRA")["world-equal"]["median"] == "80.6"


def test_a_score_at_the_printed_mean_is_equal_to_as_many_decimals() -> None:
    figures = table({"BRA": Decimal("74.84"), "CHL": Decimal("74.86")})
    assert list(codes(figures, "BRA")) == ["mean-equal"]
    assert list(codes(figures, "CHL")) == ["mean-above"]


def test_a_demonstration_has_no_mean_of_itu(edition: ict.Result) -> None:
    stated = codes(figures_of_result(edition.with_kind("demonstration")), "BRA")
    assert not [code for code in stated if code.startswith("mean")]
