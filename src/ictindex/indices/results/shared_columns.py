"""Columns and tables that results of both indices share."""

from __future__ import annotations

from ictindex.core.tables.columns import Column, define
from ictindex.indices.results.result_kind import KIND_OF_RESULT

# The number of economies behind ranks or group figures, and that of the published edition.
AMONG = Column("among", "count", about="economies with a rank", gaps=True, get="=among", page=False)
OF = Column(
    "of", "count", about="economies of the published edition", gaps=True, get="=of", page=False
)
EXCLUDED = define(
    "excluded",
    Column("economy", "economy", about="ISO3 code"),
    Column("reason", "code", about="code of the reason"),
    Column("missing", "text", about="what is missing, separated by commas"),
    Column("message", "text", about="the reason in words"),
    KIND_OF_RESULT,
    key=("economy",),
    page=(),
)
