"""The JSON objects of the exercises of a training course."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record

EXERCISE = define_record(
    "exercise",
    "An exercise of a training course.",
    Column("id", "code", about="its id"),
    Column("audience", "code", about="for whom it is"),
    Column("minutes", "count", about="how long it takes"),
    Column("tasks", "count", about="number of its tasks"),
    Field("files", Column("file", "text"), "files of the participants", "list"),
    Column("notebook", "boolean", about="whether it has a notebook"),
)
EXERCISES = define_record(
    "exercises",
    "The exercises of a training course.",
    Field("rows", EXERCISE, "each exercise", "list"),
)
