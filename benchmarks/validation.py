"""Share of faults that the validation rules find: faults put into published values.

    ICTINDEX_DATA=... python benchmarks/validation.py [--seed 4] [--write]

One cell of an economy is changed at a time, in the official values of the editions 2024 and 2025,
with the values of the edition before as history and without. Out of sample twice: the numbers by
which an edition is judged are fitted to other economies (five folds) and to another transition
(2024 by the changes from 2024 to 2025, 2025 by those from 2023 to 2024; without history 2024 by
the edition of 2023, 2025 by those of 2023 and 2024); thresholds are chosen on one edition and
applied to the other. All rules are asked; a fault counts as *found* where, after it, an error or
a warning names the changed cell (as its own, or as the one it is compared with), as *proposed*
where the first value proposed is the one that was there, as *noted* where it is found or an
information names it.

``--write`` puts the tables into ``docs/explanation/validation.md`` and the questions on untouched
values into ``docs/explanation/validation-questions.csv``. Nothing here asserts a figure.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from types import MappingProxyType

import editions
import series
from editions import LAG, Cell, Key
from slips import PERCENTAGES, SLIPS

ROOT = Path(__file__).resolve().parent.parent
JUDGED = (2024, 2025)
# The changes for the judgement with history, and the editions for the one without.
TRANSITION = {2023: (2024,), 2024: (2024,), 2025: (2023,)}
SAME_YEAR = {2023: (2024, 2025), 2024: (2023,), 2025: (2023, 2024)}
# Thresholds are chosen among these: decades alone, decades with a slip, how usual its undoing is.
GRID = {
    True: tuple(product((2.4, 2.6, 2.8, 3.0), (1.3, 1.5, 1.7), (0.1, 0.2, 0.3))),
    False: tuple(product((2.6, 2.8, 3.0, 3.2), (1.8, 2.0, 2.2), (0.2, 0.3, 0.4))),
}
RULE = {True: "T02", False: "M01"}
# The share of faults that a rule alone must find, with the fewest questions on untouched values.
LEAST = {
    True: {
        "transposition, leading pair": 74, "x 10": 96, "/ 10": 96, "x 12": 97, "/ 12": 97,
        "month for year, one traffic": 95, "x 100": 98.5, "/ 100": 98.5,
    },
    False: {
        "transposition, leading pair": 32, "/ 10": 70, "/ 100": 94,
        "month for year, one traffic": 40,
    },
}  # fmt: skip


@dataclass
class Tally:
    """Faults put in, and their outcomes."""

    put: int = 0
    detected: int = 0
    proposed: int = 0
    noted: int = 0

    def share(self, name: str) -> float:
        return 100 * getattr(self, name) / self.put if self.put else float("nan")


@dataclass
class Burden:
    """Untouched official cells, and the questions on them."""

    cells: int = 0
    asked: dict[Key, list[str]] = field(default_factory=dict)
    noted: dict[Key, list[str]] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        return 100 * len(getattr(self, name)) / self.cells


def rules_with(model, edition: int, history: bool, limits: Sequence[float] | None = None):
    """Return the rules of the library with other fitted numbers, and other thresholds."""
    from ictindex.submissions.validation.rules import ruleset

    rules = replace(ruleset(), models=(model,))
    if limits is None:
        return rules
    name = RULE[history]
    rule = rules.rules[name]
    names = ("alone", "edited", "usual")
    check = rule.checks[0].model_copy(update=dict(zip(names, limits, strict=True)))
    changed = dict(rules.rules) | {name: rule.model_copy(update={"checks": (check,)})}
    return replace(rules, rules=MappingProxyType(changed))


def findings(cells: Mapping[Key, str], edition: int, past, rules) -> dict[Key, list]:
    """Return the findings on every cell: its own, and those that compare another with it."""
    import ictindex as ict
    from ictindex.submissions.validation.judging import validate

    year = edition - LAG
    judged = validate(
        editions.table(cells, year), ict.methodology("idi", edition=edition), year=year,
        history=past, rules=rules,
    )  # fmt: skip
    by_cell: dict[Key, list] = {}
    for finding in judged:
        named = {finding.indicator, str(finding.details.get("node", ""))}
        for indicator in named:
            by_cell.setdefault((finding.economy, indicator), []).append(finding)
    return by_cell


def fold_of(edition: int, history: bool, members: set[str]):
    """Return the values of a fold's economies, those before them, and the cells judged."""
    now = {k: c for k, c in editions.editions()[edition].items() if k[0] in members}
    earlier = editions.editions().get(edition - 1, {})
    past = {k: c for k, c in earlier.items() if k[0] in members}
    clean = {k: c for k, c in now.items() if c.clean and (not history or k in past)}
    before = None
    if history:
        imputed = {k for k, c in past.items() if c.estimated}
        written = {k: c.written for k, c in past.items()}
        before = editions.table(written, edition - LAG - 1, imputed)
    return {k: c.written for k, c in now.items()}, before, clean


def slipped(clean: Mapping[Key, Cell], seed: int) -> Iterator[tuple[str, dict[Key, Decimal]]]:
    """Yield the changed cells of every fault and indicator."""
    for name, slip in SLIPS.items():
        for indicator in editions.indicators():
            changed: dict[Key, Decimal] = {}
            for key, cell in clean.items():
                if key[1] != indicator:
                    continue
                # The same cell for all thresholds, and on every machine.
                chance = random.Random(zlib.crc32(f"{seed} {name} {key}".encode()))
                value = slip(cell.written, indicator, chance)
                if value is not None and value >= 0 and value != Decimal(cell.written):
                    changed[key] = value
            if changed:
                yield name, changed


def count(findings: list, true: Decimal, tally: Tally) -> None:
    """Count one fault."""
    grave = [f for f in findings if f.errorlevel != "information"]
    tally.put += 1
    tally.detected += bool(grave)
    tally.noted += bool(findings)
    for finding in grave:
        meant = finding.proposals or without_factor(finding)
        if meant:
            tally.proposed += true in meant
            break


def without_factor(finding) -> tuple[Decimal, ...]:
    """Return the value without the factor by which a message says that it is wrong."""
    if not finding.factor or finding.value is None:
        return ()
    over, _, under = finding.factor.partition("/")
    return (finding.value * Decimal(under) if under else finding.value / Decimal(over),)


class Judge:
    """Judges one edition by numbers fitted to other economies and another transition."""

    def __init__(self, edition: int, history: bool, seed: int) -> None:
        self.edition, self.history, self.seed = edition, history, seed
        fold_by_economy = editions.folds(seed)
        self.folds = []
        for n in range(editions.FOLDS):
            members = {e for e, fold in fold_by_economy.items() if fold == n}
            others = set(fold_by_economy) - members
            model = editions.fit_changes(TRANSITION[edition], SAME_YEAR[edition], others)
            self.folds.append((model, *fold_of(edition, history, members)))

    def burden(self, limits: Sequence[float] | None = None) -> Burden:
        """Return the questions on untouched official values."""
        result = Burden()
        for model, cells, past, clean in self.folds:
            rules = rules_with(model, self.edition, self.history, limits)
            result.cells += len(clean)
            for key, listed in findings(cells, self.edition, past, rules).items():
                own = [f for f in listed if f.indicator == key[1]]
                for f in own if key in clean else ():
                    kind = result.noted if f.errorlevel == "information" else result.asked
                    kind.setdefault(key, []).append(f.rule)
        return result

    def faults(self, limits: Sequence[float] | None = None) -> dict[str, Tally]:
        """Return the findings on the faults put in."""
        tallies = {name: Tally() for name in SLIPS}
        for model, cells, past, clean in self.folds:
            rules = rules_with(model, self.edition, self.history, limits)
            for name, changed in slipped(clean, self.seed):
                written = {k: format(v, "f") for k, v in changed.items()}
                by_cell = findings(cells | written, self.edition, past, rules)
                for key in changed:
                    true = Decimal(clean[key].written)
                    count(by_cell.get(key, []), true, tallies[name])
        return tallies

    def choose(self) -> tuple[float, float, float]:
        """Return the thresholds that find enough with the fewest questions; else nearest to it."""
        return chosen([self])

    def _rare(self, name: str) -> list[tuple[float, float]]:
        """Return the rarity of each value of a fault, by the one rule alone."""
        slip = SLIPS.get(name, lambda text, *_: Decimal(text))
        rarities = []
        for model, cells, _, clean in self.folds:
            past = editions.editions().get(self.edition - 1, {})
            for key, cell in clean.items():
                chance = random.Random(zlib.crc32(f"{self.seed} {name} {key}".encode()))
                value = slip(cell.written, key[1], chance)
                if value is None or value < 0 or (name and value == Decimal(cell.written)):
                    continue
                if key[1] in PERCENTAGES and value > 100:
                    rarities.append((99.0, 1.0))
                    continue
                measure = (
                    model.changes[key[1]].past(past[key].value, estimated=past[key].estimated)
                    if self.history
                    else _by_others(model, cells, key)
                )
                if measure is not None:
                    rarities.append(_surprise(model, key[1], value, measure))
        return rarities


def chosen(judges: Sequence[Judge]) -> tuple[float, float, float]:
    """Return the thresholds for some editions together."""
    history = judges[0].history
    rare = {n: [rarity for j in judges for rarity in j._rare(n)] for n in LEAST[history]}
    clean = [rarity for judge in judges for rarity in judge._rare("")]

    def order(limits: tuple[float, float, float]) -> tuple[float, float]:
        short = sum(
            max(bound - _share(rare[name], limits), 0) for name, bound in LEAST[history].items()
        )
        return short, _share(clean, limits)

    return min(GRID[history], key=order)


def _share(some: Sequence[tuple[float, float]], limits: Sequence[float]) -> float:
    alone, edited, usual = limits
    hits = sum(d > alone or (d > edited and u > usual) for d, u in some)
    return 100 * hits / len(some)


def _by_others(model, cells: Mapping[Key, str], key: Key):
    from ictindex.submissions.validation.operations.expected_values import Others

    order = model.peers.indicators
    values = {
        order.index(i): model.changes[i].transform(float(v))
        for (e, i), v in cells.items()
        if e == key[0]
    }
    suggestion = model.peers.suggestion(values, order.index(key[1]))
    return None if suggestion is None else Others(model.changes[key[1]], suggestion)


def _surprise(model, indicator: str, value: Decimal, measure) -> tuple[float, float]:
    from ictindex.submissions.validation.operations.unusual_values import measure_surprise

    surprise = measure_surprise(value, lambda: model.changes[indicator].slips(value), measure, 1.0)
    return surprise.decades, surprise.usual


def world(year: int = 2022) -> tuple[Burden, dict[str, Tally]]:
    """Return the same of the World Development Indicators, whose changes nobody fitted.

    Judged by the numbers shipped for internet users, and by those fitted to the years before
    for subscriptions; economies of the editions have taken part in the former.
    """
    from ictindex.submissions.validation import fitting
    from ictindex.submissions.validation.rules import ruleset

    all_series = series.series()
    wanted = {i: v for i, v in all_series.items() if i != "internet-users"}
    content = fitting.fit_changes(series.changes(wanted, range(year - 2, year)), "wdi")
    shipped = ruleset().find_fitted(year + LAG)
    from ictindex.submissions.validation.change_model import Change

    own = {name: Change.model_validate(entry) for name, entry in content.items()}
    model = replace(shipped, changes=MappingProxyType(dict(shipped.changes) | own))
    rules = rules_with(model, year + LAG, True)
    now = {(e, i): f"{v:.1f}" for i, y in all_series.items() for e, v in y.get(year, {}).items()}
    was = {
        (e, i): f"{v:.1f}" for i, y in all_series.items() for e, v in y.get(year - 1, {}).items()
    }
    now = {k: v for k, v in now.items() if k in was}
    past = editions.table(was, year - 1)
    clean = {k: Cell(v, estimated=False, lagged=False) for k, v in now.items()}
    burden, tallies = Burden(len(clean)), {name: Tally() for name in SLIPS}
    for key, listed in findings(now, year + LAG, past, rules).items():
        for f in listed if key in clean else ():
            kind = burden.noted if f.errorlevel == "information" else burden.asked
            kind.setdefault(key, []).append(f.rule)
    names = sorted({i for _, i in now})
    for name, slip in SLIPS.items():
        for indicator in names:
            changed = {}
            for key, cell in clean.items():
                chance = random.Random(zlib.crc32(f"{name} {key}".encode()))
                value = slip(cell.written, key[1], chance) if key[1] == indicator else None
                if value is not None and value >= 0 and value != Decimal(cell.written):
                    changed[key] = value
            written = {k: format(v, "f") for k, v in changed.items()}
            by_cell = findings(now | written, year + LAG, past, rules) if written else {}
            for key in changed:
                count(by_cell.get(key, []), Decimal(clean[key].written), tallies[name])
    return burden, tallies


def added(several: Sequence[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Return the sums of tallies."""
    return {
        name: Tally(
            *(sum(getattr(tally[name], part) for tally in several)
              for part in ("put", "detected", "proposed", "noted"))
        )
        for name in SLIPS
    }  # fmt: skip


def report(seed: int) -> tuple[str, str]:
    """Return the tables in Markdown, and the questions on untouched values as CSV."""
    lines: list[str] = []
    questions = io.StringIO(newline="")
    writer = csv.writer(questions, lineterminator="\n")
    writer.writerow(("edition", "history", "economy", "indicator", "rules"))
    columns: dict[bool, dict[str, Tally]] = {}
    lines += ["| | cells | questioned in 100 | by the one rule | noted in 100 | thresholds |",
              "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for history in (True, False):
        judges = {edition: Judge(edition, history, seed) for edition in JUDGED}
        own = {edition: judge.choose() for edition, judge in judges.items()}
        several = []
        first = {} if history else {2023: Judge(2023, False, seed)}
        for edition, judge in (first | judges).items():
            limits = own[JUDGED[1] if edition == JUDGED[0] else JUDGED[0]]
            burden = judge.burden(limits)
            if edition in judges:
                several.append(judge.faults(limits))
            rules = Counter(r for some in burden.asked.values() for r in set(some))
            alone = 100 * rules[RULE[history]] / burden.cells
            lines.append(
                f"| {edition}, {'with one year of history' if history else 'without history'} "
                f"| {burden.cells} | {burden.rate('asked'):.2f} | {alone:.2f} ({RULE[history]}) "
                f"| {burden.rate('noted'):.2f} | {', '.join(map(str, limits))} |"
            )
            print(lines[-1], dict(rules), flush=True)
            for (economy, indicator), some in sorted(burden.asked.items()):
                row = (edition, "yes" if history else "no", economy, indicator)
                writer.writerow((*row, " ".join(sorted(set(some)))))
        columns[history] = added(several)
    _, far = world()
    print("WDI:", _.cells, f"{_.rate('asked'):.2f}", f"{_.rate('noted'):.2f}")
    lines += [
        "",
        "| one cell | put in | **found** | proposed | noted "
        "| without history: put in | **found** | proposed | noted |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in SLIPS:
        with_history, without = columns[True][name], columns[False][name]
        shares = [f"{with_history.share(p):.1f}" for p in ("detected", "proposed", "noted")]
        others = [f"{without.share(p):.1f}" for p in ("detected", "proposed", "noted")]
        cells = [f"{with_history.put}", *shares, f"{without.put}", *others]
        cells[1], cells[5] = f"**{cells[1]}**", f"**{cells[5]}**"
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        f"WDI 2022 compared with 2021 ({_.cells} cells, {_.rate('asked'):.2f} questioned in 100): "
        + "; ".join(
            f"{name} {far[name].share('detected'):.1f} % ({far[name].share('proposed'):.1f})"
            for name in list(SLIPS)[:9]
        )
        + ".",
    ]
    return "\n".join(lines) + "\n", questions.getvalue()


_BEGIN, _END = "<!-- benchmarks/validation.py -->", "<!-- end -->"


def main() -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    tables, questions = report(arguments.seed)
    print(tables)
    if arguments.write:
        page = ROOT / "docs" / "explanation" / "validation.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
        _, _, after = rest.partition(_END)
        whole = f"{before}{_BEGIN}\n\n{tables}\n{_END}{after}"
        page.write_text(whole, encoding="utf-8", newline="\n")
        listed = ROOT / "docs" / "explanation" / "validation-questions.csv"
        listed.write_text(questions, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
