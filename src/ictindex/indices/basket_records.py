"""The JSON objects of the ICT Price Basket: results, groups, the target, explanations, series."""

from __future__ import annotations

from ictindex.core.tables.columns import Column, Schema
from ictindex.core.tables.record_schema import Field, RecordSchema, define_record
from ictindex.indices.idi.idi_records import RESULT_OF_IDI
from ictindex.indices.ipb import affordability, price_tables, series_tables
from ictindex.indices.ipb.price_tables import MISSING_FIGURES, PRICES
from ictindex.indices.prices.index_numbers import INDEX
from ictindex.indices.prices.linking import LINKED
from ictindex.indices.results.shared_records import FOUND, GROUPED, HEAD, NOTICES, OF_LAB, RESULT

_MEASURE = Column("measure", "measure", about="usd, ppp or share")
_TEXT = "as text: a decimal, or a fraction such as 9/2"
BASKET_RESULT = define_record(
    "basket-result",
    "The prices of an edition of the ICT Price Basket.",
    *HEAD,
    NOTICES,
    Field("rows", PRICES, "each economy and basket", "list"),
    Field("missing", MISSING_FIGURES, "missing figures with reasons", "list"),
    FOUND,
    Field(
        "composite",
        RESULT_OF_IDI,
        "the composite that the early editions publish",
        optional=True,
    ),
)


def _groups_by(statistic: str, schema: Schema) -> RecordSchema:
    return define_record(
        f"basket-group-{statistic}s",
        f"The {statistic} of the prices of each basket in groups of economies.",
        RESULT,
        *OF_LAB,
        _MEASURE,
        *GROUPED,
        Column("statistic", "statistic", about="median or mean"),
        Field("rows", schema, "each group and basket", "list"),
    )


GROUP_MEDIANS = _groups_by("median", price_tables.MEDIANS)
GROUP_MEANS = _groups_by("mean", price_tables.MEANS)
_TARGET = (RESULT, Column("vintage", "code", about="vintage of the income groups"))
TARGET = define_record(
    "basket-target",
    "Which economies meet the target of affordability.",
    *_TARGET,
    Field("rows", affordability.BY_ECONOMY, "each economy and basket", "list"),
)
TARGET_BY_GROUP = define_record(
    "basket-target-by-group",
    "Which groups of economies meet the target of affordability.",
    *_TARGET,
    Field("rows", affordability.BY_GROUP, "each group and basket", "list"),
)
_DATUM = define_record(
    "datum-of-explanation",
    "An income, an exchange rate or a purchasing power parity.",
    Column("series", "series", about="id of the series"),
    Column("year", "year", about="its year"),
    Column("value", "value", about="as it was written"),
    Column("currency", "currency", about="ISO 4217 code"),
    Column("source", "title", about="its source"),
    Column("vintage", "code", about="its vintage"),
    Column("window", "window", about="part of the year that it is of"),
    Column("address", "text", about="file, line and column"),
)
_LINE = define_record(
    "purchased-offer",
    "A plan or add-on that was bought.",
    Column("id", "code", about="id of the offer"),
    Column("name", "title", about="its name"),
    Column("kind", "code", about="plan or add-on"),
    Column("count", "count", about="how many"),
    *(
        Column(name, "text", about=f"{about}, {_TEXT}", gaps=gaps)
        for name, about, gaps in (
            ("price", "price of one", False),
            ("tax_rate", "tax that was added, in percent", True),
            ("validity", "days for which it is valid", True),
            ("days", "days of the month that it covers", False),
            ("part", "part of one purchase that the month pays", False),
            ("unit_cost", "cost of one in the month", False),
            ("cost", "cost of all", False),
        )
    ),
    Field("gives", Column("volume", "text"), "volume by need, or unlimited", "mapping"),
)
_BEYOND = define_record(
    "use-beyond-offers",
    "Use beyond what is included.",
    Column("need", "code", about="id of the need"),
    *(
        Column(name, "text", about=f"{about}, {_TEXT}", gaps=name == "calls")
        for name, about in (
            ("volume", "volume that is not included"),
            ("rate", "price of a unit"),
            ("calls", "calls that pay a set-up charge"),
            ("setup", "charge for the set-up of a call"),
            ("cost", "cost of all"),
        )
    ),
)
_PURCHASE = define_record(
    "purchase",
    "The cheapest way to buy a basket, with the proof that nothing cheaper exists.",
    Column("operator", "code", about="operator whose tariffs are used"),
    Column("chosen", "code", about="why this operator"),
    Column("market_share", "text", about="in percent", gaps=True),
    Column("payment", "code", about="prepaid or postpaid; empty if not stated"),
    Column("currency", "currency", about="ISO 4217 code"),
    Column("price", "figure", about="price of the month, rounded half up"),
    Column("exact", "text", about=f"the price before it is rounded, {_TEXT}"),
    Column("coverage", "code", about="what offers must cover: volume, or volume and days"),
    Column("month_days", "count", about="days of the month"),
    Field("needs", Column("volume", "text"), "volume of the basket by need", "mapping"),
    Field("lines", _LINE, "plans and add-ons that were bought", "list"),
    Field("beyond", _BEYOND, "use beyond what is included", "list"),
    Field("included", Column("volume", "text"), "volume that they include, by need", "mapping"),
    Field(
        "others",
        define_record(
            "other-purchase",
            "A price that this one was compared with.",
            Column("payment", "code", about="prepaid or postpaid"),
            Column("currency", "currency", about="ISO 4217 code"),
            Column("exact", "text", about=f"its price, {_TEXT}", gaps=True),
            Column("reason", "code", about="why there is none", gaps=True),
        ),
        "prices that this one was compared with",
        "list",
    ),
    Field("left_out", Column("rule", "code"), "rules by which offers are left out", "list"),
    Field("notes", Column("rule", "code"), "facts that the table does not state", "list"),
    Field(
        "proof",
        define_record(
            "proof-of-purchase",
            "The proof that nothing cheaper exists, in whole units.",
            Column("cost", "count", about="cost of the purchase"),
            Column("bound", "count", about="least cost that is possible"),
            Column("unit", "text", about="the unit of both, as a fraction"),
            Column("holds", "boolean", about="whether they are equal"),
        ),
        "that nothing cheaper exists",
    ),
)
EXPLANATION = define_record(
    "basket-explanation",
    "What was bought for a basket, what it cost, and how the price became a share of income.",
    Column("economy", "economy", about="ISO3 code"),
    Column("basket", "basket", about="id of the basket"),
    Column("definition", "definition", about="id of its definition in that year"),
    Column("result", "code", about="id of the result"),
    Column("methodology", "code", about="id of the methodology"),
    Column("year", "year", about="year of the prices"),
    Column("currency", "currency", about="ISO 4217 code"),
    Field("unrounded", Column("figure", "figure"), "figures by measure, unrounded", "mapping"),
    Field("rounded", Column("figure", "figure"), "figures by measure, as published", "mapping"),
    Column("denominator", "series", about="series of the income"),
    Field("income", _DATUM, "the income", gaps=True),
    Field("exchange_rate", _DATUM, "the exchange rate", gaps=True),
    Field("ppp", _DATUM, "the purchasing power parity", gaps=True),
    Field("ppp_moved", _DATUM, "parities that moved it to the year", "list"),
    Column("ppp_factor", "figure", about="the parity of the year"),
    Column("flags", "flags", about="what to know before using the figures"),
    Field("reasons", Column("reason", "code"), "why measures are missing", "mapping"),
    Field("rules", Column("mark", "code"), "marks of rules that are not confirmed", "mapping"),
    Field(
        "price",
        define_record(
            "price-of-explanation",
            "The price as it was handed over.",
            Column("price", "text", about="as it was written"),
            Column("source", "title", about="its source"),
            Column("address", "text", about="file, line and column"),
        ),
        "the price as it was handed over",
        optional=True,
    ),
    Field("purchase", _PURCHASE, "what was bought", optional=True),
)
EXPLANATIONS = define_record(
    "basket-explanations",
    "The explanation of each basket of an economy.",
    Column("economy", "economy", about="ISO3 code"),
    Column("result", "code", about="id of the result"),
    Field("baskets", EXPLANATION, "each basket", "list"),
)
_OF_DOUBTS = Field(FOUND.name, FOUND.of, FOUND.about, "list", optional=True)
SERIES = define_record(
    "basket-series",
    "Medians or means of the prices of groups over the years.",
    _MEASURE,
    Column("statistic", "statistic", about="median or mean"),
    Column("balanced", "boolean", about="whether only economies with all years count"),
    Field("years", Column("year", "year"), "the years", "list"),
    Column("decimals", "count", about="decimals of the figures"),
    Field("ungrouped", Column("economy", "economy"), "economies of no group", "list"),
    *GROUPED,
    Column("medians", "title", about="file of printed medians", data="medians"),
    Field("rows", series_tables.GROUPS, "each group, definition and year", "list"),
    FOUND,
)
MEDIANS = define_record(
    "basket-medians",
    "Printed medians, with our own arithmetic.",
    Column("file", "title", about="name of the file"),
    Field("counts", Column("count", "count"), "number of medians by basis", "mapping"),
    Field("rows", series_tables.MEDIANS, "each printed median", "list"),
    FOUND,
)
LINKED_PRICES = define_record(
    "linked-prices",
    "Definitions of a basket linked by their ratios.",
    Field("definitions", Column("definition", "definition"), "the oldest first", "list"),
    Field("overlaps", Column("year", "year"), "overlap year of each link", "list"),
    Field("rows", LINKED, "each price", "list"),
    _OF_DOUBTS,
)
INDEX_NUMBERS = define_record(
    "index-numbers",
    "The unweighted index number of prices over the years.",
    Column("formula", "code", about="id of the formula"),
    Column("method", "code", about="direct, chained or geks"),
    _MEASURE,
    Column("base", "year", about="year in which the index is 100"),
    Field("definitions", Column("definition", "definition"), "by basket", "mapping"),
    Column("items", "count", about="prices that are compared"),
    Field("rows", INDEX, "each year", "list"),
    _OF_DOUBTS,
)
