"""The model of a methodology document: frozen and complete; unknown keys are refused.

Every document has an index, its editions and its sources. One of a composite has a tree, one of
price baskets has baskets, and one of the early price basket has both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from ictindex.core.lazy_names import load_when_used
from ictindex.definitions.documents.fields import (
    Erratum,
    Identifier,
    IndicatorId,
    Population,
    Rounding,
    Scale,
    Source,
    Year,
    Years,
)
from ictindex.definitions.documents.idi_rules import (
    Inclusion,
    Leaf,
    Missing,
    Node,
    Ranking,
    Sourcing,
    tree_faults,
)
from ictindex.definitions.documents.parts import (
    Length,
    Part,
    Pattern,
    as_written,
    named_key,
    part,
    plain,
)

# Only a document with baskets has rules of price baskets.
if TYPE_CHECKING:
    from ictindex.definitions.documents.ipb_rules import (
        Affordability,
        Aggregation,
        Basket,
        Conversion,
        Purchasing,
    )
else:
    __getattr__ = load_when_used(
        __name__,
        {"ipb_rules": "Affordability Aggregation Basket Conversion Purchasing"},
    )

RELEASED_NEEDS = ("valid_from", "valid_until", "years", "rounding", "editions")
COMPOSITE_NEEDS = ("scale", "ranking", "missing", "inclusion", "nodes", "leaves")
BASKETS_NEED = ("baskets", "purchasing", "conversion", "affordability", "aggregation")
DRAFT_HAS_NOT = ("nodes", "leaves", "scale", "editions", "baskets")
# Keys that a released document of an index needs beyond ``RELEASED_NEEDS``, or cannot have.
INDEX_NEEDS = {"idi": (*COMPOSITE_NEEDS, "sourcing"), "ipb": BASKETS_NEED}
INDEX_HAS_NOT = {"idi": BASKETS_NEED, "ipb": ("sourcing", "population")}


@part
class Document(Part):
    """A methodology document.

    Attributes are the keys of the TOML file; the JSON Schema for editors is made from them.
    """

    of_lab: ClassVar[bool] = False  # whether it is a variant or a user's own index
    schema_version: Literal[1] = named_key("schema")
    id: Identifier
    index: Literal["idi", "ipb"]
    status: Literal["released", "draft"]
    mandate: Literal["none", "resolution-131-rev-dubai-2018", "resolution-131-rev-bucharest-2022"]
    adopted: Annotated[str, Pattern(r"^\d{4}(-\d{2}(-\d{2})?)?$")]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    editions: tuple[Year, ...]
    predecessor: Identifier | None = None
    changes: tuple[Identifier, ...] = ()
    indicators: tuple[IndicatorId, ...] = ()
    scale: Scale | None = None
    years: Years | None = None
    rounding: Rounding | None = None
    ranking: Ranking | None = None
    missing: Missing | None = None
    inclusion: Inclusion | None = None
    population: Population | None = None
    sourcing: Sourcing | None = None
    nodes: tuple[Node, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    baskets: tuple[Basket, ...] = ()
    purchasing: Purchasing | None = None
    conversion: Conversion | None = None
    affordability: Affordability | None = None
    aggregation: Aggregation | None = None
    sources: Annotated[tuple[Source, ...], Length(1)]
    errata: tuple[Erratum, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield missing keys, superfluous keys, and names that the document does not define."""
        yield from self._draft_faults() if self.status == "draft" else self._released_faults()

    def _draft_faults(self) -> Iterator[str]:
        for name in DRAFT_HAS_NOT:
            if getattr(self, name):
                yield f"draft-has:{name}"
        if not self.indicators:
            yield "draft-needs:indicators"

    def _released_faults(self) -> Iterator[str]:
        for name in (*RELEASED_NEEDS, *INDEX_NEEDS[self.index]):
            if not getattr(self, name):
                yield f"released-needs:{name}"
        for name in INDEX_HAS_NOT[self.index]:
            if getattr(self, name):
                yield f"index-has-not:{name}"
        if self.indicators:
            yield "indicators-only-in-drafts"
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            yield "validity-reversed"
        yield from self._population_faults()
        if self.index == "ipb":
            yield from self._basket_faults()
        if self.nodes and self.leaves:
            yield from tree_faults(self.index, self.nodes, self.leaves)
        if (self.nodes and self.leaves) or self.baskets:
            yield from self._reference_faults()

    def _population_faults(self) -> Iterator[str]:
        if self.population:
            editions = [entry.edition for entry in self.population.editions]
            yield from (f"edition-unknown:{e}" for e in sorted({*editions} - {*self.editions}))
            yield from (f"edition-twice:{e}" for e in sorted({*editions}) if editions.count(e) > 1)

    def _basket_faults(self) -> Iterator[str]:
        if any(getattr(self, name) for name in COMPOSITE_NEEDS):
            for name in COMPOSITE_NEEDS:
                if not getattr(self, name):
                    yield f"composite-needs:{name}"
        ids = [basket.id for basket in self.baskets]
        for twice in sorted({key for key in ids if ids.count(key) > 1}):
            yield f"basket-twice:{twice}"
        indicators = {basket.indicator for basket in self.baskets}
        for leaf in self.leaves:
            if leaf.indicator not in indicators:
                yield f"leaf-no-basket:{leaf.indicator}"
        for key in self.affordability.baskets if self.affordability else ():
            if key not in ids:
                yield f"target-unknown:{key}"
        if self.conversion:
            editions = self.conversion.editions_named
            yield from (f"edition-unknown:{e}" for e in sorted(editions - set(self.editions)))

    def _reference_faults(self) -> Iterator[str]:
        subjects = {node.id for node in self.nodes} | {leaf.indicator for leaf in self.leaves}
        supplied = self.missing.supplied_scores if self.missing else ()
        for name in supplied:
            if name not in subjects:
                yield f"supplied-unknown:{name}"
        leaves = {leaf.indicator for leaf in self.leaves}
        for name in self.inclusion.counted_whoever_collected if self.inclusion else ():
            if name not in leaves:
                yield f"counted-unknown:{name}"
        cited = {source.id for source in self.sources}
        subjects |= {basket.id for basket in self.baskets}
        for erratum in self.errata:
            if erratum.source not in cited:
                yield f"erratum-source-unknown:{erratum.source}"
            for subject in erratum.subjects:
                if subject not in subjects:
                    yield f"erratum-subject-unknown:{subject}"

    @property
    def has_composite(self) -> bool:
        """True if the document has a tree that combines several scores into one.

        Examples
        --------
        >>> from ictindex.definitions.documents import library
        >>> [library()[f"ipb-methodology-{year}"].has_composite for year in (2010, 2025)]
        [True, False]
        """
        return bool(self.nodes)

    def node(self, node_id: str) -> Node:
        """Return a node of the tree by its id."""
        return next(node for node in self.nodes if node.id == node_id)

    def leaf(self, indicator: str) -> Leaf:
        """Return a leaf of the tree by its indicator."""
        return next(leaf for leaf in self.leaves if leaf.indicator == indicator)

    def basket(self, basket_id: str) -> Basket:
        """Return a basket by its id."""
        return next(basket for basket in self.baskets if basket.id == basket_id)

    def constants(self) -> dict[str, str]:
        """Return every constant that decides a number, by its path in the document.

        Numbers have the digits of the document. There is evidence for each path.

        Examples
        --------
        >>> from ictindex.definitions.documents import library
        >>> constants = library()["idi-methodology-2023"].constants()
        >>> constants["leaves.price-fixed-broadband.goalposts.zero"]
        '33.30'
        >>> library()["ipb-methodology-2025"].constants()["baskets.mobile-low.data"]
        '1000'
        """
        constants: dict[str, str] = {}
        if self.scale is not None:
            constants["scale"] = as_written(self.scale)
        constants.update(_tree_constants(self.nodes, self.leaves))
        for basket in self.baskets:
            constants.update(_basket_constants(basket))
        for section in _PLAIN:
            constants.update(_flat(section, plain(getattr(self, section)) or {}))
        for path in _ONLY_WHERE_STATED:
            if constants.get(path) == "":
                del constants[path]
        for key in ("valid_from", "valid_until", "editions"):
            value = getattr(self, key)
            if value:
                constants[key] = ", ".join(map(str, value)) if key == "editions" else str(value)
        return constants


_PLAIN = (
    "years",
    "rounding",
    "ranking",
    "missing",
    "inclusion",
    "population",
    "purchasing",
    "conversion",
    "affordability",
    "aggregation",
)
# Optional keys that were added later: their absence from a document has no meaning.
_ONLY_WHERE_STATED = ("inclusion.counted_whoever_collected",)
# Keys whose tables are named in the path by the series or the edition.
_NAMED_BY = {"exceptions": "series", "editions": "edition"}


def _tree_constants(nodes: tuple[Node, ...], leaves: tuple[Leaf, ...]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        for child in node.children:
            yield f"nodes.{node.id}.weights.{child.id}", str(child.weight)
    for leaf in leaves:
        path = f"leaves.{leaf.indicator}"
        yield f"{path}.transformation", leaf.transformation
        yield f"{path}.goalposts.zero", as_written(leaf.goalposts.zero)
        yield f"{path}.goalposts.full", as_written(leaf.goalposts.full)


def _basket_constants(basket: Basket) -> Iterator[tuple[str, str]]:
    path = f"baskets.{basket.id}"
    for key in ("definition", "service", "payment", "selection", "data", "sms"):
        yield f"{path}.{key}", str(getattr(basket, key))
    for cell in basket.calls:
        for key in ("calls", "minutes_per_call", "minutes"):
            value = getattr(cell, key)
            if value is not None:
                yield f"{path}.calls.{cell.destination}.{cell.period}.{key}", as_written(value)


def _flat(path: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the constants of a table and of the tables in it, each with its path."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{path}.{key}", value)
        elif key in _NAMED_BY:
            for entry in value:
                name = entry.pop(_NAMED_BY[key])
                yield from _flat(f"{path}.{key}.{name}", entry)
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{path}.{key}", shown.lower() if isinstance(value, bool) else shown
