"""An example of a publisher's folder: quoted figures, an edition of invented economies, prices."""

from __future__ import annotations

from pathlib import Path

from ictindex.core import package_data
from ictindex.core.file_writer import make_folder, write_file
from ictindex.core.tree_writer import new_folder
from ictindex.editions.demonstration import demonstrate
from ictindex.editions.public_folders import SITE_DOCUMENT as NAME
from ictindex.publishing.website.study_documents import FOLDER as STUDIES

FILES = ("idi-2024-annex.csv", "idi-2024-published.csv", "ipb-shares-2025.csv")
EDITIONS = "demonstration/editions"

_DOCUMENT = """\
# A public site: `ictindex site build FOLDER --editions FOLDER/demonstration/editions -o site`
# What each key means is in docs/reference/site-toml.md.

# Give out the whole folder of each edition, with its record of sources and consultations. Here
# all of it is invented.
packages = true

[publisher]
name = "Example office of statistics"
contact = "statistics@example.org"

# The printed scores of an edition and the values behind them. Figures of ITU, quoted.
[[edition]]
edition = 2024
values = "idi-2024-annex.csv"
scores = "idi-2024-published.csv"
source = "itu-idi"

[prices]
file = "ipb-shares-2025.csv"
edition = 2025
source = "itu-ipb"
"""

STUDY = """\
---
title: Where coverage is high and use is not
language: en
summary: An example of a study: a chart by name, and what it shows.
authors: Example office of statistics
date: 2026-11-27
sources: itu-idi
---

The index has two pillars. **Universal connectivity** asks who is connected; **meaningful
connectivity** asks with what network, at which price and how much. An economy can be far ahead in
the one and behind in the other.

```{chart} scatter
:edition: idi-2024
:caption: Economies to the lower right are connected, but not well.
```

## What to look at

* Is the network there (3G and 4G coverage) while few use it? Then prices, devices and skills are
  the questions, not masts.
* Are many connected and is little used? Then look at the price of the larger basket.

A study is a Markdown file in the folder `studies`. It names its charts; foreign markup is shown as
text.
"""


def write_example(folder: Path) -> None:
    """Write the folder; refuse one that is not empty."""
    with new_folder(folder) as stage:
        for name in FILES:
            write_file(stage / name, (package_data.folder("sample_data") / name).read_bytes())
        write_file(stage / NAME, _DOCUMENT)
        make_folder(stage / STUDIES)
        write_file(stage / STUDIES / "coverage-and-use.en.md", STUDY)
        demonstrate(stage / "demonstration")
