"""Actions on questionnaires, and the figures in them after all actions were taken.

    ICTINDEX_DATA=... python benchmarks/suggested_actions.py [--economies 12] [--every]
        [--kinds m05,p01] [--only KOR,MNE]

Each kind of ``workbook_slips.py``, ``held_out_slips.py`` and ``tempting_slips.py`` is put into the
filled workbooks, without and with the accepted values of the year before. The workbook is read and
judged, every action is taken, and so on until none is left. An action is

- *right* where every cell that it changes holds the original value within one per cent,
- *wrong* otherwise; *impossible* where a cell could never hold the value (more than 100 per cent,
  a part of a subscription); *overwriting* where it changes a cell that was right.

In the end a workbook is *restored* where every cell holds the original value, *open* where a new
error or warning remains, else *lost*: nothing asks about a figure that is wrong. Workbooks in which
nothing was offered are not counted there.

What is offered for the untouched workbook too is left out, and counted apart. ``--every`` grades
the first proposal of every line, action or not, and takes none: what the actions are chosen from.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import filled_questionnaires as filled
import held_out_slips
import slip_detection
import tempting_slips
import workbook_slips
from filled_questionnaires import Country
from workbook_slips import HARMLESS, Cell, Slip, Workbook

KINDS: Mapping[str, Slip] = {
    name: slip
    for name, slip in (workbook_slips.SLIPS | held_out_slips.SLIPS | tempting_slips.SLIPS).items()
    if slip.kind != HARMLESS
}
_MOST_TURNS = 12
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class Action:
    """A change that is offered: cells with their values, in the units of the cells."""

    kind: str
    values: Mapping[Cell, float]


@dataclass(slots=True)
class Row:
    """The actions on a slip in one workbook, and its figures in the end."""

    slip: str
    economy: str
    history: bool
    right: int = 0
    wrong: int = 0
    impossible: int = 0
    overwriting: int = 0
    end: str = ""
    words: str = ""


def offered(submission: Any, findings: Sequence[Any], every: bool) -> Iterator[Action]:
    """Yield the actions on a judged submission; with ``every`` the first proposal of every line."""
    from ictindex.submissions.validation.causes import group_findings

    for group in group_findings(findings):
        cause, finding = group.cause, group.findings[0]
        if cause is not None and (every or cause.is_sure):
            values = {
                slip_detection.place_of(submission, change): float(change.proposed)
                for change in cause.changes
                if change.proposed is not None
            }
            kind = cause.kind
        elif every and getattr(finding, "proposals", ()):
            values = {submission.position(finding): float(finding.proposals[0])}
            kind = finding.code
        else:
            continue
        in_cells = {cell: value for cell, value in values.items() if cell is not None}
        if in_cells:
            yield Action(kind, in_cells)


class Replay:
    """Takes the actions in the workbooks of some economies."""

    def __init__(self, folder: Path, *, every: bool = False) -> None:
        self.path, self.every = folder / "questionnaire.xlsx", every
        self._untouched: dict[tuple[str, bool], tuple[Counter[object], list[Action]]] = {}

    def _judge(self, data: bytes) -> tuple[Any, Sequence[Any], Sequence[Action]]:
        self.path.write_bytes(data)
        submission, findings, _ = slip_detection.judged(self.path)
        return submission, findings, list(offered(submission, findings, self.every))

    def untouched(self, country: Country, history: bool) -> tuple[Counter[object], list[Action]]:
        """Return the questions about a workbook without a slip, and its actions."""
        key = country.economy, history
        if key not in self._untouched:
            submission, findings, actions = self._judge(filled.filled(country, history=history)[1])
            self._untouched[key] = _asked(submission, findings), actions
        return self._untouched[key]

    def replay(self, slip: Slip, country: Country, history: bool) -> Row | None:
        """Take every action until none is left; ``None`` if the slip cannot be made or read."""
        from ictindex.core.errors import IctindexError

        before, offered_before = self.untouched(country, history)
        form, data = filled.filled(country, history=history)
        book = Workbook(country, form, data)
        if slip.apply(book) is False:
            return None
        row = Row(slip.name, country.economy, history)
        taken: set[tuple[tuple[Cell, float], ...]] = set()
        try:
            for turn in range(_MOST_TURNS):
                submission, findings, actions = self._judge(book.to_bytes())
                # What was already taken and offered again changes nothing.
                fresh = [
                    action
                    for action in actions
                    if tuple(action.values.items()) not in taken and action not in offered_before
                ]
                if turn == 0:
                    _grade(row, book, fresh)
                if not fresh or self.every:
                    break
                taken.add(tuple(fresh[0].values.items()))
                for cell, value in fresh[0].values.items():
                    whole = int(value) if value == int(value) else value
                    book.write(cell, whole, guilty=False)
        except IctindexError:
            return None  # refused: nothing is offered
        if taken:
            new = _asked(submission, findings) - before
            restored = all(_is_near(book.value(c), _truth(book, c)) for c in _cells(book, taken))
            row.end = "restored" if restored else "open" if new else "lost"
        return row


def _grade(row: Row, book: Workbook, actions: Sequence[Action]) -> None:
    for action in actions:
        right = all(_is_near(v, _truth(book, c)) for c, v in action.values.items())
        row.right += right
        row.wrong += not right
        row.impossible += any(_is_impossible(book, c, v) for c, v in action.values.items())
        row.overwriting += any(
            _is_near(book.value(c), _truth(book, c)) and not _is_near(v, _truth(book, c))
            for c, v in action.values.items()
        )
        if not right:
            row.words += f"{action.kind} {dict(action.values)}; "


def _asked(submission: Any, findings: Sequence[Any]) -> Counter[object]:
    """Return the errors and warnings by their code and cell."""
    return Counter(
        (finding.code, submission.position(finding))
        for finding in findings
        if getattr(finding, "errorlevel", finding.level) in ("fatal", "error", "warning")
    )


def _cells(book: Workbook, taken: set[tuple[tuple[Cell, float], ...]]) -> set[Cell]:
    return {*book.truth.cells, *(cell for action in taken for cell, _ in action)}


def _truth(book: Workbook, cell: Cell) -> object:
    """Return what a cell held before the slip."""
    return book.truth.held.get(cell, book.before(cell))


def _is_near(value: object, truth: object) -> bool:
    if not isinstance(value, (int, float)) or not isinstance(truth, (int, float)):
        return value == truth
    return abs(value - truth) <= _NEAR * abs(truth) + 1e-12


def _is_impossible(book: Workbook, cell: Cell, value: float) -> bool:
    from ictindex.definitions import catalogue

    if value < 0:
        return True
    names = {row: name for (name, _), row in book.asks.items()}
    name = names.get(cell[:2])
    unit = "" if name is None else catalogue.indicators()[name].unit
    return (unit == "percent" and value > 100) or (unit == "count" and value != int(value))


def summary(rows: Sequence[Row]) -> str:
    """Return the counts, without and with history."""
    lines = []
    for history in (False, True):
        some = [row for row in rows if row.history == history]
        ends = Counter(row.end for row in some if row.end)
        lines.append(
            f"{'with' if history else 'without'} history, {len(some)} workbooks: "
            f"with an action {sum(bool(r.right or r.wrong) for r in some)}, "
            f"with a wrong one {sum(bool(r.wrong) for r in some)}; "
            f"right {sum(r.right for r in some)}, wrong {sum(r.wrong for r in some)}, "
            f"impossible {sum(r.impossible for r in some)}, "
            f"overwriting {sum(r.overwriting for r in some)}; "
            f"restored {ends['restored']}, open {ends['open']}, lost {ends['lost']}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--economies", type=int, default=12)
    parser.add_argument("--only", default="", help="codes of economies, instead of a number")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    wanted = [name for name in options.kinds.split(",") if name] or list(KINDS)
    step = max(1, filled.COUNT // options.economies)
    chosen = filled.countries()[::step][: options.economies]
    if options.only:
        chosen = [c for c in filled.countries() if c.economy in options.only.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(Path(folder), every=options.every)
        print(", ".join(f"{c.economy} ({c.language})" for c in chosen))
        offers = [
            len(replay.untouched(country, history)[1])
            for country, history in product(chosen, (False, True))
        ]
        print(f"actions on {len(offers)} untouched workbooks: {sum(offers)}", flush=True)
        rows: list[Row] = []
        for country, history, name in product(chosen, (False, True), wanted):
            row = replay.replay(KINDS[name], country, history)
            if row is None:
                continue
            rows.append(row)
            if row.wrong or row.end == "lost":
                print(f"{row.slip} {row.economy} {row.history}: {row.end} {row.words}", flush=True)
            if options.json:
                options.json.write_text(json.dumps([asdict(row) for row in rows]))
    print(summary(rows))


if __name__ == "__main__":
    main()
