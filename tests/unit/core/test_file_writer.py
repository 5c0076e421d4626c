"""A file is written whole or not at all, and a file with other content is not replaced."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_calls import (
    ERRORS,
    KILL,
    KILLED,
    NOT_REACHED,
    RAW,
    SUCCEEDED,
    count_calls,
    run_with_fault,
)

import ictindex as ict
from ictindex.core import file_writer
from ictindex.core.file_writer import (
    create_file,
    replace_file,
    write_by,
    write_file,
    write_files,
)

TWELVE = {f"{n}.csv": f"row {n}\n" for n in range(12)}
# Where every call fails in turn: a first file, one between, a last one.
THREE = {f"{n}.csv": f"row {n}\n" for n in range(3)}


def refusal(action: Callable[[], object]) -> ict.errors.UsageError:
    with pytest.raises(ict.errors.UsageError) as caught:
        action()
    assert caught.value.code == "file.exists"
    return caught.value


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_with_other_content_is_refused_until_it_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write_file(file, "one\n")
    assert str(refusal(lambda: write_file(file, "two\n"))) == (
        f"{file} already exists with other content, and is not overwritten. Name another file, or "
        "allow it: `--overwrite` at the command line, `ict.set_options(overwrite=True)` in Python."
    )
    assert file.read_bytes() == b"one\n"
    with ict.set_options(overwrite=True):
        write_file(file, "two\n")
    assert file.read_bytes() == b"two\n"
    refusal(lambda: write_file(file, "one\n"))


def test_a_file_with_the_same_content_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write_file(file, "one\n")
    before = file.stat()
    write_file(file, b"one\n")
    write_by(file, lambda draft: _fill(draft, "one\n"))
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def _fill(draft: Path, text: str) -> None:
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def test_the_option_must_be_true_or_false() -> None:
    with pytest.raises(ict.errors.UsageError, match="'overwrite' must be"):
        ict.set_options(overwrite="yes")  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask for readers")
def test_an_old_file_keeps_its_mode_and_a_new_one_has_that_of_the_umask(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    before = os.umask(0o027)
    try:
        write_file(file, "one")
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        file.chmod(0o600)
        with ict.set_options(overwrite=True):
            write_file(file, "two")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        create_file(tmp_path / "key", b"secret", 0o600)
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_file(tmp_path / "link.csv", "one")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8") == "one"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such device here")
def test_a_device_is_written_to() -> None:
    write_file("/dev/null", "one")
    assert not Path("/dev/null").is_file()


def test_a_created_file_is_never_replaced_whatever_is_allowed(tmp_path: Path) -> None:
    create_file(tmp_path / "key", b"one")
    with ict.set_options(overwrite=True), pytest.raises(FileExistsError):
        create_file(tmp_path / "key", b"two")
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "dangling", b"two")
    assert (tmp_path / "key").read_bytes() == b"one"
    assert names(tmp_path) == ["dangling", "key"]


def test_several_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "7.csv").write_text("filled in", encoding="utf-8")
    files = {tmp_path / name: text for name, text in TWELVE.items()}
    assert refusal(lambda: write_files(files)).details["file"] == str(tmp_path / "7.csv")
    assert names(tmp_path) == ["7.csv"]
    (tmp_path / "7.csv").unlink()
    write_files(files)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == TWELVE


def test_a_file_that_comes_up_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def late(first_path: str, second_path: str) -> None:
        Path(second_path).write_text("mine", encoding="utf-8")
        link(first_path, second_path)

    monkeypatch.setattr(os, "link", late)
    refusal(lambda: write_file(tmp_path / "a.csv", "ours"))
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "mine"
    assert names(tmp_path) == ["a.csv"]


def test_a_disk_without_links_has_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_file(tmp_path / "a.csv", "ours")
    refusal(lambda: write_file(tmp_path / "a.csv", "other"))
    create_file(tmp_path / "key", b"one")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "key", b"two")
    assert names(tmp_path) == ["a.csv", "key"]


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        write_file(tmp_path / "a.csv", "ours")
    assert str(caught.value) == (
        f"'{tmp_path / 'a.csv'}' cannot be written: the disk is full. Free some space, or write to "
        "another disk. What was there before has not changed."
    )
    assert names(tmp_path) == []


def test_a_draft_of_a_killed_writer_is_removed_and_that_of_a_living_one_is_not(
    tmp_path: Path,
) -> None:
    pytest.importorskip("fcntl", reason="Windows removes no open file")
    dead = tmp_path / file_writer.name_draft("file", "a.csv")
    alive = tmp_path / file_writer.name_draft("file", "a.csv")
    second_path = tmp_path / file_writer.name_draft("file", "b.csv")
    like = tmp_path / ".ictindex-0123456789abcdef-0123456789abcdef"
    for path in (dead, alive, second_path, like):
        path.write_text("half", encoding="utf-8")
    with alive.open(encoding="utf-8") as stream:
        assert file_writer.lock(stream.fileno())
        write_file(tmp_path / "a.csv", "ours")
    assert names(tmp_path) == sorted(["a.csv", alive.name, second_path.name, like.name])


class Scene:
    """A folder with three files, in which a fault happens while others are written."""

    def __init__(self, folder: Path, way: str) -> None:
        self.location, self.way = folder / "place", way

    def reset(self) -> None:
        shutil.rmtree(self.location, ignore_errors=True)
        self.location.mkdir()
        (self.location / "neighbour.txt").write_text("mine", encoding="utf-8")
        if self.way in ("replace", "overwrite"):
            for name in THREE:
                (self.location / name).write_text("old", encoding="utf-8")

    def act(self) -> None:
        files = {self.location / name: text for name, text in THREE.items()}
        if self.way == "several":
            write_files(files)
        for file, text in {} if self.way == "several" else files.items():
            if self.way == "overwrite":
                with ict.set_options(overwrite=True):
                    write_file(file, text)
            elif self.way == "replace":
                replace_file(file, text)
            elif self.way == "by":
                write_by(file, lambda draft, text=text: _fill(draft, text))
            else:
                write_file(file, text)

    def count(self) -> int:
        self.reset()
        return count_calls(self.act, self.location)

    def check(self, at: int, fault: str) -> int:
        self.reset()
        outcome = run_with_fault(self.act, at, fault, self.location)
        point = f"{self.way}, call {at}, {fault}: outcome {outcome}"
        assert outcome not in (RAW, NOT_REACHED), point
        present = self.visible()
        if self.way in ("replace", "overwrite"):
            assert present.keys() == THREE.keys(), point
            assert all(text in ("old", THREE[name]) for name, text in present.items()), point
        else:
            assert present.items() <= THREE.items(), point
        if self.way == "several" and outcome not in (SUCCEEDED, KILLED):
            assert present == {}, point
        if outcome == SUCCEEDED:
            assert present == THREE, point
        self.act()
        assert self.visible() == THREE, point
        assert names(self.location) == sorted([*THREE, "neighbour.txt"]), point
        assert (self.location / "neighbour.txt").read_text(encoding="utf-8") == "mine"
        return outcome

    def visible(self) -> dict[str, str]:
        return {
            path.name: path.read_text(encoding="utf-8")
            for path in self.location.iterdir()
            if path.suffix == ".csv"
        }


@pytest.mark.parametrize("way", ["single", "several", "overwrite", "replace", "by"])
@pytest.mark.parametrize(
    "step", [pytest.param(11, id="sample"), pytest.param(1, id="every", marks=pytest.mark.slow)]
)
def test_a_fault_at_a_point_leaves_every_file_whole(tmp_path: Path, way: str, step: int) -> None:
    """Three files: each call fails with EIO and ENOSPC, loses its answer, is the last one."""
    scene = Scene(tmp_path, way)
    faults = (*ERRORS, KILL)
    total = scene.count()
    assert total > 24
    ends = {
        scene.check(at, fault)
        for at in range(1, total + 1)
        for number, fault in enumerate(faults)
        if (at + number) % step == 0
    }
    assert len(ends) > 1
