"""Operations on whole rows: copied from another economy, exchanged, or submitted for another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    need,
    remember,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.row_values import (
    Rows,
    economy_hit,
    is_compilers,
    keep_indicators,
    rows_before,
    rows_now,
    rows_of_others,
    rows_to_compare,
)
from ictindex.submissions.validation.operations.scaled_tables import (
    FEW,
    Distances,
    distances_of,
    own_cells,
    suspected_pairs,
    suspected_rows,
)
from ictindex.submissions.validation.panel import resolve
from ictindex.submissions.validation.row_similarity import (
    Changes,
    Likeness,
    Row,
    distance,
    is_common,
    likeness,
)

_MOST_PARTNERS = 3
# Columns with a moved block of lines, by economy; see moved_column.
MOVED = "moved-cells"
# Distance of the values of an economy after they are moved back by lines; see moved_cells.
LEFT = "left-by-lines"

_Similar = tuple[Likeness, str]  # the likeness, and the other economy


class _Column:
    """The rows to compare with, indexed by their values, and the share of each value."""

    def __init__(self, rows: Rows, check: operation_parameters.CopiedRow) -> None:
        self.rows, self.check = rows, check
        self.percentages = {resolve(name) for name in check.percentages}
        self.owners: dict[tuple[str, float], list[str]] = {}
        self.counts: Counter[str] = Counter()
        for economy, row in rows.items():
            for cell in row.items():
                self.owners.setdefault(cell, []).append(economy)
        for (name, _), owners in self.owners.items():
            self.counts[name] += len(owners)

    def share(self, name: str, value: float) -> float:
        return len(self.owners[name, value]) / self.counts[name]

    def alike(self, economy: str, row: Row, count: int, weight: float) -> list[_Similar]:
        """Return the rows of others that are too similar to this one, the most similar first."""
        check, same = self.check, Counter[str]()
        for cell in row.items():
            owners = self.owners.get(cell, ())
            if not owners or (len(owners) == 1 and owners[0] == economy):
                continue
            # Every limit needs at least two ordinary cells.
            if not is_common(cell[1], cell[0] in self.percentages, check.ceiling):
                same.update(owners)
        rows = []
        for other, cells in same.items():
            if other == economy or cells < 2:
                continue
            like = likeness(
                row,
                self.rows[other],
                self.share,
                self.percentages,
                check.ceiling,
                check.most,
                check.at_ceiling,
            )
            if like.below >= count or like.weight > weight:
                rows.append((like, other))
        return sorted(rows, key=lambda entry: (-entry[0].weight, -entry[0].below, entry[1]))


def _keep_all(rows: Rows, of: Sequence[str]) -> Rows:
    return {economy: keep_indicators(row, of) for economy, row in rows.items()}


def judge_copied_row(case: Case, check: operation_parameters.CopiedRow) -> Verdict:
    r"""Check that a row is not the row of another economy, of this year or of last year.

    .. math:: \#\{i : v_i = v'_i\} < n \quad\text{and}\quad
        \sum_{i:\,v_i = v'_i} -\log_{10} q_i(v_i) \le w

    Rows of this year are compared in the compiler's judgement only. If last year's values show
    which of two equal rows is the copy, only the copy is asked about.
    """
    now = _keep_all(rows_now(case), check.of)
    this_year: Rows = {}
    if is_compilers(case):
        this_year = _keep_all(rows_of_others(case), check.of) | now
    last_year = _keep_all(rows_to_compare(case), check.of)
    if len(this_year) < 2 and not set(last_year) - set(now):
        return need("other-economies")
    current, earlier = _Column(this_year, check), _Column(last_year, check)
    may_be_copy, exchanged = _find_copies(case, check, now), _find_exchanged(case, check, now)
    hits, decided = [], 0
    for economy, row in now.items():
        decided += len(row) >= check.count
        alike = current.alike(economy, row, check.count, check.weight)
        alike = [entry for entry in alike if may_be_copy(economy, entry[1])]
        variant = "named"
        if not alike:
            alike = earlier.alike(economy, row, check.count_before, check.weight_before)
            alike = [entry for entry in alike if not exchanged(economy, entry[1])]
            variant = "named-before" if is_compilers(case) else ""
        if alike:
            details = _partners(case, [other for _, other in alike])
            hits.append(economy_hit(case, economy, alike[0][0].cells, details, variant))
    return verdict(decided, hits, check.of, len(now) - decided)


def _partners(case: Case, economies: list[str]) -> dict[str, object]:
    """Return the economies that a message of the compiler's judgement names; else none."""
    if not is_compilers(case):
        return {}
    more = ["…"] * (len(economies) > _MOST_PARTNERS)
    return {"partner": [*economies[:_MOST_PARTNERS], *more]}


def _find_copies(
    case: Case, check: operation_parameters.CopiedRow, now: Rows
) -> Callable[[str, str], bool]:
    """Return the function that tells whether the first of two equal rows may be the copy."""
    before, changes = rows_before(case), case.fitted.changes

    @cache
    def far(economy: str) -> float:
        row, last = now.get(economy, {}), before.get(economy, {})
        apart, cells = distance(row, last, changes, check.most_away)
        return apart if cells >= check.count else math.nan

    return lambda economy, other: not far(economy) < far(other) - check.gain


def _find_exchanged(
    case: Case, check: operation_parameters.CopiedRow, now: Rows
) -> Callable[[str, str], bool]:
    """Return how much nearer the other row is to this row's last values than to its own."""
    # Two such rows were exchanged, which another rule asks about.
    before, changes = rows_before(case), case.fitted.changes

    def is_turned(economy: str, other: str) -> bool:
        if other not in now:
            return False
        theirs, own = (
            distance(now[other], before.get(code, {}), changes, check.most_away)
            for code in (economy, other)
        )
        return min(theirs[1], own[1]) >= check.count and theirs[0] < own[0] - check.gain

    return is_turned


def judge_foreign_row(case: Case, check: operation_parameters.ForeignRow) -> Verdict:
    r"""Check that a row is not nearer to another economy's row of last year than to its own.

    .. math:: D_{aa} - \min_{b \ne a} D_{ab} \le g \qquad\text{or, of pairs,}\qquad
        D_{aa} + D_{bb} - D_{ab} - D_{ba} \le g

    or one of both is not nearer to the other's row, where *D* is
    :func:`ictindex.submissions.validation.row_similarity.distance`. Cells of a moved column are
    left out.
    """
    now, own = rows_now(case), rows_before(case)
    if not any(own.values()):
        return need("history")
    if check.exchanged and not is_compilers(case):
        return need("compiler")
    others = own if check.exchanged else rows_to_compare(case)
    if not others or len(set(now) | set(others)) < 2:
        return need("other-economies")
    moved: Mapping[str, set[str]] = case.memory.get(MOVED, {})
    of = tuple(map(resolve, check.of))
    now = {
        economy: {
            name: row[name] for name in of if name in row and name not in moved.get(economy, ())
        }
        for economy, row in now.items()
    }
    table = None
    if len(now) > FEW:
        key = f"away:{check.most}:{','.join(of)}:{len(others)}"
        table = remember(
            case, key, lambda: distances_of(now, others, case.fitted.changes, of, check.most)
        )
    rows = _Rows(case, check, case.fitted.changes, now, own, others)
    if table is None:
        decided = sum(rows.distance_from(code, own.get(code, {}))[1] >= check.least for code in now)
    else:
        decided = sum(count >= check.least for count in own_cells(table))
    hits = _find_exchanges(rows, table) if check.exchanged else _find_foreign_rows(rows, table)
    return verdict(decided, hits, ("history",), len(now) - decided)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of this year and of last year, and their distances one by one."""

    case: Case
    check: operation_parameters.ForeignRow
    changes: Changes
    now: Rows
    own: Rows
    others: Rows

    def distance_from(self, economy: str, last: Row) -> tuple[float, int]:
        return distance(self.now[economy], last, self.changes, self.check.most)

    def shared_indicators(self, economy: str) -> list[str]:
        """Return the indicators of a row that last year's row has too."""
        return [name for name in self.now[economy] if name in self.own[economy]]


def _find_foreign_rows(rows: _Rows, table: Distances | None) -> list[Hit]:
    check, hits = rows.check, []
    for economy in rows.now if table is None else suspected_rows(table, check.least, check.gain):
        mine, count = rows.distance_from(economy, rows.own.get(economy, {}))
        if count < check.least:
            continue
        least = max(check.least, count // 2)
        near = [
            (apart, other)
            for other, last in rows.others.items()
            if other != economy
            for apart, cells in [rows.distance_from(economy, last)]
            if cells >= least
        ]
        if not near or not mine - min(near)[0] > check.gain:
            continue
        apart, other = min(near)
        if apart > rows.case.memory.get(LEFT, {}).get(economy, math.inf):
            continue
        apart_by = {"own": shorten(mine, 2), "second": shorten(apart, 2)}
        details = {**apart_by, **_partners(rows.case, [other])}
        variant, cells = "named" if is_compilers(rows.case) else "", rows.shared_indicators(economy)
        hits.append(economy_hit(rows.case, economy, cells, details, variant))
    return hits


def _find_exchanges(rows: _Rows, table: Distances | None) -> list[Hit]:
    check, economies = rows.check, list(rows.now)
    pairs = (
        [(a, b) for n, a in enumerate(economies) for b in economies[n + 1 :]]
        if table is None
        else suspected_pairs(table, check.least, check.gain)
    )
    gained = []
    for a, b in pairs:
        each = [rows.distance_from(code, rows.own[other]) for code in (a, b) for other in (a, b)]
        (aa, _), (ab, _), (ba, _), (bb, _) = each
        enough = min(cells for _, cells in each) >= check.least
        # Both rows are checked: a row that was copied over another is near to many neighbours.
        if enough and aa > ab and bb > ba and aa + bb - ab - ba > check.gain:
            gained.append((aa + bb - ab - ba, a, b))
    hits: list[Hit] = []
    taken: set[str] = set()
    for gain, a, b in sorted(gained, key=lambda code: (-code[0], code[1], code[2])):
        if taken & {a, b}:
            continue
        taken |= {a, b}
        for code, other in ((a, b), (b, a)):
            details = {"partner": [other], "gain": shorten(gain, 2)}
            hits.append(economy_hit(rows.case, code, rows.shared_indicators(code), details))
    return hits
