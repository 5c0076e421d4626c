r"""The normalisations: they turn a value into a score, each with its formula and parameters.

A normalisation is fitted once, to options and (if it is *set-wide*) to the values of a set of
economies. Its parameters are named decimals: they can be printed, frozen from a published edition,
and applied to any value. After the fit a score depends only on its own value.

Most of them are one line through two points,

.. math:: s = l + (u - l) \frac{x - a}{b - a}

with *a* (scores *l*) and *b* (scores *u*); if *a* is above *b*, less is better. A missing value has
no score, and is not used in the fit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NoReturn

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.formulas import (
    Difference,
    Expression,
    Extremum,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
)

Parameters = Mapping[str, Decimal]
Values = Sequence[Decimal | None]

_ZERO, _UNITY = Decimal(0), Decimal(1)
_COUNT_WORSE = Symbol("count-worse", "")
_SET_VALUE = "value-"


def complete_options(
    operation: str,
    defaults: Mapping[str, Decimal | None],
    options: Mapping[str, Decimal],
    optional: Sequence[str] = (),
) -> dict[str, Decimal]:
    """Return the options of an operation with its defaults; refuse unknown and missing ones."""
    unknown = sorted(set(options) - set(defaults))
    if unknown:
        raise UsageError(
            "operation.unknown-option",
            operation=operation,
            option=unknown[0],
            allowed=sorted(defaults),
        )
    merged = {**defaults, **options}
    absent = sorted(
        name for name, value in merged.items() if value is None and name not in optional
    )
    if absent:
        raise UsageError("operation.option-missing", operation=operation, option=absent[0])
    return {name: value for name, value in merged.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ValueSet:
    """The values that a normalisation is fitted to, as decimals or arrays."""

    least: Any
    greatest: Any
    mean: Callable[[], Any]
    deviation: Callable[[int], Any]  # number that is subtracted from the count in the divisor


Fit = Callable[[ValueSet, Mapping[str, Any], bool], dict[str, Any]]
Formula = Callable[[Expression, Parameters], Expression]


class _NamedParameters(dict[str, Any]):
    """Parameters as floats or arrays; one that the operation needs and that is absent is named."""

    def __init__(self, operation: str, parameters: Mapping[str, Any]) -> None:
        numbers = {
            name: value if getattr(value, "shape", ()) else float(value)
            for name, value in parameters.items()
        }
        super().__init__(numbers)
        self.operation = operation

    def __missing__(self, name: str) -> NoReturn:
        raise UsageError("operation.option-missing", operation=self.operation, option=name)


# A clip takes a value and two bounds, each of which may be None.
Clip = Callable[[Any, Any, Any], Any]
Line = Callable[[Any, Mapping[str, Any], Clip], Any]
# The score of a value that is better than some of all values.
OrderScore = Callable[[Any, Any, Clip], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalisation:
    """A normalisation, to fit and to apply; ``set_wide`` if it depends on a set of economies.

    Its score is a ``line``, or an ``order_score`` among the values of a set: each is one form, for
    decimals and arrays. ``options`` has the default of each option; one with ``None`` is
    obligatory; ``lower`` and ``upper`` are the ends between which its scores lie. ``positive``
    scores are above 0 whatever the values. A simulation may choose those that are ``simulated``.
    ``summary`` is its row in the documentation.
    """

    id: str
    summary: str
    make: Fit
    write: Formula
    line: Line | None = None
    order_score: OrderScore | None = None
    set_wide: bool = True
    options: Mapping[str, Decimal | None] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    positive: bool = False
    simulated: bool = False

    @property
    def between(self) -> bool:
        """True if scores lie between two numbers, which are options."""
        return {"lower", "upper"} <= self.options.keys()

    @property
    def ranks(self) -> bool:
        """True if scores depend on the order of the values alone."""
        return self.order_score is not None

    def fit(
        self,
        values: Values = (),
        options: Parameters | None = None,
        *,
        less_is_better: bool = False,
    ) -> dict[str, Decimal]:
        """Return the parameters as named decimals; computed ones have 20 places."""
        complete = complete_options(self.id, self.options, options or {}, self.optional)
        present = [value for value in values if value is not None]
        if self.set_wide and not present:
            raise UsageError("operation.no-values", operation=self.id)
        with decimals.exact():
            parameters = self.make(_set_of(present), complete, less_is_better)
            if self.ranks:
                ordered = sorted(present)
                parameters |= {f"{_SET_VALUE}{n}": v for n, v in enumerate(ordered, 1)}
        check_range(self.id, parameters, len(present) if self.ranks else None)
        as_stated = {*present, *complete.values()}
        return {
            name: value if value in as_stated else decimals.stage(Decimal(value))
            for name, value in parameters.items()
        }

    def exact(
        self, values: Iterable[Decimal | None], parameters: Parameters
    ) -> list[Decimal | None]:
        """Return the scores of values in exact decimals, to 20 places; ``None`` has no score."""
        if self.order_score is not None:
            score: Callable[[Decimal], Decimal] = _Ranking(self.order_score, parameters).score
        else:
            line: Any = self.line

            def score(value: Decimal) -> Decimal:
                exact: Decimal = line(value, parameters, _clip)
                return exact

        with decimals.exact():
            return [None if v is None else decimals.stage(score(v)) for v in values]

    def floats(self, values: Any, parameters: Mapping[str, Any]) -> Any:
        """Return the scores of an array (economies on the first axis) in float64; NaN has no score.

        Parameters are numbers, or arrays that fit the other axes.
        """
        from ictindex.engine import float_operations

        numbers = _NamedParameters(self.id, parameters)
        if self.order_score is not None:
            return float_operations.rank_scores(self.order_score, values, *set_of(numbers))
        return float_operations.apply_line(self.line, values, numbers)

    def fit_floats(
        self, values: Any, options: Parameters | None = None, *, less_is_better: bool = False
    ) -> dict[str, Any]:
        """Return the parameters of each column of an array (economies on the first axis).

        Normalisations by ranks are excluded: their parameters are all the values of the set.
        """
        from ictindex.engine import float_operations

        complete = complete_options(self.id, self.options, options or {}, self.optional)
        of_floats = {name: float(value) for name, value in complete.items()}
        array = float_operations.as_floats(values)
        made = float_operations.set_of_arrays(array, ValueSet)
        return self.make(made, of_floats, less_is_better)

    def normalise_floats(
        self, values: Any, options: Parameters | None = None, *, less_is_better: bool = False
    ) -> Any:
        """Fit and apply in one step, to each column of an array, for a simulation.

        A column without defined scores (all values equal) is NaN.
        """
        from ictindex.engine import float_operations

        if self.order_score is not None:
            return float_operations.rank_within(self.order_score, values, less_is_better)
        parameters = self.fit_floats(values, options, less_is_better=less_is_better)
        return float_operations.apply_line(self.line, values, _NamedParameters(self.id, parameters))

    def expression(self, x: Expression, parameters: Parameters) -> Expression:
        """Return the formula of a score for a value."""
        return self.write(x, parameters)


def set_of(parameters: Mapping[str, Any]) -> tuple[list[Any], bool]:
    """Return the ordered values of the set that ranks refer to, and whether less is better."""
    count = sum(name.startswith(_SET_VALUE) for name in parameters)
    values = [parameters[f"{_SET_VALUE}{n}"] for n in range(1, count + 1)]
    return values, parameters["direction"] < 0


def check_range(operation: str, parameters: Mapping[str, Any], count: int | None = None) -> None:
    """Refuse parameters that lead to a division by 0: all values equal, a maximum of 0."""
    if operation == "percentile" and count is not None and count < 2:
        raise UsageError("operation.too-few", operation=operation, needed="2", count=str(count))
    if "full" in parameters and parameters["zero"] == parameters["full"]:
        raise UsageError("operation.no-range", operation=operation, value=str(parameters["zero"]))
    if "deviation" in parameters and parameters["deviation"] == 0:
        raise UsageError("operation.no-range", operation=operation, value=str(parameters["mean"]))
    if "maximum" in parameters and parameters["maximum"] <= 0:
        raise UsageError("operation.maximum", operation=operation, value=str(parameters["maximum"]))


def _set_of(present: Sequence[Decimal]) -> ValueSet:
    """Return the values of a set of decimals."""

    def mean() -> Decimal:
        return sum(present, _ZERO) / len(present)

    def deviation(less: int) -> Decimal:
        if len(present) <= less:
            raise UsageError(
                "operation.too-few",
                operation="z-score",
                needed=str(less + 1),
                count=str(len(present)),
            )
        centre = mean()
        squares = sum(((value - centre) ** 2 for value in present), _ZERO)
        return (squares / (len(present) - less)).sqrt()

    return ValueSet(min(present, default=_ZERO), max(present, default=_ZERO), mean, deviation)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The rank of a value among the ordered values of a set: 1 is the worst, ties share it."""

    order_score: OrderScore
    parameters: Parameters

    def score(self, value: Decimal) -> Decimal:
        ordered, less_is_better = set_of(self.parameters)
        below = bisect_left(ordered, value)
        worse = len(ordered) - bisect_right(ordered, value) if less_is_better else below
        exact: Decimal = self.order_score(Decimal(worse), Decimal(len(ordered)), _clip)
        return exact


def _rank(worse: Any, count: Any, clip: Clip) -> Any:
    return worse + 1


def _borda(worse: Any, count: Any, clip: Clip) -> Any:
    return worse


def _percentile(worse: Any, count: Any, clip: Clip) -> Any:
    return clip(worse / (count - 1), None, _UNITY)


def _clip(value: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    if least is not None and value < least:
        return least
    return most if most is not None and value > most else value


def _line(x: Any, p: Mapping[str, Any], clip: Clip) -> Any:
    """Score on the line through both points, limited to the range if the parameters say so."""
    share = (x - p["zero"]) / (p["full"] - p["zero"])
    if p.get("truncated"):
        share = clip(share, _ZERO, _UNITY)
    elif p.get("capped"):
        share = clip(share, None, _UNITY)
    return p["lower"] + (p["upper"] - p["lower"]) * share


def _standard(x: Any, p: Mapping[str, Any], clip: Clip) -> Any:
    return p["to-mean"] + p["to-deviation"] * (p["direction"] * (x - p["mean"])) / p["deviation"]


def _fraction(x: Any, p: Mapping[str, Any], clip: Clip) -> Any:
    share = x / p["maximum"]
    return share if p["direction"] > 0 else 1 - share


def _direction(less_is_better: bool) -> int:
    return -1 if less_is_better else 1


def _fit_goalposts(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    low, high = (o["full"], o["zero"]) if less_is_better else (o["zero"], o["full"])
    return {"zero": low, "full": high, **_scale(o), "truncated": o["truncated"]}


def _fit_scaled(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    low, high = (o["full"], o["zero"]) if less_is_better else (o["zero"], o["full"])
    return {"zero": low, "full": high, **_scale(o)}


def _scale(o: Mapping[str, Any]) -> dict[str, Any]:
    return {"lower": o["lower"], "upper": o["upper"]}


def _ends(values: ValueSet, less_is_better: bool) -> tuple[Any, Any]:
    """Return the worst and the best value of a set."""
    ends = values.least, values.greatest
    return ends[::-1] if less_is_better else ends


def _fit_min_max(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    worst, best = _ends(values, less_is_better)
    return {"zero": worst, "full": best, **_scale(o)}


def _fit_to_reference(
    values: ValueSet, o: Mapping[str, Any], less_is_better: bool
) -> dict[str, Any]:
    worst, _ = _ends(values, less_is_better)
    full = o["reference"] if "reference" in o else o["target"]
    return {"zero": worst, "full": full, **_scale(o), "capped": o["capped"]}


def _fit_z_score(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    return {
        "mean": values.mean(),
        "deviation": values.deviation(0 if o["population"] else 1),
        "to-mean": o["mean"],
        "to-deviation": o["deviation"],
        "direction": _direction(less_is_better),
    }


def _fit_maximum(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    return {"maximum": values.greatest, "direction": _direction(less_is_better)}


def _fit_adjusted(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    """Fit the goalposts of the adjusted Mazziotta-Pareto index: 70 to 130, or about a reference."""
    worst, best = _ends(values, less_is_better)
    if "reference" in o:
        half = (best - worst) / 2
        worst, best = o["reference"] - half, o["reference"] + half
    return {"zero": worst, "full": best, **_scale(o)}


def _fit_ranks(values: ValueSet, o: Mapping[str, Any], less_is_better: bool) -> dict[str, Any]:
    return {"direction": _direction(less_is_better)}


def _write_line(x: Expression, p: Parameters) -> Expression:
    zero, full = Number(p["zero"]), Number(p["full"])
    share: Expression = Quotient(Difference(x, zero), Difference(full, zero))
    if p.get("truncated"):
        share = Extremum("min", Extremum("max", share, Number(_ZERO)), Number(_UNITY))
    elif p.get("capped"):
        share = Extremum("min", share, Number(_UNITY))
    with decimals.exact():
        width = p["upper"] - p["lower"]
    stretched = share if width == 1 else Product((Number(width), share))
    return stretched if p["lower"] == 0 else Sum((Number(p["lower"]), stretched))


def _write_standard(x: Expression, p: Parameters) -> Expression:
    mean = Number(p["mean"])
    away = Difference(mean, x) if p["direction"] < 0 else Difference(x, mean)
    score: Expression = Quotient(away, Number(p["deviation"]))
    if p["to-deviation"] != 1:
        score = Product((Number(p["to-deviation"]), score))
    return score if p["to-mean"] == 0 else Sum((Number(p["to-mean"]), score))


def _write_fraction(x: Expression, p: Parameters) -> Expression:
    share = Quotient(x, Number(p["maximum"]))
    return Difference(Number(_UNITY), share) if p["direction"] < 0 else share


def _write_rank(x: Expression, p: Parameters) -> Expression:
    return Sum((Number(_UNITY), _COUNT_WORSE))


def _write_borda(x: Expression, p: Parameters) -> Expression:
    return _COUNT_WORSE


def _write_percentile(x: Expression, p: Parameters) -> Expression:
    return Quotient(_COUNT_WORSE, Number(Decimal(len(set_of(p)[0]) - 1)))


def _options(**defaults: int | None) -> Mapping[str, Decimal | None]:
    return MappingProxyType({n: None if v is None else Decimal(v) for n, v in defaults.items()})


_HUNDRED = {"lower": 0, "upper": 100}
_UNIT = {"lower": 0, "upper": 1}

#: The normalisations by id. Functions have names, unlike lambdas, because plans are sent between
#: processes.
NORMALISATIONS: Mapping[str, Normalisation] = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            Normalisation(
                id="goalposts",
                summary="*l* + (*u* − *l*) (*x* − zero) / (full − zero), held between *l* and *u* "
                "unless ``truncated=0``",
                make=_fit_goalposts,
                line=_line,
                write=_write_line,
                set_wide=False,
                options=_options(zero=None, full=None, **_HUNDRED, truncated=1),
            ),
            Normalisation(
                id="min-max",
                summary="*l* + (*u* − *l*) (*x* − *m*) / (*M* − *m*)",
                make=_fit_min_max,
                line=_line,
                write=_write_line,
                options=_options(**_HUNDRED),
                simulated=True,
            ),
            Normalisation(
                id="z-score",
                summary="mean' + deviation' (*x* − mean) / *s*",
                make=_fit_z_score,
                line=_standard,
                write=_write_standard,
                options=_options(mean=0, deviation=1, population=0),
                simulated=True,
            ),
            Normalisation(
                id="rank",
                summary="1 + number of worse values (ties share it)",
                make=_fit_ranks,
                order_score=_rank,
                write=_write_rank,
                positive=True,
                simulated=True,
            ),
            Normalisation(
                id="percentile",
                summary="number of worse values / (number of values − 1)",
                make=_fit_ranks,
                order_score=_percentile,
                write=_write_percentile,
            ),
            Normalisation(
                id="borda",
                summary="number of worse values",
                make=_fit_ranks,
                order_score=_borda,
                write=_write_borda,
            ),
            Normalisation(
                id="distance-to-maximum",
                summary="(*x* − *m*) / (*M* − *m*)",
                make=_fit_min_max,
                line=_line,
                write=_write_line,
                options=_options(**_UNIT),
            ),
            Normalisation(
                id="distance-to-reference",
                summary="(*x* − *m*) / (*r* − *m*), *r* the value of the economy ``reference``",
                make=_fit_to_reference,
                line=_line,
                write=_write_line,
                options=_options(reference=None, **_UNIT, capped=0),
            ),
            Normalisation(
                id="distance-to-target",
                summary="(*x* − *m*) / (target − *m*)",
                make=_fit_to_reference,
                line=_line,
                write=_write_line,
                options=_options(target=None, **_UNIT, capped=0),
            ),
            Normalisation(
                id="fraction-of-maximum",
                summary="*x* / *M*; 1 − *x* / *M* where less is better",
                make=_fit_maximum,
                line=_fraction,
                write=_write_fraction,
            ),
            Normalisation(
                id="scaled",
                summary="as goalposts, never held",
                make=_fit_scaled,
                line=_line,
                write=_write_line,
                set_wide=False,
                options=_options(zero=0, full=100, **_HUNDRED),
            ),
            Normalisation(
                id="mazziotta-pareto",
                summary="z-score with mean 100 and deviation 10, *n* in the divisor",
                make=_fit_z_score,
                line=_standard,
                write=_write_standard,
                positive=True,
                options=_options(mean=100, deviation=10, population=1),
            ),
            Normalisation(
                id="adjusted-mazziotta-pareto",
                summary="min-max on 70 to 130; with a ``reference`` that value is 100",
                make=_fit_adjusted,
                line=_line,
                write=_write_line,
                options=_options(reference=None, lower=70, upper=130),
                optional=("reference",),
            ),
        )
    }
)


def list_methods(entries: Iterable[Any]) -> str:
    """Return the list of all entries of a table for a docstring: name, options, score.

    It has no indentation: Python 3.13 removes that of docstrings, and earlier ones keep it.
    """
    from textwrap import wrap  # every computation loads this module, and few read the list

    lines = []
    for entry in entries:
        options = [name if v is None else f"{name} {v}" for name, v in entry.options.items()]
        lines.append(f"``{entry.id}``" + (f" ({', '.join(options)})" if options else ""))
        lines += wrap(entry.summary, 90, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)
