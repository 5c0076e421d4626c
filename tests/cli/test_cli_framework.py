"""The commands on a national framework: what each option adds, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import ictindex as ict

pytestmark = pytest.mark.every_room

EXAMPLE = str(ict.sample_data("national-inventory-example.csv"))
NEW_ROUND = (
    *("round", "new", "2027", "--publisher", "Example office", "--date", "2026-11-30"),
    *("--economy", "XAA"),
)


def test_an_inventory_that_was_written_is_checked_and_reported(tmp_path: Path, invoke: Any) -> None:
    file = str(tmp_path / "inventory.xlsx")
    assert invoke("framework", "inventory", "Ecuador", "-o", file, "-l", "ar").exit_code == 0
    checked = invoke("framework", "check", file, "--json")
    counts = json.loads(checked.output)
    assert checked.exit_code == 1
    # 46 that ITU asks for or needs, and the 37 other rows of the Core List that were read.
    assert (counts["rows"], counts["exist"], counts["blank"]) == (46 + 37, 0, 83)
    assert {finding["rule"] for finding in counts["findings"]} == {"inventory.unanswered"}
    made = invoke("report", "framework", file)
    assert made.exit_code == 0 and "Concepts: 40; filled: 0;" in made.output


def test_days_of_a_round_are_in_the_calendar(tmp_path: Path, invoke: Any) -> None:
    folder = str(tmp_path / "round")
    assert invoke(*NEW_ROUND, "-o", folder).exit_code == 0
    record = json.loads(invoke("report", "framework", EXAMPLE, "--round", folder, "--json").output)
    events = {row["event"]: row["day"] for row in record["calendar"]}
    assert events["round-dispatch"] == "2026-12-31"  # Resolution 131: by the end of the year
    assert events["round-collection"] == "2027-01-01"


def test_values_and_the_survey_fill_more(tmp_path: Path, invoke: Any) -> None:
    values = tmp_path / "values.csv"
    values.write_text(
        "economy,indicator,year,value,standard_error\nXAA,internet-users,2024,66.4,1.0\n", "utf-8"
    )
    asked = ("report", "framework", EXAMPLE, "--observations", str(values), "--survey", "2024")
    states = {row["id"]: row for row in json.loads(invoke(*asked, "--json").output)["concepts"]}
    assert states["sampling-error"]["state"] == "partly"
    assert states["sampling-error"]["origins"] == ["observations"]
    assert states["punctuality"]["origins"] == ["inventory", "calendar"]


def test_receipts_need_the_year_of_the_survey(invoke: Any) -> None:
    done = invoke("report", "framework", EXAMPLE, "--receipt", "a.receipt.json")
    assert str(done.exception) == (
        "Receipts are given without the year of the survey. "
        "Add --survey with the year by whose end the questionnaires were sent."
    )
