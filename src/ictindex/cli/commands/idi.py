"""The page of group figures, and groupings that a user brings in a file."""

from __future__ import annotations

from decimal import Decimal
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ictindex import i18n
from ictindex.core import decimals
from ictindex.core.errors import UsageError
from ictindex.data.io import csv
from ictindex.i18n.document import Block
from ictindex.idi import views
from ictindex.results.group_figures import ALL

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.idi.result import Result


class _Figures(NamedTuple):
    group: str
    economies: int
    mean: float
    median: float
    of: Any


_READ = ["group", "count", "mean", "median", "of"]


def own_grouping(file: Path, dialect: str | None) -> dict[str, str]:
    """Read a grouping from a CSV file with the columns economy and group."""
    table = csv.read_csv(file, csv.dialect_of(dialect, file.name))
    if not {"economy", "group"} <= set(table.header):
        raise UsageError("cli.grouping-file", file=table.name)
    rows = [
        (str(economy), str(group))
        for economy, group in zip(table.columns["economy"], table.columns["group"], strict=True)
    ]
    groups = dict(rows)
    if len(groups) < len(rows) or not all(groups.values()):
        raise UsageError("cli.grouping-file", file=table.name)
    return groups


def _published(number: Any, result: Result) -> Decimal:
    """Give a rounded float back the decimals of publication: 9.9 is published as 9.90."""
    return decimals.round_half_up(Decimal(repr(float(number))), result.decimals)


def _count(row: _Figures, language: str) -> str:
    """Return how many economies a figure is of, and of how many, where that is known."""
    if not isinstance(row.of, Integral) or row.of == row.economies:  # pandas.NA: not known
        return str(row.economies)
    return i18n.text("views", "of-total", language, count=str(row.economies), total=str(row.of))


def groups_page(result: Result, frame: pd.DataFrame, on: str, language: str) -> list[Block]:
    """Return a table for each node that is shown: group, count, mean, median."""
    grouping = frame.attrs["grouping"]
    title = i18n.label("groupings", grouping, language)
    if "vintage" in frame.attrs:  # an own grouping has none
        vintage = frame.attrs["vintage"]
        title = i18n.text("views", "group-figures", language, grouping=grouping, vintage=vintage)
    scores = i18n.text("views", on, language)
    blocks: list[Block] = [
        *views.heading(result, language, ranks=False),
        *views.warnings(result, language),
    ]
    shown_tables: list[Block] = []
    headers = [i18n.label("columns", k, language) for k in ("group", "count", "mean", "median")]
    shown = [result.methodology.plan.root, *views.sub_indices(result)]
    for node in [n for n in result.nodes if n in set(frame["node"])]:
        if node not in shown and frame["node"].nunique() > 1:
            continue
        chosen = frame.loc[frame["node"] == node, _READ]
        figures = list(map(_Figures._make, chosen.itertuples(index=False)))
        if not any(row.economies for row in figures):
            continue
        rows = [
            [
                # A name that the user gave is shown as given.
                row.group
                if grouping == "own" and row.group != ALL
                else i18n.label("groups", row.group, language),
                _count(row, language),
                *(
                    "–" if row.economies == 0 else i18n.number(_published(value, result), language)
                    for value in (row.mean, row.median)
                ),
            ]
            for row in figures
        ]
        shown_tables += [
            i18n.Heading(i18n.label("nodes", node, language), 3),
            i18n.Table(headers, rows, frozenset({1, 2, 3})),
        ]
    if shown_tables:
        blocks += [i18n.Paragraph(i18n.detail(title, scores, language)), *shown_tables]
    if on == "recomputed":
        blocks += views.remarks(result, language)
    return blocks if shown_tables else [*blocks, *views.exclusions(result, language)]
