"""The words that exercises share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ictindex.core.tables.columns import Column
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import as_they_are, write_records


def phrase(key: str, language: str, **values: object) -> str:
    """Return a phrase of exercises in general."""
    return i18n.text("training", key, language, **values)


def _column(name: str, kind: str, **rules: Any) -> Column:
    return Column(name, kind, f"training/column-{name}", absent="", **rules)


def _name_row(key: str, language: str) -> str:
    """Return the name of an indicator, or of the row of the sum of all."""
    return phrase(key, language) if key == TOGETHER else i18n.label("nodes", key, language)


TOGETHER = "together"
_SCORES = ("score", "points", "low", "middle", "high")
# The columns of the tables of solutions; each table has some of them.
COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        _column("economy", "economy"),
        _column("indicator", "indicator", names=_name_row),
        *(
            _column(name, "text", names=as_they_are)
            for name in ("cell", "rule", "finding", "remedy", "step", "use", "answer", "verdict")
        ),
        _column("file", "text", names=as_they_are),
        _column("year", "year"),
        _column("share", "text", align="right"),
        *(_column(name, "count") for name in ("open", "rank")),
        *(_column(name, "figure") for name in ("value", "typed", "meant", "once", "often")),
        _column("exact", "figure", places=4),
        _column("rounded", "figure", places=1),
        _column("difference", "figure", signed=True),
        *(_column(name, "figure") for name in _SCORES),
    )
}


def solution_table(
    records: Sequence[Mapping[str, object]], language: str, places: int | None = None
) -> Block:
    """Return the table of a solution; ``places`` are those of scores and their points."""
    columns = {
        name: replace(column, places=places) if name in _SCORES else column
        for name, column in COLUMNS.items()
    }
    return write_records(columns, records, language)


def command_block(commands: tuple[str, ...], language: str) -> i18n.Entries:
    """Return commands as a person types them."""
    return i18n.Entries([i18n.Entry(phrase("command", language), [f"`{c}`" for c in commands])])
