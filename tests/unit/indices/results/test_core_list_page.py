"""The page of the Core List: what was read, in whose words, and what the library does with it."""

from __future__ import annotations

from small_cases import small_cases

import ictindex as ict
from ictindex.definitions.documents.core_list import core_list_document
from ictindex.language import i18n

LISTED = ict.data.core_list()


def text_in(language: str) -> str:
    """Return the page on one line."""
    return " ".join(LISTED.to_text(language).split())


def test_the_page_says_that_the_list_of_2022_was_not_read() -> None:
    assert (
        "The list of March 2022 was not read: of its 37 pages only the introduction. Whether it has"
        " a row, a code or a title that is shown here is not known."
    ) in text_in("en")
    assert "No row of this area was read." in text_in("en")  # ICT in government


def test_counts_of_services_are_those_of_the_rows() -> None:
    frame = LISTED.to_frame()
    served = frame["services"].str.split(";")
    counts = {
        name: int(served.map(lambda own, name=name: name in own).sum())
        for name in ("computed", "checked", "asked", "tracked", "estimated", "nothing")
    }
    unserved = (frame["indicator"] == "") & (frame["estimated"] == "")
    assert counts["nothing"] == unserved.sum()
    assert (
        f"Of the {len(frame)} indicators listed here, the library computes an index or a price with"
        f" {counts['computed']}, checks {counts['checked']}, asks for {counts['asked']} in the"
        f" questionnaire, tracks {counts['tracked']} as a target and estimates"
        f" {counts['estimated']} from the records of a survey; it does nothing with"
        f" {counts['nothing']}."
    ) in text_in("en")


def test_a_near_indicator_lends_no_code() -> None:
    frame = LISTED.to_frame().set_index("id")
    near = frame[frame["match"] == "near"]
    assert set(near["itu"]) == {""}
    assert near["services"].str.endswith(";near").all()
    assert frame.loc["mobile-phone-owners", "itu"] == "xHH18_IDI;xHH18"
    assert frame.loc["schools-electricity", "sdg_mark"] == "compared"
    assert frame.loc["mobile-phone-owners", "sdg_mark"] == "printed"


def test_short_and_second_hand_titles_are_marked() -> None:
    frame = LISTED.to_frame().set_index("id")
    assert frame.loc["households-radio", "evidence"] == "code-printed;title-printed-short"
    assert frame.loc["employees-computers", "evidence"] == "code-printed;title-printed"
    expected = "code-unread;title-second-hand-short"
    assert frame.loc["fixed-telephone-subscriptions", "evidence"] == expected


@small_cases("language", i18n.LANGUAGES)
def test_whose_words_a_definition_has(language: str) -> None:
    """The sources were read in English: in other languages the words are of this project."""
    shown = text_in(language)
    note = "words-of-source" if language == "en" else "translated"
    other = "translated" if language == "en" else "words-of-source"
    assert " ".join(i18n.text("core-list", note, language).split()) in shown
    assert " ".join(i18n.text("core-list", other, language).split()) not in shown
    # The definition of 17.8.1 in the metadata of the United Nations, STAT_CONC_DEF.
    printed = "individuals who used the Internet from any location in the last three months"
    assert (printed in shown) == (language == "en")


@small_cases("language", i18n.LANGUAGES)
def test_titles_of_the_united_nations_are_in_their_language(language: str) -> None:
    title = next(e.titles for e in core_list_document().sdg if e.number == "17.8.1")[language]
    markdown = ict.data.core_list().to_markdown(language)
    assert title in markdown


def test_each_definition_and_trap_has_words() -> None:
    document = core_list_document()
    subjects = [(row.id, row.definition, row.trap) for row in document.rows]
    subjects += [(entry.id, entry.definition, entry.trap) for entry in document.sdg]
    for key, definition, has_trap in subjects:
        assert i18n.has_label("core-list-definitions", key) == bool(definition)
        assert i18n.has_label("core-list-traps", key) == has_trap


def test_every_source_of_a_row_is_listed_below() -> None:
    text = text_in("en")
    assert "E/CN.3/2012/12 and E/CN.3/2014/8, summaries" in text
    assert "short titles in the order of the list of 2010, without codes" in text
