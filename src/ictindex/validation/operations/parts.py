r"""Operations on breakdowns: parts by sex, age, place of living and their total."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ictindex.data.breakdowns import WHOLES, adds_up
from ictindex.validation import operation_parameters
from ictindex.validation.operations.case import Case, Hit, Verdict, beyond, failures, short, verdict
from ictindex.validation.panel import Floats

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
