"""Numbers as people type them: what is written in one way is never read in another.

The other side of the comparison writes numbers instead of reading them: a text has a reading
exactly if somebody who writes this number, with these signs and groups, writes this text.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.data.cell_text import Fault, number_of
from ictindex.data.text_readings import number_readings, read_number

MANY = settings(max_examples=400, deadline=None)
WHOLE = st.integers(min_value=0, max_value=10**15)
# Signs between groups, and the size of the groups before the last one.
GROUPINGS = (("", 3), (",", 3), (".", 3), (" ", 3), ("'", 3), ("\u00a0", 3), (",", 2))
FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")
TYPED = st.text(alphabet="0123456789,. '", max_size=14)


def grouped(number: int, sign: str, size: int) -> str:
    """A whole number in groups: three digits at the end, before them ``size`` digits each."""
    digits = str(number)
    if not sign or len(digits) <= 3:
        return digits
    parts = [digits[-3:]]
    for end in range(len(digits) - 3, 0, -size):
        parts.insert(0, digits[max(0, end - size) : end])
    return sign.join(parts)


def meanings(text: str) -> set[Decimal]:
    """Every number that somebody writes as this text."""
    numbers = set()
    for sign, size in GROUPINGS:
        for decimal in {".", ","} - {sign}:
            whole, mark, fraction = text.partition(decimal)
            bare = whole.replace(sign, "") if sign else whole
            complete = bare.isdigit() and (fraction.isdigit() if mark else True)
            if complete and grouped(int(bare), sign, size) == whole:
                numbers.add(Decimal(f"{bare}.{fraction}" if mark else bare))
    return numbers


@MANY
@given(WHOLE)
def test_every_whole_number_in_indian_groups_reads_as_itself(number: int) -> None:
    text = grouped(number, ",", 2)
    # Below one lakh the groups are those of everybody: 12,345 may be 12.345 as well.
    assert Decimal(number) in number_readings(text)
    if number >= 100_000:
        assert number_readings(text) == (Decimal(number),)
        assert read_number(text, ".") == read_number(text, ",") == number_of(text) == number


@pytest.mark.slow
@MANY
@given(WHOLE, st.sampled_from(GROUPINGS), st.from_regex(r"[0-9]{1,6}", fullmatch=True))
def test_a_number_that_is_written_is_among_its_readings(
    number: int, grouping: tuple[str, int], fraction: str
) -> None:
    for decimal in {".", ","} - {grouping[0]}:
        text = f"{grouped(number, *grouping)}{decimal}{fraction}"
        assert Decimal(f"{number}.{fraction}") in number_readings(text)
        assert set(number_readings(text)) == meanings(text)


@MANY
@given(TYPED)
def test_a_text_has_the_readings_of_those_who_write_it_and_no_other(text: str) -> None:
    assert set(number_readings(text)) == meanings(text.strip(" \t"))


@MANY
@given(TYPED, st.sampled_from([".", ","]))
def test_full_width_characters_mean_what_the_usual_ones_mean(text: str, decimal: str) -> None:
    wide = text.translate(FULL_WIDTH)
    assert number_readings(wide) == number_readings(text)
    assert read_number(wide, decimal) == read_number(text, decimal)
    usual, read = number_of(text, decimal), number_of(wide, decimal)
    if isinstance(usual, Fault):
        assert isinstance(read, Fault) and read.code == usual.code
    else:
        assert read == usual


@MANY
@given(TYPED, st.sampled_from([".", ","]))
def test_of_two_meanings_only_that_of_the_language_is_read(text: str, decimal: str) -> None:
    numbers = meanings(text.strip(" \t"))
    read = read_number(text, decimal)
    if len(numbers) == 1:
        assert read == numbers.pop()
    elif len(numbers) == 2:
        whole, mark, fraction = text.strip(" \t").partition(decimal)
        assert read == (Decimal(f"{whole}.{fraction}") if mark else None)
    else:
        assert read is None
