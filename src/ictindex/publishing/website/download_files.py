"""Downloads written at build: Excel, JSON and pictures with their facts inside, and CSV.

A CSV is a header and rows; its facts are in the file of metadata next to it. In CSV, a text that a
spreadsheet would read as a formula begins with an apostrophe; a text that already begins with
apostrophes gets one more, so that removing one gives the original text. Numbers never change. In
Excel numbers are numbers, shown with their published decimals, and texts are texts.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

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
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

FORMS = ("csv", "xlsx", "json")
# A program looks for codes; the edition of all rows is among the facts.
_IN_TABLES = ("edition", "source_class_name")
IN_JSON = tuple(name for name in FIGURES.columns if name not in _IN_TABLES)
# What a JSON has once: words by their codes, and cells that are the same in all rows.
_WORDS_OF = {"name": ("economy",), "series_name": ("series",), "unit": ("measure", "series")}
_ALIKE = ("year", "source", "licence", KIND)
_START_OF_SVG = re.compile(r"<svg\b[^>]*>")


def write_downloads(
    editions: Sequence[SiteEdition],
    imprint: Imprint,
    sources: SourceList,
    language: str,
    tree: Files,
    keep: Callable[[SiteEdition, Sequence[str]], bool],
) -> None:
    """Write the figures of every edition in a language, in all forms, and what describes them.

    ``keep`` tells for an edition whether its files are kept as the last build wrote them: then its
    JSON and its workbook are not made.
    """
    packaged = []
    for edition in editions:
        subject = describe_edition(edition, language)
        facts = list_facts(subject, imprint, sources, language)
        table = make_table(edition, sources, language)
        # Spreadsheets need the mark to read UTF-8.
        plain = write_csv(table).encode("utf-8-sig")
        cited = [sources.find(key) for key in sorted(filter(None, {*table.cells["source"]}))]
        packaged.append(
            PackagedTable(
                f"{edition.key}.csv",
                table.schema,
                plain,
                mark_title(subject.title, [edition], language),
                cited,
            )
        )
        names = {
            form: f"{language}/{addresses.edition_file(edition.key, form)}"
            for form in (*FORMS, f"csv{ENDING}")
        }
        if keep(edition, tuple(names.values())):
            continue
        notes = [{"key": fact.key, "name": fact.name, "text": fact.text} for fact in facts]
        metadata = {**write_csvw_metadata(packaged[-1]), "notes": notes}
        tree.write(names["csv"], plain)
        tree.write(names["json"], make_json(table.only(*IN_JSON), facts))
        tree.write(names["xlsx"], make_excel(table, facts, language))
        tree.write(names[f"csv{ENDING}"], encode_record(metadata))
    if packaged:
        package = write_data_package(describe_site(editions, imprint, language), packaged)
        tree.write(f"{language}/{addresses.DATA}/{PACKAGE}", encode_record(package))


def describe_site(editions: Sequence[SiteEdition], imprint: Imprint, language: str) -> PackageFacts:
    """Return the facts of the package of all downloads in a language."""
    days = [edition.released.isoformat() for edition in editions if edition.released is not None]
    return PackageFacts(
        name=f"downloads-{language}",
        title=imprint.title(language),
        version=str(max(edition.edition for edition in editions)),
        created=max(days, default=""),
        publisher=imprint.publisher.name,
        homepage=imprint.locate(language, addresses.START),
    )


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


def make_json(table: Table, facts: Sequence[Fact]) -> bytes:
    """Return a table as JSON: its facts under ``about``, its figures as texts with all digits.

    ``same`` has the cells that are the same in all rows, ``words`` the name of each code.
    """
    about = [{"key": fact.key, "name": fact.name, "text": fact.text} for fact in facts]
    cells, words = table.cells, {}
    for name, codes in _WORDS_OF.items():
        if cells.keys() >= {name, *codes}:
            by_code = zip(*(cells[code] for code in codes), cells[name], strict=True)
            words[name] = {" ".join(map(str, code)): text for *code, text in by_code}
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
