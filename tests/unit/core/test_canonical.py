"""The canonical form: one content has one text, another content another one."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

from ictindex.core import canonical
from ictindex.core.errors import UsageError

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
RECORDS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcXYZ_0", max_size=4), inner, max_size=3)
    ),
)


def test_known_texts_and_digests() -> None:
    record = {"b": Decimal("80.50"), "a": [1, None, True, 'e\u0301\r\n"'], "d": date(2024, 2, 1)}
    assert canonical.text(record) == '{"a":[1,null,true,"é\\n\\""],"b":"80.5","d":"2024-02-01"}'
    assert (
        canonical.digest("receipt", "{}") == hashlib.sha256(b"ictindex receipt 1\n{}").hexdigest()
    )
    salt = b"0123456789abcdef"
    wanted = hmac.new(salt, b"ictindex x 1\nv", hashlib.sha256).hexdigest()
    assert canonical.salt_digest("x", "v", salt) == wanted


@given(RECORDS)
def test_the_text_is_json_that_reads_as_its_own_canonical_form(record: object) -> None:
    text = canonical.text(record)
    assert canonical.text(json.loads(text)) == text
    assert "\r" not in text


@given(st.dictionaries(st.text("abcXYZ_0", max_size=4), st.integers(0, 9)))
def test_the_order_of_keys_is_no_part_of_the_content(record: dict[str, int]) -> None:
    assert canonical.text(dict(reversed(record.items()))) == canonical.text(record)


@small_cases(
    ("written", "text"),
    [("1.0", "1"), ("-0.0", "0"), ("1E+3", "1000"), ("0.10", "0.1"), ("-1.50", "-1.5")],
)
def test_decimals_have_one_form(written: str, text: str) -> None:
    assert canonical.text(Decimal(written)) == f'"{text}"'
    assert canonical.table(["v"], [[Decimal(written)]]) == f"v\n{text}\n"


@small_cases(
    "value",
    [1.5, Decimal("NaN"), Decimal("Infinity"), {"é": 1}, {1: 2}, b"x", {1, 2}, 2**53, "\ud800",
     datetime(2024, 2, 1), object()],
)  # fmt: skip
def test_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(UsageError):
        canonical.text([value])


CELLS = st.one_of(TEXTS, st.none(), st.integers(0, 3000))


@given(st.lists(st.tuples(TEXTS, CELLS), max_size=6), st.randoms())
def test_the_order_of_rows_is_no_part_of_a_table(
    rows: list[tuple[str, object]], draw: object
) -> None:
    mixed = list(rows)
    draw.shuffle(mixed)  # type: ignore[attr-defined]

    def text(of: list[tuple[str, object]]) -> str:
        return canonical.table(["a", "b"], [[row[n] for row in of] for n in (0, 1)])

    assert text(mixed) == text(rows)
    assert "\r" not in text(rows) and text(rows).count("\n") == len(rows) + 1


PLAIN = st.text(st.sampled_from('ab,"\n\\ né'), max_size=5)


@given(st.tuples(PLAIN, PLAIN), st.tuples(PLAIN, PLAIN))
def test_two_rows_that_differ_have_two_texts(first: tuple[str, str], two: tuple[str, str]) -> None:
    def text(row: tuple[str, str]) -> str:
        return canonical.table(["a", "b"], [[row[0]], [row[1]]])

    assert (text(first) == text(two)) == (first == two)


def test_salts_that_are_too_short() -> None:
    for salt in (b"", b"fifteen bytes..", "a text of sixteen"):
        with pytest.raises(UsageError, match="16"):
            canonical.salt_digest("x", "v", salt)  # type: ignore[arg-type]


def test_nothing_of_a_table_is_kept() -> None:
    """A cell can be confidential, and a process that publishes for years must not grow."""
    cells = [f"unpublished {number}" for number in range(50)]
    before = [sys.getrefcount(cell) for cell in cells]
    canonical.table(["note"], [cells])
    assert [sys.getrefcount(cell) for cell in cells] == before
