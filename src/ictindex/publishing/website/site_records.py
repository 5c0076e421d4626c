"""The JSON objects of the public site."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record

SITE = define_record(
    "site",
    "A public site that was built.",
    Column("folder", "text", about="its folder"),
    Column("pages", "count", about="number of its pages"),
    Field("editions", Column("id", "code"), "ids of its editions", "list"),
    Field("languages", Column("language", "code"), "its languages", "list"),
)
SITE_FOLDER = define_record(
    "site-folder",
    "A publisher's folder with an example.",
    Column("folder", "text", about="the folder"),
)
