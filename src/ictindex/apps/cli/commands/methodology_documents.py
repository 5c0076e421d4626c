"""The commands on methodology documents: list, show, check, schema, compare, freeze, fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.options import Edition, Files, Language, Output, OutputOptions, PageOptions
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.definitions import documents
from ictindex.definitions.documents import comment_digests, document_draft, library_check
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.page_writer import page_width

CHANGES = define(
    "changes-of-documents",
    Column("constant", "code", get="path"),
    Column("before", "text", gaps=True),
    Column("after", "text", gaps=True),
    key=("constant",),
    page=(),
)


def _write_validity(row: Mapping[str, Any], language: str) -> str:
    if not row["valid_from"]:
        return "–"
    days = {"first": row["valid_from"], "last": row["valid_until"]}
    return i18n.text("language", "ends-apart", language, **days)


DOCUMENTS = define(
    "methodology-documents",
    Column("id", "code", "methodology/id"),
    Column("title", "text", "methodology/title"),
    Column("index", "code", page=False),
    Column(
        "status",
        "code",
        "methodology/status",
        names=lambda code, language: i18n.text("methodology", f"status-{code}", language),
    ),
    Column("adopted", "text", gaps=True, page=False),
    Column(
        "valid_from",
        "text",
        "methodology/validity",
        gaps=True,
        write=_write_validity,
    ),
    Column("valid_until", "text", gaps=True, page=False),
    Column("editions", "codes", "methodology/editions"),
    key=("id",),
)
EVIDENCE = define(
    "evidence-of-constants",
    *(
        Column(name, "text", gaps=True)
        for name in ("constant", "value", "evidence", "low", "high", "figures", "deviating")
    ),
    Column("editions", "text", gaps=True),
    Column("read", "text", gaps=True),
    key=("constant",),
    page=(),
)


def _released_first(document: documents.Document) -> tuple[bool, str, str, str]:
    return documents.standing_of(document) == "draft", document.index, document.adopted, document.id


def _rows(language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": d.id,
            "title": i18n.text(f"documents/{d.id}", "title", language),
            "index": d.index,
            "status": documents.standing_of(d),
            "adopted": d.adopted,
            **dict(zip(("valid_from", "valid_until"), _validity(d), strict=True)),
            "editions": tuple(documents.editions_of(d)),
        }
        for d in sorted(documents.library().values(), key=_released_first)
    ]


def _validity(document: documents.Document) -> list[str | None]:
    """Return the first and the last day of a document."""
    return [None if day is None else str(day) for day in documents.validity(document)]


def list_documents(out: OutputOptions) -> None:
    """List the documents, drafts included."""
    form, language = out.form, out.language
    rows = _rows(language)
    table = Table.of(DOCUMENTS, rows)
    if not output.write_data(form, lambda: write_records(table), lambda: table):
        output.write_blocks([write_grid(table, language)], language)


def show(
    name: Annotated[str, typer.Argument()],
    out: PageOptions,
) -> None:
    """Show a document in prose with its formulae (--json: its content, --csv: its constants)."""
    from ictindex.indices.results import confirmed_constants

    form, language = out.form, out.language
    methodology = ict.methodology(name)
    if form == "json":
        output.write_json(methodology.to_dict())
    elif form == "csv":
        rows = [
            {
                "constant": path,
                "value": entry["value"],
                "evidence": entry["mark"],
                **_figures(entry["confirmed"]),
                "read": " ".join(entry["read"]),
            }
            for path, entry in confirmed_constants.evidence_record(methodology).items()
        ]
        output.write_csv(Table.of(EVIDENCE, rows))
    else:
        with page_width(output.page_width()):
            output.write(methodology.show(language, out.format))


def _figures(confirmed: dict[str, Any] | None) -> dict[str, str]:
    """Return the interval and the figures that confirm a constant, a column each."""
    facts = {} if confirmed is None else confirmed
    named = {key: str(facts.get(key, "")) for key in tuple(EVIDENCE.columns)[3:7]}
    return named | {"editions": " ".join(map(str, facts.get("editions", ())))}


def sources(out: OutputOptions) -> None:
    """List the sources: which part of each was read, and the kind of copy."""
    form, language = out.form, out.language
    rows = [
        {
            "id": row.id,
            "title": row.title,
            "place": i18n.text(f"sources/{row.id}", "place"),
            "copy": row.copy_kind,
            "read": i18n.text(f"sources/{row.id}", "read"),
        }
        for row in documents.sources_read().values()
    ]
    if not output.write_data(form, lambda: rows, lambda: rows):
        from ictindex.indices.results import confirmed_constants

        title = i18n.Heading(i18n.text("methodology", "read"), 1)
        listed = i18n.Bullets([confirmed_constants.source_row(row["id"], language) for row in rows])
        output.write_blocks([title, listed], language)


def check(
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    on: Annotated[str | None, typer.Option("--on")] = None,
    *,
    out: OutputOptions,
) -> None:
    """Check documents: complete, with evidence, unchanged, and when the last ones end."""
    from ictindex.data.dates import date_of

    form, language = out.form, out.language
    day = None if on is None else date_of(on, "--on")
    records: list[dict[str, Any]] = []
    if files:
        for file in files:
            document = documents.load_document(file)
            digest = documents.digest(file)
            comment_digests.check_comments(file.parent, {document.id: digest})
            records.append(_check_record(document, digest, []))
    else:
        frozen = library_check.check_library()
        ending = list(documents.find_ending_documents(day))
        for document in documents.library().values():
            if document.status == "released":
                records.append(_check_record(document, frozen[document.id], ending))
    if output.write_data(
        form,
        lambda: [{**row, "findings": row["findings"].records(language)} for row in records],
        lambda: [_check_row(row, language) for row in records],
    ):
        return
    for row in records:
        output.write(_check_line(row, in_library=not files))
    for row in records:
        for finding in row["findings"]:
            output.write(finding.advice(language))


def _check_line(record: dict[str, Any], *, in_library: bool) -> str:
    """Return what was checked of a document; a draft is never called complete."""
    document, digest = record["document"], record["digest"]
    if not in_library:
        return i18n.text("cli", "document-sound", document=document, digest=digest)
    evidence = documents.load_evidence(document)
    if evidence.standing == "draft":
        open_ones = sum(entry.mark == "unverified" for entry in evidence.constants.values())
        return i18n.text(
            "cli", "document-draft", document=document, digest=digest,
            count=str(open_ones), total=str(len(evidence.constants)),
        )  # fmt: skip
    return i18n.text("cli", "document-good", document=document, digest=digest)


def _check_record(
    document: documents.Document, digest: str, ending: list[Finding]
) -> dict[str, Any]:
    """Return a checked document with its findings: it ends, or nobody read its mandate."""
    findings = [finding for finding in ending if finding.details["document"] == document.id]
    unread = documents.find_unread_mandate(document.mandate, document.id)
    findings += [] if unread is None else [unread]
    return {"document": document.id, "digest": digest, "findings": Findings(findings)}


def _check_row(record: dict[str, Any], language: str) -> dict[str, str]:
    """Return a row of CSV: the rules of the findings, and their words."""
    findings = record["findings"]
    rules = " ".join(finding.code for finding in findings)
    words = reduce(
        lambda before, finding: i18n.sentences(before, finding.advice(language), language),
        findings,
        "",
    )
    return {**record, "findings": rules, "advice": words}


def schema() -> None:
    """Write the JSON Schema of methodology documents, for editors."""
    output.write_json(documents.json_schema())


def compare(
    before: Annotated[str, typer.Argument()],
    after: Annotated[str, typer.Argument()],
    on: Annotated[Path | None, typer.Option("--on")] = None,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    *,
    out: OutputOptions,
) -> None:
    """Show the changes from one document to another; with --on also the changes of scores."""
    form, language = out.form, out.language
    if on is not None:
        _compare_on(before, after, on, edition, form, language)
        return
    old, new = ict.methodology(before).document, ict.methodology(after).document
    changes = documents.compare_documents(old, new)
    table = Table.of(CHANGES, changes)
    if not output.write_data(
        form,
        lambda: {"before": old.id, "after": new.id, "changes": write_records(table)},
        lambda: table,
    ):
        from ictindex.indices.results.document_page import comparison_page

        output.write_blocks(comparison_page(old, new, changes, language), language)


def _compare_on(
    before: str, after: str, on: Path, edition: int | None, form: output.Form, language: str
) -> None:
    """Compare two methodologies on the data of a file, or of a published edition."""
    base: Any = ict.open_edition(on) if on.is_dir() else ict.read_observations(on)
    both = ict.editions.compare_methodologies(
        base, ict.methodology(before), ict.methodology(after), edition=edition
    )
    if not output.write_data(form, both.to_dict, both.to_frame):
        from ictindex.indices.results.document_page import comparison_page

        old, new = both.before.methodology.document, both.after.methodology.document
        page = comparison_page(old, new, both.changes, language)
        output.write_blocks([*page, *both.blocks(language)], language)


def draft(
    parent: Annotated[str, typer.Argument()],
    new: Annotated[str, typer.Argument()],
    language: Language = "en",
) -> None:
    """Begin a new methodology: write document, evidence and words after a parent, for editing."""
    for path in document_draft.draft_document(parent, new):
        output.write(i18n.text("cli", "draft-written", file=str(path)))
    output.write(i18n.text("cli", "draft-next", document=new))


def freeze(language: Language = "en") -> None:
    """Write FROZEN.toml again and show the changes; only before the first release."""
    changed = documents.freeze()
    if not changed:
        output.write(i18n.text("cli", "frozen-same"))
        return
    output.write(i18n.text("cli", "frozen-written", count=str(len(changed))))
    for key, (old, new) in changed.items():
        output.write(
            i18n.text("cli", "frozen-entry", document=key, before=old or "–", after=new or "–")
        )


def fit(
    files: Files,
    title: Annotated[str, typer.Option("--title")],
    edition: Edition,
    dated: Annotated[str, typer.Option("--date")] = "",
    output_file: Output = None,
    language: Language = "en",
) -> None:
    """Fit the numbers of detection to published values, for the collection of an edition."""
    from ictindex.data.dates import date_of
    from ictindex.submissions.validation.fitting import fit_document

    day = date_of(dated, "date") if dated else dt.date.today()
    text = fit_document(
        ict.read_observations(files), edition=edition, fitted=day or dt.date.today(), title=title
    )
    output.deliver(text, output_file, language)
