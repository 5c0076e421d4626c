"""Pictures of a profile: shapes that stretch with the page, and words that keep their size.

The marks of a row are a column of the table of their figures, at their places in percent; the
shapes of a field of time are in a box of 1,000 units that the page stretches to its width, with
words as HTML at their places. So one picture is readable on a wide page, on a phone and on paper.
Values grow away from the names, time runs from left to right in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ictindex.core.data_classes import dataclass
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.setting import Setting

WIDTH = 1000  # units of a box from its left to its right edge
ROW = 20  # units of a row from its upper to its lower edge
LINE, DOT = 1.8, 6  # widths of lines and of their points in pixels, which the style sheet has
HEIGHT = 150  # units of a field of time from its upper to its lower edge
_TOP, _EDGE = 18, 50
# Colours of the lines of a picture, in their order.
LINE_COLOURS = (palette.CATEGORIES[0], palette.CATEGORIES[1], palette.CATEGORIES[3])


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline without a filling; dots are very short lines with round ends."""

    outline: str
    stroke: str
    width: float
    dashes: str = ""
    is_round: bool = False


def draw_dots(places: Iterable[tuple[float, float]], colour: str, size: float) -> list[Shape]:
    """Return dots of a width in pixels: round also where the box around them is stretched."""
    outline = "".join(f"M{x:g} {y:g}h.01" for x, y in places)
    return [Shape(outline, colour, size, is_round=True)] if outline else []


def draw_line(places: Sequence[tuple[float, float]], colour: str, width: float) -> list[Shape]:
    """Return a line through places, each by its distance from the one before; of one place none."""
    if len(places) < 2:
        return []
    (x, y), *_ = places
    steps = [
        f"{end[0] - start[0]:g} {round(end[1] - start[1], 1):g}" for start, end in pairwise(places)
    ]
    return [Shape(f"M{x:g} {y:g}l{' '.join(steps)}", colour, width)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot or a bar in a row: its left edge and its width in percent; a dot has no width."""

    left: float
    colour: str
    width: float = 0
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class PictureRow:
    """The mark of a row of a table, if it has one, and its part of a picture behind it."""

    mark: Mark | None = None
    behind: str = ""


class RowPicture:
    """A column of a table of figures with one scale across its rows: a strip or a waterfall."""

    def __init__(self, setting: Setting, span: tuple[float, float]) -> None:
        self._is_mirrored, self._span = setting.rtl, span
        self.rows: list[PictureRow] = []
        ticks = nice_steps(*span)
        # Numbers of the scale by their distance from the side of the names, in percent.
        self.ticks = [(round(100 * self._share(at), 1), setting.number(at, 0)) for at in ticks]
        self.lines = "".join(f"M{self.x(at):g} 0v{ROW}" for at in ticks)
        # A picture behind the rows has the lines of the scale.
        self.has_lines = True

    def add(self, mark: Mark | None, behind: str = "") -> None:
        """Add a row below the others, with the address of a picture behind it, if there is one."""
        self.rows.append(PictureRow(mark, behind))
        self.has_lines = self.has_lines and not behind

    def _share(self, value: float) -> float:
        low, high = self._span
        return (value - low) / ((high - low) or 1)

    def x(self, value: float) -> int:
        """Return the place of a value, which grows away from the names."""
        share = self._share(value)
        return round(WIDTH * (1 - share if self._is_mirrored else share))

    def draw_strokes(
        self, values: Iterable[float], colour: str, width: float, height: int
    ) -> list[Shape]:
        """Return an upright stroke at each value."""
        top = (ROW - height) // 2
        outline = "".join(f"M{self.x(value)} {top}v{height}" for value in values)
        return [Shape(outline, colour, width)] if outline else []

    def draw_dot(self, value: float, colour: str, *, hollow: bool) -> Mark:
        """Return a dot at a value; a hollow one is a ring."""
        return Mark(self.x(value) / 10, colour, is_hollow=hollow)

    def draw_bar(self, first: float, last: float, colour: str, *, hollow: bool) -> Mark:
        """Return a bar between two values; a hollow one is a frame."""
        left, right = sorted((self.x(first), self.x(last)))
        return Mark(left / 10, colour, max(right - left, 2) / 10, hollow)


def nice_steps(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers between two ends, limited in number."""
    width = (high - low) or 1
    for exponent in range(-3, 6):
        for multiple in (1, 2, 5):
            step = multiple * 10.0**exponent
            if width / step <= most:
                first = -(-low // step)
                return [round(step * n, 6) for n in range(int(first), int(high // step) + 1)]
    return [low, high]


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of a picture over time: points with their positions in time and their values."""

    colour: str
    points: Sequence[tuple[float, float]]
    labels: Sequence[str] = ()


class TimePicture:
    """Lines over time, from left to right; the numbers are on the side where words begin."""

    height = HEIGHT
    own_widths = (LINE, DOT)

    def __init__(
        self, setting: Setting, times: Mapping[float, str], ends: tuple[float, float]
    ) -> None:
        self._ends, self._first, self._last = ends, min(times), max(times)
        steps = nice_steps(*ends)
        # Numbers by their distance from the top, times by theirs from the left, figures of points
        # by both: in percent, because paper has less room.
        self.numbers = [
            (self._share_of_height(value), setting.number(value, 0 if value == int(value) else 1))
            for value in steps
        ]
        self.times = [(self.x(time) / 10, words) for time, words in times.items() if words]
        self.figures: list[tuple[float, float, str]] = []
        grid = "".join(f"M0 {self.y(value):g}h{WIDTH}" for value in steps)
        self.shapes = [Shape(grid, palette.GRID, 1)]

    def x(self, time: float) -> float:
        """Return the place of a time."""
        if self._first == self._last:
            return WIDTH / 2
        share = (time - self._first) / (self._last - self._first)
        return round(_EDGE + (WIDTH - 2 * _EDGE) * share)

    def y(self, value: float) -> float:
        """Return the height of a value."""
        low, high = self._ends
        room = HEIGHT - 4 - _TOP
        return round(HEIGHT - 4 - room * (value - low) / ((high - low) or 1), 1)

    def _share_of_height(self, value: float) -> float:
        return round(100 * self.y(value) / HEIGHT, 1)

    def mark_break(self, time: float) -> None:
        """Draw a broken upright line: figures before and after it are not compared."""
        self.shapes.append(Shape(f"M{self.x(time):g} 0v{HEIGHT}", palette.AXIS, 1, dashes="3 2"))

    def mark_level(self, value: float) -> None:
        """Draw a broken line across: a target."""
        outline = f"M0 {self.y(value):g}h{WIDTH}"
        self.shapes.append(Shape(outline, palette.ACCENT, 1.5, dashes="5 3"))

    def draw(self, line: PictureLine) -> None:
        """Draw a line with its points and the figures above them."""
        places = [(self.x(time), self.y(value)) for time, value in line.points]
        self.shapes += draw_line(places, line.colour, LINE)
        self.shapes += draw_dots(places, line.colour, DOT)
        self.figures += [
            (self.x(time) / 10, self._share_of_height(value), words)
            for (time, value), words in zip(line.points, line.labels, strict=False)
            if words
        ]
