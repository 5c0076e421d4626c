"""Labelled arrays: an xarray Dataset or DataArray brought into the shape of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import no_column, unknown_column
from ictindex.data.io.observation_columns import CONSTANTS
from ictindex.data.io.raw_rows import Draft


def from_xarray(source: Any, renamed: Mapping[str, str], constants: Mapping[str, str]) -> Draft:
    """Make a draft from an xarray Dataset (a variable per indicator) or DataArray."""
    # A coordinate with the name of a column of observations fills that column; any other one is
    # listed as unread.
    is_set = hasattr(source, "data_vars")
    kind = "Dataset" if is_set else "DataArray"
    arrays = list(source.data_vars.items()) if is_set else [(source.name or "", source)]
    names = list(map(str, dict.fromkeys((*dict(arrays), *source.dims, *source.coords))))
    for name in renamed:
        if name not in names:
            raise no_column(kind, str(name), names)
    draft = Draft({"value": [], "indicator": []}, [], [], [])
    for name, array in arrays:
        variable = str(renamed.get(str(name), str(name)))
        _append(draft, kind, variable, array, _columns(kind, array, renamed), constants)
    if not draft.lines:
        raise UnusableFileError("table.no-rows", file=kind)
    return draft


def _columns(kind: str, array: Any, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the column of observations of each dimension and coordinate."""
    columns: dict[str, str] = {}
    by_column: dict[str, str] = {}
    for label in (*array.dims, *array.coords):
        if str(label) in columns:
            continue
        column = str(renamed.get(str(label), str(label)))
        if column in by_column:
            raise UsageError(
                "layout.target-twice",
                file=kind,
                target=column,
                first=by_column[column],
                second=str(label),
            )
        columns[str(label)] = column
        by_column[column] = str(label)
    return columns


def _append(
    draft: Draft,
    kind: str,
    indicator: str,
    array: Any,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
) -> None:
    from ictindex.data.io.frame_tables import shortest  # only for those who have such arrays

    _check_dimensions(kind, array, columns)
    values = array.values
    flat = shortest(values.ravel(), str(values.dtype)) or values.ravel().tolist()
    count = len(flat)
    cells: dict[str, list[object]] = {name: [text] * count for name, text in constants.items()}
    unread = {str(label): None for label in array.coords if columns[str(label)] not in CONSTANTS}
    draft.unread = tuple(dict.fromkeys((*draft.unread, *unread)))
    for label in array.coords:
        column = columns[str(label)]
        if column in constants:
            raise UnusableFileError("table.constant-too", file=kind, column=column)
        if column in CONSTANTS:
            spread = array.coords[label].broadcast_like(array).transpose(*array.dims)
            cells[column] = spread.values.ravel().tolist()
    for attribute in ("unit", "source"):
        if attribute in array.attrs:
            _agree(kind, attribute, array.attrs[attribute], cells.get(attribute, ()))
            cells.setdefault(attribute, [array.attrs[attribute]] * count)
    if indicator:
        cells.setdefault("indicator", [indicator] * count)
    missing = [column for column in ("economy", "indicator", "year") if column not in cells]
    if missing:
        dimensions = [visible(columns[str(dim)]) for dim in array.dims]
        raise UnusableFileError(
            "table.missing-columns", file=kind, missing=missing, found=dimensions
        )
    cells["value"] = list(flat)
    start = len(draft.lines)
    for name in dict.fromkeys((*draft.cells, *cells)):
        before = draft.cells.setdefault(name, [""] * start)
        before += cells.get(name, [""] * count)
    draft.files += [kind] * count
    draft.lines += [0] * count
    draft.columns += [indicator] * count


def _check_dimensions(kind: str, array: Any, columns: Mapping[str, str]) -> None:
    """Refuse a dimension that is not a column of observations, or has no coordinate."""
    for dim in array.dims:
        if columns[str(dim)] not in CONSTANTS:
            raise unknown_column(kind, columns[str(dim)], CONSTANTS)
        if dim not in array.coords:
            raise UnusableFileError("array.no-coordinate", file=kind, column=str(dim))


def _agree(kind: str, attribute: str, stated: object, cells: Any) -> None:
    """Refuse an attribute that contradicts a cell."""
    for cell in cells:
        if text_of(cell) != text_of(stated):
            raise UnusableFileError(
                "array.disagreement",
                file=kind,
                column=attribute,
                first=visible(text_of(stated))[:80],
                second=visible(text_of(cell))[:80],
            )
