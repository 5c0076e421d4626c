"""The JSON object of the Core List as far as it was read."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.indices.results.core_list_page import LISTS, ROWS, SDG

_TITLE = define_record(
    "core-list-title",
    "A title as it was read.",
    Column("language", "code", about="language in which it was read"),
    Column("text", "text", about="its words"),
    Column("form", "code", about="whole, or short"),
    Column("mark", "code", about="printed, or second-hand"),
    Column("read", "code", about="row of the list of sources"),
    Column("year", "year", about="year of the list, where the text states it", gaps=True),
)
CORE_LIST = define_record(
    "core-list-read",
    "The Core List of ICT indicators as far as it was read, and what the library does with each.",
    Field("lists", LISTS, "the lists, and what was read of them", "list"),
    Field("rows", ROWS, "the indicators of which a code or a title was read", "list"),
    Field(
        "titles",
        define_record(
            "core-list-titles",
            "The titles of one row.",
            Column("id", "code", about="id of the row"),
            Field("titles", _TITLE, "its titles as they were read", "list"),
        ),
        "all titles of each row",
        "list",
    ),
    Field("sdg", SDG, "SDG indicators of ICT", "list"),
    Field(
        "sdg_titles",
        define_record(
            "core-list-sdg-titles",
            "The titles of one SDG indicator in the wording of the United Nations.",
            Column("number", "code", about="number of the indicator"),
            Field("titles", Column("title", "text"), "title by language", "mapping"),
        ),
        "titles of each SDG indicator, in the languages in which they were read",
        "list",
    ),
)
