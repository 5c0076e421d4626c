"""The folder that a publisher begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

import ictindex as ict
from ictindex.publishing.website.example_folder import EDITIONS, write_example
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_reader import read_site


def test_the_example_is_read_with_its_editions(tmp_path: Path) -> None:
    write_example(tmp_path / "office")
    document = read_site_document(tmp_path / "office")
    site = read_site(tmp_path / "office", document, tmp_path / "office" / EDITIONS)
    assert [edition.key for edition in site.editions] == ["idi-2024-demonstration", "idi-2024"]
    assert site.prices is not None and "ECU" in site.prices.series.economies


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    with pytest.raises(ict.errors.UsageError, match="is not empty"):
        write_example(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
