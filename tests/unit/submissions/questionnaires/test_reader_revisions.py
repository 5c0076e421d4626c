"""Revised values of an earlier year: read, reported, judged, accepted; never silently."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases
from questionnaire_cases import cell_of, label

import ictindex as ict

USERS = cell_of("individuals", "internet-users")
REVISED = ("individuals", USERS[1], cases.ECUADOR.revised_column(2022))
NOTE = cell_of("individuals", "internet-users", "note")
SOURCE = cell_of("individuals", "internet-users", "source")
IDI = ict.methodology("idi", edition=2025)


def read(
    folder: Path,
    cells: dict[cases.Position, object],
    language: str = "en",
    earlier: object = "69.7",
) -> ict.data.Submission:
    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": earlier}
    history = ict.read_observations(pd.DataFrame([row]))
    return ict.read_questionnaire(cases.fill(cases.blank(folder, language, history=history), cells))


def judged(submission: ict.data.Submission) -> list[tuple[str, str, int | None]]:
    judgement = ict.validate(
        submission.observations, IDI, year=submission.year, history=submission.history
    )
    return [(f.rule, f.level, f.row) for f in judgement if f.rule.startswith("T1")]


def test_the_column_is_next_to_the_accepted_value(tmp_path: Path) -> None:
    assert cases.ECUADOR.revised == (2022,)
    assert REVISED[2] == cases.ECUADOR.previous_column(2022) + 1
    assert REVISED[2] == USERS[2] - 1


@pytest.mark.slow
def test_an_accepted_value_that_is_left_alone_is_no_revision(tmp_path: Path) -> None:
    submission = read(tmp_path, {USERS: 72.7})
    assert list(submission.observations.cells["year"]) == [2023]
    assert not submission.findings
    history = submission.history
    assert history is not None and list(history.cells["value"]) == [Decimal("69.7")]


def test_a_revised_value_is_an_observation_of_its_year(tmp_path: Path) -> None:
    submission = read(tmp_path, {REVISED: 70.1, USERS: 72.7})
    cells = submission.observations.cells
    assert list(zip(cells["year"], cells["value"], strict=True)) == [
        (2022, Decimal("70.1")), (2023, Decimal("72.7")),
    ]  # fmt: skip
    assert submission.positions == (REVISED, USERS)
    assert submission.observations.address(0).cell == "F6"
    (finding,) = submission.findings
    assert (finding.code, finding.level, finding.year) == (
        "questionnaire.revised",
        "information",
        2022,
    )
    assert finding.message("en") == (
        "The value of 2022 is revised: 70.1 instead of 69.7, which was accepted."
    )
    assert submission.position(finding) == REVISED
    # An accepted value does not change.
    history = submission.history
    assert history is not None and list(history.cells["value"]) == [Decimal("69.7")]


def test_source_and_note_of_a_revision_alone_are_kept(tmp_path: Path) -> None:
    """Without a value of this year they are of the revision, and in each workbook after it."""
    stated = {SOURCE: "INEC, survey of 2022", NOTE: "new weights"}
    submission = read(tmp_path, {REVISED: 70.1, **stated})
    cells = submission.observations.cells
    assert [cells[name][0] for name in ("year", "source", "note")] == [2022, *stated.values()]
    assert stated.items() <= submission.contents.cells.items()
    # Next to a value of this year, the source is that of this value.
    both = read(tmp_path, {REVISED: 70.1, USERS: 72.7, **stated}).observations.cells
    assert list(zip(both["year"], both["source"], strict=True)) == [
        (2022, ""), (2023, "INEC, survey of 2022"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_revision_without_an_accepted_value_is_reported_otherwise(tmp_path: Path) -> None:
    other = cell_of("individuals", "mobile-phone-ownership")
    revised = (other[0], other[1], REVISED[2])
    (finding,) = read(tmp_path, {revised: 80}).findings
    assert finding.message("en") == (
        "A value of 2022 is given as revised: 80. This workbook has no value of that year "
        "that was accepted before."
    )
    assert "A value of 2023 belongs in the column to the right." in finding.remedy("en")


def test_a_revision_is_questioned_unless_its_reason_is_there(tmp_path: Path) -> None:
    """T10: the note explains it where it names the year, or where nothing else is in the row."""
    asked = [("T10", "warning", 0)]
    assert judged(read(tmp_path, {REVISED: 71.1, USERS: 72.7})) == asked
    assert judged(read(tmp_path, {REVISED: 71.1, USERS: 72.7, NOTE: "new survey"})) == asked
    assert judged(read(tmp_path, {REVISED: 71.1, USERS: 72.7, NOTE: "2022: new weights"})) == []
    alone = read(tmp_path, {REVISED: 71.1, NOTE: "new weights"})
    assert judged(alone) == []
    # The note says nothing of 2023, which stays unanswered.
    assert list(alone.observations.cells["year"]) == [2022]
    assert USERS in alone.unanswered


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("n.d.", "questionnaire.not-a-number"),
        ("70,1", "questionnaire.number-in-text"),  # read, and named as a text
        (701, "value.impossible"),
        (-1, "value.impossible"),
    ],
)
def test_a_bad_revision_is_a_finding_at_its_cell(tmp_path: Path, raw: object, code: str) -> None:
    submission = read(tmp_path, {REVISED: raw, USERS: 72.7})
    (finding,) = [f for f in submission.findings if f.code != "questionnaire.revised"]
    assert finding.code == code and finding.address is not None
    assert (finding.address.cell, submission.position(finding)) == ("F6", REVISED)


def test_a_revision_in_a_hidden_row_is_named_at_its_cell(tmp_path: Path) -> None:
    path = cases.fill(cases.blank(tmp_path, "en"), {REVISED: 70.1})
    book = openpyxl.load_workbook(path)
    book[cases.title("individuals", "en")].row_dimensions[USERS[1] + 1].hidden = True
    book.save(path)
    submission = ict.read_questionnaire(path)
    (hidden,) = [f for f in submission.findings if f.code == "questionnaire.row-hidden"]
    assert hidden.address is not None
    assert (hidden.address.cell, submission.position(hidden)) == ("F6", REVISED)


def test_a_mark_of_confidentiality_holds_for_the_revision_too(tmp_path: Path) -> None:
    mark = cell_of("individuals", "internet-users", "conf_status")
    submission = read(tmp_path, {REVISED: 70.1, mark: label("conf_status", "C"), USERS: 72.7})
    assert list(submission.observations.cells["conf_status"]) == ["C", "C"]


def test_a_revision_is_in_the_unit_of_its_row(tmp_path: Path) -> None:
    total = cell_of("traffic", "mobile-broadband-traffic-total")
    revised = (total[0], total[1], REVISED[2])
    unit = cell_of("traffic", "mobile-broadband-traffic-total", "unit")
    submission = read(tmp_path, {revised: 900, unit: label("unit/exabytes", "petabytes")})
    assert list(submission.observations.cells["unit"]) == ["petabytes"]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_revision_travels_with_the_workbook_and_into_the_receipt(
    tmp_path: Path, language: str
) -> None:
    first = read(tmp_path, {REVISED: 70.1, USERS: 72.7, NOTE: "2022: new weights"}, language)
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert second.contents.cells[REVISED] == 70.1
    assert second.contents.previous == first.contents.previous
    judgement = ict.validate(second.observations, IDI, year=second.year, history=second.history)
    receipt = ict.accept(second.observations, judgement, second)
    plain = read(tmp_path, {USERS: 72.7}, language)
    other = ict.accept(
        plain.observations,
        ict.validate(plain.observations, IDI, year=plain.year, history=plain.history),
        plain,
    )
    assert (receipt.record["rows"], other.record["rows"]) == (2, 1)
    assert receipt.table != other.table
    assert set(receipt.years) == {2022, 2023}  # it vouches for the revised year too
