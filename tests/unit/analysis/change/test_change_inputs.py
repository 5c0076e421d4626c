"""The kind of a change, by years, sources and status of both inputs."""

from dataclasses import replace
from decimal import Decimal

from change_cases import ESTIMATE, OFFICIAL, edition, rows_of
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.change.change_inputs import (
    CAUSES,
    EditionInputs,
    InputFact,
    classify_change,
    find_cause,
)
from ictindex.data.source_classes import name_body
from ictindex.language import i18n

OBSERVED = InputFact(Decimal("80.1"), 2022, "official", False, "", "")
LATER = replace(OBSERVED, value=Decimal("84.0"), year=2023)


@small_cases(("before", "after", "kind"), [
    (OBSERVED, LATER, "observed"),
    (OBSERVED, replace(LATER, value=OBSERVED.value), "observed"),
    (replace(OBSERVED, basis="estimate"), LATER, "source"),
    (OBSERVED, replace(LATER, basis="estimate"), "source"),
    (OBSERVED, replace(LATER, basis="collected-by-itu"), "source"),
    (replace(OBSERVED, year=2021, carried=True), LATER, "source"),
    (replace(OBSERVED, year=2021, carried=True), replace(LATER, year=2022, carried=True),
     "observed"),
    (replace(OBSERVED, basis="estimate"), replace(LATER, basis="estimate"), "estimated"),
    (replace(OBSERVED, basis="estimate"), replace(LATER, year=2022, carried=True), "revised"),
    (OBSERVED, replace(OBSERVED, carried=True), "same-value"),
    (replace(OBSERVED, basis="not-stated"), LATER, "source-not-stated"),
    (OBSERVED, replace(LATER, basis="not-stated"), "source-not-stated"),
    (replace(OBSERVED, basis="supplied-score", value=None),
     replace(LATER, basis="supplied-score", value=None), "score-only"),
    (replace(OBSERVED, basis="supplied-score", value=None), LATER, "source"),
    (OBSERVED, replace(LATER, basis="what-if-value"), "what-if"),
])  # fmt: skip
def test_the_kind_is_that_of_year_source_and_status(
    before: InputFact, after: InputFact, kind: str
) -> None:
    assert classify_change(before, after) == kind
    assert classify_change(after, before) == kind


MINISTRY = "Ministry of Communications and UN Population Division World Population Prospects"


@small_cases(("before", "after", "cause"), [
    (replace(OBSERVED, source=f"{MINISTRY} 2022"), replace(LATER, source=f"{MINISTRY} 2024"),
     "measured"),
    (replace(OBSERVED, source=MINISTRY), replace(LATER, source="Bureau of Statistics"),
     "source-changed"),
    (replace(OBSERVED, source=MINISTRY), LATER, "measured"),
    (OBSERVED, replace(LATER, basis="collected-by-itu"), "source-changed"),
    (replace(OBSERVED, basis="estimate"), LATER, "estimate-replaced"),
    (replace(OBSERVED, basis="estimate"), replace(LATER, year=2022, carried=True),
     "estimate-replaced"),
    (OBSERVED, replace(LATER, basis="estimate"), "estimate-used"),
    (replace(OBSERVED, year=2021, carried=True), LATER, "carried-replaced"),
    (replace(OBSERVED, year=2021, carried=True), replace(LATER, year=2022, carried=True),
     "carried"),
    (OBSERVED, replace(OBSERVED, carried=True), "same-value"),
    (OBSERVED, replace(LATER, year=2022, carried=True), "revised"),
    (replace(OBSERVED, basis="estimate"), replace(LATER, basis="estimate"), "estimated"),
    (OBSERVED, replace(LATER, basis="not-stated"), "source-not-stated"),
    (replace(OBSERVED, basis="supplied-score", value=None), LATER, "score-only"),
    (None, LATER, "score-only"),
    (OBSERVED, replace(LATER, basis="what-if-value"), "what-if"),
])  # fmt: skip
def test_the_cause_is_what_both_records_show(
    before: InputFact | None, after: InputFact, cause: str
) -> None:
    kind = "source" if before is None else classify_change(before, after)
    assert find_cause(kind, before, after) == cause
    assert cause in CAUSES


def test_a_step_without_inputs_has_its_kind_as_its_cause() -> None:
    for kind in ("goalposts", "weights", "structure", "not-published", "rounding"):
        assert find_cause(kind, None, None) == kind


def test_every_cause_has_words_for_each_basis_it_may_have() -> None:
    for cause in CAUSES:
        bases = ("-official", "-collected-by-itu", "-other")
        forms = bases if cause in ("measured", "estimate-replaced") else ("",)
        assert all(i18n.has_label("change-causes", f"{cause}{form}") for form in forms), cause


def test_two_notes_of_one_body_have_one_name() -> None:
    assert name_body(f"{MINISTRY} 2022") == name_body("MINISTRY OF COMMUNICATIONS.")
    assert name_body("ITU Research") == name_body("ITU Research; World Bank WDI") == ""
    assert name_body("ITU Research based on the Ministry") == name_body("the Ministry; World Bank")
    assert name_body("General Statistics Office") != name_body("Ministry of Communications")


def test_an_input_has_its_year_basis_and_goalpost() -> None:
    result = edition(
        rows_of("BRA", 2022, {
            "internet-users": ("99.0", 2022, OFFICIAL),
            "households-internet": ("71.0", 2021, OFFICIAL),
            "mobile-phone-ownership": ("88.0", 2022, ESTIMATE),
        }),
        2024,
    )  # fmt: skip
    inputs, plan = EditionInputs(result), result.methodology.plan

    def fact(node: str) -> InputFact:
        input_fact = inputs.fact("BRA", plan.nodes.index(node))
        assert input_fact is not None
        return input_fact

    assert fact("internet-users") == InputFact(
        Decimal("99.0"), 2022, "official", False, "beyond-full", ""
    )
    assert (fact("households-internet").year, fact("households-internet").carried) == (2021, True)
    assert fact("mobile-phone-ownership").basis == "estimate"
    assert inputs.fact("BRA", plan.nodes.index("network-coverage")) is None
    assert inputs.value("BRA", "internet-users") == Decimal("99.0")
    assert inputs.value("BRA", "adult-literacy") is None
    assert inputs.value("KEN", "internet-users") is None


def test_an_earlier_year_is_known_only_where_one_value_is_stated() -> None:
    result = edition(rows_of("BRA", 2023), 2025)
    position = result.methodology.plan.nodes.index("internet-users")

    def earlier(*values: str) -> InputFact | None:
        rows = [
            {"economy": "BRA", "indicator": "internet-users", "year": "2022", "value": value,
             "sex": "", **OFFICIAL}
            for value in values
        ]  # fmt: skip
        rows.append(rows_of("BRA", 2022)[0] | {"value": "1.0", "sex": "F"})
        import pandas as pd

        history = ict.read_observations(pd.DataFrame(rows).fillna(""))
        return EditionInputs(result, history).earlier("BRA", position, 2022)

    input_fact = earlier("97.5")
    assert input_fact is not None
    assert (input_fact.value, input_fact.year, input_fact.clipped) == (
        Decimal("97.5"),
        2022,
        "beyond-full",
    )
    assert earlier() is None  # the row of women is no total
    assert EditionInputs(result).earlier("BRA", position, 2022) is None
