"""Small pictures of charts without a script: shapes and words at their positions, for a template.

They are shown on paper, and on a page where no script runs. Values grow away from the names, time
runs from left to right, as in the charts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.setting import Setting

WIDTH = 720
_LINE, _SIZE = 13, 11
_FOOT = 18


@dataclass(slots=True)
class StaticPicture:
    """A picture: paths by their style, and words."""

    height: float
    width: float = WIDTH
    # Address of the background picture, with the parts that the pictures of many pages share.
    base: str = ""
    # Fill, stroke, width of the stroke, dashes, outline.
    paths: list[tuple[str, str, float, str, str]] = field(default_factory=list)
    # Words by their anchor (``start`` is to the right of their position) and whether they are bold.
    texts: dict[tuple[str, bool], list[tuple[float, float, str]]] = field(default_factory=dict)

    def write(
        self, at: tuple[float, float], words: str, anchor: str = "middle", *, bold: bool = False
    ) -> None:
        """Add words."""
        item = (round(at[0]), round(at[1]), words)
        self.texts.setdefault((anchor, bold), []).append(item)

    def fill(self, colour: str, outline: str) -> None:
        """Add a shape filled with a colour."""
        self._add((colour, "none", 0, ""), outline)

    def hollow(self, colour: str, outline: str) -> None:
        """Add a shape that is only an outline."""
        self._add((palette.PAPER, colour, 1.6, ""), outline)

    def line(self, colour: str, outline: str, width: float = 1, dashes: str = "") -> None:
        """Add a line."""
        self._add(("none", colour, width, dashes), outline)

    def _add(self, look: tuple[str, str, float, str], outline: str) -> None:
        """Add an outline; consecutive ones of the same style become one path."""
        if self.paths and self.paths[-1][:4] == look:
            outline = self.paths.pop()[4] + outline
        self.paths.append((*look, outline))


class RowPicture:
    """Rows with names next to them and a scale across: the basis of a strip and a waterfall."""

    def __init__(
        self, setting: Setting, rows: vl.Rows, span: tuple[float, float], *, named: bool = True
    ) -> None:
        self.setting, self.rows, self.span = setting, rows, span
        self.top = {key: 2 + n * rows.step for n, key in enumerate(rows.keys)}
        self._left = 0 if setting.rtl else WIDTH - rows.width - 48
        self.picture = StaticPicture(2 + rows.step * len(rows.keys) + _FOOT)
        if named:
            self._write_names()

    def _write_names(self) -> None:
        setting, rows = self.setting, self.rows
        label_at = self._left - 8 if not setting.rtl else self._left + 48 + rows.width + 8
        anchor = "start" if setting.rtl else "end"
        for key in rows.keys:
            lines = rows.lines[key]
            first = self.middle(key) + 4 - _LINE * (len(lines) - 1) / 2
            for n, line in enumerate(lines):
                self.picture.write((label_at, first + n * _LINE), line, anchor)

    def middle(self, key: str) -> float:
        """Return the height of the middle of a row."""
        return float(self.top[key] + self.rows.step / 2)

    def x(self, value: float) -> float:
        """Return the x coordinate of a value, which grows away from the names."""
        low, high = self.span
        share = (value - low) / ((high - low) or 1)
        width = self.rows.width
        if self.setting.rtl:
            return round(48 + width * (1 - share), 1)
        return round(self._left + width * share, 1)

    def axis(self, values: Iterable[float]) -> None:
        """Draw the numbers of the scale below the rows, each with its line."""
        bottom = self.picture.height - _FOOT
        for value in values:
            at = self.x(value)
            self.picture.line(palette.GRID, f"M{at:g} 0V{bottom:g}")
            shown = self.setting.number(value, 0)
            self.picture.write((at, bottom + 14), shown)

    def label(self, value: float, key: str, words: str, *, short: bool = False) -> None:
        """Write a number after a value, or before it."""
        away = (-5 if short else 5) * (-1 if self.setting.rtl else 1)
        anchor = "start" if away > 0 else "end"
        at = (self.x(value) + away, self.middle(key) + 4)
        self.picture.write(at, words, anchor, bold=True)

    def tick(self, value: float, key: str, half: float) -> str:
        """Return the outline of an upright stroke at a value."""
        return f"M{self.x(value):g} {self.middle(key) - half:g}v{2 * half:g}"

    def bar(self, first: float, last: float, key: str) -> str:
        """Return the outline of a bar between two values."""
        ends = sorted((self.x(first), self.x(last)))
        height = self.rows.step * 0.6
        return (
            f"M{ends[0]:g} {self.middle(key) - height / 2:g}h{max(ends[1] - ends[0], 1):g}"
            f"v{height:g}H{ends[0]:g}z"
        )


def circle(x: float, y: float, radius: float) -> str:
    """Return the outline of a circle."""
    return (
        f"M{x - radius:g} {y:g}a{radius:g} {radius:g} 0 10{2 * radius:g} 0"
        f"a{radius:g} {radius:g} 0 10{-2 * radius:g} 0z"
    )


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

    _TOP, _ROOM, _EDGE, _INNER = 14, 50, 14, 14

    def __init__(
        self,
        setting: Setting,
        times: Mapping[float, str],
        ends: tuple[float, float],
        height: int = 170,
    ) -> None:
        self.picture, self.ends = StaticPicture(height), ends
        self._first, self._last = min(times), max(times)
        self._left, self._right = (
            (self._EDGE, WIDTH - self._ROOM) if setting.rtl else (self._ROOM, WIDTH - self._EDGE)
        )
        self._bottom = height - 20
        label_at, anchor = (self._right + 6, "start") if setting.rtl else (self._left - 6, "end")
        for value in nice_steps(*ends):
            up = self.y(value)
            self.picture.line(palette.GRID, f"M{self._left} {up:g}H{self._right}")
            shown = setting.number(value, 0 if value == int(value) else 1)
            self.picture.write((label_at, up + 4), shown, anchor)
        for time, words in times.items():
            if words:
                self.picture.write((self.x(time), height - 4), words)

    def x(self, time: float) -> float:
        """Return the x coordinate of a time."""
        if self._first == self._last:
            return (self._left + self._right) / 2
        width = self._right - self._left - 2 * self._INNER
        share = (time - self._first) / (self._last - self._first)
        return round(self._left + self._INNER + width * share, 1)

    def y(self, value: float) -> float:
        """Return the height of a value."""
        low, high = self.ends
        return round(
            self._bottom - (self._bottom - self._TOP) * (value - low) / ((high - low) or 1), 1
        )

    def mark_break(self, time: float) -> None:
        """Draw a broken upright line: figures before and after it are not compared."""
        outline = f"M{self.x(time):g} {self._TOP}V{self._bottom}"
        self.picture.line(palette.AXIS, outline, 1, "3 2")

    def mark_level(self, value: float) -> None:
        """Draw a broken line across: a target."""
        outline = f"M{self._left} {self.y(value):g}H{self._right}"
        self.picture.line(palette.ACCENT, outline, 1.5, "5 3")

    def draw(self, line: PictureLine) -> None:
        """Draw a line with its points and the numbers above them."""
        places = [(self.x(time), self.y(value)) for time, value in line.points]
        outline = "".join(f"{'L' if n else 'M'}{at:g} {up:g}" for n, (at, up) in enumerate(places))
        self.picture.line(line.colour, outline, 1.8)
        self.picture.fill(line.colour, "".join(circle(at, up, 2.4) for at, up in places))
        for (at, up), words in zip(places, line.labels, strict=False):
            self.picture.write((at, up - 6), words, bold=True)


def write_picture(picture: StaticPicture, setting: Setting) -> str:
    """Return a picture as a separate file."""
    paths = "".join(
        f'<path d="{outline}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"'
        f' stroke-dasharray="{dashes or "none"}"/>'
        for fill, stroke, width, dashes, outline in picture.paths
    )
    texts = "".join(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}"'
        f' font-weight="{700 if bold else 400}">{escape(words)}</text>'
        for (anchor, bold), lines in picture.texts.items()
        for x, y, words in lines
    )
    size = f"{picture.width:g} {picture.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" direction="ltr" '
        f'lang="{setting.language}" font-family="{setting.fonts}" font-size="{_SIZE}" '
        f'fill="{palette.INK}">{paths}{texts}</svg>\n'
    )
