"""The oracle: scores by exact fractions, from the TOML document alone.

An independent implementation in the standard library. It shares no line with the package: it
reads the document itself, computes with :class:`fractions.Fraction` and takes logarithms by its
own series on integers. Three kinds of stages are rounded to 20 places, half to even, as the
decimal policy of the package says: a transformed value (and goalpost), the score of an
indicator, and every aggregate.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

PLACES = 20
# Binary places of the logarithms: 77 decimal ones, of which the last few are not sure.
_BITS = 256


def stage(number: Fraction) -> Fraction:
    """Round to 20 places, half to even.

    >>> stage(Fraction(2, 3))
    Fraction(66666666666666666667, 100000000000000000000)
    """
    return Fraction(round(number * 10**PLACES), 10**PLACES)


def half_up(number: Fraction, places: int) -> Fraction:
    """Round half away from zero.

    >>> half_up(Fraction("74.25"), 1), half_up(Fraction("-0.25"), 1)
    (Fraction(743, 10), Fraction(-3, 10))
    """
    size = (2 * abs(number) * 10**places + 1) // 2
    return Fraction(size if number >= 0 else -size, 10**places)


def printed(text: str) -> tuple[Fraction, Fraction]:
    """Return the bounds of the numbers that print as this text.

    >>> printed("94.5")
    (Fraction(1889, 20), Fraction(1891, 20))
    """
    half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
    return Fraction(text) - half, Fraction(text) + half


def _atanh(numerator: int, denominator: int) -> int:
    """Return atanh of a fraction between 0 and 1/2, as an integer number of 2**-_BITS."""
    power = (numerator << _BITS) // denominator
    square = power * power >> _BITS
    total, odd = 0, 1
    while power:
        total += power // odd
        power = power * square >> _BITS
        odd += 2
    return total


_LN2 = 2 * _atanh(1, 3)


def _ln(number: Fraction) -> int:
    """Return ln as an integer number of 2**-_BITS: ln x = k ln 2 + 2 atanh((m-1)/(m+1))."""
    if number <= 0:
        raise ValueError(f"no logarithm of {number}")
    k = number.numerator.bit_length() - number.denominator.bit_length()
    m = number / 2**k if k >= 0 else number * 2**-k
    if 3 * m > 4:
        m, k = m / 2, k + 1
    elif 3 * m < 2:
        m, k = m * 2, k - 1
    difference, total = m.numerator - m.denominator, m.numerator + m.denominator
    part = 2 * _atanh(abs(difference), total)
    return k * _LN2 + (part if difference > 0 else -part)


_LN10 = _ln(Fraction(10))


def ln(number: Fraction) -> Fraction:
    """Natural logarithm to about 75 places.

    >>> float(ln(Fraction(2)))
    0.6931471805599453
    """
    return Fraction(_ln(number), 1 << _BITS)


def log10(number: Fraction) -> Fraction:
    """Decimal logarithm to about 75 places.

    >>> stage(log10(Fraction(1000)))
    Fraction(3, 1)
    """
    return Fraction(_ln(number), _LN10)


def transform(name: str, number: Fraction) -> Fraction:
    """Transform a value or a goalpost; logarithms are stages."""
    if name == "linear":
        return number
    if name == "ln1p":
        return stage(ln(1 + number))
    if name == "log10":
        return stage(log10(number))
    raise ValueError(f"unknown transformation {name}")


@lru_cache(maxsize=32)
def document(path: Path) -> Mapping[str, Any]:
    """Read a methodology document, its decimals as exact fractions."""
    with path.open("rb") as stream:
        return tomllib.load(stream, parse_float=Fraction)


@lru_cache(maxsize=256)
def _goalposts(path: Path, indicator: str) -> tuple[str, Fraction, Fraction]:
    leaf = next(leaf for leaf in document(path)["leaves"] if leaf["indicator"] == indicator)
    name, posts = leaf["transformation"], leaf["goalposts"]
    ends = [Fraction(posts["zero"]), Fraction(posts["full"])]
    if posts.get("on", "raw") == "raw":
        ends = [transform(name, end) for end in ends]
    return name, ends[0], ends[1]


def indicator_score(path: Path, indicator: str, value: Fraction) -> Fraction:
    """Score one value between its goalposts."""
    name, zero, full = _goalposts(path, indicator)
    share = (transform(name, value) - zero) / (full - zero)
    return stage(min(max(share, Fraction(0)), Fraction(1)) * document(path)["scale"])


def score(
    document_path: Path,
    values: Mapping[str, Fraction],
    supplied: Mapping[str, Fraction] | None = None,
) -> dict[str, Fraction]:
    """Score every node that can be scored.

    Parameters
    ----------
    document_path : path
        A methodology document.
    values : mapping
        Value by indicator; an indicator that is absent is missing.
    supplied : mapping, optional
        Scores that are supplied for a node instead of being computed.

    Returns
    -------
    dict
        Score by node and indicator; a node of which an input is missing is absent.
    """
    text = document(document_path)
    children = {node["id"]: node["children"] for node in text["nodes"]}
    scores: dict[str, Fraction] = {}

    def visit(key: str) -> Fraction | None:
        below = [(visit(child["id"]), child["weight"]) for child in children.get(key, ())]
        result: Fraction | None = None
        if supplied is not None and key in supplied:
            result = supplied[key]
        elif key not in children:
            if key in values:
                result = indicator_score(document_path, key, values[key])
        elif all(part is not None for part, _ in below):
            total = sum((part * weight for part, weight in below), Fraction(0))  # type: ignore[operator]
            result = stage(total / sum(weight for _, weight in below))
        if result is not None:
            scores[key] = result
        return result

    visit(text["index"])
    return scores
