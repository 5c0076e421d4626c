"""Reading a receipt from its file: whatever was changed in it makes it void."""

from __future__ import annotations

import json
import os
from typing import Any

from ictindex.core.errors import UnusableFileError, VoidReceiptError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import decode, path_of, read_bytes
from ictindex.validation.dates import date_of
from ictindex.validation.receipts import FORMAT, ROLES, Receipt
from ictindex.validation.subject import VARIANTS

_TEXTS = (
    "role", "transcribed", "stage", "rules", "findings_digest", "answers_digest",
)  # fmt: skip


def read_receipt(path: str | os.PathLike[str]) -> Receipt:
    """Read a receipt from its file.

    Parameters
    ----------
    path : path
        A file that :meth:`Receipt.save` wrote.

    Returns
    -------
    Receipt
        Without its table; :meth:`Receipt.join` joins them.

    Raises
    ------
    VoidReceiptError
        If the file was changed after it was written.
    UnusableFileError
        If it is no receipt.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> judgement = ict.validate(table, year=2022)
    >>> receipt = ict.accept(table, judgement, role="compiler", transcribed="IDI 2024")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     receipt.save(f"{folder}/receipt.json")
    ...     print(ict.read_receipt(f"{folder}/receipt.json").digest == receipt.digest)
    True
    """
    place = path_of(path, "path")
    name = visible(place.name)
    content = read_bytes(place)
    text = decode(place.name, content)
    try:
        whole = json.loads(text, parse_float=_refused, parse_constant=_refused)
        record, said = whole["receipt"], whole["digest"]
        receipt = Receipt(record)
        sound = _is_sound(record)
    except json.JSONDecodeError as error:
        line, column = str(error.lineno), str(error.colno)
        raise UnusableFileError("receipt.syntax", file=name, line=line, column=column) from error
    except (ValueError, TypeError, LookupError, RecursionError, AttributeError) as error:
        raise UnusableFileError("receipt.unusable", file=name) from error
    # One content has one text: a key given twice, a space, a mark before it are changes too.
    if said != receipt.digest or content != receipt.to_json().encode():
        raise VoidReceiptError("receipt.record-changed", receipt=visible(str(said))[:12])
    if not sound:
        raise UnusableFileError("receipt.unusable", file=name)
    receipt.verify()
    return receipt


def _refused(text: str) -> object:
    raise ValueError(text)


def _is_sound(record: Any) -> bool:
    """Tell whether a record has the parts of a receipt, of their types."""
    table = ("table",) if "kind" in record else ("observations",)
    texts = all(isinstance(record[name], str) for name in (*_TEXTS, *table))
    texts = texts and record.get("kind", "prices") in VARIANTS
    lists = all(
        isinstance(record[name], list)
        for name in ("economies", "files", "findings", "answers", "withdrawn", "years")
    )
    files = all(
        isinstance(one["name"], str) and isinstance(one["sha256"], str) for one in record["files"]
    )
    fitted = record.get("fitted", {"id": "", "sha256": ""})
    texts = texts and fitted.keys() == {"id", "sha256"}
    texts = texts and all(isinstance(part, str) for part in fitted.values())
    counts = ("year", "confidential", "as_printed", *({"embargoed"} & record.keys()))
    numbers = all(type(record[name]) is int for name in counts)
    numbers = numbers and all(type(year) is int for year in record["years"])
    date_of(record["submitted"], "submitted")
    known = record["format"] == FORMAT and record["role"] in ROLES
    return known and texts and lists and files and numbers
