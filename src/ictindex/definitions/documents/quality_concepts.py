"""The concepts of a quality report: their dimensions, and the data that fill each of them.

The names of dimensions and concepts are ours: the texts of the standards after which they are
arranged were not read, and each standard says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Literal

from ictindex.core import package_data
from ictindex.definitions.documents.fields import Identifier
from ictindex.definitions.documents.parts import Length, Part, Pattern, part
from ictindex.definitions.documents.toml_reader import read_part, read_toml

Datum = Literal[
    "owner",
    "definition",
    "breakdowns",
    "observed-years",
    "unit",
    "last-period",
    "legal-basis",
    "release-days",
    "frequency",
    "address",
    "codes",
    "completeness",
    "sampling-error",
    "timeliness",
    "punctuality",
    "survey-days",
    "breaks",
    "breakdown-totals",
    "errata",
    "source",
    "source-class",
    "collection-days",
    "findings",
    "rates",
    "maker",
    "status",
]
FILE = "quality-concepts-1.toml"


@part
class Standard(Part):
    """A standard after which the concepts are arranged.

    Parameters
    ----------
    id : str
        Its id; its name is in the language files.
    version : str
        Its version, if it has one.
    read : bool
        Whether its text was read for this document.
    """

    id: Identifier
    version: str = ""
    read: bool


@part
class Dimension(Part):
    """A dimension of quality; its name is in the language files."""

    id: Identifier


@part
class Concept(Part):
    """A concept of reference metadata.

    Parameters
    ----------
    id : str
        Its id; its name is in the language files.
    chapter : str
        Number of the chapter of SIMS, from memory.
    dimensions : tuple of str
        The dimensions of quality that it belongs to; a report shows it under the first.
    filled_by : tuple of str
        The data that fill it; none: only the office knows it.
    """

    id: Identifier
    chapter: Annotated[str, Pattern(r"^S\.[1-9][0-9]?$")]
    dimensions: Annotated[tuple[Identifier, ...], Length(1)]
    filled_by: tuple[Datum, ...] = ()


@part
class QualityConcepts(Part):
    """The concepts of a quality report, in the order of SIMS.

    Parameters
    ----------
    id : str
        Id of the document.
    standards, dimensions, concepts : tuple
        The standards, the dimensions in the order of a report, the concepts.
    """

    id: Identifier
    standards: Annotated[tuple[Standard, ...], Length(1)]
    dimensions: Annotated[tuple[Dimension, ...], Length(1)]
    concepts: Annotated[tuple[Concept, ...], Length(1)]

    def faults(self) -> Iterator[str]:
        """Yield concepts of no known dimension, and ids that appear twice."""
        dimensions = {each.id for each in self.dimensions}
        for concept in self.concepts:
            for name in concept.dimensions:
                if name not in dimensions:
                    yield f"dimension-unknown:{name}"
        for listed in (self.standards, self.dimensions, self.concepts):
            counts = Counter(each.id for each in listed)
            yield from (f"id-twice:{key}" for key, count in counts.items() if count > 1)

    def list_dimension(self, dimension: str) -> tuple[Concept, ...]:
        """Return the concepts that a report shows under a dimension."""
        return tuple(each for each in self.concepts if each.dimensions[0] == dimension)


@lru_cache(maxsize=1)
def quality_concepts() -> QualityConcepts:
    """Return the concepts of this version of the library.

    Examples
    --------
    >>> concepts = quality_concepts()
    >>> len(concepts.concepts), [each.id for each in concepts.list_dimension("timeliness")]
    (40, ['timeliness', 'punctuality'])
    >>> any(standard.read for standard in concepts.standards)
    False
    """
    path = package_data.folder("methodology") / "quality" / FILE
    return read_part(QualityConcepts, read_toml(path), path.name)
