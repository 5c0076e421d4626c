"""Where the published data of the package lie: methodology documents, catalogue, sample data.

The lowest room of the house. An installed wheel carries the two folders inside the package;
a checkout (or an editable install of it) has them beside ``src/``.
"""

from __future__ import annotations

from pathlib import Path

from ictindex.core.errors import IctindexError

_PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """Return the folder ``methodology`` or ``sample_data`` of this installation.

    Parameters
    ----------
    name : str
        ``"methodology"`` or ``"sample_data"``.

    Returns
    -------
    pathlib.Path
        The folder, inside the package when installed from a wheel, else beside ``src/``.

    Raises
    ------
    IctindexError
        If neither place has it: the installation is incomplete.

    Examples
    --------
    >>> folder("methodology").joinpath("idi").is_dir()
    True
    """
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent.parent / name):
        if place.is_dir():
            return place
    raise IctindexError("installation.incomplete", folder=name)


def is_installed(path: Path) -> bool:
    """Tell whether a path lies inside the installed package: what is there is not to be changed.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_installed(Path("methodology"))
    False
    """
    return path.resolve().is_relative_to(_PACKAGE)


def read(path: Path, most: int) -> bytes | None:
    """Return the content of a file, or ``None`` if it is longer than ``most`` bytes.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    most : int
        Bytes that are read at the most, whatever the file is.

    Returns
    -------
    bytes or None

    Raises
    ------
    OSError, ValueError
        If it cannot be opened; a name with NUL is a ``ValueError``.

    Examples
    --------
    >>> read(folder("methodology") / "FROZEN.toml", 10) is None
    True
    """
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    return None if len(content) > most else content
