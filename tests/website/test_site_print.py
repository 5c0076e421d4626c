"""Pages on paper: a profile takes two pages, and charts are on them."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from browsers import Harness
from site_pages import one_of_each_kind

from .test_site_templates import open_page

pytestmark = pytest.mark.browser
PROFILE = "EDITION/economies/ECONOMY.html"


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF: those objects that say they are one."""
    data = path.read_bytes()
    actual = len(re.findall(rb"/Type\s*/Page\b(?!s)", data))
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            actual += len(re.findall(rb"/Type\s*/Page\b(?!s)", zlib.decompress(stream)))
        except zlib.error:
            continue
    return actual


# Both sides of a sheet of paper; a profile without earlier editions and prices needs one.
MOST_PAGES = 2


@pytest.mark.parametrize("language", ["en", "ar", "zh", "ru"])
def test_a_profile_prints_on_two_pages(
    harness: Harness, site: Path, language: str, tmp_path: Path
) -> None:
    """The longest profile, with its chart, its table of values and the foot of the page.

    Without the style for paper the same page is longer.
    """
    kinds = one_of_each_kind(site)
    assert PROFILE in kinds
    with harness.open("chromium", locale=language) as browser:
        page = open_page(browser, str(site / language / kinds[PROFILE]))
        path = tmp_path / "profile.pdf"
        page.call("pdf", str(path))
        assert 1 <= page_count(path) <= MOST_PAGES
        page.evaluate("() => { document.querySelector('link[rel=stylesheet]').media = 'screen'; }")
        page.call("pdf", str(path))
        assert page_count(path) > MOST_PAGES
