"""The language files, flat: every text by the path of its keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ictindex.core import package_data


@lru_cache
def flat(language: str) -> Mapping[tuple[str, ...], Any]:
    """Return every text of a language by the path of its keys."""
    path = package_data.folder("methodology") / "languages" / f"{language}.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8"))

    def walk(branch: Mapping[str, Any], above: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
        collected: dict[tuple[str, ...], Any] = {}
        for key, value in branch.items():
            if isinstance(value, dict):
                collected |= walk(value, (*above, key))
            else:
                collected[*above, key] = value
        return collected

    return walk(content, ())
