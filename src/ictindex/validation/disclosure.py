"""The part of receipts and of confidential values that may leave the working folder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from ictindex.core import canonical


class Receipt(Protocol):
    """The parts of a receipt that are disclosed."""

    @property
    def record(self) -> dict[str, Any]: ...
    @property
    def digest(self) -> str: ...
    @property
    def table(self) -> str: ...


_KEPT = ("role", "transcribed", "economies", "year", "submitted", "stage", "rules")


def name_of(receipt: Receipt, salt: bytes | None) -> str:
    """Return the name under which a receipt is known in an edition."""
    # Of a receipt with confidential values that is no digest that everyone can take: in a table of
    # which one cell is not known, all its values could be tried.
    if not receipt.record["confidential"]:
        return receipt.digest
    return canonical.salted("receipt", receipt.digest, salt or b"")


def salted_value(
    cell: Sequence[object],
    value: Decimal | None,
    source_class: str,
    source: str,
    receipt: str,
    salt: bytes | None,
) -> str:
    """Return the digest that stands in place of a confidential value."""
    # Whose value it is belongs to what is digested: else equal digests would tell that a
    # confidential value equals another one of its cell, which may be known.
    plain = canonical.text([*cell, value, source_class, source, receipt])
    return canonical.salted("observation", plain, salt or b"")


def disclose(receipt: Receipt, salt: bytes) -> dict[str, Any]:
    """Return what may leave the working folder (see ``Receipt.disclosed``)."""
    record = receipt.record
    # What is under embargo is free at the release; this may be read before it.
    secret = bool(record["confidential"] or record.get("embargoed", 0))
    contents = {
        "files": canonical.text(record["files"]),
        "observations": receipt.table,
        "findings": record["findings_digest"],
        "answers": record["answers_digest"],
        "receipt": receipt.digest,
    }
    digests = {
        kind: canonical.salted(kind, text, salt) if secret else text
        for kind, text in contents.items()
    }
    return {
        **{name: record[name] for name in _KEPT},
        **({"fitted": record["fitted"]} if "fitted" in record else {}),
        "digests": digests,
        "salted": secret,
        "findings": len(record["findings"]),
        "answers": len(record["answers"]),
        "confidential": record["confidential"],
    }
