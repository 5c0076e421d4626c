"""The JSON objects of the ICT Development Index: results, rankings, groups, explanations."""

from __future__ import annotations

from dataclasses import replace

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.data.io.observation_columns import PRECISION
from ictindex.indices.idi.score_tables import COMPARISON, RANKING, SCORES
from ictindex.indices.results.group_figures import SCORE_GROUPS
from ictindex.indices.results.shared_columns import EXCLUDED
from ictindex.indices.results.shared_records import (
    EVIDENCE_OF_CONSTANT,
    EXTENT,
    FOUND,
    GROUPED,
    HEAD,
    KIND,
    NOTICES,
    OF_LAB,
    RANKS,
    RESULT,
)
from ictindex.language.findings import FINDINGS

RESULT_OF_IDI = define_record(
    "result",
    "The scores of an edition of the ICT Development Index, or of an index of a user's own.",
    *HEAD,
    NOTICES,
    Field("ranks", RANKS, "whether ranks are those of the publication"),
    Field("rows", SCORES, "each economy and node", "list"),
    Field("excluded", EXCLUDED, "economies without the index", "list"),
    Field("warnings", FINDINGS, "remarks on the data", "list"),
    FOUND,
    Field(
        "comparison",
        COMPARISON,
        "published figures with the recomputed ones",
        "list",
        optional=True,
    ),
)
RANKING_OF_IDI = define_record(
    "ranking",
    "The ranked economies of a node.",
    RESULT,
    Field("ranks", RANKS, "whether ranks are those of the publication"),
    Field("rows", RANKING, "economies, the best first", "list"),
)
GROUPS_OF_IDI = define_record(
    "score-group-figures",
    "Unweighted means, medians and counts of groups of economies.",
    RESULT,
    *OF_LAB,
    *GROUPED,
    *EXTENT,
    Column("on", "code", about="recomputed or published scores"),
    Field("rows", SCORE_GROUPS, "each group and node", "list"),
)
SCORE_OF_IDI = define_record(
    "score",
    "The score of one set of values, of no economy.",
    Column("methodology", "code", about="id of the methodology that computed it"),
    *OF_LAB,
    Column("score", "score", about="the index, rounded as it is published"),
    Column("unrounded", "figure", about="the index with the digits of the computation"),
    Field("nodes", Column("score", "score"), "rounded scores by node", "mapping"),
    Field("values", Column("value", "value"), "the values by indicator", "mapping"),
    Field("supplied", Column("node", "node"), "nodes whose score was supplied", "list"),
)
_OBSERVATION = define_record(
    "observation-of-explanation",
    "The observation behind a value.",
    Column("written", "text", about="the value as it was written"),
    Column("year", "year", about="its year", gaps=True),
    Column("unit", "unit", about="unit of the catalogue"),
    Column("status", "status", about="observation status"),
    Column("source_class", "source-class", about="class of the source"),
    Column("source", "title", about="its source"),
    Column("note", "text", about="what was noted about it"),
    Column("address", "text", about="file, line and column"),
)
_PRECISION_STATED = define_record(
    "precision-of-explanation",
    "What a survey states about the precision of a value.",
    *(Column(name, "text", about=f"{name.replace('_', ' ')}", gaps=True) for name in PRECISION),
)
_PUBLISHED = define_record(
    "published-of-explanation",
    "The published figure of a node, with the recomputed one.",
    *(
        Column(name, "score", about=about)
        for name, about in (
            ("published", "the published figure"),
            ("recomputed", "the recomputed figure"),
            ("difference", "recomputed less published"),
            ("low", "least figure that the rounding of the inputs allows"),
            ("high", "greatest such figure"),
        )
    ),
    Column("explained", "boolean", about="whether it is between them", gaps=True),
)
_EXPLAINED = define_record(
    "explanation-of-node",
    "The arithmetic of a node, and of the nodes that it is computed from.",
    *OF_LAB,
    Column("node", "node", about="id of a node of the index or of an indicator"),
    Column("level", "code", about="index, sub-index, pillar or indicator"),
    Column("value", "value", about="of an indicator, in the unit of the catalogue"),
    Column("score", "score", about="in points, with the digits of the computation"),
    Column("rounded", "score", about="the score as it is published"),
    Column("supplied", "boolean", about="whether the score was supplied and not computed"),
    Column("weight", "text", about="weight of the node among its siblings, as a fraction"),
    Column("share", "text", about="share of the index, as a fraction"),
    Column("contribution", "figure", about="in points of the index"),
    Column("formula", "text", about="the formula with symbols"),
    Field("constants", EVIDENCE_OF_CONSTANT, "evidence of its constants by path", "mapping"),
    Column("arithmetic", "text", about="the formula with its numbers", data="arithmetic"),
    Column("economy", "economy", about="ISO3 code", data="result"),
    Column("result", "code", about="id of the result", data="result"),
    Column(KIND.name, "code", about=KIND.about, data="result"),
    Field("observation", _OBSERVATION, "the observation behind its value", optional=True),
    Field("precision", _PRECISION_STATED, "the precision of its value", optional=True),
    Column("flags", "flags", about="what to know before using the figure", data="result"),
    Field("published", _PUBLISHED, "the published figure", optional=True),
    Field(
        "children",
        "explanation-of-node",
        "the nodes that it is computed from",
        "list",
        optional=True,
    ),
)
EXPLANATION_OF_IDI = define_record(
    "explanation",
    "The whole arithmetic of an economy or of one score: a tree of nodes.",
    *(field for field in _EXPLAINED.fields.values() if field.name != "children"),
    replace(_EXPLAINED.fields["children"], of=_EXPLAINED),
)
