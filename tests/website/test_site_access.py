"""Pages for a keyboard and for a reader that speaks: in their language, nothing in English."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from browsers import BrowserPage, Harness
from language_files import flat
from site_measures import measure
from site_pages import kind_of, one_of_each_kind, page_names, plain

from .test_site_templates import each_kind

pytestmark = pytest.mark.browser

# Words of Vega itself.
VEGA = re.compile(
    r"-axis|titled|\b(Title|Subtitle) text\b"
    r"|for an? (linear|discrete|time|log|pow|sqrt|symlog|quantile) scale|graphics-"
    r"|\b(symbol|rect|text|rule|line|area|arc|path|shape|trail|image) mark\b|legend for"
    r"|visualization|\b(longitude|latitude|economy|score|value|datum): |\b(undefined|NaN|null)\b",
)
# Names that stay as they are in every language, and letters of units.
KEPT = {
    "Altair", "Apache", "Atom", "BY-NC-SA", "BY-SA", "CC", "CSV", "DataHub", "Dataset", "DCAT",
    "GeoJSON", "HTML", "HTTP", "JSON", "JavaScript", "MathML", "Python", "SHA-256", "TOML",
    "UNESCO", "UTF", "Vega", "WCAG", "XLSX", "ictindex",
    "Annex", "Example", "office", "statistics",  # a source as it is cited, and the publisher
}  # fmt: skip


def tab_through(page: BrowserPage, most: int) -> list[dict[str, Any]]:
    """Press Tab until the keyboard leaves the page; return where it was."""
    # From the top, also where the page itself has put the keyboard into a field.
    page.evaluate(
        """() => {
          scrollTo(0, 0);
          document.body.tabIndex = -1;
          document.body.focus();
          document.body.removeAttribute("tabindex");
        }"""
    )
    places = []
    for _ in range(most):
        page.call("press", "Tab")
        measured = measure(page, "focus")
        if measured is None or (places and measured == places[-1]):
            break
        if places and measured["stop"] == places[0]["stop"] and measured["stop"] is not None:
            break
        places.append(measured)
    return places


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_keyboard_alone_reaches_everything(harness: Harness, site: Path, language: str) -> None:
    """Every link and control is a stop that is seen, and each chart is one."""
    faults = []
    with harness.open("chromium", locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language, ("en", "ar")):
            wanted = measure(page, "stops")
            for chart in wanted["charts"]:
                if chart["stops"] != 1:
                    faults.append(f"{kind}: {chart}")
            places = tab_through(page, wanted["count"] + 5)
            reached = {stop["stop"] for stop in places}
            missed = sorted(set(range(wanted["count"])) - reached)
            if missed:
                words = page.evaluate(
                    "(n) => document.querySelector(`[data-stop='${n}']`).outerHTML.slice(0, 120)",
                    missed[0],
                )
                faults.append(f"{kind}: {len(missed)} of {wanted['count']} not reached: {words}")
            faults += [f"{kind}: unseen: {stop['label']}" for stop in places if not stop["seen"]]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_arrows_walk_the_marks_of_a_chart(harness: Harness, site: Path, language: str) -> None:
    """Ahead is to the left in Arabic; Home and End, and Escape closes what has opened."""
    ahead, back = ("ArrowLeft", "ArrowRight") if language == "ar" else ("ArrowRight", "ArrowLeft")
    walked = 0
    with harness.open("chromium", locale=language) as browser:
        for page, _, _ in each_kind(browser, site, language, ("en", "ar")):
            for chart in measure(page, "stops")["charts"]:
                marks = measure(page, "marks", chart["key"])["marks"]
                if len(marks) < 2:
                    continue
                page.evaluate(
                    "(key) => document.querySelector("
                    "`.plot[data-chart='${key}'] [tabindex='0']`).focus()",
                    chart["key"],
                )
                steps = [
                    ("Home", 0),
                    (ahead, 1),
                    ("End", -1),
                    (back, -2),
                    ("ArrowUp", -3),
                    ("Home", 0),
                ]
                if len(marks) < 4:
                    steps = [("Home", 0), (ahead, 1), ("End", -1)]
                for key, at in steps:
                    page.call("press", key)
                    measured = measure(page, "focus")
                    assert measured["label"] == marks[at], (chart["key"], key)
                tip = "() => [...document.querySelectorAll('.tip')].some((one) => !one.hidden)"
                assert page.evaluate(tip)
                page.call("press", "Escape")
                assert not page.evaluate(tip)
                walked += 1
    assert walked > 3


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_the_tree_of_each_chart_is_in_the_language_of_the_page(
    harness: Harness, site: Path, language: str
) -> None:
    """A name for the chart, a sentence for each mark, and nothing that Vega says by itself.

    In other scripts no word of English is left: names, codes and titles of works are marked so.
    The three languages in Latin letters share the pages.
    """
    faults, sentences = [], 0
    kept = KEPT | latin_words(language)
    with harness.open("chromium", locale=language) as browser:
        for page, kind, _ in each_kind(browser, site, language, ("en", "fr", "es")):
            left = set(measure(page, "latin")) - kept if language in ("ar", "ru", "zh") else ()
            if left:
                faults.append(f"{kind}: words in Latin letters: {sorted(left)}")
            for chart in measure(page, "stops")["charts"]:
                key = chart["key"]
                measured = measure(page, "marks", key)
                if measured["odd"] or measured["role"] != "group" or not measured["name"]:
                    faults.append(f"{kind}: {key}: {measured['odd']} names of Vega's own")
                snapshot = page.call("ariaSnapshot", f".plot[data-chart='{key}']")
                lines = [plain(line).lstrip("-' ") for line in snapshot.splitlines()]
                images = [line for line in lines if line.startswith("img")]
                if not images or len(images) != len(measured["marks"]):
                    faults.append(
                        f"{kind}: {key}: {len(images)} of {len(measured['marks'])} are described"
                    )
                sentences += len(images)
                for line in lines:
                    spoken = line.partition('"')[2]
                    if match := VEGA.search(spoken):
                        faults.append(f"{kind}: {key}: {match[0]!r} in {line[:100]}")
                    # A mark says something: words of its language and a figure or a word for none.
                    if line.startswith("img") and len(re.findall(r"\w", spoken)) < 4:
                        faults.append(f"{kind}: {key}: {line[:100]}")
    assert not faults, "\n".join(faults)
    assert sentences > (100 if language in ("ar", "ru", "zh") else 10)


def latin_words(language: str) -> set[str]:
    """The words in Latin letters that the language file itself writes: abbreviations and names."""
    pattern = re.compile(r"[A-Za-z][A-Za-z'-]{3,}")
    return {word for text in flat(language).values() for word in pattern.findall(str(text))}


@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_without_scripts_a_table_and_a_picture_stand_there(
    harness: Harness, site: Path, browser_name: str
) -> None:
    """Each chart is an image with its words, and its table opens; in Firefox every second page."""
    faults, pictures = [], 0
    with harness.open(browser_name, locale="ar", javaScript=False) as browser:
        addresses = list(one_of_each_kind(site).items())
        for kind, address in addresses[:: 1 if browser_name == "chromium" else 2]:
            page = browser.page()
            page.open(site / "ar" / address)
            actual = page.evaluate(
                """() => [...document.querySelectorAll("figure.chart")].map((figure) => {
                  // A picture on the page, or a file.
                  const drawn = figure.querySelector(".drawing[role=img]");
                  const image = figure.querySelector("img[alt]:not([alt=''])");
                  const rows = figure.querySelector("table.drawing");  // a picture in its table
                  const table = figure.querySelector("table");
                  const named = (part) => part?.getAttribute("aria-labelledby");
                  return { key: figure.id,
                    alt: drawn?.getAttribute("aria-label")
                      ?? document.getElementById(named(drawn ?? rows))?.textContent
                      ?? image?.alt ?? "",
                    width: drawn?.querySelector("svg")?.getBoundingClientRect().width
                      ?? rows?.querySelector("td svg")?.getBoundingClientRect().width
                      ?? image?.naturalWidth ?? 0,
                    shown: (drawn ?? rows ?? image)?.clientWidth ?? 0,
                    rows: table ? table.rows.length : 0 };
                })"""
            )
            for item in actual:
                pictures += 1
                if (
                    not item["alt"]
                    or item["width"] < 100
                    or item["shown"] < 100
                    or item["rows"] < 2
                ):
                    faults.append(f"{kind}: {item}")
            faults += [f"{kind}: {error}" for error in page.call("errors")]
            page.close()
    assert not faults, "\n".join(faults)
    assert pictures > 3


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_profile_saves_its_picture_and_its_figures(
    harness: Harness, site: Path, language: str
) -> None:
    """A picture as it is shown and a workbook, saved by a page of a folder that has no Vega."""
    address = one_of_each_kind(site)["EDITION/economies/ECONOMY.html"]
    with harness.open("chromium", locale=language) as browser:
        page = browser.page()
        page.open(site / language / address)
        page.wait_for("() => document.documentElement.dataset.ready === 'yes'")
        assert not page.evaluate("() => window.drawVega")
        forms = (
            "() => [...document.querySelectorAll('#strip [data-form]')].map((b) => b.dataset.form)"
        )
        made = ["svg", "png", "csv", "xlsx", "page-xlsx"]
        assert page.evaluate(forms) == []
        page.click("#strip .downloads summary")
        page.wait_for("() => document.querySelector('#strip [data-form]')")
        assert page.evaluate(forms) == made
        for number, form in enumerate(made, 1):
            page.click(f"#strip [data-form={form}]")
            page.saved(number)
        saved = page.saved(len(made))
        files = {path.suffix: path.read_bytes() for path in saved if "-strip" in path.name}
        (book,) = [path for path in saved if path.suffix == ".xlsx" and "-strip" not in path.name]
        sheets = openpyxl.load_workbook(book).sheetnames
        page.evaluate(
            "() => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))"
        )
        assert not page.evaluate("() => document.querySelector('#strip .downloads').open")
        assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
        words = page.evaluate(
            """() => {
              const drawing = document.querySelector("#strip .drawing");
              const made = window.ictindexFiles.drawnOf(drawing);
              const bare = (text) => text.replace(/\\s/g, "");
              return { shown: bare(drawing.textContent), drawn: bare(made.textContent),
                shapes: drawing.querySelectorAll("circle").length,
                copied: made.querySelectorAll("circle, path").length };
            }"""
        )
        assert page.call("errors") == [] and page.outside() == []
    assert sorted(words["drawn"]) == sorted(words["shown"])
    # What other economies have in common is one picture behind the shapes of the page.
    assert words["copied"] >= words["shapes"] > 10
    assert files[".png"].startswith(b"\x89PNG") and len(files[".png"]) > 20_000
    assert files[".xlsx"].startswith(b"PK") and b"<path" in files[".svg"]
    table = pd.read_csv(io.BytesIO(files[".csv"]))
    assert len(table) > 5 and table.iloc[:, -1].str.contains("CC BY-NC-SA").all()
    assert len(sheets) == len(set(sheets)) >= 3


def test_every_kind_of_page_is_looked_at(site: Path) -> None:
    kinds = {kind_of(name) for name in page_names(site, "en")}
    assert set(one_of_each_kind(site)) == kinds
