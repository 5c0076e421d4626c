"""Changed cells on the page: each is listed, is taken back, and is in the receipt of every way."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

from command_runs import run
from desk_cases import Asked, cell, plan_cells, workbook
from hypothesis import example, given, settings
from hypothesis import strategies as st
from questionnaire_cases import ECUADOR, tariff

import ictindex as ict

EARLIER = {"internet-users": 71.9}
FIRST = workbook(plan=plan_cells(), earlier=EARLIER)
REVISED = (*cell("internet-users")[:2], ECUADOR.revised_column(ECUADOR.year - 1))
TYPED = st.one_of(
    st.tuples(
        st.sampled_from([cell("internet-users"), cell("coverage-4g"), REVISED]),
        st.sampled_from(["", "71.5", "72.7", "90"]),
    ),
    st.tuples(st.just(cell("internet-users", "status")), st.sampled_from(["", "E", "P"])),
    st.tuples(st.just(cell("internet-users", "note")), st.sampled_from(["", "12", "a note"])),
    st.tuples(st.just(tariff("tariffs-mobile", 0, "price")), st.sampled_from(["12", "15.5"])),
    st.tuples(st.just(tariff("tariffs-mobile", 0, "payment")), st.sampled_from(["prepaid", ""])),
)
DAY = "2025-03-31"


def changed(language: str = "en") -> tuple[Asked, dict[str, Any]]:
    """A sure change by proposal, then two figures by hand."""
    asked, report = _changed(language)
    return asked.copy(), copy.deepcopy(report)


@cache
def _changed(language: str) -> tuple[Asked, dict[str, Any]]:
    asked = Asked(language)
    data = workbook({"internet-users": 7.27}, language, earlier=EARLIER)
    [cause] = asked("open", data, name="ecu.xlsx")["causes"]
    asked("correct", cells=cause["action"], cause=0)
    asked("correct", cells=[{"place": cell("coverage-4g"), "text": "92"}])
    report = asked("correct", cells=[{"place": cell("coverage-4g", "note"), "text": "a note"}])
    assert "error" not in report
    return asked, report


@pytest.mark.parametrize(
    ("language", "shown", "way"),
    [
        ("en", ("7.27", "72.7"), "By proposal (the value of the year before)"),
        pytest.param(
            "fr",
            ("7,27", "72,7"),
            "Sur proposition (la valeur de l’année précédente)",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "ar",
            ("7.27", "72.7"),
            "بناءً على اقتراح (قيمة السنة السابقة)",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_every_change_is_listed_by_hand_or_by_proposal(
    language: str, shown: tuple[str, str], way: str
) -> None:
    _, report = changed(language)
    lines = [line for change in report["corrections"] for line in change["lines"]]
    assert [change["by"] for change in report["corrections"]] == ["proposal", "hand", "hand"]
    assert [tuple(line["place"]) for line in lines] == [
        cell("internet-users"), cell("coverage-4g"), cell("coverage-4g", "note"),
    ]  # fmt: skip
    assert all(change["undo"] for change in report["corrections"])
    assert (lines[0]["was"], lines[0]["now"]) == shown
    assert report["corrections"][0]["way"] == way


@pytest.mark.slow
def test_a_change_by_hand_with_the_same_figure_is_by_hand() -> None:
    asked = Asked()
    [cause] = asked("open", workbook({"internet-users": 7.27}, earlier=EARLIER), name="e.xlsx")[
        "causes"
    ]
    report = asked("correct", cells=cause["action"])
    assert [change["by"] for change in report["corrections"]] == ["hand"]


@pytest.mark.parametrize("number", [1, -1, 0])
def test_cells_that_are_not_those_of_a_sure_change_are_not_by_proposal(number: int) -> None:
    asked = Asked()
    asked("open", workbook({"internet-users": 7.27}, earlier=EARLIER), name="ecu.xlsx")
    cells = [{"place": cell("internet-users"), "text": "72.8"}]
    refused = asked("correct", cells=cells, cause=number)["error"]
    assert refused["code"] == "desk.argument"
    assert asked("report")["corrections"] == []


@pytest.mark.slow
def test_a_change_is_taken_back_after_the_workbook_was_saved_and_opened_again() -> None:
    asked, before = changed()
    first = Asked()
    first("open", workbook({"internet-users": 7.27}, earlier=EARLIER), name="ecu.xlsx")
    data = asked.file(asked("save_workbook")["files"][0])
    again = Asked()
    report = again("open", data, name="again.xlsx")
    assert report["corrections"] == before["corrections"] and report["changed"] is False
    for step in (2, 2, 1):  # steps are counted again from 1
        report = again("undo", step=step)
        assert "error" not in report and report["changed"] is True
    assert report["corrections"] == []
    for sheet in ("individuals", "coverage"):
        assert again("values", sheet=sheet)["rows"] == first("values", sheet=sheet)["rows"]


@pytest.mark.slow
def test_all_taken_back_is_the_file_that_was_opened() -> None:
    asked = Asked()
    data = workbook({"internet-users": 7.27}, earlier=EARLIER, is_written=True)
    [cause] = asked("open", data, name="ecu.xlsx")["causes"]
    assert asked("correct", cells=cause["action"], cause=0)["changed"] is True
    report = asked("undo", step=1)
    assert report["corrections"] == [] and report["changed"] is False


def test_a_change_that_cannot_be_undone_is_refused() -> None:
    asked, _ = changed()
    assert asked("undo", step=4)["error"]["message"] == "This change cannot be undone."
    assert asked("undo")["error"]["code"] == "desk.not-undone"
    assert asked("explain", step=9, reason="x")["error"]["code"] == "desk.not-undone"
    asked("correct", cells=[{"place": cell("internet-users"), "text": "73"}])
    report = asked("report")
    assert [change["undo"] for change in report["corrections"]] == [False, True, True, True]
    assert not any(line["elsewhere"] for each in report["corrections"] for line in each["lines"])


@pytest.mark.slow
def test_a_figure_changed_in_the_file_since_then_is_shown_as_changed_elsewhere(
    tmp_path: Path,
) -> None:
    import openpyxl

    asked, _ = changed()
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(asked.file(asked("save_workbook")["files"][0]))
    book = openpyxl.load_workbook(path)
    _, row, column = cell("coverage-4g")
    book["Coverage"].cell(row + 1, column + 1).value = 91
    book.save(path)
    report = Asked()("open", path.read_bytes(), name="ecu.xlsx")
    elsewhere = [line["elsewhere"] for each in report["corrections"] for line in each["lines"]]
    assert elsewhere == [False, True, False]
    assert [change["undo"] for change in report["corrections"]] == [True, False, True]


def receipt_of(files: dict[str, bytes]) -> bytes:
    [data] = [data for name, data in files.items() if name.endswith(".receipt.json")]
    return data


@pytest.mark.parametrize("is_closed", [pytest.param(False, marks=pytest.mark.slow), True])
def test_page_command_and_python_make_one_receipt_with_the_changes(
    tmp_path: Path, is_closed: bool
) -> None:
    asked, report = changed()
    asked("explain", step=2, reason="the operator  sent 92")
    if is_closed:
        marked = cell("coverage-4g", "conf_status")
        report = asked("correct", cells=[{"place": marked, "text": "C"}])
    keys = [finding["key"] for finding in report["findings"] if finding["open"]]
    if keys:
        assert asked("answer", keys=keys, answer="confirm", reason="new survey")["open"] == 0
    answer = asked("make_receipt", submitted=DAY)
    files = {record["name"]: asked.file(record) for record in answer["files"]}
    path = tmp_path / "ecu-checked.xlsx"
    path.write_bytes(files[path.name])
    done = run(tmp_path, "accept", path.name, "--submitted", DAY)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ecu-checked.receipt.json").read_bytes() == receipt_of(files)
    submission = ict.read_questionnaire(path)
    table = ict.data.derive(submission.observations).completed
    methodology = ict.methodology("idi", edition=submission.edition, provisional=True)
    judgement = ict.validate(table, methodology, history=submission.history, year=submission.year)
    # The answers alone, as a list: the changes are facts of the table.
    made = ict.accept(table, judgement, list(submission.answers), submitted=DAY)
    assert made.to_json().encode() == receipt_of(files)
    record = json.loads(receipt_of(files))["receipt"]["corrections"]
    assert [(line["by"], line["cause"], line["witness"]) for line in record] == [
        ("proposal", "multiplied", "history"),
        *[("hand", "", "")] * (3 if is_closed else 2),
    ]  # fmt: skip
    was, now, reason = (record[1][name] for name in ("was", "now", "reason"))
    if is_closed:
        assert {was[:12], now[:12], reason[:12]} == {"hmac-sha256:"}
        assert "sent 92" not in receipt_of(files).decode()
    else:
        assert (was, now, reason) == ("92.4", "92", "the operator sent 92")
    receipt = ict.data.read_receipt(tmp_path / "ecu-checked.receipt.json")
    receipt.verify()
    receipt.join(table)
    assert [line.cell for line in receipt.corrections][:2] == ["G6", "G14"]
    assert "Changed in this tool" in receipt.to_text("en")


@pytest.mark.slow
def test_a_receipt_without_changes_says_nothing_of_them(tmp_path: Path) -> None:
    asked = Asked()
    asked("open", workbook(), name="ecu.xlsx")
    answer = asked("make_receipt", submitted=DAY)
    files = {record["name"]: asked.file(record) for record in answer["files"]}
    assert "corrections" not in json.loads(receipt_of(files))["receipt"]
    (tmp_path / "r.json").write_bytes(receipt_of(files))
    assert len(ict.data.read_receipt(tmp_path / "r.json").corrections) == 0


@pytest.mark.slow
def test_the_desk_shows_a_confidential_figure_to_its_person_and_writes_it_into_no_file() -> None:
    asked, _ = changed()
    marked = cell("coverage-4g", "conf_status")
    report = asked("correct", cells=[{"place": marked, "text": "C"}])
    assert report["corrections"][1]["lines"][0]["was"] == "92.4"
    saved = asked("save_workbook")
    # Here it can still be taken back; in the file it cannot.
    assert saved["corrections"][1]["undo"] is True
    again = Asked()("open", asked.file(saved["files"][0]), name="ecu.xlsx")
    line = again["corrections"][1]
    assert line["lines"][0]["was"].startswith("confidential") and line["undo"] is False
    assert line["lines"][0]["kept"] is False
    back = asked("undo", step=2)
    assert "error" not in back
    rows = asked("values", sheet="coverage")["rows"]
    assert "92.4" in [row["value"]["text"] for row in rows if "value" in row]


def test_check_shows_the_changes_in_the_terminal_and_as_data(tmp_path: Path) -> None:
    asked, _ = changed()
    (tmp_path / "ecu.xlsx").write_bytes(asked.file(asked("save_workbook")["files"][0]))
    done = run(tmp_path, "check", "ecu.xlsx", "--language", "en")
    assert "Changed in this tool" in done.stdout and "By proposal" in done.stdout
    listed = json.loads(run(tmp_path, "check", "ecu.xlsx", "--json").stdout)["corrections"]
    assert [(line["was"], line["now"]) for line in listed] == [
        ("7.27", "72.7"), ("92.4", "92"), ("", "a note"),
    ]  # fmt: skip
    (tmp_path / "plain.xlsx").write_bytes(workbook())
    assert "Changed in this tool" not in run(tmp_path, "check", "plain.xlsx").stdout


def test_the_table_of_changes_is_read_from_a_workbook_and_from_its_receipt(tmp_path: Path) -> None:
    asked, report = changed()
    keys = [finding["key"] for finding in report["findings"] if finding["open"]]
    if keys:
        asked("answer", keys=keys, answer="confirm", reason="new survey")
    answer = asked("make_receipt", submitted=DAY)
    names = {record["kind"]: record["name"] for record in answer["files"]}
    for record in answer["files"]:
        (tmp_path / record["name"]).write_bytes(asked.file(record))
    tables = [
        run(tmp_path, "corrections", names[kind], "--csv") for kind in ("workbook", "receipt")
    ]
    assert [done.returncode for done in tables] == [0, 0]
    assert tables[0].stdout == tables[1].stdout
    header, *lines = tables[0].stdout.splitlines()
    assert header.split(",")[7:10] == ["was", "now", "by"]
    assert [line.split(",")[7:10] for line in lines] == [
        ["7.27", "72.7", "proposal"], ["92.4", "92", "hand"], ["", "a note", "hand"],
    ]  # fmt: skip
    whole = json.loads(run(tmp_path, "corrections", names["receipt"], "--json").stdout)
    submission = ict.read_questionnaire(tmp_path / names["workbook"])
    assert whole["rows"] == submission.corrections.to_dict()["rows"]
    shown = run(tmp_path, "corrections", names["workbook"], "--language", "fr").stdout
    assert "Modifié dans cet outil" in shown and "À la main" in shown


def cells_of(folder: Path, data: bytes) -> ict.data.Submission:
    path = folder / "ecu.xlsx"
    path.write_bytes(data)
    return ict.read_questionnaire(path)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(typed=st.lists(TYPED, min_size=1, max_size=4))
# A note that belongs to a revision, as the row has no value of this year.
@example(typed=[(REVISED, "72.7"), (cell("internet-users", "note"), "a note"),
                (cell("internet-users"), "")])  # fmt: skip
def test_the_record_is_the_difference_of_two_files_and_undone_it_is_the_first(
    tmp_path_factory: pytest.TempPathFactory, typed: list[tuple[tuple[str, int, int], str]]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    first = cells_of(folder, FIRST).contents.cells
    asked = Asked()
    asked("open", FIRST, name="ecu.xlsx")
    for position, text in typed:
        assert "error" not in asked("correct", cells=[{"place": position, "text": text}])
    data = asked.file(asked("save_workbook")["files"][0])
    last = cells_of(folder, data).contents
    recorded: dict[object, tuple[object, object]] = {}
    for line in last.corrections.lines:
        recorded[line.cell] = recorded.get(line.cell, (line.was, line.now))[0], line.now
    differing = {
        position: (first.get(position), last.cells.get(position))
        for position in first.keys() | last.cells.keys()
        if first.get(position) != last.cells.get(position)
    }
    assert recorded == differing
    again = Asked()
    report = again("open", data, name="again.xlsx")
    while report["corrections"]:
        report = again("undo", step=report["corrections"][-1]["step"])
    undone = again.file(again("save_workbook")["files"][0])
    assert cells_of(folder, undone).contents.cells == first


def test_a_compiler_sees_how_many_cells_were_changed_and_how_many_by_proposal(
    tmp_path: Path,
) -> None:
    asked, report = changed()
    marked = cell("coverage-4g", "conf_status")
    report = asked("correct", cells=[{"place": marked, "text": "C"}])
    keys = [finding["key"] for finding in report["findings"] if finding["open"]]
    if keys:
        asked("answer", keys=keys, answer="confirm", reason="new survey")
    for record in asked("make_receipt", submitted=DAY)["files"]:
        (tmp_path / record["name"]).write_bytes(asked.file(record))
    # Four cells: users by a proposal; the coverage, its note and its mark by hand.
    counts, file = {"cells": 4, "by_proposal": 1}, "ecu-checked.xlsx"
    stated = {
        "en": "Cells changed in this tool: 4, of them by proposal: 1. ",
        "fr": "Cellules modifiées dans cet outil : 4, dont sur proposition : 1. ",
        "zh": "在本工具中更改的单元格：4 个，其中按建议更改：1 个。",
    }
    for language, words in stated.items():
        for form in ((), ("--html",)) if language == "zh" else ((),):
            shown = run(tmp_path, "validate", file, "--language", language, *form).stdout
            assert words.strip() in " ".join(shown.split()), (language, form)
            assert f"ictindex corrections {file}" in " ".join(shown.split())
    whole = json.loads(run(tmp_path, "validate", file, "--json").stdout)
    assert whole["corrections"] == counts
    round_of = ("sources", "ecu-checked.receipt.json", "--edition", "2025", "--cut-off")
    for more in ((), ("--economy", "ECU")):
        shown = run(tmp_path, *round_of, "2025-06-30", *more).stdout
        assert f"{stated['en']}They are listed by" in " ".join(shown.split())
        assert "92.4" not in shown
    [counted] = json.loads(run(tmp_path, *round_of, "2025-06-30", "--json").stdout)[
        "corrections"
    ].values()
    assert counted == counts


def test_a_submission_without_changes_says_nothing_of_them_to_a_compiler(tmp_path: Path) -> None:
    (tmp_path / "plain.xlsx").write_bytes(workbook())
    for form in ((), ("--html",), ("--json",)):
        shown = run(tmp_path, "validate", "plain.xlsx", *form).stdout
        assert shown and "orrections" not in shown and "changed in this tool" not in shown
