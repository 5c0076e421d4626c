"""The commands on questionnaires, as a focal point runs them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
import questionnaire_cases as cases
from command_runs import run

import ictindex as ict
from ictindex.submissions.questionnaires.layout import ANSWER, ANSWERS, FIRST_ANSWER, REASON

USERS = cases.cell_of("individuals", "internet-users")


@pytest.mark.slow
def test_a_questionnaire_is_written_in_the_language_asked_for(tmp_path: Path) -> None:
    done = run(tmp_path, "questionnaire", "ECU", "--edition", "2025", "-l", "es", "-o", "ecu.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ecu.xlsx" in done.stdout and "2023" in done.stdout
    submission = ict.read_questionnaire(tmp_path / "ecu.xlsx")
    assert (submission.economy, submission.language) == ("ECU", "es")


@pytest.mark.slow
def test_accepted_values_come_from_a_file(tmp_path: Path) -> None:
    rows = "economy,indicator,year,value\nECU,i99H,2022,69.7\n"
    (tmp_path / "old.csv").write_text(rows, encoding="utf-8")
    done = run(tmp_path, "questionnaire", "ECU", "-e", "2025", "--history", "old.csv")
    assert done.returncode == 0, done.stderr
    submission = ict.read_questionnaire(tmp_path / "ecu-2025.xlsx")
    assert list(submission.contents.previous.values()) == [69.7]


def test_values_of_the_year_come_from_a_file(tmp_path: Path) -> None:
    """A code of a fictitious economy is as good as a real one: for training."""
    rows = "economy,indicator,year,value,sex,location\n"
    rows += "XAA,i99H,2023,61.5,,\nXAA,i99H,2023,63,F,\nXAA,i99H,2023,70,F,U\n"
    (tmp_path / "new.csv").write_text(rows, encoding="utf-8")
    done = run(tmp_path, "questionnaire", "XAA", "-e", "2025", "--values", "new.csv")
    assert done.returncode == 0
    assert "Values of new.csv in the workbook: 2; without a cell in it: 1." in done.stderr
    submission = ict.read_questionnaire(tmp_path / "xaa-2025.xlsx")
    assert submission.contents.cells[USERS] == 61.5
    assert len(submission.observations) == 2
    done = run(tmp_path, "questionnaire", "--all", "-e", "2025", "--values", "new.csv")
    assert done.returncode == 2
    assert "does not go with `--all`" in done.stderr


@pytest.mark.slow
def test_a_workbook_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "ecu-2025.xlsx").write_text("filled in", encoding="utf-8")
    done = run(tmp_path, "questionnaire", "ECU", "--edition", "2025")
    assert done.returncode == 2
    assert done.stderr == (
        "ictindex: ecu-2025.xlsx already exists with other content, and is not overwritten. Name "
        "another file, or allow it: `--overwrite` at the command line, "
        "`ict.set_options(overwrite=True)` in Python.\n"
    )
    assert (tmp_path / "ecu-2025.xlsx").read_text("utf-8") == "filled in"


@pytest.mark.slow
def test_a_questionnaire_is_checked_and_handed_back(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: "ca. 72"})
    done = run(tmp_path, "check", "ecu-en.xlsx", "-o", "back.xlsx")
    assert done.returncode == 1
    assert "The cell has the text 'ca. 72', which is not a number" in " ".join(done.stdout.split())
    assert "back.xlsx was written" in done.stdout
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert back.contents.cells[USERS] == "ca. 72"
    assert back.titles["answers"] == "Answers"


@pytest.mark.slow
def test_a_check_as_data_is_nothing_but_data(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: "ca. 72", ("individuals", 5, 12): "see annex"})
    done = run(tmp_path, "check", "ecu-en.xlsx", "--json")
    assert done.returncode == 1
    record = json.loads(done.stdout)
    assert (record["economy"], record["edition"], record["year"]) == ("ECU", 2025, 2023)
    assert "see annex" in done.stdout and "ca. 72" in done.stdout
    assert run(tmp_path, "check", "ecu-en.xlsx", "--csv").stdout.startswith("rule,")


def test_what_cannot_be_read_has_the_exit_code_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    done = run(tmp_path, "check", "a.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ictindex: a.xlsx is not an Excel workbook")


COVERAGE = {
    cases.cell_of("coverage", "coverage-3g"): 94,
    cases.cell_of("coverage", "coverage-4g"): 97,
}


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
def test_each_command_says_what_comes_next(tmp_path: Path) -> None:
    """The commands themselves lead from the empty workbook to the receipt."""
    run(tmp_path, "questionnaire", "ECU", "--edition", "2025", "-o", "ecu.xlsx")
    empty = run(tmp_path, "check", "ecu.xlsx")
    assert empty.returncode == 0
    assert "No cell is filled in yet." in empty.stdout
    cases.fill(tmp_path / "ecu.xlsx", COVERAGE)
    outcome = run(tmp_path, "check", "ecu.xlsx", "-o", "back.xlsx")
    assert outcome.returncode == 1
    # An error can be corrected or withdrawn: to withdraw is not what is taught first.
    assert "Next: first correct the cell, save the workbook and check it again." in one_line(
        outcome.stdout
    )
    assert "ictindex answer" not in outcome.stdout
    refused = run(tmp_path, "accept", "ecu.xlsx")
    assert refused.returncode == 1
    asked = "`ictindex accept ecu.xlsx --answers ecu.answers.csv`"
    assert asked in one_line(refused.stderr)
    assert run(tmp_path, *asked.strip("`").split()[1:]).returncode == 1
    assert (tmp_path / "ecu.answers.csv").exists()
    answered = run(tmp_path, "answer", "ecu.xlsx", "C01", "withdraw")
    assert answered.returncode == 0, answered.stderr
    accepted = run(tmp_path, *asked.strip("`").split()[1:])
    assert accepted.returncode == 0, accepted.stderr
    assert "Send both files: ecu.xlsx and ecu.receipt.json." in accepted.stdout


@pytest.mark.slow
def test_answers_in_the_workbook_settle_what_is_checked(tmp_path: Path) -> None:
    cases.filled(tmp_path, COVERAGE)
    run(tmp_path, "check", "ecu-en.xlsx", "-o", "back.xlsx")
    # The cause is above the finding and takes no answer.
    withdrawn = {
        (ANSWERS, FIRST_ANSWER + 1, ANSWER): cases.label("answer-error", "withdraw"),
        (ANSWERS, FIRST_ANSWER + 1, REASON): "measured again",
    }
    cases.fill(tmp_path / "back.xlsx", withdrawn)
    done = run(tmp_path, "check", "back.xlsx")
    assert done.returncode == 0, done.stdout
    assert "Answers in the workbook: 1." in done.stdout
    assert "`ictindex accept back.xlsx --submitted YYYY-MM-DD`" in one_line(done.stdout)


@pytest.mark.slow
def test_an_answer_that_settles_nothing_is_reported(tmp_path: Path) -> None:
    cases.filled(tmp_path, COVERAGE)
    run(tmp_path, "check", "ecu-en.xlsx", "-o", "back.xlsx")
    # An error is never confirmed: no cell offers it, but a spreadsheet can be made to hold it.
    cases.fill(
        tmp_path / "back.xlsx",
        {
            (ANSWERS, FIRST_ANSWER + 1, ANSWER): cases.label("answer-warning", "confirm"),
            (ANSWERS, FIRST_ANSWER + 1, REASON): "it is so",
        },
    )
    done = run(tmp_path, "check", "back.xlsx")
    assert done.returncode == 1
    assert "a reason does not settle it" in one_line(done.stdout)


@pytest.mark.slow
def test_a_name_with_a_space_is_shown_as_it_is_typed(tmp_path: Path) -> None:
    done = run(tmp_path, "questionnaire", "ECU", "-e", "2025", "-o", "my country.xlsx")
    assert '`ictindex check "my country.xlsx"`' in one_line(done.stdout)


def test_what_is_no_workbook_is_sent_to_the_command_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("economy,indicator,year,value\n", encoding="utf-8")
    done = run(tmp_path, "check", "a.csv")
    assert done.returncode == 2
    assert done.stderr == (
        "ictindex: a.csv is not a workbook, so it is not a questionnaire. Fill in a workbook "
        "that `ictindex questionnaire` wrote, or validate a table with `ictindex validate "
        "a.csv --edition …`.\n"
    )


def test_a_workbook_without_its_ending_is_named_as_one(tmp_path: Path) -> None:
    cases.blank(tmp_path, "en").rename(tmp_path / "ecu")
    done = run(tmp_path, "check", "ecu")
    assert (done.returncode, done.stderr) == (
        2,
        "ictindex: ecu is an Excel workbook, but its name does not end in .xlsx. Give the file a "
        "name that ends in .xlsx, and choose it again.\n",
    )


@pytest.mark.slow
def test_nothing_to_answer_is_stated_as_such(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 72.5})
    done = run(tmp_path, "answer", "ecu-en.xlsx", "C01", "withdraw")
    assert done.returncode == 2
    assert done.stderr == (
        "ictindex: Nothing in ecu-en.xlsx needs an answer. "
        "Accept it: `ictindex accept ecu-en.xlsx`.\n"
    )


def test_the_report_of_a_questionnaire_has_what_is_next_to_its_values(tmp_path: Path) -> None:
    operator = cases.tariff("tariffs-mobile", 0, "operator")
    cases.filled(tmp_path, {**COVERAGE, operator: "Movil"})
    done = run(tmp_path, "validate", "ecu-en.xlsx", "--html", "-o", "report.html")
    assert (done.returncode, done.stderr) == (1, "")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Mobile tariffs, cell" in page and "Coverage, cell G14" in page
    assert page.count("ecu-en.xlsx") == 1  # named once, above everything


@pytest.mark.slow
def test_a_value_of_a_finding_is_data_with_all_its_digits(tmp_path: Path) -> None:
    """A finding of a rule holds its value: an exact decimal, which JSON has no word for."""
    cases.filled(tmp_path, COVERAGE)
    record = json.loads(run(tmp_path, "check", "ecu-en.xlsx", "--json").stdout)
    assert {finding["value"] for finding in record["findings"] if finding["rule"] == "C01"} == {
        "97"
    }


def earlier(folder: Path, economy: str = "ECU", year: int = 2022) -> str:
    rows = f"economy,indicator,year,value\n{economy},i99H,{year},69.7\n"
    (folder / "old.csv").write_text(rows, encoding="utf-8")
    return "old.csv"


@pytest.mark.slow
def test_the_accepted_values_in_a_workbook_are_its_history(tmp_path: Path) -> None:
    """7.27 next to 69.7 in grey: a point in the wrong place, which no other rule may notice."""
    path = str(tmp_path / "ecu.xlsx")
    history = ("--history", earlier(tmp_path))
    run(tmp_path, "questionnaire", "ECU", "-e", "2025", *history, "-o", "ecu.xlsx")
    cases.fill(Path(path), {USERS: 7.27, ("individuals", USERS[1], 4): 7.1})
    outcome = run(tmp_path, "check", "ecu.xlsx")
    assert " T01 " in f" {one_line(outcome.stdout)} "
    used = "Accepted values of earlier years in the workbook, used for comparison: 1."
    assert used in one_line(outcome.stdout)
    named = run(tmp_path, "check", "ecu.xlsx", *history)
    assert " T01 " in f" {one_line(named.stdout)} " and "were compared with" not in named.stdout


def test_a_history_of_another_economy_is_reported(tmp_path: Path) -> None:
    history = ("--history", earlier(tmp_path, "PER"))
    made = run(tmp_path, "questionnaire", "ECU", "-e", "2025", *history, "-o", "ecu.xlsx")
    assert made.returncode == 0
    assert made.stderr == (
        "ictindex: old.csv contains no value of Ecuador (ECU) for the years 2021, 2022, so "
        "no earlier value is shown next to the cells.\n"
    )
    cases.fill(tmp_path / "ecu.xlsx", {USERS: 72.7})
    shown = (
        "ictindex: old.csv contains no value of Ecuador (ECU), so it was not used for comparison.\n"
    )
    for command in ("check", "validate"):
        assert run(tmp_path, command, "ecu.xlsx", *history).stderr == shown
    assert run(tmp_path, "check", "ecu.xlsx", "--history", earlier(tmp_path)).stderr == ""


@pytest.mark.slow
def test_a_workbook_is_answered_in_its_own_language(tmp_path: Path) -> None:
    """Unless another one is asked for."""
    cases.filled(tmp_path, COVERAGE, "es")
    first = run(tmp_path, "check", "ecu-es.xlsx").stdout.splitlines()[0]
    assert first.startswith("ecu-es.xlsx: cuestionario de Ecuador (ECU)")
    assert "Validación de las cifras" in run(tmp_path, "validate", "ecu-es.xlsx").stdout
    assert '<html lang="es"' in run(tmp_path, "validate", "ecu-es.xlsx", "--html").stdout
    refused = run(tmp_path, "accept", "ecu-es.xlsx").stderr
    assert refused.startswith("ictindex: Hay hallazgos") and "columna value" not in refused
    answered = run(tmp_path, "answer", "ecu-es.xlsx", "C01", "withdraw").stdout
    assert "La respuesta a la regla C01" in answered
    output = run(tmp_path, "check", "ecu-es.xlsx", "-l", "fr").stdout
    assert "questionnaire\u00a0: Équateur (ECU)" in output


@pytest.mark.slow
def test_findings_of_the_reader_are_counted_among_the_others(tmp_path: Path) -> None:
    """Terminal, data and HTML alike report none with a count of zero."""
    cases.filled(tmp_path, {**COVERAGE, ("coverage", 9, 11): "see annex"})
    for command in ("check", "validate"):
        assert "Errors: 1. Warnings: 1.\n" in run(tmp_path, command, "ecu-en.xlsx").stdout
        record = json.loads(run(tmp_path, command, "ecu-en.xlsx", "--json").stdout)["findings"]
        levels = {row["rule"]: (row["errorlevel"], row["address"]) for row in record}
        assert levels == {
            "C01": ("error", "ecu-en.xlsx!Coverage, cell G14"),
            "questionnaire.outside": ("warning", "ecu-en.xlsx!Coverage, cell L10"),
        }
        assert "cell L10" in run(tmp_path, command, "ecu-en.xlsx", "--csv").stdout


@pytest.mark.slow
def test_a_figure_outside_its_cell_has_no_receipt_before_it_is_answered(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 72.7, ("coverage", 9, 11): 96.8})
    refused = run(tmp_path, "accept", "ecu-en.xlsx")
    assert refused.returncode == 1
    assert "ecu-en.xlsx!Coverage, cell L10" in refused.stderr
    assert "is outside the cells of the questionnaire: it was not read." in refused.stderr
    assert [path.name for path in tmp_path.glob("*.json")] == []
    assert run(tmp_path, "check", "ecu-en.xlsx", "-o", "back.xlsx").returncode == 1
    answers = {
        (cases.title(ANSWERS), FIRST_ANSWER, ANSWER): cases.label("answer-warning", "confirm"),
        (cases.title(ANSWERS), FIRST_ANSWER, REASON): "a remark of ours",
    }
    cases.fill(tmp_path / "back.xlsx", answers)
    assert run(tmp_path, "check", "back.xlsx").returncode == 0
    accepted = run(tmp_path, "accept", "back.xlsx")
    assert accepted.returncode == 0, accepted.stderr


@pytest.mark.slow
def test_a_wrong_answer_is_no_finding_more(tmp_path: Path) -> None:
    submission = cases.filled(tmp_path, COVERAGE)
    judged = ict.validate(submission.observations, year=2023)
    submission.hand_back(judged, tmp_path / "back.xlsx")
    correct = cases.label("answer-error", "correct")
    cases.fill(tmp_path / "back.xlsx", {(cases.title(ANSWERS), FIRST_ANSWER, ANSWER): correct})
    output = run(tmp_path, "check", "back.xlsx").stdout
    assert "Findings that need an answer: 1." in output


def hint(text: str, verb: str) -> list[str]:
    """The words of the command that a page ends with."""
    (command,) = [line for line in text.splitlines() if line.startswith(f"`ictindex {verb} ")]
    return shlex.split(command.strip("`"))[1:]


def test_the_answer_that_is_suggested_is_admitted(tmp_path: Path) -> None:
    """Two warnings of one rule are distinguished, confirmed, and judged with the same history."""
    women, men = (cases.cell_of("individuals", "internet-users", category=c) for c in ("F", "M"))
    cases.filled(tmp_path, {USERS: 0.727, women: 0.72, men: 0.73})
    history = earlier(tmp_path)
    done = run(tmp_path, "check", "ecu-en.xlsx", "--history", history, "-l", "fr")
    command = hint(done.stdout, "answer")
    assert command[-4:] == ["--history", history, "--language", "fr"]
    command[command.index("...")] = "une nouvelle enquête"
    answered = run(tmp_path, *command)
    assert "ecu-en.answers.csv" in answered.stdout, answered.stderr


def test_the_commands_count_the_answers_of_a_file_alike(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 2, ("coverage", 9, 11): "see annex"})
    first = run(tmp_path, "check", "ecu-en.xlsx", "-l", "en").stdout
    assert "Findings that need an answer: 2." in first
    reason = ("confirm", "--reason", "a new survey")
    answered = run(tmp_path, "answer", "ecu-en.xlsx", "R04", *reason).stdout
    assert "Findings that still need an answer: 1." in answered
    again = one_line(run(tmp_path, "check", "ecu-en.xlsx", "-l", "en").stdout)
    assert "Answers in ecu-en.answers.csv: 1." in again
    assert "Findings that need an answer: 1." in again and "ictindex answer" not in again
    refused = one_line(run(tmp_path, "accept", "ecu-en.xlsx").stderr)
    assert "The answers in ecu-en.answers.csv were not used" in refused


def test_an_answer_without_a_finding_is_in_every_form_of_a_check(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 2})
    run(tmp_path, "answer", "ecu-en.xlsx", "R04", "confirm", "--reason", "a new survey")
    cases.filled(tmp_path, {USERS: 72.5})
    done = run(tmp_path, "check", "ecu-en.xlsx", "--json")
    assert done.returncode == 0
    assert [each["rule"] for each in json.loads(done.stdout)["findings"]] == ["answer.no-finding"]
    table = run(tmp_path, "check", "ecu-en.xlsx", "--csv").stdout.splitlines()
    assert len(table) == 2 and "answer.no-finding" in table[1]
    lost = "ecu-en.answers.csv, line 2, column answer: An answer to rule R04 belongs to no finding"
    page = one_line(run(tmp_path, "check", "ecu-en.xlsx").stdout)
    assert lost in page and "need an answer" not in page and "ictindex accept" in page
    taken = run(tmp_path, "accept", "ecu-en.xlsx", "--answers", "ecu-en.answers.csv")
    assert taken.returncode == 0 and lost in one_line(taken.stderr)


def test_a_wrong_answer_is_refused_once(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 2})
    run(tmp_path, "answer", "ecu-en.xlsx", "R04", "confirm", "--reason", "a new survey")
    file = tmp_path / "ecu-en.answers.csv"
    file.write_text(file.read_text("utf-8").replace("confirm", "agreed"), encoding="utf-8")
    done = run(tmp_path, "accept", "ecu-en.xlsx", "--answers", file.name)
    assert done.returncode == 1
    assert one_line(done.stderr).count("'agreed' is not an answer to a finding") == 1


def test_a_value_whose_withdrawal_has_no_finding_is_asked_about(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 2})
    run(tmp_path, "answer", "ecu-en.xlsx", "R04", "withdraw")
    cases.filled(tmp_path, {USERS: 72.5})
    done = run(tmp_path, "check", "ecu-en.xlsx")
    assert done.returncode == 1 and "Findings that need an answer: 1." in one_line(done.stdout)


@pytest.mark.slow
def test_a_warning_is_confirmed_with_a_reason(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: 2})
    command = hint(run(tmp_path, "check", "ecu-en.xlsx").stdout, "answer")
    assert command == ["answer", "ecu-en.xlsx", "R04", "confirm", "--reason", "..."]
    # The points are for words.
    refused = run(tmp_path, *command)
    assert refused.returncode == 1 and "says too little" in refused.stderr
    assert run(tmp_path, *command[:-1], "a new survey").returncode == 0
