"""The page of the ranked economies of one node, with its plain data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.records_writer import write_records
from ictindex.indices.idi import views
from ictindex.indices.idi.score_tables import make_ranking
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from ictindex.indices.idi.scores import EditionScores


def make_ranking_page(result: EditionScores, node: str, language: str | None = None) -> Page:
    """Return the page of a ranking; its data state whether the ranks are part of a publication."""

    def record() -> dict[str, Any]:
        ranks = {"published": result.ranks_published, **result.extent.facts()}
        return {"id": result.id, "ranks": ranks, "rows": write_records(make_ranking(result, node))}

    return Page(partial(views.ranking, result, node), language, record, result, "ranking")
