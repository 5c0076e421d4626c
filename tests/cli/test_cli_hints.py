"""No command recommends an option that it lacks; workbooks with several sheets and editions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from cli_cases import ANNEX
from idi_workbooks import fill, row, write
from typer.testing import Result

import ictindex as ict
from ictindex.core.errors import IctindexError

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")
Invoke = Callable[..., Result]
_OPTION = re.compile(r"(?<![\w`-])--[a-z][a-z-]*")
_COMMAND = re.compile(r"`ictindex ([^`]+)`")


def options_of(*names: str) -> set[str]:
    """Return the options of a command, those of the help page among them."""
    from ictindex.apps.cli.command_tree import app

    command: Any = typer.main.get_command(app)
    for name in names:
        command = command.get_command(None, name)
    return {"--help", *(option for param in command.params for option in param.opts)}


def sheets(path: Path) -> str:
    """Write a workbook of two sheets: ten figures of Brazil, and one of a column too many."""
    book = openpyxl.Workbook()
    book.active.title = "Figures"
    for line in [["economy", "indicator", "year", "value"], ["BRA", "internet-users", 2022, 80.5]]:
        book.active.append(line)
    other = book.create_sheet("Other")
    other.append(["economy", "indicator", "year", "value", "remark"])
    other.append(["BRA", "internet-users", 2022, 80.5, "x"])
    book.save(path)
    return str(path)


def bad_files(folder: Path) -> Iterator[str]:
    """Yield files that no reader takes as they are, each for another reason."""
    yield sheets(folder / "several.xlsx")
    for name, text in {
        "unknown.csv": "economy,indicator,year,value,remark\nBRA,internet-users,2022,80.5,x\n",
        "near.csv": "economi,indicator,year,value\nBRA,internet-users,2022,80.5\n",
        "missing.csv": "economy,indicator,year\nBRA,internet-users,2022\n",
        "semicolon.csv": "economy;indicator;year;value\nBRA;internet-users;2022;80,5\n",
        "packed.csv": "PK\x03\x04 and so on",
        "old.csv": "%PDF-1.7",
        "latin.csv": "economy,indicator,year,value\nBRA,internet-users,2022,80.5\u00e9",
    }.items():
        encoding = "latin-1" if name == "latin.csv" else "utf-8"
        (folder / name).write_bytes(text.encode(encoding))
        yield str(folder / name)


COMMANDS = {
    "compute": ["FILE", "--edition", "2024"],
    "explain": ["FILE", "BRA", "--edition", "2024"],
    "rank": ["FILE", "--edition", "2024"],
    "groups": ["FILE", "--edition", "2024"],
    "validate": ["FILE", "--edition", "2024"],
    "derive": ["FILE"],
    "accept": ["FILE", "--edition", "2024"],
    "answer": ["FILE", "P01", "confirm", "--reason", "x", "--edition", "2024"],
    "check": ["FILE"],
    "consult": ["FILE"],
    "basket compute": ["--prices", "FILE", "--economics", "FILE", "--edition", "2025"],
    "basket series": ["FILE"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_hint_names_only_options_of_its_command(
    command: str, invoke: Invoke, tmp_path: Path
) -> None:
    names = command.split()
    options = options_of(*names)
    for file in bad_files(tmp_path):
        asked = [file if word == "FILE" else word for word in COMMANDS[command]]
        error = invoke(*names, *asked).exception
        if not isinstance(error, IctindexError):
            continue
        text = str(error)
        for other in _COMMAND.findall(text):
            own = [word for word in other.split() if not word.startswith(("-", "{"))][:1]
            assert set(_OPTION.findall(other)) <= options_of(*own), text
        assert set(_OPTION.findall(_COMMAND.sub("", text))) <= options, f"{Path(file).name}: {text}"


@pytest.mark.parametrize(
    "command", ["compute", "explain", "rank", "groups", "validate", "derive", "accept", "answer"]
)
def test_the_sheet_of_a_workbook_can_be_named(command: str, invoke: Invoke, tmp_path: Path) -> None:
    file = sheets(tmp_path / "several.xlsx")
    asked = [file if word == "FILE" else word for word in COMMANDS[command]]
    several = invoke(command, *asked).exception
    assert isinstance(several, IctindexError) and several.code == "workbook.several-sheets"
    item = invoke(command, *asked, "--sheet", "Figures").exception
    assert not isinstance(item, IctindexError) or not item.code.startswith("workbook.")
    other = invoke(command, *asked, "--sheet", "Other").exception
    assert isinstance(other, IctindexError) and other.code.startswith("table.unknown-column")


def test_a_sheet_of_a_file_that_has_none_is_refused(invoke: Invoke) -> None:
    error = invoke("compute", ANNEX, "--edition", "2024", "--sheet", "Figures").exception
    assert isinstance(error, IctindexError) and error.code == "workbook.no-sheets-here"


# ---------------------------------------------------------------- ITU's workbook of the IDI


@pytest.mark.slow
def test_an_edition_of_itus_workbook_is_computed_next_to_its_scores(
    invoke: Invoke, tmp_path: Path
) -> None:
    file = str(write(tmp_path / "idi.xlsx", [row("BRA"), row("KEN")]))
    asked = [file, "--form", "itu-idi", "--edition", "2025"]
    done = invoke("compute", *asked, "--json")
    assert done.exit_code == 0
    data = json.loads(done.stdout)
    assert data["id"] == "idi-2025-exploration"
    shown = invoke("compute", *asked).stdout
    assert "Published" in shown and "65.8" in shown
    groups = json.loads(invoke("groups", *asked, "--json").stdout)
    assert (groups["vintage"], groups["on"]) == ("idi-2025", "published")
    assert invoke("explain", file, "BRA", *asked[1:]).exit_code == 0
    assert "65.8" in invoke("rank", *asked).stdout
    assert "internet-users" in invoke("derive", *asked, "-o", str(tmp_path / "d.csv")).stdout or (
        (tmp_path / "d.csv").exists()
    )


def test_the_edition_before_is_the_history_of_the_same_workbook(
    invoke: Invoke, tmp_path: Path
) -> None:
    """A figure ten times that of the edition before is found; alone it passes."""
    later = row("BRA", values={"mobile-broadband-traffic": "500.0"})
    path = write(tmp_path / "idi.xlsx", [later])
    book = openpyxl.load_workbook(path)
    fill(book.create_sheet(), [row("BRA")], 2024)
    book.save(path)
    asked = ["validate", str(path), "--form", "itu-idi", "--edition", "2025", "--json"]
    alone, outcome = invoke(*asked), invoke(*asked, "--history", str(path))

    def about(result: Result) -> set[str]:
        return {
            finding["rule"] if "rule" in finding else finding["code"]
            for finding in json.loads(result.stdout)["findings"]
            if finding.get("indicator") == "mobile-broadband-traffic"
        }

    assert about(outcome) - about(alone)


def test_the_form_is_named_where_forms_are_listed() -> None:
    with pytest.raises(IctindexError) as caught:
        ict.read_observations(ANNEX, form="idi")
    assert "itu-idi" in str(caught.value)
