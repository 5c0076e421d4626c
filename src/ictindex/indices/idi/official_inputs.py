"""Number of official inputs of an economy, and the economies with too few."""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.definitions.documents import Document
from ictindex.indices.idi.inputs import Inputs
from ictindex.language.findings import Finding

_MAY_BE_OFFICIAL = frozenset({*catalogue.OFFICIAL, catalogue.AUXILIARY, ""})


def minimum_official(document: Document) -> int:
    """Return the number of official inputs that an economy needs for an index."""
    return 0 if document.inclusion is None else document.inclusion.minimum_official


def count_official(
    document: Document, nodes: Sequence[str], table: Observations, inputs: Inputs
) -> list[int]:
    """Return the number of inputs of each economy that may be official."""
    # An input without a stated class of source may be official. Inputs that the document counts no
    # matter who collected them (prices) count unless they are estimates.
    inclusion = document.inclusion
    whoever = () if inclusion is None else inclusion.counted_whoever_collected
    counted_anyway = [node in whoever for node in nodes]
    classes, status = table.cells["source_class"], table.cells["status"]

    counts = []
    for line in inputs.rows:
        count = 0
        for row, anyway in zip(line, counted_anyway, strict=True):
            if row is None or status[row] == catalogue.IMPUTED:
                continue
            stated = classes[row]
            count += stated in _MAY_BE_OFFICIAL or (anyway and stated != catalogue.ESTIMATE)
        counts.append(count)
    return counts


def find_included_as_printed(
    inputs: Inputs, counts: Sequence[int], minimum: int, has_index: Sequence[bool]
) -> list[Finding]:
    """Report the economies that have an index although too few of their inputs may be official."""
    return [
        Finding(
            "included.as-printed",
            "warning",
            economy,
            details={"economy": economy, "count": str(count), "minimum": str(minimum)},
        )
        for economy, count, indexed in zip(inputs.economies, counts, has_index, strict=True)
        if indexed and count < minimum
    ]
