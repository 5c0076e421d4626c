"""Python types of the records of a declared table."""

from __future__ import annotations

import typing

from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.stub_writer import write_stub
from ictindex.core.tables.table import Table


def test_the_type_of_a_record_has_its_keys_and_the_types_of_its_cells(every_form: Table) -> None:
    made: dict[str, typing.Any] = {}
    exec(write_stub([every_form.schema]), made)  # noqa: S102 - written by the code under test
    hints = typing.get_type_hints(made["EveryFormRow"])
    assert list(hints) == list(write_records(every_form)[0])
    assert hints["score"] == str | None
    assert hints["flags"] == list[str]
    assert hints["count"] is int
