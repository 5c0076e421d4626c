"""The one writer of numbers for people: pages, tables, sentences and charts in six languages."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from numbers import Rational
from typing import SupportsFloat, SupportsIndex

from ictindex.core import decimals
from ictindex.language.i18n.chosen_language import current_language, direction, find_words

MISSING = "–"
MINUS = "\u2212"
# Whatever the direction of the text around it, a sign stays in front of its number.
_SIGNED = "\u2066{}\u2069"
_WHOLE = re.compile("[0-9]{4,}")

Number = Decimal | SupportsFloat | SupportsIndex


def number(
    value: Number | None,
    language: str | None = None,
    *,
    places: int | None = None,
    scale: int = 1,
    signed: bool = False,
    unit: str = "",
    grouped: bool = False,
    absent: str = MISSING,
) -> str:
    """Write a number for people.

    It has the decimal mark of the language; a negative one has the true minus (U+2212), which stays
    in front of it in text from right to left. A float means its shortest decimal.

    Parameters
    ----------
    value : decimal.Decimal, int, float or fractions.Fraction
        The number; ``None``, NaN and the infinite have no digits.
    language : str, optional
        One of the six languages; by default the one in force.
    places : int, optional
        Decimals, rounded half up (away from zero) as in the published tables; by default all of
        them, as written.
    scale : int
        Factor: 100 shows a share in percent.
    signed : bool
        A difference: a plus in front of a positive one, no sign in front of zero.
    unit : str
        ``"percent"`` puts the per cent sign behind it, as the language does.
    grouped : bool
        Thousands apart.
    absent : str
        What is written where there is no number.

    Returns
    -------
    str
        The number, or ``absent``.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from ictindex.language import i18n
    >>> i18n.number(Decimal("82.0"), "fr"), i18n.number(-4.25, "en", places=1)
    ('82,0', '−4.3')
    >>> i18n.number(0.125, "en", scale=100, places=1, signed=True), i18n.number(None, "en")
    ('+12.5', '–')
    """
    language = current_language(language)
    exact = exact_decimal(value)
    if exact is None:
        return absent
    digits = write_digits(
        exact, language, places=places, scale=scale, signed=signed, grouped=grouped
    )
    text = digits
    if unit:
        text = (find_words(language, "language", unit) or "{value}").replace("{value}", digits)
    if digits[0] in f"+{MINUS}" and direction(language) == "rtl":
        return _SIGNED.format(text)
    return text


def write_digits(
    value: Decimal | int,
    language: str | None = None,
    *,
    places: int | None = None,
    scale: int = 1,
    signed: bool = False,
    grouped: bool = False,
) -> str:
    """Write a decimal as :func:`number` does, for a place that keeps its direction by itself."""
    value = Decimal(value)
    if scale != 1:
        with decimals.exact():
            value *= scale
    if places is not None:
        value = decimals.round_half_up(value, places)
    shown = format(value.copy_abs(), "f")
    if grouped and (whole := _WHOLE.match(shown)):
        thousand = find_words(language, "language", "thousands") or "1,000"
        shown = format(int(whole[0]), ",") + shown[whole.end() :]
        apart = shown.partition(".")
        shown = apart[0].replace(",", thousand[1:-3]) + apart[1] + apart[2]
    if "." in shown:
        whole_part, _, fraction = shown.rpartition(".")
        shown = whole_part + decimal_mark(language) + fraction
    if not value:
        return shown
    return f"{MINUS}{shown}" if value < 0 else f"+{shown}" if signed else shown


def round_figure(value: Number, places: int, scale: int = 1) -> Decimal:
    """Return a figure as :func:`number` writes it: in decimals, rounded half up.

    Examples
    --------
    >>> round_figure(-4.25, 1), round_figure(0.125, 1, scale=100)
    (Decimal('-4.3'), Decimal('12.5'))
    """
    exact = exact_decimal(value)
    if exact is None:
        raise ValueError(value)
    with decimals.exact():
        exact *= scale
    return decimals.round_half_up(exact, places)


def grouped_number(value: Number, language: str | None = None) -> str:
    """Write a number within a sentence, with its thousands grouped as the language does."""
    return number(value, language, grouped=True)


def short_number(
    value: Number | None,
    language: str | None = None,
    *,
    digits: int | None = None,
    places: int | None = None,
    grouped: bool = False,
    unit: str = "",
) -> str:
    """Write a number without zeros at its end.

    It has at most some significant ``digits``, or at most some decimal ``places``.

    Examples
    --------
    >>> short_number(1234.5, "fr", digits=4, grouped=True), short_number(0.1 + 0.2, "en", places=4)
    ('1\u202f235', '0.3')
    """
    exact = exact_decimal(value)
    if exact is not None and digits is not None:
        places = digits - 1 - exact.adjusted()
    if exact is not None and places is not None:
        exact = shorten_figure(exact, places)
    return number(exact, language, grouped=grouped, unit=unit)


def shorten_figure(value: Number, places: int) -> Decimal:
    """Return a figure with at most some decimals, without zeros at its end.

    Examples
    --------
    >>> shorten_figure(95.0, 2), shorten_figure(0.125, 2)
    (Decimal('95'), Decimal('0.13'))
    """
    return Decimal(decimals.canonical(round_figure(value, places)))


def decimal_mark(language: str | None = None) -> str:
    """Return the mark between whole numbers and decimals."""
    return find_words(language, "language", "decimal") or "."


def exact_decimal(value: object) -> Decimal | None:
    """Return the decimal that a number means; ``None`` if it is missing or not finite."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int):
        return Decimal(value)
    if value is None or isinstance(value, float):  # most figures: to ask for protocols takes long
        return None if value is None or not math.isfinite(value) else Decimal(repr(float(value)))
    if isinstance(value, SupportsIndex):  # an integer of NumPy
        return Decimal(value.__index__())
    if isinstance(value, Rational):  # a fraction: its digits may have no end
        with decimals.exact():
            return Decimal(int(value.numerator)) / Decimal(int(value.denominator))
    if not isinstance(value, SupportsFloat):  # none, or a missing value of pandas
        return None
    plain = float(value)
    return Decimal(repr(plain)) if math.isfinite(plain) else None
