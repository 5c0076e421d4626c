"""Sentences on what moved a score: their parts add up to the change, and no order is stated."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from change_cases import ESTIMATE, OFFICIAL, Value, edition, rows_of

import ictindex as ict
from ictindex.analysis.change.economy_change import ChangeStep, EconomyChange
from ictindex.analysis.commentary.change_commentary import describe_change, state_change
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence


def change_of(before: Mapping[str, Value], after: Mapping[str, Value]) -> EconomyChange:
    first = edition(rows_of("BRA", 2022, before), 2024)
    last = edition(rows_of("BRA", 2023, after), 2025)
    return ict.analysis.explain_change(first, last).economy("BRA")


@pytest.fixture(scope="module")
def brazil() -> EconomyChange:
    """An estimate is replaced, a carried value is replaced, and two values are new."""
    return change_of(
        {
            "internet-users": ("80.0", 2022, ESTIMATE),
            "households-internet": ("80.0", 2021, OFFICIAL),
            "mobile-phone-ownership": ("70.0", 2022, OFFICIAL),
        },
        {
            "internet-users": ("74.0", 2023, OFFICIAL),
            "households-internet": ("89.0", 2023, OFFICIAL),
            "mobile-phone-ownership": ("74.0", 2023, OFFICIAL),
        },
    )


def add_up(sentence: Sentence) -> Decimal:
    """The sum of the points of the parts of a sentence."""
    parts = sentence.to_dict()["figures"]["parts"]["figures"]["clauses"]
    return sum((Decimal(part["figures"]["points"]) for part in parts), Decimal(0))


def test_parts_add_up_to_the_change_and_state_their_causes(brazil: EconomyChange) -> None:
    (sentence,) = describe_change(brazil)
    assert sentence.code == "commentary/change-computed-parts"
    assert add_up(sentence) == brazil.change == brazil.last - brazil.first
    text = sentence.to_text("en")
    assert text.startswith(
        f"The score changed by +{brazil.change} points, from {brazil.first} (edition 2024) to "
        f"{brazil.last} (edition 2025), both computed here: "
    )
    # 9 of 95 points of a sixth; 6 of 95 points of a sixth; 4 of 95 points of a twelfth.
    assert (
        "Households with Internet access at home +1.6 (new value for 2023 in place of one" in text
    )
    assert "Individuals using the Internet −1.1 (official value for 2023 in place of an" in text
    assert "Individuals who own a mobile phone +0.4 (new official value for 2023)" in text
    assert "not published" not in text and "rounding" not in text


def test_scores_that_were_read_are_not_called_computed(brazil: EconomyChange) -> None:
    (sentence,) = describe_change(brazil, is_read=True)
    assert sentence.code == "commentary/change-parts"
    assert "computed" not in sentence.to_text("en")
    assert add_up(sentence) == brazil.change


def test_many_small_steps_are_one_part_with_its_number() -> None:
    tenths = {
        "internet-users": ("70.0", 2023, OFFICIAL),
        "households-internet": ("70.0", 2023, OFFICIAL),
        "mobile-phone-ownership": ("70.0", 2023, OFFICIAL),
        "coverage-3g": ("80.0", 2023, OFFICIAL),
        "coverage-4g": ("80.0", 2023, OFFICIAL),
    }
    change = change_of({}, tenths)
    (sentence,) = describe_change(change)
    assert add_up(sentence) == change.change
    assert "2 other indicators, together −" in sentence.to_text("en")


def test_nothing_moved_is_one_short_sentence() -> None:
    change = change_of({}, {})
    (sentence,) = describe_change(change)
    text = sentence.to_text("en")
    assert text == f"The score, computed here, is {change.last} in both editions, 2024 and 2025."


def test_a_change_that_cannot_be_split_is_stated_alone() -> None:
    sentence = state_change((Decimal("61.0"), Decimal("60.0")), ("2024", "2025"))
    text = "The score changed by −1.0 points, from 61.0 (edition 2024) to 60.0 (edition 2025)."
    assert sentence.to_text("en") == text


def test_what_is_not_published_has_its_total_in_the_sentence(brazil: EconomyChange) -> None:
    unknown = ("households-internet", "internet-users")
    own = [step for step in brazil.steps if step.indicator not in unknown]
    rest = brazil.change - sum((step.points for step in own), Decimal(0))
    together = ChangeStep(
        "universal-connectivity", "not-published", rest, Fraction(rest), together=unknown
    )
    change = EconomyChange("BRA", brazil.ends, brazil.ends, (*own, together), None, brazil.context)
    (sentence,) = describe_change(change)
    assert add_up(sentence) == brazil.change
    assert (
        f"not published in one edition or both, together +{rest} (Households with Internet access "
        "at home, Individuals using the Internet)" in sentence.to_text("en")
    )


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_tables_and_sentences_say_the_same_of_what_one_edition_publishes(language: str) -> None:
    words = i18n.text("change-causes", "not-published", language)
    figures = {"points": "+1.0", "names": "N"}
    for key in ("change-unpublished-alone", "change-unpublished-together"):
        assert i18n.text("commentary", key, language, **figures).startswith(words)
    assert i18n.label("change-kinds", "not-published", language).casefold() == words
    for key in ("together", "not-published-below"):
        assert words in i18n.text("score-change", key, language, node="P", names="N")


def test_a_result_says_what_moved_its_score_since_another(brazil: EconomyChange) -> None:
    first, last = (result for _, result in brazil.context.notices)
    words = last.in_words("en", economy="BRA", before=first)
    codes = [sentence.code for sentence in words.sentences]
    assert codes.count("commentary/change-computed-parts") == 1
    assert "commentary/change-computed-parts" not in [
        s.code for s in last.in_words(economy="BRA").sentences
    ]
