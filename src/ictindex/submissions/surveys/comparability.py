"""The verdict on an estimate of a survey: does it measure what the indicator says?

The rules compare the mapping of the survey with the document of the indicator. Each reason is a
code; its words are in the language files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ictindex.definitions.documents.survey_indicators import INDIVIDUALS
from ictindex.language import i18n
from ictindex.submissions.surveys.survey_mapping import MappedIndicator, SurveyMapping

COMPARABLE, WITH_NOTE, NOT_COMPARABLE = "comparable", "comparable-with-note", "not-comparable"
VERDICTS = (COMPARABLE, WITH_NOTE, NOT_COMPARABLE)
# Each reason, and the verdict that it leads to.
REASONS = {
    "reference-period": NOT_COMPARABLE,
    "ages-too-few": NOT_COMPARABLE,
    "ages-fewer": WITH_NOTE,
    "part-of-territory": NOT_COMPARABLE,
    "territory-excepted": WITH_NOTE,
    "unknown-answers": WITH_NOTE,
    "weight-of-dwelling": WITH_NOTE,
    "weight-of-household": WITH_NOTE,
    "weight-of-other-unit": NOT_COMPARABLE,
}


class Comparability(NamedTuple):
    """The verdict on an indicator of a survey, with its reasons."""

    verdict: str
    reasons: tuple[str, ...]

    def describe(self, language: str | None = None) -> str:
        """Return verdict and reasons in words: the note of an observation."""
        verdict = i18n.label("survey-verdicts", self.verdict, language)
        if not self.reasons:
            return verdict
        reasons = (i18n.label("survey-reasons", reason, language) for reason in self.reasons)
        return i18n.pair(verdict, i18n.clauses(reasons, language), language)


def judge_comparability(mapping: SurveyMapping, indicator: MappedIndicator) -> Comparability:
    """Return whether an estimate is comparable: the worst verdict of all reasons."""
    reasons = tuple(_list_reasons(mapping, indicator))
    verdicts = [COMPARABLE, *(REASONS[reason] for reason in reasons)]
    return Comparability(max(verdicts, key=VERDICTS.index), reasons)


def _list_reasons(mapping: SurveyMapping, indicator: MappedIndicator) -> Iterator[str]:
    document, scope = indicator.document, mapping.population
    if indicator.reference_period != document.reference_period:
        yield "reference-period"
    ages = document.ages
    if ages is not None and (scope.age_from or scope.age_to):
        begins, ends = (
            scope.age_from <= ages.note_from,
            not scope.age_to or scope.age_to >= ages.note_to,
        )
        yield "ages-fewer" if begins and ends else "ages-too-few"
    if scope.coverage != "national":
        yield "part-of-territory" if scope.coverage == "part" else "territory-excepted"
    unknown = indicator.unknown_answers
    if unknown is not None and unknown != document.unknown_answers:
        yield "unknown-answers"
    if mapping.weight.unit != document.weight:
        yield _name_weight(mapping)


def _name_weight(mapping: SurveyMapping) -> str:
    """Return what another weight than that of the unit means."""
    unit, is_of_persons = mapping.weight.unit, mapping.records == INDIVIDUALS
    if unit == "person" or (is_of_persons and mapping.population.respondents == "one"):
        return "weight-of-other-unit"
    # All members of a household have its weight: it is that of the persons, if all are asked.
    return "weight-of-household" if unit == "household" else "weight-of-dwelling"
