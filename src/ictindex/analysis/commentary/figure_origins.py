"""Whose figures a commentary is about, and what it may therefore say of them."""

from __future__ import annotations

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.definitions.documents.lab_kinds import is_own, is_variant
from ictindex.indices.results import result_kind
from ictindex.indices.results.what_if import KIND as WHAT_IF

# Whose the figures are that were read and not computed: ITU's, as it printed them or from a third
# party's copy; those of another source; nobody's.
PRINTED, COPY, OTHER, DEMONSTRATION = "published", "copy", "source", "demonstration"


def name_kind(figures: EditionFigures, whose: str) -> str:
    """Return the word for whose scores they are: printed, computed here, invented, a what-if."""
    document = figures.methodology.document
    if is_variant(document):
        return "variant"
    if figures.is_what_if or figures.kind == WHAT_IF:
        return WHAT_IF
    if is_own(document):
        return result_kind.OWN_INDEX
    return whose if figures.kind == result_kind.READ else figures.kind


def are_invented(figures: EditionFigures, whose: str) -> bool:
    """Tell whether figures are invented: then they are of no region, no world and no edition."""
    return DEMONSTRATION in (figures.kind, name_kind(figures, whose))
