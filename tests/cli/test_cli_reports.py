"""The commands that write reports: pages, files by their ending, refusals in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX

from ictindex.core.errors import IctindexError

OF = ("-e", "2024", "--source", "itu-idi")


def test_an_annual_report_is_shown_at_the_terminal(invoke: Any) -> None:
    done = invoke("report", "edition", ANNEX, *OF)
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "ICT Development Index 2024: annual report"


@pytest.mark.slow
def test_a_note_is_written_as_its_file_is_called(invoke: Any, tmp_path: Path) -> None:
    file = tmp_path / "bra.html"
    done = invoke("report", "economy", ANNEX, "Brazil", *OF, "-l", "ar", "-o", str(file))
    assert done.exit_code == 0
    assert file.read_text(encoding="utf-8").startswith(
        '<!doctype html>\n<html lang="ar" dir="rtl">'
    )
    again = invoke("report", "economy", ANNEX, "BRA", *OF, "-o", str(file))
    assert isinstance(again.exception, IctindexError)


def test_a_note_becomes_a_pdf(invoke: Any, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra report is not installed")
    file = tmp_path / "bra.pdf"
    invoke("report", "economy", ANNEX, "BRA", *OF, "--date", "2024-06-27", "-o", str(file))
    assert b"D:20240627" in file.read_bytes()


def test_progress_is_data_too(invoke: Any) -> None:
    record = json.loads(invoke("report", "progress", ANNEX, *OF, "--json").output)
    assert record["report"] == "ProgressReport"
    assert record["coverage"][0]["economies"] == 19


def test_two_methodologies_are_compared(invoke: Any) -> None:
    paper = ("report", "methodology-review", ANNEX, *OF, "--draws", "0")
    error = invoke(*paper, "-m", "idi-methodology-2023").exception
    assert error.code == "report.too-few-methodologies"


def test_the_owner_of_the_figures_has_to_be_stated(invoke: Any) -> None:
    error = invoke("report", "edition", ANNEX, "-e", "2024").exception
    assert error.code == "report.source-missing"
    error = invoke("report", "edition", ANNEX, "--source", "itu-idi").exception
    assert error.code == "cli.edition-needed"


def test_a_demonstration_needs_no_source(invoke: Any, tmp_path: Path) -> None:
    invoke("demo", "--publish", str(tmp_path / "demo"))
    editions = tmp_path / "demo" / "editions"
    done = invoke("report", "progress", str(editions))
    words = " ".join(done.output.split())
    assert "Demonstration: synthetic data" in words
    assert "No errata are on record." in words and "sha256:" in words
