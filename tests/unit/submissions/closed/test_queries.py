"""Queries: what a register says about them, and the words in which an office is asked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from small_cases import small_cases

import ictindex as ict
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.closed import part_workbooks as parts
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.offices import Office, Offices
from ictindex.submissions.closed.queries import (
    RoundQueries,
    RoundQuery,
    find_query,
    find_unasked,
    find_unsettled,
    list_withdrawn,
    match_answers,
    read_queries,
    word_question,
)

KEY, YEAR = "internet-users", 2023
ASKED, ANSWERED = dt.date(2025, 3, 10), dt.date(2025, 3, 20)
# Every difference that is asked about, with the figures that its words need.
DIFFERENCES: dict[str, dict[str, object]] = {
    parts.OVERLAP: {"office": "A", "used": Decimal("80.5"), "values": (78,), "others": ("B",)},
    parts.EMPTIED: {"office": "A", "used": Decimal("80.5")},
    parts.EMPTIED_CLOSED: {"office": "A"},
    parts.NOT_AVAILABLE: {"office": "A", "other": "B", "used": Decimal("80.5")},
    parts.CLOSED: {"offices": ("A",)},
    parts.REPLACED: {"office": "A", "earlier": Decimal("80.5"), "later": Decimal(81)},
    parts.WITHDRAWN: {"office": "A", "values": (78,), "others": ("B",)},
    parts.NOT_OWNER: {"office": "A", "other": "B"},
}


def difference(code: str, economy: str = "ECU", level: str = "warning") -> ict.Finding:
    about = {"economy": economy, "indicator": KEY, "year": str(YEAR), "breakdown": ""}
    return ict.Finding(code, level, economy, KEY, YEAR, details={**about, **DIFFERENCES[code]})


def event(order: int, name: str, economy: str, text: str, **fields: object) -> Event:
    day = ASKED if name == "query" else ANSWERED
    return Event(
        event=name,
        day=day,
        by="compiler",
        economy=economy,
        office="A",
        fields=fields,
        text=text,
        number=order,
        previous="",
        digest="",
    )


def query(number: int, economy: str = "ECU") -> Event:
    about = {"rule": parts.OVERLAP, "indicator": KEY, "year": YEAR, "value": "80.5"}
    return event(number, "query", economy, "Which?", number=number, due="2025-04-09", **about)


def answer(number: int, kind: str = "confirm", economy: str = "ECU") -> Event:
    return event(9, "answered", economy, "a full census", number=number, answer=kind)


def test_a_query_is_kept_with_its_answer() -> None:
    first, second = read_queries([query(1), query(2, "PER"), answer(1)])
    assert (first.answer, first.reason, first.answered) == ("confirm", "a full census", ANSWERED)
    assert (first.is_open, second.is_open) == (False, True)
    assert (second.due, second.question) == (dt.date(2025, 4, 9), "Which?")
    assert find_query([query(1)], 1).cell == ("ECU", KEY, YEAR, "")


@small_cases("code", DIFFERENCES)
def test_every_difference_is_a_question_in_six_languages(code: str) -> None:
    words = {word_question(difference(code), language) for language in LANGUAGES}
    assert len(words) == len(LANGUAGES)
    assert not [text for text in words if "{" in text or text.startswith("query.")]
    # It is put to the State: it does not name it as the compilers do.
    assert "Ecuador" not in word_question(difference(code), "en")


def test_what_was_asked_is_not_asked_again_and_a_remark_is_no_question() -> None:
    asked = read_queries([query(1)])
    assert list(find_unasked([difference(parts.OVERLAP)], asked)) == []
    other = difference(parts.OVERLAP, "PER")
    remark = difference(parts.REPLACED, level="information")
    late = ict.Finding(parts.LATE, "warning", "ECU")
    assert list(find_unasked([other, remark, late], asked)) == [other]


def test_an_overlap_is_settled_by_an_answer_alone() -> None:
    differences = [difference(parts.OVERLAP), difference(parts.NOT_AVAILABLE)]
    assert find_unsettled(differences, read_queries([query(1)])) == (differences[0],)
    assert find_unsettled(differences, read_queries([query(1), answer(1)])) == ()


def test_a_withdrawal_is_that_of_the_office_that_answered() -> None:
    offices = Offices([Office("ECU", "A", coordinator=True)])
    queries = read_queries([query(1), query(2), answer(1, "withdraw"), answer(2)])
    assert list_withdrawn(queries, offices) == [
        parts.WithdrawnCell(("ECU", KEY, YEAR, ""), "A", ANSWERED)
    ]


def test_the_answers_of_a_state_settle_its_own_open_queries() -> None:
    queries = read_queries([query(1), query(2, "PER"), query(3), answer(3)])
    answers = [
        ict.data.Answer((f"query.{number}", "ECU", KEY, str(YEAR), "", ""), "confirm", "a census")
        for number in (1, 2, 3, 4)
    ]
    answers.append(ict.data.Answer(("T02", "ECU", KEY, str(YEAR), "", ""), "confirm", "a census"))
    assert [each.number for each, _ in match_answers(queries, answers, "ECU")] == [1]


def test_the_list_says_how_many_are_open() -> None:
    listed = RoundQueries(read_queries([query(1), query(2), answer(1)]))
    assert "Queries: 2; open: 1." in listed.to_text("en")
    assert listed.to_frame()["answer"].tolist() == ["confirm", ""]
    assert RoundQueries(()).to_text("en").endswith("Queries: 0; open: 0.\n")
    assert isinstance(listed.queries[0], RoundQuery)
