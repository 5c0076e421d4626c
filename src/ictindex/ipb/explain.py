"""The explanation of a basket: from the tariff or the given price to every published figure.

A focal point can check it by hand: what was bought, the total, the formula of each conversion
with numbers put in, the series, year, vintage and source behind each number, and the rules of the
methodology that no source confirms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex import formulas, i18n
from ictindex.core import decimals
from ictindex.formulas import Equation, Expression, Number, Product, Quotient, Symbol, shortened
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Page
from ictindex.ipb.frames import flag_label
from ictindex.ipb.inputs import MEASURES, Datum, Provenance
from ictindex.ipb.methodology_page import conversion_formulae, share_formula
from ictindex.ipb.offers import needs_of
from ictindex.ipb.purchase_views import allowance, blocks_of, money, record_of
from ictindex.ipb.views import heading, target_words
from ictindex.results.constants import constant_name, constant_value

if TYPE_CHECKING:
    from ictindex.data.prices import Prices
    from ictindex.documents import Document
    from ictindex.ipb.priced_baskets import Priced

_PUT_IN = 8  # decimals of an unrounded figure that are shown
_DOLLAR = "USD"
_PRICE, _INCOME, _RATE, _FACTOR = (
    Symbol(kind, "") for kind in ("basket-price", "basket-income", "basket-rate", "basket-factor")
)


def explain_result(result: Priced, economy: str, basket: str | None, language: str | None) -> Page:
    """Explain the baskets of one economy (see ``BasketResult.explain``)."""
    known = i18n.current_language(language)
    result.place(economy)  # an economy or a basket that is not there is refused
    if basket is not None:
        result.position(basket)
    wanted = result.baskets if basket is None else (basket,)
    return Page(
        partial(_page, result, economy, wanted), known, partial(_data, result, economy, basket)
    )


def _data(result: Priced, economy: str, basket: str | None) -> dict[str, Any]:
    """Return the explanation of a basket, or of all baskets of an economy, as plain data."""
    if basket is not None:
        return _record(result, result.provenance(economy, basket))
    each = [_record(result, result.provenance(economy, key)) for key in result.baskets]
    return {"economy": economy, "result": result.id, "baskets": each}


def _say(key: str, language: str, **given: object) -> str:
    return i18n.text("explain", key, language, **given)


def _page(result: Priced, economy: str, baskets: Sequence[str], language: str) -> list[Block]:
    cells = [result.provenance(economy, basket) for basket in baskets]
    document = result.methodology.document
    name = i18n.economy_name(economy, language)
    what = (
        i18n.label("baskets", baskets[0], language)
        if len(baskets) == 1
        else i18n.label("nodes", document.index, language)
    )
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, what, language), 1),
        heading(result, language)[1],  # the rules that matter here follow at the end
        *(i18n.Paragraph(told, note=True) for told in result._notices(language)),
    ]
    for cell in cells:
        blocks += _basket(result, cell, language)
    blocks += _rules(result, cells, language)
    blocks.append(i18n.Paragraph(i18n.text("methodology", "wording-ours", language)))
    return blocks


def _basket(result: Priced, cell: Provenance, language: str) -> list[Block]:
    basket = result.methodology.document.basket(cell.basket)
    title = i18n.label("basket-definitions", basket.definition, language)
    share = cell.rounded.get("share")
    shown = "–" if share is None else f"{i18n.number(share, language)} %"
    blocks: list[Block] = [i18n.Heading(i18n.pair(title, shown, language), 2)]
    blocks += allowance(needs_of(basket), language)
    bought = result.purchase(cell.economy, cell.basket)
    if bought is not None:
        address = None if result.tariffs is None else result.tariffs.address
        blocks += blocks_of(bought, language, address)
    elif result.prices is not None and "local" in cell.amounts:
        blocks.append(i18n.Paragraph(_given(result.prices, cell, language)))
    blocks += _reasons(cell, language)
    converted = [
        *_share(result, cell, language),
        *_dollars(result, cell, language),
        *_parity(result, cell, language),
    ]
    if converted:
        blocks += [i18n.Heading(_say("conversion", language), 3), *converted]
    told = [flag_label(flag, language) for flag in cell.flags]
    if told:
        blocks.append(i18n.Paragraph(i18n.clauses(told, language), note=True))
    if share is not None:
        told_ = target_words(result.methodology.document, cell.basket, share, language)
        blocks += [i18n.Paragraph(told_)] if told_ else []
    return blocks


def _given(prices: Prices, cell: Provenance, language: str) -> str:
    """Say where a given price comes from: amount as written, year, source, file and line."""
    columns, row = prices.columns, cell.price_row
    price = money(columns["price"][row], cell.currency, language)
    told = i18n.pair(_say("given-price", language), price, language)
    details = [_say("year", language, year=str(columns["year"][row]))]
    details += [
        i18n.isolate(i18n.visible(str(columns[key][row])), language)
        for key in ("operator", "plan", "source", "note")
        if columns[key][row]
    ]
    details.append(prices.address(row).show(language))
    return i18n.detail(told, i18n.clauses(details, language), language)


def _reasons(cell: Provenance, language: str) -> list[Block]:
    """Say why measures are missing; one reason for several is said once."""
    why: dict[str, list[str]] = {}
    for measure in MEASURES:
        if measure in cell.reasons:
            finding = cell.reasons[measure]
            told = finding.advice(language)
            why.setdefault(told, []).append(i18n.label("measures", measure, language))
    if len(why) == 1 and "local" not in cell.amounts:  # no price, so nothing that follows
        title = _say("no-price", language)
        return [i18n.Paragraph(i18n.pair(title, told, language), note=True) for told in why]
    return [
        i18n.Paragraph(i18n.pair(i18n.join(measures, language), told, language), note=True)
        for told, measures in why.items()
    ]


def formulae_of(document: Document) -> dict[str, Expression]:
    """Return the formula of each measure that a price is converted to."""
    found = {}
    for equation in conversion_formulae(document):
        left, right = equation.steps
        if isinstance(left, Symbol):
            found[left.kind] = right
    return found


def _plain(value: Decimal) -> Number:
    return Number(Decimal(decimals.canonical(value)))


def _steps(
    cell: Provenance, measure: str, formula: Expression, put_in: Mapping[Symbol, Number]
) -> tuple[Equation, Equation]:
    """Return the formula of a measure with symbols, and with numbers put in and rounded."""
    symbol = Symbol(f"basket-{measure}", "")
    exact, rounded = cell.amounts[measure], cell.rounded[measure]
    numbers_in = formulas.substitute(formula, put_in)
    last = shortened(exact, _PUT_IN)
    steps = (symbol, numbers_in) if numbers_in == last else (symbol, numbers_in, last)
    return Equation((symbol, formula)), Equation(steps, None if exact == rounded else rounded)


def _formulae(
    cell: Provenance,
    measure: str,
    formula: Expression,
    put_in: Mapping[Symbol, Number],
    language: str,
) -> list[Block]:
    symbols, with_numbers = _steps(cell, measure, formula, put_in)
    return [
        i18n.Formula(symbols, _say("formula", language)),
        i18n.Formula(with_numbers, _say("with-numbers", language)),
    ]


def _values(cell: Provenance) -> dict[Symbol, Number]:
    """Return the numbers of the symbols that a conversion may name."""
    found = {_PRICE: _plain(cell.amounts["local"])}
    for symbol, datum in ((_INCOME, cell.income), (_RATE, cell.rate)):
        if datum is not None:
            found[symbol] = _plain(datum.value)
    if cell.factor is not None:
        found[_FACTOR] = shortened(cell.factor, _PUT_IN)
    return found


def _share(result: Priced, cell: Provenance, language: str) -> list[Block]:
    if "share" not in cell.amounts or cell.income is None:
        return []
    document = result.methodology.document
    rules = document.conversion
    through = rules is not None and rules.goes_through_dollars(cell.denominator, cell.currency)
    formula = share_formula(12 if rules is None else rules.months, through_dollars=through)
    sources = [_datum(cell.income, language)]
    if through and cell.rate is not None:
        sources.append(_datum(cell.rate, language))
    return [
        *_formulae(cell, "share", formula, _values(cell), language),
        i18n.Bullets(sources),
        i18n.Paragraph(_say(f"denominator-{_denominator(document, cell)}", language)),
    ]


def _denominator(document: Document, cell: Provenance) -> str:
    """Return why this series of income: named for the economy, or by the currency."""
    rules = document.conversion
    if rules is not None and rules.denominator.exception(cell.economy) is not None:
        return "exception"
    if rules is not None and rules.goes_through_dollars(cell.denominator, cell.currency):
        return "through-dollars"
    return "national" if cell.currency in cell.national else "dollars"


def _dollars(result: Priced, cell: Provenance, language: str) -> list[Block]:
    if "usd" not in cell.amounts:
        return []
    if cell.currency == _DOLLAR:
        return _formulae(cell, "usd", _PRICE, _values(cell), language)
    formula = formulae_of(result.methodology.document)["basket-usd"]
    sources = [_datum(cell.rate, language)] if cell.rate is not None else []
    return [
        *_formulae(cell, "usd", formula, _values(cell), language),
        i18n.Bullets(sources),
    ]


def _parity(result: Priced, cell: Provenance, language: str) -> list[Block]:
    if "ppp" not in cell.amounts or cell.factor is None or cell.ppp is None:
        return []
    formula = formulae_of(result.methodology.document)["basket-ppp"]
    sources = [_datum(cell.ppp, language)]
    if cell.currency == _DOLLAR and cell.rate is not None:
        # Dollars where they are not national: through national currency.
        formula = Quotient(Product((_PRICE, _RATE)), _FACTOR)
        sources.append(_datum(cell.rate, language))
    blocks = _formulae(cell, "ppp", formula, _values(cell), language)
    if cell.moved:
        blocks += _moved(cell, language)
        sources += [_datum(datum, language) for datum in cell.moved]
    return [*blocks, i18n.Bullets(sources)]


def _moved(cell: Provenance, language: str) -> list[Block]:
    """Say how the last factor was moved by the change of the factor of the whole economy."""
    if cell.ppp is None or cell.factor is None:
        return []
    then, now = (_plain(datum.value) for datum in cell.moved)
    put_in = Product((_plain(cell.ppp.value), Quotient(now, then)))
    told = _say("moved", language, last=str(cell.ppp.year), year=str(cell.moved[1].year))
    equation = Equation((_FACTOR, put_in, shortened(cell.factor, _PUT_IN)))
    return [i18n.Paragraph(told), i18n.Formula(equation, _say("with-numbers", language))]


def _datum(datum: Datum, language: str) -> str:
    """Return a number of the economics with all that is known of it."""
    value = i18n.number(datum.value, language)
    if datum.currency:
        value = money(datum.value, datum.currency, language)
    told = i18n.pair(i18n.label("series", datum.series, language), value, language)
    details = [_say("year", language, year=str(datum.year))]
    if datum.window:
        known = i18n.has_label("constant-values", f"window-{datum.window}")
        window = (
            i18n.label("constant-values", f"window-{datum.window}", language)
            if known
            else i18n.isolate(datum.window, language)
        )
        details.append(_say("window", language, window=window))
    if datum.vintage:
        vintage = i18n.isolate(i18n.visible(datum.vintage), language)
        details.append(_say("vintage", language, vintage=vintage))
    if datum.source:
        details.append(i18n.isolate(i18n.visible(datum.source), language))
    details.append(datum.address.show(language))
    return i18n.detail(told, i18n.clauses(details, language), language)


def rules_of(result: Priced, cell: Provenance) -> dict[str, str]:
    """Return the unconfirmed rules that the figures of a basket rest on, by path, with the mark."""
    # Those of other baskets, of other editions and of measures that are missing are left out.
    if "local" not in cell.amounts:
        return {}
    unused = {
        section
        for section, used in (
            ("exchange_rate", cell.rate is not None),
            ("ppp", "ppp" in cell.amounts),
            ("denominator", "share" in cell.amounts),
            ("income_year", "share" in cell.amounts),
        )
        if not used
    }
    found = {}
    for path, mark in result.unconfirmed.items():
        parts = path.split(".")
        if parts[0] == "baskets" and parts[1] != cell.basket:
            continue
        if parts[0] == "conversion" and parts[1] in unused:
            continue
        if "editions" in parts[1:-1] and str(result.edition) not in parts:
            continue
        found[path] = mark
    return found


def _rules(result: Priced, cells: Sequence[Provenance], language: str) -> list[Block]:
    """Name the rules that no source confirms, once for all baskets of the page."""
    rules = {path: mark for cell in cells for path, mark in rules_of(result, cell).items()}
    constants = result.methodology.document.constants()
    told = [
        _say(
            "constant",
            language,
            mark=i18n.label("marks", mark, language),
            constant=constant_name(path, language),
            value=constant_value(constants[path], language, path),
        )
        for path, mark in rules.items()
    ]
    if not told:
        return []
    return [i18n.Paragraph(_say("rules", language), note=True), i18n.Bullets(told)]


def _record(result: Priced, cell: Provenance) -> dict[str, Any]:
    """Return the explanation of a basket as plain data."""
    document = result.methodology.document
    out: dict[str, Any] = {
        "economy": cell.economy,
        "basket": cell.basket,
        "definition": document.basket(cell.basket).definition,
        "result": result.id,
        "methodology": result.methodology.id,
        "year": result.year,
        "currency": cell.currency,
        "unrounded": {m: format(value, "f") for m, value in cell.amounts.items()},
        "rounded": {m: format(value, "f") for m, value in cell.rounded.items()},
        "denominator": cell.denominator,
        "income": _datum_record(cell.income),
        "exchange_rate": _datum_record(cell.rate),
        "ppp": _datum_record(cell.ppp),
        "ppp_moved": [_datum_record(datum) for datum in cell.moved],
        "ppp_factor": None if cell.factor is None else format(cell.factor, "f"),
        "flags": list(cell.flags),
        "reasons": {measure: finding.code for measure, finding in cell.reasons.items()},
        "rules": rules_of(result, cell),
    }
    if result.prices is not None and cell.price_row >= 0:
        columns, row = result.prices.columns, cell.price_row
        out["price"] = {
            "price": str(columns["price"][row]),
            "source": str(columns["source"][row]),
            "address": result.prices.address(row).show("en"),
        }
    bought = result.purchase(cell.economy, cell.basket)
    if bought is not None:
        out["purchase"] = record_of(bought)
    return out


def _datum_record(datum: Datum | None) -> dict[str, Any] | None:
    if datum is None:
        return None
    return {
        "series": datum.series,
        "year": datum.year,
        "value": format(datum.value, "f"),
        "currency": datum.currency,
        "source": datum.source,
        "vintage": datum.vintage,
        "window": datum.window,
        "address": datum.address.show("en"),
    }
