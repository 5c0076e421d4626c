"""The commands on methodology documents: list, show, check, schema, compare, freeze, fit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.options import Edition, Files, Language, Output, OutputOptions
from ictindex.apps.cli.page_options import PageOptions
from ictindex.definitions import documents
from ictindex.definitions.documents import document_draft
from ictindex.definitions.documents.document_list import (
    make_documents,
    make_sources,
    show_documents,
    show_sources,
)
from ictindex.language import i18n


def list_documents(out: OutputOptions) -> None:
    """List the documents, drafts included."""
    output.write_list(make_documents, show_documents(), out)


def show(
    name: Annotated[str, typer.Argument()],
    out: PageOptions,
) -> None:
    """Show a document in prose with its formulae (--json: its content, --csv: its constants)."""
    from ictindex.indices.results.confirmed_constants import make_evidence

    methodology = ict.methodology(name)
    output.write_page(methodology, out, lambda: make_evidence(methodology))


def sources(out: OutputOptions) -> None:
    """List the sources: which part of each was read, and the kind of copy."""
    output.write_list(make_sources, show_sources(), out)


def check(
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    on: Annotated[str | None, typer.Option("--on")] = None,
    *,
    out: OutputOptions,
) -> None:
    """Check documents: complete, with evidence, unchanged, and when the last ones end."""
    from ictindex.data.dates import date_of
    from ictindex.definitions.documents.document_checks import check_documents, check_files

    day = None if on is None else date_of(on, "--on")
    checks = check_files(files) if files else check_documents(day)
    if not output.write_data(out.form, checks.to_dict, checks.make_table):
        output.write_page(checks, out)


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
    if on is not None:
        from ictindex.editions.methodology_comparison import show_with_documents

        base: Any = ict.open_edition(on) if on.is_dir() else ict.read_observations(on)
        both = ict.editions.compare_methodologies(
            base, ict.methodology(before), ict.methodology(after), edition=edition
        )
        output.write_page(show_with_documents(both), out, both.to_frame)
        return
    from ictindex.indices.results.document_page import make_changes, show_comparison

    old, new = ict.methodology(before).document, ict.methodology(after).document
    changes = make_changes(documents.compare_documents(old, new))
    output.write_page(show_comparison(old, new), out, changes)


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
    """Write the digests of new documents; keep today's rules, questions and rates."""
    from ictindex.submissions.closed.pins import keep_todays_documents

    changed = documents.freeze()
    for kind, digest in keep_todays_documents():
        output.write(i18n.text("cli", f"kept-{kind}", digest=digest))
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
