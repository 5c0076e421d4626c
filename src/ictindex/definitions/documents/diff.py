"""The differences between two methodology documents, constant by constant."""

from __future__ import annotations

from ictindex.core import decimals
from ictindex.core.arguments import require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError
from ictindex.definitions.documents.model import Document


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One constant that differs between two methodology documents.

    Parameters
    ----------
    path : str
        Its path in the document, such as ``"leaves.internet-users.goalposts.full"``.
    before, after : str or None
        Its value in each document, as written; ``None`` if the document has none.

    Examples
    --------
    >>> import ictindex as ict
    >>> old, new = (ict.methodology(f"idi-methodology-{y}").document for y in (2013, 2014))
    >>> change = ict.data.compare_documents(old, new)[-1]
    >>> change.before != change.after
    True
    """

    path: str
    before: str | None
    after: str | None


def _facts(document: Document) -> dict[str, str]:
    facts = document.constants()
    facts["mandate"] = document.mandate
    facts["adopted"] = document.adopted
    for leaf in document.leaves:
        facts[f"leaves.{leaf.indicator}.goalposts.on"] = leaf.goalposts.on
    for node in document.nodes:
        facts[f"nodes.{node.id}.aggregation"] = node.aggregation
    for indicator in document.indicators:
        facts[f"indicators.{indicator}"] = "listed"
    if document.sourcing is not None:
        for n, step in enumerate(document.sourcing.order, 1):
            facts[f"sourcing.order.{n}"] = ", ".join(step.classes)
            facts[f"sourcing.years.{n}"] = str(step.year)
        facts["sourcing.auxiliary"] = ", ".join(document.sourcing.auxiliary)
    return facts


def _value(fact: str | None) -> object:
    try:
        return decimals.parse(fact or "")
    except NumberSyntaxError:
        return fact


def compare_documents(before: Document, after: Document) -> tuple[DocumentChange, ...]:
    """Return every difference between two documents, in the order of the documents.

    Numbers are compared by value and shown as written: 33.30 and 33.3 are no difference.

    Parameters
    ----------
    before, after : Document
        The documents, such as ``ict.methodology("idi", 2024).document``.

    Returns
    -------
    tuple of DocumentChange
        The differences.

    Examples
    --------
    >>> from ictindex.definitions.documents import library
    >>> old, new = (library()[f"idi-methodology-{y}"] for y in (2013, 2014))
    >>> [c.path for c in compare_documents(old, new) if c.path.startswith("leaves")]
    ['leaves.international-bandwidth.goalposts.full']
    """
    require(isinstance(before, Document), "before", "document", before)
    require(isinstance(after, Document), "after", "document", after)
    old, new = _facts(before), _facts(after)
    return tuple(
        DocumentChange(path, old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if _value(old.get(path)) != _value(new.get(path))
    )
