"""The JSON files of the wheel say the same as the TOML files of the checkout."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tomllib
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from language_files import flat

from ictindex.core import package_data
from ictindex.core.errors import DocumentError, FrozenDocumentError
from ictindex.definitions import documents
from ictindex.language.i18n import LANGUAGES, word_files

# Not `from ... import library`: the package gives that name to a function.
LIBRARY = import_module("ictindex.definitions.documents.library")
ROOT = Path(__file__).resolve().parents[3]
METHODOLOGY = ROOT / "methodology"
FILES = sorted(
    path.relative_to(METHODOLOGY)
    for path in METHODOLOGY.rglob("*.toml")
    if path.name != "FROZEN.toml"
)


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    """The hook of the build, from its file."""
    spec = importlib.util.spec_from_file_location("compile_data", ROOT / "tools/compile_data.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, compiler: ModuleType) -> Path:
    """A folder as in an installed wheel: the TOML files, and the compiled ones next to them."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(METHODOLOGY, folder / "methodology")
    for name, text in compiler.compile_tables(METHODOLOGY):
        path = folder / "compiled" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def installed(tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in force."""
    shutil.copytree(wheel, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path / name)
    return tmp_path


@pytest.fixture
def fresh_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library as a new process has it; documents that other tests hold stay what they are."""
    for name in ("_ids", "_read_shipped", "library"):
        monkeypatch.setattr(LIBRARY, name, lru_cache(getattr(LIBRARY, name).__wrapped__))


@pytest.fixture
def fresh_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of words is read yet."""
    monkeypatch.setattr(word_files, "_read", lru_cache(word_files._read.__wrapped__))


def read_toml(name: Path) -> dict[str, Any]:
    return tomllib.loads((METHODOLOGY / name).read_text("utf-8"), parse_float=Decimal)


def as_written(value: Any) -> Any:
    """A value with its type and, of a decimal, with its digits: 1.50 is not 1.5."""
    if isinstance(value, dict):
        return {key: as_written(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_written(part) for part in value]
    return type(value).__name__, str(value)


@pytest.mark.slow
def test_every_file_has_the_same_content_compiled(installed: Path) -> None:
    assert FILES and any(name.parts[0] == "idi" for name in FILES)
    for name in FILES:
        compiled = package_data.compiled_table(installed / "methodology" / name)
        assert compiled is not None, name
        assert as_written(compiled) == as_written(read_toml(name)), name
        assert list(compiled) == list(read_toml(name)), name


@pytest.mark.slow
def test_compiled_tables_are_read_instead_of_the_toml_files(installed: Path) -> None:
    name = Path("catalogue") / "indicators.toml"
    (installed / "methodology" / name).write_text("no TOML = = =", encoding="utf-8")
    assert package_data.read_table(installed / "methodology" / name) == read_toml(name)


@pytest.mark.slow
def test_a_checkout_has_nothing_compiled() -> None:
    for name in FILES:
        assert package_data.compiled_table(METHODOLOGY / name) is None
        assert package_data.read_table(METHODOLOGY / name) == read_toml(name)


@pytest.mark.slow
def test_a_file_outside_the_package_is_never_taken_for_a_compiled_one(
    installed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("own") / "extensions.toml"
    own.write_text("key = 1\n", encoding="utf-8")
    assert package_data.compiled_table(own) is None
    assert package_data.read_table(own) == {"key": 1}


def test_a_fault_of_syntax_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("key = = 1\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        package_data.read_table(tmp_path / "broken.toml")
    assert caught.value.code == "document.syntax" and caught.value.details["file"] == "broken.toml"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_the_same_compiled(language: str, installed: Path, fresh_words: None) -> None:
    words = flat(language)
    for path in (installed / "methodology" / "languages").rglob("*.toml"):
        path.unlink()  # as in the page, which has the compiled ones alone
    assert len(words) > 1000
    assert {keys: word_files.find(language, keys) for keys in words} == words
    assert word_files.find(language, ("views", "economy", "deeper")) is None
    assert word_files.find(language, ("no-such-section", "economy")) is None


def test_what_json_cannot_hold_is_refused(compiler: ModuleType) -> None:
    for text in ("number = inf", "number = nan", "at = 2024-01-01T10:00:00", "at = 10:00:00"):
        table = tomllib.loads(text, parse_float=Decimal)
        with pytest.raises(TypeError):
            compiler.write_json(table)


def test_a_document_compiled_otherwise_than_written_is_found(
    installed: Path, fresh_library: None
) -> None:
    """Computations must use what the digest covers, to the last digit."""
    assert len(documents.check_frozen()) > 10
    compiled = installed / "compiled" / "idi" / "idi-methodology-2023.json"
    text = compiled.read_text("utf-8")
    assert "33.30" in text
    compiled.write_text(text.replace("33.30", "33.3"), encoding="utf-8")
    with pytest.raises(FrozenDocumentError) as caught:
        documents.check_frozen()
    (fault,) = caught.value.faults
    assert (fault.code, fault.details["document"]) == ("frozen.changed", "idi-methodology-2023")
