"""The commands on editions: publish, release, verify, recompute, editions, save."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, output, tables
from ictindex.cli import input_files as given
from ictindex.cli.options import AsCsv, AsJson, Dialect, Edition, Kind, Language, MethodologyName
from ictindex.core.errors import UsageError
from ictindex.data.io.csv import read_bytes
from ictindex.editions.storage.format import REGISTER

Folder = Annotated[Path, typer.Argument()]


def publish(
    files: Annotated[list[Path], typer.Argument()],
    edition: Edition,
    released: Annotated[str, typer.Option("--released")],
    into: Annotated[Path, typer.Option("--into")] = Path("editions"),
    publisher: Annotated[str, typer.Option("--publisher")] = "",
    receipts: Annotated[Path | None, typer.Option("--receipts")] = None,
    consultations: Annotated[Path | None, typer.Option("--consultations")] = None,
    cut_off: Annotated[str | None, typer.Option("--cut-off")] = None,
    methodology: MethodologyName = "idi",
    kind: Kind = "exploration",
    vintage: Annotated[str | None, typer.Option("--vintage")] = None,
    salt: Annotated[Path | None, typer.Option("--salt")] = None,
    dialect: Dialect = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Publish files with their receipts as an edition, frozen for good."""
    chosen = ict.methodology(methodology, edition=edition)
    with output.progress(i18n.text("cli", "reading")):
        index = chosen.document.index
        known = [_joined(file, receipts, dialect, index) for file in files]
        vouched: Any = ()
        of_baskets = any(one.kind in tables.READERS for one in known)
        if of_baskets:
            vouched = known
        elif any(one.transcribed for one in known):
            values: Any = known[0].observations
            for one in known[1:]:
                values = values + one.observations
            vouched = known
        else:
            if cut_off is None:
                raise UsageError("publish.cut-off-needed")
            values = ict.select_sources(
                known, chosen, edition=edition, consultations=consultations, cut_off=cut_off
            )
    with output.progress(i18n.text("cli", "computing")):
        result: Any = (
            ict.compute(chosen, edition=edition, kind=kind, **tables.together(known))
            if of_baskets
            else ict.compute(chosen, values, edition=edition, kind=kind)
        )
        done = ict.publish(
            result,
            into,
            released=released,
            publisher=publisher,
            receipts=vouched,
            submissions=files,
            vintage=vintage,
            salt=None if salt is None else read_bytes(salt),
        )
    write_published(done, language, as_json)


def release(
    files: Annotated[list[Path], typer.Argument()],
    name: Annotated[str, typer.Option("--name")],
    released: Annotated[str, typer.Option("--released")],
    into: Annotated[Path, typer.Option("--into")] = Path("editions"),
    publisher: Annotated[str, typer.Option("--publisher")] = "",
    receipts: Annotated[Path | None, typer.Option("--receipts")] = None,
    kind: Annotated[str | None, typer.Option("--kind")] = None,
    salt: Annotated[Path | None, typer.Option("--salt")] = None,
    dialect: Dialect = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Publish files with their receipts as data without an index, frozen for good."""
    with output.progress(i18n.text("cli", "reading")):
        known = [_joined(file, receipts, dialect) for file in files]
    done = ict.editions.release_data(
        known,
        into,
        name=name,
        released=released,
        publisher=publisher,
        submissions=files,
        kind=kind,
        salt=None if salt is None else read_bytes(salt),
    )
    write_published(done, language, as_json)


def _joined(
    file: Path, receipts: Path | None, dialect: str | None, index: str = "idi"
) -> ict.data.Receipt:
    """Return the receipt of a file, joined to the table that is read from it again."""
    # Of a questionnaire an edition of the price basket takes the receipt of its plans.
    beside = file.parent if receipts is None else receipts
    endings = (given.OF_TARIFFS, given.RECEIPT) if index == "ipb" else (given.RECEIPT,)
    places = [beside / f"{file.stem}{ending}" for ending in endings]
    place = next((one for one in places if one.is_file()), None)
    if place is None:
        likely = places[0] if file.suffix.lower() == ".xlsx" else places[-1]
        raise UsageError("publish.no-receipt", file=str(file), receipt=str(likely))
    return given.joined(place, given.How(dialect), file.parent)


def write_published(done: ict.editions.Edition, language: str, as_json: bool) -> None:
    """Write what was published: id, folder, root, head of the register."""
    with output.done(published_words(done, language)):
        if as_json:
            facts = {"id": done.id, "path": str(done.path), "root": done.root, "head": done.head}
            output.write_json({**facts, "number": done.number})
            return
        said = [
            i18n.Paragraph(_published(done, key, language))
            for key in ("edition", "root", "head", "keep")
        ]
        output.write_blocks(said, language)


def published_words(done: ict.editions.Edition, language: str) -> str:
    """Return in one line what was published, and its root."""
    first, second = (_published(done, key, language) for key in ("edition", "root"))
    return i18n.sentences(first, second, language)


def _published(done: ict.editions.Edition, key: str, language: str) -> str:
    facts = {"id": done.id, "folder": str(done.path), "root": done.root, "head": done.head}
    return i18n.text("cli", f"published-{key}", language, **facts)


def verify(
    folder: Folder,
    root: Annotated[str | None, typer.Option("--root")] = None,
    register: Annotated[str | None, typer.Option("--register")] = None,
    head: Annotated[str | None, typer.Option("--head")] = None,
    keys: Annotated[Path | None, typer.Option("--keys")] = None,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Verify an edition: every byte, its place in the register, who signed it."""
    form = output.one_form(as_json, as_csv)
    report = ict.verify(folder, root, register, _head(head))
    signed = ict.editions.read_signatures(folder, keys, report, register)
    if form == "json":
        output.write_json(
            {
                "id": report.id,
                "verdict": report.verdict,
                "intact": report.intact,
                "pinned": report.pinned,
                "root": report.root,
                "head": report.head,
                "registered": report.registered,
                "withdrawn": report.withdrawn,
                "errata": report.errata,
                "retracted": report.retracted,
                "problems": [{"file": one.file, "code": one.code} for one in report.problems],
                "besides": [{"file": one.file, "code": one.code} for one in report.besides],
                "signatures": [
                    {"state": one.state, "signer": one.signer, "file": one.file} for one in signed
                ],
            }
        )
    elif form == "csv":
        output.write_csv(report.to_frame(language))
    else:
        output.write(report.to_text(language))
        if signed:
            told = [one.describe(language) for one in signed]
            blocks: list[Any] = [
                i18n.Heading(i18n.text("signatures", "title", language), 3),
                i18n.Bullets(told),
            ]
            if keys is None:
                blocks.append(i18n.Paragraph(i18n.text("signatures", "keys-beside", language)))
            output.write("")
            output.write_blocks(blocks, language)
    if report.besides and form != "text":
        output.note(report.describe_besides(language))
    if not report.intact or any(one.state in ("bad", "other-root") for one in signed):
        raise typer.Exit(FINDINGS)


def _head(given: str | None) -> str | None:
    """Take a head as a digest, or as a file that ``register pin`` wrote."""
    from ictindex.cli.commands.register import pinned

    return None if given is None else pinned(given)[1]


def recompute(folder: Folder, language: Language = "en", as_json: AsJson = False) -> None:
    """Compute an edition anew from its own inputs, and compare every byte."""
    found = ict.editions.recompute(folder)
    if as_json:
        output.write_json(
            {
                "id": found.id,
                "root": found.root,
                "identical": found.identical,
                "files": sorted(found.files),
                "differing": list(found.differing),
            }
        )
    else:
        key = "recomputed-same" if found.identical else "recomputed-other"
        files = sorted(found.files) if found.identical else found.differing
        output.write(i18n.text("cli", key, language, id=found.id, files=files))
    if not found.identical:
        raise typer.Exit(FINDINGS)


def editions(
    folder: Annotated[Path, typer.Argument()] = Path("editions"),
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the editions of a folder, as its register has them."""
    form = output.one_form(as_json, as_csv)
    found = ict.editions.list_editions(folder)
    if not os.path.lexists(folder / REGISTER):
        raise UsageError("register.not-here", folder=str(folder))
    if form == "text":
        output.write(found.to_text(language))
        return
    frame = found.to_frame()
    frame["released"] = frame["released"].map(str)
    if form == "json":
        output.write_json({"head": found.head, "editions": output.records(frame)})
    else:
        output.write_csv(frame)


def save(
    folder: Folder,
    output_file: Annotated[Path, typer.Option("--output", "-o")],
    root: Annotated[str | None, typer.Option("--root")] = None,
    language: Language = "en",
) -> None:
    """Write a derived view of an edition that names its root: .nc, .parquet, .xlsx or .csv."""
    opened = ict.open_edition(folder, root=root)
    place = opened.save(output_file)
    output.write(i18n.text("cli", "view-written", language, file=str(place), root=opened.root))
