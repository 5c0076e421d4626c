"""Parts rounded by the largest remainder."""

from fractions import Fraction

from ictindex.engine.statistics.apportionment import apportion


def parts(*texts: str) -> list[Fraction]:
    return [Fraction(text) for text in texts]


def test_seats_of_a_textbook() -> None:
    """Hamilton's method: quotas 4.7, 1.6, 1.58, 1.2, 0.6, 0.32 of ten seats."""
    quotas = parts("4.7", "1.6", "1.58", "1.2", "0.6", "0.32")
    assert apportion(quotas, 10) == [5, 2, 1, 1, 1, 0]


def test_falls_are_rounded_like_rises_backwards() -> None:
    both = parts("1.5", "-0.5", "0.5", "-0.2", "0")
    assert apportion(both, 1) == [2, -1, 0, 0, 0]
    assert apportion([-part for part in both], -1) == [-2, 1, 0, 0, 0]


def test_a_part_of_zero_stays_zero() -> None:
    assert apportion(parts("0", "0.02", "0"), 1) == [0, 1, 0]
    assert apportion(parts("0", "0.98", "0"), 0) == [0, 0, 0]


def test_equal_remainders_go_to_the_earlier_part_in_the_direction_of_the_rise() -> None:
    assert apportion(parts("0.5", "0.5"), 1) == [1, 0]
    assert apportion(parts("-0.5", "-0.5"), -1) == [-1, 0]
    # No rise and no fall on the whole: the first part says which direction is meant.
    assert apportion(parts("-0.5", "0.5"), 0) == [-1, 1]
    assert apportion(parts("0.5", "-0.5"), 0) == [1, -1]


def test_a_total_further_away_is_spread_over_the_parts() -> None:
    assert apportion(parts("0.5", "0.25"), 5) == [3, 2]
    assert apportion(parts("0.5", "0.25"), -1) == [0, -1]
    assert apportion(parts("1", "2"), 5) == [2, 3]
    assert apportion([], 0) == []
