"""Every declared table and JSON object has a name by which its schema is found."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from small_cases import small_cases
from tests.unit.package.test_columns_everywhere import schemas

import ictindex
from ictindex.core.declared_tables import RECORDS, TABLES, record_schema, table_schema
from ictindex.core.tables.json_schema_writer import write_object_schema
from ictindex.core.tables.record_schema import RecordSchema
from ictindex.language.i18n.renderable import Renderable

jsonschema = pytest.importorskip("jsonschema")

# Declared tables that never leave as data, and why.
NO_DATA = {
    "comment-decisions": "counted on the page of the comments, which have their decisions",
    "consulted-values": "a table of a letter",
    "council-consultations": "a table of the report to the Council",
    "council-frame": "a table of the report to the Council",
    "council-instructions": "a table of the report to the Council",
    "council-methodologies": "a table of the report to the Council",
    "council-releases": "a table of the report to the Council",
    "council-surveys": "a table of the report to the Council",
    "erratum-effects-shown": "the effects of an erratum as its page shows them",
    "letter-accepted": "a table of a letter",
    "letter-cells": "a table of a letter",
    "letter-corrections": "a table of a letter",
    "letter-duties": "a table of a letter",
    "letter-files": "a table of a letter",
    "letter-queries": "a table of a letter",
}


def test_a_name_is_of_one_table_or_object() -> None:
    assert not TABLES.keys() & RECORDS.keys()
    assert list(TABLES) == sorted(TABLES)
    assert list(RECORDS) == sorted(RECORDS)


def test_every_declared_table_is_listed_or_never_leaves_as_data() -> None:
    assert schemas().keys() - TABLES.keys() == set(NO_DATA)


@small_cases("name", TABLES)
def test_a_table_is_found_by_its_name(name: str) -> None:
    assert table_schema(name).name == name
    assert record_schema(name).name == name


@cache
def check(part: str) -> None:
    """Judge a part of schemas, once: many tables share their fields."""
    jsonschema.Draft202012Validator.check_schema(json.loads(part))


@pytest.mark.slow
@small_cases("name", [*TABLES, *RECORDS])
def test_its_schema_is_valid_and_has_no_closed_field(name: str) -> None:
    record = record_schema(name)
    assert record.name == name
    schema = write_object_schema(record)
    parts = [schema, *schema["$defs"].values()]
    for part in parts:
        for field in part["properties"].values():
            check(json.dumps(field))
        check(json.dumps({**part, "properties": {}, **({"$defs": {}} if part is schema else {})}))
    access = {
        field.get("x-ictindex-access") for part in parts for field in part["properties"].values()
    }
    assert access <= {"public", None}


@small_cases("name", RECORDS)
def test_an_object_says_what_it_is(name: str) -> None:
    record = record_schema(name)
    assert isinstance(record, RecordSchema)
    assert record.about
    assert not [f"{part.name}.{field.name}" for part, field in record.walk() if not field.about]


@pytest.mark.slow
def test_every_name_that_a_class_gives_its_json_is_declared() -> None:
    source = Path(ictindex.__file__).parent
    named = {
        name: path.name
        for path in source.rglob("*.py")
        for name in re.findall(r'\b_?json_name = ?"([a-z-]+)"', path.read_text("utf-8"))
    }
    assert len(named) > 40
    assert not {name: file for name, file in named.items() if name not in TABLES | RECORDS}


# The classes that others are made from, and a file with a form of its own.
_BASES = {
    "Comparison", "EditionResult", "EditionScores", "IndexFigures", "PricedBaskets", "Receipt",
    "Report", "ScoredResult",
}  # fmt: skip


def test_every_class_that_is_shown_names_the_object_of_its_data() -> None:
    schemas()  # imports every module that declares a table
    classes = list(Renderable.__subclasses__())
    for each in classes:
        classes.extend(each.__subclasses__())
    unnamed = {
        each.__name__
        for each in classes
        if each.__module__.startswith("ictindex.")
        and not each._json_name
        and each._name_object is Renderable._name_object
    }
    assert len(classes) > 40
    assert unnamed <= _BASES
