"""The page of group figures: for each node a table of group, count, mean and median."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.idi import views
from ictindex.indices.results.base import record_attributes
from ictindex.indices.results.extent import Extent
from ictindex.indices.results.group_figures import ALL, group_facts
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from ictindex.indices.idi.scores import EditionScores
    from ictindex.language.i18n.document import Block

PUBLISHED, RECOMPUTED = "published", "recomputed"


def make_group_page(
    result: EditionScores, figures: Table, on: str, language: str | None = None
) -> Page:
    """Return the page of group figures, with its plain data."""

    def record() -> dict[str, Any]:
        return {
            "id": result.id,
            **record_attributes(group_facts(figures)),
            "on": on,
            "rows": write_records(figures),
        }

    return Page(
        partial(_write_page, result, figures, on), language, record, result, "score-group-figures"
    )


def keep_node(result: EditionScores, figures: Table, node: str | None) -> Table:
    """Return the figures of a node alone, if one is wanted; an unknown node is refused."""
    if node is None:
        return figures
    result.kind_of(node)
    return figures.keep(lambda row: row["node"] == node)


def _count_words(row: Mapping[str, Any], language: str) -> str:
    """Return the number of economies behind a figure, and of how many, where that is known."""
    count, whole = row["count"], row["of"]
    if whole is None or whole == count:
        return str(count)
    return i18n.text("views", "of-total", language, count=str(count), total=str(whole))


def _write_page(result: EditionScores, figures: Table, on: str, language: str) -> list[Block]:
    """Return a table for each node that is shown: group, count, mean, median."""
    facts: Mapping[str, Any] = figures.facts
    grouping = facts["grouping"]
    title = i18n.label("groupings", grouping, language)
    if "vintage" in facts:  # a user's own grouping has none
        title = i18n.text(
            "views", "group-figures", language, grouping=grouping, vintage=facts["vintage"]
        )
    extent = Extent(facts["among"], facts["of"])
    blocks: list[Block] = [
        *views.heading(result, language, ranks=False, extent=extent),
        *views.warnings(result, language),
    ]

    def name_group(group: str, language: str) -> str:
        if group == ALL and on == PUBLISHED:
            return i18n.text("views", "all-published", language)
        # A name that the user supplied is shown unchanged.
        own = grouping == "own" and group != ALL
        return group if own else i18n.label("groups", group, language)

    schema = figures.schema.rewrite(group={"names": name_group}, count={"write": _count_words})
    nodes = list(dict.fromkeys(figures.cells["node"]))
    shown = [result.methodology.plan.root, *views.sub_indices(result)]
    tables: list[Block] = []
    for node in [n for n in result.nodes if n in nodes]:
        own = figures.take([row for row, key in enumerate(figures.cells["node"]) if key == node])
        if (node in shown or len(nodes) == 1) and any(own.cells["count"]):
            tables.append(i18n.Heading(i18n.label("nodes", node, language), 3))
            tables.append(write_grid(Table(schema, own.cells, facts), language))
    if tables:
        scores = i18n.text("views", on, language)
        blocks += [i18n.Paragraph(i18n.detail(title, scores, language)), *tables]
    if on == RECOMPUTED:
        blocks += views.remarks(result, language)
    return blocks if tables else [*blocks, *views.exclusions(result, language)]
