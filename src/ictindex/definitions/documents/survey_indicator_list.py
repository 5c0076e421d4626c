"""The indicators of household surveys as a table and a page, with our draft questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.definitions.documents.survey_indicators import SurveyIndicator, survey_indicators
from ictindex.language import i18n
from ictindex.language.i18n.document import Bullets, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    from ictindex.language.i18n.document import Block


def name_indicator(id: str, language: str | None = None) -> str:
    """Return the name of an indicator of surveys: that of the catalogue, if it has it."""
    named = i18n.has_label("survey-names", id)
    return i18n.label("survey-names" if named else "nodes", id, language)


def name_item(item: str, language: str | None = None) -> str:
    """Return the name of a part of an indicator, such as an activity; empty for the whole."""
    return i18n.label("survey-items", item, language) if item else ""


def name_period(period: str, language: str | None = None) -> str:
    """Return a reference period in words: on the day, ever, or the last three months.

    Examples
    --------
    >>> name_period("P3M", "en"), name_period("now", "en")
    ('last 3 months', 'on the day of the interview')
    """
    if not period.startswith("P"):
        return i18n.label("survey-periods", period, language)
    return i18n.text("survey-periods", period[-1], language, count=int(period[1:-1]))


SURVEY_INDICATORS = define(
    "survey-indicators",
    Column("id", "code", page=False),
    Column("name", "text", "columns/indicator", get="id", names=name_indicator, data=False),
    Column("indicator", "code", about="of the catalogue; empty if it has none", page=False),
    Column("core_list", "code", "survey/core-list", "code, if it was read", absent=""),
    Column("unit", "code", about="households or individuals", page=False),
    Column("reference_period", "code", "survey/reference-period", names=name_period),
    Column("filter", "code", about="who is asked", page=False),
    Column("not_asked", "code", about="what a record is that is not asked", page=False),
    Column("unknown_answers", "code", about="in the denominator or out of it", page=False),
    Column("weight", "code", about="the weight of the unit", page=False),
    Column("question", "text", "survey/question", "in the language of the output", gaps=True),
    Column("numerator", "text", gaps=True, page=False),
    Column("denominator", "text", gaps=True, page=False),
    Column("items", "codes", about="parts that are estimated one by one", page=False),
    Column("breakdowns", "codes", page=False),
    Column("traps", "codes", about="what is often wrong", page=False),
    Column("evidence", "codes", about="what was read (printed) or chosen here (own)", page=False),
    Column("read", "codes", about="ids of the list of sources", page=False),
    key=("id",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class SurveyIndicators(TabularResult):
    """The indicators of household surveys. Made by :func:`ictindex.surveys.list_indicators`.

    Parameters
    ----------
    by_id : mapping of str to SurveyIndicator
        The documents by id, those of households first.

    Examples
    --------
    >>> import ictindex as ict
    >>> listed = ict.surveys.list_indicators()
    >>> listed.by_id["mobile-phone-ownership"].traps
    ('active-card', 'use-is-not-ownership', 'employer-phone')
    >>> frame = listed.to_frame()
    >>> frame.loc[frame["id"] == "households-internet", "core_list"].item()
    'HH6'
    """

    by_id: Mapping[str, SurveyIndicator]

    _parts = (Part("indicators", SURVEY_INDICATORS, "by_id"),)

    def _table(self, part: str | None = None) -> Table:
        self._choose_part(part)
        language = i18n.current_language()
        rows = [_record(document, language) for document in self.by_id.values()]
        return Table.of(SURVEY_INDICATORS, rows)

    def _blocks(self, language: str) -> list[Block]:
        rows = [_record(document, language) for document in self.by_id.values()]
        blocks: list[Block] = [
            Heading(i18n.text("survey", "indicators-title", language), 1),
            Sentence("survey/draft").as_note(),
            write_grid(Table.of(SURVEY_INDICATORS, rows), language),
        ]
        for document in self.by_id.values():
            blocks += _describe(document, language)
        if not all(document.indicator for document in self.by_id.values()):
            blocks.append(Sentence("survey/not-in-catalogue"))
        return blocks


def _record(document: SurveyIndicator, language: str) -> dict[str, Any]:
    marks = {name: mark for name, mark in document.evidence.to_dict().items() if name != "read"}
    listed = SURVEY_INDICATORS.columns
    return {
        **{name: getattr(document, name) for name in document.to_dict() if name in listed},
        "question": i18n.label("survey-questions", document.id, language),
        "numerator": i18n.label("survey-numerators", document.id, language),
        "denominator": i18n.label("survey-denominators", document.unit, language),
        "evidence": tuple(f"{name}={mark}" for name, mark in marks.items()),
        "read": document.evidence.read,
    }


def _describe(document: SurveyIndicator, language: str) -> list[Block]:
    """Return who is counted, of whom, in which parts, and what is often wrong."""
    of_whom = i18n.label("survey-denominators", document.unit, language)
    numerator = i18n.label("survey-numerators", document.id, language)
    denominator = i18n.pair(i18n.label("survey", "denominator", language), of_whom, language)
    points = [i18n.detail(numerator, denominator, language)]
    points += [name_item(item, language) for item in document.items]
    points += [i18n.label("survey-traps", trap, language) for trap in document.traps]
    return [Heading(name_indicator(document.id, language), 2), Bullets(points)]


def list_indicators() -> SurveyIndicators:
    """Return the indicators that household surveys measure, as documents.

    Each says what is asked (our draft: the model questions of ITU's manual were not read), who is
    in the numerator and in the denominator, in which reference period, and whether unknown answers
    stay in the denominator. ``evidence`` says what of it was read.

    Returns
    -------
    SurveyIndicators
        The documents, as a table and a page.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.surveys.list_indicators().by_id["internet-users"].unknown_answers
    'in-denominator'
    """
    return SurveyIndicators(survey_indicators())
