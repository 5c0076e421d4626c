"""JSON objects and fields that results of both indices share."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record
from ictindex.indices.results.result_kind import COLUMN
from ictindex.language.findings import FINDINGS

SENTENCE = define_record(
    "sentence",
    "A sentence without words: its code, and the figures that the words of a language name.",
    Column("code", "code", about="section and key of the language files"),
    Field("figures", Free("figure"), "numbers, codes, lists and sentences by name", "mapping"),
)
RESULT = Column("id", "code", about="id of the result, with its kind")
KIND = Column(COLUMN, "code", about="kind of the result, as every row has it")
HEAD = (
    RESULT,
    Column("kind", "code", about="kind of the result, as its id has it"),
    KIND,
    Column("methodology", "code", about="id of the methodology that computed it"),
    Column("edition", "year", about="year of the edition"),
    Column("year", "year", about="year of its data"),
)
RESULT_HEAD = define_record("result-head", "The identity of a result.", *HEAD)
NOTICES = Field(
    "notices",
    SENTENCE,
    "what every view says about the origin of the result",
    "list",
    optional=True,
)
FOUND = Field("findings", FINDINGS, "what was found in the data", "list")
EXTENT = (
    Column("among", "count", about="economies with the index"),
    Column("of", "count", about="economies of the published edition", gaps=True),
    Column("complete", "boolean", about="whether these are as many"),
)
RANKS = define_record(
    "ranks-of-result",
    "Whether ranks are those of the publication.",
    Column("published", "boolean", about="whether the publication has ranks"),
    *EXTENT,
)
# Only of an index of a user's own, of a variant, of a provisional result, of an opened edition.
OF_LAB = tuple(
    Column(name, kind, about=about, data=name)
    for name, kind, about in (
        ("own_index", "code", "id of the user's own index"),
        ("own_indicators", "text", "indicators of the user's own, separated by semicolons"),
        ("own_areas", "count", "areas of the user's own"),
        ("variant", "code", "name of the variant of a methodology"),
        ("variant_of", "code", "id of the methodology that it is a variant of"),
        ("provisional", "text", "why no methodology of the edition is in force yet"),
        ("what_if", "text", "that it is not published, and not to be published"),
        ("departs_from", "code", "id of the result that it departs from"),
        ("departs_from_root", "code", "root digest of that result; empty if it has none"),
        ("root", "code", "root digest of the opened edition"),
        ("errata", "count", "errata of the opened edition"),
        ("errata_retracted", "count", "errata that were retracted"),
        ("signature", "code", "state of its signature"),
        ("withdrawn", "date", "day on which it was withdrawn"),
    )
)
GROUPED = (
    Column("grouping", "code", about="id of the grouping, or own"),
    Column("vintage", "code", about="vintage of the grouping", data="vintage"),
)
_FIGURES = Column("figures", "count", about="printed figures that were compared")
_EDITIONS = Field("editions", Column("edition", "year"), "editions of these figures", "list")
EVIDENCE_OF_CONSTANT = define_record(
    "evidence-of-constant",
    "Where a constant of a methodology was read, and what confirms it.",
    Column("value", "text", about="as the document has it"),
    Column("mark", "code", about="how far it is confirmed: printed, verified, inferred and so on"),
    Field("sources", Column("source", "code"), "ids of the sources of the document", "list"),
    Field("read", Column("source", "code"), "ids of the texts that were read", "list"),
    Field(
        "confirmed",
        define_record(
            "confirmed-constant",
            "The printed figures that confirm a constant.",
            Column("low", "text", about="least value that agrees with them; empty for a choice"),
            Column("high", "text", about="greatest such value"),
            _FIGURES,
            Column("deviating", "count", about="those that do not agree"),
            _EDITIONS,
        ),
        "of a verified constant",
        gaps=True,
    ),
    Field(
        "inferred",
        define_record(
            "inferred-constant",
            "The printed figures that a constant fits, where no text states it.",
            _FIGURES,
            Column("agreeing", "count", about="those that it fits"),
            Column("runner_up", "text", about="the value that fits the next most figures"),
            Column("runner_up_agreeing", "count", about="figures that it fits"),
            _EDITIONS,
        ),
        "of an inferred constant",
        gaps=True,
    ),
)
