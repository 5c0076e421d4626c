"""The cheapest way to buy each basket of a document at the tariffs of each economy.

The tariffs are a table, and the rules are those of the document. ``tariff_prices`` turns rows into
offers; the room ``solver`` finds the cheapest purchases and proves them; a :class:`Purchase` has
every fact that is needed to check the price by hand. Volumes and amounts of money are exact
fractions; only ``Purchase.price`` is rounded, once. Where there is no price, a finding names the
rule that is not met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, RefusedObservationsError, UsageError
from ictindex.core.records import Record
from ictindex.data.tariffs import Tariffs
from ictindex.definitions import catalogue
from ictindex.definitions.documents import Document
from ictindex.definitions.documents.ipb_rules import Basket, Purchasing
from ictindex.indices.ipb.solver import Infeasible, Offer, Problem, Proof, Solution, solve_all
from ictindex.indices.ipb.tariff_prices import (
    Need,
    OfferRules,
    PricedOffer,
    Undecided,
    admit_offers,
    choose_operator,
)
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings


@dataclass(frozen=True, slots=True)
class Line(Record):
    """A plan or add-on that was bought.

    Parameters
    ----------
    row : int
        Row of the table of tariffs.
    id, name, kind : str
        As in the table; the kind is ``"plan"`` or ``"add-on"``.
    count : int
        Number of times it was bought.
    price : Decimal
        Price of one, as written in the table.
    tax_rate : Decimal or None
        Tax to be added, in percent; ``None`` where the price includes taxes.
    validity : fraction or None
        Days for which one is valid; ``None`` where the table states none.
    part : fraction
        Part of one purchase that the month pays: 1, unless the document spreads the price.
    unit_cost, cost : fraction
        Cost of one and cost of all, with taxes, for the part that the month pays.
    days : fraction
        Days of the month that one covers.
    gives : mapping of str to fraction or None
        Volume that one gives to each pool; ``None`` is without limit.

    Examples
    --------
    >>> line = Line(
    ...     row=0, id="w", name="Weekly", kind="plan", count=5, price=Decimal(95), tax_rate=None,
    ...     validity=Fraction(7), part=Fraction(1), unit_cost=Fraction(95), cost=Fraction(475),
    ...     days=Fraction(7), gives={"data": Fraction(35000)},
    ... )
    >>> line.count * line.days
    Fraction(35, 1)
    """

    row: int
    id: str
    name: str
    kind: str
    count: int
    price: Decimal
    tax_rate: Decimal | None
    validity: Fraction | None
    part: Fraction
    unit_cost: Fraction
    cost: Fraction
    days: Fraction
    gives: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Beyond:
    """Use beyond what is included, at the rates of a plan that was bought.

    Parameters
    ----------
    row : int
        Row of the plan whose rate is paid.
    need : str
        Id of the need.
    volume : fraction
        MB, messages or minutes.
    rate : fraction
        Price of one, taxes included, without the set-up charge.
    calls : fraction or None
        Calls that pay a set-up charge: the part of the basket's calls that is not included.
    setup : fraction
        Set-up charge of one call, taxes included.
    cost : fraction
        ``volume * rate + calls * setup``.

    Examples
    --------
    >>> Beyond(0, "sms", Fraction(20), Fraction(1, 2), None, Fraction(0), Fraction(10)).cost
    Fraction(10, 1)
    """

    row: int
    need: str
    volume: Fraction
    rate: Fraction
    calls: Fraction | None
    setup: Fraction
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Alternative:
    """Price of the basket with the other kind of payment, or in another currency.

    Parameters
    ----------
    payment, currency : str
        Kind of payment and currency.
    exact : fraction or None
        Price, not rounded; ``None`` where there is none.
    reason : Finding or None
        Reason why there is no price.

    Examples
    --------
    >>> Alternative("postpaid", "MUR", Fraction(300), None).reason is None
    True
    """

    payment: str
    currency: str
    exact: Fraction | None
    reason: Finding | None


@dataclass(frozen=True, slots=True, eq=False)
class Purchase(Record):
    """The cheapest way to buy a basket under the rules of a document.

    Parameters
    ----------
    economy, basket, operator : str
        Economy, basket, and operator whose tariffs are used.
    chosen : str
        Reason for this operator: ``"largest-share"`` or ``"only-operator"``.
    market_share : Decimal or None
        Market share of the operator, in percent.
    payment, currency : str
        Prepaid or postpaid (``""``: not stated), and the currency of the tariffs.
    price : Decimal
        Price of the month, rounded half up to the currency's minor units.
    exact : fraction
        The price before it is rounded.
    needs : tuple of Need
        Needs of the basket.
    lines : tuple of Line
        Plans and add-ons that were bought, in order of the ids.
    beyond : tuple of Beyond
        Use beyond what is included.
    included : mapping
        Volume that plans and add-ons include, by need.
    month_days : int
        Days of the month.
    coverage : str
        ``"volume"`` or ``"volume-and-days"``.
    left_out : Findings
        Offers that the rules leave out, wholly or in part, with the rule.
    notes : Findings
        Offers that are used although the table does not state a fact that a rule asks for.
    others : tuple of Alternative
        Prices that this one was compared with.
    proof : Proof
        Proof that nothing cheaper exists.

    Examples
    --------
    >>> from ictindex.indices.ipb.solver import Proof
    >>> proof = Proof(1, 1, Fraction(1, 100), 2)
    >>> bought = Purchase("MUS", "mobile-data-only", "A", "only-operator", None, "prepaid", "MUR",
    ...                   Decimal("0.01"), Fraction(1, 100), (), (), (), {}, 30, "volume",
    ...                   Findings(), Findings(), (), proof)
    >>> bought.proof.holds, bought.purchases
    (True, 0)
    """

    economy: str
    basket: str
    operator: str
    chosen: str
    market_share: Decimal | None
    payment: str
    currency: str
    price: Decimal
    exact: Fraction
    needs: tuple[Need, ...]
    lines: tuple[Line, ...]
    beyond: tuple[Beyond, ...]
    included: Mapping[str, Fraction]
    month_days: int
    coverage: str
    left_out: Findings
    notes: Findings
    others: tuple[Alternative, ...]
    proof: Proof

    @property
    def purchases(self) -> int:
        """Number of purchases in the month."""
        return sum(line.count for line in self.lines)


_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class NoPurchase(Finding):
    """Reason why a basket has no price, with the offers that rules left out."""

    left_out: tuple[Finding, ...] = ()

    __hash__ = Finding.__hash__

    def message(self, language: str | None = None) -> str:
        """Return the reason, then the rule that each left-out offer does not meet."""
        messages = [Finding.message(self, language)]
        messages += [finding.message(language) for finding in self.left_out[:_MOST_LISTED]]
        rest = len(self.left_out) - _MOST_LISTED
        if rest > 0:
            messages.append(i18n.text("views", "more-faults", language, count=str(rest)))
        return i18n.paragraph(messages, language)


def round_fraction(exact: Fraction, places: int) -> Decimal:
    r"""Round a fraction half up to decimal places: the only rounding of a purchase.

    .. math:: 10^{-p} \lfloor x\, 10^{p} + \tfrac12 \rfloor, \quad x \ge 0
    """
    scaled = exact * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


Cell = tuple[str, str]
_Answer = Solution | Infeasible | UsageError
_PREPAID_FIRST = ("prepaid", "postpaid", "")


def find_cheapest(
    tariffs: Tariffs,
    document: Document,
    economy: str | Sequence[str] | None = None,
    basket: str | Sequence[str] | None = None,
    *,
    year: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Mapping[Cell, Purchase | Finding]:
    """Find the cheapest way to buy the baskets of a document in each economy."""
    # Each economy and service is priced at the operator with the largest market share. Its prepaid
    # and postpaid tariffs are priced separately, and so are tariffs in different currencies; the
    # price is that of the cheaper kind of payment, prepaid if both cost the same. Of several
    # purchases of the same price the answer is the one with the fewest items; of these, the one
    # with the most of the offer whose id comes first, then of the second, and so on.
    arguments.require(isinstance(tariffs, Tariffs), "tariffs", "tariffs", tariffs)
    rules = document.purchasing
    if rules is None:
        raise UsageError("compute.needs-observations", document=document.id)
    if tariffs.findings.errors:
        raise RefusedObservationsError("basket.errors-in-tables", faults=tariffs.findings.errors)
    rows = _rows(tariffs)
    economies = sorted({economy for economy, _ in rows}) if economy is None else _as_list(economy)
    baskets = _baskets(document, basket)
    markets = [
        _Market(tariffs, rules, wanted, code, rows.get((code, wanted.service), ()), year)
        for code in economies
        for wanted in baskets
    ]
    problems = [group.problem for market in markets for group in market.groups]
    answers = iter(solve_all(problems, progress))
    purchases = {
        (market.economy, market.basket.id): market.decide([next(answers) for _ in market.groups])
        for market in markets
    }
    return MappingProxyType(purchases)


def _as_list(wanted: str | Sequence[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _baskets(document: Document, wanted: str | Sequence[str] | None) -> list[Basket]:
    baskets = {basket.id: basket for basket in document.baskets}
    ids = list(baskets) if wanted is None else _as_list(wanted)
    for basket in ids:
        if basket not in baskets:
            raise CatalogueError(
                "basket.not-in-document",
                document=document.id,
                wanted=basket,
                allowed=tuple(baskets),
            )
    return [baskets[basket] for basket in ids]


def _rows(tariffs: Tariffs) -> dict[Cell, tuple[int, ...]]:
    """Return the rows of each economy and service, in order of their ids."""
    columns = tariffs.cells
    ids = columns["id"]
    grouped: dict[Cell, list[int]] = {}
    for row in sorted(range(len(ids)), key=lambda row: str(ids[row])):
        grouped.setdefault((columns["economy"][row], columns["service"][row]), []).append(row)
    return {key: tuple(rows) for key, rows in grouped.items()}


@dataclass
class _OfferGroup:
    """Offers that combine: of one operator, one kind of payment and one currency."""

    payment: str
    currency: str
    offers: list[PricedOffer]
    problem: Problem


@dataclass
class _Market:
    """A basket in an economy: its operator, its groups of offers, and the price by the answers."""

    tariffs: Tariffs
    rules: Purchasing
    basket: Basket
    economy: str
    rows: tuple[int, ...]
    year: int | None
    groups: list[_OfferGroup] = field(init=False, default_factory=list)
    left_out: list[Finding] = field(init=False, default_factory=list)
    reasons: list[Finding] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._offer_rules = OfferRules(self.tariffs, self.rules, self.basket)
        if not self.rows:
            self._add_reason("basket.no-tariffs", service=self.basket.service)
            return
        chosen = choose_operator(self.tariffs, self.rows)
        if isinstance(chosen, Undecided):
            self._add_reason(chosen.code, operators=chosen.operators)
            return
        self.operator = chosen
        kept, self.left_out = admit_offers(self._offer_rules, chosen.rows, self.year)
        for payment, currency, rows in self._groups(kept):
            self._enter(payment, currency, [self._offer_rules.price_offer(row) for row in rows])
        if not self.groups and not self.reasons:
            self._add_reason(
                "basket.no-offer-admitted", operator=chosen.name, offers=len(chosen.rows)
            )

    def _add_reason(self, code: str, **facts: object) -> None:
        """Note the reason why there is no price."""
        own = {"economy": self.economy, "basket": self.basket.id, **facts}
        self.reasons.append(Finding(code, "information", self.economy, details=own))

    def _groups(self, rows: Sequence[int]) -> Iterable[tuple[str, str, list[int]]]:
        """Yield rows that combine; a row that states no payment combines with both kinds."""
        columns = self.tariffs.cells
        stated = {columns["payment"][row] for row in rows} - {""} or {""}
        for payment in (kind for kind in _PREPAID_FIRST if kind in stated):
            fits = [row for row in rows if columns["payment"][row] in (payment, "")]
            for currency in sorted({columns["currency"][row] for row in fits}):
                yield payment, currency, [r for r in fits if columns["currency"][r] == currency]

    def _enter(self, payment: str, currency: str, offers: list[PricedOffer]) -> None:
        if self.basket.selection == "reference-plan":
            plans = [offer for offer in offers if offer.is_plan]
            marked = [offer for offer in plans if offer.cells["reference"] is True] or plans
            if len(marked) != 1:
                if marked:
                    ids = [str(offer.cells["id"]) for offer in marked]
                    self._add_reason(
                        "basket.no-reference-plan", operator=self.operator.name, offers=ids
                    )
                return
            offers = marked
        offers = self._with_plans(offers)
        if offers:
            self.groups.append(_OfferGroup(payment, currency, offers, self._problem(offers)))

    def _with_plans(self, offers: list[PricedOffer]) -> list[PricedOffer]:
        """Leave out add-ons whose plans are not on offer."""
        plans = {str(offer.cells["id"]) for offer in offers if offer.is_plan}
        kept = []
        for offer in offers:
            asked = set(str(offer.cells["requires"]).split())
            if offer.is_plan or (asked & plans if asked else plans):
                kept.append(offer)
            else:
                finding = self._offer_rules.make_finding(offer.row, "offer.no-plan", "requires")
                self.left_out.append(finding)
        return kept

    def _problem(self, offers: list[PricedOffer]) -> Problem:
        fixed = self.basket.service != "mobile"
        reference = self.basket.selection == "reference-plan"
        plans = {str(o.cells["id"]): n for n, o in enumerate(offers) if o.is_plan}
        return Problem(
            offers=tuple(self._offer(offer, plans, fixed, reference) for offer in offers),
            needs=tuple(need.volume for need in self._offer_rules.needs),
            pools=tuple(self._offer_rules.pools),
            days=self._offer_rules.month if self.rules.coverage == "volume-and-days" else None,
            one_plan=fixed or not self.rules.combinations,
        )

    def _offer(
        self, offer: PricedOffer, plans: Mapping[str, int], fixed: bool, reference: bool
    ) -> Offer:
        asked = str(offer.cells["requires"]).split() or list(plans)
        most = None
        if offer.is_plan and offer.validity is None:
            most = 1  # a line or an account: nobody opens it twice in a month
        elif offer.is_plan and fixed:
            most = ceil(self._offer_rules.month / offer.days)  # one after the other on one line
        return Offer(
            str(offer.cells["id"]),
            offer.unit_cost,
            offer.amounts,
            days=offer.days,
            is_plan=offer.is_plan,
            requires=() if offer.is_plan else tuple(plans[o] for o in asked if o in plans),
            rates=self._rates(offer),
            most=most,
            least=int(offer.is_plan and reference),
        )

    def _rates(self, offer: PricedOffer) -> tuple[Fraction | None, ...]:
        """Return prices of a unit beyond; set-up charges of calls are spread over the minutes."""
        if not any(offer.rates):
            return ()
        return tuple(
            None if rate is None else rate[0] + rate[1] * (need.calls or 0) / need.volume
            for rate, need in zip(offer.rates, self._offer_rules.needs, strict=True)
        )

    def decide(self, answers: list[_Answer]) -> Purchase | Finding:
        """Return the cheapest answer, or the reason why there is no price."""
        priced: list[tuple[Fraction, int, _OfferGroup, Solution]] = []
        others: list[Alternative] = []
        for group, answer in zip(self.groups, answers, strict=True):
            if isinstance(answer, Solution):
                priced.append((answer.cost, len(priced), group, answer))
                others.append(Alternative(group.payment, group.currency, answer.cost, None))
                continue
            self._explain(group, answer)
            others.append(Alternative(group.payment, group.currency, None, self.reasons[-1]))
        if not priced:
            return self._none()
        currencies = sorted({group.currency for _, _, group, _ in priced})
        if len(currencies) > 1:
            self._add_reason(
                "basket.several-currencies", operator=self.operator.name, currencies=currencies
            )
            return self.reasons[-1]
        _, _, group, answer = min(priced, key=lambda choice: choice[:2])
        own = group.payment, group.currency
        return self._purchase(
            group, answer, tuple(o for o in others if (o.payment, o.currency) != own)
        )

    def _none(self) -> Finding:
        """Return the reason, with the offers that rules left out: they may be the cause."""
        reason = self.reasons[0]
        left_out = list(self.left_out)
        for finding in (f for a in self.groups for offer in a.offers for f in offer.left_out):
            if finding not in left_out:
                left_out.append(finding)
        return NoPurchase(
            reason.code,
            reason.level,
            reason.economy,
            details=reason.details,
            left_out=tuple(left_out),
        )

    def _explain(self, group: _OfferGroup, answer: Infeasible | UsageError) -> None:
        facts: dict[str, object] = {"operator": self.operator.name, "payment": group.payment}
        if isinstance(answer, UsageError):
            self._add_reason(answer.code, **answer.details, **facts)
        elif answer.needs:
            needs = [self._offer_rules.needs[need].id for need in answer.needs]
            self._add_reason("basket.nothing-meets", need=needs, **facts)
        else:
            self._add_reason("basket.no-single-plan", **facts)

    def _purchase(
        self, group: _OfferGroup, answer: Solution, others: tuple[Alternative, ...]
    ) -> Purchase:
        offers = group.offers
        places = catalogue.currencies()[group.currency].minor_units
        included = {
            need.id: sum((row[n] for row in answer.included), Fraction(0))
            for n, need in enumerate(self._offer_rules.needs)
        }
        return Purchase(
            economy=self.economy,
            basket=self.basket.id,
            operator=self.operator.name,
            chosen=self.operator.why,
            market_share=self.operator.share,
            payment=group.payment,
            currency=group.currency,
            price=round_fraction(answer.cost, places),
            exact=answer.cost,
            needs=self._offer_rules.needs,
            lines=tuple(
                self._line(offer, count)
                for offer, count in zip(offers, answer.counts, strict=True)
                if count
            ),
            beyond=self._beyond(group, answer),
            included=included,
            month_days=self.rules.month_days,
            coverage=self.rules.coverage,
            left_out=Findings([*self.left_out, *(f for o in offers for f in o.left_out)]),
            notes=Findings(
                f for o, n in zip(offers, answer.counts, strict=True) if n for f in o.notes
            ),
            others=others,
            proof=answer.proof,
        )

    def _line(self, offer: PricedOffer, count: int) -> Line:
        cells = offer.cells
        gives = {
            columns[0]: amount
            for columns, amount in zip(self._offer_rules.pools.values(), offer.amounts, strict=True)
            if amount != 0
        }
        return Line(
            row=offer.row,
            id=str(cells["id"]),
            name=str(cells["name"]),
            kind=str(cells["kind"]),
            count=count,
            price=cells["price"],
            tax_rate=None if cells["tax_included"] is not False else cells["tax_rate"],
            validity=offer.validity,
            part=offer.part,
            unit_cost=offer.unit_cost,
            cost=offer.unit_cost * count,
            days=offer.days,
            gives=gives,
        )

    def _beyond(self, group: _OfferGroup, answer: Solution) -> tuple[Beyond, ...]:
        if answer.base is None:
            return ()
        base = group.offers[answer.base]
        uses = []
        for need, volume, rate in zip(
            self._offer_rules.needs, answer.beyond, base.rates, strict=True
        ):
            if not volume or rate is None:
                continue
            calls = None if need.calls is None else need.calls * volume / need.volume
            cost = volume * rate[0] + (calls or 0) * rate[1]
            uses.append(Beyond(base.row, need.id, volume, rate[0], calls, rate[1], cost))
        return tuple(uses)
