"""The steps of the guide alone lead from slips in a full workbook to true figures."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import guide_workbook as guide
import pytest
from browsers import ROOT, BrowserPage, Harness
from desk_cases import cell
from page_person import Person, open_desk

import ictindex as ict

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
MOST_ACTIONS = 12


def buttons(language: str) -> dict[str, str]:
    """Return the button of every step, by its key, as the guide names it."""
    text = (ROOT / f"docs/guide/focal-points.{language}.md").read_text("utf-8")
    match = re.search(r"<!-- steps: ([\w -]+) -->\n\n((?:\d+\. .+\n)+)", text)
    assert match is not None
    names = [re.findall(r"\*\*(.+?)\*\*", step)[-1] for step in match[2].splitlines()]
    return dict(zip(match[1].split(), names, strict=True))


def follow(page: BrowserPage, book: Path, language: str) -> Path:
    """Do what the guide says, with the buttons that it names; return the file that was saved."""
    names = buttons(language)
    person = Person(page)
    person.choose(book)  # choose-file
    person.press(names["act-cell"])
    person.press(names["act-cells"])
    wrong = person.finding(cell(guide.URBAN_USERS))
    person.press(names["do-correct"], wrong)
    person.type(str(guide.TRUTH[guide.URBAN_USERS]))
    person.press(names["save-correct"])
    unusual = person.finding(cell(guide.BANDWIDTH))
    person.press(names["do-confirm"], unusual)
    person.type(guide.REASON)
    person.press(names["save-confirm"])
    person.press(names["check-answers"])
    person.press(names["make-receipt"])
    person.press(names["save-all"])
    (saved,) = page.saved(1)
    assert person.actions == len(names) <= MOST_ACTIONS
    return saved


def unpack(saved: Path, folder: Path) -> Path:
    """Unpack what is sent; return its workbook."""
    with zipfile.ZipFile(saved) as files:
        files.extractall(folder)
    (workbook,) = folder.glob("*.xlsx")
    return workbook


def assert_true_and_accepted(workbook: Path, language: str, folder: Path) -> None:
    """The figures are the true ones; terminal and Python write the receipts of the page."""
    assert guide.figures_of(workbook.read_bytes(), language) == guide.TRUTH
    receipts = {path.name: path.read_bytes() for path in workbook.parent.glob("*.receipt.json")}
    names = (f"{workbook.stem}.receipt.json", f"{workbook.stem}.tariffs.receipt.json")
    assert sorted(receipts) == sorted(names)
    again = folder / "again"
    again.mkdir()
    (again / workbook.name).write_bytes(workbook.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "ictindex", "accept", workbook.name],
        cwd=again, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert {path.name: path.read_bytes() for path in again.glob("*.receipt.json")} == receipts
    submission = ict.read_questionnaire(workbook)
    table = ict.data.derive(submission.observations).completed
    assert submission.history is not None
    judgement = ict.validate(
        table, ict.methodology("idi", edition=submission.edition), year=submission.year,
        history=ict.data.derive(submission.history).completed, role="focal-point",
    )  # fmt: skip
    receipt = ict.accept(table, judgement, submission, role="focal-point")
    assert receipt.to_json().encode() == receipts[names[0]]
    (answer,) = submission.answers  # of all figures, one was confirmed: with a reason
    assert (answer.key[2], answer.reason) == (guide.BANDWIDTH, guide.REASON)


@pytest.mark.parametrize(
    "language",
    [
        "en",
        "ar",
        *(
            pytest.param(code, marks=[pytest.mark.slow, pytest.mark.long])
            for code in LANGUAGES
            if code not in ("en", "ar")
        ),
    ],
)
def test_the_guide_leads_to_true_figures_and_their_receipt(
    harness: Harness, tmp_path: Path, language: str
) -> None:
    book = guide.write_book(tmp_path / "ecu-2025.xlsx", language)
    with open_desk(harness, language) as page:
        workbook = unpack(follow(page, book, language), tmp_path / "sent")
    assert_true_and_accepted(workbook, language, tmp_path)


@pytest.mark.parametrize(
    ("browser_name", "language"),
    [
        ("chromium", "ar"),
        ("firefox", "zh"),
        pytest.param("chromium", "zh", marks=[pytest.mark.slow, pytest.mark.long]),
        pytest.param("firefox", "ar", marks=[pytest.mark.slow, pytest.mark.long]),
    ],
    indirect=["browser_name"],
)
def test_the_page_as_one_file_leads_to_the_same(
    harness: Harness, browser_name: str, page_path: Path, tmp_path: Path, language: str
) -> None:
    book = guide.write_book(tmp_path / "ecu-2025.xlsx", language)
    with harness.open(browser_name, locale=language) as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        workbook = unpack(follow(page, book, language), tmp_path / "sent")
        assert page.outside() == []
        assert page.call("errors") == []
    assert_true_and_accepted(workbook, language, tmp_path)
