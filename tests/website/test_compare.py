"""Compare and Try it in a browser: chart, table, address and downloads follow the choice alike."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from browsers import BrowserPage, Harness
from site_pages import LANGUAGES

pytestmark = pytest.mark.browser
SHOWN = "() => document.getElementById('comparison').dataset.shown"
TRIED = "() => document.getElementById('outcome').dataset.shown"
CHOICE = (
    "#figures=idi&series=score.idi,value.internet-users&places=BRA,KEN,itu-region:africa&times=2024"
)
# Marks by which a reader of the screen meets a chart, and the cells of the table.
MARKS = "() => [...document.querySelectorAll('.panel [data-mark]')].map((m) => m.ariaLabel)"
CELLS = """() => [...document.querySelectorAll('#comparison-table tbody tr')].map((row) =>
  [...row.cells].map((cell) => (cell.querySelector('bdi') ?? cell).textContent))"""


def open_choice(
    browser: Any, site: Path, language: str, hash_: str = "", name: str = "compare.html"
) -> BrowserPage:
    page: BrowserPage = browser.page()
    page.open((site / language / name).as_uri() + hash_)
    return page


def saved(page: BrowserPage, form: str, count: int, downloads: str = "comparison") -> Path:
    """Open the menu, click a download and return the file."""
    page.evaluate(f"() => {{ document.getElementById('{downloads}-downloads').open = true; }}")
    page.click(f"#{downloads}-downloads [data-form={form}]")
    return next(path for path in page.saved(count) if path.suffix == f".{form}")


def figures_of_csv(path: Path) -> list[list[str]]:
    """Return the header and the rows of a download, read by Python's own reader."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def png_texts(path: Path) -> dict[str, str]:
    """Return the texts in a picture, whose checksums are verified."""
    content, at, texts = path.read_bytes(), 8, {}
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        body = content[at + 4 : at + 8 + length]
        (crc,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        assert zlib.crc32(body) == crc
        if body[:4] == b"iTXt":
            keyword, rest = body[4:].split(b"\0", 1)
            texts.setdefault(keyword.decode(), rest[2:].split(b"\0", 2)[2].decode())
        at += 12 + length
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_shown_alike_in_chart_table_address_and_downloads(
    harness: Harness, site: Path, language: str
) -> None:
    published = json.loads((site / "data/editions/idi-2024.json").read_text("utf-8"))
    figures = [dict(zip(published["columns"], row, strict=True)) for row in published["rows"]]
    printed = {(f["economy"], f"{f['measure']}.{f['series']}"): f["value"] for f in figures}
    with harness.open("chromium", locale=language) as browser:
        page = open_choice(browser, site, language, CHOICE)
        shown = page.wait_for(SHOWN)
        assert set(re.split("[=,&]", shown)) == set(re.split("[=,&]", CHOICE))
        assert page.evaluate("() => location.hash") == shown
        cells = page.evaluate(CELLS)
        marks = page.evaluate(MARKS)
        decimal = "," if language in ("fr", "es", "ru") else "."
        path = saved(page, "csv", 1)
        # The name of the file is the choice.
        assert path.stem == re.sub(r"[^A-Za-z0-9]+", "-", "-".join(
            part.partition("=")[2] for part in shown[1:].split("&"))), path  # fmt: skip
        header, *rows = figures_of_csv(path)
        assert header == [
            *("place", "name", "series", "series_name", "time", "value", "unit", "mark"),
            *("count", "of"),
            *("source", "citation", "licence", "result_kind"),
        ]
        for row in rows:  # the mean of a group is computed in the build, and published by nobody
            kind = "computed-here" if ":" in row[0] else "published"
            assert [row[10], *row[12:]] == ["itu-idi", "CC-BY-NC-SA-3.0-IGO", kind]
            assert "ICT Development Index" in row[11]
        assert len(rows) == len(cells) == 6
        for row, cell in zip(rows, cells, strict=True):
            economy, name, series, _, _, value, unit, *_ = row
            assert cell[0] == name and cell[2] == unit
            assert cell[3] == (value.replace(".", decimal) if value else "–")
            if not economy.startswith("itu"):
                assert value == printed[economy, series]
            if value:  # its mark says the same sentence
                assert sum(name in m and value.replace(".", decimal) in m for m in marks) >= 1
        assert len(marks) == sum(1 for row in rows if row[5])
        book = openpyxl.load_workbook(saved(page, "xlsx", 2))
        about, sheet = book.worksheets
        assert sheet.sheet_view.rightToLeft == (True if language == "ar" else None)
        for key in ("CC BY-NC-SA 3.0 IGO", "idi-2024-annex.csv"):
            assert any(key in str(cell.value) for row in about.iter_rows() for cell in row)
        for row, (*_,) in zip(rows, cells, strict=True):
            line = next(
                r
                for r in sheet.iter_rows(min_row=2)
                if (r[0].value, r[2].value) == (row[0], row[2])
            )
            number = line[5]
            assert (number.value is None) == (row[5] == "")
            if row[5]:
                assert number.data_type == "n" and number.value == float(row[5])
                places = len(row[5].partition(".")[2])
                assert number.number_format == ("0." + "0" * places if places else "0")
        document = json.loads(saved(page, "json", 3).read_text("utf-8"))
        assert [[("" if c is None else c) for c in row] for row in document["rows"]] == rows
        assert {"title", "unit", "edition", "digest", "source", "licence", "kind"} <= {
            fact["key"] for fact in document["about"]
        }
        svg = saved(page, "svg", 4).read_text("utf-8")
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own file
        words = " ".join(root.itertext())
        assert "CC BY-NC-SA 3.0 IGO" in words and "<script" not in svg
        texts = png_texts(saved(page, "png", 5))
        assert (
            texts["Title"] == document["about"][0]["text"] and "CC BY-NC-SA" in texts["Copyright"]
        )
        assert page.call("errors") == [] and page.call("messages") == []
        assert page.outside() == []


@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_a_change_by_keyboard_alone_changes_everything(
    harness: Harness, site: Path, browser_name: str
) -> None:
    with harness.open(browser_name) as browser:
        page = open_choice(browser, site, "en", CHOICE)
        page.wait_for(SHOWN)
        before = page.evaluate(CELLS)
        page.evaluate("() => document.querySelector('.choice-list input[type=search]').focus()")
        for letter in "chile":
            page.call("press", letter)
        page.call("press", "ArrowDown")
        page.call("press", "Enter")
        page.wait_for("() => location.hash.includes('CHL')")
        page.wait_for(
            "(h) => document.getElementById('comparison').dataset.shown === location.hash"
        )
        after = page.evaluate(CELLS)
        assert len(after) == len(before) + 2
        assert [row[0] for row in after if row not in before] == ["Chile", "Chile"]
        assert any("Chile" in mark for mark in page.evaluate(MARKS))
        # One stop for the keyboard in each list, whatever its length.
        stops = page.evaluate(
            "() => document.querySelectorAll('.choice-list [role=option][tabindex=\"0\"]').length"
        )
        assert stops == 0


@pytest.mark.parametrize(
    "hash_",
    ["#figures=idi&series=score.idi&places=XXX&times=2024", "#nonsense", "#figures=other",
     "#figures=idi&series=score.idi&places=%3Cimg%20src=x%3E&times=2024"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_address_that_names_what_is_not_here_is_refused(
    harness: Harness, site: Path, language: str, hash_: str
) -> None:
    with harness.open("chromium", locale=language) as browser:
        page = open_choice(browser, site, language, hash_)
        page.wait_for("() => !document.getElementById('refusal').hidden")
        assert page.evaluate("() => document.getElementById('comparison').hidden")
        assert page.evaluate("() => document.querySelectorAll('#refusal *').length") == 0
        assert page.call("errors") == []


def test_texts_that_a_spreadsheet_would_run_stay_texts(harness: Harness, site: Path) -> None:
    """The writers of the page, with the corpus that also tests those of the library."""
    hostile = [
        "=1+1",
        "+1",
        "-x",
        "@sum",
        "'=1",
        "\tx",
        'say "hi", you',
        "a\nb",
        "<b>&",
        "\u0001",
        "-1.5",
    ]
    script = """(texts) => {
      const table = { columns: ["text", "n"], rows: texts.map((t) => [t, { number: "-1.50" }]),
        rtl: false, sheets: ["a", "b"] };
      const F = window.ictindexFiles;
      return [...F.toExcel(table, [["title", "T", "=cmd"]])].concat([-1], [...F.toCsv(table)]);
    }"""
    from ictindex.core.cell_escapes import unescape_cell

    with harness.open("chromium") as browser:
        page = open_choice(browser, site, "en", CHOICE)
        page.wait_for(SHOWN)
        numbers = page.evaluate(script, hostile)
    cut = numbers.index(-1)
    book = openpyxl.load_workbook(io.BytesIO(bytes(numbers[:cut])))
    assert book.worksheets[0]["B1"].value == "=cmd" and book.worksheets[0]["B1"].data_type != "f"
    cells = [book.worksheets[1].cell(row, 1) for row in range(2, len(hostile) + 2)]
    assert [cell.value for cell in cells] == [text.replace("\u0001", "\ufffd") for text in hostile]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert book.worksheets[1]["B2"].value == -1.5
    text = bytes(numbers[cut + 1 :]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [unescape_cell(row[0]) for row in rows] == hostile


def test_what_if_is_computed_shown_and_downloaded_as_one(harness: Harness, site: Path) -> None:
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    values = dict.fromkeys(idi.plan.indicators, "50") | {"price-mobile-high": "3.25"}
    changed = "".join(f"&value.{key}={value}" for key, value in values.items())
    hash_ = f"#edition=idi-2024&economy={changed}&weight.idi.universal-connectivity=3"
    weights = {"idi": {"universal-connectivity": 3, "meaningful-connectivity": 1}}
    expected = idi.variant("try", weights=weights).score(values)
    with harness.open("chromium", locale="fr") as browser:
        page = open_choice(browser, site, "fr", hash_, "try.html")
        page.wait_for(TRIED)
        rows = page.evaluate(
            "() => [...document.querySelectorAll('#outcome-table tbody tr')]"
            ".map((row) => row.cells[3].textContent)"
        )
        order = idi.plan.reading_order()
        assert rows == [format(expected.nodes[node], "f").replace(".", ",") for node in order]
        assert "Simulation" in page.text("#outcome")
        path = saved(page, "csv", 1, "outcome")
        assert path.name.startswith("what-if-")
        table = figures_of_csv(path)
        at = {name: n for n, name in enumerate(table[0])}
        stated = ("edition", "source", "licence", "result_kind")
        assert {tuple(row[at[name]] for name in stated) for row in table[1:]} == {
            ("idi-2024", "itu-idi", "CC-BY-NC-SA-3.0-IGO", "what-if")
        }
        # A row that is copied elsewhere says what was changed.
        assert {row[at["choice"]] for row in table[1:]} == {page.evaluate("() => location.hash")}
        scores = {row[1]: row[5] for row in table if row[0] == "score"}
        assert scores == {node: format(expected.nodes[node], "f") for node in order}
        page.fill("#try-value-internet-users", "101")
        page.wait_for("() => !document.getElementById('refusal').hidden")
        assert "101" in page.text("#refusal") and not page.evaluate(
            "() => document.getElementById('outcome').checkVisibility()"
        )
        page.fill("#try-value-internet-users", "60,5")
        page.wait_for("() => location.hash.includes('value.internet-users=60.5')")
        assert page.call("errors") == [] and page.outside() == []
