"""A result with scores and ranks of nodes, for rooms that are independent of the index."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core.records import read_only
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.extent import Extent
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd


@read_only
class ScoredResult(EditionResult):
    """Scores of an edition: of the development index, or of the composite of price baskets."""

    if TYPE_CHECKING:

        @property
        def nodes(self) -> tuple[str, ...]:
            """Ids of the nodes in reading order."""

        @property
        def extent(self) -> Extent:
            """Number of ranked economies, and number of economies of the edition."""

        @property
        def scores(self) -> pd.DataFrame:
            """Scores as published, with labels."""

        @property
        def ranks(self) -> pd.DataFrame:
            """Ranks, with labels."""

        def unrounded(self, economy: str) -> dict[str, Decimal]:
            """Return the unrounded score of every node of an economy."""

        def explain(
            self, economy: str, *, node: str | None = None, language: str | None = None
        ) -> Renderable:
            """Show the whole arithmetic of an economy."""

        def remarks(self, language: str) -> list[Block]:
            """Return the number of inputs with each flag."""
