"""The command ``catalogue core-list``: the Core List as far as it was read."""

from __future__ import annotations

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import PageOptions


def core_list(out: PageOptions) -> None:
    """Show the Core List of ICT indicators as far as it was read, and what serves each row."""
    listed = ict.data.core_list()
    output.write_page(listed, out, listed.to_frame)
