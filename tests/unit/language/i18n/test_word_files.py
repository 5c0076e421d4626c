"""A key is in the file that its name leads to, in every language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ictindex.core import package_data
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES, word_files


def flat(table: dict[str, Any], above: str = "") -> dict[str, str]:
    """The values of a table by their path with slashes."""
    values: dict[str, str] = {}
    for key, value in table.items():
        inside = isinstance(value, dict)
        values |= flat(value, f"{above}{key}/") if inside else {f"{above}{key}": value}
    return values


def words_of(language: str, name: str) -> dict[str, str]:
    """The words of a file; a new one of English alone is absent in the other folders."""
    path = word_files.folder_of(language) / name
    return flat(tomllib.loads(path.read_text("utf-8"))) if path.exists() else {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_section_and_family_is_in_one_file_that_its_name_leads_to(language: str) -> None:
    wrong = []
    for path in sorted(word_files.folder_of(language).iterdir()):
        for section, table in tomllib.loads(path.read_text("utf-8")).items():
            for key in table if section == "messages" else [""]:
                if word_files.file_of((section, key)) != path.stem:
                    wrong.append(f"{path.name}: {section} {key}")
    assert not wrong


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_files_with_the_same_keys_in_the_same_order(
    language: str,
) -> None:
    names = {path.name for path in word_files.folder_of("en").iterdir()}
    for name in sorted(names):
        english, other = (list(words_of(code, name)) for code in ("en", language))
        wanted = [key for key in english if language not in word_files.pending().get(key, ())]
        assert other == wanted, name
    assert {path.name for path in word_files.folder_of(language).iterdir()} <= names


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_of_a_language_are_those_of_its_files(language: str) -> None:
    own: dict[str, str] = {}
    for path in word_files.folder_of(language).iterdir():
        own |= flat(tomllib.loads(path.read_text("utf-8")))
    every = flat(word_files.read_words(language))
    for key, words in own.items():
        while words.startswith("= "):
            words = own[words.removeprefix("= ")]
        assert every.pop(key) == words
    assert set(every) == {key for key, codes in word_files.pending().items() if language in codes}


def test_what_is_not_there_has_no_words() -> None:
    for keys in (
        ("no-such-section",),
        ("no-such-section", "key"),
        ("views", "no-such-key"),
        ("views", "economy", "deeper"),
        ("messages", "no-such-family.code", "message"),
    ):
        assert word_files.find("en", keys) is None


# ---------------------------------------------------------------- references, missing words


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small languages, whose files a test may write."""
    for language, direction in (("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")):
        folder = tmp_path / "languages" / language
        folder.mkdir(parents=True)
        (folder / "language.toml").write_text(
            f'[language]\ndirection = "{direction}"\n[views]\nown = "own {language}"\n', "utf-8"
        )
    (tmp_path / "languages" / "pending.toml").write_text("", "utf-8")
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path)
    monkeypatch.setattr(word_files, "_read", word_files._read.__wrapped__)
    monkeypatch.setattr(word_files, "pending", word_files.pending.__wrapped__)
    return tmp_path / "languages"


def write(folder: Path, language: str, **values: str) -> None:
    lines = [f'{key.replace("_", "-")} = "{value}"' for key, value in values.items()]
    text = "\n".join(("[site]", *lines, ""))
    (folder / language / "site.toml").write_text(text, "utf-8")


def test_a_reference_has_the_words_of_another_key_of_its_language(own_files: Path) -> None:
    for language in ("en", "fr"):
        write(own_files, language, first="= views/own", second="= site/first", third="3 = 3")
    for language in ("en", "fr"):
        assert i18n.text("site", "first", language) == f"own {language}"
        assert i18n.text("site", "second", language) == f"own {language}"
        assert i18n.text("site", "third", language) == "3 = 3"
        assert word_files.read_words(language)["site"]["second"] == f"own {language}"


def test_a_circle_of_references_ends(own_files: Path) -> None:
    write(own_files, "en", first="= site/second", second="= site/first", third="= site/none")
    for key in ("first", "second", "third"):
        assert word_files.find("en", ("site", key)) is None
        assert i18n.text("site", key, "en") == f"[site.{key}]"


def test_missing_words_are_english_with_a_mark(own_files: Path) -> None:
    write(own_files, "en", first="One of {count}.", second="= site/first")
    write(own_files, "fr")
    write(own_files, "ar", second="= site/first")
    assert i18n.text("site", "first", "en", count=2) == "One of 2."
    assert i18n.text("site", "first", "fr", count=2) == "[en] One of 2."
    # A left-to-right isolate: the full stop stays at the end of the English sentence.
    assert i18n.text("site", "first", "ar", count=2) == "\u2066[en] One of 2.\u2069"
    assert i18n.text("site", "second", "ar", count=2) == "\u2066[en] One of 2.\u2069"
    assert word_files.read_words("fr")["site"]["first"] == "[en] One of {count}."
    assert i18n.text("site", "nothing", "fr") == "[site.nothing]"


def test_what_must_be_complete_is_refused_in_the_languages_with_missing_words(
    own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ICTINDEX_PENDING_WORDS", raising=False)
    word_files.refuse_pending(LANGUAGES)
    (own_files / "pending.toml").write_text('"site/first" = ["fr", "ar"]\n', "utf-8")
    word_files.refuse_pending(["en", "zh"])
    with pytest.raises(UsageError) as caught:
        word_files.refuse_pending(["en", "fr"])
    assert caught.value.code == "language.pending"
    assert caught.value.details == {
        "languages": ["fr"], "count": 1, "examples": ["site/first"]
    }  # fmt: skip
    monkeypatch.setenv("ICTINDEX_PENDING_WORDS", "1")
    word_files.refuse_pending(LANGUAGES)
