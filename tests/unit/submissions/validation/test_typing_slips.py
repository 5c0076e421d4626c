"""Slips undone: held against an enumeration by making every slip."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ictindex.submissions.validation.proposals import find_likeliest
from ictindex.submissions.validation.typing_slips import undo_slips

KEYS = "1234567890"
TYPED = st.decimals(Decimal("0.1"), Decimal("9999.9"), places=1)


def number(text: str) -> Decimal | None:
    return Decimal(text) if text.strip(".") and not text.startswith(".") else None


def without(text: str, position: int) -> str:
    return text[:position] + text[position + 1 :]


def swapped(text: str) -> set[Decimal]:
    """Every value in which two neighbouring digits change places, the point staying."""
    digits = [c for c in text if c != "."]
    point = len(text) - text.index(".") - 1 if "." in text else 0
    collected = set()
    for n in range(len(digits) - 1):
        turned = [*digits]
        turned[n], turned[n + 1] = turned[n + 1], turned[n]
        collected.add(Decimal("".join(turned)).scaleb(-point))
    return collected


@given(TYPED)
def test_neighbouring_digits_are_exchanged_over_the_point_too(value: Decimal) -> None:
    actual = {e.value for e in undo_slips(value) if e.kind == "transposed"}
    expected = swapped(format(value, "f")) - {value}
    # A value that another slip gives more likely is under that one.
    assert actual <= expected
    assert expected <= {e.value for e in undo_slips(value)}


@given(TYPED)
def test_a_digit_typed_twice_is_found_again(value: Decimal) -> None:
    text = format(value, "f")
    for position, sign in enumerate(text):
        if sign != ".":
            twice = Decimal(text[:position] + sign + text[position:])
            assert value in {e.value for e in undo_slips(twice)} | {twice}


@given(TYPED)
def test_no_digit_is_proposed_that_nobody_typed(value: Decimal) -> None:
    typed = sorted(sign for sign in format(value, "f") if sign.isdigit())
    for edit in undo_slips(value, complement=False):
        digits = sorted(sign for sign in format(edit.value, "f") if sign not in ".0")
        assert all(digits.count(sign) <= typed.count(sign) for sign in digits), edit


@given(TYPED, st.sampled_from([10, 100, 1000, 12, 1024]))
def test_factors_are_undone_both_ways(value: Decimal, factor: int) -> None:
    values = {e.value for e in undo_slips(value, factors=(12, 1024))}
    assert {value * factor, value / factor} <= values | {value}


def test_no_value_is_undone_to_what_cannot_be() -> None:
    explanations = undo_slips(Decimal("54.2"), complement=True, most=100)
    assert all(0 <= e.value <= 100 for e in explanations)
    assert Decimal("45.8") in {e.value for e in explanations if e.kind == "complement"}
    assert len(explanations) <= 20


def test_what_was_computed_was_not_typed() -> None:
    long = Decimal("33.333333333333333333")
    assert {e.kind for e in undo_slips(long, complement=True)} == {
        "factor",
        "complement",
    }


def test_the_proposal_is_the_likeliest_value_of_the_digits_in_use() -> None:
    def near_45(value: float, half_unit: float) -> float:
        return -abs(value - 45) + half_unit * 0

    likeliest = find_likeliest(Decimal("54.2"), undo_slips(Decimal("54.2")), 1, near_45)
    assert likeliest is not None
    assert likeliest.value == Decimal("45.2")
    # 2 for 54.2 has more digits than are in use; nothing is left of it.
    assert find_likeliest(Decimal("54.25"), (), 1, near_45) is None
