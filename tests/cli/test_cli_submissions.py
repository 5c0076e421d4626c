"""Judging, deriving, answering and accepting at the command line: files in, files out."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cli_cases import ANNEX, LANGUAGES

import ictindex as ict
from ictindex.submissions.validation.rules import ruleset

HEAD = "economy,indicator,year,value,source_class\n"
# Ecuador: 4G beyond 3G breaks rule C01, whatever else is at hand.
TABLE = (
    "ECU,internet-users,2022,72.7,official-submission\n"
    "ECU,coverage-3g,2022,95,official-submission\n"
    "ECU,coverage-4g,2022,97,official-submission\n"
)
COUNTS = (
    "ECU,mobile-broadband-subscriptions-count,2022,10800000,official-submission\n"
    "ECU,population,2022,18000000,official-submission\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ecu.csv"
    path.write_text(HEAD + TABLE, "utf-8")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_a_table_is_judged(file: Path, invoke: Any) -> None:
    done = invoke("validate", str(file), "-e", "2024")
    assert (done.exit_code, done.stderr) == (1, "")
    assert "Validation of the figures for 2022" in done.stdout
    assert "C01" in done.stdout and "Errors: 1. Warnings: 0." in done.stdout
    assert re.search(r"Checks that could not be made, .*: \d+$", done.stdout.strip())
    whole = invoke("validate", str(file), "-e", "2024", "--undecided").stdout
    assert "What is needed is not available: earlier values." in whole


def test_a_good_table_has_the_exit_code_for_it(file: Path, invoke: Any) -> None:
    file.write_text(HEAD + TABLE.replace(",97,", ",94,"), "utf-8")
    assert invoke("validate", str(file), "-e", "2024").exit_code == 0


def test_a_judgement_as_data_is_nothing_but_data(file: Path, invoke: Any) -> None:
    record = json.loads(invoke("validate", str(file), "-e", "2024", "--json").stdout)
    assert [(f["rule"], f["indicator"], f["value"]) for f in record["findings"]] == [
        ("C01", "coverage-4g", "97")
    ]
    assert len(record["outcomes"]) == len(ruleset().rules)
    actual = rows(invoke("validate", str(file), "-e", "2024", "--csv").stdout)
    assert [(row["rule"], row["errorlevel"]) for row in actual] == [("C01", "error")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_a_page_of_its_own_in_its_language(
    language: str, file: Path, invoke: Any
) -> None:
    page = file.with_name("report.html")
    arguments = ("validate", str(file), "-e", "2024", "--html", "-o", str(page), "-l", language)
    done = invoke(*arguments)
    assert done.exit_code == 1 and "report.html" in done.stdout
    text = page.read_text("utf-8")
    way = "rtl" if language == "ar" else "ltr"
    assert text.startswith(f'<!doctype html>\n<html lang="{language}" dir="{way}">')
    assert '<meta charset="utf-8">' in text and "C01" in text
    # It needs nothing from elsewhere, and its policy lets a browser load nothing.
    assert "default-src &#39;none&#39;" in text
    assert not re.search("https?:", text.replace("http://www.w3.org", ""))
    assert invoke(*arguments).exit_code == 1  # the same page again: it is left as it is
    page.write_text("mine", "utf-8")
    assert invoke(*arguments).exception.code == "file.exists"
    assert page.read_text("utf-8") == "mine"
    assert invoke(*arguments, "--overwrite").exit_code == 1
    assert page.read_text("utf-8") == text


def test_one_form_at_a_time(file: Path, invoke: Any) -> None:
    done = invoke("validate", str(file), "-e", "2024", "--html", "--json")
    assert done.exception.code == "cli.html-and-data"


def test_earlier_values_decide_what_was_not_decidable(file: Path, invoke: Any) -> None:
    old = file.with_name("old.csv")
    old.write_text(HEAD + "ECU,internet-users,2021,7.2,official-submission\n", "utf-8")
    without = json.loads(invoke("validate", str(file), "-e", "2024", "--json").stdout)
    arguments = ("validate", str(file), "-e", "2024", "--history", str(old), "--json")
    record = json.loads(invoke(*arguments).stdout)
    assert "internet-users" not in {f["indicator"] for f in without["findings"]}
    (finding,) = [f for f in record["findings"] if f["rule"] == "T01"]
    assert (finding["indicator"], finding["suspected_factor"]) == ("internet-users", "10")


def test_counts_are_judged_as_the_rates_that_follow_from_them(file: Path, invoke: Any) -> None:
    """Ten times too many subscriptions are seen as 600 in 100 inhabitants."""
    file.write_text(HEAD + COUNTS.replace("10800000", "108000000"), "utf-8")
    record = json.loads(invoke("validate", str(file), "-e", "2024", "--json").stdout)
    findings = [f for f in record["findings"] if f["indicator"] == "mobile-broadband-subscriptions"]
    assert findings and all(f["value"] == "600" for f in findings)
    assert "line 2" in findings[0]["address"]  # where the count is


def test_a_count_without_its_population_is_reported(file: Path, invoke: Any) -> None:
    file.write_text(HEAD + COUNTS.splitlines()[0] + "\n", "utf-8")
    done = invoke("validate", str(file), "-e", "2024", "--json")
    assert done.exit_code == 1
    (record,) = json.loads(done.stdout)["findings"]
    assert record["rule"] == "derivation.no-operand" and "Population" in record["message"]


def test_rates_are_derived_with_their_arithmetic(file: Path, invoke: Any) -> None:
    file.write_text(HEAD + COUNTS, "utf-8")
    out = file.with_name("rates.csv")
    done = invoke("derive", str(file), "-o", str(out))
    assert done.exit_code == 0
    assert "(100 × 10800000) ÷ 18000000 = 60" in done.stdout
    actual = rows(invoke("derive", str(file), "--csv").stdout)
    assert [(r["indicator"], r["value"], r["source_class"]) for r in actual] == [
        ("mobile-broadband-subscriptions", "60", "official-submission")
    ]
    table = ict.read_observations(out)
    assert len(table) == 3 and not table.findings.errors
    record = json.loads(invoke("derive", str(file), "--json").stdout)
    assert record["rows"][0]["value"] == "60"


def test_population_may_stand_in_a_file_of_its_own(file: Path, invoke: Any) -> None:
    count = COUNTS.splitlines()[0] + "\n"
    file.write_text(HEAD + count, "utf-8")
    auxiliary_file = file.with_name("population.csv")
    populations = "ECU,population,2022,18000000,auxiliary,WPP,2024\nPER,population,2022,34000000"
    auxiliary_file.write_text(
        HEAD.strip() + ",source,vintage\n" + populations + ",auxiliary,WPP,2024\n", "utf-8"
    )
    assert invoke("derive", str(file), "--csv").exit_code == 0
    assert invoke("derive", str(file), "--csv", "--strict").exit_code == 1
    arguments = ("derive", str(file), "--auxiliaries", str(auxiliary_file), "--csv")
    done = invoke(*arguments)
    assert done.exit_code == 0 and "WPP, 2024" in rows(done.stdout)[0]["note"]
    accepted = invoke("accept", str(file), "-e", "2024", "--auxiliaries", str(auxiliary_file))
    assert accepted.exit_code == 0, accepted.exception
    receipt = ict.data.read_receipt(file.with_name("ecu.receipt.json"))
    assert (sorted(receipt.files), receipt.economies) == (["ecu.csv", "population.csv"], ("ECU",))


def test_nothing_to_derive_is_stated(file: Path, invoke: Any) -> None:
    done = invoke("derive", str(file))
    assert (done.exit_code, done.stdout) == (
        0, "ecu.csv has no counts that rates are derived from.\n",
    )  # fmt: skip
    unknown = invoke("derive", str(file), "--indicator", "internet-users")
    assert isinstance(unknown.exception, ict.errors.UsageError)


def test_a_finding_is_answered_and_the_table_accepted(file: Path, invoke: Any) -> None:
    done = invoke("answer", str(file), "C01", "withdraw", "-e", "2024", "--reason", "misread")
    assert done.exit_code == 0, done.exception
    assert "Findings that still need an answer: 0." in done.stdout
    answers = file.with_name("ecu.answers.csv")
    frame = pd.read_csv(answers, dtype=str, keep_default_na=False)
    assert frame.values.tolist() == [
        ["C01", "ECU", "coverage-4g", "2022", "", "97", "withdraw", "misread"]
    ]
    accepted = invoke("accept", str(file), "-e", "2024", "--answers", str(answers))
    assert accepted.exit_code == 0, accepted.exception
    receipt = ict.data.read_receipt(file.with_name("ecu.receipt.json"))
    assert len(receipt.join(ict.read_observations(file)).observations) == 2


def test_answers_are_collected_and_the_last_one_holds(file: Path, invoke: Any) -> None:
    more = "ECU,mobile-phone-ownership,2022,0,official-submission\n"
    file.write_text(HEAD + TABLE + more, "utf-8")
    arguments = ("answer", str(file), "-e", "2024")
    record = json.loads(invoke("validate", str(file), "-e", "2024", "--json").stdout)
    questions = [f for f in record["findings"] if f["errorlevel"] in ("error", "warning")]
    other = next(f for f in questions if f["indicator"] == "mobile-phone-ownership")
    # The questions about the telephones have one cause: they are counted once.
    still = sum(row["open"] for row in record["overview"])
    assert still == len(record["causes"]) + 1 < len(questions)
    first = invoke(*arguments, "C01", "correct")
    assert first.exit_code == 0
    assert f"still need an answer: {still}." in first.stdout
    second = invoke(*arguments, "C01", "withdraw")
    assert f"still need an answer: {still - 1}." in second.stdout
    invoke(*arguments, other["rule"], "withdraw", "--indicator", "mobile-phone-ownership")
    kept = ict.data.read_answers(file.with_name("ecu.answers.csv"))
    assert [(a.key[0], a.answer) for a in kept] == [
        ("C01", "withdraw"), (other["rule"], "withdraw"),
    ]  # fmt: skip


def test_an_answer_binds_to_one_finding(file: Path, invoke: Any) -> None:
    two = TABLE + TABLE.replace("ECU", "PER")
    file.write_text(HEAD + two, "utf-8")
    arguments = ("answer", str(file), "C01", "withdraw", "-e", "2024")
    error = invoke(*arguments).exception
    assert error.code == "cli.answer-to-several"
    assert "ECU coverage-4g 2022" in error.message("en")
    assert "PER coverage-4g 2022" in error.message("en")
    assert "still need an answer: 1." in invoke(*arguments, "--economy", "PER").stdout
    (answer,) = ict.data.read_answers(file.with_name("ecu.answers.csv"))
    assert answer.key[1] == "PER"
    none = invoke("answer", str(file), "R01", "withdraw", "-e", "2024").exception
    assert none.message("en") == (
        "Rule R01 found nothing there that needs an answer. Rules with findings to answer: C01."
    )


def test_answers_that_settle_nothing_are_refused(file: Path, invoke: Any) -> None:
    arguments = ("answer", str(file), "C01")
    assert invoke(*arguments, "yes", "-e", "2024").exception.code == "cli.answer-unknown"
    assert invoke(*arguments, "confirm", "-e", "2024").exception.code == "cli.answer-reason"
    error = invoke(*arguments, "confirm", "-e", "2024", "--reason", "it is so").exception
    assert isinstance(error, ict.errors.RefusedObservationsError)
    assert "is an error: a reason does not settle it" in str(error)
    assert not file.with_name("ecu.answers.csv").exists()


def test_a_reason_is_no_formula_in_the_file_of_answers(file: Path, invoke: Any) -> None:
    reason = '=HYPERLINK("x","y")'
    invoke("answer", str(file), "C01", "withdraw", "-e", "2024", "--reason", reason)
    path = file.with_name("ecu.answers.csv")
    (row,) = rows(path.read_text("utf-8"))
    assert row["reason"] != reason and not row["reason"].startswith("=")
    assert [answer.reason for answer in ict.data.read_answers(path)] == [reason]


def test_a_count_is_not_withdrawn_while_its_rate_stays(file: Path, invoke: Any) -> None:
    """One of two warnings is on a count; withdrawing it alone would keep the rate made of it."""
    file.write_text(HEAD + COUNTS.replace("18000000", "18000000.5"), "utf-8")
    record = json.loads(invoke("validate", str(file), "-e", "2024", "--json").stdout)
    asked = {f["indicator"]: f["rule"] for f in record["findings"]}
    assert "population" in asked  # nobody is half a person
    arguments = ("answer", str(file), asked["population"], "withdraw", "-e", "2024")
    invoke(*arguments, "--indicator", "population")
    answers = str(file.with_name("ecu.answers.csv"))
    error = invoke("accept", str(file), "-e", "2024", "--answers", answers).exception
    assert error.code == "receipt.count-withdrawn"


def plans(path: Path, **cells: object) -> str:
    """A questionnaire with one plan on offer."""
    pytest.importorskip("xlsxwriter")
    from ictindex.submissions.questionnaires.layout import make_form
    from ictindex.submissions.questionnaires.sheets import Contents
    from ictindex.submissions.questionnaires.writer import write_workbook

    asked = make_form("ECU", 2025)
    page = asked.pages["tariffs-mobile"]
    names = [column.name for column in page.columns]
    held = {(page.id, page.lines[0], names.index(name)): cell for name, cell in cells.items()}
    users = next(a for a in asked.pages["individuals"].asks if a.indicator == "internet-users")
    held["individuals", users.row, asked.column_of("value")] = 72.7
    path.write_bytes(write_workbook(asked, "en", Contents(held)))
    return str(path)


@pytest.mark.slow
def test_the_plans_of_a_questionnaire_are_judged_too(tmp_path: Path, invoke: Any) -> None:
    plan = {"operator": "Claro", "name": "Basic", "currency": "USD", "data": 2, "minutes": 100}
    book = plans(tmp_path / "ecu.xlsx", price=5, tax_included="no", **plan)
    record = json.loads(invoke("validate", book, "--json").stdout)
    decided = {o["rule"]: o["outcome"] for o in record["outcomes"]}
    assert decided["X02"] != "not-decidable"
    without = plans(tmp_path / "none.xlsx")
    record = json.loads(invoke("validate", without, "--json").stdout)
    assert {o["rule"]: o["outcome"] for o in record["outcomes"]}["X02"] == "not-decidable"


@pytest.mark.slow
def test_an_error_next_to_the_values_is_open_against_a_receipt(tmp_path: Path, invoke: Any) -> None:
    book = plans(tmp_path / "ecu.xlsx", operator="Claro", price=-5, currency="USD", data=2)
    error = invoke("accept", book).exception
    assert isinstance(error, ict.errors.RefusedObservationsError)
    assert "-5" in str(error)
    assert not (tmp_path / "ecu.receipt.json").exists()


@pytest.mark.slow
def test_which_edition_has_to_be_known(file: Path, tmp_path: Path, invoke: Any) -> None:
    assert invoke("validate", str(file)).exception.code == "cli.edition-needed"
    book = tmp_path / "ecu.xlsx"
    ict.questionnaire("ECU", edition=2025).save(book)
    assert invoke("validate", str(book)).exit_code in (0, 1)
    error = invoke("validate", str(book), "-e", "2024").exception
    assert (error.code, error.details["edition"]) == ("cli.other-edition", "2025")


@pytest.mark.slow
def test_a_form_is_named_where_a_publisher_wrote_the_file(tmp_path: Path, invoke: Any) -> None:
    path = tmp_path / "annex.csv"
    ict.data.write_sdmx_csv(ict.read_observations(ANNEX), path)
    plain = json.loads(invoke("validate", ANNEX, "-e", "2024", "--json").stdout)
    data = json.loads(
        invoke("validate", str(path), "-e", "2024", "--form", "sdmx-csv", "--json").stdout
    )
    key = ("rule", "economy", "indicator", "value")
    ruled = [[f[k] for k in key] for f in data["findings"] if f["errorlevel"] != "information"]
    assert ruled == [
        [f[k] for k in key] for f in plain["findings"] if f["errorlevel"] != "information"
    ]
