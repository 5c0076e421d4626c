"""Every letter of a season in six languages: each fact is in it, and nothing of another State."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from language_files import flat
from small_cases import small_cases

from ictindex.core.tables.columns import Part
from ictindex.definitions import catalogue
from ictindex.language.i18n import LANGUAGES, economy_name
from ictindex.submissions.closed.round_letters import LETTERS, round_letter
from ictindex.submissions.sourcing.letter_frame import LetterKind
from ictindex.submissions.sourcing.letters import CONSULTATIONS

KINDS: dict[str, LetterKind] = {**LETTERS, **CONSULTATIONS}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# What every letter has: from its addressee, and from the frame.
COMMON = {"index", "edition", "contact", "name", "economy"}
DIGEST = "0f3a9c1e" * 8
CELL = {"indicator": "internet-users", "year": 2026, "value": Decimal("80.53")}
FACTS: dict[str, Any] = {
    "files": [{"file": "2027-form-BRA.xlsx", "sha256": DIGEST}],
    "values": [{**CELL, "unit": "percent", "status": "A", "conf_status": "F"}],
    "queries": [{**CELL, "number": "Q-31", "question": "Is it 8.05?"}],
    "cells": [CELL],
    "figures": [{**CELL, "published": Decimal("80.53"), "corrected": Decimal("81.5")}],
    "items": [{"item": "Answer to Q-31", "due": dt.date(2027, 9, 22)}],
    "receipt": "a1" * 32,
    "commitment": "b2" * 32,
    "salt": "c3" * 32,
    "sheet": "d4" * 32,
    "root": "e5" * 32,
    "head": "f6" * 32,
    "id": "idi-2027",
    "outcome": "The value of the office is used.",
    "reason": "A digit was lost.",
    "given_by": "compiler of 2026",
    "taken_by": "compiler of 2027",
    "count": 1234,
}
DAYS = (
    "due",
    "until",
    "cut_off",
    "received",
    "sent",
    "objected",
    "settled",
    "release",
    "released",
    "recorded",
    "withdrawn",
    "handed",
)
FACTS |= {name: dt.date(2027, 5, 10 + number) for number, name in enumerate(DAYS)}
# The month of these days as each language writes it, around the number of the day.
MAY = {
    "en": "{} May 2027",
    "fr": "{} mai 2027",
    "es": "{} de mayo de 2027",
    "ar": "{} مايو 2027",
    "ru": "{} мая 2027 года",
    "zh": "2027年5月{}日",
}


def facts_of(kind: LetterKind) -> dict[str, Any]:
    own = {name: FACTS[name] for name in kind.facts}
    common = {"day": dt.date(2027, 5, 31), "contact": "office@example.org"}
    return {"index": "idi", "edition": 2027, **common, **own}


@cache
def written(name: str, language: str, form: str = "text") -> str:
    economy = "" if name in ("withdrawal", "handover") else "BRA"
    kind = LETTERS[name]
    return round_letter(name, facts_of(kind), economy=economy, language=language).write(form)


# ------------------------------------------------------------------ the declared table


def keys_of(kind: LetterKind) -> set[str]:
    """Return the paths of the words that a letter says."""
    worded = [kind.title, kind.to, *kind.ends]
    for part in kind.says:
        worded += [] if isinstance(part, Part) else [part] if isinstance(part, str) else part
    return {key if "/" in key else f"{kind.section}/{key}" for key in worded}


@small_cases("name", KINDS)
def test_a_letter_names_each_of_its_facts_and_no_other(name: str) -> None:
    kind = KINDS[name]
    words = flat("en")
    named = {n for key in keys_of(kind) for n in PLACEHOLDER.findall(words[tuple(key.split("/"))])}
    tables = {part.rows for part in kind.says if isinstance(part, Part)}
    assert (named | tables) - COMMON == set(kind.facts)


def test_letters_use_all_their_words() -> None:
    worded = set().union(*map(keys_of, KINDS.values()))
    frame = {"letter/rehearsal", "letter/greeting", "letter/to-subscribers"}
    headers = {
        column.label
        for kind in KINDS.values()
        for part in kind.says
        if isinstance(part, Part)
        for column in part.schema.columns.values()
    }
    there = {"/".join(key) for key in flat("en") if key[0].partition("-")[0] == "letter"}
    assert there == worded | frame | {label for label in headers if str(label)[:7] == "letter/"}


# ------------------------------------------------------------------ every letter, every language


@small_cases("language", LANGUAGES)
@small_cases("name", LETTERS)
def test_each_fact_is_in_the_letter(name: str, language: str) -> None:
    kind, text = LETTERS[name], written(name, language)
    for fact in {*kind.facts, "contact"}:
        stated = facts_of(kind)[fact]
        if fact in DAYS:
            assert MAY[language].format(stated.day) in text, fact
        elif isinstance(stated, str) and not (fact == "contact" and name == "handover"):
            assert stated in text, fact
    assert MAY[language].format(31) in text  # its own day
    assert "2027" in text.splitlines()[0]
    if kind.to != "letter/to-role":
        named = economy_name("BRA", language) in text
        assert named == (name != "withdrawal")
    marks = {"files": ("2027-form-BRA.xlsx", DIGEST), "queries": ("Q-31", "Is it 8.05?")}
    for rows in set(kind.facts) & marks.keys():
        assert all(mark in text for mark in marks[rows])
    if {"values", "queries", "cells"} & set(kind.facts):
        assert ("80,53" if language in ("fr", "es", "ru") else "80.53") in text
    assert "{" not in text and "[" not in text


@cache
def others(language: str) -> re.Pattern[str]:
    """Return a pattern of the names and codes of all economies but Brazil."""
    codes = set(catalogue.economies()) - {"BRA"}
    inside = economy_name("BRA", language)
    names = {name for code in codes if (name := economy_name(code, language)) not in inside}
    # Chinese has no space between words: there a name is one wherever it is.
    ends = ("", "") if language == "zh" else (r"(?<!\w)", r"(?!\w)")
    any_name = "|".join(map(re.escape, names))
    return re.compile(rf"{ends[0]}(?:{any_name}){ends[1]}|\b(?:{'|'.join(codes)})\b")


@small_cases("language", LANGUAGES)
def test_no_letter_names_another_state(language: str) -> None:
    pattern = others(language)
    assert pattern.search(f"… {economy_name('CHL', language)} …")  # it would be found
    for name in LETTERS:
        match = pattern.search(written(name, language))
        assert match is None, (name, match)


@small_cases("language", LANGUAGES)
@small_cases("name", LETTERS)
def test_pages_are_written_in_the_direction_of_the_language(name: str, language: str) -> None:
    page = written(name, language, "html")
    direction = "rtl" if language == "ar" else "ltr"
    assert f'lang="{language}"' in page and f'dir="{direction}"' in page
    assert page.count("<h2") == 1 and "{" not in re.sub("<style.*?</style>", "", page, flags=re.S)


def test_what_was_written_elsewhere_keeps_its_place_in_arabic() -> None:
    for name, kind in LETTERS.items():
        text = written(name, "ar")
        for fact in kind.facts:
            if isinstance(FACTS[fact], str):
                assert f"\u2068{FACTS[fact]}\u2069" in text, (name, fact)
    dispatch = written("dispatch", "ar", "html")
    assert f"\u2068{DIGEST}\u2069" in dispatch and "\u20682027-form-BRA.xlsx\u2069" in dispatch


def test_french_spaces_and_chinese_marks() -> None:
    for name in LETTERS:
        french = written(name, "fr")
        assert not re.search("(?<!\u00a0)[:;?!»](?!//)", french.replace("Is it 8.05?", "")), name
        chinese = written(name, "zh")
        own = re.compile("[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
        assert not own.search(chinese), name


# ------------------------------------------------------------------ what is refused and marked


def test_a_letter_with_other_facts_is_refused() -> None:
    facts = facts_of(LETTERS["extension"])
    with pytest.raises(TypeError, match="until"):
        round_letter("extension", {k: v for k, v in facts.items() if k != "until"}, economy="BRA")
    with pytest.raises(TypeError, match="salt"):
        round_letter("extension", {**facts, "salt": "0"}, economy="BRA")
    with pytest.raises(TypeError, match="economy"):
        round_letter("extension", facts)


def test_a_row_of_another_state_is_refused() -> None:
    facts = facts_of(LETTERS["query"])
    own, other = ({**facts["queries"][0], "economy": code} for code in ("BRA", "CHL"))
    round_letter("query", {**facts, "queries": [own]}, economy="BRA")
    with pytest.raises(ValueError, match="queries"):
        round_letter("query", {**facts, "queries": [own, other]}, economy="BRA")


def test_a_letter_of_an_invented_economy_is_marked() -> None:
    facts = facts_of(LETTERS["extension"])
    mark = "part of a rehearsal"
    assert mark in round_letter("extension", facts, economy="XAB", language="en").to_text()
    assert mark not in written("extension", "en")
    withdrawal = {**facts_of(LETTERS["withdrawal"]), "rehearsal": True}
    assert mark in round_letter("withdrawal", withdrawal, language="en").to_text()


def test_a_notice_goes_to_a_state_or_to_subscribers() -> None:
    facts = facts_of(LETTERS["release"])
    to_state = round_letter("release", facts, economy="BRA", language="en").to_text()
    to_subscribers = round_letter("release", facts, language="en").to_text()
    assert "focal point for ICT statistics of Brazil" in to_state
    assert "To the subscribers" in to_subscribers and "Brazil" not in to_subscribers


def test_a_letter_is_named_by_the_digest_of_its_text() -> None:
    facts = facts_of(LETTERS["late"])
    letter = round_letter("late", facts, economy="BRA", language="ar")
    assert letter.digest == hashlib.sha256(written("late", "ar").encode()).hexdigest()
    without = {name: fact for name, fact in facts.items() if name not in ("day", "contact")}
    text = round_letter("late", without, economy="BRA", language="en").to_text()
    assert "31 May" not in text and "please write to" not in text
