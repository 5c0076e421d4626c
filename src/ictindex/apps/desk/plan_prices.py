"""The price baskets at the plans of a submission, and the reasons for missing prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ictindex.apps.desk.country_inputs import InputTables
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnknownMethodologyError
from ictindex.data.economics import Economics
from ictindex.data.tariffs import Tariffs
from ictindex.indices import index_protocols as indices
from ictindex.language.findings import Finding
from ictindex.submissions.validation.responses import key_of
from ictindex.submissions.validation.subject import row_of

if TYPE_CHECKING:
    from ictindex.indices.ipb.economy_prices import EconomyPrice
    from ictindex.indices.results.methodology import Methodology

FAULTY_PLANS = "country-result.plans-faulty"


@dataclass(frozen=True, slots=True)
class PlanTables:
    """The plans of an economy, and the tables that convert their prices."""

    inputs: InputTables
    tariffs: Tariffs | None
    economics: Economics | None


@dataclass(frozen=True, slots=True)
class PricedPlans:
    """The baskets at the plans of a year; none if there are no plans."""

    prices: tuple[EconomyPrice, ...] = ()
    year: int | None = None


def price_plans(edition: int | None, offered: int | None, tables: PlanTables) -> PricedPlans:
    """Price the baskets of the edition at the plans of an economy."""
    plans = tables.tariffs
    if plans is None or not len(plans) or edition is None:
        return PricedPlans()
    chosen = _methodology(edition)
    if chosen is None:
        return PricedPlans()
    if offered is None:
        years = chosen.document.years
        offered = edition + (0 if years is None else years.reference)
    return PricedPlans(_prices(chosen, plans, edition, offered, tables), offered)


def _methodology(edition: int) -> Methodology | None:
    """Return the methodology of the price basket for an edition, or the last one after it."""
    try:
        return indices.methodology("ipb", edition=edition, provisional=True)
    except UnknownMethodologyError:
        return None


def _prices(
    chosen: Methodology, tariffs: Tariffs, edition: int, offered: int, tables: PlanTables
) -> tuple[EconomyPrice, ...]:
    """Price the baskets; those of a service with a faulty plan have no price."""
    from ictindex.indices.ipb.economy_prices import price_economy

    economy = tables.inputs.economy
    plans = _kept_plans(tariffs, tables)
    faulty = frozenset(plans.faulty_rows())
    services = {plans.cells["service"][row] for row in faulty}
    sound = plans.take([row for row in range(len(plans)) if row not in faulty])
    prices = price_economy(
        chosen.document, sound, tables.economics, economy, edition=edition, year=offered
    )
    service_of = {basket.id: basket.service for basket in chosen.document.baskets}
    reason = Finding(FAULTY_PLANS, "information", economy)
    return tuple(
        replace(
            price,
            currency="",
            purchase=None,
            amounts={},
            reasons=dict.fromkeys(("local", "usd", "ppp", "share"), reason),
        )
        if service_of[price.basket] in services
        else price
        for price in prices
    )


def _kept_plans(plans: Tariffs, tables: PlanTables) -> Tariffs:
    """Return the plans of the economy that no answer of the workbook withdraws."""
    submission = tables.inputs.submission
    answers = () if submission is None else submission.answers
    gone = {answer.key[1:] for answer in answers if answer.answer == "withdraw"}
    kept = []
    for row, economy in enumerate(plans.cells["economy"]):
        named = row_of(plans, row)
        key = key_of(("", economy, named.indicator, named.year or 0, named.part, named.written))
        if economy == tables.inputs.economy and key[1:] not in gone:
            kept.append(row)
    return plans.take(kept)
