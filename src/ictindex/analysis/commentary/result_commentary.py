"""``in_words`` of results: the commentary on a result, or on one of its economies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.indices.results.base import find_economy
from ictindex.language.commentary_page import Commentary

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result


def commentator_of(result: Result) -> Callable[..., Commentary]:
    """Return the function that comments on a result."""
    return partial(comment_on_result, result)


def comment_on_result(
    result: Result, economy: str | None, before: Result | None, language: str | None
) -> Commentary:
    """Return the commentary on an economy of a result; without one, on its edition."""
    figures = figures_of_result(result)
    earlier = None if before is None else figures_of_result(before)
    if economy is None:
        return comment_on_edition(figures, earlier, language=language)
    return comment_on_score(figures, find_economy(result, economy), language=language)
