"""Filled in, judged, answered, handed back and read again: nothing is lost, in six languages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import live_cases
import openpyxl
import pytest
import questionnaire_cases as cases
from hypothesis import given, settings
from hypothesis import strategies as st
from languages_in_turn import each_language
from questionnaire_cases import cell_of, filled, label, tariff

import ictindex as ict
from ictindex.submissions.questionnaires.layout import (
    ANSWER,
    ANSWERS,
    FIRST_ANSWER,
    FIRST_CONTACT,
    REASON,
    START,
)
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.styles import EDGES, MARKS
from ictindex.submissions.questionnaires.writer import write_workbook
from ictindex.submissions.validation.responses import Answer

USERS = cell_of("individuals", "internet-users")
EVIL = "=cmd|' /C calc'!A0"


def cells(language: str) -> dict[Position, object]:
    """A bit of everything that a focal point may put into a questionnaire."""
    total, page = "mobile-broadband-traffic-total", "tariffs-mobile"
    return {
        (START, FIRST_CONTACT, 2): "ARCOTEL",
        (START, FIRST_CONTACT + 3, 2): "2024-03-15",
        USERS: 72.7,
        cell_of("individuals", "internet-users", "source"): "INEC, ENEMDU 2023",
        cell_of("individuals", "internet-users", category="F"): 71.25,
        cell_of("individuals", "internet-users", category="R"): "ca. 56.9",
        cell_of("individuals", "mobile-phone-ownership", "status"): label("status", "O", language),
        cell_of("traffic", total): 1254.25,
        cell_of("traffic", total, "unit"): label("unit/exabytes", "petabytes", language),
        cell_of("traffic", total, "status"): label("status", "E", language),
        cell_of("traffic", total, "conf_status"): label("conf_status", "N", language),
        cell_of("traffic", total, "note"): EVIL,
        cell_of("coverage", "coverage-4g"): 120,
        cell_of("coverage", "coverage-3g", "note"): "\u0627\u0644\u0625\u0646\n2 lines \U0001f4f6",
        tariff(page, 0, "operator"): "Claro",
        tariff(page, 0, "kind"): label(f"choice/kind/{page}", "plan", language),
        tariff(page, 0, "data"): label("unlimited", "unlimited", language),
        tariff(page, 0, "tax_included"): label("yes-no", "no", language),
        tariff(page, 0, "valid_from"): dt.date(2023, 11, 5),
        tariff(page, 29, "note"): "+ taxes",
    }  # fmt: skip


def same(first: ict.data.Submission, second: ict.data.Submission) -> None:
    """Two submissions hold the same, but for the name of the file and the words of findings."""
    frames = [s.observations.to_frame().drop(columns="file") for s in (first, second)]
    assert frames[0].equals(frames[1])
    assert first.unanswered == second.unanswered
    tables = [s.tariffs for s in (first, second)]
    if tables[0] is None or tables[1] is None:
        assert tables[0] is tables[1]
    else:
        frames = [t.to_frame().drop(columns="file") for t in tables if t is not None]
        assert frames[0].equals(frames[1])
    codes = [[(f.code, f.address.cell if f.address else "") for f in s.findings]
             for s in (first, second)]  # fmt: skip
    assert codes[0] == codes[1]


@pytest.mark.slow
@each_language("en", "ar")
def test_nothing_is_lost_in_any_language(tmp_path: Path, language: str) -> None:
    held = cells(language)
    first = filled(tmp_path, held, language)
    assert first.language == language
    left = {key: raw for key, raw in first.contents.cells.items() if key in held}
    assert left == {
        key: raw.date() if isinstance(raw, dt.datetime) else raw for key, raw in held.items()
    }
    back, again = tmp_path / "back.xlsx", tmp_path / "again.xlsx"
    first.hand_back(first.findings, back)
    second = ict.read_questionnaire(back)
    same(first, second)
    assert second.contents.cells == first.contents.cells
    second.hand_back(second.findings, again)
    assert back.read_bytes() != first.data
    # Handing back once more changes nothing: it is the same workbook, but for its name.
    assert ict.read_questionnaire(again).contents == second.contents


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> ict.data.Submission:
    return filled(tmp_path_factory.mktemp("french"), cells("fr"), "fr")


@pytest.mark.slow
@each_language("es", "ru")
def test_handed_back_in_another_language_it_holds_the_same(
    french: ict.data.Submission, tmp_path: Path, language: str
) -> None:
    french.hand_back([], tmp_path / "back.xlsx", language=language)
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert second.language == language
    same(french, second)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spot", "held"),
    [
        (("start", FIRST_CONTACT + 3, 2), dt.date(2025, 1, 31)),
        (cell_of("coverage", "coverage-4g", "note"), dt.datetime(2025, 1, 31, 12, 30, 15)),
        (USERS, dt.date(2023, 7, 27)),
    ],
)
def test_a_date_stays_a_date(tmp_path: Path, spot: cases.Position, held: dt.date) -> None:
    """Written into a cell of numbers without its format it would be read as 45134."""
    first = filled(tmp_path, {spot: held})
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert second.contents.cells[spot] == first.contents.cells[spot] == held
    assert [f.code for f in second.findings] == ["questionnaire.date"] * (spot == USERS)


@pytest.mark.slow
def test_earlier_years_travel_along(tmp_path: Path) -> None:
    import pandas as pd

    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    history = ict.read_observations(pd.DataFrame([row]))
    first = ict.read_questionnaire(cases.blank(tmp_path, history=history))
    first.hand_back([], tmp_path / "back.xlsx")
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert list(second.contents.previous.values()) == [69.7]


@pytest.mark.slow
def test_cells_with_findings_are_coloured_and_commented(tmp_path: Path) -> None:
    first = filled(tmp_path, {USERS: 72.7, cell_of("coverage", "coverage-4g"): 120})
    warning = ict.Finding(
        "value.impossible", "warning", "ECU", "internet-users", 2023,
        details={"value": Decimal("72.7"), "indicator": "internet-users", "range": "0 … 100"},
    )  # fmt: skip
    first.hand_back([warning], tmp_path / "back.xlsx")
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    shown = {}
    for page, level in (("individuals", "warning"), ("coverage", "error")):
        sheet = book[cases.title(page)]
        spot = USERS if page == "individuals" else cell_of("coverage", "coverage-4g")
        cell = sheet[cases.cell_name(spot)]
        assert cell.fill.start_color.rgb == f"FF{MARKS[level][1:]}"
        assert cell.border.left.color.rgb == f"FF{EDGES[level][1:]}"
        assert not cell.protection.locked
        shown[page] = cell.comment.text
    assert "it must be between 0 and 100. Check the figure" in shown["coverage"]
    others = [c for row in book[cases.title("mobile")].iter_rows() for c in row if c.comment]
    assert not others


@pytest.mark.slow
def test_every_finding_has_a_row_to_answer(tmp_path: Path) -> None:
    first = filled(tmp_path, {USERS: 720})
    (finding,) = first.findings
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    sheet = cases.opened(tmp_path / "back.xlsx")[cases.title(ANSWERS)]
    row = [cell.value for cell in sheet[FIRST_ANSWER + 1]]
    assert row[:5] == [1, "Error", "Individuals!G6", "Individuals using the Internet", 720]
    assert row[5] == finding.message("en")
    assert sheet["C6"].hyperlink.location == "'Individuals'!G6"
    # An error is corrected or withdrawn; only a warning can be confirmed.
    (rule,) = [r for r in sheet.data_validations.dataValidation if "I6" in r.sqref]
    lists = cases.opened(tmp_path / "back.xlsx")["lists"]
    area = rule.formula1.removeprefix("lists!").replace("$", "")
    assert [r[0].value for r in lists[area]] == ["Corrected in the cell", "Withdraw the value"]


@pytest.mark.slow
def test_a_unit_slip_is_an_error_that_may_be_confirmed(tmp_path: Path) -> None:
    """T01: an error unless it is confirmed."""
    first = filled(tmp_path, {USERS: 72.7})
    judged = [ict.Finding("T01", "error", "ECU", "internet-users", 2023)]
    answer = Answer(("T01", "ECU", "internet-users", "2023", "", "72.7"), "confirm", "new unit")
    first.hand_back(judged, tmp_path / "back.xlsx", answers=[answer])
    assert ict.read_questionnaire(tmp_path / "back.xlsx").answers[0].answer == "confirm"
    sheet = cases.values(tmp_path / "back.xlsx")[cases.title(ANSWERS)]
    assert sheet["I6"].value == "Confirm (give the reason)"


@pytest.mark.slow
@each_language("fr", "zh")
def test_answers_come_back_with_what_they_bind_to(tmp_path: Path, language: str) -> None:
    first = filled(tmp_path, {USERS: 99.9}, language)
    warning = ict.Finding("a.rule", "warning", "ECU", "internet-users", 2023)
    first.hand_back([warning], tmp_path / "back.xlsx")
    answered = {
        (ANSWERS, FIRST_ANSWER, ANSWER): label("answer-warning", "confirm", language),
        (ANSWERS, FIRST_ANSWER, REASON): "new survey, larger sample",
    }
    cases.fill(tmp_path / "back.xlsx", answered)
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    (answer,) = second.answers
    assert answer.key == ("a.rule", "ECU", "internet-users", "2023", "", "99.9")
    assert (answer.answer, answer.reason) == ("confirm", "new survey, larger sample")
    assert answer.address is not None and answer.address.cell == "I6"
    # Judged again, the answer remains where its finding still is.
    second.hand_back([warning], tmp_path / "again.xlsx")
    assert [a.key for a in ict.read_questionnaire(tmp_path / "again.xlsx").answers] == [answer.key]


@pytest.mark.slow
def test_an_answer_does_not_stand_for_another_value(tmp_path: Path) -> None:
    first = filled(tmp_path, {USERS: 99.9})
    warning = ict.Finding("a.rule", "warning", "ECU", "internet-users", 2023)
    old = Answer(("a.rule", "ECU", "internet-users", "2023", "", "88.8"), "confirm", "so it is")
    first.hand_back([warning], tmp_path / "back.xlsx", answers=[old])
    assert ict.read_questionnaire(tmp_path / "back.xlsx").answers == ()


def test_an_answer_that_is_not_in_the_list_is_a_finding(tmp_path: Path) -> None:
    first = filled(tmp_path, {USERS: 720})
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    cases.fill(tmp_path / "back.xlsx", {(ANSWERS, FIRST_ANSWER, ANSWER): "whatever"})
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert second.findings[0].code == "questionnaire.not-in-list"
    assert second.answers[0].answer == ""


def test_what_the_reader_found_is_handed_back_too(tmp_path: Path) -> None:
    first = filled(tmp_path, {("coverage", 5, 12): "see annex", USERS: "ca. 72"})
    first.hand_back([], tmp_path / "back.xlsx")
    sheet = cases.values(tmp_path / "back.xlsx")[cases.title(ANSWERS)]
    text = [json.loads(sheet.cell(FIRST_ANSWER + n, 12).value)[0] for n in (1, 2)]
    assert text == ["questionnaire.not-a-number", "questionnaire.outside"]
    # Codes of a reader are no rules that anybody could look up.
    assert [sheet.cell(FIRST_ANSWER + n, 11).value for n in (1, 2)] == ["\u2013", "\u2013"]


@pytest.mark.slow
def test_no_submitted_text_becomes_a_formula(tmp_path: Path) -> None:
    texts = {USERS: "=1+1", cell_of("individuals", "internet-users", "note"): EVIL,
             (START, FIRST_CONTACT, 2): "=HYPERLINK(\"http://x\")",
             tariff("tariffs-mobile", 0, "operator"): "@SUM(A1)",
             tariff("tariffs-mobile", 1, "name"): "+1"}  # fmt: skip
    first = filled(tmp_path, {**texts, cell_of("coverage", "coverage-4g"): cases.Typed("=2+2")})
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    for name, data in cases.parts(tmp_path / "back.xlsx").items():
        assert b"<f>" not in data and b"<f " not in data, name
    assert ict.read_questionnaire(tmp_path / "back.xlsx").contents.cells.items() >= texts.items()


numbers = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
)
texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff_"),
    min_size=1, max_size=40,
)  # fmt: skip


def spots() -> st.SearchStrategy[Position]:
    form = cases.ECUADOR
    actual = [
        (page.id, ask.row, form.column_of(what))
        for page in form.pages.values()
        for ask in page.asks
        for what in ("value", "status", "source", "note")
    ]
    actual += [
        (page.id, line, column)
        for page in form.pages.values()
        for line in page.lines[:3]
        for column, recorded in enumerate(page.columns)
        if recorded.kind != "date"
    ]
    return st.sampled_from(actual)


def read_back(folder: Path, held: Mapping[Position, object]) -> ict.data.Submission:
    path = folder / "a.xlsx"
    path.write_bytes(write_workbook(cases.ECUADOR, "en", Contents(held)))
    return ict.read_questionnaire(path)


@pytest.mark.parametrize(
    "examples",
    [
        pytest.param(4, id="few"),
        pytest.param(20, id="more", marks=pytest.mark.slow),
        pytest.param(80, id="many", marks=[pytest.mark.slow, pytest.mark.long]),
    ],
)
def test_whatever_a_cell_holds_comes_back(tmp_path: Path, examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(held=st.dictionaries(spots(), st.one_of(numbers, texts), max_size=12))
    def check(held: dict[Position, object]) -> None:
        actual = read_back(tmp_path, held).contents.cells
        assert {key: actual.get(key) for key in held} == held

    check()


def figures(path: Path) -> dict[tuple[str, str], float]:
    """Every number in a workbook that is shown, by sheet and cell, of exactly the same value."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    }


@pytest.mark.slow
@pytest.mark.skipif(live_cases.PROGRAM is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_libreoffice_opens_and_saves_it_without_loss(tmp_path: Path, language: str) -> None:
    """Computed again by another program it is the same questionnaire: figures, rows, no formula."""
    import pandas as pd

    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    history = ict.read_observations(pd.DataFrame([row]))
    # Fifteen digits, which is what a spreadsheet keeps.
    odd = {("individuals", USERS[1], cases.ECUADOR.revised_column(2022)): 70.1234567890123,
           cell_of("population", "population"): 123_456_789_012_345,
           cell_of("coverage", "coverage-mobile"): 99.9999999999999}  # fmt: skip
    path = cases.blank(tmp_path, language, history=history)
    first = ict.read_questionnaire(cases.fill(path, {**cells(language), **odd}))
    back = tmp_path / "back.xlsx"
    first.hand_back(first.findings, back)
    (saved,) = live_cases.convert([back], tmp_path)
    before, after = ict.read_questionnaire(back), ict.read_questionnaire(saved)
    same(before, after)
    assert after.contents.previous == before.contents.previous
    assert figures(saved) == figures(back)
    for name, data in cases.parts(saved).items():
        assert b"<f>" not in data and b"<f " not in data, name
        assert "vba" not in name.lower() and not name.endswith(".bin"), name


@pytest.mark.slow
def test_what_hangs_on_a_finding_is_a_number(tmp_path: Path) -> None:
    """A spreadsheet shows it with the decimal sign of its own language."""
    first = filled(tmp_path, {cell_of("coverage", "coverage-3g"): 94,
                              cell_of("coverage", "coverage-4g"): 97}, "es")  # fmt: skip
    idi = ict.methodology("idi", edition=2025)
    first.hand_back(ict.validate(first.observations, idi, year=2023), tmp_path / "back.xlsx")
    # The first row is the likely cause, of which nothing hangs.
    cell = cases.values(tmp_path / "back.xlsx")[cases.title(ANSWERS, "es")]["H7"]
    assert (cell.data_type, cell.number_format) == ("n", "0.0") and cell.value > 0


@pytest.mark.slow
def test_in_arabic_the_cell_is_under_its_head(tmp_path: Path) -> None:
    first = filled(tmp_path, {cell_of("coverage", "coverage-3g"): 120}, "ar")
    first.hand_back(first.findings, tmp_path / "back.xlsx")
    row = cases.values(tmp_path / "back.xlsx")[cases.title(ANSWERS, "ar")][6]
    assert row[2].value == "G10" and cases.title("coverage", "ar") in row[3].value


@pytest.mark.slow
def test_the_command_names_the_file_as_it_was_written(tmp_path: Path) -> None:
    ict.questionnaire("ECU", edition=2025).save(tmp_path / "my figures.xlsx")
    first = ict.read_questionnaire(tmp_path / "my figures.xlsx")
    first.hand_back([], tmp_path / "back.xlsx")
    for name, message in (("my figures.xlsx", '"my figures.xlsx"'), ("back.xlsx", "back.xlsx")):
        sheet = cases.values(tmp_path / name)["Start"]
        column = sheet.iter_rows(min_col=2, max_col=2, values_only=True)
        (step,) = [str(words) for (words,) in column if str(words).startswith("9.")]
        assert f"ictindex check {message}." in step


@pytest.mark.slow
def test_plans_are_of_the_year_of_the_price_basket(tmp_path: Path) -> None:
    """Whichever index the questionnaire is for; one year named is that of all sheets."""
    for more, year in (({}, 2025), ({"methodology": "ipb"}, 2025), ({"year": 2022}, 2022)):
        with ict.set_options(overwrite=True):
            ict.questionnaire("ECU", edition=2025, **more).save(tmp_path / "ecu.xlsx")
        for _ in ("written", "handed back"):
            sheet = cases.values(tmp_path / "ecu.xlsx")["Mobile tariffs"]
            assert sheet["A3"].value.endswith(f"year of reference: {year}")
            submission = ict.read_questionnaire(tmp_path / "ecu.xlsx")
            with ict.set_options(overwrite=True):
                submission.hand_back([], tmp_path / "ecu.xlsx")
    # No price basket is in force for 2026: its plans are asked provisionally, of the same year.
    assert cases.make_form("ECU", 2026).offered == 2026
    assert cases.make_form("ECU", 2026).provisional_for("tariffs-mobile") == "ipb-methodology-2025"
