"""Commands run in this process where no process of its own is needed: much faster."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from judged_json import faults_of, read_json
from typer.testing import CliRunner, Result

import ictindex as ict
from ictindex.apps.cli import help as cli_help
from ictindex.apps.cli import output
from ictindex.apps.cli.command_outputs import COMPILERS_ONLY, OUTPUTS

Invoke = Callable[..., Result]


@pytest.fixture(scope="session")
def invoke() -> Invoke:
    """Run a command in this process; an error of the library is the result's ``exception``."""
    from ictindex.apps.cli.command_tree import app

    runner = CliRunner()

    def call(*arguments: str, typed: bytes | None = None, **environment: str) -> Result:
        ours = {"ICTINDEX_LANGUAGE": None, "COLUMNS": None, **environment}
        return runner.invoke(app, list(arguments), input=typed, env=ours)

    return call


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with ict.set_options(language="en"):
        yield


@pytest.fixture(scope="session")
def json_faults() -> Iterator[list[str]]:
    """Judge every JSON that a command writes by the schema that it names; list what differs."""
    faults: list[str] = []
    running: list[str] = []
    run_command, write = cli_help.Command.invoke, output.write

    def invoke_named(self: Any, context: Any) -> Any:
        running[:] = [context.command_path.partition(" ")[2]]
        return run_command(self, context)

    def judge(text: str) -> None:
        command = "".join(running)
        if text.startswith("{") and command in OUTPUTS:
            data = read_json(text)
            if "$schema" in data:  # a schema itself
                pass
            elif data.get("schema") not in [f"ictindex/{name}/0" for name in OUTPUTS[command]]:
                faults.append(f"{command}: the schema is {data.get('schema')}")
            else:
                faults.extend(
                    f"{command}: {each}"
                    for each in faults_of(data, closed=command in COMPILERS_ONLY)
                )
        write(text)

    with (
        mock.patch.object(cli_help.Command, "invoke", invoke_named),
        mock.patch.object(output, "write", judge),
    ):
        yield faults


@pytest.fixture(autouse=True)
def _json_is_declared(json_faults: list[str]) -> Iterator[None]:
    """Every JSON that a command writes in a test of this folder has the schema that it names."""
    json_faults.clear()
    yield
    assert not json_faults
