"""Every call of the desk, on a filled questionnaire of Ecuador and on files that are none."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest
from languages_in_turn import each_language
from small_cases import small_cases

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

from desk_cases import Asked, cell, plan_cells, workbook
from questionnaire_cases import state
from real_files import rows_of

import ictindex as ict
from ictindex.apps.desk.open_submission import open_submission
from ictindex.submissions.closed.accepted_table import join_accepted
from ictindex.submissions.validation.receipts import Receipt

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@pytest.fixture
def asked() -> Asked:
    return Asked()


@lru_cache(maxsize=1)
def _filled() -> Asked:
    asked = Asked()
    assert "error" not in asked("open", workbook(), name="ecu.xlsx")
    return asked


def lay_filled(asked: Asked) -> None:
    """Lay the filled questionnaire on a desk: it is read once for those that ask what follows."""
    asked.desk = _filled().copy().desk


def table(**figures: float) -> bytes:
    rows = ["economy,indicator,year,value"]
    rows += [f"ECU,{name.replace('_', '-')},2023,{value}" for name, value in figures.items()]
    return ("\n".join(rows) + "\n").encode()


def test_start_names_languages_economies_and_editions(asked: Asked) -> None:
    record = asked("start")
    assert [entry["code"] for entry in record["languages"]] == list(LANGUAGES)
    assert {entry["name"] for entry in record["languages"]} >= {"العربية", "中文"}
    assert {"code": "ECU", "name": "Ecuador"} in record["economies"]
    assert record["version"] == ict.__version__
    assert record["open"] is False
    # The methodology of 2023 says: figures of two years before; the edition after is provisional.
    by_edition = {entry["edition"]: entry for entry in record["editions"]}
    assert by_edition[2025] == {"edition": 2025, "year": 2023, "provisional": False}
    assert record["editions"][-1]["provisional"] is True


def test_a_missing_input_leads_to_its_row_of_the_page(asked: Asked) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book["Coverage"]["G14"].value = None
    book["Coverage"].insert_rows(12)
    book["Traffic and bandwidth"].delete_rows(7)
    moved = io.BytesIO()
    book.save(moved)
    report = asked("open", moved.getvalue(), name="ecu.xlsx")
    led = {each["name"]: each["place"] for each in report["inputs"]["missing"] if each["place"]}
    # The page shows the rows of the form, from 0: neither those of the file nor none.
    assert led["Population covered by at least a 4G/LTE mobile network"] == ["coverage", 13, 6]
    assert led["Fixed-broadband Internet traffic per subscription"] == ["traffic", 6, 6]


def test_a_filled_questionnaire_is_read_and_judged(asked: Asked) -> None:
    report = asked("open", workbook(), name="ecu.xlsx")
    assert (report["economy"], report["edition"], report["year"]) == ("ECU", 2025, 2023)
    assert report["economy_name"] == "Ecuador"
    assert report["workbook_language"] == "en"
    assert report["open"] == 0 and report["findings"] == [] and report["causes"] == []
    sheets = {sheet["id"]: sheet for sheet in report["sheets"]}
    assert (sheets["population"]["filled"], sheets["population"]["asked"]) == (2, 2)
    assert sheets["fixed-telephone"]["filled"] == 6
    # Two inputs are prices of baskets, which no questionnaire of figures asks for.
    assert report["inputs"]["needed"] == 10
    assert [entry["place"] for entry in report["inputs"]["missing"]] == [None, None]


@pytest.mark.slow
def test_without_earlier_values_it_says_so(asked: Asked) -> None:
    report = asked("open", workbook(), name="ecu.xlsx")
    assert report["history"]["values"] == 0
    assert report["history"]["rules_without"] > 5
    report = asked("open", workbook(earlier={"internet-users": 70.1}), name="ecu.xlsx")
    assert report["history"]["values"] == 1


@pytest.mark.slow
def test_earlier_values_of_another_economy_displace_no_accepted_ones(asked: Asked) -> None:
    filled = workbook(earlier={"internet-users": 7.01})
    before = asked("open", filled, name="ecu.xlsx")
    assert before["history"]["values"] == 1 and before["findings"]
    other = b"economy,indicator,year,value\nPER,internet-users,2022,41.0\n"
    report = asked("history", other, name="per.csv")
    assert report["history"] == before["history"]
    assert report["findings"] == before["findings"]
    again = asked("open", filled, name="ecu.xlsx")
    assert again["history"] == before["history"] and again["findings"] == before["findings"]


def test_a_file_of_earlier_values_is_compared_with(asked: Asked) -> None:
    lay_filled(asked)
    earlier = b"economy,indicator,year,value\nECU,internet-users,2022,41.0\n"
    report = asked("history", earlier, name="before.csv")
    assert report["history"] == {
        "file": "before.csv",
        "values": 1,
        "rules_without": report["history"]["rules_without"],
    }
    [finding] = [f for f in report["findings"] if f["rule"].startswith("T")][:1]
    assert finding["cell"] == "G6" and finding["sheet"] == "Individuals"
    # Last year's value is next to the cell.
    values = asked("values", sheet="individuals")
    assert values["rows"][0]["earlier"] == ["", "41.0"]
    report = asked("history")
    assert report["history"]["values"] == 0 and report["findings"] == []


def test_a_finding_names_cell_words_and_answers(asked: Asked) -> None:
    report = asked("open", workbook({"coverage-4g": 98.4}), name="ecu.xlsx")
    [finding] = report["findings"]
    assert (finding["sheet"], finding["cell"], finding["written"]) == ("Coverage", "G14", "98.4")
    assert finding["place"] == list(cell("coverage-4g"))
    assert finding["level"] == "error" and finding["may"] == ["withdraw"]
    assert "98.4" in finding["message"] and "correct" in finding["remedy"]
    assert finding["open"] is True and report["open"] == 1


@pytest.mark.slow
@each_language("en", "ar")
def test_the_other_cell_of_a_message_is_a_link_in_its_words(asked: Asked, language: str) -> None:
    asked.language = language
    report = asked("open", workbook({"coverage-4g": 98.4}), name="ecu.xlsx")
    [finding] = report["findings"]
    [link] = finding["links"]
    assert link["place"] == list(cell("coverage-3g")) and link["cell"] == "G10"
    assert link["words"] and link["words"] in finding["message"]
    report = asked("open", workbook({"population": 17834}), name="ecu.xlsx")
    for finding in report["findings"]:
        for link in finding["links"]:
            assert link["words"] in finding["message"] and link["place"] != finding["place"]
    linked = [link["place"] for finding in report["findings"] for link in finding["links"]]
    assert list(cell("population")) in linked


@pytest.mark.slow
def test_what_is_open_is_counted_once_and_the_same_in_every_place(
    asked: Asked, tmp_path: Path
) -> None:
    import openpyxl

    from ictindex.submissions.questionnaires import layout

    changes = {"coverage-4g": 98.4, "population": 17834, "internet-users": 0.72}
    report = asked("open", workbook(changes), name="ecu.xlsx")
    levels = report["counts"]
    assert levels["error"] + levels["warning"] == report["open"] > 2
    assert sum(row["open"] for row in report["overview"]) == report["open"]
    assert sum(sheet["open"] for sheet in report["sheets"]) == report["open"]
    cards = [*report["causes"], *(f for f in report["findings"] if f["cause"] is None)]
    assert {row["kind"] for row in report["overview"]} == {card["kind"] for card in cards}
    words = f"Errors: {levels['error']}. Warnings: {levels['warning']}."
    assert words in open_submission("ecu.xlsx", workbook(changes)).judgement.to_text("en")
    saved = asked("save_workbook")["files"][0]
    (tmp_path / "saved.xlsx").write_bytes(asked.file(saved))
    book = openpyxl.load_workbook(tmp_path / "saved.xlsx", read_only=True)
    summaries = [str(sheet.cell(layout.FACTS + 1, 1).value) for sheet in book.worksheets]
    assert any(summary.startswith(words) for summary in summaries)


@pytest.mark.slow
def test_findings_of_one_cause_stand_under_it_until_its_cell_is_corrected(asked: Asked) -> None:
    report = asked("open", workbook({"population": 17834}), name="ecu.xlsx")
    [cause] = report["causes"]
    assert report["open"] == 1 and len(cause["findings"]) == len(report["findings"]) > 3
    [change] = cause["ways"][0]["changes"]
    assert (change["cell"], change["shown"]) == ("G6", "17,834,000")
    assert all(finding["cause"] == 0 for finding in report["findings"])
    report = asked("correct", cells=[{"place": change["place"], "text": "17834000"}])
    assert report["open"] == 0 and report["changed"] is True
    [row] = [r for r in asked("values", sheet="population")["rows"] if r.get("row") == 5]
    assert row["value"]["text"] == "17834000" and row["value"]["corrected"] is True


def test_a_text_that_can_be_read_in_one_way_needs_no_answer(asked: Asked) -> None:
    asked.language = "es"
    report = asked("open", workbook({"households-internet": "62,2"}, "es"), name="ecu.xlsx")
    [finding] = report["findings"]
    assert (finding["level"], finding["open"], report["open"]) == ("information", False, 0)
    assert finding["may"] == [] and finding["written"] == "62,2"


@pytest.mark.slow
def test_a_sure_change_is_an_action_with_its_witness(asked: Asked) -> None:
    """Last year 71.9; now 7.27: a misplaced point, and last year's value says so."""
    data = workbook({"internet-users": 7.27}, earlier={"internet-users": 71.9})
    report = asked("open", data, name="ecu.xlsx")
    [cause] = report["causes"]
    assert "perhaps 72.7 was meant. In 2022 the value was 71.9." in cause["message"]
    [change] = cause["ways"][0]["changes"]
    assert (change["cell"], change["written"], change["shown"]) == ("G6", "7.27", "72.7")
    assert cause["action"] == [{"place": change["place"], "text": "72.7"}]
    assert asked("report")["changed"] is False  # nothing is put in by itself
    report = asked("correct", cells=cause["action"])
    assert report["changed"] is True and report["causes"] == []


@pytest.mark.slow
@each_language("ar", "ru")
def test_an_action_is_typed_as_its_language_writes_numbers(language: str) -> None:
    asked = Asked(language)
    data = workbook({"internet-users": 7.27}, language, earlier={"internet-users": 71.9})
    [cause] = asked("open", data, name="ecu.xlsx")["causes"]
    assert asked("correct", cells=cause["action"])["causes"] == []
    row = asked("values", sheet="individuals")["rows"][0]
    assert row["value"]["text"] == "72.7"


def test_a_change_that_nobody_can_be_sure_of_is_no_action(asked: Asked) -> None:
    """A million less in a total of two parts: any of the three may be the wrong one."""
    data = workbook({"mobile-cellular-subscriptions-count": 16956000})
    [cause] = asked("open", data, name="ecu.xlsx")["causes"]
    assert cause["action"] is None
    changes = [change for way in cause["ways"] for change in way["changes"]]
    assert [change["cell"] for change in changes] == ["G6", "G8", "G9"]
    assert not any(change["known"] for change in changes)
    assert "One of these cells is wrong: " in cause["message"]


@pytest.mark.slow
def test_a_warning_is_confirmed_with_a_reason_and_taken_back(asked: Asked) -> None:
    earlier = {"internet-users": 58.0}
    report = asked("open", workbook(earlier=earlier), name="ecu.xlsx")
    key = report["findings"][0]["key"]
    refused = asked("answer", keys=[key], answer="confirm", reason="  ")["error"]
    assert refused["code"] == "desk.answer-refused"
    assert refused["message"] == "This answer does not settle the finding."
    assert "reason" in refused["faults"][0]
    # A mark, a letter or a single word says nothing to the compiler.
    for short in (".", "x y", "ok", "census"):
        refused = asked("answer", keys=[key], answer="confirm", reason=short)["error"]
        assert refused["code"] == "desk.answer-refused" and short in refused["faults"][0]
    assert report["findings"][0]["held"].startswith(report["findings"][0]["written"])
    report = asked("answer", keys=[key], answer="confirm", reason=" new \n survey ")
    assert report["open"] == 0
    assert report["findings"][0]["answer"] == {"answer": "confirm", "reason": "new survey"}
    report = asked("answer", keys=[key], answer="", reason="")
    assert report["open"] == 1 and report["findings"][0]["answer"] is None


@pytest.mark.slow
def test_a_remark_outside_the_cells_is_settled_by_its_reason(asked: Asked) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book["Coverage"]["N7"] = "ours"
    stream = io.BytesIO()
    book.save(stream)
    report = asked("open", stream.getvalue(), name="ecu.xlsx")
    [finding] = report["findings"]
    assert (finding["level"], finding["cell"], report["open"]) == ("warning", "N7", 1)
    refused = asked("make_receipt")["error"]
    assert "cell N7: 'ours' is outside the cells" in " ".join(refused["faults"])
    settled = asked("answer", keys=[finding["key"]], answer="confirm", reason="a remark")
    assert settled["open"] == 0 and settled["findings"][0]["open"] is False
    assert "error" not in asked("make_receipt")


def test_an_error_cannot_be_confirmed_but_withdrawn(asked: Asked) -> None:
    report = asked("open", workbook({"coverage-4g": 98.4}), name="ecu.xlsx")
    key = report["findings"][0]["key"]
    refused = asked("answer", keys=[key], answer="confirm", reason="it is so")["error"]
    assert refused["code"] == "desk.answer-refused" and refused["faults"]
    report = asked("withdraw", keys=[key], reason="not certain")
    assert report["open"] == 0 and report["findings"][0]["answer"]["answer"] == "withdraw"


def test_an_answer_to_no_finding_is_refused(asked: Asked) -> None:
    lay_filled(asked)
    refused = asked("answer", keys=[["T02", "ECU", "x", "2023", "", "1"]], answer="confirm")
    assert refused["error"]["message"] == "There is no such finding in the file any more."


@pytest.mark.parametrize(
    ("position", "text", "code", "message"),
    [
        (cell("population"), "1,234", "desk.number-unread",
         "'1,234' cannot be read as one number."),
        (cell("population"), "many", "desk.number-unread", "'many' cannot be read as one number."),
        (cell("population"), "1234567890.1234567", "desk.too-many-digits",
         "1234567890.1234567 has more digits than a spreadsheet holds (15)."),
        (cell("population", "status"), "Z", "desk.not-in-list",
         "'Z' is not in the list of this cell."),
        (("population", 0, 0), "x", "desk.not-a-cell", "Nothing is asked for in this cell."),
        (("population", 5, 1), "x", "desk.not-a-cell", "Nothing is asked for in this cell."),
        (("nowhere", 5, 5), "x", "desk.not-a-cell", "Nothing is asked for in this cell."),
        (("tariffs-mobile", 7, 99), "x", "desk.not-a-cell", "Nothing is asked for in this cell."),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit_is_refused(
    asked: Asked, position: tuple[str, int, int], text: str, code: str, message: str
) -> None:
    lay_filled(asked)
    refused = asked("correct", cells=[{"place": position, "text": text}])["error"]
    assert (refused["code"], refused["message"]) == (code, message)
    assert refused["advice"]
    assert asked("report")["changed"] is False


@pytest.mark.slow
def test_a_number_is_typed_in_the_language_of_the_page(asked: Asked) -> None:
    lay_filled(asked)
    asked.language = "fr"
    cells = [{"place": cell("population"), "text": "17 834 832"},
             {"place": cell("internet-users"), "text": "72,9"}]  # fmt: skip
    assert "error" not in asked("correct", cells=cells)
    row = asked("values", sheet="individuals")["rows"][0]
    assert (row["value"]["text"], row["value"]["typed"]) == ("72.9", "72,9")


def test_status_unit_and_plan_are_corrected_in_the_words_of_the_workbook(asked: Asked) -> None:
    asked("open", workbook(language="ar", plan=plan_cells("ar")), name="ecu.xlsx")
    values = asked("values", sheet="population")
    estimated = values["choices"]["status"][-1]["code"]
    plans = asked("values", sheet="tariffs-mobile")
    names = [column["name"] for column in plans["columns"]]
    payment, price = (plans["lines"][0]["cells"][names.index(n)] for n in ("Payment", "Price"))
    assert (payment["code"], price["text"]) == ("prepaid", "12")
    cells = [
        {"place": cell("population", "status"), "text": estimated},
        {"place": payment["place"], "text": "postpaid"},
        {"place": price["place"], "text": "12.50"},
    ]
    assert "error" not in asked("correct", cells=cells)
    plans = asked("values", sheet="tariffs-mobile")
    payment, price = (plans["lines"][0]["cells"][names.index(n)] for n in ("Payment", "Price"))
    assert (payment["code"], price["text"]) == ("postpaid", "12.5")
    assert payment["text"] != "postpaid"  # the label of the Arabic workbook
    row = asked("values", sheet="population")["rows"][0]
    assert row["status"]["code"] == estimated


@pytest.mark.slow
def test_a_comment_that_is_left_out_of_a_corrected_workbook_is_named(
    asked: Asked, tmp_path: Path
) -> None:
    import openpyxl

    path = tmp_path / "ecu.xlsx"
    path.write_bytes(workbook())
    book = openpyxl.load_workbook(path)
    book["Population"]["G6"].comment = openpyxl.comments.Comment("from the census", "me")
    book.save(path)
    report = asked("open", path.read_bytes(), name="ecu.xlsx")
    assert report["left_out"] == []
    cells = [{"place": cell("population"), "text": "17834832"}]
    [left] = asked("correct", cells=cells)["left_out"]
    assert "from the census" in left["message"] and "G6" in left["where"]


def test_the_result_is_that_of_the_check(asked: Asked) -> None:
    lay_filled(asked)
    record = asked("result")
    kinds = [block["kind"] for block in record["blocks"]]
    assert kinds[0] == "heading" and "table" in kinds
    assert "Ecuador" in record["blocks"][0]["words"]


@pytest.mark.slow
def test_all_files_come_behind_one_another(asked: Asked) -> None:
    earlier = {"internet-users": 58.0}
    report = asked("open", workbook(plan=plan_cells(), earlier=earlier), name="ecu.xlsx")
    asked("answer", keys=[report["findings"][0]["key"]], answer="confirm", reason="new survey")
    answer = asked("make_receipt", submitted="2025-03-31")
    assert [(file["name"], file["kind"]) for file in answer["files"]] == [
        ("ecu-checked.xlsx", "workbook"),
        ("ecu-checked.receipt.json", "receipt"),
        ("ecu-checked.tariffs.receipt.json", "receipt"),
        ("ecu-checked.zip", "archive"),
    ]
    *single, archive = answer["files"]
    with zipfile.ZipFile(io.BytesIO(asked.file(archive))) as zipped:
        held = {name: zipped.read(name) for name in zipped.namelist()}
    # The accepted tables go to the compilers with all in one.
    tables = {name: held.pop(name) for name in sorted(held) if name.endswith(".accepted.csv")}
    assert held == {file["name"]: asked.file(file) for file in single}
    assert list(tables) == ["ecu-checked.accepted.csv", "ecu-checked.tariffs.accepted.csv"]
    for name, content in tables.items():
        record = json.loads(held[name.replace(".accepted.csv", ".receipt.json")])["receipt"]
        assert len(join_accepted(Receipt(record), content).validated) == record["rows"]
    assert answer["changed"] is False and answer["file"] == "ecu-checked.xlsx"


def test_an_unchanged_workbook_is_not_written_again(asked: Asked) -> None:
    data = workbook()
    asked("open", data, name="ecu.xlsx")
    answer = asked("make_receipt")
    assert [file["kind"] for file in answer["files"]] == ["receipt", "archive"]
    with zipfile.ZipFile(io.BytesIO(asked.file(answer["files"][1]))) as zipped:
        assert zipped.read("ecu.xlsx") == data


def test_no_receipt_while_a_finding_is_open(asked: Asked) -> None:
    asked("open", workbook({"coverage-4g": 98.4}), name="ecu.xlsx")
    error = asked("make_receipt")["error"]
    assert error["code"] == "receipt.open-findings"
    assert error["message"] == "There are findings without an answer that settles them."
    assert len(error["faults"]) == 1 and "G14" in error["faults"][0]
    assert asked("report")["file"] == "ecu.xlsx"


@pytest.mark.slow
def test_a_saved_workbook_holds_corrections_and_answers(asked: Asked) -> None:
    data = workbook({"coverage-4g": 98.4}, earlier={"internet-users": 58.0})
    report = asked("open", data, name="ecu.xlsx")
    key = next(f["key"] for f in report["findings"] if "confirm" in f["may"])
    asked("answer", keys=[key], answer="confirm", reason="=a reason")
    asked("correct", cells=[{"place": cell("coverage-4g"), "text": "92.5"}])
    saved = asked("save_workbook")
    content = asked.file(saved["files"][0])
    again = Asked()("open", content, name="other.xlsx")
    assert again["open"] == 0 and again["changed"] is False
    assert again["findings"][0]["answer"] == {"answer": "confirm", "reason": "=a reason"}
    # A file that is written once more has another name: two files of one name are no receipt's.
    asked("correct", cells=[{"place": cell("coverage-4g"), "text": "92.6"}])
    assert asked("save_workbook")["files"][0]["name"] == "ecu-checked-2.xlsx"


@pytest.mark.slow
def test_answers_are_kept_when_the_corrected_file_is_chosen_again(asked: Asked) -> None:
    earlier = {"internet-users": 58.0}
    report = asked("open", workbook({"coverage-4g": 98.4}, earlier=earlier), name="ecu.xlsx")
    key = next(f["key"] for f in report["findings"] if "confirm" in f["may"])
    asked("answer", keys=[key], answer="confirm", reason="new survey")
    report = asked("open", workbook(earlier=earlier), name="ecu-2.xlsx")
    assert report["open"] == 0 and report["kept_answers"] == 1


def test_a_table_is_judged_for_an_edition_and_answered(asked: Asked) -> None:
    data = table(internet_users=72.7, coverage_3g=80.0, coverage_4g=90.0)
    error = asked("open", data, name="ecu.csv")["error"]
    assert error["code"] == "desk.edition-needed"
    assert error["message"] == "ecu.csv is a table that does not say which edition it is for."
    report = asked("open", data, name="ecu.csv", edition=2025)
    assert (report["is_questionnaire"], report["economy"]) == (False, "ECU")
    [finding] = [f for f in report["findings"] if f["rule"] == "C01"]
    assert finding["place"] == ["table", 2, 0]
    shown = asked("values", sheet="table")
    assert shown["editable"] is False and len(shown["lines"]) == 3
    refused = asked("correct", cells=[{"place": ["table", 2, 0], "text": "70"}])["error"]
    assert (
        refused["message"]
        == "The cells of ecu.csv cannot be corrected here: it is not a questionnaire."
    )
    for finding in report["findings"]:
        if finding["open"]:
            report = asked("withdraw", keys=[finding["key"]], reason="not certain")
    answer = asked("make_receipt")
    assert [file["name"] for file in answer["files"]] == ["ecu.receipt.json", "ecu.zip"]


@pytest.mark.slow
@each_language("en", "ru")
def test_an_empty_questionnaire_is_prefilled_with_its_own_economy_alone(
    asked: Asked, language: str, tmp_path: Path
) -> None:
    asked.language = language
    history = b"economy,indicator,year,value\n"
    history += b"ECU,internet-users,2022,70.123\nPER,internet-users,2022,66.6\n"
    answer = asked(
        "questionnaire", history, economy="ECU", edition=2025, workbook_language=language,
        name="before.csv",
    )  # fmt: skip
    assert answer["files"][0]["name"] == "ecu-2025.xlsx" and answer["note"] == ""
    path = tmp_path / "ecu-2025.xlsx"
    path.write_bytes(asked.file(answer["files"][0]))
    made = ict.read_questionnaire(path)
    assert made.language == language
    assert [str(value) for value in made.history.cells["value"]] == ["70.123"]
    with zipfile.ZipFile(path) as book:
        assert not any(b"66.6" in book.read(name) for name in book.namelist())


def test_an_economy_may_be_named_in_words_and_an_unknown_one_is_refused(asked: Asked) -> None:
    answer = asked("questionnaire", economy="Ecuador", edition=2025, workbook_language="es")
    assert answer["files"][0]["name"] == "ecu-2025.xlsx"
    error = asked("questionnaire", economy="Atlantis", edition=2025)["error"]
    assert error["code"].startswith("groups.unknown-economy")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("ecu.xlsx", b"", "desk.empty-file"),
        ("../..", b"x", "desk.no-file-name"),
        ("", b"x", "desk.no-file-name"),
        ("ecu.xlsx", b"no workbook at all", "desk.not-the-questionnaire"),
        ("ecu.xlsx", b"PK\x03\x04 broken", "desk.damaged-workbook"),
        ("ecu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook."),
    ],
)
def test_a_file_that_cannot_be_used_ends_in_a_message(
    asked: Asked, language: str, name: str, data: bytes, code: str
) -> None:
    asked.language = language
    error = asked("open", data, name=name)["error"]
    assert error["code"].startswith(code)
    assert error["message"] and error["advice"]
    assert asked("report")["error"]["code"] == "desk.nothing-open"


def test_a_foreign_workbook_and_one_of_another_version_are_named(
    asked: Asked, tmp_path: Path
) -> None:
    import openpyxl

    path = tmp_path / "foreign.xlsx"
    openpyxl.Workbook().save(path)
    error = asked("open", path.read_bytes(), name="foreign.xlsx")["error"]
    assert error["code"] == "questionnaire.not-one"
    path.write_bytes(workbook())
    state(path, "digest", "sha256:" + 64 * "0")
    error = asked("open", path.read_bytes(), name="ecu.xlsx")["error"]
    assert error["code"] == "questionnaire.version"
    assert error["advice"].startswith("Make an empty questionnaire on this page")


@small_cases("language", LANGUAGES)
def test_the_economies_of_the_regions_of_itu_come_first(language: str) -> None:
    record = Asked(language)("start")
    first = [entry["code"] for entry in record["economies"]]
    others = [entry["code"] for entry in record["other_economies"]]
    # The workbook of December 2025 has 195 economies in six regions and 26 others.
    assert len(first) == len(set(first)) == 195 and set(first).isdisjoint(others)
    assert {"ECU", "CHN", "NRU"} <= set(first) and {"ATA", "BVT", "HMD", "ATF"} <= set(others)
    assert {*first, *others} == set(ict.data.economies())


def test_economies_with_an_accent_stand_among_the_others() -> None:
    names = [record["name"] for record in Asked("es")("start")["economies"]]
    assert (
        names.index("Barbados")
        < names.index("Bélgica")
        < names.index("Bolivia (Estado Plurinacional de)")
    )


def test_a_removed_sheet_is_shown_by_the_title_that_it_had(asked: Asked) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook(language="es")))
    title = "Hogares"
    del book[title]
    stream = io.BytesIO()
    book.save(stream)
    report = asked("open", stream.getvalue(), name="ecu.xlsx", language="es")
    assert "error" not in report
    assert [s["title"] for s in report["sheets"] if s["id"] == "households"] == [title]
    assert [entry["place"][0] for entry in report["inputs"]["missing"] if entry["place"]] == [
        "households"
    ]


def test_a_path_in_the_name_of_a_file_is_no_way_to_a_disk(asked: Asked, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("economy,indicator,year,value\nECU,internet-users,2023,1\n")
    error = asked("open", b"", name=str(secret), edition=2025)["error"]
    assert error["code"] == "desk.empty-file"
    report = asked("open", table(internet_users=72.7), name=str(secret), edition=2025)
    assert report["file"] == "secret.csv"
    assert asked("values", sheet="table")["lines"][0]["cells"][3]["text"] == "72.7"


@small_cases(
    ("request_json", "argument"),
    [
        ("no json", "request"),
        ("[]", "request"),
        (json.dumps({"call": 3}), "call"),
        ("[" * 100_000, "request"),
        (json.dumps({"call": "start", "more": "x" * 2_000_000}), "request"),
    ],
)
def test_a_request_that_is_none_is_answered(request_json: str, argument: str) -> None:
    from ictindex.apps.desk.requests import Desk

    error = json.loads(Desk().answer(request_json).json)["error"]
    assert error["code"] == "desk.argument"
    assert (
        error["message"]
        == f"The page asked for something that the check does not know ({argument})."
    )


def test_unknown_calls_and_arguments_are_answered(asked: Asked) -> None:
    assert asked("destroy")["error"]["message"] == "The check has no call named 'destroy'."
    assert asked("report")["error"]["message"] == "No file is open."
    lay_filled(asked)
    for call, supplied in (
        ("values", {"sheet": "nowhere"}),
        ("correct", {"cells": []}),
        ("correct", {"cells": [{"place": ["population", 5], "text": "1"}]}),
        ("correct", {"cells": [{"place": ["population", 5, 6], "text": "1" * 5000}]}),
        ("answer", {"keys": "T02", "answer": "confirm"}),
        ("answer", {"keys": [[1]], "answer": "confirm"}),
        ("open", {"name": 3}),
        ("open", {"name": "a.csv", "edition": "2025"}),
    ):
        assert asked(call, b"x", **supplied)["error"]["code"] == "desk.argument", (call, supplied)


def test_what_nobody_foresaw_is_an_answer_without_figures(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ictindex.apps.desk.open_submission as module

    def fail(*_: object) -> None:
        raise RuntimeError("17834831")

    monkeypatch.setattr(module, "open_submission", fail)
    error = asked("open", b"x", name="ecu.xlsx")["error"]
    assert error["message"] == "An unexpected error occurred (RuntimeError)."
    assert "17834831" not in json.dumps(error)


@pytest.mark.slow
def test_words_of_findings_are_in_the_language_of_the_page(asked: Asked) -> None:
    data = workbook({"coverage-4g": 98.4}, "es")
    asked("open", data, name="ecu.xlsx")
    messages = set()
    for language in LANGUAGES:
        asked.language = language
        report = asked("report")
        messages.add(report["findings"][0]["message"])
        assert report["workbook_language"] == "es"
    assert len(messages) == len(LANGUAGES)


def test_hostile_text_stays_text(asked: Asked) -> None:
    data = workbook(plan=plan_cells(name="\u202e<script>alert(1)</script>", payment="zzz"))
    report = asked("open", data, name="ecu.xlsx")
    for finding in report["findings"]:
        del finding["key"]  # what answers bind to is never shown
    shown = json.dumps(report, ensure_ascii=False)
    assert "\u202e" not in shown and "\\\\u202e" in shown
    assert "<script>" in shown  # it is text: the page puts it where only text can be


def test_close_leaves_nothing(asked: Asked) -> None:
    lay_filled(asked)
    assert asked("close") == {}
    assert asked("report")["error"]["code"] == "desk.nothing-open"


@pytest.mark.slow
def test_real_figures_of_an_economy_give_the_printed_score(data: Path, asked: Asked) -> None:
    """ITU, ICT Development Index 2025: the values of Costa Rica in its workbook, as a table."""
    source = data / "idi-editions" / "IDIDataset_open.xlsx"
    rows = ict.read_observations(source, form="itu-idi", edition=2025).where(economy="CRI")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = ("economy", "indicator", "year", "value")
    writer.writerow(names)
    for row in range(len(rows)):
        if rows.cells["value"][row] is not None:
            writer.writerow([rows.cells[name][row] for name in names])
    report = asked("open", stream.getvalue().encode(), name="cri.csv", edition=2025)
    assert report["economy"] == "CRI"
    assert report["inputs"] == {"needed": 10, "missing": []}
    scores = rows_of(data / "idi-editions" / "idi_editions_scores.csv")
    [printed] = [
        row["printed"] for row in scores
        if (row["edition"], row["iso3"], row["node"]) == ("2025", "CRI", "idi")
    ]  # fmt: skip
    words = [block["words"] for block in asked("result")["blocks"] if block["kind"] == "paragraph"]
    assert asked("result")["score"] == printed
    assert words[0].startswith(f"Score of the index from these figures: {printed}.")


@pytest.mark.parametrize("seed", range(24))
def test_a_workbook_with_broken_bytes_ends_in_words(asked: Asked, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(workbook(plan=plan_cells()))
    for _ in range(1 + seed % 6):
        data[draw.randrange(len(data))] = draw.randrange(256)
    broken = bytes(data[: draw.randrange(len(data))]) if seed % 4 == 0 else bytes(data)
    answer = asked("open", broken, name="ecu.xlsx")
    if "error" in answer:
        assert answer["error"]["code"] != "desk.unexpected"
        assert answer["error"]["message"] and answer["error"]["advice"]
    else:
        assert answer["economy"] == "ECU"
