"""The JSON object of an error, as a command writes it to standard error."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record

_CODE = Column("code", "code", about="code of the message; programs decide by it")
_DETAILS = Field(
    "details",
    Free("detail"),
    "the data that the message names: text, whole numbers, lists",
    "mapping",
)
_MESSAGE = Column("message", "text", about="the message, in the language asked for")
_FAULTS = Field(
    "faults", Free("fault"), "findings or errors that it reports, each an object", "list"
)
ERROR = define_record(
    "error",
    "An error of a command.",
    Field(
        "error",
        define_record(
            "raised-error",
            "What went wrong.",
            _CODE,
            _DETAILS,
            _MESSAGE,
            _FAULTS,
            Field("notes", Column("note", "text"), "other messages of the command", "list"),
        ),
        "what went wrong",
    ),
)
