r"""Operations between the values of one economy: order, ratio, sum, quotient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ictindex.validation import operation_parameters
from ictindex.validation.operations.case import (
    TOLERANCE,
    Case,
    Verdict,
    beyond,
    failures,
    half_a_digit,
    lacking,
    numbered,
    settled,
    short,
    verdict,
)
from ictindex.validation.panel import Floats, Mask, resolve


def _columns(case: Case, operands: Sequence[str]) -> list[Floats] | None:
    found = [case.panel.value(operand) for operand in operands]
    return None if any(column is None for column in found) else found  # type: ignore[return-value]


def _decidable(case: Case, known: Mask, operands: Sequence[str]) -> list[Mask]:
    return [case.panel.judged(known, *(case.panel.places[resolve(o)] for o in operands))]


def _absent(case: Case, operands: Sequence[str]) -> tuple[str, ...]:
    return tuple(o for o in operands if resolve(o) not in case.panel.places)


def order(case: Case, check: operation_parameters.Order) -> Verdict:
    r"""Judge whether one value is at most another, or a sum of others.

    .. math:: x \le k \sum_i y_i + m
    """
    needs = (check.lesser, *check.greater, *(() if check.per is None else (check.per,)))
    columns = _columns(case, needs)
    if columns is None:
        return lacking(*_absent(case, needs))
    lesser, greater = check.scale * columns[0], columns[1]
    unit: Floats | float = 1.0  # of the limit, in that of the value judged
    if check.per is not None:
        below = columns.pop()
        with np.errstate(divide="ignore", invalid="ignore"):
            lesser = np.where(below > 0, lesser / below, np.nan)
            unit = below / check.scale
    for more in columns[2:]:
        greater = greater + more
    limit = check.factor * greater + check.margin
    excess = lesser - limit
    place = case.panel.places[resolve(check.lesser)]
    other = case.panel.places[resolve(check.greater[0])]

    def given(e: int) -> dict[str, object]:
        shown = numbered(case.panel, e, other) if len(columns) == 2 else short(float(greater[e]))
        told = {
            "node": resolve(check.greater[0]),
            "second": shown,
            "limit": short(float(limit[e])),
        }
        if check.per is None:
            return told
        # A count beside a rate: what it comes to in 100, and what the rate should be at least.
        rate = 100 * float(lesser[e]) / check.scale
        return {**told, "ratio": short(rate, 4), "limit": short(float(lesser[e]), 4)}

    failed = beyond(excess, lesser, limit)
    if check.settled is not None and check.per is None:
        before = [case.panel.before[:, case.panel.places[resolve(o)]] for o in needs]
        last = check.scale * before[0] - check.factor * sum(before[1:]) - check.margin
        failed &= ~_asked_before(last > 0, columns, before, check.settled)
    hits = failures(case, place, failed, given, imbalance=excess, instead=limit * unit)
    return verdict(_decidable(case, ~np.isnan(excess), needs), hits, needs)


def _asked_before(
    broken: Mask, columns: Sequence[Floats], before: Sequence[Floats], factor: float
) -> Mask:
    """Tell where last year's values broke the limit too, and all are within a factor of them."""
    found = broken
    with np.errstate(divide="ignore", invalid="ignore"):
        for values, last in zip(columns, before, strict=True):
            moved = values / last
            found = found & ((values == last) | ((moved <= factor) & (moved >= 1 / factor)))
    return found


def difference(case: Case, check: operation_parameters.Difference) -> Verdict:
    r"""Judge whether two values are near each other.

    .. math:: |x - y| \le m
    """
    needs = (check.first, check.second)
    columns = _columns(case, needs)
    if columns is None:
        return lacking(*_absent(case, needs))
    apart = columns[0] - columns[1]
    place, other = (case.panel.places[resolve(o)] for o in needs)
    failed = beyond(np.abs(apart) - check.most, *columns)
    if check.settled is not None:
        before = [case.panel.before[:, p] for p in (place, other)]
        far = np.abs(before[0] - before[1]) > check.most
        failed &= ~_asked_before(far, columns, before, check.settled)
    hits = failures(
        case, place, failed,
        lambda e: {
            "node": resolve(check.second),
            "second": numbered(case.panel, e, other),
            "limit": short(check.most),
        },
        imbalance=apart,
    )  # fmt: skip
    return verdict(_decidable(case, ~np.isnan(apart), needs), hits, needs)


def _shares(scale: float, above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, scale * above / below, np.nan)


def ratio(case: Case, check: operation_parameters.Ratio) -> Verdict:
    r"""Judge whether the ratio of two values lies between limits.

    .. math:: a \le k \frac{x}{y} \le b

    A ratio that was beyond a limit last year, and has hardly moved, was asked about then.
    """
    needs = (check.first, check.second)
    columns = _columns(case, needs)
    if columns is None:
        return lacking(*_absent(case, needs))
    place, other = (case.panel.places[resolve(o)] for o in needs)
    last = (case.panel.before[:, p] for p in (place, other))
    shares, before = _shares(check.scale, *columns), _shares(check.scale, *last)
    hits = []
    for limit, sign in ((check.lower, -1.0), (check.upper, 1.0)):
        if limit is None:
            continue
        failed = beyond(sign * (shares - limit), np.full_like(shares, limit))
        if check.settled is not None:
            failed &= ~settled(shares, before, limit, sign, check.settled)
        hits += failures(
            case, place, failed,
            lambda e, x=limit: {
                "node": resolve(check.second),
                "second": numbered(case.panel, e, other),
                "ratio": short(float(shares[e]), 3),
                "limit": short(x),
            },
            imbalance=shares - limit, instead=limit * columns[1] / check.scale,
        )  # fmt: skip
    return verdict(_decidable(case, ~np.isnan(shares), needs), hits, needs)


def total(case: Case, check: operation_parameters.Sum) -> Verdict:
    r"""Judge whether a whole is the sum of its parts.

    .. math:: \left| x - \sum_i y_i \right| \le t\,|x|
    """
    needs = (check.whole, *check.parts)
    columns = _columns(case, needs)
    if columns is None:
        return lacking(*_absent(case, needs))
    parts = columns[1]
    for more in columns[2:]:
        parts = parts + more
    gap = columns[0] - parts
    excess = np.abs(gap) - check.tolerance * np.abs(columns[0])
    place = case.panel.places[resolve(check.whole)]
    hits = failures(
        case, place, beyond(excess, columns[0], parts),
        lambda e: {"second": short(float(parts[e]), 12), "difference": short(float(gap[e]), 12)},
        imbalance=gap, instead=parts,
    )  # fmt: skip
    return verdict(_decidable(case, ~np.isnan(gap), needs), hits, needs)


def part_of(case: Case, check: operation_parameters.PartOf) -> Verdict:
    r"""Judge whether no part is above its whole.

    .. math:: y_i \le x
    """
    whole = case.panel.value(check.whole)
    columns = case.panel.columns(check.parts)
    if whole is None or not columns:
        return lacking(check.whole, *check.parts)
    decidable, hits = [], []
    other = case.panel.places[resolve(check.whole)]
    for _, place in columns:
        excess = case.panel.now[:, place] - whole
        decidable.append(case.panel.judged(~np.isnan(excess), place, other))
        hits += failures(
            case, place, beyond(excess, whole),
            lambda e: {
                "node": resolve(check.whole),
                "second": numbered(case.panel, e, other),
            },
            imbalance=excess, instead=whole,
        )  # fmt: skip
    return verdict(decidable, hits, (check.whole, *check.parts))


def quotient(case: Case, check: operation_parameters.Quotient) -> Verdict:
    r"""Judge whether a rate is its numerator by its denominators.

    .. math:: \left| \frac{r}{k\,n / \prod_i d_i} - 1 \right| \le t

    What rounding to the digits written takes away is granted besides.
    """
    needs = (check.rate, check.numerator, *check.denominators)
    columns = _columns(case, needs)
    if columns is None:
        return lacking(*_absent(case, needs))
    computed = check.scale * columns[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        for below in columns[2:]:
            computed = np.where(below > 0, computed / below, np.nan)
        off = np.where(computed > 0, columns[0] / computed, np.nan)
        # Nothing by something is nothing; a rate beside it has no ratio but is wrong.
        off = np.where((computed == 0) & ~np.isnan(columns[0]), 1.0 * (columns[0] == 0), off)
    factor = _mixed(off) if check.prefixes else np.full_like(off, np.nan)
    place = case.panel.places[resolve(check.rate)]
    failed = beyond(np.abs(off - 1) - check.tolerance, off)
    for e in np.flatnonzero(failed).tolist():
        rounding = half_a_digit(case.panel.decimal(int(case.panel.rows[e, place])))
        gap = abs(float(columns[0][e] - computed[e]))
        failed[e] = gap > (check.tolerance * abs(float(computed[e])) + rounding) * (1 + TOLERANCE)
    hits = failures(
        case, place, failed,
        lambda e: {"second": short(float(computed[e])), "ratio": short(float(off[e]), 4)},
        imbalance=columns[0] - computed, factor=factor, instead=computed,
    )  # fmt: skip
    return verdict(_decidable(case, ~np.isnan(off), needs), hits, needs)


def _mixed(off: Floats) -> Floats:
    """Return the power of 1.024 that a deviation is near to: decimal and binary prefixes mixed."""
    found = np.full_like(off, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.log(off) / np.log(1.024)
        near = (np.abs(power - np.round(power)) < 0.1) & (np.abs(np.round(power)) >= 1)
        near &= np.abs(np.round(power)) <= 6
    found[near] = 1.024 ** np.round(power[near])
    return found
