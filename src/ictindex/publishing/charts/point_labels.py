"""Positions for the names of points and lines, so that they do not cover one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ictindex.language.i18n.house_style import MARK_SIZE

if TYPE_CHECKING:
    from ictindex.publishing.graphics.setting import Setting

_HIGH = 12
_AWAY = 7
Box = tuple[float, float, float, float]


def place_labels(
    spots: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    area: tuple[float, float],
    setting: Setting,
    obstacles: Sequence[tuple[float, float]] = (),
) -> dict[str, str]:
    """Return the side of each name that fits: ``beyond`` its point or ``short`` of it.

    ``spots`` (and ``obstacles``, which no name may cover) are in pixels from the side where values
    begin, and from below.
    """
    taken: list[Box] = []
    covered = (*spots.values(), *obstacles)
    points = [(x - 5, y - 5, x + 5, y + 5) for x, y in covered]
    placed: dict[str, str] = {}
    for key, name in names.items():
        x, y = spots[key]
        width = setting.text_width(name, MARK_SIZE) + 2
        low, high = y - _HIGH / 2, y + _HIGH / 2
        for side, box in (
            ("beyond", (x + _AWAY, low, x + _AWAY + width, high)),
            ("short", (x - _AWAY - width, low, x - _AWAY, high)),
        ):
            inside = box[0] >= 0 and box[2] <= area[0] + 60 and low >= 0 and high <= area[1] + 6
            if inside and not any(_cover(box, other) for other in (*taken, *points)):
                taken.append(box)
                placed[key] = side
                break
    return placed


def order_by_distance(spots: Mapping[str, tuple[float, float]]) -> list[str]:
    """Return the points by the distance of their nearest neighbour, the most isolated first."""
    near = {
        key: min(
            ((x - u) ** 2 + (y - v) ** 2 for other, (u, v) in spots.items() if other != key),
            default=0.0,
        )
        for key, (x, y) in spots.items()
    }
    return sorted(near, key=lambda key: (-near[key], key))


def _cover(first: Box, second: Box) -> bool:
    apart = first[2] <= second[0] or second[2] <= first[0]
    return not apart and not (first[3] <= second[1] or second[3] <= first[1])


def spread(heights: Sequence[float], least: float, top: float) -> list[float]:
    """Return heights moved apart, as little as needed, so that no two are nearer than ``least``.

    They stay in their order and, where there is room, between 0 and ``top``.
    """
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    # Blocks of names that touch share the mean of their wishes (pool of adjacent violators).
    blocks: list[tuple[float, int]] = []  # sum of wished starts, count
    for position, n in enumerate(order):
        blocks.append((heights[n] - position * least, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1] = (blocks[-1][0] + total, blocks[-1][1] + count)
    starts = [total / count for total, count in blocks for _ in range(count)]
    room = top - (len(order) - 1) * least
    moved = [0.0] * len(order)
    for position, n in enumerate(order):
        start = min(max(starts[position], 0.0), room) if room >= 0 else 0.0
        moved[n] = start + position * least
    return moved
