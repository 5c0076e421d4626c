"""Pages of prices over the years: groups, printed medians, links, index numbers.

Below each, and in its plain data, are the findings on the prices behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ictindex.core.plain_data import make_plain
from ictindex.core.tables.records_writer import write_records
from ictindex.indices.ipb.series_tables import make_groups
from ictindex.indices.ipb.views import doubt_blocks, medians_page, series_groups_page
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from ictindex.core.tables.table import Table
    from ictindex.indices.ipb.price_panel import PricePanel
    from ictindex.language.i18n.document import Block


class Computed(Protocol):
    """A result computed from prices: linked definitions, or index numbers."""

    def blocks(self, language: str) -> Sequence[Block]:
        """Return its page."""

    def to_dict(self) -> dict[str, Any]:
        """Return its plain data."""


_GROUP_FACTS = (
    *("measure", "statistic", "balanced", "years", "decimals", "ungrouped"),
    *("grouping", "vintage", "medians"),
)


def show_groups(prices: PricePanel, frame: pd.DataFrame, language: str | None = None) -> Page:
    """Return the page of a frame that ``PriceSeries.groups`` made."""
    facts = {name: frame.attrs[name] for name in _GROUP_FACTS if name in frame.attrs}
    return _show(
        lambda chosen: series_groups_page(prices, frame, chosen),
        prices,
        lambda: make_plain(facts) | {"rows": write_records(make_groups(frame))},
        "basket-series",
        language,
    )


def show_medians(
    prices: PricePanel, frame: pd.DataFrame, table: Table, language: str | None = None
) -> Page:
    """Return the page of a comparison with printed medians; ``table`` has their digits."""
    facts = {name: frame.attrs[name] for name in ("file", "counts")}
    return _show(
        lambda chosen: medians_page(frame, chosen),
        prices,
        lambda: facts | {"rows": write_records(table)},
        "basket-medians",
        language,
    )


def show_with_doubts(computed: Computed, prices: PricePanel, language: str | None = None) -> Page:
    """Return the page of linked definitions or index numbers, with doubts about their prices."""

    def build(language: str) -> list[Block]:
        return [*computed.blocks(language), *doubt_blocks(prices, language)]

    return _show(build, prices, computed.to_dict, "", language)


def _show(
    build: Callable[[str], Sequence[Block]],
    prices: PricePanel,
    record: Callable[[], dict[str, Any]],
    name: str,
    language: str | None,
) -> Page:
    def whole() -> dict[str, Any]:
        return {**record(), "findings": prices.findings.records()}

    return Page(build, language, whole, json_name=name)
