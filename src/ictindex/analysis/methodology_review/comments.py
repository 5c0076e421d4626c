"""Comments on a methodology: the register of the compiler.

Resolution 131 lets members have a say in the methodologies: for each comment the register has its
subject, the decision and the reason. A separate table (``public_comments``) has what members agreed
to publish; everything else stays here.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.analysis.methodology_review.comment_checks import (
    ALL,
    DECISIONS,
    EXAMPLE,
    NOTHING,
    OPEN,
    PARTS,
    contradictions,
    parts_published,
)
from ictindex.analysis.methodology_review.comment_words import (
    decision_block,
    document_heading,
    entry_of,
    say,
)
from ictindex.analysis.methodology_review.public_comments import (
    COLUMNS_OF,
    PublicComment,
    PublicComments,
    comment_columns,
    sort_public,
)
from ictindex.analysis.methodology_review.withheld_counts import count_withheld
from ictindex.core import arguments, canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DataError
from ictindex.core.file_writer import write_file
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import Fault
from ictindex.data.csv_files import csv_of_records
from ictindex.data.tables.register_reader import find_errors
from ictindex.data.tables.schema import Column, define_register
from ictindex.definitions.documents import Document
from ictindex.definitions.documents.indicator_proposal import IndicatorProposal
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

COMMENTS = define_register(
    "comments",
    Column("id", "code", about="never published", filled=True, exact=True, closed=True),
    *comment_columns(closed=True),
    Column(
        "publish",
        "code",
        about="what the member agreed to",
        filled=True,
        exact=True,
        closed=True,
    ),
    main="id",
    key=("id",),
    page=(),
)
COLUMNS = tuple(COMMENTS.columns)
OwnDocument = Document | IndicatorProposal
DATES = ("received", "decided")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a member on a methodology.

    Parameters
    ----------
    id : str
        Its id in the register: letters, digits, ``.``, ``_``, ``-``. It is never published.
    document : str
        Id of the methodology document.
    role : str
        ``"member-state"``, ``"sector-member"``, ``"associate"``, ``"academia"``,
        ``"expert-group"``, ``"other"``; ``"example"`` for an invented comment.
    proposal : str
        What is proposed.
    received : datetime.date
        When it was received.
    publish : str
        What the member agreed to publish: ``"no"``, ``"all"``, or parts with spaces between them:
        ``role``, ``economy``, ``organisation``, ``clause`` (the constant too), ``proposal``,
        ``reason``, ``received``, ``answer`` (the decision too).
    economy : str
        ISO3 code of the economy; required for a Member State. An example has a code of an economy
        that does not exist (``XAA`` to ``XHZ``).
    organisation : str
        Ministry, company, university, group; required for all but Member States and examples.
    constant : str
        Key path of a constant of the document, or of a part of it: ``"leaves.coverage-4g"``.
    clause : str
        Any other subject, in words. A constant or a clause is required.
    reason : str
        Why it is proposed.
    decision : str
        ``"accepted"``, ``"partly"``, ``"rejected"``, ``"noted"`` or ``"open"``.
    decided : datetime.date or None
        When it was decided; of an open one ``None``.
    decided_by : str
        Who decided.
    answer : str
        The answer to the member; required where a proposal was rejected, also in part.
    address : Address or None
        The address of the comment in its file.

    Raises
    ------
    UsageError
        If a date is not a date, or another field is not text.

    Examples
    --------
    >>> from datetime import date
    >>> import ictindex as ict
    >>> comment = Comment(
    ...     "c-1", "idi-methodology-2023", "example", "Count 5G.", date(2026, 2, 3),
    ...     "clause proposal", economy="XAA", constant="leaves.coverage-4g",
    ... )
    >>> comment.is_open, comment.parts
    (True, ('role', 'clause', 'proposal'))
    """

    id: str
    document: str
    role: str
    proposal: str
    received: dt.date
    publish: str
    economy: str = ""
    organisation: str = ""
    constant: str = ""
    clause: str = ""
    reason: str = ""
    decision: str = OPEN
    decided: dt.date | None = None
    decided_by: str = ""
    answer: str = ""
    address: Address | None = None

    def __post_init__(self) -> None:
        for name in DATES:
            day = getattr(self, name)
            fits = type(day) is dt.date or (day is None and name == "decided")
            arguments.require(fits, name, "date", day)
        for name in COLUMNS:
            if name not in DATES:
                arguments.require(isinstance(getattr(self, name), str), name, "text", name)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be decided."""
        return self.decision == OPEN

    @property
    def parts(self) -> tuple[str, ...]:
        """The published parts: those that the member agreed to; for an example also its role."""
        parts = parts_published(self.publish)
        if self.role == EXAMPLE and "role" not in parts:
            return ("role", *parts)  # nobody shall take it for a comment that was made
        return parts


class Comments(arguments.ReadOnly, Renderable):
    """The register of comments on methodologies, made by :func:`read_comments`.

    It has everything, and is for the compiler; :meth:`to_public` is for everybody.

    Parameters
    ----------
    records : iterable of Comment
        The comments. One that contradicts itself, or repeats an id, is a finding, not a record.
    findings : Findings, optional
        Findings on further comments.
    documents : iterable of Document or IndicatorProposal
        Methodology documents of one's own, and proposals of indicators, that comments are on, next
        to the documents of the library.

    Raises
    ------
    UsageError
        If an argument has another type.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> comments = ict.review.read_comments(pd.DataFrame([{
    ...     "id": "c-1", "document": "idi-methodology-2023", "role": "example", "economy": "XAA",
    ...     "constant": "leaves.coverage-4g", "proposal": "Count 5G too.",
    ...     "received": "2026-02-03", "publish": "clause proposal",
    ... }]))
    >>> len(comments), [comment.id for comment in comments], len(comments.findings)
    (1, ['c-1'], 0)
    >>> comments.find("c-1").proposal, comments.select("idi-methodology-2023") == tuple(comments)
    ('Count 5G too.', True)
    >>> comments.own_documents, comments.open_comments == tuple(comments), comments.documents
    ((), True, ('idi-methodology-2023',))
    >>> comments.to_frame().shape
    (1, 15)
    >>> "Count 5G too." in comments.to_public().to_text()
    True
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     comments.to_csv(f"{folder}/comments.csv")
    ...     ict.review.read_comments(f"{folder}/comments.csv").digest == comments.digest
    True
    """

    _json_name = "comment-register"

    findings: Findings
    _records: tuple[Comment, ...]
    _own: tuple[OwnDocument, ...]

    def __init__(
        self,
        records: Iterable[Comment] = (),
        findings: Findings | None = None,
        documents: Iterable[OwnDocument] = (),
    ) -> None:
        supplied, own = tuple(records), tuple(documents)
        typed = all(isinstance(record, Comment) for record in supplied)
        arguments.require(typed, "records", "comments", supplied)
        typed = all(isinstance(document, OwnDocument) for document in own)
        arguments.require(typed, "documents", "methodology", own)
        kept, wrong = certain_comments(supplied, {document.id: document for document in own})
        self._set(
            _records=kept,
            _own=own,
            findings=Findings([*(() if findings is None else findings), *wrong]),
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (Comments, (self._records, self.findings, self._own))

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Comment]:
        return iter(self._records)

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that there are comments on, sorted."""
        return tuple(sorted({record.document for record in self._records}))

    @property
    def own_documents(self) -> tuple[OwnDocument, ...]:
        """The documents that were supplied in addition to those of the library."""
        return self._own

    @property
    def open_comments(self) -> tuple[Comment, ...]:
        """The comments that are still to be decided."""
        return tuple(record for record in self._records if record.is_open)

    @property
    def digest(self) -> str:
        """SHA-256 of the register in its canonical form, whatever the order of its rows."""
        return canonical.digest("comments", canonical_text(self))

    def find(self, id: str) -> Comment | None:
        """Return the comment with an id, or ``None``.

        Parameters
        ----------
        id : str
            Its id.

        Returns
        -------
        Comment or None
            The comment.
        """
        return next((record for record in self._records if record.id == id), None)

    def select(self, document: str) -> tuple[Comment, ...]:
        """Return the comments on a document.

        Parameters
        ----------
        document : str
            Its id.

        Returns
        -------
        tuple of Comment
            In the order of the register.
        """
        return tuple(record for record in self._records if record.document == document)

    def to_public(self) -> PublicComments:
        """Return what members agreed to publish, and counts of the rest.

        Returns
        -------
        PublicComments
            The form, numbered by its published contents alone; nothing else of the register is in
            it.

        Raises
        ------
        DataError
            If there are findings that are errors: any such row may be one that must not be
            published.
        """
        self.refuse_errors()
        shown = [record for record in self._records if record.parts]
        withheld = count_withheld(record.decision for record in self._records if not record.parts)
        return PublicComments(sort_public(map(_publish_comment, shown)), withheld)

    def refuse_errors(self) -> None:
        """Refuse a register with errors, because the meaning of a row with an error is not certain.

        Raises
        ------
        DataError
            If there are any, with each of them.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.review.Comments().refuse_errors()
        """
        if self.findings.errors:
            raise DataError("comment.errors", faults=self.findings.errors)

    def to_frame(self) -> pd.DataFrame:
        """Return the register as a data frame, a row for each comment: everything.

        Returns
        -------
        pandas.DataFrame
            The columns of the table; dates are :class:`datetime.date` or ``None``.
        """
        kind = "comments on a methodology: for the compiler, not to be published"
        return write_frame(Table.of(COMMENTS, self._records), {"kind": kind}, closed=True)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file that :func:`read_comments` reads back the same: everything.

        Parameters
        ----------
        path : path
            The file; one that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.

        Raises
        ------
        UnusableFileError
            If it cannot be written.
        """
        write_file(path, self._csv_text())

    def _csv_text(self) -> str:
        rows = (
            [_write_cell(getattr(record, name)) for name in COLUMNS] for record in self._records
        )
        return csv_of_records(COLUMNS, rows)

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        is_csv = target.suffix.lower() == ".csv"  # as the reader reads it back
        return self._csv_text() if is_csv else super()._make_file(target, language)

    def _to_dict(self) -> dict[str, Any]:
        """Return the register as plain data: everything."""
        return {
            "comments": [
                {name: _write_cell(getattr(record, name)) for name in COLUMNS}
                for record in self._records
            ],
            "digest": self.digest,
        }

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            i18n.Heading(say("title", language), 2),
            i18n.Sentence("review/compiler-only").as_note(),
        ]
        if any(record.role == EXAMPLE for record in self._records):
            blocks.append(i18n.Sentence("review/examples").as_note())
        if not self._records:
            return [*blocks, i18n.Sentence("review/none")]
        counts = Counter(record.decision for record in self._records)
        decided = [(key, counts[key]) for key in DECISIONS if counts[key]]
        blocks.append(decision_block(decided, language))
        for document in self.documents:
            blocks.append(i18n.Heading(document_heading(document, language), 3))
            entries = [_entry(record, language) for record in self.select(document)]
            blocks.append(i18n.Entries(entries))
        return blocks


def _entry(record: Comment, language: str) -> i18n.Entry:
    """Return a comment for the compiler: everything, and the parts that may be published."""
    entry = entry_of(i18n.isolate(record.id, language), record, PARTS, language)
    if record.publish == NOTHING:
        consent = i18n.label("review/parts", NOTHING, language)
    elif record.publish == ALL:
        consent = i18n.label("review/parts", ALL, language)
    else:
        names = [i18n.label("review/parts", part, language) for part in record.parts]
        consent = i18n.join(names, language)
    agreed = i18n.pair(say("agreed", language), consent, language)
    return i18n.Entry(entry.title, [*entry.lines, agreed])


def _publish_comment(record: Comment) -> PublicComment:
    """Return the published parts of a comment; its number follows from the order."""
    names = [name for part in record.parts for name in COLUMNS_OF[part]]
    fields = {name: getattr(record, name) for name in names}
    return PublicComment(0, record.document, record.parts, **fields)


def certain_comments(
    records: Sequence[Comment], documents: Mapping[str, OwnDocument] = MappingProxyType({})
) -> tuple[tuple[Comment, ...], list[Finding]]:
    """Divide comments into certain ones and findings on the others."""
    kept, findings = [], []
    times = Counter(record.id for record in records)
    for record, errors in zip(records, find_errors(COMMENTS, records), strict=True):
        faults = [*errors, *contradictions(record, documents)]
        if times[record.id] > 1 and record.id:
            # If two comments have one id, nothing says which of them an answer belongs to.
            faults.append(("id", Fault("comment.twice", {"value": record.id})))
        findings += [finding_of(record, column, fault) for column, fault in faults]
        if not faults:
            kept.append(record)
    return tuple(kept), findings


def finding_of(record: Comment, column: str, fault: Fault) -> Finding:
    """Return a finding on a comment: at its cell, where that is known."""
    address = record.address
    if address is not None:
        address = Address(address.source, address.line, column)
    return Finding(
        fault.code, fault.level, record.economy, address=address, details=dict(fault.details)
    )


def _write_cell(cell: object) -> str:
    return "" if cell is None else str(cell)


def canonical_text(comments: Comments) -> str:
    """Return a register as canonical text: rows sorted, dates as ISO 8601."""
    columns = ([_write_cell(getattr(record, name)) for record in comments] for name in COLUMNS)
    return canonical.table(COLUMNS, columns)
