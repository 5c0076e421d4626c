"""Values that were written as TOML are read back by the reader of the standard library."""

from __future__ import annotations

import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from ictindex.core.toml_text import write_toml

PLAIN = st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1)


@given(value=PLAIN | st.lists(st.text()))
@example(value="\x7f")
@example(value='a "quoted" \\ path\r\n\x00\x1f')
def test_a_value_comes_back(value: object) -> None:
    assert tomllib.loads(f"key = {write_toml(value)}") == {"key": value}


@given(name=st.text())
def test_a_text_is_a_key_too(name: str) -> None:
    assert tomllib.loads(f"{write_toml(name)} = 1") == {name: 1}
