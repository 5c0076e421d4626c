"""Operations on the parts of breakdowns, compared with their total and with last year's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ictindex.data.breakdowns import WHOLES, adds_up
from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.compared_cells import ComparedCell
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    compare,
    is_beyond,
    need,
    remember_lastingly,
    shorten,
    verdict,
)
from ictindex.submissions.validation.panel import NAN, Floats, Panel

POPULATION = "population"

# The expected total of parts, from their values and weights, and from the actual total.
_Expected = Callable[[float, Sequence[float], Sequence[float]], float]


def _wholes(case: Case, by: str) -> list[tuple[str, int, list[int]]]:
    """Return the operands whose parts by a breakdown are complete: their columns and theirs."""
    return remember_lastingly(
        case, ("wholes", by), lambda: list(_complete(case.panel.positions, by))
    )


def _complete(positions: Mapping[str, int], by: str) -> Iterator[tuple[str, int, list[int]]]:
    for name, position in positions.items():
        if "@" in name:
            continue
        parts = [positions.get(f"{name}@{by}={code}") for code in WHOLES[by]]
        if all(part is not None for part in parts):
            yield name, position, [part for part in parts if part is not None]


def judge_sum_of_parts(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    r"""Check whether counts of the parts add up to their total.

    .. math:: x = \sum_i x_i
    """
    return _compare_with_total(case, check, lambda _, values, __: sum(values), counts=True)


def judge_total_between_parts(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    r"""Check whether a rate is between the rates of its parts.

    .. math:: \min_i r_i \le r \le \max_i r_i
    """

    def expect(total: float, values: Sequence[float], _: Sequence[float]) -> float:
        if any(value != value for value in values):
            return NAN
        return min(max(total, min(values)), max(values))

    return _compare_with_total(case, check, expect)


def judge_mean_of_parts(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    r"""Check whether a rate is the mean of its parts, weighted with population.

    .. math:: \left| r - \frac{\sum_i w_i r_i}{\sum_i w_i} \right| \le t
    """

    def expect(_: float, values: Sequence[float], weights: Sequence[float]) -> float:
        whole = sum(weights)
        parts = sum(weight * value for weight, value in zip(weights, values, strict=True))
        return parts / whole if whole else NAN

    return _compare_with_total(case, check, expect, weighted=True)


def _compare_with_total(
    case: Case,
    check: operation_parameters.Breakdown,
    expected: _Expected,
    *,
    counts: bool = False,
    weighted: bool = False,
) -> Verdict:
    """Compare totals with the values expected from their parts."""
    panel, tally = case.panel, Tally(case.panel)
    for by in check.by:
        weights = [panel.value(f"{POPULATION}@{by}={code}") for code in WHOLES[by]]
        if weighted and any(weight is None for weight in weights):
            continue
        columns = [weight for weight in weights if weight is not None]
        for name, position, parts in _wholes(case, by):
            if counts != adds_up(name):
                continue
            totals = panel.now[position]
            usual = [
                expected(total, values, shares)
                for total, values, shares in zip(
                    totals,
                    _lines([panel.now[part] for part in parts]),
                    _lines(columns) if weighted else [()] * len(totals),
                    strict=True,
                )
            ]
            gaps = [total - other for total, other in zip(totals, usual, strict=True)]
            tally.count([gap == gap for gap in gaps], position, *parts)
            for line, gap in enumerate(gaps):
                if is_beyond(abs(gap) - check.tolerance, totals[line], usual[line]):
                    details = {
                        "breakdown": by,
                        "second": shorten(usual[line], 12),
                        "difference": shorten(gap, 6),
                    }
                    hit = cell_hit(
                        case, line, position, details, imbalance=gap, instead=usual[line]
                    )
                    shown = _ends(panel, line, parts) if check.test == "between" else parts
                    tally.hits.append(compare(hit, others=shown))
    needs = ("breakdowns", POPULATION) if weighted else ("breakdowns",)
    return tally.verdict(needs)


def _ends(panel: Panel, line: int, parts: Sequence[int]) -> list[int]:
    """Return the columns of the lowest and the highest part, in the order of the parts."""
    ranked = sorted(parts, key=lambda part: panel.now[part][line])
    return [part for part in parts if part in (ranked[0], ranked[-1])]


def _lines(columns: Sequence[Floats]) -> Iterable[tuple[float, ...]]:
    return zip(*columns, strict=True)


def judge_urban_above_rural(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    r"""Check whether no rural share is above the urban one.

    .. math:: r_R \le r_U + t
    """
    panel, tally = case.panel, Tally(case.panel)
    for name in check.of or ():
        urban, rural = (panel.positions.get(f"{name}@location={code}") for code in "UR")
        if urban is None or rural is None:
            continue
        gaps = [r - u for r, u in zip(panel.now[rural], panel.now[urban], strict=True)]
        tally.count([gap == gap for gap in gaps], rural, urban)
        for line, gap in enumerate(gaps):
            if gap > check.tolerance:
                details = {"second": shorten(panel.now[urban][line], 12)}
                hit = cell_hit(case, line, rural, details, imbalance=gap, variant="rural")
                tally.hits.append(compare(replace(hit, cells=(urban,)), second=(urban,)))
    return tally.verdict(("breakdowns",))


_Parts = dict[tuple[str, str, str], set[str]]  # codes by economy, indicator and breakdown


def judge_kept_parts(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    """Check whether the parts are those of the year before."""
    panel = case.panel
    if panel.past is None:
        return need("history")
    if not any("@" in name for name in {*panel.past.operands, *panel.positions}):
        return need("breakdowns")
    now = _parts_now(panel, check.by)
    was, cells = remember_lastingly(
        case, ("parts-before", tuple(check.by)), lambda: _parts_before(panel, check.by)
    )
    decided, hits = 0, []
    for key in sorted(now.keys() | was.keys()):
        economy, base, by = key
        judged = economy in panel.first and base in panel.positions
        if not judged or (economy, base) not in cells:
            continue
        decided += 1
        if now.get(key, set()) != was.get(key, set()):
            position, line = panel.positions[base], panel.first[economy]
            details = {
                "breakdown": by,
                "parts": _name_parts(by, now.get(key, set())),
                "previous": _name_parts(by, was.get(key, set())),
            }
            hits.append(Hit(line, position, panel.rows[position][line], details))
    return verdict(decided, hits, ("breakdowns",))


def _name_parts(by: str, codes: Collection[str]) -> object:
    """Return parts as a message names them; a dash for none."""
    return [ComparedCell("parts", None, breakdown=f"{by}={c}") for c in sorted(codes)] or "\u2013"


def _split(operand: str) -> tuple[str, str, str]:
    """Return the indicator of an operand, its breakdown and its category."""
    base, _, part = operand.partition("@")
    by, _, code = part.partition("=")
    return base, by, code


def _parts_now(panel: Panel, breakdowns: Sequence[str]) -> _Parts:
    now: _Parts = {}
    for name, position in panel.positions.items():
        base, by, code = _split(name)
        if by in breakdowns:
            for line, value in enumerate(panel.now[position]):
                if value == value:
                    now.setdefault((panel.economies[line], base, by), set()).add(code)
    # A part that is included in another cell is not left out.
    for row in panel.with_status([catalogue.INCLUDED]):
        base, by, code = _split(panel.own.operands[row])
        if by in breakdowns and panel.own.years[row] == panel.year:
            now.setdefault((panel.own.economies[row], base, by), set()).add(code)
    return now


def _parts_before(
    panel: Panel, breakdowns: Sequence[str]
) -> tuple[_Parts, dict[tuple[str, str], int]]:
    """Return the parts of the last year of each indicator, and these years."""
    was: _Parts = {}
    last: dict[tuple[str, str], int] = {}
    if panel.past is None:
        return was, last
    past = panel.past
    rows = list(zip(past.economies, past.operands, past.years, strict=True))
    for economy, operand, year in rows:
        cell = (economy, operand.partition("@")[0])
        if year < panel.year:
            last[cell] = max(last.get(cell, 0), year)
    for economy, operand, year in rows:
        base, by, code = _split(operand)
        if by in breakdowns and year == last.get((economy, base)):
            was.setdefault((economy, base, by), set()).add(code)
    return was, last
