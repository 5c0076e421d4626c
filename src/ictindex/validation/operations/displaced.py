"""Operations on whole rows: copied from another economy, exchanged, handed in for another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np

from ictindex.validation import displacements
from ictindex.validation.operations.common import Case, Hit, Verdict, lacking, short
from ictindex.validation.operations.rows import (
    Rows,
    changes_of,
    hit_of,
    is_compilers,
    rows_before,
    rows_now,
    rows_of_others,
    rows_to_compare,
)
from ictindex.validation.panel import Floats, Ints, resolve
from ictindex.validation.resemblance import (
    Changes,
    Likeness,
    Row,
    distance,
    is_common,
    likeness,
    spread,
)

_FEW = 8  # rows that are compared one by one, without arrays
_MOST_PARTNERS = 3
# Columns of which a block of lines was found moved, by economy; see moved_column.
MOVED = "moved-cells"

_Found = tuple[Likeness, str]  # how alike, and to whose row


class _Column:
    """The rows to compare with, found by their values, and the share of each value."""

    def __init__(self, rows: Rows, check: displacements.CopiedRow) -> None:
        self.rows, self.check = rows, check
        self.percentages = {resolve(name) for name in check.percentages}
        self.owners: dict[tuple[str, float], list[str]] = {}
        self.counts: Counter[str] = Counter()
        for economy, row in rows.items():
            self.counts.update(row.keys())
            for cell in row.items():
                self.owners.setdefault(cell, []).append(economy)

    def share(self, name: str, value: float) -> float:
        return len(self.owners[name, value]) / self.counts[name]

    def alike(self, economy: str, row: Row, count: int, weight: float) -> list[_Found]:
        """Return the rows of others that this one is too like, the likest first."""
        check, same = self.check, Counter[str]()
        for name, value in row.items():
            # Two ordinary cells are the least that any limit asks for.
            if not is_common(value, name in self.percentages, check.ceiling):
                same.update(self.owners.get((name, value), ()))
        found = []
        for other, cells in same.items():
            if other == economy or cells < 2:
                continue
            like = likeness(
                row, self.rows[other], self.share, self.percentages, check.ceiling, check.most,
                check.at_ceiling,
            )  # fmt: skip
            if like.below >= count or like.weight > weight:
                found.append((like, other))
        return sorted(found, key=lambda one: (-one[0].weight, -one[0].below, one[1]))


def copied_row(case: Case, check: displacements.CopiedRow) -> Verdict:
    r"""Judge whether a row is not that of another economy, of this year or of the last one.

    .. math:: \#\{i : v_i = v'_i\} < n \quad\text{and}\quad
        \sum_{i:\,v_i = v'_i} -\log_{10} q_i(v_i) \le w

    Rows of this year are compared in the compiler's judgement only. Where last year's values tell
    which of two equal rows is the copy, it alone is asked about.
    """
    now = rows_now(case, check.of)
    this_year: Rows = {}
    if is_compilers(case):
        this_year = {**rows_of_others(case, check.of), **now}
    last_year = rows_to_compare(case, check.of)
    if len(this_year) < 2 and not set(last_year) - set(now):
        return lacking("other-economies")
    columns = _Column(this_year, check), _Column(last_year, check)
    copies = _copies(case, check, now)
    hits, decided = [], 0
    for economy, row in now.items():
        decided += len(row) >= check.count
        found = columns[0].alike(economy, row, check.count, check.weight)
        found = [one for one in found if copies(economy, one[1])]
        variant = "named"
        if not found:
            found = columns[1].alike(economy, row, check.count_before, check.weight_before)
            variant = "named-before" if is_compilers(case) else ""
        if found:
            partners = [other for _, other in found]
            hits.append(hit_of(case, economy, found[0][0].cells, _partners(case, partners), variant))
    return Verdict(decided, len(now) - decided, tuple(hits), () if decided else check.of)


def _partners(case: Case, economies: list[str]) -> dict[str, object]:
    """Return the economies that a message of the compiler's judgement names; else nothing."""
    if not is_compilers(case):
        return {}
    more = ["…"] * (len(economies) > _MOST_PARTNERS)
    return {"partner": [*economies[:_MOST_PARTNERS], *more]}


def _copies(
    case: Case, check: displacements.CopiedRow, now: Rows
) -> Callable[[str, str], bool]:  # fmt: skip
    """Return what tells whether the first of two equal rows may be the copy."""
    before, changes = rows_before(case, check.of), changes_of(case)
    known: dict[str, float] = {}

    def far(economy: str) -> float:
        if economy not in known:
            row, last = now.get(economy, {}), before.get(economy, {})
            away, cells = distance(row, last, changes, check.most_away)
            known[economy] = away if cells >= check.count else math.nan
        return known[economy]

    def may_be(economy: str, other: str) -> bool:
        return not far(economy) < far(other) - check.gain

    return may_be


def foreign_row(case: Case, check: displacements.ForeignRow) -> Verdict:
    r"""Judge whether a row is not nearer to another economy's row of last year than to its own.

    .. math:: D_{aa} - \min_{b \ne a} D_{ab} \le g \qquad\text{or, of pairs,}\qquad
        D_{aa} + D_{bb} - D_{ab} - D_{ba} \le g

    with *D* of :func:`ictindex.validation.resemblance.distance`. Cells of a column that was found
    moved are left out.
    """
    moved: Mapping[str, set[str]] = case.memory.get(MOVED, {})
    now = {
        economy: {name: value for name, value in row.items() if name not in moved.get(economy, ())}
        for economy, row in rows_now(case, check.of).items()
    }
    own = rows_before(case, check.of)
    if not any(own.values()):
        return lacking("history")
    if check.exchanged:
        return _exchanged(case, check, now, own) if is_compilers(case) else lacking("compiler")
    others = rows_to_compare(case, check.of)
    if not set(others) - set(now) and len(others) < 2:
        return lacking("other-economies")
    changes, hits, decided = changes_of(case), [], 0
    names = list(others)
    away, cells = distances(now, {name: others[name] for name in names}, changes, check.most)
    mine, count = _own(now, own, changes, check)
    for n, economy in enumerate(now):
        if not count[n] >= check.least:
            continue
        decided += 1
        nearest = _nearest(economy, names, away[n], cells[n], max(check.least, count[n] // 2))
        if nearest is None or not mine[n] - away[n][nearest] > check.gain:
            continue
        given = {
            "own": short(mine[n], 2), "second": short(away[n][nearest], 2),
            **_partners(case, [names[nearest]]),
        }  # fmt: skip
        hits.append(
            hit_of(
                case, economy, [name for name in now[economy] if name in own[economy]], given,
                "named" if is_compilers(case) else "",
            )
        )  # fmt: skip
    return Verdict(decided, len(now) - decided, tuple(hits), () if decided else ("history",))


def _own(
    now: Rows, own: Rows, changes: Changes, check: displacements.ForeignRow
) -> tuple[list[float], list[int]]:
    pairs = [distance(row, own.get(economy, {}), changes, check.most) for economy, row in now.items()]
    return [away for away, _ in pairs], [cells for _, cells in pairs]


def _nearest(
    economy: str, names: list[str], away: list[float], cells: list[int], least: int
) -> int | None:
    known = [n for n, name in enumerate(names) if name != economy and cells[n] >= least]
    return min(known, key=lambda n: (away[n], names[n]), default=None)


def distances(
    rows: Rows, lasts: Rows, changes: Changes, most: float
) -> tuple[list[list[float]], list[list[int]]]:
    """Return the distances of rows from last year's rows, and of how many cells they are.

    Few rows are compared one by one; tables of many with arrays, to the same numbers.

    Examples
    --------
    >>> from ictindex.validation.change_model import model_of
    >>> last = {"A": {"internet-users": 80.0}, "B": {"internet-users": 20.0}}
    >>> away, cells = distances({"A": {"internet-users": 81.0}}, last, model_of(2026).changes, 5.0)
    >>> away[0][0] < 1 < away[0][1], cells
    (True, [[1, 1]])
    """
    if len(rows) <= _FEW:
        both = [
            [distance(row, last, changes, most) for last in lasts.values()] for row in rows.values()
        ]
        return [[away for away, _ in line] for line in both], [[n for _, n in line] for line in both]
    names = [name for name in changes if any(name in row for row in rows.values())]
    this, last = _matrix(rows, names, changes, 0.0), _matrix(lasts, names, changes, 1.0)
    total = np.zeros((len(rows), len(lasts)))
    count: Ints = np.zeros(total.shape, dtype=np.int64)
    for n, name in enumerate(names):
        off = np.abs(this[:, n, None] - last[None, :, n]) / spread(changes[name])
        known = ~np.isnan(off)
        total += np.where(known, np.minimum(off, most), 0.0)
        count += known
    with np.errstate(invalid="ignore"):
        return (total / count).tolist(), count.tolist()


def _matrix(rows: Rows, names: list[str], changes: Changes, years: float) -> Floats:
    """Return transformed values, with so many usual changes added; NaN where there is none."""
    found = np.full((len(rows), len(names)), np.nan)
    for n, name in enumerate(names):
        change = changes[name]
        for line, row in enumerate(rows.values()):
            value = row.get(name)
            if value is not None:
                found[line, n] = change.transform(value) + years * change.median
    return found


def _exchanged(case: Case, check: displacements.ForeignRow, now: Rows, own: Rows) -> Verdict:
    economies = list(now)
    if len(economies) < 2:
        return lacking("other-economies")
    away, cells = distances(now, own, changes_of(case), check.most)
    gain, usable = np.array(away), np.array(cells) >= check.least
    mine = np.diagonal(gain)
    gained = mine[:, None] + mine[None, :] - gain - gain.T
    there = np.diagonal(usable)
    usable &= usable.T & there[:, None] & there[None, :]
    np.fill_diagonal(usable, False)
    gained = np.where(usable, gained, -np.inf)
    hits: list[Hit] = []
    taken: set[int] = set()
    order = np.argsort(-gained, axis=None, kind="stable")
    for at in order[: len(economies) ** 2].tolist():
        a, b = divmod(at, len(economies))
        if not gained[a, b] > check.gain:
            break
        if taken & {a, b}:
            continue
        taken |= {a, b}
        for one, other in ((a, b), (b, a)):
            code = economies[one]
            hits.append(
                hit_of(case, code, [name for name in now[code] if name in own[code]],
                       {"partner": [economies[other]], "gain": short(float(gained[a, b]), 2)})
            )  # fmt: skip
    decided = int(there.sum())
    return Verdict(decided, len(now) - decided, tuple(hits), () if decided else ("history",))
