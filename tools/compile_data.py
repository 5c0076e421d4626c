"""Compile the TOML files of the package to JSON when a wheel is built: they load many times faster.

Hatchling calls the hook; only the standard library is used. The TOML files are in the wheel too:
the digests of documents are those of their text, and people may want to read them.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Where ``ictindex.core.package_data`` looks for them.
TARGET = "ictindex/_data/compiled"
# Its entries are written by the library itself, before the first release.
LEFT_OUT = ("FROZEN.toml",)


class CompiledData(BuildHookInterface):  # type: ignore[misc]
    """Adds a JSON file to the wheel for each TOML file of ``methodology/``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the JSON files and name them to the builder; an editable install has none."""
        if version == "editable":
            return
        self._folder = Path(tempfile.mkdtemp(prefix="ictindex-compiled-"))
        for name, text in compile_tables(Path(self.root) / "methodology"):
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            build_data["force_include"][str(path)] = f"{TARGET}/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the files that were written for the build."""
        if version != "editable":
            shutil.rmtree(self._folder)


def compile_tables(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of the JSON file of each TOML file in a folder."""
    for path in sorted(folder.rglob("*.toml")):
        if path.name not in LEFT_OUT:
            table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
            name = path.relative_to(folder).with_suffix(".json").as_posix()
            yield name, write_json(table) + "\n"


def write_json(value: Any) -> str:
    """Return a value of TOML as JSON: decimals keep their digits, a date is ``{"$date": …}``."""
    if isinstance(value, dict):
        members = (f"{write_json(key)}:{write_json(part)}" for key, part in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write_json, value)) + "]"
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if type(value) is dt.date:
        return f'{{"$date":"{value.isoformat()}"}}'
    if not isinstance(value, (str, bool, int)):
        raise TypeError(f"{value!r} cannot be compiled")
    return json.dumps(value, ensure_ascii=False)
