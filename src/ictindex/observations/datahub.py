"""Downloads of ITU's DataHub: a CSV file, one row for a series, an economy and a year.

The archive holds one CSV file with the columns ``seriesCode``, ``entityIso``, ``dataYear``,
``dataValue`` and others that describe them. The source that ITU notes for a value decides its
class, by the documented mapping of ``sourcenotes``.
"""

from __future__ import annotations

from collections.abc import Mapping

from ictindex import catalogue
from ictindex.catalogue import publisher_forms
from ictindex.observations.drafts import Draft
from ictindex.observations.publishers import File, Rows, not_of_form
from ictindex.observations.sourcenotes import classify
from ictindex.observations.tables import Table, tabulate, unknown_column

FORM = "datahub"
_LABELS = {
    "economy": "entityIso",
    "indicator": "seriesCode",
    "year": "dataYear",
    "value": "dataValue",
}
_OPTIONAL = {"unit": "seriesUnits", "source": "dataSource", "note": "dataNote"}


def draft_of(file: File) -> Draft:
    """Bring a download into the shape of observations; empty cells are none.

    A series that has parts under the same code (a sex, an age) is read only where it names no
    parent: a part must not pass for the total.

    Raises
    ------
    UnusableFileError
        If the file is not of this form, or has no series of the catalogue.
    """
    name, rows, lines = file.rows()
    table = tabulate(name, rows, lines, file.dialect)
    known = publisher_forms()["datahub"]
    missing = [column for column in known["obligatory"] if column not in table.columns]
    if missing:
        raise not_of_form(name, FORM, missing, table.header)
    for column in table.header:
        if column not in known["known"]:
            raise unknown_column(name, column, tuple(known["known"]))
    optional = {
        target: column
        for target, column in _OPTIONAL.items()
        if column in table.columns and target not in file.constants
    }
    labels = {**_LABELS, **optional}
    out = Rows(file, name, labels, ("source_class", "status"))
    out.draft.unread = tuple(c for c in table.header if c not in labels.values())
    totals = _totals(table)
    parts, others = [], []
    for row, line in enumerate(table.lines):
        cells = {target: str(table.columns[column][row]) for target, column in labels.items()}
        if catalogue.indicator_id(cells["indicator"]) is None:
            others.append(cells["indicator"])
        elif not totals[row]:
            parts.append(cells["indicator"])
        elif cells["value"]:
            out.add(line, _LABELS["value"], _completed(cells, known["units"]))
    out.tell("form.series-left-out", others)
    out.tell("datahub.parts-left-out", parts, "warning")
    return out.finished(FORM, [*others, *parts])


def _completed(cells: dict[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row with its unit as the catalogue has it and the class of source."""
    kind, status = classify(cells.get("source", ""))
    said = {"source_class": kind, "status": status}
    if cells.get("unit"):
        said["unit"] = units.get(cells["unit"].strip().lower(), cells["unit"])
    return {**cells, **said}


def _totals(table: Table) -> list[bool]:
    """Tell for each row whether its series is the total among those with its code."""
    blank = ("",) * len(table.lines)
    described = list(
        zip(
            table.columns["seriesCode"],
            table.columns.get("seriesName", blank),
            table.columns.get("seriesParent", blank),
            strict=True,
        )
    )
    of_code: dict[object, set[tuple[object, object]]] = {}
    for code, title, parent in described:
        of_code.setdefault(code, set()).add((title, parent))
    total: dict[object, tuple[object, object] | None] = {}
    for code, kinds in of_code.items():
        alone = [kind for kind in kinds if kind[1] == ""]
        only = kinds if len(kinds) == 1 else alone
        total[code] = next(iter(only)) if len(only) == 1 else None
    return [total[code] == (title, parent) for code, title, parent in described]
