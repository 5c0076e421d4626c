"""Manifests that are none, each with one fault."""

from __future__ import annotations

from typing import Any

from publishers import small

from ictindex.editions.storage.format import (
    MANIFEST,
    decode_record,
)


def altered_manifests() -> list[dict[str, Any]]:
    good = decode_record(small()[1][MANIFEST], MANIFEST)
    files = good["files"]
    item = files[0]
    return [
        {**good, "schema": 2}, {**good, "extra": 1}, {**good, "id": "a/b"}, {**good, "kind": "x"},
        {**good, "kind": []}, {**good, "released": "27 June 2024"}, {**good, "year": "2022"},
        {**good, "edition": True}, {**good, "arithmetic": {"name": "float", "version": 1}},
        {**good, "files": {}}, {**good, "files": [7]}, {**good, "files": files[::-1]},
        {**good, "files": [{**item, "path": "../a.txt"}]},
        {**good, "files": [{**item, "path": "manifest.json"}]},
        {**good, "files": [{**item, "path": "MANIFEST.json"}]},
        {**good, "files": [{**item, "size": -1}]}, {**good, "files": [{**item, "size": "5"}]},
        {**good, "files": [{**item, "sha256": "0" * 32}]}, {**good, "files": [{**item, "md5": ""}]},
        {**good, "files": [item, item]}, {**good, "kind": "data"},
        {**good, "files": [{**item, "path": "A.TXT"}, item]},
        {**good, "files": [item, {**item, "path": "a.txt/b"}]},
        {**good, "files": [{**item, "path": "A/b"}, {**item, "path": "a/c"}]},
        {name: part for name, part in good.items() if name != "publisher"},
    ]  # fmt: skip
