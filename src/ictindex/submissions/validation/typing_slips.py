r"""Slips of typing and of units, and the values that result from undoing them.

They serve only for proposals: a missing digit or a neighbouring key would explain any value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation.unit_factors import SLIPS

_NEIGHBOURS = {
    "0": "9",
    "1": "2",
    "2": "13",
    "3": "24",
    "4": "35",
    "5": "46",
    "6": "57",
    "7": "68",
    "8": "79",
    "9": "80",
}
_COMMON = 1 / 12
_RARE = 1 / 24
_MOST_DIGITS = 12  # nobody types more digits: such a value was computed


@dataclass(frozen=True, slots=True)
class Edit:
    """A slip undone."""

    kind: str
    value: Decimal
    weight: float
    factor: Decimal = Decimal(1)


def undo_slips(
    value: Decimal,
    *,
    factors: tuple[int, ...] = (),
    multiples: tuple[int, ...] = (),
    complement: bool = False,
    most: float = 0,
    wide: bool = False,
) -> tuple[Edit, ...]:
    """Return the values without each slip, each value once with its likeliest slip."""
    likeliest: dict[Decimal, Edit] = {}
    for edit in _undo_all(value, factors, multiples if wide else (), complement, wide):
        if edit.value == value or edit.value < 0 or (most and edit.value > Decimal(str(most))):
            continue
        earlier = likeliest.get(edit.value)
        if earlier is None or edit.weight > earlier.weight:
            likeliest[edit.value] = edit
    return tuple(likeliest.values())


def _undo_all(
    value: Decimal,
    factors: tuple[int, ...],
    multiples: tuple[int, ...],
    complement: bool,
    wide: bool,
) -> Iterator[Edit]:
    sign, _, exponent = value.as_tuple()
    if not isinstance(exponent, int) or sign:
        return
    text = format(value, "f")
    if len(text) <= _MOST_DIGITS:
        yield from _undo_key_slips(text)
        if wide:
            yield from _undo_omissions(text)
    for factor in (*SLIPS, *factors):
        weight = _COMMON if factor == 10 else _RARE
        yield Edit("factor", value / factor, weight, Decimal(factor))
        yield Edit("factor", value * factor, weight, 1 / Decimal(factor))
    for factor in multiples:
        yield Edit("multiple", value / factor, _RARE, Decimal(factor))
        yield Edit("multiple", value * factor, _RARE, 1 / Decimal(factor))
    if complement and 0 <= value <= 100:
        yield Edit("complement", 100 - value, _COMMON)


def _undo_key_slips(text: str) -> Iterator[Edit]:
    """Yield the values without a slip of a key."""
    positions = [n for n, sign in enumerate(text) if sign.isdigit()]
    pairs = [(a, b) for a, b in pairwise(positions) if text[a] != text[b]]
    for a, b in pairs:
        turned = text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]
        yield Edit("transposed", Decimal(turned), 2 * _COMMON / len(pairs))
    if len(positions) > 1:
        for a, b in pairwise(positions):
            if text[a] == text[b]:
                yield Edit(
                    "doubled", _number(text[:b] + text[b + 1 :]), _COMMON / (len(positions) - 1)
                )


def _undo_omissions(text: str) -> Iterator[Edit]:
    """Yield the values with a missing digit added, and with a neighbouring key instead."""
    positions = [n for n, sign in enumerate(text) if sign.isdigit()]
    for n in range(len(text) + 1):  # before the point and after it are two positions
        for digit in "0123456789":
            longer = Decimal(text[:n] + digit + text[n:])
            yield Edit("dropped", longer, _COMMON / (len(positions) + 1))
    for position in positions:
        for key in _NEIGHBOURS[text[position]]:
            near = Decimal(text[:position] + key + text[position + 1 :])
            yield Edit("neighbour", near, _COMMON / (2 * len(positions)))


def _number(text: str) -> Decimal:
    """Read digits; a point without digits on one side is left out."""
    return Decimal(text.rstrip(".") if text.strip(".") else "0")
