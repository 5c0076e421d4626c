"""Sourcing: official data first, another source only in their absence and after consultation.

Receipts give candidates (``candidates``), the record of consultations (``consultations``) says
what focal points were told, and each cell is decided (``decisions``) by the document's order of
sources. The outcome (``selection``) explains itself (``explanation``) and is what computing takes.
"""

from ictindex.sourcing.calendar import Calendar
from ictindex.sourcing.consultation_reader import read_consultations
from ictindex.sourcing.consultations import Consultation, Consultations
from ictindex.sourcing.letters import consultation_letter
from ictindex.sourcing.official_share import official_shares
from ictindex.sourcing.selection import Selection
from ictindex.sourcing.source_selection import select_sources

__all__ = [
    "Calendar",
    "Consultation",
    "Consultations",
    "Selection",
    "consultation_letter",
    "official_shares",
    "read_consultations",
    "select_sources",
]
