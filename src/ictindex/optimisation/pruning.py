"""Offers that no cheapest choice needs, left out before the search.

An offer is left out where another one does all that it does, at no higher cost. That is safe: in
any choice each purchase of it can be replaced by one of the other. Where the other costs less,
the choice gets cheaper; where it costs the same, the other has to stand before it, and then the
tie-break (as many purchases, more of an earlier offer) prefers the choice after the exchange.
"""

from __future__ import annotations

from ictindex.optimisation.integer_scaling import Programme


def worth_buying(programme: Programme) -> list[int]:
    """Return the positions of the offers that a cheapest choice may need.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from ictindex.optimisation.problem import Offer, Problem
    >>> from ictindex.optimisation.integer_scaling import programme
    >>> small = Offer("small", Fraction(5), (Fraction(1),))
    >>> large = Offer("large", Fraction(5), (Fraction(2),))
    >>> worth_buying(programme(Problem((large, small), (Fraction(2),), ((0,),))))
    [0]
    >>> worth_buying(programme(Problem((small, large), (Fraction(2),), ((0,),))))
    [0, 1]
    """
    kept: list[int] = []
    cheapest_first = sorted(range(len(programme.costs)), key=lambda o: (programme.costs[o], o))
    for offer in cheapest_first:
        if not programme.most[offer]:
            continue
        if not any(_replaces(programme, other, offer) for other in kept):
            kept.append(offer)
    return sorted(kept)


def _replaces(programme: Programme, other: int, offer: int) -> bool:
    """Tell whether each purchase of an offer can be one of another, to no disadvantage.

    Offers are looked at from the cheapest up, of equal cost in their order: the other one never
    costs more, and stands before where it costs the same.
    """
    one, two = programme.problem.offers[offer], programme.problem.offers[other]
    if one.least or one.is_plan != two.is_plan:
        return False
    if two.most is not None and not (
        programme.problem.one_plan and two.is_plan and two.most >= programme.most[offer]
    ):
        return False
    return (
        all(
            more >= less
            for more, less in zip(programme.amounts[other], programme.amounts[offer], strict=True)
        )
        and programme.days[other] >= programme.days[offer]
        and _rates_as_low(programme, other, offer)
        and _opens_as_much(programme, other, offer)
        and (not two.requires or (bool(one.requires) and set(one.requires) <= set(two.requires)))
    )


def _rates_as_low(programme: Programme, other: int, offer: int) -> bool:
    ours, theirs = programme.rates[offer], programme.rates[other]
    if not any(rate is not None for rate in ours):
        return True
    return bool(theirs) and all(
        rate is None or (low is not None and low <= rate)
        for rate, low in zip(ours, theirs, strict=True)
    )


def _opens_as_much(programme: Programme, other: int, offer: int) -> bool:
    return all(
        other in add_on.requires for add_on in programme.problem.offers if offer in add_on.requires
    )
