"""The explanation of a basket, from the tariff or the stated price to each published figure.

A focal point can check it by hand: the purchase, the total, the formula of each conversion with its
numbers, the series, year, vintage and source behind each number, and the rules of the methodology
that no source confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals, formulas
from ictindex.core.formulas import (
    Equation,
    Expression,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    shorten,
)
from ictindex.definitions import catalogue
from ictindex.indices.ipb.inputs import DOLLAR, MEASURES, Datum, Provenance
from ictindex.indices.ipb.methodology_page import conversion_formulae, share_formula
from ictindex.indices.ipb.offers import DESTINATIONS, Need, list_needs
from ictindex.indices.ipb.views import flag_label, heading, list_first, target_words
from ictindex.indices.results.confirmed_constants import describe_doubtful
from ictindex.indices.results.constants import calls_name
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from ictindex.data.prices import Prices
    from ictindex.definitions.documents import Document
    from ictindex.indices.ipb.cheapest import Beyond, Line, Purchase
    from ictindex.indices.ipb.priced_baskets import PricedBaskets

_PLACES = 6  # decimals of the terms of a sum; cut and marked, never rounded
_DECIMALS = 8  # decimals of a shown unrounded figure
_PRICE, _INCOME, _RATE, _FACTOR = (
    Symbol(kind, "") for kind in ("basket-price", "basket-income", "basket-rate", "basket-factor")
)


def explain_result(
    result: PricedBaskets, economy: str, basket: str | None, language: str | None
) -> Page:
    """Explain the baskets of one economy (see ``BasketResult.explain``)."""
    chosen = i18n.current_language(language)
    result.economy_position(economy)  # refuses an unknown economy or basket
    if basket is not None:
        result.position(basket)
    wanted = result.baskets if basket is None else (basket,)
    return Page(
        partial(_page, result, economy, wanted), chosen, partial(_data, result, economy, basket)
    )


def _data(result: PricedBaskets, economy: str, basket: str | None) -> dict[str, Any]:
    """Return the explanation of a basket, or of all baskets of an economy, as plain data."""
    if basket is not None:
        return _record(result, result.provenance(economy, basket))
    each = [_record(result, result.provenance(economy, key)) for key in result.baskets]
    return {"economy": economy, "result": result.id, "baskets": each}


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("explain", key, language, **values)


def _page(
    result: PricedBaskets, economy: str, baskets: Sequence[str], language: str
) -> list[Block]:
    cells = [result.provenance(economy, basket) for basket in baskets]
    document = result.methodology.document
    name = i18n.economy_name(economy, language)
    kind, key = ("baskets", baskets[0]) if len(baskets) == 1 else ("nodes", document.index)
    what = i18n.label(kind, key, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, what, language), 1),
        heading(result, language)[1],  # the rules that apply here follow at the end
        *(notice.as_note() for notice in result.list_notices()),
    ]
    for cell in cells:
        blocks += _basket(result, cell, language)
    blocks += _rules(result, cells, language)
    blocks.append(i18n.Sentence("methodology/wording-ours"))
    return blocks


def _basket(result: PricedBaskets, cell: Provenance, language: str) -> list[Block]:
    basket = result.methodology.document.basket(cell.basket)
    title = i18n.label("basket-definitions", basket.definition, language)
    share = cell.rounded.get("share")
    shown = i18n.number(share, language, unit="percent")
    blocks: list[Block] = [i18n.Heading(i18n.pair(title, shown, language), 2)]
    blocks += allowance_blocks(list_needs(basket), language)
    bought = result.purchase(cell.economy, cell.basket)
    if bought is not None:
        address = None if result.tariffs is None else result.tariffs.address
        blocks += purchase_blocks(bought, language, address)
    elif result.prices is not None and "local" in cell.amounts:
        blocks.append(i18n.Paragraph(_price_source(result.prices, cell, language)))
    blocks += _reasons(cell, language)
    converted = [
        *_share(result, cell, language),
        *_dollars(result, cell, language),
        *_parity(result, cell, language),
    ]
    if converted:
        blocks += [i18n.Heading(_say("conversion", language), 3), *converted]
    flags = [flag_label(flag, language) for flag in cell.flags]
    if flags:
        blocks.append(i18n.Paragraph(i18n.clauses(flags, language), note=True))
    if share is not None:
        verdict = target_words(result.methodology.document, cell.basket, share, language)
        blocks += [i18n.Paragraph(verdict)] if verdict else []
    return blocks


def _price_source(prices: Prices, cell: Provenance, language: str) -> str:
    """Return the origin of a price: amount as written, year, source, file and line."""
    columns, row = prices.cells, cell.price_row
    price = write_money(columns["price"][row], cell.currency, language)
    stated = i18n.pair(_say("given-price", language), price, language)
    details = [_say("year", language, year=str(columns["year"][row]))]
    details += [
        i18n.isolate(i18n.visible(str(columns[key][row])), language)
        for key in ("operator", "plan", "source", "note")
        if columns[key][row]
    ]
    details.append(prices.address(row).show(language))
    return i18n.detail(stated, i18n.clauses(details, language), language)


def _reasons(cell: Provenance, language: str) -> list[Block]:
    """Return the reasons why measures are missing, each once."""
    why: dict[str, list[str]] = {}
    for measure in MEASURES:
        if measure in cell.reasons:
            finding = cell.reasons[measure]
            reason = finding.advice(language)
            why.setdefault(reason, []).append(i18n.label("measures", measure, language))
    if len(why) == 1 and "local" not in cell.amounts:  # no price, no further figures
        title = _say("no-price", language)
        return [i18n.Paragraph(i18n.pair(title, reason, language), note=True) for reason in why]
    return [
        i18n.Paragraph(i18n.pair(i18n.join(measures, language), reason, language), note=True)
        for reason, measures in why.items()
    ]


def list_formulae(document: Document) -> dict[str, Expression]:
    """Return the formula of each measure that a price is converted to."""
    formulae = {}
    for equation in conversion_formulae(document):
        left, right = equation.steps
        if isinstance(left, Symbol):
            formulae[left.kind] = right
    return formulae


def _plain(value: Decimal) -> Number:
    return Number(Decimal(decimals.canonical(value)))


def _steps(
    cell: Provenance, measure: str, formula: Expression, put_in: Mapping[Symbol, Number]
) -> tuple[Equation, Equation]:
    """Return the formula of a measure with symbols, then with numbers, then rounded."""
    symbol = Symbol(f"basket-{measure}", "")
    exact, rounded = cell.amounts[measure], cell.rounded[measure]
    numbers_in = formulas.substitute(formula, put_in)
    last = shorten(exact, _DECIMALS)
    steps = (symbol, numbers_in) if numbers_in == last else (symbol, numbers_in, last)
    return Equation((symbol, formula)), Equation(steps, None if exact == rounded else rounded)


def _formulae(
    cell: Provenance,
    measure: str,
    formula: Expression,
    put_in: Mapping[Symbol, Number],
    language: str,
) -> list[Block]:
    steps = zip(_steps(cell, measure, formula, put_in), ("formula", "with-numbers"), strict=True)
    return [i18n.Formula(equation, _say(key, language)) for equation, key in steps]


def _values(cell: Provenance) -> dict[Symbol, Number]:
    """Return the numbers of the symbols that a conversion may use."""
    numbers = {_PRICE: _plain(cell.amounts["local"])}
    for symbol, datum in ((_INCOME, cell.income), (_RATE, cell.rate)):
        if datum is not None:
            numbers[symbol] = _plain(datum.value)
    if cell.factor is not None:
        numbers[_FACTOR] = shorten(cell.factor, _DECIMALS)
    return numbers


def _share(result: PricedBaskets, cell: Provenance, language: str) -> list[Block]:
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
    """Return the reason for this series of income: an exception, or the currency."""
    rules = document.conversion
    if rules is not None and rules.denominator.exception(cell.economy) is not None:
        return "exception"
    if rules is not None and rules.goes_through_dollars(cell.denominator, cell.currency):
        return "through-dollars"
    return "national" if cell.currency in cell.national else "dollars"


def _dollars(result: PricedBaskets, cell: Provenance, language: str) -> list[Block]:
    if "usd" not in cell.amounts:
        return []
    if cell.currency == DOLLAR:
        return _formulae(cell, "usd", _PRICE, _values(cell), language)
    formula = list_formulae(result.methodology.document)["basket-usd"]
    sources = [_datum(cell.rate, language)] if cell.rate is not None else []
    return [*_formulae(cell, "usd", formula, _values(cell), language), i18n.Bullets(sources)]


def _parity(result: PricedBaskets, cell: Provenance, language: str) -> list[Block]:
    if "ppp" not in cell.amounts or cell.factor is None or cell.ppp is None:
        return []
    formula = list_formulae(result.methodology.document)["basket-ppp"]
    sources = [_datum(cell.ppp, language)]
    if cell.currency == DOLLAR and cell.rate is not None:
        # Dollars are not the national currency here: they are converted to it first.
        formula = Quotient(Product((_PRICE, _RATE)), _FACTOR)
        sources.append(_datum(cell.rate, language))
    blocks = _formulae(cell, "ppp", formula, _values(cell), language)
    if cell.moved:
        blocks += _moved_factor(cell, language)
        sources += [_datum(datum, language) for datum in cell.moved]
    return [*blocks, i18n.Bullets(sources)]


def _moved_factor(cell: Provenance, language: str) -> list[Block]:
    """Explain how the change of the factor of the whole economy moved the last factor."""
    if cell.ppp is None or cell.factor is None:
        return []
    then, now = (_plain(datum.value) for datum in cell.moved)
    put_in = Product((_plain(cell.ppp.value), Quotient(now, then)))
    words = _say("moved", language, last=str(cell.ppp.year), year=str(cell.moved[1].year))
    equation = Equation((_FACTOR, put_in, shorten(cell.factor, _DECIMALS)))
    return [i18n.Paragraph(words), i18n.Formula(equation, _say("with-numbers", language))]


def _datum(datum: Datum, language: str) -> str:
    """Return a number of the economics with all its known facts."""
    value = i18n.number(datum.value, language)
    if datum.currency:
        value = write_money(datum.value, datum.currency, language)
    words = i18n.pair(i18n.label("series", datum.series, language), value, language)
    details = [_say("year", language, year=str(datum.year))]
    if datum.window:
        is_worded = i18n.has_label("constant-values", f"window-{datum.window}")
        window = (
            i18n.label("constant-values", f"window-{datum.window}", language)
            if is_worded
            else i18n.isolate(datum.window, language)
        )
        details.append(_say("window", language, window=window))
    if datum.vintage:
        vintage = i18n.isolate(i18n.visible(datum.vintage), language)
        details.append(_say("vintage", language, vintage=vintage))
    if datum.source:
        details.append(i18n.isolate(i18n.visible(datum.source), language))
    details.append(datum.address.show(language))
    return i18n.detail(words, i18n.clauses(details, language), language)


def list_unconfirmed_rules(result: PricedBaskets, cell: Provenance) -> dict[str, str]:
    """Return the unconfirmed rules behind the figures of a basket, by path, with the mark."""
    # Rules of other baskets, of other editions and of missing measures are left out.
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
    rules = {}
    for path, mark in result.unconfirmed.items():
        parts = path.split(".")
        if parts[0] == "baskets" and parts[1] != cell.basket:
            continue
        if parts[0] == "conversion" and parts[1] in unused:
            continue
        if "editions" in parts[1:-1] and str(result.edition) not in parts:
            continue
        rules[path] = mark
    return rules


def _rules(result: PricedBaskets, cells: Sequence[Provenance], language: str) -> list[Block]:
    """Return the rules that no source confirms, once for all baskets of the page."""
    rules = {
        path: mark for cell in cells for path, mark in list_unconfirmed_rules(result, cell).items()
    }
    entries = result.methodology.evidence.constants
    lines = [describe_doubtful(path, entries[path]).to_text(language) for path in rules]
    if not lines:
        return []
    return [i18n.Sentence("explain/rules").as_note(), i18n.Bullets(lines)]


def _record(result: PricedBaskets, cell: Provenance) -> dict[str, Any]:
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
        "rules": list_unconfirmed_rules(result, cell),
    }
    if result.prices is not None and cell.price_row >= 0:
        columns, row = result.prices.cells, cell.price_row
        out["price"] = {
            "price": str(columns["price"][row]),
            "source": str(columns["source"][row]),
            "address": result.prices.address(row).show("en"),
        }
    bought = result.purchase(cell.economy, cell.basket)
    if bought is not None:
        out["purchase"] = purchase_record(bought)
    return out


def _datum_record(datum: Datum | None) -> dict[str, Any] | None:
    if datum is None:
        return None
    return {
        "series": datum.series,
        "year": datum.year,
        "value": format(datum.value, "f"),
        **{key: getattr(datum, key) for key in ("currency", "source", "vintage", "window")},
        "address": datum.address.show("en"),
    }


def say_purchase(key: str, language: str, **values: object) -> str:
    """Return a phrase about a purchase."""
    return i18n.text("purchases", key, language, **values)


def make_number(value: Fraction | Decimal | int) -> Number:
    """Return an exact number for a formula, cut and marked if its digits do not end."""
    with decimals.exact():
        exact = Fraction(value)
        return shorten(Decimal(exact.numerator) / Decimal(exact.denominator), _PLACES)


def write_number(value: Fraction | Decimal | int, language: str) -> str:
    """Write an exact number for a reader, with an ellipsis if digits are cut."""
    number = make_number(value)
    text = i18n.number(number.value, language)
    return i18n.text("language", "cut", language, digits=text) if number.cut else text


def write_fraction(value: Fraction, language: str) -> str:
    """Write a fraction exactly: as a short decimal if possible, else as numerator/denominator."""
    number = make_number(value)
    if not number.cut:
        return i18n.number(number.value, language)
    return f"{value.numerator}/{value.denominator}"


def write_money(value: Decimal, currency: str, language: str) -> str:
    """Write an amount of money as it was written, with its currency."""
    amount = say_purchase("money", language, amount=i18n.number(value, language), currency=currency)
    return i18n.isolate(amount, language)  # they keep their order in right-to-left text


def write_volume(need: str, value: Fraction | None, language: str) -> str:
    """Return a volume of a need or a pool in words; ``None`` means without limit."""
    kind = need.partition("-")[0]
    worded = kind if kind in ("data", "sms") else "calls"
    if value is None:
        words = say_purchase(f"unlimited-{worded}", language)
    else:
        words = say_purchase(f"volume-{worded}", language, volume=write_number(value, language))
    where = _where(need, language)
    return i18n.detail(words, where, language) if where else words


def _where(need: str, language: str) -> str:
    """Return destination and period of calls in words; empty if any are allowed."""
    pool = need.partition("_")[2].replace("_", "-")  # minutes_on_net is a pool of a plan
    if pool in DESTINATIONS:
        return i18n.label("constant-values", f"destination-{pool}", language)
    kind, _, rest = need.partition("-")
    destination = next((key for key in DESTINATIONS if rest.startswith(f"{key}-")), None)
    if kind != "calls" or destination is None:
        return ""
    return calls_name(destination, rest.removeprefix(f"{destination}-"), language)


def allowance_blocks(needs: tuple[Need, ...], language: str) -> list[Block]:
    """Return what a basket needs in a month."""
    needed = [
        write_volume(need.id, need.volume, language)
        if need.calls is None
        else i18n.join(
            [
                write_volume(need.id, need.volume, language),
                say_purchase("number-of-calls", language, count=write_number(need.calls, language)),
            ],
            language,
        )
        for need in needs
    ]
    return [i18n.Sentence("purchases/allowance"), i18n.Bullets(needed)]


def purchase_blocks(
    bought: Purchase, language: str, address: Callable[[int], Address] | None = None
) -> list[Block]:
    """Return the purchase, in a form to be checked by hand."""
    blocks: list[Block] = [
        i18n.Heading(say_purchase("title", language), 3),
        i18n.Paragraph(_operator(bought, language)),
        i18n.Paragraph(
            say_purchase(
                "coverage",
                language,
                coverage=_rule("coverage", bought.coverage, language),
                days=str(bought.month_days),
            )
        ),
    ]
    lines = [_line(line, bought, language, address) for line in bought.lines]
    blocks.append(i18n.Bullets([*lines, *(_beyond(b, bought, language) for b in bought.beyond)]))
    blocks += _list_included(bought, language)
    blocks.append(
        i18n.Formula(_total(bought), say_purchase("total", language, currency=bought.currency))
    )
    blocks.append(i18n.Paragraph(_proof(bought, language)))
    blocks += _others(bought, language)
    for key, findings in (("notes", bought.notes), ("left-out", bought.left_out)):
        blocks += _list(
            say_purchase(key, language, count=str(len(findings))), tuple(findings), language
        )
    return blocks


def _rule(key: str, value: str, language: str) -> str:
    return i18n.label("constant-values", f"{key}-{value}", language)


def _operator(bought: Purchase, language: str) -> str:
    operator = i18n.isolate(i18n.visible(bought.operator), language)
    share = i18n.number(bought.market_share, language)
    choice = (
        say_purchase("chosen-largest-share", language, operator=operator, share=share)
        if bought.chosen == "largest-share"
        else say_purchase("chosen-only-operator", language, operator=operator)
    )
    if not bought.payment:
        return choice
    payment = _rule("payment", bought.payment, language)
    return i18n.sentences(choice, say_purchase("payment", language, payment=payment), language)


def _line(
    line: Line, bought: Purchase, language: str, address: Callable[[int], Address] | None
) -> str:
    """Return a plan or add-on as a line of clauses: count, price, volumes."""
    name = i18n.isolate(i18n.visible(line.name or line.id), language)
    price = write_money(line.price, bought.currency, language)
    parts = [say_purchase("line", language, count=str(line.count), name=name, price=price)]
    if line.validity is None:
        parts.append(say_purchase("lasts-month", language))
    else:
        parts.append(say_purchase("lasts", language, days=write_number(line.validity, language)))
    volumes = [
        write_volume(need, amount, language)
        for need, amount in line.gives.items()
        if amount is None or amount > 0
    ]
    if volumes:
        covered = min(line.count * line.days, Fraction(bought.month_days))
        parts.append(say_purchase("covers", language, days=write_number(covered, language)))
        parts.append(say_purchase("gives", language, volumes=volumes))
    if line.tax_rate is not None:
        parts.append(say_purchase("tax", language, rate=i18n.number(line.tax_rate, language)))
    if line.part != 1:
        parts.append(say_purchase("part", language, part=write_fraction(line.part, language)))
    parts.append(_cost(line.cost, bought, language))
    words = i18n.clauses(parts, language)
    if address is None:
        return words
    return i18n.detail(words, address(line.row).show(language), language)


def _cost(cost: Fraction, bought: Purchase, language: str) -> str:
    return say_purchase("cost", language, cost=_exact_money(cost, bought.currency, language))


def _exact_money(value: Fraction, currency: str, language: str) -> str:
    number, listed = make_number(value), catalogue.currencies().get(currency)
    figure = write_number(value, language)
    if listed and not number.cut and decimals.decimals_of(number.value) < listed.minor_units:
        figure = i18n.number(decimals.round_half_up(number.value, listed.minor_units), language)
    amount = say_purchase("money", language, amount=figure, currency=currency)
    return i18n.isolate(amount, language)


def _beyond(use: Beyond, bought: Purchase, language: str) -> str:
    """Return the use beyond the included volume: volume, rate, set-up charges, cost."""
    parts = [
        say_purchase(
            "beyond",
            language,
            volume=write_volume(use.need, use.volume, language),
            rate=_exact_money(use.rate, bought.currency, language),
        )
    ]
    if use.setup and use.calls is not None:
        parts.append(
            say_purchase(
                "setup",
                language,
                count=write_number(use.calls, language),
                charge=_exact_money(use.setup, bought.currency, language),
            )
        )
    parts.append(_cost(use.cost, bought, language))
    return i18n.clauses(parts, language)


def _list_included(bought: Purchase, language: str) -> list[Block]:
    volumes = [
        write_volume(need, amount, language) for need, amount in bought.included.items() if amount
    ]
    if not volumes:
        return []
    return [i18n.Paragraph(say_purchase("included", language, volumes=volumes))]


def _total(bought: Purchase) -> Equation:
    """Return the price as the sum of its lines, rounded once."""
    parts: list[Expression] = [
        Product((Number(Decimal(line.count)), make_number(line.unit_cost))) for line in bought.lines
    ]
    for use in bought.beyond:
        parts.append(Product((make_number(use.volume), make_number(use.rate))))
        if use.setup and use.calls is not None:
            parts.append(Product((make_number(use.calls), make_number(use.setup))))
    whole = Sum(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Number(Decimal(0))
    exact = make_number(bought.exact)
    if Fraction(bought.price) == bought.exact:
        return Equation((whole, Number(bought.price)))
    return Equation((whole, exact), bought.price)


def _proof(bought: Purchase, language: str) -> str:
    proof = bought.proof
    return say_purchase(
        "proof",
        language,
        unit=write_fraction(proof.unit, language),
        currency=bought.currency,
        cost=str(proof.cost),
        bound=str(proof.bound),
    )


def _others(bought: Purchase, language: str) -> list[Block]:
    """Return the cost of the basket by another way, or the reason why that is impossible."""
    ways = []
    for other in bought.others:
        payment = _rule("payment", other.payment, language) if other.payment else ""
        if other.exact is not None:  # the price includes the currency
            price = _exact_money(other.exact, other.currency, language)
            ways.append(i18n.pair(payment or other.currency, price, language))
        elif other.reason is not None:
            way = i18n.join([part for part in (payment, other.currency) if part], language)
            ways.append(i18n.pair(way, other.reason.message(language), language))
    return [i18n.Sentence("purchases/others"), i18n.Bullets(ways)] if ways else []


def _list(title: str, findings: tuple[Finding, ...], language: str) -> list[Block]:
    messages = [finding.message(language) for finding in findings]
    if not messages:
        return []
    return [i18n.Paragraph(title), i18n.Bullets(list_first(messages, language))]


def purchase_record(bought: Purchase) -> dict[str, Any]:
    """Return a purchase as plain data: numbers as text, fractions as ``a/b``."""

    def plain(part: object, *names: str) -> dict[str, Any]:
        values = [getattr(part, name) for name in names]
        texts = [str(v) if isinstance(v, (Fraction, Decimal)) else v for v in values]
        return dict(zip(names, texts, strict=True))

    def volumes(mapping: Mapping[str, Fraction | None]) -> dict[str, str]:
        return {need: "unlimited" if v is None else str(v) for need, v in mapping.items()}

    return {
        **plain(bought, "operator", "chosen", "market_share", "payment", "currency", "price"),
        **plain(bought, "exact", "coverage", "month_days"),
        "needs": {need.id: str(need.volume) for need in bought.needs},
        "lines": [
            {
                **plain(line, "id", "name", "kind", "count", "price", "tax_rate", "validity"),
                **plain(line, "days", "part", "unit_cost", "cost"),
                "gives": volumes(line.gives),
            }
            for line in bought.lines
        ],
        "beyond": [
            plain(use, "need", "volume", "rate", "calls", "setup", "cost") for use in bought.beyond
        ],
        "included": volumes(dict(bought.included)),
        "others": [
            {
                **plain(other, "payment", "currency", "exact"),
                "reason": None if other.reason is None else other.reason.code,
            }
            for other in bought.others
        ],
        "left_out": [finding.code for finding in bought.left_out],
        "notes": [finding.code for finding in bought.notes],
        "proof": plain(bought.proof, "cost", "bound", "unit", "holds"),
    }
