"""The guide for focal points: six languages, the words of the page, pictures, the page to print."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

from language_files import words
from small_cases import small_cases

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guide"
LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh"]
# Buttons in the order in which they are clicked, from the file to the receipt.
STEPS = [
    "choose-file", "act-cell", "act-cells", "do-correct", "save-correct", "do-confirm",
    "save-confirm", "check-answers", "make-receipt", "save-all",
]  # fmt: skip
FIELDS = ["label-correct", "label-confirm"]
LARGEST = 150_000  # bytes of a picture


def guide(language: str) -> str:
    return (FOLDER / f"focal-points.{language}.md").read_text("utf-8")


def page_words(language: str, key: str) -> str:
    return str(words(language)["desk"][key]).replace("\u2068", "").replace("\u2069", "")


def steps(language: str) -> tuple[list[str], list[str]]:
    """The keys that the guide states for its steps, and the steps themselves."""
    match = re.search(r"<!-- steps: ([\w -]+) -->\n\n((?:\d+\. .+\n)+)", guide(language))
    assert match is not None, f"{language}: no list of steps"
    return match[1].split(), match[2].splitlines()


@small_cases("language", LANGUAGES)
def test_the_steps_name_every_button_as_the_page_does(language: str) -> None:
    keys, listed = steps(language)
    assert keys == STEPS
    assert len(keys) == len(listed) <= 12  # actions from the file to the receipt
    for key, step in zip(keys, listed, strict=True):
        (*_, name) = re.findall(r"\*\*(.+?)\*\*", step)
        shown = re.sub(r"\\{\w+\\}", r"[\\w.,\\s-]+", re.escape(page_words(language, key)))
        assert re.fullmatch(shown, name), f"{language}: {key} is '{page_words(language, key)}'"
    # A field is named in italics, in the step of its button.
    fields = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", "\n".join(listed))
    assert fields == [page_words(language, key) for key in FIELDS]


@small_cases("language", LANGUAGES)
def test_other_names_are_those_of_the_page_and_the_workbook(language: str) -> None:
    text = guide(language)
    for key in ("ready", "undo", "choose-history", "tab-result", "tab-finish", "save-workbook"):
        assert page_words(language, key) in text, key
    questionnaire = words(language)["questionnaire"]
    for sheet in ("answers", "corrections"):
        assert questionnaire["sheets"][sheet]["title"] in text
    revised = re.escape(questionnaire["revised"]).replace(r"\{year\}", r"\d{4}")
    assert re.search(revised, text)


@small_cases("language", LANGUAGES)
def test_every_guide_says_the_same(language: str) -> None:
    own, english = guide(language), guide("en")
    for pattern in ("^## ", "^- ", r"^\d+\. ", r"^\|", "^!\\[", "^```"):
        counted = [len(re.findall(pattern, text, re.MULTILINE)) for text in (own, english)]
        assert counted[0] == counted[1], pattern
    typed = [set(re.findall("`([^`\n]+)`", text)) for text in (own, english)]
    assert typed[0] == typed[1]
    commands = [re.findall(r"^ictindex .*$", text, re.MULTILINE) for text in (own, english)]
    assert commands[0] == commands[1]
    for other in set(LANGUAGES) - {language}:
        assert f"](focal-points.{other}.md)" in own


@small_cases("language", LANGUAGES)
def test_pictures_exist_and_are_small(language: str) -> None:
    named = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", guide(language))
    assert [path for _, path in named] == [
        f"pictures/findings.{language}.png", f"pictures/workbook.{language}.png",
    ]  # fmt: skip
    for alternative, path in named:
        picture = FOLDER / path
        assert picture.is_file(), path
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert picture.stat().st_size < LARGEST, path
        assert len(alternative) > 5


def builder() -> Any:
    path = ROOT / "tools" / "guide" / "build_guide.py"
    specification = importlib.util.spec_from_file_location("build_guide", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@small_cases("language", LANGUAGES)
def test_the_page_to_print_has_its_language_and_direction(language: str) -> None:
    page = builder().make_page(guide(language), language)
    way = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{way}">' in page
    # All that was marked in Markdown has become an element; what is typed reads left to right.
    body = page[page.index("<body") :]
    assert "**" not in re.sub("<pre.*?</pre>", "", body, flags=re.DOTALL)
    assert body.count("<table>") == 1 and body.count("<img ") == 2
    assert set(re.findall("<code[^>]*>", body)) <= {
        '<code dir="ltr">',
        '<code dir="ltr" class="language-sh">',
    }
    assert "http" not in body


def test_the_readme_leads_to_every_guide_in_its_own_name() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for language in LANGUAGES:
        name = words(language)["language"]["name"]
        assert f"[{name}](docs/guide/focal-points.{language}.md)" in readme
