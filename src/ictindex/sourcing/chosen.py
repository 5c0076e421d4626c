"""The values chosen as one table, and the digest of all that was decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ictindex.core import canonical
from ictindex.data import Observations
from ictindex.data.checks import Placed
from ictindex.data.observations import make
from ictindex.findings import Finding
from ictindex.sourcing.candidates import SUBMISSION
from ictindex.sourcing.reasons import REASONS

if TYPE_CHECKING:
    from ictindex.sourcing.selection import Selection


def observations(selection: Selection) -> Observations:
    """Return the values chosen (see ``Selection.observations``)."""
    chosen = selection.decided.chosen[selection.decided.chosen >= 0]
    tables = [receipt.observations for receipt in selection.receipts]
    starts = np.cumsum([0, *(len(table) for table in tables)])
    rows = starts[selection.candidates.receipt[chosen]] + selection.candidates.row[chosen]
    columns = {
        name: np.concatenate([table.columns[name] for table in tables])[rows]
        for name in tables[0].columns
    }
    place = {int(row): n for n, row in enumerate(rows)}
    placed: list[Placed] = []
    for start, table in zip(starts.tolist(), tables, strict=False):
        for finding, at in table._placed:
            left = tuple(place[start + row] for row in at if start + row in place)
            if left:
                placed.append((finding, left))
    letters = {key: one for table in tables for key, one in table._letters.items()}
    sources: dict[str, str] = {}
    for table in tables:
        for file, said in table.sources.items():
            sources[file] = said if sources.get(file, said) == said else ""
    return make(columns, placed, letters=letters, sources=sources)


def compiled(selection: Selection) -> Iterator[Finding]:
    """Yield the receipts of compilers under which official submissions are used."""
    candidates, used = selection.candidates, selection.decided.chosen
    count = dict.fromkeys(range(len(selection.receipts)), 0)
    for n in used[used >= 0].tolist():
        if candidates.compiler[n] and candidates.classes[n] == SUBMISSION:
            count[int(candidates.receipt[n])] += 1
    for receipt, of_it in zip(selection.receipts, count.values(), strict=True):
        if of_it and not receipt.transcribed:
            given = {"receipt": receipt.digest[:12], "count": str(of_it)}
            yield Finding("selection.submission-by-compiler", "warning", given=given)


def digest(selection: Selection) -> str:
    """Return the digest of the decisions (see ``Selection.digest``)."""
    candidates, decided = selection.candidates, selection.decided
    record = {
        "methodology": selection.methodology.document.id,
        "edition": selection.edition,
        "year": selection.year,
        "cut_off": selection.cut_off,
        "receipts": sorted(receipt.digest for receipt in selection.receipts),
        "left_out": sorted(decided.left_out),
    }
    numbers = range(len(candidates))
    table = canonical.table(
        ("economy", "indicator", "year", "class", "source", "value", "outcome", "receipt"),
        [
            [candidates.economy(n) for n in numbers],
            [candidates.key(n) for n in numbers],
            candidates.year.tolist(),
            candidates.stated,
            candidates.sources,
            candidates.values,
            [REASONS[code] for code in decided.reason.tolist()],
            [selection.receipts[n].digest for n in candidates.receipt.tolist()],
        ],
    )
    return canonical.digest("selection", canonical.text(record) + "\n" + table)
