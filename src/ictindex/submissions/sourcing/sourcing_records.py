"""The JSON objects of sourcing: the selection of sources, the calendar of a survey."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.language.findings import FINDINGS
from ictindex.submissions.sourcing.calendar import EVENTS
from ictindex.submissions.sourcing.consultations import REGISTER
from ictindex.submissions.sourcing.official_share import COUNTS, NAMED
from ictindex.submissions.sourcing.selection_views import CANDIDATES, DECISIONS
from ictindex.submissions.validation.judgement_records import CHANGED

SHARE = define_record(
    "official-share",
    "The share of official values of a group of values.",
    *(
        Column(name, kind, about=f"the {name} whose values are counted", data="by")
        for name, kind in NAMED.items()
    ),
    *(Column(each.name, each.kind, about="number of values of this class") for each in COUNTS),
    Column("share", "estimate", about="share of official values, in percent; null for none"),
)
SHARES = define_record(
    "official-shares",
    "The shares of official values.",
    Field("rows", SHARE, "each group of values", "list"),
)
SELECTION = define_record(
    "source-selection",
    "The value of each cell of an edition, chosen from receipts by the order of sources.",
    Column("edition", "year", about="the edition"),
    Column("year", "year", about="year of its data"),
    Column("methodology", "code", about="id of the document that states the order"),
    Column("cut_off", "date", about="the last day of data"),
    Column("digest", "code", about="digest of the chosen values"),
    Field("receipts", Column("receipt", "code"), "digests of the receipts", "list"),
    Field("decisions", DECISIONS, "the value of each cell, or why it has none", "list"),
    Field("candidates", CANDIDATES, "every value that could be chosen", "list"),
    Field("pending", REGISTER, "consultations that are missing", "list"),
    Field("shares", SHARE, "shares of official values", "list"),
    Field("findings", FINDINGS, "what was found in the tables", "list"),
    Field(
        "corrections",
        CHANGED,
        "changed cells of questionnaires, by the digest of the receipt",
        "mapping",
        optional=True,
    ),
)
CALENDAR = define_record(
    "calendar",
    "When a survey was sent, collected and published, and what was late.",
    Column("year", "year", about="the year in which it was sent"),
    Field("events", EVENTS, "each event with the day on which it was due", "list"),
)
INVENTORY_CHECK = define_record(
    "inventory-check",
    "A check of a national inventory: how many rows are answered, and the findings.",
    Column("rows", "count", about="rows without errors"),
    Column("exist", "count", about="rows of figures that exist"),
    Column("absent", "count", about="rows of figures that do not exist"),
    Column("blank", "count", about="rows that do not say it"),
    Field("findings", FINDINGS, "findings about cells and rows", "list"),
)
