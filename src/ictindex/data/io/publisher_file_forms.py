"""Forms of files that people already have: SDMX-CSV, ITU's DataHub and workbook, World Bank CSV.

The caller states the form, and it is never guessed: a column has another meaning in another form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv_dialects import UTF_8, dialect_of
from ictindex.data.io.files import bounds_of
from ictindex.data.io.observation_columns import CONSTANTS
from ictindex.data.io.raw_rows import Draft
from ictindex.data.io.table_sources import content_of, name_of

if TYPE_CHECKING:
    from ictindex.data.io.publisher import File

FORMS = ("sdmx-csv", "datahub", "wdi", "itu-idi")
# The form whose files may have additional columns.
WITH_COLUMNS = "sdmx-csv"
# Forms of workbooks with a sheet for each edition.
BY_EDITION = frozenset({"itu-idi"})


def draft_of(
    form: object,
    source: object,
    columns: Mapping[str, str] | None,
    constants: Mapping[str, object] | None,
    dialect: str | None,
    edition: int | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Draft:
    """Read a file of a publisher."""
    if not isinstance(form, str) or form not in FORMS:
        raise UsageError("form.unknown", form=visible(text_of(form))[:80], allowed=FORMS)
    if columns is not None and form != WITH_COLUMNS:
        raise UsageError("form.no-columns", form=form)
    if edition is not None and form not in BY_EDITION:
        raise UsageError("form.argument-unfit", form=form, argument="edition")
    if dialect is not None and form in BY_EDITION:
        raise UsageError("form.argument-unfit", form=form, argument="dialect")
    from ictindex.data.io.layout_sections import texts
    from ictindex.data.io.publisher import File

    fixed = texts("constants", "constants", constants or {}, CONSTANTS)
    spoken = dialect_of(dialect, name_of(source, name))
    content = content_of(source, name, bounds_of(limit))
    if content is None:
        raise UsageError("form.needs-file", form=form, type=type(source).__name__)
    if content.decoded:
        spoken = replace(spoken, encoding=UTF_8)
    targets = {text_of(column): text_of(target) for column, target in (columns or {}).items()}
    file = File(content.name, content.data, spoken, targets, fixed, edition, limit)
    draft = _bring_into_shape(form, file)
    draft.sources = {content.name.partition("!")[0]: content.sha256}
    return draft


def _bring_into_shape(form: str, file: File) -> Draft:
    """Read a file with the module of its form, which is imported when it is needed."""
    if form == "sdmx-csv":
        from ictindex.data.io import sdmx_csv

        return sdmx_csv.draft_of(file)
    if form == "datahub":
        from ictindex.data.io import datahub

        return datahub.draft_of(file)
    if form == "wdi":
        from ictindex.data.io import wdi

        return wdi.draft_of(file)
    from ictindex.data.io import itu_idi_workbook

    return itu_idi_workbook.draft_of(file)
