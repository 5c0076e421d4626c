"""Columns and tables that results of both indices share."""

from __future__ import annotations

from collections.abc import Mapping

from ictindex.core.tables.columns import Column, define
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language.i18n.page_table_writer import as_they_are

# The number of economies behind ranks or group figures, and that of the published edition.
AMONG = Column(
    "among",
    "count",
    about="economies with a rank",
    gaps=True,
    get="=among",
    page=False,
    concept="RANKED_ECONOMIES",
)
OF = Column(
    "of",
    "count",
    about="economies of the published edition",
    gaps=True,
    get="=of",
    page=False,
    concept="EDITION_ECONOMIES",
)
# Of a saved row: the source of its value; missing for a figure that is computed from several.
SOURCE = Column(
    "source", "title", about="source of the value or of the price, as it is named", gaps=True
)
# Tables of remarks and of missing figures: their words are in the language already.
REMARKS: Mapping[str, Column] = {
    name: Column(name, "text", label, names=as_they_are, absent="")
    for name, label in (
        ("remark", "views/remark"),
        ("remark-on-prices", "views/remark-on-prices"),
        ("inputs", "views/inputs"),
        ("basket-prices", "views/basket-prices"),
        ("economies", "columns/count"),
        ("baskets", "columns/basket"),
        ("missing", "views/what-is-missing"),
        ("reason", "views/first-reason"),
    )
}
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
