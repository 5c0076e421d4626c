"""The JSON object of a judgement: its terms, findings, causes and the outcome of each rule."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.submissions.validation.question_overview import OVERVIEW
from ictindex.submissions.validation.report import FINDINGS

CHANGE = define_record(
    "proposed-change",
    "A cell that may hold another value than the one that was meant.",
    Column("economy", "economy", about="ISO3 code"),
    Column("indicator", "indicator", about="id of the indicator, or column of a plan"),
    Column("breakdown", "breakdown", about="part of the indicator; empty for the total"),
    Column("year", "year", about="year of the value", gaps=True),
    Column("row", "count", about="row of the table, from 0", gaps=True),
    Column("address", "text", about="where the cell is, in words"),
    Column("label", "text", about="name of the figure, in words"),
    Column("value", "figure", about="the value that was written"),
    Column("proposed", "figure", about="the value that may have been meant"),
    Column("factor", "code", about="factor between the two; empty if there is none"),
)
CAUSE = define_record(
    "cause",
    "A change that would settle several findings; it is never made by itself.",
    Column("kind", "code", about="the slip that it would undo"),
    Column("scope", "code", about="cell, exchange, block or all"),
    Column("settles", "count", about="number of findings that it would settle"),
    Column("sure", "boolean", about="whether something else demands it too"),
    Column("witness", "text", about="what demands it, in words; empty for a mere suspicion"),
    Column("where", "text", about="the cells, in words"),
    Column("message", "text", about="what may be wrong, in words"),
    Column("remedy", "text", about="what to do, in words"),
    Field("changes", CHANGE, "the cells that it would change, the suspected one first", "list"),
    Field("rivals", "cause", "other changes that would settle the same findings", "list"),
    Field(
        "findings",
        Column("position", "count"),
        "positions of its findings in the list of findings, from 0; rivals have none",
        "list",
        optional=True,
    ),
)
OUTCOME = define_record(
    "rule-outcome",
    "What a rule found in all cells together.",
    Column("rule", "code", about="code of the rule"),
    Column("outcome", "code", about="pass, fail or not-decidable"),
    Column("passed", "count", about="cells (or rows, or groups) that passed"),
    Column("failed", "count", about="those that failed"),
    Column("undecided", "count", about="those that could not be decided"),
    Field("lacking", Column("input", "code"), "inputs that would be needed", "list"),
)
CHANGED = define_record(
    "changed-cells",
    "How many cells of a questionnaire were changed in this tool.",
    Column("cells", "count", about="cells that were changed"),
    Column("by_proposal", "count", about="cells whose last change was a proposal of the tool"),
)
FITTED = define_record(
    "fitted-numbers",
    "The document of numbers fitted to earlier values.",
    Column("id", "code", about="its id; empty if none was used"),
    Column("digest", "code", about="its digest"),
)
JUDGEMENT = define_record(
    "validation",
    "A table or a questionnaire that was judged by the rules.",
    Column("year", "year", about="the year that was judged"),
    Column("stage", "code", about="submission, selection or edition"),
    Column("role", "code", about="its reader: focal-point or compiler"),
    Column("rules", "code", about="digest of the rules"),
    Field("fitted", FITTED, "the fitted numbers that were used"),
    Field("overview", OVERVIEW, "questions by kind of error", "list"),
    Field("corrections", CHANGED, "cells that were changed in this tool", optional=True),
    Field("findings", FINDINGS, "the findings, the gravest consequence first", "list"),
    Field("causes", CAUSE, "changes that would settle findings", "list"),
    Field("outcomes", OUTCOME, "the outcome of every rule", "list"),
)
