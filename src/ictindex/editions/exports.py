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
from ictindex.core.tables.columns import Column
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import visible
from ictindex.data.exchange.data_package import find_joint_licence, licence_code
from ictindex.data.io.csv import path_of
from ictindex.indices.results.shared_columns import SOURCE
from ictindex.language import i18n
from ictindex.language.i18n.spreadsheet_writer import open_book, write_cells, write_facts

if TYPE_CHECKING:
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


# What every saved row states of its edition.
_OF_EDITION = tuple(
    Column(name, "code", about=about, get=f"={name}")
    for name, about in (
        ("edition", "id of the edition or data release"),
        ("root", "its root digest, by which the figure is verified"),
    )
)
LICENCE = Column(
    "licence", "code", about="SPDX code of the licence of the source, or its name, if stated"
)


@dataclass(frozen=True, slots=True)
class View:
    """Content of a derived view of an edition or data release: facts, notices, rows, dataset.

    ``sources`` are all sources of its figures, for a row that is computed from several.
    """

    facts: Mapping[str, str]
    notices: Sequence[str]
    table: Callable[[], Table]
    dataset: Callable[[], xr.Dataset]
    sources: Sequence[str] = ()


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


def rows(view: View) -> Table:
    """Return the rows of a derived view, each with its licence and with the edition's id, root."""
    table, facts = view.table(), view.facts
    named = table.cells[SOURCE.name]
    own = {
        source: licence_code(
            find_joint_licence(view.sources if source is None else source.split(";"))
        )
        for source in set(named)
    }
    # A figure that is computed from several sources is the publisher's, or else the edition's.
    whole = facts["publisher"] or facts["id"]
    cells = {
        **table.cells,
        SOURCE.name: [whole if source is None else source for source in named],
        LICENCE.name: [own[source] for source in named],
        "edition": [facts["id"]] * len(table),
        "root": [facts["root"]] * len(table),
    }
    schema = table.schema.join(table.schema.name, LICENCE, *_OF_EDITION)
    return Table(schema, cells, table.facts)


def _netcdf(view: View, file: Path) -> None:
    whole = view.dataset()
    whole.attrs.update(view.facts)
    whole.attrs["note"] = i18n.text("export", "derived", "en")
    whole.to_netcdf(file, engine="h5netcdf")


def _parquet(view: View, file: Path) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    table = arrow.Table.from_pandas(write_frame(rows(view)), preserve_index=False)
    facts = {f"ictindex:{key}".encode(): text.encode() for key, text in view.facts.items()}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **facts})
    parquet.write_table(table, file)


def _csv(view: View) -> bytes:
    return write_csv(rows(view)).encode("utf-8-sig")  # spreadsheets need the mark to read UTF-8


def _excel(view: View) -> bytes:
    whole = rows(view)
    shown = [c for c in whole.schema.data_columns(whole.facts) if c not in _OF_EDITION]
    columns = [
        [";".join(cell) for cell in whole.cells[c.name]]
        if c.form == "list"
        else whole.cells[c.name]
        for c in shown
    ]
    content = io.BytesIO()
    lines = [*view.facts.items(), ("", i18n.text("export", "derived"))]
    lines += [("", notice) for notice in view.notices]
    facts = {"title": view.facts["id"], "comments": f"root {view.facts['root']}"}
    with open_book(content, **facts) as book:
        write_facts(book, view.facts["id"], lines, (18, 90), is_ruled=True)
        write_cells(book, "data", [column.name for column in shown], columns, widest=_WIDEST)
    return content.getvalue()


_CONTENTS: Mapping[str, Callable[[View], bytes]] = MappingProxyType({".xlsx": _excel, ".csv": _csv})
# Packages that write files themselves, and no others.
_WRITERS: Mapping[str, Callable[[View, Path], None]] = MappingProxyType(
    {".nc": _netcdf, ".parquet": _parquet}
)
