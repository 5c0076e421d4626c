"""The schemas of what programs read: stored, found by name, and changed only knowingly."""

from __future__ import annotations

import copy
import importlib.util
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError
from ictindex.data.json_schemas import make_stub

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.every_room


def load_tool() -> Any:
    """Import the script that stores the schemas."""
    path = ROOT / "tools" / "make_schemas.py"
    spec = importlib.util.spec_from_file_location("make_schemas", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    if path.exists():  # not in a copy that has some rooms only
        spec.loader.exec_module(made)
    return made


tool: Any = load_tool()


@pytest.mark.lint
def test_the_stored_schemas_are_those_of_today() -> None:
    stored = {path.name: path.read_text("utf-8") for path in tool.FOLDER.glob("*.json")}
    assert tool.make_files() == stored, "run python tools/make_schemas.py"


def changed(**changes: Any) -> list[str]:
    """Return what a change of the schema of a ranking breaks."""
    before = ict.data.schema("ranking")
    after = copy.deepcopy(before)
    row = after["$defs"]["idi-ranking"]
    for key, value in changes.items():
        {
            "add": lambda v: row["properties"].update(v),
            "require": lambda v: row["required"].append(v),
            "free": lambda v: row["required"].remove(v),
            "remove": lambda v: row["properties"].pop(v),
            "change": lambda v: row["properties"]["rank"].update(v),
            "number": lambda v: after.update({"$id": v}),
        }[key](value)
    return list(tool.list_breaks(before, after))


def test_a_new_key_that_is_optional_breaks_nothing() -> None:
    assert not changed(add={"new": {"type": "string"}})
    assert not changed(change={"description": "in other words"})
    assert not changed(remove="rank", number="ictindex/ranking/1")


@small_cases(
    "change",
    [
        {"add": {"new": {"type": "string"}}, "require": "new"},
        {"free": "rank"},
        {"remove": "rank"},
        {"change": {"type": ["integer", "null"]}},
        {"change": {"maximum": 200}},
        {"change": {"x-ictindex-access": "closed"}},
    ],
)
def test_any_other_change_needs_the_next_number(change: dict[str, Any]) -> None:
    (broken,) = changed(**change)
    assert broken.startswith("/$defs/idi-ranking/")


def test_a_schema_is_found_by_name_and_by_identifier() -> None:
    assert ict.data.schema("result") == ict.data.schema("ictindex/result/0")
    assert "class Result(TypedDict):" in make_stub("result")
    assert {"result", "idi-scores"} <= ict.data.schemas().keys()


@pytest.mark.parametrize(("wanted", "named"), [("resalt", "result"), ("zzzz", "ictindex schema")])
def test_an_unknown_name_is_refused_with_what_may_be_meant(wanted: str, named: str) -> None:
    with pytest.raises(CatalogueError, match=named):
        ict.data.schema(wanted)
