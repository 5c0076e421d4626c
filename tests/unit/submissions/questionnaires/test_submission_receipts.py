"""The way of an answered workbook to an edition: receipt, rates from counts, selection, scores."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import questionnaire_cases as cases
from questionnaire_cases import cell_of, filled, label

import ictindex as ict
from ictindex.submissions.questionnaires.layout import ANSWER, ANSWERS, FIRST_ANSWER, REASON

USERS = cell_of("individuals", "internet-users")
IDI = ict.methodology("idi", edition=2025)
# The sheets with questions of the questionnaire of 2025.
SHEETS = (
    "population", "mobile", "fixed-broadband", "traffic", "coverage", "households", "individuals",
    "fixed-telephone", "tariffs-mobile", "tariffs-fixed-broadband",
)  # fmt: skip


def answered(folder: Path, answer: str, reason: str = "a new survey") -> ict.data.Submission:
    """A share that fell by 19.6 points, asked about, and answered in the workbook."""
    first = filled(folder, {USERS: 45.1})
    history = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    judgement = ict.validate(
        first.observations, IDI, history=ict.read_observations(pd.DataFrame([history])), year=2023
    )
    first.hand_back(judgement, folder / "back.xlsx")
    cells = {}
    for row, finding in enumerate(judgement):
        if finding.errorlevel == "warning":
            cells[ANSWERS, FIRST_ANSWER + row, ANSWER] = label("answer-warning", answer)
            cells[ANSWERS, FIRST_ANSWER + row, REASON] = reason
    cases.fill(folder / "back.xlsx", cells)
    return ict.read_questionnaire(folder / "back.xlsx")


def judged(submission: ict.data.Submission) -> ict.data.Judgement:
    history = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    return ict.validate(
        submission.observations,
        IDI,
        history=ict.read_observations(pd.DataFrame([history])),
        year=2023,
    )


def test_a_workbook_says_who_submits_it(tmp_path: Path) -> None:
    submission = answered(tmp_path, "confirm")
    table = submission.observations
    assert table.facts == ict.data.SubmissionFacts(submitter="ECU", sheets=SHEETS)
    assert ict.data.derive(table).completed.facts == table.facts
    foreign = table + ict.read_observations(
        pd.DataFrame([{"economy": "PER", "indicator": "internet-users", "year": 2023, "value": 80}])
    ).with_facts(submitter="ECU", sheets=SHEETS)
    findings = [
        finding for finding in ict.validate(foreign, IDI, year=2023) if finding.rule == "S20"
    ]
    assert [item.economy for item in findings] == ["PER"]


@pytest.mark.slow
def test_the_receipt_is_of_the_answered_workbook(tmp_path: Path) -> None:
    submission = answered(tmp_path, "confirm")
    judgement = judged(submission)
    assert judgement.warnings
    with pytest.raises(ict.errors.RefusedObservationsError):
        ict.accept(submission.observations, judgement)
    receipt = ict.accept(submission.observations, judgement, submission, submitted="2025-02-28")
    receipt.check(tmp_path / "back.xlsx")
    assert {answer["answer"] for answer in receipt.record["answers"]} == {"confirm"}
    cases.fill(tmp_path / "back.xlsx", {USERS: 46.1})
    with pytest.raises(ict.errors.VoidReceiptError):
        receipt.check(tmp_path / "back.xlsx")
    with pytest.raises(ict.errors.VoidReceiptError):
        receipt.join(ict.read_questionnaire(tmp_path / "back.xlsx").observations)
    chosen = ict.select_sources(receipt, IDI, cut_off="2025-04-30").observations
    assert chosen.columns["value"].tolist() == [Decimal("45.1")]
    assert chosen.address(0).show("en").startswith("back.xlsx")


@pytest.mark.slow
def test_a_value_withdrawn_in_the_workbook_gets_into_no_edition(tmp_path: Path) -> None:
    submission = answered(tmp_path, "withdraw")
    receipt = ict.accept(submission.observations, judged(submission), submission)
    assert "internet-users" not in receipt.observations.columns["indicator"]


def test_rates_from_counts_are_judged_and_selected_like_what_they_come_from() -> None:
    arguments = {"economy": "ECU", "year": 2023, "vintage": "2025"}
    rows = [
        {**arguments, "indicator": "mobile-broadband-subscriptions-count", "value": "11200000",
         "source_class": "official-submission", "source": "Regulator"},
        {**arguments, "indicator": "population", "value": "17980083",
         "source_class": "auxiliary", "source": "World Bank"},
    ]  # fmt: skip
    table = ict.data.derive(ict.read_observations(pd.DataFrame(rows))).completed
    receipt = ict.accept(table, ict.validate(table, IDI, year=2023))
    selection = ict.select_sources(receipt, IDI, cut_off="2025-04-30")
    frame = selection.to_frame().set_index("indicator")
    rate = frame.loc["mobile-broadband-subscriptions"]
    assert (rate["decision"], round(float(rate["value"]), 2)) == ("official", 62.29)
    assert frame.loc["population", "decision"] == "auxiliary"
    assert list(ict.compute(IDI, selection).excluded["reason"]) == ["missing-inputs"]


@pytest.mark.slow
def test_the_answered_workbook_is_accepted_at_the_command_line(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from ictindex.apps.cli.command_tree import app

    answered(tmp_path, "confirm")
    (tmp_path / "old.csv").write_text(
        "economy,indicator,year,value\nECU,internet-users,2022,69.7\n", "utf-8"
    )
    done = CliRunner().invoke(
        app, ["accept", str(tmp_path / "back.xlsx"), "--history", str(tmp_path / "old.csv")]
    )
    assert done.exit_code == 0, done.exception
    ict.data.read_receipt(tmp_path / "back.receipt.json").check(tmp_path / "back.xlsx")
