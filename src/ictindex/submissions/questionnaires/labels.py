"""The words of a workbook: titles of sheets, and the lists to choose from with their codes.

A list is written into the workbook as codes next to labels, and the reader takes the labels from
there. So a better translation in a later version does not make older workbooks unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ictindex.data.tables.schema import ERROR_METHODS
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.questionnaires.layout import (
    ANSWERS,
    CODES,
    CORRECTIONS,
    LISTS,
    META,
    START,
    Ask,
    Form,
)

Options = Mapping[str, tuple[tuple[str, str], ...]]
ANSWER_KINDS = ("confirm", "correct", "withdraw")
UNLIMITED = "unlimited"
# The hidden sheets have the same name in all languages.
HIDDEN = {LISTS: "lists", META: "ictindex"}


def sheet_titles(
    form: Form, language: str, *, answers: bool, corrections: bool = False
) -> dict[str, str]:
    """Return the titles of the sheets by id, in the order of the workbook."""
    more = [key for key, is_there in ((ANSWERS, answers), (CORRECTIONS, corrections)) if is_there]
    shown = [START, *form.pages, *more, CODES]
    named = {key: i18n.text(f"questionnaire/sheets/{key}", "title", language) for key in shown}
    return named | HIDDEN


def list_options(form: Form, language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the lists to choose from: (code, label) by the id of the list."""

    choices: dict[str, tuple[tuple[str, str], ...]] = {
        "status": _choices("status", form.plan.statuses, language),
        "conf_status": _choices("conf_status", form.plan.confidentiality, language),
        "yes-no": _choices("yes-no", ("yes", "no"), language),
        UNLIMITED: _choices("volume", (UNLIMITED,), language),
    }
    for kind, kinds in (("error", ANSWER_KINDS[1:]), ("warning", ANSWER_KINDS)):
        choices[f"answer-{kind}"] = _choices("answers", kinds, language)
    economy = catalogue.economies().get(form.economy)
    own = None if economy is None else economy.currency
    codes = dict.fromkeys(code for code in (own, "USD", "EUR") if code)
    choices["currency"] = tuple((code, code) for code in codes)
    for page in form.pages.values():
        for ask in page.asks:
            units = form.plan.units[ask.indicator]
            key = units_of(ask)
            choices[key] = tuple((unit, i18n.label("units", unit, language)) for unit in units)
        for column in page.columns:
            if column.choices:
                choices[f"choice/{column.name}/{page.id}"] = _choices(
                    column.name, column.choices, language
                )
    # The last one, so that older programs find the lists that they know where they were.
    if form.precision:
        choices["error_method"] = _choices("error_method", ERROR_METHODS, language)
    return choices


def units_of(ask: Ask) -> str:
    """Return the id of the list of units in which a value may be given."""
    return f"unit/{catalogue.indicators()[ask.indicator].unit}"


def former_code(section: str, text: str) -> str:
    """Return the code of a label of a former questionnaire; else the text itself."""
    code, dash, words = text.partition(" \u2013 ")
    named = dash and words in {i18n.label(section, code, language) for language in i18n.LANGUAGES}
    return code if named else text


def _choices(section: str, codes: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, i18n.label(f"questionnaire/choices/{section}", code, language)) for code in codes
    )


def name_of(ask: Ask, language: str) -> str:
    """Return the name of a row: the indicator, or the category of a breakdown."""
    if ask.breakdown:
        return i18n.text(f"questionnaire/categories/{ask.breakdown}", ask.category, language)
    return i18n.text(f"indicators/{ask.indicator}", "name", language)


def name_in_full(ask: Ask, language: str) -> str:
    """Return the name of a row outside its sheet: the indicator and the category."""
    name = i18n.text(f"indicators/{ask.indicator}", "name", language)
    return i18n.detail(name, name_of(ask, language), language) if ask.breakdown else name


def code_of(ask: Ask) -> str:
    """Return the protected code by which a row is read."""
    return ask.code


def public_codes(ask: Ask) -> str:
    """Return the public codes of a row: those of ITU and those of the SDG indicators."""
    # ITU's Handbook has these codes without the suffix that the workbook of the index adds.
    definition = catalogue.indicators()[ask.indicator]
    itu = [code.removesuffix("_IDI") for code in definition.codes.get("itu", ())][:1]
    sdg = [
        f"SDG\u00a0{code}" for code in (*definition.codes.get("sdg", ()), *definition.related_sdg)
    ]
    return " \u00b7 ".join([*itu, *sdg])


def describe_origin(origin: str, language: str, error: str = "") -> str:
    """Return class, source and standard error of an earlier value; empty if they are unknown."""
    kind, _, source = origin.partition(" ")
    words = [i18n.label("source-class", kind, language)] if kind else []
    words += [i18n.isolate(source, language)] if source else []
    if error:
        figure = i18n.number(Decimal(error), language)
        words.append(i18n.pair(i18n.label("columns", "standard_error", language), figure, language))
    return i18n.clauses(words, language)
