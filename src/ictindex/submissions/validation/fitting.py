"""Fit of the numbers of detection to published editions: changes between years, and peers.

It is run once for a collection round; the validation of a submission never imports this module."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.data.observations import Observations
from ictindex.submissions.validation.change_model import ChangeModel, parse_model
from ictindex.submissions.validation.operations.scaled_tables import transform_values
from ictindex.submissions.validation.panel import flag_estimates, operands_of, values_of

Floats = npt.NDArray[np.float64]

# The scale of each indicator: natural logarithms above a floor, below which values are practically
# zero; the other indicators are percentages.
FLOORS = {
    "mobile-broadband-subscriptions": 0.5,
    "mobile-broadband-traffic": 0.1,
    "fixed-broadband-traffic": 5.0,
    "price-mobile-high": 0.05,
    "price-fixed-broadband": 0.05,
    "fixed-telephone-subscriptions": 0.05,
    "fixed-broadband-subscriptions": 0.05,
    "mobile-cellular-subscriptions": 0.5,
}
# Slips of traffic are months, binary prefixes and bits; slips of prices are months.
TRAFFIC = ("mobile-broadband-traffic", "fixed-broadband-traffic")
# A weak prior for the degrees of freedom: ln(nu - 1) is normal with this mean and spread.
_PRIOR = (1.1, 0.6)
_LEAST = 8  # changes that a fit needs

Pairs = Sequence[tuple[float, float]]  # last year's value, this year's


def scale_of(indicator: str) -> tuple[str, float]:
    """Return the transformation of an indicator and its floor."""
    floor = FLOORS.get(indicator)
    return ("logit", 0.0) if floor is None else ("log", floor)


def fit_side(deviations: Floats) -> tuple[float, float]:
    r"""Fit scale and degrees of freedom to one side of changes, by maximum likelihood.

    .. math:: \max_{s, \nu} \sum_i \ln \frac{2}{s} f_\nu(d_i / s) + \ln \pi(\nu), \qquad
        \ln(\nu - 1) \sim N(1.1, 0.6)
    """
    from scipy import optimize, special

    # Two parameters cannot be fitted to fewer changes; the prior alone would decide.
    if len(deviations) < 3:
        raise ValueError(len(deviations))
    start = math.log(float(np.median(deviations)) + 1e-3)  # the median may be 0

    def loss(p: Floats) -> float:
        # Logarithms keep the scale positive, and more than one degree of freedom: with one or
        # fewer the distribution has no mean. The constant ln 2 does not move the maximum.
        scale, nu = math.exp(p[0]), 1 + math.exp(p[1])
        constant = (
            special.gammaln((nu + 1) / 2) - special.gammaln(nu / 2) - 0.5 * math.log(nu * math.pi)
        )
        t = deviations / scale
        terms = constant - math.log(scale) - (nu + 1) / 2 * np.log1p(t * t / nu)
        prior = -0.5 * ((p[1] - _PRIOR[0]) / _PRIOR[1]) ** 2
        return -float(terms.sum() + prior)

    # Two parameters are few enough for a method without derivatives.
    fitted = optimize.minimize(
        loss,
        (start, _PRIOR[0]),
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-8, "maxiter": 4000},
    )
    return math.exp(fitted.x[0]), 1 + math.exp(fitted.x[1])


def fit_change(indicator: str, pairs: Pairs, source: str) -> dict[str, Any]:
    """Fit the changes of one indicator."""
    how, floor = scale_of(indicator)
    both = np.array(pairs, dtype=np.float64)
    # Values that did not change at all are often copies of last year's: they are a share of their
    # own, and would make every true change look unusual.
    equal = both[:, 0] == both[:, 1]
    moved = transform_values(both[:, 1], how, floor) - transform_values(both[:, 0], how, floor)
    moved = moved[~equal]
    median = float(np.median(moved))
    sides = []
    # Falls and rises are fitted apart: an indicator that grows every year seldom falls as far.
    for sign in (-1, 1):
        of_side = sign * (moved - median)
        sides.append(fit_side(of_side[of_side > 0]))
    (fall, fall_freedom), (rise, rise_freedom) = sides
    entry: dict[str, Any] = {
        "transformation": how,
        "floor": floor,
        "median": round(median, 4),
        "fall": {"scale": round(fall, 4), "freedom": round(fall_freedom, 2)},
        "rise": {"scale": round(rise, 4), "freedom": round(rise_freedom, 2)},
        "equal": round(float(equal.mean()), 4),
        "count": len(moved),
        "source": source,
    }
    if indicator in TRAFFIC:
        entry["factors"], entry["multiples"] = [12, 1024], [2, 8]
    else:
        entry["factors"] = [12] if indicator.startswith("price-") else []
        entry["multiples"] = [2]
    if how == "logit":
        del entry["floor"]
    return entry


def fit_changes(pairs: Mapping[str, Pairs], source: str) -> dict[str, dict[str, Any]]:
    """Fit the changes of all indicators that have enough of them."""
    return {
        name: fit_change(name, of_indicator, source)
        for name, of_indicator in pairs.items()
        if len(of_indicator) >= _LEAST
    }


FREEDOM = 6.0  # of the peer model
_SHRINK = 0.05  # of the scatter towards its diagonal
_MOST_TURNS, _CLOSE = 500, 1e-8


def fit_peers(
    rows: Sequence[Mapping[str, float]], indicators: Sequence[str], source: str
) -> dict[str, Any]:
    """Fit a multivariate t to rows with gaps, by expectation and maximisation."""
    # Every row has the weight :math:`(\nu + d) / (\nu + \delta^2)`: a row far from all others
    # hardly changes the fit. Source: K. L. Lange, R. J. A. Little and J. M. G. Taylor, *Robust
    # statistical modeling using the t distribution*, JASA 84 (1989).
    table = np.full((len(rows), len(indicators)), np.nan)
    for n, row in enumerate(rows):
        for k, name in enumerate(indicators):
            if name in row:
                table[n, k] = transform_values(np.array([row[name]]), *scale_of(name))[0]
    present = ~np.isnan(table)
    table, present = table[present.any(axis=1)], present[present.any(axis=1)]
    # Medians and variances of each column begin the search: gaps do not disturb them.
    mean = np.nanmedian(table, axis=0)
    scatter = np.diag(np.nanvar(table, axis=0))
    # Rows with the same gaps share one inverse.
    patterns, which = np.unique(present, axis=0, return_inverse=True)
    which = which.reshape(-1)
    for _ in range(_MOST_TURNS):
        filled, weight = np.where(present, table, 0.0), np.empty(len(table))
        unsure = np.zeros_like(scatter)
        for n, o in enumerate(patterns):
            members, gap = np.flatnonzero(which == n), ~o
            inverse = np.linalg.inv(scatter[np.ix_(o, o)])
            off = table[np.ix_(members, o)] - mean[o]
            distance = np.einsum("ij,jk,ik->i", off, inverse, off)
            weight[members] = (FREEDOM + o.sum()) / (FREEDOM + distance)
            # A gap is filled with what the present values suggest; how uncertain that is belongs
            # to the scatter, which would be too narrow without it.
            if gap.any():
                slope = scatter[np.ix_(gap, o)] @ inverse
                filled[np.ix_(members, gap)] = mean[gap] + off @ slope.T
                unsure[np.ix_(gap, gap)] += len(members) * (
                    scatter[np.ix_(gap, gap)] - slope @ scatter[np.ix_(o, gap)]
                )
        new = weight @ filled / weight.sum()
        off = filled - new
        spread = ((weight[:, None] * off).T @ off + unsure) / len(table)
        moved = max(float(abs(new - mean).max()), float(abs(spread - scatter).max()))
        mean, scatter = new, spread
        if moved < _CLOSE:
            break
    # Few rows make some correlations too strong, and the scatter nearly singular.
    scatter = (1 - _SHRINK) * scatter + _SHRINK * np.diag(np.diag(scatter))
    return {
        "indicators": list(indicators),
        "freedom": FREEDOM,
        "count": len(table),
        "source": source,
        "mean": mean.round(4).tolist(),
        "scatter": [scatter[n, : n + 1].round(4).tolist() for n in range(len(scatter))],
    }


def write_document(
    changes_of: Mapping[str, Mapping[str, Any]],
    peers_of: Mapping[str, Any],
    sources: Mapping[str, Mapping[str, Any]],
    same_as: Mapping[str, str],
    *,
    fitted: str,
    first_round: int,
) -> str:
    """Write a document of fitted numbers."""
    lines = [
        f"# Numbers fitted to what economies reported, for the collection of the edition "
        f"{first_round}.",
        "# Made by `ictindex methodology fit`, not by hand; frozen once that collection begins.",
        # The words of the document that was frozen, which names a module as it was called then.
        "# Their meaning: docs/explanation/validation.md and ictindex.validation.change_model.",
        "",
        f'id = "detection-{first_round}"',
        "schema = 1",
        f"fitted = {fitted}",
        f"first_round = {first_round}  # in force until a later document is",
        "",
    ]
    for table, entries in (("sources", sources), ("changes", changes_of)):
        for name, entry in entries.items():
            lines.append(f"[{table}.{name}]")
            lines += [f"{key} = {_toml(value)}" for key, value in entry.items()]
            lines.append("")
    lines += [
        "# What the other values suggest: a multivariate t on the scales above; of the scatter",
        "# the lower triangle.",
        "[peers]",
    ]
    for key, value in peers_of.items():
        if key == "scatter":
            lines += ["scatter = [", *(f"    {_toml(row)}," for row in value), "]"]
        else:
            lines.append(f"{key} = {_toml(value)}")
    lines += [
        "",
        "# Counts change as their rates do; computers and any mobile network are taken to change",
        "# as the Internet at home and 3G do.",
        "[same_as]",
        *(f'{name} = "{of}"' for name, of in same_as.items()),
    ]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return repr(value)


# The indicators whose changes are fitted: first those of the index, to which peers are fitted.
PEERS = (
    "internet-users",
    "households-internet",
    "mobile-broadband-subscriptions",
    "coverage-3g",
    "coverage-4g",
    "mobile-broadband-traffic",
    "fixed-broadband-traffic",
    "price-mobile-high",
    "price-fixed-broadband",
    "mobile-phone-ownership",
)
FITTED = (
    *PEERS,
    "fixed-telephone-subscriptions",
    "mobile-cellular-subscriptions",
    "fixed-broadband-subscriptions",
)
SAME_AS = {
    "mobile-broadband-subscriptions-count": "mobile-broadband-subscriptions",
    "mobile-cellular-subscriptions-count": "mobile-cellular-subscriptions",
    "fixed-telephone-subscriptions-count": "fixed-telephone-subscriptions",
    "fixed-broadband-subscriptions-count": "fixed-broadband-subscriptions",
    "households-computer": "households-internet",
    "coverage-mobile": "coverage-3g",
}
_CLEAN = (
    "neither estimated nor imputed by the compiler, in two years that follow each other; changes "
    "that are none are counted and left out"
)
_LEAST_VALUES = 4  # values of an economy in a year that a comparison with peers needs


def fit_model(
    pairs: Mapping[str, Pairs],
    rows: Sequence[Mapping[str, float]],
    *,
    title: str,
    first_round: int,
    fitted: dt.date = dt.date(2000, 1, 1),
    years: Sequence[int] = (2000,),
    economies: int = 1,
) -> tuple[str, ChangeModel]:
    """Fit changes and peers; return the text of the document, and the document as read."""
    lacking = [name for name in PEERS if len(pairs.get(name, ())) < _LEAST]
    if lacking:
        raise UsageError("fitting.too-few", indicators=lacking, least=str(_LEAST))
    source = "reported"
    fitted_changes = fit_changes({name: pairs[name] for name in FITTED if name in pairs}, source)
    origin = {"title": title, "years": list(years), "economies": economies, "clean": _CLEAN}
    same = {name: of for name, of in SAME_AS.items() if of in fitted_changes}
    content = write_document(
        fitted_changes,
        fit_peers(rows, PEERS, source),
        {source: origin},
        same,
        fitted=fitted.isoformat(),
        first_round=first_round,
    )
    return content, parse_model(content.encode(), source)


def fit_document(observations: Observations, *, edition: int, fitted: dt.date, title: str) -> str:
    """Fit the numbers of detection to reported values; return the text of their document."""
    columns = observations.cells
    doubtful = flag_estimates(observations)
    cells: dict[tuple[str, int], dict[str, tuple[float, bool]]] = {}
    values = values_of(observations)
    for row, name in enumerate(operands_of(observations)):
        if name not in FITTED or values[row] != values[row]:
            continue
        key = columns["economy"][row], columns["year"][row]
        earlier = cells.setdefault(key, {}).get(name)
        # A reported value replaces an estimate of the same cell, never the other way round.
        if earlier is None or earlier[1] > doubtful[row]:
            cells[key][name] = values[row], doubtful[row]
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in FITTED}
    for (economy, year), here in sorted(cells.items()):
        before = cells.get((economy, year - 1), {})
        for name, (value, doubt) in here.items():
            if not doubt and name in before and not before[name][1]:
                pairs[name].append((before[name][0], value))
    whole = [
        {name: value for name, (value, _) in here.items() if name in PEERS}
        for _, here in sorted(cells.items())
    ]
    return fit_model(
        pairs,
        [row for row in whole if len(row) >= _LEAST_VALUES],
        title=title,
        first_round=edition,
        fitted=fitted,
        years=sorted({year for _, year in cells}),
        economies=len({e for e, _ in cells}),
    )[0]
