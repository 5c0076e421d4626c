"""One table says which exit codes a command has; help, options and runs agree with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from cli_cases import ANNEX, LANGUAGES, PRICED, own_file
from command_runs import run_here
from small_cases import small_cases

from ictindex.apps.cli import exit_codes
from ictindex.apps.cli.command_tree import app
from ictindex.language import i18n

# The exit code 1, as help states it.
STATED = {
    "en": "exit code 1",
    "fr": "code de sortie 1",
    "es": "código de salida 1",
    "ar": "رمز الخروج 1",
    "ru": "код завершения 1",
    "zh": "退出码为 1",
}
OTHER_WORDS = {"ru": "код выхода 1", "zh": "退出代码为 1"}


def walk(command: Any = None, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each command with the words that are typed."""
    command = typer.main.get_command(app) if command is None else command
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(None):
        yield from walk(command.get_command(None, name), f"{path} {name}".strip())


COMMANDS = dict(walk())


def test_the_table_names_commands_once() -> None:
    sets = (exit_codes.JUDGES, exit_codes.COMPUTES, exit_codes.DONE_IN_PART)
    assert sum(map(len, sets)) == len(frozenset[str]().union(*sets))
    assert frozenset[str]().union(*sets) <= COMMANDS.keys()
    assert exit_codes.STRICT <= exit_codes.COMPUTES


@small_cases("language", LANGUAGES)
def test_help_states_the_rule_of_the_table(language: str) -> None:
    """A command whose answer may be 1 says so, and no other one does."""
    stated = exit_codes.JUDGES | exit_codes.DONE_IN_PART
    words = (STATED[language], OTHER_WORDS.get(language, STATED[language]))
    for name in COMMANDS:
        about = i18n.label("help-commands", name.replace(" ", "-"), language)
        assert any(word in about for word in words) == (name in stated), (name, about)
    assert STATED[language] in i18n.label("help-parameters", "strict", language).lower()


def test_the_option_is_where_the_table_says() -> None:
    for name, command in COMMANDS.items():
        options = {option for each in command.params for option in each.opts}
        assert ("--strict" in options) == (name in exit_codes.STRICT), name


def test_the_page_of_commands_has_the_table() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/reference/commands.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`" in line]
    judges, strict, computes = (frozenset(re.findall("`([a-z -]+)`", row)) for row in rows[:3])
    assert judges == exit_codes.JUDGES
    assert strict - {"--strict"} == exit_codes.STRICT
    assert computes == exit_codes.COMPUTES - exit_codes.STRICT


@pytest.mark.parametrize(
    ("arguments", "gap"),
    [
        (["compute", ANNEX, "-e", "2024"], b"Economies without a score"),
        (["compute", ANNEX, "-e", "2024", "--json"], b'"excluded": [\n    {'),
        (["basket", "compute", *PRICED], b"PPP"),
        (["basket", "explain", "ECU", *PRICED], b"PPP"),
    ],
)
def test_an_answer_that_was_computed_ends_with_0(arguments: list[str], gap: bytes) -> None:
    done = run_here(*arguments)
    assert done.returncode == 0 and gap in done.stdout
    strict = run_here(*arguments, "--strict")
    assert (strict.returncode, strict.stdout) == (1, done.stdout)
    assert run_here(*arguments).returncode == 0  # the choice is that of one run


def test_strict_is_good_where_there_is_no_gap(tmp_path: Path) -> None:
    whole = own_file(tmp_path / "whole.csv")
    assert run_here("compute", whole, "-e", "2024", "--strict").returncode == 0


@pytest.mark.parametrize("form", ["--json", "--csv", ""])
def test_cells_that_prevent_an_answer_are_unusable_input_where_one_is_computed(
    form: str, tmp_path: Path
) -> None:
    """Exit code 2 where no answer was computed; 1 where the question is about these cells."""
    file = own_file(tmp_path / "mine.csv", value="80,5")
    chosen = [form] * bool(form)
    assert run_here("compute", file, "-e", "2024", *chosen).returncode == 2
    judged = run_here("validate", file, "-e", "2024", *chosen)
    assert judged.returncode == 1 and b"80,5" in judged.stdout
    accepted = run_here("accept", file, "-e", "2024")
    assert accepted.returncode == 1 and not list(tmp_path.glob("*.receipt.json"))


WRONG = {
    "cli.no-such-option-near": ["compute", ANNEX, "--edtion", "2024", "--json"],
    "cli.missing-argument": ["compute", "--json"],
    "cli.missing-option": ["rank", ANNEX, "--json"],
    "cli.option-without-value": ["compute", ANNEX, "--json", "-e"],
    "cli.not-a-whole-number": ["rank", ANNEX, "-e", "x", "--json"],
    "cli.extra-arguments": ["compute", ANNEX, "-e", "2024", "more", "--json"],
    "cli.no-such-command-near": ["comput", "--json"],
    "cli.two-forms": ["compute", ANNEX, "-e", "2024", "--json", "--csv"],
    "file.not-found": ["compute", "nofile.csv", "-e", "2024", "--json"],
    "methodology.no-edition": ["compute", ANNEX, "-e", "1999", "--json"],
    "language.unknown": ["rank", ANNEX, "-e", "2024", "-l", "xx", "--json"],
}


@small_cases("code", WRONG)
def test_an_error_is_json_where_json_is_asked_for(code: str) -> None:
    done = run_here(*WRONG[code])
    assert (done.returncode, done.stdout) == (2, b"")
    record = json.loads(done.stderr)
    assert record["schema"] == "ictindex/error/0"
    assert record["error"]["code"] == code
    assert record["error"]["message"] and isinstance(record["error"]["details"], dict)
    words = run_here(*(word for word in WRONG[code] if word not in ("--json", "--csv")))
    if words.returncode:  # the same message in words, but for the error about two forms
        assert f"ictindex: {record['error']['message']}" in words.stderr.decode()


@small_cases("language", LANGUAGES)
def test_an_error_is_in_the_language_asked_for(language: str, tmp_path: Path) -> None:
    file = own_file(tmp_path / "mine.csv", value="80,5")
    done = run_here("compute", file, "-e", "2024", "--json", "-l", language)
    assert (done.returncode, done.stdout) == (2, b"")
    error = json.loads(done.stderr)["error"]
    (fault,) = error["faults"]
    assert (error["code"], fault["code"]) == ("compute.errors-in-cells", "number.decimal-comma")
    assert (fault["economy"], fault["address"]["line"]) == ("BRA", 2)
    assert fault["message"] == i18n.message(fault["code"], fault["details"], language)


def test_messages_before_an_error_are_a_part_of_it(tmp_path: Path) -> None:
    """Standard error has one object; without an error, the messages are as without JSON."""
    missing = str(tmp_path / "absent" / "series.csv")
    asked = ("explain", ANNEX, "brazil", "-e", "2024", "--json")
    done = run_here(*asked)
    assert b"BRA was taken for" in done.stderr and json.loads(done.stdout)["economy"] == "BRA"
    failed = run_here(*asked, "--node", missing)
    (note,) = json.loads(failed.stderr)["error"]["notes"]
    assert done.stderr.decode() == f"ictindex: {note}\n"


def test_words_after_the_end_of_options_ask_for_nothing() -> None:
    done = run_here("compute", "--", "--json")
    assert done.returncode == 2 and done.stderr.startswith(b"ictindex: ")
