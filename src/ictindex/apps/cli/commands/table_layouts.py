"""The command on layouts: suggest."""

from __future__ import annotations

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output


def suggest(
    file: opt.File,
    output_file: opt.Output = None,
    dialect: opt.Dialect = None,
    sheet: opt.Sheet = None,
    language: opt.Language = "en",
) -> None:
    """Suggest the layout of a table; nothing is read by it before it is confirmed."""
    text = ict.data.suggest_layout(file, dialect=dialect, sheet=sheet, language=language)
    output.deliver(text, output_file, language, ("cli", "layout-written"))
