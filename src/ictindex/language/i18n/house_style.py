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
# Steps of the scale for the headings of levels 1 to 4, on paper and in documents.
HEADINGS = (SCALE["title"], SCALE["section"], SCALE["large"], SCALE["text"])
# Sizes of letters on a printed profile, in points: none is below 7.
PAPER_SIZES = MappingProxyType({"small": 7.0, "text": 8.0, "section": 10.0, "title": 14.0})
# Sizes of letters in a chart of 720 pixels, in pixels: printed over a page of A4, 7 points or more.
MARK_SIZE, LABEL_SIZE, SUBTITLE_SIZE, CHART_TITLE_SIZE = 10, 11, 12, 16

# Sizes of letters in a workbook, in points.
BOOK_SIZES = MappingProxyType(
    {
        "tiny": 8,
        "small": 9,
        "text": 10,
        "section": 13,
        "title": 16,
        "cover": 22,
    }
)
# The sheets of a workbook: bands, heads, groups, locked cells and cells to fill in.
BOOK_DARK, BOOK_HEAD, BOOK_GROUP, BOOK_LOCKED = "#1F3A5F", "#DCE6F1", "#EFF4FA", "#F3F3F3"
BOOK_FILL, BOOK_REVISED, BOOK_PAPER, BOOK_BLACK = "#FFF8D6", "#FDFBEC", "#FFFFFF", "#000000"
BOOK_LINE, BOOK_GROUP_LINE, BOOK_NOTE = "#C9CED6", "#DFE5EE", "#FFFFE6"
BOOK_GREY, BOOK_FAINT, BOOK_LINK = "#6B7280", "#8A919E", "#1F5FBF"
BOOK_TABS = MappingProxyType({"values": "#2F6DB5", "tariffs": "#7A5AA6"})
# A cell with a finding, its edge, and words that can be read on a cell whose colour changes.
BOOK_MARKS = MappingProxyType({"error": "#F8C9C9", "warning": "#FFDFA6", "information": "#D3E5F8"})
BOOK_EDGES = MappingProxyType({"error": "#B3261E", "warning": "#B26A00", "information": "#2F6DB5"})
BOOK_LIVE = MappingProxyType(
    {
        "error": "#F4A6A6",
        "warning": "#FFC46B",
        "needed": "#FFDF70",
        "title-error": "#A3211A",
        "title-warning": "#8A5200",
        "complete": "#1E6B45",
    }
)
BOOK_INK = MappingProxyType({"error": "#7A1212", "warning": "#6B3F00"})

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
