"""Proof of a State that the published figures are the ones that it accepted.

An edition commits to the receipt of every row. Only the owner of the salt of a receipt, which came
with its acknowledgement, can check the commitment, and with it the digests of withheld values.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments, canonical, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.editions.opened_edition import DataRelease, OpenedEdition
from ictindex.editions.opening import open_edition
from ictindex.indices.results.edition_observations import salt_row
from ictindex.indices.results.edition_parts import record_in
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.submissions.validation.disclosure import commit_to
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.table_digests import cell as written_cell

if TYPE_CHECKING:
    import pandas as pd

SAME, WITHHELD, OTHER = "same", "withheld", "other"
FIGURES = define(
    "proved-figures",
    Column("economy", "economy"),
    Column(
        "subject", "code", "columns/indicator", about="indicator, basket, series, or id of a plan"
    ),
    Column("year", "year", gaps=True),
    Column("published", "text", "columns/value", about="as published; empty if it is withheld"),
    Column("state", "code", "editions/columns/state", names="editions/proof-states"),
    page=("economy", "subject", "year", "published", "state"),
)
_FILES = ("observations", "accepted", "prices", "tariffs", "economics")
_CELL = ("economy", "indicator", "year", "unit", "source_class", "source", *BREAKDOWNS)


@dataclass(frozen=True, slots=True)
class Proof(Renderable):
    """The comparison of an edition with a receipt; true if the edition commits to it.

    Parameters
    ----------
    id, root : str
        The edition or data release.
    receipt : str
        Digest of the receipt.
    commitment : str
        The commitment that follows from the receipt and its salt.
    committed : bool
        Whether the edition states this commitment.
    figures : tuple of mapping
        The published rows under this commitment, each with its ``state``: ``same`` (as accepted),
        ``withheld`` (the digest is that of the accepted value) or ``other``.

    Examples
    --------
    >>> Proof("idi-2024", "sha256:00", "12", "34", True, ()).proved
    True
    """

    _json_name = "receipt-proof"

    id: str
    root: str
    receipt: str
    commitment: str
    committed: bool
    figures: tuple[Mapping[str, Any], ...]

    @property
    def proved(self) -> bool:
        """True if the edition commits to the receipt, and every figure under it was accepted."""
        return self.committed and all(row["state"] != OTHER for row in self.figures)

    def __bool__(self) -> bool:
        return self.proved

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the published rows under the commitment.

        Parameters
        ----------
        names : str, optional
            Language of names that replace codes, such as ``"fr"``.

        Returns
        -------
        pandas.DataFrame
            Columns economy, subject, year, published, state.
        """
        return put_names(write_frame(Table.of(FIGURES, self.figures)), names, self)

    def _to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "root": self.root,
            "receipt": self.receipt,
            "commitment": self.commitment,
            "committed": self.committed,
            "proved": self.proved,
            "figures": write_records(Table.of(FIGURES, self.figures)),
        }

    def _blocks(self, language: str) -> list[Block]:
        facts = {"id": self.id, "receipt": self.receipt[:12]}
        if not self.committed:
            return [i18n.Paragraph(i18n.text("editions/proof", "absent", language, **facts))]
        key = "same" if self.proved else "other"
        counts = {"count": str(len(self.figures))}
        words = i18n.text("editions/proof", key, language, **facts, **counts)
        return [i18n.Paragraph(words), write_grid(Table.of(FIGURES, self.figures), language)]


def prove(
    edition: OpenedEdition | DataRelease | str | os.PathLike[str],
    receipt: Receipt,
    salt: bytes | str,
) -> Proof:
    """Compare the figures of an edition with the receipt under which a State accepted them.

    Parameters
    ----------
    edition : PublishedResult, PublishedBaskets, DataRelease, Edition or path
        An opened or published edition or data release, or its folder.
    receipt : Receipt
        The receipt, joined to its table.
    salt : bytes or str
        The salt of the receipt, from its acknowledgement: 32 bytes, or their hexadecimal digits.

    Returns
    -------
    Proof
        True if the edition commits to the receipt, and every figure under it was accepted.

    Raises
    ------
    DamagedArchiveError
        If the edition differs from what was published.
    UsageError
        If the salt is not one, or the receipt is not joined to its table.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> from ictindex.submissions.closed.commitments import acknowledge
    >>> annex, master = ict.sample_data("idi-2024-annex.csv"), bytes(range(32))
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, year=2022), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     release = ict.editions.release_data(
    ...         receipt, folder, name="annex", released="2024-06-27", salt=master
    ...     )
    ...     proof = ict.editions.prove(release, receipt, acknowledge(receipt, master)["salt"])
    >>> proof.proved, len(proof.figures)
    (True, 229)
    """
    whole = open_edition(edition) if isinstance(edition, (str, os.PathLike)) else edition
    is_whole = isinstance(whole, (OpenedEdition, DataRelease))
    arguments.require(is_whole, "edition", "edition", whole)
    arguments.require(isinstance(receipt, Receipt), "receipt", "receipt", receipt)
    own = _salt_of(salt)
    receipt.verify()
    commitment = commit_to(receipt, own)
    files: Mapping[str, bytes] = whole.report.contents
    records = record_in(files, "receipts.json", "records")["records"]
    names = [
        str(record["name"])
        for record in records
        if (record["receipt"] or {}).get("commitment") == commitment
    ]
    rows = tuple(_compare(files, receipt, names[0], own)) if names else ()
    return Proof(whole.id, whole.root, receipt.digest, commitment, bool(names), rows)


def _salt_of(salt: bytes | str) -> bytes:
    if isinstance(salt, str):
        try:
            return bytes.fromhex(salt.strip())
        except ValueError as error:
            raise UsageError("canonical.salt-short", least="16") from error
    arguments.require(isinstance(salt, bytes), "salt", "bytes", salt)
    return salt


def _compare(
    files: Mapping[str, bytes], receipt: Receipt, name: str, salt: bytes
) -> Iterator[dict[str, Any]]:
    """Yield each published row under a receipt, with its state."""
    table = receipt.accepted
    is_observed = isinstance(table, Observations)
    # A row of observations is known by its cell, a row of the price basket by all that it says.
    names = _CELL if is_observed else [each for each in table.schema.names if each != "note"]
    accepted: dict[tuple[str, ...], list[int]] = {}
    for row in range(len(table)):
        line = tuple(canonical.nfc(str(written_cell(table.cells[each][row]))) for each in names)
        accepted.setdefault(line, []).append(row)
    seen = set()
    for kind in _FILES:
        content = files.get(f"inputs/{kind}.csv", b"")
        cells = canonical.read_table(content) if content else {"receipt": ()}
        for at in [n for n, owner in enumerate(cells["receipt"]) if owner == name]:
            line = tuple(canonical.unescape(cells[each][at]) for each in names)
            if line in seen:  # among the observations and among the accepted values
                continue
            seen.add(line)
            rows = accepted.get(line, [])
            state = SAME if rows else OTHER
            if isinstance(table, Observations):
                published = cells["value"][at], cells["salted"][at]
                state = _state(table, rows, published, (name, salt))
            year = cells["year"][at] if "year" in cells else ""
            yield {
                "economy": cells["economy"][at],
                "subject": canonical.unescape(cells[table.schema.subject or "id"][at]),
                "year": int(year) if year else None,
                "published": cells[table.schema.main][at],
                "state": state,
            }


def _state(
    table: Observations,
    rows: Sequence[int],
    published: tuple[str, str],
    voucher: tuple[str, bytes],
) -> str:
    """Return the state of a published value, or of the digest in its place."""
    (value, salted), (name, salt) = published, voucher
    columns = {each: list(table.cells[each]) for each in (*_CELL, "value")}
    columns["receipt"] = [name] * len(table)
    for row in rows:
        own = table.cells["value"][row]
        if not salted and value == ("" if own is None else decimals.canonical(own)):
            return SAME
        if salted and salted == salt_row(columns, row, salt):
            return WITHHELD
    return OTHER
