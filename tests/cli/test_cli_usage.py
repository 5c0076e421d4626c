"""Help and faults of use in six languages, whatever Typer itself would say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX, LANGUAGES, run
from command_runs import run_here
from language_files import words as language_words
from small_cases import small_cases

from ictindex.apps.cli.help import WrongUsageError, language_last, language_of

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def tree(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """Every command with its key."""
    files = [("-".join(path) or "ictindex", command)]
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            files += tree(command.get_command(None, name), (*path, name))
    return files


def commands() -> list[tuple[str, Any]]:
    import typer

    from ictindex.apps.cli.command_tree import app

    return tree(typer.main.get_command(app))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_parameter_has_words_and_no_other(language: str) -> None:
    words = language_words(language)
    actual = commands()
    assert {key for key, _ in actual} == set(words["help-commands"])
    used = {"help"}
    for key, command in actual:
        for parameter in command.params:
            own = f"{key}-{parameter.name}"
            used.add(own if own in words["help-parameters"] else parameter.name)
    assert used == set(words["help-parameters"])


@small_cases("language", LANGUAGES)
def test_help_is_in_the_language_asked_for(language: str, invoke: Any) -> None:
    words = language_words(language)
    asked = ["compute", "--help", "-l", language]
    for text in (
        invoke(*asked, COLUMNS="120").stdout,
        invoke("compute", "--help", COLUMNS="120", ICTINDEX_LANGUAGE=language).stdout,
    ):
        # A name that is divided between two lines is isolated in each.
        text = text.translate(ISOLATES)
        flowing = " ".join(text.split()) if language != "zh" else "".join(text.split())
        for shown in (words["help-commands"]["compute"], words["help-parameters"]["layout"]):
            glue = "" if language == "zh" else " "
            assert glue.join(shown.translate(ISOLATES).split()) in flowing
        assert text.startswith(words["help"]["usage"].translate(ISOLATES).partition("{")[0])
        assert words["help"]["options"] in text
        assert "-e, --edition EDITION" in text
    group = invoke("-l", language, "methodology", "--help", COLUMNS="120").stdout
    assert words["help-commands"]["methodology-freeze"][:20] in group


@pytest.mark.parametrize("group", [[], ["register"], ["methodology"]])
def test_a_group_without_a_command_shows_its_help_in_the_language(group: list[str]) -> None:
    done = run_here("-l", "es", *group)
    assert done.returncode == 2
    output = done.stderr.decode("utf-8")
    assert output.startswith("Uso:") and "Opciones" in output and "Missing" not in output


def test_help_fits_the_terminal(invoke: Any) -> None:
    for columns in (60, 80):
        text = invoke("explain", "--help", COLUMNS=str(columns)).stdout
        assert max(map(len, text.splitlines())) <= columns


WRONG = {
    "cli.missing-argument": (["compute"], {"argument": "FILE"}),
    "cli.missing-option": (["rank", ANNEX], {"option": "--edition"}),
    "cli.no-such-option": (["rank", ANNEX, "--xyz", "2024"], {"option": "--xyz"}),
    "cli.no-such-option-near": (["rank", ANNEX, "--editio", "2024"], {"option": "--editio"}),
    "cli.no-such-command": (["xyzzy"], {"command": "xyzzy"}),
    "cli.no-such-command-near": (["ranks"], {"command": "ranks"}),
    "cli.option-without-value": (["rank", ANNEX, "-e"], {"option": "-e"}),
    "cli.option-takes-no-value": (["rank", ANNEX, "--json=3"], {"option": "--json"}),
    "cli.not-a-whole-number": (["rank", ANNEX, "-e", "x"], {"option": "--edition"}),
    "cli.extra-arguments": (["rank", ANNEX, "a", "b", "-e", "2024"], {"arguments": "a b"}),
}


@pytest.mark.slow
@small_cases("language", LANGUAGES)
@small_cases("code", WRONG)
def test_faults_of_use_are_worded_by_us(code: str, language: str, invoke: Any) -> None:
    arguments, supplied = WRONG[code]
    fault = invoke(*arguments, ICTINDEX_LANGUAGE=language).exception
    assert isinstance(fault, WrongUsageError)
    assert fault.code == code
    assert supplied.items() <= fault.details.items()
    assert next(iter(supplied.values())) in fault.message(language)
    assert fault.usage


@pytest.mark.slow
def test_a_fault_of_use_as_the_user_sees_it() -> None:
    done = run("rank", "mine.csv", ICTINDEX_LANGUAGE="fr")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8").replace("\r\n", "\n") == (
        "Utilisation\u00a0: ictindex rank [OPTIONS] FILE\n\n"
        "ictindex: L’option --edition manque. Voyez ictindex rank --help.\n"
    )


def test_the_language_is_known_before_the_arguments_are_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ICTINDEX_LANGUAGE", raising=False)
    assert language_of(["rank", "-l", "fr"]) == language_of(["-lfr", "rank"]) == "fr"
    assert language_of(["rank", "--language=zh"]) == "zh"
    assert language_of(["rank", "--", "-l", "fr"]) == "en"
    assert language_of(["rank", "-l", "de"]) == language_of(["-l"]) == "en"
    monkeypatch.setenv("ICTINDEX_LANGUAGE", "ru")
    assert language_of(["rank"]) == "ru"
    assert language_last(["--version", "-l", "fr"]) == ["--version"]
    assert language_last(["-l", "fr", "methodology", "list"]) == [
        "methodology", "-l", "fr", "list",
    ]  # fmt: skip


@pytest.mark.slow
def test_every_command_is_in_one_section_of_its_help() -> None:
    for key, command in commands():
        if hasattr(command, "list_commands"):
            listed = " ".join(command.sections.values()).split()
            assert sorted(listed) == sorted(command.list_commands(None)), key


@small_cases(
    ("typed", "meant"),
    [
        (["comput"], "ictindex compute"),
        (["medians"], "ictindex basket medians"),
        (["round", "handove"], "ictindex round handover"),
        (["rank", ANNEX, "--langage", "en"], "--language"),
        (["rank", ANNEX, "--Json"], "--json"),
    ],
)
def test_a_slip_of_the_fingers_names_what_was_meant(
    typed: list[str], meant: str, invoke: Any
) -> None:
    words = language_words("en")["messages"]["cli.no-such-option-near"]
    fault = invoke(*typed).exception
    assert isinstance(fault, WrongUsageError)
    assert words["remedy"].format(hint=meant) in fault.message("en")


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("ictindex basket ser", "en", "series"),
        ("ictindex rank x.csv --langu", "en", "--language"),
        ("ictindex explain x.csv BRA", "ar", "BRA"),
        ("ictindex groups x.csv --by itu", "en", "itu-region"),
        ("ictindex rank x.csv --methodology idi-methodology-2023", "en", "idi-methodology-2023"),
        ("ictindex answer x.csv --indicator internet-u", "en", "internet-users"),
        ("ictindex rank x.csv --language z", "en", "zh"),
    ],
)
def test_a_shell_completes_commands_options_and_codes(
    line: str, language: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from ictindex.apps.cli.command_tree import app

    monkeypatch.setenv("_ICTINDEX_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
    monkeypatch.setenv("ICTINDEX_LANGUAGE", language)
    with pytest.raises(SystemExit):
        app(prog_name="ictindex")
    shown = capsys.readouterr().out
    assert f'"{expected}"' in shown
    if expected == "BRA":
        assert "البرازيل" in shown


def test_completion_is_set_up_in_the_words_of_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    monkeypatch.setattr("typer.completion.install", lambda **_: ("bash", tmp_path / "done.sh"))
    done = invoke("-l", "fr", "--install-completion")
    start, _, rest = language_words("fr")["cli"]["completion-installed"].partition("{shell}")
    assert done.stdout.startswith(f"{start}bash")
    assert str(tmp_path / "done.sh") in done.stdout and rest.rpartition("}")[2] in done.stdout
    assert done.exit_code == 0


@small_cases("command", [["validate", "--csv"], ["check"]], ids=str)
def test_no_output_takes_the_name_of_a_file_that_is_read(
    command: list[str], tmp_path: Path, invoke: Any
) -> None:
    own, link = tmp_path / "bra.csv", tmp_path / "same.csv"
    content = Path(ANNEX).read_bytes()
    own.write_bytes(content)
    link.hardlink_to(own)
    for name in (own, link):
        fault = invoke(*command, str(own), "-o", str(name), "--overwrite").exception
        assert fault.message("en") == (
            f"The output {name} is a file that this command reads: it would be lost. Give the "
            "output another name."
        )
        assert own.read_bytes() == content
