r"""Repeatable random draws: low-discrepancy points for few factors, counters for many.

The same seed gives the same bits on every machine and with every division of the work among
workers. For this reason the module does not use NumPy's distributions, whose streams may change
between versions. NumPy only guarantees the stream of raw integers of a bit generator. Philox is
such a generator, and its counter gives access to any block of the stream without drawing the
earlier blocks. Its key is the SHA-256 of the seed and the names of the drawn quantities. Integers
become numbers strictly between 0 and 1 by an exact rule,

.. math:: u = (\lfloor k / 2^{12} \rfloor + \tfrac12) \cdot 2^{-52},

and every further step is an addition, a product, a quotient, a square root or a sort, which
IEEE 754 defines to the last bit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

# Number of independent scramblings of one sequence; their spread gives the simulation error.
SCRAMBLINGS = 16
# Bits of a point of the sequence; its first 2**32 points differ from one another.
_BITS = 32
_HALF = 0.5


def stream_key(seed: int, *names: object) -> int:
    """Return the key of a stream: 128 bits of the SHA-256 of its seed and names."""
    text = "\x1f".join(["ictindex draws 1", str(int(seed)), *map(str, names)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


def raw_words(key: int, block: int, count: int) -> Words:
    """Return the first 64-bit words of a block of the Philox stream of a key."""
    # A block has 2**128 words of its own: the lower half of the counter.
    generator = np.random.Philox(key=key, counter=int(block) << 128)
    words: Words = np.asarray(generator.random_raw(count), dtype=np.uint64)
    return words


def to_unit(words: Words) -> Floats:
    """Return 64-bit words as numbers strictly between 0 and 1, equal on every machine."""
    upper: Floats = (words >> np.uint64(12)).astype(np.float64)
    upper += _HALF
    upper *= 2.0**-52
    return upper


def counter_uniforms(seed: int, factor: str, block: int, shape: tuple[int, ...]) -> Floats:
    """Return a block of independent uniform draws of a factor, by counters."""
    count = int(np.prod(shape, dtype=np.int64))
    return to_unit(raw_words(stream_key(seed, "counter", factor), block, count)).reshape(shape)


def direction_numbers(dimensions: int, exponent: int) -> npt.NDArray[np.uint32]:
    """Return the direction numbers of Sobol's sequence, shape (dimensions, exponent)."""
    from scipy.stats import qmc

    # In Gray code order, consecutive points differ by one direction number.
    plain = qmc.Sobol(dimensions, scramble=False, bits=_BITS).random_base2(exponent)
    points = (plain * 2.0**_BITS).astype(np.uint32)
    powers = 1 << np.arange(exponent)
    return (
        np.ascontiguousarray((points[powers] ^ points[powers - 1]).T)
        if exponent
        else (np.zeros((dimensions, 0), dtype=np.uint32))
    )


def _parity(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    for shift in (16, 8, 4, 2, 1):
        words = words ^ (words >> np.uint32(shift))
    return words & np.uint32(1)


def scramble(
    directions: npt.NDArray[np.uint32], seed: int, scrambling: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return direction numbers under a random lower-triangular matrix, and a random shift."""
    count = len(directions)
    rows = np.empty((count, _BITS), dtype=np.uint32)
    shifts = np.empty(count, dtype=np.uint32)
    for dimension in range(count):
        words = raw_words(stream_key(seed, "sobol", scrambling, dimension), 0, _BITS + 1)
        high = (words >> np.uint64(32)).astype(np.uint32)
        rows[dimension], shifts[dimension] = high[:_BITS], high[_BITS]
    bit = np.uint32(1) << np.arange(_BITS - 1, -1, -1, dtype=np.uint32)
    above = ~(bit | (bit - np.uint32(1)))
    rows = (rows & above) | bit
    bits = _parity(rows[:, None, :] & directions[:, :, None])
    mixed = np.bitwise_or.reduce(bits * bit, axis=-1).astype(np.uint32)
    return mixed, shifts


def sobol_points(dimensions: int, exponent: int, seed: int, scrambling: int) -> Floats:
    r"""Return :math:`2^m` points of a scrambled Sobol sequence, strictly within the unit cube.

    Each column has exactly one point in each of the :math:`2^m` equal intervals of (0, 1). The
    scrambling is Matousek's (a linear matrix and a digital shift, J. Complexity 14, 1998), applied
    to the direction numbers of Joe and Kuo in SciPy, so that it depends only on the generator of
    this module.
    """
    count = 1 << exponent
    points = np.empty((dimensions, count), dtype=np.uint32)
    if dimensions == 0:
        return np.empty((count, 0))
    mixed, shifts = scramble(direction_numbers(dimensions, exponent), seed, scrambling)
    points[:, 0] = shifts
    if exponent:
        index = np.arange(1, count)
        changed = np.frexp((index & -index).astype(np.float64))[1] - 1
        points[:, 1:] = mixed[:, changed]
        np.bitwise_xor.accumulate(points, axis=1, out=points)
    unit: Floats = np.ascontiguousarray(points.T).astype(np.float64)
    unit += _HALF
    unit *= 2.0**-_BITS
    return unit


def draw_between(unit: Floats, low: Any, high: Any) -> Floats:
    """Return uniform draws between two bounds; equal bounds give the bound itself."""
    drawn: Floats = np.asarray(low + (np.asarray(high) - low) * unit, dtype=np.float64)
    return drawn


def dirichlet_shares(unit: Floats, counts: Sequence[int]) -> Floats:
    r"""Return shares with a Dirichlet distribution of whole parameters, summing to 1.

    The gaps between N - 1 sorted uniform numbers are Dirichlet with N parameters of 1; gaps added
    up in groups of :math:`a_1, a_2, \dots` are Dirichlet :math:`(a_1, a_2, \dots)`. ``unit`` has N
    - 1 columns. Sorting and subtraction are exact, unlike gamma variates.
    """
    if unit.shape[-1] != sum(counts) - 1 or min(counts) < 1:
        raise ValueError("a Dirichlet of N whole parameters needs N - 1 uniform draws")
    ends = np.cumsum(counts)[:-1] - 1
    cuts = np.sort(unit, axis=-1)[..., ends]
    edge = (*unit.shape[:-1], 1)
    return np.diff(np.concatenate([np.zeros(edge), cuts, np.ones(edge)], axis=-1), axis=-1)


def choose(unit: Floats, count: int) -> npt.NDArray[np.intp]:
    """Return the number of the choice that a uniform draw selects, all being equally likely."""
    return np.minimum((unit * count).astype(np.intp), count - 1)


_LN2 = 0.6931471805599453


def portable_log(x: Floats) -> Floats:
    r"""Return natural logarithms by the four operations alone, equal on every machine.

    .. math:: \ln(m \cdot 2^e) = e \ln 2 + 2 \operatorname{artanh}\frac{m - 1}{m + 1}
    """
    mantissa, exponent = np.frexp(x)
    small = mantissa < 0.7071067811865476
    mantissa = np.where(small, mantissa * 2, mantissa)
    exponent = np.where(small, exponent - 1, exponent).astype(np.float64)
    z = (mantissa - 1) / (mantissa + 1)
    square = z * z
    total = np.full_like(z, 1 / 25)
    for odd in range(23, 0, -2):
        total = total * square + 1 / odd
    logs: Floats = exponent * _LN2 + 2 * z * total
    return logs


def _ratio(x: Floats, above: Sequence[float], below: Sequence[float]) -> Floats:
    top, bottom = np.full_like(x, above[-1]), np.full_like(x, below[-1])
    for a, b in zip(above[-2::-1], below[-2::-1], strict=True):
        top, bottom = top * x + a, bottom * x + b
    return top / bottom


# Wichura's PPND16 (Algorithm AS 241, Applied Statistics 37, 1988): coefficients of three ratios.
_CENTRE = (
    (
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)
_MIDDLE = (
    (
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
_TAIL = (
    (
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)


def normal_quantiles(unit: Floats) -> Floats:
    """Return standard normal draws from uniform ones, by the inverse of the distribution."""
    q = unit - _HALF
    centre = 0.180625 - q * q
    inner = q * _ratio(np.maximum(centre, 0.0), *_CENTRE)
    depth = np.sqrt(-portable_log(np.minimum(unit, 1 - unit)))
    middle, tail = _ratio(depth - 1.6, *_MIDDLE), _ratio(depth - 5, *_TAIL)
    outer = np.copysign(np.where(depth <= 5, middle, tail), q)
    drawn: Floats = np.where(np.abs(q) <= 0.425, inner, outer)
    return drawn
