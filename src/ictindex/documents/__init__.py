"""Methodology documents: their model, the library of published ones, evidence and comparison.

The model stands in five modules: ``parts`` (what documents have in common), ``composite`` (tree
and goalposts), ``baskets`` and ``conversion`` (price baskets), ``model`` (the document). A
document names operations and gives constants; it holds no expression and no words. It is frozen:
a changed constant is a new document that names its predecessor.
"""

from ictindex.documents.baskets import Basket, Calls, Purchasing
from ictindex.documents.comparison import Change, compare
from ictindex.documents.composite import Goalposts, Leaf, Node
from ictindex.documents.conversion import WINDOWS, Conversion
from ictindex.documents.evidence import Evidence, Mark, load_evidence, marks
from ictindex.documents.library import (
    check_frozen,
    digest,
    document_for,
    find,
    freeze,
    library,
    load_document,
)
from ictindex.documents.model import Document
from ictindex.documents.schema import json_schema

__all__ = [
    "WINDOWS",
    "Basket",
    "Calls",
    "Change",
    "Conversion",
    "Document",
    "Evidence",
    "Goalposts",
    "Leaf",
    "Mark",
    "Node",
    "Purchasing",
    "check_frozen",
    "compare",
    "digest",
    "document_for",
    "find",
    "freeze",
    "json_schema",
    "library",
    "load_document",
    "load_evidence",
    "marks",
]
