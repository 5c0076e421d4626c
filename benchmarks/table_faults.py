"""Share of displaced values that the rules find: faults put into published tables.

    ICTINDEX_DATA=... python benchmarks/table_faults.py [--seed 5] [--faults 120]

Rows copied, exchanged or handed in for another economy, columns and submissions moved by lines,
values of another year, values rounded together: put into the editions 2023, 2024 and 2025 of the
IDI. The numbers of yearly changes are fitted to the other transition, what other values suggest to
the other editions; a single submission is judged by numbers that its economy had no part in (five
folds). The last column counts how often the economy, the pair, the lag with its rows, or the year
is named as well. Nothing here asserts a figure.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

import editions
from real_data import DATA

import ictindex as ict
from ictindex.submissions.validation.rules import ruleset

TRANSITION = {2023: (2023, 2024), 2024: (2024,), 2025: (2023,)}  # fitted for each edition
WITH_HISTORY = (2024, 2025)
RARE = ("mobile-broadband-subscriptions", "mobile-broadband-traffic", "fixed-broadband-traffic")
Table = dict[str, dict[str, str]]  # values as written, by economy and indicator


@dataclass
class Tally:
    """Faults put in, found, and found with all that can be named."""

    put: int = 0
    detected: int = 0
    named: int = 0

    def count(self, detected: bool, named: bool) -> None:
        self.put += 1
        self.detected += detected
        self.named += detected and named


@dataclass
class Alarms:
    """Findings without faults: tables or submissions, and findings of each rule."""

    judged: int = 0
    rules: Counter[str] = field(default_factory=Counter)


def table_of(edition: int) -> Table:
    """Return the printed values of an edition, in the order of its lines."""
    values: Table = {}
    for (economy, name), cell in editions.editions()[edition].items():
        values.setdefault(economy, {})[name] = cell.written
    return values


@lru_cache(maxsize=1)
def groups() -> dict[str, tuple[str, str]]:
    """Return region and income group of every economy."""
    path = DATA / "idi-editions" / "idi_editions_values.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            "PSE" if row["iso3"] == "WBG" else row["iso3"]: (row["itu_region"], row["income_group"])
            for row in csv.DictReader(stream)
        }


def observations(table: Mapping[str, Mapping[str, str]], edition: int, marks: bool = False):
    """Return a table as observations; ``marks`` adds the marks of estimated or carried values."""
    cells = {(e, i): v for e, row in table.items() for i, v in row.items()}
    printed = editions.editions()[edition]
    marked = {k for k in cells if marks and k in printed and not printed[k].clean}
    return editions.table(cells, edition - editions.LAG, marked)


@lru_cache(maxsize=32)
def rules_for(edition: int, without: int | None, seed: int):
    """Return the rules of displaced values, with numbers fitted without a fold of economies."""
    fold = editions.folds(seed)
    kept = {economy for economy, n in fold.items() if n != without}
    others = [other for other in editions.EDITIONS if other != edition]
    model = editions.fit_changes(TRANSITION[edition], others, kept)
    rules = ruleset()
    wanted = {name: rule for name, rule in rules.rules.items() if name[0] == "D" or name == "T06"}
    return replace(rules, rules=MappingProxyType(wanted), models=(model,))


class Judge:
    """Judges tables and submissions of one edition."""

    def __init__(self, edition: int, history: bool, seed: int) -> None:
        self.edition, self.seed = edition, seed
        self.methodology = ict.methodology("idi", edition=edition)
        self.table = table_of(edition)
        self.last = table_of(edition - 1) if history else {}
        self.history = observations(self.last, edition - 1) if history else None
        self.fold = editions.folds(seed)
        self.order = list(self.table)

    def of_table(self, changed: Mapping[str, Mapping[str, str]]) -> list:
        """Return the findings in the whole table."""
        return self._findings(observations(changed, self.edition), self.history, None, "compiler")

    def of_one(
        self, economy: str, row: Mapping[str, str], history=None, role: str = "compiler",
        marks: bool = False,
    ) -> list:  # fmt: skip
        """Return the findings in the submission of one economy."""
        table = observations({economy: row}, self.edition, marks)
        return self._findings(table, history or self.history, self.fold[economy], role)

    def _findings(self, table, history, fold: int | None, role: str) -> list:
        judged = ict.validate(
            table, self.methodology, year=self.edition - editions.LAG, history=history, role=role,
            rules=rules_for(self.edition, fold, self.seed),
        )  # fmt: skip
        return [
            finding for finding in judged if finding.rule.startswith("D") or finding.rule == "T06"
        ]


def _of(findings: Sequence, economy: str, *rules: str) -> list:
    return [finding for finding in findings if finding.economy == economy and finding.rule in rules]


def _named(findings: Sequence, partner: str) -> bool:
    return any(partner in finding.details.get("partner", ()) for finding in findings)


def _pairs(
    economies: Sequence[str], chance: random.Random, count: int
) -> Iterator[tuple[str, str]]:
    """Yield pairs of economies that have no economy in common."""
    drawn = chance.sample(list(economies), min(2 * count, len(economies) // 2 * 2))
    yield from zip(drawn[::2], drawn[1::2], strict=True)


def copied(judge: Judge, cells: int | None, chance: random.Random, tally: Tally) -> None:
    """Copy the row of an economy, or some cells of it, over that of another: ten in a table."""
    changed = {economy: dict(row) for economy, row in judge.table.items()}
    pairs = []
    for source, target in _pairs(judge.order, chance, 10):
        row = judge.table[source]
        if cells is not None and len(row) < cells:
            continue
        names = list(row) if cells is None else chance.sample(list(row), cells)
        changed[target] |= {name: row[name] for name in names}
        pairs.append((source, target))
    findings = judge.of_table(changed)
    for source, target in pairs:
        of_it = _of(findings, target, "D01")
        tally.count(bool(of_it), _named(of_it, source))


def exchanged(judge: Judge, alike: bool, chance: random.Random, tally: Tally) -> None:
    """Exchange the rows of two economies: ten pairs in a table."""
    there = [economy for economy in judge.order if economy in judge.last]
    pairs = list(_pairs(there, chance, 10))
    if alike:
        pairs, left = [], list(there)
        chance.shuffle(left)
        for a in left:
            near = [b for b in left if b != a and groups()[a] == groups()[b]]
            near = [b for b in near if not any({a, b} & set(pair) for pair in pairs)]
            if near and len(pairs) < 10 and not any(a in pair for pair in pairs):
                pairs.append((a, chance.choice(near)))
    changed = dict(judge.table)
    for a, b in pairs:
        changed[a], changed[b] = judge.table[b], judge.table[a]
    findings = judge.of_table(changed)
    for a, b in pairs:
        of_it = _of(findings, a, "D02")
        tally.count(bool(of_it), _named(of_it, b))


def foreign(judge: Judge, chance: random.Random, tally: Tally, alike: bool) -> None:
    """Hand in another economy's row."""
    a, b = chance.sample([e for e in judge.order if e in judge.last], 2)
    if alike and groups()[a] != groups()[b]:
        return
    findings = _of(judge.of_one(a, judge.table[b]), a, "D03", "D01")
    tally.count(bool(findings), _named(findings, b))


def moved(judge: Judge, length: int | None, chance: random.Random, tally: Tally) -> None:
    """Move a block of every column by a line or two."""
    order = judge.order
    count = len(order) if length is None else length
    changed = {economy: dict(row) for economy, row in judge.table.items()}
    put = {}
    for name in editions.indicators():
        lag, first = chance.choice((-2, -1, 1, 2)), chance.randint(0, len(order) - count)
        for at in range(first, first + count):
            source = at + lag
            value = judge.table[order[source]].get(name) if 0 <= source < len(order) else None
            changed[order[at]].pop(name, None)
            if value is not None:
                changed[order[at]][name] = value
        put[name] = (lag, first, first + count - 1)
    # One column at a time: no other is moved.
    for name, (lag, first, last) in put.items():
        table = {e: dict(row) for e, row in judge.table.items()}
        for economy in order:
            table[economy].pop(name, None)
            if name in changed[economy]:
                table[economy][name] = changed[economy][name]
        findings = [f for f in judge.of_table(table) if f.rule == "D04" and f.indicator == name]
        at = {economy: n for n, economy in enumerate(order)}
        right = [
            f
            for f in findings
            if int(f.details["lines"]) == abs(lag) and ("below" in f.code) == (lag > 0)
            and at[f.details["first_economy"]] <= first + count // 4 + 2
            and at[f.details["last_economy"]] >= last - count // 4 - 2
        ]  # fmt: skip
        tally.count(bool(findings), bool(right))


def moved_cells(judge: Judge, economy: str, lines: int, tally: Tally) -> None:
    """Move all cells of a submission by a line."""
    order, row = judge.methodology.indicators, judge.table[economy]
    changed = {
        order[n + lines]: row[name]
        for n, name in enumerate(order)
        if name in row and 0 <= n + lines < len(order)
    }
    if len(changed) < 4:
        return
    findings = _of(judge.of_one(economy, changed), economy, "D05")
    right = [
        f for f in findings if f.details["lines"] == "1" and f.code.endswith(".up") == (lines < 0)
    ]
    tally.count(bool(findings), bool(right))


def last_years(
    judge: Judge, economy: str, count: int, chance: random.Random, tallies: Mapping[str, Tally]
) -> None:
    """Put so many values of last year into a submission, besides those that are the same."""
    row, last = judge.table[economy], judge.last.get(economy, {})
    free = [name for name in row if name in last and float(row[name]) != float(last[name])]
    if len(free) < count:
        return
    changed = row | {name: last[name] for name in chance.sample(free, count)}
    findings = _of(judge.of_one(economy, changed), economy, "D09")
    grave = any(finding.errorlevel == "warning" for finding in findings)
    tallies["warning"].count(grave, grave)
    tallies["information"].count(bool(findings), bool(findings))


def print_table(title: str, tallies: Mapping[str, Tally]) -> None:
    """Print the rates of some faults."""
    print(f"\n{title}")
    for name, tally in tallies.items():
        if tally.put:
            detected, named = (100 * n / tally.put for n in (tally.detected, tally.named))
            print(f"  {name:44} {tally.put:6} {detected:7.1f} % {named:7.1f} %")


def tables(seed: int, faults: int) -> None:
    """Print the rates of faults in whole tables."""
    for history in (True, False):
        chance = random.Random(seed)
        some = WITH_HISTORY if history else editions.EDITIONS
        tallies: dict[str, Tally] = {}
        for edition in some:
            judge = Judge(edition, history, seed)
            rounds = max(1, faults // 10 // len(some))
            for cells in (None, 6, 5, 4, 3):
                key = f"row copied, {'all' if cells is None else cells} cells"
                for _ in range(rounds):
                    copied(judge, cells, chance, tallies.setdefault(key, Tally()))
            for alike in (False, True) if history else ():
                key = f"rows exchanged, {'same region and income' if alike else 'at random'}"
                for _ in range(rounds):
                    exchanged(judge, alike, chance, tallies.setdefault(key, Tally()))
            for length in (None, 40, 20, 10, 5, 3):
                key = f"column moved, {'whole' if length is None else f'{length} lines'}"
                for _ in range(max(1, rounds // 2)):
                    moved(judge, length, chance, tallies.setdefault(key, Tally()))
        print_table(f"Whole tables, {'with' if history else 'without'} history", tallies)


def submissions(seed: int, faults: int) -> None:
    """Print the rates of faults in single submissions."""
    for history in (True, False):
        chance = random.Random(seed)
        some = WITH_HISTORY if history else editions.EDITIONS
        tallies: dict[str, Tally] = {}
        by_level: dict[str, dict[str, Tally]] = {}
        for edition in some:
            judge = Judge(edition, history, seed)
            drawn = chance.sample(judge.order, min(len(judge.order), max(1, faults // len(some))))
            for economy in drawn:
                for lines in (1, -1):
                    key = f"all cells one line {'down' if lines > 0 else 'up'}"
                    moved_cells(judge, economy, lines, tallies.setdefault(key, Tally()))
                if history:
                    foreign(judge, chance, tallies.setdefault("another row", Tally()), False)
                    for count in (1, 2, 3, 4, 5):
                        both = by_level.setdefault(
                            f"{count} values of last year",
                            {"warning": Tally(), "information": Tally()},
                        )
                        last_years(judge, economy, count, chance, both)
                    _single(judge, economy, tallies)
                _rounded(judge, economy, chance, tallies)
        for key, both in by_level.items():
            for level, tally in both.items():
                tallies[f"{key}, {level}"] = tally
        print_table(f"Single submissions, {'with' if history else 'without'} history", tallies)


def _single(judge: Judge, economy: str, tallies: dict[str, Tally]) -> None:
    """Put in one value of last year, those of two years before, and both years exchanged."""
    row, last = judge.table[economy], judge.last.get(economy, {})
    for name in RARE:
        if name in row and name in last and float(row[name]) != float(last[name]):
            findings = _of(
                judge.of_one(economy, row | {name: last[name]}), economy, "D08", "D09", "T06"
            )
            tallies.setdefault("one value of last year, rare", Tally()).count(bool(findings), True)
    if not last:
        return
    years = editions.table(
        {(economy, name): value for name, value in last.items()},
        judge.edition - editions.LAG - 1,
    )  # fmt: skip
    if len(row) >= 4 and len(last) >= 4:
        turned = observations({economy: last}, judge.edition)
        again = editions.table(
            {(economy, name): value for name, value in row.items()},
            judge.edition - editions.LAG - 1,
        )  # fmt: skip
        table = _both(turned, again)
        judged = judge._findings(table, years, judge.fold[economy], "focal-point")
        tallies.setdefault("both years exchanged", Tally()).count(
            bool(_of(judged, economy, "D11")), True
        )
    if judge.edition - 2 in editions.EDITIONS:
        earlier = table_of(judge.edition - 2).get(economy, {})
        if len(earlier) >= 4 and len(last) >= 4:
            before = editions.table(
                {(economy, name): value for name, value in earlier.items()},
                judge.edition - editions.LAG - 2,
            )  # fmt: skip
            findings = judge.of_one(economy, earlier, _both(before, years))
            tallies.setdefault("all values of two years before", Tally()).count(
                bool(_of(findings, economy, "D06")), True
            )


def _both(first, second):
    """Return two tables as one."""
    import pandas as pd

    return ict.read_observations(
        pd.concat([table.to_frame()[list(_COLUMNS)] for table in (first, second)])
    )


_COLUMNS = ("economy", "indicator", "year", "value", "status")


def _rounded(judge: Judge, economy: str, chance: random.Random, tallies: dict[str, Tally]) -> None:
    row = judge.table[economy]
    whole = {name: f"{float(value):.0f}" for name, value in row.items()}
    half = set(chance.sample(list(row), len(row) // 2))
    for key, changed in (
        ("all cells rounded", whole),
        ("half of the cells rounded", {n: whole[n] if n in half else v for n, v in row.items()}),
    ):
        findings = _of(judge.of_one(economy, changed), economy, "D07")
        tallies.setdefault(key, Tally()).count(bool(findings), bool(findings))


def untouched(seed: int) -> None:
    """Print the findings in the unchanged tables, whole and for each economy."""
    print("\nUntouched")
    for history in (True, False):
        whole, single = Alarms(), Alarms()
        for edition in WITH_HISTORY if history else editions.EDITIONS:
            judge = Judge(edition, history, seed)
            whole.judged += 1
            whole.rules.update(f"{f.rule} {f.errorlevel}" for f in judge.of_table(judge.table))
            for economy, row in judge.table.items():
                single.judged += 1
                findings = judge.of_one(economy, row, marks=True)
                single.rules.update(f"{f.rule} {f.errorlevel}" for f in findings)
        words = "with" if history else "without"
        print(f"  {whole.judged} tables {words} history: {dict(sorted(whole.rules.items()))}")
        print(f"  {single.judged} submissions: {dict(sorted(single.rules.items()))}")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--faults", type=int, default=120, help="of each kind, about")
    arguments = parser.parse_args()
    untouched(arguments.seed)
    submissions(arguments.seed, arguments.faults)
    tables(arguments.seed, arguments.faults)


if __name__ == "__main__":
    main()
