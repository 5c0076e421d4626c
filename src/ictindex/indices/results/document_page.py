"""The page of a methodology document, and the comparison of two documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records as write_rows
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue, documents
from ictindex.definitions.documents import Document, DocumentChange
from ictindex.definitions.documents.evidence import UNCONFIRMED, WORST_FIRST
from ictindex.definitions.documents.fields import Source
from ictindex.indices.results.confirmed_constants import (
    confirmed_blocks,
    describe_mark,
    inferred_blocks,
    read_blocks,
)
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.indices.results.registry import load_index
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records
from ictindex.language.i18n.renderable import Page
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.text_layout import cell_width


def methodology_page(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the page of a methodology in a language."""
    document = methodology.document
    blocks: list[Block] = [
        i18n.Heading(_own(document, "title", language), 1),
        i18n.Paragraph(_own(document, "summary", language)),
        i18n.Sentence("methodology/wording-ours"),
    ]
    blocks += [note.as_note() for note in standing_notes(document)]
    unread = mandate_note(document, language)
    if unread:
        blocks.append(i18n.Paragraph(unread, note=True))
    blocks.append(_facts(document, language))
    if document.status == "draft":
        blocks += _draft(document, language)
    else:
        blocks += load_index(document.index).methodology_blocks(methodology, language)
        blocks += _population(methodology, language)
        blocks += confirmed_blocks(methodology, language)
        blocks += inferred_blocks(methodology, language)
        blocks += unconfirmed_blocks(methodology, language)
    blocks += _changes(document, language)
    if document.errata:
        blocks.append(i18n.Heading(_words("errata", language), 2))
        blocks.append(
            i18n.Bullets(
                [
                    i18n.text(f"documents/{document.id}/errata", erratum.id, language)
                    for erratum in document.errata
                ]
            )
        )
    blocks += definition_blocks(methodology.indicators, language)
    blocks.append(i18n.Heading(_words("sources", language), 2))
    blocks.append(
        i18n.Bullets(
            [
                _words(
                    "source",
                    language,
                    title=source.title,
                    year=str(source.year),
                    location=_location(document, source, language),
                )
                for source in document.sources
            ]
        )
    )
    return blocks + read_blocks(methodology, language)


def mandate_note(document: Document, language: str) -> str:
    """Return the line of every page of an edition on a mandate that nobody read; else empty."""
    unread = documents.find_unread_mandate(document.mandate, document.id)
    return "" if unread is None else unread.message(language)


def standing_notes(document: Document) -> list[Sentence]:
    """Return the notes that a document is a draft, or that another one replaced it."""
    if document.status == "draft":
        return [Sentence("methodology/draft")]
    standing = documents.standing_of(document)
    if standing == "draft":
        marks = list(documents.marks(document).values())
        counts = {"count": marks.count("unverified"), "total": len(marks)}
        return [Sentence("methodology/draft-unread", **counts)]
    successor = documents.successor(document) if standing == "replaced" else None
    if successor is None:
        return []
    return [Sentence("methodology/replaced", document=document.id, successor=successor.id)]


def _words(key: str, language: str, **data: object) -> str:
    return i18n.text("methodology", key, language, **data)


def _own(document: Document, key: str, language: str) -> str:
    """Return the document's own words; a document outside the library has only an id."""
    if not i18n.has_label(f"documents/{document.id}", key):
        return document.id if key == "title" else ""
    return i18n.text(f"documents/{document.id}", key, language)


def document_title(document: Document, language: str) -> str:
    """Return the title of a methodology document, or its id if it is outside the library."""
    return _own(document, "title", language)


def _location(document: Document, source: Source, language: str) -> str:
    """Return the location in a source in a language; for other documents the citation."""
    section = f"documents/{document.id}/sources"
    has_words = i18n.has_label(section, source.id)
    return i18n.text(section, source.id, language) if has_words else source.location


def _facts(document: Document, language: str) -> Block:
    rows = [
        [_words("id", language), document.id],
        [_words("status", language), _words(f"status-{documents.standing_of(document)}", language)],
        [_words("mandate", language), i18n.label("mandates", document.mandate, language)],
        [_words("adopted", language), document.adopted],
    ]
    if document.valid_from and document.valid_until:
        rows.append([_words("validity", language), validity_words(document, language)])
    if document.editions:
        rows.append(
            [_words("editions", language), i18n.join(map(str, document.editions), language)]
        )
    if document.predecessor:
        rows.append([_words("predecessor", language), document.predecessor])
    rows += _years(document, language)
    if document.scale is not None:
        ends = _words("scale-ends", language, value=document.scale)
        rows.append([_words("scale", language), ends])
    if document.rounding is not None:
        rounding = _words("rounding-half-up", language, count=str(document.rounding.decimals))
        rows.append([_words("rounding", language), rounding])
    if document.ranking is not None:
        policy = _words(f"ranking-{document.ranking.policy}", language)
        ties = _words("ranking-ties", language, count=str(document.ranking.tie_decimals))
        rows.append([_words("ranking", language), i18n.sentences(policy, ties, language)])
    return property_table(rows, language)


def property_table(rows: list[list[str]], language: str) -> Block:
    """Return the properties of a document, each with its content."""
    records = [{"property": name, "content": content} for name, content in rows]
    return write_records(COLUMNS, records, language)


def validity_words(document: Document, language: str) -> str:
    """Return the period of validity, and the source of its length if that is the mandate."""
    first, last = documents.validity(document)
    period = i18n.text("language", "ends-apart", language, first=str(first), last=str(last))
    mandate = documents.mandate_of_validity(document)
    if mandate is None:
        return period
    return _words(
        "validity-by-mandate",
        language,
        period=period,
        years=str(mandate.validity_years),
        mandate=mandate.id,
        stated=str(document.valid_until),
    )


def _years(document: Document, language: str) -> list[list[str]]:
    """Return the rows on the years of the data: reference, carried, retrospective."""
    years = document.years
    if years is None:
        return []
    reference = _words("year-of-edition", language)
    if years.reference:
        reference = _words("years-before", language, years=str(-years.reference))
    rows = [[_words("reference-year", language), reference]]
    if years.carried:
        carried = [_words("years-before", language, years=str(-year)) for year in years.carried]
        rows.append([_words("carried", language), i18n.clauses(carried, language)])
    if years.retrospective:
        rows.append(
            [_words("retrospective", language), i18n.join(map(str, years.retrospective), language)]
        )
    return rows


def _draft(document: Document, language: str) -> list[Block]:
    return [
        i18n.Heading(_words("indicators", language), 2),
        i18n.Bullets([i18n.label("nodes", key, language) for key in document.indicators]),
    ]


def _population(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the population behind "per 100 inhabitants": publication and vintage by edition."""
    population = methodology.document.population
    if population is None:
        return []
    rows = []
    for edition in population.editions:
        path = f"population.editions.{edition.edition}"
        marks = {methodology.marks[f"{path}.{key}"] for key in ("publication", "vintage")}
        rows.append(
            {
                "edition": str(edition.edition),
                "population-publication": constant_value(
                    edition.publication, language, f"{path}.publication"
                ),
                "vintage": constant_value(edition.vintage, language, f"{path}.vintage"),
                "mark": next(m for m in WORST_FIRST if m in marks),
            }
        )
    title = i18n.Heading(_words("population", language), 2)
    return [title, write_records(COLUMNS, rows, language)] if rows else [title]


def unconfirmed_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return every constant that is not confirmed."""
    entries, constants = methodology.evidence.constants, methodology.document.constants()
    doubtful = [
        i18n.detail(
            i18n.pair(
                constant_name(path, language),
                constant_value(constants[path], language, path),
                language,
            ),
            describe_mark(entry).to_text(language),
            language,
        )
        for path, entry in entries.items()
        if entry.mark in UNCONFIRMED
    ]
    shown: Block = (
        i18n.Bullets(doubtful) if doubtful else i18n.Sentence("methodology/all-confirmed")
    )
    return [i18n.Heading(_words("not-confirmed", language), 2), shown]


def _changes(document: Document, language: str) -> list[Block]:
    if not document.changes:
        return []
    sentences = [
        i18n.text(f"documents/{document.id}/changes", key, language) for key in document.changes
    ]
    return [i18n.Heading(_words("changes", language), 2), i18n.Bullets(sentences)]


def definition_blocks(indicators: tuple[str, ...], language: str) -> list[Block]:
    indicator_of = catalogue.indicators()
    if not any(indicators):
        return []
    items = [
        i18n.pair(
            i18n.detail(
                i18n.label("nodes", key, language),
                i18n.label("units", indicator_of[key].unit, language),
                language,
            ),
            i18n.text(f"indicators/{key}", "definition", language),
            language,
        )
        for key in indicators
        # A basket that is no indicator, and a user's indicator without a definition, have none.
        if key and i18n.has_label(f"indicators/{key}", "definition")
    ]
    return [i18n.Heading(_words("definitions", language), 2), i18n.Bullets(items)] if items else []


def comparison_page(
    before: Document, after: Document, changes: tuple[DocumentChange, ...], language: str
) -> list[Block]:
    """Return the page of the differences between two documents."""
    title = _words("compare", language, before=before.id, after=after.id)
    blocks: list[Block] = [i18n.Heading(title, 1)]
    if not changes:
        blocks.append(i18n.Sentence("methodology/no-change"))
        return blocks
    for key, part in (
        ("removed", [c for c in changes if c.after is None]),
        ("added", [c for c in changes if c.before is None]),
        ("changed", [c for c in changes if c.before is not None and c.after is not None]),
    ):
        if part:
            heading = _words(f"compare-{key}", language, before=before.id, after=after.id)
            blocks.append(i18n.Heading(heading, 2))
            blocks += _differences(part, language)
    return blocks


CHANGES = define(
    "changes-of-documents",
    Column("constant", "code", get="path"),
    Column("before", "text", gaps=True),
    Column("after", "text", gaps=True),
    key=("constant",),
    page=(),
)


def make_changes(changes: Iterable[DocumentChange]) -> Table:
    """Return a row for each constant that differs between two documents."""
    return Table.of(CHANGES, changes)


def show_comparison(before: Document, after: Document, language: str | None = None) -> Page:
    """Return the page of the differences between two documents, with its plain data."""
    changes = documents.compare_documents(before, after)

    def build(language: str) -> list[Block]:
        return comparison_page(before, after, changes, language)

    def record() -> dict[str, Any]:
        rows = write_rows(make_changes(changes))
        return {"before": before.id, "after": after.id, "changes": rows}

    return Page(build, language, record, json_name="document-comparison")


_WIDEST_VALUE = 18  # columns of a terminal: two values fit next to the name of a constant


def _differences(changes: list[DocumentChange], language: str) -> list[Block]:
    """Return a table of constants with short values, and a list of those with long ones."""
    both = changes[0].before is not None and changes[0].after is not None
    columns = (
        ("constant", "compare-before", "compare-after") if both else ("constant", "compare-value")
    )
    rows, sentences = [], []
    for change in changes:
        name = constant_name(change.path, language)
        values = [
            constant_value(value, language, change.path)
            for value in (change.before, change.after)
            if value is not None
        ]
        if all(cell_width(value) <= _WIDEST_VALUE for value in values):
            rows.append(dict(zip(columns, (name, *values), strict=True)))
        elif both:
            data = {"constant": name, "before": values[0], "after": values[1]}
            sentences.append(_words("compare-change", language, **data))
        else:
            sentences.append(i18n.pair(name, values[0], language))
    blocks: list[Block] = []
    if rows:
        blocks.append(write_records(COLUMNS, rows, language))
    if sentences:
        blocks.append(i18n.Bullets(sentences))
    return blocks
