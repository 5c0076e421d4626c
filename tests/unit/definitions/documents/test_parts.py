"""Parts of documents: read by plain code as the models of pydantic read them, or refused."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from small_cases import small_cases
from without_arrays import run_without_arrays

from ictindex.core import package_data
from ictindex.definitions import documents
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.parts import Part, UnfitError, read_sound_part
from ictindex.definitions.documents.pydantic_models import validate_part

LIBRARY = documents.library()
TABLES = {
    key: tomllib.loads(
        (package_data.folder("methodology") / document.index / f"{key}.toml").read_text("utf-8"),
        parse_float=Decimal,
    )
    for key, document in LIBRARY.items()
}
# Values that a key of a document may be changed into.
VALUES: list[Any] = [
    0, 1, -1, 3, 2023, 10**6, 10**40, True, False, "", "idi", "linear", "released", "2023", "x y",
    Decimal("0.5"), Decimal("-3"), Decimal("1E-21"), Decimal("NaN"), Decimal(10) ** 18, 0.5,
    dt.date(2023, 11, 1), dt.datetime(2023, 11, 1), [], [1], ["a"], {}, {"id": "a"}, None,
]  # fmt: skip


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Go through the paths of all keys and entries of a table."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in entries:
        yield (*path, key)
        if isinstance(part, (dict, list)):
            yield from places_in(part, (*path, key))


@small_cases("key", TABLES)
def test_both_ways_of_reading_give_the_same_document(key: str) -> None:
    assert read_sound_part(Document, TABLES[key]) == LIBRARY[key]
    assert validate_part(Document, TABLES[key]) == LIBRARY[key]


@given(st.sampled_from(sorted(TABLES)), st.data())
def test_what_plain_code_reads_the_model_reads_too(key: str, data: st.DataObject) -> None:
    table = copy.deepcopy(TABLES[key])
    path = data.draw(st.sampled_from(list(places_in(table))))
    inner = table
    for step in path[:-1]:
        inner = inner[step]
    kind = data.draw(st.sampled_from(["change", "remove", "add"]))
    if kind == "change":
        inner[path[-1]] = data.draw(st.sampled_from(VALUES))
    elif kind == "remove":
        del inner[path[-1]]
    elif isinstance(inner, dict):
        inner["unknown"] = data.draw(st.sampled_from(VALUES))
    try:
        plain: Part | None = read_sound_part(Document, table)
    except UnfitError:
        plain = None
    try:
        validated: Part | None = validate_part(Document, table)
    except ValidationError:
        validated = None
    assert plain == validated


def test_a_document_is_plain_data_with_the_digits_of_its_file() -> None:
    leaf = LIBRARY["idi-methodology-2023"].leaf("price-fixed-broadband")
    assert leaf.to_dict() == {
        "indicator": "price-fixed-broadband",
        "transformation": "linear",
        "goalposts": {"zero": "33.30", "full": "1", "on": "raw"},
    }
    changed = dataclasses.replace(leaf, transformation="ln1p")
    assert changed.goalposts is leaf.goalposts
    assert changed != leaf


@pytest.mark.slow
def test_sound_documents_are_read_without_pydantic() -> None:
    run_without_arrays(
        """
        import sys
        from ictindex.definitions import documents
        for document in documents.library().values():
            documents.evidence_of(document)
        assert "pydantic" not in sys.modules
        """
    )
