"""The field in the header of every page finds what 200 writers of queries want, in two browsers."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from search_cases import read_queries, whole_index
from site_pages import LANGUAGES

from ictindex.publishing.website.search_index import write_script

pytestmark = pytest.mark.browser

# Types a query and returns the addresses that are listed.
ASK = """async (query) => {
  const field = document.getElementById("way-in");
  field.value = query;
  field.dispatchEvent(new Event("input"));
  await new Promise((done) => setTimeout(done, 0));
  return [...document.querySelectorAll("#way-in-list li")].map((one) => one.dataset.address);
}"""
SHOWN = "() => !document.getElementById('way-in-list').hidden"
ACTIVE = """() => {
  const field = document.getElementById("way-in");
  const one = document.getElementById(field.getAttribute("aria-activedescendant"));
  return [field.getAttribute("aria-expanded"), one && one.getAttribute("aria-selected")
    && one.querySelector("bdi").textContent];
}"""


def open_field(page: BrowserPage, path: Path) -> None:
    """Open a page and put the keyboard into the field, which loads what it finds."""
    page.open(path.as_uri())
    page.wait_for("() => !document.getElementById('way-in').hidden")
    page.click("#way-in")
    page.wait_for("() => window.searchIndex && window.ictindexSearch")


@pytest.mark.slow
@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
@pytest.mark.parametrize("queries", ["search_queries.csv", "search_queries_kept_back.csv"])
def test_nine_of_ten_queries_have_the_wanted_page_first(
    harness: Harness, site: Path, browser_name: str, queries: str
) -> None:
    """With an index of all economies, typed into a page."""
    asked = read_queries(queries)
    faults, count = [], 0
    with harness.open(browser_name) as browser:
        for language in LANGUAGES:
            entries = whole_index(language)
            page = browser.page()
            open_field(page, site / language / "about.html")
            page.evaluate(write_script(entries, language).join(("() => {", "}")))
            for row in asked:
                if row["language"] != language:
                    continue
                addresses = page.evaluate(ASK, row["query"])
                count += 1
                kinds = {entry.address: f"{entry.kind} {entry.key}" for entry in entries}
                first = kinds.get(addresses[0]) if addresses else None
                if first not in row["wanted"].split("|"):
                    faults.append(f"{row['query']}: {first} and not {row['wanted']}")
    assert count == len(asked)
    assert len(faults) <= len(asked) // 10, "\n".join(faults)


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_field_is_a_combobox_and_leads_to_a_page_in_two_actions(
    harness: Harness, site: Path, language: str
) -> None:
    asked, name = {
        "en": ("brazl", "Brazil"),
        "ar": ("كوريا الجنوبية", "جمهورية كوريا"),
        "zh": ("韩国", "大韩民国"),
    }[language]
    with harness.open("chromium") as browser:
        page = browser.page()
        start = site / language / "index.html"
        open_field(page, start)
        page.fill("#way-in", asked)
        page.wait_for(SHOWN)
        assert page.evaluate(ACTIVE) == ["true", None]
        page.call("press", "ArrowDown")
        assert page.evaluate(ACTIVE) == ["true", name]
        page.call("press", "Escape")
        assert page.evaluate(ACTIVE) == ["false", None]
        assert page.evaluate("() => document.getElementById('way-in').value") == asked
        page.call("press", "Enter")
        code = "BRA" if language == "en" else "KOR"
        page.wait_for("(code) => location.pathname.endsWith(`/${code}.html`)", code)
        # Nothing fits: the sentence says so, and Enter leads to the page of the search.
        open_field(page, start)
        page.fill("#way-in", "zzzz")
        page.wait_for("() => document.querySelector('.way-in [role=status]').textContent")
        page.call("press", "Enter")
        page.wait_for(
            "() => location.pathname.endsWith('search.html') && location.hash === '#zzzz'"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_of_a_phone_is_low_and_its_menu_opens(
    harness: Harness, site: Path, language: str
) -> None:
    height = "() => document.querySelector('header.top').getBoundingClientRect().height"
    with harness.open("chromium") as browser:
        page = browser.page()
        page.call("resize", 390, 844)
        page.open((site / language / "index.html").as_uri())
        page.wait_for("() => !document.getElementById('way-in').hidden")
        assert page.evaluate(height) <= 130  # 90 to 125, by language and by the fonts of a machine
        assert not page.evaluate("() => document.querySelector('nav.sections').checkVisibility()")
        page.click("header.top .menu")
        assert page.evaluate("() => document.querySelector('nav.sections').checkVisibility()")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
        assert page.call("axe") == []
