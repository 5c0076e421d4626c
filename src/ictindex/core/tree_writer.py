"""The one writer of folders: made next to the target as a whole, swapped in, or not there at all.

A folder that is written again has a list of its own files with their digests. Only files on that
list, with that content, are ever removed; a target with any other file is refused. Files that the
user keeps in the folder are carried over.

While a folder is written, its parts lie next to it under names that nobody else can have given:
``build`` is unfinished; ``swap`` is finished, or what it replaced; ``old`` was moved aside, on
systems that cannot exchange two folders. The next writer of the folder puts ``old`` back if the
target is missing, and removes the others, as far as their files are proven to be ours or to be in
the target.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Protocol

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError, UnusableFileError, UsageError
from ictindex.core.file_writer import (
    Content,
    digest_file,
    is_draft,
    lock,
    name_draft,
    set_mode,
    sync_folder,
    unwritable,
    write_new,
)
from ictindex.core.paths import visible

LIST = ".ictindex-files"
_HEAD = "# Files that ictindex wrote here, with SHA-256: it replaces or removes these alone."
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755
_BUILD, _SWAP, _OLD = "build", "swap", "old"
_STALE = 24 * 60 * 60  # seconds; only on Windows, where a folder cannot be locked

Keep = Callable[[str], bool]


def keep_nothing(path: str) -> bool:
    """Keep no file of the user's in a folder."""
    return False


@dataclass(frozen=True, slots=True)
class _Old:
    """Contents of a target: its own files with their digests, and the files to carry over."""

    own: Mapping[str, str]
    kept: tuple[str, ...]


class Files(Protocol):
    """A place for files: those that were written, how to write another, or keep an earlier one."""

    @property
    def names(self) -> Collection[str]: ...
    def write(self, name: str, content: Content) -> None: ...
    def read_earlier(self, name: str) -> bytes | None: ...
    def carry(self, names: Sequence[str]) -> bool: ...


class Tree:
    """A folder that is being written, file by file."""

    def __init__(self, stage: Path, target: Path, old: _Old) -> None:
        self._stage, self._target, self._old = stage, target, old
        self._digests: dict[str, str] = {}
        self._folders = {""}

    @property
    def names(self) -> Collection[str]:
        """The files that were written, as paths with slashes."""
        return self._digests.keys()

    def write(self, name: str, content: Content) -> None:
        """Write a file; a file of the old folder with the same content is linked."""
        import hashlib

        data = content if isinstance(content, bytes) else content.encode()
        self._require_free(name)
        digest = hashlib.sha256(data).hexdigest()
        self._make_folder(_folder_of(name))
        location = self._stage / name
        if not (self._old.own.get(name) == digest and self._link(name)):
            write_new(location, data, _FILE_MODE)
        self._digests[name] = digest

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file that was written, by its path."""
        return self._digests

    def join(self, digests: Mapping[str, str]) -> None:
        """Take over files that a copy of this process wrote into the same folder."""
        for name, digest in digests.items():
            self._require_free(name)
            self._make_folder(_folder_of(name))
            self._digests[name] = digest

    def read_earlier(self, name: str) -> bytes | None:
        """Return a file of the old folder; ``None`` if it is absent, or was changed since."""
        expected = self._old.own.get(name)
        if expected is None or digest_file_at(self._target / name) != expected:
            return None
        return (self._target / name).read_bytes()

    def carry(self, names: Sequence[str]) -> bool:
        """Take files of the old folder as they are, all or none; tell whether that was possible."""
        if not all(name in self._old.own and (self._target / name).is_file() for name in names):
            return False
        for name in names:
            self._require_free(name)
            self._make_folder(_folder_of(name))
            if not self._link(name):
                # A disk without links, or a file with another mode.
                content = self.read_earlier(name)
                if content is None:
                    folder, file = visible(str(self._target)), visible(name)
                    raise UsageError("tree.changed-file", folder=folder, file=file, list=LIST)
                write_new(self._stage / name, content, _FILE_MODE)
            self._digests[name] = self._old.own[name]
        return True

    def _require_free(self, name: str) -> None:
        if not _is_inside(name) or name == LIST or name in self._digests:
            raise ValueError(name)

    def _link(self, name: str) -> bool:
        try:
            old = self._target / name
            if sys.platform != "win32" and stat.S_IMODE(os.lstat(old).st_mode) != _FILE_MODE:
                return False
            os.link(old, self._stage / name)
        except OSError:
            return False
        return True

    def _make_folder(self, name: str) -> None:
        if name in self._folders:
            return
        self._make_folder(name.rpartition("/")[0])
        with suppress(FileExistsError):  # a copy of this process made it
            os.mkdir(self._stage / name)
        set_mode(self._stage / name, _FOLDER_MODE)
        self._folders.add(name)

    def finish(self) -> None:
        """Carry over what the user keeps, write the list of files, and sync all folders."""
        for name in self._old.kept:
            if name in self._digests or name in self._folders:
                raise UsageError(
                    "tree.kept-is-ours", folder=visible(str(self._target)), file=visible(name)
                )
            self._make_folder(name.rpartition("/")[0])
            _carry_over(self._target / name, self._stage / name)
        write_new(self._stage / LIST, list_bytes(self._digests), _FILE_MODE)
        for name in sorted(self._folders, reverse=True):
            sync_folder(self._stage / name)


@contextmanager
def replaced_folder(
    path: Path, *, keep: Keep = keep_nothing, inputs: Collection[Path] = ()
) -> Iterator[Tree]:
    """Write a folder that may be there already: the new one takes its place, or the old one stays.

    ``keep`` tells for a path in the folder whether it is the user's, to be carried over; ``inputs``
    are files and folders that are read, which may not be in the folder, nor it in them.
    """
    with _errors(path):
        target = _resolve(path)
        _refuse_inputs(path, target, inputs)
        _recover(target)
        old = _examine(path, target, keep)
        os.makedirs(target.parent, exist_ok=True)
    with _stage(path, target) as stage:
        tree = Tree(stage.path, target, old)
        yield tree
        tree.finish()
        _examine(path, target, keep)  # what came into the folder meanwhile is refused too
        stage.swap()
    stage.refuse_left(path)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Write a folder of the user's, which is empty or not there yet, as a whole or not at all.

    What is written into the folder that is given takes the name of the path at the end.
    """
    with _errors(path):
        target = _resolve(path)
        _recover(target)
        refuse_filled(path)
        os.makedirs(target.parent, exist_ok=True)
    with _stage(path, target) as stage:
        yield stage.path
        for folder, _, _ in os.walk(stage.path, topdown=False, onerror=_raise):
            sync_folder(folder)
        refuse_filled(path)
        stage.swap()
    stage.refuse_left(path)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their relative paths into a folder that is empty or not there yet."""
    with new_folder(path) as stage:
        tree = Tree(stage, stage, _Old({}, ()))
        for name, content in files.items():
            tree.write(name, content)


@contextmanager
def scratch_folder(files: Mapping[str, bytes] | None = None) -> Iterator[Path]:
    """Make a private folder of files for the time of a block; it is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="ictindex-", ignore_cleanup_errors=True) as name:
        for file, content in (files or {}).items():
            write_new(Path(name) / file, content, 0o600)
        yield Path(name)


def refuse_filled(path: Path) -> None:
    """Refuse a folder that is not empty."""
    if os.path.lexists(path) and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError("folder.not-empty", folder=visible(str(path)))


def list_bytes(digests: Mapping[str, str]) -> bytes:
    """Return a list of files as ``sha256sum --check`` reads it."""
    lines = [f"{digest}  {name}" for name, digest in sorted(digests.items())]
    return "\n".join([_HEAD, *lines, ""]).encode()


def read_list(folder: Path) -> Mapping[str, str] | None:
    """Return the list of its own files that a folder has, or ``None``."""
    file = folder / LIST
    if file.is_symlink() or not file.is_file():
        return None
    digests: dict[str, str] = {}
    for line in file.read_bytes().decode("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) == 64 and _is_inside(name):
            digests[name] = digest
    return digests


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return "\\" not in name and "\0" not in name and not {"", ".", ".."} & {*parts}


def _resolve(path: Path) -> Path:
    """Return the real place of a target; refuse one that cannot be replaced as a whole."""
    target = path.resolve()
    if os.path.lexists(path) and not target.is_dir():
        raise UsageError("folder.not-empty", folder=visible(str(path)))
    if target.is_dir() and (os.path.ismount(target) or _is_here(target)):
        raise UsageError("tree.in-use", folder=visible(str(path)))
    return target


def _is_here(target: Path) -> bool:
    try:
        return _contains(target, Path(os.path.realpath(".")))
    except FileNotFoundError:  # the folder that the program was started in is gone
        return False


def _refuse_inputs(path: Path, target: Path, inputs: Collection[Path]) -> None:
    for stated in inputs:
        source = stated.resolve()
        if _contains(target, source) or (source.is_dir() and _contains(source, target)):
            raise UsageError("tree.input", folder=visible(str(path)), file=visible(str(stated)))


def _contains(folder: Path, path: Path) -> bool:
    """Tell whether a path is a folder or lies in it, whatever the case of the letters."""
    if folder == path or folder in path.parents:
        return True
    if not folder.exists():
        return False
    return any(
        location.exists() and location.samefile(folder) for location in (path, *path.parents)
    )


def _examine(path: Path, target: Path, keep: Keep) -> _Old:
    """Return the contents of a target; refuse it for the first file that is of another hand."""
    if not target.is_dir():
        return _Old({}, ())
    own = read_list(target)
    listed = own or {}
    folders = {parent.as_posix() for name in listed for parent in PurePosixPath(name).parents}
    kept: list[str] = []
    for name in _walk(target, folders, keep):
        if name == LIST and own is not None:
            continue
        if name in listed:
            if digest_file_at(os.path.join(target, name)) != listed[name]:
                raise UsageError(
                    "tree.changed-file", folder=visible(str(path)), file=visible(name), list=LIST
                )
        elif keep(name):
            kept.append(name)
        else:
            raise UsageError(
                "tree.other-file", folder=visible(str(path)), file=visible(name), list=LIST
            )
    return _Old(listed, tuple(kept))


def _walk(target: Path, folders: Collection[str], keep: Keep, inner: str = "") -> Iterator[str]:
    """Yield the files in a target in order; a folder with no file of the list is yielded itself."""
    for entry in sorted(os.scandir(target / inner), key=lambda entry: entry.name):
        name = f"{inner}/{entry.name}" if inner else entry.name
        if entry.is_dir(follow_symlinks=False) and name in folders:
            yield from _walk(target, folders, keep, name)
        elif entry.is_dir(follow_symlinks=False) and not keep(name):
            first = sorted(os.listdir(target / name))[:1]
            yield f"{name}/{first[0]}" if first else name
        else:
            yield name


def digest_file_at(path: str | os.PathLike[str]) -> str | None:
    """Return the SHA-256 of a plain file that is not a link; ``None`` for anything else."""
    status = _status_of(path)
    return digest_file(path) if status is not None and stat.S_ISREG(status.st_mode) else None


def _status_of(path: str | os.PathLike[str]) -> os.stat_result | None:
    """Return what the system knows of a path, of a link itself; ``None`` if nothing is there."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def remove_file(path: Path, sha256: str) -> bool:
    """Remove a plain file with a digest; tell whether it is gone, and leave any other content."""
    with _errors(path):
        if digest_file_at(path) != sha256:
            return not os.path.lexists(path)
        _unlink(path)
        sync_folder(path.parent)
        return True


def _carry_over(source: Path, location: Path) -> None:
    """Link or copy a file of the user's, or a folder with all that is in it."""
    mode = os.lstat(source).st_mode
    if stat.S_ISLNK(mode):
        os.symlink(os.readlink(source), location)
    elif stat.S_ISDIR(mode):
        os.mkdir(location)
        for entry in sorted(os.listdir(source)):
            _carry_over(source / entry, location / entry)
        shutil.copystat(source, location, follow_symlinks=False)
        sync_folder(location)
    elif stat.S_ISREG(mode):
        try:
            os.link(source, location)
        except OSError:  # a disk without hard links, or a file of another user
            shutil.copy2(source, location, follow_symlinks=False)
            handle = os.open(location, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    else:
        raise OSError(errno.EINVAL, "neither a file nor a folder", str(source))


class _Stage:
    """A folder next to the target, locked as long as somebody writes it."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = self._name(_BUILD)
        self.left: list[str] = []
        self._handle = -1
        self._is_finished = self._is_swapped = False
        os.mkdir(self.path)
        set_mode(self.path, _FOLDER_MODE)
        self._identity = os.lstat(self.path)
        if sys.platform != "win32":
            with suppress(OSError):
                self._handle = os.open(self.path, os.O_RDONLY)
                lock(self._handle)

    def _name(self, kind: str) -> Path:
        return self.target.with_name(name_draft(kind, self.target.name))

    def swap(self) -> None:
        """Give the finished folder its place, and remove the old one as far as it is ours."""
        parent = self.target.parent
        sync_folder(parent)
        is_free = not self.target.is_dir() or not any(self.target.iterdir())
        if not is_free:
            swap = self._name(_SWAP)
            os.rename(self.path, swap)
            self.path, self._is_finished = swap, True
            sync_folder(parent)
        if is_free:
            if sys.platform == "win32" and self.target.is_dir():
                os.rmdir(self.target)
            os.rename(self.path, self.target)
            self._is_swapped = True
            old = None
        elif exchange(swap, self.target) or self._is_in_place():
            self._is_swapped = True
            old = swap
        else:
            old = self._move_aside(swap)
        with suppress(OSError):  # from here on the new folder is complete
            sync_folder(parent)
        if old is not None:
            self.path = old
            with suppress(OSError):  # the next writer removes the rest
                self.left = _remove_proven(old, self.target)

    def refuse_left(self, path: Path) -> None:
        """Say where files are that came into the old folder at the last moment."""
        if self.left:
            raise UnusableFileError(
                "tree.left",
                target=visible(str(path)),
                file=visible(self.left[0]),
                folder=visible(str(self.path)),
            )

    def _is_in_place(self) -> bool:
        """Tell whether the target is this folder: a file server can lose the answer to a call."""
        try:
            return os.path.samestat(self._identity, os.lstat(self.target))
        except OSError:
            return False

    def _move_aside(self, swap: Path) -> Path:
        old = self._name(_OLD)
        try:
            os.rename(self.target, old)
            os.rename(swap, self.target)
        except BaseException:
            # A file server can lose the answer to a rename: what counts is what is there.
            if os.path.lexists(old) and not os.path.lexists(self.target):
                os.rename(old, self.target)
            raise
        self._is_swapped = True
        return old

    def drop(self) -> None:
        """Remove what was not put in place, and unlock the folder."""
        if self._is_finished and not self._is_swapped:
            with suppress(OSError):
                _remove_proven(self.path, self.target)
        elif not self._is_swapped:
            shutil.rmtree(self.path, ignore_errors=True)
        if self._handle >= 0:
            with suppress(OSError):
                os.close(self._handle)


@contextmanager
def _stage(path: Path, target: Path) -> Iterator[_Stage]:
    with _errors(path):
        stage = _Stage(target)
        try:
            yield stage
        finally:
            stage.drop()


def exchange(first_path: Path, second_path: Path) -> bool:
    """Exchange two folders in one step, where the system can; tell whether it was done."""
    if sys.platform == "win32":
        return False
    import ctypes

    try:
        library = ctypes.CDLL(None, use_errno=True)
        names = (os.fsencode(first_path), os.fsencode(second_path))
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, 2) == 0)
        return bool(library.renameat2(-100, names[0], -100, names[1], 2) == 0)
    except (OSError, AttributeError):  # a C library without the call
        return False


def _recover(target: Path) -> None:
    """Complete or remove what writers of the same folder left who were killed."""
    present: dict[str, list[Path]] = {_BUILD: [], _SWAP: [], _OLD: []}
    with suppress(FileNotFoundError):
        for name in sorted(os.listdir(target.parent)):
            for kind, paths in present.items():
                if is_draft(kind, target.name, name):
                    paths.append(target.with_name(name))
    if present[_OLD] and not os.path.lexists(target):
        os.rename(present[_OLD].pop(0), target)
        sync_folder(target.parent)
    for path in [path for paths in present.values() for path in paths]:
        with suppress(OSError):
            if not _is_dead(path):
                continue
            if path in present[_BUILD]:
                shutil.rmtree(path)
            else:
                _remove_proven(path, target)


def _is_dead(path: Path) -> bool:
    """Tell whether nobody writes an unfinished folder any more."""
    if sys.platform == "win32":
        import time

        return time.time() - os.stat(path).st_mtime > _STALE
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        return lock(handle)
    finally:
        os.close(handle)


def _remove_proven(folder: Path, twin: Path) -> list[str]:
    """Remove the files that are on the list of a folder, or in its twin too; return the others."""
    own = read_list(folder) or {}
    left: list[str] = []
    # Texts instead of paths: there are thousands of files.
    for inner, folders, files in os.walk(folder, topdown=False, onerror=_raise):
        prefix = "" if Path(inner) == folder else f"{Path(inner).relative_to(folder).as_posix()}/"
        for entry in sorted([*files, *folders]):
            location, name = os.path.join(inner, entry), f"{prefix}{entry}"
            status, other = os.lstat(location), os.path.join(twin, name)
            if stat.S_ISDIR(status.st_mode):
                with suppress(OSError):  # not empty
                    os.rmdir(location)
            elif name == LIST:
                continue  # last: what is on it stays proven
            elif (
                _is_linked(status, other)
                or (name in own and digest_file_at(location) == own[name])
                or _is_same(location, other)
            ):
                _unlink(location)
            else:
                left.append(name)
    if not left:
        with suppress(FileNotFoundError):
            os.unlink(folder / LIST)
        os.rmdir(folder)
        sync_folder(folder.parent)
    return left


def _raise(error: OSError) -> None:
    """Stop at a folder that cannot be read: without this, ``os.walk`` would leave it out."""
    raise error


def _is_linked(status: os.stat_result, path: str) -> bool:
    """Tell whether a path is this file, as most are after a correction: no content is read."""
    try:
        return os.path.samestat(status, os.lstat(path))
    except OSError:  # it is not there
        return False


def _is_same(first_path: str, second_path: str) -> bool:
    """Tell whether two paths are files or links with the same content."""
    if not os.path.lexists(second_path):
        return False
    if os.path.islink(first_path) or os.path.islink(second_path):
        return (
            os.path.islink(first_path)
            and os.path.islink(second_path)
            and os.readlink(first_path) == os.readlink(second_path)
        )
    digest = digest_file_at(first_path)
    return digest is not None and digest == digest_file_at(second_path)


def _unlink(path: str | os.PathLike[str]) -> None:
    if sys.platform == "win32":  # Git writes files that are read-only
        os.chmod(path, stat.S_IWRITE)
    os.unlink(path)


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except IctindexError:
        raise
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise UsageError("tree.in-use", folder=visible(str(path))) from error
        raise unwritable(error, path) from error
