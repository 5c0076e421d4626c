"""Files where a writer wants to write: nothing that was published is ever cleared away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from edition_cases import tree
from publishers import small

import ictindex as ict
from ictindex.core.errors import ArchiveError, DamagedArchiveError
from ictindex.editions.storage import disk
from ictindex.editions.storage.commit import commit, recover

STAGE = ".stage-0123456789abcdef"
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes here")


def died(folder: Path, key: str = "idi-2024") -> dict[str, bytes]:
    """Leave what a publisher leaves who was killed between the commit and the name."""
    record, files = small(key)
    commit(folder, record, files)
    (folder / key).rename(folder / STAGE)
    return files


def test_a_stray_file_that_appears_in_the_place_costs_no_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "idi-2024").mkdir()
    put = disk.put

    def late(stage: Path, path: Path) -> None:
        (path / ".DS_Store").touch()
        put(stage, path)

    monkeypatch.setattr(disk, "put", late)
    record, files = small()
    with pytest.raises(
        ArchiveError, match=r"idi-2024 is published.*something else is in"
    ) as caught:
        commit(tmp_path, record, files)
    assert caught.value.code == "archive.published-in-stage"
    monkeypatch.setattr(disk, "put", put)
    # Each time the report is the same, also after another edition was published; nothing is lost.
    for _ in range(2):
        with pytest.raises(ArchiveError) as caught:
            commit(tmp_path, record, files)
        assert caught.value.code == "archive.published-in-stage"
    commit(tmp_path, *small("idi-2025"))
    assert recover(tmp_path).waiting == ("idi-2024",)
    assert ict.verify(tmp_path / "idi-2024").verdict == "incomplete"
    (tmp_path / "idi-2024" / ".DS_Store").unlink()
    assert recover(tmp_path).completed == ("idi-2024",)
    assert tree(tmp_path / "idi-2024") == dict(sorted(files.items()))
    assert ict.verify(tmp_path / "idi-2024", root=record["root"]).verdict == "intact-pinned"


@pytest.mark.parametrize("taken", ["file", "folder", "link", "other"])
def test_what_was_committed_waits_until_its_place_is_free(tmp_path: Path, taken: str) -> None:
    files = died(tmp_path)
    path = tmp_path / "idi-2024"
    if taken == "file":
        path.touch()
    elif taken == "folder":
        (path / "deep").mkdir(parents=True)
    elif taken == "link":
        if os.name == "nt":
            pytest.skip("links need rights on Windows")
        path.symlink_to(tmp_path)
    else:  # a copy that was altered
        shutil.copytree(tmp_path / STAGE, path)
        (path / "a.txt").write_bytes(b"other")
    commit(tmp_path, *small("idi-2025"))
    assert tree(tmp_path / STAGE) == dict(sorted(files.items()))
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
    assert (
        ict.editions.list_editions(tmp_path)["idi-2024"].state == "published"
    )  # listing completes it
    assert tree(path) == dict(sorted(files.items())) and not (tmp_path / STAGE).exists()


def test_a_stage_of_what_lies_whole_in_its_place_is_a_copy(tmp_path: Path) -> None:
    files = died(tmp_path)
    shutil.copytree(tmp_path / STAGE, tmp_path / "idi-2024")
    recovery = recover(tmp_path)
    assert (recovery.cleared, recovery.waiting, recovery.completed) == (1, (), ())
    assert tree(tmp_path / "idi-2024") == dict(sorted(files.items()))


def test_an_empty_folder_in_the_place_is_filled_when_the_edition_is_looked_for(
    tmp_path: Path,
) -> None:
    died(tmp_path)
    (tmp_path / "idi-2024").mkdir()
    assert ict.editions.list_editions(tmp_path)["idi-2024"].state == "published"
    assert ict.verify(tmp_path / "idi-2024").verdict == "intact"


@needs_links
def test_a_stage_that_is_a_link_is_no_stage(tmp_path: Path) -> None:
    folder = tmp_path / "editions"
    died(folder)
    (folder / STAGE).rename(tmp_path / "elsewhere")
    (folder / STAGE).symlink_to(tmp_path / "elsewhere")
    recovery = recover(folder)
    assert (recovery.completed, recovery.cleared) == ((), 1)
    assert not os.path.lexists(folder / "idi-2024")
    assert (tmp_path / "elsewhere" / "a.txt").is_file()  # the link went, and nothing else


@needs_pipes
@pytest.mark.parametrize("name", ["manifest.json", "a.txt"])
def test_a_pipe_in_a_stage_keeps_no_writer_waiting(tmp_path: Path, name: str) -> None:
    died(tmp_path)
    (tmp_path / STAGE / name).unlink()
    os.mkfifo(tmp_path / STAGE / name)
    assert recover(tmp_path).completed == ()
    # Without a manifest nothing says that it was committed; with one it is the only copy.
    assert (tmp_path / STAGE).exists() == (name == "a.txt")


@needs_pipes
def test_a_pipe_in_the_register_keeps_no_writer_waiting(tmp_path: Path) -> None:
    commit(tmp_path, *small())
    os.mkfifo(tmp_path / "register" / "00000001.json")
    for attempt in (recover, ict.editions.list_editions, ict.editions.read_register):
        with pytest.raises(DamagedArchiveError, match="not part of a register"):
            attempt(tmp_path)


def test_records_without_end_take_no_memory(tmp_path: Path) -> None:
    commit(tmp_path, *small())
    with (tmp_path / "register" / "00000000.json").open("r+b") as stream:
        stream.truncate(1 << 42)
    with pytest.raises(DamagedArchiveError):
        ict.editions.read_register(tmp_path)


@pytest.mark.parametrize("what", ["file", "folder", "pipe"])
def test_whatever_a_writer_left_in_the_register_is_cleared(tmp_path: Path, what: str) -> None:
    commit(tmp_path, *small())
    path: Any = tmp_path / "register" / ".record-d"
    if what == "file":
        path.touch()
    elif what == "folder":
        (path / "deep").mkdir(parents=True)
    elif hasattr(os, "mkfifo"):
        os.mkfifo(path)
    else:
        pytest.skip("no such pipes here")
    commit(tmp_path, *small("idi-2025"))
    assert len(ict.editions.read_register(tmp_path)) == 2 and not os.path.lexists(path)
