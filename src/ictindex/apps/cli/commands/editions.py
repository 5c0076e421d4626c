"""The commands on editions and their register: publish, verify, correct, sign, pin, compare."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.desk import input_files
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.editions.keys import KEYS
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.indices.results.what_if import Effect

Folder = Annotated[Path, typer.Argument()]
Archive = Annotated[Path, typer.Argument()]
Force = Annotated[bool, typer.Option("--force")]
SigningKey = Annotated[Path | None, typer.Option("--key")]
Salt = Annotated[Path | None, typer.Option("--salt")]
KindIfNone = Annotated[str | None, typer.Option("--kind")]
Target = Annotated[Path, typer.Option("--output", "-o")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """Release of an edition: day, address, publisher with its key, files of the receipts."""

    released: Annotated[str, typer.Option("--released")]
    into: Annotated[Path, typer.Option("--into")] = Path("editions")
    publisher: Annotated[str, typer.Option("--publisher")] = ""
    private: SigningKey = None
    receipts: Annotated[Path | None, typer.Option("--receipts")] = None

    def find_publisher(self) -> str | ict.editions.PublisherKey:
        """Return the key of the publisher, or else its name."""
        if self.private is None:
            return self.publisher
        return ict.editions.PublisherKey(self.private)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOptions:
    """The consultations on values of other sources, and the day at which the data are cut off."""

    consultations: Annotated[Path | None, typer.Option("--consultations")] = None
    cut_off: Annotated[str | None, typer.Option("--cut-off")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOptions:
    """The methodology that computes an edition, and the kind of the edition."""

    methodology: opt.MethodologyName = "idi"
    kind: opt.Kind = "exploration"
    vintage: opt.Vintage = None
    salt: Salt = None
    file: opt.FileOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOptions:
    """Author, day and reason of an entry in the register."""

    reason: opt.Reason
    date: opt.Date
    role: opt.Role = "publisher"
    private: SigningKey = None
    force: Force = False

    def find_role(self) -> str | ict.editions.PublisherKey:
        """Return the key of the publisher, or else the stated role."""
        if self.private is None or self.role != "publisher":
            return self.role
        return ict.editions.PublisherKey(self.private)


def publish(
    files: opt.Files,
    edition: opt.Edition,
    release: ReleaseOptions,
    selection: SelectionOptions,
    options: EditionOptions,
    language: opt.Language = "en",
    as_json: opt.AsJson = False,
) -> None:
    """Publish files with their receipts as an edition; it never changes."""
    chosen = ict.methodology(options.methodology, edition=edition)
    inputs = input_files.Inputs(file=options.file, edition=edition)
    with output.progress(i18n.text("cli", "reading")):
        index = chosen.document.index
        receipts = [_join_receipt(file, release.receipts, inputs, index) for file in files]
        vouched: Any = ()
        tables: dict[str, Any] = {}
        if any(receipt.kind in input_files.PRICE_TABLES for receipt in receipts):
            vouched = receipts
            tables = input_files.join_price_tables(receipts)
        elif any(receipt.transcribed for receipt in receipts):
            vouched = receipts
            values: Any = receipts[0].observations
            for receipt in receipts[1:]:
                values = values + receipt.observations
        else:
            if selection.cut_off is None:
                raise UsageError("publish.cut-off-needed")
            values = ict.select_sources(
                receipts,
                chosen,
                edition=edition,
                consultations=selection.consultations,
                cut_off=selection.cut_off,
            )
    with output.progress(i18n.text("cli", "computing")):
        result: Any = (
            ict.compute(chosen, edition=edition, kind=pass_text(options.kind), **tables)
            if tables
            else ict.compute(chosen, values, edition=edition, kind=pass_text(options.kind))
        )
        published = ict.publish(
            result,
            release.into,
            released=release.released,
            publisher=release.find_publisher(),
            receipts=vouched,
            submissions=files,
            vintage=options.vintage,
            salt=_read_salt(options.salt),
        )
    write_published(published, language, as_json)


def _read_salt(file: Path | None) -> bytes | None:
    from ictindex.data.io.csv import read_bytes

    return None if file is None else read_bytes(file)


def release(
    files: opt.Files,
    name: Annotated[str, typer.Option("--name")],
    options: ReleaseOptions,
    kind: KindIfNone = None,
    salt: Salt = None,
    dialect: opt.Dialect = None,
    language: opt.Language = "en",
    as_json: opt.AsJson = False,
) -> None:
    """Publish files with their receipts as data without an index; they never change."""
    inputs = input_files.Inputs(file=opt.FileOptions(dialect=dialect))
    with output.progress(i18n.text("cli", "reading")):
        receipts = [_join_receipt(file, options.receipts, inputs) for file in files]
    published = ict.editions.release_data(
        receipts,
        options.into,
        name=name,
        released=options.released,
        publisher=options.find_publisher(),
        submissions=files,
        kind=pass_text(kind),
        salt=_read_salt(salt),
    )
    write_published(published, language, as_json)


def _join_receipt(
    file: Path, folder: Path | None, inputs: input_files.Inputs, index: str = "idi"
) -> ict.data.Receipt:
    """Return the receipt of a file, joined to the table that is read from it again."""
    # For a questionnaire, an edition of the price basket takes the receipt of its plans.
    receipts = file.parent if folder is None else folder
    endings = (
        (input_files.TARIFFS_RECEIPT, input_files.RECEIPT)
        if index == "ipb"
        else (input_files.RECEIPT,)
    )
    paths = [receipts / f"{file.stem}{ending}" for ending in endings]
    path = next((each for each in paths if each.is_file()), None)
    if path is None:
        likely = paths[0] if file.suffix.lower() == ".xlsx" else paths[-1]
        raise UsageError("publish.no-receipt", file=str(file), receipt=str(likely))
    return input_files.join_receipt(path, inputs, file.parent)


def write_published(edition: ict.editions.Edition, language: str, as_json: bool) -> None:
    """Write the facts of a publication: id, folder, root, head of the register."""
    with output.report_done(published_words(edition, language)):
        if as_json:
            facts = {"id": edition.id, "path": str(edition.path), "root": edition.root}
            output.write_json({**facts, "head": edition.head, "number": edition.number})
            return
        lines = [
            i18n.Paragraph(_published_line(edition, key, language))
            for key in ("edition", "root", "head", "keep")
        ]
        output.write_blocks(lines, language)


def published_words(edition: ict.editions.Edition, language: str) -> str:
    """Return the facts of a publication and its root in one line."""
    first, second = (_published_line(edition, key, language) for key in ("edition", "root"))
    return i18n.sentences(first, second, language)


def _published_line(edition: ict.editions.Edition, key: str, language: str) -> str:
    facts = {"id": edition.id, "folder": str(edition.path), "root": edition.root}
    return i18n.text("cli", f"published-{key}", language, **facts, head=edition.head)


def verify(
    folder: Folder,
    root: Annotated[str | None, typer.Option("--root")] = None,
    register: Annotated[str | None, typer.Option("--register")] = None,
    head: Annotated[str | None, typer.Option("--head")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher")] = None,
    keys: opt.Keys = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Verify an edition: its publisher, every byte, its entry in the register, its signatures."""
    from ictindex.editions.signature_list import show_signatures

    form, language = out.form, out.language
    pinned_head = None if head is None else read_pin(head)[1]
    report = ict.verify(folder, root, register, pinned_head, publisher)
    signed = ict.editions.read_signatures(folder, keys, report, register)
    signatures = show_signatures(signed, from_elsewhere=keys is not None)
    if form == "json":
        output.write_json(
            {
                "id": report.id,
                "publisher": report.publisher.record,
                "verdict": report.verdict,
                "intact": report.intact,
                "pinned": report.pinned,
                "root": report.root,
                "head": report.head,
                "registered": report.registered,
                "withdrawn": report.withdrawn,
                "errata": report.errata,
                "retracted": report.retracted,
                "unsigned": sorted(report.unsigned),
                "problems": [{"file": each.file, "code": each.code} for each in report.problems],
                "besides": [{"file": each.file, "code": each.code} for each in report.besides],
                **signatures.to_dict(),
            }
        )
    elif form == "csv":
        output.write_csv(report.to_frame(language))
    else:
        output.write(report.to_text(language))
        if signed:
            output.write("")
            output.write_blocks(signatures.blocks(language), language)
    if report.besides and form != "text":
        output.note(report.describe_besides(language))
    output.end(not report or any(each.state in ("bad", "other-root") for each in signed))


def recompute(folder: Folder, language: opt.Language = "en", as_json: opt.AsJson = False) -> None:
    """Compute an edition again from its own inputs, and compare every byte."""
    check = ict.editions.recompute(folder)
    if as_json:
        output.write_json(
            {
                "id": check.id,
                "root": check.root,
                "identical": check.identical,
                "files": sorted(check.files),
                "differing": list(check.differing),
            }
        )
    else:
        key = "recomputed-same" if check.identical else "recomputed-other"
        files = sorted(check.files) if check.identical else check.differing
        output.write(i18n.text("cli", key, language, id=check.id, files=files))
    output.end(not check.identical)


def editions(
    folder: Annotated[Path, typer.Argument()] = Path("editions"),
    *,
    out: opt.OutputOptions,
) -> None:
    """List the editions of a folder from its register."""
    form, language = out.form, out.language
    listing = ict.editions.list_editions(folder)
    _require_register(folder)
    if form == "text":
        output.write(listing.to_text(language))
        return
    frame = listing.to_frame()
    frame["released"] = frame["released"].map(str)
    if form == "json":
        output.write_json({"head": listing.head, "editions": output.records(frame)})
    else:
        output.write_csv(frame)


def save(
    folder: Folder,
    output_file: Target,
    root: Annotated[str | None, typer.Option("--root")] = None,
    language: opt.Language = "en",
) -> None:
    """Write a derived view of an edition that names its root: .nc, .parquet, .xlsx or .csv."""
    opened = ict.open_edition(folder, root=root)
    path = opened.save(output_file)
    output.write(i18n.text("cli", "view-written", language, file=str(path), root=opened.root))


def erratum(
    folder: Folder,
    economy: Annotated[str, typer.Argument()],
    indicator: Annotated[str, typer.Argument()],
    corrected: Annotated[str, typer.Argument()],
    record: RecordOptions,
    language: opt.Language = "en",
    as_json: opt.AsJson = False,
) -> None:
    """Put an erratum on an edition on record; the edition itself does not change."""
    published = ict.editions.publish_erratum(
        folder,
        economy=economy,
        indicator=indicator,
        corrected=None if corrected == "none" else corrected,
        reason=record.reason,
        role=record.find_role(),
        date=record.date,
        force=record.force,
    )
    words = i18n.pair(published.id, published.describe(language), language)
    with output.report_done(words):
        if as_json:
            output.write_json(_erratum_record(published))
        else:
            output.write(published.to_text(language))


def _erratum_record(published: ict.editions.Erratum) -> dict[str, Any]:
    """Return an erratum as data."""
    effect = published.effect
    return {
        "id": published.id,
        "number": published.number,
        "economy": published.economy,
        "indicator": published.indicator,
        "year": published.year,
        "published": _digits(published.published),
        "corrected": _digits(published.corrected),
        "effect": None if effect is None else [_effect_record(each) for each in effect],
    }


def _effect_record(effect: Effect) -> dict[str, Any]:
    return {
        "economy": effect.economy,
        "node": effect.node,
        "before": _digits(effect.rounded_before),
        "after": _digits(effect.rounded_after),
        "rank_before": effect.rank_before,
        "rank_after": effect.rank_after,
    }


def _digits(number: Any) -> str | None:
    return None if number is None else format(number, "f")


def withdraw(
    folder: Folder,
    record: RecordOptions,
    language: opt.Language = "en",
) -> None:
    """Put on record that an edition is withdrawn; its id is never used again."""
    withdrawal = ict.editions.withdraw(
        folder,
        reason=record.reason,
        date=record.date,
        role=record.find_role(),
        force=record.force,
    )
    words = i18n.pair(withdrawal.id, withdrawal.describe(language), language)
    with output.report_done(words):
        output.write(words)


def retract(
    folder: Folder,
    number: Annotated[int, typer.Argument()],
    record: RecordOptions,
    language: opt.Language = "en",
    as_json: opt.AsJson = False,
) -> None:
    """Put on record that an erratum is retracted; both stay on record."""
    retracted = ict.editions.retract_erratum(
        folder,
        number,
        reason=record.reason,
        role=record.find_role(),
        date=record.date,
        force=record.force,
    )
    retraction = retracted.retraction
    words = i18n.pair(retracted.id, retracted.describe(language), language)
    with output.report_done(words):
        if as_json and retraction is not None:
            facts = {"number": retraction.number, "date": retraction.date.isoformat()}
            facts |= {"reason": retraction.reason, "role": retraction.role}
            output.write_json({"id": retracted.id, "number": retracted.number, "retraction": facts})
        else:
            output.write(words)


def head(
    folder: Archive = Path("editions"), language: opt.Language = "en", as_json: opt.AsJson = False
) -> None:
    """Show the head of a register, which anybody can pin."""
    register = _read_register(folder)
    if as_json:
        output.write_json({"records": len(register), "head": register.head})
    elif not len(register):
        output.write(i18n.text("cli", "register-empty", language))
    else:
        facts = {"count": str(len(register)), "head": register.head}
        output.write(i18n.text("cli", "register-head", language, **facts))


def pin(
    folder: Archive = Path("editions"),
    output_file: Target = Path("register.pin.json"),
    language: opt.Language = "en",
) -> None:
    """Write the head of a register to a file, to be kept elsewhere and compared later."""
    from ictindex.core import canonical
    from ictindex.core.file_writer import write_file

    register = _read_register(folder)
    if not len(register):
        raise UsageError("register.nothing-to-pin")
    content = {"schema": canonical.SCHEMA, "number": len(register) - 1, "head": register.head}
    write_file(output_file, canonical.text(content) + "\n")
    facts = {"file": str(output_file), "head": register.head}
    output.write(i18n.text("cli", "register-pinned", language, **facts))


def compare(
    folder: Archive,
    pinned_head: Annotated[str, typer.Argument()],
    language: opt.Language = "en",
    as_json: opt.AsJson = False,
) -> None:
    """Compare a register with a head pinned before: the same, extended, or another one."""
    register = _read_register(folder)
    number, digest = read_pin(pinned_head)
    at = register.digests.index(digest) if digest in register.digests else None
    if at is None:
        is_short = number is not None and number >= len(register)
        state = "rolled-back" if is_short else "another"
    else:
        state = "same" if at == len(register) - 1 else "grown"
    grown = 0 if at is None else len(register) - 1 - at
    if as_json:
        facts = {"state": state, "head": register.head, "pinned": digest, "new": grown}
        output.write_json(facts)
    else:
        words = {"count": str(grown), "head": register.head}
        output.write(i18n.text("cli", f"register-{state}", language, **words))
    output.end(at is None)


def _read_register(folder: Path) -> ict.editions.Register:
    """Read the register of a folder; a folder without one is not an empty register."""
    _require_register(folder)
    return ict.editions.read_register(folder)


def _require_register(folder: Path) -> None:
    from ictindex.editions.storage.format import REGISTER

    if not os.path.lexists(folder / REGISTER):
        raise UsageError("register.not-here", folder=str(folder))


def read_pin(text: str) -> tuple[int | None, str]:
    """Return number and digest of a head: from a digest, or from a file of ``register pin``."""
    from ictindex.data.io.csv import read_bytes
    from ictindex.editions.storage.format import decode_record, is_root

    if is_root(text):
        return None, text
    if not Path(text).is_file():
        raise UsageError("register.no-pin", given=text[:80])
    content = decode_record(read_bytes(Path(text)), Path(text).name)
    if not is_root(content.get("head")) or type(content.get("number")) is not int:
        raise UsageError("register.no-pin", given=text[:80])
    return int(content["number"]), str(content["head"])


def key(
    file: Annotated[Path, typer.Argument()],
    name: Annotated[str, typer.Option("--name")],
    valid_from: Annotated[str, typer.Option("--from")],
    valid_until: Annotated[str | None, typer.Option("--until")] = None,
    keys: Annotated[Path, typer.Option("--keys")] = Path(KEYS),
    language: opt.Language = "en",
) -> None:
    """Make a key to sign with, and put its public part on a list of keys."""
    listed = ict.editions.read_keys(keys) if os.path.lexists(keys) else ()
    made = ict.editions.new_key(file, name, valid_from=valid_from, valid_until=valid_until)
    with i18n.set_options(overwrite=True):  # no key of the list is left out
        ict.editions.write_keys(keys, [*listed, made])
    facts = {"file": str(file), "keys": str(keys), "name": made.name}
    words = i18n.text("cli", "key-made", language, **facts)
    with output.report_done(words):
        output.write(words)


def sign(
    folder: Folder,
    private: Annotated[Path, typer.Option("--key")],
    date: opt.Date,
    keys: opt.Keys = None,
    language: opt.Language = "en",
) -> None:
    """Sign an edition: its root and the head of its register."""
    signature = ict.editions.sign(folder, private, date=date, keys=keys)
    words = i18n.text("cli", "signed", language, file=str(signature))
    with output.report_done(words):
        output.write(words)
