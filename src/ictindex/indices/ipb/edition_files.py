"""An edition of the price basket: its parts, the checks before publication, its recomputation.

The input is not trusted: baskets are bought and converted again from the tables of the receipts, as
they are written into the edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from ictindex.core import canonical, decimals
from ictindex.core.arrays import Array
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.table import Table
from ictindex.data.tables.table_base import TypedTable
from ictindex.definitions import catalogue
from ictindex.definitions.documents import Document
from ictindex.indices.ipb.compute import BasketTables, price_baskets
from ictindex.indices.ipb.counterfactual import correct_value as correct_value
from ictindex.indices.ipb.counterfactual import what_if as what_if
from ictindex.indices.ipb.edition_tables import (
    TABLES,
    accepted_tables,
    declare_table,
    path_of,
    read_tables,
    table_files,
)
from ictindex.indices.ipb.explain import purchase_record
from ictindex.indices.ipb.inputs import MEASURES, NO_ROW
from ictindex.indices.ipb.medians import from_units
from ictindex.indices.ipb.price_tables import PRICES, make_measure, make_prices
from ictindex.indices.ipb.result import BasketResult
from ictindex.indices.ipb.views import unconfirmed_notes
from ictindex.indices.results.edition_parts import (
    GROUPS,
    RESULTS,
    TABLE,
    EditionFacts,
    EditionPage,
    EditionParts,
    EditionRequest,
    PageSection,
    PageTable,
    Vocabulary,
    finding_record,
    groupings_of,
)
from ictindex.indices.results.member_words import origins_in
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.score_record import score_record
from ictindex.indices.results.shared_columns import SOURCE
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.submissions.sourcing.selection import Selection
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.table_digests import table_digest

RESULT = BasketResult
INPUT = path_of("economics")
# A default vintage of the groupings is used even if it does not list an economy.
LISTS_EVERY_ECONOMY = False
SAVED = PRICES.join("ipb-saved", SOURCE)
PURCHASES = "purchases.json"
CONVERTED = ("usd", "ppp", "share")
_ON_PAGE = ("share", "usd", "ppp")
_COLUMNS = (
    "economy",
    "basket",
    "currency",
    *MEASURES,
    *(f"{name}_rounded" for name in MEASURES),
    "denominator",
    "income",
    "income_year",
    "rate",
    "factor",
)


def edition_parts(result: BasketResult, request: EditionRequest) -> EditionParts:
    """Compute a result again from its receipts and return the parts of its edition."""
    tables, owners = accepted_tables(request.receipts)
    unvouched = list(check_tables(result, tables))
    if unvouched:  # without these tables nothing can be computed
        request.refuse(unvouched)
    # Computed from the written files, so that anybody who reads them has the same tables.
    digests = [receipt.digest for receipt in request.receipts]
    again = _compute_baskets(
        Methodology(result.methodology.document, result.edition),
        read_tables(table_files(tables, owners, dict(enumerate(digests)))),
        EditionFacts(request.id, result.edition, result.year, request.kind),
    )
    faults = list(check_figures(again.cells.missing, again.reasons, again.id))
    if not is_same(result, again):
        faults.append(Finding("archive.result-changed", "error", details={"id": result.id}))
    request.refuse(faults)
    published = [owner for of_kind in owners.values() for owner in of_kind]
    vouchers = request.vouchers(published)
    names = {n: voucher.name for n, voucher in vouchers.items()}
    economies = {
        code
        for table in tables.values()
        for code in table.cells["economy"]
        if catalogue.is_economy(code)
    }
    codes = sorted({code for code in again.cells.currency.reshape(-1).tolist() if code})
    currencies = currency_records(codes, again.economies, again.year)
    document, kind = again.methodology.document, "prices" if again.tariffs is None else "tariffs"
    return EditionParts(
        files={
            **table_files(tables, owners, names),
            **figure_files(again, request.id, request.vintage),
        },
        tables={
            TABLE: declare_published(again),
            **{path_of(name): declare_table(name) for name in tables},
        },
        findings=_findings(again),
        catalogue={"baskets": _basket_records(document), "currencies": currencies},
        vocabulary=Vocabulary(
            economies=tuple(sorted(economies | set(again.economies))),
            nodes=(document.index,),
            baskets=again.baskets,
        ),
        rows=(kind, len(tables[kind])),
        vouched=request.published_economies(
            [code for name in owners for code in tables[name].cells["economy"]], published
        ),
        page=_page(again),
        readme="readme-baskets",
    )


def check_sources(
    selection: Selection | None, receipts: Sequence[Receipt], kind: str, released: object
) -> Iterator[Finding]:
    """Yield the receipts that are not of a price basket, or not of a focal point."""
    # Prices and tariffs of an official edition need receipts of focal points; income, exchange
    # rates and factors of purchasing power parity are never submitted by them.
    for receipt in receipts:
        details = {"receipt": receipt.digest[:12], "judged": receipt.kind}
        if receipt.kind not in TABLES:
            yield Finding("archive.receipt-not-of-baskets", "error", details=details)
        elif kind == "official" and receipt.kind != "economics" and receipt.role != "focal-point":
            yield Finding("archive.prices-by-compiler", "error", details=details)


def check_tables(result: BasketResult, accepted: Mapping[str, TypedTable]) -> Iterator[Finding]:
    """Yield the tables of a result that differ in any cell from the tables of the receipts."""
    for kind in TABLES:
        used, vouched = getattr(result, kind), accepted.get(kind)
        if kind == "economics" and used is None:
            yield Finding("archive.no-economics", "error", details={"id": result.id})
        elif (used is None) != (vouched is None) or (
            vouched is not None and table_digest(used) != table_digest(vouched)
        ):
            details = {"id": result.id, "judged": kind}
            yield Finding("archive.table-not-vouched", "error", details=details)


def check_figures(
    missing: Mapping[str, Array], reasons: Mapping[tuple[str, str], Mapping[str, Finding]], key: str
) -> Iterator[Finding]:
    """Yield a fault, with the reasons, if no basket has a figure beyond its advertised price."""
    if all(missing[name].all() for name in MEASURES if name != "local"):
        yield Finding("archive.nothing-priced", "error", details={"id": key})
        every = list(reasons.values())
        # The reasons are those of baskets with a price, if there are any: the others only have
        # none.
        priced = [why for why in every if "local" not in why]
        yield from (next(iter(why.values())) for why in priced or every)


def is_same(result: BasketResult, again: BasketResult) -> bool:
    """Tell whether a result equals the result that is computed again from its tables."""
    cells, other = result.cells, again.cells
    return (
        (result.edition, result.year, result.methodology.id)
        == (again.edition, again.year, again.methodology.id)
        and (cells.economies, cells.baskets) == (other.economies, other.baskets)
        and np.array_equal(cells.currency, other.currency)
        and np.array_equal(cells.denominator, other.denominator)
        and all(
            np.array_equal(cells.missing[name], other.missing[name])
            and np.array_equal(
                cells.amounts[name][~cells.missing[name]],
                other.amounts[name][~other.missing[name]],
            )
            and np.array_equal(result.units[name], again.units[name])
            for name in MEASURES
        )
    )


def compute_edition(
    methodology: Methodology, files: Mapping[str, bytes], facts: EditionFacts
) -> BasketResult:
    """Compute an edition from its own files."""
    return _compute_baskets(methodology, read_tables(files, origins_in(files)), facts)


def _compute_baskets(
    methodology: Methodology, tables: Mapping[str, TypedTable], facts: EditionFacts
) -> BasketResult:
    inputs: dict[str, Any] = {kind: tables.get(kind) for kind in TABLES}
    return price_baskets(
        methodology,
        BasketTables(**inputs),
        edition=facts.edition,
        year=facts.year,
        kind=facts.kind,
    )


def figure_files(result: BasketResult, key: str, vintage: str) -> dict[str, bytes]:
    """Return the computed files, by their path."""
    files = {
        RESULTS: encode_record(results_record(result, key)),
        TABLE: published_table(result).encode("utf-8"),
    }
    if result.tariffs is not None:
        files[PURCHASES] = encode_record(purchase_records(result))
    return files | ({GROUPS: encode_record(group_record(result, vintage))} if vintage else {})


def results_record(result: BasketResult, key: str) -> dict[str, Any]:
    """Return the results of an edition as a record: every economy and basket at full precision."""
    cells, document = result.cells, result.methodology.document
    rows = []
    for e, economy in enumerate(result.economies):
        for b, basket in enumerate(result.baskets):
            there = {name: not cells.missing[name][e, b] for name in MEASURES}
            income, rate = int(cells.income_rows[e, b]), int(cells.rate_rows[e, b])
            rows.append(
                [
                    economy,
                    basket,
                    cells.currency[e, b] or None,
                    *(cells.amounts[name][e, b] if there[name] else None for name in MEASURES),
                    *(
                        from_units(result.units[name][e, b], result.decimals)
                        if there[name]
                        else None
                        for name in MEASURES
                    ),
                    cells.denominator[e, b] or None,
                    _cell(result.economics, "value", income),
                    _cell(result.economics, "year", income),
                    _cell(result.economics, "value", rate),
                    cells.factor[e, b] if there["ppp"] else None,
                ]
            )
    return {
        "schema": SCHEMA,
        "id": key,
        "index": document.index,
        "edition": result.edition,
        "year": result.year,
        "document": document.id,
        "decimals": result.decimals,
        "columns": list(_COLUMNS),
        "rows": rows,
        "composite": score_record(result.composite, key) if document.has_composite else None,
    }


def _cell(economics: TypedTable, column: str, row: int) -> Any:
    """Return a cell of the economics that converted a figure, or ``None``."""
    return None if row == NO_ROW else economics.cells[column][row]


def make_saved(result: BasketResult) -> Table:
    """Return the figures of a result, a row for each economy and basket, with their sources."""
    prices = make_prices(result)
    stated: dict[tuple[str, ...], dict[str, None]] = {}
    for table, names in ((result.prices, ("economy", "basket")), (result.tariffs, ("economy",))):
        if table is not None:
            keys = zip(*(table.cells[name] for name in names), strict=True)
            for key, source in zip(keys, table.cells["source"], strict=True):
                stated.setdefault(key, {})[source] = None
    pairs = zip(prices.cells["economy"], prices.cells["basket"], strict=True)
    sources = [";".join(filter(None, stated.get((e, b), stated.get((e,), {})))) for e, b in pairs]
    return Table(SAVED, {**prices.cells, SOURCE.name: sources}, prices.facts)


def declare_published(result: BasketResult) -> Schema:
    """Return the columns of the published table: three measures a basket, and the composite."""
    measures = [
        Column(
            f"{basket}-{name}",
            "figure",
            ("baskets", basket),
            i18n.label("measures", name, "en"),
            exact=True,
        )
        for basket in result.baskets
        for name in CONVERTED
    ]
    composite = []
    if result.methodology.document.has_composite:
        root = result.composite.methodology.plan.root
        composite = [
            Column(root, "score", ("nodes", root), exact=True),
            Column("rank", "rank", gaps=True),
        ]
    return define(
        "published-prices",
        Column("economy", "economy", about="ISO3 code"),
        *measures,
        *composite,
        key=("economy",),
        page=(),
    )


def published_table(result: BasketResult) -> str:
    """Return the published table as canonical CSV: dollars, PPP$ and share of each basket."""
    columns = [list(map(str, result.economies))]
    for b in range(len(result.baskets)):
        for name in CONVERTED:
            figures = [from_units(unit, result.decimals) for unit in result.units[name][:, b]]
            columns.append(["" if figure is None else format(figure, "f") for figure in figures])
    if result.methodology.document.has_composite:
        whole: Any = result.composite
        for cells in (
            [row[-1] for row in whole.rounded_rows],
            [row[-1] for row in whole.rank_rows],
        ):
            columns.append(["" if cell is None else format(cell, "") for cell in cells])
    return canonical.table(list(declare_published(result).columns), columns)


def group_record(result: BasketResult, vintage: str) -> dict[str, Any]:
    """Return the group figures of an edition: every grouping of a vintage, in three measures."""
    groupings, statistic = {}, ""
    for grouping in groupings_of(vintage):
        rows: list[list[object]] = []
        for measure in CONVERTED:
            frame = result.groups(grouping, vintage=vintage, measure=measure)
            statistic = str(frame.attrs["statistic"])
            rows += [
                [group, basket, measure, int(count), _exact(figure)]
                for group, basket, count, figure in frame[
                    ["group", "basket", "count", statistic]
                ].itertuples(index=False)
            ]
        dated = catalogue.groups(grouping, vintage)
        groupings[grouping] = {
            "source": dated.source,
            "date": dated.date,
            "columns": ["group", "basket", "measure", "count", "figure"],
            "rows": rows,
        }
    return {"schema": SCHEMA, "vintage": vintage, "statistic": statistic, "groupings": groupings}


def _exact(figure: float) -> Decimal | None:
    """Return the rounded decimal that a float is nearest to; ``None`` for NaN."""
    return None if np.isnan(figure) else decimals.to_decimal(float(figure))


def purchase_records(result: BasketResult) -> dict[str, Any]:
    """Return the purchases, line by line, with the proof that nothing cheaper exists."""
    return {
        "schema": SCHEMA,
        "records": [
            {"economy": economy, "basket": basket, **purchase_record(bought)}
            for (economy, basket), bought in sorted(result.purchases.items())
        ],
    }


def _findings(result: BasketResult) -> dict[str, Any]:
    """Return missing figures with reasons, and flags."""
    return {
        "missing": [
            {"basket": basket, "measure": measure, **finding_record(finding)}
            for (_, basket), measure, finding in result.missing_reasons()
        ],
        "flags": [
            {"economy": economy, "basket": basket, "flags": list(flags)}
            for (economy, basket), flags in sorted(result.flags.items())
        ],
        "unconfirmed": dict(sorted(result.unconfirmed.items())),
    }


def _basket_records(document: Document) -> dict[str, Any]:
    definitions = catalogue.basket_definitions()
    return {
        basket.id: {
            "definition": basket.definition,
            "service": basket.service,
            "indicator": basket.indicator,
            "itu": definitions[basket.definition].itu,
        }
        for basket in document.baskets
    }


def currency_records(codes: Sequence[str], economies: Sequence[str], year: int) -> dict[str, Any]:
    """Return the decimals of the currencies used, and each economy's own currencies."""
    periods = catalogue.currency_periods()
    return {
        "minor_units": {code: catalogue.currencies()[code].minor_units for code in codes},
        "economies": {
            economy: {
                "national": list(catalogue.price_currencies(economy, year)),
                **_unlike_currencies(economy, year),
                "replaced": sorted(
                    {
                        period.currency
                        for period in periods.get(economy, ())
                        if catalogue.replaced_currency(economy, period.currency)
                    }
                ),
            }
            for economy in economies
        },
    }


def _unlike_currencies(economy: str, year: int) -> dict[str, Any]:
    """Return the currencies at another rate and redenominations of an economy, if it has any."""
    parallel = list(catalogue.parallel_currencies(economy, year))
    changes = [
        {"currency": each.currency, "day": each.day.isoformat(), "factor": each.factor}
        for each in catalogue.redenominations()
        if each.economy == economy
    ]
    return ({"parallel": parallel} if parallel else {}) | (
        {"redenominated": changes} if changes else {}
    )


def _page(result: BasketResult) -> EditionPage:
    """Return the content of the page: the three measures of each basket."""
    document = result.methodology.document
    priced = int((~result.cells.missing["local"]).any(axis=1).sum())
    lacking = sum(1 for _ in result.missing_reasons())
    return EditionPage(
        index=document.index,
        document=document.id,
        economies=("economies-priced", priced),
        sections={
            language: tuple(_sections(result, lacking, language)) for language in i18n.LANGUAGES
        },
        suffix="-baskets",
    )


def _sections(result: BasketResult, lacking: int, language: str) -> Iterator[PageSection]:
    notes = unconfirmed_notes(result.unconfirmed)
    yield PageSection(notes=tuple(note.to_text(language) for note in notes))
    for measure in _ON_PAGE:
        table = measure_table(result, measure, language)
        if table.rows:
            yield PageSection(title=i18n.label("measures", measure, language), table=table)
    if lacking:
        count = str(lacking)
        yield PageSection(words=i18n.text("page", "figures-missing", language, count=count))


def measure_table(result: BasketResult, measure: str, language: str) -> PageTable:
    """Return the table of a measure: economies by name, a column for each basket."""
    grid = write_grid(make_measure(result, measure, language), language)
    kinds = ("", "c", *("n" for _ in result.baskets))
    return PageTable(tuple(grid.headers), kinds, tuple(map(tuple, grid.rows)))
