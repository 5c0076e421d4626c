"""Declarations of JSON objects, their JSON Schema and their Python types."""

from __future__ import annotations

import typing

import pytest

from ictindex.core.tables.columns import Column
from ictindex.core.tables.json_schema_writer import write_object_schema
from ictindex.core.tables.record_schema import Field, Free, define_record, rows_of
from ictindex.core.tables.records_writer import write_object, write_records
from ictindex.core.tables.stub_writer import write_stub
from ictindex.core.tables.table import Table

jsonschema = pytest.importorskip("jsonschema")
_PART = define_record(
    "every-part",
    "a part of a tree",
    Column("node", "node"),
    Column("weight", "figure"),
    Field("parts", "every-part", "the parts of this part", "list"),
)


@pytest.fixture
def made(every_form: Table) -> typing.Any:
    return define_record(
        "every-object",
        "An object with every form of field.",
        Column("id", "code", about="what it is of"),
        Column("variant", "code", data="is_variant"),
        Field("rows", every_form.schema, "the figures", "list"),
        Field("best", every_form.schema, "the first row", gaps=True),
        Field("by-group", Column("mean", "figure"), "means", "mapping"),
        Field("groups", Column("economy", "economy"), "their economies", "mapping of lists"),
        Field("tree", _PART, "where it comes from", optional=True),
        Field("answer", Column("answer", "text"), "in confidence", closed=True),
        Field("document", Free("document"), "the document"),
    )


def _example(table: Table) -> dict[str, typing.Any]:
    return {
        "schema": "ictindex/every-object/0",
        "id": "idi-2024",
        "rows": write_records(table),
        "best": None,
        "by-group": {"all": "82.10", "ldc": None},
        "groups": {"all": ["BRA", "KEN"]},
        "tree": {
            "node": "idi",
            "weight": None,
            "parts": [{"node": "x", "weight": "1", "parts": []}],
        },
        "document": {"anything": [1, None]},
    }


def test_an_object_is_valid_by_its_own_schema(made: typing.Any, every_form: Table) -> None:
    schema = write_object_schema(made)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(_example(every_form), schema)
    assert schema["$id"] == "ictindex/every-object/0"


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("schema", "ictindex/every-object/1"),
        ("id", None),
        ("best", []),
        ("by-group", {"all": 82.1}),
        ("groups", {"all": "BRA"}),
        ("tree", {"node": "idi", "weight": None, "parts": [{"node": "x"}]}),
        ("answer", "what a State wrote"),
        ("rows", [{"economy": "BRA"}]),
        ("more", 1),
    ],
)
def test_what_is_not_declared_is_refused(
    made: typing.Any, every_form: Table, key: str, wrong: object
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_example(every_form) | {key: wrong}, write_object_schema(made))


def test_each_field_says_who_may_read_it(made: typing.Any) -> None:
    public, whole = write_object_schema(made), write_object_schema(made, closed=True)
    assert "answer" not in public["properties"]
    assert whole["properties"]["answer"]["x-ictindex-access"] == "closed"
    assert whole["$defs"]["every-form"]["properties"]["reply"]["x-ictindex-access"] == "closed"
    assert public["properties"]["id"]["x-ictindex-access"] == "public"


def test_the_types_have_the_keys_of_the_object(made: typing.Any) -> None:
    spaces: dict[str, typing.Any] = {}
    exec(write_stub([made]), spaces)  # noqa: S102 - written by the code under test
    kind = spaces["EveryObject"]
    assert kind.__required_keys__ == set(write_object_schema(made)["required"])
    assert kind.__optional_keys__ == {"variant", "tree"}
    hints = typing.get_type_hints(kind, spaces, spaces)
    assert hints["by-group"] == dict[str, str | None]
    assert hints["groups"] == dict[str, list[str]]
    assert hints["best"] == spaces["EveryFormRow"] | None
    part = spaces["EveryPart"]
    parts = typing.get_type_hints(part, spaces, spaces)["parts"]
    assert (typing.get_origin(parts), typing.get_args(parts)) == (list, (part,))


def test_a_table_is_an_object_with_rows(every_form: Table) -> None:
    schema = write_object_schema(rows_of(every_form.schema))
    jsonschema.validate(write_object(every_form), schema)
    assert list(schema["properties"]) == ["schema", "rows"]


def test_two_fields_or_tables_of_one_name_are_refused(every_form: Table) -> None:
    with pytest.raises(ValueError, match="two fields"):
        define_record("wrong", "", Column("id", "code"), Column("id", "code"))
    other = every_form.schema.only("economy")
    both = define_record("wrong", "", Field("a", every_form.schema), Field("b", other))
    with pytest.raises(ValueError, match="two tables"):
        write_object_schema(both)
