"""Writing files: whole, into a fresh folder, or into one archive."""

from __future__ import annotations

from pathlib import Path

import pytest

import ictindex as ict
from ictindex.data.csv_files import write_tree, zip_bytes


def test_files_are_written_into_a_fresh_folder_or_one_archive(tmp_path: Path) -> None:
    files = {"b/x.txt": b"x", "a.txt": b"a"}
    assert [p.name for p in write_tree(tmp_path / "new", files)] == ["a.txt", "x.txt"]
    assert (tmp_path / "new" / "b" / "x.txt").read_bytes() == b"x"
    with pytest.raises(ict.errors.UsageError, match="is not empty"):
        write_tree(tmp_path / "new", files)
    (archive,) = write_tree(tmp_path / "all.zip", files)
    assert archive.read_bytes() == zip_bytes({"a.txt": b"a", "b/x.txt": b"x"})
    with pytest.raises(ict.errors.UnusableFileError):
        write_tree(tmp_path / "new" / "a.txt" / "below", files)
