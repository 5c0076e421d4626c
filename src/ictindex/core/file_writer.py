"""The one writer of files: a draft next to the file, synced, which then takes its name.

One rule for a file that exists already, in methods and commands alike: with the same content it is
left as it is; with other content it is refused, unless the user allows overwriting. Nothing else
in the library writes, replaces or removes a file (see also ``tree_writer`` for folders).
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from ictindex.core.activity_log import log_step, start_clock
from ictindex.core.errors import IctindexError, UnusableFileError, UsageError
from ictindex.core.paths import path_of, visible

Content = str | bytes
# Whether the user allows files to be replaced that have other content.
OVERWRITE: ContextVar[bool] = ContextVar("ictindex_overwrite", default=False)

DRAFT = "file"
_PREFIX = ".ictindex-"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_READ |= getattr(os, "O_NONBLOCK", 0)
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)  # some servers cannot sync a folder
_BLOCK = 1 << 20
_MOST_LOCKED = 64  # drafts that are open at once: systems limit the number of open files


def write_file(path: str | os.PathLike[str], content: Content) -> Path:
    """Write a file of the user's, whole or not at all; a file with other content is refused."""
    file, started = path_of(path, "path"), start_clock()
    write_files({file: content})
    if started is not None:
        log_step(started, "wrote %s: %d bytes", file, len(_bytes_of(content)))
    return file


def write_files(files: Mapping[Path, Content]) -> None:
    """Write several files of the user's, all of them or none."""
    drafts: list[_Draft] = []
    put: list[_Draft] = []
    with _errors(next(iter(files), Path())) as at:
        try:
            for path, content in files.items():
                at[0] = path
                draft = _draft_of(path, _bytes_of(content))
                drafts += [] if draft is None else [draft]
                if len(drafts) > _MOST_LOCKED:
                    drafts[-1].close()
            for draft in drafts:
                at[0] = draft.shown
                is_new = not os.path.lexists(draft.file)
                draft.put()
                put += [draft] if is_new else []
        except BaseException:
            for draft in put:
                draft.take_back()
            raise
        finally:
            for draft in drafts:
                draft.drop()


def write_by(path: str | os.PathLike[str], make: Callable[[Path], None]) -> Path:
    """Write a file of the user's by a function that writes to a path: that of the draft."""
    path = path_of(path, "path")
    with _errors(path):
        file = path.resolve()
        clear_drafts(file)
        with _Draft(path, file, b"") as draft:
            draft.close()  # HDF5 locks the file itself
            make(draft.path)
            draft.sync()
            if _is_equal(draft.path, file):
                return path
            _refuse_existing(path, file)
            draft.put()
    return path


def replace_file(path: Path, content: Content) -> None:
    """Write a file that the library itself keeps, over its earlier content."""
    with _errors(path):
        file = path.resolve()
        clear_drafts(file)
        with _Draft(path, file, _bytes_of(content)) as draft:
            draft.put(replace=True)


def create_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file that must not exist, whatever the user allows; ``FileExistsError`` if it does.

    Errors of the disk are those of the system: the caller names them.
    """
    file = path.parent.resolve() / path.name
    clear_drafts(file)
    with _Draft(path, file, content, mode) as draft:
        draft.put(replace=False)


def is_stream(file: Path) -> bool:
    """Tell whether a path is a pipe or a device, to which content is written directly."""
    try:
        mode = file.stat().st_mode
    except OSError:  # named where the file is written
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, as far as they are missing."""
    with _errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_new(path: str | os.PathLike[str], content: bytes, mode: int) -> None:
    """Write and sync a file that does not exist yet, with a mode whatever the umask is."""
    handle = os.open(path, _NEW, mode)
    try:
        _write_all(handle, content)
        set_mode(handle, mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def set_mode(target: str | os.PathLike[str] | int, mode: int) -> None:
    """Set who may read a file or a folder, where the disk has such modes."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.chmod(target, mode)


def sync_folder(folder: str | os.PathLike[str]) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


def name_draft(kind: str, name: str) -> str:
    """Return a name for unfinished work that nobody but this library can have given."""
    import secrets  # a computation that writes no file needs none

    token = secrets.token_hex(8)
    return f"{_PREFIX}{token}-{_proof(kind, name, token)}"


def is_draft(kind: str, name: str, present: str) -> bool:
    """Tell whether a name was given to the unfinished work on a file or a folder."""
    token, _, proof = present.removeprefix(_PREFIX).partition("-")
    return present.startswith(_PREFIX) and proof == _proof(kind, name, token)


def is_unfinished(name: str) -> bool:
    """Tell whether a name is that of unfinished work, whatever it becomes."""
    return name.startswith(_PREFIX)


def lock(handle: int, *, waits: bool = False) -> bool:
    """Lock an open draft for as long as it is open; tell whether that was possible."""
    if sys.platform == "win32":  # an open file cannot be removed there anyway
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def digest_file(path: str | os.PathLike[str]) -> str | None:
    """Return the SHA-256 of a regular file; ``None`` for anything else."""
    handle = os.open(path, _READ)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        digest = hashlib.sha256()
        while block := os.read(handle, _BLOCK):
            digest.update(block)
        return digest.hexdigest()
    finally:
        os.close(handle)


def unwritable(error: BaseException, path: Path) -> UnusableFileError:
    """Return the error about a file or folder that cannot be written."""
    full = isinstance(error, OSError) and error.errno in _FULL
    code = "file.disk-full" if full else "file.unwritable"
    return UnusableFileError(code, file=visible(str(path)))


class _Draft:
    """A draft next to the file that it becomes, locked as long as somebody works on it."""

    def __init__(self, shown: Path, file: Path, content: bytes, mode: int = 0o666) -> None:
        self.shown, self.file = shown, file
        self.path, self._handle = _open_draft(file, mode)
        try:
            _write_all(self._handle, content)
            # An old file keeps its mode; the umask of the process sets who may read a new one.
            with suppress(FileNotFoundError):
                os.chmod(self.path, stat.S_IMODE(os.stat(file).st_mode) & 0o777)
            os.fsync(self._handle)
            self._identity = os.fstat(self._handle)
        except BaseException:
            self.drop()
            raise

    def __enter__(self) -> _Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def sync(self) -> None:
        """Bring what others wrote into the draft to the disk."""
        handle = os.open(self.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def put(self, replace: bool | None = None) -> None:
        """Give the draft the name of the file, in one step."""
        if sys.platform == "win32":  # an open file cannot be renamed there
            self.close()
        if OVERWRITE.get() if replace is None else replace:
            os.replace(self.path, self.file)
        else:
            self._link()
        with suppress(OSError):  # the file is whole already
            sync_folder(self.file.parent)

    def _link(self) -> None:
        """Give the draft a name that must be free."""
        try:
            os.link(self.path, self.file)
        except FileExistsError:
            raise
        except OSError:
            # A file server can lose the answer to a link; a disk can be without links.
            with _alone_in(self.file.parent):
                if not os.path.lexists(self.file):
                    os.rename(self.path, self.file)
                elif not self.is_put():
                    raise FileExistsError(errno.EEXIST, "exists", str(self.file)) from None

    def is_put(self) -> bool:
        """Tell whether the file is this draft."""
        try:
            return os.path.samestat(self._identity, os.lstat(self.file))
        except OSError:
            return False

    def take_back(self) -> None:
        """Remove the file that was made from this draft, if it is still the same one."""
        with suppress(OSError):
            if self.is_put():
                os.unlink(self.file)

    def drop(self) -> None:
        """Remove the draft, if there still is one."""
        with suppress(OSError):
            os.unlink(self.path)
        self.close()

    def close(self) -> None:
        """Close the draft, which also unlocks it."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            with suppress(OSError):
                os.close(handle)


def _open_draft(file: Path, mode: int) -> tuple[Path, int]:
    """Open a new draft of a file, and lock it."""
    while True:
        path = file.with_name(name_draft(DRAFT, file.name))
        handle = os.open(path, _NEW, mode)
        try:
            lock(handle, waits=True)
            # Before it was locked, another writer may have taken it for one that was left behind.
            if os.path.samestat(os.fstat(handle), os.lstat(path)):
                return path, handle
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _draft_of(path: Path, content: bytes) -> _Draft | None:
    """Return a draft for a file; ``None`` if nothing is left to do."""
    if is_stream(path):
        handle = os.open(path, os.O_WRONLY)
        try:
            _write_all(handle, content)
        finally:
            os.close(handle)
        return None
    file = path.resolve()  # a link is followed
    clear_drafts(file)
    if file.is_file():
        if os.stat(file).st_size == len(content) and file.read_bytes() == content:
            return None
        _refuse_existing(path, file)
    elif file.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(file))
    return _Draft(path, file, content)


def _refuse_existing(path: Path, file: Path) -> None:
    if os.path.lexists(file) and not OVERWRITE.get():
        raise UsageError("file.exists", file=visible(str(path)))


def _is_equal(draft: Path, file: Path) -> bool:
    """Tell whether a file already has the content of the draft."""
    return file.is_file() and digest_file(draft) == digest_file(file)


def _bytes_of(content: Content) -> bytes:
    # A UTF-8 file cannot contain a lone surrogate; it already has an error finding.
    return content if isinstance(content, bytes) else content.encode("utf-8", errors="replace")


def _write_all(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _proof(kind: str, name: str, token: str) -> str:
    text = f"ictindex:unfinished:1\n{kind}\n{token}\n{name}"
    return hashlib.sha256(text.encode("utf-8", errors="surrogateescape")).hexdigest()[:16]


def clear_drafts(file: Path) -> None:
    """Remove drafts of the same file whose writers were killed."""
    with suppress(OSError):
        for present in os.listdir(file.parent):
            if is_draft(DRAFT, file.name, present):
                with suppress(OSError):
                    _clear_draft(file.with_name(present))


def _clear_draft(path: Path) -> None:
    handle = os.open(path, _READ)
    try:
        is_dead = stat.S_ISREG(os.fstat(handle).st_mode) and lock(handle)
        if is_dead and sys.platform != "win32":  # a new writer of it waits for the lock
            os.unlink(path)
    finally:
        os.close(handle)
    if is_dead and sys.platform == "win32":  # an open file cannot be removed there
        os.unlink(path)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time look for a free name and take it, on a disk without links."""
    if sys.platform == "win32":  # a rename there never takes a name that is in use
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk without locks either
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _errors(path: Path) -> Iterator[list[Path]]:
    """Name a file that cannot be written; the list has the one that is being written."""
    at = [path]
    try:
        yield at
    except IctindexError:
        raise
    except FileExistsError as error:
        raise UsageError("file.exists", file=visible(str(at[0]))) from error
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise unwritable(error, at[0]) from error
