"""An edition as it was published, seen by charts that draw results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.publishing.charts.edition_scores import decimals_of

if TYPE_CHECKING:
    from ictindex.core.own_terms import OwnTerms
    from ictindex.indices.results.extent import Extent


class EditionView:
    """The published scores of an edition in the form of a result: no value, no flag, no input."""

    flags: Mapping[tuple[str, str], Sequence[str]] = {}
    own_terms: OwnTerms | None = None

    def __init__(self, figures: EditionFigures) -> None:
        plan = figures.methodology.plan
        self.figures, self.methodology = figures, figures.methodology
        self.index, self.edition = figures.methodology.document.index, figures.edition
        self.year, self.kind = figures.year, figures.kind
        self.decimals = decimals_of(figures)
        self.economies = figures.economies
        printed = {node for _, node in figures.scores}
        self.nodes = tuple(node for node in plan.reading_order() if node in printed)
        self.order = tuple(plan.nodes.index(node) for node in self.nodes)
        self.rounded_rows = [
            tuple(figures.scores.get((economy, node)) for node in plan.nodes)
            for economy in self.economies
        ]

    @property
    def extent(self) -> Extent:
        """The number of economies here, and of the whole edition."""
        return self.figures.extent

    def position(self, node: str) -> int:
        """Return the position of a node in the rows."""
        return self.methodology.plan.nodes.index(node)

    def economy_position(self, economy: str) -> int:
        """Return the row of an economy."""
        return self.economies.index(economy)

    def inputs(self, economy: str) -> Mapping[str, Decimal]:
        """Return no values: only scores were published."""
        return {}

    def notices(self, language: str) -> list[str]:
        """Return the notices on origin that every view has."""
        return self.figures.notices(language)


def view_of(subject: Any) -> Any:
    """Return a result as it is, and the figures of an edition in its form."""
    if not isinstance(subject, EditionFigures):
        return subject
    return EditionView(subject) if subject.result is None else subject.result
