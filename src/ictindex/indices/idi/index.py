"""The ICT Development Index, and every composite, in the form that the registry needs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.definitions.documents import is_of_lab, root_of

if TYPE_CHECKING:
    from ictindex.data.observations import Observations
    from ictindex.data.published_figures import Published
    from ictindex.engine import Plan
    from ictindex.indices.idi.result import Result
    from ictindex.indices.idi.single_score import Score
    from ictindex.indices.results.methodology import Methodology
    from ictindex.indices.results.methodology_base import MethodologyBase
    from ictindex.indices.results.request import Tables, Terms
    from ictindex.language.i18n.document import Block
    from ictindex.submissions.sourcing.selection import Selection


def compute(methodology: Methodology, tables: Tables, terms: Terms) -> Result:
    """Compute the scores of an edition from observations, or from selected sources."""
    if not is_of_lab(methodology.document):
        return _compute(methodology, tables, terms)
    from ictindex.indices.idi.lab_results import compute_lab

    with use_terms(terms_of(methodology)):
        return compute_lab(methodology, tables, terms, _compute)


def _compute(methodology: Methodology, tables: Tables, terms: Terms) -> Result:
    from ictindex.indices.idi.compute import absent_economies, compute_scores
    from ictindex.indices.results.edition_choice import choose_edition, choose_year
    from ictindex.indices.results.request import read_comparison

    _check_tables(methodology, tables)
    edition, year = terms.edition, terms.year
    selection = _selection_of(tables.observations)
    if selection is not None:
        edition, year = _check_selection(methodology, selection, edition, year)
    edition = choose_edition(methodology, edition)
    year = choose_year(methodology, edition, year)
    table = _read(tables.observations, selection)
    if table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
    published = read_comparison(tables.published)
    if published is None and year == choose_year(methodology, edition, None):
        published = table.published.get(edition)
    return compute_scores(
        methodology,
        table,
        edition=edition,
        year=year,
        published=published,
        kind=terms.kind,
        absent=() if selection is None else absent_economies(selection),
        selection=selection,
    )


def compute_composite(
    methodology: Methodology,
    table: Observations,
    *,
    edition: int,
    year: int,
    kind: str,
    published: Published | None,
    put_in: frozenset[tuple[str, str]],
) -> Result:
    """Compute the composite of another index from observations made of its tables."""
    from ictindex.indices.idi.compute import compute_scores

    result = compute_scores(
        methodology, table, edition=edition, year=year, published=published, kind=kind
    )
    return replace(result, put_in=put_in)


def score_economy(
    methodology: MethodologyBase, values: Mapping[str, object], scores: Mapping[str, object]
) -> Score:
    """Score one economy (see ``Methodology.score``)."""
    from ictindex.indices.idi import single_score

    return single_score.score_economy(methodology, values, scores)


def simulate(plan: Plan, values: Any, weights: Mapping[str, Any] | None, nodes: bool) -> Any:
    """Compute scores in float64 (see ``Methodology.simulate``)."""
    from ictindex.indices.idi import simulation_run

    return simulation_run.simulate(plan, values, weights, nodes)


def fit(methodology: Methodology, result: Result) -> Methodology:
    """Return a variant with parameters fitted to a result (see ``Methodology.frozen_from``)."""
    from ictindex.indices.idi.counterfactual import what_if
    from ictindex.indices.results.what_if import Scenario

    return what_if(result, Scenario({}, methodology)).methodology


def methodology_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the part of the page of a methodology about its tree."""
    from ictindex.indices.idi.methodology_page import composite_blocks

    return composite_blocks(methodology, language)


def _check_tables(methodology: Methodology, tables: Tables) -> None:
    """Refuse observations for an index without a composite, or together with tables of prices."""
    document = methodology.document
    if tables.observations is None:
        raise UsageError("compute.needs-observations", document=document.id)
    if not document.has_composite:
        raise UsageError("basket.no-composite", document=document.id)
    names = [n for n in ("prices", "tariffs", "economics") if getattr(tables, n) is not None]
    if names:
        raise UsageError("compute.tables-besides-observations", document=document.id, given=names)


def _read(observations: Any, selection: Selection | None) -> Observations:
    """Return the table of observations, or the selected ones; refuse a void receipt."""
    from ictindex.data.observation_reader import read_observations
    from ictindex.data.observations import Observations

    if selection is not None:
        for receipt in selection.receipts:
            receipt.verify()
        return selection.observations
    return (
        observations if isinstance(observations, Observations) else read_observations(observations)
    )


def _selection_of(observations: object) -> Selection | None:
    """Return a table that is a selection, otherwise ``None``; so too without its room."""
    room = sys.modules.get("ictindex.submissions.sourcing.selection")
    if room is None:
        return None
    selection: type[Selection] = room.Selection
    return observations if isinstance(observations, selection) else None


def _check_selection(
    methodology: Methodology, selection: Selection, edition: int | None, year: int | None
) -> tuple[int, int]:
    """Return edition and year of a selection; refuse others than it was made for."""
    made_for, document = selection.methodology.document.id, methodology.document
    wanted = methodology.edition if edition is None else edition
    # A variant uses the sources of its parent and does not choose its own.
    root = root_of(document).id
    if (
        made_for not in (document.id, root)
        or wanted not in (None, selection.edition)
        or year not in (None, selection.year)
    ):
        raise UsageError(
            "selection.other-edition",
            document=made_for,
            edition=str(selection.edition),
            year=str(selection.year),
        )
    return selection.edition, selection.year
