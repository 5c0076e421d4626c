"""Analysis: price baskets over time (index numbers, links, decompositions).

Everything here takes finished prices and results and returns a new object that says how it was
made; nothing here is a published figure.
"""

from types import FunctionType

from ictindex.analysis.decomposition import Change, Decomposition, Parts, decompose, split
from ictindex.analysis.formulae import (
    bilateral_matrix,
    chained,
    fisher,
    geks,
    implied_quantities,
    jevons,
    laspeyres,
    lowe,
    paasche,
    tornqvist,
)
from ictindex.analysis.linking import LinkedSeries, link
from ictindex.analysis.price_index import PriceIndex, price_index
from ictindex.analysis.price_points import Points, read_points
from ictindex.core.arguments import door

__all__ = [
    "Change",
    "Decomposition",
    "LinkedSeries",
    "Parts",
    "Points",
    "PriceIndex",
    "bilateral_matrix",
    "chained",
    "decompose",
    "fisher",
    "geks",
    "implied_quantities",
    "jevons",
    "laspeyres",
    "link",
    "lowe",
    "paasche",
    "price_index",
    "read_points",
    "split",
    "tornqvist",
]

# An argument of the wrong kind is named at the door; inside the room functions call each other.
globals().update(
    {
        name: door(member)
        for name, member in list(globals().items())
        if name in __all__ and isinstance(member, FunctionType)
    }
)
