"""The offices of a State: what ``offices.csv`` says, and every way in which it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from questionnaire_cases import blank, state
from small_cases import small_cases

import ictindex as ict
from ictindex.submissions.closed.offices import find_office, sheet_of
from ictindex.submissions.questionnaires.sheet_plan import load_plan

HEAD = "economy,office,sheets,coordinator\n"
GOOD = """ECU,Statistical office,population households individuals,yes
ECU,Regulator,mobile fixed-broadband,no
PER,Ministry,,yes
"""


def read(folder: Path, lines: str) -> ict.rounds.Offices:
    path = folder / "offices.csv"
    path.write_text(HEAD + lines, encoding="utf-8")
    return ict.rounds.read_offices(path)


def test_the_owner_of_an_indicator_is_the_office_of_its_sheet(tmp_path: Path) -> None:
    offices = read(tmp_path, GOOD)
    assert (len(offices), list(offices.findings)) == (3, [])
    assert offices.owner("ECU", "internet-users") == "Statistical office"
    assert offices.owner("ECU", "mobile-cellular-subscriptions-count") == "Regulator"
    # A rate belongs to the office of its count, not to that of the population.
    assert offices.owner("ECU", "mobile-broadband-subscriptions") == "Regulator"
    # Nobody is named for the sheet of traffic: it is the coordinator's.
    assert offices.owner("ECU", "international-bandwidth-used") == "Statistical office"
    assert offices.owner("PER", "internet-users") == offices.coordinator("PER") == "Ministry"


def test_every_sheet_of_a_state_has_exactly_one_owner(tmp_path: Path) -> None:
    offices = read(tmp_path, GOOD)
    for economy in ("ECU", "PER", "BRA"):
        owned = [sheet for each in offices.list_offices(economy) for sheet in each.sheets]
        assert sorted(owned) == sorted(load_plan().sheets)


def test_a_state_without_a_line_has_one_office_that_owns_all(tmp_path: Path) -> None:
    offices = read(tmp_path, GOOD)
    (only,) = offices.list_offices("BRA")
    assert (only.office, only.coordinator, only.sheets) == ("", True, tuple(load_plan().sheets))
    assert find_office(offices, "BRA", "") == only


@small_cases(
    ("lines", "code", "line", "column"),
    [
        ("XYZ,Office,,yes\n", "economy.unknown", 2, "economy"),
        ("ECU,,,yes\n", "cell.required", 2, "office"),
        ("ECU,Office,telegraphs,yes\n", "offices.unknown-sheet", 2, "sheets"),
        ("ECU,Office,mobile mobile,yes\n", "offices.sheet-twice", 2, "sheets"),
        ("ECU,A,mobile,yes\nECU,B,mobile,no\n", "offices.sheet-twice", 3, "sheets"),
        ("ECU,A,,yes\nECU,B,mobile,yes\n", "offices.two-coordinators", 3, "coordinator"),
        ("ECU,A,,no\nECU,B,mobile,\n", "offices.no-coordinator", 2, "coordinator"),
        ("ECU,A,,yes\nECU,A,mobile,no\n", "offices.twice", 3, "office"),
        ("ECU,ana@example.org,,yes\n", "offices.name-unfit", 2, "office"),
        (f"ECU,{'o' * 81},,yes\n", "offices.name-unfit", 2, "office"),
        ("ECU,Office,,perhaps\n", "choice.unknown-optional", 2, "coordinator"),
    ],
)
def test_a_fault_is_named_with_file_line_and_column(
    lines: str, code: str, line: int, column: str, tmp_path: Path
) -> None:
    offices = read(tmp_path, lines)
    finding = offices.findings.errors[0]
    at = finding.address
    assert at is not None
    assert (finding.code, at.source, at.line, at.column) == (code, "offices.csv", line, column)
    for language in ("en", "ar"):
        assert finding.remedy(language) and "{" not in finding.advice(language)
    with pytest.raises(ict.errors.RefusedObservationsError) as refused:
        offices.refuse_errors()
    assert refused.value.code == "offices.errors"


def test_the_words_of_a_sheet_with_two_owners(tmp_path: Path) -> None:
    (finding,) = read(tmp_path, "ECU,A,mobile,yes\nECU,B,mobile,no\n").findings
    assert finding.advice("en") == (
        "The sheet 'mobile' already belongs to an office of this State: A. "
        "Name each sheet once in the lines of a State."
    )


def test_an_unknown_office_is_refused_with_those_that_are_listed(tmp_path: Path) -> None:
    offices = read(tmp_path, GOOD)
    with pytest.raises(ict.errors.UsageError) as refused:
        find_office(offices, "ECU", "Telegraph office")
    assert "Statistical office, Regulator" in str(refused.value)


def test_a_frame_is_read_like_a_file() -> None:
    frame = pd.DataFrame(
        [["ECU", "A", "", True], ["ECU", "B", "mobile", False]],
        columns=["economy", "office", "sheets", "coordinator"],
    )
    offices = ict.rounds.read_offices(frame)
    assert [each.coordinator for each in offices] == [True, False]
    assert ict.rounds.read_offices(offices) is offices


def test_every_indicator_that_a_sheet_asks_for_has_its_sheet() -> None:
    for key, sheet in load_plan().sheets.items():
        for line in sheet.lines:
            assert sheet_of(line.indicator) == key
    assert sheet_of("no-such-indicator") == ""


def test_the_workbook_of_an_office_has_its_sheets_alone_and_says_whose_it_is(
    tmp_path: Path,
) -> None:
    row = {"economy": "ECU", "indicator": "mobile-cellular-subscriptions-count", "year": 2022}
    history = ict.read_observations(
        pd.DataFrame(
            [{**row, "value": 17000000}, {**row, "indicator": "internet-users", "value": 69}]
        )
    )
    asked = ict.questionnaire("ECU", edition=2025, history=history)
    part = asked.select_office("Regulator", ["mobile", "coverage"])
    part.save(tmp_path / "ecu-regulator.xlsx")
    submission = ict.read_questionnaire(tmp_path / "ecu-regulator.xlsx")
    assert (submission.form.office, list(submission.form.pages)) == (
        "Regulator",
        ["mobile", "coverage"],
    )
    assert not submission.findings
    facts = submission.observations.facts
    assert (facts.office, facts.sheets) == ("Regulator", ("mobile", "coverage"))
    # The earlier value of another office's sheet is not in the workbook.
    assert submission.history is not None
    assert submission.history.cells["indicator"] == ("mobile-cellular-subscriptions-count",)


def test_a_changed_office_is_a_changed_identity(tmp_path: Path) -> None:
    part = ict.questionnaire("ECU", edition=2025).select_office("Regulator", ["mobile"])
    path = tmp_path / "ecu.xlsx"
    part.save(path)
    state(path, "office", "Ministry")
    with pytest.raises(ict.errors.UnusableFileError) as refused:
        ict.read_questionnaire(path)
    assert refused.value.code == "questionnaire.identity-changed"


def test_a_part_without_sheets_or_name_is_refused() -> None:
    asked = ict.questionnaire("ECU", edition=2025)
    for office, sheets in (("Regulator", ["telegraphs"]), (" ", ["mobile"])):
        with pytest.raises(ict.errors.UsageError) as refused:
            asked.select_office(office, sheets)
        assert refused.value.code == "questionnaire.no-part"


@pytest.mark.slow
def test_the_workbook_of_a_whole_state_names_no_office(tmp_path: Path) -> None:
    submission = ict.read_questionnaire(blank(tmp_path))
    facts = submission.observations.facts
    assert (facts.office, facts.sheets) == ("", tuple(submission.form.pages))
