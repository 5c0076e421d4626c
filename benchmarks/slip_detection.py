"""Outcomes of slips in a questionnaire: every kind in thirty filled workbooks, read and judged.

    ICTINDEX_DATA=... python benchmarks/slip_detection.py [--economies 30] [--kinds m01,c] [--write]

Each workbook of ``filled_questionnaires.py`` gets each slip of ``workbook_slips.py``, once without
and once with the accepted values of the year before next to its cells, and is read and judged as
``ictindex check`` does. Findings on the untouched workbook are left out. The numbers that values
are compared with are fitted to other economies than these thirty. A slip is

- *named* where one of the first three lines is on a guilty cell (for a sum: on one of its cells),
an error or a warning; *later* where a later line is,
- *elsewhere* where other cells alone are asked about, *silent* where none is,
- *refused* where the workbook is not read at all,
- *read*, of what is harmless or has one reading, where all figures are those that were there and
  none is an error, else *lost*; *helped* where the right value or factor is proposed on the
  guilty cell.

``--write`` puts the table into ``docs/explanation/workbook-slips.csv``.
Nothing here asserts a figure.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import editions
import filled_questionnaires as filled
import held_out_slips
from filled_questionnaires import Country
from workbook_slips import HARMLESS, SLIPS, Cell, Slip, Truth, Workbook

ROOT = Path(__file__).resolve().parent.parent
LISTING = ROOT / "docs" / "explanation" / "workbook-slips.csv"
FIRST = 3  # lines that a person looks at
# A slip with only one reading: no question is needed if it is read as it was meant.
READABLE = frozenset(
    ("m01", "m04", "m09", "m10", "m25", "m27", "m39", "m40", "m45", "m47", "m48", "a")
)
_LEVELS = ("fatal", "error", "warning")
OUTCOMES = ("named", "later", "elsewhere", "silent", "refused", "read", "lost")
_SEPARATORS = re.compile("[ ,'\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: its cells, and its proposals for them."""

    code: str
    level: str
    places: tuple[Cell | None, ...]
    factors: tuple[str, ...]
    proposals: tuple[float, ...]
    words: str

    @property
    def key(self) -> tuple[object, ...]:
        return self.code, self.places

    @property
    def is_grave(self) -> bool:
        return self.level in _LEVELS


@dataclass(frozen=True, slots=True)
class Report:
    """The reading of a workbook, and the findings in it."""

    lines: tuple[Line, ...]
    figures: Mapping[tuple[str, ...], str]
    seconds: float


@lru_cache(maxsize=1)
def _rules() -> Any:
    """Return the rules with numbers fitted to other economies than those judged."""
    from ictindex.submissions.validation.rules import ruleset

    judged = {country.economy for country in filled.countries()}
    others = {e for cells in editions.editions().values() for e, _ in cells} - judged
    model = editions.fit_changes((2023, 2024), editions.EDITIONS, others)
    return replace(ruleset(), models=(model,))


def report(path: Path) -> Report:
    """Read and judge a workbook, and return the lines of its report in their order."""
    submission, findings, figures_of = judged(path)
    lines = tuple(_lines(submission, findings))
    return Report(lines, dict(figures_of), SECONDS[-1])


SECONDS: list[float] = []  # processor time of each reading with its judgement


def judged(path: Path) -> tuple[Any, Sequence[Any], Iterator[tuple[tuple[str, ...], str]]]:
    """Read and judge a workbook as ``ictindex check`` does: submission, findings, figures."""
    import ictindex as ict
    from ictindex.submissions.questionnaires.submission import place_operand
    from ictindex.submissions.validation.report import combine_judgements
    from ictindex.submissions.validation.report_html import join_findings

    start = time.process_time()
    submission = ict.read_questionnaire(path)
    derived = ict.data.derive(submission.observations)
    history = submission.history
    judgements = [
        ict.validate(
            derived.completed, _methodology("idi"), year=submission.year, rules=_rules(),
            history=None if history is None else ict.data.derive(history).completed,
        )
    ]  # fmt: skip
    plans = submission.tariffs
    if plans is not None:
        before = ict.data.ValidationContext(earlier_tariffs=submission.earlier_plans)
        judgements.append(ict.validate(plans, _methodology("ipb"), rules=_rules(), context=before))
    in_tables = [*submission.observations.findings, *(() if plans is None else plans.findings)]
    outside = [f for f in submission.findings if f not in in_tables]
    wanted = set(_methodology("idi").indicators)
    outside += [
        place_operand(submission, f)
        for f in derived.findings
        if {str(f.details.get("rate", "")), f.indicator} & wanted
    ]
    findings = join_findings(combine_judgements(judgements), outside)
    SECONDS.append(time.process_time() - start)
    return submission, findings, _figures(derived.completed, plans)


@lru_cache(maxsize=2)
def _methodology(index: str) -> Any:
    import ictindex as ict

    return ict.methodology(index, edition=filled.EDITION)


def _lines(submission: Any, findings: Sequence[Any]) -> Iterator[Line]:
    """Yield a line for each cause, with what it settles, then for each other finding."""
    try:
        from ictindex.submissions.validation.causes import group_findings
    except ImportError:  # of a version that knows no causes
        yield from (_line(submission, finding) for finding in findings)
        return
    for group in group_findings(findings):
        if group.cause is None:
            yield _line(submission, group.findings[0])
            continue
        causes = (group.cause, *group.cause.rivals)
        changes = [change for cause in causes for change in cause.changes]
        levels = {getattr(f, "errorlevel", f.level) for f in group.findings}
        yield Line(
            f"cause {group.cause.kind}", next((x for x in _LEVELS if x in levels), "information"),
            tuple(place_of(submission, change) for change in changes),
            tuple(change.factor for change in changes),
            tuple(float(c.proposed) for c in changes if c.proposed is not None),
            _SEPARATORS.sub("", group.cause.message("en")),
        )  # fmt: skip


def place_of(submission: Any, change: Any) -> Cell | None:
    """Return the cell of a change that a cause proposes."""
    from ictindex.submissions.validation.rule_outcomes import RuleFinding

    return submission.position(
        RuleFinding("cause", "warning", change.economy, change.indicator, change.year,
                    change.address, {}, row=change.row)
    )  # fmt: skip


def _line(submission: Any, finding: Any) -> Line:
    words = f"{finding.message('en')} {finding.remedy('en')}"
    return Line(
        finding.code, getattr(finding, "errorlevel", finding.level),
        (submission.position(finding),), (getattr(finding, "factor", ""),),
        tuple(float(p) for p in getattr(finding, "proposals", ())), _SEPARATORS.sub("", words),
    )  # fmt: skip


def _figures(table: Any, plans: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every figure that was read, in its unit as derived, by its key."""
    cells = table.cells
    parts = [name for name in ("sex", "age", "location", "education", "disability", "income")
             if name in cells]  # fmt: skip
    for row in range(len(table)):
        key = (cells["indicator"][row], *(str(cells[part][row] or "") for part in parts))
        # A total in another unit is the same figure: its rate says so.
        if not key[0].endswith("traffic-total"):
            yield key, _plain(cells["value"][row])
    for row in range(0 if plans is None else len(plans)):
        for name, column in plans.cells.items():
            if name not in ("file", "line", "column") and column[row] not in (None, ""):
                yield ("plan", str(row), name), _plain(column[row])


def _plain(value: object) -> str:
    """Return a value as text; a number without zeros that mean nothing."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def outcome(slip: Slip, truth: Truth, untouched: Report, report: Report) -> tuple[str, bool]:
    """Return the outcome of a slip, and whether the right value or factor was proposed."""
    expected_lines = Counter(line.key for line in untouched.lines)
    new: list[tuple[int, Line]] = []
    for rank, line in enumerate(report.lines):
        expected_lines[line.key] -= 1
        if expected_lines[line.key] < 0 and line.is_grave:
            new.append((rank, line))
    if slip.kind == HARMLESS:
        wrong = any(line.level in ("error", "fatal") for _, line in new)
        return ("lost" if wrong or report.figures != untouched.figures else "read"), False
    guilty = {*truth.cells, *truth.instead}
    own = [(rank, line) for rank, line in new if guilty & set(line.places)]
    helped = any(_helps(line, truth) for _, line in own)
    if own:
        return ("named" if own[0][0] < FIRST else "later"), helped
    if not new and slip.name in READABLE and report.figures == untouched.figures:
        return "read", False
    return ("elsewhere" if new else "silent"), False


def _helps(line: Line, truth: Truth) -> bool:
    """Tell whether a line proposes the original value, or the factor of the error."""
    for cell, factor in zip(line.places, line.factors, strict=True):
        if cell not in truth.cells:
            continue
        if truth.factor != 1 and factor:
            above, _, below = factor.partition("/")
            if abs(float(above) / float(below or 1) / truth.factor - 1) < 0.2:
                return True
        held = truth.held.get(cell)
        if isinstance(held, (int, float)) and (
            any(abs(value - held) <= 0.01 * abs(held) for value in line.proposals)
            or f"{held:g}" in line.words or f"{held}" in line.words
        ):  # fmt: skip
            return True
    return False


class Bench:
    """Measures slips on some economies, each workbook made once."""

    def __init__(self, countries: Sequence[Country], folder: Path) -> None:
        self.countries, self.folder = countries, folder
        self.seconds: list[float] = []
        self._untouched: dict[tuple[str, bool], Report] = {}

    def _report(self, data: bytes) -> Report:
        path = self.folder / "questionnaire.xlsx"
        path.write_bytes(data)
        return report(path)

    def untouched(self, country: Country, history: bool) -> Report:
        """Return the report of a workbook without a slip."""
        key = country.economy, history
        if key not in self._untouched:
            made = self._report(filled.filled(country, history=history)[1])
            self.seconds.append(made.seconds)
            self._untouched[key] = made
        return self._untouched[key]

    def measure(self, slip: Slip, country: Country, history: bool) -> tuple[str, bool] | None:
        """Return the outcome of a slip in one workbook; ``None`` if it cannot be made."""
        from ictindex.core.errors import IctindexError

        before = self.untouched(country, history)
        form, data = filled.filled(country, history=history)
        book = Workbook(country, form, data)
        if slip.apply(book) is False:
            return None
        try:
            reported = self._report(book.to_bytes())
        except IctindexError:
            return "refused", False
        return outcome(slip, book.truth, before, reported)

    def rows(self, slips: Iterable[Slip]) -> Iterator[Row]:
        """Yield the outcome of every slip: one row for each workbook."""
        for slip, history in product(slips, (False, True)):
            for country in self.countries:
                became = self.measure(slip, country, history)
                if became is not None:
                    yield Row(slip.name, slip.kind, country.economy, history, *became)


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of a slip in one workbook."""

    slip: str
    kind: str
    economy: str
    history: bool
    outcome: str
    helped: bool


def listing(rows: Iterable[Row], slips: Mapping[str, Slip]) -> list[dict[str, Any]]:
    """Return the table: a row for each slip, without and with history.

    The last column names the economies whose outcome is not the usual one of the row.
    """
    several: dict[tuple[str, bool], list[Row]] = {}
    for row in rows:
        several.setdefault((row.slip, row.history), []).append(row)
    table = []
    for (name, history), some in several.items():
        counts = Counter(row.outcome for row in some)
        usual = max(OUTCOMES, key=lambda outcome: counts[outcome])
        others = {
            outcome: " ".join(sorted(row.economy for row in some if row.outcome == outcome))
            for outcome in OUTCOMES if outcome != usual and counts[outcome]
        }  # fmt: skip
        table.append({
            "slip": name, "words": slips[name].words, "kind": slips[name].kind,
            "history": "yes" if history else "no", "workbooks": len(some),
            **{outcome: counts[outcome] for outcome in OUTCOMES},
            "helped": sum(row.helped for row in some),
            "others": "; ".join(f"{outcome} {names}" for outcome, names in others.items()),
        })  # fmt: skip
    return table


def expected(listed: Mapping[str, str], economy: str) -> str:
    """Return the entry of an economy in a row of the listing."""
    for part in filter(None, listed["others"].split("; ")):
        outcome, *names = part.split(" ")
        if economy in names:
            return outcome
    return max(OUTCOMES, key=lambda outcome: int(listed[outcome]))


def summary(rows: Sequence[Row]) -> str:
    """Return the shares by kind, in hundredths of the workbooks."""
    lines = []
    for history in (False, True):
        for kind in ("hard", "soft", HARMLESS):
            outcomes = Counter(
                row.outcome for row in rows if (row.kind, row.history) == (kind, history)
            )
            put = sum(outcomes.values()) or 1
            shares = ", ".join(
                f"{w} {100 * outcomes[w] / put:.1f}" for w in OUTCOMES if outcomes[w]
            )
            lines.append(f"{'with' if history else 'without'} history, {kind} ({put}): {shares}")
    return "\n".join(lines)


def burden(bench: Bench) -> str:
    """Return the number of findings in untouched workbooks."""
    lines = []
    for history in (False, True):
        reports = [bench.untouched(country, history) for country in bench.countries]
        asked = Counter(line.level for report in reports for line in report.lines)
        cells = sum(len(filled.asked_cells(filled.empty(c, history=history)[0]))
                    for c in bench.countries)  # fmt: skip
        levels = ", ".join(f"{level} {count}" for level, count in sorted(asked.items()))
        way = "with" if history else "without"
        lines.append(f"untouched, {way} history: {cells} cells; {levels}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--economies", type=int, default=filled.COUNT)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    slips = held_out_slips.SLIPS if options.held_out else SLIPS
    wanted = [name for name in options.kinds.split(",") if name] or list(slips)
    step = max(1, filled.COUNT // options.economies)
    chosen = filled.countries()[::step][: options.economies]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(chosen, Path(folder))
        print(", ".join(f"{c.economy} ({c.language})" for c in chosen))
        print(burden(bench))
        rows = list(bench.rows(slips[name] for name in wanted))
    table = listing(rows, slips)
    names = list(table[0])
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    print(summary(rows))
    usual = statistics.median(bench.seconds)
    print(f"seconds of processor time to read and judge a workbook: {usual:.3f}")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows]))
    if options.write:
        with LISTING.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)


if __name__ == "__main__":
    main()
