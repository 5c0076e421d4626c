"""A publisher dies, or the disk refuses, at every system call: nothing partial is ever served."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from edition_cases import tree
from faulty_calls import first_and_last
from publishers import (
    FAULT,
    ON_RECORD,
    OTHER,
    PUBLISHED,
    SIGNED,
    TAKEN,
    WITH_KEYS,
    append_small,
    commit_small,
    publish,
    small,
)
from small_cases import small_cases

from ictindex.core.errors import ArchiveError, IctindexError, TakenIdError
from ictindex.editions.publisher_chain import PUBLISHER
from ictindex.editions.storage import commit, disk
from ictindex.editions.storage.format import MANIFEST, REGISTER, root_of
from ictindex.editions.storage.register import PUBLISHING, load_register
from ictindex.editions.storage.signature_files import (
    SIGNATURES,
    read_signature,
    signature_contents,
)

STRACE = shutil.which("strace")
CALLS = (
    "openat", "mkdir", "write", "fsync", "close", "link", "rename", "unlink", "flock", "rmdir",
    "unlinkat", "getdents64", "read", "newfstatat", "fstat", "lseek", "statx", "lstat", "stat",
)  # fmt: skip
# Calls that change the disk: tried in `make test`; the others too in `make test-all`.
CHANGES = ("mkdir", "write", "fsync", "link", "rename", "unlink")
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO", "error=EINTR")


class Publishers:
    """Publishers in processes of their own, each traced from its first system call."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parents[3] / "support" / "publishers.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        assert self.read_reply() == {"ready": True}

    def read_reply(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        data: dict[str, Any] = json.loads(self.process.stdout.readline())
        return data

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def run(self, action: str, folder: Path, *options: str) -> dict[str, Any]:
        self.say(json.dumps({"do": action, "folder": str(folder)}))
        child = self.read_reply()["pid"]
        with subprocess.Popen(
            [str(STRACE), "-p", str(child), *options], stderr=subprocess.PIPE, text=True
        ) as tracer:
            assert tracer.stderr is not None
            attached = tracer.stderr.readline()
            if "attached" not in attached:
                self.say("go")
                self.read_reply()
                pytest.skip(f"strace may not trace here: {attached.strip()}")
            self.say("go")
            ended = self.read_reply()
            tracer.stderr.read()
        return ended

    def calls(self, action: str, folder: Path, log: Path) -> dict[str, list[str]]:
        """Return the system calls of an action that nothing disturbs: where each of a kind is."""
        ended = self.run(action, folder, "-y", "-o", str(log))
        assert ended == {"killed": 0, "code": PUBLISHED}
        places: dict[str, list[str]] = {}
        for line in log.read_text(errors="replace").splitlines():
            if match := re.match(r"(\w+)\(", line):
                path = re.search(rf'{re.escape(str(folder))}/([^">]*)/', line)
                where = re.sub("[0-9a-f]{8,}", "*", path[1]) if path else ""
                places.setdefault(match[1], []).append(where)
        return places

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def publishers() -> Iterator[Publishers]:
    if STRACE is None:
        pytest.skip("strace is not installed: no fault can be put into a system call")
    several = Publishers()
    yield several
    several.close()


def prepared(folder: Path, action: str) -> Path:
    """A folder in the state before the action."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if action in ON_RECORD:
        ON_RECORD[action](str(folder / "editions"))
    if action in WITH_KEYS:
        WITH_KEYS[action](str(folder / "editions"))
    return folder / "editions"


def check_served(editions: Path) -> None:
    """Whatever happened, what a reader sees is whole and is in the register."""
    roots = {record["id"]: record["root"] for record in load_register(editions)}
    for path in editions.iterdir() if editions.is_dir() else ():
        if path.name.startswith(".") or path.name in (REGISTER, PUBLISHER, SIGNATURES):
            continue
        assert disk.is_whole(path), path.name
        assert root_of((path / MANIFEST).read_bytes()) == roots[path.name]


def check_signed(editions: Path, action: str) -> None:
    """No record that the publisher committed lacks its signature, at any moment."""
    committed = len(load_register(editions)) - (action in ON_RECORD) if editions.is_dir() else 0
    if action in SIGNED and committed:
        number = len(load_register(editions)) - 1
        contents = [content for _, content in signature_contents([editions], "idi-2024")]
        stated = [read_signature(content, "-") for content in contents]
        assert any(each is not None and each["number"] == number for each in stated)


def check_agreed(editions: Path) -> None:
    """After the next writer: every record has its folder, and nothing else lies there."""
    check_served(editions)
    register = load_register(editions)
    there = {record["id"] for record in register if record["type"] in PUBLISHING}
    left = {path.name for path in editions.iterdir()} if editions.is_dir() else set()
    assert left - {REGISTER, PUBLISHER, SIGNATURES} == there
    assert not list((editions / SIGNATURES).glob(".*"))
    names = sorted(path.name for path in (editions / REGISTER).glob("*"))
    assert names == [f"{n:08d}.json" for n in range(len(register))]


def check_point(
    publishers: Publishers, folder: Path, action: str, call: str, fault: str, n: int
) -> str:
    editions = prepared(folder, action)
    before = tree(editions) if editions.is_dir() else {}
    inject = f"inject={call}:{fault}:when={n}"
    ended = publishers.run(action, editions, "-o", str(folder / "log"), "-e", inject)
    point = f"{action} {call} {fault} {n}: {ended}"
    traced = (folder / "log").read_text(errors="replace")
    met = "(INJECTED)" in traced or "+++ killed by SIGKILL" in traced
    # The call in which the publisher waits may count twice where the tracer interrupts it.
    assert met or len(re.findall(rf"^{call}\(", traced, re.MULTILINE)) < n, f"{point}: no fault"
    if fault == "signal=KILL":
        assert ended["killed"] == 9 or ended["code"] == PUBLISHED, point
    else:  # a refusal of the disk is an error of the library, never another one
        assert ended["code"] in (PUBLISHED, FAULT), point
    check_served(editions)
    check_signed(editions, action)
    opened = n % 2 == 0  # or the next one is the publisher who tries again
    if opened:
        commit.recover(editions)
        check_agreed(editions)
    after = tree(editions) if editions.is_dir() else {}
    assert {path: after[path] for path in before} == before, point  # nothing published changed
    was_there = len(load_register(editions)) if editions.is_dir() else 0
    if ended == {"killed": 0, "code": PUBLISHED}:
        assert was_there == 1 + (action in ON_RECORD), point
    again = publishers_again(action, editions)
    check_agreed(editions)
    if action in ("erratum", "withdraw") and was_there == 2:
        assert again == OTHER, f"{point}; again: {again}"  # on record already, and reported
    elif not was_there or action in ON_RECORD:
        assert again == PUBLISHED, f"{point}; again: {again}"
    else:  # it is published: that is reported, unless this one completed it
        assert again == TAKEN or (again == PUBLISHED and not opened), f"{point}; again: {again}"
    return "committed" if was_there > (action in ON_RECORD) else "absent"


def publishers_again(action: str, editions: Path) -> int:
    import publishers

    return publishers.outcome(action, str(editions))


Points = list[tuple[str, int]]
Places = dict[str, list[str]]


def every(places: Places, calls: tuple[str, ...]) -> Points:
    return [(call, n) for call in calls for n in range(1, len(places.get(call, ())) + 1)]


def ends_of_steps(places: Places, calls: tuple[str, ...]) -> Points:
    """The first and the last call of each kind in each folder: files between them are alike."""
    chosen = {
        (call, n) for call in calls for ends in first_and_last(places.get(call, ())) for n in ends
    }
    return [point for point in every(places, calls) if point in chosen]


def check_all(
    publishers: Publishers,
    folder: Path,
    action: str,
    choose: Callable[[Places, tuple[str, ...]], Points],
    calls: tuple[str, ...] = CHANGES,
    step: int = 1,
) -> None:
    places = publishers.calls(action, prepared(folder / "count", action), folder / "log")
    assert all(places.get(call) for call in CHANGES[:4]), places
    ends = [
        check_point(publishers, folder / "run", action, call, fault, n)
        for k, (call, n) in enumerate(choose(places, calls))
        for f, fault in enumerate(FAULTS)
        if (k + f) % step == 0
    ]
    assert {"committed", "absent"} <= set(ends)  # faults on both sides of the commit


@pytest.mark.slow
@pytest.mark.parametrize(("action", "step"), [("commit", 4), ("erratum", 7), ("withdraw", 5)])
def test_a_fault_at_sampled_calls_leaves_register_and_folders_agreed(
    publishers: Publishers, tmp_path: Path, action: str, step: int
) -> None:
    check_all(publishers, tmp_path, action, every, step=step)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("action", "choose"),
    [
        ("commit", every),
        ("append", ends_of_steps),
        pytest.param("withdraw", ends_of_steps, marks=pytest.mark.long),
    ],
)
def test_a_fault_at_every_kind_of_call_leaves_register_and_folders_agreed(
    publishers: Publishers,
    tmp_path: Path,
    action: str,
    choose: Callable[[Places, tuple[str, ...]], Points],
) -> None:
    check_all(publishers, tmp_path, action, choose, CALLS)


@pytest.mark.slow
@pytest.mark.parametrize("action", ["erratum", pytest.param("publish", marks=pytest.mark.long)])
def test_a_fault_at_each_step_of_a_whole_publication(
    publishers: Publishers, tmp_path: Path, action: str
) -> None:
    check_all(publishers, tmp_path, action, ends_of_steps)


def fails_at(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(disk, name, fail)


@pytest.mark.parametrize("name", ["make_folder", "lock_folder", "write_stage", "write_new"])
def test_a_disk_that_refuses_before_the_commit_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    editions = tmp_path / "editions"
    with monkeypatch.context() as patch:
        fails_at(patch, name, OSError(28, "No space left on device"))
        with pytest.raises(ArchiveError, match="No space left on device") as caught:
            commit_small(str(editions))
    assert "nothing was published" in str(caught.value)
    commit.recover(editions)
    assert len(load_register(editions)) == 0
    commit_small(str(editions))
    check_agreed(editions)


def test_a_disk_that_refuses_after_the_commit_says_that_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fails_at(patch, "put", OSError(5, "Input/output error"))
        with pytest.raises(ArchiveError) as caught:
            commit_small(str(tmp_path))
    assert caught.value.code == "archive.committed-with-fault"
    assert str(caught.value).startswith("idi-2024 is published and is in the register")
    record, _ = small()
    assert not (tmp_path / "idi-2024").exists()
    assert commit.is_being_published(tmp_path, record["root"])
    # The same publication again completes it; another one of that id finds it taken.
    assert commit.commit(tmp_path, *small()).number == 0
    check_agreed(tmp_path)
    with pytest.raises(TakenIdError):
        commit.commit(tmp_path, *small(publisher="another"))


def test_another_publisher_completes_what_a_dead_one_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fails_at(patch, "put", KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            commit_small(str(tmp_path))
    with pytest.raises(TakenIdError):
        commit.commit(tmp_path, *small(publisher="another"))
    check_agreed(tmp_path)
    assert tree(tmp_path / "idi-2024") == small()[1]


@pytest.mark.slow
def test_a_publisher_who_died_after_the_commit_is_completed_by_publishing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fails_at(patch, "put", KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            publish(str(tmp_path / "e"))
    publish(str(tmp_path / "e"))
    check_agreed(tmp_path / "e")
    with pytest.raises(TakenIdError):
        publish(str(tmp_path / "e"))


def test_a_file_system_without_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def fail(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", fail)
    for action in (commit_small, commit.recover):
        with pytest.raises(ArchiveError, match="No locks available") as caught:
            action(str(tmp_path))
        assert caught.value.code == "archive.no-lock"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_listed_is_not_being_published(tmp_path: Path) -> None:
    assert not commit.is_being_published(tmp_path / "none", "sha256:00")
    (tmp_path / ".stage-aa").mkdir()
    assert not commit.is_being_published(tmp_path, "sha256:00")


@small_cases(
    "change",
    [
        lambda folder: (folder / "a.txt").write_bytes(b"firsT"),
        lambda folder: (folder / "a.txt").unlink(),
        lambda folder: (folder / "more.txt").write_bytes(b""),
        lambda folder: (folder / MANIFEST).write_bytes(b"{}\n"),
        lambda folder: (folder / MANIFEST).unlink(),
        lambda folder: (folder / "link").symlink_to(folder / "a.txt"),
        lambda folder: (folder / "a.txt").rename(folder / "A.txt"),
    ],
)
def test_what_is_not_exactly_its_manifest_is_not_whole(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    commit_small(str(tmp_path))
    assert disk.is_whole(tmp_path / "idi-2024")
    change(tmp_path / "idi-2024")
    assert not disk.is_whole(tmp_path / "idi-2024")


def test_a_record_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = disk.write_new

    def refuse(path: Path, content: bytes) -> None:
        write(path, content[:5])
        if path.name.startswith(".record-"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_new", refuse)
    with pytest.raises(ArchiveError):
        commit_small(str(tmp_path))
    assert tree(tmp_path) == {} and [path.name for path in tmp_path.iterdir()] == [REGISTER]


def test_an_interrupt_after_the_commit_keeps_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def interrupted(path: Path, other: Path) -> None:
        link(path, other)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", interrupted)
        with pytest.raises(KeyboardInterrupt):
            commit_small(str(tmp_path))
    assert commit.recover(tmp_path).completed == ("idi-2024",)
    check_agreed(tmp_path)


def test_an_interrupt_before_the_commit_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def fail(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(os, "link", fail)
        with pytest.raises(KeyboardInterrupt):
            commit_small(str(tmp_path))
    assert tree(tmp_path) == {}


def test_a_link_whose_answer_was_lost_is_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def lost(path: Path, other: Path) -> None:
        link(path, other)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "link", lost)
    commit_small(str(tmp_path))
    check_agreed(tmp_path)
    assert (tmp_path / "idi-2024").is_dir()


def test_a_writer_who_ignores_the_lock_is_asked_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link decides, also where somebody gets past the lock."""
    link = os.link

    def overtaken(path: Path, other: Path) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(os, "link", link)
            first = commit.record_bytes(load_register(tmp_path), small("idi-2023")[0])
            Path(other).write_bytes(first)
        link(path, other)

    monkeypatch.setattr(os, "link", overtaken)
    with pytest.raises(ArchiveError) as caught:
        commit_small(str(tmp_path))
    assert caught.value.code == "archive.overtaken"
    assert [record["id"] for record in load_register(tmp_path)] == ["idi-2023"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [REGISTER]


def test_an_erratum_that_cannot_be_committed_leaves_the_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_small(str(tmp_path))
    before = tree(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(ArchiveError):
        append_small(str(tmp_path))
    assert tree(tmp_path) == before
    check_agreed(tmp_path)


def test_recovery_clears_what_was_never_committed(tmp_path: Path) -> None:
    commit_small(str(tmp_path))
    kept = tree(tmp_path)
    (tmp_path / ".stage-aa" / "inputs").mkdir(parents=True)
    (tmp_path / ".stage-aa" / "inputs" / "b.csv").write_bytes(b"half")
    (tmp_path / ".stage-bb").write_bytes(b"a file")
    (tmp_path / ".stage-cc").symlink_to(tmp_path / "idi-2024")
    shutil.copytree(tmp_path / "idi-2024", tmp_path / ".stage-dd")  # published, and in its place
    (tmp_path / REGISTER / ".record-aa").write_bytes(b"half")
    recovery = commit.recover(tmp_path)
    assert (recovery.completed, recovery.cleared, len(recovery.register)) == ((), 5, 1)
    assert tree(tmp_path) == kept
    check_agreed(tmp_path)


def test_recovery_keeps_the_only_copy_of_what_was_published(tmp_path: Path) -> None:
    commit_small(str(tmp_path))
    stage = (tmp_path / "idi-2024").rename(tmp_path / ".stage-aa")
    (stage / "a.txt").write_bytes(b"worst")
    assert commit.recover(tmp_path).completed == ()
    assert stage.is_dir()
    (stage / "a.txt").write_bytes(b"first")
    assert commit.recover(tmp_path).completed == ("idi-2024",)
    check_agreed(tmp_path)


def test_recovery_touches_nothing_under_a_damaged_register(tmp_path: Path) -> None:
    commit_small(str(tmp_path))
    (tmp_path / REGISTER / "00000000.json").write_bytes(b"{}\n")
    (tmp_path / ".stage-aa").mkdir()
    before = tree(tmp_path)
    with pytest.raises(IctindexError) as caught:
        commit.recover(tmp_path)
    assert caught.value.code == "archive.unsound"
    assert (tmp_path / ".stage-aa").is_dir() and tree(tmp_path) == before


def test_recovery_of_no_folder_does_nothing(tmp_path: Path) -> None:
    assert commit.recover(tmp_path / "none").cleared == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_not_published_is_not_published_over(tmp_path: Path) -> None:
    (tmp_path / "idi-2024").mkdir()
    (tmp_path / "idi-2024" / "mine.txt").write_bytes(b"mine")
    with pytest.raises(IctindexError) as caught:
        commit_small(str(tmp_path))
    assert caught.value.code == "archive.place-taken"
    assert tree(tmp_path) == {"idi-2024/mine.txt": b"mine"}
    (tmp_path / "idi-2024" / "mine.txt").unlink()
    (tmp_path / "idi-2024").rmdir()
    (tmp_path / "idi-2024").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IctindexError) as caught:
        commit_small(str(tmp_path))
    assert caught.value.code == "archive.place-taken"


@pytest.mark.slow
def test_a_path_that_leads_out_of_the_edition_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(IctindexError) as caught:
        disk.write_stage(tmp_path, {"../outside": b"x"})
    assert caught.value.code == "archive.unsound"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_everything_is_on_the_disk_before_the_commit_and_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything that a loss of power could take away is synced before other steps rely on it."""
    fsync, link, rename = os.fsync, os.link, Path.rename
    folder = tmp_path / "editions"
    synced: list[int] = []
    commits: list[str] = []

    def recorded(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    def linked(page: Path, other: Path) -> None:
        (stage,) = folder.glob(".stage-*")
        for path in (stage, *stage.rglob("*"), page):
            assert path.stat().st_ino in synced, path.name
        assert {tmp_path.stat().st_ino, folder.stat().st_ino} <= set(synced)
        # A folder is synced after the last name was put into it.
        last = max(synced.index(path.stat().st_ino) for path in stage.rglob("*.csv"))
        assert synced.index((stage / "inputs").stat().st_ino) > last
        commits.append("link")
        synced.clear()
        link(page, other)

    def renamed(path: Path, other: Path) -> None:
        assert (folder / REGISTER).stat().st_ino in synced
        commits.append("rename")
        synced.clear()
        rename(path, other)

    monkeypatch.setattr(os, "fsync", recorded)
    monkeypatch.setattr(os, "link", linked)
    monkeypatch.setattr(Path, "rename", renamed)
    commit_small(str(folder))
    assert commits == ["link", "rename"]
    assert folder.stat().st_ino in synced
