"""Colours that remain distinct in colour blindness, in grey and in print; tests compute contrasts.

Marks have a contrast of 3 to 1 or more on white, words 4.5 to 1 (WCAG 2.2, criteria 1.4.3 and
1.4.11). Neighbours in a stack or a legend differ in luminance, so that they differ in grey too.
"""

from __future__ import annotations

from ictindex.language.i18n import house_style

PAPER = house_style.PAPER
INK = house_style.INK
# Only black or white can be read on a shade of middle luminance.
BLACK = "#000000"
SOFT_INK = house_style.SOFT_INK
GRID = house_style.LINE
AXIS = "#7b8794"
# One colour for marks without groups, and one that is easy to tell from it.
MAIN = house_style.BAR
ACCENT = "#94430a"
# Land without a figure on a map; the hatch of what is not in an edition.
LAND = "#e4e8ec"
HATCH = "#9aa5b1"
# Before and after, in this order.
EARLIER = "#df7516"
LATER = "#0b2f5c"
RISE = house_style.BAR
FALL = "#94430a"
TOTAL = house_style.INK
# Background marks: visible, but not the subject.
OTHERS = "#7b8794"
# Categories of a few groups: each differs from the one before in luminance.
CATEGORIES = ("#0b2f5c", "#df7516", "#94430a", "#4a94d3", "#a31545", "#27a085")
# Parts of each sub-index in turn: dark and light of one hue, so that parts next to one another
# differ in grey and sub-indices in hue.
RAMPS = (
    ("#0b2f5c", "#4a94d3", "#15508f", "#7a8fd2", "#061b36", "#2a74b4"),
    ("#6b2d05", "#df7516", "#94430a", "#c98545", "#451c02", "#b9540a"),
    ("#0a4a3c", "#27a085", "#0f6b57", "#6f9f5a", "#04241d", "#12806a"),
)
# From low to high, light to dark; a cell without value is white with a dash, never a shade.
SEQUENCE = ("#e8f1fa", "#b9d5ee", "#7fb2de", "#4388c4", "#1f5c9c", "#0b2f5c")
# From -1 to 1, through white.
DIVERGING = ("#7f3804", "#c95f0a", "#f0b27a", "#ffffff", "#8fbce3", "#2f7fc1", "#0b2f5c")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2), 0 of black to 1 of white."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> str:
    """Return the ink that can be read on a colour: black or white, with 4.5 to 1 on any."""
    return BLACK if contrast(colour, BLACK) >= contrast(colour, PAPER) else PAPER


def mix_sequence(share: float, colours: tuple[str, ...] = SEQUENCE) -> str:
    """Return the colour at a share of 0 to 1 of a sequence, as a scale of Vega has it."""
    position = min(max(share, 0.0), 1.0) * (len(colours) - 1)
    n = min(int(position), len(colours) - 2)
    part = position - n
    first, second = colours[n], colours[n + 1]
    mixed = (
        round(int(first[i : i + 2], 16) * (1 - part) + int(second[i : i + 2], 16) * part)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{c:02x}" for c in mixed)


def ramp_colour(ramp: int, number: int) -> str:
    """Return the colour of a part of a sub-index, by the number of both."""
    colours = RAMPS[ramp % len(RAMPS)]
    return colours[number % len(colours)]
