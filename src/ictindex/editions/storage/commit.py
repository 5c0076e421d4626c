"""Commits: the only way to change the archive.

A publisher stages the folder, complete and on the disk, and then links its record into the
register: that link is the commit. Before it nothing is published; after it everything is, and the
next writer gives the folder its name if the publisher could not.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from ictindex.core.canonical import SCHEMA
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import ArchiveError, RefusedEditionError, TakenIdError
from ictindex.data.cell_text import visible
from ictindex.editions.storage import disk, signature_files
from ictindex.editions.storage.format import REGISTER, STAGE, TEMPORARY, record_digest, root_of
from ictindex.editions.storage.record_files import file_name
from ictindex.editions.storage.register import (
    PUBLISHING,
    Register,
    is_record,
    load_register,
    record_bytes,
    unusable,
)

Check = Callable[[Register], None]
# Number and digest of the next record; returns the content of the file of its signature.
Sign = Callable[[int, str], bytes]


@dataclass(frozen=True, slots=True)
class Committed:
    """Record and folder of a commit."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Staged:
    """Folder and signature of a record that is not yet committed, complete on the disk."""

    folder: Path | None
    signature: Path | None = None

    def drop(self) -> None:
        """Remove both; the next writer removes what cannot be removed now."""
        for path in (self.folder, self.signature):
            if path is not None:
                disk.remove(path)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Unfinished work that a writer completed or removed."""

    completed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    cleared: int = 0
    register: Register = field(default_factory=Register)


def recover(folder: str | os.PathLike[str]) -> Recovered:
    """Complete or remove the unfinished work of processes that stopped."""
    archive = Path(folder)
    try:
        if not archive.is_dir():
            return Recovered()
        with disk.lock_folder(archive):
            return _recover(archive)
    except OSError as error:
        raise _convert_error(error, archive) from error


def commit(
    folder: str | os.PathLike[str],
    record: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
    check: Check | None = None,
    sign: Sign | None = None,
) -> Committed:
    """Add a record to the register, with its folder and its signature."""
    archive = Path(folder)
    try:
        disk.make_folder(archive)
        with disk.lock_folder(archive):
            return _commit(archive, record, files, check, sign)
    except OSError as error:
        raise _convert_error(error, archive) from error


def check_free(register: Register, key: str) -> None:
    """Refuse an id that was ever published."""
    taken = register.find(key)
    if taken is not None:
        raise TakenIdError(
            "archive.id-taken", id=key, date=str(taken["date"]), root=str(taken["root"])
        )


def _convert_error(error: OSError, archive: Path) -> ArchiveError:
    return error if isinstance(error, ArchiveError) else unusable(error, archive)


def _commit(
    archive: Path,
    record: Mapping[str, Any],
    files: Mapping[str, bytes] | None,
    check: Check | None,
    sign: Sign | None,
) -> Committed:
    disk.make_folder(archive / REGISTER)
    recovered = _recover(archive)
    register = recovered.register
    key = str(record["id"])
    if files is not None:
        completed = _find_completed(archive, recovered, record)
        if completed is not None:
            return completed
    _check_record(register, record, files is not None)
    if files is not None and not disk.is_free(archive / key):
        raise RefusedEditionError("archive.place-taken", folder=visible(str(archive / key)))
    if check is not None:
        check(register)
    content = record_bytes(register, record)
    committed = Committed(len(register), record_digest(content))
    # Refused before anything is written.
    signature = None if sign is None else sign(committed.number, committed.digest)
    staged = Staged(None if files is None else disk.write_stage(archive, files))
    try:
        if signature is not None:
            staged = replace(staged, signature=signature_files.stage(archive, signature))
        temporary = _record_file(archive, content)
    except BaseException:
        staged.drop()
        raise
    final = archive / REGISTER / file_name(len(register))
    _link(temporary, final, staged)
    _refuse_faults(_finish(archive, temporary, staged, key), archive, staged.folder, key)
    return committed


def _find_completed(
    archive: Path, recovered: Recovered, record: Mapping[str, Any]
) -> Committed | None:
    """Return the same publication if a process that stopped had already committed it."""
    register, key = recovered.register, str(record["id"])
    if key in recovered.completed:
        published = register.find(key)
        if published is not None and published["root"] == record["root"]:
            number = int(published["number"])
            return Committed(number, register.digests[number])
    if key in recovered.waiting:
        raise ArchiveError("archive.published-in-stage", id=key, folder=visible(str(archive / key)))
    return None


def _link(temporary: Path, final: Path, staged: Staged) -> None:
    """Give the record its name in the register (the commit), or leave nothing behind."""
    try:
        os.link(temporary, final)
    except BaseException as error:
        if not _is_linked(temporary, final):
            staged.drop()
            disk.remove(temporary)
            if isinstance(error, FileExistsError):
                raise ArchiveError("archive.overtaken", file=final.name) from error
            raise
        if not isinstance(error, OSError):
            raise  # committed: the next writer completes the rest


def _refuse_faults(faults: list[OSError], archive: Path, stage: Path | None, key: str) -> None:
    """Report that a commit is done, but that a later step failed."""
    if faults and stage is not None and os.path.lexists(stage) and not disk.is_free(archive / key):
        raise ArchiveError(
            "archive.published-in-stage", id=key, folder=visible(str(archive / key))
        ) from faults[-1]
    if faults:
        raise ArchiveError(
            "archive.committed-with-fault", id=key, detail=faults[0].strerror or "-"
        ) from faults[0]


def _check_record(register: Register, record: Mapping[str, Any], publishing: bool) -> None:
    """Refuse a record that would break the chain: it could never be removed."""
    key = str(record["id"])
    chained = {"schema": SCHEMA, "number": len(register), "previous": register.head}
    if not is_record({**record, **chained}) or publishing != (record["type"] in PUBLISHING):
        raise RefusedEditionError("archive.record-unsound", id=visible(key))
    if publishing:
        check_free(register, key)
    else:
        published = register.find(key)
        if published is None or published["root"] != record["root"]:
            raise RefusedEditionError("archive.not-published", id=visible(key))


def _record_file(archive: Path, content: bytes) -> Path:
    temporary = archive / REGISTER / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        disk.write_new(temporary, content)
    except BaseException:
        disk.remove(temporary)
        raise
    return temporary


def _is_linked(temporary: Path, final: Path) -> bool:
    """Tell whether the record exists after all: a file server can lose the answer to a link."""
    try:
        return temporary.samefile(final)
    except OSError:
        return False


def _finish(archive: Path, temporary: Path, staged: Staged, key: str) -> list[OSError]:
    """Do the remaining steps after the commit, each even if another fails."""
    faults: list[OSError] = []
    steps: list[Callable[[], None]] = [
        lambda: disk.clear(temporary),
        lambda: disk.sync_folder(archive / REGISTER),
    ]
    stage, signature = staged.folder, staged.signature
    if stage is not None:
        steps.append(lambda: disk.put(stage, archive / key))
    if signature is not None:
        steps.append(lambda: signature_files.finish(signature))
    for step in steps:
        try:
            step()
        except OSError as error:
            faults.append(error)
    return faults


def _recover(archive: Path) -> Recovered:
    """Complete committed publications and remove others; the caller has the lock."""
    register = load_register(archive)
    cleared = 0
    half_done = (archive / REGISTER).glob(f"{TEMPORARY}*")
    for temporary in sorted(half_done):
        disk.clear(temporary)
        cleared += 1
    cleared += signature_files.recover_signatures(archive, register.digests)
    published = {
        record["root"]: str(record["id"]) for record in register if record["type"] in PUBLISHING
    }
    completed, waiting = [], []
    for stage in sorted(archive.glob(f"{STAGE}*")):
        content = disk.manifest_bytes(stage)
        root = None if content is None else root_of(content)
        key = published.get(root or "")
        if key is None or _is_in_place(archive / key, root):
            disk.clear(stage)
            cleared += 1
        elif not disk.is_free(archive / key):
            waiting.append(key)
        elif disk.is_whole(stage):
            disk.put(stage, archive / key)
            completed.append(key)
        # A published stage that is no longer complete is kept: it is the only copy.
    if completed or cleared:
        disk.sync_folder(archive)
    return Recovered(tuple(completed), tuple(waiting), cleared, register)


def _is_in_place(folder: Path, root: str | None) -> bool:
    """Tell whether an edition is complete under its name, so that its stage is only a copy."""
    content = disk.manifest_bytes(folder)
    return content is not None and root_of(content) == root and disk.is_whole(folder)


def is_being_published(folder: str | os.PathLike[str], root: str) -> bool:
    """Tell whether the folder of a record is still a stage."""
    return root in roots_in_stages(folder)


def roots_in_stages(folder: str | os.PathLike[str]) -> set[str]:
    """Return the root digests of the stages; none if they cannot be read."""
    try:
        stages = [path for path in Path(folder).iterdir() if path.name.startswith(STAGE)]
        manifests = [disk.manifest_bytes(stage) for stage in stages]
    except OSError:
        return set()
    return {root_of(content) for content in manifests if content is not None}
