"""The records of a register as they lie on the disk, and chains of the same bytes read before.

A register is read again at every call, each file whole: no name, size or time of change stands for
a content. What is remembered is only what a text says. A record whose bytes are those of a chain
that was read before, one by one from the first, is not parsed and linked a second time; from the
first record that differs on, everything is. So a register that grew, or was altered, shortened or
exchanged while the process runs, is judged by what lies there now.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ictindex.editions.storage.disk import MOST_BYTES, PLAIN
from ictindex.editions.storage.format import TEMPORARY

_BY_HANDLE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NAMES = re.compile(r"(?:[0-9]{8}\.json\n)*", re.ASCII)
_USUAL = 4096  # hardly a record has more bytes; a plain file gives fewer at its end only
_MOST_CHAINS = 4
_MOST_REMEMBERED = 1 << 26  # bytes of all records that are remembered


@dataclass(frozen=True, slots=True)
class Linked:
    """A chain of records without a fault."""

    contents: tuple[bytes, ...] = ()
    records: tuple[Mapping[str, Any], ...] = ()
    digests: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Memory:
    """The chains that were read last: a few of them, of a bounded size, for all threads."""

    def __init__(self, chains: int = _MOST_CHAINS, size: int = _MOST_REMEMBERED) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[Linked, ...] = ()  # the one read last stands last
        self._chains, self._size = chains, size

    def recall(self, contents: tuple[bytes, ...]) -> tuple[Linked, int]:
        """Return the chain that begins like these contents, and how many records are the same."""
        best, most = Linked(), 0
        for earlier in self._kept:
            same = _common(earlier.contents, contents)
            if same and same >= most:
                best, most = earlier, same
        return best, most

    def keep(self, chain: Linked) -> None:
        """Remember a chain in place of those that it continues; let go of the oldest ones."""
        with self._lock:
            kept = [
                earlier
                for earlier in self._kept
                if earlier is not chain
                and _common(earlier.contents, chain.contents) < len(earlier.contents)
            ]
            kept.append(chain)
            sizes = [sum(map(len, earlier.contents)) for earlier in kept]
            while kept and (len(kept) > self._chains or sum(sizes) > self._size):
                del kept[0], sizes[0]
            self._kept = tuple(kept)

    def __len__(self) -> int:
        return len(self._kept)


def _common(first: tuple[bytes, ...], second: tuple[bytes, ...]) -> int:
    """Return how many contents are the same from the first on."""
    if first == second:
        return len(first)
    pairs = zip(first, second, strict=False)
    least = min(len(first), len(second))
    return next((number for number, (a, b) in enumerate(pairs) if a != b), least)


def file_name(number: int) -> str:
    """Return the name of the file of a record."""
    return f"{number:08d}.json"


def read_whole(path: str) -> tuple[bytes, ...] | None:
    """Return the bytes of every record of a register; ``None`` where anything is out of order."""
    # In order is a folder that is no link, in which lie plain files, numbered without a gap, each
    # read to its end, and nothing else but what a publisher is writing.
    try:
        # A folder that is held open cannot be exchanged while it is read.
        folder = os.open(path, _FOLDER) if _BY_HANDLE else None
        try:
            if folder is None and os.path.islink(path):  # noqa: PTH114
                return None
            with os.scandir(path if folder is None else folder) as entries:
                names = _in_order(entries)
            before = "" if folder is not None else f"{path}{os.sep}"
            return None if names is None else _read(names, before, folder)
        finally:
            if folder is not None:
                os.close(folder)
    except (OSError, MemoryError):
        return None


def _in_order(entries: Iterable[os.DirEntry[str]]) -> list[str] | None:
    """Return the names of plain files that are numbered from 0 without a gap."""
    names = []
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            names.append(entry.name)
        elif not entry.name.startswith(TEMPORARY):
            return None
    names = sorted(name for name in names if not name.startswith(TEMPORARY))
    # So many different numbers, in order, of which the last one is their count less one.
    if not _NAMES.fullmatch("".join(f"{name}\n" for name in names)):
        return None
    return names if not names or names[-1] == file_name(len(names) - 1) else None


def _read(names: list[str], before: str, folder: int | None) -> tuple[bytes, ...] | None:
    contents = []
    for name in names:
        handle = os.open(before + name, PLAIN, dir_fd=folder)
        try:
            content = os.read(handle, _USUAL)
            if len(content) == _USUAL:
                content += os.read(handle, MOST_BYTES)
        finally:
            os.close(handle)
        if len(content) > MOST_BYTES:
            return None
        contents.append(content)
    return tuple(contents)


def copied(part: Any) -> Any:
    """Return a copy of what a record says, down to the last list."""
    if isinstance(part, Mapping):
        return {key: copied(inner) for key, inner in part.items()}
    return [copied(inner) for inner in part] if isinstance(part, list) else part


def numbers_of(records: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the records about each id."""
    by_id: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        key = record.get("id")
        if isinstance(key, str):
            by_id.setdefault(key, []).append(number)
    return {key: tuple(numbers) for key, numbers in by_id.items()}
