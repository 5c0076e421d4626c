"""A copy of the methodology folder that a test may change."""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import pytest

from ictindex.core import package_data

# Not `from ... import library`: the package gives that name to a function.
library = import_module("ictindex.definitions.documents.library")


@pytest.fixture(scope="session")
def copied_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the words of all languages, which no test changes."""
    copy = tmp_path_factory.mktemp("words") / "languages"
    shutil.copytree(package_data.folder("methodology") / "languages", copy)
    return copy


@pytest.fixture
def shelf(tmp_path: Path, copied_words: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the folder ``methodology`` that the library reads in place of its own.

    The words, most of its files, are one copy for all tests: a test that changes them makes its
    own. The caches are replaced, not emptied: documents that other tests hold stay the library's.
    """
    copy = tmp_path / "methodology"
    own, without = package_data.folder("methodology"), shutil.ignore_patterns("languages")
    shutil.copytree(own, copy, ignore=without, copy_function=shutil.copyfile)
    shutil.copytree(copied_words, copy / "languages", copy_function=os.link)
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path / name)
    for name in ("_ids", "_read_shipped", "library"):
        fresh = lru_cache(getattr(library, name).__wrapped__)
        monkeypatch.setattr(library, name, fresh)
    return copy
