"""Downloads written at build: Excel, JSON and pictures with their facts inside, and CSV.

What programs read is there once for all languages; a workbook is for people, in their language.

A CSV is a header and rows; its facts are in the file of metadata next to it. In CSV, a text that a
spreadsheet would read as a formula begins with an apostrophe; a text that already begins with
apostrophes gets one more, so that removing one gives the original text. Numbers never change. In
Excel numbers are numbers, shown with their published decimals, and texts are texts.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from ictindex.core.canonical import encode_record
from ictindex.core.tables.csv_writer import plain_digits, write_csv
from ictindex.core.tables.table import Table
from ictindex.core.tree_writer import Files
from ictindex.data.exchange.csvw_metadata import ENDING, write_csvw_metadata
from ictindex.data.exchange.data_package import FILE as PACKAGE
from ictindex.data.exchange.data_package import PackagedTable, PackageFacts, write_data_package
from ictindex.indices.results.result_kind import COLUMN as KIND
from ictindex.language import i18n
from ictindex.language.i18n.spreadsheet_writer import open_book, write_cells, write_facts
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_facts import (
    SECTION,
    DownloadSubject,
    Fact,
    list_facts,
    mark_title,
)
from ictindex.publishing.website.download_tables import (
    FIGURES,
    list_series,
    list_values,
    make_table,
)
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.plain_tables import LANGUAGE
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

FORMS = ("csv", "json")
METADATA = f"csv{ENDING}"
# A program looks for codes; the edition of all rows is among the facts.
_IN_TABLES = ("edition", "source_class_name")
IN_JSON = tuple(name for name in FIGURES.columns if name not in _IN_TABLES)
# Cells of a JSON that are stated once where they are the same in all rows.
_ALIKE = ("year", "source", "licence", KIND)
_START_OF_SVG = re.compile(r"<svg\b[^>]*>")


def write_edition_files(
    editions: Sequence[SiteEdition], imprint: Imprint, sources: SourceList, tree: Files
) -> None:
    """Write the figures of every edition for programs, once for all languages.

    The words of a CSV are in English, those of a JSON in every language of the site.
    """
    packaged = []
    for edition in editions:
        subject = describe_edition(edition, LANGUAGE)
        facts = list_facts(subject, imprint, sources, LANGUAGE)
        table = make_table(edition, sources, LANGUAGE)
        # Spreadsheets need the mark to read UTF-8.
        plain = write_csv(table).encode("utf-8-sig")
        cited = [sources.find(key) for key in sorted(filter(None, {*table.cells["source"]}))]
        name = f"{edition.key}.csv"
        title = mark_title(subject.title, [edition], LANGUAGE)
        packaged.append(PackagedTable(name, table.schema, plain, title, cited))
        notes = [{"key": fact.key, "name": fact.name, "text": fact.text} for fact in facts]
        metadata = {**write_csvw_metadata(packaged[-1]), "notes": notes}
        words = list_words(edition, imprint.languages)
        tree.write(_locate(edition, "csv"), plain)
        tree.write(_locate(edition, "json"), make_json(table.only(*IN_JSON), facts, words))
        tree.write(_locate(edition, METADATA), encode_record(metadata))
    if packaged:
        package = write_data_package(describe_site(editions, imprint), packaged)
        tree.write(addresses.shared_file(PACKAGE), encode_record(package))


def write_downloads(
    editions: Sequence[SiteEdition],
    imprint: Imprint,
    sources: SourceList,
    language: str,
    tree: Files,
    keep: Callable[[SiteEdition, Sequence[str]], bool],
) -> None:
    """Write the workbook of every edition in a language, and where files for programs are by now.

    ``keep`` tells for an edition whether its workbook is kept as the last build wrote it.
    """
    folder = f"{language}/{addresses.DATA}"
    for edition in editions:
        for form in (*FORMS, METADATA):
            _write_pointer(f"{folder}/{edition.key}.{form}", _locate(edition, form), imprint, tree)
        workbook = f"{language}/{addresses.edition_file(edition.key)}"
        if not keep(edition, (workbook,)):
            facts = list_facts(describe_edition(edition, language), imprint, sources, language)
            table = make_table(edition, sources, language)
            tree.write(workbook, make_excel(table, facts, language))
    if editions:
        _write_pointer(f"{folder}/{PACKAGE}", addresses.shared_file(PACKAGE), imprint, tree)


def _locate(edition: SiteEdition, form: str) -> str:
    return addresses.shared_file(f"{edition.key}.{form}")


def _write_pointer(address: str, target: str, imprint: Imprint, tree: Files) -> None:
    """Write where a file is by now, at its address of a site before December 2026.

    A program that reads it finds no column or key that it expects, and the address in its place.
    """
    moved = imprint.locate_file(target) or f"../../{target}"
    is_table = address.endswith(".csv")
    text = f"moved_to\n{moved}\n".encode() if is_table else encode_record({"moved_to": moved})
    tree.write(address, text)


def describe_site(editions: Sequence[SiteEdition], imprint: Imprint) -> PackageFacts:
    """Return the facts of the package of all editions."""
    days = [edition.released.isoformat() for edition in editions if edition.released is not None]
    language = LANGUAGE if LANGUAGE in imprint.languages else imprint.languages[0]
    return PackageFacts(
        name="downloads",
        title=imprint.title(language),
        version=str(max(edition.edition for edition in editions)),
        created=max(days, default=""),
        publisher=imprint.publisher.name,
        homepage=imprint.locate(language, addresses.START),
    )


def list_words(edition: SiteEdition, languages: Sequence[str]) -> dict[str, Any]:
    """Return the words for the codes in the JSON of an edition, in every language of a site."""
    series = list(list_series(edition))
    return {
        "name": {
            language: {code: i18n.economy_name(code, language) for code in edition.economies}
            for language in languages
        },
        "series_name": {
            language: {node: i18n.label("nodes", node, language) for _, node, _ in series}
            for language in languages
        },
        "unit": {
            language: {
                f"{measure} {node}": i18n.label("units", unit, language)
                for measure, node, unit in series
            }
            for language in languages
        },
    }


def describe_edition(edition: SiteEdition, language: str) -> DownloadSubject:
    """Return the subject of the download of a whole edition."""
    index = i18n.label("nodes", edition.root_node, language)
    title = i18n.text("views", "edition", language, index=index, edition=str(edition.edition))
    units = dict.fromkeys(
        (i18n.label("nodes", node, language), unit) if unit != "score" else ("", unit)
        for _, node, unit in list_series(edition)
    )
    return DownloadSubject(
        title,
        [edition],
        [*units],
        [edition.source] if edition.source else [],
        [Words(language, SECTION)("guard"), *name_statuses(edition, language)],
    )


def name_statuses(edition: SiteEdition, language: str) -> list[str]:
    """Return the meanings of the codes of status that are in a table."""
    used = {value.status for value in list_values(edition).values() if value.status}
    return [
        i18n.pair(code, i18n.label("status", code, language), language) for code in sorted(used)
    ]


def make_json(table: Table, facts: Sequence[Fact], words: Mapping[str, Any]) -> bytes:
    """Return a table as JSON: its facts under ``about``, its figures as texts with all digits.

    ``same`` has the cells that are the same in all rows; ``words`` has for some columns the text of
    each code in every language, in place of cells.
    """
    about = [{"key": fact.key, "name": fact.name, "text": fact.text} for fact in facts]
    cells = table.cells
    same = {name: cells[name][0] for name in _ALIKE if len({*cells.get(name, ())}) == 1}
    columns = [name for name in cells if name not in words and name not in same]
    rows = [
        [plain_digits(cell) if isinstance(cell, Decimal) else cell for cell in row]
        for row in zip(*(cells[name] for name in columns), strict=True)
    ]
    head = {"about": about, "words": words, "same": same, "columns": columns}
    lines = ",\n".join(_dump_short(row) for row in rows)
    return f'{_dump_short(head)[:-1]},\n"rows":[\n{lines}\n]}}\n'.encode()


def _dump_short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def make_excel(table: Table, facts: Sequence[Fact], language: str) -> bytes:
    """Return a table as a workbook: one sheet of its facts, one of its figures."""
    words = Words(language, SECTION)
    content = io.BytesIO()
    title = next((fact.text for fact in facts if fact.key == "title"), "")
    is_rtl = i18n.direction(language) == "rtl"
    lines = [(fact.name, fact.text) for fact in facts]
    with open_book(content, title=title[:250]) as book:
        write_facts(book, words("sheet-about"), lines, (26, 100), is_rtl=is_rtl)
        write_cells(
            book, words("sheet-data"), list(table.cells), list(table.cells.values()), is_rtl=is_rtl
        )
    return content.getvalue()


def put_facts(picture: str, title: str, facts: Sequence[Fact]) -> str:
    """Return an SVG with its facts inside, as metadata."""
    dublin = {
        "source": [fact.text for fact in facts if fact.key == "source"],
        "rights": [fact.text for fact in facts if fact.key == "licence"],
        "publisher": [fact.text for fact in facts if fact.key == "publisher"],
        "identifier": [fact.text for fact in facts if fact.key in ("root", "digest")],
        "coverage": [fact.text for fact in facts if fact.key == "edition"],
        "type": [fact.text for fact in facts if fact.key == "kind"],
        "description": [fact.text for fact in facts if fact.key in ("extent", "terms", "notice")],
    }
    entries = "".join(
        f"<dc:{name}>{escape(text)}</dc:{name}>" for name, texts in dublin.items() for text in texts
    )
    metadata = (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="">'
        f"<dc:title>{escape(title)}</dc:title>{entries}</rdf:Description></rdf:RDF></metadata>"
    )
    start = _START_OF_SVG.match(picture)
    if start is None:
        return picture
    return f"{start[0]}{metadata}{picture[start.end() :]}"
