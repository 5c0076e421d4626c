"""The page as one file: its views are accessible, and no file does harm or ends without words."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import Harness
from desk_cases import plan_cells, workbook
from filled_submission import VALUES
from page_person import Person

pytestmark = pytest.mark.browser
# Far fewer users the year before: a warning that is confirmed; 4G above 3G: an error.
EARLIER = {name: float(value) for name, value in VALUES.items()} | {"internet-users": 58.0}


def write_slips(folder: Path, language: str) -> Path:
    """Write a questionnaire with one wrong value and one that is unusual."""
    path = folder / "ecu.xlsx"
    changes = {"coverage-4g": 99.5, "coverage-3g": 95.2}
    path.write_bytes(workbook(changes, language, plan=plan_cells(language), earlier=EARLIER))
    return path


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
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
