"""The decimal policy: how numbers are read, kept, computed and rounded.

Published figures are computed in decimal arithmetic, in a private context of 40 significant
digits; every stage of a computation is quantised to 20 places. Both are more than any input
needs: the rules below admit at most 18 digits before and 20 after the point, so that sums and
integer multiples of stages are exact and do not depend on their order. Nothing here reads or
changes the caller's decimal context, locale or float settings.
"""

from __future__ import annotations

import re
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
from numbers import Integral, Real

from ictindex.core import logarithms
from ictindex.core.errors import NumberSyntaxError

DIGITS = 40
STAGE_PLACES = 20
_INTEGER_DIGITS = 18

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", re.ASCII)
_SCIENTIFIC = re.compile(
    r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}", re.ASCII
)  # fmt: skip
_COMMA = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
_GROUPED = re.compile(
    r"-?[0-9]{1,3}(?:[ ,.'\u00a0\u2009\u202f_][0-9]{3})+(?:[.,][0-9]+)?", re.ASCII
)
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "-nan", "-inf", "-infinity", "+inf"})


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
    """Return one unit of the last of some decimals, in no context at all."""
    return Decimal((0, (1,), -places))


_STAGE = _unit(STAGE_PLACES)


def exact() -> AbstractContextManager[Context]:
    """Return a context manager inside which decimal operators follow the decimal policy.

    Examples
    --------
    >>> with exact():
    ...     Decimal(1) / Decimal(3)
    Decimal('0.3333333333333333333333333333333333333333')
    """
    return localcontext(_EXACT)


def parse(text: str) -> Decimal:
    """Read a number by the strict grammar ``-?(0|[1-9][0-9]*)(.[0-9]+)?``.

    Parameters
    ----------
    text : str
        The number as written. The decimals that are written are kept: ``"100.0"`` stays 100.0.

    Returns
    -------
    decimal.Decimal

    Raises
    ------
    NumberSyntaxError
        With the reason and the remedy: a decimal comma, grouped thousands, an exponent, a
        percent sign, digits of another script, a leading zero, a space, too many digits, no
        number at all.

    Examples
    --------
    >>> parse("80.50")
    Decimal('80.50')
    >>> parse("80,5")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ictindex.core.errors.NumberSyntaxError: '80,5' has a decimal comma: ...
    """
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
    if stripped.endswith("%") or stripped.endswith("٪"):
        return NumberSyntaxError("number.percent-sign", value=shown)
    if _COMMA.fullmatch(stripped):
        return NumberSyntaxError(
            "number.decimal-comma",
            value=shown,
            first=stripped.replace(",", "."),
            second=stripped.replace(",", ""),
        )
    if _GROUPED.fullmatch(stripped):
        return NumberSyntaxError("number.thousands", value=shown)
    if _EXPONENT.fullmatch(stripped):
        return NumberSyntaxError("number.exponent", value=shown)
    if stripped and any(c.isdigit() and not c.isascii() for c in stripped):
        return NumberSyntaxError("number.foreign-digits", value=shown)
    if re.fullmatch(r"-?0[0-9]+(?:\.[0-9]+)?", stripped, re.ASCII):
        return NumberSyntaxError("number.leading-zero", value=shown)
    return NumberSyntaxError("number.not-a-number", value=shown)


def parse_exponent(text: str) -> Decimal:
    """Read a number with an exponent exactly, or one by the grammar of :func:`parse`.

    Only for the files of publishers that are known to write exponents: elsewhere ``1e3`` is
    refused, because a spreadsheet makes it from codes and long numbers.

    Parameters
    ----------
    text : str
        The number as written.

    Returns
    -------
    decimal.Decimal
        Without exponent, every digit kept.

    Raises
    ------
    NumberSyntaxError
        If it is no number, or needs more digits than :func:`parse` admits.

    Examples
    --------
    >>> parse_exponent("2.9918e-08"), parse_exponent("1.5E+3"), parse_exponent("80.50")
    (Decimal('2.9918E-8'), Decimal('1500'), Decimal('80.50'))
    """
    if _SCIENTIFIC.fullmatch(text):
        return _plain(Decimal(text))
    return parse(text)


def to_decimal(value: object) -> Decimal:
    """Turn a number of a program into the decimal that was meant, or refuse it.

    Parameters
    ----------
    value : int, float, str, decimal.Decimal or NumPy scalar
        A float stands for its shortest decimal (``repr``), to 20 places: 80.1 is 80.1, not
        80.099999999999994.

    Returns
    -------
    decimal.Decimal

    Raises
    ------
    NumberSyntaxError
        If the value is no finite number.

    Examples
    --------
    >>> to_decimal(80.1), to_decimal(7), to_decimal("1.50")
    (Decimal('80.1'), Decimal('7'), Decimal('1.50'))
    """
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
        # A float of another width stands for its own shortest decimal (float32: 80.1).
        try:
            return _plain(_short(_EXACT.create_decimal(str(value))))
        except InvalidOperation:
            pass
    elif getattr(value, "shape", None) == () and hasattr(value, "__array_finalize__"):
        return to_decimal(value[()])  # type: ignore[index]  # a 0-d array holds a scalar
    raise NumberSyntaxError("number.not-a-number", value=repr(value)[:80])


def _short(value: Decimal) -> Decimal:
    """Round the decimal of a float to 20 places; more are beyond every stage of a computation."""
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
    """Quantise a stage of a computation to 20 places, half to even.

    Examples
    --------
    >>> with exact():
    ...     stage(Decimal(2) / Decimal(3))
    Decimal('0.66666666666666666667')
    """
    return number.quantize(_STAGE, ROUND_HALF_EVEN, _EXACT)


def round_half_up(number: Decimal, places: int) -> Decimal:
    r"""Round half up (away from zero), the rounding of the published tables.

    .. math:: \operatorname{sgn}(x)\, 10^{-p} \lfloor |x|\, 10^{p} + \tfrac12 \rfloor

    Parameters
    ----------
    number : decimal.Decimal
        The number.
    places : int
        Decimals to keep.

    Returns
    -------
    decimal.Decimal

    Examples
    --------
    >>> round_half_up(Decimal("74.25"), 1), round_half_up(Decimal("-0.04"), 1)
    (Decimal('74.3'), Decimal('0.0'))
    """
    rounded = number.quantize(_unit(places), ROUND_HALF_UP, _EXACT)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def truncate(number: Decimal, places: int) -> Decimal:
    """Cut digits off after some places, without rounding.

    Examples
    --------
    >>> truncate(Decimal("1.29"), 1)
    Decimal('1.2')
    """
    return number.quantize(_unit(places), ROUND_DOWN, _EXACT)


def ln1p(number: Decimal) -> Decimal:
    r"""Return :math:`\ln(1 + x)`, correctly rounded to 40 digits, then to 20 places.

    Raises
    ------
    decimal.InvalidOperation
        If ``number`` is not above -1.

    Examples
    --------
    >>> ln1p(Decimal(0))
    Decimal('0E-20')
    """
    whole = _units(number)
    found = None if whole is None else logarithms.ln(whole + logarithms.UNIT)
    if found is None:
        return stage(_EXACT.ln(_EXACT.add(number, 1)))
    return _EXACT.scaleb(Decimal(found), -STAGE_PLACES)


def log10(number: Decimal) -> Decimal:
    r"""Return :math:`\log_{10} x`, correctly rounded to 40 digits, then to 20 places.

    Raises
    ------
    decimal.InvalidOperation
        If ``number`` is not above 0.

    Examples
    --------
    >>> log10(Decimal(1000))
    Decimal('3.00000000000000000000')
    """
    whole = _units(number)
    found = None if whole is None else logarithms.log10(whole)
    if found is None:
        return stage(_EXACT.log10(number))
    return _EXACT.scaleb(Decimal(found), -STAGE_PLACES)


def _units(number: Decimal) -> int | None:
    """Return a number in units of the 20th place; ``None`` where it is no whole number of them."""
    # Not of what would fill memory as a whole number; infinity and what is no number have size 0.
    if not -STAGE_PLACES <= number.adjusted() <= _INTEGER_DIGITS or not number.is_finite():
        return None
    numerator, denominator = number.as_integer_ratio()
    factor, rest = divmod(logarithms.UNIT, denominator)
    return None if rest else numerator * factor


def decimals_of(number: Decimal) -> int:
    """Return how many decimals a number was written with.

    Examples
    --------
    >>> decimals_of(Decimal("100.0"))
    1
    """
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def printed_interval(number: Decimal) -> tuple[Decimal, Decimal]:
    """Return the bounds of the numbers that print as this one.

    A number printed with *d* decimals stands for anything within half a unit of its last digit.

    Examples
    --------
    >>> printed_interval(Decimal("94.5"))
    (Decimal('94.45'), Decimal('94.55'))
    """
    half = Decimal((0, (5,), -decimals_of(number) - 1))
    return _EXACT.subtract(number, half), _EXACT.add(number, half)


def canonical(number: Decimal) -> str:
    """Write a number in its one canonical form: no exponent, no trailing zero, no minus zero.

    Examples
    --------
    >>> canonical(Decimal("100.50")), canonical(Decimal("-0.0")), canonical(Decimal("1E+3"))
    ('100.5', '0', '1000')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
