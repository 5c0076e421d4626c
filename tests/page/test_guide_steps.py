"""The steps of the guide alone lead from the file to the receipt, in the words of the guide."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from browsers import ROOT, BrowserPage, Harness

pytestmark = pytest.mark.browser
CLICK = """([scope, name]) => {
  const words = (text) => text.replace(/[\\u2066-\\u2069]/g, "").replace(/\\s+/g, " ").trim();
  const places = [...document.querySelectorAll(scope || "body")];
  const found = places.flatMap((place) => [...place.querySelectorAll("button")])
    .find((button) => button.checkVisibility() && new RegExp(`^${name}$`, "u").test(words(button.innerText)));
  if (found) found.click();
  return !!found;
}"""  # noqa: E501  # a regular expression on one line


def workbook(folder: Path, language: str) -> Path:
    """Return the workbook of the pictures: one error and one warning."""
    path = ROOT / "tools" / "guide" / "take_pictures.py"
    specification = importlib.util.spec_from_file_location("take_pictures", path)
    assert specification is not None and specification.loader is not None
    module: Any = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    full, _ = module.write_books(folder, language)
    return Path(full)


def buttons(language: str) -> dict[str, str]:
    """Return the button of every step, by its key, as the guide names it."""
    text = (ROOT / f"docs/guide/focal-points.{language}.md").read_text("utf-8")
    match = re.search(r"<!-- steps: ([\w -]+) -->\n\n((?:\d+\. .+\n)+)", text)
    assert match is not None
    names = [re.findall(r"\*\*(.+?)\*\*", step)[-1] for step in match[2].splitlines()]
    return dict(zip(match[1].split(), names, strict=True))


def click(page: BrowserPage, scope: str, name: str) -> None:
    """Click the button of a name; the name of a file is any name."""
    pattern = re.sub(
        r"ecu-2025-checked\\?\.zip", r"\\S+\\.zip", re.escape(name).replace(r"\-", "-")
    )
    pattern = pattern.replace(r"\ ", " ")
    page.wait_for(CLICK, [scope, pattern])


@pytest.mark.parametrize("language", ["en", "ar", "es"])
def test_the_guide_leads_to_the_receipt(
    harness: Harness, browser_name: str, page_path: Path, tmp_path: Path, language: str
) -> None:
    names = buttons(language)
    assert len(names) <= 8
    with harness.open(browser_name, locale=language) as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        page.set_files("input[type=file]", workbook(tmp_path, language))  # choose-file
        page.wait_for_element(".finding.error", seconds=60)
        click(page, ".finding.error", names["do-correct"])
        page.fill(".finding.error form input", "92")
        click(page, ".finding.error", names["save-correct"])
        page.wait_for("() => !document.querySelector('.finding.error')")
        click(page, ".finding.warning", names["do-confirm"])
        page.fill(".finding.warning form textarea", "a new survey")
        click(page, ".finding.warning", names["save-confirm"])
        click(page, "", names["check-answers"])
        click(page, "", names["make-receipt"])
        click(page, "", names["save-all"])
        (saved,) = page.call("saved", 1)
        assert page.outside() == []
        with zipfile.ZipFile(saved) as archive:
            kinds = sorted(Path(name).suffix for name in archive.namelist())
        assert kinds == [".json", ".xlsx"]
