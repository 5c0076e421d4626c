"""A key is in the file that its name leads to, in every language."""

from __future__ import annotations

import tomllib

import pytest
from language_files import words

from ictindex.language.i18n import LANGUAGES, word_files


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_section_and_family_is_in_one_file_that_its_name_leads_to(language: str) -> None:
    wrong = []
    for path in sorted(word_files.folder_of(language).iterdir()):
        for section, table in tomllib.loads(path.read_text("utf-8")).items():
            for key in table if section == "messages" else [""]:
                if word_files.file_of((section, key)) != path.stem:
                    wrong.append(f"{path.name}: {section} {key}")
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_files_with_the_same_keys_in_the_same_order(
    language: str,
) -> None:
    for path in sorted(word_files.folder_of("en").iterdir()):
        english, other = (
            tomllib.loads((word_files.folder_of(code) / path.name).read_text("utf-8"))
            for code in ("en", language)
        )
        assert list(other) == list(english), path.name
        for section in english:
            assert list(other[section]) == list(english[section]), (path.name, section)
    assert {path.name for path in word_files.folder_of(language).iterdir()} == {
        path.name for path in word_files.folder_of("en").iterdir()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_of_a_language_are_those_of_its_files(language: str) -> None:
    assert word_files.read_words(language) == words(language)


def test_what_is_not_there_has_no_words() -> None:
    for keys in (
        ("no-such-section",),
        ("no-such-section", "key"),
        ("views", "no-such-key"),
        ("views", "economy", "deeper"),
        ("messages", "no-such-family.code", "message"),
        ("messages",),
    ):
        assert word_files.find("en", keys) in (None, {})
