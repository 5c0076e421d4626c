"""A result with scores and ranks of nodes, as those see it who do not know which index it is of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from ictindex.core.arrays import Array
from ictindex.data.published import Published
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Renderable
from ictindex.results.extent import Extent
from ictindex.results.methodology import Methodology

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class ScoredResult(Protocol):
    """Scores of an edition: of the development index, or of the composite of price baskets."""

    @property
    def id(self) -> str:
        """Its id, with its kind."""

    @property
    def methodology(self) -> Methodology:
        """By which it was computed."""

    @property
    def edition(self) -> int:
        """The edition."""

    @property
    def year(self) -> int:
        """The year of its data."""

    @property
    def kind(self) -> str:
        """Which kind of result it is."""

    @property
    def published(self) -> Published | None:
        """Published figures to compare with."""

    @property
    def is_reference_year(self) -> bool:
        """Whether the data year is that of the edition."""

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes, sorted."""

    @property
    def nodes(self) -> tuple[str, ...]:
        """Ids of the nodes in reading order."""

    @property
    def decimals(self) -> int:
        """Decimals of publication."""

    @property
    def missing(self) -> Array:
        """Where there is no score."""

    @property
    def rounded(self) -> Array:
        """Scores as published."""

    @property
    def rank_array(self) -> Array:
        """Ranks; 0 where there is none."""

    @property
    def extent(self) -> Extent:
        """Among how many economies ranks are, and how many the edition has."""

    @property
    def scores(self) -> pd.DataFrame:
        """Scores as published, with labels."""

    @property
    def ranks(self) -> pd.DataFrame:
        """Ranks, with labels."""

    @property
    def dataset(self) -> xr.Dataset:
        """Everything as an xarray dataset."""

    def unrounded(self, economy: str) -> dict[str, Decimal]:
        """Return the unrounded score of every node of an economy."""

    def comparison(self) -> pd.DataFrame:
        """Return recomputed figures with the published ones."""

    def explain(
        self, economy: str, *, node: str | None = None, language: str | None = None
    ) -> Renderable:
        """Show the whole arithmetic of an economy."""

    def notices(self, language: str) -> list[str]:
        """Return what views say of its origin."""

    def frame_attributes(self) -> dict[str, str]:
        """Return the same for the attributes of frames."""

    def remarks(self, language: str) -> list[Block]:
        """Return how many inputs have each flag."""

    def to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data."""

    def blocks(self, language: str) -> Sequence[Block]:
        """Return the table of scores."""
