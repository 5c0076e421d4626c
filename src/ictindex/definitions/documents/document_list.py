"""The lists of methodology documents and of the sources that were read, as tables and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_object
from ictindex.core.tables.table import Table
from ictindex.definitions.documents.bibliography import sources_read
from ictindex.definitions.documents.evidence import standing_of
from ictindex.definitions.documents.library import library
from ictindex.definitions.documents.validity import editions_of, validity
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ictindex.definitions.documents.model import Document
    from ictindex.language.i18n.document import Block


def _name_standing(code: str, language: str) -> str:
    return i18n.text("methodology", f"status-{code}", language)


def _write_period(row: Mapping[str, Any], language: str) -> str:
    """Return the first and the last day of a document; a draft has none."""
    if not row["valid_from"]:
        return "–"
    days = {"first": row["valid_from"], "last": row["valid_until"]}
    return i18n.text("language", "ends-apart", language, **days)


DOCUMENTS = define(
    "methodology-documents",
    Column("id", "code", "methodology/id"),
    Column("title", "text", "methodology/title"),
    Column("index", "code", page=False),
    Column("status", "code", "methodology/status", names=_name_standing),
    Column("adopted", "text", gaps=True, page=False),
    Column("valid_from", "text", "methodology/validity", gaps=True, write=_write_period),
    Column("valid_until", "text", gaps=True, page=False),
    Column("editions", "years", "methodology/editions"),
    key=("id",),
)
SOURCES = define(
    "sources-read",
    Column("id", "code"),
    Column("title", "text"),
    Column("place", "text"),
    Column("copy", "code"),
    Column("read", "text"),
    key=("id",),
    page=(),
)


def make_documents(language: str) -> Table:
    """Return the documents of the library, drafts last."""
    return Table.of(
        DOCUMENTS,
        [
            {
                "id": document.id,
                "title": i18n.text(f"documents/{document.id}", "title", language),
                "index": document.index,
                "status": standing_of(document),
                "adopted": document.adopted,
                **dict(zip(("valid_from", "valid_until"), _days_of(document), strict=True)),
                "editions": tuple(editions_of(document)),
            }
            for document in sorted(library().values(), key=_released_first)
        ],
    )


def show_documents(language: str | None = None) -> Page:
    """Return the page of the documents of the library."""

    def build(language: str) -> list[Block]:
        return [write_grid(make_documents(language), language)]

    def record() -> dict[str, Any]:
        return write_object(make_documents(i18n.current_language(language)))

    return Page(build, language, record)


def _released_first(document: Document) -> tuple[bool, str, str, str]:
    return standing_of(document) == "draft", document.index, document.adopted, document.id


def _days_of(document: Document) -> list[str | None]:
    """Return the first and the last day of a document."""
    return [None if day is None else str(day) for day in validity(document)]


def make_sources(language: str) -> Table:
    """Return the sources: which part of each was read, and the kind of copy."""
    rows = [
        {
            "id": row.id,
            "title": row.title,
            "place": i18n.text(f"sources/{row.id}", "place", language),
            "copy": row.copy_kind,
            "read": i18n.text(f"sources/{row.id}", "read", language),
        }
        for row in sources_read().values()
    ]
    return Table.of(SOURCES, rows)


def show_sources(language: str | None = None) -> Page:
    """Return the page of the sources, a point each."""

    def build(language: str) -> list[Block]:
        title = i18n.text("methodology", "read", language)
        points = [describe_source(key, language) for key in sources_read()]
        return [i18n.Heading(title, 1), i18n.Bullets(points)]

    def record() -> dict[str, Any]:
        return write_object(make_sources(i18n.current_language(language)))

    return Page(build, language, record)


def describe_source(key: str, language: str) -> str:
    """Return a row of the list of sources in words; for an id that it no longer has, the id."""
    row = sources_read().get(key)
    if row is None:
        return key
    return i18n.text(
        "methodology",
        "read-row",
        language,
        title=row.title,
        place=i18n.text(f"sources/{key}", "place", language),
        copy=i18n.label("source-copies", row.copy_kind, language),
        read=i18n.text(f"sources/{key}", "read", language),
    )
