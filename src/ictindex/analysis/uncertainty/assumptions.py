"""Assumptions of a robustness analysis: uncertain factors, their distributions and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

import numpy as np

from ictindex.analysis.uncertainty.simulated_index import (
    Cells,
    Errors,
    IndexArrays,
    SimulatedIndex,
    refuse_unfit,
)
from ictindex.analysis.uncertainty.uncertain_factors import (
    NONE_LEFT_OUT,
    OWN,
    OWN_AGGREGATION,
    OWN_NORMALISATION,
    Factor,
    ImputationDraws,
)
from ictindex.core import decimals as numbers
from ictindex.core.arguments import ReadOnly
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.definitions import catalogue
from ictindex.engine.operations import TRANSFORMATIONS
from ictindex.indices.idi.scores import EditionScores

_ESTIMATE = ("E", "I")  # estimated, or imputed by the compiler
_SOURCE = "source"


class Assumptions(ReadOnly):
    """The assumptions of a robustness analysis. Anything that is not named does not vary.

    Each assumption may be plain data, as in a TOML file. Every distribution has a source: an
    assumption without a source is shown as "assumed by the user" in every view. The methodology's
    own normalisation, aggregation and full set of indicators are always among the choices.

    Parameters
    ----------
    weights : float or mapping, optional
        ``0.25``: each weight is multiplied by a factor between 0.75 and 1.25 (uniform,
        independent), and the weights of each node are re-scaled to their sum. As a mapping:
        ``share`` (the same), or ``dirichlet`` (a whole number *c*: the shares of a node's children
        have a Dirichlet distribution with the parameters *c* times their weights; a larger *c*
        makes it narrower), ``nodes`` (the nodes whose children's weights vary; by default all),
        ``source``.
    goalposts : mapping, optional
        For each indicator, ``zero`` and ``full``: the bounds of the uniform distribution of a
        goalpost, in the unit of the document; ``source``.
    normalisation : list of str or mapping, optional
        Choices in addition to the goalposts, all equally likely: ``min-max``, ``z-score``,
        ``rank``, each fitted to the economies of the simulation; as a mapping ``choices`` and
        ``source``.
    aggregation : list of str or mapping, optional
        Choices in addition to the arithmetic mean: ``geometric-mean``, ``harmonic-mean``,
        ``median``, of scores re-scaled to 1 to 100, because some scores are zero; as a mapping
        ``choices``, ``nodes`` (the nodes where they apply; by default all) and ``source``.
    imputation : imputations, optional
        Several imputations of the same empty cells: an object with ``name``, ``source``, ``cells``
        (pairs of economy and indicator) and ``draws`` (imputations x cells). One of them is drawn
        in each run. Economies that they complete are included.
    rounding : bool or mapping, optional
        Each value is uniform within half a unit of its last written digit, and within the possible
        values of the indicator.
    estimates : mapping, optional
        The error of cells with the status E (estimated) or I (imputed by the compiler):
        ``relative`` or ``absolute``, a standard deviation, or one for each indicator (normal
        distribution; a value beyond the limits of the indicator is set to the limit); ``status``,
        other statuses; ``source``. There is no default.
    left_out : str, list of str or mapping, optional
        ``"indicator"`` or ``"pillar"``: none or one of them is left out, all equally likely; or ids
        of nodes; as a mapping ``choices`` and ``source``.

    Raises
    ------
    UsageError
        If an assumption is not of these forms, or there is none.

    Examples
    --------
    >>> import ictindex as ict
    >>> assumed = ict.analysis.Assumptions(
    ...     weights={"share": 0.25, "source": "working group, minutes of 3 March"},
    ...     aggregation=["geometric-mean"],
    ... )
    >>> assumed.names, assumed.value("aggregation"), assumed.imputation
    (('weights', 'aggregation'), ['geometric-mean'], None)
    """

    def __init__(
        self,
        *,
        weights: float | Mapping[str, Any] | None = None,
        goalposts: Mapping[str, Any] | None = None,
        normalisation: Sequence[str] | Mapping[str, Any] | None = None,
        aggregation: Sequence[str] | Mapping[str, Any] | None = None,
        imputation: ImputationDraws | None = None,
        rounding: bool | Mapping[str, Any] | None = None,
        estimates: Mapping[str, Any] | None = None,
        left_out: str | Sequence[str] | Mapping[str, Any] | None = None,
    ) -> None:
        arguments = {
            "weights": weights,
            "goalposts": goalposts,
            "normalisation": normalisation,
            "aggregation": aggregation,
            "imputation": imputation,
            "rounding": rounding,
            "estimates": estimates,
            "left_out": left_out,
        }
        there = {
            name: value
            for name, value in arguments.items()
            if value is not None and value is not False
        }
        if not there:
            raise UsageError("robustness.no-assumption", allowed=tuple(arguments))
        self._set(_values=there)

    _values: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the assumptions that are made."""
        return tuple(self._values)

    @property
    def imputation(self) -> ImputationDraws | None:
        """The imputations, where there are any."""
        imputation: ImputationDraws | None = self._values.get("imputation")
        return imputation

    def value(self, name: str) -> Any:
        """Return an assumption as it was supplied.

        Parameters
        ----------
        name : str
            Name of the assumption.

        Returns
        -------
        object
            The supplied value; ``None`` without one.
        """
        return self._values.get(name)


def read_assumptions(supplied: Assumptions | Mapping[str, Any]) -> Assumptions:
    """Return assumptions, read from plain data where necessary."""
    if isinstance(supplied, Assumptions):
        return supplied
    if not isinstance(supplied, Mapping):
        raise UsageError(
            "argument.unfit",
            argument="assumptions",
            expected="assumptions",
            given=type(supplied).__name__,
        )
    named = {str(key).replace("-", "_"): value for key, value in supplied.items()}
    names = (
        "weights",
        "goalposts",
        "normalisation",
        "aggregation",
        "imputation",
        "rounding",
        "estimates",
        "left_out",
    )
    for name in named:
        if name not in names:
            raise UsageError(
                "robustness.unknown-choice", argument="assumptions", value=name, allowed=names
            )
    return Assumptions(**named)


def build_simulation(
    result: EditionScores, arrays: IndexArrays, assumed: Assumptions
) -> SimulatedIndex:
    """Return the index with the factors that the assumptions make uncertain."""
    own = OWN_NORMALISATION if arrays.has_goalposts else OWN
    normalisation, sources_n = _choices(assumed, "normalisation", own)
    aggregation, sources_a = _choices(
        assumed, "aggregation", OWN_AGGREGATION if arrays.additive else OWN
    )
    refuse_unfit(normalisation, aggregation)
    factors = [*_weights(arrays, assumed), *_goalposts(arrays, assumed)]
    for kind, choices, source in (
        ("normalisation", normalisation, sources_n),
        ("aggregation", aggregation, sources_a),
    ):
        if len(choices) > 1:
            nodes = tuple(_option(assumed, kind, "nodes") or ())
            p = {"choices": choices, "nodes": nodes}
            factors.append(Factor(kind, kind, "", "choice", p, source))
    left_out: tuple[int, ...] = (-1,)
    if assumed.value("left_out") is not None:
        factor, left_out = _left_out(arrays, assumed)
        factors.append(factor)
    with use_terms(terms_of(result)):  # limits of indicators that the user defined
        errors, of_cells = _errors(result, arrays, assumed)
    where = _branches(arrays, assumed, "aggregation")
    return SimulatedIndex(
        arrays=arrays,
        factors=(*factors, *of_cells),
        errors=errors,
        normalisations=normalisation,
        aggregations=tuple((name, where) for name in aggregation),
        left_out=left_out,
    )


def _unfit(argument: str, expected: str, value: object) -> UsageError:
    return UsageError(
        "argument.unfit-value", argument=argument, expected=expected, value=str(value)[:80]
    )


def _option(assumed: Assumptions, name: str, option: str) -> Any:
    value = assumed.value(name)
    return value.get(option) if isinstance(value, Mapping) else None


def _read_long_form(
    assumed: Assumptions, name: str, short: str, allowed: Sequence[str]
) -> dict[str, Any]:
    """Return an assumption in its long form; unknown keys are refused."""
    value = assumed.value(name)
    whole = dict(value) if isinstance(value, Mapping) else {short: value}
    for key in whole:
        if key not in allowed:
            raise UsageError(
                "robustness.unknown-choice", argument=name, value=str(key), allowed=tuple(allowed)
            )
    return whole


def _number(argument: str, value: Any, least: float, most: float, expected: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise _unfit(argument, expected, value) from None
    if isinstance(value, bool) or not least <= number <= most:
        raise _unfit(argument, expected, value)
    return number


def _branches(arrays: IndexArrays, assumed: Assumptions, name: str) -> tuple[int, ...]:
    """Return the branches to which an assumption applies: the named ones, or all simulated ones."""
    count, below = len(arrays.indicators), arrays.below()
    there = [position - count for position in below if position >= count]
    named = _option(assumed, name, "nodes")
    if named is None:
        return tuple(there)
    allowed = tuple(arrays.branches[branch] for branch in there)
    for node in named:
        if node not in allowed:
            raise UsageError(
                "robustness.unknown-choice",
                argument=f"{name}.nodes",
                value=str(node),
                allowed=allowed,
            )
    return tuple(branch for branch in there if arrays.branches[branch] in named)


def _weights(arrays: IndexArrays, assumed: Assumptions) -> Iterator[Factor]:
    if assumed.value("weights") is None:
        return
    options = _read_long_form(assumed, "weights", "share", ("share", "dirichlet", "nodes", _SOURCE))
    source = str(options.get(_SOURCE, ""))
    if ("share" in options) == ("dirichlet" in options):
        raise _unfit("weights", "weight-share", options)
    branches = [b for b in _branches(arrays, assumed, "weights") if len(arrays.children[b]) > 1]
    nodes = arrays.nodes
    if "dirichlet" in options:
        many = options["dirichlet"]
        if isinstance(many, bool) or not isinstance(many, int) or many < 1:
            raise _unfit("weights", "dirichlet", many)
        for branch in branches:
            counts = tuple(int(many * weight) for weight in arrays.weights[branch])
            p: dict[str, Any] = {"branch": branch, "counts": counts}
            node = arrays.branches[branch]
            columns = sum(counts) - 1
            yield Factor(
                f"weights:{node}", "weight-dirichlet", node, "dirichlet", p, source, columns
            )
        return
    share = _number("weights", options["share"], 0.0, 1.0, "weight-share")
    limited = tuple(options.get("nodes") or ())
    for branch in branches:
        for position, child in enumerate(arrays.children[branch]):
            p = {"branch": branch, "child": position, "nodes": limited}
            p |= {"low": 1 - share, "high": 1 + share}
            name = nodes[child]
            yield Factor(f"weight:{name}", "weight-share", name, "uniform", p, source)


def _goalposts(arrays: IndexArrays, assumed: Assumptions) -> Iterator[Factor]:
    ranges = assumed.value("goalposts")
    if ranges is None:
        return
    if not isinstance(ranges, Mapping):
        raise _unfit("goalposts", "goalpost-ranges", ranges)
    source = str(ranges.get(_SOURCE, ""))
    for indicator, sides in ranges.items():
        if indicator == _SOURCE:
            continue
        if indicator not in arrays.indicators:
            raise UsageError(
                "robustness.unknown-choice",
                argument="goalposts",
                value=str(indicator),
                allowed=arrays.indicators,
            )
        n = arrays.indicators.index(indicator)
        if arrays.lab is not None and not arrays.lab.lab_leaves[n].has_goalposts:
            raise UsageError("robustness.no-goalposts", indicator=indicator)
        if not isinstance(sides, Mapping) or not sides or set(sides) - {"zero", "full"}:
            raise _unfit("goalposts", "goalpost-ranges", sides)
        bounds = _bounds(arrays, indicator, sides)
        for side in sides:
            low, high = bounds[side]
            kind, p = f"goalpost-{side}", {"indicator": n, "low": low, "high": high}
            yield Factor(f"{kind}:{indicator}", kind, indicator, "uniform", p, source)


def _bounds(
    arrays: IndexArrays, indicator: str, sides: Mapping[str, Any]
) -> dict[str, tuple[float, float]]:
    """Return the range of each goalpost of an indicator; refuse ranges that overlap."""
    n = arrays.indicators.index(indicator)
    bounds = {
        "zero": (float(arrays.zero[n]), float(arrays.zero[n])),
        "full": (float(arrays.full[n]), float(arrays.full[n])),
    }
    for side, pair in sides.items():
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise _unfit("goalposts", "goalpost-ranges", pair)
        low, high = (
            _number("goalposts", each, -np.inf, np.inf, "goalpost-ranges") for each in pair
        )
        if not low <= high:
            raise _unfit("goalposts", "goalpost-ranges", pair)
        bounds[side] = (low, high)
    first, last = bounds["zero"], bounds["full"]
    if arrays.full[n] < arrays.zero[n]:
        first, last = last, first
    floor = TRANSFORMATIONS[arrays.transformations[n]].floor
    if not first[1] < last[0] or (arrays.raw[n] and first[0] <= floor):
        raise UsageError("robustness.goalposts-meet", indicator=indicator)
    return bounds


def _choices(assumed: Assumptions, name: str, own: str) -> tuple[tuple[str, ...], str]:
    """Return the choices of an assumption, the methodology's own first, and their source."""
    if assumed.value(name) is None:
        return (own,), ""
    allowed = ("choices", _SOURCE, *(["nodes"] if name == "aggregation" else []))
    options = _read_long_form(assumed, name, "choices", allowed)
    choices = options.get("choices")
    listed = [choices] if isinstance(choices, str) else choices
    if not isinstance(listed, Sequence) or not all(isinstance(choice, str) for choice in listed):
        raise _unfit(name, "texts", choices)
    return tuple(dict.fromkeys((own, *listed))), str(options.get(_SOURCE, ""))


def _left_out(arrays: IndexArrays, assumed: Assumptions) -> tuple[Factor, tuple[int, ...]]:
    """Return the factor for left-out nodes, and the positions of its choices; -1 for none."""
    options = _read_long_form(assumed, "left_out", "choices", ("choices", _SOURCE))
    choices, count, nodes = options.get("choices"), len(arrays.indicators), arrays.nodes
    below = [position for position in arrays.below() if position != arrays.root]
    if choices == "indicator":
        places = [position for position in below if position < count]
    elif choices == "pillar":
        children = arrays.children[arrays.root - count]
        places = [position for position in children if position >= count]
    else:
        listed = [choices] if isinstance(choices, str) else list(choices or ())
        allowed = ("indicator", "pillar", *(nodes[position] for position in below))
        for node in listed:
            if node not in allowed[2:]:
                raise UsageError(
                    "robustness.unknown-choice",
                    argument="left_out",
                    value=str(node),
                    allowed=allowed,
                )
        places = [nodes.index(node) for node in dict.fromkeys(listed)]
    if not places:
        raise _unfit("left_out", "texts", choices)
    names = (NONE_LEFT_OUT, *(nodes[position] for position in places))
    source = str(options.get(_SOURCE, ""))
    factor = Factor("left-out", "left-out", "", "choice", {"choices": names}, source)
    return factor, (-1, *places)


def _errors(
    result: EditionScores, arrays: IndexArrays, assumed: Assumptions
) -> tuple[Errors, list[Factor]]:
    """Return the errors of the values, and their factors."""
    indicators = [catalogue.indicators().get(indicator) for indicator in arrays.indicators]
    lowest = [None if each is None else each.minimum for each in indicators]
    highest = [None if each is None else each.maximum for each in indicators]
    least = np.array([-np.inf if bound is None else float(bound) for bound in lowest])
    most = np.array([np.inf if bound is None else float(bound) for bound in highest])
    factors: list[Factor] = []
    imputed, imputations = None, np.empty((0, 0))
    if assumed.imputation is not None:
        imputed, imputations = imputed_cells(arrays, assumed.imputation)
        if len(imputed.names):
            method = {"method": assumed.imputation.name, "imputations": len(imputations)}
            source, cells = assumed.imputation.source, len(imputed.names)
            factors.append(
                Factor("imputation", "imputation", "", "choice", method, source, 1, cells)
            )
    rounding = None
    if assumed.value("rounding") is not None:
        assumption = assumed.value("rounding")
        if assumption is not True and (
            not isinstance(assumption, Mapping) or set(assumption) - {_SOURCE}
        ):
            raise _unfit("rounding", "true-or-false", assumption)
        rounding = _printed_cells(result, arrays, least, most)
        source = str(_option(assumed, "rounding", _SOURCE) or "written-digits")
        factors.append(
            Factor("rounding", "rounding", "", "uniform", {}, source, 0, len(rounding.names))
        )
    estimates = None
    if assumed.value("estimates") is not None:
        estimates, factor = _estimated_cells(result, arrays, assumed)
        factors.append(factor)
    errors = Errors(rounding, estimates, least, most, imputed, imputations)
    return errors, factors


def _positions(arrays: IndexArrays, result: EditionScores) -> Iterator[tuple[int, int, int, int]]:
    """Yield the cells with a value: economy and indicator here, and in the result."""
    used = [n for n in arrays.below() if n < len(arrays.indicators)]
    for e, economy in enumerate(arrays.economies):
        row = result.economy_position(economy)
        for n in used:
            if result.input_rows.values[row][n] is not None and np.isnan(arrays.supplied[e, n]):
                yield e, n, row, n


def _printed_cells(result: EditionScores, arrays: IndexArrays, least: Any, most: Any) -> Cells:
    """Return the bounds of the values that are printed as the written ones."""
    cells = []
    for e, n, row, column in _positions(arrays, result):
        value = cast("Decimal", result.input_rows.values[row][column])  # positions have values
        low, high = numbers.printed_interval(value)
        bounds = max(float(low), least[n]), min(float(high), most[n])
        floor = TRANSFORMATIONS[arrays.transformations[n]].floor
        cells.append((e, n, float(value) if bounds[0] <= floor else bounds[0], bounds[1]))
    return _cells(arrays, cells)


def _cells(arrays: IndexArrays, cells: Sequence[tuple[int, int, float, float]]) -> Cells:
    names = tuple(f"{arrays.economies[e]}:{arrays.indicators[n]}" for e, n, _, _ in cells)
    return Cells(
        economy=np.array([cell[0] for cell in cells], dtype=np.intp),
        indicator=np.array([cell[1] for cell in cells], dtype=np.intp),
        names=names,
        low=np.array([cell[2] for cell in cells]),
        high=np.array([cell[3] for cell in cells]),
    )


def _estimated_cells(
    result: EditionScores, arrays: IndexArrays, assumed: Assumptions
) -> tuple[Cells, Factor]:
    """Return the standard deviations of the cells that are estimates."""
    options = _read_long_form(
        assumed, "estimates", "?", ("relative", "absolute", "status", _SOURCE)
    )
    if ("relative" in options) == ("absolute" in options):
        raise _unfit("estimates", "estimate-errors", options)
    relative = "relative" in options
    size = options["relative"] if relative else options["absolute"]
    by_indicator = size if isinstance(size, Mapping) else dict.fromkeys(arrays.indicators, size)
    for indicator in by_indicator:
        if indicator not in arrays.indicators:
            raise UsageError(
                "robustness.unknown-choice",
                argument="estimates",
                value=str(indicator),
                allowed=arrays.indicators,
            )
    deviations = {
        name: _number("estimates", each, 0.0, np.inf, "deviation")
        for name, each in by_indicator.items()
    }
    wanted = options.get("status", _ESTIMATE)
    statuses = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    status = result.observations.cells["status"]
    cells = []
    for e, n, row, column in _positions(arrays, result):
        at, name = result.input_rows.rows[row][column], arrays.indicators[n]
        if at is None or status[at] not in statuses or name not in deviations:
            continue
        value = abs(float(arrays.values[e, n])) if relative else 1.0
        cells.append((e, n, deviations[name] * value, 0.0))
    if not cells:
        raise UsageError("robustness.no-estimates", status=statuses)
    kind = "relative" if relative else "absolute"
    sizes = sorted(set(deviations.values()))
    p = {"deviation": kind, "low": sizes[0], "high": sizes[-1], "status": statuses}
    source = str(options.get(_SOURCE, ""))
    return _cells(arrays, cells), Factor(
        "estimates", "estimates", "", "normal", p, source, 0, len(cells)
    )


def imputed_cells(arrays: IndexArrays, imputation: ImputationDraws) -> tuple[Cells, Any]:
    """Return the imputed cells of the simulated economies, and their imputations."""
    draws = np.asarray(imputation.draws, dtype=np.float64)
    if not len(draws):
        raise UsageError("robustness.single-imputation", name=imputation.name)
    if draws.ndim != 2 or draws.shape[1] != len(imputation.cells):
        raise _unfit("imputation", "imputations", draws.shape)
    if not np.isfinite(draws).all():
        raise _unfit("imputation", "imputations", "NaN")
    kept, cells = [], []
    for column, (economy, indicator) in enumerate(imputation.cells):
        if indicator not in arrays.indicators or economy not in arrays.economies:
            continue
        e, n = arrays.economies.index(economy), arrays.indicators.index(indicator)
        if np.isnan(arrays.values[e, n]):
            kept.append(column)
            cells.append((e, n, 0.0, 0.0))
    return _cells(arrays, cells), draws[:, kept]
