"""The kinds of values in a methodology document, and the parts that documents of both indices have.

The parts of a composite are in ``idi_rules``, those of price baskets in ``ipb_rules``; ``model``
puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from ictindex import catalogue

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _whole_to_decimal(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def as_written(value: Decimal) -> str:
    """Write a constant with the digits that the document gives it: 33.30 stays 33.30."""
    return format(value, "f")


# As long as the number grammar admits: 18 digits before the point, 20 behind.
Constant = Annotated[
    Decimal,
    Field(max_digits=38, decimal_places=20),
    BeforeValidator(_whole_to_decimal),
    PlainSerializer(as_written, return_type=str),
    WithJsonSchema({"type": "number", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18}),
]
# Ranks tie on at most 12 decimals: with this bound a rounded score fits into 64 bits.
_MOST_SCALE = 1_000_000
Scale = Annotated[
    Constant,
    Field(gt=0, le=_MOST_SCALE),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_SCALE}),
]
# Volumes, minutes and percentages: whatever is bought is more than nothing.
Amount = Annotated[
    Constant,
    Field(gt=0, le=_MOST_SCALE),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_SCALE}),
]
Year = Annotated[int, Field(ge=1900, le=2200)]
Offset = Annotated[int, Field(ge=-5, le=0)]


def check_listed(code: str, allowed: Callable[[], Iterable[str]]) -> AfterValidator:
    """Return the check that an id is one of the catalogue's; the fault has the given code."""

    def check(value: str) -> str:
        if value not in allowed():
            raise ValueError(f"{code}:{value}")
        return value

    return AfterValidator(check)


IndicatorId = Annotated[
    Identifier, check_listed("unknown-indicator", lambda: catalogue.indicators())
]


class Part(BaseModel):
    """A table of a document: frozen, with no key that is not read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Years(Part):
    """Which year's data an edition uses, as offsets from the edition."""

    reference: Offset
    carried: Annotated[tuple[Offset, ...], Field(strict=False)] = ()
    retrospective: Annotated[tuple[Year, ...], Field(strict=False)] = ()


class EditionPopulation(Part):
    """The population behind one edition: whose publication, and which revision of it."""

    edition: Year
    publication: Literal["un-wpp", "not-stated"]
    vintage: Annotated[str, Field(pattern=r"^(\d{4}|not-stated)$")]


class Population(Part):
    """The series of population behind "per 100 inhabitants", with its vintage by edition.

    Without it an edition cannot be recomputed from counts.
    """

    series: Literal["population"]
    editions: Annotated[tuple[EditionPopulation, ...], Field(min_length=1, strict=False)]

    def of(self, edition: int) -> EditionPopulation | None:
        """Return the population of an edition, or ``None`` where the document names none.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> population = library()["idi-methodology-2023"].population
        >>> [(population.of(e).publication, population.of(e).vintage) for e in (2024, 2025)]
        [('un-wpp', '2022'), ('un-wpp', '2024')]
        """
        return next((entry for entry in self.editions if entry.edition == edition), None)


class Rounding(Part):
    """How figures are rounded for publication; everything before is unrounded."""

    decimals: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half-up"]


class Source(Part):
    """A publication that the document was taken from; the citation stays in its language.

    The words that a reader gets for ``location`` stand in the language files, under
    ``documents.<id>.sources``.
    """

    id: Identifier
    title: str
    year: Year
    location: str


class Erratum(Part):
    """A slip of the source: what it prints and what the published figures follow.

    ``subjects`` are the nodes, indicators and baskets that it is about.
    """

    id: Identifier
    subjects: Annotated[tuple[Identifier, ...], Field(min_length=1, strict=False)]
    source: Identifier
    location: str
    printed: str
    used: str
