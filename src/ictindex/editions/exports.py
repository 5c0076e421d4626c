"""Derived views of an edition: NetCDF, Parquet, Excel, and CSV for spreadsheets.

These files are not frozen, and two of them from one edition may differ in bytes, because they
contain versions of libraries. Each names the root digest of the edition; only the edition is
authoritative.
"""

from __future__ import annotations

import importlib
import io
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import escape_cell, visible
from ictindex.data.io.csv import path_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_WIDEST = 44
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
    # The file is written next to its final path first, so that nobody finds a half-written file.
    half = file.with_name(f".{file.name}.{secrets.token_hex(4)}{form}")
    try:
        _WRITERS[form](view, half)
        half.replace(file)
    except OSError as error:
        raise UnusableFileError("file.unwritable", file=visible(str(file))) from error
    finally:
        with suppress(OSError):
            half.unlink()
    return file


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


def _csv(view: View, file: Path) -> None:
    frame = rows(view)
    for name in frame.columns:
        # Numbers do not change; a text that a spreadsheet would run as a formula is escaped.
        frame[name] = [escape_cell(v) if isinstance(v, str) else v for v in frame[name]]
    text = frame.to_csv(index=False, lineterminator="\r\n")
    file.write_bytes(text.encode("utf-8-sig"))  # spreadsheets need the mark to read UTF-8


def _excel(view: View, file: Path) -> None:
    import pandas as pd
    import xlsxwriter

    frame = rows(view).drop(columns=["edition", "root"])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()  # the package has its own errors for a disk that cannot be written
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": view.facts["id"], "comments": f"root {view.facts['root']}"})
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
    file.write_bytes(content.getvalue())


_WRITERS: Mapping[str, Callable[[View, Path], None]] = MappingProxyType(
    {".nc": _netcdf, ".parquet": _parquet, ".xlsx": _excel, ".csv": _csv}
)
