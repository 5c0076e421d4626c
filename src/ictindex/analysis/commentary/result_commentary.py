"""``in_words`` of results: the commentary on a result, or on one of its economies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.analysis.change.score_change import RECOMPUTED, explain_change
from ictindex.analysis.commentary.change_commentary import describe_change
from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.commentary.price_commentary import comment_on_medians, comment_on_prices
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.analysis.tables.set_dependence import depends_on_set
from ictindex.core.arguments import is_text
from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.economies import economy_by_name
from ictindex.indices.results.base import IndexFigures, find_economy
from ictindex.indices.results.registry import load_index
from ictindex.language.commentary_page import Commentary

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult
    from ictindex.language.i18n.sentences import Sentence


def commentator_of(result: Any) -> Callable[..., Commentary]:
    """Return the function that comments on a result, or on a series of prices."""
    return partial(_COMMENTATORS[result.implementation], result)


def _comment_on_scores(
    result: Result, economy: str | None, before: Result | None, language: str | None
) -> Commentary:
    """Return the commentary on an economy of a result; without one, on its edition."""
    if isinstance(before, IndexFigures) and before.index != result.index:
        raise UsageError("series.mixed")
    figures = figures_of_result(result)
    earlier = None if before is None else figures_of_result(before)
    if economy is None:
        return comment_on_edition(figures, earlier, language=language)
    code = find_economy(result, economy)
    moved = [] if before is None else list(_comment_on_change(before, result, code))
    return comment_on_score(figures, code, moved=moved, language=language)


def _comment_on_change(before: Result, result: Result, economy: str) -> Iterator[Sentence]:
    """Yield what moved a score that is computed here, by one methodology from all its inputs."""
    if before.methodology.document != result.methodology.document:
        return
    if depends_on_set(result.methodology):
        return
    changes = explain_change(before, result, on=RECOMPUTED)
    if economy in changes.economies:
        yield from describe_change(changes.economy(economy))


def _comment_on_prices(
    prices: BasketResult | PriceSeries, economy: str | None, language: str | None
) -> Commentary:
    """Return the commentary on the prices of an economy; without one, on the medians."""
    series = load_index(prices.implementation).join_results([prices])
    if not series.years:
        raise UsageError("series.no-prices")
    if economy is None:
        return comment_on_medians(series, language=language)
    is_name = is_text(economy) and economy not in series.economies
    code = economy_by_name(economy) if is_name else None
    return comment_on_prices(series, code or economy, language=language)


_COMMENTATORS: Mapping[str, Callable[..., Commentary]] = MappingProxyType(
    {"idi": _comment_on_scores, "ipb": _comment_on_prices}
)
