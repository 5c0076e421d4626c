"""Values that are included in another cell: status, note, and the workbook in six languages."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from desk_cases import Asked, workbook
from languages_in_turn import each_language
from questionnaire_cases import cell_name, cell_of, label

import ictindex as ict
from ictindex.submissions.questionnaires.sheets import Position

PAGE = "fixed-broadband"
CABLE = "fixed-broadband-subscriptions-cable"
DSL = cell_of(PAGE, "fixed-broadband-subscriptions-dsl")
DSL_CELL = cell_name(DSL)


def judged(folder: Path, note: str, language: str = "en", **more: object) -> ict.data.Judgement:
    """The judgement of a workbook in which cable is included elsewhere, as its note says."""
    path = folder / "ecu.xlsx"
    path.write_bytes(workbook({CABLE: more.get("cable")}, language))
    typed: dict[Position, object] = {
        cell_of(PAGE, CABLE, "status"): label("status", "K", language),
        cell_of(PAGE, CABLE, "note"): note,
    }
    submission = ict.read_questionnaire(cases.fill(path, typed))
    (row,) = [
        row for row, name in enumerate(submission.observations.cells["indicator"]) if name == CABLE
    ]
    assert submission.observations.cells["status"][row] == "K"
    return ict.validate(submission.observations, ict.methodology("idi", edition=2025))


def codes_of(judgement: ict.data.Judgement, rule: str = "S23") -> list[str]:
    return [finding.code for finding in judgement if finding.rule == rule]


@each_language("en", "ar")
def test_the_other_cell_is_named_in_the_note(tmp_path: Path, language: str) -> None:
    judgement = judged(tmp_path, f"DSL ({DSL_CELL})", language)
    assert codes_of(judgement) == [] and codes_of(judgement, "S19") == []
    # Nobody asks for the sum of technologies: one of its parts has no value of its own.
    assert codes_of(judgement, "B02") == []


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("", "rule.S23"),
        ("with the other fixed lines", "rule.S23"),
        (cell_name(cell_of(PAGE, CABLE)), "rule.S23"),  # itself
        ("G99", "rule.S23.empty"),
        ("Coverage!G99", "rule.S23.empty"),
    ],
)
def test_a_cell_that_is_not_named_or_empty_is_asked_for(
    tmp_path: Path, note: str, code: str
) -> None:
    assert codes_of(judged(tmp_path, note)) == [code]


@pytest.mark.parametrize(
    "note",
    [
        f"${DSL_CELL[0]}${DSL_CELL[1:]}",
        "'Mobile'!G8",
        "Mobile!G7 and Mobile!G8",
        f"H{DSL_CELL[1:]}",
    ],
)
def test_a_cell_is_named_as_a_spreadsheet_names_it(tmp_path: Path, note: str) -> None:
    assert codes_of(judged(tmp_path, note)) == []


@pytest.mark.slow
def test_a_value_that_is_included_elsewhere_counts_twice(tmp_path: Path) -> None:
    assert codes_of(judged(tmp_path, DSL_CELL, cable=10)) == ["rule.S23.with-value"]


def test_a_table_names_the_indicator(tmp_path: Path) -> None:
    path = tmp_path / "ecu.csv"
    path.write_text(
        "economy,indicator,year,value,status,note\n"
        f"ECU,{CABLE},2023,,K,in fixed-broadband-subscriptions-dsl\n"
        "ECU,fixed-broadband-subscriptions-dsl,2023,500,,\n"
    )
    table = ict.read_observations(path)
    judgement = ict.validate(table, ict.methodology("idi", edition=2025))
    assert codes_of(judgement) == [] and codes_of(judgement, "S19") == []


@pytest.mark.parametrize(("status", "asked"), [("K", 0), ("O", 1)])
def test_a_part_that_is_included_elsewhere_is_not_missing(status: str, asked: int) -> None:
    def table(year: int, *rows: str) -> ict.Observations:
        text = "".join(f"ECU,internet-users,{year},{row}\n" for row in rows)
        path = folder / f"{year}.csv"
        path.write_text("economy,indicator,year,value,status,note,sex\n" + text)
        return ict.read_observations(path)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = table(2022, "70,,,_T", "69,,,F", "71,,,M")
        now = table(2023, "72,,,_T", "71,,,F", f",{status},internet-users,M")
    methodology = ict.methodology("idi", edition=2025)
    judgement = ict.validate(now, methodology, history=before)
    assert len(codes_of(judgement, "B08")) == asked


@pytest.mark.slow
@each_language("fr", "zh")
def test_a_workbook_from_before_the_status_is_still_read(tmp_path: Path, language: str) -> None:
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(workbook(language=language))
    book = openpyxl.load_workbook(path)
    lists = book["lists"]
    spots = [cell for row in lists for cell in row if cell.value == "K"]
    assert len(spots) == 1
    for cell in (spots[0], lists.cell(spots[0].row, spots[0].column + 1)):
        cell.value = None
    book.save(path)
    submission = ict.read_questionnaire(path)
    assert submission.observations.cells["value"] and not submission.findings.errors


@pytest.mark.slow
@each_language("en", "ar")
def test_the_page_offers_the_status_and_asks_for_the_cell(language: str) -> None:
    asked = Asked(language)
    asked("open", workbook({CABLE: None}, language), name="ecu.xlsx")
    choices = asked("values", sheet=PAGE)["choices"]["status"]
    assert {"code": "K", "label": label("status", "K", language)} in choices
    status, note = (list(cell_of(PAGE, CABLE, what)) for what in ("status", "note"))
    report = asked("correct", cells=[{"place": status, "text": "K"}])
    [finding] = [each for each in report["findings"] if each["rule"] == "S23"]
    assert finding["open"]
    report = asked("correct", cells=[{"place": note, "text": DSL_CELL}])
    assert not [each for each in report["findings"] if each["rule"] == "S23"]
