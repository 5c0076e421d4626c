"""The JSON objects of a review of a methodology: comments, and simulations of a proposal."""

from __future__ import annotations

from ictindex.analysis.methodology_review.comments import COMMENTS
from ictindex.analysis.methodology_review.public_comments import COLUMNS_OF, PUBLIC
from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record
from ictindex.language.findings import FINDINGS

COUNTS = define_record(
    "comment-counts",
    "How many comments a register has.",
    Column("count", "count", about="all comments"),
    Column("pending", "count", about="those without a decision"),
    Column("published", "count", about="those of which a part is published"),
)
CHECK = define_record(
    "comment-check",
    "A register of comments that was checked.",
    Field("counts", COUNTS, "how many comments it has"),
    Column("digest", "code", about="digest of the register"),
    Field("findings", FINDINGS, "what was found in it", "list"),
)
REGISTER = define_record(
    "comment-register",
    "The register of comments, for compilers only.",
    Field("comments", COMMENTS, "every comment", "list", closed=True),
    Column("digest", "code", about="digest of the register"),
)
_WITHHELD = define_record(
    "withheld-comments",
    "How many comments are not published, and what was decided on them.",
    Column("total", "count", about="all of them; null if they are too few to count", gaps=True),
    Field("decisions", Column("comments", "count"), "by decision", "mapping"),
    Column("rest", "count", about="those of decisions with too few of them"),
)
# A part that a member did not agree to publish is absent.
_PUBLISHED = tuple(
    Column(column.name, column.kind, about=column.about or "as the member wrote it", data="part")
    for column in PUBLIC.columns.values()
    if any(column.name in names for names in COLUMNS_OF.values())
)
PUBLIC_COMMENT = define_record(
    "public-comment",
    "The parts of a comment that its member agreed to publish.",
    Column("number", "count", about="its number, from 1"),
    Column("document", "code", about="id of the methodology that it is on"),
    Field("published", Column("part", "code"), "the parts that are published", "list"),
    *_PUBLISHED,
)
PUBLISHED = define_record(
    "public-comment-register",
    "What members agreed to publish of their comments.",
    Field("comments", PUBLIC_COMMENT, "the published comments", "list"),
    Field("withheld", _WITHHELD, "the others, counted"),
)
_IS_WHAT_IF = Column("what_if", "boolean", about="always true: no published figures")
_KIND = Column("result_kind", "result-kind", about="kind of the result")
_BEFORE = Column("before", "code", about="id of the methodology that is compared with")
_AFTER = Column("after", "code", about="id of the proposed methodology")
_EDITION = Column("edition", "year", about="edition of the data", gaps=True)
_YEAR = Column("year", "year", about="year of the data", gaps=True)
MOVE = define_record(
    "simulated-node",
    "A score by both methodologies.",
    Column("node", "node", about="id of the index, a sub-index or an indicator"),
    Column("value", "value", about="value of an indicator"),
    Column("before", "score", about="score without the proposal"),
    Column("after", "score", about="score with the proposal"),
    Column("difference", "score", about="the difference of the two"),
)
STEP = define_record(
    "simulated-step",
    "A change of the methodology, and its effect on the index.",
    Column("kind", "code", about="kind of the change"),
    Column("subject", "node", about="what it is about"),
    Column("points", "figure", about="its effect, rounded"),
    Column("exact", "text", about="its effect as a fraction, where digits have no end"),
    Field("constants", Column("path", "code"), "the constants that change", "list"),
)
SIMULATION = define_record(
    "economy-simulation",
    "The effect of a proposed methodology on an economy.",
    _IS_WHAT_IF,
    _KIND,
    Column("economy", "economy", about="ISO3 code"),
    _BEFORE,
    _AFTER,
    _EDITION,
    _YEAR,
    Field("nodes", MOVE, "scores by both methodologies", "list"),
    Field("steps", STEP, "the effect of each change", "list"),
    Column("missing", "code", about="why it has no score; null if it has one", gaps=True),
    Field("ranks", Column("rank", "rank", gaps=True), "before and after", "list", gaps=True),
)
CONSTANT = define_record(
    "changed-constant",
    "A constant that the proposal changes.",
    Column("constant", "code", about="its path in the document"),
    Field("before", Free("constant"), "its value before", gaps=True),
    Field("after", Free("constant"), "its value after", gaps=True),
)
PACK = define_record(
    "economy-simulations",
    "The effect of a proposed methodology on each economy.",
    _IS_WHAT_IF,
    _KIND,
    _BEFORE,
    _AFTER,
    _EDITION,
    _YEAR,
    Column("among", "count", about="economies that are scored"),
    Column("of", "count", about="economies of the edition", gaps=True),
    Field("changes", CONSTANT, "the constants that change", "list"),
    Field("economies", SIMULATION, "each economy", "list"),
)
