r"""Operation on the growth of many economies, each compared with its income group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    need,
    shorten,
)


@lru_cache(maxsize=1)
def _income_groups() -> dict[str, str]:
    grouping = catalogue.groups("income-group", "ipb-2025")
    return {e: g for g, members in grouping.groups.items() for e in members}


def judge_growth_score(case: Case, check: operation_parameters.GrowthScore) -> Verdict:
    r"""Compare growth with that of the income group, by the score of Hidiroglou and Berthelot.

    For the ratio :math:`r = v/p` and the median ratio *m* of the group, let

    .. math:: s = \begin{cases} 1 - m/r & r < m \\ r/m - 1 & r \ge m \end{cases}, \qquad
        E = s \max(v, p)^{U}

    A value fails if *E* is further from the median of *E* than *C* times the distance of the
    quartiles.

    Source: M. A. Hidiroglou and J.-M. Berthelot, *Statistical editing and imputation for
    periodic business surveys*, Survey Methodology 12 (1986).
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    groups = [_income_groups().get(code, "") for code in panel.economies]
    tally = Tally(panel)
    for _, position in panel.columns(check.of):
        decidable, far = [False] * len(groups), set()
        for lines in _members(panel.now[position], panel.before[position], groups).values():
            # An economy counts only once in its group.
            best = [line for line in lines if panel.origin[line] == line]
            if len(best) < check.least:
                continue
            for line in lines:
                decidable[line] = True
            far |= _find_far_lines(panel.now[position], panel.before[position], lines, best, check)
        tally.count(decidable, position)
        tally.hits += [_hit(case, line, position) for line in sorted(far)]
    return tally.verdict(("peers",))


def _members(
    values: Sequence[float], lasts: Sequence[float], groups: Sequence[str]
) -> dict[str, list[int]]:
    """Return the lines of each income group that have both values, above zero."""
    members: dict[str, list[int]] = {}
    for line, group in enumerate(groups):
        if group and values[line] > 0 and lasts[line] > 0:
            members.setdefault(group, []).append(line)
    return members


def _find_far_lines(
    values: Sequence[float],
    lasts: Sequence[float],
    lines: Sequence[int],
    best: Sequence[int],
    check: operation_parameters.GrowthScore,
) -> set[int]:
    """Return the lines of a group whose score is far from those of the others."""
    ratios = {line: values[line] / lasts[line] for line in lines}
    middle = median(ratios[line] for line in best)
    scores = {
        line: (1 - middle / moved if moved < middle else moved / middle - 1)
        * max(values[line], lasts[line]) ** check.exponent
        for line, moved in ratios.items()
    }
    among = [scores[line] for line in best]
    low, centre, high = (quantile(among, share) for share in (0.25, 0.5, 0.75))
    # If most economies grow alike, the quartiles are equal: a share of the median keeps a distance.
    least = 0.05 * abs(centre)
    most = centre + check.distance * max(high - centre, least)
    fewest = centre - check.distance * max(centre - low, least)
    return {line for line, score in scores.items() if score > most or score < fewest}


def quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile, interpolated between the two nearest values."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _hit(case: Case, line: int, position: int) -> Hit:
    panel = case.panel
    value, last = panel.now[position][line], panel.before[position][line]
    details = {
        "previous": shorten(last, 12),
        "previous_year": str(panel.years_before[position][line]),
        "ratio": shorten(value / last, 3),
    }
    return cell_hit(case, line, position, details, instead=last)
