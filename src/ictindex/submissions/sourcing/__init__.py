"""Sourcing: official data first, another source only in their absence and after consultation.

Receipts supply the candidates (``candidates``), ``consultations`` records what the focal points
were asked and what they answered, and each cell is decided (``decisions``) by the order of sources
of the document (``priority``). The computation takes the result, a ``selection``.
"""
