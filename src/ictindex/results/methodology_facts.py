"""What views of a methodology need of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ictindex import engine
from ictindex.documents import Document, Evidence, Mark


class MethodologyFacts(Protocol):
    """A methodology as its pages see it: the document, its evidence, the tree."""

    @property
    def document(self) -> Document:
        """The document."""

    @property
    def evidence(self) -> Evidence:
        """What confirms each constant."""

    @property
    def marks(self) -> Mapping[str, Mark]:
        """The mark of every constant by its path in the document."""

    @property
    def plan(self) -> engine.Plan:
        """The tree as the engine computes it."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the indicators, in the order of the document."""
