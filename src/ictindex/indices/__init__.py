"""The indices as users meet them: a methodology that computes, its results, their views."""

from ictindex.indices.choosing import methodologies, methodology
from ictindex.indices.computing import Methodology
from ictindex.indices.dispatch import compute
from ictindex.indices.groups import group_figures
from ictindex.indices.pricing.feed import price_observations
from ictindex.indices.pricing.published import read_baskets
from ictindex.indices.pricing.result import BasketResult
from ictindex.indices.pricing.series import PriceSeries
from ictindex.indices.result import Result
from ictindex.indices.score import Score
from ictindex.indices.series import Series, concat

__all__ = [
    "BasketResult",
    "Methodology",
    "PriceSeries",
    "Result",
    "Score",
    "Series",
    "compute",
    "concat",
    "group_figures",
    "methodologies",
    "methodology",
    "price_observations",
    "read_baskets",
]
