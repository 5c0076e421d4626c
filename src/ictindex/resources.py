"""Where the published data of the package lie: methodology documents, catalogue, sample data.

The lowest room of the house. An installed wheel carries the two folders inside the package;
a checkout (or an editable install of it) has them beside ``src/``.
"""

from __future__ import annotations

from pathlib import Path

from ictindex.errors import IctindexError

_PACKAGE = Path(__file__).resolve().parent


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
