"""Every template in real browsers: from disk and from a server, in six languages, on two widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from browsers import Browser, BrowserPage, Harness
from site_measures import measure
from site_pages import LANGUAGES, one_of_each_kind

pytestmark = pytest.mark.browser
SERVED = "http://site.test/"
READY = "() => document.documentElement.dataset.ready === 'yes'"
TALLEST = 16_000
# The line box of a script is taller than its ink.
INK = 0.25


class Opened(NamedTuple):
    """A page of the site that a browser shows."""

    page: BrowserPage
    kind: str
    address: str


def open_page(browser: Browser, place: str) -> BrowserPage:
    """Open a page and draw every chart on it."""
    page = browser.page()
    page.open(place)
    page.wait_for(READY)
    measure(page, "draw")
    return page


def each_kind(browser: Browser, site: Path, language: str) -> Iterator[Opened]:
    """Open a page of each template in turn, all of it in sight."""
    for kind, address in one_of_each_kind(site).items():
        page = open_page(browser, str(site / language / address))
        yield Opened(page, kind, address)
        page.close()


def resize(page: BrowserPage, width: int) -> None:
    """Give the page a width, and so much height that nothing lies out of sight."""
    page.call("resize", width, 800)
    page.evaluate(
        "() => new Promise((done) => setTimeout(done, 250))"
    )  # it draws anew after 150 ms
    height = measure(page, "height")
    page.call("resize", width, min(int(height), TALLEST))
    measure(page, "draw")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_every_template_opens_from_disk_without_a_word(
    harness: Harness, site: Path, browser_name: str, language: str
) -> None:
    faults = []
    with harness.open(browser_name, locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language):
            for what in ("errors", "messages", "outside"):
                faults += [f"{kind}: {what}: {one}" for one in page.call(what)]
    assert faults == []


@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_every_template_works_from_a_server(
    harness: Harness, site: Path, browser_name: str
) -> None:
    faults = []
    with harness.open(browser_name, locale="fr", serve=str(site)) as browser:
        for kind, address in one_of_each_kind(site).items():
            page = open_page(browser, f"{SERVED}fr/{address}")
            for what in ("errors", "messages", "outside"):
                faults += [f"{kind}: {what}: {one}" for one in page.call(what)]
            asked = [one for one in page.call("requests") if one.startswith("http")]
            assert asked and all(one.startswith(SERVED) for one in asked)
            page.close()
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_no_word_of_a_chart_is_cut_or_covered(
    harness: Harness, site: Path, language: str, width: int
) -> None:
    """Measured by boxes; nor is a page wider than its window, or a target too small."""
    faults = []
    with harness.open("chromium", locale=language, width=width) as browser:
        for page, kind, _ in each_kind(browser, site, language):
            resize(page, width)
            faults += [f"{kind}: {one}" for one in measure(page, "boxes", INK)]
            faults += [f"{kind}: {one}" for one in measure(page, "layout")]
            faults += [f"{kind}: target {one}" for one in measure(page, "targets")]
    assert faults == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_firefox_cuts_and_covers_no_word_either(
    harness: Harness, site: Path, language: str
) -> None:
    faults = []
    with harness.open("firefox", locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language):
            for width in (1280, 340):
                resize(page, width)
                faults += [f"{kind}: {one}" for one in measure(page, "boxes", INK)]
                faults += [f"{kind}: {one}" for one in measure(page, "layout")]
    assert faults == []


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(harness: Harness, site: Path, language: str, width: int) -> None:
    faults = []
    with harness.open("chromium", locale=language, width=width) as browser:
        for page, kind, _ in each_kind(browser, site, language):
            faults += [f"{kind}: {one['rule']}: {one['elements'][:3]}" for one in page.axe()]
    assert faults == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_text_stands_out_from_what_is_under_it(
    harness: Harness, site: Path, language: str
) -> None:
    faults, seen = [], 0
    with harness.open("chromium", locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language):
            resize(page, 1280)
            found = measure(page, "contrast")
            seen += found["seen"]
            faults += [f"{kind}: {one}" for one in found["faults"]]
    assert faults == []
    assert seen > 1000  # of charts and of pages


def test_contrast_that_is_too_low_is_seen(harness: Harness, tmp_path: Path) -> None:
    """Grey words on the page, and on a mark of a chart."""
    path = tmp_path / "low.html"
    path.write_text(
        "<!doctype html><title>low</title><p style='color:#8a8a8a'>pale words</p><p>clear words</p>"
        "<div class='plot' data-chart='bars'><svg width='200' height='50'>"
        "<rect width='200' height='50' fill='#777777'></rect>"
        "<text x='10' y='30' fill='#999999'>on grey</text></svg></div>",
        encoding="utf-8",
    )
    with harness.open("chromium") as browser:
        page = browser.page()
        page.open(path)
        found = measure(page, "contrast")["faults"]
    assert found == ["page: 3.45: pale words", "bars: 1.57: on grey"]


@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_no_sign_and_no_range_is_turned_round(
    harness: Harness, site: Path, browser_name: str
) -> None:
    faults, seen = [], 0
    with harness.open(browser_name, locale="ar") as browser:
        for page, kind, _ in each_kind(browser, site, "ar"):
            found = measure(page, "turned")
            seen += found["seen"]
            faults += [f"{kind}: {one}" for one in found["faults"]]
    assert faults == []
    assert seen > 20


def test_a_sign_that_is_turned_is_seen(harness: Harness, tmp_path: Path) -> None:
    path = tmp_path / "turned.html"
    path.write_text(
        "<!doctype html><html lang='ar' dir='rtl'><meta charset='utf-8'><title>t</title>"
        "<p>أقل من < 5</p><p>أقل من <bdi dir='ltr'>< 6</bdi></p><p>من 50–60 في المئة</p>"
        "<p><bdi dir='ltr'>70–80</bdi></p>",
        encoding="utf-8",
    )
    with harness.open("chromium") as browser:
        page = browser.page()
        page.open(path)
        found = measure(page, "turned")
    assert found == {"seen": 4, "faults": ["sign: أقل من < 5", "range: من 50–60 في المئة"]}
