"""The affordability target of an edition of the price basket: its limit, baskets, income groups."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from ictindex.definitions import catalogue
from ictindex.definitions.documents.ipb_rules import Affordability
from ictindex.indices.index_protocols import methodology


@lru_cache(maxsize=8)
def target_rule(edition: int | None) -> Affordability | None:
    """Return the target of an edition; ``None`` where its methodology has none."""
    if edition is None:
        return None
    return methodology("ipb", edition=edition).document.affordability


@lru_cache(maxsize=8)
def _income_groups(edition: int | None) -> dict[str, str]:
    listing = catalogue.groupings().get(("income-group", f"ipb-{edition}"))
    groups = {} if listing is None else listing.groups
    return {economy: group for group, members in groups.items() for economy in members}


def find_target(edition: int | None, economy: str, basket: str) -> Decimal | None:
    """Return the target, in percent of income, if it applies to the economy and the basket."""
    rule = target_rule(edition)
    if rule is None or basket not in rule.baskets:
        return None
    group = _income_groups(edition).get(economy)
    return Decimal(rule.target) if group in rule.income_groups else None
