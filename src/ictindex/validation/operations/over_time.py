r"""Operations against the same provider's history: slips, changes, growth, repeats, revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from ictindex import catalogue
from ictindex.data.observations import Observations
from ictindex.validation import operation_parameters
from ictindex.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    beyond,
    failures,
    lacking,
    short,
    verdict,
)
from ictindex.validation.operations.unusual_values import proposals_of
from ictindex.validation.panel import Floats, Mask, Panel

_MOST_YEARS = 3  # a limit for a year is not stretched over more


def _gap(panel: Panel, place: int) -> Floats:
    """Return the years between a value and the one before it, from 1 to 3."""
    years = panel.years[:, place] - panel.years_before[:, place]
    return np.asarray(np.clip(years, 1, _MOST_YEARS), dtype=np.float64)


def _has_history(panel: Panel) -> bool:
    return bool((panel.years_before > 0).any())


def _pair(panel: Panel, place: int) -> tuple[Floats, Floats]:
    return panel.now[:, place], panel.before[:, place]


def slip(case: Case, check: operation_parameters.Slip) -> Verdict:
    r"""Judge whether a value is last year's times a factor of units.

    .. math:: \left| \, |\log_{10}(v / p)| - \log_{10} k \right| \le w
    """
    panel = case.panel
    if not _has_history(panel):
        return lacking("history")
    decidable, hits = [], []
    for _, place in panel.columns(check.of):
        values, last = _pair(panel, place)
        with np.errstate(divide="ignore", invalid="ignore"):
            usable = (values > 0) & (last > 0) & (np.maximum(values, last) >= check.least)
            moved = np.log10(np.where(usable, values / last, np.nan))
        decidable.append(panel.judged(~np.isnan(moved), place))
        nearest = np.full(values.shape, np.inf)  # the nearest factor is the one suspected
        factor = np.full(values.shape, np.nan)
        for one in check.factors:
            for power in (np.log10(one), -np.log10(one)):
                off = np.abs(moved - power)
                with np.errstate(invalid="ignore"):
                    better = (off <= check.window) & (off < nearest)
                nearest[better], factor[better] = off[better], 10.0**power
        hits += failures(
            case, place, ~np.isnan(factor),
            lambda e, q=place: {
                "previous": short(float(panel.before[e, q]), 12),
                "previous_year": str(int(panel.years_before[e, q])),
                **proposals_of(case, e, q),
            },
            imbalance=moved, factor=factor, instead=values / factor,
        )  # fmt: skip
    return verdict(decidable, hits, ("history",))


def change(case: Case, check: operation_parameters.Change) -> Verdict:
    r"""Judge whether a value moves, or falls, by no more than so many points in a year.

    .. math:: |v - p| \le m\,g \qquad\text{or}\qquad p - v \le m\,g

    with *g* the years between both, at most three.
    """
    panel = case.panel
    if not _has_history(panel):
        return lacking("history")
    excused = panel.status(check.except_status)
    decidable, hits = [], []
    for _, place in panel.columns(check.of):
        values, last = _pair(panel, place)
        moved = values - last
        limit = check.most * _gap(panel, place)
        excess = (-moved if check.falls else np.abs(moved)) - limit
        decidable.append(panel.judged(~np.isnan(moved), place))
        hits += failures(
            case, place, beyond(excess, values, last) & ~excused[:, place],
            lambda e, q=place, limit=limit: _told(panel, e, q, float(limit[e])),
            imbalance=moved, instead=last,
        )  # fmt: skip
    return verdict(decidable, hits, ("history",))


def _told(panel: Panel, e: int, q: int, limit: float) -> dict[str, object]:
    return {
        "previous": short(float(panel.before[e, q]), 12),
        "previous_year": str(int(panel.years_before[e, q])),
        "difference": short(float(panel.now[e, q] - panel.before[e, q]), 3),
        "limit": short(limit),
    }


def growth(case: Case, check: operation_parameters.Growth) -> Verdict:
    r"""Judge whether a value by last year's lies between limits.

    .. math:: a^g \le \frac{v}{p} \le b^g

    with *g* the years between both, at most three. What was nought and is there now has no ratio,
    and is asked about in its own words.
    """
    panel = case.panel
    if not _has_history(panel):
        return lacking("history")
    excused = panel.status(check.except_status)
    decidable, hits = [], []
    for _, place in panel.columns(check.of):
        values, last = _pair(panel, place)
        begun = (last == 0) & (values > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = np.where(last > 0, values / last, np.nan)
        decidable.append(panel.judged(~np.isnan(moved) | begun, place))
        hits += failures(
            case, place, begun & ~excused[:, place],
            lambda e, q=place: {"previous_year": str(int(panel.years_before[e, q]))},
            imbalance=values - last, instead=last, variant="begun",
        )  # fmt: skip
        gap = _gap(panel, place)
        for limit, sign in ((check.lower**gap, -1.0), (check.upper**gap, 1.0)):
            hits += failures(
                case, place, beyond(sign * (moved - limit), limit) & ~excused[:, place],
                lambda e, q=place, limit=limit, moved=moved: {
                    **_told(panel, e, q, float(limit[e])),
                    "ratio": short(float(moved[e]), 3),
                },
                imbalance=moved - limit, instead=last,
            )  # fmt: skip
    return verdict(decidable, hits, ("history",))


def repeated(case: Case, check: operation_parameters.Repeated) -> Verdict:
    r"""Judge whether a quantity that moves was not copied from last year.

    .. math:: v \ne p

    Values of fewer digits than stated may well be the same twice.
    """
    panel = case.panel
    if not _has_history(panel):
        return lacking("history")
    decidable, hits = [], []
    for _, place in panel.columns(check.of):
        values, last = _pair(panel, place)
        known = ~np.isnan(values - last)
        decidable.append(panel.judged(known, place))
        same = known & (values == last) & (values != 0)
        for e in np.flatnonzero(same).tolist():
            written = panel.decimal(int(panel.rows[e, place]))
            if written is None or len(written.normalize().as_tuple().digits) < check.digits:
                same[e] = False
        if check.years > 1:
            further = [panel.year - back for back in range(2, check.years + 1)]
            for column in earlier_years(panel, place, further):
                same &= column == values
        hits += failures(
            case, place, same,
            lambda e, q=place: {"previous_year": str(int(panel.years_before[e, q]))},
        )  # fmt: skip
    return verdict(decidable, hits, ("history",))


@lru_cache(maxsize=1)
def _income() -> dict[str, str]:
    grouping = catalogue.groups("income-group", "ipb-2025")
    return {e: g for g, members in grouping.groups.items() for e in members}


def growth_score(case: Case, check: operation_parameters.GrowthScore) -> Verdict:
    r"""Judge growth against that of the income group, with the score of Hidiroglou and Berthelot.

    With the ratio :math:`r = v/p` and the median ratio *m* of the group,

    .. math:: s = \begin{cases} 1 - m/r & r < m \\ r/m - 1 & r \ge m \end{cases}, \qquad
        E = s \max(v, p)^{U}

    a value fails where *E* lies further from the median of *E* than *C* times the distance of
    the quartiles.

    Source: M. A. Hidiroglou and J.-M. Berthelot, *Statistical editing and imputation for
    periodic business surveys*, Survey Methodology 12 (1986).
    """
    panel = case.panel
    if not _has_history(panel):
        return lacking("history")
    group = np.array([_income().get(code, "") for code in panel.economies], dtype=object)
    best = panel.origin == np.arange(len(panel.origin))  # an economy counts once in its group
    decidable, hits = [], []
    for _, place in panel.columns(check.of):
        values, last = _pair(panel, place)
        usable = (values > 0) & (last > 0) & ~np.isnan(values - last)
        known, failed = np.zeros(len(values), bool), np.zeros(len(values), bool)
        for one in sorted(set(group.tolist()) - {""}):
            members: Mask = usable & (group == one)
            if (members & best).sum() < check.least:
                continue
            known |= members
            failed[members] = _far(values[members], last[members], best[members], check)
        decidable.append(panel.judged(known, place))
        hits += failures(
            case, place, failed,
            lambda e, q=place: {
                "previous": short(float(panel.before[e, q]), 12),
                "previous_year": str(int(panel.years_before[e, q])),
                "ratio": short(float(panel.now[e, q] / panel.before[e, q]), 3),
            },
            instead=last,
        )  # fmt: skip
    return verdict(decidable, hits, ("peers",))


def _far(values: Floats, last: Floats, best: Mask, check: operation_parameters.GrowthScore) -> Mask:
    ratios = values / last
    middle = np.median(ratios[best])
    score = np.where(ratios < middle, 1 - middle / ratios, ratios / middle - 1)
    score = score * np.maximum(values, last) ** check.exponent
    low, centre, high = np.percentile(score[best], (25, 50, 75))
    # Where most grow alike the quartiles meet: a share of the median keeps some distance.
    least = 0.05 * abs(centre)
    far: Mask = (score > centre + check.distance * max(high - centre, least)) | (
        score < centre - check.distance * max(centre - low, least)
    )
    return far


def _keys(table: Observations, operands: list[str]) -> Iterator[tuple[str, str, int]]:
    columns = table.columns
    return zip(columns["economy"].tolist(), operands, columns["year"].tolist(), strict=True)


def revision(case: Case, check: operation_parameters.Revision) -> Verdict:
    r"""Judge whether history that is sent again is what it was.

    .. math:: |v_h - p_h| \le t\,|p_h|

    Where history has several values of a cell, it is enough to be one of them.
    """
    panel = case.panel
    if panel.history is None or panel.past is None:
        return lacking("history")
    vintages = panel.history.columns["vintage"].tolist()
    years = set(panel.history.columns["year"].tolist())
    again = years & set(panel.observations.columns["year"].tolist())
    if not again or check.frozen not in set(map(is_edition, set(vintages))):
        return lacking("resubmitted-history")
    old, new = panel.past.values, panel.own.values
    known: dict[tuple[str, str, int], list[int]] = {}
    for row, key in enumerate(_keys(panel.history, panel.past.operands)):
        if check.frozen == is_edition(vintages[row]) and not np.isnan(old[row]):
            known.setdefault(key, []).append(row)
    notes = panel.observations.columns["note"].tolist()
    decided, hits = 0, []
    for row, key in enumerate(_keys(panel.observations, panel.own.operands)):
        if key not in known or np.isnan(new[row]):
            continue
        earlier = min(known[key], key=lambda one: (abs(old[one] - new[row]), vintages[one]))
        decided += 1
        gap = float(new[row] - old[earlier])
        same = abs(gap) <= check.tolerance * abs(float(old[earlier])) + 1e-12
        if same or (not check.frozen and notes[row]):
            continue
        given = {
            "value": panel.decimal(row),
            "previous": panel.history.columns["value"][earlier],
            "previous_year": str(key[2]),
            "edition": vintages[earlier],
        }
        e, place = panel.first[key[0]], panel.places[key[1]]
        hits.append(Hit(e, place, row, given, gap, instead=float(old[earlier])))
    return Verdict(decided, 0, tuple(hits), () if decided else ("resubmitted-history",))


def is_edition(vintage: str) -> bool:
    """Tell whether a vintage is that of a published edition: what it froze never changes."""
    name, _, year = vintage.partition("-")
    return name in ("idi", "ipb") and year[:4].isdigit()


def earlier_years(panel: Panel, place: int, years: Sequence[int]) -> list[Floats]:
    """Return the values of one column in further years of the history."""
    found = [np.full(len(panel.first), np.nan) for _ in years]
    if panel.history is None or panel.past is None:
        return found
    at = {year: n for n, year in enumerate(years)}
    name = next(key for key, value in panel.places.items() if value == place)
    numbers = panel.past.values
    for row, key in enumerate(panel.past.operands):
        year = int(panel.history.columns["year"][row])
        e = panel.first.get(panel.history.columns["economy"][row])
        if key == name and year in at and e is not None:
            # Of several values the least: whichever it is, it does not hang on their order.
            found[at[year]][e] = np.fmin(found[at[year]][e], numbers[row])
    return [column[panel.origin] for column in found]
