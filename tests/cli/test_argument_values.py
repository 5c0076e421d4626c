"""Plain words that commands read themselves are read as Typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from small_cases import small_cases

from ictindex.apps.cli.argument_values import read_plain_values

WORDS: list[Any] = [
    Path("keys.json"),
    None,
    "",
    "12",
    " 12 ",
    "1_0",
    "12.0",
    "-3",
    "+4",
    "٣",
    "x",
    "9" * 20,
    "nowhere/file.csv",
]


def _parameters() -> list[Any]:
    builder = typer.Typer()

    @builder.command()
    def command(
        text: Annotated[str | None, typer.Option()] = None,
        number: Annotated[int | None, typer.Option()] = None,
        share: Annotated[float | None, typer.Option()] = None,
        path: Annotated[Path | None, typer.Option()] = None,
        texts: Annotated[list[str] | None, typer.Option()] = None,
        numbers: Annotated[list[int] | None, typer.Option()] = None,
        pair: Annotated[tuple[int, int] | None, typer.Option()] = None,
        is_on: Annotated[bool, typer.Option()] = False,
    ) -> None:
        """Do nothing."""

    built: Any = typer.main.get_command(builder)
    context = built.make_context("command", [], resilient_parsing=True)
    plain = [p for p in built.params if p.name not in ("help", "install_completion")]
    return [context, built, plain]


def _outcome(process: Any, context: Any, value: Any) -> tuple[str, object]:
    try:
        read = process(context, value)
    except Exception as error:
        return type(error).__name__, str(error)
    return type(read).__name__, list(read) if isinstance(read, (list, tuple)) else read


@small_cases("word", WORDS)
def test_each_word_is_read_as_typer_reads_it(word: Any) -> None:
    context, command, parameters = _parameters()
    for parameter in parameters:
        several = parameter.nargs != 1 or getattr(parameter, "multiple", False)
        value = (word, word) if several and word is not None else word
        expected = _outcome(parameter.process_value, context, value)
        read_plain_values(command, [parameter])
        read = _outcome(parameter.process_value, context, value)
        assert read[1] == expected[1], parameter.name
        # A list and a tuple of words are the same to Typer.
        assert {read[0], expected[0]} <= {"list", "tuple"} or read[0] == expected[0]


def test_a_required_word_that_is_missing_is_refused_by_typer() -> None:
    builder = typer.Typer()

    @builder.command()
    def command(number: Annotated[int, typer.Option()]) -> None:
        """Do nothing."""

    built: Any = typer.main.get_command(builder)
    context = built.make_context("command", [], resilient_parsing=True)
    (parameter,) = [p for p in built.params if p.name == "number"]
    read_plain_values(built, [parameter])
    assert _outcome(parameter.process_value, context, None)[0] == "MissingParameter"
