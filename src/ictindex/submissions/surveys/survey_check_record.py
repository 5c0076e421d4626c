"""The JSON object of the check of a survey: its verdicts and findings."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.language.findings import FINDINGS

VERDICT = define_record(
    "survey-verdict",
    "Whether the estimate of an indicator is comparable.",
    Column("indicator", "code", about="id of the document of the indicator"),
    Column("item", "code", about="part of the indicator; empty for the whole"),
    Column("comparability", "code", about="comparable, comparable-with-note or not-comparable"),
    Column("reasons", "codes", about="why it is so, by code"),
)
CHECK = define_record(
    "survey-check",
    "The check of the records of a survey by a mapping.",
    Column("mapping", "code", about="id of the mapping"),
    Column("records", "count", about="records that were read"),
    Column("unconfirmed", "codes", about="parts of the mapping that nobody has confirmed"),
    Field("indicators", VERDICT, "the verdict on each indicator", "list"),
    Field("findings", FINDINGS, "what is wrong or remarkable", "list"),
)
