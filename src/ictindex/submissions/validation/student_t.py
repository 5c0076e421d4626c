r"""Student's t distribution in plain arithmetic: the probability of a deviation.

It uses :mod:`math` only, because the validation of a submission runs without arrays."""

from __future__ import annotations

import math
from functools import lru_cache

_MOST_STEPS = 300
_PRECISION = 1e-15
_TINY = 1e-300


def incomplete_beta(x: float, a: float, b: float) -> float:
    r"""Return the regularised incomplete beta function, by its continued fraction.

    .. math:: I_x(a, b) = \frac{\int_0^x u^{a-1}(1-u)^{b-1}\,du}{B(a, b)}

    Source: W. H. Press et al., *Numerical Recipes*, section 6.4 (modified Lentz method).
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    logarithm = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    front = math.exp(logarithm) if logarithm > -700 else 0.0
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function."""
    c = 1.0
    d = 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    fraction = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 + step * d
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = 1 + step / c
            c = c if abs(c) > _TINY else _TINY
            fraction *= d * c
        if abs(d * c - 1) < _PRECISION:
            break
    return fraction


def two_sided(t: float, freedom: float) -> float:
    r"""Return the probability of a deviation of this size or a larger one, on either side.

    .. math:: 2\,P(T_\nu > |t|) = I_{\nu/(\nu+t^2)}(\nu/2, 1/2)
    """
    square = t * t
    if square < freedom:  # the complement: here the share above would be lost in 1 - x
        return 1.0 - incomplete_beta(square / (freedom + square), 0.5, freedom / 2)
    return incomplete_beta(freedom / (freedom + square), freedom / 2, 0.5)


def log_density(t: float, freedom: float) -> float:
    r"""Return the natural logarithm of the density.

    .. math:: \ln \frac{\Gamma((\nu+1)/2)}{\sqrt{\nu\pi}\,\Gamma(\nu/2)}
        - \frac{\nu+1}{2} \ln\left(1 + \frac{t^2}{\nu}\right)
    """
    return _constant(freedom) - (freedom + 1) / 2 * math.log1p(t * t / freedom)


@lru_cache(maxsize=256)
def _constant(freedom: float) -> float:
    return (
        math.lgamma((freedom + 1) / 2)
        - math.lgamma(freedom / 2)
        - 0.5 * math.log(freedom * math.pi)
    )


def deviation(probability: float, freedom: float) -> float:
    """Return the deviation with this probability: the inverse of :func:`two_sided`."""
    low, high = 0.0, 1.0
    while two_sided(high, freedom) > probability and high < 1e150:
        low, high = high, 4 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if two_sided(middle, freedom) > probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def shortfall(t: float, freedom: float) -> float:
    """Return the decades by which the density is below that of no deviation."""
    return (freedom + 1) / 2 * math.log10(1 + t * t / freedom)
