"""The commands on training: list, build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.arguments import pass_text
from ictindex.language import i18n

Audience = Annotated[str | None, typer.Option("--audience")]


def list_exercises(audience: Audience = None, *, out: opt.OutputOptions) -> None:
    """List the exercises: audience, minutes, files."""
    form, language = out.form, out.language
    listed = ict.training.exercises(pass_text(audience))
    from ictindex.publishing.training.course import show_exercises  # of a part that may be absent

    page = show_exercises(listed)
    record = page.to_dict()
    flat = [row | {"files": " ".join(row["files"])} for row in record["rows"]]
    if not output.write_data(form, lambda: record, lambda: flat):
        output.write_blocks(page.blocks(language), language)


def build(
    output_folder: Annotated[Path, typer.Option("--output", "-o")],
    audience: Audience = None,
    languages: Annotated[list[str] | None, typer.Option("--course-language")] = None,
    language: opt.Language = "en",
) -> None:
    """Write a course: the folder of participants, and the trainer's guide apart from it."""
    with output.progress(i18n.text("cli", "computing")):
        files = ict.training.build(
            output_folder, languages=languages or [language], audience=pass_text(audience)
        )
    count, folder = str(len(files)), str(output_folder)
    output.write(
        i18n.text(
            "cli",
            "course-written",
            language,
            count=count,
            folder=folder,
            participants="participants",
            trainers="trainers",
        )
    )
