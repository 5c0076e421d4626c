"""The table of files that a command wrote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table

WRITTEN = define(
    "written-files",
    Column("file", "title", about="path of a file that was written"),
    key=("file",),
    page=(),
)


def list_files(paths: Iterable[Path]) -> Table:
    """Return a row for each file."""
    return Table.of(WRITTEN, [{"file": str(path)} for path in paths])
