"""Methodology documents: their model, the library of published ones, evidence and comparison.

The parts are in ``fields`` (of both indices), ``idi_rules`` (tree and goalposts) and ``ipb_rules``
(price baskets); ``model`` combines them, and ``parts`` reads them. A document names operations and
states constants; it has no expressions and no words. It is frozen: a changed constant makes a new
document that names its predecessor.
"""

from typing import TYPE_CHECKING

from ictindex.core.lazy_names import load_when_used
from ictindex.definitions.documents.evidence import (
    UNCONFIRMED,
    Confirmation,
    Evidence,
    Mark,
    evidence_of,
    load_evidence,
    marks,
    read_evidence,
    standing_of,
    successor,
)
from ictindex.definitions.documents.fields import EditionPopulation
from ictindex.definitions.documents.idi_rules import Goalposts, Leaf, Node
from ictindex.definitions.documents.json_schema import json_schema
from ictindex.definitions.documents.lab_kinds import is_of_lab, root_of
from ictindex.definitions.documents.library import (
    check_frozen,
    digest,
    documents_of,
    find,
    freeze,
    library,
    load_document,
)
from ictindex.definitions.documents.lookup import (
    build_run_out_error,
    document_for,
    document_to_collect,
    find_ending_documents,
    fitting_editions,
    latest,
    refuse_after_the_last,
    refuse_draft,
)
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.validity import (
    Extension,
    editions_in_force,
    editions_of,
    extensions,
    is_in_force,
    mandate_of_validity,
    validity,
)

# An index loads the rules of the other one, the mandates, documents of the lab and what compares
# documents when it uses them.
if TYPE_CHECKING:
    from ictindex.definitions.documents.bibliography import SourceRead, sources_read
    from ictindex.definitions.documents.diff import DocumentChange, compare_documents
    from ictindex.definitions.documents.ipb_rules import (
        WINDOWS,
        Basket,
        Calls,
        Conversion,
        Purchasing,
    )
    from ictindex.definitions.documents.lab_document import LabDocument, Operation
    from ictindex.definitions.documents.mandate_list import (
        Clause,
        Mandate,
        find_unread_mandate,
        later_conferences,
        mandates,
    )
else:
    __getattr__ = load_when_used(
        __name__,
        {
            "bibliography": "SourceRead sources_read",
            "diff": "DocumentChange compare_documents",
            "ipb_rules": "WINDOWS Basket Calls Conversion Purchasing",
            "lab_document": "LabDocument Operation",
            "mandate_list": "Clause Mandate find_unread_mandate later_conferences mandates",
        },
    )

__all__ = [
    "UNCONFIRMED",
    "WINDOWS",
    "Basket",
    "Calls",
    "Clause",
    "Confirmation",
    "Conversion",
    "Document",
    "DocumentChange",
    "EditionPopulation",
    "Evidence",
    "Extension",
    "Goalposts",
    "LabDocument",
    "Leaf",
    "Mandate",
    "Mark",
    "Node",
    "Operation",
    "Purchasing",
    "SourceRead",
    "build_run_out_error",
    "check_frozen",
    "compare_documents",
    "digest",
    "document_for",
    "document_to_collect",
    "documents_of",
    "editions_in_force",
    "editions_of",
    "evidence_of",
    "extensions",
    "find",
    "find_ending_documents",
    "find_unread_mandate",
    "fitting_editions",
    "freeze",
    "is_in_force",
    "is_of_lab",
    "json_schema",
    "later_conferences",
    "latest",
    "library",
    "load_document",
    "load_evidence",
    "mandate_of_validity",
    "mandates",
    "marks",
    "read_evidence",
    "refuse_after_the_last",
    "refuse_draft",
    "root_of",
    "sources_read",
    "standing_of",
    "successor",
    "validity",
]
