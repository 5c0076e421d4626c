"""The page: every word it says is there in six languages, and nothing in it can run by itself."""

from __future__ import annotations

import json
import re

from small_cases import small_cases

from ictindex.apps.desk.page_files import page_file, page_folder, page_html, page_words
from ictindex.apps.desk.requests import Desk

SCRIPTS = sorted(page_folder().glob("*.js"))
TEXT_KEY = re.compile(r'\bt\("([a-z-]+)"')
MADE = re.compile(r"\bt\(`([a-z-]+-)\$")
LISTED = re.compile(r'\["([a-z]+-[a-z-]+)"(?:, "([a-z]+-[a-z-]+)")*\]')


def scripts() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)


def test_every_word_of_the_page_is_there() -> None:
    english = page_words()["en"]
    shown = set(TEXT_KEY.findall(scripts()))
    shown |= set(re.findall(r'data-words="([a-z-]+)"', page_html()))
    assert len(shown) > 90
    assert sorted(shown - set(english)) == []
    for head in set(MADE.findall(scripts())):
        assert any(key.startswith(head) for key in english), head


def test_every_word_is_stated() -> None:
    text = scripts() + page_html().replace(json.dumps(page_words(), ensure_ascii=False), "")
    heads = tuple(MADE.findall(scripts()))
    unsaid = [
        key for key in page_words()["en"]
        if f'"{key}"' not in scripts() and f'data-words="{key}"' not in text
        and not key.startswith(heads) and key != "table"  # reported by the library
    ]  # fmt: skip
    assert unsaid == []


def test_languages_have_the_same_words() -> None:
    words = page_words()
    assert list(words) == ["en", "fr", "es", "ar", "ru", "zh"]
    assert len({tuple(translations) for translations in words.values()}) == 1
    for language, translations in words.items():
        assert all(translations.values()), language


@small_cases("path", SCRIPTS, ids=lambda path: path.name)
def test_text_is_only_text(path) -> None:
    script = path.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                "new Function", "DOMParser", "createContextualFragment", "setAttribute(\"on",
                ".srcdoc", "localStorage", "sessionStorage", "indexedDB", "caches"):  # fmt: skip
        assert way not in script, way
    assert script.startswith('"use strict";')


def test_the_page_has_no_handlers_no_styles_and_nothing_of_others() -> None:
    html = (page_folder() / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+\s*=", html)
    assert not re.search(r"\sstyle\s*=|<style", html)
    assert not re.search(r"(?:https?:)?//", html)
    assert "//" not in re.sub(r"/\*.*?\*/", "", page_file("page.css").decode(), flags=re.S)
    assert "url(" not in page_file("page.css").decode()
    for source in re.findall(r'(?:src|href)="([^"#]+)"', html):
        assert source == "data:," or page_file(source) is not None, source


def test_words_cannot_end_the_element_that_holds_them() -> None:
    match = re.search(r'<script type="application/json" id="words">(.*?)</script>', page_html())
    assert match is not None
    assert "<" not in match[1]
    assert json.loads(match[1]) == page_words()


@small_cases("name", ["page.html", "../page.html", "..", "", "/etc/passwd", "x.js"])
def test_no_other_file_is_handed_out(name: str) -> None:
    assert page_file(name) is None


def test_the_page_calls_what_the_desk_answers() -> None:
    calls = set(re.findall(r'call: "([a-z_-]+)"', scripts())) | {"withdraw", "answer"}
    assert len(calls) == 15
    for call in sorted(calls):
        answer = json.loads(Desk().answer(json.dumps({"call": call})).json)
        assert answer.get("error", {}).get("code") != "desk.unknown-call", call
