"""The folder of a round: everything in it is closed, and every place in it has one name."""

from __future__ import annotations

import os
from pathlib import Path

from ictindex.core.errors import UsageError
from ictindex.core.file_writer import digest_file
from ictindex.core.paths import path_of, visible
from ictindex.submissions.closed import round_settings
from ictindex.submissions.closed.event_register import EventRegister, file_name
from ictindex.submissions.closed.round_settings import RoundSettings

EVENTS, ENCLOSED, SENT, RECEIVED, COLLECTED, ACCEPTED, PREVIEWS, KEYS = (
    "events",
    "enclosed",
    "sent",
    "received",
    "collected",
    "accepted",
    "previews",
    "keys",
)
SETTINGS, OFFICES, POLICY, MASTER = (
    round_settings.FILE,
    "offices.csv",
    "policy.md",
    f"{KEYS}/master",
)
SHORT = 12  # hexadecimal digits of a digest in the name of a file


class RoundFiles:
    """The places of what a round has, for the operations on it: each has one name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def settings_file(self) -> Path:
        """The file of what is pinned."""
        return self._path / SETTINGS

    @property
    def offices_file(self) -> Path:
        """The file of the offices of each economy."""
        return self._path / OFFICES

    @property
    def policy_file(self) -> Path:
        """The page on access, late data and retention."""
        return self._path / POLICY

    @property
    def master(self) -> Path:
        """The file of the salt from which the salts of all receipts follow."""
        return self._path / MASTER

    def sent(self, economy: str) -> Path:
        """Return the folder of what an economy was sent."""
        return self._path / SENT / economy

    def received(self, economy: str) -> Path:
        """Return the folder of the files of an economy, as they came."""
        return self._path / RECEIVED / economy

    @property
    def enclosures(self) -> Path:
        """The folder of what goes with every dispatch, such as the guide and the page."""
        return self._path / ENCLOSED

    @property
    def collection(self) -> Path:
        """The folder of the tables that the compilers collected, as they were."""
        return self._path / COLLECTED

    def accepted(self, economy: str) -> Path:
        """Return the folder of the receipts of an economy and their accepted tables."""
        return self._path / ACCEPTED / economy

    def previews(self, economy: str) -> Path:
        """Return the folder of the sheets that an economy was shown before the release."""
        return self._path / PREVIEWS / economy

    def relative(self, file: Path) -> str:
        """Return the path of a file in the folder, with slashes."""
        return file.relative_to(self._path).as_posix()

    def digest_of(self, name: str) -> str:
        """Return the SHA-256 of a file by its path in the folder; empty if there is none."""
        try:
            return digest_file(self._path / name) or ""
        except OSError:
            return ""


class RoundFolder:
    """The closed folder of a round.

    Parameters
    ----------
    path : path
        The folder.

    Attributes
    ----------
    path : Path
        The folder.
    register : EventRegister
        The register of its events.
    files : RoundFiles
        The files and folders in it, for the operations on a round.

    Examples
    --------
    >>> folder = RoundFolder("round-2027")
    >>> folder.files.sent("BRA").as_posix(), folder.register.folder.name
    ('round-2027/sent/BRA', 'events')
    >>> from ictindex.core.errors import DocumentError
    >>> try:
    ...     folder.read_settings()
    ... except DocumentError as error:
    ...     error.code
    'document.unreadable'
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path_of(path, "path")
        self.register = EventRegister(self.path / EVENTS)
        self.files = RoundFiles(self.path)

    def __fspath__(self) -> str:
        return os.fspath(self.path)

    def read_settings(self) -> RoundSettings:
        """Read what the round has pinned.

        Returns
        -------
        RoundSettings
            The content of ``round.toml``.
        """
        return round_settings.read_settings(self.files.settings_file)


def open_round(path: str | os.PathLike[str]) -> RoundFolder:
    """Open the folder of a round; refuse a folder that is none.

    Parameters
    ----------
    path : path or RoundFolder
        The folder that :func:`ictindex.rounds.new_round` made.

    Returns
    -------
    RoundFolder
        The folder, with its register. Many operations on one object read each event once.

    Raises
    ------
    UsageError
        If the folder has no ``round.toml`` or no first event.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         open_round(folder)
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    folder = path if isinstance(path, RoundFolder) else RoundFolder(path)
    first = folder.register.folder / file_name(1)
    for file in (folder.files.settings_file, first):
        if not os.path.isfile(file):  # noqa: PTH113 - also where it cannot be looked at
            raise UsageError(
                "round.no-round",
                folder=visible(str(folder.path)),
                file=folder.files.relative(file),
            )
    return folder
