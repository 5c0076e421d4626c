"""A small site of the sample data, for the tests of its pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ictindex.core import package_data
from ictindex.documents.toml_reader import parse, read_part
from ictindex.website.site_document import NAME, SiteDocument
from ictindex.website.site_inputs import SiteInputs, read_site

SAMPLE = package_data.folder("sample_data")
DOCUMENT = """\
[publisher]
name = "Office of trials"

[[edition]]
edition = 2024
values = "{folder}/idi-2024-annex.csv"
scores = "{folder}/idi-2024-published.csv"
source = "itu-idi"

[prices]
file = "{folder}/ipb-shares-2025.csv"
edition = 2025
source = "itu-ipb"
"""


def write_folder(folder: Path, document: str = DOCUMENT, more: str = "") -> Path:
    """Write the folder of a publisher who quotes the sample data."""
    folder.mkdir(parents=True, exist_ok=True)
    text = document.replace("{folder}", SAMPLE.as_posix()) + more
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


def sample_document(**changes: object) -> SiteDocument:
    """Return the document of the sample site, with changes."""
    table = parse(DOCUMENT.replace("{folder}", SAMPLE.as_posix()).encode(), NAME)
    return read_part(SiteDocument, {**table, **changes}, NAME)


@cache
def sample_site(ranks: str | None = None) -> SiteInputs:
    """Return the inputs of the sample site: the IDI 2024 quoted, and price baskets."""
    return read_site(SAMPLE, sample_document(), ranks=ranks)
