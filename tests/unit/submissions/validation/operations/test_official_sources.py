"""The class of a source, and the rules that judge a selection once more, independently.

A label must not take a value out of consultation.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from small_cases import small_cases
from validation_cases import table

import ictindex as ict

ROW = "BRA {indicator} 2022 80 source_class={kind} source=UN"


@small_cases(
    ("indicator", "kind", "edition", "is_found"),
    [
        ("population", "auxiliary", 2024, False),
        ("mean-years-schooling", "auxiliary", 2024, False),
        ("internet-users", "auxiliary", 2024, True),
        ("mobile-broadband-subscriptions-count", "auxiliary", 2024, True),
        ("internet-users", "auxiliary", 2011, True),
        ("internet-users", "auxiliary", None, True),
        ("internet-users", "estimate", 2024, False),
        ("internet-users", "", 2024, False),
    ],
)
def test_only_auxiliary_series_may_be_called_auxiliary(
    indicator: str, kind: str, edition: int | None, is_found: bool
) -> None:
    rows = table(ROW.format(indicator=indicator, kind=kind))
    methodology = None if edition is None else ict.methodology("idi", edition=edition)
    judged = [
        finding for finding in ict.validate(rows, methodology, year=2022) if finding.rule == "P01"
    ]
    assert [finding.errorlevel for finding in judged] == ["error"] * is_found
    for finding in judged:
        assert (finding.economy, finding.indicator, finding.year) == ("BRA", indicator, 2022)
        assert finding.message("en").endswith(
            "The source class auxiliary is none of the six, or does not fit the indicator: "
            "only series that no Member State submits, such as population, are auxiliary."
        )
        assert finding.remedy("en") == (
            "Write one of these codes: official-submission, official-publication, "
            "collected-by-itu, other, estimate, auxiliary (auxiliary: population, households, "
            "incomes, exchange rates and schooling only)."
        )


def test_a_series_that_the_document_lists_may_be_called_auxiliary() -> None:
    """A document may list what the catalogue does not know as such."""
    idi = ict.methodology("idi", edition=2024)
    listed = dataclasses.replace(idi.document.sourcing, auxiliary=("internet-users",))
    document = dataclasses.replace(idi.document, sourcing=listed)
    other = type(idi)(document, 2024)
    rows = table(ROW.format(indicator="internet-users", kind="auxiliary"))
    assert "P01" in [finding.rule for finding in ict.validate(rows, idi, year=2022)]
    assert "P01" not in [finding.rule for finding in ict.validate(rows, other, year=2022)]


# ------------------------------------------------------------------ P02, P03, P04, P12

IDI = ict.methodology("idi", edition=2024)
GUESS = "BRA internet-users 2022 80 source_class=estimate status=I source=X"
AFTER = dt.date(2024, 6, 1)


def consultation(**other: object) -> ict.sourcing.Consultations:
    plain = {
        "economy": "BRA", "indicator": "internet-users", "year": 2022, "source": "X",
        "value": "80", "notified": "2024-02-01", "deadline": "2024-03-01", "answered": "",
        "answer": "",
    }  # fmt: skip
    rows = other.pop("rows", [{}])
    assert isinstance(rows, list)
    return ict.sourcing.read_consultations(
        pd.DataFrame([{**plain, **other, **row} for row in rows])
    )


def rules_of(
    rows: str, consultations: ict.sourcing.Consultations, released: dt.date = AFTER
) -> set[str]:
    judged = ict.validate(
        table(rows), IDI, year=2022, stage="selection",
        context=ict.data.ValidationContext(consultations=consultations, released=released),
    )  # fmt: skip
    return {finding.rule for finding in judged} & {"P02", "P03", "P04"}


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ("internet-users 2022 80 source_class=official-submission", set()),
        ("internet-users 2022 80 source_class=official-submission status=I source=X", {"P03"}),
        ("internet-users 2022 80 source_class=other status=I source=X", {"P03"}),
        ("internet-users 2022 80 status=I source=X", {"P03"}),
        ("internet-users 2022 80 source_class=auxiliary source=X", {"P03"}),
        ("population 2022 80 source_class=auxiliary source=X", set()),
    ],
)
def test_every_value_that_is_not_official_needs_its_consultation(row: str, rules: set[str]) -> None:
    """Whatever its label: what was imputed is an estimate, and no indicator an auxiliary series."""
    other = consultation(value="5")
    assert rules_of(f"BRA {row}", other) == rules
    record = consultation(indicator=row.split()[0])
    assert rules_of(f"BRA {row}", record) == set()


@small_cases("answer", ["", "agreed", "objected", "rejected", "supplied"])
def test_a_value_that_the_focal_point_did_not_let_stand_is_found(answer: str) -> None:
    record = consultation(answer=answer, answered="2024-02-10" if answer else "")
    assert rules_of(GUESS, record) == ({"P03"} if answer not in ("", "agreed") else set())


@pytest.mark.slow
@small_cases(
    ("answer", "released", "rules"),
    [
        # Without an answer the waiting ends after the deadline, 1 March.
        ("", dt.date(2024, 2, 1), {"P04"}),
        ("", dt.date(2024, 2, 20), {"P04"}),
        ("", dt.date(2024, 3, 1), {"P04"}),
        ("", dt.date(2024, 3, 2), set()),
        # An agreement ends it on the day it is given, 10 February, and not before.
        ("agreed", dt.date(2024, 2, 1), {"P04"}),
        ("agreed", dt.date(2024, 2, 9), {"P04"}),
        ("agreed", dt.date(2024, 2, 10), set()),
        ("agreed", dt.date(2024, 2, 20), set()),
        ("agreed", dt.date(2024, 3, 2), set()),
        # An objection ends nothing, and its value cannot be used later either.
        ("objected", dt.date(2024, 2, 20), {"P03", "P04"}),
        ("objected", dt.date(2024, 3, 2), {"P03"}),
    ],
)
def test_only_an_explicit_agreement_ends_the_waiting_period(
    answer: str, released: dt.date, rules: set[str]
) -> None:
    record = consultation(answer=answer, answered="2024-02-10" if answer else "")
    assert rules_of(GUESS, record, released) == rules


def test_a_rejection_of_estimates_is_of_the_whole_cell() -> None:
    rejected = {"value": "79", "source": "Y", "answer": "rejected", "answered": "2024-02-10"}
    assert rules_of(GUESS, consultation(rows=[{}, rejected])) == {"P03"}
    agreed = {"answer": "agreed", "answered": "2024-02-12"}
    assert rules_of(GUESS, consultation(rows=[agreed, rejected])) == set()
    for elsewhere in ({"economy": "CHL"}, {"indicator": "households-internet"}):
        assert rules_of(GUESS, consultation(rows=[{}, {**rejected, **elsewhere}])) == set()


@small_cases(
    ("official", "guess", "rules"),
    [
        ("coverage-3g 2022 90", "network-coverage 2022 80 unit=score", {"P02"}),
        ("network-coverage 2022 90 unit=score", "coverage-4g 2022 80", {"P02"}),
        ("coverage-3g 2022 90", "coverage-4g 2022 80", set()),
        ("idi 2022 90 unit=score", "coverage-4g 2022 80", set()),  # no score that is admitted
        ("coverage-3g 2019 90", "network-coverage 2022 80 unit=score", set()),
        ("population 2022 90", "population 2022 80", {"P02"}),
    ],
)
def test_official_data_come_first_below_a_score_and_above_a_value(
    official: str, guess: str, rules: set[str]
) -> None:
    rows = (
        f"BRA {official} source_class=official-submission\n"
        f"BRA {guess} source_class=estimate status=I source=X\n"
    )
    record = consultation(indicator=guess.split()[0])
    assert rules_of(rows, record) == rules


def test_a_consultation_on_a_value_is_none_on_a_score() -> None:
    scored = f"{GUESS} unit=score"
    assert rules_of(scored, consultation()) == {"P03"}
    assert rules_of(scored, consultation(unit="score")) == set()
    assert rules_of(GUESS, consultation(unit="score")) == {"P03"}


def test_the_share_of_official_values_is_of_totals_and_of_what_they_count_as() -> None:
    rows = (
        "BRA internet-users 2022 80 source_class=estimate status=I source=X\n"
        "BRA internet-users 2022 78 source_class=official-submission sex=F\n"
        "BRA internet-users 2022 82 source_class=official-submission sex=M\n"
        "BRA households-internet 2022 70 source_class=official-submission sex=_T\n"
        "BRA coverage-3g 2022 70 source_class=official-submission status=I source=X\n"
    )
    judged = ict.validate(table(rows), IDI, year=2022, stage="edition")
    (share,) = [finding for finding in judged if finding.rule == "P12"]
    assert (share.details["count"], share.details["whole"]) == ("1", "3")
