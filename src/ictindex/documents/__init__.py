"""Methodology documents: their model, the library of published ones, evidence and comparison.

A document names operations and gives constants; it holds no expression and no words. It is
frozen: a changed constant is a new document that names its predecessor.
"""

from ictindex.documents.comparison import Change, compare
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
from ictindex.documents.model import Document, Goalposts, Leaf, Node
from ictindex.documents.schema import json_schema

__all__ = [
    "Change",
    "Document",
    "Evidence",
    "Goalposts",
    "Leaf",
    "Mark",
    "Node",
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
