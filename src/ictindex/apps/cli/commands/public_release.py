"""The commands of a release: the embargo, the search, the release itself, and errata after it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

RoundFolder = Annotated[Path, typer.Argument()]
Public = Annotated[Path, typer.Argument()]
CutOff = Annotated[str | None, typer.Option("--cut-off")]
DryRun = Annotated[bool, typer.Option("--dry-run")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """The publisher of a release: its key, or its name for a rehearsal."""

    publisher: Annotated[str, typer.Option("--publisher")] = ""
    private: Annotated[Path | None, typer.Option("--key")] = None

    def find_publisher(self) -> str | ict.editions.PublisherKey:
        """Return the key of the publisher, or else its name."""
        if self.private is None:
            return self.publisher
        return ict.editions.PublisherKey(self.private)


def embargo(
    round_folder: RoundFolder,
    instant: Annotated[str, typer.Argument()],
    date: opt.Date,
    press: Annotated[list[str] | None, typer.Option("--press")] = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Put an embargo on the release of a round."""
    steps = ict.rounds.embargo_round(
        round_folder, instant, day=date, press=press or (), dry_run=dry_run
    )
    output.write_steps(steps, out)


def search(
    round_folder: RoundFolder,
    public: Public,
    cut_off: CutOff = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Search a public folder for what is closed; exit code 1 if anything is found."""
    with output.progress(i18n.text("cli", "reading", out.language)):
        findings = ict.rounds.search_public(round_folder, public, cut_off=cut_off).findings
    output.write_page(findings, out, findings.to_frame)
    output.end(findings)


def release(
    round_folder: RoundFolder,
    public: Public,
    date: opt.Date,
    signed: SignedBy,
    cut_off: CutOff = None,
    data: Annotated[str, typer.Option("--data")] = "",
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Publish the edition of a round, or its data, after the search for what is closed."""
    with output.progress(i18n.text("cli", "reading", out.language)):
        steps = ict.rounds.release_round(
            round_folder,
            public,
            day=date,
            publisher=signed.find_publisher(),
            cut_off=cut_off,
            data=data,
            dry_run=dry_run,
        )
    output.write_steps(steps, out)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedFigure:
    """A wrong figure of an edition, the right one, and the reason."""

    economy: opt.Economy
    indicator: Annotated[str, typer.Option("--indicator")]
    corrected: Annotated[str, typer.Option("--corrected")]
    reason: opt.Reason

    def find_in(self, folder: Path) -> ict.rounds.WrongFigure:
        """Return the figure of an edition."""
        return ict.rounds.WrongFigure(
            folder, self.economy, self.indicator, self.corrected, self.reason
        )


def report_error(
    round_folder: RoundFolder,
    edition_id: Annotated[str, typer.Argument()],
    date: opt.Date,
    economy: opt.Economy,
    indicator: Annotated[str, typer.Option("--indicator")],
    text: Annotated[str, typer.Option("--text")],
    role: Annotated[str, typer.Option("--role")] = "tool",
    *,
    out: opt.OutputOptions,
) -> None:
    """Record a report of an error in an edition; it stays in the closed folder."""
    steps = ict.rounds.report_error(
        round_folder,
        edition_id,
        economy=economy,
        indicator=indicator,
        text=text,
        role=role,
        day=date,
    )
    output.write_steps(steps, out)


def hear(
    round_folder: RoundFolder,
    edition_folder: Annotated[Path, typer.Argument()],
    date: opt.Date,
    until: Annotated[str, typer.Option("--until")],
    figure: CorrectedFigure,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Write to a State about an erratum that is intended."""
    steps = ict.rounds.hear_state(
        round_folder, figure.find_in(edition_folder), day=date, until=until, dry_run=dry_run
    )
    output.write_steps(steps, out)


def erratum(
    round_folder: RoundFolder,
    edition_folder: Annotated[Path, typer.Argument()],
    date: opt.Date,
    figure: CorrectedFigure,
    private: Annotated[Path | None, typer.Option("--key")] = None,
    agreed: Annotated[str | None, typer.Option("--agreed")] = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Put an erratum on record after its State was heard."""
    signed = {} if private is None else {"publisher": ict.editions.PublisherKey(private)}
    steps = ict.rounds.record_erratum(
        round_folder, figure.find_in(edition_folder), day=date, agreed=agreed, **signed
    )
    output.write_steps(steps, out)
