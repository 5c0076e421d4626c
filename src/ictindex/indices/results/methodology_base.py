"""A methodology document with the edition it was chosen for, its evidence and its plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Self

from ictindex import engine
from ictindex.core.arguments import ReadOnly
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms
from ictindex.definitions import documents


class MethodologyBase(ReadOnly):
    """The facts of a methodology that computing and showing it need.

    Not made directly. Its parameters are those of ``Methodology``.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> idi.id, idi.document.leaf("coverage-4g").goalposts.full
    ('idi-methodology-2023', Decimal('100'))
    >>> idi.with_edition(2025).edition
    2025
    >>> idi.document.status, idi.document.rounding.decimals
    ('released', 1)
    >>> idi.id
    'idi-methodology-2023'
    >>> idi.edition
    2024
    >>> known = idi.evidence
    >>> entry = known.constants["leaves.internet-users.goalposts.full"]
    >>> entry.mark, entry.confirmed.low, entry.confirmed.high, entry.confirmed.figures
    ('verified', '94.9992', '95.0012', 298)
    >>> idi.marks["rounding.mode"]
    'verified'
    >>> ict.methodology("idi", edition=2027, provisional=True).is_provisional
    True
    >>> ict.methodology("idi", edition=2025).population.vintage
    '2024'
    >>> idi.plan.root
    'idi'
    >>> len(idi.indicators)
    10
    >>> idi.kind, idi.parameter_source
    ('released', '')
    >>> idi.variant("z", normalisation="z-score").parameter_source
    'set'
    """

    def __init__(
        self,
        document: documents.Document,
        edition: int | None = None,
        evidence: documents.Evidence | None = None,
    ) -> None:
        own = None if evidence is None else evidence.match(document)
        self._set(_document=document, _edition=edition, _own_evidence=own)

    _document: documents.Document
    _edition: int | None
    _own_evidence: documents.Evidence | None

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self._document, self._edition, self._own_evidence))

    def with_edition(self, edition: int | None) -> Self:
        """Return the same methodology, with the same evidence, for another edition.

        Parameters
        ----------
        edition : int or None
            The edition.

        Returns
        -------
        Methodology
            A new object; this one does not change.
        """
        return type(self)(self._document, edition, self._own_evidence)

    @property
    def document(self) -> documents.Document:
        """The document: every constant of the methodology."""
        return self._document

    @property
    def id(self) -> str:
        """Id of the document."""
        return self._document.id

    @property
    def kind(self) -> str:
        """Kind of the document: ``"released"``, ``"draft"``, ``"variant"`` or ``"own-index"``.

        A variant has other constants than its parent; an own index is made by its user. Neither is
        a document of the library, and their results cannot be published.
        """
        document = self._document
        return document.kind if documents.is_of_lab(document) else document.status

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if it has any."""
        document = self._document
        return document.own_terms if documents.is_of_lab(document) else None

    @property
    def parameter_source(self) -> str:
        """Source of the parameters that depend on a set of economies; empty if none do.

        ``"set"``: they are fitted to the economies of each result, so results of several editions
        do not make a series. Otherwise the id of the result or edition that they were frozen from.
        """
        document = self._document
        if not documents.is_of_lab(document) or not document.has_operations:
            return ""
        plan = self.plan
        if not engine.is_lab_plan(plan):
            return ""
        if plan.is_set_wide or not plan.is_fitted:
            return "set"
        return document.frozen_from or ("set" if document.fitted_to else "")

    @property
    def edition(self) -> int | None:
        """The edition that the methodology was chosen for, if any."""
        return self._edition

    @cached_property
    def evidence(self) -> documents.Evidence:
        """Evidence for each constant, by its path: the mark, the interval, the sources read.

        An opened edition has the evidence that was published with it; every constant of a document
        outside the library is unverified.
        """
        if self._own_evidence is not None:
            return self._own_evidence
        return documents.evidence_of(self._document)

    @cached_property
    def marks(self) -> Mapping[str, documents.Mark]:
        """The mark of every constant by its path in the document."""
        constants = self.evidence.constants
        return MappingProxyType({path: entry.mark for path, entry in constants.items()})

    @property
    def is_provisional(self) -> bool:
        """True if no decision is on record that the document is that of the edition.

        Such a methodology serves to collect and check data. Within the validity of its document it
        also computes; the results are provisional, and are never published as official.
        """
        document = self._document
        if documents.is_of_lab(document) and document.is_own:
            return False
        editions = documents.editions_of(self._document)
        return self._edition is not None and bool(editions) and self._edition not in editions

    @property
    def population(self) -> documents.EditionPopulation | None:
        """Publication and vintage of the population behind "per 100 inhabitants".

        It belongs to the edition that the methodology was chosen for; ``None`` if the document
        names none, or no edition was chosen.
        """
        named = self._document.population
        return None if named is None or self._edition is None else named.find_edition(self._edition)

    @cached_property
    def plan(self) -> engine.Plan:
        """The tree as the engine computes it.

        Raises
        ------
        DraftMethodologyError
            If the document is a draft.
        UsageError
            If the document is of separate baskets, which have no common score.
        """
        document = self._document
        if document.status == "released" and not document.has_composite:
            raise UsageError("basket.no-composite", document=document.id)
        return engine.make_plan(self._document)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the indicators, in the order of the document."""
        document = self._document
        if document.status == "draft":
            return document.indicators
        if not document.has_composite:
            return tuple(basket.indicator for basket in document.baskets if basket.indicator)
        return self.plan.indicators

    def __repr__(self) -> str:
        return f"<Methodology {self.id}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MethodologyBase):
            return NotImplemented
        return (other._document, other._edition) == (self._document, self._edition)

    def __hash__(self) -> int:
        return hash((self.id, self._edition))
