"""A new proposal of an indicator: a file with every key, whose texts are still empty."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from pathlib import Path

from ictindex.core.errors import UsageError
from ictindex.core.file_writer import make_folder, write_file
from ictindex.core.paths import path_of, visible
from ictindex.language.i18n import LANGUAGES

_ID = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)-proposal-[1-9][0-9]*", re.ASCII)
_TEXTS = ("names", "purpose")
_OF_DEFINITION = ("numerator", "denominator", "question")


def draft_proposal(
    key: str, folder: str | os.PathLike[str] = ".", *, on: dt.date | None = None
) -> Path:
    """Write the file of a new proposal into a folder; a file that is there is not replaced."""
    match = _ID.fullmatch(key)
    if match is None:
        raise UsageError("proposal.id-unfit", value=visible(key)[:80])
    target = path_of(folder, "folder")
    make_folder(target)
    day = dt.date.today() if on is None else on
    return write_file(target / f"{key}.toml", _draft_text(key, match[1], day))


def _draft_text(key: str, indicator: str, day: dt.date) -> str:
    """Return the text of a new proposal: its keys with comments, its texts empty."""
    lines = [
        "# `ictindex proposal check` names what is still to be written; `ictindex proposal schema`",
        "# describes every key.",
        "schema = 1",
        f"id = {json.dumps(key)}",
        f"indicator = {json.dumps(indicator)}",
        'status = "proposed"  # that of the last entry of life',
        "# Mandate and clause; `ictindex mandate` shows the clauses.",
        'mandate = "resolution-131-rev-dubai-2018#director-9"',
        'proposed_by = ""  # member, group or office',
        'predecessor = ""  # id of the proposal that this one replaces',
        'comments = ""  # register of comments next to this file',
        "",
    ]
    for table in (*_TEXTS, *(f"definition.{name}" for name in _OF_DEFINITION)):
        if table.endswith(".numerator"):
            lines += [
                "# Entries are only added, never changed.",
                "[[life]]",
                f"on = {day.isoformat()}",
                'status = "proposed"',
                'decided_by = "proposer"',
                "",
                "[definition]",
                'unit = "percent"',
                "# age_from = 5",
                "# age_to = 74",
                '# reference_period = "P3M"',
                "# minimum = 0",
                "# maximum = 100",
                "decimals = 1",
                "breakdowns = []  # sex, age, location, disability, education, income",
                "",
            ]
        lines += [f"[{table}]", *(f'{language} = ""' for language in LANGUAGES), ""]
    lines += [
        "# Values of the pilot with standard_error and sample_size, next to this file.",
        "# [pilot]",
        '# observations = "pilot.csv"',
        '# digest = "sha256:..."',
        f"# year = {day.year}",
        "# minimum_economies = 10",
        "",
        "# The place in an index that is tried.",
        "# [trial]",
        '# parent = "meaningful-connectivity"',
        "# weight = 1",
        "# goalposts = [0, 100]",
        "",
        "# What was read of each decision and each printed code.",
        "# [[sources]]",
        '# id = "decision-of-the-group"',
        '# title = ""',
        '# place = ""',
        '# copy = "publisher"',
    ]
    return "\n".join(lines) + "\n"
