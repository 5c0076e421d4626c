"""The kinds of values in a methodology document, and the common parts of documents.

The parts of a composite are in ``idi_rules``, those of price baskets in ``ipb_rules``; ``model``
combines them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from ictindex.definitions import catalogue
from ictindex.definitions.documents.parts import Bounds, Length, Listed, Part, Pattern, part

Identifier = Annotated[str, Pattern(r"^[a-z0-9]+(-[a-z0-9]+)*$")]


Constant = Decimal
# Ranks tie on at most 12 decimals, so that a rounded score fits into 64 bits.
_MOST_SCALE = 1_000_000
Scale = Annotated[Decimal, Bounds(gt=0, le=_MOST_SCALE)]
# Volumes, minutes and percentages are above zero.
Amount = Annotated[Decimal, Bounds(gt=0, le=_MOST_SCALE)]
Year = Annotated[int, Bounds(ge=1900, le=2200)]
Offset = Annotated[int, Bounds(ge=-5, le=0)]


IndicatorId = Annotated[Identifier, Listed("unknown-indicator", lambda: catalogue.indicators())]


@part
class Years(Part):
    """Years of data of an edition, as offsets from the edition."""

    reference: Offset
    carried: tuple[Offset, ...] = ()
    retrospective: tuple[Year, ...] = ()


@part
class EditionPopulation(Part):
    """The population behind one edition: the publication and its revision."""

    edition: Year
    publication: Literal["un-wpp", "not-stated"]
    vintage: Annotated[str, Pattern(r"^(\d{4}|not-stated)$")]


@part
class Population(Part):
    """The series of population behind "per 100 inhabitants", with its vintage by edition.

    An edition cannot be recomputed from counts without it.
    """

    series: Literal["population"]
    editions: Annotated[tuple[EditionPopulation, ...], Length(1)]

    def find_edition(self, edition: int) -> EditionPopulation | None:
        """Return the population of an edition, or ``None`` if the document names none.

        Examples
        --------
        >>> from ictindex.definitions.documents import library
        >>> population = library()["idi-methodology-2023"].population
        >>> found = [population.find_edition(edition) for edition in (2024, 2025)]
        >>> [(each.publication, each.vintage) for each in found]
        [('un-wpp', '2022'), ('un-wpp', '2024')]
        """
        return next((entry for entry in self.editions if entry.edition == edition), None)


@part
class Rounding(Part):
    """Rounding of figures for publication; all earlier steps are unrounded."""

    decimals: Annotated[int, Bounds(ge=0, le=6)]
    mode: Literal["half-up"]


@part
class Source(Part):
    """A publication that is a source of the document; the citation stays in its language.

    The words that readers see for ``location`` are in the language files, under
    ``documents.<id>.sources``.
    """

    id: Identifier
    title: str
    year: Year
    location: str


@part
class Erratum(Part):
    """A slip of the source: the printed value, and the value that the published figures follow.

    ``subjects`` are the nodes, indicators and baskets concerned.
    """

    id: Identifier
    subjects: Annotated[tuple[Identifier, ...], Length(1)]
    source: Identifier
    location: str
    printed: str
    used: str
