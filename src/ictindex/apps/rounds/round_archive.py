"""The archive of a round: its closed folder as one file, without salts and keys.

The same folder makes the same bytes. A list of digests inside says what belongs to it, in the form
that ``sha256sum --check`` reads.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

from ictindex.apps.rounds.compilers_only import find_editions
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.file_writer import is_unfinished, write_file
from ictindex.core.paths import path_of, visible
from ictindex.data.csv_files import zip_bytes
from ictindex.submissions.closed.round_folder import KEYS, RoundFolder, open_round

LIST = "SHA256SUMS"
ENDING = ".zip"


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
    place = file.resolve()
    if own.path.resolve() in place.parents or find_editions(place) is not None:
        raise UsageError("round.archive-place", file=visible(str(file)))
    files = _read_files(own)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    return write_file(file, zip_bytes({LIST: lines.encode(), **files}))


def _read_files(folder: RoundFolder) -> dict[str, bytes]:
    """Return the files of a round by their paths, in order, without keys and unfinished drafts."""
    files: dict[str, bytes] = {}
    for file in sorted(folder.path.rglob("*"), key=lambda each: folder.relative(each)):
        name = folder.relative(file)
        is_key = PurePosixPath(name).parts[0] == KEYS
        if file.is_file() and not file.is_symlink() and not is_key and not is_unfinished(file.name):
            try:
                files[name] = file.read_bytes()
            except OSError as error:
                raise UnusableFileError(
                    "file.unreadable", file=visible(str(file)), detail=str(error.strerror)
                ) from error
    return files
