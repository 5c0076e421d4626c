"""The record files of a register on the disk, and remembered chains of the same bytes.

A register is read again at every call, each file completely: no name, size or time of change
replaces the content. Only the parsed content of the same bytes is remembered. Records with the
bytes of a chain that was read before, from the first record on, are not parsed and linked again;
from the first different record on, all are. So a register that grew, or was altered, shortened or
exchanged while the process runs, is always checked in its present state.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.editions.storage.disk import MOST_BYTES, PLAIN
from ictindex.editions.storage.format import TEMPORARY

_BY_HANDLE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NAMES = re.compile(r"(?:[0-9]{8}\.json\n)*", re.ASCII)
_USUAL = 4096  # few records have more bytes; a plain file returns fewer only at its end
_MOST_CHAINS = 4
_MOST_REMEMBERED = 1 << 26  # limit of the bytes of all remembered records


@dataclass(frozen=True, slots=True)
class RecordChain:
    """A chain of records without a fault."""

    contents: tuple[bytes, ...] = ()
    records: tuple[Mapping[str, Any], ...] = ()
    digests: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Memory:
    """The last chains that were read: a few, of limited size, for all threads."""

    def __init__(self, chains: int = _MOST_CHAINS, size: int = _MOST_REMEMBERED) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[RecordChain, ...] = ()  # the last one read is at the end
        self._chains, self._size = chains, size

    def recall(self, contents: tuple[bytes, ...]) -> tuple[RecordChain, int]:
        """Return the chain that begins like these contents, and the number of equal records."""
        best, most = RecordChain(), 0
        for earlier in self._kept:
            same = _common(earlier.contents, contents)
            if same and same >= most:
                best, most = earlier, same
        return best, most

    def keep(self, chain: RecordChain) -> None:
        """Remember a chain in place of the chains that it continues; forget the oldest ones."""
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
    """Return the number of equal contents from the first one on."""
    if first == second:
        return len(first)
    pairs = zip(first, second, strict=False)
    least = min(len(first), len(second))
    return next((number for number, (a, b) in enumerate(pairs) if a != b), least)


def file_name(number: int) -> str:
    """Return the name of the file of a record."""
    return f"{number:08d}.json"


def read_whole(path: str) -> tuple[bytes, ...] | None:
    """Return the bytes of every record of a register; ``None`` if anything is out of order."""
    # A register is in order if its folder is not a link and has plain files that are numbered
    # without a gap and can be read to the end, and nothing else except files that a publisher is
    # writing.
    try:
        # A folder with an open handle cannot be exchanged while it is read.
        folder = os.open(path, _FOLDER) if _BY_HANDLE else None
        try:
            if folder is None and os.path.islink(path):  # noqa: PTH114
                return None
            with os.scandir(path if folder is None else folder) as entries:
                names = _number_files(entries)
            before = "" if folder is not None else f"{path}{os.sep}"
            return None if names is None else _read(names, before, folder)
        finally:
            if folder is not None:
                os.close(folder)
    except (OSError, MemoryError):
        return None


def _number_files(entries: Iterable[os.DirEntry[str]]) -> list[str] | None:
    """Return the names of plain files that are numbered from 0 without a gap."""
    names = []
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            names.append(entry.name)
        elif not entry.name.startswith(TEMPORARY):
            return None
    names = sorted(name for name in names if not name.startswith(TEMPORARY))
    # Sorted different numbers have no gap if the last one is their count minus one.
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


def copy_content(part: Any) -> Any:
    """Return a deep copy of the content of a record."""
    if isinstance(part, Mapping):
        return {key: copy_content(inner) for key, inner in part.items()}
    return [copy_content(inner) for inner in part] if isinstance(part, list) else part


def numbers_of(records: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the records about each id."""
    by_id: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        key = record.get("id")
        if isinstance(key, str):
            by_id.setdefault(key, []).append(number)
    return {key: tuple(numbers) for key, numbers in by_id.items()}
