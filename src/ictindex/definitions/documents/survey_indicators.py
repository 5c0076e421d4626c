"""The indicators of household surveys: what a survey has to ask, and how its answers are counted.

A document states the unit, the reference period, the answers that count, and what of it was read.
Its words (question, numerator, denominator, traps) are in the language files. The arithmetic of
estimates is in ``engine/sampling``; a mapping joins the variables of a survey to these documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.definitions import catalogue
from ictindex.definitions.documents.bibliography import READ, sources_read
from ictindex.definitions.documents.fields import Identifier
from ictindex.definitions.documents.parts import Bounds, Length, Part, Pattern, named_key, part
from ictindex.definitions.documents.toml_reader import read_part, read_toml

HOUSEHOLDS, INDIVIDUALS = "households", "individuals"
Unit = Literal["households", "individuals"]
WeightUnit = Literal["household", "person", "dwelling"]
UnknownAnswers = Literal["in-denominator", "out-of-denominator"]
# Reference periods: on the day of the interview, durations (P3M: three months), at any time.
NOW, EVER = "now", "ever"
Period = Annotated[str, Pattern(r"^(now|ever|P[1-9][0-9]{0,2}[DWMY])$")]
Mark = Literal["printed", "second-hand", "own"]
Age = Annotated[int, Bounds(ge=0, le=130)]


@part
class AgeScope(Part):
    """The ages of the definition, and those of which a survey is comparable with a note.

    No limit of age was read in a definition, so that all ages are in scope. A survey of fewer ages
    that begins at ``note_from`` at the latest, and ends at ``note_to`` at the earliest, is
    comparable with a note. These two are a convention of this project.
    """

    note_from: Age
    note_to: Age


@part
class StatedEvidence(Part):
    """Marks of the parts that were read in the publisher's words, and of those chosen here."""

    question: Mark
    numerator: Mark
    denominator: Mark
    reference_period: Mark
    unknown_answers: Mark
    weight: Mark
    read: tuple[Identifier, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield a mark that claims a text, where no source was read."""
        rows = [sources_read().get(key) for key in self.read]
        for key, row in zip(self.read, rows, strict=True):
            if row is None or row.copy_kind not in READ:
                yield f"survey-source:{key}"
        marks = (self.numerator, self.denominator, self.reference_period, self.question)
        if "printed" in marks and not self.read:
            yield "survey-source:read"


@part
class SurveyIndicator(Part):
    """An indicator that a household survey measures.

    Parameters
    ----------
    id : str
        Its id; that of the catalogue, if the catalogue has the indicator.
    indicator : str
        Indicator of the catalogue; empty if it has none.
    core_list : str
        Code in the Partnership's Core List; empty if it was not read.
    unit : str
        What is counted: ``"households"`` or ``"individuals"``.
    filter : str
        ``"all"``: everybody in scope is asked; ``"users"``: others pass the question by.
    not_asked : str
        What a record is that passed the question by: ``"no"``, or ``"refused"``.
    unknown_answers : str
        Whether unknown answers are in the denominator.
    reference_period : str
        ``"now"``, ``"ever"`` or a duration such as ``"P3M"``.
    weight : str
        The weight that belongs to the unit.
    items : tuple of str
        Parts that are estimated one by one, such as types of skills.
    breakdowns : tuple of str
        By what it is published.
    traps : tuple of str
        Ids of the words on what is often wrong.
    ages : AgeScope, optional
        Of individuals: the ages in scope.
    evidence : StatedEvidence
        What was read.
    """

    schema_version: Literal[1] = named_key("schema")
    id: Identifier
    indicator: str
    core_list: Annotated[str, Pattern(r"^([A-Z]{1,3}[0-9]{1,2})?$")]
    unit: Unit
    filter: Literal["all", "users"]
    not_asked: Literal["no", "refused"]
    unknown_answers: UnknownAnswers
    reference_period: Period
    weight: Literal["household", "person"]
    items: tuple[Identifier, ...]
    breakdowns: Annotated[tuple[Identifier, ...], Length(1)]
    traps: tuple[Identifier, ...]
    ages: AgeScope | None = None
    evidence: StatedEvidence

    def faults(self) -> Iterator[str]:
        """Yield an indicator that is not that of the catalogue, and units that do not fit."""
        catalogued = catalogue.catalogued_indicators()
        if self.indicator and (self.indicator not in catalogued or self.indicator != self.id):
            yield f"unknown-indicator:{self.indicator}"
        if not self.indicator and self.id in catalogued:
            yield f"unknown-indicator:{self.id}"
        if (self.unit == HOUSEHOLDS) != (self.weight == "household"):
            yield f"survey-unit:{self.weight}"
        if (self.unit == HOUSEHOLDS) != (self.ages is None):
            yield "survey-unit:ages"
        if (self.filter == "users") != (self.not_asked == "no"):
            yield f"survey-filter:{self.filter}"


@lru_cache(maxsize=1)
def survey_indicators() -> Mapping[str, SurveyIndicator]:
    """Return the indicators of household surveys by id: households first, as in the Core List.

    Examples
    --------
    >>> from ictindex.definitions.documents.survey_indicators import survey_indicators
    >>> survey_indicators()["internet-users"].reference_period
    'P3M'
    """
    listed = []
    for path in sorted((package_data.folder("methodology") / "surveys").glob("*.toml")):
        document = read_part(SurveyIndicator, read_toml(path), path.name)
        if document.id != path.stem:
            raise DocumentError("document.file-name", file=path.name, key="id", value=document.id)
        listed.append(document)
    listed.sort(key=lambda each: (each.unit != HOUSEHOLDS, each.id))
    return MappingProxyType({each.id: each for each in listed})
