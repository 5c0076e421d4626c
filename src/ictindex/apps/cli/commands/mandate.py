"""The command ``mandate``: Resolution 131 clause by clause."""

from __future__ import annotations

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.options import PageOptions
from ictindex.language.i18n.page_writer import page_width


def mandate(out: PageOptions) -> None:
    """Show Resolution 131 clause by clause, and what of this library serves each clause."""
    listed = ict.data.mandates()
    if not output.write_data(out.form, listed.to_dict, listed.to_frame):
        with page_width(output.page_width()):
            output.write(listed.write(out.format, out.language))
