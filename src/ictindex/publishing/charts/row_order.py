"""The order of economies in the rows of a chart: by score only where ranks may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.indices.results.result_kind import OWN_INDEX
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.charts.economy_choice import Chosen
from ictindex.publishing.charts.result_facts import UNOFFICIAL

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.publishing.graphics.setting import Setting


@dataclass(frozen=True, slots=True)
class RowOrder:
    """Economies in their order, and the band of each; without bands they are in order of score."""

    economies: tuple[str, ...]
    bands: Mapping[str, int] | None = None
    is_unofficial: bool = False

    def arrange(
        self, data: pd.DataFrame, chosen: Chosen, setting: Setting
    ) -> tuple[pd.DataFrame, Chosen]:
        """Return the rows and the choice with the names of each band in order in the language."""
        bands = self.bands
        if bands is None:
            return data, chosen
        names = {code: sort_key(setting.economy(code), setting.language) for code in chosen.shown}
        shown = sorted(chosen.shown, key=lambda code: (-bands.get(code, -1), names[code]))
        position = {code: n for n, code in enumerate(shown)}
        ordered = data.sort_values(
            "economy", key=lambda column: column.map(position), kind="stable"
        )
        return ordered.reset_index(drop=True), replace(chosen, shown=tuple(shown))

    def describe(self, setting: Setting) -> str:
        """Return the sentence on the order."""
        return setting.word("order-by-score" if self.bands is None else "order-by-band")

    def notes(self, setting: Setting) -> list[str]:
        """Return the note on an order that no publication has."""
        return [setting.word("unofficial-order")] if self.is_unofficial else []


def order_rows(scores: Mapping[str, Decimal], subject: Any, ranks: str | None) -> RowOrder:
    """Order economies by score where ranks are published or asked for, otherwise by band and code.

    ``subject`` is the result or the figures of the edition that the scores are of.
    """
    if ranks not in (None, UNOFFICIAL):
        raise UsageError("chart.ranks-unknown", wanted=str(ranks))
    by_score = tuple(sorted(scores, key=lambda code: (-scores[code], code)))
    if subject.ranks_published or subject.kind == OWN_INDEX:
        return RowOrder(by_score)
    if ranks == UNOFFICIAL:
        return RowOrder(by_score, is_unofficial=True)
    bands = ScoreBands.of(subject)
    numbers = {code: bands.find(score) for code, score in scores.items()}
    return RowOrder(tuple(sorted(scores, key=lambda code: (-numbers[code], code))), numbers)
