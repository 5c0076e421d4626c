"""The master salt of a round, and what a State gets to prove that its own receipt is committed to.

An edition states a commitment for each receipt. The salt of a receipt is derived from the master
salt, which never leaves the closed folder and is never changed within a round; the salt itself goes
to the State with its acknowledgement. So a State can check its own receipt and no other.
"""

from __future__ import annotations

import os
import secrets
from typing import Any

from ictindex.core import arguments
from ictindex.core.file_writer import write_file
from ictindex.data.io.csv import path_of, read_bytes
from ictindex.language.i18n import set_options
from ictindex.submissions.validation.disclosure import commit_to, salt_of
from ictindex.submissions.validation.receipts import Receipt

_BYTES = 32


def new_master(path: str | os.PathLike[str]) -> bytes:
    """Write a new master salt to a file, and return it.

    Parameters
    ----------
    path : path
        The file, in the closed folder; one that exists is refused.

    Returns
    -------
    bytes
        32 random bytes.

    Raises
    ------
    UnusableFileError
        If the file exists or cannot be written.
    """
    master = secrets.token_bytes(_BYTES)
    with set_options(overwrite=False):  # an edition needs the salt that its receipts were given
        write_file(path, master)
    return master


def read_master(path: str | os.PathLike[str]) -> bytes:
    """Return the master salt in a file.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    bytes
        The salt.

    Raises
    ------
    UnusableFileError
        If it cannot be read.
    """
    return read_bytes(path_of(path, "path"))


def acknowledge(receipt: Receipt, master: bytes) -> dict[str, Any]:
    """Return what a State gets with the acknowledgement of its receipt.

    Parameters
    ----------
    receipt : Receipt
        The receipt.
    master : bytes
        The master salt of the round, of at least 16 bytes.

    Returns
    -------
    dict of str to str
        ``receipt`` (its digest), ``salt`` (its own salt, in hexadecimal digits) and ``commitment``
        (what the edition will state).

    Raises
    ------
    UsageError
        If the master salt is too short.
    """
    arguments.require(isinstance(receipt, Receipt), "receipt", "receipt", receipt)
    salt = salt_of(receipt, master)
    return {
        "receipt": receipt.digest,
        "salt": salt.hex(),
        "commitment": commit_to(receipt, salt),
    }
