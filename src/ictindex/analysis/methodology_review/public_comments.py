"""Comments on a methodology as the public sees them: only what members agreed to publish.

Numbers and order follow from the published contents alone: they reveal neither the id of a comment
nor its position in the register.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.analysis.methodology_review.comment_checks import (
    DECISIONS,
    EXAMPLE,
    OPEN,
    PARTS,
    ROLES,
)
from ictindex.analysis.methodology_review.comment_words import (
    document_heading,
    entry_of,
    say,
    withheld_blocks,
)
from ictindex.analysis.methodology_review.withheld_counts import LEAST, Withheld
from ictindex.core import arguments, canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.file_writer import write_file
from ictindex.core.tables.columns import define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.csv_files import csv_of_records
from ictindex.data.tables.schema import Column
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd


def comment_columns(*, closed: bool) -> tuple[Column, ...]:
    """Return the columns of a comment; what a member wrote is closed until it is published."""

    def define_member(name: str, kind: str, **rules: Any) -> Column:
        return Column(name, kind, exact=True, closed=closed, **rules)

    return (
        Column("document", "code", about="id of the methodology", filled=True, exact=True),
        define_member("role", "choice", filled=True, allowed=ROLES),
        define_member("economy", "economy"),
        define_member("organisation", "text"),
        define_member("constant", "code"),
        define_member("clause", "text"),
        define_member("proposal", "text", filled=True),
        define_member("reason", "text"),
        define_member("received", "date" if closed else "text", filled=True),
        Column("decision", "choice", allowed=DECISIONS, empty=OPEN, exact=True),
        Column("decided", "date" if closed else "text", exact=True),
        Column("decided_by", "text", exact=True),
        Column("answer", "text", exact=True),
    )


PUBLIC = define(
    "public-comments",
    Column("number", "text", exact=True),
    *comment_columns(closed=False),
    Column("published", "text", about="the parts that are", exact=True),
    Column("count", "text", about="of rows without a number; <3 for fewer", exact=True),
    page=(),
)
COLUMNS = tuple(PUBLIC.columns)
# The columns of each part of a comment.
COLUMNS_OF: Mapping[str, tuple[str, ...]] = {
    **{part: (part,) for part in PARTS},
    "clause": ("constant", "clause"),
    "answer": ("decision", "decided", "decided_by", "answer"),
}
FEWER = f"<{LEAST}"


@dataclass(frozen=True, slots=True)
class PublicComment:
    """The published parts of one comment.

    Parameters
    ----------
    number : int
        Its number in the public form, counted from 1.
    document : str
        Id of the methodology document.
    published : tuple of str
        The parts that the member agreed to publish. Fields of the others are empty.
    role, economy, organisation : str
        Who commented.
    constant, clause : str
        The subject: the key path of a constant of the document, a clause in words.
    proposal, reason : str
        The proposal, and its reason.
    received : datetime.date or None
        When it was received.
    decision : str
        ``"accepted"``, ``"partly"``, ``"rejected"``, ``"noted"``, ``"open"``, or ``""``: not
        published.
    decided : datetime.date or None
        When it was decided.
    decided_by : str
        Who decided.
    answer : str
        The answer to the member.

    Examples
    --------
    >>> import ictindex as ict
    >>> comment = PublicComment(1, "idi-methodology-2023", ("proposal",),
    ...                                    proposal="Count 5G.")
    >>> comment.proposal, comment.role
    ('Count 5G.', '')
    """

    number: int
    document: str
    published: tuple[str, ...]
    role: str = ""
    economy: str = ""
    organisation: str = ""
    constant: str = ""
    clause: str = ""
    proposal: str = ""
    reason: str = ""
    received: dt.date | None = None
    decision: str = ""
    decided: dt.date | None = None
    decided_by: str = ""
    answer: str = ""


class PublicComments(arguments.ReadOnly, Renderable):
    """The published parts of members' comments. Made by :meth:`Comments.to_public`.

    Parameters
    ----------
    records : sequence of PublicComment
        The comments with published parts, numbered.
    withheld : Withheld
        The counts of the others.

    Notes
    -----
    A comment without any published part is only counted: see
    :class:`~ictindex.analysis.methodology_review.withheld_counts.Withheld` for the counts that are
    shown. The text of a member stays in the language in which it was written.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> comments = ict.review.read_comments(pd.DataFrame([{
    ...     "id": "c-1", "document": "idi-methodology-2023", "role": "example", "economy": "XAA",
    ...     "constant": "leaves.coverage-4g", "proposal": "Count 5G too.",
    ...     "received": "2026-02-03", "publish": "clause proposal",
    ... }]))
    >>> public = comments.to_public()
    >>> len(public), [one.number for one in public], public.withheld.total
    (1, [1], None)
    >>> public.to_frame()[["economy", "proposal"]].values.tolist()
    [['', 'Count 5G too.'], ['', '']]
    >>> public.select("idi-methodology-2023") == tuple(public), public.documents
    (True, ('idi-methodology-2023',))
    >>> public.to_dict()["withheld"]
    {'total': None, 'decisions': {}, 'rest': 0}
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     public.to_csv(f"{folder}/public.csv")
    ...     ict.review.read_public_comments(f"{folder}/public.csv").digest == public.digest
    True
    """

    _json_name = "public-comment-register"

    withheld: Withheld
    _records: tuple[PublicComment, ...]

    def __init__(self, records: Sequence[PublicComment], withheld: Withheld) -> None:
        typed = all(isinstance(record, PublicComment) for record in records)
        arguments.require(typed, "records", "comments", records)
        arguments.require(isinstance(withheld, Withheld), "withheld", "comments", withheld)
        self._set(_records=tuple(records), withheld=withheld)

    def __reduce__(self) -> tuple[object, ...]:
        return (PublicComments, (self._records, self.withheld))

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[PublicComment]:
        return iter(self._records)

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents with published comments, sorted."""
        return tuple(sorted({record.document for record in self._records}))

    @property
    def digest(self) -> str:
        """SHA-256 of the public form in its canonical form."""
        columns = zip(*self._rows(), strict=True)
        return canonical.digest("public-comments", canonical.table(COLUMNS, columns))

    def select(self, document: str) -> tuple[PublicComment, ...]:
        """Return the published comments on a document.

        Parameters
        ----------
        document : str
            Its id.

        Returns
        -------
        tuple of PublicComment
            In the order of their numbers.
        """
        return tuple(record for record in self._records if record.document == document)

    def _rows(self) -> list[list[str]]:
        """Return the rows of the table as text: published comments, then counts."""
        rows = [[_write_cell(record, name) for name in COLUMNS] for record in self._records]
        for decision, count in count_rows(self.withheld):
            cells = {"decision": decision, "count": count}
            rows.append([cells.get(name, "") for name in COLUMNS])
        return rows

    def to_frame(self) -> pd.DataFrame:
        """Return the public form as a data frame.

        Returns
        -------
        pandas.DataFrame
            A row for each published comment, then rows of counts without number: columns number,
            document, role, economy, organisation, constant, clause, proposal, reason, received,
            decision, decided, decided_by, answer, published (the parts that are), count (``"<3"``
            for fewer than three); all cells are text, ``""`` where nothing is published.
        """
        rows = (dict(zip(COLUMNS, row, strict=True)) for row in self._rows())
        kind = "public comments on a methodology: what members agreed to publish"
        return write_frame(Table.of(PUBLIC, rows), {"kind": kind})

    def _to_dict(self) -> dict[str, Any]:
        """Return the public form as plain data."""
        return {
            "comments": [
                {
                    "number": record.number,
                    "document": record.document,
                    "published": list(record.published),
                    **{
                        name: _write_cell(record, name)
                        for part in record.published
                        for name in COLUMNS_OF[part]
                    },
                }
                for record in self._records
            ],
            "withheld": {
                "total": self.withheld.total,
                "decisions": dict(self.withheld.decisions),
                "rest": self.withheld.rest,
            },
        }

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file that :func:`read_public_comments` reads back the same.

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
        write_file(path, self.csv_text())

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        is_csv = target.suffix.lower() == ".csv"  # as the reader reads it back
        return self.csv_text() if is_csv else super()._make_file(target, language)

    def csv_text(self) -> str:
        """Return the text of the CSV file.

        Returns
        -------
        str
            A header, a line for each published comment, and lines of counts.

        Examples
        --------
        >>> import ictindex as ict
        >>> public = ict.review.PublicComments((), Withheld(None))
        >>> public.csv_text().splitlines()[1]
        ',,,,,,,,,,,,,,,<3'
        """
        return csv_of_records(COLUMNS, self._rows())

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            i18n.Heading(say("public-title", language), 2),
            i18n.Sentence("review/public-what"),
        ]
        if any(record.role == EXAMPLE for record in self._records):
            blocks.append(i18n.Sentence("review/examples").as_note())
        blocks.append(i18n.Sentence("review/public-count", count=len(self._records)))
        for document in self.documents:
            blocks.append(i18n.Heading(document_heading(document, language), 3))
            blocks.append(
                i18n.Entries(
                    [
                        entry_of(str(record.number), record, record.published, language)
                        for record in self.select(document)
                    ]
                )
            )
        return [*blocks, *withheld_blocks(self.withheld, language)]


def count_rows(withheld: Withheld) -> Iterator[tuple[str, str]]:
    """Yield decision and count of each row of counts; the first one is of all."""
    yield "", FEWER if withheld.total is None else str(withheld.total)
    for decision, count in withheld.decisions:
        yield decision, str(count)


def _write_cell(record: PublicComment, name: str) -> str:
    if name == "count":
        return "1"
    if name == "published":
        return " ".join(record.published)
    cell = getattr(record, name)
    return "" if cell is None else str(cell)


def sort_public(records: Iterable[PublicComment]) -> tuple[PublicComment, ...]:
    """Return comments numbered in an order that only their published contents decide."""
    from dataclasses import replace

    def key(record: PublicComment) -> tuple[str, ...]:
        names = [name for name in COLUMNS if name not in ("number", "count")]
        cells = {name: _write_cell(record, name) for name in names}
        return (record.document, cells["received"] or "9999", *cells.values())

    ordered = sorted(records, key=key)
    return tuple(replace(record, number=n) for n, record in enumerate(ordered, 1))
