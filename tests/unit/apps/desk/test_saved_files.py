"""One receipt, byte for byte, whether it is made on the page, in the workbook or by a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

from command_runs import run
from desk_cases import Asked, cell, plan_cells, workbook
from questionnaire_cases import ECUADOR, fill
from questionnaire_cases import label as label_of

from ictindex.submissions.questionnaires.layout import ANSWER, ANSWERS, FIRST_ANSWER, REASON

EARLIER = {"internet-users": 58.0, "households-internet": 61.0}
DAY = "2025-03-31"
STATED_REASON = "new survey of 2023"


def confirm_all(asked: Asked, report: dict[str, object]) -> None:
    keys = [finding["key"] for finding in report["findings"] if finding["open"]]
    assert keys
    answer = asked("answer", keys=keys, answer="confirm", reason=STATED_REASON)
    assert answer["open"] == 0


def made_on_the_page(folder: Path, data: bytes, name: str = "ecu.xlsx") -> dict[str, bytes]:
    """Answer and accept on the page, and write its files into a folder."""
    asked = Asked("es")
    report = asked("open", data, name=name)
    confirm_all(asked, report)
    answer = asked("make_receipt", submitted=DAY)
    files = {record["name"]: asked.file(record) for record in answer["files"]}
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return files


@pytest.mark.parametrize("language", ["en", pytest.param("es", marks=pytest.mark.slow), "ar"])
def test_the_command_line_makes_the_receipts_of_the_page(tmp_path: Path, language: str) -> None:
    data = workbook(language=language, plan=plan_cells(language), earlier=EARLIER)
    files = made_on_the_page(tmp_path, data)
    done = run(tmp_path, "accept", "ecu-checked.xlsx", "-o", "mine.receipt.json",
               "--submitted", DAY)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine.receipt.json").read_bytes() == files["ecu-checked.receipt.json"]
    plans = (tmp_path / "mine.tariffs.receipt.json").read_bytes()
    assert plans == files["ecu-checked.tariffs.receipt.json"]


@pytest.mark.slow
def test_answers_of_a_file_make_the_receipt_of_the_page(tmp_path: Path) -> None:
    files = made_on_the_page(tmp_path, workbook(earlier=EARLIER))
    # The same workbook as a page would write it without any answer, answered by commands.
    report = Asked()("open", files["ecu-checked.xlsx"], name="ecu-checked.xlsx")
    answers = ["rule,economy,indicator,year,breakdown,value,answer,reason"]
    answers += [
        ",".join([*(f'"{part}"' for part in finding["key"]), "confirm", STATED_REASON])
        for finding in report["findings"]
    ]
    (tmp_path / "answers.csv").write_text("\n".join(answers) + "\n", encoding="utf-8")
    done = run(tmp_path, "accept", "ecu-checked.xlsx", "-o", "mine.receipt.json",
               "--answers", "answers.csv", "--submitted", DAY)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine.receipt.json").read_bytes() == files["ecu-checked.receipt.json"]


@pytest.mark.slow
def test_answers_typed_into_the_workbook_say_what_those_of_the_page_say(tmp_path: Path) -> None:
    data = workbook(earlier=EARLIER)
    files = made_on_the_page(tmp_path, data)
    folder = tmp_path / "typed"
    folder.mkdir()
    (folder / "ecu.xlsx").write_bytes(data)
    assert run(folder, "check", "ecu.xlsx", "-o", "ecu-checked.xlsx").returncode == 1
    count = len(Asked()("open", data, name="ecu.xlsx")["findings"])
    typed: dict[tuple[str, int, int], object] = {}
    for row in range(FIRST_ANSWER, FIRST_ANSWER + count):
        typed[ANSWERS, row, ANSWER] = label_of("answer-warning", "confirm")
        typed[ANSWERS, row, REASON] = STATED_REASON
    fill(folder / "ecu-checked.xlsx", typed)
    done = run(folder, "accept", "ecu-checked.xlsx", "--submitted", DAY)
    assert done.returncode == 0, done.stderr
    typed_record = json.loads((folder / "ecu-checked.receipt.json").read_bytes())["receipt"]
    record = json.loads(files["ecu-checked.receipt.json"])["receipt"]
    # A spreadsheet program writes other bytes; all that was judged and answered is the same.
    assert typed_record.pop("files") != record.pop("files")
    assert typed_record == record


@pytest.mark.slow
def test_a_history_of_its_own_makes_the_receipt_of_the_command(tmp_path: Path) -> None:
    history = b"economy,indicator,year,value\nECU,internet-users,2022,58.0\n"
    asked = Asked()
    asked("open", workbook(), name="ecu.xlsx")
    confirm_all(asked, asked("history", history, name="before.csv"))
    answer = asked("make_receipt")
    files = {record["name"]: asked.file(record) for record in answer["files"]}
    (tmp_path / "before.csv").write_bytes(history)
    (tmp_path / "ecu-checked.xlsx").write_bytes(files["ecu-checked.xlsx"])
    done = run(tmp_path, "accept", "ecu-checked.xlsx", "--history", "before.csv")
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "ecu-checked.receipt.json").read_bytes()
    assert made == files["ecu-checked.receipt.json"]


def test_a_table_makes_the_receipt_of_the_command(tmp_path: Path) -> None:
    data = b"economy,indicator,year,value\nECU,internet-users,2023,72.7\n"
    asked = Asked()
    asked("open", data, name="ecu.csv", edition=2025)
    answer = asked("make_receipt", submitted=DAY)
    [receipt] = [record for record in answer["files"] if record["kind"] == "receipt"]
    (tmp_path / "ecu.csv").write_bytes(data)
    done = run(tmp_path, "accept", "ecu.csv", "--edition", "2025", "--submitted", DAY)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ecu.receipt.json").read_bytes() == asked.file(receipt)


@pytest.mark.slow
def test_findings_are_those_of_the_command(tmp_path: Path) -> None:
    data = workbook({"coverage-4g": 98.4, "population": 17834}, "fr", plan=plan_cells("fr"))
    (tmp_path / "ecu.xlsx").write_bytes(data)
    done = run(tmp_path, "check", "ecu.xlsx", "--json", "--language", "fr")
    listed = json.loads(done.stdout)
    report = Asked("fr")("open", data, name="ecu.xlsx")
    shown = sorted((f["message"], f["remedy"], f["level"]) for f in report["findings"])
    assert shown == sorted(
        (f["message"], f["remedy"], "error" if f["errorlevel"] == "fatal" else f["errorlevel"])
        for f in listed["findings"]
    )
    assert [c["message"] for c in report["causes"]] == [c["message"] for c in listed["causes"]]


def test_a_withdrawn_value_is_in_the_receipt_of_both(tmp_path: Path) -> None:
    asked = Asked()
    report = asked("open", workbook({"coverage-4g": 98.4}), name="ecu.xlsx")
    asked("withdraw", keys=[report["findings"][0]["key"]], reason="")
    answer = asked("make_receipt")
    files = {record["name"]: asked.file(record) for record in answer["files"]}
    record = json.loads(files["ecu-checked.receipt.json"])["receipt"]
    assert len(record["withdrawn"]) == 1
    (tmp_path / "ecu-checked.xlsx").write_bytes(files["ecu-checked.xlsx"])
    assert run(tmp_path, "accept", "ecu-checked.xlsx").returncode == 0
    made = (tmp_path / "ecu-checked.receipt.json").read_bytes()
    assert made == files["ecu-checked.receipt.json"]


@pytest.mark.slow
def test_figures_stay_what_they_were_in_the_saved_workbook() -> None:
    asked = Asked()
    asked("open", workbook({"coverage-4g": 98.4}), name="ecu.xlsx")
    before = asked("values", sheet="fixed-broadband")
    asked("correct", cells=[{"place": cell("coverage-4g"), "text": "92.4"}])
    saved = asked("save_workbook")
    again = Asked()
    again("open", asked.file(saved["files"][0]), name="again.xlsx")
    after = again("values", sheet="fixed-broadband")
    texts = [[row["value"]["text"] for row in sheet["rows"] if "value" in row]
             for sheet in (before, after)]  # fmt: skip
    assert texts[0] == texts[1]
    assert ECUADOR.economy == "ECU"
