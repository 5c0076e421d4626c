"""Derived views of an edition: NetCDF, Parquet, Excel, and CSV for spreadsheets.

These files are not frozen, and NetCDF and Parquet files from one edition may differ in bytes,
because they contain versions of libraries. Each names the root digest of the edition; only the
edition is authoritative.
"""

from __future__ import annotations

import datetime as dt
import importlib
import io
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_by, write_file
from ictindex.data.cell_text import escape_cell, visible
from ictindex.data.io.csv import path_of
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_WIDEST = 44
# The same day in all workbooks: the same edition gives the same bytes. They have no time zones.
_DAY = dt.datetime(2000, 1, 1)
# Packages that a form needs, and the extra that installs them.
_NEEDS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        ".nc": (("h5py", "h5netcdf"), "storage"),
        ".parquet": (("pyarrow",), "storage"),
        ".xlsx": (("xlsxwriter",), "excel"),
        ".csv": ((), ""),
    }
)


@dataclass(frozen=True, slots=True)
class View:
    """Content of a derived view of an edition or data release: facts, notices, rows, dataset."""

    facts: Mapping[str, str]
    notices: Sequence[str]
    frame: Callable[[], pd.DataFrame]
    dataset: Callable[[], xr.Dataset]


def export(view: View, path: str | os.PathLike[str]) -> Path:
    """Write a derived view of an edition or a data release (see ``PublishedResult.save``)."""
    file = path_of(path, "path")
    form = file.suffix.lower()
    if form not in _NEEDS:
        raise UsageError("export.form-unknown", file=visible(file.name), allowed=tuple(_NEEDS))
    packages, extra = _NEEDS[form]
    for name in packages:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise UsageError(
                "export.package-missing", form=form, package=name, extra=extra
            ) from error
    content = _CONTENTS.get(form)
    if content is not None:
        return write_file(file, content(view))
    return write_by(file, lambda draft: _WRITERS[form](view, draft))


def rows(view: View) -> pd.DataFrame:
    """Return the rows of a derived view, each with the id and the root of the edition."""
    frame = view.frame()
    frame["edition"] = view.facts["id"]
    frame["root"] = view.facts["root"]
    frame.attrs = {}
    return frame


def _netcdf(view: View, file: Path) -> None:
    whole = view.dataset()
    whole.attrs.update(view.facts)
    whole.attrs["note"] = i18n.text("export", "derived", "en")
    whole.to_netcdf(file, engine="h5netcdf")


def _parquet(view: View, file: Path) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    table = arrow.Table.from_pandas(rows(view), preserve_index=False)
    facts = {f"ictindex:{key}".encode(): text.encode() for key, text in view.facts.items()}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **facts})
    parquet.write_table(table, file)


def _csv(view: View) -> bytes:
    frame = rows(view)
    for name in frame.columns:
        # Numbers do not change; a text that a spreadsheet would run as a formula is escaped.
        frame[name] = [escape_cell(v) if isinstance(v, str) else v for v in frame[name]]
    text = frame.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")  # spreadsheets need the mark to read UTF-8


def _excel(view: View) -> bytes:
    import pandas as pd
    import xlsxwriter

    frame = rows(view).drop(columns=["edition", "root"])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()  # in memory: the package needs no temporary folder
    with xlsxwriter.Workbook(content, {**options, "in_memory": True}) as book:
        facts = {"title": view.facts["id"], "comments": f"root {view.facts['root']}"}
        book.set_properties({**facts, "created": _DAY})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet(view.facts["id"][:31])
        first.set_column(0, 0, 18)
        first.set_column(1, 1, 90)
        lines = [*view.facts.items(), ("", i18n.text("export", "derived"))]
        lines += [("", notice) for notice in view.notices]
        for row, (key, words) in enumerate(lines):
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
    return content.getvalue()


_CONTENTS: Mapping[str, Callable[[View], bytes]] = MappingProxyType({".xlsx": _excel, ".csv": _csv})
# Packages that write files themselves, and no others.
_WRITERS: Mapping[str, Callable[[View, Path], None]] = MappingProxyType(
    {".nc": _netcdf, ".parquet": _parquet}
)
