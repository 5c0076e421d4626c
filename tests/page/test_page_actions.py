"""A dropped workbook leads to receipts that equal those of the command line, in both browsers."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from desk_cases import plan_cells, workbook
from filled_submission import VALUES

pytestmark = pytest.mark.browser
STEPS = (
    "do-correct", "save-correct", "do-confirm", "save-confirm", "check-answers", "make-receipt",
    "save-all",
)  # fmt: skip
# Far fewer users the year before: a warning that is confirmed; 4G above 3G: an error.
EARLIER = {name: float(value) for name, value in VALUES.items()} | {"internet-users": 58.0}


def write_slips(folder: Path, language: str) -> Path:
    """Write a questionnaire with one wrong value and one that is unusual."""
    path = folder / "ecu.xlsx"
    changes = {"coverage-4g": 99.5, "coverage-3g": 95.2}
    path.write_bytes(workbook(changes, language, plan=plan_cells(language), earlier=EARLIER))
    return path


class Person:
    """Somebody at the page, who waits until it has answered."""

    def __init__(self, page: BrowserPage) -> None:
        self.page = page

    def settled(self) -> None:
        """Wait until the page has answered."""
        self.page.wait_for(
            "() => state.busy === 0 && !state.reading && state.phase === 'ready'", seconds=60
        )

    def choose(self, path: Path) -> None:
        """Choose a file."""
        self.page.call("drop", "#main", str(path))
        self.page.wait_for("() => state.report !== null", seconds=60)
        self.settled()

    def press(self, words: str) -> None:
        """Press the first button that says these words, where no label is in the way."""
        pressed = self.page.evaluate(
            """(words) => {
              const shown = [...document.querySelectorAll("button")].filter((node) =>
                node.checkVisibility() && !node.disabled && node.textContent.trim() === words);
              if (shown.length) shown[0].click();
              return shown.length;
            }""",
            words,
        )
        assert pressed, (words, self.page.text("#main")[:2000])
        self.settled()

    def type(self, text: str) -> None:
        """Type into the form that is open."""
        field = "form.answer-form input, form.answer-form textarea"
        self.page.fill(field, text)


def own_words(page: BrowserPage, language: str) -> dict[str, str]:
    """Return the words of the page in a language."""
    words: dict[str, str] = page.evaluate("(code) => WORDS[code]", language)
    return words


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_the_receipts_are_those_of_the_command_line(
    harness: Harness, browser_name: str, page_path: Path, tmp_path: Path, language: str
) -> None:
    with harness.open(browser_name, locale=language) as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        words = own_words(page, language)
        person = Person(page)
        person.choose(write_slips(tmp_path, language))
        for step in STEPS:
            name = page.evaluate(
                "() => (state.files || []).find((f) => f.kind === 'archive')?.name"
            )
            person.press(words[step].replace("{file}", name or ""))
            if step.startswith("do-"):
                person.type("94.1" if step == "do-correct" else "A new survey was made")
        assert page.evaluate("() => state.report.open") == 0
        [archive] = page.saved(1)
        assert page.outside() == []
        assert page.call("errors") == []
        with zipfile.ZipFile(archive) as files:  # the browser takes its downloads with it
            files.extractall(tmp_path / "sent")
    assert_receipts_of_the_command_line(tmp_path / "sent", tmp_path)


def assert_receipts_of_the_command_line(sent: Path, folder: Path) -> None:
    """Accept the saved workbook on the command line: byte for byte the page's receipts."""
    [saved] = sent.glob("*.xlsx")
    receipts = {path.name: path.read_bytes() for path in sent.glob("*.receipt.json")}
    assert len(receipts) == 2  # of figures and of plans
    again = folder / "again"
    again.mkdir()
    copy = again / saved.name
    copy.write_bytes(saved.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "ictindex", "accept", copy.name],
        cwd=again, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    made = {path.name: path.read_bytes() for path in again.glob("*.receipt.json")}
    assert made == receipts


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_view_is_accessible_and_fits(
    harness: Harness, page_path: Path, tmp_path: Path, language: str, width: int
) -> None:
    path = write_slips(tmp_path, language)
    with harness.open("chromium", locale=language, width=width, height=900) as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        written = page.evaluate(
            "() => [document.documentElement.lang, document.documentElement.dir]"
        )
        assert written == [language, "rtl" if language == "ar" else "ltr"]
        assert page.axe() == []
        person = Person(page)
        person.choose(path)
        for view in ("findings", "values", "result", "finish"):
            page.evaluate("(view) => show(view)", view)
            person.settled()
            assert page.axe() == [], view
            wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, view
        assert page.outside() == []


def test_hostile_text_is_only_text(
    harness: Harness, browser_name: str, page_path: Path, tmp_path: Path
) -> None:
    hostile = "<img src=x onerror=window.intruded=1><script>window.intruded=1</script>"
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(
        workbook({"internet-users": hostile}, plan=plan_cells(name=hostile, operator=hostile))
    )
    with harness.open(browser_name) as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        person = Person(page)
        person.choose(path)
        for view in ("findings", "values", "result", "finish"):
            page.evaluate("(view) => show(view)", view)
            person.settled()
        assert page.evaluate("() => document.querySelectorAll('main img, main script').length") == 0
        assert page.evaluate("() => window.intruded ?? null") is None
        assert page.outside() == []


def test_a_foreign_and_a_broken_file_end_in_a_message(
    harness: Harness, browser_name: str, page_path: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "letter.xlsx"
    foreign.write_bytes(b"PK\x03\x04 this is no workbook")
    with harness.open(browser_name, locale="es") as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        page.call("drop", "#main", str(foreign))
        page.wait_for_element("#error")
        shown = page.text("#error")
        assert "letter.xlsx" in shown
        assert page.evaluate("() => state.report") is None
        # It goes on: a sound workbook is read.
        Person(page).choose(write_slips(tmp_path, "es"))
        assert page.evaluate("() => state.report.economy_name") == "Ecuador"
