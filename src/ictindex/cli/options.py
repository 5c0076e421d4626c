"""The options and arguments that commands share; their words are in the language files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ictindex.cli.help import LANGUAGES, VARIABLE, use, use_if_any

Language = Annotated[
    str,
    typer.Option(
        "--language",
        "-l",
        callback=use,
        is_eager=True,
        envvar=VARIABLE,
        metavar=LANGUAGES,
    ),
]
# Of a questionnaire, where nothing is said, the language is its own.
LanguageIfNone = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        callback=use_if_any,
        is_eager=True,
        envvar=VARIABLE,
        metavar=LANGUAGES,
    ),
]
AsJson = Annotated[bool, typer.Option("--json")]
AsCsv = Annotated[bool, typer.Option("--csv")]
File = Annotated[Path, typer.Argument()]
Edition = Annotated[int, typer.Option("--edition", "-e")]
MethodologyName = Annotated[str, typer.Option("--methodology", "-m")]
Year = Annotated[int | None, typer.Option("--year")]
LayoutFile = Annotated[Path | None, typer.Option("--layout")]
Dialect = Annotated[str | None, typer.Option("--dialect")]
FileForm = Annotated[str | None, typer.Option("--form")]
PublishedFile = Annotated[Path | None, typer.Option("--published")]
Kind = Annotated[str, typer.Option("--kind")]
Node = Annotated[str | None, typer.Option("--node")]
Format = Annotated[str, typer.Option("--format")]
Sheet = Annotated[str | None, typer.Option("--sheet")]
AsHtml = Annotated[bool, typer.Option("--html")]
Output = Annotated[Path | None, typer.Option("--output", "-o")]
History = Annotated[Path | None, typer.Option("--history")]
Auxiliaries = Annotated[Path | None, typer.Option("--auxiliaries")]
Answers = Annotated[Path | None, typer.Option("--answers")]
EditionIfNone = Annotated[int | None, typer.Option("--edition", "-e")]
MethodologyIfNone = Annotated[str | None, typer.Option("--methodology", "-m")]
Receipts = Annotated[list[Path], typer.Argument()]
CutOff = Annotated[str, typer.Option("--cut-off")]
Undecided = Annotated[bool, typer.Option("--undecided")]
