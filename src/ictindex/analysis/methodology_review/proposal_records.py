"""The JSON objects of proposals of indicators: the proposal, its check, and its assessment."""

from __future__ import annotations

from ictindex.analysis.methodology_review.proposal_tables import (
    CORRELATIONS,
    COVERAGE,
    EFFECT,
    PRECISION,
    ROWS,
)
from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record
from ictindex.language.findings import FINDINGS

_ECONOMIES = Column("economies", "count", about="pilot values with their error and sample")
_FOUND = Field("findings", FINDINGS, "what was found in it", "list")
PROPOSAL = define_record(
    "indicator-proposal",
    "A proposed indicator, with its definition and its life.",
    Field(
        "proposal",
        Free("proposal of an indicator"),
        "the document, as `ictindex proposal schema` describes it",
    ),
    _ECONOMIES,
    _FOUND,
)
CHECK = define_record(
    "proposal-check",
    "A proposal of an indicator that was checked.",
    Column("proposal", "code", about="id of the proposal"),
    Column("status", "code", about="status of the last entry of its life"),
    _ECONOMIES,
    _FOUND,
)
ASSESSMENT = define_record(
    "proposal-assessment",
    "The public assessment of a proposed indicator: it names no economy.",
    Column("proposal", "code", about="id of the proposal"),
    Column("indicator", "code", about="id that the indicator would have"),
    Column("status", "code", about="status of the last entry of its life"),
    Column("access", "code", about="who may see it: public, closed or decided"),
    Column("example", "boolean", about="whether the proposal is invented"),
    Column("methodology", "code", about="id of the methodology without the indicator"),
    Column("edition", "year", about="edition of the data"),
    Column("year", "year", about="year of the data"),
    Column("pilot_year", "year", about="year of the pilot values"),
    Column("signal_share", "estimate", about="share of the variance that is no sampling error"),
    Field("coverage", COVERAGE, "economies of the pilot by group", "list"),
    Field("precision", PRECISION, "quartiles of values, errors and samples", "list"),
    Field("correlations", CORRELATIONS, "with each indicator and the index", "list"),
    Field("effect", EFFECT, "what would change; one row, none without a trial", "list"),
)
CLOSED = ASSESSMENT.join(
    "closed-proposal-assessment",
    "The assessment of a proposed indicator with a row for each economy, for a closed paper.",
    Field("economies", ROWS, "each economy of the pilot", "list", closed=True),
)
