"""The page of group figures of a price series: a table for each definition, groups by years."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.core import decimals as numbers
from ictindex.i18n.document import Block
from ictindex.ipb import series_checks
from ictindex.results.group_figures import ALL

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.ipb.series import PriceSeries


# More than these make a list that nobody reads; the frame has them all.
_MOST = 12


def groups_page(series: PriceSeries, frame: pd.DataFrame, language: str) -> list[Block]:
    """Return the page of a frame that ``PriceSeries.groups`` made.

    Parameters
    ----------
    series : PriceSeries
        What it was made of: what it leaves in doubt stands beneath.
    frame : pandas.DataFrame
        Columns group, definition, year, count, value, with what is said of them in ``attrs``.
    language : str
        One of the six languages.

    Returns
    -------
    list of blocks
        A heading, what the figures are, and for each definition a table of groups by years: the
        figure, and in brackets the number of economies that it is made of.
    """
    about = frame.attrs
    title = i18n.text("basket-views", "series-groups", language)
    facts = [
        i18n.label("statistics", str(about["statistic"]), language),
        i18n.label("measures", str(about["measure"]), language),
    ]
    if "vintage" in about:
        facts.append(
            i18n.text(
                "views", "group-figures", language,
                grouping=about["grouping"], vintage=about["vintage"],
            )
        )  # fmt: skip
    balanced = "series-balanced" if about.get("balanced") else "series-unbalanced"
    blocks: list[Block] = [
        i18n.Heading(title, 1),
        i18n.Paragraph(i18n.clauses(facts, language)),
        i18n.Paragraph(i18n.text("basket-views", balanced, language)),
    ]
    decimals = int(about.get("decimals", 2))
    for definition, part in frame.groupby("definition", sort=False):
        years = sorted(part["year"].unique())
        cells = {
            (group, year): _figure(value, count, decimals, language)
            for group, year, count, value in part[["group", "year", "count", "value"]].itertuples(
                index=False
            )
        }
        name = i18n.label("basket-definitions", str(definition), language)
        headers = [i18n.label("columns", "group", language), *map(str, years)]
        rows = [
            [_group(str(group), about, language), *(cells.get((group, y), "–") for y in years)]
            for group in part["group"].unique()
        ]
        blocks += [
            i18n.Heading(name, 2),
            i18n.Table(headers, rows, frozenset(range(1, len(headers)))),
        ]
    extent = _extent(frame, language)
    tried = int(frame.loc[frame["group"] == ALL, "experimental"].sum())
    if tried:
        told = i18n.text("basket-views", "experimental", language, count=str(tried))
        extent.append(i18n.Paragraph(told, note=True))
    return [*blocks, *extent, *series_checks.blocks(series, language)]


def _extent(frame: pd.DataFrame, language: str) -> list[Block]:
    """Say of how many economies figures are, where the publisher has more or nobody knows."""
    world = frame[(frame["group"] == ALL) & (frame["count"] > 0)]
    if frame.attrs.get("balanced") or world.empty:  # a panel is a part of the economies anyhow
        return []
    columns = ("definition", "year", "count", "of")
    told = []
    for definition, year, count, whole in zip(
        *(world[name].astype(object).tolist() for name in columns), strict=True
    ):
        if count == whole:
            continue
        key = "of-unknown" if whole is None or whole != whole else "of-whole"
        name = i18n.label("basket-definitions", str(definition), language)
        given = {"definition": name, "year": str(year), "count": str(count), "total": str(whole)}
        told.append(i18n.text("basket-views", key, language, **given))
    if not told:
        return []
    rest = len(told) - _MOST
    if rest > 0:
        told = [*told[:_MOST], i18n.text("views", "more-faults", language, count=str(rest))]
    title = i18n.text("basket-views", "part", language)
    return [i18n.Paragraph(title, note=True), i18n.Bullets(told)]


def _figure(value: float, count: int, decimals: int, language: str) -> str:
    """Return a figure with its decimals of publication, and how many economies it is made of."""
    if count == 0:
        return "–"
    exact = numbers.round_half_up(Decimal(repr(float(value))), decimals)
    return i18n.detail(i18n.number(exact, language), str(count), language)


def _group(group: str, about: Mapping[object, object], language: str) -> str:
    """Return the name of a group; one that the user made is shown as given."""
    own = about.get("grouping") == "own" and group != ALL
    return group if own else i18n.label("groups", group, language)
