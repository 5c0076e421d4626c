"""The commands before a release: previews of States, their objections, and who clears it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.apps.rounds.round_steps import Step
    from ictindex.submissions.closed.round_folder import RoundFolder

Folder = Annotated[Path, typer.Argument()]
State = Annotated[str, typer.Argument()]
Until = Annotated[str, typer.Option("--until")]
Text = Annotated[str, typer.Option("--text")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOptions:
    """The options of a step: whether it is only tried, and the language of its messages."""

    dry_run: Annotated[bool, typer.Option("--dry-run")] = False
    language: opt.Language = "en"


def preview(
    round_folder: Folder,
    date: opt.Date,
    until: Until,
    cut_off: Annotated[str | None, typer.Option("--cut-off")] = None,
    economy: Annotated[list[str] | None, typer.Option("--economy")] = None,
    *,
    options: StepOptions,
) -> None:
    """Compute the round, and write each State its own sheet with a letter."""
    from ictindex.apps.rounds.preview_sheet import make_sheets
    from ictindex.apps.rounds.previews import send_preview
    from ictindex.apps.rounds.round_computation import compute_round, record_computation
    from ictindex.submissions.closed.round_folder import open_round

    season, on, last = open_round(round_folder), read_day(date, "date"), read_day(until, "until")
    wanted = {code_of(season, each) for each in economy or ()}
    with output.progress(i18n.text("cli", "reading")):
        selection, result = compute_round(season, cut_off=read_day(cut_off or date, "cut_off"))
        sheets = make_sheets(selection, result)
    asked = set(season.read_settings().languages) & sheets.keys()
    steps = [
        *record_computation(selection, result, day=on),
        *(
            send_preview(season, sheets[code], day=on, until=last)
            for code in sorted(asked & wanted if wanted else asked)
        ),
    ]
    carry_out_steps(season, steps, options)


def object_to(
    round_folder: Folder,
    economy: State,
    node: Annotated[list[str], typer.Option("--figure")],
    text: Text,
    date: opt.Date,
    until: Until,
    *,
    options: StepOptions,
) -> None:
    """Record the objection of a State to figures of its sheet, and write the reply."""
    from ictindex.apps.rounds import previews
    from ictindex.submissions.closed.round_folder import open_round

    season = open_round(round_folder)
    step = previews.object_to(
        season,
        code_of(season, economy),
        node,
        text,
        day=read_day(date, "date"),
        until=read_day(until, "until"),
    )
    carry_out_steps(season, [step], options)


def settle(
    round_folder: Folder,
    economy: State,
    number: Annotated[int, typer.Argument()],
    text: Text,
    date: opt.Date,
    until: Until,
    *,
    options: StepOptions,
) -> None:
    """Record how an objection was settled, and write the letter that says so."""
    from ictindex.apps.rounds import previews
    from ictindex.submissions.closed.round_folder import open_round

    season = open_round(round_folder)
    step = previews.settle_objection(
        season,
        code_of(season, economy),
        number,
        text,
        day=read_day(date, "date"),
        until=read_day(until, "until"),
    )
    carry_out_steps(season, [step], options)


def clear(
    round_folder: Folder,
    role: Annotated[str, typer.Argument()],
    date: opt.Date,
    *,
    options: StepOptions,
) -> None:
    """Record that a role clears the result that was computed last."""
    from ictindex.apps.rounds.clearance import clear_release
    from ictindex.submissions.closed.round_folder import open_round

    carry_out_steps(
        open_round(round_folder), [clear_release(role, day=read_day(date, "date"))], options
    )


def code_of(season: RoundFolder, economy: str) -> str:
    """Return the code of a State; a round also has the codes of a rehearsal."""
    return economy if economy in season.read_settings().languages else economy_code(economy)


def read_day(text: str, argument: str) -> dt.date:
    from ictindex.data.dates import date_of

    return date_of(text, argument) or dt.date.min  # a text is a day or refused


def carry_out_steps(folder: RoundFolder, steps: Iterable[Step], options: StepOptions) -> None:
    """Carry out steps, and say what was recorded of each State."""
    from ictindex.apps.rounds.round_steps import carry_out

    done = [carry_out(folder, step, is_trial=options.dry_run) for step in steps]
    key = "round-would-record" if options.dry_run else "round-recorded"
    for draft in done:
        if draft is not None:
            about = draft.economy or draft.by
            output.note(i18n.text("cli", key, options.language, event=draft.event, about=about))
    if not any(done):
        output.note(i18n.text("cli", "round-nothing", options.language))
