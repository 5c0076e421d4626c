r"""Logarithms to 20 decimals in whole numbers, with a proved bound of the error.

``Decimal.ln`` is not used: it computes 40 digits, of which a stage keeps 20 decimals, and takes ten
times as long. Floating point is not used: its logarithms differ between systems.

**Method.** The argument is :math:`y = n / 10^{20}` with a whole :math:`n < 2^{129}`. With
:math:`e = \lfloor \log_2 n \rfloor` and :math:`m = n / 2^e \in [1, 2)`, an exact number of 128
binary places, and :math:`k \in \{256, \ldots, 512\}` nearest to :math:`256\,m`,

.. math::
    \ln y = (e \ln 2 - 20 \ln 10) + \ln\frac{k}{256}
          + 2 \operatorname{artanh} z, \qquad z = \frac{m - k/256}{m + k/256},

    2 \operatorname{artanh} z = 2 z \left(
        1 + \frac{z^2}{3} + \frac{z^4}{5} + \frac{z^6}{7} + \frac{z^8}{9} + \cdots \right).

The first two terms are read from tables; all is counted in units :math:`u = 2^{-112}`.

**Bound.** :math:`|m - k/256| \le 2^{-9}` and :math:`m + k/256 \ge 2`, so :math:`|z| \le 2^{-10}`.

========================================  =====================================================
source of error                           at most
========================================  =====================================================
terms left out, from :math:`2z^{11}/11`   :math:`\frac{2}{11} \cdot 2^{-110} / (1 - 2^{-20})`,
                                          below 0.8 u
the quotient *z*, cut off                 1 u; in the result 2 (1 + 2^-20) u, below 2.1 u
the square of *z*, cut off                (1 + 2^-9) u, as the quotient is 1 u off
the sum in brackets                       each step: 0.5 u of its constant, 1 u cut off, a third
                                          of the square's and 2^-20 of the step before; below
                                          2 u, and 2^-9 of that in the result
the product, cut off                      1 u
the two tables                            1 u each
========================================  =====================================================

together below 6 u. A logarithm to the base 10 is this divided by ln 10: below 6 u / 2.3, and 1 u
for the product, and 0.001 u for the constant. Both are below the 8 u that are allowed for.

**Rounding.** The published figures use the logarithm rounded to 40 digits and then to 20 decimals.
As :math:`|\ln y| < 100`, the first rounding moves it by at most half a unit of the 38th decimal.
Where the computed value is farther from the middle between two numbers of 20 decimals than 8 u and
that half unit together, both ways of rounding give the same number, and it is returned. Otherwise
(for a share of :math:`10^{-12}` of all arguments) nothing is returned, and the caller uses
``Decimal``.
"""

from __future__ import annotations

from functools import cache

PLACES = 20
UNIT = 10**PLACES

_PLACES_OF_ARGUMENT = 128
_BITS = 112  # u = 2^-112
_STEPS = 8  # k is counted in parts of 2^8
_GUARD = 32  # more binary places while the tables are made
_UNIT = 1 << _BITS
_HALF = _UNIT >> 1
_ALL = _UNIT - 1
_THIRD, _FIFTH, _SEVENTH, _NINTH = ((2 * _UNIT // odd + 1) >> 1 for odd in (3, 5, 7, 9))
_MARGIN = 9 * UNIT  # 8 u and half a unit of the 38th decimal, in u of the 20th decimal
_GUARD_OF_INVERSE = 16


def ln(argument: int) -> int | None:
    """Return the natural logarithm of a number of 20 decimals, to 20 decimals."""
    if not 0 < argument < 1 << (_PLACES_OF_ARGUMENT + 1):
        return None
    return 0 if argument == UNIT else _round_units(_ln(argument))


def log10(argument: int) -> int | None:
    """Return the logarithm to the base 10 of a number of 20 decimals, to 20 decimals."""
    if not 0 < argument < 1 << (_PLACES_OF_ARGUMENT + 1):
        return None
    if argument == UNIT:
        return 0
    inverse = _tables()[2]
    return _round_units((_ln(argument) * inverse) >> (_BITS + _GUARD_OF_INVERSE))


def _ln(argument: int) -> int:
    """Return the logarithm in units of u, less than 6 of them off."""
    logarithms, offsets, _ = _tables()
    power = argument.bit_length() - 1
    mantissa = argument << (_PLACES_OF_ARGUMENT - power)
    nearest = ((mantissa >> (_PLACES_OF_ARGUMENT - _STEPS - 1)) + 1) >> 1
    whole = nearest << (_PLACES_OF_ARGUMENT - _STEPS)
    z = ((mantissa - whole) << _BITS) // (mantissa + whole)
    square = (z * z) >> _BITS
    total = ((square * _NINTH) >> _BITS) + _SEVENTH
    total = ((square * total) >> _BITS) + _FIFTH
    total = ((square * total) >> _BITS) + _THIRD
    total = ((square * total) >> _BITS) + _UNIT
    return offsets[power] + logarithms[nearest] + ((z * total) >> (_BITS - 1))


def _round_units(value: int) -> int | None:
    """Return a value in u as units of the 20th decimal; ``None`` if the rounding is uncertain."""
    moved = value * UNIT + _HALF
    rest = moved & _ALL
    if not _MARGIN < rest < _UNIT - _MARGIN:
        return None
    units = moved >> _BITS
    return units or None  # Decimal keeps the sign of a number that rounds to 0


@cache
def _tables() -> tuple[dict[int, int], tuple[int, ...], int]:
    """Return ln(k/256) by k, e ln 2 - 20 ln 10 by e, and 1 / ln 10: each less than 1 u off."""
    # :math:`\ln\frac{k+1}{k} = 2 \operatorname{artanh}\frac{1}{2k+1}`; with 32 more binary places
    # the 256 sums of at most 11 terms, cut off twice each, are together below 2^-18 u off.
    first = 1 << _STEPS
    logarithms = {first: 0}
    for k in range(first, 2 * first):
        logarithms[k + 1] = logarithms[k] + _twice_artanh(2 * k + 1)
    of_two = logarithms[2 * first]
    of_ten = logarithms[5 * first // 4] + 3 * of_two  # 10 = 5/4 x 2^3
    offsets = (e * of_two - PLACES * of_ten for e in range(_PLACES_OF_ARGUMENT + 1))
    unit = 1 << (_BITS + _GUARD)
    inverse = (unit << (_BITS + _GUARD_OF_INVERSE)) // of_ten
    return (
        {k: _shorten_number(unit) for k, unit in logarithms.items()},
        tuple(map(_shorten_number, offsets)),
        inverse,
    )


def _twice_artanh(n: int) -> int:
    """Return 2 artanh(1/n) with the guard places."""
    power, total, odd = (2 << (_BITS + _GUARD)) // n, 0, 1
    while power:
        total += power // odd
        power //= n * n
        odd += 2
    return total


def _shorten_number(number: int) -> int:
    return ((number >> (_GUARD - 1)) + 1) >> 1
