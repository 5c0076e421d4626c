"""Every cell of a filled questionnaire made wrong alone: halved, times 1.9, and 100 minus it.

    ICTINDEX_DATA=... python benchmarks/cell_scan.py [--economies 12] [--silent] [--json FILE]

A workbook of ``filled_questionnaires.py`` is read once; then one figure after the other is changed
in the table, with the rates that are derived from it, and all rules are applied again. A cell is
*silent* if no question, an error or a warning, is asked that the untouched workbook does not ask:
neither of this cell nor of any other. Information needs no answer, and does not count. Changes to
an impossible value, and changes that change nothing, are left out. ``--silent`` names the silent
cells; ``--without T12,B09`` leaves out rules, to see what they find.

The burden is the number of questions in untouched workbooks, for all thirty economies, with last
year's parts moved by real yearly changes. Nothing here asserts a figure.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import filled_questionnaires as filled
import slip_detection
from filled_questionnaires import Country
from workbook_slips import scaled

COUNT = 12
_ASKED = ("fatal", "error", "warning")


def halve(value: float, _: bool) -> float | None:
    return scaled(value, 0.5) if value else None


def nearly_double(value: float, is_percent: bool) -> float | None:
    fits = value and (not is_percent or 1.9 * value <= 100)
    return scaled(value, 1.9) if fits else None


def complement(value: float, is_percent: bool) -> float | None:
    return round(100 - value, 1) if is_percent else None


CHANGES: Mapping[str, Callable[[float, bool], float | None]] = {
    "halved": halve,
    "x 1.9": nearly_double,
    "100 - x": complement,
}


@lru_cache(maxsize=1)
def _percentages() -> frozenset[str]:
    from ictindex.definitions import catalogue

    return frozenset(i for i, entry in catalogue.indicators().items() if entry.unit == "percent")


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of one changed cell: the rules that ask more than before."""

    economy: str
    history: bool
    change: str
    indicator: str
    category: str
    value: float
    wrong: float
    rules: tuple[str, ...]


class Scan:
    """A filled questionnaire whose cells are changed one by one, and judged by the rules."""

    def __init__(self, country: Country, folder: Path, *, history: bool, without: Collection[str]):
        from ictindex.submissions.validation import judging
        from ictindex.submissions.validation.rule_hits import rules_in_turn

        self.country, self.history = country, history
        self.form, data = filled.filled(country, history=history)
        path = folder / "questionnaire.xlsx"
        path.write_bytes(data)
        cases = []

        def keep(case: Any, rules: Any, stage: str) -> Any:
            cases.append((case, rules))
            raise _KeptError

        with mock.patch.object(judging, "judge", keep):
            _judge_table(path)
        self.case, rules = cases[0]
        kept = {name: rule for name, rule in rules.rules.items() if name not in without}
        self.rules = replace(rules, rules=kept)
        self.turns = rules_in_turn(self.rules)
        self.before = self._hits(self.case.panel)

    def _hits(self, panel: Any) -> Counter[tuple[object, ...]]:
        """Return the questions about a panel, by rule and cell."""
        from ictindex.submissions.validation.rule_hits import ask_rules

        case = replace(self.case, panel=panel, memory={}, asked={}, noted={}, is_trial=True)
        hits, _ = ask_rules(case, self.rules, "submission", self.turns, {})
        return Counter(
            (entry.name, entry.hit.position, entry.hit.variant)
            for entry in hits
            if (entry.hit.severity or entry.rule.severity) in _ASKED
        )

    @property
    def questions(self) -> int:
        """The number of questions about the untouched figures."""
        return sum(self.before.values())

    def judge(self, indicator: str, breakdown: str, category: str, wrong: float) -> tuple[str, ...]:
        """Return the rules that ask more if a cell has a wrong value."""
        from ictindex.submissions.validation.cause_search import restore_values

        panel = self.case.panel
        operand = f"{indicator}@{breakdown}={category}" if category else indicator
        position = panel.positions[operand]
        after = {position: float(wrong)}
        for rate, (above, below) in self._rates().items():
            if position in (above, below):
                changed = after[position] / panel.now[position][0]
                after[rate] = panel.now[rate][0] * (changed if position == above else 1 / changed)
        more = self._hits(restore_values(panel, after)) - self.before
        return tuple(sorted({str(key[0]) for key in more}))

    def _rates(self) -> dict[int, tuple[int, int]]:
        """Return the columns of the derived rates, with those of their operands."""
        from ictindex.submissions.validation.derived_rates import find_operands

        panel = self.case.panel
        operands = {
            position: find_operands(panel, 0, position) for position in range(len(panel.now))
        }
        return {rate: own for rate, own in operands.items() if len(own) == 2}

    def rows(self) -> Iterator[Row]:
        """Yield the outcome of every change of every cell."""
        asked = filled.asked_cells(self.form)
        figures = filled.figures(self.country, filled.EDITION, asked)
        for page in self.form.pages.values():
            for ask in page.asks:
                value = figures[ask.indicator, ask.category]
                for change, make in CHANGES.items():
                    wrong = make(value, ask.indicator in _percentages())
                    if wrong is None or wrong == value:
                        continue
                    rules = self.judge(ask.indicator, ask.breakdown, ask.category, wrong)
                    yield Row(
                        self.country.economy,
                        self.history,
                        change,
                        ask.indicator,
                        ask.category,
                        float(value),
                        float(wrong),
                        rules,
                    )


class _KeptError(Exception):
    """Ends a validation when its case is there."""


def _judge_table(path: Path) -> None:
    """Begin to judge the figures of a workbook, as ``slip_detection.py`` does."""
    import ictindex as ict

    submission = ict.read_questionnaire(path)
    history = submission.history
    try:
        ict.validate(
            ict.data.derive(submission.observations).completed,
            ict.methodology("idi", edition=filled.EDITION),
            year=submission.year,
            rules=slip_detection._rules(),
            history=None if history is None else ict.data.derive(history).completed,
        )
    except _KeptError:
        return


def summary(rows: Sequence[Row]) -> str:
    """Return the silent cells of each change, in hundredths."""
    lines = []
    for history in sorted({row.history for row in rows}):
        for change in CHANGES:
            some = [row for row in rows if (row.history, row.change) == (history, change)]
            silent = sum(not row.rules for row in some)
            share = 100 * silent / max(len(some), 1)
            way = "with" if history else "without"
            lines.append(f"{way} history, {change}: {silent} of {len(some)} silent ({share:.1f} %)")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--economies", type=int, default=COUNT)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--burden", type=int, default=filled.COUNT, help="economies of the burden")
    parser.add_argument("--without", default="")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    step = max(1, filled.COUNT // options.economies)
    chosen = filled.countries()[options.first :: step][: options.economies]
    without = frozenset(options.without.split(","))
    rows: list[Row] = []
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for history in (False, True):
            asked: Counter[object] = Counter()
            others = [c for c in filled.countries() if c not in chosen]
            for country in [*chosen, *others[: max(0, options.burden - len(chosen))]]:
                scan = Scan(country, Path(folder), history=history, without=without)
                asked[country.economy] = scan.questions
                if options.silent and scan.questions:
                    print(
                        country.economy,
                        history,
                        dict(scan.before),
                        *(scan.case.panel.operands[key[1]] for key in scan.before),
                    )
                rows += scan.rows() if country in chosen else ()
            cells = len(asked) * len(filled.asked_cells(scan.form))
            questions = sum(asked.values())
            print(
                f"untouched, {'with' if history else 'without'} history: {questions} questions "
                f"in {cells} cells ({100 * questions / cells:.2f} in 100)"
            )
    print(", ".join(country.economy for country in chosen))
    print(summary(rows))
    if options.silent:
        for row in rows:
            if not row.rules:
                print(
                    row.economy,
                    row.history,
                    row.change,
                    row.indicator,
                    row.category,
                    row.value,
                    row.wrong,
                )
    print(f"processor time: {time.process_time() - start:.0f} s")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main()
