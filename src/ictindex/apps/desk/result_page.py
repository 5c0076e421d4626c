"""The page of the result of one economy, in words and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from ictindex.apps.desk.country_inputs import (
    ELSEWHERE,
    EMPTY,
    FAULTY,
    NO_CELL,
    CountryInput,
    Figure,
)
from ictindex.core import decimals
from ictindex.core.tables.columns import Column, define
from ictindex.definitions import catalogue
from ictindex.indices.results.methodology import Methodology
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

if TYPE_CHECKING:
    from ictindex.indices.ipb.cheapest import Purchase
    from ictindex.indices.ipb.economy_prices import EconomyPrice
    from ictindex.language.findings import Finding
    from ictindex.submissions.validation.secondary_disclosure import Cell, Disclosure

SECTION = "country-result"
# Numbers are texts, so that no digit is lost.
INPUTS = define(
    "country-inputs",
    Column("indicator", "indicator", about="its id"),
    Column("name", "text", about="its name"),
    Column("value", "text", about="its value; null if there is none", gaps=True),
    Column("unit", "unit", about="its unit"),
    Column("earlier", "text", about="its earlier value", gaps=True),
    Column("earlier_year", "year", about="year of the earlier value", gaps=True),
    Column("change", "text", about="the change between the two", gaps=True),
    Column("score", "text", about="its score", gaps=True),
    Column("points", "text", about="its points of the index", gaps=True),
    Column("most", "text", about="the most points that it can give", gaps=True),
    Column("earlier_points", "text", about="points of the earlier value", gaps=True),
    Column("confidential", "boolean", about="whether its value is confidential"),
    Column("reason", "code", about="why it has no value; empty if it has one"),
    key=("indicator",),
    page=(),
)
_POINTS = 2  # decimals of points in words; data have them too, scores as published
_MOST_PLACES = 2  # decimals of a rate in a table; its arithmetic is below


class Shown(Protocol):
    """The parts of a result that a page shows."""

    @property
    def economy(self) -> str: ...
    @property
    def edition(self) -> int | None: ...
    @property
    def year(self) -> int: ...
    @property
    def methodology(self) -> Methodology: ...
    @property
    def inputs(self) -> tuple[CountryInput, ...]: ...
    @property
    def scores(self) -> Mapping[str, Decimal | None]: ...
    @property
    def earlier_scores(self) -> Mapping[str, Decimal | None]: ...
    @property
    def has_history(self) -> bool: ...
    @property
    def is_provisional(self) -> bool: ...
    @property
    def decimals(self) -> int: ...
    @property
    def score(self) -> Decimal | None: ...
    @property
    def earlier_score(self) -> Decimal | None: ...
    @property
    def missing(self) -> tuple[CountryInput, ...]: ...
    @property
    def confidential(self) -> tuple[CountryInput, ...]: ...
    @property
    def lowest(self) -> Decimal: ...
    @property
    def highest(self) -> Decimal: ...
    @property
    def baskets(self) -> tuple[EconomyPrice, ...]: ...
    @property
    def offered(self) -> int | None: ...
    @property
    def disclosures(self) -> tuple[Disclosure, ...]: ...


def result_blocks(result: Shown, language: str) -> list[Block]:
    """Return the page of a result."""
    title = _say(
        "title",
        language,
        name=i18n.economy_name(result.economy, language),
        edition=str(result.edition or "–"),
        year=str(result.year),
    )
    blocks: list[Block] = [i18n.Heading(title, 1)]
    if result.is_provisional:
        note = _say("provisional", language, edition=str(result.edition))
        blocks.append(i18n.Paragraph(note, note=True))
    if result.inputs:
        blocks.append(i18n.Paragraph(_summary(result, language)))
        blocks += closed_blocks(result, language)
        blocks += _missing_blocks(result, language)
        blocks += _input_blocks(result, language)
        blocks += _rate_blocks(result, language)
        blocks += _part_blocks(result, language)
    if result.baskets:
        blocks += _basket_blocks(result, language)
    return blocks


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text(SECTION, key, language, **values)


def _figure(value: Decimal | None, language: str) -> str:
    """Return a value for a table: as it was written, with a quotient shortened."""
    return i18n.number(value, language, places=_shown_places(value), grouped=True)


def _shown_places(value: Decimal | None) -> int | None:
    """Return the decimals of a shortened quotient; none for a value with few of its own."""
    exponent = None if value is None else value.as_tuple().exponent
    return _MOST_PLACES if isinstance(exponent, int) and -exponent > 6 else None


def _summary(result: Shown, language: str) -> str:
    """State the score, or why there is none and the bounds between which it will be."""
    if result.score is not None:
        words = _say("score", language, score=i18n.number(result.score, language))
    else:
        there = [each for each in result.inputs if each.value is not None and not each.is_closed]
        words = _say(
            "no-score",
            language,
            count=str(len(result.inputs) - len(there)),
            total=str(len(result.inputs)),
            lowest=i18n.number(result.lowest, language, places=_POINTS),
            highest=i18n.number(result.highest, language, places=_POINTS),
        )
    if result.earlier_score is not None:
        years = {str(each.earlier_year) for each in result.inputs}
        score = i18n.number(result.earlier_score, language)
        before = _say("score-earlier", language, score=score, year=years.pop())
        words = i18n.sentences(words, before, language)
    if not result.has_history:
        words = i18n.sentences(words, _say("no-history", language), language)
    return words


def _name(indicator: str, language: str) -> str:
    return i18n.label("nodes", indicator, language)


def _places(figures: Iterable[Figure], language: str, named: str = "") -> str:
    """Return cells in words: the label of each unless it was named, its sheet and its cell."""
    shown = [
        _say(
            "sheet" if each.reason == NO_CELL else "place" if each.indicator == named else "cell",
            language,
            name=_name(each.indicator, language),
            sheet=i18n.visible(each.sheet),
            cell=each.cell or "–",
        )
        for each in figures
    ]
    return i18n.clauses(shown, language)


def closed_blocks(result: Shown, language: str) -> list[Block]:
    """Return the effect of confidential marks: points of the index, and what others can compute."""
    return [*_lost_points_blocks(result, language), *_disclosure_blocks(result, language)]


def _disclosure_blocks(result: Shown, language: str) -> list[Block]:
    """Return the confidential values that everybody could compute, and what would protect them."""
    if not result.disclosures:
        return []
    items = [
        _say(
            "disclosed",
            language,
            name=_name_cell(each.cell, language),
            cells=[_name_cell(cell, language) for cell in each.sources],
            close=[_name_cell(cell, language) for cell in each.close],
        )
        for each in result.disclosures
    ]
    return [
        i18n.Heading(_say("disclosed-title", language), 2),
        i18n.Paragraph(_say("disclosed-meaning", language), note=True),
        i18n.Bullets(items),
    ]


def _name_cell(cell: Cell, language: str) -> str:
    """Return the name of a cell, with its categories of breakdowns."""
    indicator, parts = cell
    named = i18n.join(list(filter(None, parts)), language)
    name = _name(indicator, language)
    return i18n.detail(name, named, language) if named else name


def _lost_points_blocks(result: Shown, language: str) -> list[Block]:
    """Return the points of the index that confidential marks cost."""
    if not result.confidential:
        return []
    items = [
        _say(
            "confidential",
            language,
            name=_name(each.indicator, language),
            cells=_places(each.cells, language),
            points=i18n.number(each.points, language, places=_POINTS),
        )
        for each in result.confidential
    ]
    words = _say("confidential-meaning", language)
    return [
        i18n.Heading(_say("confidential-title", language), 2),
        i18n.Paragraph(words, note=True),
        i18n.Bullets(items),
    ]


def _missing_blocks(result: Shown, language: str) -> list[Block]:
    if not result.missing:
        return []
    items = [_missing_words(result, each, language) for each in result.missing]
    return [i18n.Heading(_say("missing-title", language), 2), i18n.Bullets(items)]


def _missing_words(result: Shown, missing: CountryInput, language: str) -> str:
    """State the missing part of an input, by label and cell, and the points that it can give."""
    cells: dict[str, list[Figure]] = {}  # a cell is not to blame for the reason of another one
    for figure in missing.cells:
        cells.setdefault(figure.reason or missing.reason, []).append(figure)
    reasons = [
        _reason_words(result, missing.indicator, reason, figures, language)
        for reason, figures in (cells or {missing.reason: []}).items()
    ]
    words = _say(
        "missing",
        language,
        name=_name(missing.indicator, language),
        points=i18n.number(missing.most, language, places=_POINTS),
        reasons=i18n.clauses(reasons, language),
    )
    if missing.earlier is not None and missing.earlier_year in _carried_years(result):
        value = _figure(missing.earlier, language)
        carried = _say("carried", language, value=value, year=str(missing.earlier_year))
        words = i18n.sentences(words, carried, language)
    return words


def _reason_words(
    result: Shown, indicator: str, reason: str, cells: Sequence[Figure], language: str
) -> str:
    """Return a reason for a missing input and its cells, as a part of a sentence."""
    is_price = indicator in _prices()
    key = "missing-price" if reason == ELSEWHERE and is_price else f"missing-{reason}"
    # The remedy for a cell leaves out its label if the label was just named.
    named = indicator if reason in (EMPTY, FAULTY) else ""
    places = _places(cells, language, named)
    return _say(key, language, year=str(result.year), cells=places)


def _prices() -> frozenset[str]:
    """Return the indicators that are prices of baskets: no questionnaire asks for them."""
    return frozenset(basket.indicator for basket in catalogue.baskets().values())


def _carried_years(result: Shown) -> list[int]:
    """Return the earlier years from which an official value may be carried."""
    years = result.methodology.document.years
    if years is None:
        return []
    return [result.year + carried - years.reference for carried in years.carried]


def _input_blocks(result: Shown, language: str) -> list[Block]:
    headers = [
        i18n.label("columns", "indicator", language),
        i18n.label("columns", "value", language),
        *(_say(key, language) for key in ("earlier", "change", "points", "most")),
    ]
    rows = []
    for each in result.inputs:
        unit = i18n.label("units", catalogue.indicators()[each.indicator].unit, language)
        earlier = _figure(each.earlier, language)
        if each.earlier is not None:
            earlier = i18n.detail(earlier, str(each.earlier_year), language)
        rows.append(
            [
                i18n.detail(_name(each.indicator, language), unit, language),
                _figure(each.value, language),
                earlier,
                i18n.number(
                    each.change,
                    language,
                    places=_shown_places(each.change),
                    signed=True,
                    grouped=True,
                ),
                "–" if each.is_closed else i18n.number(each.points, language, places=_POINTS),
                i18n.number(each.most, language, places=_POINTS),
            ]
        )
    table = i18n.Grid(headers, rows, frozenset({1, 2, 3, 4, 5}))
    return [i18n.Heading(_say("inputs", language), 2), table]


def _rate_blocks(result: Shown, language: str) -> list[Block]:
    """Return the counts from which the rates follow, each with its cell."""
    derived = [each for each in result.inputs if each.operands]
    if not derived:
        return []
    headers = [_say(key, language) for key in ("rate", "count", "divided-by")]
    rows = []
    for each in derived:
        count, *divisors = (_operand(figure, language) for figure in each.operands)
        value = _figure(each.value, language)
        name = i18n.pair(_name(each.indicator, language), value, language)
        rows.append([name, count, i18n.clauses(divisors, language)])
    heading = i18n.Heading(_say("rates", language), 2)
    return [heading, i18n.Grid(headers, rows)]


def _operand(figure: Figure, language: str) -> str:
    value = i18n.number(figure.value, language, grouped=True)
    if figure.unit != "count":
        unit = i18n.label("units", figure.unit, language)
        value = i18n.text("language", "with-unit", language, value=value, of=unit)
    return i18n.pair(_places([figure], language), value, language)


def _part_blocks(result: Shown, language: str) -> list[Block]:
    """Return the scores of the index and its parts."""
    order = [node for node in result.methodology.plan.reading_order() if node in result.scores]
    if all(result.scores[node] is None for node in order):
        return []
    headers = [i18n.label("columns", "node", language), _say("score-column", language)]
    before = any(score is not None for score in result.earlier_scores.values())
    headers += [_say("earlier", language)] if before else []
    rows = []
    for node in order:
        row = [
            _name(node, language),
            i18n.number(result.scores[node], language, places=result.decimals),
        ]
        row += (
            [i18n.number(result.earlier_scores.get(node), language, places=result.decimals)]
            if before
            else []
        )
        rows.append(row)
    heading = i18n.Heading(_say("parts", language), 2)
    return [heading, i18n.Grid(headers, rows, frozenset(range(1, len(headers))))]


def _basket_blocks(result: Shown, language: str) -> list[Block]:
    """Return the baskets at the plans of the submission, and their missing parts."""
    headers = [
        i18n.label("columns", "basket", language),
        _say("price-local", language),
        *(i18n.label("measures", measure, language) for measure in ("usd", "share")),
        _say("bought", language),
    ]
    rows = []
    for each in result.baskets:
        shown = each.round_measures(_POINTS)
        local = "–"
        if "local" in shown:
            amount = i18n.grouped_number(shown["local"], language)
            local = i18n.text("language", "with-unit", language, value=amount, of=each.currency)
        others = [
            i18n.number(shown.get(measure), language, grouped=True) for measure in ("usd", "share")
        ]
        name = i18n.label("baskets", each.basket, language)
        rows.append([name, local, *others, _describe_purchase(each.purchase, language)])
    blocks: list[Block] = [
        i18n.Heading(_say("baskets", language, year=str(result.offered)), 2),
        i18n.Grid(headers, rows, frozenset({1, 2, 3})),
    ]
    reasons = _reasons(result.baskets, language)
    if reasons:
        blocks.append(i18n.Bullets(reasons))
    years = result.methodology.document.years
    if result.inputs and result.offered != result.year and years is not None:
        words = _say(
            "plan-year",
            language,
            offered=str(result.offered),
            year=str(result.year),
            edition=str(result.edition),
            later=str((result.offered or 0) - years.reference),
        )
        blocks.append(i18n.Paragraph(words))
    return blocks


def _describe_purchase(purchase: Purchase | None, language: str) -> str:
    """Return the operator and its plans, each with the number of purchases."""
    if purchase is None:
        return "–"
    plans = [
        i18n.text("language", "times", language, count=line.count, name=line.name or line.id)
        if line.count > 1
        else i18n.visible(line.name or line.id)
        for line in purchase.lines
    ]
    return i18n.pair(i18n.visible(purchase.operator), i18n.join(plans, language), language)


def _reasons(baskets: Sequence[EconomyPrice], language: str) -> list[str]:
    """State what the baskets lack: the number and its year, or why the plans give no price."""
    lacking: dict[str, dict[str, None]] = {}
    for each in baskets:
        for measure, reason in each.reasons.items():
            if measure == "ppp":  # no column shows it
                continue
            if "local" in each.reasons:
                name = i18n.label("baskets", each.basket, language)
                message = i18n.pair(name, reason.message(language), language)
                lacking.setdefault(message, {})
            else:
                lacking.setdefault(_lacking_series(reason, language), {})[measure] = None
    items = []
    for words, measures in lacking.items():
        names = [i18n.label("measures", measure, language) for measure in measures]
        items.append(i18n.pair(i18n.join(names, language), words, language) if names else words)
    return items


def _lacking_series(reason: Finding, language: str) -> str:
    """State the number that is missing, by the name of its series and its year."""
    if reason.code not in ("economics.absent", "economics.of-other-year"):
        return reason.message(language)
    name = i18n.label("series", str(reason.details["series"]), language)
    years = reason.details["year"]
    named = [str(year) for year in years] if isinstance(years, (list, tuple)) else [str(years)]
    return _say("no-series", language, name=name, years=" / ".join(named))


# ------------------------------------------------------------------------- plain data


def input_record(result: Shown, each: CountryInput, language: str) -> dict[str, Any]:
    """Return an input as plain data: numbers as texts, words in a language."""
    return {
        "indicator": each.indicator,
        "name": _name(each.indicator, language),
        "value": _write_value(each.value),
        "unit": catalogue.indicators()[each.indicator].unit,
        "earlier": _write_value(each.earlier),
        "earlier_year": each.earlier_year,
        "change": _write_value(each.change),
        "score": _round_value(each.score, result.decimals),
        "points": _round_value(each.points, _POINTS),
        "most": _round_value(each.most, _POINTS),
        "earlier_points": _round_value(each.earlier_points, _POINTS),
        "confidential": each.is_closed,
        "reason": each.reason,
        "cells": _figure_records(each.cells, language),
        "operands": _figure_records(each.operands, language),
    }


def _figure_records(figures: Sequence[Figure], language: str) -> list[dict[str, Any]]:
    return [
        {
            "indicator": each.indicator,
            "name": _name(each.indicator, language),
            "value": _write_value(each.value),
            "unit": each.unit,
            "sheet": each.sheet,
            "cell": each.cell,
            "reason": each.reason,
        }
        for each in figures
    ]


def _write_value(value: Decimal | None) -> str | None:
    return None if value is None else decimals.canonical(value)


def _round_value(value: Decimal | None, places: int) -> str | None:
    return None if value is None else str(decimals.round_half_up(value, places))


def result_record(result: Shown, language: str | None = None) -> dict[str, Any]:
    """Return a whole result as plain data."""
    chosen = i18n.current_language(language)
    return {
        "economy": result.economy,
        "edition": result.edition,
        "year": result.year,
        "methodology": result.methodology.id,
        "provisional": result.is_provisional,
        "history": result.has_history,
        "score": _write_value(result.score) if result.score is None else str(result.score),
        "earlier_score": None if result.earlier_score is None else str(result.earlier_score),
        "lowest": _round_value(result.lowest, _POINTS) if result.inputs else None,
        "highest": _round_value(result.highest, _POINTS) if result.inputs else None,
        "scores": dict(_score_records(result.scores, result.decimals)),
        "earlier_scores": dict(_score_records(result.earlier_scores, result.decimals)),
        "inputs": [input_record(result, each, chosen) for each in result.inputs],
        "missing": [each.indicator for each in result.missing],
        "confidential": [each.indicator for each in result.confidential],
        "disclosures": [_disclosure_record(each) for each in result.disclosures],
        "offered": result.offered,
        "baskets": [_basket_record(each, chosen) for each in result.baskets],
    }


def _disclosure_record(disclosure: Disclosure) -> dict[str, Any]:
    """Return a confidential value that everybody could compute as plain data, without the value."""
    from ictindex.submissions.validation.secondary_disclosure import name_cell

    return {
        "cell": name_cell(disclosure.cell),
        "cells": list(map(name_cell, disclosure.sources)),
        "close": list(map(name_cell, disclosure.close)),
    }


def _basket_record(price: EconomyPrice, language: str) -> dict[str, Any]:
    """Return a basket as plain data."""
    shown = price.round_measures(_POINTS)
    bought = price.purchase
    return {
        "basket": price.basket,
        "name": i18n.label("baskets", price.basket, language),
        "currency": price.currency,
        **{m: str(shown[m]) if m in shown else None for m in ("local", "usd", "ppp", "share")},
        "operator": None if bought is None else bought.operator,
        "plans": []
        if bought is None
        else [{"id": each.id, "name": each.name, "count": each.count} for each in bought.lines],
        "reasons": {m: _lacking_series(r, language) for m, r in price.reasons.items()},
    }


def _score_records(
    scores: Mapping[str, Decimal | None], places: int
) -> Iterator[tuple[str, str | None]]:
    for node, score in scores.items():
        yield node, _round_value(score, places)
