"""Signatures: the offices that confirm a root and a head of the register.

A digest shows that nothing was changed; a signature names the office that confirms it. Several
offices can sign the same edition. A signature is a file next to the register, never in an edition,
because it can come later. It covers the root of the edition and the head of the register at that
time.

A list of keys is useful only if it comes from elsewhere: anybody who can write to a folder can put
another list there.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.io.csv import path_of
from ictindex.definitions.catalogue.reserved_names import find_reserved
from ictindex.editions.ed25519 import is_signed
from ictindex.editions.keys import KEYS, Key, load_private, read_keys
from ictindex.editions.publisher_chain import find_chain
from ictindex.editions.publisher_checks import PINNED
from ictindex.editions.storage import disk, signature_files
from ictindex.editions.storage.format import MANIFEST, REGISTER, read_manifest
from ictindex.editions.storage.register import load_register, unusable
from ictindex.editions.storage.register_audit import follow
from ictindex.editions.storage.signature_files import SIGNATURES
from ictindex.editions.verification import verify
from ictindex.editions.verification_report import Report
from ictindex.language import i18n


@dataclass(frozen=True, slots=True)
class Signature:
    """Result of checking a signature.

    Parameters
    ----------
    state : str
        ``good``, or the reason why it does not count: ``key-unknown``, ``key-not-valid``, ``bad``,
        ``other-root``, ``head-unknown``, ``before-release``, ``unreadable``.
    file : str
        Name of its file.
    signer : str
        Owner of the key; empty if the list of keys does not have it.
    date : datetime.date or None
        The date that the signer states.
    key : str
        The public key that it names.

    Examples
    --------
    >>> bool(Signature("good", "a.json")), bool(Signature("bad", "a.json"))
    (True, False)
    >>> Signature("good", "a.json", "Example office", dt.date(2024, 6, 27), "00").describe("en")
    'Signed by Example office on 2024-06-27.'
    """

    state: str
    file: str
    signer: str = ""
    date: dt.date | None = None
    key: str = ""

    def __bool__(self) -> bool:
        return self.state == "good"

    def describe(self, language: str | None = None) -> str:
        """Return the result in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A line of text.
        """
        date = "–" if self.date is None else self.date.isoformat()
        return i18n.text(
            "signatures/states",
            self.state,
            language,
            signer=self.signer or "–",
            date=date,
            file=visible(self.file),
            public=self.key[:16],
        )


def sign(
    path: str | os.PathLike[str],
    private: str | os.PathLike[str],
    *,
    date: dt.date | str,
    password: str | None = None,
    keys: str | os.PathLike[str] | Iterable[Key] | None = None,
) -> Path:
    """Sign an edition: its root, and the head of the register next to it.

    Parameters
    ----------
    path : path
        The folder of the edition, next to its register.
    private : path
        A private key, from :func:`new_key`.
    date : datetime.date or str
        The date of the signature (ISO 8601), not before the release.
    password : str, optional
        Password of the private key.
    keys : path or iterable of Key, optional
        The list of keys; by default ``keys.json`` next to the register. If there is a list, the key
        has to be on it, or on the publisher's chain of keys, and valid on the date.

    Returns
    -------
    pathlib.Path
        The file of the signature, in the folder ``signatures`` next to the register.

    Raises
    ------
    RefusedEditionError
        If the edition is not intact or not in the register; if the date is before the release, or
        the key is not valid on it; if there is a list of keys and the key is not on it; if the key
        has already signed at the same head, because signatures are not replaced.
    UsageError
        If the key cannot be used, or the package is not installed.
    ArchiveError
        If the signature cannot be written.

    Examples
    --------
    >>> from ictindex.core.errors import UsageError
    >>> try:
    ...     sign("editions/idi-2024", "office.pem", date="soon")
    ... except UsageError as error:
    ...     error.code
    'argument.no-date'
    """
    edition_path = Path(os.path.abspath(path_of(path, "path")))  # noqa: PTH100
    day = date_of(date, "date")
    if day is None:
        raise UsageError("erratum.date-needed")
    public, signs = load_private(private, password)
    report = verify(edition_path)
    if not report.intact or not report.registered:
        raise RefusedEditionError("signature.not-intact", id=visible(edition_path.name)[:80])
    if day < _release_day(report):
        released = _release_day(report).isoformat()
        raise RefusedEditionError("signature.before-release", id=report.id, released=released)
    listed = _listed_keys(keys, (edition_path.parent,))
    if listed is not None:
        listed = (*listed, *_keys_of_chain((edition_path.parent,)))
    mine = [key for key in listed or () if key.public == public]
    if listed is not None and not mine:
        raise RefusedEditionError("signature.key-not-listed", key=public[:16])
    if mine and not any(key.valid_on(day) for key in mine):
        raise RefusedEditionError("signature.key-not-valid", date=day.isoformat())
    register = load_register(edition_path.parent)
    stated = {
        "id": report.id,
        "root": report.root,
        "number": len(register) - 1,
        "head": register.head,
        "date": day.isoformat(),
        "key": public,
    }
    content = signature_files.content_of(stated, signs(signature_files.message(stated)))
    folder = edition_path.parent / SIGNATURES
    file = folder / signature_files.name_of(stated)
    try:
        disk.make_folder(folder)
        _write(file, content)
    except OSError as error:
        raise unusable(error, folder) from error
    return file


def _write(path: Path, content: bytes) -> None:
    """Write a signature; an existing one is not replaced."""
    try:
        disk.write_new(path, content)
    except FileExistsError:
        if disk.read_plain(path, disk.MOST_BYTES) != content:
            file = visible(path.name)
            raise RefusedEditionError("signature.signed-before", file=file) from None
    except BaseException:
        disk.remove(path)
        raise


def _release_day(report: Report) -> dt.date:
    return dt.date.fromisoformat(read_manifest(report.contents[MANIFEST])["released"])


def _listed_keys(
    keys: str | os.PathLike[str] | Iterable[Key] | None, places: Iterable[Path]
) -> tuple[Key, ...] | None:
    """Return the stated keys, or those of the first list in some folders; otherwise ``None``."""
    if keys is None:
        listed = next((folder / KEYS for folder in places if (folder / KEYS).is_file()), None)
        return None if listed is None else read_keys(listed)
    return read_keys(keys) if isinstance(keys, (str, os.PathLike)) else tuple(keys)


def _keys_of_chain(places: Iterable[Path]) -> Iterator[Key]:
    """Yield every key of the chain of the publisher in some folders."""
    for folder in places:
        chain = find_chain(folder)
        for record in () if chain is None else chain.records:
            yield from record.keys


def read_signatures(
    path: str | os.PathLike[str],
    keys: str | os.PathLike[str] | Iterable[Key] | None = None,
    report: Report | None = None,
    register: str | os.PathLike[str] | None = None,
) -> tuple[Signature, ...]:
    """Return the signatures of an edition.

    Parameters
    ----------
    path : path
        The folder of the edition, next to its register.
    keys : path or iterable of Key, optional
        The list of keys, preferably from elsewhere; by default ``keys.json`` next to the register.
    report : Report, optional
        The result of a verification, if it was done before.
    register : path, optional
        The folder of the register; by default the one next to the edition. Signatures and keys are
        then searched next to both.

    Returns
    -------
    tuple of Signature
        One for each file of a signature of this edition; only those that are true count.

    Raises
    ------
    DamagedArchiveError
        If the file is not a list of keys.
    MissingFileError, UsageError
        If there is no such folder, or it is not an edition, as in :func:`ictindex.verify`.

    Notes
    -----
    A signature counts if the edition is intact, the root is that of the edition, the head is a
    present or earlier head of its register, the key is on the list and was valid on the stated
    date, and that date is not before the release.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         read_signatures(f"{folder}/idi-2024")
    ...     except ict.errors.MissingFileError as error:
    ...         error.code
    'archive.not-found'
    """
    edition_path = Path(os.path.abspath(path_of(path, "path")))  # noqa: PTH100
    chain_in = edition_path.parent / REGISTER if register is None else path_of(register, "register")
    places = list(dict.fromkeys((edition_path.parent, chain_in.absolute().parent)))
    verified = verify(edition_path, register=register) if report is None else report
    key = verified.id or edition_path.name  # a copy can have another name than its edition
    contents = signature_files.signature_contents(places, key)
    if not contents:
        return ()
    listed = _listed_keys(keys, places) or ()
    if verified.publisher.state == PINNED or (keys is None and verified.publisher.signed):
        listed = (*listed, *_keys_of_chain(places))
    chain = follow(str(chain_in), None)
    digests = () if chain.problems else chain.digests
    judged = [
        _judge_signature(name, content, verified, digests, listed) for name, content in contents
    ]
    # The signature of a record that was never committed is no signature yet.
    return tuple(
        signature
        for signature, finished in zip(judged, contents.values(), strict=True)
        if finished or signature.state != "head-unknown"
    )


def _judge_signature(
    file: str, content: bytes, report: Report, digests: tuple[str, ...], keys: tuple[Key, ...]
) -> Signature:
    stated = signature_files.read_signature(content, file)
    if stated is None:
        return Signature("unreadable", file)
    day = dt.date.fromisoformat(stated["date"])
    mine = [
        key
        for key in keys
        if key.public == stated["key"] and find_reserved(key.name, key.public) is None
    ]
    signer = mine[0].name if mine else ""
    number = stated["number"]
    signed, public = bytes.fromhex(stated["signature"]), bytes.fromhex(stated["key"])
    if not is_signed(public, signature_files.message(stated), signed):
        state = "bad"
    elif not report.intact or (stated["id"], stated["root"]) != (report.id, report.root):
        state = "other-root"
    elif not 0 <= number < len(digests) or digests[number] != stated["head"]:
        state = "head-unknown"
    elif day < _release_day(report):
        state = "before-release"
    elif not mine:
        state = "key-unknown"
    else:
        state = "good" if any(key.valid_on(day) for key in mine) else "key-not-valid"
    return Signature(state, file, signer, day, stated["key"])
