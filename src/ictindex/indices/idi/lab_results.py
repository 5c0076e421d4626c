"""Results of a variant or of a user's own index, which are never published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from ictindex.core.errors import UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.definitions.documents import LabDocument
from ictindex.indices.idi.counterfactual import Counterfactual
from ictindex.indices.idi.result import Result
from ictindex.indices.results import what_if
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.request import Tables, Terms
from ictindex.indices.results.result_kind import KINDS, OWN_INDEX

Compute = Callable[[Methodology, Tables, Terms], Result]


def compute_lab(methodology: Methodology, tables: Tables, terms: Terms, compute: Compute) -> Result:
    """Compute by a variant, which gives a what-if, or by an own index, which gives a result.

    ``compute`` is the computation for all methodologies.
    """
    document = cast("LabDocument", methodology.document)
    if terms.kind != KINDS[0]:
        raise UsageError("variant.kind", document=document.id, kind=terms.kind)
    if document.is_own:
        tables, terms = _own_edition(methodology, document, tables, terms)
    of_variant = document.kind != OWN_INDEX
    kind = what_if.KIND if of_variant else OWN_INDEX
    result = compute(methodology, tables, replace(terms, kind=kind))
    if not of_variant:
        return result
    # Published figures were not made by a variant: they are not compared.
    parts = result.parts() | {"published": None}
    return Counterfactual(**parts, base=None, corrections=())


def _own_edition(
    methodology: Methodology, document: LabDocument, tables: Tables, terms: Terms
) -> tuple[Tables, Terms]:
    """Return the observations of an own index and its edition, which is their only year."""
    observations = tables.observations
    if observations is None:
        return tables, terms
    reader: Any = getattr(methodology, "read", read_observations)
    table = observations if isinstance(observations, Observations) else reader(observations)
    edition = methodology.edition if terms.edition is None else terms.edition
    if edition is None:
        own = set(methodology.plan.nodes)
        cells = zip(table.cells["indicator"], table.cells["year"], strict=True)
        years = sorted({year for indicator, year in cells if indicator in own and year})
        if len(years) != 1:
            raise UsageError("own.year-needed", document=document.id, allowed=years or "-")
        edition = years[0]
    return replace(tables, observations=table), replace(terms, edition=edition)
