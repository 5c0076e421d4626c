"""The cheapest way to buy each basket of a document at the tariffs of each economy.

Tariffs come in as a table, the rules from the document; ``offers`` turns rows into offers, the
room ``purchasing`` finds the cheapest purchases and proves them, and a :class:`Purchase` tells
all of it. Where there is no price, a finding names the rule that failed. Conversion comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from types import MappingProxyType

import numpy as np

from ictindex import catalogue
from ictindex.core import arguments
from ictindex.core.errors import CatalogueError, RefusedObservationsError, UsageError
from ictindex.data.tariffs import Tariffs
from ictindex.documents import Document
from ictindex.documents.ipb_rules import Basket, Purchasing
from ictindex.findings import Finding, Findings
from ictindex.ipb import offers as eligibility
from ictindex.ipb.offers import Reckoned, Reckoner
from ictindex.ipb.purchase import Beyond, Line, NoPurchase, Other, Purchase, rounded_half_up
from ictindex.optimisation import Infeasible, Offer, Problem, Solution, solve_all

Cell = tuple[str, str]
Answer = Solution | Infeasible | UsageError
_PREPAID_FIRST = ("prepaid", "postpaid", "")


def cheapest(
    tariffs: Tariffs,
    document: Document,
    economy: str | Sequence[str] | None = None,
    basket: str | Sequence[str] | None = None,
    *,
    year: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Mapping[Cell, Purchase | Finding]:
    """Find the cheapest way to buy the baskets of a document in each economy."""
    # Of each economy and service the operator with the largest market share is taken. Its prepaid
    # and postpaid tariffs are looked at separately, and so are tariffs in different currencies; the
    # cheaper kind of payment is taken, prepaid if they cost the same. Of several ways of the same
    # price, the one with the fewest purchases is told; of these, the one with the most of the offer
    # whose id comes first, then of the second, and so on.
    arguments.require(isinstance(tariffs, Tariffs), "tariffs", "tariffs", tariffs)
    rules = document.purchasing
    if rules is None:
        raise UsageError("compute.needs-observations", document=document.id)
    if tariffs.findings.errors:
        raise RefusedObservationsError("basket.errors-in-tables", faults=tariffs.findings.errors)
    rows = _rows(tariffs)
    economies = sorted({place for place, _ in rows}) if economy is None else _several(economy)
    baskets = _baskets(document, basket)
    shops = [
        _Shop(tariffs, rules, one, place, rows.get((place, one.service), ()), year)
        for place in economies
        for one in baskets
    ]
    problems = [aisle.problem for shop in shops for aisle in shop.aisles]
    answers = iter(solve_all(problems, progress))
    found = {
        (shop.economy, shop.basket.id): shop.decide([next(answers) for _ in shop.aisles])
        for shop in shops
    }
    return MappingProxyType(found)


def _several(wanted: str | Sequence[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _baskets(document: Document, wanted: str | Sequence[str] | None) -> list[Basket]:
    known = {basket.id: basket for basket in document.baskets}
    asked = list(known) if wanted is None else _several(wanted)
    for one in asked:
        if one not in known:
            raise CatalogueError(
                "basket.not-in-document", document=document.id, wanted=one, allowed=tuple(known)
            )
    return [known[one] for one in asked]


def _rows(tariffs: Tariffs) -> dict[Cell, tuple[int, ...]]:
    """Return the rows of each economy and service, in order of their ids."""
    columns = tariffs.columns
    found: dict[Cell, list[int]] = {}
    for row in np.argsort(columns["id"].astype(str), kind="stable").tolist():
        found.setdefault((columns["economy"][row], columns["service"][row]), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


@dataclass
class _Aisle:
    """Offers that combine: of one operator, one kind of payment and one currency."""

    payment: str
    currency: str
    offers: list[Reckoned]
    problem: Problem


@dataclass
class _Shop:
    """A basket in an economy: whose tariffs, which of them, and what the answers amount to."""

    tariffs: Tariffs
    rules: Purchasing
    basket: Basket
    economy: str
    rows: tuple[int, ...]
    year: int | None
    aisles: list[_Aisle] = field(init=False, default_factory=list)
    left_out: list[Finding] = field(init=False, default_factory=list)
    lacks: list[Finding] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._reckoner = Reckoner(self.tariffs, self.rules, self.basket)
        if not self.rows:
            self._lack("basket.no-tariffs", service=self.basket.service)
            return
        chosen = eligibility.operator(self.tariffs, self.rows)
        if isinstance(chosen, eligibility.Undecided):
            self._lack(chosen.code, operators=chosen.operators)
            return
        self.operator = chosen
        kept, self.left_out = eligibility.admitted(self._reckoner, chosen.rows, self.year)
        for payment, currency, rows in self._groups(kept):
            self._enter(payment, currency, [self._reckoner.reckon(row) for row in rows])
        if not self.aisles and not self.lacks:
            self._lack("basket.no-offer-admitted", operator=chosen.name, offers=len(chosen.rows))

    def _lack(self, code: str, **given: object) -> None:
        """Note why there is no price; the codes are worded by the callers' literals."""
        whole = {"economy": self.economy, "basket": self.basket.id, **given}
        self.lacks.append(Finding(code, "information", self.economy, given=whole))

    def _groups(self, rows: Sequence[int]) -> Iterable[tuple[str, str, list[int]]]:
        """Yield rows that combine; a row that states no payment goes with either."""
        columns = self.tariffs.columns
        stated = {columns["payment"][row] for row in rows} - {""} or {""}
        for payment in (one for one in _PREPAID_FIRST if one in stated):
            fits = [row for row in rows if columns["payment"][row] in (payment, "")]
            for currency in sorted({columns["currency"][row] for row in fits}):
                yield payment, currency, [r for r in fits if columns["currency"][r] == currency]

    def _enter(self, payment: str, currency: str, offers: list[Reckoned]) -> None:
        if self.basket.selection == "reference-plan":
            plans = [offer for offer in offers if offer.is_plan]
            marked = [offer for offer in plans if offer.cells["reference"] is True] or plans
            if len(marked) != 1:
                if marked:
                    ids = [str(offer.cells["id"]) for offer in marked]
                    self._lack("basket.no-reference-plan", operator=self.operator.name, offers=ids)
                return
            offers = marked
        offers = self._with_plans(offers)
        if offers:
            self.aisles.append(_Aisle(payment, currency, offers, self._problem(offers)))

    def _with_plans(self, offers: list[Reckoned]) -> list[Reckoned]:
        """Leave out add-ons whose plans are not there."""
        plans = {str(offer.cells["id"]) for offer in offers if offer.is_plan}
        kept = []
        for offer in offers:
            asked = set(str(offer.cells["requires"]).split())
            if offer.is_plan or (asked & plans if asked else plans):
                kept.append(offer)
            else:
                finding = self._reckoner.finding(offer.row, "offer.no-plan", "requires")
                self.left_out.append(finding)
        return kept

    def _problem(self, offers: list[Reckoned]) -> Problem:
        fixed = self.basket.service != "mobile"
        reference = self.basket.selection == "reference-plan"
        plans = {str(o.cells["id"]): n for n, o in enumerate(offers) if o.is_plan}
        return Problem(
            offers=tuple(self._offer(offer, plans, fixed, reference) for offer in offers),
            needs=tuple(need.volume for need in self._reckoner.needs),
            pools=tuple(self._reckoner.pools),
            days=self._reckoner.month if self.rules.coverage == "volume-and-days" else None,
            one_plan=fixed or not self.rules.combinations,
        )

    def _offer(
        self, offer: Reckoned, plans: Mapping[str, int], fixed: bool, reference: bool
    ) -> Offer:
        asked = str(offer.cells["requires"]).split() or list(plans)
        most = None
        if offer.is_plan and offer.validity is None:
            most = 1  # a line or an account; no one opens it twice in a month
        elif offer.is_plan and fixed:
            most = ceil(self._reckoner.month / offer.days)  # one after the other on one line
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

    def _rates(self, offer: Reckoned) -> tuple[Fraction | None, ...]:
        """Return the price of a unit beyond; a call's set-up charge is spread over its minutes."""
        if not any(offer.rates):
            return ()
        return tuple(
            None if rate is None else rate[0] + rate[1] * (need.calls or 0) / need.volume
            for rate, need in zip(offer.rates, self._reckoner.needs, strict=True)
        )

    def decide(self, answers: list[Answer]) -> Purchase | Finding:
        """Return the cheapest answer, or why there is no price."""
        priced: list[tuple[Fraction, int, _Aisle, Solution]] = []
        others: list[Other] = []
        for aisle, answer in zip(self.aisles, answers, strict=True):
            if isinstance(answer, Solution):
                priced.append((answer.cost, len(priced), aisle, answer))
                others.append(Other(aisle.payment, aisle.currency, answer.cost, None))
                continue
            self._explain(aisle, answer)
            others.append(Other(aisle.payment, aisle.currency, None, self.lacks[-1]))
        if not priced:
            return self._none()
        currencies = sorted({aisle.currency for _, _, aisle, _ in priced})
        if len(currencies) > 1:
            self._lack(
                "basket.several-currencies", operator=self.operator.name, currencies=currencies
            )
            return self.lacks[-1]
        _, _, aisle, answer = min(priced, key=lambda one: one[:2])
        own = aisle.payment, aisle.currency
        return self._purchase(
            aisle, answer, tuple(o for o in others if (o.payment, o.currency) != own)
        )

    def _none(self) -> Finding:
        """Return the reason, with the offers that rules left out: they may be the cause."""
        reason = self.lacks[0]
        left_out = list(self.left_out)
        for finding in (f for a in self.aisles for offer in a.offers for f in offer.left_out):
            if finding not in left_out:
                left_out.append(finding)
        return NoPurchase(
            reason.code, reason.level, reason.economy, given=reason.given, left_out=tuple(left_out)
        )

    def _explain(self, aisle: _Aisle, answer: Infeasible | UsageError) -> None:
        given: dict[str, object] = {"operator": self.operator.name, "payment": aisle.payment}
        if isinstance(answer, UsageError):
            self._lack(answer.code, **answer.given, **given)
        elif answer.needs:
            needs = [self._reckoner.needs[need].id for need in answer.needs]
            self._lack("basket.nothing-meets", need=needs, **given)
        else:
            self._lack("basket.no-single-plan", **given)

    def _purchase(self, aisle: _Aisle, answer: Solution, others: tuple[Other, ...]) -> Purchase:
        reckoned = aisle.offers
        places = catalogue.currencies()[aisle.currency].minor_units
        included = {
            need.id: sum((row[n] for row in answer.included), Fraction(0))
            for n, need in enumerate(self._reckoner.needs)
        }
        return Purchase(
            economy=self.economy,
            basket=self.basket.id,
            operator=self.operator.name,
            chosen=self.operator.why,
            market_share=self.operator.share,
            payment=aisle.payment,
            currency=aisle.currency,
            price=rounded_half_up(answer.cost, places),
            exact=answer.cost,
            needs=self._reckoner.needs,
            lines=tuple(
                self._line(offer, count)
                for offer, count in zip(reckoned, answer.counts, strict=True)
                if count
            ),
            beyond=self._beyond(aisle, answer),
            included=included,
            month_days=self.rules.month_days,
            coverage=self.rules.coverage,
            left_out=Findings([*self.left_out, *(f for o in reckoned for f in o.left_out)]),
            notes=Findings(
                f for o, n in zip(reckoned, answer.counts, strict=True) if n for f in o.notes
            ),
            others=others,
            proof=answer.proof,
        )

    def _line(self, offer: Reckoned, count: int) -> Line:
        cells = offer.cells
        gives = {
            columns[0]: amount
            for columns, amount in zip(self._reckoner.pools.values(), offer.amounts, strict=True)
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

    def _beyond(self, aisle: _Aisle, answer: Solution) -> tuple[Beyond, ...]:
        if answer.base is None:
            return ()
        base = aisle.offers[answer.base]
        found = []
        for need, volume, rate in zip(self._reckoner.needs, answer.beyond, base.rates, strict=True):
            if not volume or rate is None:
                continue
            calls = None if need.calls is None else need.calls * volume / need.volume
            cost = volume * rate[0] + (calls or 0) * rate[1]
            found.append(Beyond(base.row, need.id, volume, rate[0], calls, rate[1], cost))
        return tuple(found)
