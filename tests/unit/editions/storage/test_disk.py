"""In which order a publication reaches the disk, and what a fault at each step leaves.

The tests of crashes start publishers as processes of their own; here the calls of the system are
counted in the process itself, so that each fault is met at the line that has to bear it.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from edition_cases import tree
from publishers import small

from ictindex.core.errors import ArchiveError, RefusedEditionError, TakenIdError
from ictindex.editions.storage import commit as committing
from ictindex.editions.storage import disk
from ictindex.editions.storage.format import REGISTER, STAGE, TEMPORARY
from ictindex.editions.storage.register import file_name, read_register
from ictindex.editions.storage.register_audit import read_plain

KEY = "idi-2024"
Place = tuple[int, int]


def place_of(path: str | Path) -> Place:
    status = os.stat(path)  # noqa: PTH116 - as the calls of the system give it
    return status.st_dev, status.st_ino


class Calls:
    """The calls that put something on the disk, in their order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[tuple[str, Place]] = []
        self.there: set[Place] = set()
        self.written: dict[str, Place] = {}
        fsync, link, rename = os.fsync, os.link, Path.rename

        def synced(handle: int) -> None:
            status = os.fstat(handle)
            self.made.append(("sync", (status.st_dev, status.st_ino)))
            fsync(handle)

        def linked(source: Any, target: Any) -> None:
            stages = [path for path in Path(target).parents[1].iterdir() if STAGE in path.name]
            self.written = {str(path): place_of(path) for stage in stages for path in _below(stage)}
            self.made.append(("link", place_of(source)))
            link(source, target)

        def renamed(self_: Path, target: Any) -> Any:
            self.made.append(("rename", place_of(self_)))
            return rename(self_, target)

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(os, "link", linked)
        monkeypatch.setattr(Path, "rename", renamed)

    def index_of(self, kind: str, where: Place) -> int:
        """Return when a call was made, the last time."""
        return len(self.made) - 1 - self.made[::-1].index((kind, where))

    def number(self, kind: str) -> int:
        return next(n for n, (name, _) in enumerate(self.made) if name == kind)


def _below(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(monkeypatch)


def test_everything_is_on_the_disk_before_the_record_is_linked(
    tmp_path: Path, calls: Calls
) -> None:
    folder = tmp_path / "editions"
    committing.commit(folder, *small(KEY))
    commit = calls.number("link")
    before = {where for kind, where in calls.made[:commit] if kind == "sync"}
    # Four files, the folder inside and the stage itself.
    assert len(calls.written) == 6
    assert set(calls.written.values()) <= before
    # The names: of the stage, of the register and of the folder of editions itself.
    assert {place_of(folder), place_of(tmp_path)} <= before
    # The record, whole, under the name that nobody reads.
    _, record = calls.made[commit]
    assert record in before
    assert record == place_of(folder / REGISTER / file_name(0))
    # A folder after what lies in it.
    stage, inside = (
        next(where for name, where in calls.written.items() if Path(name).name.startswith(STAGE)),
        next(where for name, where in calls.written.items() if Path(name).name == "inputs"),
    )
    assert calls.index_of("sync", inside) < calls.index_of("sync", stage)
    # The name of the stage too, and only then the commit.
    after = [where for kind, where in calls.made[calls.index_of("sync", stage) : commit]]
    assert place_of(folder) in after
    # After the commit the names that it gave: of the record, then of the edition.
    assert calls.index_of("sync", place_of(folder / REGISTER)) > commit
    assert calls.index_of("sync", place_of(folder)) > calls.number("rename") > commit


def test_what_is_put_in_order_is_put_on_the_disk(tmp_path: Path, calls: Calls) -> None:
    committing.commit(tmp_path, *small(KEY))
    stage = tmp_path / f"{STAGE}left"
    stage.mkdir()
    calls.made.clear()
    assert committing.recover(tmp_path).cleared == 1
    assert not stage.exists()
    assert ("sync", place_of(tmp_path)) in calls.made
    (tmp_path / KEY).rename(tmp_path / f"{STAGE}again")
    calls.made.clear()
    assert committing.recover(tmp_path).completed == (KEY,)
    assert calls.index_of("sync", place_of(tmp_path)) > calls.number("rename")
    assert committing.recover(tmp_path).cleared == 0


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what is open in /proc")
def test_nothing_is_left_open(tmp_path: Path) -> None:
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    before = count()
    committing.commit(tmp_path, *small(KEY))
    committing.recover(tmp_path)
    assert read_plain(str(tmp_path / KEY / "a.txt"), 100) == b"first"
    assert read_plain(str(tmp_path / KEY), 100) is None
    assert count() == before


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_no_file_of_an_edition_can_be_run(tmp_path: Path) -> None:
    committing.commit(tmp_path, *small(KEY))
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not path.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


# ------------------------------------------------------------------ faults


def failing(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, error: BaseException, after: bool
) -> None:
    """Have a call fail once, before or after it has done its work."""
    original = getattr(module, name)
    left = [error]

    def once(*arguments: Any, **more: Any) -> Any:
        done = original(*arguments, **more) if after or not left else None
        if left:
            raise left.pop()
        return done

    monkeypatch.setattr(module, name, once)


def test_a_record_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing.commit(tmp_path, *small("idi-2023"))
    before = tree(tmp_path)
    write = disk.write_new

    def full(path: Path, content: bytes) -> None:
        write(path, content)
        if path.name.startswith(TEMPORARY):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_new", full)
    with pytest.raises(ArchiveError) as caught:
        committing.commit(tmp_path, *small(KEY))
    assert caught.value.code == "archive.folder-unusable"
    assert caught.value.details["detail"] == "No space left on device"
    assert tree(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["idi-2023", REGISTER]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_an_interruption_at_the_commit_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Before it nothing is published, after it everything; the interruption goes on either way."""
    failing(monkeypatch, os, "link", error, after=False)
    with pytest.raises(type(error)):
        committing.commit(tmp_path, *small("idi-2023"))
    assert tree(tmp_path) == {}
    monkeypatch.undo()
    failing(monkeypatch, os, "link", error, after=True)
    with pytest.raises(type(error)):
        committing.commit(tmp_path, *small(KEY))
    monkeypatch.undo()
    assert len(read_register(tmp_path)) == 1
    # The next writer finishes what is left.
    assert committing.recover(tmp_path).completed == (KEY,)


def test_a_fault_after_the_commit_says_so_and_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = "Input/output error"
    for number, (text, shown) in enumerate(((stated, stated), ("", "-"))):
        sync = disk.sync_folder
        error = OSError(5, text)

        def register_only(
            path: Path, sync: Callable[[Path], None] = sync, error: OSError = error
        ) -> None:
            if path.name == REGISTER and any(path.glob("*.json")):
                raise error
            sync(path)

        key = f"idi-202{number}"
        monkeypatch.setattr(disk, "sync_folder", register_only)
        with pytest.raises(ArchiveError) as caught:
            committing.commit(tmp_path, *small(key))
        monkeypatch.undo()
        assert caught.value.code == "archive.committed-with-fault"
        assert (caught.value.details["id"], caught.value.details["detail"]) == (key, shown)
        # The other steps were done all the same.
        assert (tmp_path / key / "a.txt").read_bytes() == b"first"
        assert not list((tmp_path / REGISTER).glob(f"{TEMPORARY}*"))
        assert len(read_register(tmp_path)) == number + 1


def test_a_link_whose_answer_was_lost_is_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, os, "link", OSError(5, "Input/output error"), after=True)
    assert committing.commit(tmp_path, *small(KEY)).number == 0
    assert (tmp_path / KEY / "a.txt").read_bytes() == b"first"


# ------------------------------------------------------------------ what may be committed


def test_the_same_publication_is_taken_unless_it_was_left_half_done(tmp_path: Path) -> None:
    first = committing.commit(tmp_path, *small(KEY))
    with pytest.raises(TakenIdError):
        committing.commit(tmp_path, *small(KEY))
    assert len(read_register(tmp_path)) == 1
    (tmp_path / KEY).rename(tmp_path / f"{STAGE}left")
    again = committing.commit(tmp_path, *small(KEY))
    assert (again.number, again.digest) == (first.number, first.digest)
    assert (tmp_path / KEY).is_dir()
    assert len(read_register(tmp_path)) == 1
    # Another publication of that id, left half done, does not become this one.
    (tmp_path / KEY).rename(tmp_path / f"{STAGE}left")
    with pytest.raises(TakenIdError):
        committing.commit(tmp_path, *small(KEY, "Somebody else"))


def test_an_erratum_is_about_what_was_published_under_that_root(tmp_path: Path) -> None:
    record, files = small(KEY)
    erratum = {"type": "erratum", "id": KEY, "root": record["root"], "date": "2024-09-01"}
    for wrong in (erratum, {**erratum, "root": "sha256:" + "0" * 64}):
        with pytest.raises(RefusedEditionError) as caught:
            committing.commit(tmp_path, wrong)
        assert caught.value.code == "archive.not-published"
        assert caught.value.details["id"] == KEY
        if wrong is erratum:
            committing.commit(tmp_path, record, files)
    assert committing.commit(tmp_path, erratum).number == 1


def test_only_a_stage_is_being_published(tmp_path: Path) -> None:
    record, files = small(KEY)
    committing.commit(tmp_path, record, files)
    root = record["root"]
    assert not committing.is_being_published(tmp_path, root)
    (tmp_path / KEY).rename(tmp_path / f"{STAGE}left")
    assert committing.is_being_published(tmp_path, root)
    assert not committing.is_being_published(tmp_path, "sha256:" + "0" * 64)


# ------------------------------------------------------------------ reading as a verifier does


@pytest.mark.parametrize("at_once", [1, 3, 4096])
@pytest.mark.parametrize(
    ("most", "read"), [(12, b"twelve bytes"), (11, b"twelve bytes"), (5, b"twelve")]
)
def test_a_file_is_read_whole_however_little_comes_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, most: int, read: bytes
) -> None:
    """One byte more than expected tells that a file is too long; no more than that is read."""
    path = tmp_path / "file"
    path.write_bytes(b"twelve bytes")
    supplied, asked = os.read, []

    def little(handle: int, count: int) -> bytes:
        asked.append(count)
        return supplied(handle, min(count, at_once))

    monkeypatch.setattr(os, "read", little)
    assert read_plain(str(path), most) == read
    # Never more than was still missing, and to the end only.
    assert asked[0] == most + 1
    assert all(after <= before for before, after in itertools.pairwise(asked))
    assert len(asked) <= len(read) // at_once + 2
    monkeypatch.undo()
    path.write_bytes(b"")
    assert read_plain(str(path), 5) == b""


def test_a_file_that_ends_early_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"short")
    assert read_plain(str(path), 1000) == b"short"
    assert read_plain(str(tmp_path / "none"), 5) is None


# ------------------------------------------------------------------ who may add a record


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), FileExistsError(17, "there")])
def test_a_link_that_fails_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    committing.commit(tmp_path, *small("idi-2023"))
    before = tree(tmp_path)
    failing(monkeypatch, os, "link", error, after=False)
    with pytest.raises(ArchiveError) as caught:
        committing.commit(tmp_path, *small(KEY))
    taken = isinstance(error, FileExistsError)
    assert caught.value.code == ("archive.overtaken" if taken else "archive.folder-unusable")
    assert tree(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["idi-2023", REGISTER]


def test_who_checks_is_asked_under_the_lock_and_can_refuse(tmp_path: Path) -> None:
    committing.commit(tmp_path, *small("idi-2023"))
    before = tree(tmp_path)
    seen = []

    def refuse(register: Any) -> None:
        seen.append(len(register))
        raise RefusedEditionError("archive.not-published", id="by the check")

    with pytest.raises(RefusedEditionError, match="by the check"):
        committing.commit(tmp_path, *small(KEY), check=refuse)
    assert seen == [1]
    assert tree(tmp_path) == before


def test_a_record_that_would_break_the_chain_is_not_added(tmp_path: Path) -> None:
    record, files = small("idi-2023")
    committing.commit(tmp_path, record, files)
    before = tree(tmp_path)
    new, more = small(KEY)
    erratum = {"type": "erratum", "id": "idi-2023", "root": record["root"], "date": "2024-09-01"}
    unsound: list[tuple[dict[str, Any], dict[str, bytes] | None]] = [
        ({**new, "kind": "final"}, more),
        ({name: part for name, part in new.items() if name != "year"}, more),
        ({**new, "date": "27 June"}, more),
        (new, None),  # an edition without its files
        (erratum, files),  # an erratum that brings an edition
        ({**erratum, "type": "note"}, None),
    ]
    for supplied, content in unsound:
        with pytest.raises(RefusedEditionError) as caught:
            committing.commit(tmp_path, supplied, content)
        assert caught.value.code == "archive.record-unsound"
        assert caught.value.details["id"] == supplied["id"]
    assert tree(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
def test_only_plain_files_are_read(tmp_path: Path) -> None:
    """A link could lead anywhere, and a pipe would be waited for."""
    plain, link, pipe = (tmp_path / name for name in ("plain", "link", "pipe"))
    plain.write_bytes(b"x")
    link.symlink_to(plain)
    os.mkfifo(pipe)
    assert read_plain(str(plain), 5) == b"x"
    assert read_plain(str(link), 5) is None
    assert read_plain(str(pipe), 5) is None
    assert read_plain(str(tmp_path), 5) is None
    handle = os.open(pipe, os.O_RDWR)
    try:
        os.write(handle, b"y")
        assert read_plain(str(pipe), 5) is None
    finally:
        os.close(handle)
