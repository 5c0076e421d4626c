r"""What a value would be by its peers: the region, the income group, the other indicators.

Robust regressions on the previous edition; their coefficients are data
(``methodology/rules/peers.toml``, with where they come from) and are fitted by
``benchmarks/peers.py``. Nothing here enters a published figure: it raises questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ictindex import catalogue
from ictindex.validation.panel import Floats, Panel, resolve

_EDGE = 2.0  # percentages are moved away from 0 and 100, where a logit has no end


@dataclass(frozen=True, slots=True)
class Expectation:
    """What peers suggest for the cells of some indicators.

    Parameters
    ----------
    places : tuple of int
        Columns of the panel.
    expected : numpy.ndarray of float64, shape (economies, places)
        The value suggested; NaN where too little is known.
    residual : numpy.ndarray of float64, same shape
        Transformed value less its suggestion.
    lower, upper : numpy.ndarray of float64, shape (places,)
        Limits of the residual.
    logarithmic : numpy.ndarray of bool, shape (places,)
        Whether the residual is one of logarithms, so that a factor can be told from it.
    """

    places: tuple[int, ...]
    expected: Floats
    residual: Floats
    lower: Floats
    upper: Floats
    logarithmic: Any


def transform(values: Floats, how: str, floor: float) -> Floats:
    r"""Bring an indicator onto the scale of the regressions.

    .. math:: \ln \max(x, c) \qquad\text{or}\qquad \ln \frac{x + 2}{102 - x}

    Examples
    --------
    >>> transform(np.array([50.0]), "logit", 0.0)
    array([0.])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if how == "log":
            return np.log(np.maximum(values, floor))
        inside = np.clip(values, 0, 100)
        found: Floats = np.log((inside + _EDGE) / (100 + _EDGE - inside))
        return found


def restore(values: Floats, how: str) -> Floats:
    """Undo :func:`transform`.

    Examples
    --------
    >>> restore(np.array([0.0]), "logit")
    array([50.])
    """
    with np.errstate(over="ignore"):
        raised = np.exp(values)
        found = raised if how == "log" else np.clip(
            ((100 + _EDGE) * raised - _EDGE) / (1 + raised), 0, 100
        )  # fmt: skip
    return np.asarray(found, dtype=np.float64)


@lru_cache(maxsize=4)
def _groups(vintage: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    income, region = (
        {e: g for g, members in catalogue.groups(name, vintage).groups.items() for e in members}
        for name in ("income-group", "itu-region")
    )
    return income, region


def middle(columns: Floats) -> tuple[Floats, Any]:
    """Return the median along the last axis, of the values there are, and how many these are.

    Examples
    --------
    >>> middle(np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]]))[0].tolist()
    [2.0, nan]
    """
    ordered = np.sort(columns, axis=-1)  # NaN last
    known = (~np.isnan(columns)).sum(axis=-1)
    first = np.maximum((known - 1) // 2, 0)
    second = np.maximum(known // 2, 0)
    at = np.arange(len(columns))
    found = (ordered[at, first] + ordered[at, np.minimum(second, columns.shape[1] - 1)]) / 2
    return np.where(known > 0, found, np.nan), known


def standardised(panel: Panel, peers: Mapping[str, Any]) -> tuple[dict[str, Floats], Floats]:
    """Return the transformed and the standardised values of the indicators of the regressions."""
    plain: dict[str, Floats] = {}
    scaled = np.full((len(panel.economies), len(peers["scales"])), np.nan)
    for n, (name, entry) in enumerate(peers["scales"].items()):
        values = panel.value(name)
        if values is None:
            continue
        plain[name] = transform(values, entry["transformation"], float(entry["floor"]))
        centred = (plain[name] - float(entry["centre"])) / float(entry["spread"])
        scaled[:, n] = float(entry["sign"]) * centred
    return plain, scaled


def expectation(panel: Panel, peers: Mapping[str, Any]) -> Expectation:
    r"""Compute what peers suggest.

    With *m* the median of the standardised other indicators of the economy,

    .. math:: \hat z = a + b\,m + c_{\text{income}} + d_{\text{region}}

    The median keeps one wrong value from shifting what is suggested for the others.

    Parameters
    ----------
    panel : Panel
        The cells judged.
    peers : mapping
        Coefficients.

    Returns
    -------
    Expectation
    """
    plain, scaled = standardised(panel, peers)
    order = list(peers["scales"])
    members = [
        np.unique([known.get(e, "") for e in panel.economies], return_inverse=True)
        for known in _groups(peers["vintage"])
    ]
    found = []
    for name, model in peers["models"].items():
        if name not in plain:
            continue
        others = np.delete(scaled, order.index(name), axis=1)
        m, known = middle(others)
        effect = np.zeros(len(panel.economies))
        for key, (groups, which) in zip(("income", "region"), members, strict=True):
            effects = np.array([float(model[key].get(str(g), 0)) for g in groups])
            effect = effect + (effects[which] if len(groups) else 0.0)
        suggested = float(model["intercept"]) + float(model["slope"]) * m + effect
        suggested = np.where(known >= peers["least"], suggested, np.nan)
        how = peers["scales"][name]["transformation"]
        found.append(
            (
                panel.places[resolve(name)], restore(suggested, how), plain[name] - suggested,
                float(model["lower"]), float(model["upper"]), how == "log",
            )
        )  # fmt: skip
    if not found:
        empty = np.zeros((len(panel.economies), 0))
        return Expectation((), empty, empty, np.zeros(0), np.zeros(0), np.zeros(0, bool))
    places, expected, residual, lower, upper, logarithmic = zip(*found, strict=True)
    return Expectation(
        places, np.stack(expected, axis=1), np.stack(residual, axis=1), np.array(lower),
        np.array(upper), np.array(logarithmic),
    )  # fmt: skip
