"""The disk under the archive: one writer at a time, complete and synced files.

Published folders and the register are written with four rules: only one process writes at a time; a
file is complete and on the disk before anything names it; unfinished work has a name that no reader
uses; the next writer finishes or removes it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ictindex.core import file_writer
from ictindex.core.errors import ArchiveError, DamagedArchiveError
from ictindex.editions.storage.format import MANIFEST, STAGE, is_path, read_manifest, sha256
from ictindex.editions.storage.stray_files import is_stray

if sys.platform == "win32":
    import errno
    import msvcrt

    def _wait_for(handle: int) -> None:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return
            except OSError as error:  # it stops after ten seconds; this loop does not
                if error.errno != errno.EDEADLK:
                    raise
else:
    import fcntl

PLAIN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
PLAIN |= getattr(os, "O_BINARY", 0)
MOST_BYTES = 1 << 24  # size limit of a manifest, a record and a signature
_FOLDER_MODE, _FILE_MODE = 0o755, 0o644
_LOCK_FILE = ".lock"  # only on Windows, where a folder cannot be locked


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder of editions for writing; wait for the process that has the lock."""
    # The system removes the lock of a process that ends. The lock is on the folder itself, so that
    # no file is left behind.
    if sys.platform == "win32":
        handle = os.open(folder / _LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_BINARY)
    else:
        handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            if sys.platform == "win32":
                _wait_for(handle)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            detail = error.strerror or type(error).__name__
            raise ArchiveError("archive.no-lock", folder=folder.name, detail=detail) from error
        yield
    finally:
        # Closing the handle removes the lock; a second close could close a handle of another
        # thread.
        with suppress(OSError):
            os.close(handle)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk; Windows has no such call."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet, and sync it to the disk; everybody may read it."""
    file_writer.write_new(path, content, _FILE_MODE)


def make_folder(folder: Path) -> None:
    """Make a folder if there is none, and sync its name to the disk."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    file_writer.set_mode(folder, _FOLDER_MODE)
    sync_folder(folder.parent)


def make_parents(folder: Path) -> None:
    """Make the parents of a folder, from the top."""
    for parent in reversed([parent for parent in folder.parents if not parent.exists()]):
        make_folder(parent)


def write_stage(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files of an edition into a stage, complete and synced, or none of them."""
    stage = folder / f"{STAGE}{secrets.token_hex(8)}"
    try:
        stage.mkdir()
        file_writer.set_mode(stage, _FOLDER_MODE)
        folders = {stage}
        for path, content in files.items():
            if not is_path(path):
                raise DamagedArchiveError("archive.unsound", file=path)
            file = stage.joinpath(*path.split("/"))
            missing = [
                parent
                for parent in file.parents
                if parent not in folders and stage in parent.parents
            ]
            for inner in reversed(missing):
                inner.mkdir()
                file_writer.set_mode(inner, _FOLDER_MODE)
                folders.add(inner)
            write_new(file, content)
        for inner in sorted(folders, reverse=True):  # a folder before the one that it lies in
            sync_folder(inner)
        sync_folder(folder)
    except BaseException:
        remove(stage)
        raise
    return stage


def remove(path: Path) -> None:
    """Remove a stage or a draft; the next writer removes what cannot be removed now."""
    with suppress(OSError):
        clear(path)


def clear(path: Path) -> None:
    """Remove whatever is at a path: a folder with its contents, a file, a link."""
    if stat.S_ISDIR(path.lstat().st_mode):
        shutil.rmtree(path)
    else:
        path.unlink()


def read_regular(path: str | os.PathLike[str], most: int) -> bytes | None:
    """Return at most one byte more than expected; ``None`` for a folder, device or pipe."""
    # Whatever is at the path, reading ends, and uses no more memory than there are bytes to read.
    handle = os.open(path, PLAIN)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            return None
        left = min(most, state.st_size) + 1
        parts = []
        while left and (content := os.read(handle, left)):  # can be fewer than requested
            parts.append(content)
            left -= len(content)
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(handle)


def read_plain(path: str | os.PathLike[str], most: int) -> bytes | None:
    """Return at most one byte more than expected; ``None`` if it is not a readable plain file."""
    try:
        return read_regular(path, most)
    except (OSError, MemoryError):
        return None


def manifest_bytes(folder: Path) -> bytes | None:
    """Return the bytes of the manifest of a folder, or ``None``."""
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return None
        file = folder / MANIFEST
        return None if file.is_symlink() else read_regular(file, MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_whole(folder: Path) -> bool:
    """Tell whether a folder has exactly the files of its manifest, with their digests."""
    # Files that systems and editors leave behind are ignored.
    content = manifest_bytes(folder)
    if content is None:
        return False
    try:
        listed = {entry["path"]: entry for entry in read_manifest(content)["files"]}
    except DamagedArchiveError:
        return False
    there: set[str] = set()
    for file in folder.rglob("*"):
        mode = file.lstat().st_mode
        if is_stray(file.name) and not stat.S_ISDIR(mode):
            continue
        if stat.S_ISREG(mode):
            there.add(file.relative_to(folder).as_posix())
        elif not stat.S_ISDIR(mode):
            return False
    if there != {*listed, MANIFEST}:
        return False
    contents = (
        (entry, read_regular(folder.joinpath(*path.split("/")), entry["size"]))
        for path, entry in listed.items()
    )
    return all(
        content is not None and sha256(content) == entry["sha256"] for entry, content in contents
    )


def is_free(path: Path) -> bool:
    """Tell whether a path is free for a folder: nothing is there, or an empty folder."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISDIR(mode) and not any(path.iterdir())


def put(stage: Path, path: Path) -> None:
    """Give a stage its name, over an empty folder if there is one, and sync the name."""
    if sys.platform == "win32" and path.exists():
        path.rmdir()  # fails where it is not empty
    stage.rename(path)
    sync_folder(path.parent)
