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

    def walk(place: Mapping[str, Any], above: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
        found: dict[tuple[str, ...], Any] = {}
        for key, value in place.items():
            if isinstance(value, dict):
                found |= walk(value, (*above, key))
            else:
                found[*above, key] = value
        return found

    return walk(content, ())
