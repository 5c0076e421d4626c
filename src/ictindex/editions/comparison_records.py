"""The JSON object of a comparison of two methodologies on the same data."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.indices.results.document_page import CHANGES
from ictindex.indices.results.shared_records import EXTENT, KIND

METHODOLOGIES = define_record(
    "methodology-comparison",
    "The same data by two methodologies.",
    Column("what_if", "boolean", about="always true: no edition is computed like this"),
    KIND,
    Field("ranks", define_record("extent-of-ranks", "What ranks are among.", *EXTENT), "of ranks"),
    Column("before", "code", about="id of the first methodology"),
    Column("after", "code", about="id of the second methodology"),
    Column("edition", "year", about="year of the edition"),
    Column("year", "year", about="year of its data"),
    Field("changes", CHANGES, "constants that differ", "list"),
    Field(
        "moves",
        define_record(
            "move-of-economy",
            "The index and rank of an economy by both.",
            Column("economy", "economy", about="ISO3 code"),
            Column("before", "figure", about="unrounded score by the first"),
            Column("after", "figure", about="unrounded score by the second"),
            Column("rank_before", "rank", about="rank by the first", gaps=True),
            Column("rank_after", "rank", about="rank by the second", gaps=True),
            Field("parts", Column("points", "figure"), "points by indicator", "mapping"),
        ),
        "each economy",
        "list",
    ),
)
