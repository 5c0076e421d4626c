"""The page alone, with an engine that answers from a table: what its buttons ask for.

A button writes a value only if its change is sure; any other proposal is a sentence at its cell.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from desk_cases import Asked, cell, workbook

from ictindex.apps.desk.page_files import page_folder, page_html

pytestmark = pytest.mark.browser
# The answers are those of the library; what the page asks for is kept and changes nothing.
ENGINE = """
const asked = [];
const engine = {
  start: async () => {},
  call: async (request) => {
    asked.push(request);
    return { answer: ANSWERS[request.call] || ANSWERS.report, data: new Uint8Array() };
  },
};
"""
ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
PRESS_ALL = """async () => {
  const seen = new Set();
  const next = () => [...document.querySelectorAll("#panel button[type=button]")].find((node) =>
    !node.disabled && !seen.has(node.id + node.textContent) && !node.textContent.includes("\\u2026"));
  for (let node = next(); node; node = next()) {
    seen.add(node.id + node.textContent);
    node.click();
    await new Promise((done) => setTimeout(done, 20));
    if (state.view !== "findings") await show("findings");
  }
  return seen.size;
}"""  # noqa: E501  # a script of the page on its lines


def write_page(folder: Path, answers: dict[str, object]) -> Path:
    """Write the page with an engine that answers from a table."""
    for path in page_folder().iterdir():
        if path.suffix in (".css", ".js"):
            (folder / path.name).write_bytes(path.read_bytes())
    script = f"const ANSWERS = {json.dumps(answers)};\n{ENGINE}"
    (folder / "engine-native.js").write_text(script, encoding="utf-8")
    (folder / "page.html").write_text(page_html(), encoding="utf-8")
    return folder / "page.html"


def opened_page(
    page: BrowserPage, folder: Path, language: str, data: bytes, **answers: object
) -> None:
    """Open the page on a workbook that the library has judged; ``answers`` are by their call."""
    asked = Asked(language)
    start = asked("start")
    report = asked("open", data, name="ecu.xlsx")
    values = asked("values", sheet=report["sheets"][0]["id"])
    start["open"] = True
    page.open(write_page(folder, {"start": start, "report": report, "values": values, **answers}))
    page.wait_for("() => state.report !== null && state.busy === 0")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "changes",
    [
        {"households-internet": 7100},  # perhaps 71, perhaps 7.1 with a digit too many
        {"coverage-4g": 0.9, "coverage-3g": 0.95},  # two cells that may be fractions
        {"mobile-cellular-subscriptions-count": 16956000},  # a total or one of its parts
    ],
    ids=["factor", "block", "sum"],
)
def test_no_button_writes_a_value_of_which_nobody_can_be_sure(
    harness: Harness, tmp_path: Path, language: str, changes: dict[str, object]
) -> None:
    data = workbook(changes, language)
    with harness.open("chromium", locale=language) as browser:
        page = browser.page()
        opened_page(page, tmp_path, language, data)
        assert page.evaluate("() => state.report.open") > 0
        assert page.evaluate(PRESS_ALL) > 1
        calls = page.evaluate("() => asked.map((request) => request.call)")
        assert "correct" not in calls
        assert page.call("errors") == []
        assert page.axe() == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_sure_change_is_one_click_and_one_click_takes_it_back(
    harness: Harness, tmp_path: Path, language: str
) -> None:
    asked = Asked(language)
    data = workbook({"population": 17834}, language)
    cause = asked("open", data, name="ecu.xlsx")["causes"][0]
    corrected = asked("correct", cells=cause["action"], cause=0)
    with harness.open("chromium", locale=language) as browser:
        page = browser.page()
        opened_page(page, tmp_path, language, data, correct=corrected)
        page.evaluate("() => document.getElementById('act-cause-0').click()")
        page.wait_for("() => state.report.corrections.length === 1 && state.busy === 0")
        shown = page.text("#changed .was-is")
        assert "1783417834000" in "".join(filter(str.isdigit, shown.translate(ARABIC)))
        assert page.axe() == []
        page.evaluate("() => document.getElementById('undo-1').click()")
        page.wait_for("() => state.report.corrections.length === 0 && state.busy === 0")
        requests = page.evaluate("() => asked.slice(-2)")
        assert [(request["call"], request.get("cause"), request.get("step"))
                for request in requests] == [("correct", 0, None), ("undo", None, 1)]  # fmt: skip
        assert requests[0]["cells"][0]["text"] == "17834000"
        assert page.call("errors") == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_changes_and_answers_are_checked_before_the_receipt(
    harness: Harness, tmp_path: Path, language: str
) -> None:
    asked = Asked(language)
    data = workbook({"population": 17834}, language, earlier={"internet-users": 58.0})
    report = asked("open", data, name="ecu.xlsx")
    sure = next(n for n, cause in enumerate(report["causes"]) if cause["action"])
    asked("correct", cells=report["causes"][sure]["action"], cause=sure)
    asked("explain", step=1, reason="typed in thousands")
    report = asked("correct", cells=[{"place": cell("coverage-4g"), "text": "90"}])
    keys = [finding["key"] for finding in report["findings"] if finding["open"]]
    answered = asked("answer", keys=keys, answer="confirm", reason="new survey")
    assert answered["open"] == 0
    with harness.open("chromium", locale=language) as browser:
        page = browser.page()
        opened_page(page, tmp_path, language, data, report=answered)
        page.evaluate("() => document.getElementById('check-answers').click()")
        page.wait_for("() => state.view === 'finish' && state.busy === 0")
        shown = page.text("#check")
        assert shown.count("new survey") == len(keys) and "typed in thousands" in shown
        changes = page.evaluate(
            "() => [...document.querySelectorAll('#check .was-is')].map((node) => node.innerText)"
        )
        digits = ["".join(filter(str.isdigit, words.translate(ARABIC))) for words in changes]
        assert digits == ["1783417834000", "92490"]
        # The receipt is made below what is checked, and nowhere else.
        places = page.evaluate(
            """() => {
              const button = document.getElementById("make-receipt");
              const check = document.getElementById("check");
              return Boolean(check.compareDocumentPosition(button) & 4);
            }"""
        )
        assert places is True
        assert page.axe() == []
        page.evaluate("() => show('findings')")
        assert page.evaluate("() => document.getElementById('make-receipt')") is None


def test_a_proposal_is_a_sentence_with_the_way_to_its_cell(
    harness: Harness, tmp_path: Path
) -> None:
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        opened_page(page, tmp_path, "en", workbook({"population": 17834}))
        assert "perhaps 17,834,000 was meant" in page.text(".cause .message")
        page.evaluate("() => toggle('correct', 'cause-0')")
        page.wait_for_element("form.answer-form input")
        held = page.evaluate("() => document.querySelector('form.answer-form input').value")
        assert held == "17834000"  # whoever has the last digits types them in place of the zeros


def test_each_cell_of_a_block_has_its_own_sentence(harness: Harness, tmp_path: Path) -> None:
    data = workbook({"coverage-4g": 0.9, "coverage-3g": 0.95})
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        opened_page(page, tmp_path, "en", data)
        shown = page.evaluate(
            "() => [...document.querySelectorAll('.cause .ways li')].map((n) => n.innerText)"
        )
        assert ["Possibly meant: 95." in words for words in shown] == [True, False], shown
        assert ["Possibly meant: 90." in words for words in shown] == [False, True], shown


def test_too_large_a_file_is_refused_in_words_and_not_sent(
    harness: Harness, tmp_path: Path
) -> None:
    start = Asked("en")("start")
    assert start["most_bytes"] == 20 * 1024 * 1024
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        page.open(write_page(tmp_path, {"start": start}))
        page.wait_for("() => state.phase === 'ready' && state.busy === 0")
        page.evaluate(
            """async (most) => {
              const file = new File([new Uint8Array(most + 1)], "film.xlsx");
              await openFile(file);
              await openHistory(file);
            }""",
            start["most_bytes"],
        )
        for box in ("#error", "#history-error"):
            words = page.text(box)
            assert "film.xlsx is larger than 20 MiB." in words
            assert "Remove pictures from the workbook and save it again" in words
        calls = page.evaluate("() => asked.map((request) => request.call)")
        assert calls == ["start"]
