"""The gate of a release: small counts of the estimates, and those that follow from the others.

Every estimate is three counts, without weights: the records of its base, those in the numerator and
the others. Whoever reads a share with its base knows all three. Each total is the sum of its parts,
and indicators with the same bases share them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

from ictindex.core.data_classes import dataclass
from ictindex.data.io.observation_columns import BREAKDOWNS

TOTAL = "_T"
PRIMARY, SECONDARY = "A", "D"  # the codes of SDMX: small counts; would reveal another value

# Codes by breakdown, without those that are for all.
Domain = frozenset[tuple[str, str]]
Subject = tuple[str, str]  # indicator and item


class Counts(NamedTuple):
    """The records of an estimate: its base, and its numerator; ``None`` where they are hidden."""

    base: int | None
    cases: int | None


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """The thresholds of a release: numbers of records, and a limit in percent."""

    records: int
    cases: int
    protection: int
    variation: int

    def is_few(self, base: int) -> bool:
        """Tell whether the base of an estimate has too few records."""
        return 0 < base < self.records

    def is_small(self, base: int, cases: int) -> bool:
        """Tell whether an estimate may not be published for the numbers of its records."""
        return base > 0 and (self.is_few(base) or min(cases, base - cases) < self.cases)


Table = Mapping[tuple[Subject, Domain], Counts]
# By breakdown, the categories that are sums of others, with these.
Parents = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of the gate: why estimates and bases are hidden, what would still follow."""

    hidden: Mapping[tuple[Subject, Domain], str]
    hidden_bases: frozenset[tuple[Subject, Domain]]
    exposed: tuple[tuple[Subject, Domain], ...]


def find_domain(row: Any, names: Sequence[str]) -> Domain:
    """Return the codes of an estimate by breakdown, from its columns and its own domain."""
    domain = {(name, row[name]) for name in BREAKDOWNS if row[name] not in ("", TOTAL)}
    own = [name for name in names if name not in BREAKDOWNS]
    if own and row["domain"] not in ("", TOTAL):
        parts = re.split(f"(?:^|, )({'|'.join(map(re.escape, own))})=", row["domain"])[1:]
        domain |= set(zip(parts[::2], parts[1::2], strict=True))
    return frozenset(domain)


def judge_release(
    table: Table,
    earlier: Sequence[Table],
    rules: ReleaseRules,
    *,
    parents: Parents | None = None,
    secondary: bool = True,
    seconds: float = 30.0,
) -> Verdict:
    """Hide what has few records, and what would reveal it; attack what would then be published."""
    return _System(table, earlier, rules, parents or {}).judge(secondary, seconds)


@dataclass(slots=True)
class _Cells:
    """Cells as they are collected: counts, sums, and which are hidden, protected or public."""

    values: list[int] = field(default_factory=list)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    fixed: set[int] = field(default_factory=set)
    protected: set[int] = field(default_factory=set)
    implied: set[tuple[int, int]] = field(default_factory=set)

    def add(self, value: int | None, *, hidden: bool = False, fixed: bool = False) -> int:
        """Add a cell; one without a value is hidden."""
        position = len(self.values)
        self.values.append(value or 0)
        if hidden or value is None:
            self.hidden.add(position)
        elif fixed:
            self.fixed.add(position)
        return position


class _Trio(NamedTuple):
    """The cells of an estimate: its base, those in the numerator, and the others."""

    base: int
    cases: int
    others: int


class _System:
    """All counts of a release and of earlier ones, as one system of sums."""

    def __init__(
        self, table: Table, earlier: Sequence[Table], rules: ReleaseRules, parents: Parents
    ) -> None:
        self._table, self._rules, self._parents = table, rules, parents
        self._cells = _Cells()
        self._trios: dict[tuple[Subject, Domain], _Trio] = {}
        self._bases: dict[tuple[object, ...], dict[Domain, int]] = {}
        self._rests: dict[tuple[object, ...], dict[tuple[Domain, str], int]] = {}
        for subject in dict.fromkeys(subject for subject, _ in table):
            own = {domain: counts for (name, domain), counts in table.items() if name == subject}
            before = [
                {domain: counts for (name, domain), counts in each.items() if name == subject}
                for each in earlier
            ]
            self._add_subject(subject, own, before)

    def _add_subject(
        self,
        subject: Subject,
        own: Mapping[Domain, Counts],
        before: Sequence[Mapping[Domain, Counts]],
    ) -> None:
        """Add the counts of an indicator, today's and those that are public already."""
        same = [each for each in before if _agrees(own, each)]
        joined: dict[Domain, Counts] = dict(own)
        for each in same:
            for domain, counts in each.items():
                joined.setdefault(domain, counts)
        trios = self._add_trios(joined, is_today=True)
        for domain in own:
            self._trios[subject, domain] = trios[domain]
            self._mark_small(trios[domain], own[domain])
        for each in same:
            for domain, counts in each.items():
                self._fix(trios[domain], counts)
        for each in before:
            if not _agrees(own, each):
                older = self._add_trios(each, is_today=False)
                for domain, counts in each.items():
                    self._fix(older[domain], counts)
                    if domain in own:
                        self._add_difference(trios[domain], older[domain], counts)

    def _add_trios(self, table: Mapping[Domain, Counts], *, is_today: bool) -> dict[Domain, _Trio]:
        cells = self._cells
        # Indicators with the same bases have the same population.
        mark = (is_today, frozenset((domain, counts.base) for domain, counts in table.items()))
        bases, is_new = self._bases.get(mark), False
        if bases is None:
            is_new = True
            bases = {domain: cells.add(counts.base) for domain, counts in table.items()}
            self._bases[mark] = bases
        trios = {}
        for domain, counts in table.items():
            is_hidden = counts.base is None or counts.cases is None
            others = None if is_hidden else (counts.base or 0) - (counts.cases or 0)
            trio = _Trio(bases[domain], cells.add(counts.cases), cells.add(others))
            cells.sums.append((trio.base, [trio.cases, trio.others]))
            cells.implied |= {
                (trio.base, trio.cases),
                (trio.cases, trio.others),
                (trio.others, trio.cases),
            }
            trios[domain] = trio
        rests = self._rests.setdefault(mark, {})
        for whole, name, parts in _list_sums(table, self._parents):
            base = None if is_new else rests.get((whole, name))
            rest = self._add_rest(trios[whole], [trios[part] for part in parts], base)
            if rest is not None:
                rests[whole, name] = rest.base
            for column in range(3):
                if column or is_new:
                    several = [trios[part][column] for part in parts]
                    several += [] if rest is None else [rest[column]]
                    cells.sums.append((trios[whole][column], several))
        return trios

    def _add_rest(self, whole: _Trio, parts: Sequence[_Trio], base: int | None) -> _Trio | None:
        """Add the records of a total that are in no part of it: their part is not known."""
        cells = self._cells
        if cells.hidden & {*whole, *(n for part in parts for n in part)}:
            return None  # an earlier release hides a part: what is left is not known here either
        left = [
            cells.values[whole[column]] - sum(cells.values[part[column]] for part in parts)
            for column in range(3)
        ]
        if not any(left):
            return None
        if base is None:
            base = cells.add(left[0], hidden=True)
        rest = _Trio(base, *(cells.add(count, hidden=True) for count in left[1:]))
        cells.sums.append((rest.base, [rest.cases, rest.others]))
        return rest

    def _mark_small(self, trio: _Trio, counts: Counts) -> None:
        base, cases, rules = counts.base or 0, counts.cases or 0, self._rules
        if not rules.is_small(base, cases):
            return
        self._cells.hidden |= {trio.cases, trio.others}
        if rules.is_few(base):
            self._cells.hidden.add(trio.base)
            self._cells.protected |= set(trio)
            return
        if cases < rules.cases:
            self._cells.protected.add(trio.cases)
        if base - cases < rules.cases:
            self._cells.protected.add(trio.others)

    def _fix(self, trio: _Trio, counts: Counts) -> None:
        """Mark the cells of an estimate that an earlier release has published."""
        if counts.base is not None:
            self._cells.fixed.add(trio.base)
        if counts.cases is not None:
            self._cells.fixed |= {trio.cases, trio.others}

    def _add_difference(self, today: _Trio, older: _Trio, counts: Counts) -> None:
        """Add the records by which an earlier release differs: they are a cell of few persons."""
        cells, rules = self._cells, self._rules
        gaps = [
            cells.values[new] - cells.values[old] for new, old in zip(today, older, strict=True)
        ]
        is_public = (counts.base is not None, counts.cases is not None, counts.cases is not None)
        is_few = is_public[0] and rules.is_few(abs(gaps[0]))
        for column, gap in enumerate(gaps):
            if not is_public[column] or not any(gaps):
                continue
            more, less = (today, older) if gap >= 0 else (older, today)
            position = cells.add(abs(gap), hidden=True)
            cells.sums.append((more[column], [less[column], position]))
            if (is_few and (column or gap)) or (column and abs(gap) < rules.cases):
                cells.protected.add(position)

    def judge(self, secondary: bool, seconds: float) -> Verdict:
        """Choose what is hidden, and attack what would be published."""
        import numpy as np

        from ictindex.engine.statistics.cell_suppression import (
            Protection,
            choose_hidden,
            find_exposed,
            link_cells,
        )

        cells = self._cells
        linked = link_cells(cells.values, cells.sums, fixed=cells.fixed, implied=cells.implied)
        primary, wanted = np.zeros((2, len(cells.values)), dtype=bool)
        primary[list(cells.hidden - cells.fixed)] = True  # what is public cannot be hidden
        wanted[list(cells.protected)] = True
        records = np.where(wanted, float(self._rules.protection), 0.0)
        protection = Protection(records, records)
        chosen = None
        if secondary:
            costs = self._list_costs(np.zeros(len(cells.values)))
            chosen = choose_hidden(linked, primary, protection, costs, seconds=seconds)
        hidden = primary if chosen is None else chosen
        exposed = {each.position for each in find_exposed(linked, hidden, protection)}
        return self._describe(hidden, exposed)

    def _list_costs(self, costs: Any) -> Any:
        """Return what readers lose by each cell: an estimate is one, and more if it is large."""
        values = self._cells.values
        largest = max(values, default=1) or 1
        for trio in self._trios.values():
            costs[trio.cases] = 1 + 10 * values[trio.base] / largest
            costs[trio.base] = 0.5
        return costs

    def _describe(self, hidden: Any, exposed: set[int]) -> Verdict:
        small = self._cells.protected
        reasons, bases, open_ones = {}, set(), []
        for key, trio in self._trios.items():
            if hidden[trio.cases]:
                is_primary = self._rules.is_small(*_fill(self._table[key]))
                reasons[key] = PRIMARY if is_primary else SECONDARY
            if hidden[trio.base]:
                bases.add(key)
            if exposed & set(trio):
                open_ones.append(key)
        differences = exposed - {n for trio in self._trios.values() for n in trio}
        for whole, parts in self._cells.sums:
            if differences & small & set(parts):
                open_ones += [
                    key
                    for key, trio in self._trios.items()
                    if {whole, *parts} & set(trio) and key not in open_ones
                ]
        return Verdict(reasons, frozenset(bases), tuple(open_ones))


def _fill(counts: Counts) -> tuple[int, int]:
    return counts.base or 0, counts.cases or 0


def _agrees(own: Mapping[Domain, Counts], before: Mapping[Domain, Counts]) -> bool:
    """Tell whether an earlier release is of the same records, by all that both have."""
    return all(
        published in (None, count)
        for domain in own.keys() & before.keys()
        for count, published in zip(own[domain], before[domain], strict=True)
    )


def _list_sums(
    domains: Iterable[Domain], parents: Parents
) -> list[tuple[Domain, str, list[Domain]]]:
    """Return each total, and each declared sum, with its parts, for one breakdown at a time."""
    listed = set(domains)
    codes: dict[tuple[Domain, str], list[str]] = {}
    for domain in sorted(listed, key=sorted):
        for name, code in sorted(domain):
            codes.setdefault((domain - {(name, code)}, name), []).append(code)
    sums: list[tuple[Domain, str, list[Domain]]] = []
    for (rest, name), several in codes.items():
        leaves = find_leaves(several, parents.get(name, {}))
        wholes = {rest | {(name, code)}: code for code in several if code in parents.get(name, {})}
        if rest in listed:
            wholes[rest] = ""
        for whole, code in wholes.items():
            parts = [rest | {(name, part)} for part in _cover(leaves, code)]
            if parts:
                sums.append((whole, name, parts))
    return sums


def find_leaves(
    codes: Iterable[str], parents: Mapping[str, Sequence[str]]
) -> dict[str, frozenset[str]]:
    """Return the categories of which each is a sum; of one that is no sum, itself."""
    return {code: frozenset(parents.get(code, (code,))) for code in codes}


def _cover(leaves: Mapping[str, frozenset[str]], whole: str) -> list[str]:
    """Return categories that together are a whole, or the total, and do not overlap.

    A sum of which a part is not listed is taken in the place of its parts.
    """
    within = [c for c in leaves if c != whole and (not whole or leaves[c] <= leaves[whole])]
    complete = {c for c in within if len(leaves[c]) > 1 and leaves[c] <= leaves.keys()}
    covered: set[str] = set()
    chosen = []
    for code in sorted(within, key=lambda c: -len(leaves[c])):
        if code not in complete and not leaves[code] & covered:
            covered |= leaves[code]
            chosen.append(code)
    return sorted(chosen, key=within.index)
