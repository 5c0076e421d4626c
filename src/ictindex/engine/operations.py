r"""The small closed set of operations, each with its formula and the tree that writes it.

One normalisation serves all indicators:

.. math:: s = S \cdot \min\left(\max\left(\frac{f(x) - f(a)}{f(b) - f(a)}, 0\right), 1\right)

with the scale *S*, the goalposts *a* (scores 0) and *b* (scores *S*), and *f* one of the
transformations below. If *a* is above *b*, the indicator is reversed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals, formulas
from ictindex.core.data_classes import dataclass

if TYPE_CHECKING:
    from ictindex.core.formulas import Expression


@dataclass(frozen=True, slots=True)
class Transformation:
    """A transformation *f* of an indicator: on decimals, on arrays, as a formula, and back."""

    id: str
    decimal: Callable[[Decimal], Decimal]
    expression: Callable[[Expression], Expression]
    above: Decimal | None
    arrays: Callable[..., Any]
    back: Callable[[Any], Any]

    @property
    def floor(self) -> float:
        """The value at and below which *f* is not defined."""
        return -math.inf if self.above is None else float(self.above)

    def is_defined(self, value: Decimal) -> bool:
        """Tell whether *f* is defined for a value."""
        return self.above is None or value > self.above


def _identity(value: Decimal) -> Decimal:
    return value


def _as_it_is(x: Expression) -> Expression:
    return x


def _ln1p_of(x: Expression) -> Expression:
    return formulas.Logarithm("e", formulas.Sum((x, formulas.Number(Decimal(1)))))


def _log10_of(x: Expression) -> Expression:
    return formulas.Logarithm("10", x)


def _linear_arrays(x: Any, **options: Any) -> Any:
    import numpy as np

    return np.positive(x, **options)


def _ln1p_arrays(x: Any, **options: Any) -> Any:
    import numpy as np

    return np.log1p(x, **options)


def _ln1p_back(x: Any) -> Any:
    import numpy as np

    return np.expm1(x)


def _log10_arrays(x: Any, **options: Any) -> Any:
    import numpy as np

    return np.log10(x, **options)


def _log10_back(x: Any) -> Any:
    import numpy as np

    return np.power(10.0, x)


# Functions have names, unlike lambdas, because plans are sent between processes.
LINEAR = Transformation("linear", _identity, _as_it_is, None, _linear_arrays, _linear_arrays)
LN1P = Transformation("ln1p", decimals.ln1p, _ln1p_of, Decimal(-1), _ln1p_arrays, _ln1p_back)
LOG10 = Transformation("log10", decimals.log10, _log10_of, Decimal(0), _log10_arrays, _log10_back)

TRANSFORMATIONS: Mapping[str, Transformation] = MappingProxyType(
    {t.id: t for t in (LINEAR, LN1P, LOG10)}
)


def normalisation(
    transformed: Expression, zero: Expression, full: Expression, scale: Decimal
) -> Expression:
    """Return the formula of the normalisation for a transformed value and its goalposts."""
    above, width = formulas.Difference(transformed, zero), formulas.Difference(full, zero)
    least = formulas.Extremum("max", formulas.Quotient(above, width), formulas.Number(Decimal(0)))
    share = formulas.Extremum("min", least, formulas.Number(Decimal(1)))
    return formulas.Product((formulas.Number(scale), share))


def weighted_mean(children: tuple[Expression, ...], weights: tuple[int, ...]) -> Expression:
    r"""Return the formula of the weighted arithmetic mean with integer weights.

    .. math:: S = \frac{\sum_i w_i s_i}{\sum_i w_i}
    """
    terms: tuple[Expression, ...] = tuple(
        child if weight == 1 else formulas.Product((formulas.Number(Decimal(weight)), child))
        for child, weight in zip(children, weights, strict=True)
    )
    return formulas.Quotient(formulas.Sum(terms), formulas.Number(Decimal(sum(weights))))
