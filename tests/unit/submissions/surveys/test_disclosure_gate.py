"""The gate of a release: the cells that it hides, refusals, and what it names to merge."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linked_tables import TOTAL, Code, RandomTables, add_margins, attack_by_finest
from scipy.optimize import linprog

from ictindex.submissions.surveys.disclosure_gate import (
    PRIMARY,
    SECONDARY,
    Counts,
    Domain,
    ReleaseRules,
    Subject,
    Verdict,
    find_domain,
    judge_release,
)
from ictindex.submissions.surveys.merge_proposals import propose_merges

RULES = ReleaseRules(records=10, cases=3, protection=3, variation=30)
USERS: Subject = ("internet-users", "")
NAMES = ("region", "age")
Table = dict[tuple[Subject, Domain], Counts]


def make_table(finest: Mapping[Code, tuple[int, int]], subject: Subject = USERS) -> Table:
    """Return all margins of a table of region and age: users and others of each cell."""
    users = add_margins({cell: pair[0] for cell, pair in finest.items()}, 2)
    others = add_margins({cell: pair[1] for cell, pair in finest.items()}, 2)
    return {
        (subject, name_domain(cell)): Counts(users[cell] + others[cell], users[cell])
        for cell in users
    }


def name_domain(cell: Code) -> Domain:
    return frozenset((name, code) for name, code in zip(NAMES, cell, strict=True) if code != TOTAL)


LARGE = {("N", "young"): (40, 30), ("N", "old"): (20, 50), ("S", "young"): (35, 25)}
FEW = LARGE | {("S", "old"): (4, 3)}


def test_nothing_is_hidden_where_all_have_records() -> None:
    verdict = judge_release(make_table(LARGE | {("S", "old"): (14, 30)}), [], RULES)
    assert (verdict.hidden, verdict.exposed) == ({}, ())


def test_few_records_are_hidden_with_others_that_reveal_them() -> None:
    verdict = judge_release(make_table(FEW), [], RULES)
    reasons = {domain: reason for (_, domain), reason in verdict.hidden.items()}
    assert reasons[name_domain(("S", "old"))] == PRIMARY
    assert list(reasons.values()).count(SECONDARY) >= 3  # a rectangle, at least
    assert verdict.exposed == ()


def test_without_them_the_release_is_refused() -> None:
    verdict = judge_release(make_table(FEW), [], RULES, secondary=False)
    assert verdict.exposed == ((USERS, name_domain(("S", "old"))),)


def test_no_choice_in_time_is_refused() -> None:
    assert judge_release(make_table(FEW), [], RULES, seconds=0).exposed


@pytest.mark.parametrize("pair", [(2, 40), (40, 2), (0, 40)])
def test_a_few_in_the_numerator_or_outside_it_hide_the_share(pair: tuple[int, int]) -> None:
    key = (USERS, name_domain(("S", "old")))
    verdict = judge_release(make_table(LARGE | {("S", "old"): pair}), [], RULES)
    assert verdict.hidden[key] == PRIMARY
    assert key not in verdict.hidden_bases


def test_indicators_with_the_same_bases_share_them() -> None:
    """A base that is hidden for one indicator would be seen in the other."""
    table = make_table(FEW)
    phones = {
        (("mobile-phone-ownership", ""), domain): Counts(base, (base or 0) // 2)
        for (_, domain), (base, _) in table.items()
    }
    verdict = judge_release({**table, **phones}, [], RULES)
    hidden = {domain for _, domain in verdict.hidden_bases}
    assert verdict.exposed == ()
    for domain in hidden:
        assert {(USERS, domain), (("mobile-phone-ownership", ""), domain)} <= verdict.hidden_bases


def test_a_region_and_its_only_province_are_one_count() -> None:
    """Hierarchies follow from breakdowns: a province is in one region alone."""
    finest = {("N", "p1"): (3, 4), ("N", "p2"): (20, 30), ("S", "p3"): (15, 25)}
    verdict = judge_release(make_table(finest), [], RULES)
    hidden = {domain for _, domain in verdict.hidden}
    # Both counts of the province: of itself, and within its region.
    assert {name_domain(("N", "p1")), name_domain((TOTAL, "p1"))} <= hidden
    assert verdict.exposed == ()


def test_records_without_a_region_are_in_no_part() -> None:
    table = make_table(LARGE | {("S", "old"): (14, 30)})
    whole = table[USERS, frozenset()]
    assert whole.base is not None and whole.cases is not None
    table[USERS, frozenset()] = Counts(whole.base + 1, whole.cases + 1)
    assert judge_release(table, [], RULES).exposed == ()


def test_an_earlier_release_of_the_same_counts_changes_nothing() -> None:
    table = make_table(LARGE | {("S", "old"): (14, 30)})
    assert judge_release(table, [table], RULES) == judge_release(table, [], RULES)


@pytest.mark.slow
@settings(max_examples=12)
@given(st.integers(0, 3), st.booleans())
def test_an_earlier_release_that_differs_by_one_record_is_caught(cell: int, uses: bool) -> None:
    finest = LARGE | {("S", "old"): (14, 30)}
    name = sorted(finest)[cell]
    users, others = finest[name]
    before = make_table(finest | {name: (users - uses, others - (not uses))})
    verdict = judge_release(make_table(finest), [before], RULES)
    assert verdict.exposed or (USERS, name_domain(name)) in verdict.hidden
    published = judge_release(make_table(finest), [before], RULES, secondary=False)
    assert (USERS, name_domain(name)) in published.exposed


def test_what_an_earlier_release_published_cannot_be_hidden() -> None:
    table = make_table(FEW)
    assert (USERS, name_domain(("S", "old"))) in judge_release(table, [table], RULES).exposed


def test_earlier_releases_by_other_breakdowns_count_too() -> None:
    """The cross was hidden, and its margin is what it would be computed from."""
    table = make_table(FEW)
    before = {key: counts for key, counts in table.items() if len(key[1]) < 2}
    verdict = judge_release(table, [before], RULES)
    assert verdict.exposed == ()
    assert not {domain for _, domain in verdict.hidden if len(domain) < 2}


def test_the_order_of_rows_does_not_matter() -> None:
    table = make_table(FEW)
    shuffled = dict(random.Random(1).sample(list(table.items()), len(table)))
    both = [judge_release(each, [], RULES, secondary=False) for each in (table, shuffled)]
    assert both[0] == both[1]


AGES = {"age": {"adult": ("middle", "old")}}


def add_adults(table: Table) -> Table:
    """Return a table with a further age that is the sum of two."""
    sums: Table = {}
    for (subject, domain), (base, cases) in table.items():
        age = dict(domain).get("age", "")
        if age in AGES["age"]["adult"]:
            key = (subject, domain - {("age", age)} | {("age", "adult")})
            before = sums.get(key, Counts(0, 0))
            sums[key] = Counts((before.base or 0) + (base or 0), (before.cases or 0) + (cases or 0))
    return {**table, **sums}


THREE = dict.fromkeys(itertools.product("NS", ("young", "middle", "old")), (20, 20))
LITTLE = THREE | {("S", "old"): (4, 3)}


def attack_with_sums(table: Table, hidden: Any, cell: tuple[str, str]) -> tuple[float, float]:
    """Return what the users of a cell can be, from the published bases and users of all others.

    The unknowns are users of the finest cells; each published count of users, those of sums too,
    is one equation. Nothing of the gate is used.
    """
    finest = sorted(THREE)
    ages = {"adult": ("middle", "old")}
    rows, right = [], []
    for (_, domain), counts in table.items():
        if (USERS, domain) in hidden:
            continue
        wanted = dict(domain)
        rows.append(
            [
                float(
                    wanted.get("region", own[0]) == own[0]
                    and own[1] in ages.get(wanted.get("age", own[1]), (wanted.get("age", own[1]),))
                )
                for own in finest
            ]
        )
        right.append(float(counts.cases or 0))
    aim = np.array([float(own == cell) for own in finest])
    ends = [linprog(sign * aim, A_eq=rows, b_eq=right, method="highs") for sign in (1, -1)]
    return ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf


@pytest.mark.slow
def test_a_declared_sum_is_a_constraint_and_no_further_part_of_the_total() -> None:
    """Hiding old and young of both regions is not enough where middle and old are published."""
    table = add_adults(make_table(LITTLE))
    cell = ("S", "old")
    without = judge_release(make_table(LITTLE), [], RULES)
    low, high = attack_with_sums(table, without.hidden, cell)
    declared = judge_release(table, [], RULES, parents=AGES)
    assert declared.exposed == ()
    safe = attack_with_sums(table, declared.hidden, cell)
    assert safe[0] <= 1 + 1e-6 and safe[1] >= 7 - 1e-6
    assert low > 1 + 1e-6 or high < 7 - 1e-6
    published = judge_release(table, [], RULES, parents=AGES, secondary=False)
    assert (USERS, name_domain(cell)) in published.exposed


@pytest.mark.slow
def test_a_sum_that_an_earlier_release_published_is_known() -> None:
    """Young and adults then; young, middle and old now, of which the small one is hidden."""
    table = make_table(LITTLE)
    full = add_adults(table)
    before = {
        key: counts
        for key, counts in full.items()
        if dict(key[1]).get("age") not in ("middle", "old")
    }
    verdict = judge_release(table, [before], RULES, parents=AGES)
    assert verdict.exposed == ()
    union = {**table, **before}
    low, high = attack_with_sums(union, verdict.hidden, ("S", "old"))
    assert low <= 1 + 1e-6 and high >= 7 - 1e-6
    # One more record than then: adults of the south, whose difference is one person.
    less = LITTLE | {("S", "middle"): (19, 20)}
    earlier = {
        key: counts
        for key, counts in add_adults(make_table(less)).items()
        if dict(key[1]).get("age") not in ("middle", "old")
    }
    assert judge_release(full, [earlier], RULES, parents=AGES, secondary=False).exposed


def propose(table: Table, *before: Table, **options: Any) -> tuple[str, ...]:
    """Return the proposals for what the gate refuses when it hides no further cells."""

    def judge(counts: Any, parents: Any, seconds: float) -> Verdict:
        return judge_release(
            counts, before, RULES, parents=parents, secondary=False, seconds=seconds
        )

    verdict = judge(table, options.get("parents"), 5)
    return propose_merges(table, verdict.exposed, RULES, judge, **options)


def test_it_names_what_to_merge_least_loss_first() -> None:
    ages = ("young", "middle", "old")
    finest = dict.fromkeys(itertools.product("NSE", ages), (20, 20)) | {("S", "old"): (4, 3)}
    orders = {"age": ages, "region": ("N", "S", "E")}
    merges = propose(make_table(finest), orders=orders)
    # Ages have one neighbour here; "young" and "old" are not next to each other.
    assert merges == ("age: middle + old", "region: N + S", "region: S + E")


@pytest.mark.slow
def test_no_merge_is_named_that_the_gate_refuses() -> None:
    """Three small cells: no single merge is enough, and the proposal has two."""
    ages = ("a", "b", "c", "d")
    small = {("N", "a"): (4, 3), ("E", "c"): (3, 4), ("S", "d"): (3, 3)}
    finest = dict.fromkeys(itertools.product("NSE", ages), (20, 20)) | small
    table, orders = make_table(finest), {"age": ages, "region": ("N", "S", "E")}
    merges = propose(table, orders=orders)
    assert merges and all(len(merge.split("; ")) == 2 for merge in merges)
    for merge in merges:
        groups = {name: dict[str, str]() for name in NAMES}
        for step in merge.split("; "):
            name, _, codes = step.partition(": ")
            groups[name] |= dict.fromkeys(codes.split(" + "), codes)
        joined: dict[Code, tuple[int, int]] = {}
        for (region, age), pair in finest.items():
            code = (groups["region"].get(region, region), groups["age"].get(age, age))
            old = joined.get(code, (0, 0))
            joined[code] = (old[0] + pair[0], old[1] + pair[1])
        assert judge_release(make_table(joined), [], RULES, secondary=False).exposed == ()
    assert propose(table, orders=orders, seconds=0) == ()


def test_categories_of_an_earlier_release_are_not_merged() -> None:
    """Their difference would be refused; leaving a breakdown out would not."""
    ages = ("young", "middle", "old")
    table, small = make_table(LITTLE), name_domain(("S", "old"))
    before = {key: counts for key, counts in table.items() if key[1] != small}
    orders = {"age": ages, "region": ("N", "S")}
    merges = propose(table, before, orders=orders, earlier=orders)
    assert merges == ("region: N + S",)
    finest = dict.fromkeys(itertools.product("NSE", ages), (20, 20)) | {("S", "old"): (4, 3)}
    table, orders = make_table(finest), {"age": ages, "region": ("N", "S", "E")}
    before = {key: counts for key, counts in table.items() if key[1] != small}
    assert propose(table, before, orders=orders, earlier=orders) == ()


def test_a_sum_that_a_merge_cuts_is_left_out() -> None:
    table = add_adults(make_table(LITTLE | {("S", "young"): (15, 15)}))
    orders = {"age": ("young", "middle", "old"), "region": ("N", "S")}
    merges = propose(table, orders=orders, parents=AGES)
    # Within the sum nothing more is lost; a merge of regions leaves the breakdown out.
    assert merges == ("age: middle + old", "region: N + S")


def test_merging_what_it_names_leaves_nothing_small() -> None:
    finest = FEW | {("S", "young"): (35 + 4, 25 + 3)}
    del finest["S", "old"]
    assert judge_release(make_table(finest), [], RULES).exposed == ()


def test_the_domain_of_an_estimate() -> None:
    row = dict.fromkeys(("sex", "age", "location", "disability", "education", "income"), TOTAL)
    row |= {"sex": "F", "domain": "region=North, South, zone=3"}
    assert find_domain(row, ("sex", "region", "zone")) == {
        ("sex", "F"), ("region", "North, South"), ("zone", "3"),
    }  # fmt: skip


def find_revealed(finest: Mapping[Code, tuple[int, int]], secondary: bool) -> int | None:
    """Attack with all counts that a release says; the number of small counts that follow.

    Users and others are a third breakdown of one table here: another formulation of the same.
    """
    verdict = judge_release(make_table(finest), [], RULES, secondary=secondary)
    if verdict.exposed and secondary:
        return None
    cross = {
        (*cell, answer): count
        for cell, pair in finest.items()
        for answer, count in zip(("yes", "no"), pair, strict=True)
    }
    codes = (*(tuple(sorted({cell[n] for cell in finest})) for n in (0, 1)), ("yes", "no"))
    tables = RandomTables(add_margins(cross, 3), codes)
    published = {}
    for cell, count in tables.counts.items():
        key = (USERS, name_domain(cell[:2]))
        hides = verdict.hidden_bases if cell[2] == TOTAL else verdict.hidden
        if key not in hides:
            published[cell] = count
    revealed = 0
    for cell, count in tables.counts.items():
        base = tables.counts[*cell[:2], TOTAL]
        small = base < RULES.records or (cell[2] != TOTAL and count < RULES.cases)
        if small and base:
            low, high = attack_by_finest(tables, published, cell)
            revealed += low > max(count - 3, 0) + 1e-5 or high < count + 3 - 1e-5
    return revealed


def draw_finest(seed: int) -> dict[Code, tuple[int, int]]:
    rng = random.Random(seed)
    finest: dict[Code, tuple[int, int]] = {
        cell: (rng.randrange(3, 30), rng.randrange(3, 30))
        for cell in itertools.product("NSE", ("young", "old"))
    }
    finest[rng.choice(sorted(finest))] = (rng.randrange(0, 5), rng.randrange(0, 5))
    return finest


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_another_attack_finds_nothing_in_what_passes(seed: int) -> None:
    finest = draw_finest(seed)
    assert find_revealed(finest, secondary=True) in (0, None)
    assert find_revealed(finest, secondary=False)


@pytest.mark.slow
def test_another_attack_on_a_hundred_releases() -> None:
    revealed = [find_revealed(draw_finest(seed), secondary=True) for seed in range(100)]
    assert set(revealed) <= {0, None}
    assert revealed.count(0) > 90
