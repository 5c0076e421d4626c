"""Rules on sentences: a named economy only in closed forms, and no forbidden word in any."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from language_files import flat
from small_cases import small_cases

from ictindex.analysis.commentary.sentence_forms import NAMING, check_forms
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence, list_clauses, name_economy

FORBIDDEN = tomllib.loads(
    (Path(__file__).parent / "forbidden_words.toml").read_text(encoding="utf-8")
)
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([^{}]+))?\}")
# All words that a sentence may have: its own, and those of its parts.
SECTIONS = ("commentary", "change-causes", "change-kinds")
ECONOMIES = {"economy", "economies", "partner", "first_economy", "last_economy"}


def wordings(language: str) -> dict[str, str]:
    """Return the words of all sentences, with every form of number and without placeholders."""
    return {
        "/".join(key): PLACEHOLDER.sub(lambda m: (m[2] or "").replace("|", " ; "), words)
        for key, words in flat(language).items()
        if key[0] in SECTIONS
    }


def find_forbidden(text: str, language: str) -> list[str]:
    """Return the kinds of the forbidden words of a text."""
    kinds = []
    for kind, lists in FORBIDDEN.items():
        words = "|".join(lists[language])
        edges = ("", "") if language in ("ar", "zh") else (r"(?<!\w)", r"(?!\w)")
        if match := re.search(f"{edges[0]}(?:{words}){edges[1]}", text, re.I):
            kinds.append(f"{kind}: {match[0]}")
    return kinds


@small_cases("language", i18n.LANGUAGES)
def test_no_wording_has_a_forbidden_word(language: str) -> None:
    faults = {
        key: words_refused
        for key, words in wordings(language).items()
        if (words_refused := find_forbidden(words, language))
    }
    assert not faults
    assert len(wordings(language)) > 60


@small_cases(
    ("language", "text", "kinds"),
    [
        ("en", "Brazil leads because it will be best.", "order cause forecast superlative"),
        ("fr", "Le Brésil est en tête grâce à un bon score.", "order cause judgement"),
        ("es", "El Brasil mejora debido a la cobertura.", "judgement cause"),
        ("ar", "البرازيل في المرتبة الأولى بسبب التغطية", "order cause"),
        ("ru", "Бразилия впереди благодаря лучшей связи.", "order cause superlative"),
        ("zh", "巴西排名最高，主要由于覆盖率。", "order superlative cause"),
    ],
)
def test_the_list_finds_what_it_is_for(language: str, text: str, kinds: str) -> None:
    words_refused = {fault.partition(":")[0] for fault in find_forbidden(text, language)}
    assert words_refused >= set(kinds.split())


def test_every_kind_is_listed_in_six_languages() -> None:
    assert set(FORBIDDEN) == {"order", "superlative", "judgement", "cause", "forecast"}
    for kind, lists in FORBIDDEN.items():
        assert set(lists) == set(i18n.LANGUAGES) and all(len(w) > 2 for w in lists.values()), kind


def test_only_listed_codes_have_an_economy_among_their_figures() -> None:
    named = {
        key[1]
        for key, words in flat("en").items()
        if key[0] == "commentary" and ECONOMIES & {m[1] for m in PLACEHOLDER.finditer(words)}
    }
    assert named == NAMING


def test_a_sentence_with_an_economy_is_refused_unless_it_is_listed() -> None:
    plain = Sentence("commentary/no-change", before="2024", after="2025", last=1)
    named = Sentence("commentary/score-absent", economy="BRA", index="idi", edition="2025")
    assert check_forms([plain, named]) == (plain, named)
    hidden = Sentence("commentary/parts", total=2, scale=100, parts=list_clauses([named]))
    other = Sentence("commentary/change-part-alone", name=name_economy("BRA"), points=1)
    foreign = Sentence("views/facts", kind="exploration", document="x", year=2025)
    for refused in (hidden, other, foreign):
        with pytest.raises(ValueError, match="no form"):
            check_forms([refused])


def test_names_stand_at_the_beginning_where_no_language_declines_them() -> None:
    """ "Brazil: ...": the nominative, before a mark that ends the name."""
    for language in i18n.LANGUAGES:
        for key in NAMING:
            words = flat(language)["commentary", key]
            assert re.match(r"\{economy\}(\u00a0?[:,،：，（])", words), (language, key, words)
