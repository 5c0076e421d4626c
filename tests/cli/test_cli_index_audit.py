"""The command that audits an index: its page, its data, its refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX

import ictindex as ict
from ictindex.core.errors import IctindexError

AUDIT = ("audit", ANNEX, "-e", "2024", "--draws", "20")


def test_the_page_begins_with_what_to_look_at(invoke: Any) -> None:
    done = invoke(*AUDIT)
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "Statistical audit: ICT Development Index 2024"
    assert "What to look at" in lines


@pytest.mark.slow
def test_a_page_in_arabic_is_written_as_html(invoke: Any) -> None:
    page = invoke(*AUDIT, "--format", "html", "--language", "ar").output
    assert '<html lang="ar" dir="rtl">' in page
    assert "التدقيق الإحصائي" in page


@pytest.mark.slow
def test_json_has_every_table_and_csv_the_one_that_is_asked_for(invoke: Any) -> None:
    record = json.loads(invoke(*AUDIT, "--json").output)
    assert record["of"]["id"] == "idi-2024-exploration"
    assert len(record["lines"]) == sum(record["verdicts"].values())
    rows = list(csv.DictReader(io.StringIO(invoke(*AUDIT, "--csv", "--table", "ceiling").output)))
    assert rows[0]["indicator"] == "internet-users"
    lines = list(csv.DictReader(io.StringIO(invoke(*AUDIT, "--csv").output)))
    assert len(lines) == len(record["lines"])


@pytest.mark.slow
def test_thresholds_are_taken(invoke: Any) -> None:
    record = json.loads(invoke(*AUDIT, "--json", "--threshold", "ceiling=0.99").output)
    ceiling = [row for row in record["lines"] if row["section"] == "ceiling"]
    assert {row["verdict"] for row in ceiling} == {"passes"}


@pytest.mark.slow
def test_the_folder_of_an_edition_is_audited_as_it_was_published(
    invoke: Any, tmp_path: Path
) -> None:
    ict.editions.demonstrate(tmp_path / "shown")
    folder = next((tmp_path / "shown" / "editions").glob("idi-*"))
    record = json.loads(invoke("audit", str(folder), "--json", "--draws", "20").output)
    assert record["of"]["id"] == folder.name


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--threshold", "high"), "'high' is not a threshold. Write `--threshold name=number`"),
        (("--threshold", "luck=1"), "There is no threshold 'luck'."),
        (("--csv", "--table", "all"), "The argument 'part' cannot be 'all'."),
    ],
)
def test_what_does_not_fit_is_refused(invoke: Any, options: tuple[str, ...], message: str) -> None:
    done = invoke(*AUDIT, *options)
    assert isinstance(done.exception, IctindexError)
    assert str(done.exception).startswith(message)
