"""Folders that the public sees are recognised by what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

import ictindex as ict
from ictindex.editions.public_folders import (
    SITE_DOCUMENT,
    SITE_KEYS,
    find_editions,
    find_public_folder,
)


@pytest.mark.parametrize("name", [SITE_DOCUMENT, SITE_KEYS])
@pytest.mark.parametrize("depth", ["paper.txt", "a/b/paper.txt"])
def test_a_publishers_folder_and_a_built_site_are_public(
    depth: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / name).touch()
    assert find_public_folder(tmp_path / "office" / depth) == (tmp_path / "office").resolve()
    assert find_public_folder(tmp_path / depth) is None


def test_a_folder_of_editions_is_public(tmp_path: Path) -> None:
    ict.editions.demonstrate(tmp_path / "demo")
    inside = tmp_path / "demo" / "editions" / "new" / "paper.txt"
    assert find_public_folder(inside) == find_editions(inside)
    assert find_editions(inside) == (tmp_path / "demo" / "editions").resolve()
    assert find_editions(inside, (tmp_path / "demo" / "editions" / "new").resolve()) is None
