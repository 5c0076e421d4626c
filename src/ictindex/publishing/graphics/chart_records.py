"""The JSON object of a chart: its words and the numbers that it draws."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record

CHART = define_record(
    "chart",
    "The data of a chart.",
    Column("kind", "code", about="kind of the chart"),
    Column("title", "text", about="its title, in the language that was asked for"),
    Column("subtitle", "text", about="what it shows"),
    Field("notes", Column("note", "text"), "notes below it", "list"),
    Field(
        "rows",
        Free("row"),
        "what it draws, as numbers: each kind of chart has its own columns",
        "list",
    ),
)
