"""A register is linked once for the same bytes, and whatever is done to it is noticed at once."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import registers
from edition_making import tiny

import ictindex as ict
from ictindex.core.errors import DamagedArchiveError
from ictindex.editions.storage import record_files, register
from ictindex.editions.storage.record_files import Memory, RecordChain
from ictindex.editions.storage.register_audit import diagnose, follow

COUNT = 40
EDITION = "idi-2024-demonstration"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test begin as a new process does."""
    monkeypatch.setattr(register, "_memory", Memory())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A register of many editions, of which the last one has its folder."""
    folder = tmp_path / "editions"
    registers.written(folder, COUNT)
    tiny(folder, 2024)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The files that are opened, in order."""
    files: list[str] = []
    true = os.open

    def counting(path: str, *arguments: int, **more: int) -> int:
        files.append(str(path))
        return true(path, *arguments, **more)

    monkeypatch.setattr(os, "open", counting)
    yield files


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are parsed, in order."""
    texts: list[str] = []
    true = json.loads

    def counting(text: str, **more: object) -> object:
        texts.append(text)
        return true(text, **more)

    monkeypatch.setattr(json, "loads", counting)
    return texts


def test_editions_read_each_record_once_also_where_all_folders_are_absent(
    folder: Path, opened: list[str]
) -> None:
    editions = ict.editions.list_editions(folder)
    assert [edition.state for edition in editions].count("folder-missing") == COUNT
    assert len(editions) == COUNT + 1
    assert sum(file.endswith(".json") for file in opened) == COUNT + 1


@pytest.mark.slow
@pytest.mark.parametrize("count", [3_000, 10_000])
def test_long_registers_take_steps_in_their_number(
    count: int,
    tmp_path: Path,
    opened: list[str],
    parsed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registers.written(tmp_path, count)
    root = tiny(tmp_path, 2024)
    tiny(tmp_path, 2025)
    monkeypatch.setattr(register, "_memory", Memory())
    opened.clear()
    parsed.clear()
    editions = ict.editions.list_editions(tmp_path)
    assert (len(editions), editions[EDITION].root) == (count + 2, root)
    assert sum(file.endswith(".json") for file in opened) == count + 2
    assert len(parsed) == count + 2
    parsed.clear()
    for year in (2024, 2025):
        assert ict.verify(tmp_path / f"idi-{year}-demonstration").verdict == "intact"
    assert len(parsed) == 2  # the manifests
    last = tmp_path / "register" / f"{count - 1:08d}.json"
    last.write_bytes(last.read_bytes().replace(b'"edition":2024', b'"edition":2023'))
    assert ict.verify(tmp_path / EDITION).verdict == "register-altered"


def test_a_second_edition_is_verified_without_parsing_the_register_again(
    folder: Path, parsed: list[str]
) -> None:
    tiny(folder, 2025)
    assert ict.verify(folder / EDITION).verdict == "intact"
    parsed.clear()
    assert ict.verify(folder / "idi-2025-demonstration").verdict == "intact"
    assert len(parsed) == 1  # its manifest


def test_a_register_that_grew_is_parsed_from_there_on(folder: Path, parsed: list[str]) -> None:
    ict.editions.read_register(folder)
    path = folder / "register"
    head = ict.editions.read_register(folder).head
    (path / f"{COUNT + 1:08d}.json").write_bytes(registers.record(COUNT + 1, head))
    parsed.clear()
    events = ict.editions.read_register(folder)
    assert (len(events), len(parsed)) == (COUNT + 2, 1)
    assert events.find(f"idi-2024-{COUNT + 1}") is not None
    assert events.records[-1]["previous"] == head


def file(folder: Path, number: int) -> Path:
    return folder / "register" / f"{number:08d}.json"


def _edited(folder: Path, number: int) -> None:
    """Alter a word and leave size and times as they were."""
    path = file(folder, number)
    state, content = path.stat(), path.read_bytes()
    with path.open("r+b") as stream:
        stream.write(content.replace(b'"2024-06-27"', b'"2024-06-28"'))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)


def _truncated(folder: Path, number: int) -> None:
    path = file(folder, number)
    os.truncate(path, path.stat().st_size - 1)


def _emptied(folder: Path, number: int) -> None:
    os.truncate(file(folder, number), 0)


def _extended(folder: Path, number: int) -> None:
    with file(folder, number).open("ab") as stream:
        stream.write(b"\n")


def _removed(folder: Path, number: int) -> None:
    file(folder, number).unlink()


def _swapped(folder: Path, number: int) -> None:
    item, other = file(folder, number), file(folder, COUNT - 1 - number)
    first, second = item.read_bytes(), other.read_bytes()
    item.write_bytes(second)
    other.write_bytes(first)


def _linked(folder: Path, number: int) -> None:
    """Put a link to the very same content in its place."""
    path = file(folder, number)
    path.rename(folder / "elsewhere.json")
    path.symlink_to(folder / "elsewhere.json")


def _made_a_folder(folder: Path, number: int) -> None:
    file(folder, number).unlink()
    file(folder, number).mkdir()


def _made_a_pipe(folder: Path, number: int) -> None:
    file(folder, number).unlink()
    os.mkfifo(file(folder, number))


def _joined_by_a_stranger(folder: Path, number: int) -> None:
    (folder / "register" / f"{number}.json").write_bytes(file(folder, number).read_bytes())


def _register_linked(folder: Path, number: int) -> None:
    (folder / "register").rename(folder / "other")
    (folder / "register").symlink_to(folder / "other")


def _register_removed(folder: Path, number: int) -> None:
    shutil.rmtree(folder / "register")
    (folder / "register").touch()


CHANGES = (
    _edited, _truncated, _emptied, _extended, _removed, _swapped, _linked, _made_a_folder,
    _made_a_pipe, _joined_by_a_stranger, _register_linked, _register_removed,
)  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="no links and no pipes without rights")
@pytest.mark.parametrize("number", [0, 17, COUNT - 1])
@pytest.mark.parametrize("change", CHANGES, ids=lambda value: value.__name__.strip("_"))
def test_every_change_within_the_process_is_noticed_at_the_next_call(
    folder: Path, change: Callable[[Path, int], None], number: int
) -> None:
    """By verifying, listing and reading; and what is put back is sound again."""
    safe = folder.parent / "safe"
    path = folder / "register"
    shutil.copytree(path, safe)
    assert ict.verify(folder / EDITION).verdict == "intact"
    before = ict.editions.read_register(folder)
    ict.editions.list_editions(folder)

    change(folder, number)
    report = ict.verify(folder / EDITION)
    assert not report.intact
    for reading in (ict.editions.list_editions, ict.editions.read_register):
        with pytest.raises(DamagedArchiveError):
            reading(folder)
    # It is the judgement of a verifier that has read nothing before.
    chain = follow(str(path), None)
    assert chain.problems and chain == diagnose(str(path), None)

    path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
    shutil.copytree(safe, path)
    assert ict.verify(folder / EDITION).verdict == "intact"
    assert ict.editions.read_register(folder).digests == before.digests


def test_a_register_that_was_rolled_back_or_exchanged_is_read_as_it_is(folder: Path) -> None:
    """A shorter chain and another chain are sound: only a pin tells, and it must."""
    path = folder / EDITION
    whole = ict.editions.read_register(folder)
    assert ict.verify(path, head=whole.head).verdict == "intact-pinned"
    kept = file(folder, COUNT).read_bytes()
    file(folder, COUNT).unlink()
    assert ict.editions.read_register(folder).digests == whole.digests[:-1]
    assert [finding.code for finding in ict.verify(path, head=whole.head).problems] == [
        "head-unknown"
    ]
    assert [finding.code for finding in ict.verify(path).problems] == ["not-in-register"]
    # The last edition again, on another record before it.
    last = registers.record(COUNT - 1, whole.digests[COUNT - 2], publisher="Somebody else")
    file(folder, COUNT - 1).write_bytes(last)
    again = json.loads(kept) | {"previous": registers.digest(last)}
    file(folder, COUNT).write_bytes(
        json.dumps(again, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        + b"\n"
    )
    other = ict.editions.read_register(folder)
    assert other.digests[: COUNT - 1] == whole.digests[: COUNT - 1]
    assert other.records[COUNT - 1]["publisher"] == "Somebody else"
    assert ict.verify(path).verdict == "intact"
    assert [finding.code for finding in ict.verify(path, head=whole.head).problems] == [
        "head-unknown"
    ]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no links and no pipes without rights")
def test_any_series_of_changes_is_judged_as_by_a_new_process(folder: Path) -> None:
    chance = random.Random(271)
    path, safe = folder / "register", folder.parent / "safe"
    shutil.copytree(path, safe)
    head = ict.editions.read_register(folder).head
    for _ in range(60):
        for _ in range(chance.randint(0, 2)):
            chosen = chance.choice(CHANGES[:4])
            chosen(folder, chance.randrange(COUNT))
        for pin in (None, head):
            assert follow(str(path), pin) == diagnose(str(path), pin)
        if chance.random() < 0.7:
            shutil.rmtree(path)
            shutil.copytree(safe, path)


def test_what_was_handed_out_can_be_written_over_without_harm(folder: Path) -> None:
    tiny(folder, 2025)
    first = ict.editions.read_register(folder)
    for record in first.records:
        record["root"] = "sha256:00"  # type: ignore[index]
        record.clear()  # type: ignore[attr-defined]
    again = ict.editions.read_register(folder)
    assert again.records[0]["id"] == "idi-2024-0"
    chain = follow(str(folder / "register"), None)
    chain.list_records("idi-2024-0")[0].clear()  # type: ignore[attr-defined]
    assert chain.list_records("idi-2024-0")[0]["number"] == 0


def test_a_few_chains_of_a_bounded_size_are_remembered() -> None:
    memory = Memory(chains=3, size=100)
    for number in range(10):
        content = b"%d" % number * 10
        memory.keep(RecordChain((content,), ({},), ("",)))
        assert memory.recall((content,))[1] == 1
    assert len(memory) == 3
    assert memory.recall((b"0" * 10,)) == (RecordChain(), 0)
    memory.keep(RecordChain((b"x" * 90,), ({},), ("",)))
    assert len(memory) == 2  # 90 and the newest of the others
    memory.keep(RecordChain((b"y" * 101,), ({},), ("",)))
    assert len(memory) == 0
    # A chain that continues another one takes its place.
    memory.keep(RecordChain((b"a",), ({},), ("",)))
    memory.keep(RecordChain((b"a", b"b"), ({}, {}), ("", "")))
    assert len(memory) == 1


def test_nothing_is_remembered_before_a_register_is_read() -> None:
    code = "from ictindex.editions.storage import register; print(len(register._memory))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_threads_read_a_register_that_grows(tmp_path: Path) -> None:
    """Each sees a chain that was there: no reader gets a record of another length."""
    path = registers.written(tmp_path, 20)
    heads = list(ict.editions.read_register(tmp_path).digests)
    faults: list[object] = []
    done = threading.Event()

    def read() -> None:
        least = 0
        while not done.is_set():
            events = ict.editions.read_register(tmp_path)
            whole = len(events) >= least and events.digests == tuple(heads[: len(events)])
            linked = [page["number"] for page in events] == list(range(len(events)))
            if not (whole and linked):
                faults.append(len(events))
            least = len(events)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20, 60):
        content = registers.record(number, heads[-1])
        heads.append(registers.digest(content))
        temporary = path / f".record-{number}"
        temporary.write_bytes(content)
        temporary.rename(path / f"{number:08d}.json")
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(ict.editions.read_register(tmp_path)) == 60


def test_a_record_of_any_size_is_read_to_its_end(tmp_path: Path) -> None:
    for size in (
        0,
        1,
        record_files._USUAL - 1,
        record_files._USUAL,
        record_files._USUAL + 1,
        10_000,
    ):
        content = bytes(range(256)) * (size // 256 + 1)
        (tmp_path / "00000000.json").write_bytes(content[:size])
        assert record_files.read_whole(str(tmp_path)) == (content[:size],)


def test_more_than_a_record_may_have_is_not_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_files, "MOST_BYTES", 5000)
    (tmp_path / "00000000.json").write_bytes(b"x" * 5001)
    assert record_files.read_whole(str(tmp_path)) is None
