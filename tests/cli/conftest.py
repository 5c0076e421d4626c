"""Commands run in this process where no process of its own is needed: much faster."""

from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

import ictindex as ict

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
