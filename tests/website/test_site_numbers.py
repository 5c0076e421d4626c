"""Every figure of an edition on the site, read back and compared with what was published."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path, PurePath

import pytest
from printed_editions import (
    Printed,
    agrees,
    number_in,
    printed_editions,
    printed_prices,
)
from site_pages import LANGUAGES, SitePage, page_names, plain, read_page, read_table

from ictindex.language import i18n

pytestmark = pytest.mark.browser
# All tests of a language follow one another: its pages are read once.
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES, scope="module")
EDITION_PAGE = re.compile(r"^(idi-\d{4}[\w-]*)/")


@pytest.fixture(scope="module")
def printed(site: Path) -> dict[str, Printed]:
    return printed_editions(site)


def names_of(economies: set[str], language: str) -> dict[str, str]:
    return {plain(i18n.economy_name(code, language)): code for code in economies}


def node_names(edition: Printed, language: str) -> dict[str, str]:
    nodes = {node for _, node in edition.scores}
    return {plain(i18n.label("nodes", node, language)): node for node in nodes}


def pages_of_editions(
    site: Path, language: str, printed: dict[str, Printed]
) -> Iterator[tuple[SitePage, str]]:
    """Yield each page that shows an edition, with the edition's key."""
    for address in page_names(site, language):
        match = EDITION_PAGE.match(address)
        if match and match[1] in printed:
            yield read_page(site, f"{language}/{address}"), match[1]


def test_the_editions_are_those_that_were_supplied(printed: dict[str, Printed]) -> None:
    assert printed
    for edition in printed.values():
        assert len(edition.economies) >= 12
        assert len(edition.scores) > 100 and len(edition.values) > 100


@EACH_LANGUAGE
def test_tables_of_economies_hold_the_published_scores(
    site: Path, printed: dict[str, Printed], language: str
) -> None:
    """Wherever a row is named like an economy and a column like a part of the index."""
    faults: list[str] = []
    compared: Counter[str] = Counter()
    for page, key in pages_of_editions(site, language, printed):
        edition = printed[key]
        economies, nodes = names_of(edition.economies, language), node_names(edition, language)
        for table in page.tables:
            columns = [(n, nodes[name]) for n, name in enumerate(table.headers) if name in nodes]
            for row in table.rows:
                code = economies.get(row[0]) if row else None
                if code is None or len(row) != len(table.headers):
                    continue
                for column, node in columns:
                    shown, score = row[column], edition.scores.get((code, node))
                    compared[key] += 1
                    if not agrees(number_in(shown, language), score):
                        faults.append(f"{page.address}: {code}, {node}: {shown!r}, not {score}")
    assert not faults, "\n".join(faults)
    print(f"{language}: {dict(compared)} scores of tables")
    for key, edition in printed.items():
        assert compared[key] >= 3 * len(edition.economies)


@EACH_LANGUAGE
def test_sentences_of_the_map_say_the_published_scores(
    site: Path, printed: dict[str, Printed], language: str
) -> None:
    page = read_page(site, f"{language}/index.html")
    (figure,) = [
        element for element in page.main.all("figure") if element.attributes.get("id") == "map"
    ]
    rows = {row[0]: row[1] for table in figure.all("table") for row in read_table(table).rows}
    (key,) = [
        key
        for key, edition in printed.items()
        if rows.keys() <= names_of(edition.economies, language).keys()
    ]
    edition = printed[key]
    economies = names_of(edition.economies, language)
    for name, shown in rows.items():
        assert number_in(shown, language) == edition.scores.get((economies[name], "idi")), name
    count = 0
    for values in page.data("chart-data")["data"].values():
        for row in values:
            parts = re.split(r" ?[:：]", plain(row.get("sentence", "")), maxsplit=1)
            name, rest = [*parts, ""][:2]
            if name in economies:
                score = edition.scores.get((economies[name], "idi"))
                assert number_in(rest, language) == score, row
                count += 1
    assert count >= len(rows) > 10


def test_downloads_hold_the_published_figures(site: Path, printed: dict[str, Printed]) -> None:
    """CSV and JSON of every edition, figure by figure; nothing is missing and nothing is added."""
    for key, edition in printed.items():
        folder = site / "data" / "editions"
        text = (folder / f"{key}.csv").read_text(encoding="utf-8-sig")
        tables = list(csv.DictReader(io.StringIO(text)))
        about = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        rows = [dict(zip(about["columns"], row, strict=True)) for row in about["rows"]]
        for content in (tables, rows):
            for measure, expected in (("score", edition.scores), ("value", edition.values)):
                values = {
                    (row["economy"], row["series"]): Decimal(str(row["value"]))
                    for row in content
                    if row["measure"] == measure and row["value"] not in ("", None)
                }
                assert values.keys() <= expected.keys()
                other = [
                    pair for pair, figure in values.items() if not agrees(figure, expected[pair])
                ]
                assert not other, (key, measure, other[:5])
                lost = {pair for pair in expected if pair not in values}
                assert not lost, (key, measure, sorted(lost)[:5])


@EACH_LANGUAGE
def test_profiles_hold_the_published_scores_and_values(
    site: Path, printed: dict[str, Printed], language: str
) -> None:
    """Scores in the column of the economy, values in the table of values with year and source."""
    faults: list[str] = []
    compared: Counter[str] = Counter()
    for page, key in pages_of_editions(site, language, printed):
        match = re.search(r"/economies/([A-Z]{3})\.html$", page.address)
        if match is None:
            continue
        edition, code = printed[key], match[1]
        nodes = node_names(edition, language)
        indicators = {
            plain(i18n.label("nodes", item, language)): item for _, item in edition.values
        }
        name = plain(i18n.economy_name(code, language))
        for table in page.tables:
            if name in table.headers:
                at = table.headers.index(name)
                for row in table.rows:
                    score = edition.scores.get((code, nodes.get(row[0], "")))
                    if score is None:
                        continue
                    compared["score"] += 1
                    if not agrees(number_in(row[at], language), score):
                        faults.append(f"{page.address}: {row[0]}: {row[at]!r}, not {score}")
            elif len(table.headers) >= 5:
                for row in table.rows:
                    value = edition.values.get((code, indicators.get(row[0], "")))
                    if value is None or len(row) != len(table.headers):
                        continue
                    compared["value"] += 1
                    if not agrees(number_in(row[1], language), value):
                        faults.append(f"{page.address}: {row[0]}: {row[1]!r}, not {value}")
    assert not faults, "\n".join(faults)
    print(f"{language}: {dict(compared)} figures of profiles")
    economies = sum(len(edition.economies) for edition in printed.values())
    assert compared["score"] >= 5 * economies and compared["value"] >= 5 * economies


@EACH_LANGUAGE
def test_an_economy_without_an_index_has_its_printed_prices(
    site: Path, printed: dict[str, Printed], language: str
) -> None:
    """Every number of its tables is printed for it, in the year of its row or the last one."""
    prices = printed_prices(site)
    scored = {code for edition in printed.values() for code in edition.economies}
    pages = {PurePath(name).stem: name for name in page_names(site, language)
             if re.fullmatch(r"economies/[A-Z]{3}\.html", name)}  # fmt: skip
    assert pages.keys() == prices.keys() - scored
    compared, faults = 0, []
    for code, name in pages.items():
        page = read_page(site, f"{language}/{name}")
        (first, *_) = page.main.all("p")
        assert first.attributes.get("role") == "note", name
        last = max(year for year, _ in prices[code])
        for n, table in enumerate(page.tables):
            for row in table.rows:
                year = last if n == 0 else int(row[0])
                there = [value for printed_in, value in prices[code] if printed_in == year]
                for cell in row[1:4]:
                    shown = number_in(cell, language)
                    compared += shown is not None
                    if shown is not None and not any(agrees(shown, value) for value in there):
                        faults.append(f"{name}: {year}: {cell!r}")
    assert not faults, "\n".join(faults)
    assert compared >= 3 * len(pages) > 0


@EACH_LANGUAGE
def test_every_page_names_its_publisher_first_and_no_chart_names_a_file(
    site: Path, language: str
) -> None:
    for name in page_names(site, language):
        page = read_page(site, f"{language}/{name}")
        (header,) = page.root.all("header", class_="top")
        (publisher,) = header.all("span", class_="publisher")
        assert i18n.text("site", "not-of-itu", language) in publisher.text
        for figure in page.main.all("figure"):
            words = [note.text for note in figure.all("p", class_="note")]
            assert not [line for line in words if re.search(r"\.(csv|xlsx)\b", line)], name
