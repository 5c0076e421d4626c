"""Slips of typing and of units, put into a printed value."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

_NEIGHBOURS = {
    "0": "9", "1": "2", "2": "13", "3": "24", "4": "35", "5": "46", "6": "57", "7": "68",
    "8": "79", "9": "80",
}  # fmt: skip
PERCENTAGES = frozenset(
    ("internet-users", "households-internet", "coverage-3g", "coverage-4g",
     "mobile-phone-ownership")
)  # fmt: skip
TRAFFIC = frozenset(("mobile-broadband-traffic", "fixed-broadband-traffic"))
# A value as it is printed, its indicator, a source of chance: the value with the slip.
Slip = Callable[[str, str, random.Random], Decimal | None]


def _places(text: str) -> list[int]:
    return [n for n, sign in enumerate(text) if sign.isdigit()]


def _turned(text: str, a: int, b: int) -> Decimal:
    signs = list(text)
    signs[a], signs[b] = signs[b], signs[a]
    return Decimal("".join(signs))


def leading(text: str, _: str, __: random.Random) -> Decimal | None:
    """Exchange the first two different digits before the point."""
    whole = text.partition(".")[0]
    for n in range(len(whole) - 1):
        if whole[n] != whole[n + 1]:
            return _turned(text, n, n + 1)
    return None


def first_pair(text: str, _: str, __: random.Random) -> Decimal | None:
    """Exchange the first two different digits, over the point if need be."""
    places = _places(text)
    for a, b in pairwise(places):
        if text[a] != text[b]:
            return _turned(text, a, b)
    return None


def any_pair(text: str, _: str, chance: random.Random) -> Decimal | None:
    """Exchange two different digits next to each other, anywhere."""
    places = _places(text)
    pairs = [(a, b) for a, b in pairwise(places) if text[a] != text[b]]
    return _turned(text, *chance.choice(pairs)) if pairs else None


def dropped(text: str, _: str, chance: random.Random) -> Decimal | None:
    """Leave a digit out."""
    position = chance.choice(_places(text))
    left = (text[:position] + text[position + 1 :]).rstrip(".")
    return Decimal(left) if left.strip(".") else None


def doubled(text: str, _: str, chance: random.Random) -> Decimal:
    """Type a digit twice."""
    position = chance.choice(_places(text))
    return Decimal(text[:position] + text[position] + text[position:])


def neighbour(text: str, _: str, chance: random.Random) -> Decimal:
    """Hit the key next to the right one."""
    position = chance.choice(_places(text))
    key = chance.choice(_NEIGHBOURS[text[position]])
    return Decimal(text[:position] + key + text[position + 1 :])


def times(above: int, below: int = 1, of: frozenset[str] | None = None) -> Slip:
    """Return the slip of a factor; six digits, as people copy them from a sheet."""

    def slip(text: str, name: str, _: random.Random) -> Decimal | None:
        if of is not None and name not in of:
            return None
        product = Decimal(text) * above / below
        digits = Decimal(f"{float(product):.6g}")
        return Decimal(format(digits, "f"))

    return slip


def complement(text: str, name: str, _: random.Random) -> Decimal | None:
    """Enter the share of the others."""
    return 100 - Decimal(text) if name in PERCENTAGES else None


def rounded(text: str, _: str, __: random.Random) -> Decimal:
    """Round to a whole number."""
    return Decimal(text).quantize(Decimal(1), ROUND_HALF_UP)


SLIPS: dict[str, Slip] = {
    "transposition, leading pair": leading,
    "transposition, first pair, over the point too": first_pair,
    "transposition, any pair": any_pair,
    "digit dropped": dropped,
    "digit doubled": doubled,
    "neighbour key": neighbour,
    "x 10": times(10),
    "/ 10": times(1, 10),
    "x 12": times(12),
    "/ 12": times(1, 12),
    "month for year, one traffic": times(1, 12, TRAFFIC),
    "fraction for percent": times(1, 100, PERCENTAGES),
    "x 100": times(100),
    "/ 100": times(1, 100),
    "x 1000": times(1000),
    "/ 1000": times(1, 1000),
    "complement (100 - x)": complement,
    "x 8": times(8),
    "/ 8": times(1, 8),
    "x 2": times(2),
    "/ 2": times(1, 2),
    "+ 20 %": times(6, 5),
    "- 20 %": times(4, 5),
    "rounded to a whole number": rounded,
}
