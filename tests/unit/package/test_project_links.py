"""The README at an index of packages: every link leads to a file although its folder is absent."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("hatchling", reason="the builder is in the lock of development")
ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "https://code.example/office/ictindex"


@pytest.fixture(scope="module")
def links() -> ModuleType:
    """The hook of the metadata, from its file."""
    spec = importlib.util.spec_from_file_location("project_links", ROOT / "tools/project_links.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def targets(text: str) -> list[str]:
    """Return the target of every link and picture, found by another way than that of the hook."""
    return [part.partition(")")[0] for part in text.split("](")[1:]]


def test_every_relative_link_of_the_readme_becomes_absolute(links: ModuleType) -> None:
    before = targets(README)
    relative = [target for target in before if not target.startswith(("http", "#"))]
    assert len(relative) > 20 and all((ROOT / target).exists() for target in relative)
    after = targets(links.make_absolute(README, ADDRESS, "1.2.0"))
    for old, new in zip(before, after, strict=True):
        if old in relative:
            assert new in (f"{ADDRESS}/blob/v1.2.0/{old}", f"{ADDRESS}/raw/v1.2.0/{old}")
            assert ("/raw/" in new) == bool(re.search(r"\.(svg|png)$", old))
        else:
            assert new == old


def test_the_metadata_have_the_address_that_the_builder_states(
    links: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(links.VARIABLE, ADDRESS + "/")
    metadata: dict[str, Any] = {"version": "1.2.0"}
    links.ProjectLinks(str(ROOT), {}).update(metadata)
    assert metadata["urls"]["Source"] == ADDRESS
    assert metadata["urls"]["Changelog"] == f"{ADDRESS}/blob/v1.2.0/CHANGELOG.md"
    assert f"({ADDRESS}/raw/v1.2.0/docs/pictures/" in metadata["readme"]["text"]


def test_a_source_distribution_keeps_its_address(links: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "PKG-INFO").write_text(
        f"Name: ictindex\nProject-URL: Homepage, {ADDRESS}\nProject-URL: Source, {ADDRESS}\n\ntext",
        encoding="utf-8",
    )
    assert links.find_address(tmp_path) == ADDRESS


@pytest.mark.parametrize("address", ["code.example/office", "http://code.example/a", "https://"])
def test_what_is_no_address_is_refused(
    address: str, links: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(links.VARIABLE, address)
    with pytest.raises(ValueError, match="is not the https address of a repository"):
        links.find_address(tmp_path)


def test_without_an_address_nothing_is_invented(
    links: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(links.VARIABLE, raising=False)
    (tmp_path / "README.md").write_text("[a](b.md)", encoding="utf-8")
    metadata: dict[str, Any] = {"version": "1.2.0"}
    links.ProjectLinks(str(tmp_path), {}).update(metadata)
    assert metadata["urls"] == {} and metadata["readme"]["text"] == "[a](b.md)"
