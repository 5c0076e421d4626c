"""The language files, flat: every text by the path of its keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ictindex.core import package_data


@lru_cache
def words(language: str) -> Mapping[str, Any]:
    """Return every word of a language, as one table."""
    merged: dict[str, Any] = {}
    folder = package_data.folder("methodology") / "languages" / language
    for path in sorted(folder.glob("*.toml")):
        for section, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            merged[section] = {**merged.get(section, {}), **table}
    return merged


@lru_cache
def flat(language: str) -> Mapping[tuple[str, ...], Any]:
    """Return every text of a language by the path of its keys."""

    def walk(branch: Mapping[str, Any], above: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
        collected: dict[tuple[str, ...], Any] = {}
        for key, value in branch.items():
            if isinstance(value, dict):
                collected |= walk(value, (*above, key))
            else:
                collected[*above, key] = value
        return collected

    return walk(words(language), ())
