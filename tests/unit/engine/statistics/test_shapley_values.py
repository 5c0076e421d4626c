"""Exact Shapley values, compared with games of published or derived values."""

from fractions import Fraction
from itertools import permutations

from ictindex.engine.statistics.shapley_values import shapley_values


def test_the_glove_game() -> None:
    """Two left gloves and one right: 1/6, 1/6 and 2/3, the textbook values."""

    def worth(coalition: frozenset[str]) -> Fraction:
        return Fraction("right" in coalition and len(coalition) > 1)

    values = shapley_values(("left", "other left", "right"), worth)
    assert values == {
        "left": Fraction(1, 6), "other left": Fraction(1, 6), "right": Fraction(2, 3),
    }  # fmt: skip


def test_the_airport_game() -> None:
    """Costs 8, 11, 13, 18: each pays its part of every stretch (Littlechild and Owen, 1973)."""
    costs = {"a": 8, "b": 11, "c": 13, "d": 18}

    def worth(coalition: frozenset[str]) -> Fraction:
        return Fraction(max((costs[player] for player in coalition), default=0))

    assert list(shapley_values(tuple(costs), worth).values()) == [2, 3, 4, 9]


def test_it_is_the_mean_over_all_orders_and_every_coalition_is_asked_once() -> None:
    players = ("a", "b", "c", "d")
    asked: list[frozenset[str]] = []

    def value(coalition: frozenset[str]) -> Fraction:
        # No symmetry: products and squares of positions.
        places = [players.index(player) + 2 for player in coalition]
        product = 1
        for position in places:
            product *= position
        return Fraction(product**2 + sum(places), 7) if places else Fraction(5)

    def worth(coalition: frozenset[str]) -> Fraction:
        asked.append(coalition)
        return value(coalition)

    sums = dict.fromkeys(players, Fraction(0))
    orders = list(permutations(players))
    for order in orders:
        for n, player in enumerate(order):
            sums[player] += value(frozenset(order[: n + 1])) - value(frozenset(order[:n]))
    shares = shapley_values(players, worth)
    assert shares == {player: total / len(orders) for player, total in sums.items()}
    assert len(asked) == len(set(asked)) == 16


def test_nobody_plays() -> None:
    assert shapley_values((), lambda coalition: Fraction(3)) == {}
