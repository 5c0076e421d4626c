"""A copy of the methodology folder that a test may change."""

from __future__ import annotations

import shutil
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import pytest

from ictindex.core import package_data

# Not `from ... import library`: the package gives that name to a function.
library = import_module("ictindex.definitions.documents.library")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the folder ``methodology`` that the library reads in place of its own.

    The caches are replaced, not emptied: documents that other tests hold stay the library's.
    """
    copy = tmp_path / "methodology"
    shutil.copytree(package_data.folder("methodology"), copy, copy_function=shutil.copyfile)
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path / name)
    for name in ("_ids", "_read_shipped", "library"):
        fresh = lru_cache(getattr(library, name).__wrapped__)
        monkeypatch.setattr(library, name, fresh)
    return copy
