"""The accepted table of a receipt: its validated rows in canonical form, kept next to the receipt.

It is written when a table is accepted. From then on the workbook or file is evidence only, and is
never read again: no later version of a reader, a rate or a word can void a receipt. The file is
closed: it has every row that was validated, with notes and confidential values.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ictindex.core import arguments, canonical, decimals
from ictindex.core.errors import VoidReceiptError
from ictindex.data.checks import NUMBERS
from ictindex.data.economics import Economics
from ictindex.data.io.csv import path_of, read_bytes
from ictindex.data.io.observation_columns import COLUMNS, PRECISION, PROVENANCE
from ictindex.data.observations import Observations, make
from ictindex.data.prices import Prices
from ictindex.data.tables.addresses import Part
from ictindex.data.tables.schema import is_stated
from ictindex.data.tables.table_base import TypedTable, make_table
from ictindex.data.tariffs import Tariffs
from ictindex.submissions.validation.canonical_columns import (
    read_letters,
    read_observation_columns,
    read_typed_columns,
)
from ictindex.submissions.validation.receipts import Receipt, read_receipt
from ictindex.submissions.validation.subject import OBSERVATIONS, Judged
from ictindex.submissions.validation.table_digests import cell

ENDING = ".accepted.csv"
RECEIPT = ".receipt.json"
TARIFFS_RECEIPT = f".tariffs{RECEIPT}"  # of the plans of a questionnaire
_KINDS: Mapping[str, type[TypedTable]] = {
    "prices": Prices,
    "tariffs": Tariffs,
    "economics": Economics,
}


def receipt_stem(receipt: Path) -> str:
    """Return the name of the file of a receipt without its ending."""
    name = receipt.name
    return name.removesuffix(RECEIPT) if name.endswith(RECEIPT) else receipt.stem


def accepted_path(receipt: str | os.PathLike[str]) -> Path:
    """Return the path of the accepted table that belongs to the file of a receipt."""
    path = Path(receipt)
    return path.with_name(f"{receipt_stem(path)}{ENDING}")


def write_accepted(receipt: Receipt) -> str:
    """Return the accepted table of a receipt as canonical CSV.

    Parameters
    ----------
    receipt : Receipt
        A receipt that is joined to its table.

    Returns
    -------
    str
        Every validated row, with the file, the line and the column that it was read from.

    Raises
    ------
    UsageError
        If the receipt was read from a file and not yet joined to its table.
    """
    arguments.require(isinstance(receipt, Receipt), "receipt", "receipt", receipt)
    table = receipt.validated
    names, columns = (
        _observation_columns(table) if isinstance(table, Observations) else _typed_columns(table)
    )
    return canonical.table(names, columns)


def join_accepted(receipt: Receipt, content: bytes) -> Receipt:
    """Return a receipt joined to its accepted table.

    Parameters
    ----------
    receipt : Receipt
        A receipt that was read from its file.
    content : bytes
        The accepted table, as :func:`write_accepted` wrote it.

    Returns
    -------
    Receipt
        The receipt with its table.

    Raises
    ------
    VoidReceiptError
        If a cell differs from the validated one, or the content is not an accepted table.
    """
    try:
        cells = canonical.read_table(content)
        table = (
            _read_observations(receipt, cells)
            if receipt.kind == OBSERVATIONS
            else _read_typed(receipt, cells)
        )
    except (ValueError, KeyError, IndexError) as error:
        raise VoidReceiptError("receipt.table-changed", receipt=receipt.digest[:12]) from error
    return receipt.join(table)


def read_accepted(path: str | os.PathLike[str]) -> Receipt:
    """Read a receipt and the accepted table next to it.

    Parameters
    ----------
    path : path
        The file of the receipt.

    Returns
    -------
    Receipt
        The receipt, joined to its accepted table.

    Raises
    ------
    VoidReceiptError
        If the receipt or the table was changed.
    UnusableFileError
        If one of them is missing or cannot be read.
    """
    file = path_of(path, "path")
    return join_accepted(read_receipt(file), read_bytes(accepted_path(file)))


_Columns = tuple[list[str], list[list[Any]]]


def _observation_columns(table: Observations) -> _Columns:
    columns: dict[str, list[Any]] = {
        name: list(table.cells[name])
        for name in (*COLUMNS, *PROVENANCE)
        if name not in PRECISION or is_stated(table.cells[name])
    }
    # The canonical number does not show that 100.0 was written with a decimal.
    columns["decimals"] = [
        None if value is None else decimals.decimals_of(value) for value in columns["value"]
    ]
    addresses = zip(columns["file"], columns["column"], strict=True)
    columns["letter"] = [table.letters.get(address, "") for address in addresses]
    for name in NUMBERS:
        columns[name] = [number or None for number in columns[name]]
    return list(columns), list(columns.values())


def _typed_columns(table: TypedTable) -> _Columns:
    names = [*table.schema.names, "file", "line"]
    return names, [list(map(cell, table.cells[name])) for name in names]


def _read_observations(receipt: Receipt, cells: Mapping[str, tuple[str, ...]]) -> Judged:
    columns = read_observation_columns(cells)
    if not all(map(_is_as_written, columns["value"], columns["written"])):
        raise ValueError("decimals")
    table = make(columns, (), letters=read_letters(cells, columns), sources=receipt.files)
    # Cells that were closed in a file, and whose rows were left out before it was accepted.
    lacking = receipt.record["confidential"] - sum(table.closed.values())
    if lacking <= 0:
        return table
    first = min(receipt.files, default="")
    closed = {**table.closed, first: table.closed.get(first, 0) + lacking}
    return make(columns, (), letters=table.letters, sources=receipt.files, closed=closed)


def _is_as_written(value: Decimal | None, written: str) -> bool:
    """Tell whether a value has the decimals of its cell; true if another number was written."""
    # The digest of a table covers the number and the text, not how many decimals the number has.
    if value is None:
        return True
    digits, typed = (
        "".join(filter(str.isdecimal, text)).lstrip("0") for text in (format(value, "f"), written)
    )
    return digits.rstrip("0") != typed.rstrip("0") or digits == typed


def _read_typed(receipt: Receipt, cells: Mapping[str, tuple[str, ...]]) -> Judged:
    kind = _KINDS[receipt.kind]
    columns = read_typed_columns(kind.schema, cells)
    origins = list(map(str, columns["file"]))
    # A file that the receipt names, and that has no row in the table, is a part without rows.
    names = [*dict.fromkeys(origins)]
    names += [name for name in receipt.files if name not in set(map(_file_of, names))]
    number = {name: n for n, name in enumerate(names)}
    files = list(map(_file_of, names))
    # The cells that were closed in the files of the receipt are counted at the first of them.
    closed = {files[0]: receipt.record["confidential"]} if files else {}
    parts = [
        Part(name, {}, {}, receipt.files.get(file, ""), closed.get(file, 0))
        for name, file in zip(names, files, strict=True)
    ]
    return make_table(kind, columns, tuple(parts), [number[name] for name in origins], ())


def _file_of(name: str) -> str:
    """Return the file of a sheet or of a file itself."""
    return canonical.nfc(name.partition("!")[0])
