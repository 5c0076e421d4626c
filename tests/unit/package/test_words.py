"""The tool for words: a key in six languages by one command, and every fault by name."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from ictindex.core import package_data
from ictindex.language.i18n import LANGUAGES, word_files

ROOT = Path(__file__).resolve().parents[3]
VIEWS = """[views]
first = "One {}"
last = "Last {}"

[explain]
own = "Own {}"
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, at work on files of its own."""
    spec = importlib.util.spec_from_file_location("words_tool", ROOT / "tools" / "words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / "languages"
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True)
        (folder / language / "language.toml").write_text(VIEWS.format(*(language,) * 3), "utf-8")
    (folder / "pending.toml").write_text("# Words that are missing.\n", "utf-8")
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path)
    monkeypatch.setattr(word_files, "_read", word_files._read.__wrapped__)
    monkeypatch.setattr(word_files, "pending", word_files.pending.__wrapped__)
    return module


@pytest.mark.slow
def test_the_words_of_the_project_have_no_fault() -> None:
    spec = importlib.util.spec_from_file_location("words_tool", ROOT / "tools" / "words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert list(module.faults()) == []


def test_a_key_is_put_after_another_in_the_languages_that_have_words(
    tool: ModuleType, tmp_path: Path
) -> None:
    assert tool.main(["add", "views/second", "Two", "--after", "first", "--ar", "اثنان"]) == 0
    for language, words in (("en", "Two"), ("ar", "اثنان")):
        text = (tmp_path / "languages" / language / "language.toml").read_text("utf-8")
        wanted = VIEWS.format(*(language,) * 3)
        wanted = wanted.replace("\nlast", f'\nsecond = "{words}"\nlast')
        assert text == wanted
    assert (tmp_path / "languages" / "fr" / "language.toml").read_text("utf-8") == VIEWS.format(
        "fr", "fr", "fr"
    )
    assert word_files.pending() == {"views/second": ("fr", "es", "ru", "zh")}
    assert list(tool.faults()) == []


def test_words_are_changed_where_they_are_and_the_tests_that_quote_them_are_named(
    tool: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    every = ["--fr", "F {value}", "--es", "{value} E", "--ar", "A {value}", "--ru", "R {value}"]
    every += ["--zh", "Z {value}"]
    key = "messages/number.a/message"
    assert tool.main(["add", key, "The number {value} is too long.", *every]) == 0
    (tmp_path / "tests").mkdir()
    quoting = '# A test.\nassert text == "The number 12 is too long."\n'
    (tmp_path / "tests" / "test_number.py").write_text(quoting, "utf-8")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.main(["change", key, "{value} has too many digits.", "--fr", "Ah {value}"]) == 0
    assert capsys.readouterr().out == "the old words are in tests/test_number.py, line 2\n"
    assert word_files.find("en", tuple(key.split("/"))) == "{value} has too many digits."
    assert word_files.find("fr", tuple(key.split("/"))) == "Ah {value}"
    assert word_files.find("es", tuple(key.split("/"))) == "{value} E"
    assert tool.main(["change", key, "-", "--ru", "{value} R"]) == 0
    assert word_files.find("en", tuple(key.split("/"))) == "{value} has too many digits."
    assert tool.main(["change", key, "Too many digits."]) == 1
    assert tool.main(["change", "messages/number.b/message", "It is."]) == 1
    faults = capsys.readouterr().err
    assert "its figures are {value}" in faults and "no words to change" in faults
    assert list(tool.faults()) == []


def test_a_new_message_is_in_the_file_of_its_family(tool: ModuleType, tmp_path: Path) -> None:
    every = ["--fr", "F", "--es", "E", "--ar", "A", "--ru", "R", "--zh", "Z"]
    for key in ("number.b/message", "number.b/remedy", "number.a/message"):
        assert tool.main(["add", f"messages/{key}", "It is.", *every]) == 0
    asked = ["add", "messages/number.c/message", 'It "is".', *every, "--after", "number.b"]
    assert tool.main(asked) == 0
    path = tmp_path / "languages" / "zh" / "messages-cells.toml"
    assert list(tomllib.loads(path.read_text("utf-8"))["messages"].items()) == [
        ("number.b", {"message": "Z", "remedy": "Z"}),
        ("number.c", {"message": "Z"}),
        ("number.a", {"message": "Z"}),
    ]
    english = (tmp_path / "languages" / "en" / "messages-cells.toml").read_text("utf-8")
    assert english == (
        '[messages."number.b"]\nmessage = "It is."\nremedy = "It is."\n\n'
        '[messages."number.c"]\nmessage = "It \\"is\\"."\n\n'
        '[messages."number.a"]\nmessage = "It is."\n'
    )
    assert list(tool.faults()) == []


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("views", "views: a key is a path with slashes, such as views/views"),
        ("views/first", "views/first: there are words already"),
        (
            "language/quoted",
            "language/quoted: words of language are needed in all languages (fr, es, ar, ru, zh)",
        ),
    ],
)
def test_what_cannot_be_added_is_refused(
    tool: ModuleType, capsys: pytest.CaptureFixture[str], key: str, fault: str
) -> None:
    assert tool.main(["add", key, "Words"]) == 1
    assert capsys.readouterr().err == f"{fault}\n"
    assert word_files.pending() == {}


@pytest.mark.parametrize("english", ["", "  "])
def test_empty_words_are_refused_and_nothing_is_written(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], english: str
) -> None:
    before = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.toml")}
    assert tool.main(["add", "views/second", english, "--fr", "Deux"]) == 1
    fault = "views/second: the words are empty (en); English words are needed\n"
    assert capsys.readouterr().err == fault
    assert {path: path.read_text("utf-8") for path in tmp_path.rglob("*.toml")} == before


@pytest.mark.parametrize(
    ("language", "more", "pending", "fault"),
    [
        ("en", 'a = "A"', "", "fr: site/a: no words, and pending.toml does not say so"),
        ("fr", 'a = "A"', "", "fr: site/a: English has no such key"),
        ("en", 'a = "= site/a"', "", "en: site/a -> site/a: the reference comes back to itself"),
        ("en", 'a = "= site/b"', "", "en: site/a: it refers to site/b, which has no words"),
        ("en", "", '"site/a" = ["fr"]', "pending.toml: site/a: English has no such key"),
        (
            "en", "", '"views/first" = ["fr"]',
            "pending.toml: views/first: fr has words now; remove it from this line",
        ),
        (
            "en", 'a = "A"', '"site/a" = ["en"]',
            "pending.toml: site/a: en is none of fr, es, ar, ru, zh",
        ),
        (
            "en", "", '"language/name" = ["fr"]',
            "pending.toml: language/name: words of language are needed in all languages",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_named(
    tool: ModuleType, tmp_path: Path, language: str, more: str, pending: str, fault: str
) -> None:
    (tmp_path / "languages" / language / "site.toml").write_text(f"[site]\n{more}\n", "utf-8")
    (tmp_path / "languages" / "pending.toml").write_text(f"{pending}\n", "utf-8")
    assert fault in list(tool.faults())


def test_pending_keys_are_listed(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    tool.main(["add", "views/second", "Two", "--fr", "Deux", "--es", "Dos"])
    assert tool.main(["pending"]) == 0
    assert capsys.readouterr().out == "views/second: ar, ru, zh\n"


def test_a_mistyped_section_is_refused_and_a_new_one_is_begun(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.toml")}
    assert tool.main(["add", "vieews/second", "Two"]) == 1
    refused = capsys.readouterr().err
    assert refused.startswith("vieews/second: there is no section vieews; did you mean views")
    assert refused.endswith(". --new-section begins it\n")
    assert tool.main(["add", "zzz/title", "Poster"]) == 1
    assert "no section zzz; none has a name like it" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.toml")} == before
    assert tool.main(["add", "poster/title", "Poster", "--new-section"]) == 0
    assert word_files.find("en", ("poster", "title")) == "Poster"
