r"""Operations on single values: ranges, intervals, exact values, whole and round numbers."""

from __future__ import annotations

import numpy as np

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
