"""Downloads are read back: figures with their digits, facts inside, texts that stay texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import package_readers as readers
import pandas as pd
import pytest
from site_cases import Written, sample_site

from ictindex.core.cell_escapes import unescape_cell
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.table import Table
from ictindex.data.exchange.data_package import AS_PUBLISHED
from ictindex.definitions import catalogue
from ictindex.language.i18n import LANGUAGES
from ictindex.publishing.website.download_facts import Fact
from ictindex.publishing.website.download_files import (
    make_excel,
    make_json,
    put_facts,
    write_downloads,
    write_edition_files,
)
from ictindex.publishing.website.download_tables import FIGURES
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_edition import SiteEdition

HOSTILE = ("=1+1", "+1", "-x", "@sum", "'=1", "''=1", "\tx", 'say "hi", you', "a\nb", "<b>", "-1.5")
PAIRS = define("pairs", Column("name", "title"), Column("value", "figure"), page=())
TABLE = Table.of(PAIRS, [{"name": text, "value": Decimal("-1.50")} for text in HOSTILE])
FACTS = [Fact("title", "Title", "=cmd"), Fact("licence", "Licence", "CC <BY> & so")]


def keep_none(edition: SiteEdition, files: Sequence[str]) -> bool:
    return False


def test_csv_loses_nothing_and_holds_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(write_csv(TABLE), newline="")))
    assert rows[0] == ["name", "value"]
    assert [unescape_cell(row[0]) for row in rows[1:]] == list(HOSTILE)
    assert {row[1] for row in rows[1:]} == {"-1.50"}
    for cell in (cell for row in rows for cell in row):
        assert cell in ("-1.50", "-1.5") or cell[:1] not in ("=", "+", "-", "@", "\t")


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
    document = json.loads(make_json(TABLE, FACTS, {}))
    assert document["columns"] == ["name", "value"]
    assert document["rows"][0] == ["=1+1", "-1.50"]
    assert (document["words"], document["same"]) == ({}, {})
    assert document["about"][1] == {"key": "licence", "name": "Licence", "text": "CC <BY> & so"}
    assert json.loads(make_json(Table.of(PAIRS, []), [], {}))["rows"] == []


def test_a_picture_carries_its_facts_as_metadata() -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="1"><g/></svg>'
    root = ElementTree.fromstring(put_facts(picture, "Scores", FACTS))  # noqa: S314 - our own
    texts = [element.text for element in root.iter() if element.text]
    assert texts == ["Scores", "CC <BY> & so"]
    assert put_facts("no picture", "Scores", FACTS) == "no picture"


@pytest.fixture(scope="module")
def files() -> Written:
    """The files on whole editions of the sample site, and its downloads in Arabic."""
    files, site = Written(), sample_site()
    imprint = Imprint.from_document(site.document)
    write_edition_files(site.editions, imprint, site.sources, files)
    write_downloads(site.editions, imprint, site.sources, "ar", files, keep_none)
    return files


@pytest.mark.slow
def test_every_edition_has_its_files_once_and_a_workbook_in_a_language(files: Written) -> None:
    # For a reader without options numbers are numbers, and the header is the first line.
    figures = pd.read_csv(io.BytesIO(files["data/editions/idi-2024.csv"]))
    assert [*figures] == [*FIGURES.columns]
    assert (figures["year"].dtype, figures["value"].dtype) == ("int64", "float64")
    document = json.loads(files["data/editions/idi-2024.json"])
    book = openpyxl.load_workbook(io.BytesIO(files["ar/data/idi-2024.xlsx"]))
    assert len(figures) == len(document["rows"]) == book.worksheets[1].max_row - 1 > 400
    stated = {fact["key"] for fact in document["about"]}
    assert {"title", "unit", "source", "licence", "edition", "digest", "kind"} <= stated
    assert not any(fact["text"].startswith("[") for fact in document["about"])
    metadata = json.loads(files["data/editions/idi-2024.csv-metadata.json"])
    assert metadata["notes"] == document["about"]
    brazil = next(row for row in document["rows"] if row[0] == "BRA" and row[2] == "idi")
    assert brazil[document["columns"].index("value")] == "82.0"
    names = {row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert names == {*document["words"]["name"]["ar"].values()}


@pytest.mark.parametrize("address", ["", "https://stat.example/"])
def test_the_addresses_of_an_older_site_say_where_their_files_are(address: str) -> None:
    """A program finds the address, and none of the columns that it looks for."""
    files, site = Written(), sample_site()
    imprint = replace(Imprint.from_document(site.document), address=address)
    write_downloads(site.editions, imprint, site.sources, "fr", files, keep_none)
    write_edition_files(site.editions, imprint, site.sources, files)
    base = address or "../../"
    read = pd.read_csv(io.BytesIO(files["fr/data/idi-2024.csv"]))
    assert read.to_dict("list") == {"moved_to": [f"{base}data/editions/idi-2024.csv"]}
    for name in ("idi-2024.json", "idi-2024.csv-metadata.json", "datapackage.json"):
        moved = json.loads(files[f"fr/data/{name}"])
        assert moved == {"moved_to": f"{base}data/editions/{name}"}
        assert moved["moved_to"].removeprefix(base) in files


@pytest.fixture(scope="module")
def downloads(files: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the files on whole editions."""
    folder = tmp_path_factory.mktemp("site")
    for address, content in files.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "data/editions"


@pytest.mark.slow
def test_others_read_a_download_by_what_describes_it(downloads: Path) -> None:
    """Readers of both forms that are not ours."""
    package = readers.read_json(downloads / "datapackage.json")
    assert [each["path"] for each in package["resources"]] == ["idi-2024.csv"]
    assert package["contributors"] == [{"title": "Office of trials", "roles": ["publisher"]}]
    assert readers.list_package_faults(downloads / "datapackage.json") == []
    assert readers.is_valid_csvw(downloads / "idi-2024.csv-metadata.json")


def test_a_package_names_a_third_partys_copy() -> None:
    files, site = Written(), sample_site()
    copied = [replace(site.first, is_copy=True)]
    imprint = Imprint.from_document(site.document)
    write_edition_files(copied, imprint, site.sources, files)
    package = json.loads(files["data/editions/datapackage.json"])
    title = "ICT Development Index 2024 (third party’s copy)"
    assert [each["title"] for each in package["resources"]] == [title]
    assert json.loads(files["data/editions/idi-2024.csv-metadata.json"])["dc:title"] == title


def test_a_download_has_titles_in_six_languages(downloads: Path) -> None:
    metadata = readers.read_json(downloads / "idi-2024.csv-metadata.json")
    columns = {column["name"]: column for column in metadata["tableSchema"]["columns"]}
    assert [*columns] == [*FIGURES.columns]
    for name, column in columns.items():
        assert set(column["titles"]) == {"und", *LANGUAGES}
        assert column["titles"]["und"] == name
        assert name not in {words for key, words in column["titles"].items() if key != "und"}
    assert metadata["tableSchema"]["primaryKey"] == [
        *("economy", "edition", "measure", "series", "year")
    ]
    assert columns["value"]["dc:description"].endswith(AS_PUBLISHED)


def test_every_row_names_source_licence_class_and_kind(downloads: Path) -> None:
    document = json.loads((downloads / "idi-2024.json").read_text("utf-8"))
    same = {"source": "itu-idi", "licence": "CC-BY-NC-SA-3.0-IGO", "result_kind": "published"}
    assert document["same"].items() >= same.items()
    at = document["columns"].index("source_class")
    assert {row[at] for row in document["rows"]} <= {"", *catalogue.source_classes()}


@pytest.mark.slow
def test_json_has_each_name_once(downloads: Path) -> None:
    document = json.loads((downloads / "idi-2024.json").read_text("utf-8"))
    words, same = document["words"], document["same"]
    assert all({*named} == {*LANGUAGES} for named in words.values())
    frame = pd.read_csv(downloads / "idi-2024.csv", dtype=str, keep_default_na=False)
    for (_, cells), row in zip(frame.iterrows(), document["rows"], strict=True):
        listed = same | dict(zip(document["columns"], row, strict=True))
        series = f"{listed['measure']} {listed['series']}"
        listed |= {
            "name": words["name"]["en"][listed["economy"]],
            "series_name": words["series_name"]["en"][listed["series"]],
            "unit": words["unit"]["en"][series],
        }
        assert {key: str("" if cell is None else cell) for key, cell in listed.items()} == {
            key: cells[key] for key in listed
        }
