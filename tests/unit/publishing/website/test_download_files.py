"""Downloads are read back: figures with their digits, facts inside, texts that stay texts."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pandas as pd
from languages_in_turn import each_language
from site_cases import Written, sample_site

from ictindex.data.cell_text import unescape_cell
from ictindex.publishing.website.download_facts import Fact
from ictindex.publishing.website.download_files import (
    download_address,
    make_csv,
    make_excel,
    make_json,
    put_facts,
    write_downloads,
)
from ictindex.publishing.website.download_tables import DownloadTable
from ictindex.publishing.website.imprint import Imprint

HOSTILE = ("=1+1", "+1", "-x", "@sum", "'=1", "''=1", "\tx", 'say "hi", you', "a\nb", "<b>", "-1.5")
TABLE = DownloadTable(("name", "value"), [(text, Decimal("-1.50")) for text in HOSTILE])
FACTS = [Fact("title", "Title", "=cmd"), Fact("licence", "Licence", "CC <BY> & so")]


def test_csv_loses_nothing_and_holds_no_formula() -> None:
    content = make_csv(TABLE, FACTS)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["# Title", "'=cmd"]
    assert rows[2] == ["name", "value"]
    assert [unescape_cell(row[0]) for row in rows[3:]] == list(HOSTILE)
    assert {row[1] for row in rows[3:]} == {"-1.50"}
    for cell in (cell for row in rows for cell in row):
        assert cell in ("-1.50", "-1.5") or cell[:1] not in ("=", "+", "-", "@", "\t")


def test_pandas_reads_a_download_past_its_facts() -> None:
    table = DownloadTable(("name", "value"), [("Kenya", Decimal("56.0"))])
    facts = [Fact("digest", 'SHA-256 of the file "a,b".csv', "ab"), Fact("choice", "Choice", "x#y")]
    frame = pd.read_csv(io.BytesIO(make_csv(table, facts)), comment="#", dtype=str)
    assert frame.to_dict("records") == [{"name": "Kenya", "value": "56.0"}]


def test_excel_has_numbers_as_numbers_and_texts_as_texts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_excel(TABLE, FACTS, "ar")))
    about, figures = book.worksheets
    assert about["B1"].value == "=cmd" and about["B1"].data_type == "s"
    assert figures.sheet_view.rightToLeft and about.sheet_view.rightToLeft
    cells = [figures.cell(row, 1) for row in range(2, len(HOSTILE) + 2)]
    assert [cell.value for cell in cells] == list(HOSTILE)
    assert {cell.data_type for cell in cells} == {"s"}
    number = figures["B2"]
    assert (number.value, number.data_type, number.number_format) == (-1.5, "n", "0.00")


def test_json_keeps_all_digits() -> None:
    document = json.loads(make_json(TABLE, FACTS))
    assert document["columns"] == ["name", "value"]
    assert document["rows"][0] == ["=1+1", "-1.50"]
    assert document["about"][1] == {"key": "licence", "name": "Licence", "text": "CC <BY> & so"}
    assert json.loads(make_json(DownloadTable(("a",), []), []))["rows"] == []


def test_a_picture_carries_its_facts_as_metadata() -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="1"><g/></svg>'
    root = ElementTree.fromstring(put_facts(picture, "Scores", FACTS))  # noqa: S314 - our own
    texts = [element.text for element in root.iter() if element.text]
    assert texts == ["Scores", "CC <BY> & so"]
    assert put_facts("no picture", "Scores", FACTS) == "no picture"


@each_language("en", "ar")
def test_every_edition_has_its_files_in_every_language(language: str) -> None:
    files = Written()
    site = sample_site()
    imprint = Imprint.from_document(site.document)
    write_downloads(site.editions, imprint, site.sources, language, files)
    assert download_address("idi-2024", "csv") == "data/idi-2024.csv"
    text = files[f"{language}/data/idi-2024.csv"].decode("utf-8-sig")
    figures = [line for line in text.split("\r\n") if line and not line.lstrip('"').startswith("#")]
    document = json.loads(files[f"{language}/data/idi-2024.json"])
    book = openpyxl.load_workbook(io.BytesIO(files[f"{language}/data/idi-2024.xlsx"]))
    assert len(figures) - 1 == len(document["rows"]) == book.worksheets[1].max_row - 1 > 400
    stated = {fact["key"] for fact in document["about"]}
    assert {"title", "unit", "source", "licence", "edition", "digest", "kind"} <= stated
    assert not any(fact["text"].startswith("[") for fact in document["about"])
    brazil = next(row for row in document["rows"] if row[0] == "BRA" and row[3] == "idi")
    assert brazil[6] == "82.0"
