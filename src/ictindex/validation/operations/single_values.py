r"""Operations on single values: ranges, intervals, exact values, whole and round numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ictindex.data.breakdowns import WHOLES, adds_up
from ictindex.validation import operation_parameters
from ictindex.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    beyond,
    failures,
    numbered,
    settled,
    short,
    verdict,
)
from ictindex.validation.panel import Floats, Mask, resolve

POPULATION = "population"


def _wholes(case: Case, by: str) -> Iterator[tuple[str, int, list[int]]]:
    """Yield every operand whose parts by a breakdown are all there: its column and theirs."""
    places = case.panel.places
    for name, place in places.items():
        if "@" in name:
            continue
        parts = [places.get(f"{name}@{by}={code}") for code in WHOLES[by]]
        if all(part is not None for part in parts):
            yield name, place, [part for part in parts if part is not None]


def _needs(check: operation_parameters.Breakdown) -> tuple[str, ...]:
    return ("breakdowns", POPULATION) if check.test == "mean" else ("breakdowns",)


def breakdown(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    r"""Judge the parts of breakdowns against their total.

    .. math:: x = \sum_i x_i, \qquad \min_i r_i \le r \le \max_i r_i, \qquad
        \left| r - \frac{\sum_i w_i r_i}{\sum_i w_i} \right| \le t

    Counts add up; a rate lies between its parts and is their mean weighted with population.
    """
    if check.test == "kept":
        return _kept(case, check)
    decidable, hits = [], []
    for by in check.by:
        for name, place, parts in _wholes(case, by):
            if (check.test == "sum") != adds_up(name):
                continue
            values = case.panel.now[:, parts]
            total = case.panel.now[:, place]
            expected: Floats | None = values.sum(axis=1)
            if check.test == "between":
                expected = np.clip(total, values.min(axis=1), values.max(axis=1))
            elif check.test == "mean":
                expected = _mean(case, by, values)
            if expected is None:
                continue
            gap = total - expected
            known = ~np.isnan(gap)
            decidable.append(case.panel.judged(known, place, *parts))
            hits += failures(
                case, place, beyond(np.abs(gap) - check.tolerance, total, expected),
                lambda e, by=by, expected=expected, gap=gap: {
                    "breakdown": by,
                    "second": short(float(expected[e]), 12),
                    "difference": short(float(gap[e]), 6),
                },
                imbalance=gap, instead=expected,
            )  # fmt: skip
    return verdict(decidable, hits, _needs(check))


def _mean(case: Case, by: str, values: Floats) -> Floats | None:
    weights = [case.panel.value(f"{POPULATION}@{by}={code}") for code in WHOLES[by]]
    if any(weight is None for weight in weights):
        return None
    stacked = np.stack([w for w in weights if w is not None], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = (stacked * values).sum(axis=1) / stacked.sum(axis=1)
    return found


def _kept(case: Case, check: operation_parameters.Breakdown) -> Verdict:
    """Judge whether the parts are those of the year before."""
    panel = case.panel
    if panel.history is None or panel.past is None:
        return Verdict(lacking=("history",))
    operands = panel.past.operands
    if not any("@" in name for name in {*operands, *panel.places}):
        return Verdict(lacking=("breakdowns",))
    now: dict[tuple[str, str, str], set[str]] = {}
    was: dict[tuple[str, str, str], set[str]] = {}
    seen: dict[tuple[str, str], int] = {}
    years = panel.history.columns["year"].tolist()
    economies = panel.history.columns["economy"].tolist()
    for economy, operand, year in zip(economies, operands, years, strict=True):
        cell = (economy, operand.partition("@")[0])
        if year < panel.year:
            seen[cell] = max(seen.get(cell, 0), year)
    for economy, operand, year in zip(economies, operands, years, strict=True):
        base, _, part = operand.partition("@")
        by, _, code = part.partition("=")
        if part and by in check.by and year == seen.get((economy, base)):
            was.setdefault((economy, base, by), set()).add(code)
    for name, place in panel.places.items():
        base, _, part = name.partition("@")
        by, _, code = part.partition("=")
        if part and by in check.by:
            for e in np.flatnonzero(~np.isnan(panel.now[:, place])).tolist():
                now.setdefault((panel.economies[e], base, by), set()).add(code)
    at = panel.first
    decided, hits = 0, []
    for key in sorted(now.keys() | was.keys()):
        economy, base, by = key
        if economy not in at or base not in panel.places or (economy, base) not in seen:
            continue
        decided += 1
        if now.get(key, set()) != was.get(key, set()):
            place = panel.places[base]
            e = at[economy]
            given = {
                "breakdown": by,
                "parts": sorted(now.get(key, set())) or "\u2013",
                "previous": sorted(was.get(key, set())) or "\u2013",
            }
            hits.append(Hit(e, place, int(panel.rows[e, place]), given))
    return Verdict(decided, 0, tuple(hits), () if decided else ("breakdowns",))


def within(case: Case, check: operation_parameters.Range) -> Verdict:
    r"""Judge whether values lie in a range.

    .. math:: a \le v \le b

    A value that was beyond a limit last year, and has hardly moved, was asked about then.
    """
    decidable, hits = [], []
    for _, place in case.panel.columns(check.of):
        values = case.panel.now[:, place]
        known = ~np.isnan(values)
        decidable.append(case.panel.judged(known, place))
        for limit, sign in ((check.lower, -1.0), (check.upper, 1.0)):
            if limit is None:
                continue
            excess = sign * (values - limit)
            bound = np.full_like(values, limit)
            failed = beyond(excess, bound) | ((excess >= 0) if check.strict else False)
            if check.settled is not None:
                last = case.panel.before[:, place]
                failed &= ~settled(values, last, limit, sign, check.settled)
            hits += failures(
                case, place, known & failed, lambda _, x=limit: {"limit": short(x)},
                imbalance=values - limit, instead=bound, limit=limit,
            )  # fmt: skip
    return verdict(decidable, hits, check.of)


def interval(case: Case, check: operation_parameters.Interval) -> Verdict:
    r"""Judge whether values keep out of an interval.

    .. math:: \neg (a < v \le b)
    """
    decidable, hits = [], []
    for _, place in case.panel.columns(check.of):
        values = case.panel.now[:, place]
        decidable.append(case.panel.judged(~np.isnan(values), place))
        with np.errstate(invalid="ignore"):
            failed = (values > check.above) & (values <= check.upto)
        factor = np.full_like(values, 0.01)
        hits += failures(
            case, place, failed, lambda _: {"limit": short(check.upto)},
            imbalance=values - check.upto, factor=factor, instead=values * 100,
        )  # fmt: skip
    return verdict(decidable, hits, check.of)


def exact(case: Case, check: operation_parameters.Exact) -> Verdict:
    """Judge whether values are none of those that are rarely true."""
    decidable, hits = [], []
    for _, place in case.panel.columns(check.of):
        values = case.panel.now[:, place]
        decidable.append(case.panel.judged(~np.isnan(values), place))
        failed = np.isin(values, check.values)
        hits += failures(case, place, failed, lambda _: {})
    return verdict(decidable, hits, check.of)


def whole(case: Case, check: operation_parameters.Whole) -> Verdict:
    r"""Judge whether counts are whole numbers.

    .. math:: v \in \{0, 1, 2, \ldots\}

    Of every part too: half a person lives in no town.
    """
    decidable, hits = [], []
    counts = {resolve(name) for name in check.of}
    for name, place in case.panel.places.items():
        if name.partition("@")[0] not in counts:
            continue
        values = case.panel.now[:, place]
        known = ~np.isnan(values)
        decidable.append(case.panel.judged(known, place))
        failed = known & ((values < 0) | (values != np.floor(np.where(known, values, 0))))
        hits += failures(
            case,
            place,
            failed,
            lambda _: {},
            instead=np.asarray(np.round(np.abs(values)), np.float64),
        )
    return verdict(decidable, hits, check.of)


def _noughts(values: Floats) -> Floats:
    """Return how many noughts end each whole number; -1 where it is none."""
    found = np.full(values.shape, -1.0)
    usable = (
        np.isfinite(values) & (values > 0) & (values == np.floor(np.where(values > 0, values, 0)))
    )
    found[usable] = 0
    for power in range(1, 13):
        found[usable & (np.mod(np.where(usable, values, 1), 10.0**power) == 0)] = power
    return found


def rounded(case: Case, check: operation_parameters.Round) -> Verdict:
    """Judge whether not too many values of an economy end in equally many noughts."""
    columns = case.panel.columns(check.of)
    if not columns:
        return Verdict(lacking=check.of)
    places = [place for _, place in columns]
    values = case.panel.now[:, places]
    known: Mask = (~np.isnan(values)).sum(axis=1) >= check.count
    noughts = _noughts(values)
    hits: list[Hit] = []
    for power in range(1, 13):
        many = (noughts == power).sum(axis=1)
        for e in np.flatnonzero(known & (many >= check.count)).tolist():
            first = places[int(np.flatnonzero(noughts[e] == power)[0])]
            hits.append(
                Hit(
                    e, first, int(case.panel.rows[e, first]),
                    {
                        "count": str(int(many[e])),
                        "digits": str(power),
                        "value": numbered(case.panel, e, first),
                    },
                )
            )  # fmt: skip
    return verdict([case.panel.judged(known, *places)], hits, check.of)
