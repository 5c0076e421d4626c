"""Pages of prices over the years: groups, printed medians, links, index numbers.

Below each, and in its plain data, are the findings on the prices behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ictindex.indices.ipb.views import doubt_blocks, medians_page, series_groups_page
from ictindex.language.i18n.renderable import Page, records_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from ictindex.indices.ipb.price_panel import PricePanel
    from ictindex.language.i18n.document import Block


class Computed(Protocol):
    """A result computed from prices: linked definitions, or index numbers."""

    @property
    def frame(self) -> pd.DataFrame:
        """Its rows."""

    def blocks(self, language: str) -> Sequence[Block]:
        """Return its page."""


def show_groups(prices: PricePanel, frame: pd.DataFrame, language: str | None = None) -> Page:
    """Return the page of a frame that ``PriceSeries.groups`` made."""
    return _show(lambda chosen: series_groups_page(prices, frame, chosen), prices, frame, language)


def show_medians(prices: PricePanel, frame: pd.DataFrame, language: str | None = None) -> Page:
    """Return the page of a comparison with printed medians."""
    return _show(lambda chosen: medians_page(frame, chosen), prices, frame, language)


def show_with_doubts(computed: Computed, prices: PricePanel, language: str | None = None) -> Page:
    """Return the page of linked definitions or index numbers, with doubts about their prices."""

    def build(language: str) -> list[Block]:
        return [*computed.blocks(language), *doubt_blocks(prices, language)]

    return _show(build, prices, computed.frame, language)


def _show(
    build: Callable[[str], Sequence[Block]],
    prices: PricePanel,
    frame: pd.DataFrame,
    language: str | None,
) -> Page:
    def record() -> dict[str, Any]:
        facts = {str(name): fact for name, fact in frame.attrs.items()}
        return {**facts, "rows": records_of(frame), "findings": prices.findings.records()}

    return Page(build, language, record)
