"""The table of consultations: what is wrong with a record, and that it is read back the same."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases
from sourcing_cases import IDI, consultation, receipt, row

import ictindex as ict
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.sourcing.consultations import Consultation


def read(*rows: dict[str, object]) -> ict.sourcing.Consultations:
    return ict.sourcing.read_consultations(pd.DataFrame(list(rows), dtype=object))


FAULTS: dict[str, tuple[dict[str, object], str, str]] = {
    "no economy": ({"economy": "Ecuador"}, "economy.unknown-near", "economy"),
    "no indicator": ({"indicator": "internet users"}, "indicator.unknown-near", "indicator"),
    "no year": ({"year": "22"}, "year.unusable", "year"),
    "no source": ({"source": ""}, "cell.required", "source"),
    "no value": ({"value": ""}, "cell.required", "value"),
    "a decimal comma": ({"value": "74,0"}, "number.decimal-comma", "value"),
    "no notification": ({"notified": ""}, "cell.required", "notified"),
    "no deadline": ({"deadline": ""}, "cell.required", "deadline"),
    "a day first": ({"notified": "05.02.2024"}, "date.unusable", "notified"),
    "a day that is none": ({"deadline": "2024-02-30"}, "date.unusable", "deadline"),
    "no waiting period": ({"deadline": "2024-02-05"}, "consultation.deadline", "deadline"),
    "an unknown answer": (
        {"answer": "yes", "answered": "2024-02-10"}, "choice.unknown-optional", "answer",
    ),
    "an answer without its day": ({"answer": "agreed"}, "consultation.half-answer", "answer"),
    "a day without its answer": (
        {"answered": "2024-02-10"}, "consultation.half-answer", "answer",
    ),
    "an answer before the question": (
        {"answer": "agreed", "answered": "2024-02-04"}, "consultation.answered-before", "answered",
    ),
    "an unknown unit": ({"unit": "percent"}, "choice.unknown-optional", "unit"),
    "an answer on no day": (
        {"answer": "agreed", "answered": "10 Feb"}, "date.unusable", "answered",
    ),
    "a source that turns the text": ({"source": "X\u202eY"}, "text.invisible", "source"),
}  # fmt: skip


@small_cases("name", FAULTS)
def test_a_record_that_is_not_certain_is_a_finding(name: str) -> None:
    changed, code, column = FAULTS[name]
    contents = read(consultation(**{"value": "74.0", "source": "X", **changed}))
    assert len(contents) == 0
    assert [finding.code for finding in contents.findings.errors] == [code]
    address = contents.findings[0].address
    assert address is not None and (address.line, address.column) == (1, column)


def test_messages_say_what_to_do() -> None:
    contents = read(consultation("74.0", "X", deadline="2024-02-05", answer="maybe"))
    assert [(f.message("en"), f.remedy("en")) for f in contents.findings] == [
        (
            "The deadline is not after the day of notification: there is no waiting period.",
            "Give the last day on which the focal point could answer.",
        ),
        (
            "'maybe' is not admitted in the column 'answer'.",
            "Use one of: agreed, objected, rejected, supplied; or leave the cell empty.",
        ),
        (
            "An answer needs its day, and a day of an answer needs the answer.",
            "Fill in both answered and answer, or neither.",
        ),
    ]


def test_what_pending_writes_has_its_dates_still_to_be_filled_in() -> None:
    """The next step after ``--show pending --csv``: its message is not that of an observation."""
    contents = read(consultation("74.0", "X", notified="", deadline=""))
    assert [(f.message("en"), f.remedy("en")) for f in contents.findings] == [
        (
            f"The cell in the column '{column}' is empty.",
            "Every row needs it: write what the source says. In tables of prices, economics and "
            "tariffs it may be a constant, if it is the same for all rows (constants=... in "
            "Python, --constant or --economics-constant on the command line).",
        )
        for column in ("notified", "deadline")
    ]
    wrong = read(consultation("74.0", "X", unit="%")).findings[0]
    assert (wrong.message("en"), wrong.remedy("en")) == (
        "'%' is not admitted in the column 'unit'.",
        "Use one of: score; or leave the cell empty.",
    )


# ------------------------------------------------------------------ records of a program

DAY = date(2024, 2, 5)
PLAIN: dict[str, object] = {
    "economy": "ECU", "indicator": "internet-users", "year": 2022, "source": "X",
    "value": Decimal("74.0"), "notified": DAY, "deadline": date(2024, 3, 5),
}  # fmt: skip


@small_cases(
    ("changed", "codes"),
    [
        ({}, []),
        ({"deadline": DAY}, ["consultation.deadline"]),
        ({"deadline": date(2023, 1, 1)}, ["consultation.deadline"]),
        ({"answer": "objected"}, ["consultation.half-answer"]),
        ({"answered": date(2024, 2, 6)}, ["consultation.half-answer"]),
        ({"answer": "OBJECTED", "answered": DAY}, ["choice.unknown-optional"]),
        ({"answer": "objected ", "answered": DAY}, ["text.invisible"]),
        ({"answer": "agreed", "answered": date(2024, 2, 4)}, ["consultation.answered-before"]),
        ({"answer": "agreed", "answered": DAY}, []),
        ({"economy": "Ecuador"}, ["economy.unknown-near"]),
        ({"indicator": "i99H"}, ["indicator.unknown"]),
        ({"indicator": "network-coverage"}, []),
        ({"unit": "percent"}, ["choice.unknown-optional"]),
        ({"unit": "score"}, []),
    ],
)
def test_a_record_of_a_program_is_held_to_the_same(
    changed: dict[str, object], codes: list[str]
) -> None:
    consultations = ict.sourcing.Consultations([Consultation(**{**PLAIN, **changed})])
    assert [finding.code for finding in consultations.findings.errors] == codes
    assert len(consultations) == (not codes)
    if codes:
        with pytest.raises(ict.errors.RefusedObservationsError) as caught:
            ict.select_sources(
                receipt([row("74.0", "estimate", source="X")]), IDI, consultations=consultations,
                cut_off="2024-04-30",
            )  # fmt: skip
        assert caught.value.code == "selection.errors-in-consultations"
        finding = consultations.findings[0]
        assert (finding.economy, finding.year) == (changed.get("economy", "ECU"), 2022)
        assert "{" not in finding.message("en") + finding.remedy("en")


@small_cases(
    ("name", "value"),
    [
        ("value", 74.0), ("value", "74"), ("value", Decimal("NaN")), ("notified", "2024-02-05"),
        ("deadline", None), ("deadline", datetime(2024, 3, 5)), ("answered", "2024-02-06"),
    ],
)  # fmt: skip
def test_a_record_of_a_program_has_numbers_and_dates(name: str, value: object) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        Consultation(**{**PLAIN, name: value})
    assert (caught.value.code, caught.value.details["argument"]) == ("argument.unfit", name)


def test_the_table_is_made_of_records_only() -> None:
    with pytest.raises(ict.errors.UsageError, match="of the class Consultation"):
        ict.sourcing.Consultations([PLAIN])
    twice = ict.sourcing.Consultations(
        [Consultation(**PLAIN)] * 2, ict.sourcing.Consultations().findings
    )
    assert (len(twice), [f.code for f in twice.findings]) == (0, ["consultation.twice"] * 2)
    kept = ict.sourcing.Consultations([], twice.findings)
    assert list(kept.findings) == list(twice.findings)


def test_a_source_is_one_however_its_letters_are_coded() -> None:
    """Composed or of two codes, an accented letter is one letter: NFC and NFD."""
    composed, parts = "Caf\u00e9", "Cafe\u0301"
    contents = read(consultation("74.0", composed), consultation("74.0", parts))
    assert (len(contents), [f.code for f in contents.findings]) == (0, ["consultation.twice"] * 2)
    kept = read(consultation("74.0", parts))
    assert kept.find("ECU", "internet-users", 2022, composed, Decimal("74")) is not None
    assert len(kept.select("ECU", "internet-users", 2022, parts)) == 1


def test_a_value_and_a_score_are_two_consultations() -> None:
    contents = read(consultation("74.0", "X"), consultation("74.0", "X", unit="score"))
    assert [statement.is_score for statement in contents] == [False, True]
    arguments = ("ECU", "internet-users", 2022, "X", Decimal("74"))
    assert contents.find(*arguments) is next(iter(contents))
    assert contents.find(*arguments, score=True) is list(contents)[1]
    assert contents.to_frame()["unit"].tolist() == ["", "score"]
    assert "points (score)" in contents.to_text("en")
    # Nodes have nothing but scores: with the unit or without, it is one consultation.
    node = {"indicator": "network-coverage"}
    double = read(consultation("74", "X", **node), consultation("74", "X", unit="score", **node))
    assert len(double) == 0


def test_a_record_twice_is_none() -> None:
    statement = consultation("74.0", "X")
    contents = read(
        statement, consultation("74.00", "X", deadline="2024-03-06"), consultation("75", "X")
    )
    assert [record.value for record in contents] == [Decimal("75")]
    assert [f.code for f in contents.findings] == ["consultation.twice"] * 2
    consultations = ict.sourcing.read_consultations(
        [pd.DataFrame([statement]), pd.DataFrame([statement])]
    )
    assert (len(consultations), len(consultations.findings)) == (0, 2)
    words = {(finding.message("en"), finding.remedy("en")) for finding in contents.findings}
    assert words == {
        (
            "The consultation on this value of this source appears twice with the same day of "
            "notification.",
            "Keep one record of it. A new round of consultation has its own day of notification.",
        )
    }


def test_a_file_is_read_back_the_same(tmp_path: Path) -> None:
    written = read(
        consultation("74.50", '=X, "Y"', answer="objected", answered="2024-02-10", text="a\nb"),
        consultation("75", "'s", indicator="i271G_IDI"),
    )
    written.to_csv(tmp_path / "consultations.csv")
    again = ict.sourcing.read_consultations(tmp_path / "consultations.csv")
    assert again.to_frame().equals(written.to_frame())
    assert not again.findings
    assert "'=X" in (tmp_path / "consultations.csv").read_text("utf-8")
    assert [record.indicator for record in again] == ["internet-users", "coverage-3g"]
    assert pickle.loads(pickle.dumps(again)).to_frame().equals(again.to_frame())  # noqa: S301


def test_a_dialect_and_a_workbook(tmp_path: Path) -> None:
    frame = pd.DataFrame([consultation("74.5", "X")]).astype(str)
    comma = frame.assign(value="74,5")
    comma.to_csv(tmp_path / "c.csv", sep=";", index=False)
    read_back = ict.sourcing.read_consultations(tmp_path / "c.csv", dialect="semicolon-comma")
    assert [record.value for record in read_back] == [Decimal("74.5")]
    frame.assign(notified="5 Feb").to_excel(tmp_path / "c.xlsx", index=False)
    faulty = ict.sourcing.read_consultations(tmp_path / "c.xlsx")
    assert faulty.findings[0].where("en") == "c.xlsx, cell F2"


def test_dates_of_a_data_frame_are_dates() -> None:
    frame = pd.DataFrame([consultation("74.5", "X")])
    frame["notified"] = pd.to_datetime(frame["notified"])
    frame["deadline"] = [date(2024, 3, 5)]
    consultations = ict.sourcing.read_consultations(frame)
    assert [(statement.notified, statement.deadline) for statement in consultations] == [
        (date(2024, 2, 5), date(2024, 3, 5))
    ]


def test_tables_that_are_none() -> None:
    with pytest.raises(ict.errors.UnusableFileError, match="notifed"):
        ict.sourcing.read_consultations(pd.DataFrame([{**consultation("1", "X"), "notifed": ""}]))
    with pytest.raises(ict.errors.UnusableFileError, match="deadline"):
        ict.sourcing.read_consultations(
            pd.DataFrame([consultation("1", "X")]).drop(columns="deadline")
        )
    with pytest.raises(ict.errors.UsageError):
        ict.sourcing.read_consultations(3)


@small_cases("language", LANGUAGES)
def test_views(language: str) -> None:
    contents = read(
        consultation("74.5", "X", answer="objected", answered="2024-02-10", text="\x1b[2J")
    )
    assert "\x1b" not in contents.to_text(language)
    assert "2024-03-05" in contents.to_text(language)
    assert repr(contents) == contents.to_text().rstrip()


# ------------------------------------------------------------------ letters

FIFTH_OF_MARCH = {
    "en": "5 March 2024",
    "fr": "5 mars 2024",
    "es": "5 de marzo de 2024",
    "ar": "5 مارس 2024",
    "ru": "5 марта 2024 года",
    "zh": "2024年3月5日",
}


@pytest.mark.slow
@small_cases("language", LANGUAGES)
@small_cases("index", ["idi", "ipb"])
def test_the_letter_names_value_source_and_deadline(language: str, index: str) -> None:
    records = read(consultation("74.5", "Survey X"), consultation("3", "Y", economy="BRA"))
    letter = ict.sourcing.consultation_letter(
        "ECU", records, edition=2024, index=index, language=language
    )
    assert "Survey X" in letter and "131" in letter
    assert letter.count(FIFTH_OF_MARCH[language]) == 2
    assert "74.5" in letter or "74,5" in letter
    assert "{" not in letter and "[letter" not in letter and "[ ]" not in letter
    page = ict.sourcing.consultation_letter(
        "ECU", records, edition=2024, index=index, language=language, format="html"
    )
    assert ('dir="rtl"' in page) == (language == "ar")


def test_what_a_letter_cannot_be_written_on() -> None:
    records = read(consultation("74.5", "X"), consultation("75", "Y", deadline="2024-03-06"))
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.sourcing.consultation_letter("ECU", records, edition=2024)
    assert str(caught.value) == (
        "The letter needs one deadline. Give deadline, or the same deadline for all its values."
    )
    with pytest.raises(ict.errors.UsageError, match="Brazil"):
        ict.sourcing.consultation_letter("BRA", records, edition=2024, deadline="2024-03-05")
    with pytest.raises(ict.errors.UsageError, match="'Ecuador'"):
        ict.sourcing.consultation_letter("Ecuador", records, edition=2024, deadline="2024-03-05")
    with pytest.raises(ict.errors.UsageError, match="is not a date"):
        ict.sourcing.consultation_letter("ECU", records, edition=2024, deadline="5 March")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.sourcing.consultation_letter(
            "ECU", records, edition=2024, index="zzz", deadline="2024-03-05"
        )
    assert str(caught.value) == (
        "'zzz' is not an index on which focal points are consulted. Use one of: idi, "
        "universal-connectivity, meaningful-connectivity, network-coverage, access, use, skills, "
        "ipb."
    )
    for column in ("economy", "indicator", "year", "source", "value"):
        rows = [{name: cell for name, cell in consultation("1", "X").items() if name != column}]
        with pytest.raises(ict.errors.UsageError) as caught:
            ict.sourcing.consultation_letter("ECU", rows, edition=2024, deadline="2024-03-05")
        assert str(caught.value) == (
            f"A value of the letter does not say its {column}. Give economy, indicator, year, "
            "source and value of each, as pending() returns them."
        )


@small_cases(
    ("language", "mark"),
    [
        ("en", "part of a rehearsal"),
        ("fr", "une répétition"),
        ("es", "un ensayo"),
        ("ar", "تجربة تدريبية"),
        ("ru", "часть репетиции"),
        ("zh", "演练"),
    ],
)
def test_a_letter_of_an_invented_economy_says_that_it_is_a_rehearsal(
    language: str, mark: str
) -> None:
    rows = [consultation("74.5", "X", economy=code) for code in ("ECU", "XAB")]
    real, invented = (
        ict.sourcing.consultation_letter(code, rows, edition=2024, language=language)
        for code in ("ECU", "XAB")
    )
    assert mark in invented and mark not in real
    assert i18n.economy_name("XAB", language) in invented


def test_dates_of_a_data_frame_are_deadlines() -> None:
    frame = pd.DataFrame([consultation("74.5", "X"), consultation("75", "Y")])
    frame["deadline"] = pd.to_datetime(frame["deadline"])
    assert "5 March 2024" in ict.sourcing.consultation_letter(
        "ECU", frame, edition=2024, language="en"
    )
    supplied = ict.sourcing.consultation_letter(
        "ECU", frame, edition=2024, deadline=pd.Timestamp("2024-03-07")
    )
    assert "7 March 2024" in supplied
    frame.loc[1, "deadline"] = pd.NaT
    with pytest.raises(ict.errors.UsageError, match="one deadline"):
        ict.sourcing.consultation_letter("ECU", frame, edition=2024)
    with pytest.raises(ict.errors.UsageError, match="a date, such as"):
        ict.sourcing.consultation_letter(
            "ECU", frame, edition=2024, deadline=pd.Timestamp("2024-03-07 10:00")
        )


def test_a_rejection_means_something_else_for_the_price_basket() -> None:
    records = read(consultation("74.5", "X"))
    idi = ict.sourcing.consultation_letter("ECU", records, edition=2024)
    ipb = ict.sourcing.consultation_letter("ECU", records, edition=2024, index="ipb")
    assert "left out of this edition as a whole" in idi and "basket is then missing" not in idi
    assert "basket is then missing" in ipb and "as a whole" not in ipb
