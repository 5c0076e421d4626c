"""Rounds of consultation: their history, agreement, least notice; silence is never agreement."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from sourcing_cases import KEY, consultation, decision, outcomes, receipt, row, select

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.consultation_notice import notice_periods
from ictindex.language import i18n

CUT_OFF = dt.date(2024, 4, 30)
VALUE = row("74.0", "other", source="X")
FIRST = {"notified": "2024-01-10", "deadline": "2024-02-10"}
SECOND = {"notified": "2024-02-20", "deadline": "2024-03-25"}
OBJECTED = {"answer": "objected", "answered": "2024-01-20"}
AGREED = {"answer": "agreed", "answered": "2024-03-01"}


def made(*rounds: dict[str, object]) -> ict.sourcing.Selection:
    return select(
        receipt([VALUE], "compiler"), *(consultation("74.0", "X", **each) for each in rounds)
    )


@pytest.mark.parametrize(
    ("rounds", "outcome", "answer"),
    [
        ([{**FIRST, **OBJECTED}, {**SECOND, **AGREED}], "chosen", "agreed"),
        # The order of the lines is no order of the rounds.
        ([{**SECOND, **AGREED}, {**FIRST, **OBJECTED}], "chosen", "agreed"),
        # Silence after an objection is no agreement.
        ([{**FIRST, **OBJECTED}, SECOND], "objected", ""),
        ([{**FIRST, "answer": "supplied", "answered": "2024-01-20"}, SECOND],
         "official-announced", ""),
        # An agreement is taken back by a later objection.
        ([{**FIRST, "answer": "agreed", "answered": "2024-01-20"},
          {**SECOND, "answer": "objected", "answered": "2024-03-01"}], "objected", ""),
        # An agreement counts, whatever is asked again.
        ([{**FIRST, "answer": "agreed", "answered": "2024-01-20"}, SECOND], "chosen", "agreed"),
        ([FIRST, SECOND], "chosen", "silence"),
        # The last round is open still: the focal point may answer it.
        ([FIRST, {**SECOND, "deadline": "2024-05-10"}], "waiting", ""),
        # A round after the cut-off, or an answer after it, does not count.
        ([FIRST, {"notified": "2024-05-02", "deadline": "2024-06-10", "answer": "objected",
                  "answered": "2024-05-03"}], "chosen", "silence"),
        ([FIRST, {**SECOND, "answer": "objected", "answered": "2024-05-03"}], "chosen", "silence"),
    ],
)  # fmt: skip
def test_the_last_answer_counts(rounds: list[dict[str, object]], outcome: str, answer: str) -> None:
    selection = made(*rounds)
    assert not selection.consultations.findings
    assert outcomes(selection) == {"74.0": outcome}
    assert decision(selection)["consultation"] == answer


def test_the_history_of_a_value_is_kept(tmp_path: object) -> None:
    selection = made({**FIRST, **OBJECTED, "text": "old frame"}, {**SECOND, **AGREED})
    consultations = selection.consultations
    assert len(consultations) == 2
    rounds = consultations.rounds("ECU", KEY, 2022, "X", Decimal("74"))
    assert [record.answer for record in rounds] == ["objected", "agreed"]
    current = consultations.find("ECU", KEY, 2022, "X", Decimal("74"))
    assert current is rounds[1]
    consultations.to_csv(f"{tmp_path}/rounds.csv")
    again = ict.sourcing.read_consultations(f"{tmp_path}/rounds.csv")
    assert [record.text for record in again] == ["old frame", ""]
    page = " ".join(selection.explain("ECU", KEY, "en").split())
    assert (
        "The focal point was notified on 2024-01-10 and objected on 2024-01-20. "
        "The focal point was notified on 2024-02-20 and agreed on 2024-03-01."
    ) in page


def test_an_agreement_ends_the_waiting() -> None:
    late = {**SECOND, "deadline": "2024-06-30"}
    selection = made({**late, **AGREED})
    assert outcomes(selection) == {"74.0": "chosen"}
    page = selection.explain("ECU", KEY, "en")
    assert "agreed on 2024-03-01" in page and "did not answer" not in page
    # A round that is open still at the cut-off is no silence.
    opened = made({**FIRST, "answer": "agreed", "answered": "2024-01-20"}, late)
    assert "did not answer" not in opened.explain("ECU", KEY, "en")


def test_a_rule_of_the_waiting_time_knows_an_agreement_and_the_least_notice() -> None:
    def judged(released: str, **record: object) -> list[str]:
        selection = select(
            receipt([VALUE], "compiler"), consultation("74.0", "X", **record),
            cut_off=dt.date(2027, 12, 1),
        )  # fmt: skip
        judgement = ict.validate(
            selection.observations, ict.methodology("idi", edition=2024), year=2022,
            stage="selection",
            context=ict.data.ValidationContext(
                consultations=selection.consultations, receipts=[selection], released=released
            ),
        )  # fmt: skip
        return [finding.remedy("en") for finding in judgement if finding.rule == "P04"]

    wait = [
        "Wait until the deadline is over or the focal point agrees. If its notice was shorter than "
        "the least one, consult it again."
    ]
    assert judged("2024-03-10", **SECOND) == wait
    assert judged("2024-03-10", **{**SECOND, **AGREED}) == []
    assert judged("2024-02-25", **{**SECOND, **AGREED}) == wait


# ------------------------------------------------------------------ least notice


def test_the_least_notice_is_dated_and_marked_as_ours() -> None:
    """Thirty days from December 2026 on; what was notified before is selected as it was."""
    assert [(period.first, period.days) for period in notice_periods()] == [
        (dt.date(2026, 12, 1), 30)
    ]
    assert {period.mark for period in notice_periods()} == {"ours"}
    assert all(period.reason for period in notice_periods())
    days = [dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2031, 1, 1)]
    assert [catalogue.least_notice(day) for day in days] == [0, 30, 30]


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        ({"notified": "2027-02-01", "deadline": "2027-02-02"}, "notice-too-short"),
        ({"notified": "2027-02-01", "deadline": "2027-03-02"}, "notice-too-short"),  # 29 days
        ({"notified": "2027-02-01", "deadline": "2027-03-03"}, "chosen"),  # 30 days
        ({"notified": "2026-11-30", "deadline": "2026-12-01"}, "chosen"),  # before there was one
        # An answer is an answer, however short the time was.
        ({"notified": "2027-02-01", "deadline": "2027-02-02", "answer": "agreed",
          "answered": "2027-02-02"}, "chosen"),
        ({"notified": "2027-02-01", "deadline": "2027-02-02", "answer": "objected",
          "answered": "2027-02-02"}, "objected"),
    ],
)  # fmt: skip
def test_silence_after_too_short_a_notice_admits_nothing(
    record: dict[str, object], outcome: str
) -> None:
    selection = select(
        receipt([VALUE], "compiler"), consultation("74.0", "X", **record),
        cut_off=dt.date(2027, 4, 30),
    )  # fmt: skip
    assert outcomes(selection) == {"74.0": outcome}
    assert len(selection.pending()) == (outcome == "notice-too-short")
    if outcome == "notice-too-short":
        assert selection.candidates_frame("en")["message"].tolist() == [
            "The focal point had fewer days to answer than the least notice, and did not agree: "
            "consult it again"
        ]
        # Another round, with its own notice, admits the value.
        again = consultation("74.0", "X", notified="2027-03-05", deadline="2027-04-10")
        second = select(
            receipt([VALUE], "compiler"), consultation("74.0", "X", **record), again,
            cut_off=dt.date(2027, 4, 30),
        )  # fmt: skip
        assert outcomes(second) == {"74.0": "chosen"}


# ------------------------------------------------------------------ silence, and the letter

# Words for agreement in the six languages, from the answer "agreed" and its sentence.
AGREEMENT = {
    "en": ("agree",), "fr": ("accord", "accept"), "es": ("acept", "acuerdo"), "ar": ("وافق",),
    "ru": ("соглас",), "zh": ("同意",),
}  # fmt: skip


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_silence_is_never_written_as_agreement(language: str) -> None:
    selection = made(FIRST)
    label = i18n.label("consultation-answers", "silence", language)
    sentence = i18n.text(
        "sourcing", "consulted-silence", language, notified="2024-01-10", deadline="2024-02-10"
    )
    assert sentence in selection.explain("ECU", KEY, language)
    pages = selection.to_html(language), selection.explain("ECU", KEY, language), label, sentence
    for text in pages:
        assert not any(word in text.lower() for word in AGREEMENT[language]), text
    agreed = made({**FIRST, "answer": "agreed", "answered": "2024-01-20"})
    assert any(word in agreed.explain("ECU", KEY, language) for word in AGREEMENT[language])


def test_the_letter_promises_what_happens() -> None:
    letter = " ".join(
        ict.sourcing.consultation_letter(
            "ECU", pd.DataFrame([consultation("74.0", "X", **SECOND)]), edition=2024, language="en"
        ).split()
    )
    for sentence in (
        "You agree that the value is used. It may then be used before that day.",
        "Silence is not agreement, and it is not recorded as agreement.",
        "The compilers keep your answer, its date and its text on record",
        "none of them is published. Of a consultation, only the day of its notification is",
        "you are consulted again before it is used",
    ):
        assert sentence in letter
    assert "kept with the edition" not in letter and "the edition states" not in letter


def test_the_letter_of_a_second_round_has_each_value_once() -> None:
    consultations = made({**FIRST, **OBJECTED}, SECOND).consultations
    letter = ict.sourcing.consultation_letter("ECU", consultations, edition=2024, language="en")
    assert letter.count("74.0") == 1
    assert "25 March 2024" in letter and "10 February 2024" not in letter
