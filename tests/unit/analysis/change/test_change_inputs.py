"""The kind of a change, by years, sources and status of both inputs."""

from dataclasses import replace
from decimal import Decimal

import pytest
from change_cases import ESTIMATE, OFFICIAL, edition, rows_of

import ictindex as ict
from ictindex.analysis.change.change_inputs import EditionInputs, InputFact, classify_change

OBSERVED = InputFact(Decimal("80.1"), 2022, "official", False, "", "")
LATER = replace(OBSERVED, value=Decimal("84.0"), year=2023)


@pytest.mark.parametrize(("before", "after", "kind"), [
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
