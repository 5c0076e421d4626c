"""The setting of a chart: its language and form, and the writing of its words and numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.i18n.font_stacks import PICTURE_FONTS, SCREEN_FONTS
from ictindex.language.i18n.house_style import LABEL_SIZE
from ictindex.language.i18n.text_layout import cell_width, wrap

FORMS = ("wide", "narrow")
WIDTHS = {"wide": 720, "narrow": 360}
# Width of a column of a terminal as a share of the font size: Cyrillic letters are wider.
_COLUMN = {"ru": 0.61, "ar": 0.55}
_BOLD = 1.07
_ANY = ("Segoe UI", "Helvetica Neue", "Arial", "sans-serif")


@dataclass(frozen=True, slots=True)
class Setting:
    """The language and the form (``wide`` or ``narrow``) of a chart."""

    language: str
    form: str = "wide"

    @property
    def narrow(self) -> bool:
        """Tell whether names are above their marks, on a narrow page."""
        return self.form == "narrow"

    @property
    def width(self) -> int:
        """Width of the whole picture, in pixels."""
        return WIDTHS[self.form]

    @property
    def rtl(self) -> bool:
        """Tell whether the language runs from right to left."""
        return i18n.direction(self.language) == "rtl"

    @property
    def start(self) -> str:
        """The side where words begin."""
        return "right" if self.rtl else "left"

    @property
    def end(self) -> str:
        """The side where words end."""
        return "left" if self.rtl else "right"

    @property
    def fonts(self) -> str:
        """The stack of fonts, those of the language first."""
        return _stack((*SCREEN_FONTS.get(self.language, ("Noto Sans",)), *_ANY))

    @property
    def printed_fonts(self) -> str:
        """The stack of fonts for PNG and PDF."""
        own = PICTURE_FONTS.get(self.language)
        return self.fonts if own is None else _stack((*own, *_ANY))

    def isolate(self, words: str) -> str:
        """Keep words apart from the words next to them, in the direction of the language."""
        return f"\u2067{words}\u2069" if self.rtl and words else words

    def word(self, key: str, **values: object) -> str:
        """Return a phrase of the charts, with its placeholders filled."""
        return i18n.text("charts", key, self.language, **values)

    def label(self, section: str, key: str) -> str:
        """Return the name of an id."""
        return i18n.label(section, key, self.language)

    def economy(self, code: str) -> str:
        """Return the name of an economy."""
        return i18n.economy_name(code, self.language)

    def number(self, value: float | Decimal, places: int = 1, *, signed: bool = False) -> str:
        """Write a number, or a change with its sign, as the language does."""
        return i18n.number(value, self.language, places=places, signed=signed, grouped=True)

    def short(self, value: float | Decimal, places: int = 1) -> str:
        """Write a number with some decimals at most, without zeros at its end."""
        return i18n.short_number(value, self.language, places=places, grouped=True)

    def percent(self, value: float | Decimal, places: int = 0) -> str:
        """Write a percentage with the sign of the language."""
        return i18n.number(value, self.language, places=places, unit="percent", grouped=True)

    def text_width(self, words: str, size: float = LABEL_SIZE, bold: bool = False) -> float:
        """Return the approximate width of a line of words, in pixels."""
        return cell_width(words) * size * _COLUMN.get(self.language, 0.56) * (_BOLD if bold else 1)

    def wrap(
        self, words: str, width: float, size: float = LABEL_SIZE, bold: bool = False
    ) -> list[str]:
        """Break words into lines of a width in pixels, each line set apart."""
        column = size * _COLUMN.get(self.language, 0.56) * (_BOLD if bold else 1)
        return [self.isolate(line) for line in wrap(words, max(int(width / column), 6))]

    def widest(self, lines: Sequence[Sequence[str]], size: float = LABEL_SIZE) -> float:
        """Return the width of the widest of several broken texts."""
        return max((self.text_width(line, size) for text in lines for line in text), default=0.0)

    def locale(self) -> dict[str, Any]:
        """Return the settings by which Vega writes numbers in the language."""
        thousand = i18n.grouped_number(1000, self.language)
        return {
            "number": {
                "decimal": i18n.decimal_mark(self.language),
                "thousands": thousand[1:-3],
                "grouping": [3],
                "currency": ["", ""],
            }
        }


def _stack(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" if " " in name else name for name in dict.fromkeys(names))


def literal(values: Mapping[str, object]) -> str:
    """Write a mapping for an expression of Vega."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
