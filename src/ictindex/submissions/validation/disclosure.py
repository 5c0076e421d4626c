"""Public parts of receipts and of confidential values: commitments and salted digests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from ictindex.core import canonical


class Receipt(Protocol):
    """The parts of a receipt that are disclosed."""

    @property
    def record(self) -> dict[str, Any]: ...
    @property
    def kind(self) -> str: ...
    @property
    def digest(self) -> str: ...


def salt_of(receipt: Receipt, master: bytes) -> bytes:
    """Return the salt of one receipt, which only those who have the master salt can derive."""
    # One salt for all receipts could not be given to a State: it would open every other State's.
    named = {"economies": receipt.record["economies"], "receipt": receipt.digest}
    return bytes.fromhex(canonical.salt_digest("salt", canonical.text(named), master))


def commit_to(receipt: Receipt, salt: bytes) -> str:
    """Return the commitment to a receipt: whoever has its salt can check it, nobody else."""
    return canonical.salt_digest("commitment", canonical.text(receipt.record), salt)


def name_receipts(receipts: Iterable[Receipt], master: bytes | None) -> dict[str, str]:
    """Return the name of each receipt in an edition, by its digest: no digest of its content."""
    # Short reasons and single cells can be guessed against a digest that everybody can compute.
    numbered = enumerate(sorted(receipts, key=lambda receipt: receipt.digest), 1)
    return {
        receipt.digest: f"receipt-{number}"
        if master is None
        else commit_to(receipt, salt_of(receipt, master))
        for number, receipt in numbered
    }


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


def disclose(
    receipt: Receipt, master: bytes | None, economies: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return the record of a receipt that is published (see ``Receipt.disclose``)."""
    record = receipt.record
    kept = ("role", "transcribed", "year", "years", "submitted", "rules")
    return {
        "kind": receipt.kind,
        "economies": record["economies"] if economies is None else sorted(economies),
        **{name: record[name] for name in kept},
        **{name: record[name] for name in ("rules_scheme", "fitted") if name in record},
        "commitment": None if master is None else commit_to(receipt, salt_of(receipt, master)),
    }
