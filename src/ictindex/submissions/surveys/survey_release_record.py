"""The JSON object of a release: its thresholds, and what may be published."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.language.findings import FINDINGS
from ictindex.submissions.surveys.estimate_release import PARENTS, RELEASED

RELEASE = define_record(
    "survey-release",
    "The estimates of a survey that may be published.",
    Column("mapping", "code", about="id of the mapping"),
    Column("by", "codes", about="the breakdowns"),
    Field("parents", PARENTS, "categories that are sums of others", "list"),
    Column("refused", "boolean", about="whether nothing may be published"),
    Column("least_records", "count", about="fewest records of a base, without weights"),
    Column("least_cases", "count", about="fewest records in a numerator, and outside it"),
    Column("protection", "count", about="records to either side that stay possible"),
    Column("largest_variation", "count", about="coefficient of variation, in percent"),
    Field("rows", RELEASED, "the estimates, of which some are hidden", "list"),
    Field("findings", FINDINGS, "what is hidden, and what prevents the release", "list"),
)
