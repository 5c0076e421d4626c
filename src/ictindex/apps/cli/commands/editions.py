"""The commands on editions and their register: publish, verify, correct, sign, pin, compare."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import JsonOptions
from ictindex.apps.desk import input_files
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.editions.keys import KEYS
from ictindex.editions.publication_page import describe_publication, show_publication
from ictindex.language import i18n
from ictindex.submissions.closed.accepted_table import RECEIPT, TARIFFS_RECEIPT

Folder = Annotated[Path, typer.Argument()]
Archive = Annotated[Path, typer.Argument()]
Force = Annotated[bool, typer.Option("--force")]
SigningKey = Annotated[Path | None, typer.Option("--key")]
Salt = Annotated[Path | None, typer.Option("--salt")]
KindIfNone = Annotated[str | None, typer.Option("--kind")]
Target = Annotated[Path, typer.Option("--output", "-o")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """Release of an edition: day, address, publisher with its key, files of the receipts, DOI."""

    released: Annotated[str, typer.Option("--released")]
    into: Annotated[Path, typer.Option("--into")] = Path("editions")
    publisher: Annotated[str, typer.Option("--publisher")] = ""
    private: SigningKey = None
    receipts: Annotated[Path | None, typer.Option("--receipts")] = None
    doi: Annotated[str, typer.Option("--doi")] = ""

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
    out: JsonOptions,
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
            vintage=options.vintage,
            salt=_read_salt(options.salt),
            doi=release.doi,
        )
    _write_published(published, out)


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
    *,
    out: JsonOptions,
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
        kind=pass_text(kind),
        salt=_read_salt(salt),
        doi=options.doi,
    )
    _write_published(published, out)


def _join_receipt(
    file: Path, folder: Path | None, inputs: input_files.Inputs, index: str = "idi"
) -> ict.data.Receipt:
    """Return the receipt of a file, joined to the table that is read from it again."""
    # For a questionnaire, an edition of the price basket takes the receipt of its plans.
    receipts = file.parent if folder is None else folder
    endings = (TARIFFS_RECEIPT, RECEIPT) if index == "ipb" else (RECEIPT,)
    paths = [receipts / f"{file.stem}{ending}" for ending in endings]
    path = next((each for each in paths if each.is_file()), None)
    if path is None:
        likely = paths[0] if file.suffix.lower() == ".xlsx" else paths[-1]
        raise UsageError("publish.no-receipt", file=str(file), receipt=str(likely))
    return input_files.join_receipt(path, inputs, file.parent)


def _write_published(edition: ict.editions.Edition, out: JsonOptions) -> None:
    """Write the facts of a publication: id, folder, root, head of the register."""
    with output.report_done(describe_publication(edition)):
        output.write_page(show_publication(edition), out)


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
    from ictindex.editions.register_pins import read_pin
    from ictindex.editions.signature_list import show_verification

    pinned_head = None if head is None else read_pin(head).head
    report = ict.verify(folder, root, register, pinned_head, publisher)
    signed = ict.editions.read_signatures(folder, keys, report, register)
    page = show_verification(report, signed, from_elsewhere=keys is not None)
    output.write_page(page, out, report.to_frame)
    if report.besides and out.form != "text":
        output.note(report.describe_besides())
    output.end(not report or any(each.state in ("bad", "other-root") for each in signed))


def recompute(folder: Folder, out: JsonOptions) -> None:
    """Compute an edition again from its own inputs, and compare every byte."""
    check = ict.editions.recompute(folder)
    output.write_page(check, out)
    output.end(not check)


def prove(
    folder: Folder,
    receipt: Annotated[Path, typer.Argument()],
    salt: Annotated[str, typer.Argument()],
    *,
    out: opt.OutputOptions,
) -> None:
    """Prove that the figures of an edition are those that were accepted under a receipt."""
    joined = input_files.join_receipt(receipt, input_files.Inputs())
    proof = ict.editions.prove(folder, joined, salt)
    output.write_page(proof, out, proof.to_frame)
    output.end(not proof)


def editions(
    folder: Annotated[Path, typer.Argument()] = Path("editions"),
    *,
    out: opt.OutputOptions,
) -> None:
    """List the editions of a folder from its register."""
    listing = ict.editions.list_editions(folder)
    ict.editions.read_register(folder)  # a folder without one is not an empty list
    output.write_page(listing, out, listing.to_frame)


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
    out: JsonOptions,
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
    with output.report_done(i18n.pair(published.id, published.describe())):
        output.write_page(published, out)


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
    out: JsonOptions,
) -> None:
    """Put on record that an erratum is retracted; both stay on record."""
    from ictindex.editions.errata import show_retraction

    retracted = ict.editions.retract_erratum(
        folder,
        number,
        reason=record.reason,
        role=record.find_role(),
        date=record.date,
        force=record.force,
    )
    with output.report_done(i18n.pair(retracted.id, retracted.describe())):
        output.write_page(show_retraction(retracted), out)


def head(folder: Archive = Path("editions"), *, out: JsonOptions) -> None:
    """Show the head of a register, which anybody can pin."""
    from ictindex.editions.register_pins import show_head

    output.write_page(show_head(ict.editions.read_register(folder)), out)


def pin(
    folder: Archive = Path("editions"),
    output_file: Target = Path("register.pin.json"),
    language: opt.Language = "en",
) -> None:
    """Write the head of a register to a file, to be kept elsewhere and compared later."""
    from ictindex.editions.register_pins import write_pin

    register = ict.editions.read_register(folder)
    file = write_pin(register, output_file)
    facts = {"file": str(file), "head": register.head}
    output.write(i18n.text("cli", "register-pinned", language, **facts))


def compare(
    folder: Archive, pinned_head: Annotated[str, typer.Argument()], out: JsonOptions
) -> None:
    """Compare a register with a head pinned before: the same, extended, or another one."""
    from ictindex.editions.register_pins import compare_with_pin, read_pin

    compared = compare_with_pin(ict.editions.read_register(folder), read_pin(pinned_head))
    output.write_page(compared, out)
    output.end(not compared)


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
