"""Words that a member typed in a submission: no public page shows them.

A page, a report or a table of an edition shows the class of a source. It shows the words next to a
value (its source and its note) only if they are public already: if they come from a published file,
from a print that a compiler transcribed, or name another source that the compiler used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ictindex.data.observations import Observations
from ictindex.definitions.catalogue import OFFICIAL
from ictindex.indices.results.edition_parts import DISCLOSURE, record_in, refuse_unsound

RECEIPTS = "receipts.json"
_WORDS = ("source", "note")
_COMPILER = "compiler"

Origin = tuple[str, str]  # the role of a receipt, and the print that it transcribes


def is_typed_by_member(origin: Origin, source_class: str) -> bool:
    """Tell whether the words next to a value are those of a member."""
    role, transcribed = origin
    # A compiler who enters an official value copies the words of the submission.
    return not transcribed and (role != _COMPILER or source_class in OFFICIAL)


def origins_in(files: Mapping[str, bytes]) -> dict[str, Origin]:
    """Return the origin of every receipt of an edition that has words of members, by its name."""
    if DISCLOSURE in files:  # a member's source is published, and its note is not in the files
        return {}
    records = record_in(files, RECEIPTS, "records")["records"]
    try:
        stated = {record["name"]: record["receipt"] or record["disclosed"] for record in records}
        return {name: (part["role"], part["transcribed"]) for name, part in stated.items()}
    except (KeyError, TypeError) as error:
        refuse_unsound(RECEIPTS, error)


def leave_out_words(
    columns: Mapping[str, Sequence[Any]], receipts: Sequence[str], origins: Mapping[str, Origin]
) -> dict[str, Sequence[Any]]:
    """Return columns without the words of members; ``receipts`` names that of each row."""
    # Prices and tariffs have no class of source.
    classes = columns.get("source_class", [""] * len(receipts))
    typed = [
        name in origins and is_typed_by_member(origins[name], str(source_class))
        for name, source_class in zip(receipts, classes, strict=True)
    ]
    return {**columns, **_without_words(columns, typed)}


def _without_words(
    columns: Mapping[str, Sequence[Any]], typed: Sequence[bool]
) -> dict[str, tuple[Any, ...]]:
    return {
        name: tuple("" if by_member else cell for cell, by_member in zip(cells, typed, strict=True))
        for name, cells in columns.items()
        if name in _WORDS
    }


def has_submissions(result: Any) -> bool:
    """Tell whether the values of a result come from submissions and not from published files."""
    facts = getattr(result.observations, "facts", None)
    return getattr(result, "selection", None) is not None or bool(getattr(facts, "submitter", ""))


def public_observations(result: Any) -> Observations:
    """Return the observations of a result without the words of members."""
    table: Observations = result.observations
    if not has_submissions(result):
        return table
    selection = getattr(result, "selection", None)
    if selection is None:
        typed = [True] * len(table)
    else:
        chosen = selection.decided.chosen[selection.decided.chosen >= 0]
        receipts = [selection.receipts[n] for n in selection.candidates.receipt[chosen].tolist()]
        typed = [
            is_typed_by_member((receipt.role, receipt.transcribed), source_class)
            for receipt, source_class in zip(receipts, table.cells["source_class"], strict=True)
        ]
    return replace(table, cells={**table.cells, **_without_words(table.cells, typed)})
