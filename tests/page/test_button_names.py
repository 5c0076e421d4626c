"""Buttons with the same words differ in their names and descriptions, in every view."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from desk_cases import cell as cell_of
from desk_cases import plan_cells, workbook
from filled_submission import VALUES
from page_person import Person, open_desk

pytestmark = pytest.mark.browser
# The words that a screen reader says: name and description, as the rules of accessible names state.
SPOKEN = r"""() => {
  const words = (node) => (node.getAttribute("aria-label") || node.textContent).trim();
  const about = (node) => (node.getAttribute("aria-describedby") || "").split(" ")
    .map((id) => document.getElementById(id)).filter(Boolean).map(words).join(" ");
  return [...document.querySelectorAll("#main button")].filter((node) => node.checkVisibility())
    .map((node) => `${words(node)} | ${about(node) || node.title}`.replace(/\s+/g, " "));
}"""
UNFOLD = "() => { for (const node of document.querySelectorAll('details')) node.open = true; }"


def slips(language: str) -> bytes:
    """A workbook with findings of all kinds: several in one cell, equal ones in several cells."""
    earlier = {name: float(value) for name, value in VALUES.items()} | {"internet-users": 58.0}
    changes: dict[str, object] = {
        "coverage-4g": 99.5,
        "coverage-3g": 95.2,
        "population": VALUES["population"][:-3] + ".5",
        "households": "many",
        "fixed-broadband-subscriptions-count": 1,
    }
    plan = plan_cells(language, price="5,50", validity_days="a month", data="5 GB")
    return workbook(changes, language, plan=plan, earlier=earlier)


def twins(page: BrowserPage) -> dict[str, int]:
    """The buttons of a view that have the same name and description, with their number."""
    spoken = page.evaluate(SPOKEN)
    assert spoken
    return {words: count for words, count in Counter(spoken).items() if count > 1}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_two_buttons_of_a_view_sound_alike(
    harness: Harness, browser_name: str, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "ecu.xlsx"
    path.write_bytes(slips(language))
    with open_desk(harness, language, name=browser_name) as page:
        person = Person(page)
        page.evaluate(
            """() => {
              const file = new File(["x"], "before.csv");
              Object.assign(state, { historyFile: "before.csv", making: { file } });
              render();
            }"""
        )
        assert twins(page) == {}
        person.choose(path)
        assert page.evaluate("() => state.report.open") > 5
        assert page.evaluate("() => document.querySelectorAll('#main details').length") > 0
        page.evaluate(UNFOLD)
        assert twins(page) == {}
        # Changes and answers are listed where they are made and at the end.
        for cell, text in (("coverage-4g", "94"), ("coverage-3g", "95"), ("coverage-4g", "95")):
            changed = {"place": list(cell_of(cell)), "text": text}
            page.evaluate("(cell) => change({ call: 'correct', cells: [cell] })", changed)
        page.evaluate(
            """async () => {
              for (const finding of state.report.findings.filter((other) => other.open)) {
                const answer = finding.may.includes("confirm") ? "confirm" : "";
                if (answer) {
                  const keys = [finding.key];
                  await change({ call: "answer", keys, answer, reason: "a new survey" });
                }
              }
            }"""
        )
        person.settled()
        page.evaluate(UNFOLD)
        assert twins(page) == {}
        # The cells of each sheet, the result, and the end.
        sheets = page.evaluate("() => state.report.sheets.map((sheet) => sheet.id)")
        for sheet in sheets:
            page.evaluate("(sheet) => show('values', sheet)", sheet)
            person.settled()
            page.evaluate(UNFOLD)
            assert twins(page) == {}, sheet
        for view in ("result", "finish"):
            page.evaluate("(view) => show(view)", view)
            person.settled()
            assert twins(page) == {}, view
