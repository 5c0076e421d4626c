"""Readers of comments on a methodology: the compiler's register, and the public form."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ictindex.analysis.methodology_review.comment_checks import contradictions
from ictindex.analysis.methodology_review.comments import (
    COMMENTS,
    DATES,
    Comment,
    Comments,
    OwnDocument,
)
from ictindex.analysis.methodology_review.public_comments import COLUMNS as PUBLIC_COLUMNS
from ictindex.analysis.methodology_review.public_comments import (
    COLUMNS_OF,
    FEWER,
    PublicComment,
    PublicComments,
    count_rows,
)
from ictindex.analysis.methodology_review.withheld_counts import LEAST, Withheld
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, text_of
from ictindex.data.io import csv
from ictindex.data.io.table_sources import Source, is_records, record_table, refuse_name
from ictindex.data.tables.register_reader import read_register
from ictindex.data.tables.typed_cells import date_in
from ictindex.definitions.documents import load_document
from ictindex.definitions.documents.indicator_proposal import is_proposal, read_proposal_document
from ictindex.indices.results.methodology import Methodology
from ictindex.language.findings import Findings


def read_comments(
    source: Source | Comments | Sequence[Source | Comments],
    *,
    documents: Iterable[OwnDocument | Methodology | str | os.PathLike[str]] = (),
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
) -> Comments:
    """Read comments on methodologies from a CSV file, a workbook, a data frame, or several.

    Parameters
    ----------
    source : Source, Comments or a list of these
        A file, its bytes, a data frame or a list of dictionaries: columns id, document, role,
        proposal, received, publish; and economy, organisation,
        constant, clause, reason, decision, decided, decided_by, answer: see
        :class:`~ictindex.analysis.methodology_review.comments.Comment`.
        Dates are written as 2025-03-31. An empty decision is ``open``.
    documents : iterable of Document, Methodology, IndicatorProposal or path
        Methodology documents of one's own, and proposals of indicators, that comments are on; the
        documents of the library are included.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed where it has several.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Comments
        The comments that can be used, and findings on the others: file, line, column, what to do.

    Raises
    ------
    UnusableFileError
        If a file cannot be read reliably as a whole, or a column is missing or unknown.
    UsageError
        If the source is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame([{
    ...     "id": "c-1", "document": "idi-methodology-2023", "role": "example", "economy": "XAA",
    ...     "constant": "leaves.coverage-5g", "proposal": "Count 5G.", "received": "2026-02-03",
    ...     "publish": "no",
    ... }])
    >>> [finding.code for finding in ict.review.read_comments(frame).findings]
    ['comment.unknown-constant']
    """
    own = tuple(_document_of(document) for document in documents)
    if isinstance(source, Comments):
        return source
    if isinstance(source, (list, tuple)) and not is_records(source):
        refuse_name(source, name)
        tables = [
            read_comments(each, documents=own, dialect=dialect, sheet=sheet) for each in source
        ]
        findings = [finding for table in tables for finding in table.findings]
        every = (document for table in tables for document in table.own_documents)
        by_id = {document.id: document for document in every}
        records = [record for table in tables for record in table]
        return Comments(records, Findings(findings), by_id.values())
    by_id = {document.id: document for document in own}

    def check(row: Any) -> Iterator[tuple[str, Fault]]:
        return contradictions(row, by_id)

    records, findings = read_register(COMMENTS, Comment, check, source, dialect, sheet, name)
    return Comments(records, Findings(findings), own)


def _document_of(source: object) -> OwnDocument:
    """Return a document or proposal that was supplied as such, as a methodology, or as a file."""
    if isinstance(source, OwnDocument):
        return source
    if isinstance(source, Methodology):
        return source.document
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        return read_proposal_document(path) if is_proposal(path) else load_document(path)
    raise UsageError("comment.document-type", type=type(source).__name__)


def read_public_comments(
    source: Source | PublicComments, *, name: str | None = None
) -> PublicComments:
    """Read the public form of comments, as :meth:`PublicComments.to_csv` writes it.

    Parameters
    ----------
    source : Source or PublicComments
        The table: a file, its bytes, a data frame or a list of dictionaries.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    PublicComments
        The same form.

    Raises
    ------
    UnusableFileError
        If it is not such a table, or a cell has a field that ``published`` does not name.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> public = ict.review.Comments().to_public()
    >>> ict.review.read_public_comments(public.to_frame()).withheld == public.withheld
    True
    """
    if isinstance(source, PublicComments):
        return source
    table = record_table(source, None, None, PUBLIC_COLUMNS, PUBLIC_COLUMNS, name)
    records: list[PublicComment] = []
    counts: list[tuple[str, str]] = []
    for row, line in enumerate(table.lines):
        cells = {name: text_of(table.columns[name][row]) for name in PUBLIC_COLUMNS}
        if cells["number"]:
            records.append(_public(cells, table.name, line, len(records) + 1))
        else:
            counts.append((cells["decision"], cells["count"]))
    withheld = _withheld(counts, table.name)
    return PublicComments(records, withheld)


def _public(cells: Mapping[str, str], file: str, line: int, number: int) -> PublicComment:
    """Return a published comment from a row; refuse a row that is not written as it should be."""
    parts = tuple(part for part in COLUMNS_OF if part in cells["published"].split())
    names = {name for part in parts for name in COLUMNS_OF[part]}
    others = [name for columns in COLUMNS_OF.values() for name in columns if name not in names]
    dates = {name: date_in(cells[name]) for name in DATES}
    sound = (
        cells["number"] == str(number)
        and cells["count"] == "1"
        and " ".join(parts) == cells["published"] != ""
        and not any(cells[name] for name in others)
        and not any(cells[name] and date is None for name, date in dates.items())
    )
    if not sound:
        raise UnusableFileError("comment.not-public", file=file, line=str(line))
    shown: dict[str, Any] = {name: dates.get(name, cells[name]) for name in names}
    return PublicComment(number, cells["document"], parts, **shown)


def _withheld(rows: list[tuple[str, str]], file: str) -> Withheld:
    """Return the withheld counts of the last rows of a public form."""
    numbers = [int(count) for _, count in rows if count.isascii() and count.isdecimal()]
    if rows == [("", FEWER)]:
        return Withheld(None)
    if not rows or rows[0][0] or len(numbers) != len(rows):
        raise UnusableFileError("comment.not-public", file=file, line=csv.NONE)
    counts_shown = tuple((key, int(count)) for key, count in rows[1:])
    rest = numbers[0] - sum(numbers[1:]) if counts_shown else 0
    withheld = Withheld(numbers[0], counts_shown, rest)
    small = [count for count in (*numbers, rest or LEAST) if count < LEAST]
    if small or list(count_rows(withheld)) != rows:
        raise UnusableFileError("comment.not-public", file=file, line=csv.NONE)
    return withheld
