"""The better order, against all permutations."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from ictindex.submissions.validation.operations.exchanged_order import find_better_order

VALUES = st.lists(st.floats(-4, 4), min_size=2, max_size=5)


def cost(now: tuple[float, ...], last: list[float]) -> float:
    return sum(abs(x - y) for x, y in zip(now, last, strict=True))


@given(st.data())
def test_an_order_that_is_returned_is_one_of_the_best(data: st.DataObject) -> None:
    now = data.draw(VALUES)
    last = data.draw(st.lists(st.floats(-4, 4), min_size=len(now), max_size=len(now)))
    order = find_better_order(now, last, 0.1, 0.5)
    if order is None:
        return
    stay, best = cost(tuple(now), last), min(cost(p, last) for p in permutations(now))
    away = cost(tuple(now[k] for k in order.places), last)
    assert away < 0.5 * stay
    assert (stay - away) / len(order.moved) > 0.1
    assert away <= best + 1e-6 or len(order.moved) < len(now)


@given(st.lists(st.floats(-4, 4), min_size=2, max_size=5, unique=True))
def test_what_fits_stays(values: list[float]) -> None:
    assert find_better_order(values, values, 0.1, 0.5) is None


def test_two_that_are_exchanged_are_found_among_five_and_among_six() -> None:
    last = [-2.0, -1.0, 0.0, 1.0, 2.0]
    order = find_better_order([-2.0, 1.0, 0.0, -1.0, 2.0], last, 0.1, 0.5)
    assert order is not None
    assert order.moved == (1, 3)
    six = find_better_order([-2.0, 1.0, 0.0, -1.0, 2.0, 3.0], [*last, 3.0], 0.1, 0.5)
    assert six is not None
    assert six.moved == (1, 3)
    assert find_better_order([-2.0, 0.1, 0.0, 1.0, 2.0], last, 0.6, 0.5) is None
