"""The commands of a release: the embargo, the search of what is public, the release itself."""

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
    output.write_page(steps, out, steps.to_frame)


def search(
    round_folder: RoundFolder,
    public: Public,
    cut_off: CutOff = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Search a public folder for what is closed; exit code 1 if anything is found."""
    with output.progress(i18n.text("cli", "reading", out.language)):
        found = ict.rounds.search_public(round_folder, public, cut_off=cut_off)
    output.write_page(found.findings, out, found.findings.to_frame)
    output.end(found.findings)


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
    output.write_page(steps, out, steps.to_frame)
