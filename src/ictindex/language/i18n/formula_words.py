"""Numbers, names and captions of formulae, as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ictindex.core import formulas
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.shown_numbers import MINUS, write_digits

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


def written_digits(language: str) -> Callable[[Decimal], str]:
    """Return how numbers of formulae are written in a language, with the typographic minus."""

    return lambda value: write_digits(value, language)


def latex_digits(language: str) -> Callable[[Decimal], str]:
    """Return the same for mathematics that sets its own minus."""
    # Mathematics in LaTeX has its own minus; the typographic one is missing from its fonts.
    return lambda value: write_digits(value, language).replace(MINUS, "-")


def symbol_names(language: str) -> Callable[[formulas.Symbol], str]:
    """Return how symbols of formulae are named in a language."""
    return lambda symbol: words.symbol_name(symbol, language)


def lead_words(caption: str, language: str) -> str:
    """Return a caption with the colon of its language: French puts a space before it."""
    return words.pair(caption, "", language).rstrip()


def formula_direction(formula: str) -> str:
    """Return the direction of a formula: numbers and x from left to right, names as in Arabic."""
    return "rtl" if _RIGHT_TO_LEFT.search(formula) else "ltr"
