"""Proposals of indicators for tests: the sample with other words, and pilots of any values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import ictindex as ict

KEY = "online-appointments-proposal-1"
INDICATOR = "online-appointments"
SAMPLE = ict.sample_data(f"{KEY}.toml")
DATA = ict.sample_data(f"{KEY}-idi.csv")
HEADER = "economy,indicator,year,value,unit,status,source,standard_error,sample_size"
# What a decision of experts adds to the life of the sample, and the status that follows.
ADOPTED = """
[[life]]
on = 2026-09-01
status = "adopted"
decided_by = "egh"
source = "example-circular"
"""
RETIRED = ADOPTED.replace("2026-09-01", "2030-01-15").replace("adopted", "retired")
WITHDRAWN = ADOPTED.replace("adopted", "withdrawn")


def sample_text(changes: Mapping[str, str] | None = None) -> str:
    """Return the text of the sample with other words in the place of some."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def with_life(status: str, *entries: str) -> dict[str, str]:
    """Return the changes that give the sample another status and further entries."""
    return {
        'status = "pilot"': f'status = "{status}"',
        "[definition]\n": f"{''.join(entries).lstrip()}\n[definition]\n",
    }


def write_proposal(
    folder: Path, changes: Mapping[str, str] | None = None, pilot: str | None = None
) -> Path:
    """Write the sample into a folder, with changes, and with a pilot of other rows."""
    folder.mkdir(parents=True, exist_ok=True)
    text = sample_text(changes)
    for name in (f"{KEY}-pilot.csv", f"{KEY}-comments.csv"):
        (folder / name).write_bytes(ict.sample_data(name).read_bytes())
    if pilot is not None:
        content = pilot.encode()
        (folder / f"{KEY}-pilot.csv").write_bytes(content)
        old = hashlib.sha256(ict.sample_data(f"{KEY}-pilot.csv").read_bytes()).hexdigest()
        text = text.replace(old, hashlib.sha256(content).hexdigest())
    path = folder / f"{KEY}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def pilot_of(values: Mapping[str, Sequence[str]], year: int = 2022) -> str:
    """Return the file of a pilot: for each economy value, standard error and sample size."""
    rows = [
        f"{economy},{INDICATOR},{year},{value},percent,A,synthetic,{error},{sample}"
        for economy, (value, error, sample) in values.items()
    ]
    return "\n".join([HEADER, *rows]) + "\n"
