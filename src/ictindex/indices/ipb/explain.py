"""The explanation of a basket, from the tariff or the stated price to each published figure.

A focal point can check it by hand: the purchase, the total, the formula of each conversion with its
numbers, the series, year, vintage and source behind each number, and the rules of the methodology
that no source confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from ictindex.indices.ipb.tariff_prices import DESTINATIONS, Need, list_needs
from ictindex.indices.ipb.views import compare_with_target, describe_flag, heading, list_first
from ictindex.indices.results.base import find_economy
from ictindex.indices.results.confirmed_constants import describe_doubtful
from ictindex.indices.results.constants import name_calls
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, list_address
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Page
from ictindex.language.i18n.sentences import (
    Sentence,
    add_detail,
    add_sentence,
    isolate_text,
    list_clauses,
    list_parts,
    put_before,
)

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
    economy = find_economy(result, economy)  # refuses an unknown economy or basket
    if basket is not None:
        result.position(basket)
    wanted = result.baskets if basket is None else (basket,)
    return Page(
        partial(_page, result, economy, wanted),
        chosen,
        partial(_data, result, economy, basket),
        json_name="basket-explanations" if basket is None else "basket-explanation",
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
    blocks.append(Sentence("methodology/wording-ours"))
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
        blocks.append(_price_source(result.prices, cell))
    blocks += _reasons(cell, language)
    converted = [
        *_share(result, cell, language),
        *_dollars(result, cell, language),
        *_parity(result, cell, language),
    ]
    if converted:
        blocks += [i18n.Heading(_say("conversion", language), 3), *converted]
    if cell.flags:
        blocks.append(list_clauses(map(describe_flag, cell.flags)).as_note())
    if share is not None:
        verdict = compare_with_target(result.methodology.document, cell.basket, share)
        blocks += [] if verdict is None else [verdict]
    return blocks


def _price_source(prices: Prices, cell: Provenance) -> Sentence:
    """Return the origin of a price: amount as written, year, source, file and line."""
    columns, row = prices.cells, cell.price_row
    price = describe_money(columns["price"][row], cell.currency)
    stated = put_before(Sentence("explain/given-price"), price)
    details = [Sentence("explain/year", year=int(columns["year"][row]))]
    details += [
        isolate_text(str(columns[key][row]))
        for key in ("operator", "plan", "source", "note")
        if columns[key][row]
    ]
    details += list_address(prices.address(row))
    return add_detail(stated, list_clauses(details))


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
    sources = [cell.income]
    if through and cell.rate is not None:
        sources.append(cell.rate)
    return [
        *_formulae(cell, "share", formula, _values(cell), language),
        _list_sources(sources, language),
        Sentence(f"explain/denominator-{_denominator(document, cell)}"),
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
    sources = [cell.rate] if cell.rate is not None else []
    shown = _formulae(cell, "usd", formula, _values(cell), language)
    return [*shown, _list_sources(sources, language)]


def _parity(result: PricedBaskets, cell: Provenance, language: str) -> list[Block]:
    if "ppp" not in cell.amounts or cell.factor is None or cell.ppp is None:
        return []
    formula = list_formulae(result.methodology.document)["basket-ppp"]
    sources = [cell.ppp]
    if cell.currency == DOLLAR and cell.rate is not None:
        # Dollars are not the national currency here: they are converted to it first.
        formula = Quotient(Product((_PRICE, _RATE)), _FACTOR)
        sources.append(cell.rate)
    blocks = _formulae(cell, "ppp", formula, _values(cell), language)
    if cell.moved:
        blocks += _moved_factor(cell, language)
        sources += cell.moved
    return [*blocks, _list_sources(sources, language)]


def _moved_factor(cell: Provenance, language: str) -> list[Block]:
    """Explain how the change of the factor of the whole economy moved the last factor."""
    if cell.ppp is None or cell.factor is None:
        return []
    then, now = (_plain(datum.value) for datum in cell.moved)
    put_in = Product((_plain(cell.ppp.value), Quotient(now, then)))
    moved = Sentence("explain/moved", last=cell.ppp.year, year=cell.moved[1].year)
    equation = Equation((_FACTOR, put_in, shorten(cell.factor, _DECIMALS)))
    return [moved, i18n.Formula(equation, _say("with-numbers", language))]


def _list_sources(sources: Iterable[Datum], language: str) -> Block:
    return i18n.Bullets([_describe_datum(datum).to_text(language) for datum in sources])


def _describe_datum(datum: Datum) -> Sentence:
    """Return a number of the economics with all its known facts."""
    value = describe_money(datum.value, datum.currency) if datum.currency else datum.value
    details = [Sentence("explain/year", year=datum.year)]
    if datum.window:
        is_worded = i18n.has_label("constant-values", f"window-{datum.window}")
        window = (
            Sentence(f"constant-values/window-{datum.window}")
            if is_worded
            else isolate_text(datum.window)
        )
        details.append(Sentence("explain/window", window=window))
    if datum.vintage:
        details.append(Sentence("explain/vintage", vintage=isolate_text(datum.vintage)))
    if datum.source:
        details.append(isolate_text(datum.source))
    details += list_address(datum.address)
    named = put_before(Sentence(f"series/{datum.series}"), value)
    return add_detail(named, list_clauses(details))


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
    return [Sentence("explain/rules").as_note(), i18n.Bullets(lines)]


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


def make_number(value: Fraction | Decimal | int) -> Number:
    """Return an exact number for a formula, cut and marked if its digits do not end."""
    with decimals.exact():
        exact = Fraction(value)
        return shorten(Decimal(exact.numerator) / Decimal(exact.denominator), _PLACES)


def describe_number(value: Fraction | Decimal | int) -> int | Decimal | Sentence:
    """Return an exact number as a figure, with an ellipsis if digits are cut."""
    number = make_number(value)
    if number.cut:
        return Sentence("language/cut", digits=number.value)
    return int(number.value) if number.value == int(number.value) else number.value


def describe_fraction(value: Fraction) -> Sentence:
    """Return a fraction exactly: as a short decimal if possible, else as numerator/denominator."""
    number = make_number(value)
    return list_parts(
        (f"{value.numerator}/{value.denominator}",) if number.cut else (number.value,)
    )


def describe_money(value: Decimal | int | Sentence, currency: str) -> Sentence:
    """Return an amount of money as it was written, with its currency."""
    amount = Sentence("purchases/money", amount=value, currency=currency)
    # They keep their order in right-to-left text.
    return Sentence("language/isolated", number=amount)


def describe_volume(need: str, value: Fraction | None) -> Sentence:
    """Return a volume of a need or a pool; ``None`` means without limit."""
    kind = need.partition("-")[0]
    worded = kind if kind in ("data", "sms") else "calls"
    if value is None:
        volume = Sentence(f"purchases/unlimited-{worded}")
    else:
        volume = Sentence(f"purchases/volume-{worded}", volume=describe_number(value))
    where = _where(need)
    return volume if where is None else add_detail(volume, where)


def _where(need: str) -> Sentence | None:
    """Return destination and period of calls; ``None`` if any are allowed."""
    pool = need.partition("_")[2].replace("_", "-")  # minutes_on_net is a pool of a plan
    if pool in DESTINATIONS:
        return Sentence(f"constant-values/destination-{pool}")
    kind, _, rest = need.partition("-")
    destination = next((key for key in DESTINATIONS if rest.startswith(f"{key}-")), None)
    if kind != "calls" or destination is None:
        return None
    return name_calls(destination, rest.removeprefix(f"{destination}-"))


def allowance_blocks(needs: tuple[Need, ...], language: str) -> list[Block]:
    """Return what a basket needs in a month."""
    needed = [_describe_need(need).to_text(language) for need in needs]
    return [Sentence("purchases/allowance"), i18n.Bullets(needed)]


def _describe_need(need: Need) -> Sentence:
    volume = describe_volume(need.id, need.volume)
    if need.calls is None:
        return volume
    count = describe_number(need.calls)
    return list_parts((volume, Sentence("purchases/number-of-calls", count=count)))


def purchase_blocks(
    bought: Purchase, language: str, address: Callable[[int], Address] | None = None
) -> list[Block]:
    """Return the purchase, in a form to be checked by hand."""
    blocks: list[Block] = [
        i18n.Heading(i18n.text("purchases", "title", language), 3),
        _operator(bought),
        Sentence(
            "purchases/coverage",
            coverage=_name_rule("coverage", bought.coverage),
            days=bought.month_days,
        ),
    ]
    points = [_line(line, bought, address) for line in bought.lines]
    points += [_beyond(use, bought) for use in bought.beyond]
    blocks.append(i18n.Bullets([point.to_text(language) for point in points]))
    blocks += _list_included(bought)
    caption = i18n.text("purchases", "total", language, currency=bought.currency)
    blocks += [i18n.Formula(_total(bought), caption), _proof(bought)]
    blocks += _others(bought, language)
    for key, findings in (("notes", bought.notes), ("left-out", bought.left_out)):
        title = Sentence(f"purchases/{key}", count=len(findings))
        blocks += _list(title, tuple(findings), language)
    return blocks


def _name_rule(key: str, value: str) -> Sentence:
    return Sentence(f"constant-values/{key}-{value}")


def _operator(bought: Purchase) -> Sentence:
    operator = isolate_text(bought.operator)
    choice = (
        Sentence("purchases/chosen-largest-share", operator=operator, share=bought.market_share)
        if bought.chosen == "largest-share"
        else Sentence("purchases/chosen-only-operator", operator=operator)
    )
    if not bought.payment:
        return choice
    payment = _name_rule("payment", bought.payment)
    return add_sentence(choice, Sentence("purchases/payment", payment=payment))


def _line(line: Line, bought: Purchase, address: Callable[[int], Address] | None) -> Sentence:
    """Return a plan or add-on as a line of clauses: count, price, volumes."""
    name = isolate_text(line.name or line.id)
    price = describe_money(line.price, bought.currency)
    parts = [Sentence("purchases/line", count=line.count, name=name, price=price)]
    if line.validity is None:
        parts.append(Sentence("purchases/lasts-month"))
    else:
        parts.append(Sentence("purchases/lasts", days=describe_number(line.validity)))
    volumes = [
        describe_volume(need, amount)
        for need, amount in line.gives.items()
        if amount is None or amount > 0
    ]
    if volumes:
        covered = min(line.count * line.days, Fraction(bought.month_days))
        parts.append(Sentence("purchases/covers", days=describe_number(covered)))
        parts.append(Sentence("purchases/gives", volumes=tuple(volumes)))
    if line.tax_rate is not None:
        parts.append(Sentence("purchases/tax", rate=line.tax_rate))
    if line.part != 1:
        parts.append(Sentence("purchases/part", part=describe_fraction(line.part)))
    parts.append(_cost(line.cost, bought))
    clauses = list_clauses(parts)
    cells = [] if address is None else list_address(address(line.row))
    return add_detail(clauses, cells[0]) if cells else clauses


def _cost(cost: Fraction, bought: Purchase) -> Sentence:
    return Sentence("purchases/cost", cost=_exact_money(cost, bought.currency))


def _exact_money(value: Fraction, currency: str) -> Sentence:
    number, listed = make_number(value), catalogue.currencies().get(currency)
    if listed and not number.cut and decimals.decimals_of(number.value) < listed.minor_units:
        return describe_money(decimals.round_half_up(number.value, listed.minor_units), currency)
    return describe_money(describe_number(value), currency)


def _beyond(use: Beyond, bought: Purchase) -> Sentence:
    """Return the use beyond the included volume: volume, rate, set-up charges, cost."""
    volume, rate = describe_volume(use.need, use.volume), _exact_money(use.rate, bought.currency)
    parts = [Sentence("purchases/beyond", volume=volume, rate=rate)]
    if use.setup and use.calls is not None:
        charge = _exact_money(use.setup, bought.currency)
        parts.append(Sentence("purchases/setup", count=describe_number(use.calls), charge=charge))
    return list_clauses([*parts, _cost(use.cost, bought)])


def _list_included(bought: Purchase) -> list[Block]:
    volumes = [describe_volume(need, amount) for need, amount in bought.included.items() if amount]
    return [Sentence("purchases/included", volumes=tuple(volumes))] if volumes else []


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


def _proof(bought: Purchase) -> Sentence:
    proof = bought.proof
    return Sentence(
        "purchases/proof",
        unit=describe_fraction(proof.unit),
        currency=bought.currency,
        cost=proof.cost,
        bound=proof.bound,
    )


def _others(bought: Purchase, language: str) -> list[Block]:
    """Return the cost of the basket by another way, or the reason why that is impossible."""
    ways = []
    for other in bought.others:
        payment = _name_rule("payment", other.payment) if other.payment else None
        if other.exact is not None:  # the price includes the currency
            price = _exact_money(other.exact, other.currency)
            ways.append(put_before(payment or other.currency, price).to_text(language))
        elif other.reason is not None:
            way = list_parts(part for part in (payment, other.currency) if part)
            words = other.reason.message(language)
            ways.append(i18n.pair(way.to_text(language), words, language))
    return [Sentence("purchases/others"), i18n.Bullets(ways)] if ways else []


def _list(title: Sentence, findings: tuple[Finding, ...], language: str) -> list[Block]:
    messages = [finding.message(language) for finding in findings]
    return [title, i18n.Bullets(list_first(messages, language))] if messages else []


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
