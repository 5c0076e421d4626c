"""Derived views of an edition: NetCDF, Parquet, Excel, and CSV for spreadsheets.

None of them is frozen, and two written from one edition may differ in bytes: such files hold
versions of libraries. Each names the root digest of the edition, which is what counts.
"""

from __future__ import annotations

import importlib
import io
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import escape_cell, visible
from ictindex.data.io.csv import path_of

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.editions.opening import Whole

_WIDEST = 44
# Which packages a form needs, and the extra that installs them.
_NEEDS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        ".nc": (("h5py", "h5netcdf"), "storage"),
        ".parquet": (("pyarrow",), "storage"),
        ".xlsx": (("xlsxwriter",), "excel"),
        ".csv": ((), ""),
    }
)


def export(edition: Any, path: str | os.PathLike[str]) -> Path:
    """Write a derived view of an edition or a data release (see ``PublishedResult.save``)."""
    place = path_of(path, "path")
    form = place.suffix.lower()
    if form not in _NEEDS:
        raise UsageError("export.form-unknown", file=visible(place.name), allowed=tuple(_NEEDS))
    packages, extra = _NEEDS[form]
    for name in packages:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise UsageError(
                "export.package-missing", form=form, package=name, extra=extra
            ) from error
    # Beside its place first: a file half written is never found there.
    half = place.with_name(f".{place.name}.{secrets.token_hex(4)}{form}")
    try:
        _WRITERS[form](edition, half)
        half.replace(place)
    except OSError as error:
        raise UnusableFileError("file.unwritable", file=visible(str(place))) from error
    finally:
        with suppress(OSError):
            half.unlink()
    return place


def facts(edition: Whole) -> dict[str, str]:
    """Return what every derived view says of its edition."""
    return {
        "id": edition.id,
        "kind": edition.kind,
        "released": edition.released.isoformat(),
        "publisher": edition.publisher,
        **edition.frame_attributes(),
    }


def long(edition: Whole) -> pd.DataFrame:
    """Return the rows of a derived view: of an edition each economy and node, else observations."""
    from ictindex.idi.result import Result
    from ictindex.ipb.result import BasketResult

    if isinstance(edition, (Result, BasketResult)):
        frame = edition.to_frame()
        frame["methodology"] = edition.methodology.id
    else:
        frame = edition.observations.to_frame()
        frame["value"] = frame["value"].astype(float)
    frame["edition"] = edition.id
    frame["root"] = edition.root
    frame.attrs = {}
    return frame


def _netcdf(edition: Whole, place: Path) -> None:
    from ictindex.idi.result import Result
    from ictindex.ipb.result import BasketResult

    if isinstance(edition, (Result, BasketResult)):
        whole = edition.dataset
        texts = [name for name, column in whole.variables.items() if column.dtype.kind == "U"]
        for name in [*texts, *("status", "source_class", "flags")]:
            if name in whole.data_vars:
                whole[name] = whole[name].astype(object)
    else:
        frame = long(edition)
        numeric = dict.fromkeys(("year", "line"), float)
        frame = frame.astype(numeric | dict.fromkeys(set(frame) - {*numeric, "value"}, object))
        whole = frame.rename_axis("row").to_xarray()
    whole.attrs.update(facts(edition))
    whole.attrs["note"] = i18n.text("export", "derived", "en")
    whole.to_netcdf(place, engine="h5netcdf")


def _parquet(edition: Whole, place: Path) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    table = arrow.Table.from_pandas(long(edition), preserve_index=False)
    said = {f"ictindex:{key}".encode(): text.encode() for key, text in facts(edition).items()}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **said})
    parquet.write_table(table, place)


def _csv(edition: Whole, place: Path) -> None:
    frame = long(edition)
    for name in frame.columns:
        # Numbers are never touched; a text that a spreadsheet would run is shown instead.
        frame[name] = [escape_cell(v) if isinstance(v, str) else v for v in frame[name]]
    text = frame.to_csv(index=False, lineterminator="\r\n")
    place.write_bytes(text.encode("utf-8-sig"))  # spreadsheets need the mark to read UTF-8


def _excel(edition: Whole, place: Path) -> None:
    import pandas as pd
    import xlsxwriter

    frame = long(edition).drop(columns=["edition", "root"])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()  # the package has errors of its own for a disk that refuses
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": edition.id, "comments": f"root {edition.root}"})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet(edition.id[:31])
        first.set_column(0, 0, 18)
        first.set_column(1, 1, 90)
        said = [*facts(edition).items(), ("", i18n.text("export", "derived"))]
        said += [("", told) for told in edition.notices(i18n.current_language())]
        for row, (key, words) in enumerate(said):
            first.write_string(row, 0, key, bold if key else wrap)
            first.write_string(row, 1, words, wrap)
        sheet = book.add_worksheet("data")
        sheet.freeze_panes(1, 2)
        for column, name in enumerate(frame.columns):
            cells = frame[name].tolist()
            sheet.write_string(0, column, name, bold)
            widest = max((len(str(cell)) for cell in cells), default=0)
            sheet.set_column(column, column, min(_WIDEST, max(len(name), widest) + 2))
            for row, cell in enumerate(cells, 1):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(row, column, cell)
                elif not pd.isna(cell):
                    sheet.write_number(row, column, float(cell))
        if len(frame):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    place.write_bytes(content.getvalue())


_WRITERS: Mapping[str, Callable[[Any, Path], None]] = MappingProxyType(
    {".nc": _netcdf, ".parquet": _parquet, ".xlsx": _excel, ".csv": _csv}
)
