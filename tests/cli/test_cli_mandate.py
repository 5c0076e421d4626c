"""The mandate at the command line: every command of a whole clause runs."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.apps.cli.command_tree import COMMANDS
from ictindex.definitions import documents
from ictindex.language import i18n

DUBAI = documents.mandates()["resolution-131-rev-dubai-2018"]
SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
# Commands that take seconds, or need the folder that one of them makes.
SLOW = ("site new", "site build", "training build", "demo --publish", "trial/", "report ", "chart ")


def commands(verdict: str, *, slow: bool) -> list[str]:
    """Return the commands of the clauses with a verdict, each once, in the order of the text."""
    listed = [c for clause in DUBAI.clauses if clause.verdict == verdict for c in clause.commands]
    is_slow = {c: any(part in c for part in SLOW) for c in listed}
    return [c for c in dict.fromkeys(listed) if slow or not is_slow[c]]


def run_all(lines: list[str], folder: Path, invoke: Callable[..., Any]) -> None:
    """Run commands one after the other in a folder with the sample data."""
    (folder / "sample_data").symlink_to(SAMPLES)
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "ictindex"
        done = invoke(*arguments)
        # Exit code 1 is an answer: something was late, or an economy has no score.
        assert done.exit_code in (0, 1), f"{line}\n{done.output}\n{done.exception!r}"
        assert done.exception is None or isinstance(done.exception, SystemExit), line


@pytest.mark.every_room
@pytest.mark.parametrize("verdict", ["whole", "partly"])
def test_every_command_of_a_clause_runs(
    verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    run_all(commands(verdict, slow=False), tmp_path, invoke)


@pytest.mark.slow
def test_the_longer_commands_of_clauses_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = list(dict.fromkeys([*commands("whole", slow=True), *commands("partly", slow=True)]))
    run_all([line for line in lines if any(part in line for part in SLOW)], tmp_path, invoke)
    assert (tmp_path / "public" / "index.html").exists()


def test_every_command_that_a_clause_names_exists() -> None:
    for clause in DUBAI.clauses:
        for line in clause.commands:
            _, name, *rest = shlex.split(line)
            tree = COMMANDS[name]
            assert isinstance(tree, str) or rest[0] in tree, line


def test_whole_needs_a_command_and_the_others_say_what_is_absent() -> None:
    verdicts = {clause.id: clause.verdict for clause in DUBAI.clauses}
    assert len(verdicts) == len(DUBAI.clauses)
    # Instructions to the Director: 20, of which three are not a matter of software.
    assert [f"director-{n}" in verdicts for n in range(1, 21)] == [True] * 20
    others = {key for key, verdict in verdicts.items() if verdict == "not-software"}
    assert {f"director-{n}" for n in (13, 17, 18)} <= others
    assert verdicts["director-4"] == verdicts["director-20"] == "partly"
    assert verdicts["resolves-2"] == verdicts["director-8"] == "partly"
    partly = {
        line for clause in DUBAI.clauses if clause.verdict == "partly" for line in clause.commands
    }
    assert "ictindex catalogue core-list" in partly
    for clause in DUBAI.clauses:
        assert (clause.verdict == "whole") <= bool(clause.commands), clause.id
        if clause.verdict in ("partly", "not"):
            assert i18n.has_label("mandate-absent", clause.id), clause.id


def test_resolves_3_is_the_period_of_validity() -> None:
    clause = next(clause for clause in DUBAI.clauses if clause.id == "resolves-3")
    assert "four-year period of validity" in clause.text
    assert DUBAI.validity_years == 4


def test_the_three_texts_and_what_was_read_of_them(invoke: Any) -> None:
    record = json.loads(invoke("mandate", "--json").stdout)["mandates"]
    assert [(each["year"], bool(each["clauses"]), each["languages"]) for each in record] == [
        (2018, True, ["en"]), (2022, False, []), (2026, False, []),
    ]  # fmt: skip
    text = " ".join(invoke("mandate").stdout.split())
    assert "The text was not read here, so that no clause of it is shown." in text
    assert "The conference was held from 9 November 2026 to 27 November 2026." in text
    assert "idi-methodology-2023, ipb-methodology-2025" in text


@small_cases("language", i18n.LANGUAGES)
def test_a_clause_is_quoted_only_in_the_language_in_which_it_was_read(
    language: str, invoke: Any
) -> None:
    quoted = "four-year period of validity"
    shown = " ".join(invoke("mandate", "-l", language).stdout.split())
    assert (quoted in shown) == (language == "en")
    assert ("131" in shown) and "methodology check" in shown
    note = i18n.text("mandate", "read-in-english", language)
    assert (" ".join(note.split()) in shown) == (language != "en")


def test_the_rows_of_the_table_are_the_clauses() -> None:
    frame = ict.data.mandates().to_frame()
    assert frame["clause"].tolist() == [clause.id for clause in DUBAI.clauses]
    whole = frame[frame["verdict"] == "whole"]
    assert (whole["commands"] != "").all()


UNREAD = "names Resolution 131 (Rev. Bucharest, 2022) as its mandate, whose text was not read here;"


@pytest.mark.slow
def test_every_page_of_an_edition_under_an_unread_text_has_one_line(tmp_path: Path) -> None:
    """The page in the edition, a report, and the page of the document: once each."""
    edition = ict.editions.demonstrate(tmp_path / "trial").edition
    page = (edition.path / "index.html").read_text(encoding="utf-8")
    assert page.count(UNREAD) == 1
    assert page.count("131") >= len(i18n.LANGUAGES)
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    report = ict.reports.progress_report([result], sources=["itu-idi"]).to_text("en")
    assert " ".join(report.split()).count(UNREAD) == 1
    assert " ".join(ict.methodology("idi", 2024).show("en").split()).count(UNREAD) == 1
    legacy = ict.methodology("idi", 2015)
    assert UNREAD not in legacy.show("en")
