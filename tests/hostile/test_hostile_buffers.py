"""Mutated files read by their path and from memory: the same findings, addresses and digests."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import hostile_formats
import hostile_mutations
import pytest

import ictindex as ict
from ictindex.core.errors import IctindexError

FORMATS = ["csv", "sdmx-csv", "xlsx", "packed"]


class Upload(io.BytesIO):
    """A file in memory that has the name of one."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def outcome_of(seed: hostile_formats.Seed, source: Any) -> tuple[Any, ...]:
    """Return what came of a reading: the refusal, or cells, findings, addresses and digests."""
    try:
        table = seed.read(source)
    except IctindexError as error:
        return error.code, error.message("en")
    findings = [(f.code, f.address, repr(f.details)) for f in table.findings]
    held = getattr(table, "observations", table)
    names = [name for name in ("cells", "values", "frame") if hasattr(held, name)]
    cells = repr(getattr(held, names[0])) if names else repr(list(held))
    return cells, findings, dict(getattr(held, "sources", {}))


def compare(name: str, count: int, folder: Path) -> int:
    seeds = hostile_formats.FORMATS[name]()
    read = 0
    for number in range(count):
        draw = random.Random(f"buffers {name} {number}")
        seed = draw.choices(seeds, [seed.weight for seed in seeds])[0]
        mutate = seed.mutate if draw.random() < 0.6 else hostile_mutations.blind
        data = mutate(seed.data, draw)
        path = folder / seed.name
        path.write_bytes(data)
        expected = outcome_of(seed, path)
        assert outcome_of(seed, Upload(data, seed.name)) == expected, (name, number)
        read += len(expected) == 3
    return read


def test_a_sample_is_the_same_by_path_and_from_memory(tmp_path: Path) -> None:
    assert sum(compare(name, 30, tmp_path) for name in ("csv", "packed")) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_three_hundred_are_the_same_by_path_and_from_memory(name: str, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    assert compare(name, 300, tmp_path) > 30


def test_an_upload_is_read_under_its_name() -> None:
    upload = Upload(b"economy,indicator,year,value\nBRA,i99H,2022,1\n", "folder/annex.csv")
    assert list(ict.read_observations(upload).sources) == ["annex.csv"]
