"""The commands on a round as its compilers see it: status, handover, keys, retention, archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n

RoundFolder = Annotated[Path, typer.Argument()]
DryRun = Annotated[bool, typer.Option("--dry-run")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusOutput(output.AskedOutput):
    """The file, the form and the language of the desk."""

    output_file: opt.Output = None
    as_html: Annotated[bool, typer.Option("--html")] = False
    language: opt.Language = "en"
    as_json: opt.AsJson = False
    as_csv: opt.AsCsv = False


def status(
    round_folder: RoundFolder,
    date: opt.Date,
    table: Annotated[str, typer.Option("--table")] = "offices",
    *,
    out: StatusOutput,
) -> None:
    """Show where a round is, and what is next for every State and office: for compilers only."""
    desk = ict.rounds.status(round_folder, date)
    if out.output_file is not None:
        file = desk.save(out.output_file, out.language)
        output.write(i18n.text("cli", "written", out.language, file=str(file)))
    elif out.as_html and out.form == "text":
        output.write(desk.write("html"))
    else:
        output.write_page(desk, out, lambda: desk.to_frame(table))


def handover(
    round_folder: RoundFolder,
    date: opt.Date,
    giver: Annotated[str, typer.Option("--from")],
    successor: Annotated[str, typer.Option("--to")],
    roles: Annotated[list[str] | None, typer.Option("--role")] = None,
    kept: Annotated[list[str] | None, typer.Option("--kept")] = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Write what is done, due and promised, where keys are and who has which role; record it."""
    holders = {}
    for stated in roles or ():
        role, equals, holder = stated.partition("=")
        if not equals:
            raise UsageError("cli.role-form", value=stated)
        holders[role.strip()] = holder.strip()
    made = ict.rounds.hand_over(
        round_folder,
        day=date,
        giver=giver,
        successor=successor,
        roles=holders,
        kept=kept or (),
        language=out.language,
        dry_run=dry_run,
    )
    output.write_page(made, out, made.to_frame)


def rotate_key(
    round_folder: RoundFolder,
    editions: Annotated[Path, typer.Argument()],
    private: Annotated[Path, typer.Option("--key")],
    fresh: Annotated[Path, typer.Option("--new")],
    date: opt.Date,
    valid_until: Annotated[str | None, typer.Option("--until")] = None,
    keep: Annotated[bool, typer.Option("--keep")] = False,
    language: opt.Language = "en",
) -> None:
    """Put a new key of the publisher on its chain, and record it in the register of the round."""
    chain = ict.rounds.rotate_key(
        round_folder,
        editions,
        key=ict.editions.PublisherKey(private),
        private=fresh,
        day=date,
        valid_until=valid_until,
        keep=keep,
    )
    words = i18n.text(
        "cli",
        "publisher-changed",
        language,
        name=chain.name,
        file=str(fresh),
        fingerprint=chain.fingerprint,
        current=chain.current,
    )
    with output.report_done(words):
        output.write(words)


def retain(
    round_folder: RoundFolder,
    until: Annotated[str, typer.Option("--until")],
    date: opt.Date,
    language: opt.Language = "en",
) -> None:
    """Put on record until when the workbooks of a round are kept."""
    last = ict.rounds.retain_workbooks(round_folder, until=until, day=date)
    output.write(i18n.text("round-retention", "until", language, date=i18n.date(last, language)))


def destroy(
    round_folder: RoundFolder,
    date: opt.Date,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Remove the workbooks whose retention is over; exit code 1 if one has other content."""
    made = ict.rounds.destroy_workbooks(round_folder, day=date, dry_run=dry_run)
    output.write_page(made, out, made.to_frame)
    output.end(any(each.outcome == "other" for each in made.files))


def archive(
    round_folder: RoundFolder,
    output_file: Annotated[Path, typer.Option("--output", "-o")],
    language: opt.Language = "en",
) -> None:
    """Write the folder of a round as one file, without salts and keys."""
    file = ict.rounds.archive_round(round_folder, output_file)
    output.write(i18n.text("cli", "written", language, file=str(file)))
