"""The JSON objects of written reports."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.editions.comparison_records import COMPARISON
from ictindex.indices.results.shared_records import SENTENCE
from ictindex.publishing.reports.framework_report import CALENDAR
from ictindex.publishing.reports.national_sources import BODIES, PRINTED
from ictindex.submissions.sourcing.national_inventory import INVENTORY

SOURCE = define_record(
    "licensed-source",
    "A source of figures with its licence.",
    Column("id", "code", about="its id"),
    Column("publisher", "text", about="who publishes it"),
    Column("title", "text", about="its title"),
    Column("edition", "text", about="its edition"),
    Column("address", "text", about="its address on the web"),
    Column("licence", "text", about="its licence"),
    Column("licence_address", "text", about="address of the licence"),
    Column("share_alike", "boolean", about="whether what is made of it has the same licence"),
    Column("non_commercial", "boolean", about="whether it is for non-commercial use only"),
)
_REPORT = define_record(
    "report",
    "A report.",
    Column("report", "code", about="kind of the report"),
    Column("date", "date", about="day of the report; null if none was stated"),
    Field("editions", Column("id", "code"), "ids of the editions", "list"),
    Field("sources", SOURCE, "sources of the figures", "list"),
)
SCORE = define_record(
    "reported-score",
    "A score of an economy.",
    Column("economy", "economy", about="ISO3 code"),
    Column("node", "node", about="id of the index, a sub-index or an indicator"),
    Column("score", "figure", about="the score as published"),
)
EDITION_REPORT = _REPORT.join(
    "edition-report",
    "The annual report on an edition.",
    Field("scores", SCORE, "the published scores", "list"),
)
ECONOMY_REPORT = _REPORT.join(
    "economy-report",
    "The note on an economy.",
    Column("economy", "economy", about="ISO3 code"),
    Field("scores", Column("score", "figure"), "its published scores by node", "mapping"),
)
COVERAGE = define_record(
    "edition-coverage",
    "What an edition covers.",
    Column("edition", "year", about="the edition"),
    Column("economies", "count", about="economies with a score"),
    Column("complete", "count", about="economies with every value"),
    Column("comparable_to_last", "boolean", about="whether scores can be compared with the last"),
    Field("values", Column("values", "count"), "number of values by class of source", "mapping"),
)
EVIDENCE = SENTENCE.join(
    "register-evidence",
    "What a register shows: a sentence with its figures.",
    Column("annex", "code", about="the annex with its table"),
    Column("command", "text", about="the command that shows its record"),
)
INSTRUCTION = define_record(
    "instruction-evidence",
    "An instruction to the Director, with what the registers show.",
    Column("number", "count", about="its number in the resolution"),
    Field("evidence", EVIDENCE, "what the registers show; none: not available", "list"),
)
PROGRESS_REPORT = _REPORT.join(
    "progress-report",
    "The report on progress to the Council.",
    Column("draft", "boolean", about="whether no publisher signed it"),
    Column("signed_by", "text", about="the publisher that signed it; null for a draft", gaps=True),
    Column("signed_on", "date", about="the day of the signature; null for a draft", gaps=True),
    Field("instructions", INSTRUCTION, "each instruction to the Director", "list"),
    Field("coverage", COVERAGE, "each edition", "list"),
)
REVIEW_REPORT = _REPORT.join(
    "methodology-review-report",
    "The paper on the options of a review of the methodology.",
    Field("comparisons", COMPARISON, "each methodology compared with the first", "list"),
)
CONCEPT = define_record(
    "quality-concept",
    "A concept of a quality report.",
    Column("id", "code", about="its id"),
    Column("chapter", "code", about="number of its chapter in SIMS, from memory"),
    Field("dimensions", Column("dimension", "code"), "the dimensions of quality", "list"),
    Column("state", "code", about="filled, partly or blank"),
    Field("origins", Column("origin", "code"), "what fills it", "list"),
    Field("blank", Column("indicator", "indicator"), "indicators for which it is blank", "list"),
)
FRAMEWORK_REPORT = _REPORT.join(
    "framework-report",
    "The report on a national statistical framework.",
    Column("economy", "economy", about="ISO3 code"),
    Field("inventory", INVENTORY, "the inventory of the office", "list"),
    Field("calendar", CALENDAR, "the days of the year", "list"),
    Field("concepts", CONCEPT, "each concept of the quality report", "list"),
)
NATIONAL_SOURCES = _REPORT.join(
    "national-sources",
    "The printed sources of an indicator.",
    Column("indicator", "indicator", about="id of the indicator"),
    Field("bodies", BODIES, "values by kind of body and class of source", "list"),
    Field("rows", PRINTED, "each economy with its note", "list"),
)
