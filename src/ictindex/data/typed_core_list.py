"""Checks of a Core List that a person types from the printed one, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from ictindex.data.cell_text import Fault
from ictindex.data.tables.schema import Column, define_register
from ictindex.definitions import catalogue
from ictindex.definitions.documents.core_list import (
    AREAS,
    CODE,
    LANGUAGES,
    CoreListDocument,
    CoreRow,
    ReadTitle,
    codes_of,
)

TITLES: dict[str, str] = {language: f"title_{language}" for language in LANGUAGES}
TYPED = define_register(
    "core-list-typed",
    Column("year", "year", about="year of the printed list", filled=True, exact=True),
    Column("code", "code", about="as printed", filled=True, exact=True),
    Column("area", "choice", about="by the heading above", allowed=AREAS, filled=True, exact=True),
    *(
        Column(name, "title", about="as printed", filled=language == "en", exact=True)
        for language, name in TITLES.items()
    ),
    Column("itu", "title", about="codes of ITU, with semicolons between", exact=True),
    Column("sdg", "title", about="SDG indicators, with semicolons between", exact=True),
    Column("page", "code", about="page of the printed list", filled=True, exact=True),
    main="code",
    key=("year", "code"),
    page=(),
)
# A letter of each language: one that a title in it has to have.
_LETTERS = {
    "en": re.compile("[A-Za-z]"),
    "fr": re.compile("[A-Za-zÀ-ÿŒœ]"),
    "es": re.compile("[A-Za-zÀ-ÿ]"),
    "ar": re.compile("[\u0621-\u064a]"),
    "ru": re.compile("[А-Яа-яЁё]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
}
# Letters and digits that are mistaken for one another in a code.
_MISTAKEN = str.maketrans("OIL", "011")
_WORDS = re.compile(r"[^\W_]+")
_LIKE = 0.6  # two words are one word with a slip


class RowChecker:
    """The checks of the rows of a file, in their order: later rows are compared with earlier."""

    def __init__(self, document: CoreListDocument, languages: Iterable[str]) -> None:
        self._document = document
        self._languages = tuple(languages)  # in which any row of the file has a title
        self._pages: dict[tuple[object, str], str] = {}
        self._codes: dict[tuple[object, str], str] = {}

    def check(self, row: Any) -> Iterator[tuple[str, Fault]]:
        """Yield the faults of a row, each with its column."""
        if not re.fullmatch(CODE, row.code, re.ASCII):
            yield from _check_code(row.code)
            return
        page = self._pages.get((row.year, row.code))
        if page is not None:
            yield "code", Fault("core-list.code-twice", {"value": row.code, "page": page})
        self._pages.setdefault((row.year, row.code), row.page)
        read_row = self._document.find_row(row.code)
        yield from self._check_area(row, read_row)
        for language, column in TITLES.items():
            title = getattr(row, column)
            if title:
                yield from _check_language(row, language)
                yield from _check_title(row, title, language, read_row)
        yield from self._check_repetition(row)
        yield from _check_itu(row, read_row)
        yield from self._check_sdg(row, read_row)
        missing = tuple(each for each in self._languages if not getattr(row, TITLES[each]))
        if missing:
            details: dict[str, object] = {"code": row.code, "languages": missing}
            yield TITLES[missing[0]], Fault("core-list.languages-missing", details, "warning")

    def _check_area(self, row: Any, read_row: CoreRow | None) -> Iterator[tuple[str, Fault]]:
        """Yield an area that is not the one in which the code, or all codes like it, were read."""
        if read_row is not None:
            areas, code, level = {read_row.area}, "core-list.area-other", "error"
        else:
            letters = row.code.rstrip("bis0123456789")
            like = [
                each
                for each in self._document.rows
                if each.code and each.code.text.rstrip("bis0123456789") == letters
            ]
            areas, code, level = {each.area for each in like}, "core-list.area-unlike", "warning"
        if len(areas) == 1 and row.area in AREAS and row.area not in areas:
            details: dict[str, object] = {"value": row.code, "core_area": next(iter(areas))}
            yield "area", Fault(code, details, level)

    def _check_repetition(self, row: Any) -> Iterator[tuple[str, Fault]]:
        """Yield an English title that another code of the same list has."""
        first = self._codes.setdefault((row.year, row.title_en), row.code)
        if row.title_en and first != row.code:
            details: dict[str, object] = {"code": first, "value": row.title_en}
            yield TITLES["en"], Fault("core-list.title-twice", details, "warning")

    def _check_sdg(self, row: Any, read_row: CoreRow | None) -> Iterator[tuple[str, Fault]]:
        """Yield SDG indicators that were not read, and those that contradict the row."""
        listed = tuple(entry.number for entry in self._document.sdg)
        wanted = self._document.sdg_numbers(read_row) if read_row is not None else ()
        for number in split_codes(row.sdg):
            details: dict[str, object] = {"value": number}
            if number not in listed:
                details["allowed"] = listed
                yield "sdg", Fault("core-list.sdg-unknown", details, "warning")
            elif wanted and number not in wanted:
                details |= {"code": row.code, "wanted": wanted}
                yield "sdg", Fault("core-list.sdg-other", details)


def split_codes(cell: str) -> list[str]:
    """Return the codes of a cell: semicolons, commas or spaces are between them."""
    return [code for code in re.split(r"[;,\s]+", cell) if code]


def _check_code(code: str) -> Iterator[tuple[str, Fault]]:
    """Yield a code that has not the form of one, with the one that was probably meant."""
    plain = re.sub(r"[\s._-]+", "", code).upper().replace("BIS", "bis")
    letters = re.match("[A-Z]+?(?=[0-9OIL]+(bis)?$)", plain)
    if letters is not None:
        number, mark, _ = plain[letters.end() :].partition("bis")
        plain = letters[0] + number.translate(_MISTAKEN) + mark
    details: dict[str, object] = {"value": code}
    if re.fullmatch(CODE, plain, re.ASCII):
        yield "code", Fault("core-list.code-form-near", details | {"hint": plain})
    else:
        yield "code", Fault("core-list.code-form", details)


def _check_language(row: Any, language: str) -> Iterator[tuple[str, Fault]]:
    """Yield a title that has no letter of its language, or that is the English one."""
    column = TITLES[language]
    title = getattr(row, column)
    is_copy = language != "en" and title == row.title_en
    if is_copy or not _LETTERS[language].search(title):
        yield column, Fault("core-list.title-language", {"value": title}, "warning")


def _check_title(
    row: Any, title: str, language: str, read_row: CoreRow | None
) -> Iterator[tuple[str, Fault]]:
    """Yield a title that contradicts those that were read of the code."""
    read = [each for each in read_row.titles if each.language == language] if read_row else []
    if any(agrees(each, title) for each in read):
        return
    whole = [each for each in read if each.form == "whole"]
    near = next((each for each in whole if differs_in_letters(each.text, title)), None)
    same = next((each for each in whole if each.is_printed and each.year == row.year), None)
    short = next((each for each in read if each.form == "short" and each.mark == "printed"), None)
    details: dict[str, object] = {"value": title, "code": row.code}
    column = TITLES[language]
    if near is not None:
        shown = {"value": title, "title": near.text}
        yield column, Fault("core-list.title-letters", dict(shown), "warning")
    elif same is not None:
        details |= {"title": same.text, "year": row.year}
        yield column, Fault("core-list.title-other", details)
    elif short is not None:
        details["title"] = short.text
        yield column, Fault("core-list.title-without", details, "warning")


def agrees(read: ReadTitle, title: str) -> bool:
    """Tell whether a title has all words that were read, and no other if all were read."""
    if read.form == "whole":
        return read.text.split() == title.split()
    words = list_words(title)
    return all(word in words for word in list_words(read.text))


def list_words(title: str) -> list[str]:
    """Return the words of a title without regard to case and signs."""
    return _WORDS.findall(title.casefold())


def differs_in_letters(first: str, second: str) -> bool:
    """Tell whether two titles are one with a slip: in a word, a small word, case or signs."""
    words, others = list_words(first), list_words(second)
    if "".join(words) == "".join(others):
        return True
    if len(words) == len(others):
        pairs = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
        return len(pairs) <= 2 and all(
            SequenceMatcher(None, *pair).ratio() >= _LIKE for pair in pairs
        )
    longer, shorter = sorted((words, others), key=len, reverse=True)
    left = [n for n in range(len(longer)) if longer[:n] + longer[n + 1 :] == shorter]
    return bool(left)


def _check_itu(row: Any, read_row: CoreRow | None) -> Iterator[tuple[str, Fault]]:
    """Yield codes of ITU that the catalogue does not have, and those of another indicator."""
    indicators = catalogue.catalogued_indicators()
    owners = {code: key for key in indicators for code in codes_of(key, "itu")}
    for code in split_codes(row.itu):
        details: dict[str, object] = {"value": code}
        if code not in owners:
            near = get_close_matches(code, owners, n=1, cutoff=0.75)
            name = "core-list.itu-near" if near else "core-list.itu-unknown"
            hint = {"hint": near[0]} if near else {}
            yield "itu", Fault(name, details | hint, "warning")
        elif read_row is not None and read_row.same_indicator not in ("", owners[code]):
            details |= {"code": row.code, "indicator": owners[code]}
            yield "itu", Fault("core-list.itu-other", details)
