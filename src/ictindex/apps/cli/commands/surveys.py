"""The commands on the records of household surveys: indicators, map, check, estimate."""

from __future__ import annotations

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import PageOptions


def indicators(out: PageOptions) -> None:
    """List the indicators that household surveys measure, with our draft questions."""
    listed = ict.surveys.list_indicators()
    output.write_page(listed, out, listed.to_frame)
