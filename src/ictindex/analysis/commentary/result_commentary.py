"""``in_words`` of results: the commentary on a result, or on one of its economies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.commentary.price_commentary import comment_on_medians, comment_on_prices
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.definitions.catalogue.economies import economy_by_name
from ictindex.indices.results.base import find_economy
from ictindex.indices.results.registry import load_index
from ictindex.language.commentary_page import Commentary

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult


def commentator_of(result: Any) -> Callable[..., Commentary]:
    """Return the function that comments on a result, or on a series of prices."""
    return partial(_COMMENTATORS[result.implementation], result)


def _comment_on_scores(
    result: Result, economy: str | None, before: Result | None, language: str | None
) -> Commentary:
    """Return the commentary on an economy of a result; without one, on its edition."""
    figures = figures_of_result(result)
    earlier = None if before is None else figures_of_result(before)
    if economy is None:
        return comment_on_edition(figures, earlier, language=language)
    return comment_on_score(figures, find_economy(result, economy), language=language)


def _comment_on_prices(
    prices: BasketResult | PriceSeries, economy: str | None, language: str | None
) -> Commentary:
    """Return the commentary on the prices of an economy; without one, on the medians."""
    series = load_index(prices.implementation).join_results([prices])
    if economy is None:
        return comment_on_medians(series, language=language)
    code = economy if economy in series.economies else economy_by_name(economy) or economy
    return comment_on_prices(series, code, language=language)


_COMMENTATORS: Mapping[str, Callable[..., Commentary]] = MappingProxyType(
    {"idi": _comment_on_scores, "ipb": _comment_on_prices}
)
