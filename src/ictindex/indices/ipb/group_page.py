"""The pages of groups of economies: their medians or means, and the affordability target."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.ipb import views
from ictindex.indices.results.base import record_attributes
from ictindex.indices.results.group_figures import ALL, group_facts
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from ictindex.indices.ipb.priced_baskets import PricedBaskets
    from ictindex.language.i18n.document import Block


def make_group_page(result: PricedBaskets, figures: Table, language: str | None = None) -> Page:
    """Return the page of group figures, with its plain data."""
    build = partial(_write_groups, result, figures)
    name = f"basket-group-{figures.facts['statistic']}s"
    return Page(build, language, partial(_record, result, figures), json_name=name)


def make_target_page(result: PricedBaskets, status: Table, language: str | None = None) -> Page:
    """Return the page of the affordability target, by economy or by group, with its plain data."""
    build = partial(_write_target, result, status)
    name = "basket-target" if "economy" in status.cells else "basket-target-by-group"
    return Page(build, language, partial(_record, result, status), json_name=name)


def _record(result: PricedBaskets, table: Table) -> dict[str, Any]:
    """Return a table as plain data, with the id of the result and the facts of the table."""
    return {"id": result.id, **record_attributes(group_facts(table)), "rows": write_records(table)}


def _write_groups(result: PricedBaskets, figures: Table, language: str) -> list[Block]:
    """Return the page of group figures: a row for each group, a column for each basket."""
    facts = figures.facts
    statistic, measure = str(facts["statistic"]), str(facts["measure"])
    blocks = views.heading(result, language)
    grouping = i18n.label("groupings", str(facts["grouping"]), language)
    shown = i18n.label("columns", statistic, language)
    if "vintage" in facts:  # a user's own grouping has none
        title = i18n.text(
            "views",
            "basket-groups",
            language,
            statistic=shown,
            grouping=grouping,
            vintage=str(facts["vintage"]),
        )
    else:
        title = i18n.pair(shown, grouping, language)
    blocks.append(i18n.Heading(title, 2))
    blocks.append(i18n.Sentence(f"measures/{measure}"))
    blocks.append(
        write_grid(figures.spread("basket", statistic, "count", over=result.baskets), language)
    )
    world = figures.keep(lambda row: row["group"] == ALL)
    return [
        *blocks,
        *views.experimental_note(sum(world.cells["experimental"])),
        *views.extent_blocks(result, (measure,), language),
    ]


def _write_target(result: PricedBaskets, status: Table, language: str) -> list[Block]:
    """Return the page of the affordability target, by economy or by group."""
    blocks = views.heading(result, language)
    rule = result.methodology.document.affordability
    if rule is not None:
        blocks.append(views.describe_target(rule))
    if "economy" in status.cells:  # for one economy in the order of the baskets
        names = {e: i18n.economy_name(e, language) for e in result.economies}
        ordered = status.sort(lambda row: names[row["economy"]])
        return [*blocks, write_grid(ordered, language)]
    part = views.extent_blocks(result, ("share",), language)
    return [*blocks, write_grid(status, language), *part]
