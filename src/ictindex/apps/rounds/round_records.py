"""The JSON objects of a round, for compilers only: steps, status, handover, clock."""

from __future__ import annotations

from ictindex.apps.rounds.answer_coverage import COVERAGE
from ictindex.apps.rounds.handover import PLACES, PROMISES, ROLES
from ictindex.apps.rounds.preview_sheet import SHEET
from ictindex.apps.rounds.publication_clock import SUBMISSIONS
from ictindex.apps.rounds.round_status import COUNTS, DUTIES, LIMITS, OFFICES
from ictindex.apps.rounds.season_operations import STEPS
from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.language.findings import FINDINGS

_FACTS = (
    Column("table", "code", about="which document of the round it is"),
    Column("access", "code", about="who may read it: the compilers alone"),
    Column("edition", "year", about="the edition that the round is for"),
    Column("day", "date", about="the day that was stated"),
)
_HEAD = Column("head", "code", about="digest of the last event of the register")
_EVENTS = Column("events", "count", about="number of events of the register")
STEPS_OF_ROUND = define_record(
    "round-operation",
    "What an operation on a round did, State by State.",
    Field("rows", STEPS, "a step for each State that it is about", "list"),
    Field("findings", FINDINGS, "questions that follow from it", "list"),
)
STATUS = define_record(
    "round-status",
    "The state of a round on a day.",
    *_FACTS,
    _HEAD,
    _EVENTS,
    Field("limits", LIMITS, "limits of Resolution 131", "list"),
    Field("counts", COUNTS, "how many States are at each stage", "list"),
    Field("offices", OFFICES, "States and offices with what is next", "list"),
    Field("week", DUTIES, "what is due in seven days", "list"),
    Field("coverage", COVERAGE, "answers and official values by group", "list"),
    Field("duties", DUTIES, "everything that is open, the earliest first", "list"),
)
HANDOVER = define_record(
    "round-handover",
    "What is done, due and promised in a round, where keys are and who has which role.",
    *_FACTS,
    Column("giver", "text", about="the position that hands over"),
    Column("successor", "text", about="the position that takes over"),
    _HEAD,
    Column("fingerprint", "code", about="of the keys of the publisher; empty if none is recorded"),
    _EVENTS,
    Field("due", DUTIES, "everything that is still to be done", "list"),
    Field("counts", COUNTS, "how many States are at each stage", "list"),
    Field("promises", PROMISES, "what was promised to whom", "list"),
    Field("places", PLACES, "where salts and keys are", "list"),
    Field("roles", ROLES, "who has which role", "list"),
)
CLOCK = define_record(
    "round-clock",
    "By when each submission of a round has to be published.",
    Column("day", "date", about="the day that was stated"),
    Column("within", "count", about="days within which a submission is due"),
    Column("next_release", "date", about="day of the next release of data"),
    Field("submissions", SUBMISSIONS, "open ones first", "list"),
)
PREVIEW = define_record(
    "round-preview",
    "The figures of one State in an edition that is not released, for that State alone.",
    Column("economy", "economy", about="ISO3 code of the State"),
    Column("index", "code", about="the index"),
    Column("edition", "year", about="the edition"),
    Field("rows", SHEET, "the figures in reading order", "list"),
)
