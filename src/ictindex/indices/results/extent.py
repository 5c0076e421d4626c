"""The extent of a result: its number of economies, and that of the published edition.

Each column of figures has an extent. If it covers the whole edition, a rank, a mean or a median is
that of the edition; otherwise the views state the number of economies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.definitions.catalogue import EditionSize

# Flag of a rank among only a part of an edition.
PART = "part-of-edition"


@dataclass(frozen=True, slots=True)
class Extent:
    """Number of economies with figures, and number of economies of the edition.

    Parameters
    ----------
    here : int
        Number of economies with figures.
    whole : int or None
        Number of economies of the published edition; ``None`` if it is not known.
    source : str
        Publication of that number; empty if it is not known.

    Examples
    --------
    >>> Extent(77, 167).complete, Extent(167, 167).complete, Extent(167, None).complete
    (False, True, False)
    >>> Extent(77, 167).rank_label(True, "en"), Extent(170, 170).rank_label(False, "en")
    ('Rank among 77 of 167 (not the published rank)', 'Rank among 170 (not published)')
    >>> Extent(77, None).facts()
    {'among': 77, 'of': None, 'complete': False}
    """

    here: int
    whole: int | None
    source: str = ""

    @property
    def complete(self) -> bool:
        """True if these are as many economies as the edition has."""
        return self.here == self.whole

    def note(self, language: str) -> str:
        """Return the note of a view on ranks and group figures; empty for a complete edition.

        Examples
        --------
        >>> Extent(77, 167).note("en")
        'These are 77 of the 167 economies of the edition: ranks, means and medians are of these alone, not the published ones.'
        >>> Extent(167, 167).note("en")
        ''
        """  # noqa: E501
        return "" if self.sentence is None else self.sentence.to_text(language)

    @property
    def sentence(self) -> i18n.Sentence | None:
        """The note as a sentence; ``None`` for a complete edition.

        Examples
        --------
        >>> Extent(77, 167).sentence.to_dict()
        {'code': 'extent/part', 'figures': {'count': 77, 'total': 167}}
        """
        return describe_part(self, has_ranks=True)

    def rank_label(self, published: bool, language: str | None) -> str:
        """Return the name of ranks: of the edition, or among a number of economies."""
        here = self.here
        if self.complete and published:
            name = i18n.Sentence("views/rank-published")
        elif self.complete:
            name = i18n.Sentence("views/rank-among", count=here)
        elif self.whole is None:
            name = i18n.Sentence(
                "extent/rank-part-unknown" if published else "extent/rank-among-unknown",
                count=here,
            )
        else:
            name = i18n.Sentence(
                "extent/rank-part" if published else "extent/rank-among",
                count=here,
                total=self.whole,
            )
        return name.to_text(language)

    def facts(self) -> dict[str, object]:
        """Return the extent as plain data: both numbers, and whether they are equal."""
        return {"among": self.here, "of": self.whole, "complete": self.complete}

    def attributes(self) -> dict[str, str | int]:
        """Return the extent for the attributes of a dataset, which do not allow ``None``."""
        whole = "unknown" if self.whole is None else self.whole
        return {"economies": self.here, "economies_of_edition": whole}


def describe_part(extent: Extent, *, has_ranks: bool) -> i18n.Sentence | None:
    """Return the note on a part of an edition; it speaks of ranks only where there are any."""
    if extent.complete:
        return None
    suffix = "" if has_ranks else "-unranked"
    if extent.whole is None:
        return i18n.Sentence(f"extent/unknown{suffix}", count=extent.here)
    return i18n.Sentence(f"extent/part{suffix}", count=extent.here, total=extent.whole)


def add_extent_columns(frame: pd.DataFrame, extent: Extent) -> None:
    """Put the columns ``among`` and ``of`` into a frame of ranks."""
    import pandas as pd

    frame["among"] = pd.array([extent.here] * len(frame), dtype="Int64")
    frame["of"] = pd.array([extent.whole] * len(frame), dtype="Int64")


def edition_extent(index: str, edition: int, here: int) -> Extent:
    """Return the extent of a result of the reference year of an edition."""
    return _make_extent(catalogue.edition_size(index, edition), here)


def basket_extent(definition: str, year: int, measure: str, here: int) -> Extent:
    """Return the extent of the prices of a basket in a year, in the publisher's panel."""
    return _make_extent(catalogue.panel_size(definition, year, measure), here)


def _make_extent(size: EditionSize | None, here: int) -> Extent:
    # More economies than the edition has are not those of the edition.
    if size is None or here > size.economies:
        return Extent(here, None)
    return Extent(here, size.economies, size.source)
