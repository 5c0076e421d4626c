"""Methodologies under which the score of an economy depends on the other economies."""

from __future__ import annotations

from ictindex.definitions.documents import is_of_lab
from ictindex.engine.lab_plan import LabPlan
from ictindex.indices.results.methodology import Methodology


def depends_on_set(methodology: Methodology) -> bool:
    """Tell whether scores depend on the set of economies; then no two editions are comparable."""
    # Parameters frozen from a named edition are constants like all others.
    document, plan = methodology.document, methodology.plan
    if not is_of_lab(document) or not isinstance(plan, LabPlan):
        return False
    is_fitted_again = bool(document.fitted_to) and not document.frozen_from
    return is_fitted_again or plan.is_set_wide or not plan.is_fitted
