"""The commands on the season of a round: begin it, send, remind, receive, accept, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.desk import input_files
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

RoundFolder = Annotated[Path, typer.Argument()]
DryRun = Annotated[bool, typer.Option("--dry-run")]
State = Annotated[str, typer.Argument()]
Office = Annotated[str, typer.Option("--office")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """The pins of a new round besides those of this version of the library."""

    publisher: Annotated[str, typer.Option("--publisher")]
    economies: opt.Economies = None
    languages: Annotated[Path | None, typer.Option("--languages")] = None
    send_to: opt.SendTo = ""
    page: Annotated[Path | None, typer.Option("--page")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentValues:
    """The accepted values of earlier years that are sent, and the form of their files."""

    history: opt.History = None
    plans: opt.EarlierPlans = None
    economics: opt.Economics = None
    dialect: opt.Dialect = None


def new(
    edition: Annotated[int, typer.Argument()],
    date: opt.Date,
    output_folder: Annotated[Path | None, typer.Option("--output", "-o")] = None,
    *,
    pinned: Pinned,
    language: opt.Language = "en",
) -> None:
    """Make the closed folder of a round, with what it pins, and record that it is opened."""
    from ictindex.apps.desk.questionnaire_round import read_languages

    settings = ict.rounds.propose_settings(
        edition,
        economies=pinned.economies,
        languages=None if pinned.languages is None else read_languages(pinned.languages),
        publisher=pinned.publisher,
        send_to=pinned.send_to,
        page=pinned.page,
    )
    target = output_folder or Path(f"round-{edition}")
    folder = ict.rounds.new_round(settings, target, day=date, language=language)
    words = i18n.text(
        "cli",
        "round-opened",
        language,
        folder=str(folder.path),
        count=str(len(settings.economies)),
        head=folder.register.head,
    )
    with output.report_done(words):
        output.write_lines(words)


def amend(
    round_folder: RoundFolder,
    date: opt.Date,
    cause: Annotated[str, typer.Option("--cause")],
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Put on record that the settings, the offices or the policy of a round were changed."""
    output.write_steps(
        ict.rounds.amend_round(round_folder, cause=cause, day=date, dry_run=dry_run), out
    )


def check(
    round_folder: RoundFolder,
    head: Annotated[str, typer.Option("--head")] = "",
    *,
    out: opt.OutputOptions,
) -> None:
    """Check the register of a round, its files and its pins; exit code 1 for any fault."""
    if round_folder.is_file():
        findings = ict.rounds.check_archive(round_folder)
    else:
        findings = ict.rounds.check_round(round_folder, head=head)
    output.write_page(findings, out, findings.to_frame)
    output.end(findings.errors)


def dispatch(
    round_folder: RoundFolder,
    date: opt.Date,
    economies: opt.Economies = None,
    dry_run: DryRun = False,
    *,
    values: SentValues,
    out: opt.OutputOptions,
) -> None:
    """Write the questionnaire and the letter of every State that has not been sent its own."""
    inputs = input_files.Inputs(file=opt.FileOptions(dialect=values.dialect))
    accepted = None if values.history is None else input_files.read_accepted(values.history, inputs)
    with output.progress(i18n.text("cli", "writing")) as advance:
        steps = ict.rounds.dispatch_round(
            round_folder,
            day=date,
            economies=economies,
            history=accepted,
            plans=None
            if values.plans is None
            else ict.read_tariffs(values.plans, dialect=values.dialect),
            economics=None
            if values.economics is None
            else ict.read_economics(values.economics, dialect=values.dialect),
            dry_run=dry_run,
            progress=advance,
        )
    output.write_steps(steps, out)


def remind(
    round_folder: RoundFolder,
    date: opt.Date,
    economies: opt.Economies = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Write the reminders that are due on a day; never to a State that has sent or refused."""
    steps = ict.rounds.remind_states(round_folder, day=date, economies=economies, dry_run=dry_run)
    output.write_steps(steps, out)


def extend(
    round_folder: RoundFolder,
    economy: State,
    date: opt.Date,
    until: Annotated[str, typer.Option("--until")],
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Give a State until a later day, and write the letter that says so."""
    steps = ict.rounds.extend_state(round_folder, economy, until=until, day=date, dry_run=dry_run)
    output.write_steps(steps, out)


def refuse(
    round_folder: RoundFolder,
    economy: State,
    date: opt.Date,
    reason: opt.Reason = "",
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Put on record that a State does not take part in the round."""
    steps = ict.rounds.refuse_state(round_folder, economy, day=date, reason=reason, dry_run=dry_run)
    output.write_steps(steps, out)


def receive(
    round_folder: RoundFolder,
    file: opt.File,
    date: opt.Date,
    economy: opt.EconomyIfNone = None,
    office: Office = "",
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Keep a file that a State sent, and record whose it is; exit code 1 if it asks something."""
    steps = ict.rounds.receive_file(
        round_folder, file, day=date, economy=economy or "", office=office, dry_run=dry_run
    )
    output.write_steps(steps, out)


def accept(
    round_folder: RoundFolder,
    economy: State,
    date: opt.Date,
    office: Office = "",
    answers: opt.Answers = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Judge the last file of a State by the pinned rules, accept it, and acknowledge it."""
    with output.progress(i18n.text("cli", "reading")):
        steps = ict.rounds.accept_delivery(
            round_folder, economy, day=date, office=office, answers=answers, dry_run=dry_run
        )
    output.write_steps(steps, out)
