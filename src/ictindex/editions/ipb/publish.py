"""Publishing price baskets: a result under receipts becomes an edition.

Nothing of what is handed in is taken on trust: receipts are verified, and the baskets bought and
converted anew from the tables that they vouch for, as they are written into the edition.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence

from ictindex.core.errors import RefusedEditionError
from ictindex.data.tables.table_base import TypedTable, concatenate
from ictindex.editions import admissibility
from ictindex.editions.edition import Edition
from ictindex.editions.ipb import refusals as own
from ictindex.editions.ipb.figures import TABLES
from ictindex.editions.ipb.files import BasketPublication, contents, inputs
from ictindex.editions.ipb.reading import computed, tables
from ictindex.editions.provenance import Given, matched, received
from ictindex.editions.publish_common import (
    Receipts,
    check_free_before,
    check_publisher,
    committed,
    folder_of,
    kind_of,
    receipts_of,
    release_date,
    vintage_of,
)
from ictindex.ipb.result import BasketResult
from ictindex.results.methodology import Methodology
from ictindex.validation.receipts import Receipt


def publish(
    result: BasketResult,
    folder: str | os.PathLike[str],
    *,
    released: dt.date | str,
    publisher: str,
    receipts: Receipts,
    submissions: Given,
    vintage: str | None,
    salt: bytes | None,
) -> Edition:
    """Publish priced baskets as an edition (see :func:`ictindex.publish`)."""
    day = release_date(released)
    place = folder_of(folder)
    check_publisher(publisher, salt)
    document = result.methodology.document
    admissibility.check_document(document)
    vouched = receipts_of(receipts)
    kind = kind_of(result.kind, vouched)
    key = result.with_kind(kind).id
    check_free_before(place, key)
    known = vintage_of(vintage, f"{document.index}-{result.edition}")
    found, absent = matched(vouched, received(submissions))
    faults = [
        *admissibility.of_document(document, day),
        *admissibility.of_receipts(vouched, salt, kind, publisher),
        *own.of_receipts(vouched, kind),
        *absent,
    ]
    accepted, owners = _accepted(vouched)
    faults += own.of_tables(result, accepted)
    if any(fault.code in _NO_TABLES for fault in faults):
        raise RefusedEditionError("archive.refused", faults=faults, id=key)
    # From what is written, so that whoever reads it back has the very same tables.
    again = computed(
        Methodology(document, result.edition),
        tables(inputs(accepted, owners, [one.digest for one in vouched])),
        result.edition,
        result.year,
        kind,
    )
    faults += [*own.of_figures(again), *own.of_results(result, again)]
    if faults:
        raise RefusedEditionError("archive.refused", faults=faults, id=key)
    head = {
        "id": key, "index": document.index, "edition": result.edition, "kind": kind,
        "year": result.year, "released": day.isoformat(), "publisher": publisher,
    }  # fmt: skip
    publication = BasketPublication(head, accepted, owners, vouched, again, found, known, salt)
    return committed(place, head, contents(publication), kind, "edition")


# Without these tables there is nothing to compute.
_NO_TABLES = ("archive.table-not-vouched", "archive.no-economics")


def _accepted(
    receipts: Sequence[Receipt],
) -> tuple[dict[str, TypedTable], dict[str, list[int]]]:
    """Return the tables that receipts vouch for, by kind, and which receipt each row is of."""
    found: dict[str, TypedTable] = {}
    owners: dict[str, list[int]] = {}
    for kind in TABLES:
        parts = [(n, one.accepted) for n, one in enumerate(receipts) if one.kind == kind]
        whole = [(n, table) for n, table in parts if isinstance(table, TypedTable)]
        if whole:
            found[kind] = concatenate([table for _, table in whole])
            owners[kind] = [n for n, table in whole for _ in range(len(table))]
    return found, owners
