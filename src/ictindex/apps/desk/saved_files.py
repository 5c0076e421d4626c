"""The files of a finished submission: the workbook, its receipts, and all in one archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ictindex as ict
from ictindex.apps.desk.open_submission import OpenSubmission, save_workbook
from ictindex.apps.desk.submission_receipts import ReceiptFacts, make_receipts, receipt_names
from ictindex.core.data_classes import dataclass
from ictindex.data.csv_files import zip_bytes
from ictindex.submissions.closed.accepted_table import accepted_path, write_accepted

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile:
    """A file to be saved: its name, its kind, and its bytes."""

    name: str
    kind: str  # "workbook", "receipt", "archive", "table"
    type: str
    data: bytes


def workbook_file(name: str, data: bytes) -> SavedFile:
    """Return a workbook as a file to be saved."""
    return SavedFile(name=name, kind="workbook", type=_WORKBOOK, data=data)


def finish(state: OpenSubmission, submitted: str) -> tuple[OpenSubmission, list[SavedFile]]:
    """Make the receipts of a submission, for the bytes with its corrections and answers."""
    # Unsaved changes are written first, read again and judged: a receipt is for those bytes, and
    # the command line makes the same receipt for them.
    has_sheets = state.submission is not None
    final = save_workbook(state) if has_sheets and state.is_changed else state
    answers = ict.data.Answers(
        final.answers.values() if final.submission is None else final.submission.answers
    )
    facts = ReceiptFacts(submitted=submitted or None)
    names = receipt_names(final.name, final.subject)
    receipts = make_receipts(final.subject, final.judgements, answers, facts)
    files = []
    if final is not state:
        files.append(workbook_file(final.name, final.data))
    for kind, receipt in receipts.items():
        data = receipt.to_json().encode()
        files.append(
            SavedFile(name=names[kind], kind="receipt", type="application/json", data=data)
        )
    whole = files if final is not state else [_as_dropped(final), *files]
    tables = [_accepted_file(names[kind], receipt) for kind, receipt in receipts.items()]
    files.append(_archive(f"{Path(final.name).stem}.zip", [*whole, *tables]))
    return final, files


def _as_dropped(state: OpenSubmission) -> SavedFile:
    kind = "workbook" if state.submission is not None else "table"
    return SavedFile(name=state.name, kind=kind, type=_WORKBOOK, data=state.data)


def _accepted_file(name: str, receipt: ict.data.Receipt) -> SavedFile:
    """Return the accepted table of a receipt, which goes to the compilers with all in one."""
    data = write_accepted(receipt).encode()
    return SavedFile(name=accepted_path(name).name, kind="table", type="text/csv", data=data)


def _archive(name: str, files: Sequence[SavedFile]) -> SavedFile:
    """Return all files as one archive, which can be sent as one attachment."""
    data = zip_bytes({file.name: file.data for file in files})
    return SavedFile(name=name, kind="archive", type="application/zip", data=data)
