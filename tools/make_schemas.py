"""Write the JSON Schemas of what the library writes into docs/reference/schemas, or check them.

python tools/make_schemas.py [--check]

Each JSON object has a file of its own; ``tables.json`` has the rows of every table. A stored schema
is changed by this script alone, so that a change of the contract is seen in the diff. Until the
release the version of a schema is 0 and it may change. From then on keys are only added, and
optional: the script names every other change, which needs the next number.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "schemas"
# What a schema says about a value without deciding which values are valid.
_WORDS = frozenset({"$id", "$schema", "description", "title"})


def main() -> int:
    """Write or compare the files."""
    files = make_files()
    stored = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.json"))}
    for name in sorted({*files, *stored}):
        before, after = stored.get(name), files.get(name)
        if before != after and before is not None:
            for change in list_breaks(json.loads(before), json.loads(after or "{}")):
                print(f"{name}: {change}: needs the next number after the release")
    if sys.argv[1:] == ["--check"]:
        if files != stored:
            print("docs/reference/schemas: run python tools/make_schemas.py")
            return 1
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stored.keys() - files:
        (FOLDER / name).unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


def make_files() -> dict[str, str]:
    """Return the text of each file by its name."""
    from ictindex.core.declared_tables import RECORDS, TABLES, record_schema, table_schema
    from ictindex.core.tables.json_schema_writer import write_json_schema, write_object_schema

    schemas = {name: write_object_schema(record_schema(name)) for name in RECORDS}
    tables = {name: write_json_schema(table_schema(name)) for name in TABLES}
    files = {f"{name}.json": schema for name, schema in schemas.items()} | {"tables.json": tables}
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in files.items()
    }


def list_breaks(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield the changes of a schema by which a program that reads the old one may fail."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        if before != after:
            yield f"{path} changes"
        return
    if not path and before.get("$id") != after.get("$id"):
        return  # it has the next number
    for key in [*before, *(key for key in after if key not in before)]:
        if key in _WORDS and isinstance(before.get(key, after.get(key)), str):
            continue
        own = f"{path}/{key}"
        if key not in after:
            yield f"{own} is removed"
        elif key == "required":
            yield from (
                f"{own}: {n} is optional" for n in before.get(key, ()) if n not in after[key]
            )
            yield from (
                f"{own}: {n} is required" for n in after[key] if n not in before.get(key, ())
            )
        elif key in before:
            yield from list_breaks(before[key], after[key], own)
        elif not path.endswith(("/properties", "/$defs")) and path not in ("", "/$defs"):
            yield f"{own} is added"


if __name__ == "__main__":
    sys.exit(main())
