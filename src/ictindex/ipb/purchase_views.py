"""What was bought for a basket, in words and by hand: allowance, plans, use beyond, total, proof.

Part of the explanation of a basket (``explain``); every figure is a fact of the ``Purchase``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ictindex import catalogue, i18n
from ictindex.core import decimals
from ictindex.findings import Address, Finding
from ictindex.formulas import Equation, Expression, Number, Product, Sum, shortened
from ictindex.i18n.document import Block
from ictindex.results.constants import calls_name

if TYPE_CHECKING:
    from ictindex.ipb.purchase import Beyond, Line, Need, Purchase

_PLACES = 6  # decimals of what is put into a sum; cut and marked, never rounded
_DESTINATIONS = ("on-net", "off-net", "fixed")
_MOST = 12  # more offers that are left out make a list that nobody reads; all are in the purchase


def say(key: str, language: str, **given: object) -> str:
    """Return a phrase about a purchase."""
    return i18n.text("purchases", key, language, **given)


def number_of(value: Fraction | Decimal | int) -> Number:
    """Return an exact number for a formula, cut and marked where it does not end."""
    with decimals.exact():
        exact = Fraction(value)
        return shortened(Decimal(exact.numerator) / Decimal(exact.denominator), _PLACES)


def shown(value: Fraction | Decimal | int, language: str) -> str:
    """Write an exact number for a reader, with an ellipsis where digits are cut."""
    number = number_of(value)
    told = i18n.number(number.value, language)
    return i18n.isolate(f"{told}…", language) if number.cut else told


def ratio(value: Fraction, language: str) -> str:
    """Write a fraction whole: as a decimal where it ends soon, else as numerator/denominator."""
    number = number_of(value)
    if not number.cut:
        return i18n.number(number.value, language)
    return f"{value.numerator}/{value.denominator}"


def money(value: Decimal, currency: str, language: str) -> str:
    """Write an amount of money as it was written, with its currency."""
    amount = say("money", language, amount=i18n.number(value, language), currency=currency)
    return i18n.isolate(amount, language)  # figures and codes keep their order among other words


def volume(need: str, value: Fraction | None, language: str) -> str:
    """Return a volume of a need, or of a pool of needs, in words; ``None`` is without limit."""
    kind = need.partition("-")[0]
    known = kind if kind in ("data", "sms") else "calls"
    if value is None:
        told = say(f"unlimited-{known}", language)
    else:
        told = say(f"volume-{known}", language, volume=shown(value, language))
    where = _where(need, language)
    return i18n.detail(told, where, language) if where else told


def _where(need: str, language: str) -> str:
    """Return destination and period of calls in words; nothing where they may be any."""
    pool = need.partition("_")[2].replace("_", "-")  # minutes_on_net: a pool of a plan
    if pool in _DESTINATIONS:
        return i18n.label("constant-values", f"destination-{pool}", language)
    kind, _, rest = need.partition("-")
    found = next((key for key in _DESTINATIONS if rest.startswith(f"{key}-")), None)
    if kind != "calls" or found is None:
        return ""
    return calls_name(found, rest.removeprefix(f"{found}-"), language)


def allowance(needs: tuple[Need, ...], language: str) -> list[Block]:
    """Return what a basket needs in a month."""
    told = [
        volume(need.id, need.volume, language)
        if need.calls is None
        else i18n.join(
            [
                volume(need.id, need.volume, language),
                say("number-of-calls", language, count=shown(need.calls, language)),
            ],
            language,
        )
        for need in needs
    ]
    return [i18n.Paragraph(say("allowance", language)), i18n.Bullets(told)]


def blocks_of(
    bought: Purchase, language: str, address: Callable[[int], Address] | None = None
) -> list[Block]:
    """Return the purchase, to be checked by hand."""
    blocks: list[Block] = [
        i18n.Heading(say("title", language), 3),
        i18n.Paragraph(_operator(bought, language)),
        i18n.Paragraph(
            say(
                "coverage",
                language,
                coverage=_rule("coverage", bought.coverage, language),
                days=str(bought.month_days),
            )
        ),
    ]
    lines = [_line(line, bought, language, address) for line in bought.lines]
    blocks.append(i18n.Bullets([*lines, *(_beyond(b, bought, language) for b in bought.beyond)]))
    blocks += _included(bought, language)
    blocks.append(i18n.Formula(_total(bought), say("total", language, currency=bought.currency)))
    blocks.append(i18n.Paragraph(_proof(bought, language)))
    blocks += _others(bought, language)
    for key, findings in (("notes", bought.notes), ("left-out", bought.left_out)):
        blocks += _list(say(key, language, count=str(len(findings))), tuple(findings), language)
    return blocks


def _rule(key: str, value: str, language: str) -> str:
    return i18n.label("constant-values", f"{key}-{value}", language)


def _operator(bought: Purchase, language: str) -> str:
    operator = i18n.isolate(i18n.visible(bought.operator), language)
    share = "–" if bought.market_share is None else i18n.number(bought.market_share, language)
    told = (
        say("chosen-largest-share", language, operator=operator, share=share)
        if bought.chosen == "largest-share"
        else say("chosen-only-operator", language, operator=operator)
    )
    if not bought.payment:
        return told
    payment = _rule("payment", bought.payment, language)
    return i18n.sentences(told, say("payment", language, payment=payment), language)


def _line(
    line: Line, bought: Purchase, language: str, address: Callable[[int], Address] | None
) -> str:
    """Return a plan or add-on as a line of clauses: how often, at what price, what it gives."""
    name = i18n.isolate(i18n.visible(line.name or line.id), language)
    price = money(line.price, bought.currency, language)
    told = [say("line", language, count=str(line.count), name=name, price=price)]
    if line.validity is None:
        told.append(say("lasts-month", language))
    else:
        told.append(say("lasts", language, days=shown(line.validity, language)))
    given = [
        volume(need, amount, language)
        for need, amount in line.gives.items()
        if amount is None or amount > 0
    ]
    if given:
        covered = min(line.count * line.days, Fraction(bought.month_days))
        told.append(say("covers", language, days=shown(covered, language)))
        told.append(say("gives", language, volumes=given))
    if line.tax_rate is not None:
        told.append(say("tax", language, rate=i18n.number(line.tax_rate, language)))
    if line.part != 1:
        told.append(say("part", language, part=ratio(line.part, language)))
    told.append(_cost(line.cost, bought, language))
    words = i18n.clauses(told, language)
    if address is None:
        return words
    return i18n.detail(words, address(line.row).show(language), language)


def _cost(cost: Fraction, bought: Purchase, language: str) -> str:
    return say("cost", language, cost=_exact_money(cost, bought.currency, language))


def _exact_money(value: Fraction, currency: str, language: str) -> str:
    number, known = number_of(value), catalogue.currencies().get(currency)
    figure = shown(value, language)
    if known and not number.cut and decimals.decimals_of(number.value) < known.minor_units:
        figure = i18n.number(decimals.round_half_up(number.value, known.minor_units), language)
    amount = say("money", language, amount=figure, currency=currency)
    return i18n.isolate(amount, language)


def _beyond(use: Beyond, bought: Purchase, language: str) -> str:
    """Return use beyond what is included: volume, rate, set-up charges, cost."""
    told = [
        say(
            "beyond",
            language,
            volume=volume(use.need, use.volume, language),
            rate=_exact_money(use.rate, bought.currency, language),
        )
    ]
    if use.setup and use.calls is not None:
        told.append(
            say(
                "setup",
                language,
                count=shown(use.calls, language),
                charge=_exact_money(use.setup, bought.currency, language),
            )
        )
    told.append(_cost(use.cost, bought, language))
    return i18n.clauses(told, language)


def _included(bought: Purchase, language: str) -> list[Block]:
    told = [volume(need, amount, language) for need, amount in bought.included.items() if amount]
    if not told:
        return []
    return [i18n.Paragraph(say("included", language, volumes=told))]


def _total(bought: Purchase) -> Equation:
    """Return the price as the sum of its lines, rounded once."""
    parts: list[Expression] = [
        Product((Number(Decimal(line.count)), number_of(line.unit_cost))) for line in bought.lines
    ]
    for use in bought.beyond:
        parts.append(Product((number_of(use.volume), number_of(use.rate))))
        if use.setup and use.calls is not None:
            parts.append(Product((number_of(use.calls), number_of(use.setup))))
    whole = Sum(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Number(Decimal(0))
    exact = number_of(bought.exact)
    if Fraction(bought.price) == bought.exact:
        return Equation((whole, Number(bought.price)))
    return Equation((whole, exact), bought.price)


def _proof(bought: Purchase, language: str) -> str:
    proof = bought.proof
    return say(
        "proof",
        language,
        unit=ratio(proof.unit, language),
        currency=bought.currency,
        cost=str(proof.cost),
        bound=str(proof.bound),
    )


def _others(bought: Purchase, language: str) -> list[Block]:
    """Return what the basket costs another way, or why it cannot be bought so."""
    told = []
    for other in bought.others:
        payment = _rule("payment", other.payment, language) if other.payment else ""
        if other.exact is not None:  # the price names the currency
            price = _exact_money(other.exact, other.currency, language)
            told.append(i18n.pair(payment or other.currency, price, language))
        elif other.reason is not None:
            way = i18n.join([part for part in (payment, other.currency) if part], language)
            told.append(i18n.pair(way, other.reason.message(language), language))
    return [i18n.Paragraph(say("others", language)), i18n.Bullets(told)] if told else []


def _list(title: str, findings: tuple[Finding, ...], language: str) -> list[Block]:
    if not findings:
        return []
    told = [finding.message(language) for finding in findings[:_MOST]]
    if len(findings) > _MOST:
        count = str(len(findings) - _MOST)
        told.append(i18n.text("views", "more-faults", language, count=count))
    return [i18n.Paragraph(title), i18n.Bullets(told)]


def record_of(bought: Purchase) -> dict[str, Any]:
    """Return a purchase as plain data: numbers as text, fractions as ``a/b``."""

    def plain(value: Fraction | Decimal | None) -> str | None:
        return None if value is None else str(value)

    def volumes(mapping: Mapping[str, Fraction | None]) -> dict[str, str]:
        return {need: "unlimited" if v is None else str(v) for need, v in mapping.items()}

    return {
        "operator": bought.operator,
        "chosen": bought.chosen,
        "market_share": plain(bought.market_share),
        "payment": bought.payment,
        "currency": bought.currency,
        "price": str(bought.price),
        "exact": str(bought.exact),
        "coverage": bought.coverage,
        "month_days": bought.month_days,
        "needs": {need.id: str(need.volume) for need in bought.needs},
        "lines": [
            {
                "id": line.id,
                "name": line.name,
                "kind": line.kind,
                "count": line.count,
                "price": str(line.price),
                "tax_rate": plain(line.tax_rate),
                "validity": plain(line.validity),
                "days": str(line.days),
                "part": str(line.part),
                "unit_cost": str(line.unit_cost),
                "cost": str(line.cost),
                "gives": volumes(line.gives),
            }
            for line in bought.lines
        ],
        "beyond": [
            {
                "need": use.need,
                "volume": str(use.volume),
                "rate": str(use.rate),
                "calls": plain(use.calls),
                "setup": str(use.setup),
                "cost": str(use.cost),
            }
            for use in bought.beyond
        ],
        "included": volumes(dict(bought.included)),
        "others": [
            {
                "payment": other.payment,
                "currency": other.currency,
                "exact": plain(other.exact),
                "reason": None if other.reason is None else other.reason.code,
            }
            for other in bought.others
        ],
        "left_out": [finding.code for finding in bought.left_out],
        "notes": [finding.code for finding in bought.notes],
        "proof": {
            "cost": bought.proof.cost,
            "bound": bought.proof.bound,
            "unit": str(bought.proof.unit),
            "holds": bought.proof.holds,
        },
    }
