"""The list of the indicators of household surveys, as a page and as data."""

from __future__ import annotations

from small_cases import small_cases

import ictindex as ict
from ictindex.definitions.documents.survey_indicator_list import name_period
from ictindex.language import i18n


@small_cases(
    ("period", "words"),
    [
        ("now", "on the day of the interview"),
        ("ever", "ever"),
        ("P3M", "last 3 months"),
        ("P1M", "last 1 month"),
        ("P7D", "last 7 days"),
        ("P1Y", "last 1 year"),
    ],
)
def test_a_reference_period_in_words(period: str, words: str) -> None:
    assert name_period(period, "en") == words


def test_the_page_says_that_questions_are_a_draft_and_names_every_indicator() -> None:
    listed = ict.surveys.list_indicators()
    for language in i18n.LANGUAGES:
        page = listed.to_text(language)
        assert i18n.text("survey", "draft", language)[:20] in page
    assert "Households with a radio" in listed.to_text("en")


def test_a_record_has_codes_and_what_was_read() -> None:
    rows = {row["id"]: row for row in ict.surveys.list_indicators().to_dict()["rows"]}
    assert rows["households-internet"]["core_list"] == "HH6"
    assert rows["individuals-ict-skills"]["core_list"] == ""
    assert "numerator=printed" in rows["internet-users"]["evidence"]
    assert "question=own" in rows["internet-users"]["evidence"]
