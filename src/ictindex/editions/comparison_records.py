"""The JSON object of two methodologies that are compared on the same data."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.indices.results.document_page import CHANGES
from ictindex.indices.results.shared_records import EXTENT, KIND

RANKED = define_record(
    "ranked-by-both",
    "The economies that both methodologies rank.",
    *EXTENT,
)
MOVE = define_record(
    "moved-score",
    "The index of an economy by both methodologies.",
    Column("economy", "economy", about="ISO3 code"),
    Column("before", "score", about="the index by the first one"),
    Column("after", "score", about="the index by the second one"),
    Column("rank_before", "rank", about="its rank by the first one", gaps=True),
    Column("rank_after", "rank", about="its rank by the second one", gaps=True),
    Field("parts", Column("points", "figure"), "the effect of each change, by key", "mapping"),
)
COMPARISON = define_record(
    "methodology-comparison",
    "Two methodologies on the same data; no published figures.",
    Column("what_if", "boolean", about="always true"),
    KIND,
    Field("ranks", RANKED, "the economies that both rank"),
    Column("before", "code", about="id of the first methodology"),
    Column("after", "code", about="id of the second one"),
    Column("edition", "year", about="edition of the data", gaps=True),
    Column("year", "year", about="year of the data", gaps=True),
    Field("changes", CHANGES, "the constants that differ", "list"),
    Field("moves", MOVE, "each economy", "list"),
)
