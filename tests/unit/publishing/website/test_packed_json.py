"""JSON of charts without repetition: read back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_pages import open_packed

from ictindex.publishing.website.packed_json import pack_json

_KEYS = st.text().filter(lambda key: not key.startswith("$"))
_VALUES = st.recursive(
    st.text() | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.lists(_VALUES), _VALUES)
def test_what_is_packed_is_read_back(values: list[Any], repeated: Any) -> None:
    value = [*values, repeated, {"again": repeated}, *[{"a": n, "b": repeated} for n in range(4)]]
    packed = json.loads(json.dumps(pack_json(value)))
    assert json.dumps(open_packed(packed)) == json.dumps(value)


def test_a_repeated_part_is_written_once() -> None:
    font = {"font": "Noto Sans, Segoe UI, sans-serif"}
    value = {"wide": {"label": font, "width": 720}, "narrow": {"label": font, "width": 360}}
    packed = pack_json(value)
    assert json.dumps(packed).count("Noto Sans") == 1
    assert packed["parts"] == [font]
    assert packed["whole"]["wide"] == {"label": {"$": 0}, "width": 720}


def test_records_are_a_table_with_each_key_once() -> None:
    records = [{"year": year, "value": year / 2} for year in range(2020, 2026)]
    packed = pack_json(records)
    assert packed["whole"]["$k"] == ["year", "value"]
    assert packed["whole"]["$r"][0] == [2020, 1010.0]


@pytest.mark.parametrize("key", ["$", "$k"])
def test_a_key_that_is_a_name_of_a_part_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="is a name of a part"):
        pack_json([{key: 1}])
