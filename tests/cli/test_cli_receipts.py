"""The command that accepts a table: findings asked about, answered, and a receipt of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ictindex as ict

TABLE = (
    "economy,indicator,year,value,source_class\n"
    "ECU,internet-users,2022,72.7,official-submission\n"
    "ECU,coverage-3g,2022,95,official-submission\n"
    "ECU,coverage-4g,2022,97,official-submission\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ecu.csv"
    path.write_text(TABLE, "utf-8")
    return path


@pytest.mark.slow
def test_open_findings_are_asked_about_answered_and_accepted(file: Path, invoke: Any) -> None:
    answers, receipt_path = file.with_name("answers.csv"), file.with_name("ecu.receipt.json")
    arguments = ("accept", str(file), "-e", "2024", "--answers", str(answers))
    refused = invoke("accept", str(file), "-e", "2024")
    assert isinstance(refused.exception, ict.errors.RefusedObservationsError)
    asked = invoke(*arguments)
    assert asked.exit_code == 1 and "answers.csv" in asked.stdout
    assert not receipt_path.exists()
    frame = pd.read_csv(answers, dtype=str, keep_default_na=False)
    assert frame[["rule", "indicator", "value"]].values.tolist() == [["C01", "coverage-4g", "97"]]
    assert "which includes it" in frame.loc[0, "message"]
    unanswered = invoke(*arguments)
    assert isinstance(unanswered.exception, ict.errors.RefusedObservationsError)
    frame.assign(answer="withdraw").to_csv(answers, index=False)
    done = invoke(*arguments, "--submitted", "2024-02-01")
    assert done.exit_code == 0, done.exception
    assert "accepted by the focal point" in done.stdout
    receipt = ict.data.read_receipt(receipt_path)
    receipt.check(file)
    assert len(receipt.join(ict.read_observations(file)).observations) == 2


def test_a_receipt_is_not_written_over(file: Path, invoke: Any) -> None:
    file.write_text(TABLE.replace(",97,", ",94,"), "utf-8")
    assert invoke("accept", str(file), "-e", "2024").exit_code == 0
    receipt = file.with_suffix(".receipt.json")
    before = receipt.read_bytes()
    assert invoke("accept", str(file), "-e", "2024").exit_code == 0  # the same receipt
    file.write_text(TABLE.replace(",97,", ",93,"), "utf-8")
    again = invoke("accept", str(file), "-e", "2024")
    assert isinstance(again.exception, ict.errors.UsageError)
    assert again.exception.code == "file.exists" and receipt.read_bytes() == before


def test_a_validation_of_a_year_without_values_fails(file: Path, invoke: Any) -> None:
    file.write_text(TABLE.replace(",97,", ",94,"), "utf-8")
    assert invoke("validate", str(file), "-e", "2024").exit_code == 0
    other = invoke("validate", str(file), "-e", "2024", "--year", "2010")
    assert other.exit_code == 1
    assert "has no value for 2010, the year that is validated" in " ".join(other.stderr.split())
    later = invoke("accept", str(file), "-e", "2025")
    assert "no value of that year was judged" in " ".join(later.stderr.split())


def test_the_receipt_of_a_compiler(file: Path, invoke: Any) -> None:
    arguments = (
        "accept",
        str(file),
        "-e",
        "2024",
        "--role",
        "compiler",
        "--transcribed",
        "Annex 2",
    )
    done = invoke(*arguments, "-o", str(file.with_name("r.json")))
    assert done.exit_code == 0, done.exception
    assert "Transcribed from print: Annex 2." in done.stdout
    assert ict.data.read_receipt(file.with_name("r.json")).role == "compiler"
