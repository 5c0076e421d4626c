"""The command ``schema``: what the library writes as JSON, for programs."""

from __future__ import annotations

from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.command_outputs import OUTPUTS
from ictindex.apps.cli.options import OutputOptions
from ictindex.data import json_schemas


def schema(
    name: Annotated[str | None, typer.Argument()] = None,
    stub: Annotated[bool, typer.Option("--stub")] = False,
    *,
    out: OutputOptions,
) -> None:
    """Write the JSON Schema of an output, or its Python types; without a name list them all."""
    if name is None:
        written_by: dict[str, list[str]] = {}
        for command, names in OUTPUTS.items():
            for each in names:
                written_by.setdefault(each, []).append(command)
        table = json_schemas.make_schemas(written_by)
        output.write_list(lambda language: table, json_schemas.show_schemas(), out)
    elif stub:
        output.write(json_schemas.make_stub(name).rstrip("\n"))
    else:
        output.write_json(ict.data.schema(name))
