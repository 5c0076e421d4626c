"""Every template in real browsers: from disk and from a server, in six languages, on two widths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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
WIDE = 1280
PHONE = 390
# The width of A4 without its margins of 11 mm, in pixels.
PAPER = 710
# The line box of a script is taller than its ink.
INK = 0.25
# Firefox gives Arabic letters of 11 px, whose ink is 13 px high, a line box of 27 px.
INK_OF_ARABIC = 0.5


class Opened(NamedTuple):
    """A page of the site that a browser shows."""

    page: BrowserPage
    kind: str
    address: str


def open_page(browser: Browser, address: str) -> BrowserPage:
    """Open a page and draw every chart on it."""
    page = browser.page()
    page.open(address)
    page.wait_for(READY)
    measure(page, "draw")
    return page


def each_kind(
    browser: Browser, site: Path, language: str, others: Sequence[str] = ()
) -> Iterator[Opened]:
    """Open a page of each template in turn, all of it in sight.

    If the language is one of several ``others``, each of them has its share of the templates.
    """
    for number, (kind, address) in enumerate(one_of_each_kind(site).items()):
        if language in others and others[number % len(others)] != language:
            continue
        page = open_page(browser, str(site / language / address))
        yield Opened(page, kind, address)
        page.close()


def resize(page: BrowserPage, width: int) -> None:
    """Give the page a width, and so much height that nothing lies out of sight."""
    page.call("resize", width, 800)
    page.evaluate(
        "() => new Promise((done) => setTimeout(done, 250))"
    )  # it draws again after 150 ms
    height = measure(page, "height")
    page.call("resize", width, min(int(height), TALLEST))
    measure(page, "draw")


def look(
    page: BrowserPage, kind: str, width: int, thorough: bool
) -> tuple[list[str], Counter[str]]:
    """Take every measure of a page at a width; return what is wrong, and how much was seen."""
    faults: list[str] = []
    seen: Counter[str] = Counter()
    resize(page, width)
    name = f"{kind} at {width}"
    faults += [f"{name}: {fault}" for fault in measure(page, "boxes", INK)]
    faults += [f"{name}: {fault}" for fault in measure(page, "layout")]
    faults += [f"{name}: target {fault}" for fault in measure(page, "targets")]
    for what in ("turned", "contrast") if thorough or width == WIDE else ():
        measured = measure(page, what)
        seen[what] += measured["seen"]
        faults += [f"{name}: {what}: {fault}" for fault in measured["faults"]]
    if thorough:
        faults += look_with_axe(page, name)
    return faults, seen


def look_with_axe(page: BrowserPage, name: str) -> list[str]:
    """Return what axe-core finds on a page as it is shown."""
    return [f"{name}: axe: {finding['rule']}: {finding['elements'][:3]}" for finding in page.axe()]


def look_at_print(page: BrowserPage, kind: str) -> list[str]:
    """Return what is wrong with a page on paper: axe-core, small letters, what is cut."""
    page.call("emulate", "print")
    page.call("resize", PAPER, 1000)
    faults = look_with_axe(page, f"{kind} printed")
    measured = measure(page, "print")
    faults += [f"{kind} printed: {fault}" for fault in measured]
    page.call("emulate", "screen")
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_in_chromium(harness: Harness, site: Path, language: str) -> None:
    """The page from disk, wide and narrow.

    Nothing on the console and no request; no word of a chart cut or covered, measured by boxes; no
    page wider than its window; no small target; no sign or range turned round; enough contrast of
    every text, in charts too; nothing that axe-core finds, in three of the languages, on a screen,
    a phone and paper; on paper no letters below 7 points, nothing cut and no navigation. The other
    three languages share the templates.
    """
    faults: list[str] = []
    seen: Counter[str] = Counter()
    with harness.open("chromium", locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language, ("fr", "es", "ru")):
            for what in ("errors", "messages", "outside"):
                faults += [f"{kind}: {what}: {item}" for item in page.call(what)]
            for width in (WIDE, 320):
                actual, counted = look(page, kind, width, language in ("en", "ar", "zh"))
                faults += actual
                seen += counted
            if language in ("en", "ar", "zh"):
                resize(page, PHONE)
                faults += look_with_axe(page, f"{kind} at {PHONE}")
                faults += look_at_print(page, kind)
    assert not faults, "\n".join(faults)
    assert seen["contrast"] > (1000 if language in ("en", "ar", "zh") else 100)
    assert language != "ar" or seen["turned"] > 5


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_template_in_firefox(harness: Harness, site: Path, language: str) -> None:
    """The same from disk, without axe-core and contrast, which do not differ between browsers."""
    faults: list[str] = []
    with harness.open("firefox", locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language):
            for what in ("errors", "messages", "outside"):
                faults += [f"{kind}: {what}: {item}" for item in page.call(what)]
            for width in (WIDE, 340):
                resize(page, width)
                ink = INK_OF_ARABIC if language == "ar" else INK
                for what, supplied in (("boxes", ink), ("layout", None)):
                    faults += [
                        f"{kind} at {width}: {fault}" for fault in measure(page, what, supplied)
                    ]
            faults += [f"{kind}: {fault}" for fault in measure(page, "turned")["faults"]]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["fr", "es", "ru", "zh"])
def test_the_start_opens_in_firefox_in_every_language(
    harness: Harness, site: Path, language: str
) -> None:
    with harness.open("firefox", locale=language) as browser:
        page = open_page(browser, str(site / language / "index.html"))
        assert measure(page, "boxes", INK) == []
        for what in ("errors", "messages", "outside"):
            assert page.call(what) == []


@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_every_template_works_from_a_server(
    harness: Harness, site: Path, browser_name: str
) -> None:
    """In Firefox every third one: from disk it opens them all."""
    faults = []
    with harness.open(browser_name, locale="fr", serve=str(site)) as browser:
        addresses = list(one_of_each_kind(site).items())
        for kind, address in addresses[:: 1 if browser_name == "chromium" else 3]:
            page = open_page(browser, f"{SERVED}fr/{address}")
            for what in ("errors", "messages", "outside"):
                faults += [f"{kind}: {what}: {item}" for item in page.call(what)]
            asked = [address for address in page.call("requests") if address.startswith("http")]
            assert asked and all(item.startswith(SERVED) for item in asked)
            page.close()
    assert not faults, "\n".join(faults)


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
        faults = measure(page, "contrast")["faults"]
    assert faults == ["page: 3.45: pale words", "bars: 1.57: on grey"]


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
        measured = measure(page, "turned")
    assert measured == {"seen": 4, "faults": ["sign: أقل من < 5", "range: من 50–60 في المئة"]}


# Cells of the tables with a picture that are not wholly in sight, and whether a box scrolls.
HIDDEN = """() => [...document.querySelectorAll("table.drawing.rows")].flatMap((table) => {
  const box = table.closest(".wide"), edges = box.getBoundingClientRect();
  const cells = [...table.querySelectorAll("th, td, tfoot i")].filter((cell) => {
    const own = cell.getBoundingClientRect();
    return own.width && (own.left < edges.left - 1 || own.right > edges.right + 1);
  }).map((cell) => cell.textContent);
  const over = box.scrollWidth - box.clientWidth;
  return over > 0 ? [`scrolls by ${over}`, ...cells] : cells;
})"""
SHOWN = """() => [...document.querySelectorAll("#strip tbody tr")].map((row) =>
  [...row.cells].filter((cell) => cell.getBoundingClientRect().width > 20).length)"""


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh"])
def test_on_a_narrow_page_every_column_of_the_strip_is_in_sight(
    harness: Harness, site: Path, language: str
) -> None:
    """Of the change too: a name with its figures, and below it the picture over the whole width."""
    address = one_of_each_kind(site)["EDITION/economies/ECONOMY.html"]
    with harness.open("chromium", locale=language) as browser:
        page = open_page(browser, str(site / language / address))
        page.call("resize", WIDE, 800)
        columns = page.evaluate(SHOWN)
        assert len(columns) > 5 and min(columns) >= 3
        for width in (360, PHONE, 500, 560, 640, 700, 720):
            page.call("resize", width, 800)
            assert page.evaluate(HIDDEN) == [], width
            assert page.evaluate(SHOWN) == columns, width
            picture, table = page.evaluate(
                "() => ['#strip tbody td.cell', '#strip table'].map((name) =>"
                " document.querySelector(name).getBoundingClientRect().width)"
            )
            assert width > 704 or picture > 0.85 * table, width
