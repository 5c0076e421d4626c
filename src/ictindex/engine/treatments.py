r"""The treatments of outliers: winsorising, logarithms, Box-Cox, and the rule that applies them.

A treatment is fitted to the values of a set of economies. Its parameters are named decimals: they
can be printed, frozen from a published edition, and applied to any value. By the rule of the JRC
and of the package COINr a distribution is treated if

.. math:: |G_1| \ge 2 \quad\text{and}\quad G_2 \ge 3.5

with skewness and excess kurtosis corrected for the sample (type 2, as spreadsheets compute them).
Points are winsorised one after another, up to a few, while the rule requires it; if that is not
enough, a transformation is used instead. A missing value stays missing and is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.formulas import (
    Difference,
    Expression,
    Extremum,
    Logarithm,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from ictindex.engine.normalisations import Parameters, Values, complete_options

_ZERO, _UNITY, _MINUS = Decimal(0), Decimal(1), Decimal(-1)
_LEAST_COUNT = 4  # kurtosis corrected for the sample divides by n - 3
_SEARCH = 60  # steps of the search for the exponent: many more than its four decimals need


@dataclass(frozen=True, slots=True)
class Shape:
    """Skewness and excess kurtosis; ``None`` if all values are equal."""

    skewness: Any
    kurtosis: Any


Moments = Callable[[Sequence[Any]], Shape]


def exact_shape(values: Sequence[Decimal]) -> Shape:
    r"""Return skewness and excess kurtosis of decimals, corrected for the sample.

    .. math::
        G_1 = \frac{\sqrt{n (n-1)}}{n-2} \frac{m_3}{m_2^{3/2}}, \qquad
        G_2 = \frac{n-1}{(n-2)(n-3)} \left( (n+1) \left(\frac{m_4}{m_2^2} - 3\right) + 6 \right)
    """
    n = len(values)
    if n < _LEAST_COUNT:
        raise UsageError(
            "operation.too-few", operation="winsorise", needed=str(_LEAST_COUNT), count=str(n)
        )
    if min(values) == max(values):
        return Shape(None, None)
    with decimals.exact():
        mean = sum(values, _ZERO) / n
        away = [value - mean for value in values]
        second, third, fourth = (sum((d**k for d in away), _ZERO) / n for k in (2, 3, 4))
        skewness = Decimal(n * (n - 1)).sqrt() / (n - 2) * third / (second * second.sqrt())
        raised = (n + 1) * (fourth / (second * second) - 3) + 6
        return Shape(skewness, raised * (n - 1) / ((n - 2) * (n - 3)))


@dataclass(frozen=True, slots=True)
class TreatmentRule:
    """Condition and steps of a treatment, with COINr's defaults.

    ``first`` winsorises up to ``most`` points (``None`` for no limit), or is a transformation. If
    that is not enough, ``then`` is applied (``None`` for nothing) to the untreated values, or with
    ``combined`` to those of the first step. ``forced`` winsorises up to ``most`` points for any
    distribution.
    """

    first: str = "winsorise"
    first_options: Mapping[str, Decimal] = field(default_factory=dict)
    most: int | None = 5
    skewness: Any = Decimal(2)
    kurtosis: Any = Decimal("3.5")
    then: str | None = "log-ct"
    then_options: Mapping[str, Decimal] = field(default_factory=dict)
    combined: bool = False
    forced: bool = False

    def accepts(self, shape: Shape) -> bool:
        """Tell whether a distribution needs no treatment."""
        if shape.skewness is None:
            return True
        return bool(abs(shape.skewness) < self.skewness or shape.kurtosis < self.kurtosis)


@dataclass(frozen=True, slots=True)
class FittedTreatment:
    """The treatment that a rule chose: its steps with their parameters, and the shape at each step.

    ``winsorised`` counts the points that winsorising changed, even if a transformation then
    replaced it; ``low`` and ``high`` are the bounds that it set these points to.
    """

    steps: tuple[tuple[str, Parameters], ...]
    winsorised: int
    low: Any
    high: Any
    before: Shape
    after_first: Shape | None
    after_then: Shape | None
    accepted: bool

    @property
    def method(self) -> str:
        """Id of the last step; ``"none"`` if the values did not change."""
        return self.steps[-1][0] if self.steps else "none"

    def exact(self, values: Iterable[Decimal | None]) -> list[Decimal | None]:
        """Return the treated values in exact decimals."""
        treated = list(values)
        for step, parameters in self.steps:
            treated = TREATMENTS[step].exact(treated, parameters)
        return treated

    def floats(self, values: Any) -> Any:
        """Return the treated values of an array in float64."""
        for step, parameters in self.steps:
            values = TREATMENTS[step].floats(values, parameters)
        return values


def winsorise(values: Sequence[Any], rule: TreatmentRule, moments: Moments) -> tuple[Any, Any, int]:
    """Return the bounds that winsorising sets points to (or ``None``), and the number of points."""
    current, low, high, count = list(values), None, None, 0
    while rule.most is None or count < rule.most:
        shape = moments(current)
        if shape.skewness is None or (rule.accepts(shape) and not rule.forced):
            break
        if shape.skewness >= 0:
            high = max(value for value in current if value < max(current))
            current = [min(value, high) for value in current]
        else:
            low = min(value for value in current if value > min(current))
            current = [max(value, low) for value in current]
        above = 0 if high is None else sum(value > high for value in values)
        below = 0 if low is None else sum(value < low for value in values)
        count = above + below
    return low, high, count


def fit_rule(
    values: Values, rule: TreatmentRule, moments: Moments = exact_shape
) -> FittedTreatment:
    """Apply a rule to the values of one indicator, and return the chosen treatment."""
    present: list[Any] = [value for value in values if value is not None]
    before = moments(present)
    if rule.accepts(before) and not rule.forced:
        return FittedTreatment((), 0, None, None, before, None, None, accepted=True)
    low = high = None
    count = 0
    first: tuple[tuple[str, Parameters], ...]
    if rule.first == "winsorise":
        low, high, count = winsorise(present, rule, moments)
        bounds = {name: v for name, v in (("low", low), ("high", high)) if v is not None}
        first = ((rule.first, bounds),) if bounds else ()
    else:
        first = ((rule.first, TREATMENTS[rule.first].fit(present, rule.first_options)),)
    current = present
    for step, parameters in first:
        current = TREATMENTS[step].each(present, parameters)
    after = moments(current)
    if rule.accepts(after) or rule.then is None:
        content = rule.accepts(after)
        return FittedTreatment(first, count, low, high, before, after, None, accepted=content)
    treatment = TREATMENTS[rule.then]
    base = current if rule.combined else present
    fitted = treatment.fit(base, rule.then_options)
    last = moments(treatment.each(base, fitted))
    steps = (first if rule.combined else ()) + ((rule.then, fitted),)
    return FittedTreatment(
        steps, count, low, high, before, after, last, accepted=rule.accepts(last)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A treatment, which is fitted to the values of a set and applied to any value.

    ``value`` is its exact form, ``arrays`` the one in float64.
    """

    id: str
    make: Callable[[Sequence[Any], Mapping[str, Any]], dict[str, Any]]
    value: Callable[[Any, Mapping[str, Any]], Any]
    arrays: Callable[[Any, Mapping[str, Any]], Any]
    write: Callable[[Expression, Parameters], Expression]
    set_wide: bool = True
    options: Mapping[str, Decimal | None] = field(default_factory=dict)
    optional: tuple[str, ...] = ()

    def fit(self, values: Values, options: Parameters | None = None) -> dict[str, Any]:
        """Return the parameters for the values of a set: decimals of at most 20 places."""
        complete = complete_options(self.id, self.options, options or {}, self.optional)
        present: list[Any] = [value for value in values if value is not None]
        if self.set_wide and not present:
            raise UsageError("operation.no-values", operation=self.id)
        if not present or isinstance(present[0], Decimal):
            with decimals.exact():
                made = self.make(present, complete)
            return {name: decimals.stage(value) for name, value in made.items()}
        return self.make(present, {name: float(value) for name, value in complete.items()})

    def each(self, values: Sequence[Any], parameters: Mapping[str, Any]) -> list[Any]:
        """Treat decimals or floats one by one."""
        if values and not isinstance(values[0], Decimal):
            return list(self.floats(values, parameters))
        return list(self.exact(values, parameters))

    def exact(
        self, values: Iterable[Decimal | None], parameters: Parameters
    ) -> list[Decimal | None]:
        """Return the treated values in exact decimals; a missing value stays missing."""
        treated: list[Decimal | None] = []
        with decimals.exact():
            for value in values:
                if value is None:
                    treated.append(None)
                    continue
                try:
                    treated.append(self.value(value, parameters))
                except InvalidOperation:
                    raise UsageError(
                        "operation.undefined", operation=self.id, value=decimals.canonical(value)
                    ) from None
        return treated

    def floats(self, values: Any, parameters: Mapping[str, Any]) -> Any:
        """Return the treated values of an array in float64; NaN stays NaN."""
        from ictindex.engine import float_operations

        return float_operations.treat_values(self.arrays, values, parameters)

    def expression(self, x: Expression, parameters: Parameters) -> Expression:
        """Return the formula of a treated value."""
        return self.write(x, parameters)


def _fit_nothing(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _fit_winsorise(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    """Winsorise stated numbers of points at both ends, for any distribution."""
    rising = sorted(values)
    low, high = int(o["low-points"]), int(o["high-points"])
    if low + high >= len(rising):
        raise UsageError(
            "operation.too-few",
            operation="winsorise",
            needed=str(low + high + 1),
            count=str(len(rising)),
        )
    bounds = {"low": rising[low]} if low else {}
    return bounds | ({"high": rising[-1 - high]} if high else {})


def _winsorise(x: Any, p: Mapping[str, Any]) -> Any:
    held = max(x, p["low"]) if "low" in p else x
    return min(held, p["high"]) if "high" in p else held


def _winsorised_arrays(x: Any, p: Mapping[str, Any]) -> Any:
    import numpy as np

    held = np.maximum(x, p["low"]) if "low" in p else x
    return np.minimum(held, p["high"]) if "high" in p else held


def _write_winsorised(x: Expression, p: Parameters) -> Expression:
    held: Expression = Extremum("max", x, Number(p["low"])) if "low" in p else x
    return Extremum("min", held, Number(p["high"])) if "high" in p else held


def _ln(x: Decimal) -> Decimal:
    """Return the natural logarithm to 20 places."""
    return decimals.ln1p(x - _UNITY)


def _logarithm(x: Decimal, p: Parameters) -> Decimal:
    return _ln(x)


def _logarithm_arrays(x: Any, p: Mapping[str, Any]) -> Any:
    import numpy as np

    return np.log(x)


def _write_logarithm(x: Expression, p: Parameters) -> Expression:
    return Logarithm("e", x)


def _fit_added_one(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    return {"added": 1 - min(values)}


def _margin(values: Sequence[Any], o: Mapping[str, Any]) -> Any:
    """Return the share of the range that is added to avoid a logarithm of 0."""
    least, greatest = min(values), max(values)
    if least == greatest:
        raise UsageError("operation.no-range", operation="log-ct", value=str(least))
    return o["share"] * (greatest - least)


def _fit_added_share(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    return {"added": _margin(values, o) - min(values)}


def _fit_two_sided(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    margin = _margin(values, o)
    mean = sum(values, 0 * margin) / len(values)
    if sum((value - mean) ** 3 for value in values) > 0:
        return {"added": margin - min(values)}
    return {"top": max(values) + margin}


def _shifted_logarithm(x: Decimal, p: Parameters) -> Decimal:
    return -_ln(p["top"] - x) if "top" in p else _ln(x + p["added"])


def _shifted_arrays(x: Any, p: Mapping[str, Any]) -> Any:
    import numpy as np

    return -np.log(p["top"] - x) if "top" in p else np.log(x + p["added"])


def _write_shifted(x: Expression, p: Parameters) -> Expression:
    if "top" in p:
        inside: Expression = Difference(Number(p["top"]), x)
        return Product((Number(_MINUS), Logarithm("e", inside)))
    added = p["added"]
    inside = Sum((x, Number(added))) if added >= 0 else Difference(x, Number(-added))
    return Logarithm("e", inside)


def _fit_stretched(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    """Stretch the range to 1 .. maximum; a maximum of 1 or less would reverse the order."""
    least, greatest = min(values), max(values)
    if least == greatest:
        raise UsageError("operation.no-range", operation="log-gii", value=str(least))
    if greatest <= 1:
        raise UsageError("operation.maximum-one", operation="log-gii", value=str(greatest))
    return {"minimum": least, "maximum": greatest}


def _stretched_logarithm(x: Decimal, p: Parameters) -> Decimal:
    width = p["maximum"] - p["minimum"]
    return decimals.ln1p((p["maximum"] - 1) * (x - p["minimum"]) / width)


def _stretched_arrays(x: Any, p: Mapping[str, Any]) -> Any:
    import numpy as np

    return np.log1p((p["maximum"] - 1) * (x - p["minimum"]) / (p["maximum"] - p["minimum"]))


def _write_stretched(x: Expression, p: Parameters) -> Expression:
    least, greatest, unit = Number(p["minimum"]), Number(p["maximum"]), Number(_UNITY)
    share = Quotient(Difference(x, least), Difference(greatest, least))
    return Logarithm("e", Sum((Product((Difference(greatest, unit), share)), unit)))


def _fit_power(values: Sequence[Any], o: Mapping[str, Any]) -> dict[str, Any]:
    added = 1 - min(values) if o["shifted"] else 0 * min(values)
    exponent = o.get("exponent")
    if exponent is None:
        best = likeliest_exponent([float(value + added) for value in values])
        exponent = Decimal(best) if isinstance(values[0], Decimal) else float(best)
    return {"added": added, "exponent": exponent}


def likeliest_exponent(values: Sequence[float]) -> str:
    r"""Return the exponent of Box-Cox with the highest normal likelihood, to 4 decimals.

    It maximises :math:`(\lambda - 1) \sum \ln x - \frac n2 \ln \hat\sigma^2(\lambda)` between -5
    and 5 by golden section.
    """
    import math

    if min(values) <= 0:
        raise UsageError("operation.undefined", operation="box-cox", value=repr(min(values)))
    if min(values) == max(values):
        raise UsageError("operation.no-range", operation="box-cox", value=repr(min(values)))
    logarithms = [math.log(value) for value in values]
    total, n = math.fsum(logarithms), len(values)

    def likelihood(exponent: float) -> float:
        if abs(exponent) < 1e-9:
            moved = logarithms
        else:
            moved = [math.expm1(exponent * value) / exponent for value in logarithms]
        mean = math.fsum(moved) / n
        variance = math.fsum((value - mean) ** 2 for value in moved) / n
        return (exponent - 1) * total - n / 2 * math.log(variance)

    low, high = -5.0, 5.0
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(_SEARCH):
        first, second = high - ratio * (high - low), low + ratio * (high - low)
        if likelihood(first) > likelihood(second):
            high = second
        else:
            low = first
    return f"{(low + high) / 2:.4f}"


def _raise_to_power(x: Decimal, p: Parameters) -> Decimal:
    moved, exponent = x + p["added"], p["exponent"]
    if moved <= 0:
        raise InvalidOperation
    if exponent == 0:
        return _ln(moved)
    return decimals.stage((moved**exponent - 1) / exponent)


def _powered_arrays(x: Any, p: Mapping[str, Any]) -> Any:
    import numpy as np

    moved = np.where(x + p["added"] > 0, x + p["added"], np.nan)
    return np.log(moved) if p["exponent"] == 0 else (moved ** p["exponent"] - 1) / p["exponent"]


def _write_powered(x: Expression, p: Parameters) -> Expression:
    added, exponent = p["added"], Number(p["exponent"])
    moved: Expression = x
    if added:
        moved = Sum((x, Number(added))) if added > 0 else Difference(x, Number(-added))
    if p["exponent"] == 0:
        return Logarithm("e", moved)
    return Quotient(Difference(Power(moved, exponent), Number(_UNITY)), exponent)


def _options(**defaults: str | None) -> Mapping[str, Decimal | None]:
    return MappingProxyType(
        {n.replace("_", "-"): None if v is None else Decimal(v) for n, v in defaults.items()}
    )


#: The treatments by id.
TREATMENTS: Mapping[str, Treatment] = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            Treatment(
                id="winsorise",
                make=_fit_winsorise,
                value=_winsorise,
                arrays=_winsorised_arrays,
                write=_write_winsorised,
                options=_options(low_points="0", high_points="0"),
            ),
            Treatment(
                id="log",
                make=_fit_nothing,
                value=_logarithm,
                arrays=_logarithm_arrays,
                write=_write_logarithm,
                set_wide=False,
            ),
            Treatment(
                id="log-ct-original",
                make=_fit_added_one,
                value=_shifted_logarithm,
                arrays=_shifted_arrays,
                write=_write_shifted,
            ),
            Treatment(
                id="log-ct",
                make=_fit_added_share,
                value=_shifted_logarithm,
                arrays=_shifted_arrays,
                write=_write_shifted,
                options=_options(share="0.01"),
            ),
            Treatment(
                id="log-ct-plus",
                make=_fit_two_sided,
                value=_shifted_logarithm,
                arrays=_shifted_arrays,
                write=_write_shifted,
                options=_options(share="0.01"),
            ),
            Treatment(
                id="log-gii",
                make=_fit_stretched,
                value=_stretched_logarithm,
                arrays=_stretched_arrays,
                write=_write_stretched,
            ),
            Treatment(
                id="box-cox",
                make=_fit_power,
                value=_raise_to_power,
                arrays=_powered_arrays,
                write=_write_powered,
                options=_options(exponent=None, shifted="1"),
                optional=("exponent",),
            ),
        )
    }
)
