"""The page of `ictindex open`: changed cells are listed, undone, saved, and in the receipt."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from command_runs import run
from desk_cases import cell, workbook
from page_person import open_desk

import ictindex as ict
from ictindex.apps.desk.local_server import FirstFile

pytestmark = pytest.mark.browser
QUIET = "() => state.phase === 'ready' && state.report !== null && state.busy === 0"


def press(page: BrowserPage, name: str) -> None:
    page.evaluate("(id) => document.getElementById(id).click()", name)
    page.wait_for(QUIET)


def shown_changes(page: BrowserPage) -> list[str]:
    page.wait_for(QUIET)
    words: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('.was-is')].map((node) => node.innerText)"
    )
    return words


def test_changes_live_on_in_the_saved_workbook_and_are_in_its_receipt(
    harness: Harness, tmp_path: Path
) -> None:
    first = FirstFile("ecu.xlsx", workbook({"population": 17834}))
    with open_desk(harness, "en", first=first) as page:
        page.wait_for(QUIET)
        press(page, "act-cause-0")
        position = list(cell("internet-users"))
        page.evaluate("(position) => showCell(position)", position)
        page.wait_for(QUIET)
        field = "cell-" + "-".join(map(str, position))
        page.wait_for("(id) => document.getElementById(id) !== null", field)
        page.fill(f"#{field}", "72.9")
        page.evaluate(
            "(id) => document.getElementById(id).dispatchEvent(new Event('change'))", field
        )
        page.wait_for("() => state.report.corrections.length === 2")
        page.wait_for(QUIET)
        page.evaluate("() => show('finish')")
        both = ["Before: 17,834. Now: 17,834,000.", "Before: 72.7. Now: 72.9."]
        assert shown_changes(page) == both
        page.evaluate("() => saveWorkbook()")
        [saved] = page.saved(1)
        # The saved workbook alone is opened again: the record is in it.
        page.evaluate("() => closeFile()")
        page.wait_for("() => state.report === null && state.busy === 0")
        page.call("drop", "#main", str(saved))
        page.wait_for(QUIET)
        page.evaluate("() => show('finish')")
        assert shown_changes(page) == both
        press(page, "undo-2")
        assert shown_changes(page) == both[:1]
        assert page.axe() == []
        press(page, "make-receipt")
        press(page, "save-all")
        *_, archive = page.saved(2)
        with zipfile.ZipFile(archive) as files:
            files.extractall(tmp_path)
    [path] = tmp_path.glob("*.xlsx")
    [receipt] = tmp_path.glob("*.receipt.json")
    made = receipt.read_bytes()
    receipt.unlink()
    done = run(tmp_path, "accept", path.name)
    assert done.returncode == 0, done.stderr
    assert receipt.read_bytes() == made
    [line] = ict.data.read_receipt(receipt).corrections
    assert (line.was, line.now, line.by) == ("17834", "17834000", "proposal")
