"""The page of `ictindex open`: changed cells are listed, undone, saved, and in the receipt."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from command_runs import run
from desk_cases import cell, workbook

import ictindex as ict
from ictindex.apps.desk.local_server import FirstFile, LocalServer

pytestmark = pytest.mark.browser
QUIET = "() => state.phase === 'ready' && state.report !== null && state.busy === 0"
# Only the server of the test itself may be asked, past the proxy that refuses everybody.
OWN_SERVER = {"offline": False, "args": ["--proxy-bypass-list=127.0.0.1"]}


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
    server = LocalServer(first=FirstFile("ecu.xlsx", workbook({"population": 17834})))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with harness.open("chromium", locale="en", **OWN_SERVER) as browser:
        page = browser.page()
        page.open(server.address)  # leads on to the page itself, with its cookie
        page.open(f"{server.origin}/")
        page.wait_for(QUIET)
        press(page, "act-cause-0")
        place = list(cell("internet-users"))
        page.evaluate("(place) => showCell(place)", place)
        page.wait_for(QUIET)
        field = "cell-" + "-".join(map(str, place))
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
        assert page.call("errors") == []
    server.stop()
    thread.join(timeout=10)
    [path] = tmp_path.glob("*.xlsx")
    [receipt] = tmp_path.glob("*.receipt.json")
    made = receipt.read_bytes()
    receipt.unlink()
    done = run(tmp_path, "accept", path.name)
    assert done.returncode == 0, done.stderr
    assert receipt.read_bytes() == made
    [line] = ict.data.read_receipt(receipt).corrections
    assert (line.was, line.now, line.by) == ("17834", "17834000", "proposal")
