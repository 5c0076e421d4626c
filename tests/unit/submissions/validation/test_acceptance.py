"""A count that is withdrawn takes the rate made of it along, or is not withdrawn."""

from __future__ import annotations

import pandas as pd
import pytest
from validation_cases import methodology

import ictindex as ict
from ictindex.submissions.validation.report import Judgement, RuleFinding, Terms
from ictindex.submissions.validation.responses import Answer

COUNT, RATE = "mobile-broadband-subscriptions-count", "mobile-broadband-subscriptions"


def table(*more: tuple[str, str], people: str = "18000000") -> ict.Observations:
    rows = [(COUNT, "9000000"), ("population", people), *more]
    return ict.read_observations(
        pd.DataFrame(
            [("ECU", indicator, 2022, value) for indicator, value in rows],
            columns=["economy", "indicator", "year", "value"],
        )
    )


def withdrawing(observations: ict.Observations, *indicators: str) -> ict.data.Receipt:
    """Accept a table in which a rule questions some values, and all of them are withdrawn."""
    names = observations.columns["indicator"].tolist()
    findings = [
        RuleFinding(
            "rule.R16", "warning", "ECU", name, 2022, None, rule="R16", errorlevel="warning",
            row=names.index(name), written=observations.columns["written"][names.index(name)],
        )
        for name in indicators
    ]  # fmt: skip
    judged = Judgement(observations, findings, (), Terms(2022, "submission", "digest of the rules"))
    answers = [Answer(tuple(map(str, f.key)), "withdraw", "") for f in findings]
    return ict.accept(observations, judged, answers)


@pytest.mark.parametrize("withdrawn", [COUNT, "population"])
def test_a_count_is_not_withdrawn_while_the_rate_made_of_it_stays(withdrawn: str) -> None:
    completed = ict.data.derive(table()).completed
    with pytest.raises(ict.errors.UsageError) as caught:
        withdrawing(completed, withdrawn)
    assert caught.value.code == "receipt.count-withdrawn"
    name = {COUNT: "Active mobile-broadband subscriptions", "population": "Population"}[withdrawn]
    assert caught.value.message("en").startswith(f"“{name}")
    assert "is withdrawn, but “Active mobile-broadband subscriptions" in caught.value.message("en")


def test_with_its_rate_a_count_may_be_withdrawn() -> None:
    receipt = withdrawing(ict.data.derive(table()).completed, COUNT, RATE)
    assert receipt.observations.columns["indicator"].tolist() == ["population"]


def test_a_rate_that_was_supplied_is_not_made_of_the_count() -> None:
    # 50 would follow from the count; the submission says 49.9 itself.
    receipt = withdrawing(ict.data.derive(table((RATE, "49.9"))).completed, COUNT)
    assert receipt.observations.columns["indicator"].tolist() == ["population", RATE]


def test_without_a_rate_a_count_is_withdrawn_alone() -> None:
    receipt = withdrawing(table(), COUNT)
    assert receipt.observations.columns["indicator"].tolist() == ["population"]


def test_the_judgement_of_a_real_rule_is_held_to_it_too() -> None:
    completed = ict.data.derive(table(people="18000000.5")).completed  # nobody is half a person
    judged = ict.validate(completed, methodology("idi-2024"), year=2022)
    asked = [f for f in judged if f.rule == "R02"]
    assert [f.indicator for f in asked] == ["population"]
    answers = [Answer(tuple(map(str, f.key)), "withdraw", "") for f in asked]
    with pytest.raises(
        ict.errors.UsageError, match=r"^“Population” is withdrawn, but “Active mobile"
    ):
        ict.accept(completed, judged, answers)
