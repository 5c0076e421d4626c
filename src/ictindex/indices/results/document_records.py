"""The JSON objects of methodologies, of their checks, and of the resolutions of their mandate."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, Free, define_record
from ictindex.indices.results.document_page import CHANGES
from ictindex.indices.results.shared_records import EVIDENCE_OF_CONSTANT
from ictindex.language.findings import FINDINGS

METHODOLOGY = define_record(
    "methodology",
    "A methodology: its document, and the evidence for each constant.",
    Field(
        "document",
        Free("methodology document"),
        "the document, as `ictindex methodology schema` describes it",
    ),
    Field("evidence", EVIDENCE_OF_CONSTANT, "evidence by path of the constant", "mapping"),
)
CHECKS = define_record(
    "document-checks",
    "The checks of methodology documents.",
    Field(
        "rows",
        define_record(
            "document-check",
            "The check of one document.",
            Column("document", "code", about="id of the document"),
            Column("digest", "code", about="digest of its file"),
            Field("findings", FINDINGS, "what was found", "list"),
        ),
        "each document",
        "list",
    ),
)
COMPARISON = define_record(
    "document-comparison",
    "The differences between two methodologies.",
    Column("before", "code", about="id of the first"),
    Column("after", "code", about="id of the second"),
    Field("changes", CHANGES, "constants that differ", "list"),
)
RESOLUTIONS = define_record(
    "resolutions",
    "The resolutions that are the mandate of the indices, clause by clause.",
    Field(
        "mandates",
        define_record(
            "resolution",
            "One revision of a resolution.",
            Column("id", "code", about="its id"),
            Column("title", "title", about="its title"),
            Column("year", "year", about="year of the conference"),
            Column("read", "code", about="id of the text that was read; empty if none was"),
            Field("languages", Column("language", "code"), "languages that were read", "list"),
            Column("begins", "date", about="first day of the conference"),
            Column("ends", "date", about="last day of the conference"),
            Column("validity_years", "count", about="years of its validity", gaps=True),
            Field(
                "clauses",
                define_record(
                    "clause",
                    "One clause, and what the library does for it.",
                    Column("section", "code", about="part of the resolution"),
                    Column("number", "count", about="number in that part", gaps=True),
                    Column("verdict", "code", about="whole, partly, not or elsewhere"),
                    Field("commands", Column("command", "text"), "commands to type", "list"),
                    Column("text", "text", about="its text, in English"),
                ),
                "its clauses",
                "list",
            ),
        ),
        "each revision, in the order of the conferences",
        "list",
    ),
)
