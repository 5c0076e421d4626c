"""Slips undone: held against an enumeration by making every slip."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ictindex.submissions.validation.proposals import decimals_of, rank_proposals
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
def test_a_digit_left_out_and_a_neighbouring_key_are_proposed_and_excuse_nothing(
    value: Decimal,
) -> None:
    text = format(value, "f")
    for position, sign in enumerate(text):
        if sign == ".":
            continue
        left = without(text, position)
        if number(left) is not None and not left.endswith(".") and left[0] != "0":
            shorter = Decimal(left)
            assert value in {e.value for e in undo_slips(shorter, wide=True)} | {shorter}
        at = KEYS.index(sign)
        for key in KEYS[max(at - 1, 0) : at + 2]:
            typed = text[:position] + key + text[position + 1 :]
            if len(typed.partition(".")[0]) > 1 and typed[0] == "0":
                continue  # leading zeros are lost: nobody can say how many there were
            near = Decimal(typed)
            assert value in {e.value for e in undo_slips(near, wide=True)} | {near}
    assert {e.kind for e in undo_slips(value, factors=(12,), complement=True)} <= {
        "transposed", "doubled", "factor", "complement",
    }  # fmt: skip


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
    assert {e.kind for e in undo_slips(long, wide=True, complement=True)} == {
        "factor",
        "complement",
    }


def test_proposals_are_the_likeliest_values_of_the_digits_in_use() -> None:
    def near_45(value: float, half_unit: float) -> float:
        return -abs(value - 45) + half_unit * 0

    actual = rank_proposals(Decimal("54.2"), undo_slips(Decimal("54.2"), wide=True), 1, near_45)
    assert [explanation.value for explanation in actual][:1] == [Decimal("45.2")]
    assert len(actual) == 3
    assert all(decimals_of(explanation.value) <= 1 for explanation in actual)
    # 452 may be 45.2 typed without its point, or 45 with a digit too many: no more decimals.
    assert all(explanation.value != Decimal("45.25") for explanation in actual)
