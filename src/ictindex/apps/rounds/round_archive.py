"""The archive of a round: its closed folder as one file, without salts and keys.

The same folder makes the same bytes. A list of digests inside says what belongs to it, in the form
that ``sha256sum --check`` reads.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.file_writer import is_unfinished, write_file
from ictindex.core.paths import path_of, visible
from ictindex.core.tree_writer import scratch_folder
from ictindex.data.csv_files import EPOCH
from ictindex.editions.public_folders import find_editions
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.event_register import EventRegister
from ictindex.submissions.closed.round_folder import EVENTS, KEYS, RoundFolder, open_round

LIST = "SHA256SUMS"
ENDING = ".zip"
_BLOCK = 1 << 20
_MODE = 0o600  # the compilers alone


def archive_round(folder: str | os.PathLike[str], path: str | os.PathLike[str]) -> Path:
    """Write the archive of a round: everything in its folder but salts and keys.

    Parameters
    ----------
    folder : path
        The folder of the round.
    path : path
        The file, which ends with ``.zip``. It is as closed as the folder: a folder of editions is
        refused.

    Returns
    -------
    Path
        The file; ``ictindex round check`` verifies it.

    Raises
    ------
    UsageError
        If the folder is that of no round, or the file is in it or in a folder of editions.
    UnusableFileError
        If a file cannot be read or written.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         archive_round(folder, "round-2027.zip")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    own, file = open_round(folder), path_of(path, "path")
    if file.suffix.lower() != ENDING:
        raise UsageError("round.archive-name", file=visible(file.name))
    if own.path.resolve() in file.resolve().parents or find_editions(file) is not None:
        raise UsageError("round.archive-place", file=visible(str(file)))
    return write_file(file, _make_archive(own))


def _make_archive(folder: RoundFolder) -> bytes:
    """Return the files of a round in the order of their paths, and the list of their digests."""
    sums = []
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, file in _list_files(folder):
            try:
                data = file.read_bytes()
            except OSError as error:
                raise UnusableFileError("file.unreadable", file=visible(str(file))) from error
            _write_part(archive, name, data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        _write_part(archive, LIST, "".join(sums).encode())
    return content.getvalue()


def _write_part(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _MODE << 16
    archive.writestr(entry, content)


def _list_files(folder: RoundFolder) -> list[tuple[str, Path]]:
    """Return the files of a round by their paths, without keys, links and unfinished drafts."""
    files = {
        folder.files.relative(file): file
        for file in folder.path.rglob("*")
        if file.is_file() and not file.is_symlink() and not is_unfinished(file.name)
    }
    return sorted((name, file) for name, file in files.items() if name.split("/")[0] != KEYS)


def check_archive(path: str | os.PathLike[str]) -> Findings:
    """Check the archive of a round: its list of digests, and the chain of its register.

    Parameters
    ----------
    path : path
        The file that :func:`ictindex.rounds.archive_round` wrote.

    Returns
    -------
    Findings
        Empty if every file is the listed one and the register is sound.

    Raises
    ------
    UnusableFileError
        If the file is no archive of a round, or cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from ictindex.core.errors import UnusableFileError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "round.zip"
    ...     written = file.write_bytes(b"no archive")
    ...     try:
    ...         check_archive(file)
    ...     except UnusableFileError as error:
    ...         error.code
    'round.archive-unusable'
    """
    file = path_of(path, "path")
    try:
        with zipfile.ZipFile(file) as archive:
            return Findings(_find_faults(archive))
    except OSError as error:
        raise UnusableFileError("file.unreadable", file=visible(str(file))) from error
    except Exception as error:  # the errors of zipfile and of the decompressors are not documented
        raise UnusableFileError("round.archive-unusable", file=visible(file.name)) from error


def _find_faults(archive: zipfile.ZipFile) -> Iterator[Finding]:
    """Yield the files that are not as listed, then the faults of the register."""
    names = [part.filename for part in archive.infolist()]
    lines = archive.read(LIST).decode().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in sorted({*names, *sums} - {LIST}):
        code = ""
        if name not in sums or names.count(name) > 1:
            code = "round.archive-unlisted"
        elif name not in names or _digest_part(archive, name) != sums[name]:
            code = "round.archive-altered"
        if code:
            yield Finding(code, "error", details={"file": visible(name)})
    events = {
        PurePosixPath(name).name: archive.read(name)
        for name in names
        if PurePosixPath(name).parts == (EVENTS, PurePosixPath(name).name)
    }
    with scratch_folder(events) as folder:
        yield from EventRegister(folder).verify()


def _digest_part(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
