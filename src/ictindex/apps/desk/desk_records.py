"""The JSON objects of the desk: a questionnaire, a country, a page file, the demonstration."""

from __future__ import annotations

from ictindex.apps.desk.result_page import INPUTS
from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.data.tables.corrections import CORRECTIONS
from ictindex.indices.basket_records import BASKET_RESULT
from ictindex.indices.idi.idi_records import RESULT_OF_IDI
from ictindex.indices.ipb.share_comparison import SHARES
from ictindex.submissions.validation.judgement_records import CAUSE
from ictindex.submissions.validation.report import FINDINGS

FIGURE = define_record(
    "country-figure",
    "A figure of a questionnaire that an input was computed from.",
    Column("indicator", "indicator", about="its id"),
    Column("name", "text", about="its name"),
    Column("value", "text", about="the figure; null if there is none", gaps=True),
    Column("unit", "unit", about="its unit"),
    Column("sheet", "code", about="id of its sheet; empty outside a questionnaire", gaps=True),
    Column("cell", "code", about="name of its cell; empty outside a questionnaire", gaps=True),
    Column("reason", "code", about="of a cell to fill in or to correct: why; otherwise empty"),
)
INPUT = define_record(
    "country-input",
    "An input of the index, with its score and its points.",
    *INPUTS.columns.values(),
    Field("cells", FIGURE, "the cells of its value", "list"),
    Field("operands", FIGURE, "the figures from which it was computed", "list"),
)
DISCLOSURE = define_record(
    "disclosed-value",
    "A confidential value that everybody could compute from public ones.",
    Column("cell", "text", about="its cell"),
    Field("cells", Column("cell", "text"), "the public cells", "list"),
    Field("close", Column("cell", "text"), "public cells that are close to it", "list"),
)
PLAN = define_record(
    "bought-plan",
    "A plan that was bought for a basket.",
    Column("id", "code", about="its id"),
    Column("name", "text", about="its name"),
    Column("count", "count", about="how many times in a month"),
)
BASKET = define_record(
    "country-basket",
    "The price of a basket, computed from the plans of a questionnaire.",
    Column("basket", "basket", about="id of the basket"),
    Column("name", "text", about="its name"),
    Column("currency", "currency", about="currency of the local price"),
    Column("local", "figure", about="price in that currency"),
    Column("usd", "figure", about="price in United States dollars"),
    Column("ppp", "figure", about="price in international dollars"),
    Column("share", "figure", about="price as a share of income, in percent"),
    Column("operator", "text", about="the operator; null if nothing can be bought", gaps=True),
    Field("plans", PLAN, "what is bought", "list"),
    Field("reasons", Column("reason", "text"), "why a price is missing, by measure", "mapping"),
)
_SCORE = Column("score", "text", gaps=True)
COUNTRY_RESULT = define_record(
    "country-result",
    "The result of the figures of one economy: rates, points of the index, what is missing.",
    Column("economy", "economy", about="ISO3 code"),
    Column("edition", "year", about="edition of the questionnaire", gaps=True),
    Column("year", "year", about="year of the figures"),
    Column("methodology", "code", about="id of the document that computed it"),
    Column("provisional", "boolean", about="whether no document is in force for the edition yet"),
    Column("history", "boolean", about="whether earlier values were at hand"),
    Column("score", "figure", about="the index; null if it cannot be computed"),
    Column("earlier_score", "figure", about="the index of the earlier values"),
    Column("lowest", "figure", about="the lowest index with any missing input"),
    Column("highest", "figure", about="the highest one"),
    Field("scores", _SCORE, "scores by node", "mapping"),
    Field("earlier_scores", _SCORE, "scores of the earlier values by node", "mapping"),
    Field("inputs", INPUT, "the inputs of the index", "list"),
    Field("missing", Column("indicator", "indicator"), "inputs without a value", "list"),
    Field("confidential", Column("indicator", "indicator"), "confidential inputs", "list"),
    Field("disclosures", DISCLOSURE, "confidential values that others show", "list"),
    Column("offered", "year", about="year in which the plans are on offer", gaps=True),
    Field("baskets", BASKET, "baskets priced from the plans", "list"),
)
COMPLETENESS = define_record(
    "sheet-completeness",
    "How much of a sheet of a questionnaire is completed.",
    Column("sheet", "text", about="title of the sheet"),
    Column("asked", "count", about="cells that are asked"),
    Column("filled", "count", about="cells that are completed"),
    Column("required", "count", about="cells that an index needs"),
    Field("missing", Column("cell", "code"), "those of them that are empty", "list"),
    Field("absent", Column("name", "text"), "those whose row, column or sheet is gone", "list"),
)
CHECK = define_record(
    "questionnaire-check",
    "A questionnaire that was checked: findings, cells that are completed, result.",
    Column("economy", "economy", about="ISO3 code"),
    Column("year", "year", about="year of its figures"),
    Column("edition", "year", about="the edition that it is for"),
    Field("findings", FINDINGS, "the findings, the gravest consequence first", "list"),
    Field("causes", CAUSE, "changes that would settle findings", "list"),
    Field("completeness", COMPLETENESS, "completed cells by sheet", "list"),
    Field("corrections", CORRECTIONS, "cells that were changed in this tool", "list"),
    Field("result", COUNTRY_RESULT, "the result; null if nothing was computed", gaps=True),
)
SOFTWARE = define_record(
    "page-software",
    "Software that is part of the page in one file.",
    Column("name", "text", about="its name and version"),
    Column("licence", "text", about="its licence"),
)
PAGE_CHECK = define_record(
    "page-verification",
    "The page in one file: whether it is whole, and whether it is the file of a digest.",
    Column("version", "text", about="version that the page states"),
    Column("sha256", "code", about="digest of the file"),
    Column("parts", "code", about="digest of its parts"),
    Field("software", SOFTWARE, "software in it", "list"),
    Field("faults", Column("fault", "text"), "what is not whole, in words", "list"),
    Column("comparison", "code", about="equal-given, equal-next, differs or not-compared"),
    Column("expected", "code", about="the digest it was compared with", gaps=True),
)
DEMONSTRATION = RESULT_OF_IDI.join(
    "demonstration",
    "An edition of each index, recomputed from the sample data.",
    Field(
        "price_baskets",
        BASKET_RESULT.join(
            "compared-baskets",
            "The prices of an edition, with the printed shares of income.",
            Field("comparison", SHARES, "printed and recomputed shares", "list"),
        ),
        "the edition of the ICT Price Basket",
    ),
)
