"""Every view of the page on a full workbook: accessible, as wide as the screen, by keyboard."""

from __future__ import annotations

from pathlib import Path

import guide_workbook as guide
import pytest
from browsers import BrowserPage, Harness
from desk_cases import cell
from page_person import Person, open_desk, own_words

pytestmark = pytest.mark.browser
# What the Tab key should reach, and what it has reached.
REACHABLE = """() => {
  window.reached = new Set();
  document.addEventListener("focusin", (event) => window.reached.add(event.target));
  window.reachable = [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility()
      && !node.closest("details:not([open]) > :not(summary)"));
  document.body.tabIndex = -1;
  document.body.focus();
  return window.reachable.length;
}"""
MISSED = """() => window.reachable.filter((node) => !window.reached.has(node))
  .map((node) => node.outerHTML.slice(0, 200))"""


def assert_is_fit(page: BrowserPage, view: str) -> None:
    """Nothing is wrong by axe-core, nothing is wider than the screen, the Tab key reaches all."""
    assert page.axe() == [], view
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, view
    count = page.evaluate(REACHABLE)
    assert count > 3, view
    for _ in range(count + 20):  # regions that scroll are reached too
        page.call("press", "Tab")
    assert page.evaluate(MISSED) == [], view


@pytest.mark.parametrize(
    ("width", "language"),
    [
        (1280, "en"),
        (390, "ar"),
        (390, "zh"),
        pytest.param(390, "en", marks=[pytest.mark.slow, pytest.mark.long]),
        pytest.param(1280, "ar", marks=[pytest.mark.slow, pytest.mark.long]),
        pytest.param(1280, "zh", marks=[pytest.mark.slow, pytest.mark.long]),
    ],
)
def test_every_view_of_a_full_workbook_is_accessible(
    harness: Harness, tmp_path: Path, language: str, width: int
) -> None:
    book = guide.write_book(tmp_path / "ecu-2025.xlsx", language)
    with open_desk(harness, language, width=width, height=900) as page:
        words, person = own_words(page, language), Person(page)
        assert_is_fit(page, "start")
        person.choose(book)
        assert_is_fit(page, "findings")
        page.click(".finding.cause button.primary")
        person.settled()
        person.press(words["undo"])
        page.click(".finding.cause button.primary")
        person.settled()
        page.click(".finding.cause button.primary")
        person.settled()
        wrong = person.finding(cell(guide.URBAN_USERS))
        person.press(words["do-correct"], wrong)
        assert_is_fit(page, "a correction")
        person.type(str(guide.TRUTH[guide.URBAN_USERS]))
        person.press(words["save-correct"], wrong)
        unusual = person.finding(cell(guide.BANDWIDTH))
        person.press(words["do-confirm"], unusual)
        assert_is_fit(page, "a confirmation")
        person.type(guide.REASON)
        person.press(words["save-confirm"], unusual)
        for view in ("values", "result"):
            person.view(view)
            assert_is_fit(page, view)
        person.view("findings")
        person.press(words["check-answers"])
        assert page.text("#check").count(guide.REASON) == 1
        assert_is_fit(page, "check your answers")
        person.press(words["make-receipt"])
        page.wait_for_element("#save-all")
        assert_is_fit(page, "save")
