"""The grammar of numbers: what is accepted, and every refusal with its text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from language_files import words
from small_cases import small_cases

import ictindex as ict
from ictindex.core import decimals

WRITE_DIGITS = "Write the number with the digits 0 to 9."
TOGETHER = (
    "Write the digits together, with a point before the decimals; in a dialect with decimal "
    "commas (semicolon-comma, tab-comma), with a comma."
)
WITH_POINT = (
    "Write the number with a point and without separators of thousands. If the whole file has "
    "decimal commas, name its dialect: semicolon-comma or tab-comma."
)
ALONE = (
    "Write the number alone; the unit has its own column. In Excel, give the cell a number format "
    "without percent."
)
NO_ZERO = "Remove the zero; if it is a code, it is in the wrong column."
EMPTY = "Leave the cell empty if there is no value."
A_NUMBER = (
    "Write digits with a point before the decimals, such as 80.5; "
    "leave the cell empty if there is no value."
)
SHORTER = "Write at most 18 digits before and 20 after the point."
TWO_WAYS = (
    "has separators of thousands, or a comma and a point: it can be read in more than one way."
)

ACCEPTED = {
    "0": "0",
    "7": "7",
    "80.50": "80.50",
    "100.0": "100.0",
    "-3.25": "-3.25",
    "0.00000000000000000001": "1E-20",
    "999999999999999999.99999999999999999999": "999999999999999999.99999999999999999999",
    "-0": "0",
    "-0.00": "0.00",
}

REFUSED = [
    ("80,5", "number.decimal-comma",
     f"'80,5' has a decimal comma: it can be read as 80.5 or as 805. {WITH_POINT}"),
    ("1,234", "number.decimal-comma",
     f"'1,234' has a decimal comma: it can be read as 1.234 or as 1234. {WITH_POINT}"),
    ("1 234", "number.thousands", f"'1 234' {TWO_WAYS} {TOGETHER}"),
    ("1\u00a0234\u00a0567", "number.thousands", f"'1\u00a0234\u00a0567' {TWO_WAYS} {TOGETHER}"),
    ("1'234", "number.thousands", f"'1'234' {TWO_WAYS} {TOGETHER}"),
    ("1_000", "number.thousands", f"'1_000' {TWO_WAYS} {TOGETHER}"),
    ("1.234,5", "number.thousands", f"'1.234,5' {TWO_WAYS} {TOGETHER}"),
    ("1,234.5", "number.thousands", f"'1,234.5' {TWO_WAYS} {TOGETHER}"),
    ("1.234.567", "number.thousands", f"'1.234.567' {TWO_WAYS} {TOGETHER}"),
    ("1e400", "number.exponent", "'1e400' is written with an exponent. Write all the digits."),
    ("2.5E-3", "number.exponent", "'2.5E-3' is written with an exponent. Write all the digits."),
    ("80 %", "number.percent-sign", f"'80 %' has a percent sign. {ALONE}"),
    ("٨٠٪", "number.percent-sign", f"'٨٠٪' has a percent sign. {ALONE}"),
    ("80％", "number.percent-sign", f"'80％' has a percent sign. {ALONE}"),
    ("٨٠", "number.foreign-digits", f"'٨٠' has digits other than 0 to 9. {WRITE_DIGITS}"),
    ("８０.５", "number.foreign-digits", f"'８０.５' has digits other than 0 to 9. {WRITE_DIGITS}"),
    ("८०", "number.foreign-digits", f"'८०' has digits other than 0 to 9. {WRITE_DIGITS}"),
    ("004", "number.leading-zero", f"'004' begins with a superfluous zero. {NO_ZERO}"),
    ("-007.5", "number.leading-zero", f"'-007.5' begins with a superfluous zero. {NO_ZERO}"),
    (" 80.5", "number.space", "' 80.5' has spaces around the number. Remove the spaces."),
    ("80.5\u00a0", "number.space",
     "'80.5\u00a0' has spaces around the number. Remove the spaces."),
    ("nan", "number.not-finite", f"'nan' is not a finite number. {EMPTY}"),
    ("-Infinity", "number.not-finite", f"'-Infinity' is not a finite number. {EMPTY}"),
    ("NA", "number.not-a-number", f"'NA' is not a number. {A_NUMBER}"),
    ("", "number.not-a-number", f"'' is not a number. {A_NUMBER}"),
    ("+5", "number.not-a-number", f"'+5' is not a number. {A_NUMBER}"),
    (".5", "number.not-a-number", f"'.5' is not a number. {A_NUMBER}"),
    ("5.", "number.not-a-number", f"'5.' is not a number. {A_NUMBER}"),
    ("--5", "number.not-a-number", f"'--5' is not a number. {A_NUMBER}"),
    ("\u22125", "number.not-a-number", f"'\u22125' is not a number. {A_NUMBER}"),
    ("0x10", "number.not-a-number", f"'0x10' is not a number. {A_NUMBER}"),
    ("#N/A", "number.not-a-number", f"'#N/A' is not a number. {A_NUMBER}"),
    ("1" * 19, "number.too-long", f"'{'1' * 19}' has too many digits. {SHORTER}"),
    ("0." + "1" * 21, "number.too-long", f"'0.{'1' * 21}' has too many digits. {SHORTER}"),
]  # fmt: skip


@small_cases(("text", "meant"), ACCEPTED.items())
def test_accepted(text: str, meant: str) -> None:
    number = decimals.parse(text)
    # As written: sign, digits and number of decimals.
    assert number.as_tuple() == Decimal(meant).as_tuple()


@small_cases(("text", "code", "message"), REFUSED)
def test_refused(text: str, code: str, message: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.parse(text)
    assert caught.value.code == code
    assert str(caught.value) == message
    assert isinstance(caught.value, ict.errors.IctindexError)


def test_every_code_of_numbers_is_provoked() -> None:
    worded = {code for code in words("en")["messages"] if code.startswith("number.")}
    # A date is one for its cell in a workbook alone: of a text nothing says that it is.
    assert worded - {"number.date"} == {code for _, code, _ in REFUSED}


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.parse("x" * 5000)
    assert len(str(caught.value)) < 300


@given(st.text(max_size=12) | st.text("0123456789.,-+eE _%", max_size=12))
def test_whatever_is_accepted_is_written_by_the_grammar(text: str) -> None:
    try:
        number = decimals.parse(text)
    except ict.errors.NumberSyntaxError as error:
        assert error.code.startswith("number.")
        assert error.details["value"] == text
    else:
        assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text, re.ASCII)
        assert number.is_finite()
        assert number == Decimal(text)
