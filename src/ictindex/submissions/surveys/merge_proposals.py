"""Proposals of categories to merge so that a refused release passes; each passed the gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ictindex.submissions.surveys.disclosure_gate import (
    Counts,
    Domain,
    Parents,
    ReleaseRules,
    Subject,
    Table,
    Verdict,
    find_leaves,
)

_SHOWN = 3  # proposals
_STEPS = 4  # categories that one proposal merges, one after the other
_OF_ONE = 5.0  # seconds that one proposal may take

Judge = Callable[[Table, Parents, float], Verdict]
Cell = tuple[Subject, Domain]


class _Release(NamedTuple):
    """A release as it would be after merging: its table, categories in order, and sums of them."""

    table: Table
    orders: Mapping[str, tuple[str, ...]]
    parents: Parents
    merged: tuple[str, ...] = ()


class _Step(NamedTuple):
    """Two categories of a breakdown, and how many estimates are lost by merging them."""

    lost: int
    text: str
    breakdown: str
    pair: tuple[str, str]


def propose_merges(
    table: Table,
    exposed: Sequence[Cell],
    rules: ReleaseRules,
    judge: Judge,
    *,
    orders: Mapping[str, Sequence[str]],
    parents: Parents | None = None,
    earlier: Mapping[str, Collection[str]] | None = None,
    seconds: float = 30.0,
) -> tuple[str, ...]:
    """Return which categories to merge so that the whole release passes, least loss first.

    Ages are merged with their neighbours, a breakdown of two categories is left out, and a sum that
    is cut in two is not published. If no single merge is enough, several together are proposed.
    Nothing is proposed that the gate refuses, or that it could not judge in time; nor a merge of
    categories that an ``earlier`` release has, for the difference of the two would be refused.
    """
    end = time.monotonic() + seconds
    ordered = {name: tuple(codes) for name, codes in orders.items()}
    release, left = _Release(table, ordered, parents or {}), tuple(exposed)
    for _ in range(_STEPS):
        passing: list[str] = []
        best: tuple[int, _Release, tuple[Cell, ...]] | None = None
        for step in _list_steps(release, left, rules, earlier or {}):
            if (rest := end - time.monotonic()) <= 0:
                return tuple(passing)
            merged = _merge(release, step)
            exposed_now = judge(merged.table, merged.parents, min(rest, _OF_ONE)).exposed
            if not exposed_now:
                passing.append("; ".join(merged.merged))
            elif best is None or len(exposed_now) < best[0]:
                best = (len(exposed_now), merged, exposed_now)
            if len(passing) == _SHOWN:
                break
        if passing or best is None or best[0] >= len(left):
            return tuple(passing)
        _, release, left = best
    return ()


def _list_steps(
    release: _Release,
    cells: Sequence[Cell],
    rules: ReleaseRules,
    earlier: Mapping[str, Collection[str]],
) -> Iterator[_Step]:
    """Yield the merges by which a cell that was found would not be small, least loss first."""
    steps = set()
    for subject, domain in cells:
        for name, code in sorted(domain):
            codes = release.orders.get(name) or _list_codes(release.table, name)
            if code not in codes:  # a sum: its parts are merged
                continue
            rest = domain - {(name, code)}
            for other in _list_others(name, code, codes):
                if len(codes) > 2 and {code, other} & {*earlier.get(name, ())}:
                    continue
                pair = [
                    release.table.get((subject, rest | {(name, each)})) for each in (code, other)
                ]
                base = sum(each.base or 0 for each in pair if each is not None)
                cases = sum(each.cases or 0 for each in pair if each is not None)
                if rules.is_small(base, cases):
                    continue
                first, second = sorted((code, other), key=codes.index)
                lost = sum((name, other) in each for _, each in release.table)
                text = f"{name}: {first} + {second}"
                steps.add(_Step(lost * (1 + (len(codes) == 2)), text, name, (first, second)))
    shown: set[str] = set()
    for step in sorted(steps):
        if step.text not in shown:
            shown.add(step.text)
            yield step


def _list_others(name: str, code: str, codes: Sequence[str]) -> list[str]:
    if name != "age":
        return [each for each in codes if each != code]
    spot = codes.index(code)
    return [each for n, each in enumerate(codes) if abs(n - spot) == 1]


def _list_codes(table: Table, name: str) -> tuple[str, ...]:
    return tuple(sorted({dict(domain)[name] for _, domain in table if name in dict(domain)}))


def _merge(release: _Release, step: _Step) -> _Release:
    """Return a release in which two categories are one."""
    name, pair = step.breakdown, step.pair
    codes = release.orders.get(name) or _list_codes(release.table, name)
    label = " + ".join(pair)
    order = tuple(label if code == pair[0] else code for code in codes if code != pair[1])
    own = dict(release.parents.get(name, {}))
    leaves = frozenset().union(*find_leaves(pair, own).values())
    cut = {code for code in own if (common := leaves & {*own[code]}) and common != leaves}
    table: dict[Cell, Counts] = {}
    for (subject, domain), counts in release.table.items():
        code = dict(domain).get(name)
        if code in cut or (code is not None and len(order) < 2):
            continue
        if code in pair:
            domain = domain - {(name, code)} | {(name, label)}
        before = table.get((subject, domain), Counts(0, 0))
        table[subject, domain] = Counts(
            (before.base or 0) + (counts.base or 0), (before.cases or 0) + (counts.cases or 0)
        )
    parents = {**release.parents, name: {**own, label: tuple(sorted(leaves))}}
    orders = {**release.orders, name: order}
    return _Release(table, orders, parents, (*release.merged, step.text))
