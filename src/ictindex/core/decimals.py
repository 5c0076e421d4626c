"""The decimal policy: it reads, keeps, computes and rounds numbers, whatever a caller's settings.

40 significant digits, stages of 20 places: sums and integer multiples of stages are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from itertools import repeat
from numbers import Integral, Real
from typing import Any

from ictindex.core import logarithms
from ictindex.core.errors import NumberSyntaxError

DIGITS = 40
STAGE_PLACES = 20
_INTEGER_DIGITS = 18

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
# Compiled when a text is refused.
_EXPONENT = r"(?a)[+-]?[0-9.]+[eE][+-]?[0-9]+"
_SCIENTIFIC = r"(?a)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}"
_COMMA = r"(?a)-?[0-9]+,[0-9]+"
_GROUPED = r"(?a)-?[0-9]{1,3}(?:[ ,.'\u00a0\u2009\u202f_][0-9]{3})+(?:[.,][0-9]+)?"
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "-nan", "-inf", "-infinity", "+inf"})
_PERCENT_SIGNS = "%٪％"


_EXACT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-9999,
    Emax=9999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)


def _unit(places: int) -> Decimal:
    """Return one unit of the last of some decimals, independent of any decimal context."""
    return Decimal((0, (1,), -places))


# One unit of the last place that a stage of a computation keeps.
STAGE = _unit(STAGE_PLACES)


def exact() -> AbstractContextManager[Context]:
    """Return a context manager inside which decimal operators follow the decimal policy."""
    return localcontext(_EXACT)


def parse(text: str) -> Decimal:
    """Read a number by the strict grammar ``-?(0|[1-9][0-9]*)(.[0-9]+)?``."""
    if _NUMBER.fullmatch(text):
        whole, _, fraction = text.lstrip("-").partition(".")
        if len(whole) > _INTEGER_DIGITS or len(fraction) > STAGE_PLACES:
            raise _too_long(text)
        number = Decimal(text)
        return number.copy_abs() if number.is_zero() else number
    raise _diagnosis(text)


def _too_long(text: str) -> NumberSyntaxError:
    return NumberSyntaxError(
        "number.too-long", value=text[:80], whole=_INTEGER_DIGITS, places=STAGE_PLACES
    )


def _diagnosis(text: str) -> NumberSyntaxError:
    shown = text[:80]
    stripped = text.strip()
    if stripped != text and _NUMBER.fullmatch(stripped):
        return NumberSyntaxError("number.space", value=shown)
    if stripped.lower() in _NOT_FINITE:
        return NumberSyntaxError("number.not-finite", value=shown)
    if stripped.strip(_PERCENT_SIGNS) != stripped:  # before the number, or after it
        return NumberSyntaxError("number.percent-sign", value=shown)
    if re.fullmatch(_COMMA, stripped):
        return NumberSyntaxError(
            "number.decimal-comma",
            value=shown,
            first=stripped.replace(",", "."),
            second=stripped.replace(",", ""),
        )
    if re.fullmatch(_GROUPED, stripped):
        return NumberSyntaxError("number.thousands", value=shown)
    if re.fullmatch(_EXPONENT, stripped):
        return NumberSyntaxError("number.exponent", value=shown)
    if stripped and any(c.isdigit() and not c.isascii() for c in stripped):
        return NumberSyntaxError("number.foreign-digits", value=shown)
    if re.fullmatch(r"-?0[0-9]+(?:\.[0-9]+)?", stripped, re.ASCII):
        return NumberSyntaxError("number.leading-zero", value=shown)
    return NumberSyntaxError("number.not-a-number", value=shown)


def parse_exponent(text: str) -> Decimal:
    """Read a number with an exponent exactly, or one by the grammar of :func:`parse`."""
    # Only for the files of publishers that are known to write exponents: elsewhere ``1e3`` is
    # refused, because a spreadsheet makes it from codes and long numbers.
    if re.fullmatch(_SCIENTIFIC, text):
        return _plain(Decimal(text))
    return parse(text)


def to_decimal(value: object) -> Decimal:
    """Turn a number of a program into the decimal that it means, or refuse it."""
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, bool):
        raise NumberSyntaxError("number.not-a-number", value=str(value))
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, Integral):
        whole = int(value)
        if whole.bit_length() > 4 * DIGITS:  # Python itself refuses to write very long integers
            raise _too_long(f"{whole:#x}")
        return parse(str(whole))
    if isinstance(value, float):
        return _plain(_short(Decimal(repr(float(value)))))
    if isinstance(value, Real):
        # A float of another width means its own shortest decimal (float32: 80.1).
        try:
            return _plain(_short(_EXACT.create_decimal(str(value))))
        except InvalidOperation:
            pass
    elif getattr(value, "shape", None) == () and hasattr(value, "__array_finalize__"):
        array: Any = value  # of no dimension: it holds a scalar
        return to_decimal(array[()])
    raise NumberSyntaxError("number.not-a-number", value=repr(value)[:80])


def _short(value: Decimal) -> Decimal:
    """Round the decimal of a float to 20 places: a stage of a computation keeps no more."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -STAGE_PLACES:
        return stage(value)
    return value


def _plain(value: Decimal) -> Decimal:
    """Return a decimal without exponent, kept within the grammar."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise NumberSyntaxError("number.not-finite", value=str(value))
    if abs(exponent) > 2 * DIGITS or value.adjusted() > DIGITS:  # writing it could fill memory
        raise _too_long(str(value))
    return parse(format(value, "f"))


def stage(number: Decimal) -> Decimal:
    """Quantise a stage of a computation to 20 places, half to even."""
    return number.quantize(STAGE, ROUND_HALF_EVEN, _EXACT)


def round_half_up(number: Decimal, places: int) -> Decimal:
    r"""Round half up (away from zero), the rounding of the published tables.

    .. math:: \operatorname{sgn}(x)\, 10^{-p} \lfloor |x|\, 10^{p} + \tfrac12 \rfloor
    """
    rounded = number.quantize(_unit(places), ROUND_HALF_UP, _EXACT)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def round_all_half_up(numbers: Iterable[Decimal], places: int) -> list[Decimal]:
    """Round many numbers as :func:`round_half_up` rounds one, in a third of the time."""
    with localcontext(_EXACT) as context:
        context.rounding = ROUND_HALF_UP
        rounded = map(context.quantize, numbers, repeat(_unit(places)))
        return [number or number.copy_abs() for number in rounded]


def truncate(number: Decimal, places: int) -> Decimal:
    """Cut digits off after some places, without rounding."""
    return number.quantize(_unit(places), ROUND_DOWN, _EXACT)


def ln1p(number: Decimal) -> Decimal:
    r"""Return :math:`\ln(1 + x)`, correctly rounded to 40 digits, then to 20 places."""
    whole = _units(number)
    units = None if whole is None else logarithms.ln(whole + logarithms.UNIT)
    if units is None:
        return stage(_EXACT.ln(_EXACT.add(number, 1)))
    return _EXACT.scaleb(Decimal(units), -STAGE_PLACES)


def log10(number: Decimal) -> Decimal:
    r"""Return :math:`\log_{10} x`, correctly rounded to 40 digits, then to 20 places."""
    whole = _units(number)
    units = None if whole is None else logarithms.log10(whole)
    if units is None:
        return stage(_EXACT.log10(number))
    return _EXACT.scaleb(Decimal(units), -STAGE_PLACES)


def _units(number: Decimal) -> int | None:
    """Return a number in units of the 20th place; ``None`` if it is not a whole number of them."""
    # A number that would fill memory as a whole number is left out; infinity and NaN have size 0.
    if not -STAGE_PLACES <= number.adjusted() <= _INTEGER_DIGITS or not number.is_finite():
        return None
    numerator, denominator = number.as_integer_ratio()
    factor, rest = divmod(logarithms.UNIT, denominator)
    return None if rest else numerator * factor


def decimals_of(number: Decimal) -> int:
    """Return the number of decimals that a number was written with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def printed_interval(number: Decimal) -> tuple[Decimal, Decimal]:
    """Return the bounds of the numbers that are printed as this one."""
    # A number printed with *d* decimals can be any number within half a unit of its last digit.
    half = Decimal((0, (5,), -decimals_of(number) - 1))
    return _EXACT.subtract(number, half), _EXACT.add(number, half)


def canonical(number: Decimal) -> str:
    """Write a number in its one canonical form: no exponent, no trailing zero, no minus zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
