r"""Operations on single values: ranges, intervals, exact values, whole and round numbers."""

from __future__ import annotations

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    TOLERANCE,
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    is_settled,
    need,
    shorten,
    value_as_written,
    verdict,
)
from ictindex.submissions.validation.panel import Floats, resolve

_MOST_POWERS = 12


def _has_values(values: Floats) -> list[bool]:
    return [value == value for value in values]


def judge_range(case: Case, check: operation_parameters.Range) -> Verdict:
    r"""Check that values are in a range.

    .. math:: a \le v \le b

    A value that was beyond a limit last year and has hardly changed was asked about last year.
    """
    panel, tally = case.panel, Tally(case.panel)
    for _, position in panel.columns(check.of):
        values, last = panel.now[position], panel.before[position]
        tally.count(_has_values(values), position)
        for limit, sign in ((check.lower, -1.0), (check.upper, 1.0)):
            if limit is None:
                continue
            least = 0.0 if check.strict else TOLERANCE * max(1.0, abs(limit))
            for line in _lines_beyond(values, limit, sign, least, check.strict):
                value = values[line]
                if check.settled is not None and is_settled(
                    value, last[line], limit, sign, check.settled
                ):
                    continue
                tally.hits.append(
                    Hit(
                        line,
                        position,
                        panel.rows[position][line],
                        {"limit": shorten(limit), "value": value_as_written(panel, line, position)},
                        imbalance=value - limit,
                        instead=limit,
                        limit=limit,
                        variant="below" if sign < 0 else "",
                    )
                )
    return tally.verdict(check.of)


def _lines_beyond(
    values: Floats, limit: float, sign: float, least: float, reaches: bool
) -> list[int]:
    """Return the lines whose value is beyond a limit, or reaches a strict limit."""
    if reaches:
        return [line for line, value in enumerate(values) if sign * (value - limit) >= 0]
    return [line for line, value in enumerate(values) if sign * (value - limit) > least]


def judge_interval(case: Case, check: operation_parameters.Interval) -> Verdict:
    r"""Check that values are outside an interval.

    .. math:: \neg (a < v \le b)
    """
    panel, tally = case.panel, Tally(case.panel)
    for _, position in panel.columns(check.of):
        values = panel.now[position]
        tally.count(_has_values(values), position)
        tally.hits += [
            cell_hit(
                case,
                line,
                position,
                {"limit": shorten(check.upto)},
                imbalance=value - check.upto,
                factor=0.01,
                instead=value * 100,
            )
            for line, value in enumerate(values)
            if check.above < value <= check.upto
        ]
    return tally.verdict(check.of)


def judge_unlikely_values(case: Case, check: operation_parameters.Exact) -> Verdict:
    """Check that values are not among those that are rarely true."""
    panel, tally = case.panel, Tally(case.panel)
    unlikely = set(check.values)
    for _, position in panel.columns(check.of):
        values = panel.now[position]
        tally.count(_has_values(values), position)
        tally.hits += [
            cell_hit(case, line, position, {})
            for line, value in enumerate(values)
            if value in unlikely
        ]
    return tally.verdict(check.of)


def judge_counts(case: Case, check: operation_parameters.Whole) -> Verdict:
    r"""Check that counts are whole numbers.

    .. math:: v \in \{0, 1, 2, \ldots\}

    This applies to every part too: no town has half a person.
    """
    panel, tally = case.panel, Tally(case.panel)
    counts = {resolve(name) for name in check.of}
    for name, position in panel.positions.items():
        if name.partition("@")[0] not in counts:
            continue
        values = panel.now[position]
        tally.count(_has_values(values), position)
        tally.hits += [
            cell_hit(
                case,
                line,
                position,
                {},
                instead=float(round(abs(value))),
                variant="negative" if value < 0 else "",
            )
            for line, value in enumerate(values)
            if value < 0 or (value == value and not value.is_integer())
        ]
    return tally.verdict(check.of)


def _zeros(value: float) -> int:
    """Return the number of zeros at the end of a whole number, at most twelve; -1 for others."""
    if not (value > 0 and value.is_integer()):
        return -1
    number, count = int(value), 0
    while count < _MOST_POWERS and number % 10 == 0:
        number, count = number // 10, count + 1
    return count


def judge_ending_zeros(case: Case, check: operation_parameters.Round) -> Verdict:
    """Check that not too many values of an economy end in the same number of zeros."""
    panel = case.panel
    positions = [position for _, position in panel.columns(check.of)]
    if not positions:
        return need(*check.of)
    lines = list(zip(*(panel.now[position] for position in positions), strict=True))
    enough = [sum(value == value for value in line) >= check.count for line in lines]
    zeros = [[_zeros(value) for value in line] for line in lines]
    hits: list[Hit] = []
    for power in range(1, _MOST_POWERS + 1):
        for line, ends in enumerate(zeros):
            many = ends.count(power)
            if not enough[line] or many < check.count:
                continue
            rounded = [
                panel.operands[p] for p, n in zip(positions, ends, strict=True) if n == power
            ]
            details = {"count": str(many), "digits": str(power), "nodes": rounded}
            hits.append(cell_hit(case, line, positions[ends.index(power)], details))
    decided = panel.count(enough, *positions)
    return verdict(decided, hits, check.of, len(lines) - decided)
