"""Derived views of an edition: NetCDF, Parquet, Excel, and CSV for spreadsheets.

These files are not frozen, and NetCDF and Parquet files from one edition may differ in bytes,
because they contain versions of libraries. Each names the root digest of the edition; only the
edition is authoritative.
"""

from __future__ import annotations

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
from ictindex.language.i18n.spreadsheet_writer import open_book, write_cells, write_facts

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

    frame = rows(view).drop(columns=["edition", "root"])
    columns = [
        [cell if isinstance(cell, str) else None if pd.isna(cell) else cell for cell in frame[name]]
        for name in frame.columns
    ]
    content = io.BytesIO()
    lines = [*view.facts.items(), ("", i18n.text("export", "derived"))]
    lines += [("", notice) for notice in view.notices]
    facts = {"title": view.facts["id"], "comments": f"root {view.facts['root']}"}
    with open_book(content, **facts) as book:
        write_facts(book, view.facts["id"], lines, (18, 90), is_ruled=True)
        write_cells(book, "data", list(frame.columns), columns, widest=_WIDEST)
    return content.getvalue()


_CONTENTS: Mapping[str, Callable[[View], bytes]] = MappingProxyType({".xlsx": _excel, ".csv": _csv})
# Packages that write files themselves, and no others.
_WRITERS: Mapping[str, Callable[[View, Path], None]] = MappingProxyType(
    {".nc": _netcdf, ".parquet": _parquet}
)
