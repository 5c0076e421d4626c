"""Citing, linking and embedding in the browser: from a folder, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import BrowserPage, Harness
from site_pages import LANGUAGES, one_of_each_kind, read_page

from .test_site_templates import READY

pytestmark = pytest.mark.browser
PROFILE = "EDITION/economies/ECONOMY.html"
# The text that a page would copy, where the browser lets it, and where it does not.
ALLOWED = "() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }"
REFUSED = """() => {
  navigator.clipboard.writeText = async () => { throw new Error("refused"); };
  document.execCommand = () => false;
}"""
STATUS = "() => document.querySelector('#cite [role=status]')?.textContent ?? ''"


def find_profile(site: Path) -> str:
    return one_of_each_kind(site)[PROFILE]


@pytest.fixture
def opened(harness: Harness, site: Path) -> Iterator[BrowserPage]:
    """Return the profile of an economy at its citation, opened from the folder."""
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        page.open(f"{(site / 'en' / find_profile(site)).as_uri()}#cite")
        page.wait_for(READY)
        page.wait_for("() => document.querySelector('#cite button')")
        yield page


def press_button(page: BrowserPage, number: int) -> None:
    """Press a button of the citation with the keyboard alone."""
    page.evaluate("(n) => document.querySelectorAll('#cite button')[n].focus()", number)
    page.call("press", "Enter")
    page.wait_for("() => document.querySelector('#cite [role=status]')?.textContent")


def test_a_citation_is_copied_by_keyboard_with_its_digests(opened: BrowserPage) -> None:
    assert opened.evaluate("() => document.querySelector('#cite').open")
    digests = opened.evaluate(
        "() => document.getElementById('cite').dataset.cited.split(' ')"
        ".flatMap((key) => window.ictindexCitations[key].digests.map((one) => one[1]))"
    )
    assert digests
    opened.evaluate(ALLOWED)
    for number, begin in enumerate(("Figures as published", "@misc{itu", "TY  - DATA")):
        press_button(opened, number)
        copied = opened.evaluate("() => window.copied")
        assert copied.startswith(begin)
        assert all(digest in copied for digest in digests)
    assert opened.evaluate(STATUS) == "Copied."


def test_where_copying_is_refused_the_text_is_selected(opened: BrowserPage) -> None:
    opened.evaluate(REFUSED)
    press_button(opened, 1)
    assert "copy it with the keyboard" in opened.evaluate(STATUS)
    selected = "() => document.activeElement.value.slice(0, document.activeElement.selectionEnd)"
    assert opened.evaluate(selected).startswith("@misc{itu")


def test_an_address_leads_to_its_chart_also_where_it_is_folded(opened: BrowserPage) -> None:
    focus = "() => document.activeElement.id"
    opened.evaluate("() => { location.hash = 'strip'; }")
    opened.wait_for("() => document.activeElement.id === 'strip'")
    opened.evaluate(
        """() => {
          const figure = document.getElementById("strip");
          const fold = document.createElement("details");
          figure.replaceWith(fold);
          fold.append(figure);
          location.hash = "";
        }"""
    )
    opened.evaluate("() => { location.hash = 'strip'; }")
    opened.wait_for("() => document.getElementById('strip').parentElement.open")
    assert opened.evaluate(focus) == "strip"


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_frame_shows_one_chart_with_its_source(
    harness: Harness, site: Path, language: str, width: int
) -> None:
    page_name = find_profile(site).removesuffix(".html")
    frame = (site / language / "embed.html").as_uri()
    with harness.open("chromium", locale=language, width=width, height=800) as browser:
        page = browser.page()
        page.open(f"{frame}#page={page_name}&chart=strip")
        page.wait_for("() => document.documentElement.className === 'embedded'")
        charts = page.evaluate("() => [...document.querySelectorAll('figure')].map((f) => f.id)")
        assert charts == ["strip"] and page.evaluate("() => scrollY") == 0
        assert page.evaluate("() => document.querySelector('header.top').offsetHeight") == 0
        assert page.evaluate("() => document.querySelector('footer .sources').offsetHeight") > 0
        links = page.evaluate("() => [...document.querySelectorAll('main a')].map((a) => a.target)")
        assert set(links) == {"_blank"}
        for what in ("errors", "messages", "outside"):
            assert not page.call(what)
        assert not page.axe()


@pytest.mark.parametrize(
    "asked",
    [
        "page=../../secret&chart=strip",
        "page=javascript:alert(1)//&chart=strip",
        "page=https://other.example/x&chart=strip",
        "page=idi-2024/economies/ZZZ&chart=strip",
        "page=PROFILE&chart=%3Cimg%20src=x%3E",
        "page=__proto__/constructor&chart=strip",
        "chart=strip",
    ],
)
def test_an_unknown_page_or_chart_leads_nowhere(harness: Harness, site: Path, asked: str) -> None:
    wanted = asked.replace("PROFILE", find_profile(site).removesuffix(".html"))
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        page.open(f"{(site / 'en' / 'embed.html').as_uri()}#{wanted}")
        page.wait_for("() => !document.getElementById('embed-unknown').hidden")
        assert page.evaluate("() => location.pathname").endswith("/en/embed.html")


def test_a_chart_that_a_page_does_not_have_is_refused_there(harness: Harness, site: Path) -> None:
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        page.open(f"{(site / 'en' / find_profile(site)).as_uri()}?embed=content")
        page.wait_for("() => document.documentElement.className === 'embedded'")
        assert not page.evaluate("() => document.querySelectorAll('figure').length")
        assert "no such chart" in page.evaluate("() => document.querySelector('main').textContent")


def test_every_page_that_has_a_chart_can_be_embedded(site: Path) -> None:
    """The list of the frame has every page with a chart whose figures do not change in the page."""
    for language in LANGUAGES:
        folders = read_page(site, f"{language}/embed.html").data("page-data")["pages"]
        listed = {f"{folder}{name}.html" for folder, names in folders.items() for name in names}
        for kind, address in one_of_each_kind(site).items():
            page = read_page(site, f"{language}/{address}")
            if page.main.all("figure", class_="chart"):
                assert address in listed, kind
