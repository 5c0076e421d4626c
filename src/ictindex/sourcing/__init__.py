"""Sourcing: official data first, another source only in their absence and after consultation.

Receipts give candidates (``candidates``), the record of consultations (``consultations``) says
what focal points were told, and each cell is decided (``decisions``) by the document's order of
sources. The outcome (``selection``) explains itself (``explanation``) and is what computing takes.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "sourcing")
