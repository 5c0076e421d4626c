"""The JSON object of an error, as a command writes it to standard error."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record

_CODE = Column("code", "code", about="code of the message; programs decide by it")
_DETAILS = Field("details", Free("detail"), "the data that the message names", "mapping")
_MESSAGE = Column("message", "text", about="the message, in the language asked for")
# What only some faults have: those of a cell, and those of a rule.
_FINDING = "finding"
_RULE = "rule"
ADDRESS = define_record(
    "cell-address",
    "Where a cell is.",
    Column("source", "text", about="name of the file or table"),
    Column("line", "count", about="line of a text file, or row of a table", gaps=True),
    Column("column", "text", about="name of the column", gaps=True),
    Column("cell", "code", about="name of the cell in a workbook", gaps=True),
)
FAULT = define_record(
    "fault",
    "A finding or an error that an error reports.",
    _CODE,
    _DETAILS,
    _MESSAGE,
    Field("faults", "fault", "what an error reports in its turn", "list", optional=True),
    Column("level", "code", about="error, warning or information", data=_FINDING),
    Column("economy", "economy", about="ISO3 code of the cell; empty if not known", data=_FINDING),
    Column("indicator", "indicator", about="its indicator; empty if not known", data=_FINDING),
    Column("year", "year", about="its year", data=_FINDING, gaps=True),
    Field("address", ADDRESS, "where the cell is", optional=True, gaps=True),
    Column("where", "text", about="the same in words", data=_FINDING),
    Column("remedy", "text", about="what to do, in words", data=_FINDING),
    Column("rule", "code", about="code of the rule", data=_RULE),
    Column("errorlevel", "code", about="fatal, error, warning or information", data=_RULE),
    Column("ess", "count", about="level of the European Statistical System", data=_RULE),
    Column("breakdown", "breakdown", about="part of the indicator", data=_RULE),
    Column("row", "count", about="row of the table, from 0", data=_RULE, gaps=True),
    Column("value", "figure", about="the value", data=_RULE),
    Column("written", "text", about="the value as it was written", data=_RULE),
    Column("imbalance", "estimate", about="how far the rule is from holding", data=_RULE),
    Column("factor", "code", about="factor that is suspected", data=_RULE),
    Column("consequence", "estimate", about="points of the index", data=_RULE),
    Field("cause", Free("cause"), "the change that would settle it", optional=True, gaps=True),
    Field("compared", Free("cell"), "cells that the message names too", "list", optional=True),
    Field("left_out", "fault", "offers that no basket could take", "list", optional=True),
)
RAISED = define_record(
    "raised-error",
    "What went wrong.",
    _CODE,
    _DETAILS,
    _MESSAGE,
    Field("faults", FAULT, "findings or errors that it reports", "list"),
)
ERROR = define_record(
    "error",
    "An error of a command.",
    Field(
        "error",
        RAISED.join(
            "error-of-command",
            "What went wrong, with the other messages of the command.",
            Field("notes", Column("note", "text"), "other messages of the command", "list"),
        ),
        "what went wrong",
    ),
)
