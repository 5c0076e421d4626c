"""The sentences on an edition: what the index is, how many of how many, the constant panel."""

from __future__ import annotations

import statistics
from decimal import Decimal

from basket_cases import early
from indices_cases import message_of
from lab_cases import document, values

import ictindex as ict
from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.tables.edition_figures import EditionFigures, figures_of_published
from ictindex.core.errors import UsageError

FIRST = {"BRA": "82.0", "CHL": "91.7", "KEN": "58.5", "PER": "80.0"}
LAST = {"BRA": "84.4", "CHL": "91.7", "KEN": "56.0", "AGO": "52.8"}


def table(scores: dict[str, str], edition: int) -> EditionFigures:
    published = ict.read_published({(code, "idi"): score for code, score in scores.items()})
    return figures_of_published(published, ict.methodology("idi", edition=edition), edition)


def test_a_part_of_an_edition_says_of_how_many_and_whose_median_it_is() -> None:
    index, extent, mean = (s.to_text("en") for s in comment_on_edition(table(LAST, 2025)).sentences)
    assert index == (
        "The ICT Development Index puts 10 indicators together in one score from 0 to 100, by way "
        "of 2 sub-indices: Universal connectivity; Meaningful connectivity."
    )
    middle = statistics.median(map(Decimal, LAST.values()))
    assert middle == Decimal("70.2")
    assert extent == (
        "Here are the scores (as printed by ITU) of 4 of the 164 economies of the edition of 2025, "
        "with data of 2023; the median of these 4, computed here, is 70.2."
    )
    assert mean == "The mean that ITU printed for the 164 economies of the edition of 2025 is 77.6."


def test_the_change_of_the_median_is_that_of_the_economies_in_both_editions() -> None:
    """Peru left and Angola joined: neither moves the median of the other three."""
    commentary = comment_on_edition(table(LAST, 2025), table(FIRST, 2024))
    figures = commentary.sentences[-1].to_dict()["figures"]
    assert figures.pop("whose")["code"] == "commentary/whose-published"
    assert figures == {
        "count": 3,
        "before": "2024",
        "after": "2025",
        "first": "82.0",
        "last": "84.4",
        "change": "2.4",
        "risen": 1,
        "fallen": 1,
        "same": 1,
    }


def test_an_index_of_indicators_alone_has_no_sub_indices() -> None:
    """The composite of the price baskets of 2010 to 2012 is made of three baskets (MIS 2011)."""
    composite = early({"UGA": ("35.0", "50.4", "375"), "LKA": ("3.3", "2.6", "16")}).composite
    index, extent = (s.to_text("en") for s in composite.in_words("en").sentences)
    assert index.startswith("The ICT Price Basket puts 3 indicators together in one score from 0")
    assert "sub-ind" not in index
    assert "is 34.6." in extent  # (61.8 + 7.3) / 2 = 34.55, as the scores with one decimal
    codes = [s.code for s in composite.in_words(economy="UGA").sentences]
    assert "commentary/parts" not in codes


def test_editions_of_two_methodologies_are_not_compared() -> None:
    older = table({"BRA": "6.12", "CHL": "6.57"}, 2017)
    codes = [s.code for s in comment_on_edition(table(LAST, 2025), older).sentences]
    assert "commentary/edition-change" not in codes


def test_a_result_says_what_its_edition_has(edition: ict.Result) -> None:
    stated = edition.in_words("en")
    assert ") of 19 of the 170 economies" in stated.to_text()
    assert "recomputed here from printed figures" in stated.to_text()
    same = edition.in_words("en", before=edition).sentences[-1]
    assert same.figures["change"] == 0 and same.figures["same"] == same.figures["count"] == 19
    # Not "19 economies are in both editions": ITU's table has more than the sample.
    assert same.to_text("en").startswith(
        "19 economies have scores here (recomputed here from printed figures) in both editions, "
    )


def test_the_economies_of_a_demonstration_are_not_those_of_the_edition(edition: ict.Result) -> None:
    """The edition of 2024 has 170 economies: no sentence says that the 19 here are all."""
    extent = edition.with_kind("demonstration").in_words("en").sentences[1].to_text("en")
    assert extent.startswith(
        "A demonstration: scores of 19 economies from invented data for 2022, by the methodology "
        "of the edition of 2024; "
    )


def test_the_data_of_an_index_of_ones_own_are_no_edition(edition: ict.Result) -> None:
    """KE-42 has no value for one indicator: of three areas two have a score."""
    own = ict.analysis.index(document())
    districts = ict.compute(own, own.read(values(**{"basic-skills": [30, None, 60]})))
    extent = districts.in_words("en").sentences[1].to_text("en")
    assert extent.startswith(
        "Of 3 economies or areas in these data, 2 have a score (an index of the user’s own, not of "
        "ITU), with data of "
    )
    for economy in (None, "BRA"):
        message_of(
            lambda wanted=economy: edition.in_words("en", economy=wanted, before=districts),
            UsageError,
            "series.mixed",
        )
