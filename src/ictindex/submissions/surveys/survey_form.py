"""The questions on households and persons as a form for interviews: an XLSForm in six languages.

The questions are those of the documents of indicators. They are a draft of this project: the model
questions of ITU's manual were not read, and the form says so to whoever opens it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ictindex.core.arguments import require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.file_writer import write_file
from ictindex.core.paths import path_of
from ictindex.definitions.documents.survey_indicator_list import name_item
from ictindex.definitions.documents.survey_indicators import (
    HOUSEHOLDS,
    SurveyIndicator,
    survey_indicators,
)
from ictindex.language import i18n
from ictindex.language.i18n.spreadsheet_writer import open_book, write_cells

# The headings of an XLSForm name a language in its own words, with its code.
LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "fr": "Français",
        "es": "Español",
        "ar": "العربية",
        "ru": "Русский",
        "zh": "中文",
    }
)
YES, NO, UNKNOWN, REFUSED = "1", "2", "8", "9"
UNKNOWN_AGE = "999"
_OLDEST, _MOST_MEMBERS = 130, 40
_WORDS = "survey-form"
_ANSWERS = ((YES, "yes"), (NO, "no"), (UNKNOWN, "unknown"), (REFUSED, "refused"))
# Answers to a question with several choices that go with no other choice.
_ALONE = ("none", "unknown", "refused")
_COLUMNS = ("type", "name", "required", "relevant", "constraint", "repeat_count")
# Indicators of use: a yes to one of them leads to the question on skills.
_USE = ("individuals-computer", "internet-users", "individuals-mobile-phone")

Row = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class SurveyForm:
    """A form for interviews. Made by :func:`ictindex.surveys.make_form`.

    Parameters
    ----------
    survey, choices, settings : tuple of dict
        The rows of the three sheets of the XLSForm.
    """

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: tuple[Row, ...]

    def to_bytes(self) -> bytes:
        """Return the XLSForm as bytes; the same form always has the same bytes."""
        content = io.BytesIO()
        with open_book(content, title=self.settings[0]["form_title"]) as book:
            for name in ("survey", "choices", "settings"):
                rows: tuple[Row, ...] = getattr(self, name)
                headers = list(dict.fromkeys(key for row in rows for key in row))
                columns = [[row.get(header, "") for row in rows] for header in headers]
                write_cells(book, name, headers, columns)
        return content.getvalue()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the XLSForm as a whole, or not at all."""
        write_file(path_of(path, "path"), self.to_bytes())


def make_form(age_from: int = 0, *, language: str | None = None) -> SurveyForm:
    """Make a draft form of the questions on households and persons, in six languages.

    The form has the questions of :func:`ictindex.surveys.list_indicators`, a roster of the members
    of the household, and skips. Its answers are columns that
    :func:`ictindex.surveys.suggest_mapping` knows. Sampling, weights and the other questions of a
    survey are the office's.

    Parameters
    ----------
    age_from : int
        Youngest age that is asked; by default everybody, because no limit was read.
    language : str, optional
        Language in which the form opens; by default the one in force. It has all six.

    Returns
    -------
    SurveyForm
        The form, to be saved as an XLSForm for ODK, KoboToolbox, SurveyCTO and other programs.

    Raises
    ------
    UsageError
        If the age is not a whole number from 0 to 130.

    Examples
    --------
    >>> import ictindex as ict
    >>> form = ict.surveys.make_form(age_from=5, language="en")
    >>> form.settings[0]["form_title"]
    'Household survey on ICT access and use (draft)'
    >>> next(row["relevant"] for row in form.survey if row["name"] == "internet_users")
    '${age} >= 5'
    """
    age_from = require_whole(age_from, "age_from", 0, _OLDEST)
    chosen = i18n.current_language(language)
    settings = {
        "form_title": i18n.label(_WORDS, "title", chosen),
        "form_id": "ictindex_household_draft",
        "default_language": _name_language(chosen),
    }
    return SurveyForm(tuple(_list_rows(age_from)), tuple(_list_choices()), (settings,))


def name_question(indicator: str, item: str = "") -> str:
    """Return the name of a question in the form, which is a column of its answers."""
    return "_".join([indicator, item] if item else [indicator]).replace("-", "_")


def _name_language(language: str) -> str:
    return f"{LANGUAGE_NAMES[language]} ({language})"


def _words(section: str, key: str, column: str = "label") -> dict[str, str]:
    """Return the words of a row in six languages, by the headings of their columns."""
    return {
        f"{column}::{_name_language(language)}": i18n.label(section, key, language)
        for language in i18n.LANGUAGES
    }


def _row(type: str, name: str, words: Mapping[str, str], **more: str) -> Row:
    return {**dict.fromkeys(_COLUMNS, ""), "type": type, "name": name, **more, **words}


def _own(type: str, name: str, key: str = "", **more: str) -> Row:
    """Return a row with words of the form itself."""
    return _row(type, name, _words(_WORDS, key or name.replace("_", "-")), **more)


def _list_rows(age_from: int) -> Iterator[Row]:
    """Yield the rows of the questions: design, household, and each member."""
    listed = survey_indicators().values()
    yield _row("note", "draft", _words("survey", "draft"))
    for name in ("stratum", "psu", "household"):
        yield _own("integer", name, required="yes")
    yield _own("select_one area", "area", required="yes")
    yield _own("begin_group", "dwelling")
    for document in listed:
        if document.unit == HOUSEHOLDS:
            yield from _list_questions(document, "")
    yield _own("end_group", "dwelling")
    limits = f". >= 1 and . <= {_MOST_MEMBERS}"
    yield _own("integer", "household_size", required="yes", constraint=limits)
    yield _own("begin_repeat", "person", repeat_count="${household_size}")
    yield _own("select_one sex", "sex", required="yes")
    limits = f"(. >= 0 and . <= {_OLDEST}) or . = {UNKNOWN_AGE}"
    words = _words(_WORDS, "age") | _words(_WORDS, "age-hint", "hint")
    yield _row("integer", "age", words, required="yes", constraint=limits)
    # An unknown age (999) is asked as well.
    in_scope = f"${{age}} >= {age_from}" if age_from else ""
    persons = [document for document in listed if document.unit != HOUSEHOLDS]
    for document in sorted(persons, key=lambda document: document.filter == "users"):
        yield from _list_questions(document, in_scope)
    yield _own("end_repeat", "person")


def _list_questions(document: SurveyIndicator, in_scope: str) -> Iterator[Row]:
    """Yield the questions of an indicator: one, one for each item, or one with several choices."""
    words = _words("survey-questions", document.id)
    if document.filter == "users":
        used = " or ".join(f"${{{name_question(each)}}} = {YES}" for each in _USE)
        skip = f"{in_scope} and ({used})" if in_scope else used
        alone = " or ".join(f"selected(., '{name}')" for name in _ALONE)
        rule = f"count-selected(.) <= 1 or not({alone})"
        kind = f"select_multiple {name_question(document.id)}"
        more = {"required": "yes", "relevant": skip, "constraint": rule}
        yield _row(kind, name_question(document.id), words, **more)
        return
    for item in [item for item in document.items if item != "any"] or [""]:
        named = {
            heading: i18n.detail(text, name_item(item, language), language) if item else text
            for (heading, text), language in zip(words.items(), i18n.LANGUAGES, strict=True)
        }
        name = name_question(document.id, item)
        yield _row("select_one answers", name, named, required="yes", relevant=in_scope)


def _list_choices() -> Iterator[Row]:
    """Yield the choices of each list."""
    for code, key in _ANSWERS:
        yield {"list_name": "answers", "name": code, **_words(_WORDS, key)}
    for listed, keys in (("area", "UR"), ("sex", "FM")):
        for number, key in enumerate(keys, start=1):
            yield {"list_name": listed, "name": str(number), **_words(_WORDS, key)}
    for document in survey_indicators().values():
        if document.filter == "users":
            listed = name_question(document.id)
            for item in document.items:
                yield {"list_name": listed, "name": item, **_words("survey-items", item)}
            for key in _ALONE:
                yield {"list_name": listed, "name": key, **_words(_WORDS, key)}
