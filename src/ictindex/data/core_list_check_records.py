"""The JSON object of the check of a typed Core List."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.data.core_list_check import OUTCOMES, ROWS
from ictindex.language.findings import FINDINGS

CHECK = define_record(
    "core-list-check",
    "What is missing from a Core List that somebody typed, contradicts or differs.",
    Field(
        "counts",
        define_record(
            "core-list-counts",
            "The rows without errors, by what they add.",
            Column("total", "count", about="rows without errors"),
            *(
                Column(outcome, "count", about=f"rows whose outcome is {outcome}")
                for outcome in OUTCOMES
            ),
        ),
        "rows by what they add to what was read",
    ),
    Field("rows", ROWS, "rows without errors", "list"),
    Field("findings", FINDINGS, "what was found in the file", "list"),
)
