"""The variants of a methodology: its document with other constants; all faults named at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from fractions import Fraction
from typing import Any, cast

from ictindex.core import decimals
from ictindex.core.arguments import require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError, NumberSyntaxError, UsageError
from ictindex.core.own_terms import OwnTerms
from ictindex.definitions import catalogue
from ictindex.definitions.documents import Document, Goalposts, LabDocument, Leaf, Node
from ictindex.definitions.documents.idi_rules import DOMAIN, Child
from ictindex.definitions.documents.lab_kinds import VARIANT, is_of_lab
from ictindex.definitions.documents.own_index_document import read_own_indicator
from ictindex.definitions.documents.weights import are_whole, make_whole, read_weight, sum_up
from ictindex.engine import TRANSFORMATIONS
from ictindex.indices.results.lab_operations import AskedOperations, apply_operations
from ictindex.language.findings import Finding

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_MOST_WEIGHT = 10**30


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a variant to its parent, as stated by the user."""

    weights: Mapping[str, Mapping[str, Any]] | None = None
    goalposts: Mapping[str, Any] | None = None
    transformation: Mapping[str, str] | None = None
    normalisation: Any = None
    aggregation: Any = None
    treatment: Any = None
    drop: Iterable[str] | str | None = None
    add: Mapping[str, Mapping[str, Any]] | None = None


def make_variant(parent: Document, name: str, changes: Changes) -> LabDocument:
    """Return the document of a variant; all faults of the changes are named at once."""
    require(isinstance(name, str), "name", "text", name)
    for argument in ("weights", "goalposts", "transformation", "add"):
        supplied = getattr(changes, argument)
        require(supplied is None or isinstance(supplied, Mapping), argument, "mapping", supplied)
    if parent.status == "draft" or not parent.has_composite:
        raise UsageError("variant.no-composite", document=parent.id)
    if not _ID.fullmatch(name):
        raise UsageError("variant.name", value=name[:80])
    made = _Draft(parent, name)
    made.drop(changes.drop)
    made.add(changes.add or {})
    made.weigh(changes.weights or {})
    made.transform(changes.transformation or {})
    made.set_goalposts(changes.goalposts or {})
    document = made.document()
    asked = AskedOperations(changes.normalisation, changes.treatment, changes.aggregation)
    of_operations: list[Finding] = []
    document = apply_operations(document, asked, of_operations)
    faults = (*made.faults, *of_operations)
    if faults:
        raise DocumentError("variant.faults", faults=faults, variant=name)
    return document


@dataclass(slots=True)
class _Draft:
    """A document under construction: its parts, which change one after another, and the faults."""

    parent: Document
    name: str
    nodes: dict[str, list[tuple[str, int]]] = field(init=False)
    leaves: dict[str, Leaf] = field(init=False)
    terms: OwnTerms | None = field(init=False)
    faults: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.nodes = {
            node.id: [(child.id, child.weight) for child in node.children]
            for node in self.parent.nodes
        }
        self.leaves = {leaf.indicator: leaf for leaf in self.parent.leaves}
        self.terms = getattr(self.parent, "own_terms", None)

    def refuse(self, code: str, key: str, **details: object) -> None:
        """Note a fault with its argument and key."""
        self.faults.append(Finding(code, details={"key": key, **details}))

    def parent_of(self, key: str) -> str | None:
        """Return the parent of a node."""
        return next((node for node, children in self.nodes.items() if key in dict(children)), None)

    def drop(self, dropped: Iterable[str] | str | None) -> None:
        """Remove indicators and sub-indices, with all nodes below them."""
        listed = [dropped] if isinstance(dropped, str) else list(() if dropped is None else dropped)
        for key in listed:
            above = self.parent_of(key)
            if above is None:
                ids = [key for key in (*self.nodes, *self.leaves) if key != self.parent.index]
                self.refuse("variant.unknown-id", "drop", value=str(key)[:80], allowed=ids)
                continue
            if len(self.nodes[above]) == 1:
                self.refuse("variant.last-child", "drop", node=key, nodes=above)
                continue
            self.nodes[above] = [child for child in self.nodes[above] if child[0] != key]
            self._remove(key)

    def _remove(self, key: str) -> None:
        self.leaves.pop(key, None)
        for child, _ in self.nodes.pop(key, []):
            self._remove(child)

    def add(self, added: Mapping[str, Any]) -> None:
        """Add indicators of the catalogue, or of the user's own, each below a node."""
        for key, indicator in added.items():
            path = f"add.{key}"
            if key in self.leaves or key in self.nodes or not _ID.fullmatch(str(key)):
                there = key in self.leaves or key in self.nodes
                code = "variant.there-already" if there else "variant.id-unusable"
                self.refuse(code, path, value=str(key)[:80])
                continue
            if not isinstance(indicator, Mapping):
                self.refuse("variant.not-a-table", path)
                continue
            self._add(str(key), dict(indicator), path)

    def _add(self, key: str, indicator: dict[str, Any], path: str) -> None:
        unknown = sorted(indicator.keys() - _ADDED - _OF_OWN)
        if unknown:
            allowed = sorted(_ADDED | _OF_OWN)
            self.refuse("variant.unknown-id", path, value=unknown[0], allowed=allowed)
            return
        above = indicator.get("parent", self.parent.index)
        if above not in self.nodes:
            allowed = list(self.nodes)
            self.refuse(
                "variant.unknown-id", f"{path}.parent", value=str(above)[:80], allowed=allowed
            )
            return
        weight = indicator.get("weight", 1)
        if isinstance(weight, bool) or not isinstance(weight, int) or not 1 <= weight <= 1000:
            self.refuse("variant.weight-unusable", f"{path}.weight", value=str(weight)[:80])
            return
        if not self._name_added(key, indicator, path):
            return
        transformation = indicator.get("transformation", "linear")
        if transformation not in TRANSFORMATIONS:
            wanted, allowed = str(transformation)[:80], sorted(TRANSFORMATIONS)
            self.refuse(
                "variant.unknown-id", f"{path}.transformation", value=wanted, allowed=allowed
            )
            return
        if "goalposts" not in indicator:
            self.refuse("variant.goalposts-missing", f"{path}.goalposts", indicator=key)
            return
        goalposts = self._goalposts(indicator["goalposts"], f"{path}.goalposts")
        if goalposts is None:
            return
        leaf = Leaf(indicator=key, transformation=transformation, goalposts=goalposts)
        self.leaves[key] = leaf
        self._check_leaf(leaf, path)
        self.nodes[above] = [*self.nodes[above], (key, weight)]

    def _name_added(self, key: str, table: Mapping[str, Any], path: str) -> bool:
        """Tell whether an added indicator has a name and a unit, of the catalogue or its own."""
        own = {name: table[name] for name in _OF_OWN if name in table}
        if key in catalogue.indicators():
            if own:
                self.refuse("own.of-catalogue", path, value=key)
            return not own
        try:
            indicator, words = read_own_indicator({"id": key, **own}, path)
        except DocumentError as error:
            self.faults += cast("tuple[Finding, ...]", error.faults)
            return False
        terms = OwnTerms({}, {}, {}) if self.terms is None else self.terms
        self.terms = terms.with_more(words, {key: indicator})
        return True

    def weigh(self, weights: Mapping[str, Any]) -> None:
        """Give the children of nodes other weights."""
        for node, children in weights.items():
            path = f"weights.{node}"
            if node not in self.nodes:
                self.refuse(
                    "variant.unknown-id", path, value=str(node)[:80], allowed=list(self.nodes)
                )
                continue
            if not isinstance(children, Mapping):
                self.refuse("variant.not-a-table", path)
                continue
            own = dict(self.nodes[node])
            strange = [key for key in children if key not in own]
            if strange:
                self.refuse(
                    "variant.unknown-id",
                    path,
                    value=str(strange[0])[:80],
                    node=node,
                    allowed=list(own),
                )
                continue
            read = {key: self._weight(value, f"{path}.{key}") for key, value in children.items()}
            if None not in read.values():
                self._set_weights(node, own, cast("dict[str, Fraction]", read))

    def _weight(self, value: Any, path: str) -> Fraction | None:
        weight = read_weight(value)
        if weight is None or weight <= 0:
            self.refuse("variant.weight-unusable", path, value=str(value)[:80])
            return None
        return weight

    def _set_weights(self, node: str, own: dict[str, int], read: dict[str, Fraction]) -> None:
        path = f"weights.{node}"
        if are_whole(read):
            weights = own | {key: weight.numerator for key, weight in read.items()}
        else:
            absent = [key for key in own if key not in read]
            if absent:
                self.refuse("variant.shares-missing", path, node=node, nodes=absent)
                return
            if not sum_up(read):
                total = float(sum(read.values(), Fraction(0)))
                self.refuse("variant.shares-sum", path, node=node, value=f"{total:.6g}")
                return
            weights = make_whole({key: read[key] for key in own})
        if max(weights.values()) > _MOST_WEIGHT:
            self.refuse("variant.weight-unusable", path, value=str(max(weights.values()))[:80])
            return
        self.nodes[node] = [(key, weights[key]) for key in own]

    def transform(self, transformations: Mapping[str, str]) -> None:
        """Give indicators another transformation; their goalposts do not change."""
        for key, wanted in transformations.items():
            path = f"transformation.{key}"
            if key not in self.leaves:
                self.refuse(
                    "variant.unknown-id", path, value=str(key)[:80], allowed=list(self.leaves)
                )
            elif wanted not in TRANSFORMATIONS:
                self.refuse(
                    "variant.unknown-id",
                    path,
                    value=str(wanted)[:80],
                    allowed=sorted(TRANSFORMATIONS),
                )
            else:
                self.leaves[key] = replace(self.leaves[key], transformation=cast(Any, wanted))

    def set_goalposts(self, goalposts: Mapping[str, Any]) -> None:
        """Give indicators other goalposts, on the scale of their values."""
        for key, pair in goalposts.items():
            path = f"goalposts.{key}"
            if key not in self.leaves:
                self.refuse(
                    "variant.unknown-id", path, value=str(key)[:80], allowed=list(self.leaves)
                )
                continue
            read = self._goalposts(pair, path)
            if read is not None:
                self.leaves[key] = replace(self.leaves[key], goalposts=read)
        kept = {leaf.indicator: leaf for leaf in self.parent.leaves}
        for key, leaf in self.leaves.items():
            if kept.get(key) != leaf:
                self._check_leaf(leaf, f"leaves.{key}")

    def _goalposts(self, pair: Any, path: str) -> Goalposts | None:
        """Read a pair of goalposts: the value that scores 0, and the one with the full score."""
        values = list(pair) if isinstance(pair, (tuple, list)) else [pair]
        if len(values) != 2:
            self.refuse("variant.goalposts-pair", path, value=str(pair)[:80])
            return None
        try:
            zero, full = map(decimals.to_decimal, values)
        except NumberSyntaxError:
            self.refuse("variant.goalposts-pair", path, value=str(pair)[:80])
            return None
        return Goalposts(zero=zero, full=full)

    def _check_leaf(self, leaf: Leaf, path: str) -> None:
        """Note goalposts that are equal, or outside the domain of the transformation."""
        for fault in (*leaf.goalposts.faults(), *leaf.faults()):
            name, _, subject = fault.partition(":")
            self.refuse(f"document.{name}", path, file=self.name, subject=subject)
            return
        beyond = DOMAIN.get(leaf.transformation)
        if leaf.goalposts.on == "transformed" and beyond is not None:
            parent = next((p for p in self.parent.leaves if p.indicator == leaf.indicator), None)
            if parent is not None and parent.transformation != leaf.transformation:
                self.refuse("variant.goalposts-on-transformed", path, indicator=leaf.indicator)

    def document(self) -> LabDocument:
        """Return the document of the variant."""
        parent = self.parent
        there = {*self.nodes, *self.leaves}
        missing, inclusion = parent.missing, parent.inclusion
        if missing is not None:
            supplied = tuple(key for key in missing.supplied_scores if key in there)
            missing = replace(missing, supplied_scores=supplied)
        if inclusion is not None:
            counted = tuple(key for key in inclusion.counted_whoever_collected if key in there)
            inclusion = replace(inclusion, counted_whoever_collected=counted)
        errata = tuple(
            replace(erratum, subjects=subjects)
            for erratum in parent.errata
            if (subjects := tuple(key for key in erratum.subjects if key in there))
        )
        means = {node.id: node.aggregation for node in parent.nodes}
        nodes = tuple(
            Node(
                id=key,
                aggregation=means[key],
                children=tuple(Child(id=child, weight=weight) for child, weight in children),
            )
            for key, children in self.nodes.items()
        )
        kept = {
            name: getattr(parent, name)
            for name in _KEPT + (() if not is_of_lab(parent) else _KEPT_OF_LAB)
        }
        return LabDocument(
            **kept,
            kind=VARIANT,
            name=self.name,
            parent=parent,
            own_terms=self.terms,
            id=f"{parent.id}+{self.name}",
            editions=parent.editions,
            missing=missing,
            inclusion=inclusion,
            nodes=nodes,
            leaves=tuple(self.leaves.values()),
            errata=errata,
        )


_ADDED = {"parent", "weight", "goalposts", "transformation"}
_OF_OWN = {"names", "unit", "unit_names", "minimum", "maximum", "decimals", "definition"}
_KEPT = (
    "schema_version",
    "index",
    "status",
    "mandate",
    "adopted",
    "valid_from",
    "valid_until",
    "scale",
    "years",
    "rounding",
    "ranking",
    "population",
    "sourcing",
    "sources",
)
_KEPT_OF_LAB = (
    "reversed_indicators",
    "normalisations",
    "treatments",
    "treatment_steps",
    "aggregations",
    "fitted_to",
    "frozen_from",
)
