"""Check of Ed25519 signatures with the standard library alone (RFC 8032, section 5.1).

Only public data are handled here, so the time that it takes reveals nothing. Keys are made and
records are signed by the package cryptography, never here. Both the library and the standalone
verifier check with these steps, so that an edition is judged alike on every machine.
"""

from __future__ import annotations

import hashlib

_Point = tuple[int, int, int, int]  # X, Y, Z and T, with x = X/Z, y = Y/Z and xy = T/Z

_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_ROOT = pow(2, (_PRIME - 1) // 4, _PRIME)  # of -1
_NEUTRAL: _Point = (0, 1, 1, 0)
_COFACTOR = 8
_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_Y = 4 * pow(5, -1, _PRIME) % _PRIME
_BASE: _Point = (_X, _Y, 1, _X * _Y % _PRIME)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature of a message is by the owner of a public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= _ORDER:
        return False
    if _are_equal(_times(_COFACTOR, key), _NEUTRAL):
        return False  # such a key would confirm any message
    content = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(content, "little") % _ORDER
    return _are_equal(_times(scalar, _BASE), _sum(commitment, _times(challenge, key)))


def _sum(first: _Point, second: _Point) -> _Point:
    a = (first[1] - first[0]) * (second[1] - second[0]) % _PRIME
    b = (first[1] + first[0]) * (second[1] + second[0]) % _PRIME
    c = 2 * first[3] * second[3] * _D % _PRIME
    d = 2 * first[2] * second[2] % _PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME


def _times(number: int, point: _Point) -> _Point:
    product = _NEUTRAL
    while number:
        if number & 1:
            product = _sum(product, point)
        point = _sum(point, point)
        number >>= 1
    return product


def _are_equal(first: _Point, second: _Point) -> bool:
    return not any((first[n] * second[2] - second[n] * first[2]) % _PRIME for n in (0, 1))


def _point(content: bytes) -> _Point | None:
    """Return the point that 32 bytes describe; only one form of each point is accepted."""
    y = int.from_bytes(content, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    x = pow(square, (_PRIME + 3) // 8, _PRIME)
    if (x * x - square) % _PRIME:
        x = x * _ROOT % _PRIME
    if y >= _PRIME or (x * x - square) % _PRIME or (not x and odd):
        return None
    if x & 1 != odd:
        x = _PRIME - x
    return x, y, 1, x * y % _PRIME
