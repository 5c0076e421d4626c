"""One page of the site: its address, template, words and figures, before it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.publishing.website.chart_boxes import ChartBox


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page in one language.

    ``context`` is what its template shows next to the frame; ``sources`` are ids of its series,
    whose licences and citations are at its foot; ``data`` is plain data for its script.
    """

    address: str
    template: str
    title: str
    description: str
    context: Mapping[str, Any] = field(default_factory=dict)
    section: str = ""
    charts: Sequence[ChartBox] = ()
    sources: Sequence[str] = ()
    notices: Sequence[str] = ()
    scripts: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    # Other words by which the search finds it.
    aliases: Sequence[str] = ()
    # Pages of one economy are found by its name; a page with False is not searched.
    is_searched: bool = True
    edition: str = ""
    # Kind and key of the plain files that have its figures.
    subjects: Sequence[tuple[str, str]] = ()
    # It leads on to charts that it had in an older site, and says so where one is embedded.
    leads_to_charts: bool = False
    # Its script makes downloads, although it has no chart.
    has_downloads: bool = False
    # It shows ranks that no publication has.
    has_unofficial_ranks: bool = False
