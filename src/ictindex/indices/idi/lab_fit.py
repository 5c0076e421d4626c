"""The set of economies that the parameters of a variant are fitted to, and the fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ictindex import engine
from ictindex.core.errors import UsageError
from ictindex.data.observations import Observations
from ictindex.definitions.documents import is_of_lab
from ictindex.definitions.documents.evidence import chosen_constants
from ictindex.indices.idi.inputs import Inputs
from ictindex.indices.idi.official_inputs import count_official, minimum_official
from ictindex.indices.results.methodology import Methodology

if TYPE_CHECKING:
    from ictindex.data.published_figures import Published


def without_supplied(inputs: Inputs) -> Inputs:
    """Return inputs without supplied scores, because other operations lead to other scores."""
    none = (None,) * (len(inputs.supplied[0]) if inputs.supplied else 0)
    return replace(inputs, supplied=tuple(none for _ in inputs.supplied))


def find_members(
    methodology: Methodology, table: Observations, inputs: Inputs, printed: Published | None
) -> tuple[bool, ...]:
    """Mark the economies that are compared: with all inputs, of which enough are official."""
    plan, document = methodology.plan, methodology.document
    counts = count_official(document, plan.nodes, table, inputs)
    minimum = minimum_official(document)
    complete = engine.complete_rows(plan, inputs.values)
    return tuple(
        inside
        and (count >= minimum or (printed is not None and (economy, plan.root) in printed.values))
        for inside, count, economy in zip(complete, counts, inputs.economies, strict=True)
    )


def fit_methodology(
    methodology: Methodology, inputs: Inputs, members: Sequence[bool]
) -> Methodology:
    """Return the methodology with parameters fitted to the members; unchanged if it has all."""
    document, plan = methodology.document, methodology.plan
    if not is_of_lab(document) or not engine.is_lab_plan(plan):
        return methodology
    if plan.is_fitted and not plan.is_set_wide:
        return methodology
    rows = [row for row, inside in zip(inputs.values, members, strict=True) if inside]
    names = [e for e, inside in zip(inputs.economies, members, strict=True) if inside]
    if not rows:
        raise UsageError("variant.nobody-complete", document=document.id)
    fitted = engine.fit_document(document, plan, rows, names)
    evidence = chosen_constants(fitted, methodology.evidence)
    return type(methodology)(fitted, methodology.edition, evidence)
