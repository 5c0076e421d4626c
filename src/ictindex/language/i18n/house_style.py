"""The type scale and the colours of everything that is shown: pages, charts, reports, workbooks.

Every colour and every size of letters is written here or, for the marks of charts, in
``publishing/graphics/palette.py``. A test reads the files that show something and refuses others.
"""

from __future__ import annotations

from types import MappingProxyType

PAPER = "#ffffff"
INK = "#1f2933"
SOFT_INK = "#52606d"
LINE = "#d9dee3"
GROUND = "#f4f6f8"
# Links, buttons, the first number of a page.
ACCENT = "#0b5563"
ACCENT_GROUND = "#e3eff1"
# A remark that must not be overlooked: its edge, its ground, and words in its colour.
EDGE = "#b36b00"
NOTE_GROUND = "#fff4dc"
NOTE_INK = "#7a4800"
BAR = "#2a74b4"

# Sizes of letters as a share of the text: a page and a report have the same steps.
SCALE = MappingProxyType(
    {
        "tiny": 0.8,
        "small": 0.9,
        "text": 1.0,
        "large": 1.1,
        "section": 1.25,
        "figure": 1.5,
        "title": 1.9,
    }
)
# Sizes of letters on a printed profile, in points: none is below 7.
PAPER_SIZES = MappingProxyType({"small": 7.0, "text": 8.0, "section": 10.0, "title": 14.0})
# Sizes of letters in a chart of 720 pixels, in pixels: printed over a page of A4, 7 points or more.
MARK_SIZE, LABEL_SIZE, SUBTITLE_SIZE, CHART_TITLE_SIZE = 10, 11, 12, 16

_COLOURS = MappingProxyType(
    {
        "paper": PAPER,
        "ink": INK,
        "soft": SOFT_INK,
        "line": LINE,
        "ground": GROUND,
        "accent": ACCENT,
        "accent-ground": ACCENT_GROUND,
        "edge": EDGE,
        "note": NOTE_GROUND,
        "note-ink": NOTE_INK,
        "bar": BAR,
    }
)


def write_variables() -> str:
    """Return the colours and sizes as the variables of a style sheet."""
    values = [
        *_COLOURS.items(),
        *((f"size-{name}", f"{share:g}rem") for name, share in SCALE.items()),
        *((f"print-{name}", f"{size:g}pt") for name, size in PAPER_SIZES.items()),
    ]
    lines = "".join(f"  --{name}: {value};\n" for name, value in values)
    return f":root {{\n{lines}}}\n"
