"""The picture of a chart: its plot with title, legend and notes around it, as one SVG.

The words are laid out here, line by line, from the side where the language begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from zlib import crc32

from ictindex.language.i18n.house_style import CHART_TITLE_SIZE, LABEL_SIZE, SUBTITLE_SIZE
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.composition import Composition, LegendItem
from ictindex.publishing.graphics.setting import Setting

MARGIN = 16
_LEGEND = LABEL_SIZE
_SIGN, _GAP, _SPACE = 12, 6, 16
_RAMP = 90
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_CLIP = re.compile(r"\bclip\d+\b")
# Coordinates need two decimals; words and the sentences of marks keep every digit.
_COORDINATES = re.compile(
    r'(?<= )(?:d|transform|points|x|y|x1|x2|y1|y2|dx|dy|cx|cy|r|rx|ry|width|height)="[^"]*"'
)
_LONG = re.compile(r"-?\d+\.\d{3,}")


class _Sheet:
    """A sheet that is written from top to bottom."""

    def __init__(self, setting: Setting, width: float) -> None:
        self.setting, self.width, self.y = setting, width, float(MARGIN)
        self.parts: list[str] = []
        self.anchor = "end" if setting.rtl else "start"

    def x(self, along: float) -> float:
        """Return the x coordinate at a distance from the side where the language begins."""
        return self.width - MARGIN - along if self.setting.rtl else MARGIN + along

    def text(self, line: str, size: float, along: float, style: Mapping[str, str]) -> None:
        """Write a line of words at the present height."""
        settings = {"fill": palette.INK, **style}
        attributes = " ".join(f'{key.replace("_", "-")}="{v}"' for key, v in settings.items())
        self.parts.append(
            f'<text x="{self.x(along):g}" y="{self.y + size:g}" font-size="{size:g}" '
            f'text-anchor="{self.anchor}" {attributes}>{escape(line)}</text>'
        )

    def paragraph(self, words: str, size: float, **style: str) -> None:
        """Write words in lines that fit, and go below them."""
        bold = "font_weight" in style
        for line in self.setting.wrap(words, self.width - 2 * MARGIN, size, bold):
            self.text(line, size, 0, style)
            self.y += round(size * 1.35)

    def legend(self, items: Sequence[LegendItem]) -> None:
        """Write the legend in lines, each sign before its words."""
        room = self.width - 2 * MARGIN
        along = 0.0
        for item in items:
            sign = _RAMP if item.shape == "ramp" else _SIGN
            lines = self.setting.wrap(item.words, room - sign - _GAP, _LEGEND)
            needed = sign + _GAP + max(self.setting.text_width(line, _LEGEND) for line in lines)
            if along and along + needed > room:
                along = 0.0
                self.y += 18
            self.parts.append(self._sign(item, along))
            for n, line in enumerate(lines):
                self.y += 15 * bool(n)
                self.text(line, _LEGEND, along + sign + _GAP, {})
            along += needed + _SPACE
        self.y += 18

    def _sign(self, item: LegendItem, along: float) -> str:
        left = (
            self.x(along + (_RAMP if item.shape == "ramp" else _SIGN))
            if self.setting.rtl
            else (self.x(along))
        )
        return _draw_sign(item, left, self.y + 1, self.setting)


# Pictures of the signs in a square of 12; `c` is their colour, `p` that of the paper.
_HOLLOW = 'fill="{p}" stroke="{c}" stroke-width="1.6"'
_SIGNS = {
    "square": '<rect width="12" height="12" fill="{c}"/>',
    "circle": '<circle cx="6" cy="6" r="4.5" fill="{c}"/>',
    "hollow": f'<circle cx="6" cy="6" r="4" {_HOLLOW}/>',
    "triangle": f'<path d="M1.5,2.5h9l-4.5,8Z" {_HOLLOW}/>',
    "diamond": f'<path d="M6,0.5l5,5.5l-5,5.5l-5,-5.5Z" {_HOLLOW}/>',
    "line": '<line x2="12" y1="6" y2="6" stroke="{c}" stroke-width="2"/>',
    "dash": '<line x2="12" y1="6" y2="6" stroke="{c}" stroke-width="2" stroke-dasharray="4,2"/>',
    "tick": '<line x1="6" x2="6" y2="12" stroke="{c}" stroke-width="2.5"/>',
    "frame": '<rect x="1" y="1" width="10" height="10" fill="{p}" stroke="{c}" stroke-width="2"/>',
    "empty": '<rect x="0.5" y="0.5" width="11" height="11" fill="{p}" stroke="{c}"/>'
    '<line x1="3" x2="9" y1="6" y2="6" stroke="{c}" stroke-width="1.4"/>',
}


def _draw_sign(item: LegendItem, x: float, y: float, setting: Setting) -> str:
    if item.shape == "ramp":
        colours = item.colours[::-1] if setting.rtl else item.colours
        each = _RAMP / len(colours)
        inner = "".join(
            f'<rect x="{n * each:g}" width="{each:g}" height="{_SIGN}" fill="{colour}"/>'
            for n, colour in enumerate(colours)
        )
    elif item.shape == "key":
        anchor, side = ("start", 0) if setting.rtl else ("end", _SIGN)
        inner = (
            f'<text x="{side}" y="10" font-size="{_LEGEND}" font-weight="bold" '
            f'text-anchor="{anchor}" fill="{item.colour}">{escape(item.key)}</text>'
        )
    else:
        inner = _SIGNS[item.shape].format(c=item.colour, p=palette.PAPER)
    return f'<g transform="translate({x:g},{y:g})">{inner}</g>'


def draw_sign(item: LegendItem, setting: Setting) -> str:
    """Return the sign of a legend as a separate picture."""
    width = _RAMP if item.shape == "ramp" else _SIGN
    return (
        f'<svg width="{width}" height="{_SIGN}" aria-hidden="true">'
        f"{_draw_sign(item, 0, 0, setting)}</svg>"
    )


def _name_clips(plot: str, title: str) -> str:
    """Name the clips of a plot by its title: Vega counts them over all pictures it draws."""
    names = dict.fromkeys(_CLIP.findall(plot))
    new_names = {name: f"clip{crc32(title.encode()):x}-{n}" for n, name in enumerate(names)}
    return _CLIP.sub(lambda match: new_names[match[0]], plot)


def frame_plot(plot: str, composition: Composition, setting: Setting) -> str:
    """Put the title, the legend and the notes of a chart around the SVG of its plot."""
    size = _SIZE.search(plot)
    width, height = (float(size[1]), float(size[2])) if size else (0.0, 0.0)
    words = composition.words
    sheet = _Sheet(setting, max(setting.width, width + 2 * MARGIN))
    sheet.paragraph(words.title, CHART_TITLE_SIZE, font_weight="bold")
    if words.subtitle:
        sheet.y += 2
        sheet.paragraph(words.subtitle, SUBTITLE_SIZE, fill=palette.SOFT_INK)
    sheet.y += 8
    if composition.legend:
        sheet.legend(composition.legend)
        sheet.y += 4
    # A plot that is narrower than the page begins where the language does.
    left = sheet.width - MARGIN - width if setting.rtl else MARGIN
    inner = plot[plot.index(">") + 1 : plot.rindex("</svg>")]
    sheet.parts.append(
        f'<g transform="translate({left:g},{sheet.y:g})">{_name_clips(inner, words.title)}</g>'
    )
    sheet.y += height + 8
    for note in words.notes:
        sheet.paragraph(note, LABEL_SIZE, fill=palette.SOFT_INK)
    sheet.y += MARGIN - 4
    whole, high = round(sheet.width), round(sheet.y)
    body = "".join(sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{whole}" height="{high}" viewBox="0 0 {whole} {high}" role="group" '
        f'lang="{setting.language}" direction="ltr" font-family="{setting.fonts}">'
        f"<title>{escape(words.title)}</title><desc>{escape(words.description)}</desc>"
        f'<rect width="{whole}" height="{high}" fill="{palette.PAPER}"/>'
        f"{_COORDINATES.sub(_shorten, body)}</svg>"
    )


def _shorten(attribute: re.Match[str]) -> str:
    """Round the coordinates of an attribute."""
    return _LONG.sub(lambda number: f"{float(number[0]):.2f}", attribute[0])
