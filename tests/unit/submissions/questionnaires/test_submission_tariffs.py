"""Plans of a questionnaire: judged, answered and accepted with its figures, and published."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import questionnaire_cases as cases
from offices import office, private
from questionnaire_cases import ECUADOR, cell_of, filled, label, tariff
from typer.testing import CliRunner

import ictindex as ict
from ictindex.apps.cli.command_tree import app
from ictindex.submissions.questionnaires.layout import (
    ANSWER,
    ANSWERS,
    FIRST_ANSWER,
    REASON,
    make_form,
)
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

USERS = cell_of("individuals", "internet-users")
SECRET = "71.937"
PLAN: Mapping[str, object] = {
    "operator": "Claro", "name": "Basic", "price": 5.5, "currency": "USD", "tax_included": "yes",
    "data": 20, "data_unit": "GB", "minutes": 500, "sms": 500, "payment": "prepaid",
    "validity_days": 30,
}  # fmt: skip
ECONOMICS = (
    "economy,series,year,value,currency,source,vintage\n"
    "ECU,gni-per-capita-atlas,2024,6600,USD,World Bank,2025-12\n"
)
IPB = ("--methodology", "ipb", "-e", "2025", "--released", "2025-12-15", "--key", private())


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def plan(line: int = 0, **other: object) -> dict[Any, object]:
    cells = {**PLAN, **other}
    return {
        tariff("tariffs-mobile", line, name): raw for name, raw in cells.items() if raw is not None
    }


def book(folder: Path, *parts: Mapping[Any, object]) -> Path:
    filled(folder, {spot: raw for cells in parts for spot, raw in cells.items()})
    return folder / "ecu-en.xlsx"


def receipts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.json"))


SHEET = ECUADOR.pages["tariffs-mobile"]


@pytest.mark.parametrize("word", ["Unlimited", "UNLIMITED ", "unlimited"])
def test_a_plan_without_limit_may_be_written_with_capitals(tmp_path: Path, word: str) -> None:
    submission = ict.read_questionnaire(cases.fill(cases.blank(tmp_path), plan(data=word)))
    assert not [f for f in submission.findings if f.level == "error"]
    assert submission.tariffs is not None
    assert list(submission.tariffs.cells["data"]) == [Decimal("Infinity")]


def below(row: int, **other: object) -> dict[Any, object]:
    """Return a plan in a row below the lines of the sheet."""
    return {
        (page, SHEET.lines[-1] + row, number): raw
        for (page, _, number), raw in plan(**other).items()
    }


def test_plans_below_the_lines_of_a_sheet_are_an_error_and_come_back(tmp_path: Path) -> None:
    cells = {**plan(), **below(1, name="Plus"), **below(2, name="Max", price="12,50")}
    path = cases.fill(cases.blank(tmp_path), cells)
    submission = ict.read_questionnaire(path)
    assert [(f.code, f.level, f.address.cell) for f in submission.findings if f.address] == [
        ("questionnaire.plans-below", "error", f"A{SHEET.lines[-1] + 2}")
    ]
    first, last = SHEET.lines[-1] + 2, SHEET.lines[-1] + 3
    assert submission.findings[0].message("en") == (
        f"Below the {SHEET.rows} lines of this sheet there are plans, in rows {first}–{last}: "
        "they were not read (2)."
    )
    assert submission.tariffs is not None and len(submission.tariffs) == 1
    assert run("check", path).exit_code == 1
    assert run("accept", path).exit_code == 1 and receipts(tmp_path) == []
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert [f.code for f in back.findings] == ["questionnaire.plans-below"]
    assert len(back.contents.stray) == 2 * len(plan())


def test_notes_below_the_lines_of_a_sheet_are_no_plans(tmp_path: Path) -> None:
    sheet, last = "tariffs-mobile", SHEET.lines[-1]
    notes = {(sheet, last + 2, 0): "Average", (sheet, last + 2, 5): 12.5}
    submission = ict.read_questionnaire(cases.fill(cases.blank(tmp_path), {**plan(), **notes}))
    assert {f.code for f in submission.findings} == {"questionnaire.outside"}


@pytest.mark.slow
def test_a_questionnaire_has_a_receipt_of_its_figures_and_one_of_its_plans(tmp_path: Path) -> None:
    path = book(tmp_path, {USERS: 72.7}, plan())
    assert run("check", path).exit_code == 0
    done = run("accept", path, "--submitted", "2025-02-28")
    assert done.exit_code == 0, done.exception
    assert receipts(tmp_path) == ["ecu-en.receipt.json", "ecu-en.tariffs.receipt.json"]
    figures, plans = (ict.data.read_receipt(tmp_path / name) for name in receipts(tmp_path))
    assert (figures.kind, plans.kind) == ("observations", "tariffs")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert dict(figures.files) == dict(plans.files) == {"ecu-en.xlsx": digest}
    assert (figures.year, plans.year) == (2023, 2025)  # of reference, and of the prices
    assert figures.submitted == plans.submitted and plans.role == "focal-point"
    names = ", ".join(str(tmp_path / item) for item in ("ecu-en.xlsx", *receipts(tmp_path)))
    text = " ".join(done.stdout.split())
    assert f"Send all of these files: {names}." in text.replace("\n", " ")
    submission = ict.read_questionnaire(path)
    assert submission.tariffs is not None
    assert len(plans.join(submission.tariffs).accepted) == 1


def test_a_questionnaire_of_plans_alone_has_a_receipt_of_them(tmp_path: Path) -> None:
    asked = make_form("ECU", 2025, index="ipb")
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(write_workbook(asked, "es", Contents(plan())))
    done = run("accept", path)
    assert done.exit_code == 0, done.exception
    assert receipts(tmp_path) == ["ecu.tariffs.receipt.json"]
    assert "Envíe ambos archivos:" in done.stdout  # in the language of the workbook
    named = tmp_path / "mine.json"
    assert run("accept", path, "-o", named).exit_code == 0
    assert ict.data.read_receipt(named).kind == "tariffs"


@pytest.mark.slow
def test_the_receipts_of_a_named_file_stand_side_by_side(tmp_path: Path) -> None:
    path = book(tmp_path, {USERS: 72.7}, plan())
    done = run("accept", path, "-o", tmp_path / "a.json")
    assert done.exit_code == 0, done.exception
    assert receipts(tmp_path) == ["a.json", "a.tariffs.receipt.json"]


@pytest.mark.slow
def test_figures_alone_have_a_receipt_as_before(tmp_path: Path) -> None:
    done = run("accept", book(tmp_path, {USERS: 72.7}))
    assert done.exit_code == 0, done.exception
    assert receipts(tmp_path) == ["ecu-en.receipt.json"]
    assert "Send both files:" in done.stdout


def test_a_workbook_without_figures_and_plans_says_so(tmp_path: Path) -> None:
    path = book(tmp_path, {("start", 5, 2): "INEC"})
    error = run("accept", path).exception
    assert isinstance(error, ict.errors.UsageError)
    assert error.message("en") == (
        "ecu-en.xlsx has neither figures nor plans: there is nothing to accept. Fill in the yellow "
        "cells, save, and check it with `ictindex check`."
    )
    assert receipts(tmp_path) == []


COVERAGE = {cell_of("coverage", "coverage-3g"): 94, cell_of("coverage", "coverage-4g"): 97}


@pytest.mark.slow
def test_what_is_open_in_either_table_is_open_against_both_receipts(tmp_path: Path) -> None:
    """4G beyond 3G, and a price without its tax: what `check` shows is what `accept` asks for."""
    path = book(tmp_path, COVERAGE, plan(tax_included="no"))
    shown = run("check", path, "--csv")
    assert shown.exit_code == 1
    rules = sorted(line.split(",")[0] for line in shown.stdout.splitlines()[1:] if line)
    assert rules == ["C01", "X02", "questionnaire.tax-rate-missing"]
    error = run("accept", path).exception
    assert isinstance(error, ict.errors.RefusedObservationsError)
    assert sorted(getattr(finding, "rule", "") or finding.code for finding in error.faults) == rules
    assert receipts(tmp_path) == []
    first = run("answer", path, "C01", "withdraw")
    assert first.exit_code == 0 and "still need an answer: 2." in first.stdout
    answers = tmp_path / "ecu-en.answers.csv"
    assert run("accept", path, "--answers", answers).exception
    assert receipts(tmp_path) == []
    assert run("answer", path, "X02", "withdraw", "--breakdown", "Basic").exit_code == 0
    done = run("accept", path, "--answers", answers)
    assert done.exit_code == 0, done.exception
    plans = ict.data.read_receipt(tmp_path / "ecu-en.tariffs.receipt.json")
    submission = ict.read_questionnaire(path)
    assert submission.tariffs is not None
    assert len(plans.join(submission.tariffs).accepted) == 0
    figures = ict.data.read_receipt(tmp_path / "ecu-en.receipt.json")
    left = figures.join(submission.observations).observations
    assert left.columns["indicator"].tolist() == ["coverage-3g"]


def test_findings_of_both_tables_are_asked_for_in_one_file_of_answers(tmp_path: Path) -> None:
    path = book(tmp_path, COVERAGE, plan(tax_included="no"))
    answers = tmp_path / "answers.csv"
    assert run("accept", path, "--answers", answers).exit_code == 1
    asked = [line.split(",")[0] for line in answers.read_text("utf-8").splitlines()[1:]]
    assert sorted(asked) == ["C01", "X02", "questionnaire.tax-rate-missing"]


@pytest.mark.slow
def test_a_finding_on_a_plan_is_answered_in_the_workbook(tmp_path: Path) -> None:
    """It is marked in the cell of the plan, though a figure has the same number of row."""
    path = book(tmp_path, {USERS: 72.7}, plan(tax_included="no"))
    back = tmp_path / "back.xlsx"
    assert run("check", path, "-o", back).exit_code == 1
    submission = ict.read_questionnaire(path)
    plans = submission.tariffs
    assert plans is not None
    judged = ict.validate(plans, ict.methodology("ipb", edition=2025))
    error = next(finding for finding in judged.errors if finding.rule == "X02")
    assert error.row == 0
    assert submission.position(error) == tariff("tariffs-mobile", 0, "tax_rate")
    chosen = {(ANSWERS, FIRST_ANSWER, ANSWER): label("answer-error", "withdraw"),
              (ANSWERS, FIRST_ANSWER, REASON): "the tax is not known"}  # fmt: skip
    cases.fill(back, chosen)
    assert run("check", back).exit_code == 0
    done = run("accept", back)
    assert done.exit_code == 0, done.exception
    assert receipts(tmp_path) == ["back.receipt.json", "back.tariffs.receipt.json"]
    answers = ict.data.read_receipt(tmp_path / "back.tariffs.receipt.json").record["answers"]
    answered = [(record["key"][0], record["answer"]) for record in answers]
    assert answered == [
        ("questionnaire.tax-rate-missing", "withdraw")
    ]  # the plan goes with all its remarks
    assert not ict.data.read_receipt(tmp_path / "back.receipt.json").record["answers"]


@pytest.mark.slow
def test_a_cell_that_could_not_be_read_is_withdrawn_with_its_plan(tmp_path: Path) -> None:
    """Nothing is mended: without the cell it would be another plan."""
    path = book(tmp_path, plan(), plan(1, name="Other", price=9, generation="maybe"))
    submission = ict.read_questionnaire(path)
    assert [finding.code for finding in submission.findings] == ["questionnaire.not-in-list"]
    assert isinstance(run("accept", path).exception, ict.errors.RefusedObservationsError)
    assert submission.tariffs is not None
    (finding,) = ict.validate(submission.tariffs, ict.methodology("ipb", edition=2025)).errors
    assert finding.code == "questionnaire.not-in-list"
    assert run("answer", path, finding.key[0], "withdraw").exit_code == 0
    done = run("accept", path, "--answers", tmp_path / "ecu-en.answers.csv")
    assert done.exit_code == 0, done.exception
    receipt = ict.data.read_receipt(tmp_path / "ecu-en.tariffs.receipt.json")
    assert receipt.join(submission.tariffs).accepted.columns["name"].tolist() == ["Basic"]


@pytest.mark.slow
def test_receipts_that_are_there_are_not_written_over(tmp_path: Path) -> None:
    path = book(tmp_path, {USERS: 72.7}, plan())
    (tmp_path / "ecu-en.tariffs.receipt.json").write_text("somebody's", "utf-8")
    error = run("accept", path).exception
    assert isinstance(error, ict.errors.UsageError) and error.code == "file.exists"
    assert receipts(tmp_path) == ["ecu-en.tariffs.receipt.json"]


def test_no_receipt_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, {USERS: 72.7}, plan())
    link = os.link

    def full(draft: Path, file: Path) -> None:
        if Path(file).name.endswith(".tariffs.receipt.json"):
            Path(draft).unlink()  # so that no other way is left either
            raise OSError(28, "No space left on device")
        link(draft, file)

    monkeypatch.setattr(os, "link", full)
    assert isinstance(run("accept", path).exception, ict.errors.UnusableFileError)
    assert receipts(tmp_path) == []


# ------------------------------------------------------------------ publishing


def economics(folder: Path) -> Path:
    path = folder / "economics.csv"
    path.write_text(ECONOMICS, "utf-8")
    done = run("accept", path, "--table", "economics", "-e", "2025", "--role", "compiler")
    assert done.exit_code == 0, done.exception
    return path


def test_the_plans_of_a_questionnaire_become_an_edition(tmp_path: Path) -> None:
    """5.50 dollars of an income of 6600 a year, 550 a month, are 1.00 %."""
    path = book(tmp_path, {USERS: 72.7}, plan())
    economics_file = economics(tmp_path)
    office(tmp_path / "editions")
    into = ("--into", tmp_path / "editions")
    missing = run("publish", path, economics_file, *IPB, *into).exception
    assert isinstance(missing, ict.errors.UsageError)
    assert missing.details["receipt"].endswith("ecu-en.tariffs.receipt.json")
    assert run("accept", path).exit_code == 0
    done = run("publish", path, economics_file, *IPB, *into)
    assert done.exit_code == 0, done.exception
    opened = ict.open_edition(tmp_path / "editions" / "ipb-2025")
    assert opened.shares.loc["ECU", "mobile-high"] == 1.0
    assert not list((tmp_path / "editions").rglob("*.xlsx"))
    cases.fill(path, {tariff("tariffs-mobile", 0, "price"): 6})
    office(tmp_path / "more")
    changed = run("publish", path, economics_file, *IPB, "--into", tmp_path / "more").exception
    assert isinstance(changed, ict.errors.VoidReceiptError)


@pytest.mark.slow
def test_a_confidential_figure_is_nowhere_in_an_edition_of_the_plans_next_to_it(
    tmp_path: Path,
) -> None:
    """The edition has no workbook, and no digest of it or of what it was hashed into."""
    closed = {USERS: float(SECRET), cell_of("individuals", "internet-users", "conf_status"):
              label("conf_status", "C")}  # fmt: skip
    path, economics_file = book(tmp_path, closed, plan()), economics(tmp_path)
    assert run("accept", path).exit_code == 0
    receipt = ict.data.read_receipt(tmp_path / "ecu-en.tariffs.receipt.json")
    assert receipt.record["confidential"] == 1
    office(tmp_path / "editions")
    into = ("--into", tmp_path / "editions")
    refused = run("publish", path, economics_file, *IPB, *into).exception
    assert isinstance(refused, ict.errors.RefusedEditionError)
    assert [fault.code for fault in refused.faults] == ["archive.salt-needed"]
    salt = tmp_path / "salt"
    salt.write_bytes(b"sixteen bytes of salt, and more")
    done = run("publish", path, economics_file, *IPB, *into, "--salt", salt)
    assert done.exit_code == 0, done.exception
    content = path.read_bytes()
    secrets = (
        SECRET.encode(), content[:200], hashlib.sha256(content).hexdigest().encode(),
        receipt.digest.encode(), salt.read_bytes(),
    )  # fmt: skip
    files = [path for path in (tmp_path / "editions").rglob("*") if path.is_file()]
    assert (tmp_path / "editions/ipb-2025/inputs/economics.csv") in files
    for file in files:
        assert file.suffix != ".xlsx"
        for secret in secrets:
            assert secret not in file.read_bytes(), (file, secret)
    edition = tmp_path / "editions" / "ipb-2025"
    assert ict.verify(edition).intact and ict.editions.recompute(edition).identical
    assert ict.open_edition(edition).shares.loc["ECU", "mobile-high"] == 1.0


def test_a_receipt_that_hides_what_is_confidential_next_to_its_plans_is_void(
    tmp_path: Path,
) -> None:
    closed = {USERS: 1.5, cell_of("individuals", "internet-users", "conf_status"):
              label("conf_status", "C")}  # fmt: skip
    plans = ict.read_questionnaire(book(tmp_path, closed, plan())).tariffs
    assert plans is not None
    judged = ict.validate(plans, ict.methodology("ipb", edition=2025))
    record = ict.accept(plans, judged).record
    assert ict.data.Receipt(record, plans).covers(plans)
    assert ict.data.Receipt(record, plans).covers(plans.where(service="mobile"))
    hidden = ict.data.Receipt({**record, "confidential": 0}, plans)
    with pytest.raises(ict.errors.VoidReceiptError):
        hidden.verify()


def test_a_mark_of_confidentiality_that_nobody_knows_counts_as_one(tmp_path: Path) -> None:
    path = cases.blank(tmp_path)
    cells = {USERS: 1.5, cell_of("individuals", "internet-users", "conf_status"): "secret"}
    plans = ict.read_questionnaire(cases.fill(path, {**cells, **plan()})).tariffs
    assert plans is not None
    assert [part.confidential for part in plans.parts] == [1]


# ------------------------------------------------------------------ receipts of both, joined


@pytest.mark.slow
def test_receipts_of_plans_hold_no_candidates_of_sources(tmp_path: Path) -> None:
    path = book(tmp_path, {USERS: 72.7}, plan())
    assert run("accept", path, "--submitted", "2025-02-28").exit_code == 0
    every = [tmp_path / name for name in receipts(tmp_path)]
    done = run("sources", *every, "-e", "2025", "--cut-off", "2025-04-30", "--csv")
    assert done.exit_code == 0, done.exception
    assert "72.7" in done.stdout
    assert "ecu-en.tariffs.receipt.json is left out" in done.stderr


def test_figures_of_a_questionnaire_are_published_with_the_rates_of_their_counts(
    tmp_path: Path,
) -> None:
    path = book(tmp_path, {
        cell_of("mobile", "mobile-broadband-subscriptions-count"): 11200000,
        cell_of("population", "population"): 18000000,
    }, plan())  # fmt: skip
    assert run("accept", path, "--submitted", "2025-02-28").exit_code == 0
    office(tmp_path / "editions")
    done = run("release", path, "--name", "q", "--released", "2025-03-31", "--key", private(),
               "--into", tmp_path / "editions")  # fmt: skip
    assert done.exit_code == 0, done.exception
    text = (tmp_path / "editions/data-2025-q/inputs/observations.csv").read_text("utf-8")
    assert "mobile-broadband-subscriptions,2023" in text  # 100 × 11 200 000 ÷ 18 000 000
    assert ECUADOR.edition == 2025
