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


def salt_of(receipt: Receipt, master: bytes) -> bytes:
    """Return the salt of one receipt, which only those who have the master salt can derive."""
    # One salt for all receipts could not be given to a State: it would open every other State's.
    named = {"economies": receipt.record["economies"], "receipt": receipt.digest}
    return bytes.fromhex(canonical.salt_digest("salt", canonical.text(named), master))


def commit_to(receipt: Receipt, salt: bytes) -> str:
    """Return the commitment to a receipt: whoever has its salt can check it, nobody else."""
    return canonical.salt_digest("commitment", canonical.text(receipt.record), salt)


_KEPT = ("role", "transcribed", "economies", "year", "submitted", "stage", "rules")


def name_of(receipt: Receipt, salt: bytes | None) -> str:
    """Return the name of a receipt in an edition."""
    # For a receipt with confidential values it is not a digest that everybody can compute: in a
    # table with one unknown cell, all possible values could be tried.
    if not receipt.record["confidential"]:
        return receipt.digest
    return canonical.salt_digest("receipt", receipt.digest, salt or b"")


def salted_value(
    cell: Sequence[object],
    value: Decimal | None,
    source_class: str,
    source: str,
    receipt: str,
    salt: bytes | None,
) -> str:
    """Return the digest that replaces a confidential value."""
    # The digest includes the provider of the value: otherwise equal digests would show that a
    # confidential value equals another value of its cell, which may be known.
    plain = canonical.text([*cell, value, source_class, source, receipt])
    return canonical.salt_digest("observation", plain, salt or b"")


def disclose(receipt: Receipt, salt: bytes) -> dict[str, Any]:
    """Return the record that may leave the working folder (see ``Receipt.disclose``)."""
    record = receipt.record
    # An embargo ends at the release; this record may be read before it.
    secret = bool(record["confidential"] or record.get("embargoed", 0))
    contents = {
        "files": canonical.text(record["files"]),
        "observations": receipt.table,
        "findings": record["findings_digest"],
        "answers": record["answers_digest"],
        "receipt": receipt.digest,
    }
    digests = {
        kind: canonical.salt_digest(kind, text, salt) if secret else text
        for kind, text in contents.items()
    }
    return {
        **{name: record[name] for name in _KEPT},
        **{name: record[name] for name in ("rules_scheme", "fitted") if name in record},
        "digests": digests,
        "salted": secret,
        "findings": len(record["findings"]),
        "answers": len(record["answers"]),
        "confidential": record["confidential"],
    }
