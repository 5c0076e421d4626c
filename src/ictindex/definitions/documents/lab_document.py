"""Documents of the lab: variants of a methodology, and indices of a user's own.

They compute and explain like any document, but are not in the library: no file and no digest
confirms them, so their results cannot be published.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal

from ictindex.core.own_terms import OwnTerms
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.parts import Part, as_written, part

GOALPOSTS = "goalposts"
ARITHMETIC: Literal["arithmetic-mean"] = "arithmetic-mean"


@part
class Operation(Part):
    """An operation of the engine with its options, and with its parameters once they are fixed.

    ``parameters`` is ``None`` while they still have to be fitted to a set of economies.
    """

    id: str
    options: tuple[tuple[str, Decimal | str], ...] = ()
    parameters: tuple[tuple[str, Decimal], ...] | None = None

    def constants(self, path: str, key: str) -> Iterator[tuple[str, str]]:
        """Yield the operation, its options and its parameters, each with its path."""
        yield f"{path}.{key}", self.id
        for name, value in self.options:
            yield f"{path}.{key}-options.{name}", _write_value(value)
        for name, parameter in self.parameters or ():
            yield f"{path}.{key}-parameters.{name}", as_written(parameter)


def _write_value(value: Decimal | str) -> str:
    return value if isinstance(value, str) else as_written(value)


@part
class LabDocument(Document):
    """A document outside the library: a variant of another one, or an index of a user's own.

    ``normalisations`` and ``treatments`` are by indicator, ``aggregations`` by node. Fitted
    parameters are in the operations; ``treatment_steps`` are the steps that a rule chose,
    ``fitted_to`` are the economies, and ``frozen_from`` names the result or edition that the
    parameters were frozen from. It is empty if they are fitted again for each result.
    """

    of_lab: ClassVar[bool] = True
    kind: Literal["variant", "own-index"]
    name: str
    parent: Document | None = None
    own_terms: OwnTerms | None = None
    reversed_indicators: tuple[str, ...] = ()
    normalisations: tuple[tuple[str, Operation], ...] = ()
    treatments: tuple[tuple[str, Operation], ...] = ()
    treatment_steps: tuple[tuple[str, tuple[Operation, ...]], ...] = ()
    aggregations: tuple[tuple[str, Operation], ...] = ()
    fitted_to: tuple[str, ...] = ()
    frozen_from: str = ""

    def faults(self) -> Iterator[str]:
        """Yield nothing: the maker of such a document checks it."""
        yield from ()

    @property
    def root(self) -> Document:
        """The first document of the chain of variants; the document itself if it is no variant."""
        document: Document = self
        while isinstance(document, LabDocument) and document.parent is not None:
            document = document.parent
        return document

    @property
    def has_operations(self) -> bool:
        """True if it has other operations than goalposts and weighted arithmetic means."""
        return bool(self.normalisations or self.treatments or self.aggregations)

    def constants(self) -> dict[str, str]:
        """Return every constant that decides a number, by its path in the document."""
        constants = Document.constants(self)
        for indicator, operation in self.treatments:
            constants.update(operation.constants(f"leaves.{indicator}", "treatment"))
        for indicator, steps in self.treatment_steps:
            for n, step in enumerate(steps, 1):
                constants.update(step.constants(f"leaves.{indicator}", f"treatment-step-{n}"))
        for indicator, operation in self.normalisations:
            path = f"leaves.{indicator}"
            if operation.id != GOALPOSTS:
                for end in ("zero", "full"):
                    del constants[f"{path}.goalposts.{end}"]
                down = indicator in self.reversed_indicators
                constants[f"{path}.direction"] = "lower-is-better" if down else "higher-is-better"
            constants.update(operation.constants(path, "normalisation"))
        for node, operation in self.aggregations:
            constants.update(operation.constants(f"nodes.{node}", "aggregation"))
        return constants

    @property
    def is_own(self) -> bool:
        """True for a user's own index, and for a variant of one."""
        root = self.root
        return isinstance(root, LabDocument)

    def to_dict(self) -> dict[str, Any]:
        """Return the document as plain data for JSON: decimals as text."""
        record = {
            name: value for name, value in Document.to_dict(self).items() if name not in _NOT_PLAIN
        }
        record["parent"] = None if self.parent is None else self.parent.id
        record["constants"] = self.constants()
        if self.own_terms is not None:
            words = self.own_terms.words.items()
            record["own_terms"] = {".".join(keys): dict(names) for keys, names in words}
        return record


_NOT_PLAIN = (
    "parent",
    "own_terms",
    "normalisations",
    "treatments",
    "treatment_steps",
    "aggregations",
)


def shares_of(document: Document) -> dict[str, Fraction]:
    """Return the exact nominal share of each node of a document in its index."""
    nodes = {node.id: node for node in document.nodes}
    shares: dict[str, Fraction] = {document.index: Fraction(1)}
    queue: list[str] = [document.index]
    while queue:
        node = nodes.get(queue.pop())
        if node is None:
            continue
        total = sum(child.weight for child in node.children)
        for child in node.children:
            shares[child.id] = shares[node.id] * Fraction(child.weight, total)
            queue.append(child.id)
    return shares
