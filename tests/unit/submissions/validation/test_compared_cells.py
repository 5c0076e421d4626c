"""Findings that name the cells of all values that they compare."""

from __future__ import annotations

import io
from decimal import Decimal

import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import RefusedObservationsError
from ictindex.language.findings import Address
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.validation.compared_cells import ComparedCell, place_of, word_values
from ictindex.submissions.validation.rule_outcomes import RuleFinding, show_to_member

COVERAGE = """economy,indicator,value,year,location
ECU,coverage-4g,98.2,2022,_T
ECU,coverage-4g,99.4,2022,U
ECU,coverage-4g,94,2022,R
"""
ON_G6 = Address("ecu.xlsx!Coverage", 6, "value", "G6")


def only(code: str, text: str) -> RuleFinding:
    rows = ict.read_observations(pd.read_csv(io.StringIO(text), dtype=str))
    (finding,) = [each for each in ict.validate(rows, year=2022) if each.rule == code]
    return finding


def test_a_rate_outside_its_parts_names_the_lowest_and_the_highest_with_their_lines() -> None:
    finding = only("B05", COVERAGE.replace("98.2", "93.2"))
    assert finding.message("en").startswith(
        "The rate 93.2 is not between the lowest and the highest of its parts (by location): "
        "“Urban” 99.4 [line 2]; “Rural” 94 [line 3]."
    )
    assert [(cell.breakdown, cell.address.line) for cell in finding.cells if cell.address] == [
        ("location=U", 2),
        ("location=R", 3),
    ]


def test_a_part_above_its_total_names_the_total() -> None:
    text = "economy,indicator,value,year\nECU,population,51713,2022\nECU,households,20954957,2022\n"
    finding = only("B07", text)
    assert finding.message("en") == (
        "The part 20,954,957 is above its total, “Population” (51,713 [line 1])."
    )


def test_a_sum_that_does_not_add_up_lists_its_parts_and_the_difference() -> None:
    text = """economy,indicator,value,year
ECU,mobile-cellular-subscriptions-count,100,2022
ECU,mobile-cellular-subscriptions-prepaid,60,2022
ECU,mobile-cellular-subscriptions-postpaid,30,2022
"""
    finding = only("B01", text)
    assert finding.message("en").startswith(
        "The total is 100, but its parts add up to 90 (difference: 10). The parts: “Prepaid "
        "mobile-cellular subscriptions” 60 [line 2]; “Postpaid mobile-cellular subscriptions” 30 "
        "[line 3]."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_made_of_findings_has_their_whole_words(language: str) -> None:
    finding = only("B05", COVERAGE.replace("98.2", "93.2"))
    other = only("R15", "economy,indicator,value,year\nECU,internet-users,0.7,2022\n")
    error = RefusedObservationsError("receipt.open-findings", faults=[finding, other])
    _, *lines = error.message(language).splitlines()
    for each, line in zip((finding, other), lines[:2], strict=True):
        assert "{" not in line
        assert each.message(language) in line and line.endswith(each.remedy(language))
    if language == "en":
        assert "“Urban” 99.4 [line 2]; “Rural” 94 [line 3]. Correct" in lines[0]
        assert "The value looks 100 times too small." in lines[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_is_in_the_message_in_every_language(language: str) -> None:
    finding = only("B05", COVERAGE.replace("98.2", "93.2"))
    for cell in finding.cells:
        assert cell.name_spot(language, finding.address) in finding.message(language)


def test_another_sheet_is_named_and_the_own_one_is_not() -> None:
    assert place_of(Address("ecu.xlsx!Coverage", 9, "value", "G9"), "en", ON_G6) == "cell G9"
    other = Address("ecu.xlsx!Population", 6, "value", "G6")
    assert place_of(other, "en", ON_G6) == "Population, cell G6"
    assert place_of(Address("a.csv", 7, "value"), "en", Address("a.csv", 2, "value")) == "line 7"


def test_a_rate_that_is_computed_names_the_cells_that_it_is_computed_from() -> None:
    count = ComparedCell("operand", Decimal(5), address=Address("a.csv", 3, "value"))
    people = ComparedCell("operand", Decimal(9), address=Address("a.csv", 4, "value"))
    rate = ComparedCell(
        "second", Decimal("55.6"), "mobile-cellular-subscriptions", operands=(count, people)
    )
    words = word_values([rate], {"second": Decimal("55.6")}, "en", Address("a.csv", 2, "value"))
    assert words == {"second": "55.6 [computed from line 3; line 4]"}
    assert rate.move_rows(3).operands[0].row is None


def test_the_rows_of_compared_cells_move_with_their_table() -> None:
    assert ComparedCell("second", None, row=2).move_rows(10).row == 12


def test_parts_of_two_years_are_named_in_words() -> None:
    rows = "economy,indicator,year,value,sex\n"
    before = "".join(f"ECU,internet-users,2021,{part}\n" for part in ("70,_T", "71,F", "69,M"))
    now = "ECU,internet-users,2022,70,_T\nECU,internet-users,2022,71,F\n"
    table, history = (
        ict.read_observations(pd.read_csv(io.StringIO(rows + text), dtype=str))
        for text in (now, before)
    )
    judged = ict.validate(table, year=2022, history=history)
    (finding,) = [each for each in judged if each.rule == "B08"]
    assert finding.message("en") == (
        "The parts (by sex) are not those of the year before: now “Women and girls”, then "
        "“Women and girls”, “Men and boys”."
    )
    assert "“妇女和女童”、“男子和男童”" in finding.message("zh")


def test_a_question_that_is_withheld_names_no_cell() -> None:
    operand = ComparedCell("operand", Decimal(5), "population", address=ON_G6)
    details = {"partner": "PER", "rate": "internet-users", "rate_unit": "percent", "value": "1"}
    finding = RuleFinding(
        "rule.D01.named", "warning", "ECU", details=details, compared=(operand,), rule="D01"
    )
    shown = show_to_member(finding, "ECU")
    assert isinstance(shown, RuleFinding) and shown.compared == ()
    for language in LANGUAGES:
        assert "G6" not in shown.message(language) + shown.remedy(language)
