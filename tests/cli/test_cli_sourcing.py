"""Sources, letters and the calendar at the command line, from receipts that lie next to files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import LANGUAGES

import ictindex as ict

HEAD = "economy,indicator,year,value,source_class,source\n"
OFFICIAL = "ECU,internet-users,2022,72.7,official-submission,Survey of households\n"
ESTIMATE = "ECU,mobile-phone-ownership,2022,61.5,estimate,Model\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


@pytest.fixture
def receipts(tmp_path: Path, invoke: Any) -> list[str]:
    """The receipt of the focal point, and that of the compiler who has a model."""
    made = []
    for name, lines, more in (
        ("ecu", OFFICIAL, ()),
        ("model", ESTIMATE, ("--role", "compiler", "--transcribed", "Model of 2023")),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text(HEAD + lines, "utf-8")
        done = invoke("accept", str(file), "-e", "2024", "--submitted", "2024-01-31", *more)
        assert done.exit_code == 0, done.exception
        made.append(str(tmp_path / f"{name}.receipt.json"))
    return made


def asked(receipts: list[str], *more: str) -> tuple[str, ...]:
    return ("sources", *receipts, "-e", "2024", "--cut-off", "2024-04-30", *more)


def consulted(receipts: list[str], invoke: Any, **more: str) -> str:
    """The record of the consultation that is still needed, with its dates filled in."""
    text = invoke(*asked(receipts, "--show", "pending", "--csv")).stdout
    (row,) = rows(text)
    row |= {"notified": "2024-02-01", "deadline": "2024-03-01", **more}
    path = Path(receipts[0]).with_name("consultations.csv")
    path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    return str(path)


def test_another_source_waits_for_its_consultation(receipts: list[str], invoke: Any) -> None:
    done = invoke(*asked(receipts))
    assert done.exit_code == 1  # a consultation is missing
    assert "Share of official values: 100.0 %" in done.stdout
    decided = {r["indicator"]: r for r in rows(invoke(*asked(receipts, "--csv")).stdout)}
    assert decided["internet-users"]["decision"] == "official"
    assert decided["mobile-phone-ownership"]["decision"] == "missing"
    record = consulted(receipts, invoke)
    done = invoke(*asked(receipts, "--consultations", record, "--csv"))
    assert done.exit_code == 0
    decided = {r["indicator"]: r for r in rows(done.stdout)}
    assert decided["mobile-phone-ownership"]["decision"] == "estimate"
    assert decided["mobile-phone-ownership"]["consultation"] == "silence"


def test_the_record_may_use_another_dialect(receipts: list[str], invoke: Any) -> None:
    record = Path(consulted(receipts, invoke))
    text = record.read_text("utf-8").replace(".5", "_5").replace(",", ";").replace("_5", ",5")
    record.write_text(text, "utf-8")
    table = asked(receipts, "--consultations", str(record))
    assert isinstance(invoke(*table).exception, ict.errors.UnusableFileError)


@pytest.mark.slow
def test_every_decision_is_reported_with_its_reason(receipts: list[str], invoke: Any) -> None:
    supplied = asked(receipts, "--economy", "Ecuador", "--indicator", "mobile-phone-ownership")
    output = invoke(*supplied).stdout
    assert "Sources of Ecuador, edition 2024" in output and "61.5" in output
    assert invoke(*supplied, "--format", "html").stdout.startswith("<!doctype html>")
    every = rows(invoke(*asked(receipts, "--show", "candidates", "--csv")).stdout)
    assert {(r["indicator"], r["outcome"]) for r in every} == {
        ("internet-users", "chosen"), ("mobile-phone-ownership", "not-consulted"),
    }  # fmt: skip
    for view in ("candidates", "pending", "decisions"):  # JSON has the rows of the view alone
        named = json.loads(invoke(*asked(receipts, "--show", view, "--json")).stdout)["rows"]
        same = rows(invoke(*asked(receipts, "--show", view, "--csv")).stdout)
        assert [row["indicator"] for row in named] == [row["indicator"] for row in same]
        assert {key for row in named for key in row} >= {"economy", "indicator", "year"}
    table = invoke(*asked(receipts, "--show", "candidates")).stdout
    assert "Individuals using the Internet" in table and "not-consulted" not in table


def test_shares_of_official_values(receipts: list[str], invoke: Any) -> None:
    table = asked(receipts, "--consultations", consulted(receipts, invoke), "--show", "shares")
    (whole,) = rows(invoke(*table, "--csv").stdout)
    assert (whole["official"], whole["estimate"], whole["share"]) == ("1", "1", "50.0")
    regions = rows(invoke(*table, "--by", "itu-region", "--csv").stdout)
    assert next(r["share"] for r in regions if r["group"] == "americas") == "50.0"
    assert "Americas" in invoke(*table, "--by", "itu-region").stdout
    assert invoke(*asked(receipts, "--show", "all")).exception.code == "cli.view-unknown"


def test_everything_as_json(receipts: list[str], invoke: Any) -> None:
    record = json.loads(invoke(*asked(receipts, "--json")).stdout)
    assert (record["edition"], record["year"], record["cut_off"]) == (2024, 2022, "2024-04-30")
    assert len(record["receipts"]) == 2 and len(record["digest"]) == 64
    (pending,) = record["pending"]
    assert (pending["economy"], pending["value"]) == ("ECU", "61.5")


def test_what_is_used_is_written_as_a_table(
    receipts: list[str], tmp_path: Path, invoke: Any
) -> None:
    out = tmp_path / "used.csv"
    invoke(*asked(receipts, "-o", str(out)))
    used = ict.read_observations(out)
    assert used.columns["indicator"].tolist() == ["internet-users"]


def test_a_changed_file_voids_its_receipt(receipts: list[str], tmp_path: Path, invoke: Any) -> None:
    file = tmp_path / "ecu.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    error = invoke(*asked(receipts)).exception
    assert isinstance(error, ict.errors.VoidReceiptError)
    assert "ecu.csv" in error.message("en")


def test_the_accepted_table_is_read_in_place_of_the_file(
    receipts: list[str], tmp_path: Path, invoke: Any
) -> None:
    before = invoke(*asked(receipts, "--csv")).stdout
    for name in ("ecu.csv", "model.csv"):
        (tmp_path / name).unlink()
    assert invoke(*asked(receipts, "--csv")).stdout == before
    table = tmp_path / "ecu.accepted.csv"
    table.write_bytes(table.read_bytes().replace(b"internet-users", b"coverage-3g"))
    assert isinstance(invoke(*asked(receipts)).exception, ict.errors.VoidReceiptError)


def test_a_receipt_names_files_next_to_it_only(receipts: list[str], invoke: Any) -> None:
    path = Path(receipts[0])
    record = ict.data.read_receipt(path).record
    record["files"] = [{"name": "../ecu.csv", "sha256": "0" * 64}]
    path.write_text(ict.data.Receipt(record).to_json(), "utf-8")
    assert invoke(*asked(receipts)).exception.code == "receipt.unusable"
    record["files"] = []
    path.write_text(ict.data.Receipt(record).to_json(), "utf-8")
    assert invoke(*asked(receipts)).exception.code == "cli.receipt-of-no-file"


@pytest.mark.slow
def test_the_receipt_of_a_questionnaire_with_counts(tmp_path: Path, invoke: Any) -> None:
    """The rates of the counts are candidates under the same receipt, read again from the book."""
    pytest.importorskip("xlsxwriter")
    from ictindex.submissions.questionnaires.layout import make_form
    from ictindex.submissions.questionnaires.sheets import Contents
    from ictindex.submissions.questionnaires.writer import write_workbook

    asked_for = make_form("ECU", 2025)
    cells = {}
    for indicator, value in (
        ("population", 18_000_000), ("mobile-broadband-subscriptions-count", 10_800_000),
    ):  # fmt: skip
        for page in asked_for.pages.values():
            for ask in page.asks:
                if ask.indicator == indicator and not ask.breakdown:
                    cells[page.id, ask.row, asked_for.column_of("value")] = value
    book = tmp_path / "ecu.xlsx"
    book.write_bytes(write_workbook(asked_for, "en", Contents(cells)))
    checked = invoke("check", str(book))
    assert checked.exit_code == 0, checked.stdout
    assert invoke("accept", str(book), "--submitted", "2025-01-31").exit_code == 0
    arguments = ("sources", str(tmp_path / "ecu.receipt.json"), "-e", "2025")
    decided = rows(invoke(*arguments, "--cut-off", "2025-04-30", "--csv").stdout)
    (rate,) = [r for r in decided if r["indicator"] == "mobile-broadband-subscriptions"]
    assert (rate["decision"], rate["value"]) == ("official", "60")


# The first of March 2024, as a letter writes it in each language.
DAYS = {
    "en": "1 March 2024",
    "fr": "1er mars 2024",
    "es": "1 de marzo de 2024",
    "ar": "1 مارس 2024",
    "ru": "1 марта 2024 года",
    "zh": "2024年3月1日",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_in_six_languages(language: str, receipts: list[str], invoke: Any) -> None:
    pending = Path(receipts[0]).with_name("pending.csv")
    pending.write_text(invoke(*asked(receipts, "--show", "pending", "--csv")).stdout, "utf-8")
    arguments = ("consult", "ECU", str(pending), "-e", "2024", "-l", language)
    done = invoke(*arguments, "--deadline", "2024-03-01")
    assert done.exit_code == 0, done.exception
    assert DAYS[language] in " ".join(done.stdout.split()) and "Model" in done.stdout
    assert "131" in done.stdout
    assert "{" not in done.stdout
    page = pending.with_name("letter.html")
    invoke(*arguments, "--deadline", "2024-03-01", "--format", "html", "-o", str(page))
    assert page.read_text("utf-8").startswith(f'<!doctype html>\n<html lang="{language}"')


def test_a_letter_needs_values_and_a_deadline(
    receipts: list[str], tmp_path: Path, invoke: Any
) -> None:
    record = consulted(receipts, invoke)
    assert "1 March 2024" in " ".join(invoke("consult", "ECU", record, "-e", "2024").stdout.split())
    assert isinstance(
        invoke("consult", "PER", record, "-e", "2024").exception, ict.errors.UsageError
    )
    other = tmp_path / "ecu.csv"
    assert invoke("consult", "ECU", str(other), "-e", "2024").exception is not None
    other.write_text("economy,value\nECU,1\n", "utf-8")
    error = invoke("consult", "ECU", str(other), "-e", "2024").exception
    assert error.code == "cli.letter-file" and "indicator" in error.message("en")


def test_the_calendar_shows_what_was_late(receipts: list[str], invoke: Any) -> None:
    arguments = ("calendar", "2023", receipts[0], "--dispatched", "2023-12-20")
    on_time = invoke(*arguments, "--published", "2024-04-30")
    assert on_time.exit_code == 0 and "2024-04-30" in on_time.stdout
    late = invoke(*arguments, "--published", "2024-05-05", "--csv")
    assert late.exit_code == 1
    values = {r["event"]: r for r in rows(late.stdout)}
    assert (values["publication"]["due"], values["publication"]["days_late"]) == ("2024-04-30", "5")
    record = json.loads(invoke(*arguments, "--json").stdout)
    assert record["events"][0] == {
        "event": "dispatch", "economy": "", "due": "2023-12-31", "done": "2023-12-20",
        "days_late": 0,
    }  # fmt: skip
    wrong = invoke("calendar", "2023", "--dispatched", "20/12/2023")
    assert isinstance(wrong.exception, ict.errors.UsageError)


def test_a_view_is_shown_though_cells_of_it_are_missing(receipts: list[str], invoke: Any) -> None:
    """The decision on an indicator without value has no year: pandas holds NA there."""
    done = invoke(*asked(receipts, "--show", "decisions"))
    assert done.exception is None or done.exit_code == 1
    assert "Individuals using the Internet" in done.stdout and "<NA>" not in done.stdout


def test_a_view_without_rows_says_so(receipts: list[str], invoke: Any) -> None:
    done = invoke(*asked(receipts[:1], "--show", "pending"))
    assert (done.exit_code, done.stdout) == (0, "There is no row to show.\n")


def asked_by_letter(folder: Path, invoke: Any, value: str, *more: str) -> Any:
    file = folder / "others.csv"
    rows = ("economy;indicator;year;source;value\nPER;internet-users;2022;Survey;n/a\n"
            f"ECU;internet-users;2022;Survey;{value}\n")  # fmt: skip
    file.write_text(rows, "utf-8")
    return invoke("consult", "ECU", str(file), "-e", "2024", "--deadline", "2024-03-01",
                  "--dialect", "semicolon-comma", *more)  # fmt: skip


def test_a_letter_reads_the_values_of_its_dialect(tmp_path: Path, invoke: Any) -> None:
    done = asked_by_letter(tmp_path, invoke, "70,1", "-l", "en")
    assert done.exit_code == 0, done.exception
    assert "70.1" in done.stdout


@pytest.mark.parametrize("value", ["70.1", "about 70", "7" * 400])
def test_a_value_that_no_letter_can_quote_is_reported_with_its_cell(
    tmp_path: Path, invoke: Any, value: str
) -> None:
    error = asked_by_letter(tmp_path, invoke, value).exception
    assert error.code == "cli.letter-values"
    assert str(error).startswith("others.csv has values that no letter can quote:")
    assert "  - others.csv, line 3, column value: " in str(error)


def test_parts_of_several_offices_are_joined_first(invoke: Any, tmp_path: Path) -> None:
    idi = ict.methodology("idi", edition=2025)
    receipts = []
    for office, value, day in (("NSO", "80.5", "2025-02-01"), ("Regulator", "78.0", "2025-03-01")):
        path = tmp_path / f"{office.lower()}.csv"
        path.write_text(
            "economy,indicator,year,value,source_class\n"
            f"ECU,internet-users,2023,{value},official-submission\n",
            encoding="utf-8",
        )
        table = ict.read_observations(path).with_facts(office=office)
        judgement = ict.validate(table, idi, role="focal-point")
        receipt = path.with_suffix(".receipt.json")
        ict.accept(table, judgement, submitted=day).save(receipt)
        receipts.append(str(receipt))
    chosen = (*receipts, "-e", "2025", "--cut-off", "2025-04-30", "--show", "decisions", "--csv")
    refused = invoke("sources", *chosen)
    assert "Join the parts first" in str(refused.exception)
    offices = tmp_path / "offices.csv"
    offices.write_text(
        "economy,office,sheets,coordinator\nECU,NSO,,yes\nECU,Regulator,mobile,no\n", "utf-8"
    )
    result = invoke("sources", *chosen, "--offices", str(offices))
    assert result.exit_code == 0, result.exception
    assert ",80.5," in result.stdout
    assert "Offices give different values" in " ".join(result.stderr.split())
