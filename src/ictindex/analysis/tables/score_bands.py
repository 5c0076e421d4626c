"""Bands of scores: equal parts of the scale, named by their limits, never by adjectives.

An edition without ranks shows its economies in bands, and by name within each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

# Every band is a tenth of the scale, whatever the scores are.
TENTHS = 10


@dataclass(frozen=True, slots=True)
class ScoreBands:
    """The bands of a scale whose scores are published with some decimals.

    ``count`` is the number of bands; a map has fewer, since people can distinguish few shades.
    """

    scale: Decimal
    places: int
    count: int = TENTHS

    @classmethod
    def of(cls, figures: EditionFigures, count: int = TENTHS) -> ScoreBands:
        """Return the bands of the scores of an edition."""
        rounding = figures.methodology.document.rounding
        places = 1 if rounding is None else rounding.decimals
        return cls(Decimal(figures.methodology.plan.scale), places, count)

    def find(self, score: Decimal) -> int:
        """Return the band of a score, from 0: that of the score as it is shown.

        Examples
        --------
        >>> bands = ScoreBands(Decimal(100), 1)
        >>> [bands.find(Decimal(score)) for score in ("0", "79.9", "79.95", "80", "100")]
        [0, 7, 8, 8, 9]
        """
        shown = decimals.round_half_up(score, self.places)
        return min(int(shown * self.count / self.scale), self.count - 1)

    def limits(self, band: int) -> tuple[Decimal, Decimal]:
        """Return the lowest and the highest score that a band can show."""
        low, high = (self.scale * (band + step) / self.count for step in (0, 1))
        return low, high if band == self.count - 1 else high - Decimal(1).scaleb(-self.places)

    def name(self, band: int, language: str) -> str:
        """Return the name of a band: its limits.

        Examples
        --------
        >>> bands = ScoreBands(Decimal(100), 1)
        >>> bands.name(8, "en"), bands.name(9, "en")
        ('80 to 89.9', '90 to 100')
        """
        low, high = (
            i18n.short_number(limit, language, places=self.places) for limit in self.limits(band)
        )
        # In words: a dash between two numbers can be read from either side.
        return i18n.text("charts", "band", language, low=low, high=high)

    def sort(self, scores: Mapping[str, Decimal]) -> dict[int, Sequence[str]]:
        """Return the economies of each band that has any, from the upper end of the scale."""
        bands: dict[int, list[str]] = {}
        for economy, score in scores.items():
            bands.setdefault(self.find(score), []).append(economy)
        return {band: tuple(bands[band]) for band in sorted(bands, reverse=True)}
