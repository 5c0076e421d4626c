"""Downloads of ITU's DataHub: a CSV file with a row for a series, an economy and a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.data.io.csv import RawTable, tabulate, unknown_column
from ictindex.data.io.files import bounds_of
from ictindex.data.io.publisher import File, Rows, not_of_form, with_exponent
from ictindex.data.io.raw_rows import Draft
from ictindex.data.source_classes import classify
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms

FORM = "datahub"
_LABELS = {
    "economy": "entityIso",
    "indicator": "seriesCode",
    "year": "dataYear",
    "value": "dataValue",
}
_OPTIONAL = {"unit": "seriesUnits", "source": "dataSource", "note": "dataNote"}


def draft_of(file: File) -> Draft:
    """Bring a download into the shape of observations; empty cells are left out."""
    # A series is read only if it names no parent: a part (a sex, an age) must not be taken for the
    # total. Groups of economies and former economies are left out; exponents, which programs write
    # for small numbers, are read exactly.
    name, rows, lines = file.rows()
    table = tabulate(name, rows, lines, file.dialect, bounds_of(file.limit))
    form = publisher_forms()["datahub"]
    missing = [column for column in form["obligatory"] if column not in table.columns]
    if missing:
        raise not_of_form(name, FORM, missing, table.header)
    for column in table.header:
        if column not in form["known"]:
            raise unknown_column(name, column, tuple(form["known"]))
    optional = {
        target: column
        for target, column in _OPTIONAL.items()
        if column in table.columns and target not in file.constants
    }
    labels = {**_LABELS, **optional}
    out = Rows(file, name, labels, ("source_class", "status"))
    out.draft.unread = tuple(c for c in table.header if c not in labels.values())
    totals = _totals(table)
    left_out: dict[str, list[str]] = {kind: [] for kind in ("series", "parts", "groups", "former")}
    unknown = []
    for row, line in enumerate(table.lines):
        cells = {target: str(table.columns[column][row]) for target, column in labels.items()}
        kind, key = _left_out(cells, totals[row], form)
        if kind:
            left_out[kind].append(key)
        elif cells["value"]:
            value, written = with_exponent(cells["value"], file.dialect.decimal)
            completed: dict[str, object] = {**_complete_cells(cells, form["units"]), "value": value}
            out.add(line, _LABELS["value"], completed, written)
            if cells.get("source", "").strip() and not completed["source_class"]:
                unknown.append(cells["source"].strip())
    out.tell("form.series-left-out", left_out["series"])
    out.tell("form.groups-left-out", left_out["groups"])
    out.tell("form.former-left-out", left_out["former"])
    out.tell("datahub.parts-left-out", left_out["parts"], "warning")
    out.tell("source-note.several-unknown", unknown, "warning")
    return out.finish(FORM, [*left_out["series"], *left_out["parts"]])


def _left_out(cells: Mapping[str, str], is_total: bool, form: Mapping[str, Any]) -> tuple[str, str]:
    """Return kind and code of a row that is left out; empty texts for a row that is read."""
    indicator, economy = cells["indicator"], cells["economy"]
    if catalogue.indicator_id(indicator) is None:
        return "series", indicator
    if not is_total:
        return "parts", indicator
    if economy in form["groups"]:
        return "groups", economy
    return ("former", economy) if economy in form["former"] else ("", "")


def _complete_cells(cells: dict[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row with the unit as in the catalogue, and the class of source."""
    kind, status = classify(cells.get("source", ""))
    stated = {"source_class": kind, "status": status}
    if cells.get("unit"):
        stated["unit"] = units.get(cells["unit"].strip().lower(), cells["unit"])
    return {**cells, **stated}


def _totals(table: RawTable) -> list[bool]:
    """Tell for each row whether its series is the total among the series with its code."""
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
        # A part without other rows is a part too: its total may have been left out.
        alone = [kind for kind in kinds if kind[1] == ""]
        total[code] = alone[0] if len(alone) == 1 else None
    return [total[code] == (title, parent) for code, title, parent in described]
