"""Comments frozen with the document that they led to."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from ictindex.analysis.methodology_review.comment_reader import read_public_comments
from ictindex.analysis.methodology_review.comments import Comments, canonical_text
from ictindex.analysis.methodology_review.public_comments import PublicComments
from ictindex.core import arguments, canonical, package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import FrozenDocumentError, UsageError
from ictindex.core.file_writer import make_folder, replace_file
from ictindex.definitions import documents
from ictindex.definitions.documents import Document
from ictindex.definitions.documents.comment_digests import (
    FOLDER,
    LIST,
    CommentDigests,
    check_comments,
    library_folder,
    read_digests,
    text_digest,
    write_digests,
)

_KIND = "comments"
_DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class FrozenComments:
    """The comments that led to a document, frozen with it.

    Parameters
    ----------
    document : str
        Id of the document.
    public : PublicComments
        What members agreed to publish.
    file : pathlib.Path
        The file of these comments, next to the document.
    frozen : datetime.date
        When they were frozen.
    register : str
        Digest of the whole register with the salt of its keeper; nobody else can learn from it.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.review.read_frozen_comments("idi-methodology-2023") is None
    True
    """

    document: str
    public: PublicComments
    file: Path
    frozen: dt.date
    register: str

    def matches(self, comments: Comments, salt: bytes) -> bool:
        """Tell whether this was frozen from a register.

        Parameters
        ----------
        comments : Comments
            The register.
        salt : bytes
            The salt of its keeper.

        Returns
        -------
        bool
            Whether every cell is the same.

        Examples
        --------
        >>> from datetime import date
        >>> from pathlib import Path
        >>> import ictindex as ict
        >>> none = ict.review.Comments()
        >>> frozen = ict.review.FrozenComments(
        ...     "idi-methodology-2023", none.to_public(), Path("x.csv"), date(2026, 5, 6), "",
        ... )
        >>> frozen.matches(none, b"sixteen bytes at the least")
        False
        """
        return self.register == _salt_comments(comments, salt)


def _salt_comments(comments: Comments, salt: bytes) -> str:
    return "hmac-sha256:" + canonical.salt_digest(_KIND, canonical_text(comments), salt)


def _locate(document: str | os.PathLike[str]) -> tuple[Document, Path, str]:
    """Return a document of the library by its id, or of a file; its folder; its digest."""
    arguments.require(isinstance(document, (str, os.PathLike)), "document", "path", document)
    if isinstance(document, str) and not document.endswith(".toml"):
        listed = documents.find(document)
        if listed is None:
            raise UsageError("comment.freeze-unknown", document=document[:80])
        path = library_folder() / listed.index / f"{listed.id}.toml"
        return listed, library_folder(), documents.digest(path)
    path = Path(document)
    return documents.load_document(path), path.parent, documents.digest(path)


def read_frozen_comments(document: str | os.PathLike[str]) -> FrozenComments | None:
    """Return the comments that led to a document; ``None`` where none were frozen with it.

    Parameters
    ----------
    document : str or path
        Id of a document of the library, or the TOML file of one's own.

    Returns
    -------
    FrozenComments or None
        Their public form, with the day on which they were frozen.

    Raises
    ------
    UsageError
        If there is no document of that id.
    FrozenDocumentError
        If the comments, or the document, are not what was frozen.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.review.read_frozen_comments("idi-methodology-2023") is None
    True
    """
    chosen, folder, digest = _locate(document)
    entry = read_digests(folder).get(chosen.id)
    if entry is None:
        return None
    check_comments(folder, {chosen.id: digest})
    return _read_frozen(folder, chosen.id, entry)


def _read_frozen(folder: Path, document: str, entry: CommentDigests) -> FrozenComments:
    """Read the public form of the comments of an entry in the list."""
    path = folder / FOLDER / f"{document}.csv"
    day = dt.date.fromisoformat(entry.frozen)
    return FrozenComments(document, read_public_comments(path), path, day, entry.register)


def freeze_comments(
    comments: Comments,
    document: str | os.PathLike[str],
    *,
    salt: bytes,
    on: dt.date | None = None,
) -> FrozenComments:
    """Freeze comments with the document that they led to.

    The public form is written next to the document, as ``comments/<document>.csv``, and its digest
    into ``comments/FROZEN.toml``, with that of the document and a salted one of the register.
    ``ictindex methodology check`` refuses either of them if it changes.

    Parameters
    ----------
    comments : Comments
        The register: every comment decided, on this document, a draft of it, or a predecessor.
    document : str or path
        Id of a document of the library, or the TOML file of one's own.
    salt : bytes
        At least 16 bytes that the keeper of the register keeps: with them the register can be
        proved later; without them nothing can be learnt from its digest.
    on : datetime.date, optional
        The day; by default today.

    Returns
    -------
    FrozenComments
        The frozen comments. Freezing the same comments again changes nothing.

    Raises
    ------
    DataError
        If the register has errors.
    UsageError
        If a comment is open, or on a document that did not lead to this one.
    FrozenDocumentError
        If other comments were frozen with it, or the library is installed: only its source has
        documents that may be frozen.

    Examples
    --------
    >>> import ictindex as ict
    >>> try:
    ...     ict.review.freeze_comments(ict.review.Comments(), "idi-methodology-1999", salt=b"")
    ... except ict.errors.UsageError as error:
    ...     print(error.code)
    comment.freeze-unknown
    """
    arguments.require(isinstance(comments, Comments), "comments", "comments", comments)
    chosen, folder, digest = _locate(document)
    comments.refuse_errors()
    _refuse_unfinished(comments, chosen)
    public = comments.to_public().csv_text()
    day = dt.date.today() if on is None else on
    arguments.require(type(day) is dt.date, "on", "date", on)
    entry = CommentDigests(
        digest, text_digest(public.encode()), _salt_comments(comments, salt), day.isoformat()
    )
    entries = dict(read_digests(folder))
    old = entries.get(chosen.id)
    if old is not None and (old.document, old.comments, old.register) != (
        entry.document,
        entry.comments,
        entry.register,
    ):
        raise FrozenDocumentError("comment.frozen-already", document=chosen.id, date=old.frozen)
    target = folder / FOLDER
    if package_data.is_installed(target / LIST):
        raise FrozenDocumentError("frozen.installed", file=str(target / LIST))
    if old is None:
        make_folder(target)
        replace_file(target / f"{chosen.id}.csv", public)
        replace_file(target / LIST, write_digests(folder, entries | {chosen.id: entry}))
    check_comments(folder, {chosen.id: digest})
    return _read_frozen(folder, chosen.id, entry if old is None else old)


def _refuse_unfinished(comments: Comments, document: Document) -> None:
    """Refuse open comments, and comments on documents that did not lead to this one."""
    pending = [comment.id for comment in comments.open_comments]
    if pending:
        raise UsageError("comment.still-open", ids=pending)
    own = {item.id: item for item in comments.own_documents if isinstance(item, Document)}
    led = {document.id}
    before = document.predecessor
    while before is not None and before not in led:
        led.add(before)
        parent = own.get(before) or documents.find(before)
        before = None if parent is None else parent.predecessor
    for key in comments.documents:
        subject = own.get(key) or documents.find(key)
        is_draft = (
            subject is not None and subject.status == _DRAFT and subject.index == document.index
        )
        if key not in led and not is_draft:
            raise UsageError("comment.other-document", document=document.id, value=key)
