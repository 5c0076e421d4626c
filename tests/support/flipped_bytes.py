"""Editions with one byte changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def flips(file: Path, bits: Iterator[int]) -> Iterator[int]:
    """Flip bits of a file, one at a time; it is as it was afterwards."""
    content = file.read_bytes()
    with file.open("r+b", buffering=0) as stream:
        for bit in bits:
            at = bit // 8
            stream.seek(at)
            stream.write(bytes([content[at] ^ 1 << bit % 8]))
            yield bit
            stream.seek(at)
            stream.write(content[at : at + 1])
    assert file.read_bytes() == content
