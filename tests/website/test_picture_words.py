"""Words of pictures in files of their own: none is cut at the edge by wide letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from chart_cases import chart_cases
from site_pages import LANGUAGES

pytestmark = pytest.mark.browser
# Words of a picture that are not wholly in its box, each with the pixels that are outside.
CUT = """() => {
  const picture = document.documentElement, box = picture.viewBox.baseVal;
  const edges = picture.getBoundingClientRect(), scale = box.width / edges.width;
  const out = (text) => {
    const own = text.getBoundingClientRect();
    const sides = [edges.left - own.left, own.right - edges.right,
      edges.top - own.top, own.bottom - edges.bottom];
    return scale * Math.max(...sides);
  };
  return [...picture.querySelectorAll("text")].filter((text) => text.textContent.trim())
    .map((text) => [text.textContent, out(text)]).filter(([, pixels]) => pixels > 0.5);
}"""


def cut_words(page: BrowserPage, path: Path) -> list[str]:
    page.open(path)
    return [f"{path.name}: {words}: {pixels:.1f}" for words, pixels in page.evaluate(CUT)]


def test_no_word_of_a_picture_of_the_site_is_cut(harness: Harness, site: Path) -> None:
    """In six languages; here the browser has wide letters, in which labels are longest."""
    pictures = [
        path for language in LANGUAGES for path in sorted((site / language).rglob("pictures/*.svg"))
    ]
    assert len(pictures) >= 60
    with harness.open("chromium") as browser:
        page = browser.page()
        faults = [fault for path in pictures for fault in cut_words(page, path)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["strips", "strips-of-prices", "bands", "change_bands"])
def test_names_of_rows_have_room_in_wide_letters(
    harness: Harness, tmp_path: Path, name: str
) -> None:
    """Each picture in each language with the letters of Verdana, or of DejaVu Sans."""
    chart = chart_cases()[name]()
    with harness.open("chromium") as browser:
        page = browser.page()
        faults = []
        for language in LANGUAGES:
            drawn = chart.in_language(language).to_svg()
            path = tmp_path / f"{name}-{language}.svg"
            path.write_text(
                drawn.replace("font-family=\"'Noto Sans'", "font-family=\"Verdana, 'DejaVu Sans'"),
                encoding="utf-8",
            )
            faults += cut_words(page, path)
    assert not faults, "\n".join(faults)
