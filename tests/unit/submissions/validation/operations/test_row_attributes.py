"""A note that names another year than that of its value."""

from __future__ import annotations

from small_cases import small_cases
from validation_cases import table

import ictindex as ict


def asked(row: str) -> list[tuple[str, str]]:
    judged = ict.validate(table(f"BRA internet-users 2022 80 {row}"), year=2022)
    return [(f.message("en"), f.errorlevel) for f in judged if f.rule == "P08"]


def test_a_note_that_names_an_earlier_year_is_asked_about() -> None:
    assert asked("note=figure_of_2021") == [
        (
            "The note [line 1, column note] names the year 2021; "
            "the cell asks for the value of 2022.",
            "warning",
        )
    ]


@small_cases(
    "row",
    [
        "note=figure_of_2022",
        "note=survey_of_2021,_weighted_to_2022",
        "note=survey_2021/22",
        "note=census_of_2010",
        "note=new_method_since_2021 status=B",
    ],
)
def test_a_note_that_explains_a_value_of_the_year_is_not(row: str) -> None:
    assert asked(row) == []


def test_a_missing_value_may_be_explained_by_an_earlier_year() -> None:
    judged = ict.validate(
        table("BRA internet-users 2022 - status=M note=last_survey_in_2021"), year=2022
    )
    assert "P08" not in {finding.rule for finding in judged}
