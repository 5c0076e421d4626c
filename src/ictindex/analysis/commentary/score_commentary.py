"""Commentary on the score of an economy: what it is, what moved it, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ictindex.analysis.commentary.figure_origins import COPY, PRINTED, name_kind
from ictindex.analysis.commentary.group_standing import describe_standing
from ictindex.analysis.commentary.input_commentary import describe_inputs
from ictindex.analysis.commentary.sentence_forms import check_forms
from ictindex.analysis.commentary.shown_scores import show_score
from ictindex.analysis.tables.economy_values import require_economy
from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.engine import Plan
from ictindex.language.commentary_page import Commentary
from ictindex.language.i18n.sentences import Sentence, list_clauses, name_economy

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result


def comment_on_score(
    figures: EditionFigures,
    economy: str,
    *,
    inputs: Result | None = None,
    moved: Sequence[Sentence] = (),
    whose: str = PRINTED,
    language: str | None = None,
) -> Commentary:
    """Return the commentary on the score of an economy in an edition.

    ``figures`` are the scores that are shown. ``inputs`` is the result with the values behind them,
    where the figures were read and not computed. ``moved`` are the sentences on the change since
    another edition; they come before those on the inputs. ``whose`` figures those are that were
    read and not computed, by a word of ``figure_origins``.
    """
    behind = figures.result if inputs is None else inputs
    codes = {*figures.economies, *(() if behind is None else behind.economies)}
    require_economy(economy, dict.fromkeys(codes), figures.id)
    has_itu_notes = name_kind(figures, whose) in (PRINTED, COPY)
    sentences = check_forms(
        (
            *_describe_score(figures, economy, whose),
            *describe_standing(figures, economy, whose),
            *moved,
            *describe_inputs(behind, economy, has_itu_notes=has_itu_notes),
        )
    )
    return Commentary(
        name_economy(economy), sentences, language=language, holder=figures.methodology
    )


def _describe_score(figures: EditionFigures, economy: str, whose: str) -> Iterator[Sentence]:
    """Yield what the score is and of how many, whose it is, and the scores of its sub-indices."""
    plan = figures.methodology.plan
    score = figures.scores.get((economy, plan.root))
    edition = str(figures.edition)
    if score is None:
        yield Sentence("commentary/score-absent", economy=economy, index=plan.root, edition=edition)
        return
    yield Sentence(
        f"commentary/score-{name_kind(figures, whose)}",
        economy=economy,
        score=show_score(figures, score),
        scale=plan.scale,
        index=plan.root,
        edition=edition,
    )
    below = list_sub_indices(plan)
    parts = [
        Sentence("commentary/part", node=node, score=show_score(figures, printed))
        for node in below
        if (printed := figures.scores.get((economy, node))) is not None
    ]
    if parts and len(parts) == len(below):
        yield Sentence(
            "commentary/parts", total=len(below), scale=plan.scale, parts=list_clauses(parts)
        )
    elif parts:
        yield Sentence(
            "commentary/parts-some", count=len(parts), total=len(below), parts=list_clauses(parts)
        )


def list_sub_indices(plan: Plan) -> list[str]:
    """Return the nodes right below the index, unless they are its indicators."""
    below = [plan.nodes[child] for child in plan.children(len(plan.nodes) - 1)]
    return [] if set(below) <= set(plan.indicators) else below
