"""The document of sizes: what it holds, and that the digest of the rules holds it."""

from __future__ import annotations

from decimal import Decimal

import pytest

import ictindex as ict
from ictindex.submissions.validation.rules import digest_of, ruleset
from ictindex.submissions.validation.usual_sizes import (
    income_groups,
    read_sizes,
    usual_population,
    usual_sizes,
)


def test_every_price_is_of_an_economy_with_a_known_currency() -> None:
    sizes, economies = usual_sizes(), ict.data.economies()
    assert set(sizes.prices) == {"mobile", "fixed-broadband"}
    for own in sizes.prices.values():
        for economy in own:
            entry = economies.get(economy)
            if entry is not None:
                assert sizes.price_decades("mobile", economy, "no currency") is None


def test_rates_have_a_bound_for_every_income_group() -> None:
    groups = set(income_groups().values())
    assert all(set(bounds) == groups for bounds in usual_sizes().rates.values())


@pytest.mark.parametrize(("decades", "expected"), [(7.3, "20000000"), (5.0, "100000")])
def test_a_size_in_words_has_two_digits(decades: float, expected: str) -> None:
    assert str(usual_population(decades)) == expected


def test_the_digest_of_the_rules_holds_the_sizes_and_the_limits() -> None:
    rules, sizes, limits = ruleset(), read_sizes(), dict(ruleset().limits)
    assert digest_of(rules.rules, sizes, limits) == rules.digest
    limits["part-change"] += 0.001
    assert digest_of(rules.rules, sizes, limits) != rules.digest
    sizes["population"]["CHN"] += Decimal("0.001")
    assert digest_of(rules.rules, sizes, rules.limits) != rules.digest
