"""A confidential value that sums, parts or rates give back is found, with what would protect it."""

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.rules import ruleset
from ictindex.submissions.validation.secondary_disclosure import (
    WIDTH,
    Disclosure,
    find_disclosures,
    name_cell,
)

BROADBAND, MOBILE = "fixed-broadband-subscriptions", "mobile-cellular-subscriptions"
TELEPHONE = "fixed-telephone"
# Sums that agree; 300 000 - 100 000 - 90 000 - 21 877 = 88 123.
COUNTS = {
    f"{MOBILE}-count": 900_000,
    f"{MOBILE}-prepaid": 600_000,
    f"{MOBILE}-postpaid": 300_000,
    f"{BROADBAND}-count": 300_000,
    f"{BROADBAND}-cable": 100_000,
    f"{BROADBAND}-dsl": 90_000,
    f"{BROADBAND}-fibre": 88_123,
    f"{BROADBAND}-other": 21_877,
    f"{BROADBAND}-below-2-mbit": 10_000,
    f"{BROADBAND}-2-to-10-mbit": 40_000,
    f"{BROADBAND}-10-mbit-or-more": 250_000,
    f"{BROADBAND}-10-to-30-mbit": 50_000,
    f"{BROADBAND}-30-to-100-mbit": 60_000,
    f"{BROADBAND}-100-mbit-to-1-gbit": 65_000,
    f"{BROADBAND}-1-gbit-or-more": 75_000,
    f"{TELEPHONE}-subscriptions-count": 120_000,
    f"{TELEPHONE}-analogue": 50_000,
    f"{TELEPHONE}-isdn": 20_000,
    f"{TELEPHONE}-payphones": 1_000,
    f"{TELEPHONE}-voip": 40_000,
    f"{TELEPHONE}-wireless": 9_000,
}
SUMS = [
    (check.whole, check.parts)
    for rule in ruleset().rules.values()
    for check in rule.checks
    if isinstance(check, parameters.Sum)
]


def table(values: Mapping[str, object], closed: tuple[str, ...] = ()) -> ict.Observations:
    rows = [
        {
            "economy": "XAA",
            "indicator": indicator,
            "year": 2025,
            "value": value,
            "conf_status": "C" if indicator in closed else "F",
            "source_class": "auxiliary" if indicator == "population" else "official-submission",
        }
        for indicator, value in values.items()
    ]
    return ict.read_observations(pd.DataFrame(rows))


def disclose(values: Mapping[str, object], *closed: str) -> dict[str, Disclosure]:
    return {name_cell(each.cell): each for each in find_disclosures(table(values, closed))}


def test_the_hidden_part_of_a_sum_is_found_with_the_least_cell_to_close() -> None:
    fibre = f"{BROADBAND}-fibre"
    (disclosure,) = find_disclosures(table(COUNTS, (fibre,)))
    assert (disclosure.economy, disclosure.year, name_cell(disclosure.cell)) == ("XAA", 2025, fibre)
    assert set(map(name_cell, disclosure.sources)) == {
        f"{BROADBAND}-{name}" for name in ("count", "cable", "dsl", "other")
    }
    assert list(map(name_cell, disclosure.close)) == [f"{BROADBAND}-other"]
    assert not disclose(COUNTS, fibre, f"{BROADBAND}-other")


def test_the_table_holds_every_cell_of_every_sum_of_the_rules() -> None:
    assert {name for whole, parts in SUMS for name in (whole, *parts)} == set(COUNTS)
    assert all(COUNTS[whole] == sum(COUNTS[part] for part in parts) for whole, parts in SUMS)


@pytest.mark.slow
@small_cases("cell", COUNTS)
def test_each_cell_of_the_sums_follows_if_it_is_closed_alone(cell: str) -> None:
    (disclosure,) = disclose(COUNTS, cell).values()
    assert not disclose(COUNTS, cell, *map(name_cell, disclosure.close))


def follows_by_subtraction(closed: frozenset[str]) -> bool:
    """Tell whether a sum with one unknown cell, again and again, gives back any closed cell."""
    unknown = set(closed)
    while True:
        solved = {
            next(iter(unknown & {whole, *parts}))
            for whole, parts in SUMS
            if len(unknown & {whole, *parts}) == 1
        }
        if not solved:
            return unknown != set(closed)
        unknown -= solved


def close(counts: ict.Observations, closed: frozenset[str]) -> ict.Observations:
    """Return counts of which some are confidential; reading 210 tables would take seconds."""
    marks = tuple("C" if name in closed else "F" for name in counts.cells["indicator"])
    return replace(counts, cells={**counts.cells, "conf_status": marks})


@pytest.mark.slow
def test_of_210_pairs_of_cells_179_disclose_a_value() -> None:
    pairs = [frozenset(pair) for pair in itertools.combinations(COUNTS, 2)]
    counts = table(COUNTS)
    leaking = [pair for pair in pairs if any(find_disclosures(close(counts, pair)))]
    assert leaking == [pair for pair in pairs if follows_by_subtraction(pair)]
    # Counted by hand: 31 pairs are parts of one sum and of no other equation.
    assert (len(pairs), len(leaking)) == (210, 179)


def test_two_equations_together_give_back_what_neither_gives_alone() -> None:
    # prepaid + postpaid = count, and the rate gives the count; neither of the two is published.
    values = {f"{MOBILE}-prepaid": 600_000, f"{MOBILE}-postpaid": 300_000}
    values |= {MOBILE: 90, "population": 1_000_000}
    assert "mobile-cellular-subscriptions-postpaid" in disclose(values, f"{MOBILE}-postpaid")
    assert not disclose({**values, MOBILE: None}, f"{MOBILE}-postpaid")


def test_every_rate_gives_back_its_count_and_its_count_the_rate() -> None:
    for rate, rule in catalogue.rate_rules().items():
        values: dict[str, object] = {rule.numerator: 90_000, rate: 25}
        values |= dict.fromkeys(rule.denominators, 50)
        for closed in (rate, rule.numerator):
            assert closed in disclose(values, closed), (rate, closed)


def test_the_rates_of_the_rules_are_rates_of_the_catalogue() -> None:
    of_rules = {
        (check.rate, check.numerator, *check.denominators)
        for rule in ruleset().rules.values()
        for check in rule.checks
        if isinstance(check, parameters.Quotient)
    }
    of_catalogue = {(rate, *rule.operands) for rate, rule in catalogue.rate_rules().items()}
    assert of_rules <= of_catalogue


def test_a_rounded_rate_says_a_count_only_if_its_interval_is_narrow() -> None:
    # Half a unit of the last digit of 2.5 is 2 % of it; of 0.3 it is 17 %.
    count = f"{BROADBAND}-count"
    for rate, says in (("2.5", True), ("0.3", False)):
        values = {count: 1_000, BROADBAND: rate, "population": 40_000}
        half = 0.05 / float(rate)
        assert (count in disclose(values, count)) == says == (half <= WIDTH)


def test_a_population_is_never_the_cell_to_close() -> None:
    values = {f"{BROADBAND}-count": 25_300, BROADBAND: 25.3, "population": 100_000}
    (disclosure,) = disclose(values, f"{BROADBAND}-count").values()
    assert list(map(name_cell, disclosure.close)) == [BROADBAND]


def test_the_parts_of_a_total_of_zero_are_zero() -> None:
    zero = {f"{MOBILE}-count": 0, f"{MOBILE}-prepaid": 0, f"{MOBILE}-postpaid": 0}
    both = (f"{MOBILE}-prepaid", f"{MOBILE}-postpaid")
    assert set(disclose(zero, *both)) == set(both)
    assert not disclose(COUNTS, *both)


def test_the_parts_of_a_breakdown_that_adds_up_are_cells_too() -> None:
    parts = {"_T": 100, "F": 48, "M": 52}

    def rows(indicator: str) -> ict.Observations:
        return ict.read_observations(
            pd.DataFrame(
                {
                    "economy": ["XAA"] * 3,
                    "indicator": [indicator] * 3,
                    "year": [2025] * 3,
                    "value": list(parts.values()),
                    "sex": list(parts),
                    "conf_status": ["F", "C", "F"],
                }
            )
        )

    (disclosure,) = find_disclosures(rows("population"))
    assert name_cell(disclosure.cell) == "population@sex=F"
    assert not list(find_disclosures(rows("internet-users")))  # rates do not add up


def test_a_suppressed_cell_without_a_value_follows_too() -> None:
    values = {**COUNTS, f"{MOBILE}-prepaid": None}
    rows = table(values)
    assert not list(find_disclosures(rows))  # not available: nothing is hidden
    frame = rows.to_frame()
    frame.loc[frame["indicator"] == f"{MOBILE}-prepaid", "status"] = "Q"
    own = frame[["economy", "indicator", "year", "value", "status"]]
    (disclosure,) = find_disclosures(ict.read_observations(own))
    assert name_cell(disclosure.cell) == f"{MOBILE}-prepaid"


def test_the_finding_does_not_state_the_value() -> None:
    (disclosure,) = find_disclosures(table(COUNTS, (f"{BROADBAND}-fibre",)))
    finding = disclosure.finding("archive.follows")
    for language in ("ar", "en", "es", "fr", "ru", "zh"):
        assert f"{BROADBAND}-other" in finding.remedy(language)
        assert "88123" not in finding.advice(language).replace(" ", "").replace("\u202f", "")


def test_another_year_and_another_economy_give_nothing_away() -> None:
    frame = table(COUNTS, (f"{BROADBAND}-fibre",)).to_frame()
    own = frame[["economy", "indicator", "year", "value", "conf_status"]].copy()
    own.loc[own["indicator"] == f"{BROADBAND}-other", "year"] = 2024
    assert not list(find_disclosures(ict.read_observations(own)))
