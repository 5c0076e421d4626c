"""The command that describes what others write as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ictindex as ict


def test_a_schema_is_printed_by_name_and_by_identifier(invoke: Any) -> None:
    printed = json.loads(invoke("schema", "result").stdout)
    assert printed == ict.data.schema("result")
    assert invoke("schema", "ictindex/result/0").stdout == invoke("schema", "result").stdout


def test_types_for_python_are_printed(invoke: Any) -> None:
    text = invoke("schema", "ranking", "--stub").stdout
    made: dict[str, Any] = {}
    exec(text, made)  # noqa: S102 - written by the code under test
    assert made["Ranking"].__required_keys__ == {"schema", "id", "ranks", "rows"}


@pytest.mark.every_room
def test_the_list_names_the_commands_that_write_each(invoke: Any) -> None:
    rows = {row["name"]: row for row in json.loads(invoke("schema", "--json").stdout)["rows"]}
    assert rows.keys() == ict.data.schemas().keys()
    assert "compute" in rows["result"]["commands"]
    assert "The ranked economies of a node." in invoke("schema").stdout


def test_an_unknown_name_is_refused_with_the_nearest(invoke: Any) -> None:
    refused = invoke("schema", "rankin").exception
    assert refused.code == "schema.unknown-near"
    assert "ranking" in refused.details["allowed"]
