"""The JSON objects of analyses: changes between editions, audits, robustness, imputation."""

from __future__ import annotations

from ictindex.analysis.audits.audit_tables import COEFFICIENTS, EIGENVALUES, PART_SCHEMAS
from ictindex.analysis.change import edition_series, release_notes
from ictindex.analysis.change.economy_change import WATERFALL
from ictindex.analysis.change.score_change import RANKS, UNEXPLAINED
from ictindex.analysis.imputation import imputation_errors
from ictindex.analysis.lab.outlier_treatment import DETAILS, POINTS
from ictindex.analysis.uncertainty import robustness_tables
from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.indices.results.shared_records import (
    HEAD,
    KIND,
    OF_LAB,
    RESULT,
    RESULT_HEAD,
    SENTENCE,
)
from ictindex.indices.results.shared_records import RANKS as OF_RANKS

_ECONOMY = Column("economy", "economy", about="ISO3 code")
_METHODOLOGIES = Field(
    "methodologies", Column("methodology", "code"), "ids of the methodologies", "list"
)
_BEFORE = Field("before", RESULT_HEAD, "the earlier edition")
_AFTER = Field("after", RESULT_HEAD, "the later edition")
ECONOMY_CHANGE = define_record(
    "economy-change",
    "What moved the score of an economy between two editions.",
    _ECONOMY,
    Column("before", "code", about="label of the earlier edition"),
    Column("after", "code", about="label of the later edition"),
    _METHODOLOGIES,
    Column("first", "score", about="the index as published in the earlier edition"),
    Column("last", "score", about="the index as published in the later edition"),
    Column("change", "figure", about="last less first"),
    Field(
        "rank",
        define_record(
            "rank-change",
            "The change of a rank, and the places gained by each cause.",
            Column("before", "rank", about="rank in the earlier edition"),
            Column("after", "rank", about="rank in the later edition"),
            Column("own", "figure", about="places gained by the own change"),
            Column("others", "figure", about="places gained by the changes of others"),
            Column("coverage", "figure", about="places gained by coverage"),
            Column("published", "boolean", about="whether both ranks are published"),
        ),
        "the change of its rank",
        gaps=True,
    ),
    Field("rows", WATERFALL, "the start, each step and the end", "list"),
)
SCORE_CHANGES = define_record(
    "score-changes",
    "What moved the scores between two editions.",
    _BEFORE,
    _AFTER,
    _METHODOLOGIES,
    KIND,
    Field("economies", ECONOMY_CHANGE, "each economy", "list"),
    Field("unexplained", UNEXPLAINED, "economies whose change is not explained", "list"),
)
RELEASE_NOTE = define_record(
    "release-note",
    "What a later edition changes: methodology, coverage, inputs, scores and ranks.",
    _BEFORE,
    _AFTER,
    Field("methodology", release_notes.CONSTANTS, "constants that changed", "list"),
    Field("coverage", release_notes.COVERAGE, "economies that joined or left", "list"),
    Field("inputs", release_notes.INPUTS, "values revised or of another source", "list"),
    Field("moved", release_notes.MOVED, "scores that changed, the largest change first", "list"),
    Field("ranks", RANKS, "changes of ranks, where both editions publish them", "list", gaps=True),
)
SERIES = define_record(
    "series",
    "The scores of several editions.",
    Field("results", Column("result", "code"), "ids of the results", "list"),
    _METHODOLOGIES,
    Field(
        "breaks",
        Column("editions", "codes"),
        "pairs of editions between which the methodology changes",
        "list",
    ),
    Field("rows", edition_series.SCORES, "each economy and edition", "list"),
)
ROBUSTNESS = define_record(
    "robustness-analysis",
    "Scores and ranks simulated under other assumptions.",
    RESULT,
    Column("node", "node", about="the node whose scores are simulated"),
    Column("seed", "count", about="seed of the draws"),
    Column("runs", "count", about="number of runs"),
    Column("scramblings", "count", about="scramblings of the draws"),
    Column("interval", "text", about="what the intervals are"),
    Column("label", "text", about="what the ranks are among"),
    *OF_LAB,
    Field(KIND.name, KIND, KIND.about, optional=True),
    Field("ranks", OF_RANKS, "whether ranks are those of the publication"),
    Field("factors", robustness_tables.FACTORS, "what varies", "list"),
    Field("rows", robustness_tables.FIGURES, "each economy", "list"),
    Field(
        "groups", robustness_tables.GROUPS, "groups of ranks that differ by chance alone", "list"
    ),
    Field("shifts", robustness_tables.SHIFTS, "mean shifts of ranks by scenario", "list"),
    Field(
        "within_three_places",
        define_record(
            "share-with-error",
            "A simulated share.",
            Column("share", "estimate", about="share of the economies, from 0 to 1"),
            Column("error", "estimate", about="its error of simulation"),
        ),
        "economies within three places of their simulated median",
    ),
    Field("imputed_economies", _ECONOMY, "economies with imputed values", "list"),
    Field("left_out", _ECONOMY, "economies that are not simulated", "list"),
)
AUDIT = define_record(
    "audit",
    "The statistical audit of an index.",
    Field(
        "of",
        define_record(
            "audited-index",
            "The subject of an audit.",
            Column("index", "code", about="id of the index"),
            Column("economies", "count", about="economies with the index and all of its parts"),
            Column("among", "count", about="economies with a score or value"),
            *(Field(c.name, c, c.about, optional=True) for c in HEAD),
            *OF_LAB,
        ),
        "the subject of the audit",
    ),
    Field("verdicts", Column("count", "count"), "lines with each verdict", "mapping"),
    *(
        Field(name, schema, f"table {name.replace('_', ' ')}", "list")
        for name, schema in PART_SCHEMAS.items()
    ),
)
COMPONENTS = define_record(
    "principal-components-of-groups",
    "Principal components by group.",
    Field("rows", EIGENVALUES, "each component", "list"),
    Field("coefficients", COEFFICIENTS, "each indicator and component", "list"),
)
TREATMENT = define_record(
    "outlier-treatment",
    "The treatment of outliers.",
    Field("details", DETAILS, "each indicator", "list"),
    Field("points", POINTS, "each value that changed", "list"),
)
IMPUTATION_ERRORS = define_record(
    "imputation-errors-of-method",
    "The errors of a method of imputation on cells that were left out.",
    Column("method", "code", about="id of the method"),
    Field("by_indicator", imputation_errors.BY_INDICATOR, "errors by indicator", "list"),
    Field("by_group", imputation_errors.BY_GROUP, "errors by group", "list"),
    Field("cells", imputation_errors.CELLS, "each cell", "list"),
)
COMMENTARY = define_record(
    "commentary",
    "Sentences about an economy, an edition or prices, in order.",
    Field(
        "sentences",
        SENTENCE.join(
            "worded-sentence",
            "A sentence: its code, its figures and its words.",
            Column("text", "text", about="the sentence in the language asked for"),
        ),
        "the sentences",
        "list",
    ),
)
