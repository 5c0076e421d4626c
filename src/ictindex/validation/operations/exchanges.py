r"""Two indicators of one economy exchanged, or one pasted twice. Lists and :mod:`math` only."""

from __future__ import annotations

import math
from itertools import combinations

from ictindex.validation import checks
from ictindex.validation.operations.common import Case, Hit, Verdict, lacking, numbered, short
from ictindex.validation.operations.surprises import HALF_UNIT, decades, others, past_of

_DECADE = math.log(10)
_ENDS = (0.0, 100.0)  # where many columns end


def exchange(case: Case, check: checks.Exchange) -> Verdict:
    r"""Judge whether two values of an economy are likelier in each other's place.

    With *P* the probability of values by last year's where both have one, else of all values of
    the economy at once, and *x*, *y* as typed,

    .. math:: \log_{10} \frac{P(y, x)}{P(x, y)} > g

    Of several pairs the one that gains most is named. Where both values are the same, and this is
    last year's in neither column, one may have been pasted twice: it is questioned where it is
    rare in one column and usual in the other.
    """
    panel = case.panel
    columns = panel.columns(check.of)
    known = [(name, place) for name, place in columns if name in case.fitted.changes]
    decided, hits = 0, []
    for e in range(len(panel.economies)):
        here = [(name, place) for name, place in known if panel.now[e, place] == panel.now[e, place]]
        gains: list[tuple[float, str, int, int, str]] = []
        for (_, a), (name, b) in combinations(here, 2):
            if not (panel.own_cells[e, a] or panel.own_cells[e, b]):
                continue
            found = _gain(case, check, e, a, b)
            if found is None:
                continue
            decided += 1
            gain, variant = found
            if gain > 0:
                gains.append((gain, variant, a, b, name))
        gains.sort(key=lambda one: -one[0])
        named: set[int] = set()
        for _, variant, a, b, name in gains:
            if not {a, b} & named:
                named |= {a, b}
                hits.append(_hit(case, e, a, b, name, variant))
    return Verdict(decided, 0, tuple(hits), () if decided else ("other-indicators",))


def _gain(
    case: Case, check: checks.Exchange, e: int, a: int, b: int
) -> tuple[float, str] | None:
    """Return what exchanging gains beyond the limit, and the words for it."""
    panel = case.panel
    x, y = float(panel.now[e, a]), float(panel.now[e, b])
    first, second = past_of(case, e, a), past_of(case, e, b)
    if first is not None and second is not None:
        if x == y:
            return _twice(check, x, decades(first.probability(x, HALF_UNIT)),
                          decades(second.probability(y, HALF_UNIT))), "twice"  # fmt: skip
        typed = first.likelihood(x, HALF_UNIT) + second.likelihood(y, HALF_UNIT)
        turned = first.likelihood(y, HALF_UNIT) + second.likelihood(x, HALF_UNIT)
        return (turned - typed) / _DECADE - check.gain, ""
    if first is not None or second is not None or x == y:
        return None
    gain = _gain_beside(case, e, a, b)
    return None if gain is None else (gain - check.gain_beside, "beside")


def _twice(check: checks.Exchange, value: float, rare: float, other: float) -> float:
    if value in _ENDS or min(rare, other) > 1:
        return -1.0
    return max(rare, other) - check.twice


def _gain_beside(case: Case, e: int, a: int, b: int) -> float | None:
    """Return what exchanging gains among all values of the economy, in decades."""
    peers, changes, names = case.fitted.peers, case.fitted.changes, case.names
    values = case.memory.setdefault(("beside", e), {}) or others(case, e, set())
    case.memory["beside", e] = values
    if not ({names[a], names[b]} <= set(peers.indicators) and len(values) > 3):
        return None
    i, j = peers.indicators.index(names[a]), peers.indicators.index(names[b])
    x, y = float(case.panel.now[e, a]), float(case.panel.now[e, b])
    if i not in values or j not in values:
        return None
    first, second = changes[names[a]], changes[names[b]]
    if max(x, y) > 100 and "logit" in (first.transformation, second.transformation):
        return None  # a percentage cannot be above 100
    turned = {**values, i: first.transform(y), j: second.transform(x)}
    widths = first.width(y, HALF_UNIT) * second.width(x, HALF_UNIT)
    widths /= first.width(x, HALF_UNIT) * second.width(y, HALF_UNIT)
    gain = peers.log_density(turned) - peers.log_density(values) + math.log(widths)
    return gain / _DECADE


def _hit(case: Case, e: int, a: int, b: int, name: str, variant: str) -> Hit:
    panel = case.panel
    given: dict[str, object] = {
        "value": numbered(panel, e, a), "node": name, "second": numbered(panel, e, b),
    }  # fmt: skip
    if variant != "beside":
        given |= {
            "previous": short(float(panel.before[e, a]), 12),
            "previous_other": short(float(panel.before[e, b])),
        }
    return Hit(
        e, a, int(panel.rows[e, a]), given, instead=float(panel.now[e, b]), variant=variant
    )  # fmt: skip
