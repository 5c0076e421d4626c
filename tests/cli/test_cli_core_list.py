"""The Core List at the command line: shown, checked, and as a table to type into."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from command_runs import run_here

from ictindex.definitions.documents.core_list import core_list_document

BUSINESS = "Proportion of businesses using computers"


def write(path: Path, *rows: dict[str, str]) -> str:
    """Write a typed list of the year 2005, with every row that was read of it."""
    coded = [row for row in core_list_document().rows if row.code and 2005 in row.years]
    sound = {
        row.code.text: {
            "year": "2005", "code": row.code.text, "area": row.area,
            "title_en": row.titles[0].text, "page": "7",
        }
        for row in coded
        if row.code
    }  # fmt: skip
    sound |= {row["code"]: sound["B1"] | row for row in rows}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(sound["B1"]))
        writer.writeheader()
        writer.writerows(sound.values())
    return str(path)


def test_the_list_says_what_was_not_read(invoke: Any) -> None:
    done = invoke("catalogue", "core-list")
    assert done.exit_code == 0
    assert "The list of March 2022 was not read" in " ".join(done.stdout.split())
    rows = list(csv.DictReader(invoke("catalogue", "core-list", "--csv").stdout.splitlines()))
    owners = next(row for row in rows if row["code"] == "HH18")
    assert (owners["sdg"], owners["itu"]) == ("5.b.1", "xHH18_IDI;xHH18")


def test_a_sound_file_is_in_order(tmp_path: Path, invoke: Any) -> None:
    path = write(tmp_path / "typed.csv")
    done = invoke("catalogue", "core-list", "check", path)
    assert done.exit_code == 0
    assert "Rows without errors: 11." in done.stdout


def test_a_fault_is_named_with_its_row(tmp_path: Path, invoke: Any) -> None:
    path = write(tmp_path / "typed.csv", {"code": "B2", "title_en": BUSINESS})
    done = invoke("catalogue", "core-list", "check", path, "--json")
    assert done.exit_code == 1
    record = json.loads(done.stdout)
    assert record["schema"] == "ictindex/core-list-check/0"
    errors = [each for each in record["findings"] if each["level"] == "error"]
    assert [(each["rule"], each["address"]) for each in errors] == [
        ("core-list.title-other", "typed.csv, line 3, column title_en")
    ]
    assert "Proportion of employees using computers" in errors[0]["message"]


def test_rows_for_the_document_are_written_unless_there_are_errors(
    tmp_path: Path, invoke: Any
) -> None:
    wrong = write(tmp_path / "wrong.csv", {"code": "B2", "title_en": BUSINESS})
    target = tmp_path / "rows.toml"
    done = invoke("catalogue", "core-list", "check", wrong, "-o", str(target))
    assert (done.exit_code, target.exists()) == (1, False)
    assert "Nothing was written: correct the errors first." in done.stderr
    sound = write(tmp_path / "sound.csv")
    arguments = ("check", sound, "-o", str(target), "--read", "core-list-2005")
    assert invoke("catalogue", "core-list", *arguments).exit_code == 0
    assert target.read_text(encoding="utf-8").count('read = "core-list-2005"') == 22


def test_a_template_and_a_page_as_files(tmp_path: Path, invoke: Any) -> None:
    typed, page = tmp_path / "typed.csv", tmp_path / "list.html"
    assert invoke("catalogue", "core-list", "template", "-o", str(typed)).exit_code == 0
    assert typed.read_text(encoding="utf-8").startswith("year,code,area,title_en,")
    assert invoke("catalogue", "core-list", "-o", str(page), "-l", "ar").exit_code == 0
    assert 'dir="rtl"' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["print"], "'print' is nothing that this command does."),
        (["check"], "Only check takes a file, and it needs one."),
        (["template", "typed.csv"], "Only check takes a file, and it needs one."),
    ],
)
def test_other_uses_are_refused(arguments: list[str], message: str) -> None:
    done = run_here("catalogue", "core-list", *arguments)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.decode().split())
