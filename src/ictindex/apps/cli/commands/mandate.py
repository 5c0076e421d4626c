"""The command ``mandate``: Resolution 131 clause by clause."""

from __future__ import annotations

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import PageOptions


def mandate(out: PageOptions) -> None:
    """Show Resolution 131 clause by clause, and what of this library serves each clause."""
    listed = ict.data.mandates()
    output.write_page(listed, out, listed.to_frame)
